//! The part of the graph that a round touches, in memory: objects, names, links, and which order each belongs to.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::{
    domain::{
        event::{LineQuantity, Relation},
        id::{EventId, ObjectId, SourceId},
        reference::{ObjectKind, Reference},
        scene::{Scene, SceneLink, SceneObject, Told},
    },
    store::{LinkRow, NameKey, Neighbourhood, NewLink, NewName, NewObject},
};

/// Most objects of one order's scene. A load of thousands of parcels is not unfolded into one page.
const MAX_SCENE: usize = 2_000;

#[derive(Debug, Clone)]
struct Node {
    of: ObjectKind,
    names: Vec<(NameKey, Reference)>,
}

/// What is new since the world was loaded.
#[derive(Debug, Clone, Default)]
pub struct Fresh {
    /// Objects.
    pub objects: Vec<NewObject>,
    /// `(from, into)`.
    pub absorbed: Vec<(ObjectId, ObjectId)>,
    /// Names.
    pub names: Vec<NewName>,
    /// Links.
    pub links: Vec<NewLink>,
}

/// The graph around some names.
#[derive(Debug)]
pub struct World {
    nodes: BTreeMap<ObjectId, Node>,
    by_name: HashMap<NameKey, BTreeSet<ObjectId>>,
    links: BTreeMap<(ObjectId, Relation, ObjectId, SourceId), LinkRow>,
    parents: BTreeMap<ObjectId, BTreeSet<ObjectId>>,
    children: BTreeMap<ObjectId, BTreeSet<ObjectId>>,
    events: BTreeMap<ObjectId, Vec<Told>>,
    fresh: Fresh,
    ids: std::ops::Range<i64>,
}

impl World {
    /// A world from what the store knows, with object numbers to give to new objects.
    pub fn new(known: Neighbourhood, ids: std::ops::Range<i64>) -> Self {
        let mut world = Self {
            nodes: BTreeMap::new(),
            by_name: HashMap::new(),
            links: BTreeMap::new(),
            parents: BTreeMap::new(),
            children: BTreeMap::new(),
            events: BTreeMap::new(),
            fresh: Fresh::default(),
            ids,
        };
        for object in known.objects {
            for (key, _) in &object.names {
                world.by_name.entry(key.clone()).or_default().insert(object.id);
            }
            world.nodes.insert(object.id, Node { of: object.of, names: object.names });
        }
        for link in known.links {
            world.join(link);
        }
        for told in known.events {
            world.events.entry(told.object).or_default().push(told);
        }
        world
    }

    /// What is new.
    pub fn into_fresh(self) -> Fresh {
        self.fresh
    }

    /// The objects of that name.
    pub fn named(&self, key: &NameKey) -> Vec<ObjectId> {
        self.by_name.get(key).map(|found| found.iter().copied().collect()).unwrap_or_default()
    }

    /// Whether nothing but its number is known of an object: nothing links it and nothing states what it is.
    pub fn is_bare(&self, id: ObjectId) -> bool {
        let linked = self.parents.get(&id).is_some_and(|p| !p.is_empty())
            || self.children.get(&id).is_some_and(|c| !c.is_empty());
        let stated =
            self.events.get(&id).is_some_and(|events| events.iter().any(|told| told.event.body.is_statement()));
        !linked && !stated
    }

    /// Whether an object bears another number of the same kind and scope than this one: then it is another thing.
    pub fn contradicts(&self, id: ObjectId, key: &NameKey) -> bool {
        self.nodes.get(&id).is_some_and(|node| {
            node.names.iter().any(|(have, _)| have.kind == key.kind && have.scope == key.scope && have.norm != key.norm)
        })
    }

    /// A new object; `None` when the numbers reserved for this round are used up.
    pub fn create(&mut self, of: ObjectKind) -> Option<ObjectId> {
        let id = ObjectId(self.ids.next()?);
        self.nodes.insert(id, Node { of, names: Vec::new() });
        self.fresh.objects.push(NewObject { id, of });
        Some(id)
    }

    /// Gives an object a name it does not bear yet.
    pub fn name(&mut self, id: ObjectId, key: NameKey, reference: &Reference, source: &SourceId) {
        let holders = self.by_name.entry(key.clone()).or_default();
        if !holders.insert(id) {
            return;
        }
        if let Some(node) = self.nodes.get_mut(&id) {
            node.names.push((key.clone(), reference.clone()));
        }
        self.fresh.names.push(NewName { object: id, key, reference: reference.clone(), source: source.clone() });
    }

