//! The ordinary stories: orders that wait, move and arrive as they should.

use jiff::{Timestamp, civil::Date};

use super::{
    Kind, Script, apart, clocks, exception_scenarios, fates, inquiry, known_order, names, overtaken,
    script::{mins, workday},
    setting::{Days, Setting, minutes_ago},
};
use crate::{
    domain::milestone::Milestone,
    simulate::{
        chance::Chance,
        documents::Paper,
        numbers::Numbers,
        truth::{Deed, Part, Proof, Spot, Story, Teller},
    },
};

/// Writes a story of that kind as it stands at `now`, with what will happen next.
pub fn play(kind: Kind, now: Timestamp, chance: &mut Chance, numbers: &mut Numbers) -> Story {
    let mut script = Script::new(kind, now, chance, numbers);
    if kind == Kind::Known {
        known_order(&mut script);
        return script.finish();
    }
    let setting = Setting::draw(&mut script, kind);
    match kind {
        Kind::Created => created(&mut script, &setting),
        Kind::Released => released(&mut script, &setting),
        Kind::Picking => picking(&mut script, &setting),
        Kind::Packed => packed(&mut script, &setting),
        Kind::InTransit => in_transit(&mut script, setting),
        Kind::OutForDelivery => out_for_delivery(&mut script, &setting),
        Kind::Split => split(&mut script, &setting),
        Kind::Parked => parked(&mut script, setting),
        Kind::DeliveredPdf => delivered(&mut script, &setting, Proof::Paper(Paper::Pdf)),
        Kind::DeliveredPicture => {
            let paper = if script.chance.percent(55) { Paper::Jpeg } else { Paper::Png };
            delivered(&mut script, &setting, Proof::Paper(paper))
        }
        Kind::DeliveredTiff => delivered(&mut script, &setting, Proof::Paper(Paper::Tiff)),
        Kind::PodPending => delivered(&mut script, &setting, Proof::Pending),
        Kind::PodUnavailable => delivered(&mut script, &setting, Proof::Unavailable),
        Kind::OneOfTwo => apart::one_of_two(&mut script, &setting),
        Kind::SentBackLater => apart::sent_back_later(&mut script, &setting),
        Kind::NoteAfterDelivery | Kind::HoldLeft | Kind::GoneQuiet => overtaken::play(&mut script, &setting),
        Kind::ReturnedAsDelivered => fates::returned_as_delivered(&mut script, &setting),
        Kind::ReturnReversed => fates::reversed(&mut script, &setting),
        Kind::OneReturned => fates::one_returned(&mut script, &setting),
        Kind::OneSentBack => fates::one_sent_back(&mut script, &setting),
        Kind::OneLost => fates::one_lost(&mut script, &setting),
        Kind::Found => fates::found(&mut script, &setting),
        Kind::Voided => fates::voided(&mut script, &setting, false),
        Kind::VoidedReplaced => fates::voided(&mut script, &setting, true),
        Kind::OtherNames => names::other_names(&mut script, setting),
        Kind::OnlyTheTms => names::only_the_tms(&mut script, setting),
        Kind::TwoTimes => clocks::two_times(&mut script, setting),
        Kind::PastMidnight => clocks::past_midnight(&mut script, setting),
        Kind::CaseOvertaken => inquiry::overtaken(&mut script, &setting),
        Kind::Consolidated => consolidated(&mut script, &setting),
        Kind::Duplicated => {
            let told = delivered(&mut script, &setting, Proof::Paper(Paper::Pdf));
            script.story.steps.iter_mut().for_each(|step| step.twice = true);
            told
        }
        _ => exception_scenarios::play(&mut script, setting),
    };
    script.finish()
}

/// The journey after packing: collected, carried, delivered.
pub fn travel(script: &mut Script, shipment: usize, days: Days, proof: Proof) -> Option<()> {
    script.pick_up(shipment, days.pickup);
    script.ride(shipment, days.pickup, days.due)?;
    script.out(shipment, days.due)?;
    script.deliver(shipment, days.due, proof)?;
    Some(())
}

