//! The head of a table whose rows become blocks on narrow screens. Roles are written out: a style that takes a table apart takes its
//! meaning too.

use leptos::prelude::*;

/// A row of column names.
#[component]
pub fn TableHead(#[prop(into)] columns: Vec<&'static str>) -> impl IntoView {
    let columns =
        columns.into_iter().map(|name| view! { <th role="columnheader" scope="col">{name}</th> }).collect_view();
    view! { <thead role="rowgroup"><tr role="row">{columns}</tr></thead> }
}
