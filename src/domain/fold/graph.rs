//! How the objects of a scene hang together, whatever the order in which they are listed.

use std::collections::{BTreeMap, BTreeSet};

use super::spellings::Spellings;
use crate::domain::{
    event::{LineQuantity, Relation},
    fold_input::{FoldInput, InputLink},
    id::ObjectId,
    ownership::{Ownership, Section},
    reference::{ObjectKind, Reference, same_line},
    unit,
    view::{Claim, ClaimedValue, Conflict, Matter},
};

/// Objects by number, links by what they join: one link a pair, the best-ranked one.
pub(super) struct Graph<'a> {
    order: ObjectId,
    objects: BTreeMap<ObjectId, (ObjectKind, Vec<&'a Reference>)>,
    links: BTreeMap<(ObjectId, Relation, ObjectId), &'a InputLink>,
    /// The same links from their other end.
    held: BTreeSet<(ObjectId, Relation, ObjectId)>,
    every: &'a [InputLink],
}

impl<'a> Graph<'a> {
    pub fn of(input: &'a FoldInput, ownership: &Ownership) -> Self {
        let spellings = Spellings::of(input, ownership);
        let mut objects = BTreeMap::new();
        for object in &input.objects {
            let (_, names) = objects.entry(object.id).or_insert((object.of, Vec::new()));
            names.extend(object.names.iter().map(|name| spellings.shown(object.of, name)));
        }
        objects.entry(input.order).or_insert((ObjectKind::Order, Vec::new()));
        for (_, names) in objects.values_mut() {
            tidy(names);
        }
        let mut links: BTreeMap<_, &InputLink> = BTreeMap::new();
        for link in &input.links {
            let kept = links.entry((link.from, link.relation, link.to)).or_insert(link);
            if preference(link, ownership) < preference(kept, ownership) {
                *kept = link;
            }
        }
        let held = links.keys().map(|(from, relation, to)| (*to, *relation, *from)).collect();
        Self { order: input.order, objects, links, held, every: &input.links }
    }

    /// The order in the middle.
    pub fn order(&self) -> ObjectId {
        self.order
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

    pub fn link(&self, from: ObjectId, relation: Relation, to: ObjectId) -> Option<&'a InputLink> {
        self.links.get(&(from, relation, to)).copied()
    }