/// A kind of proof, as carriers have them.
pub fn any_proof(script: &mut Script) -> Proof {
    Proof::Paper(*script.chance.pick(&[Paper::Pdf, Paper::Pdf, Paper::Jpeg, Paper::Png]))
}

fn created(script: &mut Script, setting: &Setting) -> Option<()> {
    let today = script.today(setting.site.city);
    let days = Days { ordered: today, pickup: workday(today, 1), due: workday(today, 1 + setting.transit) };
    let created = minutes_ago(script, 8, 500);
    let released = script.now + script.chance.minutes(20, 240);
    let order = setting.order(script, days.due);
    let order = script.order(order, created, Some(released));
    let shipment = setting.prepare_parts(script, order, setting.parts(), released, days)?;
    let proof = any_proof(script);
    travel(script, shipment, days, proof)
}

fn released(script: &mut Script, setting: &Setting) -> Option<()> {
    let today = script.today(setting.site.city);
    let days = Days { ordered: today, pickup: workday(today, 1), due: workday(today, 1 + setting.transit) };
    let created = minutes_ago(script, 200, 1_300);
    let released = created + script.chance.minutes(5, 60);
    let order = setting.order(script, days.due);
    let order = script.order(order, created, Some(released));
    let shipment = setting.prepare_parts(script, order, setting.parts(), released, days)?;
    let proof = any_proof(script);
    travel(script, shipment, days, proof)
}

/// Ordered on the last working day, to be collected today or on the next one; the warehouse has begun, or is done.
fn at_the_warehouse(script: &mut Script, setting: &Setting, packed: bool) -> Option<()> {
    let today = script.today(setting.site.city);
    let pickup = workday(today, 0);
    let days = Days { ordered: workday(pickup, -1), pickup, due: workday(pickup, setting.transit) };
    let (order, released) = setting.begin(script, days);
    let allocated = released + script.chance.minutes(5, 30);
    let delivery = script.allocate(order, setting.parts(), allocated, pickup);
    let booked = allocated + script.chance.minutes(10, 60);
    let shipment = script.book(vec![delivery], setting.carrier, booked, pickup, days.due)?;
    let began = minutes_ago(script, if packed { 100 } else { 12 }, if packed { 240 } else { 90 });
    script.push(Deed::Picking { delivery }, began);
    let done = if packed { began + script.chance.minutes(50, 90) } else { script.now + script.chance.minutes(15, 90) };
    script.push(Deed::Packed { delivery }, done);
    let collected = script.between(setting.site.city, pickup, 16, 18);
    let collected = script.future(collected.max(done + mins(20)));
    script.scan(shipment, Milestone::PickedUp, Spot::site(setting.site), collected);
    script.ride(shipment, pickup, days.due)?;
    script.out(shipment, days.due)?;
    let proof = any_proof(script);
    script.deliver(shipment, days.due, proof)?;
    Some(())
}

fn picking(script: &mut Script, setting: &Setting) -> Option<()> {
    at_the_warehouse(script, setting, false)
}

fn packed(script: &mut Script, setting: &Setting) -> Option<()> {
    at_the_warehouse(script, setting, true)
}

/// Days of a shipment that is collected already and comes tomorrow or later.
pub fn under_way(script: &mut Script, setting: &mut Setting) -> Days {
    let ahead = i32::try_from(script.chance.between(1, 2)).unwrap_or(1);
    setting.transit = ahead + 1;
    let today = script.today(setting.to.city);
    setting.due(workday(today, ahead))
}

fn in_transit(script: &mut Script, mut setting: Setting) -> Option<()> {
    let days = under_way(script, &mut setting);
    let shipment = setting.prepare(script, days)?;
    if script.chance.percent(50) {
        let city = setting.to.city;
        let said = script.between(setting.site.city, days.pickup, 19, 20);
        let (from, to) = (city.at(days.due, 10, 0), city.at(days.due, 14, 0));
        script.push(Deed::Expected { shipment, from, to, teller: Teller::All }, said);
    }
    let proof = any_proof(script);
    travel(script, shipment, days, proof)
}

