//! Partners that contradict each other. Each contradiction is scripted by what is said, when and by whom; what must come of it is worked out
//! elsewhere (`expected/contradictions`), from the steps alone. Some say the same within the hours in which nobody minds, or what is no
//! contradiction: those must not be shown as one.

use jiff::{SignedDuration, Timestamp};

use super::fault_injection::{Booked, push};
use crate::{
    domain::milestone::Milestone,
    simulate::{
        chance::Chance,
        geography::{MEMPHIS, NASHVILLE},
        truth::{Deed, Scan, Spot, Step, Story, Teller},
    },
};

type Contradiction = fn(&mut Story, Timestamp, &mut Chance) -> bool;

/// Each, and how often of a hundred.
const QUARRELS: [(Contradiction, i64); 10] = [
    (claim, 22),
    (ghost, 12),
    (dated_apart, 24),
    (corrected, 8),
    (delivered_again, 8),
    (delivered_too_soon, 10),
    (in_part, 6),
    (expected_apart, 10),
    (miscounted, 5),
    (called_off, 3),
];

/// Lets partners contradict each other: what is drawn, or else the first that suits the story.
pub fn contradictions(story: &mut Story, at: Timestamp, chance: &mut Chance) {
    let mut drawn = chance.between(1, QUARRELS.iter().map(|(_, weight)| weight).sum());
    let first = QUARRELS.iter().position(|(_, weight)| {
        drawn -= weight;
        drawn <= 0
    });
    let (before, from) = QUARRELS.split_at(first.unwrap_or(0));
    let _ = from.iter().chain(before).any(|(contradictions, _)| contradictions(story, at, chance));
}

/// The ERP says "delivered" hours before the carrier's last scan, or "shipped" when the goods were packed.
pub fn claim(story: &mut Story, at: Timestamp, chance: &mut Chance) -> bool {
    let Some(found) = Booked::all(story, at).into_iter().next() else { return false };
    let deliveries = story.shipments.get(found.shipment).map(|shipment| shipment.deliveries.clone());
    let Some(&delivery) = deliveries.as_ref().and_then(|deliveries| deliveries.first()) else { return false };
    let packed = story.told(at).find(|step| matches!(step.deed, Deed::Packed { delivery: of } if of == delivery));
    let (milestone, claimed) = match (found.reached, packed) {
        (Some((scanned, reached)), _) if is_on_the_way(reached) => {
            (Milestone::Delivered, scanned - chance.minutes(150, 400))
        }
        // Hours after the delivery: the same of another time, or near enough.
        (Some((delivered, Milestone::Delivered)), _) if chance.percent(50) => {
            (Milestone::Delivered, delivered + apart(chance).abs())
        }
        (_, Some(packed)) => (Milestone::PickedUp, packed.at + chance.minutes(2, 10)),
        _ => return false,
    };
    let said = claimed + chance.seconds(5, 50);
    if said <= at {
        push(story, Deed::Claimed { delivery, milestone }, claimed, said);
    }
    said <= at
}

/// A depot scans what has been delivered, of several packages only the one that was: the empty carton, or the wrong label.
pub fn ghost(story: &mut Story, at: Timestamp, chance: &mut Chance) -> bool {
    let delivered = Booked::all(story, at).into_iter().find_map(|booked| match booked.reached {
        Some((delivered, Milestone::Delivered)) => Some((booked.shipment, booked.package, delivered)),
        _ => None,
    });
    let Some((shipment, package, delivered)) = delivered else { return false };
    let scanned = delivered + chance.minutes(30, 300);
    let Some(city) = story.shipments.get(shipment).map(|shipment| shipment.to.city) else { return false };
    let said = scanned + chance.seconds(20, 200);
    if said <= at {
        let scan = Scan { package, ..Scan::plain(shipment, Milestone::HubArrived, Spot::hub(city)) };
        push(story, Deed::Scanned(scan), scanned, said);
    }
    said <= at
}

