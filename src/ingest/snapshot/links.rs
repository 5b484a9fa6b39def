//! What belongs to what, worked out from what the events of an object say of its links, in the order of time:
//!
//! - a statement replaces what the same source stated before about links of that kind (all packages are sent, never a
//!   difference); one that says nothing of them leaves them;
//! - any other event adds its links;
//! - an unlinking takes back what was said until then: an operator's of everybody, a partner's of that partner.
//!
//! Besides, a shipment and a package that bear the same tracking number belong together until an unlinking parts them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{GraphSnapshot, when};
use crate::{
    domain::{
        event::{Body, Event, LineQuantity, Relation},
        fold_input::ReceivedEvent,
        id::{EventId, ObjectId, SourceId},
        reference::{ObjectKind, RefKind},
    },
    store::{LinkRow, NameKey, NewLink},
};

/// What an event says of one link.
struct LinkClaim<'a> {
    relation: Relation,
    key: NameKey,
    lines: &'a [LineQuantity],
}

/// What is said of a link today: which lines, and by which event.
type CurrentLinks = BTreeMap<(SourceId, Relation, ObjectId), (Vec<LineQuantity>, EventId)>;

impl GraphSnapshot {
    /// Brings the links that `from` makes to what its events say. `targets` are what its newest event points at, where that was
    /// not refused.
    pub fn reconcile(&mut self, from: ObjectId, targets: &BTreeSet<ObjectId>) {
        let rows: Vec<LinkRow> = self.made_by(from).cloned().collect();
        let candidates = rows.iter().map(|row| row.to).chain(targets.iter().copied()).collect();
        let mut standing = self.standing(from, &candidates);
        for row in rows {
            match standing.remove(&(row.source.clone(), row.relation, row.to)) {
                Some((lines, event)) if lines != row.lines => self.put(LinkRow { lines, ..row }, event),
                Some(_) => {}
                None if self.are_twins(&row) => {}
                None => self.part(&row),
            }
        }
        for ((source, relation, to), (lines, event)) in standing {
            if to != from {
                let (child, parent) = self.direction(from, relation, to);
                self.put(LinkRow { from, relation, to, child, parent, lines, source }, event);
            }
        }
    }

    /// Works out again what became stale.
    pub fn refresh(&mut self) {
        for from in std::mem::take(&mut self.stale) {
            let from = self.now(from);
            self.reconcile(from, &BTreeSet::new());
        }
    }

    /// What links to this object took back links by names: it may have meant this one.
    pub(super) fn mark_makers(&mut self, id: ObjectId) {
        let makers: Vec<ObjectId> = self.touching(id).iter().map(|row| row.from).filter(|from| *from != id).collect();
        let unlinks = |from: &ObjectId| {
            self.events.get(from).into_iter().flatten().any(|received| matches!(received.event.body, Body::Unlink(_)))
        };
        let stale: Vec<ObjectId> = makers.into_iter().filter(unlinks).collect();
        self.stale.extend(stale);
    }

    fn standing(&self, from: ObjectId, candidates: &BTreeSet<ObjectId>) -> CurrentLinks {
        let mut named: HashMap<&NameKey, Vec<ObjectId>> = HashMap::new();
        for id in candidates {
            for name in self.nodes.get(id).into_iter().flat_map(|node| &node.names) {
                named.entry(&name.key).or_default().push(*id);
            }
        }
        let mut events: Vec<&ReceivedEvent> = self.events.get(&from).into_iter().flatten().collect();
        events.sort_by_key(|received| (when(received), matches!(received.event.body, Body::Unlink(_)), &received.key));
        let mut standing = CurrentLinks::new();
        for received in events {
            let says = sayings(&received.event);
            let pairs = || {
                says.iter().flat_map(|claim| named.get(&claim.key).into_iter().flatten().map(move |to| (claim, *to)))
            };
            if matches!(received.event.body, Body::Unlink(_)) {
                let parted: BTreeSet<_> = pairs().map(|(claim, to)| (claim.relation, to)).collect();
                standing.retain(|(source, relation, to), _| {
                    let may = received.source.is_operator() || *source == received.source;
                    !(may && parted.contains(&(*relation, *to)))
                });
                continue;
            }
            if received.event.body.is_statement() {
                let groups: BTreeSet<_> = says.iter().map(|claim| (claim.relation, claim.key.of)).collect();
                standing.retain(|(source, relation, to), _| {
                    *source != received.source || !self.of(*to).is_some_and(|of| groups.contains(&(*relation, of)))
                });
            }
            for (claim, to) in pairs() {
                standing.insert((received.source.clone(), claim.relation, to), (claim.lines.to_vec(), received.id));
            }
        }
        standing
    }

    /// Links two objects that bear the same tracking number.
    pub fn pair(&mut self, shipment: ObjectId, package: ObjectId, source: &SourceId, event: EventId) {
        let relation = Relation::Contains;
        let row = LinkRow {
            from: shipment,
            relation,
            to: package,
            child: package,
            parent: shipment,
            lines: Vec::new(),
            source: source.clone(),
        };
        if self.are_twins(&row) && !self.links.contains_key(&row.key()) {
            self.put(row, event);
        }
    }

