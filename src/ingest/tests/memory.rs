//! A store in memory that always gives everything as the subgraph, so that the rules of resolving can be tested without an
//! engine.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::Value;

use crate::{
    domain::{
        event::Event,
        fold_input::ReceivedEvent,
        id::{MessageId, ObjectId},
        reference::{ObjectKind, RefKind, Reference},
        view::View,
    },
    ingest::{
        plan::{Rules, plan},
        read::{Part, Read},
        replay::replay_round,
    },
    store::{
        Changes, Gone, KnownName, KnownObject, KnownWork, LinkRow, MessageState, NameKey, OrderVersion, ReplayReport,
        Subgraph, WorkStep, conflict_key,
    },
};

pub const NOW: &str = "2026-05-15T12:00:00Z";

#[derive(Default)]
pub struct Memory {
    pub known: Subgraph,
    pub views: BTreeMap<ObjectId, View>,
    pub messages: BTreeMap<MessageId, (MessageState, BTreeSet<ObjectId>)>,
    pub codes: Vec<String>,
    /// Keys of effects, in the order of deriving.
    pub sent: Vec<String>,
    next_object: i64,
    next_message: i64,
}

impl Memory {
    /// Applies one message of these events, heard at [`NOW`].
    pub fn tell(&mut self, source: &str, events: &[Value]) -> MessageId {
        self.tell_at(NOW, source, events)
    }

    /// Applies one message of these events.
    pub fn tell_at(&mut self, now: &str, source: &str, events: &[Value]) -> MessageId {
        self.round(now, &[(source, events)])[0]
    }

    /// Applies several messages in one round.
    pub fn round(&mut self, now: &str, messages: &[(&str, &[Value])]) -> Vec<MessageId> {
        let now: Timestamp = now.parse().unwrap();
        let reads: Vec<Read> = messages.iter().map(|(source, events)| self.read(source, events, now)).collect();
        let ids = reads.iter().map(|read| read.id).collect();
        let first = 1 + self.next_object;
        let rules = Rules { ownership: Default::default(), policy: Default::default() };
        let changes = plan(reads, self.known.clone(), first..first + 2_000, &rules, now);
        self.keep(changes);
        ids
    }

    fn read(&mut self, source: &str, events: &[Value], now: Timestamp) -> Read {
        self.next_message += 1;
        reading(MessageId(self.next_message), source, events, now)
    }

    pub fn keep(&mut self, changes: Changes) {
        for object in changes.objects {
            self.next_object = self.next_object.max(object.id.0);
            self.known.objects.push(KnownObject { id: object.id, of: object.of, names: Vec::new() });
        }
        // What absorbed another may itself be absorbed later in the round, and never have been made.
        let into: BTreeMap<_, _> = changes.absorbed.iter().copied().collect();
        for from in into.keys() {
            let mut last = *from;
            while let Some(next) = into.get(&last) {
                last = *next;
            }
            self.absorb(*from, last);
        }
        self.take_back(&changes.gone);
        for name in changes.names {
            let known = KnownName { key: name.key, reference: name.reference, since: name.since };
            let names = &mut self.object(name.object).names;
            if names.iter().all(|have| have.key != known.key) {
                names.push(known);
            }
        }
        for new in changes.links {
            self.known.links.retain(|link| link.key() != new.link.key());
            self.known.links.push(new.link);
        }
        for new in changes.events {
            self.known.known_keys.push(new.key.clone());
            let (id, key, object, source, at, received_at) =
                (new.id, new.key, new.object, new.source, new.at, new.received_at);
            self.known.events.push(ReceivedEvent { id, key, object, source, at, received_at, event: new.event });
        }
        self.known.conflicts.extend(changes.conflicts);
        for (object, rows) in changes.master {
            let names: Vec<_> = self.object(object).names.iter().map(|name| name.key.norm.clone()).collect();
            self.known.master.retain(|row| !names.contains(&row.norm));
            self.known.master.extend(rows);
        }
        for write in changes.orders {
            self.views.insert(write.expected.order, (*write.view).clone());
            self.known.versions.retain(|v| v.order != write.expected.order);
            self.known.versions.push(OrderVersion { version: write.expected.version + 1, ..write.expected });
        }
        for derived in changes.derived {
            self.known.posted.retain(|(order, _)| *order != derived.order);
            self.known.posted.push((derived.order, derived.posted));
            self.sent.extend(derived.effects.into_iter().map(|effect| effect.key.0));
        }
        for write in changes.work {
            let known = self.known.work.iter().position(|item| (item.order, item.cause) == (write.order, write.cause));
            let before = known.map(|at| self.known.work.remove(at));
            let opened = before.map_or(changes.now, |item| item.opened);
            match write.step {
                WorkStep::Opens(facts) | WorkStep::Changes { facts, .. } => {
                    let (order, cause) = (write.order, write.cause);
                    self.known.work.push(KnownWork { order, cause, opened, facts: *facts });
                }
                WorkStep::Closes => {}
            }
        }
        for settled in changes.settled {
            self.codes.extend(settled.refused.into_iter().map(|refused| refused.code));
            self.messages.insert(settled.message, (settled.state, settled.waits.into_iter().collect()));
        }
        self.unpark(&changes.unparked);
    }