/// Of a parcel that speaks for itself, the TMS tells something as well, and dates it otherwise.
fn dated_apart(story: &mut Story, at: Timestamp, chance: &mut Chance) -> bool {
    let decisive = [Milestone::PickedUp, Milestone::Delivered, Milestone::Returned];
    let only_decisive = chance.percent(60);
    let scans = scans(story, at, |milestone| !only_decisive || decisive.contains(&milestone));
    if scans.is_empty() {
        return false;
    }
    let (id, happened, scan) = chance.pick(&scans).clone();
    let second = Scan { teller: Teller::Tms, reason: None, signer: None, estimate: None, ..scan };
    let added = again(story, second, (happened, apart(chance)), at, chance);
    if added {
        leave_to_the_carrier(story, id);
    }
    added
}

/// Both tell it alike, and then the TMS another time.
fn corrected(story: &mut Story, at: Timestamp, chance: &mut Chance) -> bool {
    let both = [Milestone::PickedUp, Milestone::Delivered];
    let scans = scans(story, at, |milestone| both.contains(&milestone));
    let Some((_, happened, scan)) = scans.last().cloned() else { return false };
    let second = Scan { teller: Teller::Tms, reason: None, signer: None, estimate: None, ..scan };
    again(story, second, (happened, apart(chance)), at, chance)
}

/// The carrier tells the delivery once more: soon, or days later, there or in another city.
fn delivered_again(story: &mut Story, at: Timestamp, chance: &mut Chance) -> bool {
    let scans = scans(story, at, |milestone| milestone == Milestone::Delivered);
    let Some((_, happened, scan)) = scans.first().cloned() else { return false };
    let elsewhere = Spot::hub(if scan.place.city.name == MEMPHIS.name { &NASHVILLE } else { &MEMPHIS });
    let place = if chance.percent(50) { elsewhere } else { scan.place.clone() };
    let second = Scan { teller: Teller::Carrier, reason: None, signer: None, estimate: None, place, ..scan };
    let width = if chance.percent(40) { chance.minutes(20, 600) } else { chance.minutes(60 * 25, 60 * 96) };
    again(story, second, (happened, width), at, chance)
}

/// The TMS says that it has come, and the carrier's scans go on.
fn delivered_too_soon(story: &mut Story, at: Timestamp, chance: &mut Chance) -> bool {
    let moving = of_ups(story, at).into_iter().find_map(|booked| {
        let (scanned, reached) = booked.reached?;
        is_on_the_way(reached).then_some((booked.shipment, scanned))
    });
    let Some((shipment, scanned)) = moving else { return false };
    let Some(to) = story.shipments.get(shipment).map(|shipment| shipment.to.clone()) else { return false };
    let scan = Scan { teller: Teller::Tms, ..Scan::plain(shipment, Milestone::Delivered, to) };
    again(story, scan, (scanned, -apart(chance).abs()), at, chance)
}

/// The TMS says that a part has come, the carrier all of it.
fn in_part(story: &mut Story, at: Timestamp, chance: &mut Chance) -> bool {
    let scans = scans(story, at, |milestone| milestone == Milestone::Delivered);
    let Some((id, happened, scan)) = scans.last().cloned() else { return false };
    let part = Scan { teller: Teller::Tms, partial: true, signer: None, ..scan };
    let added = again(story, part, (happened, apart(chance)), at, chance);
    if added {
        leave_to_the_carrier(story, id);
    }
    added
}

/// The TMS and the carrier expect it on different days. What was said last counts.
fn expected_apart(story: &mut Story, at: Timestamp, chance: &mut Chance) -> bool {
    let moving = of_ups(story, at).into_iter().find(|booked| {
        booked.reached.is_some_and(|(scanned, reached)| is_on_the_way(reached) && scanned <= at - LATELY)
    });
    let Some(booked) = moving else { return false };
    let Some(city) = story.shipments.get(booked.shipment).map(|shipment| shipment.to.city) else { return false };
    let mut tellers = [Teller::Tms, Teller::Carrier];
    if chance.percent(50) {
        tellers.reverse();
    }
    for (teller, ago) in tellers.into_iter().zip([28, 9]) {
        let said = at - chance.minutes(ago, ago + 10);
        // UPS names a day and hours of it.
        let day = city.day(at + chance.minutes(60 * 24, 60 * 96));
        let from = city.at(day, 8, 0) + chance.minutes(0, 240);
        let to = from + chance.minutes(120, 300);
        push(story, Deed::Expected { shipment: booked.shipment, from, to, teller }, said, said + chance.seconds(5, 60));
    }
    true
}

