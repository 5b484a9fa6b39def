//! One round: what was read, put into the world, folded, and turned into what the store writes. Pure.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::Timestamp;

use super::{lookups, read::Read, resolve, world::World};
use crate::{
    domain::{
        effect::{Posted, between, wanted as wanted_effects},
        event::EventKey,
        fold::fold,
        id::{EventId, ObjectId},
        ownership::Ownership,
        policy::Policy,
        reference::ObjectKind,
        scene::Told,
        summary::Summary,
        time::Moment,
        view::View,
        zone::zone_of,
    },
    store::{
        Changes, Derived, MessageState, NameKey, Neighbourhood, NewEvent, OrderVersion, OrderWrite, Refused, Settled,
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
    /// How many object numbers may be needed.
    pub objects: u32,
}

/// What a round of messages needs.
pub fn wanted(reads: &[Read]) -> Wanted {
    let events = || reads.iter().flat_map(|read| read.events.iter().map(move |part| (read, part)));
    let names: BTreeSet<_> = events().flat_map(|(_, part)| resolve::names_of(&part.event)).collect();
    let keys: BTreeSet<_> = events().map(|(read, part)| part.event.identity(&read.source)).collect();
    let objects = events().map(|(_, part)| resolve::may_create(&part.event)).sum::<usize>();
    Wanted {
        names: names.into_iter().collect(),
        keys: keys.into_iter().collect(),
        objects: u32::try_from(objects).unwrap_or(u32::MAX),
    }
}

/// Plans a round: `known` is the neighbourhood of what [`wanted`] asked for, `ids` are reserved object numbers.
pub fn plan(
    reads: Vec<Read>,
    known: Neighbourhood,
    ids: std::ops::Range<i64>,
    rules: &Rules,
    now: Timestamp,
) -> Changes {
    let versions: BTreeMap<_, _> = known.versions.iter().map(|v| (v.order, v.version)).collect();
    let posted: BTreeMap<_, _> = known.posted.iter().cloned().collect();
    let mut seen: BTreeSet<EventKey> = known.known_keys.iter().cloned().collect();
    let mut world = World::new(known, ids);
    let homeless: BTreeSet<_> =
        world.objects().map(|(id, _)| id).filter(|id| world.orders_of(*id).is_empty()).collect();

    let mut changes = Changes { now: now.as_microsecond(), ..Changes::default() };
    let mut touched = BTreeSet::new();
    let mut settled = Vec::new();
    for read in reads {
        let (objects, outcome) = put(&mut world, read, &mut seen, &mut changes.events);
        touched.extend(objects.iter().copied());
        settled.push((objects, outcome));
    }

    let orders: BTreeSet<_> = touched.iter().flat_map(|id| world.orders_of(*id)).collect();
    for order in orders {
        let version = versions.get(&order).copied().unwrap_or(0);
        let write = write(&world, OrderVersion { order, version }, rules, now);
        changes.derived.extend(derived(&write.view, posted.get(&order), rules));
        changes.orders.push(write);
    }
    changes.unparked =
        homeless.iter().copied().filter(|id| world.of(*id).is_some() && !world.orders_of(*id).is_empty()).collect();
    changes.parked_lookups = touched.iter().copied().filter_map(|id| parked(&world, id)).collect();
    changes.settled = settled.into_iter().map(|(objects, settled)| settle(&world, &objects, settled)).collect();
    let fresh = world.into_fresh();
    (changes.objects, changes.absorbed) = (fresh.objects, fresh.absorbed);
    (changes.names, changes.links) = (fresh.names, fresh.links);
    changes
}

/// Folds an order that is due without any new message.
pub fn refold(order: ObjectId, known: Neighbourhood, rules: &Rules, now: Timestamp) -> Changes {
    let version = known.versions.iter().find(|v| v.order == order).map_or(0, |v| v.version);
    let posted = known.posted.iter().find(|(of, _)| *of == order).map(|(_, posted)| posted.clone());
    let world = World::new(known, 0..0);
    let write = write(&world, OrderVersion { order, version }, rules, now);
    let derived = derived(&write.view, posted.as_ref(), rules).into_iter().collect();
    Changes { derived, orders: vec![write], now: now.as_microsecond(), ..Changes::default() }
}

/// What follows from a view for other systems, after what was derived for the order so far; `None` when nothing is new.
fn derived(view: &View, posted: Option<&Posted>, rules: &Rules) -> Option<Derived> {
    let before = posted.cloned().unwrap_or_default();
    let wanted = wanted_effects(view, &rules.ownership, &rules.policy);
    let (effects, posted) = between(&before, view.order, &wanted);
    (posted != before).then_some(Derived { order: view.order, effects, posted })
}

fn write(world: &World, expected: OrderVersion, rules: &Rules, now: Timestamp) -> OrderWrite {
    let folded = fold(&world.scene(expected.order), &rules.ownership, &rules.policy, now);
    OrderWrite {
        expected,
        summary: Summary::of(&folded.view),
        next_change_at: folded.next_change_at,
        lookups: lookups::of_view(&folded.view),
        view: Arc::new(folded.view),
    }
}

/// Puts the events of one message into the world; gives the objects they touch.
fn put(
    world: &mut World,
    read: Read,
    seen: &mut BTreeSet<EventKey>,
    new: &mut Vec<NewEvent>,
) -> (BTreeSet<ObjectId>, Settled) {
    let mut touched = BTreeSet::new();
    let mut refused = read.refused;
    let any = !read.events.is_empty();
    for part in read.events {
        let id = EventId { message: read.id, ordinal: part.ordinal, generation: 0 };
        let mut problems = Vec::new();
        match resolve::place(world, &part.event, id, &read.source, &mut problems) {
            Ok(object) => {
                touched.insert(object);
                let key = part.event.identity(&read.source);
                if seen.insert(key.clone()) {
                    let at = happened(&part.event, read.received);
                    let (source, received) = (read.source.clone(), read.received);
                    let told = Told { id, key, object, source, at, received, event: part.event };
                    new.push(NewEvent {
                        id,
                        key: told.key.clone(),
                        object,
                        source: told.source.clone(),
                        at,
                        received,
                        event: told.event.clone(),
                    });
                    world.tell(told);
                }
            }
            Err(problem) => problems.push(problem),
        }
        refused.extend(
            problems
                .into_iter()
                .map(|problem| Refused { position: format!("{}{}", part.position, problem.position), ..problem }),
        );
    }
    let state = match (refused.is_empty(), any) {
        (false, _) => MessageState::Quarantined,
        (true, false) => MessageState::Ignored,
        (true, true) => MessageState::Applied,
    };
    (touched, Settled { message: read.id, state, refused, waits: Vec::new() })
}

/// When an event happened: as it says, in the zone of its place where it gives no offset; the time of receipt where it
/// says nothing.
fn happened(event: &crate::domain::event::Event, received: i64) -> Moment {
    match event.at {
        Some(at) => at.resolve(event.place.as_ref().and_then(|place| zone_of(place, &|_| None)).as_ref()),
        None => Moment { micros: received, offset_seconds: 0, zone_known: true },
    }
}

/// An object that belongs to no order is found by its numbers all the same (by those who may see everything).
fn parked(world: &World, id: ObjectId) -> Option<(ObjectId, Vec<crate::store::LookupRow>)> {
    let of = world.of(id)?;
    if !world.orders_of(id).is_empty() || is_master_data(of) {
        return None;
    }
    Some((id, world.names(id).iter().flat_map(|reference| lookups::of_reference(of, reference)).collect()))
}

fn settle(world: &World, objects: &BTreeSet<ObjectId>, settled: Settled) -> Settled {
    let waits = |id: &ObjectId| world.of(*id).is_some_and(|of| !is_master_data(of)) && world.orders_of(*id).is_empty();
    let waits: Vec<_> = objects.iter().copied().filter(waits).collect();
    if settled.state == MessageState::Applied && !waits.is_empty() {
        Settled { state: MessageState::Parked, waits, ..settled }
    } else {
        settled
    }
}

fn is_master_data(of: ObjectKind) -> bool {
    matches!(of, ObjectKind::Item | ObjectKind::Site | ObjectKind::Party)
}
