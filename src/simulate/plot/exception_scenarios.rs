//! The stories in which something goes wrong.

use jiff::{SignedDuration, Timestamp, civil::Date};

use super::{
    Kind, Script,
    kinds::{any_proof, travel, under_way},
    script::{mins, workday},
    setting::{Days, Setting, minutes_ago},
};
use crate::{
    domain::{
        milestone::Milestone,
        reason::{Exception, Reason},
    },
    simulate::{
        documents::Paper,
        geography::{City, DOVER, LEIPZIG, MEMPHIS},
        truth::{Deed, Proof, Scan, Spot, Teller, Trouble},
    },
};

/// Delays other than by weather, with what the carrier says.
const DELAYS: &[(Reason, &str)] = &[
    (Reason::Mechanical, "Mechanical failure of the vehicle"),
    (Reason::Missort, "Sorted to the wrong facility; being rerouted"),
    (Reason::LatePickup, "Collected after the cut-off"),
    (Reason::Road, "Road closed by an accident of others"),
    (Reason::Civil, "Strike at the terminal"),
    (Reason::Capacity, "Volume above capacity; moved to the next departure"),
    (Reason::InsufficientTime, "Not enough time to complete the route"),
];

/// Writes one of them.
pub fn play(script: &mut Script, setting: Setting) -> Option<()> {
    match script.story.kind {
        Kind::Storm => storm(script, setting),
        Kind::Delayed => delayed(script, setting),
        Kind::AttemptedDelivered => attempted(script, &setting, true),
        Kind::AttemptedHeld => attempted(script, &setting, false),
        Kind::Returned => sent_back(script, &setting, -6),
        Kind::Returning => sent_back(script, &setting, -2),
        Kind::Refused => refused(script, &setting),
        Kind::Damaged => damaged(script, &setting),
        Kind::Lost => lost(script, &setting),
        Kind::Cancelled => {
            cancelled(script, &setting);
            Some(())
        }
        Kind::OnHold => on_hold(script, &setting),
        Kind::Puzzled => puzzled(script, setting),
        Kind::AtRisk => at_risk(script, setting),
        Kind::Missed => missed(script, &setting),
        Kind::ShortShipped => short_shipped(script, setting),
        Kind::Customs => customs(script, &setting),
        Kind::ToldLate => told_late(script, &setting),
        Kind::Withdrawn => withdrawn(script, &setting),
        _ => None,
    }
}

/// From the hub onward on a later day, after a delay there.
fn resume(script: &mut Script, shipment: usize, hub: &'static City, leave: Timestamp, day: Date) -> Option<()> {
    let to = script.story.shipments.get(shipment)?.to.city;
    let leave = script.future(leave);
    script.hub(shipment, Milestone::HubDeparted, hub, leave);
    let near = script.between(to, day, 5, 6).max(leave + mins(120));
    script.hub(shipment, Milestone::HubArrived, to, near);
    script.out(shipment, day)?;
    let proof = any_proof(script);
    script.deliver(shipment, day, proof)?;
    Some(())
}

/// Collected and carried as far as a hub; returns when it came there.
pub fn as_far_as(script: &mut Script, shipment: usize, hub: &'static City, pickup: Date) -> Option<Timestamp> {
    script.pick_up(shipment, pickup);
    let from = script.story.shipments.get(shipment)?.from.city;
    let left = script.between(from, pickup, 19, 21);
    script.hub(shipment, Milestone::HubDeparted, from, left);
    let night = pickup.tomorrow().unwrap_or(pickup);
    let arrived = script.between(hub, night, 0, 2).max(left + mins(80));
    let arrived = script.past(arrived);
    script.hub(shipment, Milestone::HubArrived, hub, arrived);
    Some(arrived)
}

