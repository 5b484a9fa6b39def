//! One round: what was read, put into the world, folded, and turned into what the store writes. Pure.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::Timestamp;

use super::{
    lookups,
    read::Read,
    resolve,
    snapshot::{
        GraphSnapshot,
        master::{happened, is_master_data},
    },
    work,
};
use crate::{
    domain::{
        effect::{DesiredEffect, IssuedEffects, diff_effects, wanted as wanted_effects},
        event::{Event, EventKey},
        fold::fold,
        fold_input::ReceivedEvent,
        id::{EventId, ObjectId, SourceId},
        master::{MasterKey, named_by},
        ownership::Ownership,
        policy::Policy,
        reference::{ObjectKind, Reference},
        summary::Summary,
        view::View,
    },
    store::{
        Changes, Derived, KnownWork, LookupRow, MessageState, NameKey, OrderVersion, OrderWrite, Refused, Settled,
        Subgraph,
    },
};

/// What the fold is told besides events.
#[derive(Clone)]
pub struct Rules {
    /// Who owns which section.
    pub ownership: Arc<Ownership>,
    /// What is tolerated, and for how long.
    pub policy: Arc<Policy>,
}

/// What must be loaded before a round can be planned.
pub struct Wanted {
    /// Names.
    pub names: Vec<NameKey>,
    /// Event keys, to tell repetitions.
    pub keys: Vec<EventKey>,
    /// Master data.
    pub master: Vec<MasterKey>,
    /// How many object numbers may be needed.
    pub objects: u32,
}

/// What a round of messages needs.
pub fn wanted<'a>(reads: impl IntoIterator<Item = &'a Read, IntoIter: Clone>) -> Wanted {
    let reads = reads.into_iter();
    let events = || reads.clone().flat_map(|read| read.events.iter().map(move |part| (read, part)));
    let names: BTreeSet<_> = events().flat_map(|(_, part)| resolve::to_look_up(&part.event)).collect();
    let own = events().map(|(read, part)| part.event.identity(&read.source));
    let keys: BTreeSet<_> = own.chain(events().flat_map(|(read, part)| withdrawn(&part.event, &read.source))).collect();
    let master: BTreeSet<_> = events().flat_map(|(_, part)| named_by(&part.event)).collect();
    let objects = events().map(|(_, part)| resolve::may_create(&part.event)).sum::<usize>();
    Wanted {
        names: names.into_iter().collect(),
        keys: keys.into_iter().collect(),
        master: master.into_iter().collect(),
        objects: u32::try_from(objects).unwrap_or(u32::MAX),
    }
}

/// What an event that names nothing withdraws: what that was told of is what it is about.
fn withdrawn(event: &Event, source: &SourceId) -> Vec<EventKey> {
    let nameless = event.refs.is_empty();
    event.retracts.iter().filter(|_| nameless).map(|key| Event::retracted_identity(key, source)).collect()
}

/// Plans a round: `known` is the subgraph around what [`wanted`] asked for, `ids` are reserved object numbers.
pub fn plan(reads: Vec<Read>, known: Subgraph, ids: std::ops::Range<i64>, rules: &Rules, now: Timestamp) -> Changes {
    let mut round = Round::new(known, ids, rules);
    let settled = reads.into_iter().map(|read| put(&mut round.snapshot, read, |_| 0)).collect();
    round.end(settled, rules, now)
}

/// A message that was put into the world: the objects its events are told of, and how it ends.
pub(super) type Put = (BTreeSet<ObjectId>, Settled);

/// A world, and what was stored of its orders.
pub(super) struct Round {
    pub snapshot: GraphSnapshot,
    versions: BTreeMap<ObjectId, i64>,
    posted: BTreeMap<ObjectId, IssuedEffects>,
    /// Items of worklists that are not closed.
    work: Vec<KnownWork>,
    /// What belonged to no order.
    homeless: BTreeSet<ObjectId>,
}

impl Round {
    pub fn new(known: Subgraph, ids: std::ops::Range<i64>, rules: &Rules) -> Self {
        let versions = known.versions.iter().map(|v| (v.order, v.version)).collect();
        let posted = known.posted.iter().cloned().collect();
        let work = known.work.clone();
        let snapshot = GraphSnapshot::new(known, ids, rules);
        let homeless = snapshot.objects().map(|(id, _)| id).filter(|id| snapshot.orders_of(*id).is_empty()).collect();
        Self { snapshot, versions, posted, work, homeless }
    }

