//! Which orders an object belongs to, and what lies around an order.

use std::collections::BTreeSet;

use super::{GraphSnapshot, MOST_AROUND};
use crate::domain::{
    fold_input::{FoldInput, InputLink, InputObject},
    id::ObjectId,
    reference::ObjectKind,
};

impl GraphSnapshot {
    /// The orders an object belongs to: itself, or what lies above it.
    pub fn orders_of(&self, id: ObjectId) -> BTreeSet<ObjectId> {
        let mut above = reach(id, |id| self.parents.get(&id));
        // A delivery that nothing links to an order is of the orders whose shipments carry it.
        let carriers: BTreeSet<ObjectId> = above.iter().flat_map(|id| self.carriers_of(*id)).collect();
        above.extend(carriers.into_iter().flat_map(|id| reach(id, |id| self.parents.get(&id))));
        above.into_iter().filter(|id| self.of(*id) == Some(ObjectKind::Order)).collect()
    }

    /// What carries a delivery that nothing links to an order.
    fn carriers_of(&self, id: ObjectId) -> Vec<ObjectId> {
        let children = self.children.get(&id).filter(|_| self.is_delivery_of_no_order(id));
        let carries =
            |id: &ObjectId| matches!(self.of(*id), Some(ObjectKind::Shipment | ObjectKind::Package | ObjectKind::Load));
        children.into_iter().flatten().copied().filter(carries).collect()
    }

    /// Whether it is a delivery that only shipments name.
    fn is_delivery_of_no_order(&self, id: ObjectId) -> bool {
        self.of(id) == Some(ObjectKind::Delivery) && self.parents.get(&id).is_none_or(BTreeSet::is_empty)
    }

    /// Whether `child` would lie above itself if it came below `parent`.
    pub fn makes_a_ring(&self, child: ObjectId, parent: ObjectId) -> bool {
        reach(parent, |id| self.parents.get(&id)).contains(&child)
    }

    /// Whether an order would have more around it than fits if `object` were linked to all of these.
    pub fn is_too_much(
        &self,
        object: ObjectId,
        targets: &BTreeSet<ObjectId>,
        is_below: impl Fn(ObjectId) -> bool,
    ) -> bool {
        if self.nodes.len() <= MOST_AROUND {
            return false;
        }
        let below = |id: ObjectId| reach(id, |id| self.children.get(&id));
        let (children, parents): (Vec<ObjectId>, Vec<ObjectId>) = targets.iter().partition(|id| is_below(**id));
        let new: BTreeSet<ObjectId> = children.into_iter().chain([object]).flat_map(below).collect();
        let mut orders: BTreeSet<ObjectId> =
            parents.into_iter().chain([object]).flat_map(|id| self.orders_of(id)).collect();
        orders.retain(|order| below(*order).union(&new).count() > MOST_AROUND);
        !orders.is_empty()
    }

    /// Everything around one order, for the fold.
    pub fn input(&self, order: ObjectId) -> FoldInput {
        let inside = self.around(order);
        let objects = inside
            .iter()
            .filter_map(|id| self.nodes.get(id).map(|node| (id, node)))
            .map(|(id, node)| InputObject {
                id: *id,
                of: node.of,
                names: node.names.iter().map(|name| name.reference.clone()).collect(),
            })
            .collect();
        let links = self
            .links
            .values()
            .filter(|link| inside.contains(&link.from) && inside.contains(&link.to))
            .map(|link| InputLink {
                from: link.from,
                relation: link.relation,
                to: link.to,
                lines: link.lines.clone(),
                source: link.source.clone(),
            })
            .collect();
        let events = inside.iter().filter_map(|id| self.events.get(id)).flatten();
        let events = events.map(|received| self.enriched(received)).collect();
        let touches = |id: &ObjectId| inside.contains(id);
        let conflicts =
            self.conflicts.values().filter(|c| touches(&c.claimant) || touches(&c.holder)).cloned().collect();
        FoldInput { order, objects, links, events, conflicts }
    }

    /// The order and what lies below it, but for the packages of a shipment that are another order's by their own links; with the
    /// deliveries that only these shipments name.
    fn around(&self, order: ObjectId) -> BTreeSet<ObjectId> {
        let mut seen = BTreeSet::from([order]);
        let mut waiting = vec![order];
        while let Some(id) = waiting.pop() {
            let named =
                self.parents.get(&id).into_iter().flatten().filter(|above| self.is_delivery_of_no_order(**above));
            seen.extend(named.copied());
            for next in self.children.get(&id).into_iter().flatten() {
                if !self.is_anothers(*next, order) && seen.insert(*next) {
                    waiting.push(*next);
                }
            }
        }
        seen
    }

    fn is_anothers(&self, package: ObjectId, order: ObjectId) -> bool {
        if self.of(package) != Some(ObjectKind::Package) {
            return false;
        }
        let carried = |id: &&ObjectId| matches!(self.of(**id), Some(ObjectKind::Order | ObjectKind::Delivery));
        let own: BTreeSet<ObjectId> = self
            .parents
            .get(&package)
            .into_iter()
            .flatten()
            .filter(carried)
            .flat_map(|id| self.orders_of(*id))
            .collect();
        !own.is_empty() && !own.contains(&order)
    }
}

fn reach<'a>(start: ObjectId, next: impl Fn(ObjectId) -> Option<&'a BTreeSet<ObjectId>>) -> BTreeSet<ObjectId> {
    let mut seen = BTreeSet::from([start]);
    let mut waiting = vec![start];
    while let Some(id) = waiting.pop() {
        for next in next(id).into_iter().flatten() {
            if seen.insert(*next) {
                waiting.push(*next);
            }
        }
    }
    seen
}
