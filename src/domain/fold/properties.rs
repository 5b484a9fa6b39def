//! The rules of the fold (DOMAIN, "The fold") over any scene.

use jiff::Timestamp;
use proptest::prelude::*;

use super::{
    Folded,
    arbitrary::{Parts, Saying, What, assemble, input, saying, told},
    authority::Sphere,
    fold,
    testing::{ORDER, micros},
};
use crate::domain::{
    decimal::Dec,
    event::{Body, MilestoneEvent, Retraction},
    fate::{self, Fate},
    fold_input::{FoldInput, ReceivedEvent},
    id::{EventId, MessageId, ObjectId},
    milestone::{Classifier, Extent, Milestone, Track},
    ownership::{Ownership, Row, StatusDomain, System},
    policy::Policy,
    reason::{Exception, Reason},
    reference::ObjectKind,
    time::{Moment, UNKNOWN_ZONE_MARGIN},
    view::{ActiveException, Entry, EntryKind, EventStatus, Headline, Known, ShipmentView, State, View, Why},
};

const NOW: &str = "2026-05-12T12:00:00Z";

fn folded_at(input: &FoldInput, now: i64) -> Folded {
    let now = Timestamp::from_microsecond(now).unwrap();
    fold(input, &Ownership::default(), &Policy::default(), now)
}

fn folded(input: &FoldInput) -> Folded {
    folded_at(input, micros(NOW))
}

/// A table by which nobody ranks before another, for the rules that hold whoever speaks.
fn nobody_ranks_first() -> Ownership {
    let systems: Vec<&str> = System::ALL.iter().map(|system| system.as_str()).collect();
    let mut table = String::from("version,,0\n");
    for row in Row::all() {
        let (kind, name) = row.as_str();
        table.push_str(&format!("{kind},{name},{}\n", systems.join("+")));
    }
    let sources = [("s4", System::Erp), ("tms", System::Tms), ("ups", System::Carrier), ("fedex", System::Carrier)];
    sources
        .into_iter()
        .fold(Ownership::parse(&table).unwrap(), |table, (source, system)| table.with_source(source.into(), system))
}

fn alike(input: &FoldInput) -> Folded {
    fold(input, &nobody_ranks_first(), &Policy::default(), NOW.parse().unwrap())
}

fn bytes(folded: &Folded) -> String {
    format!("{}{:?}", serde_json::to_string(&folded.view).unwrap(), folded.next_change_at)
}

/// Another order of the same things; a linear congruential generator is chance enough.
fn shuffled<T>(mut items: Vec<T>, seed: u64) -> Vec<T> {
    let mut state = seed | 1;
    for last in (1..items.len()).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        items.swap(last, usize::try_from(state >> 33).unwrap() % (last + 1));
    }
    items
}

fn permuted(input: &FoldInput, seed: u64) -> FoldInput {
    let mut input = input.clone();
    input.objects = shuffled(input.objects, seed);
    for object in &mut input.objects {
        object.names = shuffled(std::mem::take(&mut object.names), seed);
    }
    input.links = shuffled(input.links, seed.rotate_left(7));
    input.events = shuffled(input.events, seed.rotate_left(13));
    input
}

/// The same told once more, by another message and later.
fn told_again(received: &ReceivedEvent, later: i64) -> ReceivedEvent {
    let message = MessageId(received.id.message.0 + 1000);
    ReceivedEvent {
        id: EventId { message, ..received.id },
        received_at: received.received_at + later,
        ..received.clone()
    }
}

/// What counts and could move a headline.
fn moves(entry: &Entry) -> Option<(Milestone, Extent)> {
    match entry.what {
        EntryKind::Milestone { milestone, classifier: Classifier::Actual, extent, .. }
            if entry.status == EventStatus::Counts && milestone.track() == Track::Progress =>
        {
            Some((milestone, extent))
        }
        _ => None,
    }
}

fn position(headline: &Headline) -> (i64, u8, EventId) {
    (headline.at.micros, headline.milestone.progress(), headline.event)
}

fn is_margin_kept(from: Moment, to: Moment) -> bool {
    to.micros - from.micros >= i64::try_from(UNKNOWN_ZONE_MARGIN.as_micros()).unwrap()
}

fn with(input: &FoldInput, event: ReceivedEvent) -> FoldInput {
    let mut input = input.clone();
    input.events.push(event);
    input
}

/// An actual happening told by a source and under a message of its own, so that it is no repetition.
fn happening(object: (ObjectId, ObjectKind), milestone: Milestone, at: i64) -> ReceivedEvent {
    let body = Body::Milestone(MilestoneEvent::actual(milestone));
    assemble(Parts { message: 900, object, source: "fedex", body, at, zone_known: true, received: at })
}

