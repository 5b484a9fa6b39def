//! How the objects of a scene hang together, whatever the order in which they are listed.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{
    event::{LineQuantity, Relation},
    id::ObjectId,
    ownership::{Ownership, Section},
    reference::{ObjectKind, Reference},
    scene::{Scene, SceneLink},
};

/// Objects by number, links by what they join: one link a pair, the best-ranked one.
pub(super) struct Graph<'a> {
    objects: BTreeMap<ObjectId, (ObjectKind, Vec<&'a Reference>)>,
    links: BTreeMap<(ObjectId, Relation, ObjectId), &'a SceneLink>,
}

impl<'a> Graph<'a> {
    pub fn of(scene: &'a Scene, ownership: &Ownership) -> Self {
        let mut objects = BTreeMap::new();
        for object in &scene.objects {
            let (_, names) = objects.entry(object.id).or_insert((object.of, Vec::new()));
            names.extend(&object.names);
        }
        objects.entry(scene.order).or_insert((ObjectKind::Order, Vec::new()));
        for (_, names) in objects.values_mut() {
            tidy(names);
        }
        let mut links: BTreeMap<_, &SceneLink> = BTreeMap::new();
        for link in &scene.links {
            let kept = links.entry((link.from, link.relation, link.to)).or_insert(link);
            if preference(link, ownership) < preference(kept, ownership) {
                *kept = link;
            }
        }
        Self { objects, links }
    }

    pub fn objects(&self, of: ObjectKind) -> impl Iterator<Item = ObjectId> {
        self.objects.iter().filter(move |(_, (kind, _))| *kind == of).map(|(id, _)| *id)
    }

    pub fn all(&self) -> impl Iterator<Item = (ObjectId, ObjectKind)> {
        self.objects.iter().map(|(id, (kind, _))| (*id, *kind))
    }

    pub fn kind(&self, object: ObjectId) -> Option<ObjectKind> {
        self.objects.get(&object).map(|(kind, _)| *kind)
    }

    /// The names of an object, in the order of kinds in which a page lists them; a name written in two ways once.
    pub fn names(&self, object: ObjectId) -> Vec<Reference> {
        self.objects.get(&object).map(|(_, names)| names.iter().copied().cloned().collect()).unwrap_or_default()
    }

    pub fn link(&self, from: ObjectId, relation: Relation, to: ObjectId) -> Option<&'a SceneLink> {
        self.links.get(&(from, relation, to)).copied()
    }

    /// What `from` carries, contains …
    pub fn targets(&self, from: ObjectId, relation: Relation) -> impl Iterator<Item = &'a SceneLink> {
        let bounds = (from, relation, ObjectId(i64::MIN))..=(from, relation, ObjectId(i64::MAX));
        self.links.range(bounds).map(|(_, link)| *link)
    }

    /// Who carries, contains … `to`.
    pub fn holders(&self, to: ObjectId, relation: Relation) -> impl Iterator<Item = ObjectId> {
        self.links.keys().filter(move |key| key.1 == relation && key.2 == to).map(|key| key.0)
    }

    /// The packages of a shipment; a package that no shipment holds is a lane of its own, and so its own package.
    pub fn packages(&self, shipment: ObjectId) -> Vec<ObjectId> {
        if self.kind(shipment) == Some(ObjectKind::Package) {
            return vec![shipment];
        }
        let packages: BTreeSet<ObjectId> = (self.targets(shipment, Relation::Contains))
            .map(|link| link.to)
            .filter(|to| self.kind(*to) == Some(ObjectKind::Package))
            .collect();
        packages.into_iter().collect()
    }

    /// The trips that a shipment is on.
    pub fn loads(&self, shipment: ObjectId) -> Vec<ObjectId> {
        let holders = self.holders(shipment, Relation::Contains);
        holders.filter(|from| self.kind(*from) == Some(ObjectKind::Load)).collect()
    }

    /// The deliveries that a shipment carries.
    pub fn deliveries(&self, shipment: ObjectId) -> Vec<ObjectId> {
        let carried = self.targets(shipment, Relation::Carries).map(|link| link.to);
        carried.filter(|to| self.kind(*to) == Some(ObjectKind::Delivery)).collect()
    }

    /// What is shown as a lane: every shipment, and every package that no shipment holds.
    pub fn lanes(&self) -> Vec<ObjectId> {
        let held: BTreeSet<ObjectId> =
            self.objects(ObjectKind::Shipment).flat_map(|shipment| self.packages(shipment)).collect();
        let loose = self.objects(ObjectKind::Package).filter(|package| !held.contains(package));
        let mut lanes: Vec<ObjectId> = self.objects(ObjectKind::Shipment).chain(loose).collect();
        lanes.sort_unstable();
        lanes
    }
}

/// Among links that say the same: one that tells quantities, then the best-ranked source, then a stable choice.
fn preference<'a>(link: &'a SceneLink, ownership: &Ownership) -> (bool, usize, &'a str, Vec<(&'a str, String)>) {
    let lines = link.lines.iter().map(|line: &LineQuantity| (line.line.as_str(), line.quantity.to_string())).collect();
    (link.lines.is_empty(), ownership.rank(Section::ShipmentLinks, &link.source), &link.source.0, lines)
}

fn tidy(names: &mut Vec<&Reference>) {
    names.sort();
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert((name.kind, name.norm_scope(), name.norm())));
}
