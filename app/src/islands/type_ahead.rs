//! The search box with its list of fits: a combobox over a plain search form.

use leptos::prelude::*;

use crate::{paths, words};

/// How the box looks; the page provides it. It is no property of the island: what the server wrote stands
/// in the page already, and reading it again would ship a JSON reader.
#[derive(Clone, Default)]
pub struct SearchBox {
    /// What stands in it.
    pub value: String,
    /// As on the search page; small in the bar.
    pub big: bool,
    /// Whether it takes the caret at once.
    pub focus: bool,
}

/// The search form.
#[island]
pub fn TypeAhead() -> impl IntoView {
    let SearchBox { value, big, focus } = use_context::<SearchBox>().unwrap_or_default();
    let list = NodeRef::<leptos::html::Div>::new();
    let input = NodeRef::<leptos::html::Input>::new();
    let rows = RwSignal::new(String::new());
    let summary = RwSignal::new(String::new());
    let open = RwSignal::new(false);
    let active = RwSignal::new(None::<String>);
    let ahead = Ahead { input, list, rows, summary, open, active, turn: StoredValue::new(0) };
    let all = RwSignal::new(paths::SEARCH.to_owned());
    ahead.bring_back();
    view! {
        <form
            class=if big { "find big" } else { "find" }
            role="search"
            action=paths::SEARCH
            on:focusout=move |event| ahead.left(&event)
        >
            <svg class="i" aria-hidden="true"><use href="#i-search"></use></svg>
            <label class="sr" for="q">{words::FIND_LABEL}</label>
            <input
                node_ref=input
                id="q"
                name="q"
                type="text"
                autocapitalize="off"
                spellcheck="false"
                maxlength="2000"
                placeholder=(!big).then_some(words::FIND_HINT)
                value=value
                autofocus=focus
                data-key="/"
                role="combobox"
                aria-autocomplete="list"
                aria-controls="hits"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                aria-activedescendant=move || active.get()
                on:input=move |event| {
                    let text = event_target_value(&event);
                    all.set(paths::search(&text));
                    ahead.typed(text);
                }
                on:keydown=move |event| ahead.key(&event)
            />
            <kbd aria-hidden="true">"/"</kbd>
            <div class="hits pop" hidden=move || !open.get() on:mousedown=|event| event.prevent_default()>
                <div id="hits" role="listbox" aria-label=words::FIND_LIST node_ref=list inner_html=move || rows.get()></div>
                <div class="hits-foot">
                    <span><kbd>"↑"</kbd><kbd>"↓"</kbd>{words::CHOOSE}</span>
                    <span><kbd>"↵"</kbd>{words::OPEN}</span>
                    <a href=move || all.get() tabindex="-1">{words::ALL_MATCHES}</a>
                </div>
            </div>
            <p class="sr" role="status">{move || summary.get()}</p>
        </form>
    }
}

/// The state of one box.
#[derive(Clone, Copy)]
#[cfg_attr(not(feature = "hydrate"), allow(dead_code, reason = "read in the browser"))]
struct Ahead {
    input: NodeRef<leptos::html::Input>,
    list: NodeRef<leptos::html::Div>,
    rows: RwSignal<String>,
    summary: RwSignal<String>,
    open: RwSignal<bool>,
    active: RwSignal<Option<String>>,
    /// Counts what was typed: an answer to an earlier turn comes too late.
    turn: StoredValue<u32>,
}

// On the server nothing is typed.
#[cfg(not(feature = "hydrate"))]
#[expect(clippy::unused_self, reason = "the same calls as in the browser")]
impl Ahead {
    fn bring_back(self) {}
    fn typed(self, _: String) {}
    fn key(self, _: &leptos::ev::KeyboardEvent) {}
    fn left(self, _: &leptos::ev::FocusEvent) {}
}

#[cfg(feature = "hydrate")]
mod in_browser {
    use std::time::Duration;

    use leptos::ev::{FocusEvent, KeyboardEvent};
    use leptos::prelude::*;
    use leptos::task::spawn_local;
    use wasm_bindgen::JsCast;
    use web_sys::{Element, HtmlElement, RequestInit};

    use super::Ahead;
    use crate::islands::browser::{fetch, field};
    use crate::paths;

    /// How long the typing must rest before we ask.
    const REST: Duration = Duration::from_millis(120);

