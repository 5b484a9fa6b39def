//! Who orders what, from where, and who carries it: the part of a story that chance decides.

use jiff::{Timestamp, civil::Date};

use super::{
    Kind, Script,
    script::{mins, workday},
};
use crate::simulate::{
    geography::{City, SITES_EU, SITES_US, Site},
    trade::{self, BUYERS, Carrier, Customer, ITEMS, PALLETS},
    truth::{Line, Order, Part, Spot},
};

/// What is settled before a story begins.
pub struct Setting {
    pub customer: &'static Customer,
    pub to: Spot,
    pub site: &'static Site,
    pub carrier: &'static Carrier,
    pub lines: Vec<Line>,
    /// Working days from pick-up to door.
    pub transit: i32,
    /// Whether the promise names the zone of its place.
    pub names_zone: bool,
    /// Hours in which the customer takes goods in, where they are not those of the others.
    pub hours: Option<(i8, i8)>,
}

/// The days of an ordinary journey.
#[derive(Clone, Copy)]
pub struct Days {
    pub ordered: Date,
    pub pickup: Date,
    pub due: Date,
}

impl Setting {
    /// A setting that suits the kind.
    pub fn draw(script: &mut Script, kind: Kind) -> Self {
        let customer = customer(script, kind);
        let american = customer.region == "us";
        let store = script.chance.below(customer.cities.len());
        let city = customer.cities.get(store).copied().unwrap_or(&crate::simulate::geography::MEMPHIS);
        let parcels_only =
            matches!(kind, Kind::Customs | Kind::Parked | Kind::Storm | Kind::OtherNames | Kind::PastMidnight)
                || is_in_cartons(kind);
        let bulky = script.chance.percent(18) && !parcels_only;
        let carrier = match kind {
            Kind::Storm => &trade::FEDEX,
            Kind::Parked | Kind::OtherNames | Kind::PastMidnight => {
                *script.chance.pick(&[if american { &trade::UPS } else { &trade::UPS_EU }])
            }
            Kind::Withdrawn if american => &trade::FEDEX,
            Kind::Withdrawn => &trade::DHL,
            _ if bulky && american => &trade::ODFL,
            _ if bulky => &trade::DSV,
            _ if american => *script.chance.pick(trade::PARCEL_US),
            _ => *script.chance.pick(trade::PARCEL_EU),
        };
        let transit = if american { script.chance.between(1, 3) } else { script.chance.between(1, 2) };
        Self {
            customer,
            to: door(script, customer, store, city),
            site: *script.chance.pick(if american { SITES_US } else { SITES_EU }),
            carrier,
            lines: lines(script, kind, carrier.mode != "parcel"),
            transit: i32::try_from(transit).unwrap_or(1),
            names_zone: kind != Kind::TwoTimes,
            hours: None,
        }
    }

    /// Days that end with that day.
    pub fn due(&self, due: Date) -> Days {
        let pickup = workday(due, -self.transit);
        Days { ordered: workday(pickup, -1), pickup, due }
    }

    /// The order itself.
    pub fn order(&self, script: &mut Script, due: Date) -> Order {
        let serial = script.numbers.serial();
        let window = self.hours.or((self.customer.tier == "key").then_some((8, 17)));
        Order {
            number: script.numbers.order().to_string(),
            purchase_order: format!("PO-{}-{serial}", 80 + serial % 17),
            storefront_order: self.customer.shop.map(|_| format!("#{}", 1_000 + serial)),
            customer: self.customer,
            email: format!("{}@{}", script.chance.pick(BUYERS), self.customer.domain),
            ship_to: self.to.clone(),
            site: self.site,
            lines: self.lines.clone(),
            deliver_by: due,
            window,
            names_zone: self.names_zone,
            cents: None,
        }
    }

    /// All of its lines.
    pub fn parts(&self) -> Vec<Part> {
        self.lines.iter().map(|line| Part { line: line.number.clone(), quantity: line.quantity }).collect()
    }