/// Whether an event of known zone at that time may take a headline back from one of unknown zone that follows too closely: on this
/// event, or on one that counts for the whole only now.
fn is_doubtful(before: &View, of_packages: &[&Headline], at: i64) -> bool {
    let headlines: Vec<&Headline> =
        before.shipments.iter().filter_map(|lane| lane.headline.as_ref()).chain(before.headline.as_ref()).collect();
    let times: Vec<i64> = headlines.iter().map(|headline| headline.at.micros).chain([at]).collect();
    // A headline is shown on the clocks of the destination; its event still has the time that was sent.
    let entries = || before.shipments.iter().flat_map(|lane| &lane.entries).chain(&before.entries);
    let sent = |headline: &Headline| {
        entries().find(|entry| entry.event == headline.event).map_or(headline.at, |entry| entry.at)
    };
    let yields = |headline: &Headline| {
        let at = sent(headline);
        let too_closely = |micros: i64| !is_margin_kept(Moment { micros, ..at }, at);
        !at.zone_known && times.iter().any(|micros| *micros < at.micros.max(headline.at.micros) && too_closely(*micros))
    };
    headlines.iter().chain(of_packages).any(|headline| yields(headline))
}

/// Of each shipment, and of the whole, whether it is called off.
fn are_called_off(view: &View) -> Vec<bool> {
    let lanes = view.shipments.iter().map(|lane| lane.state);
    lanes.chain([view.state]).map(|state| state == State::Cancelled).collect()
}

fn tells_of_calling_off(view: &View) -> bool {
    view.headline.as_ref().is_some_and(|headline| headline.milestone == Milestone::Cancelled)
}

/// The lane's own way has no packages and no trips in it, so that an oracle of three lines can say what it should be.
fn is_plain(lane: &ShipmentView) -> bool {
    lane.packages.is_empty() && lane.entries.iter().all(|entry| entry.object == lane.object)
}

