//! Stories whose goods do not end where they were to go, or not all of them: returns that end as every way does, with a delivery;
//! returns that were reversed; cartons of one shipment that end differently; what is lost and found; labels that were voided.

use jiff::{Timestamp, civil::Date};

use super::{
    Script,
    apart::a_carton_for_each_line,
    exception_scenarios::{as_far_as, trouble},
    kinds::{any_proof, travel},
    script::workday,
    setting::{Days, Setting, minutes_ago},
};
use crate::{
    domain::{
        milestone::Milestone,
        reason::{Exception, Reason},
    },
    simulate::{
        trade::SIGNERS,
        truth::{Deed, Scan, Spot},
    },
};

const REFUSED: (Exception, Reason, &str) = (Exception::RefusedGoods, Reason::Refused, "Receiver refused the delivery");

/// As far as the customer's door on that day.
fn to_the_door(script: &mut Script, setting: &Setting, due: Date) -> Option<usize> {
    let days = setting.due(due);
    let shipment = setting.prepare(script, days)?;
    script.pick_up(shipment, days.pickup);
    script.ride(shipment, days.pickup, due)?;
    script.out(shipment, due)?;
    Some(shipment)
}

/// From the customer's town, from that day on, to the centre it came from, where the carrier calls it delivered.
fn delivered_home(script: &mut Script, setting: &Setting, (shipment, package): (usize, Option<usize>), day: Date) {
    let scan = |milestone, place| Scan { package, ..Scan::plain(shipment, milestone, place) };
    let left = script.between(setting.to.city, day, 11, 15);
    script.push(Deed::Scanned(scan(Milestone::Returning, Spot::hub(setting.to.city))), left);
    let home = script.between(setting.site.city, workday(day, 2), 9, 15);
    script.push(Deed::Scanned(scan(Milestone::Delivered, Spot::site(setting.site))), home);
}

/// Refused; back at the sender, where the carrier calls it delivered.
pub fn returned_as_delivered(script: &mut Script, setting: &Setting) -> Option<()> {
    let due = workday(script.today(setting.to.city), -6);
    let shipment = to_the_door(script, setting, due)?;
    let at = script.between(setting.to.city, due, 11, 16);
    trouble(script, (shipment, None), REFUSED, setting.to.clone(), at, None);
    delivered_home(script, setting, (shipment, None), workday(due, 1));
    Some(())
}

/// On its way back when the customer asked for it after all: it went out again and was delivered.
pub fn reversed(script: &mut Script, setting: &Setting) -> Option<()> {
    let due = workday(script.today(setting.to.city), -6);
    let shipment = to_the_door(script, setting, due)?;
    // In one town nobody can tell the way back from the way out.
    if setting.site.city.name != setting.to.city.name {
        let left = script.between(setting.to.city, workday(due, 1), 11, 15);
        script.scan(shipment, Milestone::Returning, Spot::hub(setting.to.city), left);
    }
    script.out(shipment, workday(due, 3))?;
    let proof = any_proof(script);
    script.deliver(shipment, workday(due, 3), proof)?;
    Some(())
}

/// Of several cartons the first came; the others were refused and are back, or on their way.
pub fn one_returned(script: &mut Script, setting: &Setting) -> Option<()> {
    let due = workday(script.today(setting.to.city), if script.chance.percent(50) { -6 } else { -2 });
    let shipment = to_the_door(script, setting, due)?;
    a_carton_for_each_line(script, setting, shipment)?;
    let came = first_came(script, setting, shipment, due);
    for package in 1..script.story.shipments.get(shipment)?.packages.len() {
        trouble(script, (shipment, Some(package)), REFUSED, setting.to.clone(), came, None);
        delivered_home(script, setting, (shipment, Some(package)), workday(due, 1));
    }
    Some(())
}