    /// What `from` carries, contains …
    pub fn targets(&self, from: ObjectId, relation: Relation) -> impl Iterator<Item = &'a InputLink> {
        let bounds = (from, relation, ObjectId(i64::MIN))..=(from, relation, ObjectId(i64::MAX));
        self.links.range(bounds).map(|(_, link)| *link)
    }

    /// Who carries, contains … `to`.
    pub fn holders(&self, to: ObjectId, relation: Relation) -> impl Iterator<Item = ObjectId> {
        let bounds = (to, relation, ObjectId(i64::MIN))..=(to, relation, ObjectId(i64::MAX));
        self.held.range(bounds).map(|(_, _, from)| *from)
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

    /// The deliveries of the order that a shipment carries; those that only the shipment names may be another order's.
    pub fn deliveries(&self, shipment: ObjectId) -> Vec<ObjectId> {
        let carried = self.targets(shipment, Relation::Carries).map(|link| link.to);
        carried.filter(|to| self.kind(*to) == Some(ObjectKind::Delivery) && self.is_the_orders(*to)).collect()
    }

    /// Whether something links a delivery to the order itself.
    pub fn is_the_orders(&self, delivery: ObjectId) -> bool {
        self.links.contains_key(&(delivery, Relation::Carries, self.order))
    }

    /// The object itself, and those that share its way: what is said of one of them tells of the others too.
    /// An order shares the way of everything around it; a delivery that of the shipments that carry it; a shipment that of
    /// its packages, its trips and its deliveries; a package that of its shipment; a trip that of its shipments.
    pub fn around(&self, object: ObjectId) -> BTreeSet<ObjectId> {
        let mut around = BTreeSet::from([object]);
        let of_shipment = |shipment: ObjectId| {
            let all = self.packages(shipment).into_iter().chain(self.loads(shipment)).chain(self.deliveries(shipment));
            all.chain([shipment]).collect::<Vec<_>>()
        };
        match self.kind(object) {
            Some(ObjectKind::Order) => around.extend(self.objects.keys()),
            Some(ObjectKind::Shipment) => around.extend(of_shipment(object)),
            Some(ObjectKind::Delivery) => {
                around.extend(self.holders(object, Relation::Carries).flat_map(of_shipment));
            }
            Some(ObjectKind::Package) => {
                for shipment in self.holders(object, Relation::Contains) {
                    around.extend(self.loads(shipment).into_iter().chain([shipment]));
                }
            }
            Some(ObjectKind::Load) => {
                let shipments = self.targets(object, Relation::Contains).map(|link| link.to);
                around.extend(shipments.flat_map(of_shipment));
            }
            _ => {}
        }
        around
    }

    /// What is told of a package that is alone in its shipment is told of the shipment.
    pub fn same_thing(&self, object: ObjectId) -> ObjectId {
        if self.kind(object) != Some(ObjectKind::Package) {
            return object;
        }
        let mut shipments =
            self.holders(object, Relation::Contains).filter(|from| self.kind(*from) == Some(ObjectKind::Shipment));
        match (shipments.next(), shipments.next()) {
            (Some(shipment), None) if self.packages(shipment).len() == 1 => shipment,
            _ => object,
        }
    }

    /// Where sources count otherwise what a link carries.
    pub fn conflicts(&self, ownership: &Ownership) -> Vec<Conflict> {
        let mut found: BTreeMap<(ObjectId, String), Conflict> = BTreeMap::new();
        for link in self.every.iter().filter(|link| !link.lines.is_empty()) {
            let Some(shown) = self.link(link.from, link.relation, link.to) else { continue };
            for line in link.lines.iter().filter(|_| link.source != shown.source) {
                let Some(ours) = shown.lines.iter().find(|ours| differ(ours, line)) else { continue };
                let field = format!("{} {} line {}", link.relation.as_str(), self.best_name(link.to), line.line);
                let claim = claim(&link.source, line);
                let rank = |link: &InputLink| ownership.rank(Section::ShipmentLinks, &link.source);
                let conflict = found.entry((link.from, field.clone())).or_insert_with(|| Conflict {
                    object: link.from,
                    of: self.kind(link.from).unwrap_or(ObjectKind::Shipment),
                    row: Section::ShipmentLinks.into(),
                    owners: ownership.ranks(Section::ShipmentLinks).first().cloned().unwrap_or_default(),
                    matter: Matter::Field(field),
                    shown: self::claim(&shown.source, ours),
                    others: Vec::new(),
                    why: super::claims::why(rank(shown), rank(link)),
                });
                if !conflict.others.contains(&claim) {
                    conflict.others.push(claim);
                }
            }
        }
        found.into_values().collect()
    }

    fn best_name(&self, object: ObjectId) -> String {
        self.objects
            .get(&object)
            .and_then(|(_, names)| names.first())
            .map(|name| name.value.clone())
            .unwrap_or_default()
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

type Preference<'a> = (bool, usize, &'a str, Vec<(&'a str, String, Option<&'a str>)>);

/// Among links that say the same: one that tells quantities, then the best-ranked source, then a stable choice.
fn preference<'a>(link: &'a InputLink, ownership: &Ownership) -> Preference<'a> {
    let line = |line: &'a LineQuantity| (line.line.as_str(), line.quantity.to_string(), line.unit.as_deref());
    let lines = link.lines.iter().map(line).collect();
    (link.lines.is_empty(), ownership.rank(Section::ShipmentLinks, &link.source), &link.source.0, lines)
}

/// Whether two statements of one line tell different quantities of it: in one unit, or in units that cannot be compared.
fn differ(ours: &LineQuantity, line: &LineQuantity) -> bool {
    if ours.quantity_as_sent.is_some() || line.quantity_as_sent.is_some() {
        return false;
    }
    let counted = unit::convert(line.quantity, line.unit.as_deref(), ours.unit.as_deref());
    same_line(&ours.line, &line.line) && counted != Some(ours.quantity)
}

fn claim(source: &crate::domain::id::SourceId, line: &LineQuantity) -> Claim {
    let unit = line.unit.as_deref().map(|unit| format!(" {unit}")).unwrap_or_default();
    let says = ClaimedValue::Value(format!("{}{unit}", line.quantity));
    Claim { source: source.clone(), says, at: None, received: None, event: None }
}

fn tidy(names: &mut Vec<&Reference>) {
    names.sort();
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert((name.kind, name.norm_scope(), name.norm())));
}
