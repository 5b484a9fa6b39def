//! Two stories that go on after a delivery: of a shipment of which a part has come, and of one that is sent back.

use super::{
    Script,
    kinds::{any_proof, travel},
    script::{mins, workday},
    setting::Setting,
};
use crate::{
    domain::milestone::Milestone,
    simulate::{
        numbers,
        trade::SIGNERS,
        truth::{Deed, Package, Scan, Spot},
    },
};

/// One carton a line; the first came on the last working day, the others went back to the terminal and come on the next one.
pub fn one_of_two(script: &mut Script, setting: &Setting) -> Option<()> {
    let today = script.today(setting.to.city);
    let (first, next) = (workday(today, -1), workday(today, 1));
    let days = setting.due(first);
    let shipment = setting.prepare(script, days)?;
    a_carton_for_each_line(script, setting, shipment)?;
    script.pick_up(shipment, days.pickup);
    script.ride(shipment, days.pickup, first)?;
    script.out(shipment, first)?;
    let city = setting.to.city;
    let of =
        |package, milestone, place: Spot| Scan { package: Some(package), ..Scan::plain(shipment, milestone, place) };
    let came = script.between(city, first, 10, 16);
    let signer = *script.chance.pick(SIGNERS);
    let arrived = Scan { signer: Some(signer), ..of(0, Milestone::Delivered, setting.to.clone()) };
    script.push(Deed::Scanned(arrived), came);
    let others = 1..script.story.shipments.get(shipment)?.packages.len();
    let back = came + script.chance.minutes(90, 200);
    for package in others.clone() {
        script.push(Deed::Scanned(of(package, Milestone::HubArrived, Spot::hub(city))), back);
    }
    let out = script.between(city, next, 7, 9);
    let door = script.between(city, next, 10, 16);
    for package in others {
        script.push(Deed::Scanned(of(package, Milestone::OutForDelivery, Spot::hub(city))), out);
        let last = Scan { signer: Some(signer), ..of(package, Milestone::Delivered, setting.to.clone()) };
        script.push(Deed::Scanned(last), door);
    }
    let (proof, paper) = (any_proof(script), u32::try_from(script.numbers.serial() % 1_000_000).unwrap_or(0));
    script.push(Deed::Proved { shipment, proof, signer, paper }, door + mins(20));
    Some(())
}

/// Packs each line into a carton of its own.
pub fn a_carton_for_each_line(script: &mut Script, setting: &Setting, shipment: usize) -> Option<()> {
    let mut packages = Vec::new();
    for (part, line) in setting.parts().into_iter().zip(&setting.lines) {
        let serial = script.numbers.serial();
        packages.push(Package {
            tracking: Some(numbers::tracking(setting.carrier.scac, serial)),
            sscc: numbers::sscc(serial),
            grams: line.item.grams * part.quantity + 200,
            parts: vec![part],
        });
    }
    script.story.shipments.get_mut(shipment)?.packages = packages;
    Some(())
}

/// Delivered last week; the customer changed their mind, and it is back where it came from.
pub fn sent_back_later(script: &mut Script, setting: &Setting) -> Option<()> {
    let due = workday(script.today(setting.to.city), -7);
    let days = setting.due(due);
    let shipment = setting.prepare(script, days)?;
    let proof = any_proof(script);
    travel(script, shipment, days, proof)?;
    let collected = script.between(setting.to.city, workday(due, 2), 11, 15);
    script.hub(shipment, Milestone::Returning, setting.to.city, collected);
    let home = script.between(setting.site.city, workday(due, 5), 9, 15);
    script.scan(shipment, Milestone::Returned, Spot::site(setting.site), home);
    Some(())
}