    /// Folds every order that was touched, and says what to write.
    pub fn end(self, settled: Vec<Put>, rules: &Rules, now: Timestamp) -> Changes {
        let Self { snapshot, versions, posted, work: items, homeless } = self;
        let known = carried(&snapshot, &posted);
        let before = |order: ObjectId| Before { stored: posted.get(&order), known: known.get(&order) };
        let touched = snapshot.touched();
        let orders: BTreeSet<_> = touched.iter().flat_map(|id| snapshot.orders_of(*id)).collect();
        let (mut writes, mut effects, mut works) = (Vec::new(), Vec::new(), Vec::new());
        for order in orders.into_iter().filter(|order| !snapshot.is_nothing(*order)) {
            let version = versions.get(&order).copied().unwrap_or(0);
            let write = write(&snapshot, OrderVersion { order, version }, rules, now);
            effects.extend(derived(&write.view, before(order), rules));
            works.extend(work::of_view(&write.view, &items, &rules.policy, now.as_microsecond()));
            writes.push(write);
        }
        works.extend(work::of_gone(&items, |order| snapshot.now(order) != order || snapshot.is_nothing(order)));
        // What turned out to be another object waits as that one.
        let homed: BTreeSet<_> =
            homeless.iter().map(|id| snapshot.now(*id)).filter(|id| has_order(&snapshot, *id)).collect();
        let nothing: Vec<_> = touched.iter().copied().filter(|id| snapshot.is_nothing(*id)).collect();
        for order in nothing.iter().filter(|id| snapshot.of(**id) == Some(ObjectKind::Order)) {
            // What was posted for an order that is none is taken back.
            effects.extend(before(*order).after(*order, &[]));
        }
        let mut changes = Changes {
            orders: writes,
            derived: effects,
            work: works,
            unparked: homed.into_iter().collect(),
            parked_lookups: touched.iter().copied().filter_map(|id| parked(&snapshot, id)).collect(),
            settled: settled.into_iter().map(|(objects, settled)| settle(&snapshot, &objects, settled)).collect(),
            master: snapshot.stated(),
            now: now.as_microsecond(),
            ..snapshot.into_fresh()
        };
        changes.gone.objects = nothing;
        changes
    }
}

fn has_order(snapshot: &GraphSnapshot, id: ObjectId) -> bool {
    snapshot.of(id).is_some() && !snapshot.orders_of(id).is_empty()
}

/// Folds an order that is due without any new message.
pub fn refold(order: ObjectId, known: Subgraph, rules: &Rules, now: Timestamp) -> Changes {
    let posted = known.posted.iter().find(|(of, _)| *of == order).map(|(_, posted)| posted.clone());
    let items = known.work.clone();
    let write = folded(order, known, rules, now);
    let before = Before { stored: posted.as_ref(), known: posted.as_ref() };
    let derived = derived(&write.view, before, rules).into_iter().collect();
    let work = work::of_view(&write.view, &items, &rules.policy, now.as_microsecond());
    Changes { derived, work, orders: vec![write], now: now.as_microsecond(), ..Changes::default() }
}

/// Folds an order from what is stored.
pub fn folded(order: ObjectId, known: Subgraph, rules: &Rules, now: Timestamp) -> OrderWrite {
    let version = known.versions.iter().find(|v| v.order == order).map_or(0, |v| v.version);
    let snapshot = GraphSnapshot::new(known, 0..0, rules);
    write(&snapshot, OrderVersion { order, version }, rules, now)
}

/// What was derived for an order so far.
#[derive(Clone, Copy)]
struct Before<'a> {
    /// As it is stored; `None`: nothing was.
    stored: Option<&'a IssuedEffects>,
    /// With what was derived for orders that turned out to be this one.
    known: Option<&'a IssuedEffects>,
}

impl Before<'_> {
    /// What follows where these are wanted; `None` when that is what is stored.
    fn after(self, order: ObjectId, wanted: &[DesiredEffect]) -> Option<Derived> {
        let nothing = IssuedEffects::default();
        let (effects, posted) = diff_effects(self.known.unwrap_or(&nothing), order, wanted);
        (posted != *self.stored.unwrap_or(&nothing)).then_some(Derived { order, effects, posted })
    }
}

