//! What names mean. A number that is used again after months names one thing for a time and another after it: an event is of
//! the bearer that something was heard of within the validity of the name before or after it; of none, it is a new thing's.
//!
//! The periods are worked out from the events themselves, so that they come out the same in whatever order events come, with one
//! exception: a cut that a late event would have bridged stays, for something may have been linked to either side since.

use std::collections::BTreeSet;

use super::{GraphSnapshot, Node, Number, Provenance, when};
use crate::{
    domain::{
        event::{Body, Customer},
        fold_input::ConflictKind,
        id::{ObjectId, SourceId},
        reference::{ObjectKind, Reference, normalise_text},
    },
    store::{KnownName, NameKey, NewName},
};

/// Whether two things may be put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joining {
    /// Nothing is against it.
    Fits,
    /// Each bears a number of its own where one thing has one.
    Refused(ConflictKind),
}

impl GraphSnapshot {
    /// The objects that ever bore that name.
    pub fn named(&self, key: &NameKey) -> Vec<ObjectId> {
        self.by_name.get(key).map(|found| found.iter().copied().collect()).unwrap_or_default()
    }

    /// The objects that the name means at that time. A carrier's number that was given without its carrier, on either side, means
    /// the one of that number, unless several carriers have one.
    pub fn meant(&self, key: &NameKey, at: i64) -> Vec<ObjectId> {
        let bearers: Vec<(ObjectId, NameKey)> = match self.named(key) {
            none if none.is_empty() => self.by_number_alone(key),
            bearers => bearers.into_iter().map(|id| (id, key.clone())).collect(),
        };
        if !key.kind.is_used_again() {
            return bearers.into_iter().map(|(id, _)| id).collect();
        }
        let distance = |(id, key): (ObjectId, NameKey)| Some((self.distance(id, &key, at)?, id));
        let mut near: Vec<_> = bearers.into_iter().filter_map(distance).collect();
        near.sort_unstable();
        if !key.kind.is_shared() {
            near.truncate(1);
        }
        near.into_iter().map(|(_, id)| id).collect()
    }

