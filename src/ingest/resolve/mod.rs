//! Names lead to objects (DOMAIN, "References"). An event is put where its names lead ([`identify`]); names that are new are
//! learned; links join objects ([`join`]); what an operator or a partner says about the graph itself is done ([`settle`]). A
//! message that would make one name mean two things, or one thing of two, changes nothing by it: it is a conflict, which stands
//! on the orders of both until somebody has found out which is right.
//!
//! Who was heard first has the name: of two claims that exclude each other the earlier-heard one holds, and the other is the
//! conflict. This is the one thing about the graph that depends on the order of arrival.

mod identify;
mod join;
mod settle;

use super::{
    codes,
    snapshot::{GraphSnapshot, Provenance},
};
use crate::{
    domain::{
        event::{Body, Event},
        fold_input::{ConflictKind, NameConflict, ReceivedEvent},
        id::ObjectId,
        reference::{ObjectKind, RefKind, Reference},
    },
    store::{NameKey, Refused},
};

/// Every name that an event gives to something.
pub fn names_of(event: &Event) -> Vec<NameKey> {
    let mut keys = Vec::new();
    let mut add = |of: ObjectKind, reference: &Reference| {
        keys.push(NameKey::new(of, reference));
        if let Some(twin) = twin(of, reference.kind) {
            keys.push(NameKey::new(twin, reference));
        }
    };
    event.refs.iter().for_each(|reference| add(event.of, reference));
    event.links.iter().for_each(|link| add(link.of, &link.reference));
    match &event.body {
        Body::Shipment(shipment) => {
            let packages = shipment.packages.iter().flatten();
            packages.flat_map(|package| &package.refs).for_each(|reference| add(ObjectKind::Package, reference));
        }
        Body::Unlink(unlinked) => unlinked.names.iter().for_each(|reference| add(event.of, reference)),
        Body::Merge(merged) => merged.duplicates.iter().for_each(|reference| add(event.of, reference)),
        _ => {}
    }
    keys
}

/// Every name that must be looked up to resolve an event: those it gives, and carriers' numbers also as they are given without
/// their carrier.
pub fn to_look_up(event: &Event) -> Vec<NameKey> {
    let keys = names_of(event);
    let of_carriers = keys.iter().filter(|key| key.kind.is_carriers() && !key.scope.is_empty());
    let alone: Vec<_> = of_carriers.map(|key| NameKey { scope: String::new(), ..key.clone() }).collect();
    keys.into_iter().chain(alone).collect()
}

/// A tracking number names a shipment as its master number and a package as its own; when both bear it, the package is
/// in the shipment.
fn twin(of: ObjectKind, kind: RefKind) -> Option<ObjectKind> {
    match (of, kind) {
        (ObjectKind::Shipment, RefKind::Tracking) => Some(ObjectKind::Package),
        (ObjectKind::Package, RefKind::Tracking) => Some(ObjectKind::Shipment),
        _ => None,
    }
}

/// The upper bound of objects that resolving an event can create.
pub fn may_create(event: &Event) -> usize {
    let more = match &event.body {
        Body::Shipment(shipment) => shipment.packages.as_ref().map_or(0, Vec::len),
        Body::Unlink(unlinked) => unlinked.names.len(),
        _ => 0,
    };
    1 + event.links.len() + more
}

/// Puts one event into the world: told of the object it is about, with names learned and links made. Gives that object.
///
/// # Errors
/// Why it could not be put anywhere. The world may have learned nothing from it then.
pub fn place(
    snapshot: &mut GraphSnapshot,
    received: ReceivedEvent,
    refused: &mut Vec<Refused>,
) -> Result<ObjectId, Refused> {
    let event = std::sync::Arc::clone(&received.event);
    let said = Provenance {
        id: received.id,
        source: received.source.clone(),
        at: received.at,
        received: received.received_at,
    };
    let mut placing = Placing { snapshot, said, refused };
    let object = if event.refs.is_empty() {
        placing.withdrawn(&event)?
    } else {
        placing.identify(event.of, &event.refs, "/refs")?
    };
    placing.snapshot.tell(ReceivedEvent { object, ..received });
    match &event.body {
        Body::Unlink(unlinked) => placing.unlink(object, &event, unlinked),
        Body::Merge(merged) => placing.merge(object, &event, merged),
        _ => placing.join(object, &event),
    }
    placing.snapshot.refresh();
    Ok(placing.snapshot.now(object))
}

/// One event on its way into the world.
struct Placing<'w> {
    snapshot: &'w mut GraphSnapshot,
    said: Provenance,
    refused: &'w mut Vec<Refused>,
}

impl Placing<'_> {
    /// What a retraction is about that names only the events it withdraws.
    fn withdrawn(&self, event: &Event) -> Result<ObjectId, Refused> {
        let keys = event.retracts.iter().map(|key| Event::retracted_identity(key, &self.said.source));
        let found = keys.into_iter().find_map(|key| self.snapshot.told_of(&key));
        found.ok_or_else(|| {
            codes::refused("RETRACTS_NOTHING", "/retracts", "nothing that it withdraws has come from this source")
        })
    }

    fn refuse(&mut self, code: &str, path: &str, message: &str) {
        self.refused.push(codes::refused(code, path, message));
    }

    /// A claim is not followed: it is said here and stands on both sides.
    fn conflict(&mut self, path: &str, message: &str, over: Over) {
        self.refuse("SOURCE_CONFLICT", path, message);
        let Over { claimant, holder, kind, of, reference, subject } = over;
        self.snapshot.dispute(NameConflict {
            claimant,
            holder,
            kind,
            reference,
            of,
            source: self.said.source.clone(),
            subject,
            at: self.said.at,
            received: self.said.received,
            event: self.said.id,
        });
    }
}

/// What a conflict is over.
struct Over {
    claimant: ObjectId,
    holder: ObjectId,
    kind: ConflictKind,
    of: ObjectKind,
    reference: Reference,
    subject: Option<ObjectId>,
}