/// What was derived for each order, those that turned out to be another counted for that one.
fn carried(snapshot: &GraphSnapshot, posted: &BTreeMap<ObjectId, IssuedEffects>) -> BTreeMap<ObjectId, IssuedEffects> {
    let mut carried: BTreeMap<ObjectId, IssuedEffects> = BTreeMap::new();
    for (order, posted) in posted {
        let posted = posted.clone().carried(|id| snapshot.now(id));
        carried.entry(snapshot.now(*order)).or_default().absorb(posted);
    }
    carried
}

/// What follows from a view for other systems, after what was derived for the order so far; `None` when nothing is new.
fn derived(view: &View, before: Before<'_>, rules: &Rules) -> Option<Derived> {
    before.after(view.order, &wanted_effects(view, &rules.ownership, &rules.policy))
}

fn write(snapshot: &GraphSnapshot, expected: OrderVersion, rules: &Rules, now: Timestamp) -> OrderWrite {
    let folded = fold(&snapshot.input(expected.order), &rules.ownership, &rules.policy, now);
    OrderWrite {
        expected,
        summary: Summary::of(&folded.view),
        next_change_at: folded.next_change_at,
        lookups: lookups::of_view(&folded.view, |object, reference| snapshot.since(object, reference)),
        view: Arc::new(folded.view),
    }
}

/// Puts the events of one message into the world; gives the objects they are told of. `generation` is that of each event, by its
/// ordinal: 0 unless the message is read again.
pub(super) fn put(snapshot: &mut GraphSnapshot, read: Read, generation: impl Fn(u32) -> u32) -> Put {
    let mut objects = BTreeSet::new();
    let mut refused = read.refused;
    let any = !read.events.is_empty();
    for part in read.events {
        let mut problems = Vec::new();
        let received = ReceivedEvent {
            id: EventId { message: read.id, ordinal: part.ordinal, generation: generation(part.ordinal) },
            key: part.event.identity(&read.source),
            // Its names say which.
            object: ObjectId(0),
            source: read.source.clone(),
            at: happened(&part.event, read.received, snapshot.master()),
            received_at: read.received,
            event: part.event,
        };
        match resolve::place(snapshot, received, &mut problems) {
            Ok(object) => drop(objects.insert(object)),
            Err(problem) => problems.push(problem),
        }
        let position = |at: String| format!("{}{at}", part.position);
        refused.extend(problems.into_iter().map(|problem| Refused { position: position(problem.position), ..problem }));
    }
    let state = match (refused.is_empty(), any) {
        (false, _) => MessageState::Quarantined,
        (true, false) => MessageState::Ignored,
        (true, true) => MessageState::Applied,
    };
    (objects, Settled { message: read.id, state, refused, waits: Vec::new() })
}

/// An object that belongs to no order is found by its numbers all the same (by those who may see everything).
fn parked(snapshot: &GraphSnapshot, id: ObjectId) -> Option<(ObjectId, Vec<LookupRow>)> {
    let of = snapshot.of(id)?;
    if !snapshot.orders_of(id).is_empty() || is_master_data(of) {
        return None;
    }
    Some((id, snapshot.names(id).iter().flat_map(|name| waiting(snapshot, id, of, name)).collect()))
}

fn waiting(snapshot: &GraphSnapshot, id: ObjectId, of: ObjectKind, name: &Reference) -> Vec<LookupRow> {
    let since = snapshot.since(id, name);
    lookups::of_reference(of, name).into_iter().map(|row| LookupRow { since, ..row }).collect()
}

fn settle(snapshot: &GraphSnapshot, objects: &BTreeSet<ObjectId>, settled: Settled) -> Settled {
    let objects: BTreeSet<ObjectId> = objects.iter().map(|id| snapshot.now(*id)).collect();
    let waits =
        |id: &ObjectId| snapshot.of(*id).is_some_and(|of| !is_master_data(of)) && snapshot.orders_of(*id).is_empty();
    let waits: Vec<_> = objects.into_iter().filter(waits).collect();
    if settled.state == MessageState::Applied && !waits.is_empty() {
        Settled { state: MessageState::Parked, waits, ..settled }
    } else {
        settled
    }
}