/// The TMS counts otherwise than the warehouse what is in a shipment.
fn miscounted(story: &mut Story, at: Timestamp, chance: &mut Chance) -> bool {
    let Some(booked) = Booked::all(story, at).into_iter().next() else { return false };
    let Some(shipment) = story.shipments.get(booked.shipment) else { return false };
    let first = shipment.deliveries.first().and_then(|delivery| story.deliveries.get(*delivery)?.parts.first());
    let more = chance.percent(30) || first.is_none_or(|part| part.quantity < 2);
    if let Some(shipment) = story.shipments.get_mut(booked.shipment) {
        shipment.miscounted = if more { 1 } else { -1 };
    }
    true
}

/// The ERP calls an order off whose goods are on their way: the order is the ERP's, the way is not.
fn called_off(story: &mut Story, at: Timestamp, chance: &mut Chance) -> bool {
    let all = Booked::all(story, at);
    let on_the_way = |booked: &Booked| booked.reached.is_some_and(|(_, reached)| is_on_the_way(reached));
    if story.orders.len() != 1 || all.is_empty() || !all.iter().all(on_the_way) {
        return false;
    }
    let cancelled = at - chance.minutes(5, 90);
    let deed = Deed::Cancelled { order: 0, code: "CUSTOMER", text: "Customer changed their mind" };
    push(story, deed, cancelled, cancelled + chance.seconds(5, 50));
    true
}

/// What has been scanned last is no news of the last minutes.
const LATELY: SignedDuration = SignedDuration::from_mins(45);

/// So near that nobody minds, or so far that it is another time; earlier or later.
fn apart(chance: &mut Chance) -> SignedDuration {
    let width = if chance.percent(30) { chance.minutes(20, 110) } else { chance.minutes(130, 600) };
    if chance.percent(50) { width } else { -width }
}

fn is_on_the_way(milestone: Milestone) -> bool {
    (Milestone::PickedUp..Milestone::Delivered).contains(&milestone)
}

fn of_ups(story: &Story, at: Timestamp) -> Vec<Booked> {
    let is_ups = |booked: &Booked| story.shipments.get(booked.shipment).is_some_and(|of| of.carrier.scac == "UPSN");
    Booked::all(story, at).into_iter().filter(is_ups).collect()
}

/// What UPS has told of its parcels that the TMS knows: which step, when, what.
fn scans(story: &Story, at: Timestamp, wanted: impl Fn(Milestone) -> bool) -> Vec<(usize, Timestamp, Scan)> {
    let parcels: Vec<usize> = of_ups(story, at).into_iter().map(|booked| booked.shipment).collect();
    let scan = |step: &Step| match &step.deed {
        Deed::Scanned(scan) if parcels.contains(&scan.shipment) && wanted(scan.milestone) && step.at <= at => {
            Some((step.id, step.at, scan.clone()))
        }
        _ => None,
    };
    story.told(at).filter_map(scan).collect()
}

/// Tells a scan so much later or earlier; whether that is not still to come.
fn again(
    story: &mut Story,
    scan: Scan,
    (happened, apart): (Timestamp, SignedDuration),
    at: Timestamp,
    chance: &mut Chance,
) -> bool {
    let when = happened + apart;
    let said = when.max(happened) + chance.seconds(20, 200);
    if said <= at {
        push(story, Deed::Scanned(scan), when, said);
    }
    said <= at
}

fn leave_to_the_carrier(story: &mut Story, id: usize) {
    if let Some(step) = story.steps.iter_mut().find(|step| step.id == id)
        && let Deed::Scanned(scan) = &mut step.deed
    {
        scan.teller = Teller::Carrier;
    }
}
