//! Proof of delivery: what is here, what is awaited, what there will never be.

use app::{
    model::{CustomerLink, Picture, Proof, ProofState},
    paths,
};
use jiff::Timestamp;

use super::{clock::Clock, names};
use crate::{
    domain::{
        event::{Content, ContentState, DocumentKind},
        id::EventId,
        time::Moment,
        view::{DocumentView, ShipmentView, State, View},
    },
    store::ProofLink,
    web::documents::event_name,
};

/// A link to a document for one reader, and when it ends.
pub type DocumentLink<'a> = &'a dyn Fn(EventId) -> (String, Timestamp);

/// Where a document is opened.
#[derive(Clone, Copy)]
pub struct Links<'a> {
    /// By the reader.
    pub own: DocumentLink<'a>,
    /// By the customer; those that have ended are left out.
    pub customer: &'a [ProofLink],
}

/// The proofs: those at hand first, then one line for each shipment that has none.
pub fn proofs(view: &View, clock: &Clock, links: Links<'_>) -> Vec<Proof> {
    let mut proofs = Vec::new();
    let mut waiting = Vec::new();
    for (index, shipment) in view.shipments.iter().enumerate() {
        let what = names::shipment(shipment, index, view);
        // Who signed where a return ended has signed for the return.
        let what = if shipment.state == State::Returned && shipment.delivered_at.is_none() {
            format!("{what}, return")
        } else {
            what
        };
        let documents = shipment.documents.iter().filter(|document| proves(document));
        let (mut here, mut told) = (0, None);
        for document in documents {
            match state(document, clock, links) {
                available @ ProofState::Available(_) => {
                    here += 1;
                    proofs.push(proof(&what, document, available, clock));
                }
                other => told = Some(proof(&what, document, other, clock)),
            }
        }
        if here == 0 && shipment.state <= State::Delivered {
            waiting.push(told.unwrap_or_else(|| awaited(what, shipment.state)));
        }
    }
    for document in view.documents.iter().filter(|document| proves(document)) {
        proofs.push(proof("Order", document, state(document, clock, links), clock));
    }
    proofs.extend(waiting);
    proofs
}

/// `2 of 3`, `Complete`; nothing while nothing is delivered.
pub fn note(view: &View, proofs: &[Proof]) -> String {
    let shipments = view.shipments.len();
    let proven = view.shipments.iter().filter(|shipment| is_proven(shipment)).count();
    let returned = |shipment: &ShipmentView| shipment.state == State::Returned && shipment.delivered_at.is_none();
    if proven == 0 || proofs.is_empty() {
        String::new()
    } else if view.shipments.iter().all(returned) {
        "Of the return".to_owned()
    } else if proven == shipments {
        "Complete".to_owned()
    } else {
        format!("{proven} of {shipments}")
    }
}

/// Whether a proof of its delivery is here.
pub fn is_proven(shipment: &ShipmentView) -> bool {
    shipment.documents.iter().any(|one| proves(one) && matches!(one.content, Some(Content::Stored { .. })))
}

/// Whether a document proves a delivery.
pub fn proves(document: &DocumentView) -> bool {
    matches!(document.document, DocumentKind::Pod | DocumentKind::Signature | DocumentKind::Photo)
}

fn proof(what: &str, document: &DocumentView, state: ProofState, clock: &Clock) -> Proof {
    Proof {
        what: what.to_owned(),
        signed_by: document.signed_by.clone(),
        at: Some(clock.long(document.at, clock.goods())),
        state,
    }
}

fn awaited(what: String, state: State) -> Proof {
    let state = if state == State::Delivered {
        ProofState::Pending("The carrier has not sent it".to_owned())
    } else {
        ProofState::AfterDelivery
    };
    Proof { what, state, ..Proof::default() }
}

fn state(document: &DocumentView, clock: &Clock, links: Links<'_>) -> ProofState {
    let by = names::source(&document.source);
    let at = clock.long(document.at, clock.goods()).text;
    match &document.content {
        Some(Content::Stored { media, size, .. }) => {
            let (href, until) = (links.own)(document.event);
            let pdf = media == "application/pdf";
            ProofState::Available(Picture {
                href,
                inline: media.starts_with("image/"),
                kind: names::document(document.document).to_owned(),
                size: format!("{}, {}", if pdf { "PDF" } else { "picture" }, bytes(*size)),
                until: clock.time(until),
                document: event_name(document.event),
                customer: customer(document.event, clock, links.customer).map(Box::new),
            })
        }
        Some(Content::State { state: ContentState::Unavailable }) => {
            ProofState::Unavailable(format!("{by} said so {at}"))
        }
        Some(Content::State { state: ContentState::Pending }) => ProofState::Pending(format!("{by} said so {at}")),
        // What is to be fetched, or was not kept: not here yet.
        Some(Content::Fetch { .. } | Content::Inline { .. }) | None => {
            ProofState::Pending(format!("{by} has it since {at}"))
        }
    }
}

fn customer(event: EventId, clock: &Clock, links: &[ProofLink]) -> Option<CustomerLink> {
    let now = clock.now().as_microsecond();
    let link = links.iter().find(|link| link.event == event && link.is_live(now))?;
    let (order, number) = (link.order.to_string(), link.id);
    Some(CustomerLink {
        href: paths::proof(&link.token),
        until: clock.long(Moment { micros: link.expires, offset_seconds: 0, zone_known: true, day_only: false }, None),
        by: link.name.clone(),
        revoke: format!("{}/{number}/revoke", paths::proof_links(&order)),
    })
}

fn bytes(size: u64) -> String {
    match size {
        ..1_000 => format!("{size} B"),
        1_000..1_000_000 => format!("{} kB", size / 1_000),
        _ => format!("{}.{} MB", size / 1_000_000, size / 100_000 % 10),
    }
}