    /// Who bears a carrier's number without its carrier; of a number that is asked for without one, who bears it under the only
    /// carrier that has it.
    fn by_number_alone(&self, key: &NameKey) -> Vec<(ObjectId, NameKey)> {
        if !key.kind.is_carriers() {
            return Vec::new();
        }
        let with = |scope: &String| NameKey { scope: scope.clone(), ..key.clone() };
        let scopes = self.scopes.get(&number(key)).into_iter().flatten().map(with);
        let borne: Vec<NameKey> = scopes.filter(|other| !self.named(other).is_empty()).collect();
        let bearers = |key: &NameKey| self.named(key).into_iter().map(|id| (id, key.clone())).collect::<Vec<_>>();
        match borne.as_slice() {
            [only] if key.scope.is_empty() => bearers(only),
            all if !key.scope.is_empty() => {
                let nobodys = all.iter().find(|other| other.scope.is_empty());
                let has_a_carrier =
                    |id: ObjectId| all.iter().any(|other| !other.scope.is_empty() && self.bears(id, other));
                nobodys.map(bearers).unwrap_or_default().into_iter().filter(|(id, _)| !has_a_carrier(*id)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Notes under which carriers a number is known.
    pub(super) fn note_scope(&mut self, key: &NameKey) {
        if key.kind.is_carriers() {
            self.scopes.entry(number(key)).or_default().insert(key.scope.clone());
        }
    }

    /// How far `at` is from the time in which something was heard of a bearer; `None` when the name is not its any more.
    fn distance(&self, id: ObjectId, key: &NameKey, at: i64) -> Option<i64> {
        let (first, last) = self.active(id, key)?;
        let distance = if at < first { first.saturating_sub(at) } else { at.saturating_sub(last).max(0) };
        (distance <= self.validity).then_some(distance)
    }

    /// From when to when something was heard of it: of itself, of the shipment it is in, of what is in it.
    fn active(&self, id: ObjectId, key: &NameKey) -> Option<(i64, i64)> {
        let name = self.nodes.get(&id)?.names.iter().find(|name| name.key == *key)?;
        let around = self.nearest(id);
        let events = around.iter().filter_map(|id| self.events.get(id)).flatten();
        let heard = events.filter(|received| tells_of_life(&received.event.body)).map(when);
        // Names that were there before they had a time begin with what was heard.
        let since = (name.since != 0).then_some(name.since);
        let mut times = heard.chain(since);
        let first = times.next().unwrap_or(name.since);
        Some(times.fold((first, first), |(from, to), time| (from.min(time), to.max(time))))
    }

    /// From when to when each of an object's names means it, of those that are used again and borne by one thing at a time.
    pub fn periods(&self, id: ObjectId) -> Vec<(NameKey, (i64, i64))> {
        let names = self.nodes.get(&id).into_iter().flat_map(|node| &node.names);
        let again = names.map(|name| &name.key).filter(|key| key.kind.is_used_again() && !key.kind.is_shared());
        let means = |key: &NameKey| {
            let (first, last) = self.active(id, key)?;
            Some((key.clone(), (first.saturating_sub(self.validity), last.saturating_add(self.validity))))
        };
        again.filter_map(means).collect()
    }

    fn nearest(&self, id: ObjectId) -> BTreeSet<ObjectId> {
        let near = |set: Option<&BTreeSet<ObjectId>>, of: &[ObjectKind]| -> Vec<ObjectId> {
            let all = set.into_iter().flatten().copied();
            all.filter(|id| self.of(*id).is_some_and(|kind| of.contains(&kind))).collect()
        };
        let above = near(self.parents.get(&id), &[ObjectKind::Shipment, ObjectKind::Package]);
        let below = near(self.children.get(&id), &[ObjectKind::Package]);
        [id].into_iter().chain(above).chain(below).collect()
    }

    /// Whether an object bears that name.
    pub fn bears(&self, id: ObjectId, key: &NameKey) -> bool {
        self.by_name.get(key).is_some_and(|bearers| bearers.contains(&id))
    }

    /// Whether nothing but its number is known of an object: nothing links it and nothing states what it is.
    pub fn is_bare(&self, id: ObjectId) -> bool {
        let linked = self.parents.get(&id).is_some_and(|p| !p.is_empty())
            || self.children.get(&id).is_some_and(|c| !c.is_empty());
        let stated =
            self.events.get(&id).is_some_and(|events| events.iter().any(|received| received.event.body.is_statement()));
        !linked && !stated
    }

    /// Whether an object bears another number of the same kind and scope than this one: then it is another thing.
    pub fn contradicts(&self, id: ObjectId, key: &NameKey) -> bool {
        self.nodes.get(&id).is_some_and(|node| node.contradicts(key))
    }

    /// Whether two objects may turn out to be one.
    pub fn joining(&self, one: ObjectId, other: ObjectId) -> Joining {
        if self.are_of_two_customers(one, other) {
            return Joining::Refused(ConflictKind::Customers);
        }
        let bare = self.is_bare(one) || self.is_bare(other);
        let other = self.nodes.get(&other);
        let differ = self
            .nodes
            .get(&one)
            .is_some_and(|node| other.is_some_and(|other| node.names.iter().any(|name| other.contradicts(&name.key))));
        if differ && !bare { Joining::Refused(ConflictKind::Name) } else { Joining::Fits }
    }

    /// Whether orders of both are known to be of two customers or of two sales organisations.
    pub fn are_of_two_customers(&self, one: ObjectId, other: ObjectId) -> bool {
        let (ones, others) = (self.owners(one), self.owners(other));
        ones.iter().any(|a| others.iter().any(|b| a.differs(b)))
    }

    fn owners(&self, id: ObjectId) -> BTreeSet<Owner> {
        self.orders_of(id).into_iter().filter_map(|order| self.owner(order)).collect()
    }

    /// Whose an order is, by the latest word that was said of it.
    fn owner(&self, order: ObjectId) -> Option<Owner> {
        let headers = self.events.get(&order)?.iter().filter_map(|received| match &received.event.body {
            Body::Order(stated) => stated.header.as_ref().map(|header| (when(received), &received.key, header)),
            _ => None,
        });
        let (_, _, header) = headers.max_by_key(|(at, key, _)| (*at, *key))?;
        let number = |customer: &Customer| customer.number.as_deref().map(normalise_text);
        Some(Owner {
            sales_org: header.sales_org.as_deref().map(normalise_text),
            customer: header.customer.as_ref().and_then(number),
        })
    }

    /// Gives an object a name it does not bear yet.
    pub fn name(&mut self, id: ObjectId, key: NameKey, reference: &Reference, said: &Provenance) {
        self.note_scope(&key);
        let bearers = self.by_name.entry(key.clone()).or_default();
        let others = u32::try_from(bearers.iter().filter(|bearer| **bearer != id).count()).unwrap_or(u32::MAX);
        if !bearers.insert(id) {
            return;
        }
        let since = said.when();
        if let Some(node) = self.nodes.get_mut(&id) {
            node.names.push(KnownName { key: key.clone(), reference: reference.clone(), since });
        }
        let (reference, source) = (reference.clone(), said.source.clone());
        self.touch(id);
        self.mark_makers(id);
        self.fresh.names.push(NewName { object: id, key, reference, source, since, others });
    }

    /// Whether an unlinking says that the name was not the object's, at `at` or later.
    pub fn is_disowned(&self, id: ObjectId, key: &NameKey, at: i64) -> bool {
        self.events.get(&id).into_iter().flatten().any(|received| match &received.event.body {
            Body::Unlink(unlinked) => {
                at <= when(received)
                    && unlinked.names.iter().any(|name| NameKey::new(received.event.of, name) == *key)
                    && !self.is_said_by_others(id, key, &received.source)
            }
            _ => false,
        })
    }

    /// Whether an unlinking by `source` cannot take the name, since others gave it too. An operator's word goes above all.
    pub fn is_said_by_others(&self, id: ObjectId, key: &NameKey, source: &SourceId) -> bool {
        let says = |of: ObjectKind, refs: &[Reference]| refs.iter().any(|name| NameKey::new(of, name) == *key);
        !source.is_operator()
            && self.events.get(&id).into_iter().flatten().any(|received| {
                received.source != *source
                    && received.event.body.is_statement()
                    && says(received.event.of, &received.event.refs)
            })
    }

    /// The names of an object.
    pub fn names(&self, id: ObjectId) -> Vec<Reference> {
        self.nodes
            .get(&id)
            .map(|node| node.names.iter().map(|name| name.reference.clone()).collect())
            .unwrap_or_default()
    }

    /// Since when an object bears a number that others may bear at other times; 0 for any other name.
    pub fn since(&self, id: ObjectId, reference: &Reference) -> i64 {
        if !reference.kind.is_used_again() || reference.kind.is_shared() {
            return 0;
        }
        let (norm, scope) = (reference.norm(), reference.norm_scope());
        let names = self.nodes.get(&id).into_iter().flat_map(|node| &node.names);
        let mut same =
            names.filter(|name| name.key.kind == reference.kind && name.key.norm == norm && name.key.scope == scope);
        same.next().map_or(0, |name| name.since)
    }
}

/// A number whatever its carrier.
fn number(key: &NameKey) -> Number {
    (key.of, key.kind, key.norm.clone())
}

impl Node {
    /// Whether it bears another number where one thing has one, and not this one.
    fn contradicts(&self, key: &NameKey) -> bool {
        let mut same =
            self.names.iter().filter(|name| name.key.kind == key.kind && name.key.scope == key.scope).peekable();
        // A shipment of several parcels may bear several of their numbers.
        let several = self.of == ObjectKind::Shipment
            && key.kind.is_used_again()
            && key.kind != crate::domain::reference::RefKind::Pro;
        !several && !key.kind.is_shared() && same.peek().is_some() && same.all(|name| name.key.norm != key.norm)
    }
}

/// Whose an order is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Owner {
    sales_org: Option<String>,
    customer: Option<String>,
}

impl Owner {
    /// Whether both are known and not the same.
    fn differs(&self, other: &Self) -> bool {
        let differ =
            |one: &Option<String>, other: &Option<String>| matches!((one, other), (Some(a), Some(b)) if a != b);
        differ(&self.sales_org, &other.sales_org) || differ(&self.customer, &other.customer)
    }
}

/// Bills, acknowledgements and calls come long after the goods: they do not keep a number alive.
fn tells_of_life(body: &Body) -> bool {
    !matches!(
        body,
        Body::Charge(_) | Body::Ack(_) | Body::Contact(_) | Body::Document(_) | Body::Unlink(_) | Body::Merge(_)
    )
}