fn out_for_delivery(script: &mut Script, setting: &Setting) -> Option<()> {
    let city = setting.to.city;
    let today = script.today(city);
    // Nobody delivers at night or on a weekend, but somebody has to be on the way: then it came in on the working day before.
    let in_today = workday(today, 0) == today && city.at(today, 7, 30) < script.now;
    let days = setting.due(workday(today, if in_today { 0 } else { -1 }));
    let shipment = setting.prepare(script, days)?;
    script.pick_up(shipment, days.pickup);
    script.ride(shipment, days.pickup, days.due)?;
    let natural = script.between(city, days.due, 7, 9);
    let recent = (script.now - mins(420)..script.now - mins(10)).contains(&natural);
    let out = if recent { natural } else { minutes_ago(script, 12, 120) };
    script.hub(shipment, Milestone::OutForDelivery, city, out);
    let door = script.between(city, days.due, 11, 16);
    let door = script.future(door);
    let proof = any_proof(script);
    script.deliver_at(shipment, door, proof)?;
    Some(())
}

/// A day so many working days ago; today where its deliveries are over.
fn delivery_day(script: &mut Script, setting: &Setting, from: i64, to: i64) -> Date {
    let city = setting.to.city;
    let today = script.today(city);
    let back = i32::try_from(script.chance.between(from, to)).unwrap_or(1);
    let over = city.hour(script.now) >= 18 && workday(today, 0) == today;
    if over && back == 1 { today } else { workday(today, -back) }
}

fn delivered(script: &mut Script, setting: &Setting, proof: Proof) -> Option<()> {
    let newest = matches!(proof, Proof::Pending);
    let day = delivery_day(script, setting, 1, if newest { 1 } else { 6 });
    let days = setting.due(day);
    let shipment = setting.prepare(script, days)?;
    travel(script, shipment, days, proof)
}

/// One shipment a line: the first is delivered, the second on its way, a third is still in the warehouse.
fn split(script: &mut Script, setting: &Setting) -> Option<()> {
    let today = script.today(setting.to.city);
    let first = setting.due(workday(today, -1));
    let (order, released) = setting.begin(script, Days { due: workday(today, 1), ..first });
    for (i, line) in setting.lines.iter().enumerate() {
        let days = match i {
            0 => first,
            1 => Days { pickup: workday(today, -1), due: workday(today, 1), ..first },
            _ => Days { pickup: workday(today, 1), due: workday(today, 2), ..first },
        };
        let parts = vec![Part { line: line.number.clone(), quantity: line.quantity }];
        let shipment = setting.prepare_parts(script, order, parts, released, days)?;
        let proof = any_proof(script);
        travel(script, shipment, days, proof)?;
    }
    Some(())
}

/// Two orders of one customer, two deliveries, one shipment.
fn consolidated(script: &mut Script, setting: &Setting) -> Option<()> {
    let day = delivery_day(script, setting, 0, 2);
    let days = setting.due(workday(day, 1));
    let mut deliveries = Vec::new();
    let mut booked = script.now;
    for _ in 0..2 {
        let (order, released) = setting.begin(script, days);
        let allocated = released + script.chance.minutes(5, 30);
        deliveries.push(script.allocate(order, setting.parts(), allocated, days.pickup));
        booked = allocated + mins(90);
    }
    let shipment = script.book(deliveries.clone(), setting.carrier, booked, days.pickup, days.due)?;
    for delivery in deliveries {
        script.warehouse(delivery, setting.site.city, days.pickup);
    }
    let proof = any_proof(script);
    travel(script, shipment, days, proof)
}

/// The carrier's scans come, the order does not: the ERP is late by a day, and in half of the stories the TMS is too.
fn parked(script: &mut Script, mut setting: Setting) -> Option<()> {
    let days = under_way(script, &mut setting);
    let shipment = setting.prepare(script, days)?;
    let proof = any_proof(script);
    travel(script, shipment, days, proof)?;
    let tms_too = script.chance.percent(50);
    let (now, delay) = (script.now, script.chance.minutes(15, 90));
    for step in &mut script.story.steps {
        let of_erp = step.deed.shipment().is_none();
        let booking = matches!(step.deed, Deed::Booked { .. });
        if of_erp || (booking && tms_too) {
            step.said = step.said.max(now + delay);
        }
    }
    Some(())
}