    /// `from` turned out to be `into`: names, links and events move.
    pub fn absorb(&mut self, from: ObjectId, into: ObjectId) {
        let Some(node) = self.nodes.remove(&from) else { return };
        for (key, reference) in node.names {
            if let Some(holders) = self.by_name.get_mut(&key) {
                holders.remove(&from);
                holders.insert(into);
            }
            if let Some(kept) = self.nodes.get_mut(&into) {
                kept.names.push((key, reference));
            }
        }
        let mut moved = self.events.remove(&from).unwrap_or_default();
        for told in &mut moved {
            told.object = into;
        }
        self.events.entry(into).or_default().append(&mut moved);
        // Only bare objects are absorbed, so there are no links to move.
        if let Some(index) = self.fresh.objects.iter().position(|object| object.id == from) {
            self.fresh.objects.remove(index);
            for name in self.fresh.names.iter_mut().filter(|name| name.object == from) {
                name.object = into;
            }
        } else {
            self.fresh.absorbed.push((from, into));
        }
    }

    /// Links two objects. The same link of the same source again replaces its lines.
    pub fn link(
        &mut self,
        from: ObjectId,
        relation: Relation,
        to: ObjectId,
        lines: Vec<LineQuantity>,
        source: &SourceId,
        event: EventId,
    ) {
        let (child, parent) = if self.points_down(from, relation) { (to, from) } else { (from, to) };
        let link = LinkRow { from, relation, to, child, parent, lines, source: source.clone() };
        let known = self.links.get(&(from, relation, to, source.clone()));
        if known.is_some_and(|known| known.lines == link.lines) {
            return;
        }
        self.join(link.clone());
        self.fresh.links.push(NewLink { link, event });
    }

    /// A shipment contains its packages: they are farther from the order. All other links point towards the order.
    fn points_down(&self, from: ObjectId, relation: Relation) -> bool {
        relation == Relation::Contains && self.nodes.get(&from).is_some_and(|node| node.of == ObjectKind::Shipment)
    }

    fn join(&mut self, link: LinkRow) {
        self.parents.entry(link.child).or_default().insert(link.parent);
        self.children.entry(link.parent).or_default().insert(link.child);
        self.links.insert((link.from, link.relation, link.to, link.source.clone()), link);
    }

    /// The shipments that contain a package.
    pub fn containers(&self, package: ObjectId) -> Vec<ObjectId> {
        let Some(parents) = self.parents.get(&package) else { return Vec::new() };
        parents.iter().copied().filter(|id| self.of(*id) == Some(ObjectKind::Shipment)).collect()
    }

    /// What an object is.
    pub fn of(&self, id: ObjectId) -> Option<ObjectKind> {
        self.nodes.get(&id).map(|node| node.of)
    }

    /// The names of an object.
    pub fn names(&self, id: ObjectId) -> Vec<Reference> {
        self.nodes
            .get(&id)
            .map(|node| node.names.iter().map(|(_, reference)| reference.clone()).collect())
            .unwrap_or_default()
    }

    /// Notes that an event is told of an object.
    pub fn tell(&mut self, told: Told) {
        self.events.entry(told.object).or_default().push(told);
    }

    /// The orders an object belongs to: itself, or what lies above it.
    pub fn orders_of(&self, id: ObjectId) -> BTreeSet<ObjectId> {
        self.reach(id, &self.parents).into_iter().filter(|id| self.of(*id) == Some(ObjectKind::Order)).collect()
    }

    /// Every object.
    pub fn objects(&self) -> impl Iterator<Item = (ObjectId, ObjectKind)> + '_ {
        self.nodes.iter().map(|(id, node)| (*id, node.of))
    }

    /// Everything around one order, for the fold.
    pub fn scene(&self, order: ObjectId) -> Scene {
        let inside = self.reach(order, &self.children);
        let objects = inside
            .iter()
            .filter_map(|id| self.nodes.get(id).map(|node| (id, node)))
            .map(|(id, node)| SceneObject {
                id: *id,
                of: node.of,
                names: node.names.iter().map(|(_, r)| r.clone()).collect(),
            })
            .collect();
        let links = self
            .links
            .values()
            .filter(|link| inside.contains(&link.from) && inside.contains(&link.to))
            .map(|link| SceneLink {
                from: link.from,
                relation: link.relation,
                to: link.to,
                lines: link.lines.clone(),
                source: link.source.clone(),
            })
            .collect();
        let events = inside.iter().filter_map(|id| self.events.get(id)).flatten().cloned().collect();
        Scene { order, objects, links, events, conflicts: Vec::new() }
    }

    fn reach(&self, start: ObjectId, edges: &BTreeMap<ObjectId, BTreeSet<ObjectId>>) -> BTreeSet<ObjectId> {
        let mut seen = BTreeSet::from([start]);
        let mut waiting = vec![start];
        while let Some(id) = waiting.pop() {
            for next in edges.get(&id).into_iter().flatten() {
                if seen.len() < MAX_SCENE && seen.insert(*next) {
                    waiting.push(*next);
                }
            }
        }
        seen
    }
}
