//! The story that everybody knows: order 4711 of Acme Store 7 in Memphis, in three shipments. The display stands came two days ago, the
//! widgets yesterday, the battery packs are held in Memphis by weather since yesterday morning and expected one day past the promise
//! (working days: on a Monday, yesterday is Friday).
//! The hours are those of the mock; only what is still open follows the hour of `now`.

use jiff::{Timestamp, civil::Date};

use super::{
    Script,
    script::{mins, workday},
};
use crate::{
    domain::{
        milestone::Milestone,
        reason::{Exception, Reason},
    },
    simulate::{
        documents::Paper,
        geography::{DALLAS, DC_DALLAS, LITTLE_ROCK, MEMPHIS},
        numbers::KNOWN_ORDER,
        trade::{ACME, BATTERY, Carrier, FEDEX, ODFL, STAND, UPS, WIDGET},
        truth::{Deed, Line, Order, Package, Part, Proof, Scan, Shipment, Spot, Teller, Trouble},
    },
};

/// Writes it.
pub fn known_order(script: &mut Script) {
    let today = script.today(&MEMPHIS);
    let (eve, before, first) = (back(today, 1), back(today, 2), back(today, 3));
    let created = DALLAS.at(back(today, 4), 3, 0);
    let order = script.order(order(eve), created, None);
    let released = DALLAS.at(back(today, 4), 19, 30);
    script.push(Deed::Released { order }, released);
    stands(script, order, before, first);
    widgets(script, order, eve, before, first);
    batteries(script, order, today);
}

/// So many working days earlier.
fn back(day: Date, days: i32) -> Date {
    workday(day, -days)
}

fn order(promised: Date) -> Order {
    let line = |number: &str, item, quantity| Line { number: number.into(), item, quantity, committed: quantity };
    Order {
        number: KNOWN_ORDER.to_string(),
        purchase_order: "PO-88-1".into(),
        storefront_order: None,
        customer: &ACME,
        email: "p.nair@acme.example".into(),
        ship_to: Spot {
            name: Some("Acme Store 7".into()),
            site: None,
            street: Some("7 Union Ave".into()),
            city: &MEMPHIS,
        },
        site: &DC_DALLAS,
        lines: vec![line("10", &WIDGET, 4), line("20", &BATTERY, 2), line("30", &STAND, 2)],
        deliver_by: promised,
        window: Some((8, 17)),
        names_zone: true,
        cents: Some(125_000),
    }
}

/// One delivery of one line, in packages of so many grams each, with a carrier booked the evening after the release.
fn lane(
    script: &mut Script,
    order: usize,
    (number, line, quantity): (&str, &str, u32),
    (carrier, service): (&'static Carrier, &'static str),
    packages: Vec<Package>,
    (pickup, due): (Date, Date),
) -> usize {
    let parts = vec![Part { line: line.into(), quantity }];
    let allocated = DALLAS.at(back(due, 3).max(back(pickup, 1)), 19, 50);
    let delivery = script.allocate_as(number.into(), order, parts, allocated, pickup);
    let shipment = script.story.shipments.len();
    let serial = script.numbers.serial();
    let is_parcel = carrier.mode == "parcel";
    let to = script.story.orders.get(order).map_or_else(|| Spot::hub(&MEMPHIS), |order| order.ship_to.clone());
    script.story.shipments.push(Shipment {
        number: format!("SHP-{}", 10_000 + serial),
        carrier,
        service,
        pro: (!is_parcel).then(|| "11422093471".into()),
        bill_of_lading: (!is_parcel).then(|| "BOL06104471".into()),
        deliveries: vec![delivery],
        miscounted: 0,
        packages,
        from: Spot::site(&DC_DALLAS),
        to,
        plan_pickup: (DALLAS.at(pickup, 16, 0), DALLAS.at(pickup, 17, 30)),
        plan_delivery: (MEMPHIS.at(due, 9, 0), MEMPHIS.at(due, 15, 0)),
    });
    script.push(Deed::Booked { shipment }, allocated + mins(25));
    shipment
}

fn package(tracking: Option<&str>, sscc: &str, grams: u32, line: &str, quantity: u32) -> Package {
    let parts = vec![Part { line: line.into(), quantity }];
    Package { tracking: tracking.map(Into::into), sscc: sscc.into(), grams, parts }
}

fn stands(script: &mut Script, order: usize, day: Date, first: Date) {
    let pallets = vec![
        package(None, "003401234500000246", 24_300, "30", 1),
        package(None, "003401234500000314", 24_300, "30", 1),
    ];
    let lane = lane(script, order, ("80004712", "30", 2), (&ODFL, "ltl_standard"), pallets, (first, day));
    warehouse(script, 0, DALLAS.at(first, 12, 5));
    script.scan(lane, Milestone::ArrivedPickup, Spot::site(&DC_DALLAS), DALLAS.at(first, 15, 58));
    script.scan(lane, Milestone::PickedUp, Spot::site(&DC_DALLAS), DALLAS.at(first, 16, 32));
    script.hub(lane, Milestone::HubArrived, &MEMPHIS, MEMPHIS.at(day, 6, 20));
    script.hub(lane, Milestone::OutForDelivery, &MEMPHIS, MEMPHIS.at(day, 8, 10));
    door(script, lane, MEMPHIS.at(day, 14, 6), Paper::Pdf, 471_102);
    let charged = Deed::Charged { shipment: lane, invoice: "90400171".into(), linehaul: 15_900, fuel: 2_510 };
    script.push(charged, MEMPHIS.at(day, 14, 52));
}

