//! What a message told before against what it tells now. Pure, like the planning of a first round.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::{
    domain::{
        event::{Body, Event, EventKey},
        fold::fold,
        fold_input::ReceivedEvent,
        id::{EventId, MessageId},
        view::View,
    },
    ingest::{
        plan::{self, Round, Rules, Wanted, put},
        read::{Part, Read},
        resolve::to_look_up,
        snapshot::GraphSnapshot,
    },
    store::{Changes, MessageState, OrderWrite, ReplayReport, Subgraph},
};

/// Most differences of one round that are told in words.
const SAMPLES: usize = 20;

/// A message that was read again, and where it stood.
#[derive(Debug, Clone)]
pub(super) struct Again {
    pub read: Read,
    pub state: MessageState,
}

/// A round of a replay.
pub(super) struct Planned {
    /// What to write; `None` when nothing differs.
    pub changes: Option<Changes>,
    /// What that changes.
    pub report: ReplayReport,
}

/// Sets messages aside that tell what they told: nothing around them need be read. Gives their part of the report, the rest,
/// and what the rest told.
pub(super) fn set_aside(
    again: Vec<Again>,
    received: Vec<ReceivedEvent>,
) -> (ReplayReport, Vec<Again>, Vec<ReceivedEvent>) {
    let (mut report, mut rest, mut was) = (ReplayReport::default(), Vec::new(), by_message(received));
    for one in again {
        let received = was.get(&one.read.id).map(Vec::as_slice).unwrap_or_default();
        let fit = Fit::of(&one.read, received, &BTreeSet::new());
        if is_settled(&one, &fit, received) {
            report.messages += 1;
            report.events_same += received.len() as u64;
            was.remove(&one.read.id);
        } else {
            rest.push(one);
        }
    }
    (report, rest, was.into_values().flatten().collect())
}

fn by_message(received: Vec<ReceivedEvent>) -> BTreeMap<MessageId, Vec<ReceivedEvent>> {
    let mut was: BTreeMap<MessageId, Vec<ReceivedEvent>> = BTreeMap::new();
    for received in received {
        was.entry(received.id.message).or_default().push(received);
    }
    was
}

/// Whether nothing about a message differs, nor may.
fn is_settled(one: &Again, fit: &Fit, was: &[ReceivedEvent]) -> bool {
    fit.is_same(was) && one.read.refused.is_empty() && one.state != MessageState::Quarantined
}

/// What a round needs: what is around everything that these messages say, and said.
pub(super) fn wanted(again: &[Again], received: &[ReceivedEvent]) -> Wanted {
    let Wanted { names, keys, objects, master } = plan::wanted(again.iter().map(|one| &one.read));
    let names: BTreeSet<_> =
        names.into_iter().chain(received.iter().flat_map(|received| to_look_up(&received.event))).collect();
    let keys: BTreeSet<_> = keys.into_iter().chain(received.iter().map(|received| received.key.clone())).collect();
    Wanted { names: names.into_iter().collect(), keys: keys.into_iter().collect(), objects, master }
}

/// Plans a round. `received` is what these messages told before, `known` what is around all of it; a dry run also tells which fields
/// of which views would differ.
pub(super) fn replan(
    again: Vec<Again>,
    received: Vec<ReceivedEvent>,
    known: Subgraph,
    ids: std::ops::Range<i64>,
    rules: &Rules,
    now: Timestamp,
    dry_run: bool,
) -> Planned {
    let before = dry_run.then(|| GraphSnapshot::new(known.clone(), 0..0, rules));
    let mut report = ReplayReport { messages: again.len() as u64, ..ReplayReport::default() };
    let mut was = by_message(received);
    let own: BTreeSet<&EventKey> = was.values().flatten().map(|received| &received.key).collect();
    let elsewhere: BTreeSet<EventKey> = known.known_keys.iter().filter(|key| !own.contains(key)).cloned().collect();
    let mut round = Round::new(known, ids, rules);
    let (mut gone, mut waiting) = (Vec::new(), Vec::new());
    for one in again {
        let was = was.remove(&one.read.id).unwrap_or_default();
        let fit = Fit::of(&one.read, &was, &elsewhere);
        fit.tell(&one.read, &was, &mut report);
        if is_settled(&one, &fit, &was) {
            continue;
        }
        gone.extend(round.snapshot.withdraw(one.read.id, &fit.kept.values().copied().collect()));
        waiting.push((one, fit));
    }
    // Everything is withdrawn before anything is put: an event may turn up in another message of the round.
    let mut settled = Vec::new();
    for (one, fit) in waiting {
        let done = put(&mut round.snapshot, one.read, |ordinal| fit.generation(ordinal));
        let quarantined = done.1.state == MessageState::Quarantined;
        report.refused += u64::from(quarantined);
        report.mended += u64::from(one.state == MessageState::Quarantined && !quarantined);
        settled.push(done);
    }
    if settled.is_empty() {
        return Planned { changes: None, report };
    }
    round.snapshot.clear(&gone);
    let changes = round.end(settled, rules, now);
    tell_changes(&changes, before.as_ref(), rules, now, &mut report);
    report.samples.truncate(SAMPLES);
    Planned { changes: Some(changes), report }
}

/// Which of the old events a message tells again.
struct Fit {
    /// By ordinal: the event that stays as it is.
    kept: BTreeMap<u32, EventId>,
    /// Ordinals of what is new.
    new: BTreeSet<u32>,
    /// The generation of what is new.
    next: u32,
}