    fn absorb(&mut self, from: ObjectId, into: ObjectId) {
        let now = |id: &mut ObjectId| *id = if *id == from { into } else { *id };
        if let Some(gone) = self.known.objects.iter().position(|object| object.id == from) {
            let names = self.known.objects.remove(gone).names;
            let kept = self.object(into);
            names.into_iter().for_each(|name| {
                if kept.names.iter().all(|have| have.key != name.key) {
                    kept.names.push(name);
                }
            });
        }
        self.known.events.iter_mut().for_each(|received| now(&mut received.object));
        for LinkRow { from, to, child, parent, .. } in &mut self.known.links {
            [from, to, child, parent].into_iter().for_each(now);
        }
        let mut seen = BTreeSet::new();
        self.known.links.retain(|link| link.child != link.parent && seen.insert(link.key()));
        for conflict in &mut self.known.conflicts {
            [&mut conflict.claimant, &mut conflict.holder].into_iter().chain(&mut conflict.subject).for_each(now);
        }
        self.known.conflicts.retain(|conflict| conflict.claimant != conflict.holder);
        self.messages.values_mut().for_each(|(_, waits)| {
            if waits.remove(&from) {
                waits.insert(into);
            }
        });
        self.views.remove(&from);
        self.known.posted.retain(|(order, _)| *order != from);
        self.known.versions.retain(|version| version.order != from);
    }

    fn take_back(&mut self, gone: &Gone) {
        self.known.objects.retain(|object| !gone.objects.contains(&object.id) || !object.names.is_empty());
        for (key, object) in &gone.names {
            self.object(*object).names.retain(|name| name.key != *key);
        }
        self.known.links.retain(|link| !gone.links.contains(&link.key()));
        let keys: Vec<_> = self
            .known
            .events
            .iter()
            .filter(|received| gone.events.contains(&received.id))
            .map(|t| t.key.clone())
            .collect();
        self.known.events.retain(|received| !gone.events.contains(&received.id));
        self.known.known_keys.retain(|key| !keys.contains(key));
        self.known.conflicts.retain(|conflict| !gone.conflicts.contains(&conflict_key(conflict)));
        for (event, object) in &gone.moved {
            self.known
                .events
                .iter_mut()
                .filter(|received| received.id == *event)
                .for_each(|received| received.object = *object);
        }
    }

    /// Reads messages again, which now say this; gives what that changed. A dry run changes nothing.
    pub fn replay(&mut self, again: &[(MessageId, &str, &[Value])], dry_run: bool) -> ReplayReport {
        let now: Timestamp = NOW.parse().unwrap();
        let of =
            |(id, source, events): &(MessageId, &str, &[Value])| (reading(*id, source, events, now), self.state(*id));
        let again: Vec<_> = again.iter().map(of).collect();
        let ids: BTreeSet<_> = again.iter().map(|(read, _)| read.id).collect();
        let received =
            self.known.events.iter().filter(|received| ids.contains(&received.id.message)).cloned().collect();
        let first = 1 + self.next_object;
        let rules = Rules { ownership: Default::default(), policy: Default::default() };
        let (changes, report) =
            replay_round(again, received, self.known.clone(), first..first + 2_000, &rules, now, dry_run);
        if let Some(changes) = changes.filter(|_| !dry_run) {
            self.keep(changes);
        }
        report
    }

