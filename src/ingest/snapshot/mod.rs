//! The part of the graph that a round touches, in memory: objects, names, links, and which order each belongs to.
//!
//! Links are a function of events: [`links`] works out what the events of an object say of its links today, whatever order
//! they came in. Names are given as they come ([`names`]); what turns out to be one thing is put together in [`merge`], what is
//! taken back (by an unlinking or a replay) goes in [`retreat`]. [`input`] is what the fold is given of it, enriched by [`master`]
//! data.

mod fold_input;
mod links;
pub mod master;
mod merge;
mod names;
mod retreat;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

pub use self::names::Joining;
use crate::{
    domain::{
        event::EventKey,
        fold_input::{NameConflict, ReceivedEvent},
        id::{EventId, ObjectId, SourceId},
        master::Master,
        reference::{ObjectKind, RefKind},
        time::Moment,
    },
    ingest::plan::Rules,
    store::{Changes, ConflictKey, KnownName, LinkKey, LinkRow, NameKey, NewObject, Subgraph, conflict_key},
};

/// Most objects around one order. What would add more is refused, so that nothing is left out of a view silently.
pub const MOST_AROUND: usize = 2_000;

#[derive(Debug, Clone)]
struct Node {
    of: ObjectKind,
    names: Vec<KnownName>,
}

/// Who says something when: what names and links are given by.
#[derive(Debug, Clone)]
pub struct Provenance {
    /// The event.
    pub id: EventId,
    /// Who says it.
    pub source: SourceId,
    /// When it happened.
    pub at: Moment,
    /// When we heard it: microseconds since 1970 in UTC.
    pub received: i64,
}

impl Provenance {
    /// When it happened as far as names go: a clock that runs ahead takes no name from the future.
    pub fn when(&self) -> i64 {
        self.at.micros.min(self.received)
    }
}

/// See [`Provenance::when`].
fn when(received: &ReceivedEvent) -> i64 {
    received.at.micros.min(received.received_at)
}

/// What a number names, its kind and its normal form: a name without its scope.
type Number = (ObjectKind, RefKind, String);

/// The graph around some names.
#[derive(Debug)]
pub struct GraphSnapshot {
    nodes: BTreeMap<ObjectId, Node>,
    by_name: HashMap<NameKey, BTreeSet<ObjectId>>,
    /// Under which carriers a carrier's number is, or was, known here.
    scopes: HashMap<Number, BTreeSet<String>>,
    links: BTreeMap<LinkKey, LinkRow>,
    parents: BTreeMap<ObjectId, BTreeSet<ObjectId>>,
    children: BTreeMap<ObjectId, BTreeSet<ObjectId>>,
    events: BTreeMap<ObjectId, Vec<ReceivedEvent>>,
    keys: BTreeSet<EventKey>,
    conflicts: BTreeMap<ConflictKey, NameConflict>,
    renamed: BTreeMap<ObjectId, ObjectId>,
    touched: BTreeSet<ObjectId>,
    /// Objects whose links must be worked out again, since what they point at bears other names now.
    stale: BTreeSet<ObjectId>,
    /// What is new since the world was loaded.
    fresh: Changes,
    ids: std::ops::Range<i64>,
    validity: i64,
    master: Master,
}

impl GraphSnapshot {
    /// A world from what the store knows, with object numbers to give to new objects.
    pub fn new(known: Subgraph, ids: std::ops::Range<i64>, rules: &Rules) -> Self {
        let mut snapshot = Self {
            nodes: BTreeMap::new(),
            by_name: HashMap::new(),
            scopes: HashMap::new(),
            links: BTreeMap::new(),
            parents: BTreeMap::new(),
            children: BTreeMap::new(),
            events: BTreeMap::new(),
            keys: known.known_keys.into_iter().collect(),
            conflicts: known.conflicts.into_iter().map(|conflict| (conflict_key(&conflict), conflict)).collect(),
            renamed: BTreeMap::new(),
            touched: BTreeSet::new(),
            stale: BTreeSet::new(),
            fresh: Changes::default(),
            ids,
            validity: rules.policy.name_validity_micros(),
            master: Master::new(known.master, Arc::clone(&rules.ownership)),
        };
        for object in known.objects {
            for name in &object.names {
                snapshot.note_scope(&name.key);
                snapshot.by_name.entry(name.key.clone()).or_default().insert(object.id);
            }
            snapshot.nodes.insert(object.id, Node { of: object.of, names: object.names });
        }
        for link in known.links {
            snapshot.join(link);
        }
        for received in known.events {
            snapshot.events.entry(received.object).or_default().push(received);
        }
        snapshot
    }

    /// The master data at hand.
    pub fn master(&self) -> &Master {
        &self.master
    }

    /// What is new since it was loaded, as far as the graph goes.
    pub fn into_fresh(self) -> Changes {
        self.fresh
    }

    /// A new object; `None` when the numbers reserved for this round are used up.
    pub fn create(&mut self, of: ObjectKind) -> Option<ObjectId> {
        let id = ObjectId(self.ids.next()?);
        self.nodes.insert(id, Node { of, names: Vec::new() });
        self.fresh.objects.push(NewObject { id, of });
        self.touched.insert(id);
        Some(id)
    }

    /// Notes that an event is told of an object; one that is known already is not told again.
    pub fn tell(&mut self, received: ReceivedEvent) {
        self.touch(received.object);
        if !self.keys.insert(received.key.clone()) {
            return;
        }
        self.fresh.events.push(received.clone());
        self.events.entry(received.object).or_default().push(received);
    }

    /// The object that the event of that key was told of.
    pub fn told_of(&self, key: &EventKey) -> Option<ObjectId> {
        let received =
            self.keys.contains(key).then(|| self.events.values().flatten().find(|received| received.key == *key))?;
        received.map(|received| received.object)
    }

    /// Notes a claim that was refused, on both its sides.
    pub fn dispute(&mut self, conflict: NameConflict) {
        self.touch(conflict.claimant);
        self.touch(conflict.holder);
        let key = conflict_key(&conflict);
        if !self.conflicts.contains_key(&key) {
            self.fresh.conflicts.push(conflict.clone());
            self.conflicts.insert(key, conflict);
        }
    }

    /// What an object is; `None`: it is not here, or turned out to be another.
    pub fn of(&self, id: ObjectId) -> Option<ObjectKind> {
        self.nodes.get(&id).map(|node| node.of)
    }

    /// What an object is known as now: itself, or what it turned out to be.
    pub fn now(&self, id: ObjectId) -> ObjectId {
        let mut now = id;
        for _ in 0..self.renamed.len() {
            match self.renamed.get(&now) {
                Some(into) => now = *into,
                None => break,
            }
        }
        now
    }

    /// Every object.
    pub fn objects(&self) -> impl Iterator<Item = (ObjectId, ObjectKind)> + '_ {
        self.nodes.iter().map(|(id, node)| (*id, node.of))
    }

    /// Whatever was touched, with the orders it belonged to when it was: what belongs to an order no longer is missed there.
    pub fn touched(&self) -> BTreeSet<ObjectId> {
        self.touched.iter().map(|id| self.now(*id)).filter(|id| self.nodes.contains_key(id)).collect()
    }

    fn touch(&mut self, id: ObjectId) {
        if self.touched.insert(id) {
            let orders = self.orders_of(id);
            self.touched.extend(orders);
        }
    }
}