fn widgets(script: &mut Script, order: usize, day: Date, before: Date, first: Date) {
    let carton = vec![package(Some("1Z999AA10123456784"), "003401234500000178", 10_000, "10", 4)];
    let lane = lane(script, order, ("80004711", "10", 4), (&UPS, "ground"), carton, (first, day));
    warehouse(script, 1, DALLAS.at(first, 9, 5));
    script.scan(lane, Milestone::PickedUp, Spot::site(&DC_DALLAS), DALLAS.at(first, 15, 40));
    script.hub(lane, Milestone::HubArrived, &LITTLE_ROCK, LITTLE_ROCK.at(before, 2, 15));
    script.hub(lane, Milestone::HubDeparted, &LITTLE_ROCK, LITTLE_ROCK.at(before, 16, 5));
    script.hub(lane, Milestone::HubArrived, &MEMPHIS, MEMPHIS.at(before, 19, 40));
    script.hub(lane, Milestone::OutForDelivery, &MEMPHIS, MEMPHIS.at(day, 7, 5));
    door(script, lane, MEMPHIS.at(day, 10, 21), Paper::Jpeg, 471_101);
}

fn batteries(script: &mut Script, order: usize, today: Date) {
    let (eve, pickup) = (back(today, 1), back(today, 2));
    let carton = vec![package(Some("771234567890"), "003401234500000482", 2_700, "20", 2)];
    let lane = lane(script, order, ("80004719", "20", 2), (&FEDEX, "standard_overnight"), carton, (pickup, eve));
    warehouse(script, 2, DALLAS.at(pickup, 15, 20));
    script.scan(lane, Milestone::PickedUp, Spot::site(&DC_DALLAS), DALLAS.at(pickup, 17, 48));
    script.hub(lane, Milestone::HubDeparted, &DALLAS, DALLAS.at(pickup, 20, 30));
    script.hub(lane, Milestone::HubArrived, &MEMPHIS, MEMPHIS.at(eve, 0, 52));
    let (from, to) = expected(script.now, today);
    held(script, lane, MEMPHIS.at(eve, 3, 10), None);
    script.push(Deed::Expected { shipment: lane, from, to, teller: Teller::All }, MEMPHIS.at(eve, 11, 6));
    let again = script.past(MEMPHIS.at(today, 6, 15)).max(MEMPHIS.at(eve, 12, 0));
    held(script, lane, again, Some((from, to)));
    let released = script.now + mins(95);
    script.hub(lane, Milestone::HubDeparted, &MEMPHIS, released);
    script.hub(lane, Milestone::OutForDelivery, &MEMPHIS, released + mins(70));
    let arrived = (from + mins(50)).max(released + mins(140));
    door(script, lane, arrived, Paper::Png, 471_109);
}

/// Today between four and eight; tomorrow morning for those who look in the evening.
fn expected(now: Timestamp, today: Date) -> (Timestamp, Timestamp) {
    if now < MEMPHIS.at(today, 18, 0) {
        (MEMPHIS.at(today, 16, 0), MEMPHIS.at(today, 20, 0))
    } else {
        let next = today.tomorrow().map_or(today, |day| workday(day, 0));
        (MEMPHIS.at(next, 9, 0), MEMPHIS.at(next, 13, 0))
    }
}

fn held(script: &mut Script, shipment: usize, at: Timestamp, estimate: Option<(Timestamp, Timestamp)>) {
    let deed = Deed::Troubled(Trouble {
        shipment,
        package: None,
        exception: Exception::Delayed,
        reason: Reason::Weather,
        place: Spot::hub(&MEMPHIS),
        text: "Severe thunderstorms; all routes from Memphis stopped",
        estimate,
    });
    script.push_said(deed, at, at + mins(1));
}

fn warehouse(script: &mut Script, delivery: usize, packed: Timestamp) {
    script.push(Deed::Picking { delivery }, packed - mins(75));
    script.push(Deed::Packed { delivery }, packed);
}

/// Signed for by D. Ortiz; the receipt follows, and the ERP posts goods issue.
fn door(script: &mut Script, shipment: usize, at: Timestamp, paper: Paper, number: u32) {
    let signer = "D. Ortiz";
    let place =
        Spot { name: Some("Acme Store 7".into()), site: None, street: Some("7 Union Ave".into()), city: &MEMPHIS };
    let scan = Scan { signer: Some(signer), ..Scan::plain(shipment, Milestone::Delivered, place) };
    script.push(Deed::Scanned(scan), at);
    let proved = Deed::Proved { shipment, proof: Proof::Paper(paper), signer, paper: number };
    script.push(proved, at + mins(3));
    for delivery in script.story.shipments.get(shipment).map(|s| s.deliveries.clone()).unwrap_or_default() {
        script.push(Deed::Issued { delivery }, at + mins(6));
    }
}
