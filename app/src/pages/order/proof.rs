//! Proof of delivery: the picture in the page, a PDF behind a link that ends.

use leptos::prelude::*;

use crate::components::icons::Glyph;
use crate::components::pieces::{Moment, StatusWord};
use crate::model::{CustomerLink, Icon, Picture, Proof, ProofState, Status, Tone};
use crate::{paths, words};

/// The block; absent where nothing will ever be proved.
pub fn proofs(order: &str, proofs: Vec<Proof>, note: String) -> AnyView {
    let (here, rest): (Vec<_>, Vec<_>) =
        proofs.into_iter().partition(|proof| matches!(proof.state, ProofState::Available(_)));
    let shown = !here.is_empty() || !rest.is_empty();
    let figures = here.into_iter().enumerate().map(|(index, proof)| figure(order, index, proof)).collect_view();
    let rest = (!rest.is_empty()).then(|| {
        let rows = rest.into_iter().map(row).collect_view();
        view! { <ul class="pod-list">{rows}</ul> }
    });
    let block = shown.then(|| {
        view! {
            <section class="pod" aria-labelledby="pod-h">
                <div class="head"><h2 id="pod-h">{words::PROOF}</h2><span class="mut">{note}</span></div>
                {figures}
                {rest}
            </section>
        }
    });
    view! { <div data-live="proof">{block}</div> }.into_any()
}

fn figure(order: &str, index: usize, proof: Proof) -> Option<AnyView> {
    let ProofState::Available(document) = proof.state else { return None };
    let Picture { href, inline, kind, size, until, document, customer } = document;
    let alt = format!("{kind}: {}", proof.what);
    let picture = inline.then(|| {
        view! {
            <a class="sheet" href=href.clone()>
                <img src=href.clone() alt=alt loading="lazy"/>
            </a>
        }
    });
    // A PDF is fetched (and the look at it written down) when somebody unfolds it.
    let here = (!inline).then(|| {
        let frame = leptos::html::iframe().attr("loading", "lazy").attr("class", "sheet").attr("src", href.clone());
        let frame = frame.attr("title", format!("{kind}: {}", proof.what));
        view! {
            <details class="act" id=format!("proof-{index}")>
                <summary class="do-row"><span>{words::SHOW_HERE}</span></summary>
                {frame}
            </details>
        }
    });
    let link = customer_link(order, index == 0, document, customer);
    let signed = proof.signed_by.map(|name| format!(", {} {name}", words::SIGNED_BY));
    let at = proof.at.map(|when| view! { <Moment when/>". " });
    let label = if size.is_empty() { kind } else { size };
    Some(
        view! {
            <figure>
                {picture}
                <figcaption>
                    <p><b class="b">{proof.what}</b>{signed}</p>
                    <p>{at}{words::LINK_ENDS}" "<Moment when=until/>"."</p>
                    <div class="acts"><a class="btn" href=href target="_blank" rel="noopener">
                        <Glyph icon=Icon::Out/>{words::OPEN_PROOF}" "{label}
                    </a></div>
                    {link}
                    {here}
                </figcaption>
            </figure>
        }
        .into_any(),
    )
}

/// The link for the customer: made, copied, revoked.
fn customer_link(order: &str, first: bool, document: String, link: Option<Box<CustomerLink>>) -> AnyView {
    let key = first.then_some("p");
    let shown_key = first.then(|| view! { " "<kbd aria-hidden="true">"P"</kbd> });
    let Some(CustomerLink { href, until, by, revoke }) = link.map(|link| *link) else {
        return view! {
            <form class="acts" method="post" action=paths::proof_links(order)>
                <input type="hidden" name="document" value=document/>
                <button class="btn" type="submit" data-key=key>{words::CUSTOMER_LINK_CREATE}{shown_key}</button>
            </form>
        }
        .into_any();
    };
    view! {
        <p>{words::CUSTOMER_LINK}" "<a href=href.clone() target="_blank" rel="noopener">{words::CUSTOMER_LINK_OPEN}</a>
            ". "{words::CUSTOMER_LINK_EXPIRES}" "<Moment when=until/>". "<small>{by}</small></p>
        <form class="acts" method="post" action=revoke>
            <button class="btn needs-script" type="button" data-copy=href data-key=key>
                <Glyph icon=Icon::Copy/>{words::COPY_LINK}{shown_key}
            </button>
            <button class="btn" type="submit">{words::CUSTOMER_LINK_REVOKE}</button>
        </form>
    }
    .into_any()
}

fn row(proof: Proof) -> impl IntoView {
    let (status, note) = match proof.state {
        ProofState::Pending(text) => (Status::new(Tone::Warn, Icon::Hour, words::PROOF_PENDING), text),
        ProofState::Unavailable(text) => (Status::new(Tone::Bad, Icon::Fail, words::PROOF_UNAVAILABLE), text),
        ProofState::AfterDelivery | ProofState::Available(_) => {
            (Status::new(Tone::Idle, Icon::Wait, words::PROOF_AFTER), String::new())
        }
    };
    let note = (!note.is_empty()).then(|| view! { <small>{note}</small> });
    view! { <li><span>{proof.what}{note}</span><StatusWord status/></li> }
}