    impl Ahead {
        /// What was typed before somebody went on to an order stands in the box again when they come back.
        pub(super) fn bring_back(self) {
            Effect::new(move || {
                let Some(input) = self.input.get() else { return };
                // Not in the page as it is sent: without scripts it is the browser that brings back what was typed, which it does
                // only where it may complete.
                let _ = input.set_attribute("autocomplete", "off");
                let typed = window().history().and_then(|history| history.state());
                let typed = typed.ok().and_then(|typed| typed.as_string());
                if let Some(typed) = typed.filter(|_| input.value().is_empty()) {
                    input.set_value(&typed);
                }
            });
        }

        pub(super) fn typed(self, text: String) {
            // It belongs to this entry of the history and to no other page.
            if let Ok(history) = window().history() {
                let _ = history.replace_state(&text.as_str().into(), "");
            }
            let turn = self.turn.get_value() + 1;
            self.turn.set_value(turn);
            if text.trim().is_empty() {
                self.close();
                return;
            }
            set_timeout(
                move || {
                    if self.turn.get_value() == turn {
                        spawn_local(self.ask(turn, text));
                    }
                },
                REST,
            );
        }

        async fn ask(self, turn: u32, text: String) {
            // Without an answer the form still works; there is nothing to say here.
            let answer = fetch(&paths::suggest(&text), &RequestInit::new()).await;
            let Some(Ok(found)) = answer.map(|answer| js_sys::JSON::parse(&answer)) else { return };
            if self.turn.get_value() != turn {
                return;
            }
            let html = field(&found, "html").as_string().unwrap_or_default();
            self.active.set(None);
            self.open.set(!html.is_empty());
            self.rows.set(html);
            self.summary.set(field(&found, "summary").as_string().unwrap_or_default());
        }

        fn close(self) {
            self.open.set(false);
            self.active.set(None);
        }

        pub(super) fn left(self, event: &FocusEvent) {
            let form = event.current_target().and_then(|form| form.dyn_into::<Element>().ok());
            let to = event.related_target().and_then(|to| to.dyn_into::<web_sys::Node>().ok());
            if !form.is_some_and(|form| form.contains(to.as_ref())) {
                self.close();
            }
        }

        pub(super) fn key(self, event: &KeyboardEvent) {
            if event.is_composing() {
                return;
            }
            match event.key().as_str() {
                // The key that leads here, pressed again: nothing is called so.
                "/" if event_target_value(event).is_empty() => event.prevent_default(),
                "ArrowDown" => self.step(event, true),
                "ArrowUp" => self.step(event, false),
                "Escape" if self.open.get_untracked() => {
                    event.prevent_default();
                    self.close();
                }
                "Enter" => self.choose(event),
                _ => {}
            }
        }

        fn options(self) -> Vec<HtmlElement> {
            let Some(list) = self.list.get_untracked() else { return Vec::new() };
            let Ok(found) = list.query_selector_all("[role=option]") else { return Vec::new() };
            (0..found.length()).filter_map(|index| found.get(index)?.dyn_into::<HtmlElement>().ok()).collect()
        }

        fn step(self, event: &KeyboardEvent, down: bool) {
            let options = self.options();
            if options.is_empty() {
                return;
            }
            event.prevent_default();
            self.open.set(true);
            let chosen = self.active.get_untracked();
            let at = options.iter().position(|option| Some(option.id()) == chosen);
            let last = options.len() - 1;
            let next = match (at, down) {
                (None, true) => 0,
                (None, false) => last,
                (Some(at), true) => {
                    if at == last {
                        0
                    } else {
                        at + 1
                    }
                }
                (Some(at), false) => {
                    if at == 0 {
                        last
                    } else {
                        at - 1
                    }
                }
            };
            for (index, option) in options.iter().enumerate() {
                let word = if index == next { "true" } else { "false" };
                let _ = option.set_attribute("aria-selected", word);
                if index == next {
                    self.active.set(Some(option.id()));
                    option.scroll_into_view_with_bool(false);
                }
            }
        }

        fn choose(self, event: &KeyboardEvent) {
            let chosen = self.active.get_untracked();
            let options = self.options();
            let Some(option) = options.iter().find(|option| Some(option.id()) == chosen) else { return };
            if chosen.is_none() || !self.open.get_untracked() {
                return;
            }
            event.prevent_default();
            match option.get_attribute("href") {
                Some(href) if event.ctrl_key() || event.meta_key() => {
                    let _ = window().open_with_url_and_target(&href, "_blank");
                }
                _ => option.click(),
            }
        }
    }
}
