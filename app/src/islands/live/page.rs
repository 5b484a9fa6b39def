//! Brings the page up to date: fetches it again and puts in place what differs.

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{Document, DomParser, Element, Headers, HtmlElement, NodeList, RequestInit, SupportedType};

use crate::islands::browser::{fetch, field};
use crate::paths;

/// What the page shows.
pub struct Shown {
    /// Which order.
    pub order: String,
    /// At which version.
    pub version: u64,
    /// As of when, in words.
    pub as_of: String,
}

/// Reads what `page` shows.
pub fn shown(page: &Document) -> Option<Shown> {
    let main = main(page)?;
    Some(Shown {
        order: main.get_attribute("data-order")?,
        version: main.get_attribute("data-version")?.parse().ok()?,
        as_of: main.get_attribute("data-as-of")?,
    })
}

fn main(page: &Document) -> Option<Element> {
    page.query_selector("main[data-order]").ok().flatten()
}

/// Fetches this page and replaces what differs. `None`: the page is not ours to see any more, or
/// there was no answer.
pub async fn refresh() -> Option<Shown> {
    let text = this_page().await?;
    let fresh = DomParser::new().ok()?.parse_from_string(&text, SupportedType::TextHtml).ok()?;
    let now = shown(&fresh)?;
    let page = document();
    swap(&page, &fresh);
    let main = main(&page)?;
    let _ = main.set_attribute("data-version", &now.version.to_string());
    let _ = main.set_attribute("data-as-of", &now.as_of);
    let title = fresh.title();
    if !title.is_empty() {
        page.set_title(&title);
    }
    Some(now)
}

async fn this_page() -> Option<String> {
    let headers = Headers::new().ok()?;
    headers.set(paths::LIVE_HEADER, "1").ok()?;
    let asked = RequestInit::new();
    asked.set_headers(&headers);
    let location = window().location();
    let address = [location.pathname().ok()?, location.search().ok()?].concat();
    fetch(&address, &asked).await
}

fn swap(page: &Document, fresh: &Document) {
    let Ok(parts) = fresh.query_selector_all("[data-live]") else { return };
    for new in elements(&parts) {
        let Some(name) = new.get_attribute("data-live") else { continue };
        let Ok(Some(old)) = page.query_selector(&["[data-live='", &name, "']"].concat()) else { continue };
        keep_open(&old, &new);
        if old.outer_html() != new.outer_html() && !is_written_in(page, &old) {
            let focus = focus_within(page, &old);
            old.replace_with_with_node_1(&new).unwrap_or_default();
            if let Some(path) = focus {
                focus_again(&new, &path);
            }
        }
    }
}

/// Whether somebody is writing in a part: it is left alone until they have sent or left it empty.
fn is_written_in(page: &Document, part: &Element) -> bool {
    let in_field = page.active_element().filter(|at| at.matches("input, textarea, select").unwrap_or(false));
    let Ok(texts) = part.query_selector_all("textarea") else { return false };
    let written = |text: &Element| field(text, "value").as_string().is_some_and(|value| !value.is_empty());
    in_field.is_some_and(|at| part.contains(Some(&at))) || elements(&texts).iter().any(written)
}

fn elements(list: &NodeList) -> Vec<Element> {
    (0..list.length()).filter_map(|index| list.get(index)?.dyn_into().ok()).collect()
}

/// What the reader unfolded stays unfolded, and the other way round.
fn keep_open(old: &Element, new: &Element) {
    let Ok(folds) = new.query_selector_all("details[id]") else { return };
    for fold in elements(&folds) {
        let Ok(Some(before)) = old.query_selector(&["details[id='", &fold.id(), "']"].concat()) else {
            continue;
        };
        if before.has_attribute("open") {
            let _ = fold.set_attribute("open", "");
        } else {
            let _ = fold.remove_attribute("open");
        }
    }
}

/// Where the focus stands inside `part`, as steps down its children.
fn focus_within(page: &Document, part: &Element) -> Option<Vec<u32>> {
    let mut at = page.active_element()?;
    let mut path = Vec::new();
    while &at != part {
        let parent = at.parent_element()?;
        let children = parent.children();
        let index = (0..children.length()).find(|&index| children.item(index).as_ref() == Some(&at))?;
        path.push(index);
        at = parent;
    }
    path.reverse();
    Some(path)
}

fn focus_again(part: &Element, path: &[u32]) {
    let mut at = part.clone();
    for &index in path {
        match at.children().item(index) {
            Some(child) => at = child,
            None => return,
        }
    }
    if let Ok(at) = at.dyn_into::<HtmlElement>() {
        let _ = at.focus();
    }
}