    fn unpark(&mut self, unparked: &[ObjectId]) {
        for (state, waits) in self.messages.values_mut().filter(|(state, _)| *state == MessageState::Parked) {
            unparked.iter().for_each(|object| {
                waits.remove(object);
            });
            if waits.is_empty() {
                *state = MessageState::Applied;
            }
        }
    }

    pub fn object(&mut self, id: ObjectId) -> &mut KnownObject {
        self.known.objects.iter_mut().find(|object| object.id == id).unwrap()
    }

    pub fn state(&self, message: MessageId) -> MessageState {
        self.messages[&message].0
    }

    /// The objects that bear that name.
    pub fn named(&self, of: ObjectKind, kind: RefKind, scope: &str, value: &str) -> Vec<ObjectId> {
        let key = NameKey::new(of, &Reference::new(kind, scope, value));
        let bearers = self.known.objects.iter().filter(|object| object.names.iter().any(|name| name.key == key));
        bearers.map(|object| object.id).collect()
    }

    /// The view of the order of that number.
    pub fn view(&self, number: &str) -> &View {
        let order = self.named(ObjectKind::Order, RefKind::Order, "S4", number);
        &self.views[&order[0]]
    }

    /// The views without what depends on the order of arrival (numbers of objects and messages).
    pub fn stories(&self) -> BTreeSet<String> {
        self.views.values().map(story).collect()
    }

    /// See [`graph_of`].
    pub fn graph(&self) -> BTreeSet<String> {
        graph_of(&self.known)
    }
}

/// The links in words, without our numbers.
pub fn graph_of(known: &Subgraph) -> BTreeSet<String> {
    let name = |id: ObjectId| {
        let object = known.objects.iter().find(|object| object.id == id).unwrap();
        let names: BTreeSet<_> =
            object.names.iter().map(|name| format!("{} {}", name.key.kind, name.key.norm)).collect();
        format!("{}{names:?}", object.of.as_str())
    };
    let links = known.links.iter();
    links.map(|l| format!("{} {:?} {} {:?} {}", name(l.from), l.relation, name(l.to), l.lines, l.source)).collect()
}

/// What a view tells, without our own numbers.
pub fn story(view: &View) -> String {
    let mut names: Vec<_> = view
        .names
        .iter()
        .map(|name| format!("{} {} {}", name.of.as_str(), name.reference.kind, name.reference.norm()))
        .collect();
    names.sort();
    let mut shipments: Vec<_> = view
        .shipments
        .iter()
        .map(|s| {
            let entries: Vec<_> = s.entries.iter().map(|e| format!("{:?} {:?} {:?}", e.what, e.at, e.status)).collect();
            let mut packages: Vec<_> = s.packages.iter().map(|p| format!("{:?} {:?}", p.refs, p.state)).collect();
            packages.sort();
            let headline = s.headline.as_ref().map(|h| (h.milestone, h.at));
            format!("{:?} {headline:?} {:?} {entries:?} {packages:?}", s.state, s.lines)
        })
        .collect();
    shipments.sort();
    let lines: Vec<_> = view.lines.iter().map(|l| format!("{} {} {}", l.line, l.shipped, l.delivered)).collect();
    format!("{:?} {:?} {names:?} {shipments:?} {lines:?} {:?}", view.state, view.customer, view.counts)
}

pub fn reading(id: MessageId, source: &str, events: &[Value], now: Timestamp) -> Read {
    let events = events.iter().enumerate().map(|(index, value)| Part {
        ordinal: u32::try_from(index).unwrap(),
        position: format!("/{index}"),
        event: Event::from_value(value.clone()).unwrap().into(),
    });
    Read { id, source: source.into(), received: now.as_microsecond(), events: events.collect(), refused: Vec::new() }
}
