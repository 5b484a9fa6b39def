//! The browser, as islands use it.

use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestInit, Response};

/// A field of a JavaScript object; undefined where there is none.
pub fn field(object: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
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