proptest! {
    // A failure is kept as an example in tests.rs, not as a seed.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Rule 3.
    #[test]
    fn any_order_and_any_repetition_give_the_same_bytes(input in input(), seed: u64, later in prop_oneof![Just(0), 0..5_000_000_000_i64]) {
        let expected = bytes(&folded(&input));
        prop_assert_eq!(&bytes(&folded(&permuted(&input, seed))), &expected);
        let mut repeated = input.clone();
        repeated.events.extend(input.events.iter().filter(|received| received.id.message.0 % 2 == 0).cloned());
        repeated.events.extend(input.events.iter().map(|received| told_again(received, later)));
        repeated.objects.extend(input.objects.clone());
        repeated.links.extend(input.links.clone());
        prop_assert_eq!(&bytes(&folded(&permuted(&repeated, seed))), &expected);
    }

    /// Rule 1, against an oracle: the greatest by time, progress and identity.
    #[test]
    fn the_headline_is_the_latest_that_counts(input in input()) {
        for lane in folded(&input).view.shipments.iter().filter(|lane| is_plain(lane)) {
            let steps: Vec<&Entry> = lane.entries.iter().filter(|entry| moves(entry).is_some()).collect();
            let is_simple = steps.iter().all(|entry| entry.at.zone_known)
                && !steps.iter().any(|entry| moves(entry) == Some((Milestone::Delivered, Extent::Full)));
            if is_simple {
                let latest = steps.iter().max_by_key(|entry| (entry.at.micros, moves(entry).unwrap().0.progress(), entry.event));
                prop_assert_eq!(latest.map(|entry| entry.event), lane.headline.as_ref().map(|headline| headline.event));
            }
        }
    }

    /// Rule 1: estimates, plans, side tracks, withdrawn and skewed events are on the timeline and never on top.
    #[test]
    fn only_actual_standing_happenings_make_a_headline(input in input()) {
        let view = folded(&input).view;
        for lane in &view.shipments {
            if let Some(headline) = &lane.headline {
                let entry = lane.entries.iter().find(|entry| entry.event == headline.event).unwrap();
                prop_assert!(moves(entry).is_some(), "{:?}", entry);
            }
        }
    }

    /// CLOCK_SKEW: more than 15 minutes in the future of its receipt, and as much again as an unknown zone can hide.
    #[test]
    fn what_comes_from_the_future_is_marked(input in input()) {
        let view = folded(&input).view;
        let entries = view.entries.iter().chain(view.shipments.iter().flat_map(|lane| &lane.entries));
        // Where several told it, the time of receipt is the first of theirs, and a claim of unknown zone may have been excused.
        let alone = |entry: &&Entry| entry.status != EventStatus::Withdrawn && entry.witnesses.is_empty();
        for entry in entries.filter(alone) {
            let excuse = if entry.at.zone_known { 15 } else { 15 + 14 * 60 };
            let is_skewed = entry.at.micros > entry.received + excuse * 60_000_000;
            prop_assert_eq!(entry.status == EventStatus::ClockSkew, is_skewed, "{:?}", entry);
        }
    }

    /// Rule 2, second half: what happened before the headline joins the timeline and changes no headline.
    #[test]
    fn a_late_event_never_moves_a_headline_back(input in input(), which in any::<prop::sample::Index>(), late in 1..9000_i64, milestone in 0..20_usize) {
        let before = alike(&input).view;
        let milestone = Milestone::ALL[milestone];
        if milestone == Milestone::Delivered || before.shipments.is_empty() {
            return Ok(());
        }
        let lane = which.get(&before.shipments);
        let Some(headline) = &lane.headline else { return Ok(()) };
        let of_packages: Vec<&Headline> = lane.packages.iter().filter_map(|package| package.headline.as_ref()).collect();
        // What is said of a shipment is said of its packages, and late is what is older than the news of each.
        let mut objects = vec![(lane.object, ObjectKind::Shipment, of_packages.clone())];
        let packages = lane.packages.iter().filter(|package| package.object != lane.object);
        objects.extend(packages.filter_map(|package| Some((package.object, ObjectKind::Package, vec![package.headline.as_ref()?]))));
        for (object, kind, news) in objects {
            let oldest = news.iter().map(|own| own.at.micros).fold(headline.at.micros, i64::min);
            let at = oldest - late * 60_000_000;
            if is_doubtful(&before, &of_packages, at) {
                continue;
            }
            let after = alike(&with(&input, happening((object, kind), milestone, at))).view;
            let same = after.shipments.iter().find(|after| after.object == lane.object).unwrap();
            let told = |lane: &ShipmentView| lane.entries.iter().map(|entry| 1 + entry.witnesses.len()).sum::<usize>();
            prop_assert_eq!(told(same), told(lane) + 1);
            // The same happening told two minutes earlier is a witness, and the first of them dates it.
            if late > 2 {
                // A package that leaves the common way, or turns out never to have been on it, leaves other parts to tell of the
                // whole. But that the order itself was called off is news that none of them puts in its place by being older.
                let ways = |lane: &ShipmentView| -> Vec<(bool, bool)> {
                    let way = |state| (state == State::Cancelled, matches!(state, State::Returning | State::Returned));
                    lane.packages.iter().map(|package| way(package.state)).collect()
                };
                let other_parts = lane.packages.len() > 1 && ways(same) != ways(lane);
                // What was taken for the end of a way back may turn out to be a delivery: it is the same happening, read otherwise.
                let is_same = |before: &Headline, after: Option<&Headline>| after.is_some_and(|after| after.event == before.event);
                let is_reread = is_same(headline, same.headline.as_ref());
                prop_assert!(other_parts || is_reread || same.headline.as_ref().map(position) >= Some(position(headline)), "{:?}", milestone);
                let is_of_a_lane = before.shipments.iter().any(|lane| lane.headline == before.headline);
                let called_off = tells_of_calling_off(&before) && !is_of_a_lane;
                let stands = after.headline.as_ref().is_some_and(|headline| {
                    headline.milestone == Milestone::Delivered && headline.extent == Extent::Full
                });
                let is_reread = before.headline.as_ref().is_some_and(|before| is_same(before, after.headline.as_ref()));
                let is_later = is_reread || after.headline.as_ref().map(position) >= before.headline.as_ref().map(position);
                // Which shipments count for the whole can change too: one that turned out to be on its way back is not called
                // off, one that went out again after it was back can be, and what is left of the order may be that it was.
                let others = other_parts || are_called_off(&before) != are_called_off(&after);
                let leads = tells_of_calling_off(&after);
                prop_assert!(is_later || (others && (!called_off || stands || leads)), "{:?}", milestone);
            }
        }
    }

    /// Rule 2, first half: whatever is said of it, at whatever time, but for a return or a retraction.
    #[test]
    fn delivered_stands(input in input(), saying in saying(), on_package: bool) {
        let before = alike(&input).view;
        // A delivery at the sender's (the scenes' Memphis) is a return too.
        let at_sender = matches!(saying.what, What::Milestone(Milestone::Delivered, _)) && saying.place == Some(false);
        let turns_back = matches!(saying.what, What::Milestone(Milestone::Returning | Milestone::Returned, _)) || at_sender;
        if turns_back {
            return Ok(());
        }
        let saying = Saying { key: None, retracts: Vec::new(), ..saying };
        for lane in before.shipments.iter().filter(|lane| lane.state == State::Delivered) {
            // A package that was called off is left out, until something later is said of it or of its shipment.
            if lane.packages.iter().any(|package| package.state == State::Cancelled) {
                continue;
            }
            let package = lane.packages.iter().find(|package| package.state == State::Delivered).filter(|_| on_package);
            let mut event = told(&input, &saying);
            event.id.message = MessageId(950);
            event.key.0.push_str("another");
            event.object = package.map_or(lane.object, |package| package.object);
            let after = alike(&with(&input, event)).view;
            let same = after.shipments.iter().find(|after| after.object == lane.object).unwrap();
            prop_assert_eq!(same.state, State::Delivered);
            prop_assert_eq!(same.headline.as_ref().unwrap().milestone, Milestone::Delivered);
        }
    }

    /// Rule 2: a return is the exception, when it comes after.
    #[test]
    fn a_later_return_ends_delivered(input in input(), returned: bool, after in 1..9000_i64) {
        let milestone = if returned { Milestone::Returned } else { Milestone::Returning };
        let before = alike(&input).view;
        for lane in before.shipments.iter().filter(|lane| lane.state == State::Delivered && lane.packages.len() < 2) {
            // After every delivery: one that follows a return is another arrival.
            let delivered = lane.entries.iter().filter(|entry| moves(entry) == Some((Milestone::Delivered, Extent::Full)));
            let at = delivered.map(|entry| entry.at.micros).max().unwrap() + after * 60_000_000;
            let after = alike(&with(&input, happening((lane.object, ObjectKind::Shipment), milestone, at))).view;
            let same = after.shipments.iter().find(|after| after.object == lane.object).unwrap();
            prop_assert_eq!(same.state, if returned { State::Returned } else { State::Returning });
        }
    }

    /// Of several deliveries that nothing undoes the first dates the arrival, against an oracle of one line; more of them later change nothing.
    #[test]
    fn the_first_delivery_dates_the_arrival(input in input(), later in 1..9000_i64) {
        let view = alike(&input).view;
        for lane in view.shipments.iter().filter(|lane| is_plain(lane)) {
            let steps: Vec<(&Entry, (Milestone, Extent))> = lane.entries.iter().filter_map(|entry| Some((entry, moves(entry)?))).collect();
            let undone = |milestone: Milestone| {
                matches!(milestone, Milestone::Returning | Milestone::Returned)
                    || (Milestone::OutForDelivery..=Milestone::DeliveryAttempted).contains(&milestone)
            };
            if steps.iter().any(|(entry, (milestone, _))| undone(*milestone) || !entry.at.zone_known) {
                continue;
            }
            let full = steps.iter().filter(|(_, moved)| *moved == (Milestone::Delivered, Extent::Full));
            let first = full.map(|(entry, _)| entry.at.micros).min();
            prop_assert_eq!(lane.delivered_at.map(|at| at.micros), first);
            let Some(first) = first else { continue };
            let again = happening((lane.object, ObjectKind::Shipment), Milestone::Delivered, first + later * 60_000_000);
            let after = alike(&with(&input, again)).view;
            let same = after.shipments.iter().find(|after| after.object == lane.object).unwrap();
            prop_assert_eq!((same.delivered_at, same.state), (lane.delivered_at, lane.state));
        }
    }

    /// A way back ends with whatever word the carrier has for it, and what is back is with nobody: no unit of it is delivered.
    #[test]
    fn a_delivery_that_ends_a_way_back_is_a_return(input in input(), after in 1..9000_i64, more in 1..9000_i64) {
        let before = alike(&input).view;
        for lane in before.shipments.iter().filter(|lane| lane.headline.is_some() && lane.packages.len() < 2) {
            let latest = input.events.iter().map(|received| received.at.micros).max().unwrap_or_default();
            let shipment = (lane.object, ObjectKind::Shipment);
            let turned = latest + after * 60_000_000;
            let mut back = happening(shipment, Milestone::Returning, turned);
            back.id.message = MessageId(910);
            let home = happening(shipment, Milestone::Delivered, turned + more * 60_000_000);
            let after = alike(&with(&with(&input, back), home)).view;
            let same = after.shipments.iter().find(|after| after.object == lane.object).unwrap();
            let is_part = matches!(lane.state, State::PartlyDelivered | State::PartlyReturned);
            prop_assert_eq!(same.state, if is_part { State::PartlyReturned } else { State::Returned });
            prop_assert_eq!(same.headline.as_ref().unwrap().milestone, Milestone::Returned);
            prop_assert_ne!(after.state, State::Delivered);
        }
    }

    /// Nothing that went back, is lost or was called off is counted as delivered, and every package has one fate.
    #[test]
    fn fates_sum_up_and_no_returned_goods_are_delivered(input in input()) {
        let view = folded(&input).view;
        let pieces = fate::pieces(&view);
        let packages: usize = view.shipments.iter().map(|lane| lane.packages.len().max(1)).sum();
        prop_assert_eq!(pieces.len(), packages);
        for lane in &view.shipments {
            let fates: Vec<Fate> = fate::of_shipment(lane).iter().map(|piece| piece.fate).collect();
            let delivered = fates.iter().filter(|fate| **fate == Fate::Delivered).count();
            let live = fates.iter().filter(|fate| **fate != Fate::Cancelled).count();
            prop_assert_eq!(lane.state == State::Delivered, live > 0 && delivered == live);
            let none_there = delivered == 0 && !matches!(lane.state, State::PartlyDelivered | State::PartlyReturned);
            prop_assert!(!none_there || lane.state != State::Delivered);
            if lane.state == State::PartlyReturned && fates.len() > 1 {
                // What turned back can be lost on its way.
                prop_assert!(fates.iter().any(|fate| fate.is_return() || *fate == Fate::Lost));
                // Beside what came nothing is still to come; beside what only went back, nothing that has left.
                prop_assert!(delivered == 0 || fates.iter().all(|fate| fate.is_over()));
            }
        }
        // What is delivered of a line is in shipments that are (partly) delivered, or came without one.
        let there = |lane: &&ShipmentView| matches!(lane.state, State::Delivered | State::PartlyDelivered | State::PartlyReturned);
        let alone = view.deliveries.iter().filter(|delivery| delivery.state == State::Delivered);
        let lines = view.shipments.iter().filter(there).flat_map(|lane| &lane.lines).chain(alone.flat_map(|one| &one.lines));
        let most: Dec = Dec(lines.map(|line| line.quantity.0).sum());
        prop_assert!(view.lines.iter().all(|line| line.delivered <= most));
    }

    /// Whoever moves the goods calls off a label or a booking, and never the order.
    #[test]
    fn only_its_owner_cancels_an_order(input in input(), at in 0..9000_i64) {
        let mut input = input;
        let says_order = |received: &ReceivedEvent| received.object == ORDER && received.source.0 == "s4";
        input.events.retain(|received| !(says_order(received) && matches!(&received.event.body, Body::Milestone(said) if said.milestone == Milestone::Cancelled)));
        let at = micros("2026-05-09T00:00:00Z") + at * 60_000_000;
        let objects = input.objects.iter().filter(|known| matches!(known.of, ObjectKind::Order | ObjectKind::Shipment | ObjectKind::Package));
        let voids: Vec<ReceivedEvent> = objects.map(|known| happening((known.id, known.of), Milestone::Cancelled, at)).collect();
        for (index, mut void) in voids.into_iter().enumerate() {
            void.id.message = MessageId(930 + i64::try_from(index).unwrap());
            input.events.push(void);
        }
        let view = folded(&input).view;
        prop_assert_ne!(view.state, State::Cancelled);
        let none_lives = !view.shipments.is_empty() && view.shipments.iter().all(|lane| lane.state == State::Cancelled);
        let waits = view.exceptions.iter().any(|active| active.exception == Exception::ShipmentCancelled);
        prop_assert!(!none_lives || view.state >= State::Moving || waits);
    }

    /// A retraction leaves the state as if what it withdraws had never been said; and it stays on the timeline.
    #[test]
    fn withdrawn_is_as_if_never_said(input in input(), which in any::<prop::sample::Index>()) {
        let speaks = |received: &&ReceivedEvent| {
            let lanes = matches!(received.event.of, ObjectKind::Shipment | ObjectKind::Package);
            lanes && received.event.retracts.is_empty() && matches!(received.event.body, Body::Milestone(_) | Body::Exception(_))
        };
        let candidates: Vec<ReceivedEvent> = input.events.iter().filter(speaks).cloned().collect();
        if candidates.is_empty() {
            return Ok(());
        }
        let target = which.get(&candidates);
        // Withdrawn by a key that only this one has.
        let mut keyed = input.clone();
        keyed.events.retain(|received| received.key != target.key);
        let without = folded(&keyed);
        let mut event = (*target.event).clone();
        event.key = Some("unique".into());
        let key = event.identity(&target.source);
        keyed.events.push(ReceivedEvent { key, event: event.clone().into(), ..target.clone() });
        let said = folded(&keyed);
        let mut retraction = event;
        retraction.body = Body::Retraction(Retraction::default());
        retraction.key = None;
        retraction.retracts = vec!["unique".into()];
        let key = retraction.identity(&target.source);
        let id = EventId { message: MessageId(970), ordinal: 0, generation: 0 };
        keyed.events.push(ReceivedEvent { id, key, event: retraction.into(), ..target.clone() });
        let withdrawn = folded(&keyed);
        let standing = |folded: &Folded| -> Vec<(State, Option<Headline>)> {
            let lanes = folded.view.shipments.iter().map(|lane| (lane.state, lane.headline.clone()));
            lanes.chain([(folded.view.state, folded.view.headline.clone())]).collect()
        };
        prop_assert_eq!(standing(&withdrawn), standing(&without));
        prop_assert_eq!(&withdrawn.view.leading, &without.view.leading);
        prop_assert_eq!(withdrawn.view.withdrawn, said.view.withdrawn + 1);
        // A witness that is withdrawn stands by itself: told is what is on the timeline, first or as a witness.
        let told = |lane: &ShipmentView| lane.entries.iter().map(|entry| 1 + entry.witnesses.len()).sum::<usize>();
        let all = |folded: &Folded| folded.view.shipments.iter().map(told).sum::<usize>();
        prop_assert_eq!(all(&withdrawn), all(&said));
    }

    /// An unknown zone takes no headline from a known one less than 14 h older, but for a full delivery.
    #[test]
    fn an_unknown_zone_waits(input in input()) {
        for lane in folded(&input).view.shipments.iter().filter(|lane| is_plain(lane)) {
            let Some(headline) = lane.headline.as_ref().filter(|headline| !headline.at.zone_known) else { continue };
            if headline.milestone == Milestone::Delivered && headline.extent == Extent::Full {
                continue;
            }
            // Nothing counts after a delivery in full, nor after the delivery to the sender that ends a way back.
            let is_over = headline.milestone == Milestone::Returned
                || lane.entries.iter().any(|entry| moves(entry) == Some((Milestone::Delivered, Extent::Full)));
            let known = lane.entries.iter().filter(|entry| entry.at.zone_known && moves(entry).is_some());
            for entry in known.filter(|_| !is_over) {
                prop_assert!(is_margin_kept(entry.at, headline.at), "{:?}", entry);
            }
        }
    }

    /// Rule 7: delivered is said of the whole only when it is true of each part, and "some" when some is.
    #[test]
    fn the_whole_is_never_one_part(input in input()) {
        let view = folded(&input).view;
        for lane in view.shipments.iter().filter(|lane| lane.packages.len() > 1) {
            let live = || lane.packages.iter().filter(|package| package.state != State::Cancelled);
            let delivered = live().filter(|package| package.state == State::Delivered).count();
            prop_assert_eq!(lane.state == State::Delivered, delivered > 0 && delivered == live().count());
            let is_over = live().all(|package| package.state >= State::Delivered);
            if delivered > 0 && delivered < live().count() {
                prop_assert_eq!(lane.state, if is_over { State::PartlyReturned } else { State::PartlyDelivered });
            }
        }
        let is_live = |lane: &&ShipmentView| lane.state != State::Cancelled && !lane.is_superseded;
        let live: Vec<&ShipmentView> = view.shipments.iter().filter(is_live).collect();
        let delivered = live.iter().filter(|lane| lane.state == State::Delivered).count();
        prop_assert_eq!((view.counts.shipments as usize, view.counts.delivered as usize), (live.len(), delivered));
        // Of an order whose shipments nobody has spoken of, its own happenings tell.
        if live.iter().all(|lane| lane.state == State::Unknown) {
            return Ok(());
        }
        if delivered < live.len() {
            prop_assert_ne!(view.state, State::Delivered);
            prop_assert!(delivered == 0 || matches!(view.state, State::PartlyDelivered | State::PartlyReturned));
        }
        if view.state == State::Delivered && !live.is_empty() && live.iter().all(|lane| !lane.lines.is_empty()) {
            prop_assert!(view.lines.iter().all(|line| line.delivered >= line.ordered));
        }
        for line in &view.lines {
            prop_assert!(line.delivered <= line.shipped);
        }
        prop_assert!(view.counts.units_delivered <= view.counts.units);
    }

    /// Rule 5: an estimate only between the first movement and the end.
    #[test]
    fn an_estimate_follows_a_movement_and_ends_with_the_journey(input in input()) {
        for lane in folded(&input).view.shipments {
            if let Some(estimate) = &lane.estimate {
                prop_assert!(lane.state < State::Delivered);
                let moved = lane.entries.iter().filter(|entry| moves(entry).is_some_and(|(milestone, _)| milestone.is_movement()));
                prop_assert!(moved.map(|entry| entry.at.micros).min() <= Some(estimate.said.micros));
            }
        }
    }

    /// Rule 6: nothing changes by time alone before `next_change_at`, and something does then.
    #[test]
    fn the_fold_says_when_it_will_change(input in input(), start in 0..9000_i64, share in 0.0..1.0_f64) {
        let start = micros("2026-05-09T00:00:00Z") + start * 60_000_000;
        let first = folded_at(&input, start);
        let end = first.next_change_at.unwrap_or(micros("2036-01-01T00:00:00Z"));
        prop_assert!(end > start);
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "any instant between will do")]
        let between = start + ((end - 1 - start) as f64 * share) as i64;
        prop_assert_eq!(&folded_at(&input, between.min(end - 1)), &first);
        prop_assert_eq!(&folded_at(&input, end - 1), &first);
        if first.next_change_at.is_some() {
            prop_assert_ne!(&folded_at(&input, end).view, &first.view);
        }
    }

    /// Rule 4: nobody counts beside one who ranks before; and who does not count is outranked by somebody who has spoken of
    /// the same matter, or says what cannot be.
    #[test]
    fn the_best_ranked_speaker_has_the_word(input in input()) {
        let table = Ownership::default();
        let view = folded(&input).view;
        for lane in view.shipments.iter().filter(|lane| is_plain(lane)) {
            for (entry, domain) in lane.entries.iter().filter_map(happened) {
                let rank = table.rank(domain, &entry.source);
                let sphere = Sphere::from(domain);
                let outranked = |other: &ReceivedEvent| {
                    let same = other.event.of != ObjectKind::Order && matches!(&other.event.body, Body::Milestone(said)
                        if said.classifier == Classifier::Actual && Sphere::of(said.milestone, other.event.of) == Some(sphere));
                    same && table.rank(domain, &other.source) < rank
                };
                match entry.status {
                    EventStatus::Counts => {
                        let better = lane.entries.iter().filter_map(happened).find(|(other, theirs)| {
                            other.status == EventStatus::Counts && Sphere::from(*theirs) == sphere && table.rank(domain, &other.source) < rank
                        });
                        prop_assert!(better.is_none(), "{entry:?} beside {better:?}");
                    }
                    EventStatus::Evidence => prop_assert!(input.events.iter().any(outranked), "{:?}", entry),
                    EventStatus::ClockSkew | EventStatus::Withdrawn => {}
                }
            }
        }
    }

    /// Rule 4: a conflict has two sides that differ, the winner is what is shown, and a system of lower rank never wins.
    #[test]
    fn a_conflict_says_who_won(input in input()) {
        let table = Ownership::default();
        for conflict in folded(&input).view.conflicts {
            prop_assert!(!conflict.others.is_empty());
            for other in &conflict.others {
                // A system contradicts itself only by telling a delivery twice.
                prop_assert!(other.source != conflict.shown.source || conflict.why == Why::Stands, "{:?}", conflict);
                prop_assert!(other.event.is_none() || other.event != conflict.shown.event, "{:?}", conflict);
                let (won, lost) = (table.rank(conflict.row, &conflict.shown.source), table.rank(conflict.row, &other.source));
                prop_assert!(won <= lost, "{:?}", conflict);
                prop_assert!(won < lost || matches!(conflict.why, Why::Later | Why::Stands), "{:?}", conflict);
            }
        }
    }

    /// Rule 9, against an oracle that looks at pairs: what could be one happening is one, and nobody is lost.
    #[test]
    fn what_is_told_together_is_one_entry(input in input()) {
        let view = folded(&input).view;
        for lane in view.shipments.iter().filter(|lane| is_plain(lane)) {
            let rows: Vec<&Entry> = lane.entries.iter().filter(|entry| happened(entry).is_some()).collect();
            let stands = |entry: &&&Entry| matches!(entry.status, EventStatus::Counts | EventStatus::Evidence);
            let without_place: Vec<&&Entry> = rows.iter().filter(stands).filter(|entry| entry.place.is_none()).collect();
            for (index, one) in without_place.iter().enumerate() {
                for other in &without_place[index + 1..] {
                    let alike = moved(one) == moved(other);
                    prop_assert!(!alike || (other.at.micros - one.at.micros).abs() > 0, "{one:?} {other:?}");
                }
            }
            let mut first: std::collections::BTreeMap<_, &ReceivedEvent> = std::collections::BTreeMap::new();
            for received in &input.events {
                let kept = first.entry(&received.key).or_insert(received);
                if (received.received_at, received.id) < (kept.received_at, kept.id) {
                    *kept = received;
                }
            }
            let said = |received: &&&ReceivedEvent| received.object == lane.object && matches!(received.event.body, Body::Milestone(_));
            let count = first.values().filter(said).count();
            let milestones = lane.entries.iter().filter(|entry| matches!(entry.what, EntryKind::Milestone { .. }));
            prop_assert_eq!(milestones.map(|entry| 1 + entry.witnesses.len()).sum::<usize>(), count);
        }
    }

    /// Rule 9: an entry was heard when the first of its witnesses told it.
    #[test]
    fn an_entry_is_heard_with_its_earliest_witness(input in input()) {
        let view = folded(&input).view;
        for entry in view.entries.iter().chain(view.shipments.iter().flat_map(|lane| &lane.entries)) {
            prop_assert!(entry.witnesses.iter().all(|witness| entry.received <= witness.received));
        }
    }

    /// Rule 8: what is known was acknowledged, and nothing else is.
    #[test]
    fn only_acknowledgements_make_known(input in input()) {
        let view = folded(&input).view;
        let acks = |known: &Known| input.events.iter().any(|received| matches!(&received.event.body, Body::Ack(ack)
            if ack.destination == known.destination && ack.effect == known.effect && ack.ok == known.ok && received.at.micros == known.at));
        for entry in view.entries.iter().chain(view.shipments.iter().flat_map(|lane| &lane.entries)) {
            prop_assert!(entry.known.iter().all(acks), "{:?}", entry);
            let is_milestone = matches!(entry.what, EntryKind::Milestone { .. });
            prop_assert!(entry.known.is_empty() || is_milestone);
        }
        let mut silent = input.clone();
        silent.events.retain(|received| !matches!(received.event.body, Body::Ack(_)));
        let view = folded(&silent).view;
        prop_assert!(view.destinations.is_empty());
        prop_assert!(view.shipments.iter().flat_map(|lane| &lane.entries).all(|entry| entry.known.is_empty()));
    }

    /// Rule 5: no risk without an estimate that counts and lies past the promise.
    #[test]
    fn at_risk_is_an_estimate_past_the_promise(input in input()) {
        let view = folded(&input).view;
        for lane in &view.shipments {
            let at_risk = lane.exceptions.iter().any(|active| active.exception == Exception::AtRisk);
            let estimate = lane.estimate.as_ref();
            prop_assert_eq!(at_risk, estimate.is_some_and(|estimate| estimate.past_promise));
            let last = estimate.and_then(|estimate| estimate.to.or(estimate.from)).zip(view.promise_end);
            match last {
                Some((to, end)) if to.zone_known => prop_assert_eq!(at_risk, to.micros > end),
                Some((to, end)) => prop_assert!(!at_risk || to.latest() > end),
                None => prop_assert!(!at_risk),
            }
        }
    }

    /// The reason of a risk is one of a delay or hold that was reported of the same shipment by the time of the estimate; while
    /// another one stands, that says why.
    #[test]
    fn a_risk_has_the_reason_of_a_delay_that_is_over(input in input()) {
        for lane in &folded(&input).view.shipments {
            let holds_up = |exception| matches!(exception, Exception::Delayed | Exception::OnHold);
            let is_held_up = lane.exceptions.iter().any(|active| holds_up(active.exception));
            let risks = lane.exceptions.iter().filter(|active| active.exception == Exception::AtRisk);
            for (risk, why) in risks.filter_map(|risk| Some((risk, risk.reason?))) {
                prop_assert!(!is_held_up, "{:?} beside {:?}", risk, lane.exceptions);
                let reported = lane.entries.iter().any(|entry| entry.at.micros <= risk.since.micros
                    && matches!(entry.what, EntryKind::Exception { exception, reason, .. } if holds_up(exception) && reason == Some(why)));
                prop_assert!(reported, "{:?} is in no entry", risk);
            }
        }
    }

    /// Rule 10: whatever is reported, and whenever, of goods that have all come.
    #[test]
    fn after_a_full_delivery_only_what_can_follow_it_is_current(input in input()) {
        let view = folded(&input).view;
        let held = |active: &ActiveException| matches!(active.exception, Exception::Delayed | Exception::OnHold)
            && !active.reason.is_some_and(Reason::can_follow_delivery);
        for lane in view.shipments.iter().filter(|lane| lane.state == State::Delivered) {
            let wrong: Vec<_> = lane.exceptions.iter().filter(|active| held(active)).collect();
            // A package that was called off is no part of what came.
            let off = |object| lane.packages.iter().any(|one| one.object == object && one.state == State::Cancelled);
            prop_assert!(wrong.iter().all(|active| off(active.object)), "{:?}", wrong);
        }
        if view.state == State::Delivered {
            let wrong: Vec<_> = view.exceptions.iter().filter(|active| active.object == view.order && held(active)).collect();
            prop_assert!(wrong.is_empty(), "{:?}", wrong);
        }
    }

    /// Rule 11, against an oracle that looks at the rows of the timeline.
    #[test]
    fn a_hold_never_outlives_a_departure_from_its_place(input in input()) {
        let view = folded(&input).view;
        for lane in view.shipments.iter().filter(|lane| is_plain(lane)) {
            for active in lane.exceptions.iter().filter(|active| active.reason.is_some_and(Reason::is_tied_to_place)) {
                let said = lane.entries.iter().filter(|entry| matches!(entry.what, EntryKind::Exception { exception, .. } if exception == active.exception));
                let said = said.filter(|entry| entry.status == EventStatus::Counts).map(|entry| entry.at.micros).max();
                let left = |entry: &&Entry| matches!(moves(entry), Some((Milestone::HubDeparted | Milestone::PickedUp, _)));
                let left = lane.entries.iter().filter(left).map(|entry| entry.at.micros).max();
                let is_held = matches!(active.exception, Exception::Delayed | Exception::OnHold);
                prop_assert!(!is_held || left <= said, "{:?} outlives {:?}", active, left);
            }
        }
    }

    /// Rule 12: at the door yesterday, and nothing since: the day is told.
    #[test]
    fn a_day_at_the_door_that_is_over_is_told(input in input(), later in 0..9000_i64) {
        let now = micros(NOW) + later * 60_000_000;
        for lane in folded_at(&input, now).view.shipments.iter().filter(|lane| lane.packages.is_empty()) {
            let at = lane.headline.as_ref().map(|headline| headline.at.micros);
            let is_out = lane.state == State::OutForDelivery;
            // A day is over everywhere on Earth two days after it began anywhere, and nowhere before it began.
            let surely = is_out && at.is_some_and(|at| now - at > 48 * 3_600_000_000);
            prop_assert!(lane.out_on.is_some() || !surely, "{:?}", lane.headline);
            prop_assert!(lane.out_on.is_none() || is_out);
            prop_assert!(lane.out_on.is_none() || at.is_some_and(|at| at < now));
        }
    }

    /// Two that withdraw each other: neither stands, whatever else is said and whichever is heard first.
    #[test]
    fn a_circle_withdraws_all_of_it(input in input(), first_heard: bool) {
        let Some(object) = input.objects.iter().find(|known| known.of == ObjectKind::Shipment) else { return Ok(()) };
        let mut scene_of_two = input.clone();
        for (message, key, other) in [(980, "x1", "x2"), (981, "x2", "x1")] {
            let mut received = happening((object.id, ObjectKind::Shipment), Milestone::OutForDelivery, micros(NOW));
            let mut event = (*received.event).clone();
            event.key = Some(key.into());
            event.retracts = vec![other.into()];
            received.id.message = MessageId(message);
            received.key = event.identity(&received.source);
            received.received_at += if first_heard == (key == "x1") { 0 } else { 60_000_000 };
            received.event = event.into();
            scene_of_two.events.push(received);
        }
        let (before, after) = (folded(&input).view, folded(&scene_of_two).view);
        prop_assert_eq!(after.withdrawn, before.withdrawn + 2);
        prop_assert_eq!((after.state, after.headline), (before.state, before.headline));
    }
}

/// The group of an entry that tells what took place on the way.
fn happened(entry: &Entry) -> Option<(&Entry, StatusDomain)> {
    match entry.what {
        EntryKind::Milestone { milestone, classifier: Classifier::Actual, .. } => {
            Some((entry, StatusDomain::of(milestone, entry.of)?))
        }
        _ => None,
    }
}

fn moved(entry: &Entry) -> Option<(Milestone, Extent)> {
    match entry.what {
        EntryKind::Milestone { milestone, extent, .. } => Some((milestone, extent)),
        EntryKind::Exception { .. } => None,
    }
}