    /// Ordered in office hours of that day and released soon after.
    pub fn begin(&self, script: &mut Script, days: Days) -> (usize, Timestamp) {
        let created = script.between(self.site.city, days.ordered, 8, 13);
        let released = created + script.chance.minutes(8, 70);
        let order = self.order(script, days.due);
        (script.order(order, created, Some(released)), released)
    }

    /// Everything in one delivery and one shipment, booked and packed, ready to be collected.
    pub fn prepare(&self, script: &mut Script, days: Days) -> Option<usize> {
        let (order, released) = self.begin(script, days);
        self.prepare_parts(script, order, self.parts(), released, days)
    }

    /// A part of an order in a delivery and a shipment of its own.
    pub fn prepare_parts(
        &self,
        script: &mut Script,
        order: usize,
        parts: Vec<Part>,
        released: Timestamp,
        days: Days,
    ) -> Option<usize> {
        let allocated = released + script.chance.minutes(5, 30);
        let delivery = script.allocate(order, parts, allocated, days.pickup);
        let booked = allocated + script.chance.minutes(10, 60);
        let shipment = script.book(vec![delivery], self.carrier, booked, days.pickup, days.due);
        script.warehouse(delivery, self.site.city, days.pickup);
        shipment
    }
}

/// Somebody of a region where the story is plausible at this hour.
fn customer(script: &mut Script, kind: Kind) -> &'static Customer {
    let american_day = (8..18).contains(&crate::simulate::geography::CHICAGO.hour(script.now));
    let american = match kind {
        Kind::Storm => return &trade::ACME,
        Kind::Customs => return script.chance.pick(trade::BEYOND_CUSTOMS),
        Kind::TwoTimes => return script.chance.pick(trade::IN_TWO_TIMES),
        Kind::OutForDelivery | Kind::Picking => script.chance.percent(if american_day { 90 } else { 15 }),
        _ => script.chance.percent(62),
    };
    match american {
        true if script.chance.percent(35) => &trade::ACME,
        true => script.chance.pick(trade::AMERICANS),
        false => script.chance.pick(trade::EUROPEANS),
    }
}

fn door(script: &mut Script, customer: &Customer, store: usize, city: &'static City) -> Spot {
    let name =
        if customer.cities.len() > 1 { format!("{} {}", customer.place, store + 1) } else { customer.place.into() };
    let number = 3 + (store * 14) % 90;
    let street = script.chance.pick(city.streets());
    let street = if city.country == "US" { format!("{number} {street}") } else { format!("{street} {number}") };
    Spot { name: Some(name), site: None, street: Some(street), city }
}

/// Whether it comes in several cartons, one a line.
fn is_in_cartons(kind: Kind) -> bool {
    matches!(kind, Kind::OneOfTwo | Kind::OneReturned | Kind::OneSentBack | Kind::OneLost)
}

fn lines(script: &mut Script, kind: Kind, bulky: bool) -> Vec<Line> {
    let wanted = match kind {
        Kind::Split => script.chance.between(2, 3),
        _ if is_in_cartons(kind) => script.chance.between(2, 3),
        _ if bulky => script.chance.between(1, 2),
        _ => script.chance.between(1, 3),
    };
    let shelf = if bulky { PALLETS } else { ITEMS };
    let first = script.chance.below(shelf.len());
    let items = shelf.iter().copied().filter(|item| item.bulky == bulky).cycle().skip(first);
    let mut lines = Vec::new();
    for (i, item) in (1..=wanted).zip(items) {
        let quantity =
            u32::try_from(script.chance.between(if kind == Kind::ShortShipped { 4 } else { 1 }, 8)).unwrap_or(1);
        lines.push(Line { number: (i * 10).to_string(), item, quantity, committed: quantity });
    }
    lines
}

/// The part of the day that has passed: an order created so many minutes ago is never from tomorrow.
pub fn minutes_ago(script: &mut Script, from: i64, to: i64) -> Timestamp {
    let passed = script.chance.minutes(from, to);
    script.now - passed - mins(1)
}
