//! The stories in which the latest report is not where the goods are: a note that comes after the delivery, a hold that the goods have
//! left behind, a last scan that is days old.

use super::{
    Kind, Script,
    kinds::{any_proof, travel},
    script::{mins, workday},
    setting::{Days, Setting},
};
use crate::{
    domain::{
        milestone::Milestone,
        reason::{Exception, Reason},
    },
    simulate::truth::{Deed, Spot, Trouble},
};

/// Writes one of them.
pub fn play(script: &mut Script, setting: &Setting) -> Option<()> {
    match script.story.kind {
        Kind::NoteAfterDelivery => note_after_delivery(script, setting),
        Kind::HoldLeft => hold_left(script, setting),
        Kind::GoneQuiet => gone_quiet(script, setting),
        _ => None,
    }
}

/// What carriers note of a parcel that has come already.
const NOTES: &[(Exception, Reason, &str)] = &[
    (Exception::Delayed, Reason::Weather, "Severe weather in the delivery area"),
    (Exception::Delayed, Reason::InsufficientTime, "Not enough time to complete the route"),
    (Exception::OnHold, Reason::BadAddress, "The address has to be completed"),
];

fn note_after_delivery(script: &mut Script, setting: &Setting) -> Option<()> {
    let day = workday(script.today(setting.to.city), -3);
    let days = setting.due(day);
    let shipment = setting.prepare(script, days)?;
    let proof = any_proof(script);
    travel(script, shipment, days, proof)?;
    let delivered = script.story.steps.iter().filter(|step| is(&step.deed, Milestone::Delivered));
    let delivered = delivered.map(|step| step.at).max()?;
    let after = *script.chance.pick(&[0, 45, 400, 1_600]);
    let (exception, reason, text) = *script.chance.pick(NOTES);
    let note = Trouble { shipment, package: None, exception, reason, place: setting.to.clone(), text, estimate: None };
    script.push(Deed::Troubled(note), delivered + mins(after));
    Some(())
}

fn is(deed: &Deed, milestone: Milestone) -> bool {
    matches!(deed, Deed::Scanned(scan) if scan.milestone == milestone)
}

/// A storm at the hub; gone from there in the night after it.
fn hold_left(script: &mut Script, setting: &Setting) -> Option<()> {
    let today = script.today(setting.to.city);
    let pickup = workday(today, -3);
    let days = Days { ordered: workday(pickup, -1), pickup, due: workday(today, 1) };
    let shipment = setting.prepare(script, days)?;
    let (from, hub, _) = script.route(shipment)?;
    script.pick_up(shipment, pickup);
    let left = script.between(from.city, pickup, 19, 21);
    script.hub(shipment, Milestone::HubDeparted, from.city, left);
    let night = pickup.tomorrow().unwrap_or(pickup);
    let arrived = script.between(hub, night, 0, 2).max(left + mins(80));
    script.hub(shipment, Milestone::HubArrived, hub, arrived);
    let text = "Severe thunderstorms; departures stopped";
    let (exception, reason, place) = (Exception::Delayed, Reason::Weather, Spot::hub(hub));
    let held = arrived + script.chance.minutes(60, 200);
    script.push(
        Deed::Troubled(Trouble { shipment, package: None, exception, reason, place, text, estimate: None }),
        held,
    );
    let gone = held + script.chance.minutes(600, 1_200);
    script.hub(shipment, Milestone::HubDeparted, hub, gone);
    let due = workday(today, 1);
    script.out(shipment, due)?;
    let proof = any_proof(script);
    script.deliver(shipment, due, proof)?;
    Some(())
}

fn gone_quiet(script: &mut Script, setting: &Setting) -> Option<()> {
    let back = i32::try_from(script.chance.between(5, 6)).unwrap_or(5);
    let day = workday(script.today(setting.to.city), -back);
    let days = setting.due(day);
    let shipment = setting.prepare(script, days)?;
    script.pick_up(shipment, days.pickup);
    script.ride(shipment, days.pickup, day)?;
    script.out(shipment, day)?;
    Some(())
}
