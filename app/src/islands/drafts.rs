//! What somebody is writing survives a reload, signing out and the end of a session: every `textarea` is kept in the tab's own
//! storage, under the person, until its form was sent and taken. `Ctrl+Enter` (`Cmd+Enter`) sends the form.

use leptos::prelude::*;

/// Keeps drafts of this person (the identity): nobody else who signs in in the same tab sees them.
#[island]
pub fn Drafts(person: String) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    in_browser::keep(person);
    #[cfg(not(feature = "hydrate"))]
    let _ = person;
}

#[cfg(feature = "hydrate")]
mod in_browser {
    use leptos::ev;
    use leptos::prelude::*;
    use wasm_bindgen::JsCast;
    use web_sys::{Event, HtmlFormElement, HtmlTextAreaElement, Storage};

    /// Marks a draft whose form was sent: whether it was taken is known when the next page is there.
    const SENT: &str = "sent\n";

    pub(super) fn keep(person: String) {
        let Some(storage) = window().session_storage().ok().flatten() else { return };
        restore(&storage, &person);
        let writing = (storage.clone(), person.clone());
        window_event_listener(ev::input, move |event| {
            let Some(field) = text_field(&event) else { return };
            let (storage, key) = (&writing.0, key(&writing.1, &field));
            // A full or forbidden storage loses the draft and nothing else.
            let _ = if field.value().is_empty() {
                storage.remove_item(&key)
            } else {
                storage.set_item(&key, &field.value())
            };
        });
        window_event_listener(ev::submit, move |event| {
            let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
            for field in form.iter().flat_map(fields) {
                if !field.value().is_empty() {
                    let _ = storage.set_item(&key(&person, &field), &[SENT, &field.value()].concat());
                }
            }
        });
        window_event_listener(ev::keydown, |event| {
            if (event.ctrl_key() || event.meta_key()) && event.key() == "Enter" {
                send(&event);
            }
        });
    }

    /// Puts drafts back into their fields. One whose form was taken is gone: the page that answers a form leads back from the page
    /// that had it, and says nothing of trouble.
    fn restore(storage: &Storage, person: &str) {
        let was_taken = came_from_here() && document().get_element_by_id("trouble").is_none();
        for field in fields(&document()) {
            let key = key(person, &field);
            let Some(kept) = storage.get_item(&key).ok().flatten() else { continue };
            let text = match kept.strip_prefix(SENT) {
                Some(_) if was_taken => {
                    let _ = storage.remove_item(&key);
                    continue;
                }
                Some(text) => text,
                None => &kept,
            };
            let _ = storage.set_item(&key, text);
            if field.value().is_empty() {
                field.set_value(text);
                if let Some(panel) = field.closest("details").ok().flatten() {
                    let _ = panel.set_attribute("open", "");
                }
            }
        }
    }

    /// Whether this page was reached from a page at the same address.
    fn came_from_here() -> bool {
        let location = window().location();
        let here = location.origin().and_then(|origin| location.pathname().map(|path| [origin, path].concat()));
        here.is_ok_and(|here| document().referrer().split(['?', '#']).next() == Some(&here))
    }

    fn send(event: &Event) {
        let form = text_field(event).and_then(|field| field.form());
        if let Some(form) = form {
            event.prevent_default();
            // Unlike `submit`, it asks what a field requires and is heard as a submit.
            let _ = form.request_submit();
        }
    }

    fn text_field(event: &Event) -> Option<HtmlTextAreaElement> {
        event.target()?.dyn_into().ok()
    }

    /// Person, page, form and field.
    fn key(person: &str, field: &HtmlTextAreaElement) -> String {
        let page = window().location().pathname().unwrap_or_default();
        let form = field.form().map(|form| form.action()).unwrap_or_default();
        ["waypost-draft", person, &page, &form, &field.id(), &field.name()].join("\n")
    }

    fn fields(within: &impl AsRef<web_sys::Node>) -> Vec<HtmlTextAreaElement> {
        let within = within.as_ref();
        let found = match within.dyn_ref::<web_sys::Document>() {
            Some(document) => document.query_selector_all("textarea"),
            None => match within.dyn_ref::<web_sys::Element>() {
                Some(element) => element.query_selector_all("textarea"),
                None => return Vec::new(),
            },
        };
        let Ok(found) = found else { return Vec::new() };
        (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect()
    }
}