    /// Whether the link is that of a master number with its package, and no unlinking parted them.
    fn are_twins(&self, row: &LinkRow) -> bool {
        let tracking = |id: &ObjectId, of: ObjectKind| -> BTreeSet<(&str, &str)> {
            let names = self.nodes.get(id).filter(|node| node.of == of).into_iter().flat_map(|node| &node.names);
            let tracking = names.filter(|name| name.key.kind == RefKind::Tracking);
            tracking.map(|name| (name.key.scope.as_str(), name.key.norm.as_str())).collect()
        };
        let (master, own) = (tracking(&row.from, ObjectKind::Shipment), tracking(&row.to, ObjectKind::Package));
        let parted = || {
            let events = self.events.get(&row.from).into_iter().flatten();
            let mut unlinked = events.filter(|received| matches!(received.event.body, Body::Unlink(_)));
            unlinked.any(|received| sayings(&received.event).iter().any(|claim| self.bears(row.to, &claim.key)))
        };
        row.relation == Relation::Contains && !master.is_disjoint(&own) && !parted()
    }

    /// `(child, parent)`: the parent is nearer to the order. A shipment contains its packages, and a package those in it; all
    /// other links point towards the order.
    pub fn direction(&self, from: ObjectId, relation: Relation, to: ObjectId) -> (ObjectId, ObjectId) {
        let holds = matches!(self.of(from), Some(ObjectKind::Shipment | ObjectKind::Package));
        if relation == Relation::Contains && holds { (to, from) } else { (from, to) }
    }

    /// What `from` links to and bears that name.
    pub fn linked(&self, from: ObjectId, relation: Relation, key: &NameKey) -> Option<ObjectId> {
        self.made_by(from).find(|row| row.relation == relation && self.bears(row.to, key)).map(|row| row.to)
    }

    /// The links that an object makes.
    fn made_by(&self, from: ObjectId) -> impl Iterator<Item = &LinkRow> {
        let first = (from, Relation::ALL[0], ObjectId(i64::MIN), SourceId(String::new()));
        self.links.range(first..).map(|(_, row)| row).take_while(move |row| row.from == from)
    }

    /// The links that touch an object.
    pub(super) fn touching(&self, id: ObjectId) -> Vec<LinkRow> {
        let near = |set: Option<&BTreeSet<ObjectId>>| set.cloned().unwrap_or_default();
        let makers: BTreeSet<_> =
            near(self.parents.get(&id)).into_iter().chain(near(self.children.get(&id))).chain([id]).collect();
        let rows = makers.into_iter().flat_map(|from| self.made_by(from));
        rows.filter(|row| row.from == id || row.to == id).cloned().collect()
    }

    fn put(&mut self, row: LinkRow, event: EventId) {
        self.touch(row.from);
        self.touch(row.to);
        self.join(row.clone());
        self.fresh.links.retain(|new| new.link.key() != row.key());
        self.fresh.links.push(NewLink { link: row, event });
    }

    /// Notes a link.
    pub(super) fn join(&mut self, row: LinkRow) {
        self.parents.entry(row.child).or_default().insert(row.parent);
        self.children.entry(row.parent).or_default().insert(row.child);
        self.links.insert(row.key(), row);
    }

    /// Takes a link back, and the conflicts in whose way it stood.
    pub(super) fn part(&mut self, row: &LinkRow) {
        self.touch(row.from);
        self.touch(row.to);
        self.detach(row);
        let key = row.key();
        self.fresh.links.retain(|new| new.link.key() != key);
        self.fresh.gone.links.push(key);
        let still = self.made_by(row.from).any(|other| other.to == row.to);
        if !still {
            self.settle(|conflict| conflict.holder == row.from && conflict.subject == Some(row.to));
        }
    }

    pub(super) fn detach(&mut self, row: &LinkRow) {
        self.links.remove(&row.key());
        let between = |link: &&LinkRow| link.child == row.child && link.parent == row.parent;
        let still = self.made_by(row.from).chain(self.made_by(row.to)).any(|link| between(&link));
        if !still {
            if let Some(parents) = self.parents.get_mut(&row.child) {
                parents.remove(&row.parent);
            }
            if let Some(children) = self.children.get_mut(&row.parent) {
                children.remove(&row.child);
            }
        }
    }

    /// The shipments that contain a package.
    pub fn containers(&self, package: ObjectId) -> Vec<ObjectId> {
        let Some(parents) = self.parents.get(&package) else { return Vec::new() };
        parents.iter().copied().filter(|id| self.of(*id) == Some(ObjectKind::Shipment)).collect()
    }
}

/// What an event says of links: in `links`, and of a shipment in its packages.
fn sayings(event: &Event) -> Vec<LinkClaim<'_>> {
    let links = event.links.iter().map(|link| LinkClaim {
        relation: link.relation,
        key: NameKey::new(link.of, &link.reference),
        lines: &link.lines,
    });
    let packages = match &event.body {
        Body::Shipment(shipment) => shipment.packages.as_deref().unwrap_or_default(),
        _ => &[],
    };
    let packages = packages.iter().flat_map(|package| &package.refs).map(|reference| LinkClaim {
        relation: Relation::Contains,
        key: NameKey::new(ObjectKind::Package, reference),
        lines: &[],
    });
    links.chain(packages).collect()
}
