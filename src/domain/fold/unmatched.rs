//! Lines that a shipment or delivery carries of an order and that the order does not have: somebody has a wrong number, so what
//! they stand for is neither counted nor passed over.

use std::collections::BTreeMap;

use super::{Context, evidence::Fact};
use crate::domain::{
    event::{LineQuantity, OrderLine, Relation},
    id::ObjectId,
    reason::Exception,
    reference::{ObjectKind, line_number, same_line},
    view::ActiveException,
};

/// The element under which such a line is named in an exception.
pub(crate) const LINE: &str = "line";

/// One exception for each shipment or delivery and line, since it was stated first.
pub(super) fn lines(context: &Context, order: ObjectId, ordered: &[OrderLine]) -> Vec<ActiveException> {
    if ordered.is_empty() {
        return Vec::new();
    }
    let unmatched = |line: &&LineQuantity| !ordered.iter().any(|of| same_line(&of.line, &line.line));
    let mut found = BTreeMap::new();
    for holder in context.graph.holders(order, Relation::Carries) {
        let link = context.graph.link(holder, Relation::Carries, order);
        for line in link.iter().flat_map(|link| &link.lines).filter(unmatched) {
            let says = |fact: &&Fact| states(fact, &line.line);
            let first = context
                .evidence
                .about(holder)
                .iter()
                .filter(says)
                .min_by_key(|fact| (fact.received.at.micros, fact.received.id));
            if let Some(fact) = first {
                found.entry((holder, line_number(&line.line))).or_insert_with(|| exception(holder, fact, &line.line));
            }
        }
    }
    found.into_values().collect()
}

/// Whether a fact that counts states that line of an order.
fn states(fact: &Fact, line: &str) -> bool {
    let links = fact.received.event.links.iter().filter(|link| link.of == ObjectKind::Order);
    fact.counts() && links.flat_map(|link| &link.lines).any(|stated| stated.line == line)
}

fn exception(holder: ObjectId, fact: &Fact, line: &str) -> ActiveException {
    ActiveException {
        exception: Exception::UnmatchedId,
        reason: None,
        party: None,
        since: fact.received.at,
        place: None,
        source: Some(fact.received.source.clone()),
        raw: Some(crate::domain::event::Raw {
            element: Some(LINE.to_owned()),
            code: Some(line.to_owned()),
            text: None,
        }),
        object: holder,
    }
}
