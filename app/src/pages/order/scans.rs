//! Every report, or those that were taken back.

use leptos::prelude::*;

use crate::components::pieces::{Moment, StatusWord};
use crate::components::table::TableHead;
use crate::model::Scan;
use crate::words;

/// A table of reports, newest first; `empty` stands where there is none.
pub fn list(scans: Vec<Scan>, empty: &'static str) -> AnyView {
    if scans.is_empty() {
        return view! { <p class="mut pb-3">{empty}</p> }.into_any();
    }
    let rows = scans.into_iter().map(row).collect_view();
    view! {
        <table role="table" class="tab fold scans">
            <caption class="sr">{words::SCANS_TITLE}</caption>
            <TableHead columns=[words::WHEN, words::WHAT, words::WHERE_AT, words::SAID_BY, words::CODE]/>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(scan: Scan) -> AnyView {
    let code = scan.raw.map(|(code, text)| {
        view! { <code>{code}</code>{(!text.is_empty()).then(|| view! { <small>{text}</small> })} }
    });
    view! {
        <tr role="row">
            <td role="cell" class="when"><Moment when=scan.at/></td>
            <th role="rowheader" scope="row">
                {scan.name}
                {scan.note.map(|status| view! { " "<StatusWord status/> })}
                {scan.text.map(|text| view! { <small>{text}</small> })}
            </th>
            <td role="cell">{scan.place}</td>
            <td role="cell" data-l=words::BY>{scan.said}</td>
            <td role="cell">{code}</td>
        </tr>
    }
    .into_any()
}
