//! Documents: of each kind, object and source the latest that has content; one without (pending, unavailable) only while
//! there is none.

use std::collections::BTreeMap;

use super::evidence::Fact;
use crate::domain::{
    event::{Body, Content},
    view::DocumentView,
};

/// The documents that `facts` tell of, by kind, then time.
pub(super) fn of(facts: &[Fact]) -> Vec<DocumentView> {
    let mut best: BTreeMap<_, (_, DocumentView)> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| fact.counts()) {
        let Some(document) = view(fact) else { continue };
        let rank = (has_bytes(&document), fact.order());
        let slot = (document.document, document.object, document.source.clone());
        match best.get(&slot) {
            Some((kept, _)) if *kept >= rank => {}
            _ => {
                best.insert(slot, (rank, document));
            }
        }
    }
    let mut documents: Vec<DocumentView> = best.into_values().map(|(_, document)| document).collect();
    documents.sort_by_key(|document| (document.document, document.at.micros, document.event));
    documents
}

fn view(fact: &Fact) -> Option<DocumentView> {
    let Body::Document(said) = &fact.received.event.body else { return None };
    Some(DocumentView {
        event: fact.received.id,
        document: said.document,
        object: fact.received.object,
        signed_by: said.signed_by.clone(),
        received_by: said.received_by.clone(),
        left_at: said.left_at.clone(),
        at: fact.received.at,
        source: fact.received.source.clone(),
        // Bytes are put into the document store when a message is applied and never stand in a view.
        content: said.content.clone().filter(|content| !matches!(content, Content::Inline { .. })),
    })
}

fn has_bytes(document: &DocumentView) -> bool {
    matches!(document.content, Some(Content::Stored { .. } | Content::Fetch { .. }))
}