fn first_came(script: &mut Script, setting: &Setting, shipment: usize, due: Date) -> Timestamp {
    let came = script.between(setting.to.city, due, 11, 16);
    let signer = Some(*script.chance.pick(SIGNERS));
    let scan = Scan::plain(shipment, Milestone::Delivered, setting.to.clone());
    script.push(Deed::Scanned(Scan { package: Some(0), signer, ..scan }), came);
    came
}

/// All cartons came; days later the customer sends one of them back.
pub fn one_sent_back(script: &mut Script, setting: &Setting) -> Option<()> {
    let due = workday(script.today(setting.to.city), -6);
    let days = setting.due(due);
    let shipment = setting.prepare(script, days)?;
    a_carton_for_each_line(script, setting, shipment)?;
    let proof = any_proof(script);
    travel(script, shipment, days, proof)?;
    let day = workday(due, if script.chance.percent(50) { 2 } else { 5 });
    delivered_home(script, setting, (shipment, Some(1)), day);
    Some(())
}

/// Of several cartons the first came; the carrier has given the others up.
pub fn one_lost(script: &mut Script, setting: &Setting) -> Option<()> {
    let due = workday(script.today(setting.to.city), -6);
    let shipment = to_the_door(script, setting, due)?;
    a_carton_for_each_line(script, setting, shipment)?;
    first_came(script, setting, shipment, due);
    let given_up = script.between(setting.to.city, workday(due, 3), 9, 16);
    let what = (Exception::Lost, Reason::Other, "Search ended; the parcel cannot be found");
    for package in 1..script.story.shipments.get(shipment)?.packages.len() {
        trouble(script, (shipment, Some(package)), what, Spot::hub(setting.to.city), given_up, None);
    }
    Some(())
}

/// Given up, and found at another hub days later; it comes tomorrow.
pub fn found(script: &mut Script, setting: &Setting) -> Option<()> {
    let today = script.today(setting.to.city);
    let pickup = workday(today, -7);
    let shipment = setting.prepare(script, Days { ordered: workday(pickup, -1), pickup, due: workday(pickup, 2) })?;
    let (_, hub, _) = script.route(shipment)?;
    as_far_as(script, shipment, hub, pickup)?;
    let given_up = script.between(hub, workday(today, -3), 9, 16);
    let what = (Exception::Lost, Reason::Other, "Sent to lost and found");
    trouble(script, (shipment, None), what, Spot::hub(hub), given_up, None);
    let found = script.between(setting.to.city, workday(today, -1), 9, 16);
    script.hub(shipment, Milestone::HubArrived, setting.to.city, found);
    let day = workday(today, 1);
    script.out(shipment, day)?;
    let proof = any_proof(script);
    script.deliver(shipment, day, proof)?;
    Some(())
}

/// The label was voided; a new one was booked in its place, or not yet.
pub fn voided(script: &mut Script, setting: &Setting, replaced: bool) -> Option<()> {
    let today = script.today(setting.site.city);
    let pickup = workday(today, 0);
    let days = Days { ordered: workday(pickup, -2), pickup, due: workday(pickup, setting.transit.max(2)) };
    let (order, released) = setting.begin(script, days);
    let allocated = released + script.chance.minutes(5, 30);
    let delivery = script.allocate(order, setting.parts(), allocated, pickup);
    let booked = released + script.chance.minutes(40, 90);
    let first = script.book(vec![delivery], setting.carrier, booked, pickup, days.due)?;
    if script.chance.percent(50) {
        script.warehouse(delivery, setting.site.city, workday(pickup, -1));
    }
    let voided = minutes_ago(script, 100, 300);
    script.scan(first, Milestone::Cancelled, Spot::site(setting.site), voided);
    if replaced {
        let again = voided + script.chance.minutes(10, 60);
        let second = script.book(vec![delivery], setting.carrier, again, workday(pickup, 1), days.due)?;
        let collected = script.between(setting.site.city, workday(pickup, 1), 16, 18);
        script.scan(second, Milestone::PickedUp, Spot::site(setting.site), collected);
    }
    Some(())
}
