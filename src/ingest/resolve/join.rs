//! The links that an event makes, each checked by itself: a bad one never costs its neighbours.

use std::collections::BTreeSet;

use super::{Over, Placing, twin};
use crate::{
    domain::{
        event::{Body, Event, Link, Relation},
        fold_input::ConflictKind,
        id::ObjectId,
        reference::{ObjectKind, Reference},
    },
    store::NameKey,
};

impl Placing<'_> {
    /// Makes the links of an event about `object`, and of the packages that it states.
    pub(super) fn join(&mut self, object: ObjectId, event: &Event) {
        let mut targets = BTreeSet::new();
        for (index, link) in event.links.iter().enumerate() {
            targets.extend(self.link(object, link, &format!("/links/{index}")));
        }
        if let Body::Shipment(shipment) = &event.body {
            for (index, package) in shipment.packages.iter().flatten().enumerate() {
                let path = format!("/packages/{index}");
                if !package.refs.is_empty() {
                    targets.extend(self.package(object, &package.refs, &path));
                }
            }
        }
        // A target may have turned out to be another since it was found.
        let mut targets: BTreeSet<ObjectId> = targets.into_iter().map(|id| self.snapshot.now(id)).collect();
        let object = self.snapshot.now(object);
        let holds = matches!(self.snapshot.of(object), Some(ObjectKind::Shipment | ObjectKind::Package));
        let is_below = |id: ObjectId| holds && self.snapshot.of(id) == Some(ObjectKind::Package);
        if self.snapshot.is_too_much(object, &targets, is_below) {
            self.refuse("TOO_MUCH_AROUND", "/links", "the order would have more around it than one order may");
            targets.clear();
        }
        if !event.links.is_empty() || event.body.is_statement() {
            self.snapshot.reconcile(object, &targets);
        }
        self.join_twins(object, event);
    }

    fn link(&mut self, object: ObjectId, link: &Link, path: &str) -> Option<ObjectId> {
        let target = self.target(object, link.relation, link.of, std::slice::from_ref(&link.reference), path)?;
        let holds_packages = link.relation == Relation::Contains && link.of == ObjectKind::Package;
        if holds_packages && self.snapshot.of(object) == Some(ObjectKind::Shipment) {
            return self.contained(object, target, &link.reference, path);
        }
        let is_one_customers = matches!(self.snapshot.of(object), Some(ObjectKind::Delivery | ObjectKind::Return));
        let (child, parent) = self.snapshot.direction(object, link.relation, target);
        if is_one_customers && child == object && self.snapshot.are_of_two_customers(object, target) {
            let over = Over {
                claimant: target,
                holder: object,
                kind: ConflictKind::Customers,
                of: link.of,
                reference: link.reference.clone(),
                subject: None,
            };
            self.conflict(path, "it belongs to another customer's order already", over);
            return None;
        }
        self.fits(child, parent, path).then_some(target)
    }

    fn package(&mut self, shipment: ObjectId, refs: &[Reference], path: &str) -> Option<ObjectId> {
        let target = self.target(shipment, Relation::Contains, ObjectKind::Package, refs, path)?;
        self.contained(shipment, target, refs.first()?, path)
    }

    /// What a link points at: what is linked so already under that name, else what the name means.
    fn target(
        &mut self,
        from: ObjectId,
        relation: Relation,
        of: ObjectKind,
        refs: &[Reference],
        path: &str,
    ) -> Option<ObjectId> {
        let mut known = refs.iter().filter_map(|name| self.snapshot.linked(from, relation, &NameKey::new(of, name)));
        if let Some(known) = known.next()
            && refs.len() == 1
        {
            return Some(known);
        }
        match self.identify(of, refs, path) {
            Ok(target) if target == from => {
                self.refuse("LINK_TO_ITSELF", path, "it is linked to itself");
                None
            }
            Ok(target) => Some(target),
            Err(problem) => {
                self.refused.push(problem);
                None
            }
        }
    }

    /// A package that is in another shipment is not put into this one: its number was used again too soon, or it is a mistake.
    fn contained(&mut self, shipment: ObjectId, package: ObjectId, name: &Reference, path: &str) -> Option<ObjectId> {
        let elsewhere: Vec<_> =
            self.snapshot.containers(package).into_iter().filter(|other| *other != shipment).collect();
        for holder in &elsewhere {
            let over = Over {
                claimant: shipment,
                holder: *holder,
                kind: ConflictKind::Place,
                of: ObjectKind::Package,
                reference: name.clone(),
                subject: Some(package),
            };
            self.conflict(path, "the package is in another shipment already", over);
        }
        (elsewhere.is_empty() && self.fits(package, shipment, path)).then_some(package)
    }

    fn fits(&mut self, child: ObjectId, parent: ObjectId, path: &str) -> bool {
        if self.snapshot.makes_a_ring(child, parent) {
            self.refuse("LINK_RING", path, "it would belong to itself by way of others");
            return false;
        }
        true
    }

    pub(super) fn join_twins(&mut self, object: ObjectId, event: &Event) {
        let when = self.said.when();
        for reference in &event.refs {
            let Some(of) = twin(event.of, reference.kind) else { continue };
            for other in self.snapshot.meant(&NameKey::new(of, reference), when) {
                let (shipment, package) =
                    if event.of == ObjectKind::Shipment { (object, other) } else { (other, object) };
                if self.snapshot.containers(package).is_empty() && self.fits(package, shipment, "/refs") {
                    self.snapshot.pair(shipment, package, &self.said.source, self.said.id);
                }
            }
        }
    }
}
