//! Every name of every object, and who has spoken when.

use std::collections::BTreeMap;

use super::Context;
use crate::domain::{
    event::Body,
    view::{ContactView, NameView, SourceView},
};

/// All names, by kind of object, then object, then kind of name.
pub(super) fn names(context: &Context) -> Vec<NameView> {
    let mut names: Vec<NameView> = context
        .graph
        .all()
        .flat_map(|(object, of)| {
            let names = context.graph.names(object);
            names.into_iter().map(move |reference| NameView { of, object, reference })
        })
        .collect();
    names.sort_by(|a, b| (a.of, a.object, &a.reference).cmp(&(b.of, b.object, &b.reference)));
    names
}

/// How fresh each source is: by the first telling of each of its events, so that a repetition changes nothing.
pub(super) fn sources(context: &Context) -> Vec<SourceView> {
    let mut sources: BTreeMap<_, SourceView> = BTreeMap::new();
    for fact in context.evidence.all() {
        let received = fact.received;
        let new = || SourceView { source: received.source.clone(), heard: received.received_at, events: 0 };
        let view = sources.entry(&received.source).or_insert_with(new);
        view.heard = view.heard.max(received.received_at);
        view.events = view.events.saturating_add(1);
    }
    sources.into_values().collect()
}

/// What was said to and by the customer, oldest first.
pub(super) fn contacts(context: &Context) -> Vec<ContactView> {
    let facts = context.evidence.all().iter().filter(|fact| fact.counts());
    facts
        .filter_map(|fact| match &fact.received.event.body {
            Body::Contact(said) => Some(ContactView {
                at: fact.received.at,
                channel: said.channel,
                direction: said.direction,
                summary: said.summary.clone(),
                by: said.by.clone(),
                source: fact.received.source.clone(),
            }),
            _ => None,
        })
        .collect()
}
