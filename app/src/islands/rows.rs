//! A click on a row opens what the row is about: the link in it that carries `data-open`.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

use super::browser::{call, field};

/// What in a row acts by itself; beside a box one means to pick the row.
const ACTS: &str = "a, button, input, select, textarea, label, summary, .pick";

/// Opens the row that was clicked, in a new tab with Ctrl. Not where something in the row was meant, nor while text is selected.
pub(super) fn open(event: &MouseEvent) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let acts = target.closest(ACTS).ok().flatten().is_some();
    if acts || event.default_prevented() || event.shift_key() || event.alt_key() || is_selecting() {
        return;
    }
    let row = target.closest("tr").ok().flatten();
    let link = row.and_then(|row| row.query_selector("a[data-open]").ok().flatten());
    let Some(href) = link.and_then(|link| link.get_attribute("href")) else { return };
    // Not by a click on the link: it would call the listener that is running.
    if event.ctrl_key() || event.meta_key() {
        let _ = window().open_with_url_and_target(&href, "_blank");
    } else {
        let _ = window().location().set_href(&href);
    }
}

/// Whether the press marked some text.
fn is_selecting() -> bool {
    let selection = call(&window(), "getSelection", &JsValue::UNDEFINED);
    field(&selection, "isCollapsed").as_bool() == Some(false)
}