/// Something goes wrong, with one package or with all of them.
pub fn trouble(
    script: &mut Script,
    (shipment, package): (usize, Option<usize>),
    (exception, reason, text): (Exception, Reason, &'static str),
    place: Spot,
    at: Timestamp,
    estimate: Option<(Timestamp, Timestamp)>,
) {
    let at = script.past(at);
    script.push(Deed::Troubled(Trouble { shipment, package, exception, reason, place, text, estimate }), at);
}

fn storm(script: &mut Script, setting: Setting) -> Option<()> {
    let today = script.today(&MEMPHIS);
    let pickup = workday(today, -2);
    let days = Days { ordered: workday(pickup, -1), pickup, due: workday(pickup, 1) };
    let shipment = setting.prepare(script, days)?;
    let arrived = as_far_as(script, shipment, &MEMPHIS, pickup)?;
    let next = workday(today, 1);
    let city = setting.to.city;
    let what = (Exception::Delayed, Reason::Weather, "Severe thunderstorms; all routes from Memphis stopped");
    let hit = arrived + script.chance.minutes(60, 200);
    let estimate = Some((city.at(next, 12, 0), city.at(next, 18, 0)));
    trouble(script, (shipment, None), what, Spot::hub(&MEMPHIS), hit, estimate);
    resume(script, shipment, &MEMPHIS, MEMPHIS.at(today, 23, 30), next)
}

fn delayed(script: &mut Script, setting: Setting) -> Option<()> {
    let today = script.today(setting.to.city);
    let pickup = workday(today, -2);
    let days = Days { ordered: workday(pickup, -1), pickup, due: workday(today, 0) };
    let shipment = setting.prepare(script, days)?;
    let (_, hub, _) = script.route(shipment)?;
    let arrived = as_far_as(script, shipment, hub, pickup)?;
    let (reason, text) = *script.chance.pick(DELAYS);
    let next = workday(today, 1);
    let estimate = Some((setting.to.city.at(next, 9, 0), setting.to.city.at(next, 17, 0)));
    let hit = arrived + script.chance.minutes(120, 700);
    trouble(script, (shipment, None), (Exception::Delayed, reason, text), Spot::hub(hub), hit, estimate);
    resume(script, shipment, hub, hub.at(today, 22, 0), next)
}

/// Why nobody took it: what the carrier has a code for.
fn why_not(script: &mut Script, setting: &Setting) -> Reason {
    let reasons = [Reason::Closed, Reason::Unavailable, Reason::Access, Reason::BadAddress];
    let known = if setting.carrier.scac == "UPSN" { 1 } else { 3 };
    let drawn = usize::try_from(script.chance.between(0, known)).unwrap_or(0);
    reasons.get(drawn).copied().unwrap_or(Reason::Closed)
}

/// Nobody there at first. Then delivered, or kept at the carrier's for the customer to come.
fn attempted(script: &mut Script, setting: &Setting, delivered: bool) -> Option<()> {
    let today = script.today(setting.to.city);
    let due = workday(today, if delivered { -3 } else { -1 });
    let days = setting.due(due);
    let shipment = setting.prepare(script, days)?;
    script.pick_up(shipment, days.pickup);
    script.ride(shipment, days.pickup, due)?;
    script.out(shipment, due)?;
    let tried = script.between(setting.to.city, due, 10, 16);
    let reason = why_not(script, setting);
    let attempt =
        Scan { reason: Some(reason), ..Scan::plain(shipment, Milestone::DeliveryAttempted, setting.to.clone()) };
    script.push(Deed::Scanned(attempt), tried);
    if delivered {
        let again = workday(due, 1);
        script.out(shipment, again)?;
        let proof = any_proof(script);
        script.deliver(shipment, again, proof)?;
        return Some(());
    }
    let waits = script.between(setting.to.city, due, 18, 19);
    let waits = script.past(waits);
    script.hub(shipment, Milestone::ReadyForCollection, setting.to.city, waits);
    let collected = script.between(setting.to.city, workday(today, 1), 9, 18);
    script.deliver_at(shipment, collected, Proof::Paper(Paper::Png))?;
    Some(())
}

/// Could not be delivered; back to the sender. `first` is the working day of the attempt.
fn sent_back(script: &mut Script, setting: &Setting, first: i32) -> Option<()> {
    let today = script.today(setting.to.city);
    let due = workday(today, first);
    let days = setting.due(due);
    let shipment = setting.prepare(script, days)?;
    script.pick_up(shipment, days.pickup);
    script.ride(shipment, days.pickup, due)?;
    let out = script.out(shipment, due)?;
    let reason = why_not(script, setting);
    let attempt =
        Scan { reason: Some(reason), ..Scan::plain(shipment, Milestone::DeliveryAttempted, setting.to.clone()) };
    let tried = out + script.chance.minutes(120, 420);
    script.push(Deed::Scanned(attempt), tried);
    go_home(script, setting, shipment, workday(due, 1), reason)
}

/// From the customer's town back to the centre it came from.
fn go_home(script: &mut Script, setting: &Setting, shipment: usize, day: Date, reason: Reason) -> Option<()> {
    let city = setting.to.city;
    let back = Scan { reason: Some(reason), ..Scan::plain(shipment, Milestone::Returning, Spot::hub(city)) };
    let left = script.between(city, day, 11, 15);
    script.push(Deed::Scanned(back), left);
    let (from, hub, _) = script.route(shipment)?;
    let through = script.between(hub, workday(day, 1), 8, 12);
    let again = Scan { reason: Some(reason), ..Scan::plain(shipment, Milestone::Returning, Spot::hub(hub)) };
    script.push(Deed::Scanned(again), through);
    let home = script.between(from.city, workday(day, 3), 9, 15);
    script.scan(shipment, Milestone::Returned, from, home);
    Some(())
}

fn refused(script: &mut Script, setting: &Setting) -> Option<()> {
    let today = script.today(setting.to.city);
    let due = workday(today, -1);
    let days = setting.due(due);
    let shipment = setting.prepare(script, days)?;
    script.pick_up(shipment, days.pickup);
    script.ride(shipment, days.pickup, due)?;
    script.out(shipment, due)?;
    let at = script.between(setting.to.city, due, 10, 16);
    let what = (Exception::RefusedGoods, Reason::Refused, "Receiver refused the delivery");
    trouble(script, (shipment, None), what, setting.to.clone(), at, None);
    go_home(script, setting, shipment, workday(today, 1), Reason::Refused)
}

fn damaged(script: &mut Script, setting: &Setting) -> Option<()> {
    let today = script.today(setting.to.city);
    let pickup = workday(today, -2);
    let days = Days { ordered: workday(pickup, -1), pickup, due: workday(today, 0) };
    let shipment = setting.prepare(script, days)?;
    let (_, hub, _) = script.route(shipment)?;
    let arrived = as_far_as(script, shipment, hub, pickup)?;
    let what = (Exception::Damaged, Reason::Damage, "Carton crushed and wet; contents being inspected");
    let hit = arrived + script.chance.minutes(30, 300);
    trouble(script, (shipment, None), what, Spot::hub(hub), hit, None);
    go_home(script, setting, shipment, workday(today, 1), Reason::Damage)
}

fn lost(script: &mut Script, setting: &Setting) -> Option<()> {
    let today = script.today(setting.to.city);
    let pickup = workday(today, -6);
    let days = Days { ordered: workday(pickup, -1), pickup, due: workday(pickup, 2) };
    let shipment = setting.prepare(script, days)?;
    let (_, hub, _) = script.route(shipment)?;
    as_far_as(script, shipment, hub, pickup)?;
    let given_up = script.between(hub, workday(today, -2), 9, 16);
    let what = (Exception::Lost, Reason::Other, "Search ended; the parcel cannot be found");
    trouble(script, (shipment, None), what, Spot::hub(hub), given_up, None);
    Some(())
}

fn cancelled(script: &mut Script, setting: &Setting) {
    let today = script.today(setting.site.city);
    let ordered = workday(today, -2);
    let days = Days { ordered, pickup: workday(today, 0), due: workday(today, 2) };
    let (order, released) = setting.begin(script, days);
    script.allocate(order, setting.parts(), released + mins(20), days.pickup);
    let (code, text) = *script.chance.pick(&[
        ("CUSTOMER", "Customer ordered twice"),
        ("CUSTOMER", "Customer changed their mind"),
        ("STOCK", "Item discontinued"),
    ]);
    script.push(Deed::Cancelled { order, code, text }, released + mins(240));
}

fn on_hold(script: &mut Script, setting: &Setting) -> Option<()> {
    let today = script.today(setting.site.city);
    let ordered = workday(today, -1);
    let days = Days { ordered, pickup: workday(today, 1), due: workday(today, 1 + setting.transit) };
    let created = script.between(setting.site.city, ordered, 8, 15);
    let order = setting.order(script, days.due);
    let order = script.order(order, created, None);
    let (code, text) = *script.chance.pick(&[
        ("CREDIT", "Credit limit exceeded"),
        ("EXPORT", "Export licence to be checked"),
        ("DELIVERY_BLOCK", "Delivery block set by sales"),
    ]);
    script.push(Deed::Held { order, code, text }, created + mins(4));
    let released = script.now + script.chance.minutes(60, 300);
    script.push(Deed::Released { order }, released);
    let shipment = setting.prepare_parts(script, order, setting.parts(), released, days)?;
    let proof = any_proof(script);
    travel(script, shipment, days, proof)
}

fn puzzled(script: &mut Script, mut setting: Setting) -> Option<()> {
    let days = under_way(script, &mut setting);
    let shipment = setting.prepare(script, days)?;
    let proof = any_proof(script);
    travel(script, shipment, days, proof)?;
    let (code, text) =
        *script.chance.pick(&[("QX", "Shipment re-tendered to affiliate"), ("Q7", "Unit load reassigned (legacy)")]);
    let at = minutes_ago(script, 30, 200);
    script.push(Deed::Puzzled { shipment, place: Spot::hub(setting.site.city), code, text }, at);
    Some(())
}

/// Nothing went wrong that anybody says; the carrier's estimate is later than our promise.
fn at_risk(script: &mut Script, mut setting: Setting) -> Option<()> {
    let late = under_way(script, &mut setting);
    let promised = Days { due: workday(script.today(setting.to.city), 1), ..late };
    let day = workday(promised.due, 1);
    let shipment = setting.prepare(script, promised)?;
    let city = setting.to.city;
    let said = script.between(setting.site.city, promised.pickup, 20, 22);
    let said = script.past(said);
    script.pick_up(shipment, promised.pickup);
    let (from, to) = (city.at(day, 9, 0), city.at(day, 13, 0));
    script.push(Deed::Expected { shipment, from, to, teller: Teller::All }, said);
    script.ride(shipment, promised.pickup, day)?;
    script.out(shipment, day)?;
    let proof = any_proof(script);
    script.deliver(shipment, day, proof)?;
    Some(())
}

/// Should have come; is still on the way, and nobody says why.
fn missed(script: &mut Script, setting: &Setting) -> Option<()> {
    let today = script.today(setting.to.city);
    let due = workday(today, -1);
    let pickup = workday(due, -2);
    let shipment = setting.prepare(script, Days { ordered: workday(pickup, -1), pickup, due })?;
    let (_, hub, _) = script.route(shipment)?;
    as_far_as(script, shipment, hub, pickup)?;
    resume(script, shipment, hub, hub.at(today, 21, 0), workday(today, 1))
}

fn short_shipped(script: &mut Script, mut setting: Setting) -> Option<()> {
    let due = workday(script.today(setting.to.city), -2);
    let days = setting.due(due);
    let (order, released) = setting.begin(script, days);
    let line = setting.lines.first_mut()?;
    line.quantity -= 2;
    let (number, sent) = (line.number.clone(), line.quantity);
    let parts = setting.parts();
    let delivery = script.allocate(order, parts, released + mins(15), days.pickup);
    let shipment = script.book(vec![delivery], setting.carrier, released + mins(60), days.pickup, due)?;
    script.warehouse(delivery, setting.site.city, days.pickup);
    let text = format!("{sent} of {} packed, the rest is out of stock", sent + 2);
    let found = script.between(setting.site.city, days.pickup, 14, 15);
    script.push(Deed::Short { delivery, line: number, text }, found);
    let proof = any_proof(script);
    travel(script, shipment, days, proof)
}

fn customs(script: &mut Script, setting: &Setting) -> Option<()> {
    let city = setting.to.city;
    let today = script.today(city);
    let pickup = workday(today, -2);
    let days = Days { ordered: workday(pickup, -1), pickup, due: workday(today, 1) };
    let shipment = setting.prepare(script, days)?;
    let border = if city.country == "GB" { &DOVER } else { city };
    as_far_as(script, shipment, &LEIPZIG, pickup)?;
    let (reason, text) = *script.chance.pick(&[
        (Reason::Documents, "Commercial invoice missing"),
        (Reason::Inspection, "Selected for inspection"),
        (Reason::Duties, "Duties and taxes unpaid"),
    ]);
    let held = minutes_ago(script, 90, 900);
    trouble(script, (shipment, None), (Exception::OnHold, reason, text), Spot::hub(border), held, None);
    let cleared = script.now + script.chance.minutes(60, 300);
    script.hub(shipment, Milestone::CustomsCleared, border, cleared);
    let day = workday(today, 1);
    script.out(shipment, day)?;
    let proof = any_proof(script);
    script.deliver(shipment, day, proof)?;
    Some(())
}

/// Delivered days ago, but the scans come hours late and the newest first.
fn told_late(script: &mut Script, setting: &Setting) -> Option<()> {
    let days = setting.due(workday(script.today(setting.to.city), -2));
    let shipment = setting.prepare(script, days)?;
    travel(script, shipment, days, Proof::Paper(Paper::Pdf))?;
    let newest = script.story.steps.iter().map(|step| step.at).max()?;
    for step in &mut script.story.steps {
        if matches!(step.deed, Deed::Scanned(_)) {
            let age: SignedDuration = newest.duration_since(step.at);
            step.said = newest + mins(180) + age / 60;
        }
    }
    Some(())
}

/// "Delivered", and then it was not: scanned on the wrong vehicle. It comes today or tomorrow.
fn withdrawn(script: &mut Script, setting: &Setting) -> Option<()> {
    let city = setting.to.city;
    let due = workday(script.today(city), -1);
    let days = setting.due(due);
    let shipment = setting.prepare(script, days)?;
    script.pick_up(shipment, days.pickup);
    script.ride(shipment, days.pickup, due)?;
    let out = script.out(shipment, due)?;
    let place = script.story.shipments.get(shipment)?.to.clone();
    let step = script.scan(shipment, Milestone::Delivered, place, out + mins(150));
    let text = "Scanned on the wrong vehicle; not delivered";
    script.push(Deed::Withdrawn { shipment, step, text }, out + mins(212));
    let day = workday(due, 2);
    script.out(shipment, day)?;
    let proof = any_proof(script);
    script.deliver(shipment, day, proof)?;
    Some(())
}
