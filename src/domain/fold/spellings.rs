//! How a number is shown where systems write it in several ways: `0000004711` and `4711`, `1Z 999 AA1` and `1Z999AA1`.
//!
//! The owner's spelling is shown: that of the system that gives such numbers, by the ownership table; of equals the
//! shortest. It does not depend on who was heard first.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use crate::domain::{
    event::{Body, Event},
    fold_input::{FoldInput, ReceivedEvent},
    ownership::{Ownership, Row, Section, StatusDomain},
    reference::{ObjectKind, RefKind, Reference},
};

/// A number as it is matched: what it names, its kind, scope and normal form.
type Key = (ObjectKind, RefKind, String, String);

/// The spelling to show for each number of the scene that is written in more ways than the one that was kept.
#[derive(Default)]
pub(super) struct Spellings<'a> {
    best: BTreeMap<Key, &'a Reference>,
}

impl<'a> Spellings<'a> {
    /// Reads every spelling in a scene.
    pub fn of(input: &'a FoldInput, ownership: &Ownership) -> Self {
        let kept: BTreeSet<(ObjectKind, &Reference)> =
            input.objects.iter().flat_map(|object| object.names.iter().map(|name| (object.of, name))).collect();
        let mentions = || {
            input.events.iter().flat_map(|received| mentions(&received.event).map(move |mention| (received, mention)))
        };
        // Most numbers are written in one way only: no normal form is made of those.
        let is_other = |(of, name): (ObjectKind, &'a Reference)| !kept.contains(&(of, name));
        let several: BTreeSet<Key> =
            mentions().map(|(_, mention)| mention).filter(|mention| is_other(*mention)).map(key).collect();
        if several.is_empty() {
            return Self::default();
        }
        let mut best: BTreeMap<Key, Choice<'a>> = BTreeMap::new();
        for (received, mention) in mentions() {
            let key = key(mention);
            if several.contains(&key) {
                let new = choice(received, mention, ownership);
                best.entry(key).and_modify(|kept| *kept = (*kept).min(new)).or_insert(new);
            }
        }
        Self { best: best.into_iter().map(|(key, (.., name))| (key, name)).collect() }
    }

    /// A number of an object in the spelling to show.
    pub fn shown(&self, of: ObjectKind, name: &'a Reference) -> &'a Reference {
        if self.best.is_empty() { name } else { self.best.get(&key((of, name))).copied().unwrap_or(name) }
    }
}

/// What is better about a spelling, the least first: its system's rank, a statement about the thing itself, its length.
type Choice<'a> = (usize, Reverse<bool>, usize, &'a Reference);

fn choice<'a>(received: &ReceivedEvent, (of, name): (ObjectKind, &'a Reference), ownership: &Ownership) -> Choice<'a> {
    let is_its_own = received.event.of == of && received.event.refs.contains(name);
    (ownership.rank(owned_by(name.kind), &received.source), Reverse(is_its_own), name.value.chars().count(), name)
}

fn key((of, name): (ObjectKind, &Reference)) -> Key {
    (of, name.kind, name.norm_scope(), name.norm())
}

/// Every number that an event names, with what it names.
fn mentions(event: &Event) -> impl Iterator<Item = (ObjectKind, &Reference)> {
    let packages = match &event.body {
        Body::Shipment(shipment) => shipment.packages.as_deref().unwrap_or_default(),
        _ => &[],
    };
    let own = event.refs.iter().map(|name| (event.of, name));
    let linked = event.links.iter().map(|link| (link.of, &link.reference));
    let packed = packages.iter().flat_map(|package| &package.refs).map(|name| (ObjectKind::Package, name));
    own.chain(linked).chain(packed)
}

/// The row of the ownership table for the systems that give numbers of a kind.
fn owned_by(kind: RefKind) -> Row {
    match kind {
        RefKind::Order
        | RefKind::PurchaseOrder
        | RefKind::StorefrontOrder
        | RefKind::Rma
        | RefKind::Invoice
        | RefKind::Item
        | RefKind::Site
        | RefKind::Party => Section::OrderHeader.into(),
        RefKind::Delivery => Section::DeliveryPlanned.into(),
        RefKind::Shipment | RefKind::BillOfLading | RefKind::Load | RefKind::Trailer => {
            Section::ShipmentTransport.into()
        }
        RefKind::Pro | RefKind::Booking | RefKind::Tracking | RefKind::Container => StatusDomain::Transport.into(),
        RefKind::Sscc => Section::ShipmentPackages.into(),
        RefKind::Case | RefKind::Claim => Section::Case.into(),
    }
}
