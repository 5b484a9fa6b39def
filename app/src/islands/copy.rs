//! Copying: one ear for every button that carries `data-copy`, also for those that a live change
//! brings in later.

use leptos::prelude::*;

/// Says what was copied to those who do not see the button's tick.
#[island]
pub fn Copy() -> impl IntoView {
    let said = RwSignal::new(String::new());
    #[cfg(feature = "hydrate")]
    in_browser::listen(said);
    view! { <p class="sr" role="status">{move || said.get()}</p> }
}

#[cfg(feature = "hydrate")]
mod in_browser {
    use std::time::Duration;

    use leptos::ev;
    use leptos::prelude::*;
    use leptos::task::spawn_local;
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::Element;

    use crate::islands::browser::field;

    /// How long the tick stands.
    const TICK: Duration = Duration::from_millis(1500);

    pub(super) fn listen(said: RwSignal<String>) {
        window_event_listener(ev::click, move |event| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let Some(button) = target.and_then(|target| target.closest("[data-copy]").ok().flatten()) else {
                return;
            };
            let Some(mut text) = button.get_attribute("data-copy") else { return };
            // A link within this site is copied as others can open it.
            if text.starts_with('/') {
                text.insert_str(0, &window().location().origin().unwrap_or_default());
            }
            spawn_local(async move {
                let done = write(&text).await.is_ok();
                said.set(if done { ["Copied ", &text].concat() } else { "Could not copy".to_owned() });
                if done {
                    tick(&button);
                }
            });
        });
    }

    /// The clipboard exists in secure contexts only.
    async fn write(text: &str) -> Result<(), JsValue> {
        let navigator = window().navigator();
        if field(&navigator, "clipboard").is_undefined() {
            return Err(JsValue::UNDEFINED);
        }
        JsFuture::from(navigator.clipboard().write_text(text)).await.map(drop)
    }

    fn tick(button: &Element) {
        let sign = button.query_selector("use").ok().flatten();
        let show = move |name: &str| {
            if let Some(sign) = &sign {
                let _ = sign.set_attribute("href", name);
            }
        };
        show("#i-check");
        set_timeout(move || show("#i-copy"), TICK);
    }
}