impl Fit {
    /// `elsewhere` are the keys of events that other messages told.
    fn of(read: &Read, was: &[ReceivedEvent], elsewhere: &BTreeSet<EventKey>) -> Self {
        let next = was.iter().map(|received| received.id.generation).max().map_or(1, |last| last.saturating_add(1));
        let mut fit = Self { kept: BTreeMap::new(), new: BTreeSet::new(), next };
        let mut seen = BTreeSet::new();
        for part in &read.events {
            let key = part.event.identity(&read.source);
            match was.iter().find(|received| is_same(received, part, &key)) {
                Some(received) => drop(fit.kept.insert(part.ordinal, received.id)),
                None if elsewhere.contains(&key) || seen.contains(&key) => {}
                None => drop(fit.new.insert(part.ordinal)),
            }
            seen.insert(key);
        }
        fit
    }

    fn generation(&self, ordinal: u32) -> u32 {
        self.kept.get(&ordinal).map_or(self.next, |id| id.generation)
    }

    /// Whether the message tells what it told, no more and no less.
    fn is_same(&self, was: &[ReceivedEvent]) -> bool {
        self.new.is_empty() && self.kept.len() == was.len()
    }

    fn keeps(&self, received: &ReceivedEvent) -> bool {
        self.kept.get(&received.id.ordinal) == Some(&received.id)
    }

    /// Counts what differs, and tells some of it. A new event takes the place of an old one of the same key, else of the one at the
    /// same place of the message.
    fn tell(&self, read: &Read, was: &[ReceivedEvent], report: &mut ReplayReport) {
        report.events_same += self.kept.len() as u64;
        let mut old: Vec<&ReceivedEvent> = was.iter().filter(|received| !self.keeps(received)).collect();
        for part in read.events.iter().filter(|part| self.new.contains(&part.ordinal)) {
            let key = part.event.identity(&read.source);
            let by_key = old.iter().position(|received| received.key == key);
            let place = by_key.or_else(|| old.iter().position(|received| received.id.ordinal == part.ordinal));
            let now = words(&part.event);
            match place.map(|at| old.swap_remove(at)) {
                Some(received) => {
                    report.events_changed += 1;
                    report.samples.push(format!(
                        "message {} {}: {} becomes {now}",
                        read.id,
                        part.position,
                        words(&received.event)
                    ));
                }
                None => {
                    report.events_added += 1;
                    report.samples.push(format!("message {} {}: {now} is new", read.id, part.position));
                }
            }
        }
        report.events_removed += old.len() as u64;
        for received in old {
            report.samples.push(format!("message {}: {} goes", read.id, words(&received.event)));
        }
    }
}

/// When it happened follows from the event, and is worked out anew where its zone was not known.
fn is_same(received: &ReceivedEvent, part: &Part, key: &EventKey) -> bool {
    received.id.ordinal == part.ordinal && received.key == *key && received.event == part.event
}

/// What an event says, in short.
fn words(event: &Event) -> String {
    let said = match &event.body {
        Body::Milestone(said) => {
            let raw = event.raw.as_ref().and_then(|raw| raw.code.as_deref());
            raw.map_or(said.milestone.to_string(), |code| format!("{} (`{code}`)", said.milestone))
        }
        Body::Exception(said) => said.exception.to_string(),
        other => other.type_name().to_owned(),
    };
    let name = event.refs.first().map(|reference| format!(" of {} {}", reference.kind, reference.value));
    format!("{said}{}", name.unwrap_or_default())
}

fn tell_changes(
    changes: &Changes,
    before: Option<&GraphSnapshot>,
    rules: &Rules,
    now: Timestamp,
    report: &mut ReplayReport,
) {
    for derived in &changes.derived {
        for effect in &derived.effects {
            let sort = if effect.reverses.is_some() { "reversal of " } else { "" };
            let name = format!("{} {sort}{}", effect.kind.destination().as_str(), effect.kind.as_str());
            *report.effects.entry(name).or_default() += 1;
            report.samples.push(format!("effect {}", effect.key));
        }
    }
    for write in &changes.orders {
        let Some(before) = before else {
            report.views += 1;
            continue;
        };
        let was = before
            .of(write.expected.order)
            .is_some()
            .then(|| fold(&before.input(write.expected.order), &rules.ownership, &rules.policy, now).view);
        let fields = differing(was.as_ref(), write);
        report.views += u64::from(!fields.is_empty());
        if !fields.is_empty() {
            report.samples.push(format!("order {}: {}", write.expected.order, fields.join(", ")));
        }
        for field in fields {
            *report.fields.entry(field).or_default() += 1;
        }
    }
}

/// The fields in which a view differs from what it was.
fn differing(was: Option<&View>, write: &OrderWrite) -> Vec<String> {
    let Some(was) = was else { return vec!["a new order".to_owned()] };
    let fields = |view: &View| match serde_json::to_value(view) {
        Ok(serde_json::Value::Object(fields)) => Some(fields),
        _ => None,
    };
    let (Some(was), Some(is)) = (fields(was), fields(&write.view)) else {
        return vec!["a view that cannot be compared".to_owned()];
    };
    is.iter().filter(|(name, value)| was.get(*name) != Some(value)).map(|(name, _)| name.clone()).collect()
}
