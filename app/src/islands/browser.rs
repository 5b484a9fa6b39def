//! The browser, as islands use it.

use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlElement, RequestInit, Response};

/// A field of a JavaScript object; undefined where there is none.
pub fn field(object: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// What a method of a JavaScript object gives; undefined where there is none. For what is used in one place only.
pub fn call(object: &JsValue, name: &str, argument: &JsValue) -> JsValue {
    let method = field(object, name).dyn_into::<js_sys::Function>();
    method.ok().and_then(|method| method.call1(object, argument).ok()).unwrap_or(JsValue::UNDEFINED)
}

/// Gives the focus to an element. The page moves only where the element is out of sight: what sticks to an edge of the window is in
/// sight, and a browser would scroll to the place in the page where it came from.
pub fn focus(element: &HtmlElement) {
    let quiet = js_sys::Object::new();
    let _ = js_sys::Reflect::set(&quiet, &"preventScroll".into(), &JsValue::TRUE);
    call(element, "focus", &quiet);
    let place = call(element, "getBoundingClientRect", &JsValue::UNDEFINED);
    let edge = |name: &str| field(&place, name).as_f64().unwrap_or_default();
    let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
    if edge("top") < 0.0 || edge("bottom") > height {
        element.scroll_into_view_with_bool(false);
    }
}

/// Asks this site for a text. `None`: no answer, another one than 200, or one from somewhere else.
pub async fn fetch(address: &str, asked: &RequestInit) -> Option<String> {
    let answer = JsFuture::from(window().fetch_with_str_and_init(address, asked)).await.ok()?;
    let answer: Response = answer.dyn_into().ok()?;
    if !answer.ok() || answer.redirected() {
        return None;
    }
    JsFuture::from(answer.text().ok()?).await.ok()?.as_string()
}
