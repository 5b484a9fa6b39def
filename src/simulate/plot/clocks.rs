//! Stories that are right on one clock only: of a town whose state keeps two times, and of hours that end after midnight.

use super::{
    Script,
    kinds::{any_proof, travel, under_way},
    script::{mins, workday},
    setting::Setting,
};
use crate::{
    domain::milestone::Milestone,
    simulate::truth::{Deed, Teller},
};

/// To a town in a state that keeps two times, of which nobody names the zone; the TMS writes what the clocks of each place show. Half
/// of them were delivered late in the evening of the promised day, when most other clocks showed the next one.
pub fn two_times(script: &mut Script, mut setting: Setting) -> Option<()> {
    script.story.spelling.local_times = true;
    if script.chance.percent(50) {
        let days = under_way(script, &mut setting);
        let shipment = setting.prepare(script, days)?;
        let proof = any_proof(script);
        return travel(script, shipment, days, proof);
    }
    let city = setting.to.city;
    let due = workday(script.today(city), -2);
    let days = setting.due(due);
    let shipment = setting.prepare(script, days)?;
    script.pick_up(shipment, days.pickup);
    script.ride(shipment, days.pickup, due)?;
    script.out(shipment, due)?;
    let evening = city.at(due, 22, 0) + script.chance.minutes(0, 100);
    let proof = any_proof(script);
    script.deliver_at(shipment, evening, proof)?;
    Some(())
}

/// The customer takes goods in from the evening until two at night, and the carrier names hours that end after midnight. Half of them
/// were delivered then, on the calendar's day after the promised one.
pub fn past_midnight(script: &mut Script, mut setting: Setting) -> Option<()> {
    let delivered = script.chance.percent(50);
    let days = if delivered {
        setting.due(workday(script.today(setting.to.city), -3))
    } else {
        under_way(script, &mut setting)
    };
    setting.hours = Some((20, 2));
    let city = setting.to.city;
    let shipment = setting.prepare(script, days)?;
    script.pick_up(shipment, days.pickup);
    let said = script.between(setting.site.city, days.pickup, 19, 20);
    let night = days.due.tomorrow().unwrap_or(days.due);
    let (from, to) = (city.at(days.due, 22, 0), city.at(night, 1, 30));
    script.push(Deed::Expected { shipment, from, to, teller: Teller::Carrier }, said);
    script.ride(shipment, days.pickup, days.due)?;
    let out = city.at(days.due, 19, 0) + mins(20);
    script.hub(shipment, Milestone::OutForDelivery, city, out);
    let door = city.at(night, 0, 10) + script.chance.minutes(0, 75);
    let proof = any_proof(script);
    script.deliver_at(shipment, door, proof)?;
    Some(())
}
