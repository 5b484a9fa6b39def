//! The steps that stories are made of, each at a plausible hour of the place where it happens: warehouses pick in the morning,
//! carriers collect in the late afternoon, hubs work at night, doors open in office hours, nobody does any of it on a weekend.

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, Weekday},
};

use super::Kind;
use crate::{
    domain::milestone::Milestone,
    simulate::{
        chance::Chance,
        geography::City,
        numbers::{self, Numbers},
        spelling::Spelling,
        trade::{Carrier, SIGNERS},
        truth::{Deed, Delivery, Order, Package, Part, Proof, Scan, Shipment, Spot, Step, Story, Teller},
    },
};

/// A story being written.
pub struct Script<'a> {
    pub chance: &'a mut Chance,
    pub numbers: &'a mut Numbers,
    pub now: Timestamp,
    pub story: Story,
}

/// Seconds until their systems tell.
const ERP_LAG: (i64, i64) = (5, 50);
const CARRIER_LAG: (i64, i64) = (20, 200);

impl<'a> Script<'a> {
    /// A story of that kind, still empty.
    pub fn new(kind: Kind, now: Timestamp, chance: &'a mut Chance, numbers: &'a mut Numbers) -> Self {
        let story = Story {
            kind,
            orders: vec![],
            deliveries: vec![],
            shipments: vec![],
            cases: vec![],
            steps: vec![],
            spelling: Spelling::default(),
        };
        Self { chance, numbers, now, story }
    }

    /// The story, in the order in which it is told.
    pub fn finish(mut self) -> Story {
        for shipment in 0..self.story.shipments.len() {
            self.straighten(shipment);
        }
        self.story.steps.sort_by_key(|step| (step.said, step.at, step.id));
        self.story
    }

    /// A carrier's scans of a shipment were written in the order in which they happen: where one had to move because of `now`, those
    /// after it follow.
    fn straighten(&mut self, shipment: usize) {
        let mut before = Timestamp::MIN;
        for step in &mut self.story.steps {
            if !matches!(step.deed, Deed::Scanned(_) | Deed::Proved { .. }) || step.deed.shipment() != Some(shipment) {
                continue;
            }
            if step.at < before {
                let behind = before.duration_since(step.at) + mins(14);
                step.at += behind;
                step.said += behind;
            }
            before = step.at;
        }
    }

    /// Adds a step that is told after a while.
    pub fn push(&mut self, deed: Deed, at: Timestamp) -> usize {
        let (from, to) = if deed.shipment().is_some() { CARRIER_LAG } else { ERP_LAG };
        let said = at + self.chance.seconds(from, to);
        self.push_said(deed, at, said)
    }

    /// Adds a step that is told at that time.
    pub fn push_said(&mut self, deed: Deed, at: Timestamp, said: Timestamp) -> usize {
        let id = self.story.steps.len();
        self.story.steps.push(Step { id, at, said, deed, twice: false });
        id
    }

    /// When a step happened.
    pub fn at(&self, id: usize) -> Timestamp {
        self.story.steps.iter().find(|step| step.id == id).map_or(self.now, |step| step.at)
    }

    /// That time, or a short while ago where it is still to come.
    pub fn past(&mut self, at: Timestamp) -> Timestamp {
        if at < self.now - mins(6) { at } else { self.now - self.chance.minutes(6, 40) }
    }

    /// That time, or a while from now where it has passed.
    pub fn future(&mut self, at: Timestamp) -> Timestamp {
        if at > self.now + mins(6) { at } else { self.now + self.chance.minutes(20, 180) }
    }

    /// A time of that day between two hours of that city's clocks.
    pub fn between(&mut self, city: &City, day: Date, from: i8, to: i8) -> Timestamp {
        let width = i64::from(to - from) * 60;
        city.at(day, from, 0) + self.chance.minutes(0, width)
    }

    /// The day it is now in that city.
    pub fn today(&self, city: &City) -> Date {
        city.day(self.now)
    }

    /// Adds an order, created and released at those times; the release says both where it comes at once.
    pub fn order(&mut self, order: Order, created: Timestamp, released: Option<Timestamp>) -> usize {
        let position = self.story.orders.len();
        self.story.orders.push(order);
        self.push(Deed::Ordered { order: position }, created);
        if let Some(at) = released {
            self.push(Deed::Released { order: position }, at);
        }
        position
    }

    /// Adds what the warehouse is told to ship of an order.
    pub fn allocate(&mut self, order: usize, parts: Vec<Part>, at: Timestamp, goods_issue: Date) -> usize {
        let number = format!("8001{:04}", self.numbers.serial());
        self.allocate_as(number, order, parts, at, goods_issue)
    }

    /// The same with a number of its own.
    pub fn allocate_as(&mut self, number: String, order: usize, parts: Vec<Part>, at: Timestamp, day: Date) -> usize {
        let delivery = self.story.deliveries.len();
        self.story.deliveries.push(Delivery { number, order, parts, goods_issue: day });
        self.push(Deed::Allocated { delivery }, at);
        delivery
    }

    /// Picked and packed that day.
    pub fn warehouse(&mut self, delivery: usize, city: &City, day: Date) {
        let picking = self.between(city, day, 8, 11);
        let packed = picking + self.chance.minutes(60, 200);
        self.push(Deed::Picking { delivery }, picking);
        self.push(Deed::Packed { delivery }, packed);
    }

    /// Books a carrier for deliveries of the story; one carton a delivery, pallets by the piece.
    pub fn book(
        &mut self,
        deliveries: Vec<usize>,
        carrier: &'static Carrier,
        at: Timestamp,
        pickup: Date,
        due: Date,
    ) -> Option<usize> {
        let order = self.story.orders.get(self.story.deliveries.get(*deliveries.first()?)?.order)?.clone();
        let service = *self.chance.pick(carrier.services);
        let serial = self.numbers.serial();
        let is_parcel = carrier.mode == "parcel";
        let packages = deliveries.iter().flat_map(|delivery| self.packages(*delivery, carrier)).collect();
        let (from, to) = (Spot::site(order.site), order.ship_to.clone());
        let position = self.story.shipments.len();
        self.story.shipments.push(Shipment {
            number: format!("SHP-{}", 20_000 + serial),
            carrier,
            service,
            pro: (!is_parcel).then(|| format!("{}", 114_220_000_000_u64 + serial * 4_711)),
            bill_of_lading: (!is_parcel).then(|| format!("BOL{:08}", 6_104_000 + serial * 3)),
            deliveries,
            miscounted: 0,
            packages,
            plan_pickup: (from.city.at(pickup, 14, 0), from.city.at(pickup, 18, 0)),
            plan_delivery: (to.city.at(due, 8, 0), to.city.at(due, 17, 0)),
            from,
            to,
        });
        self.push(Deed::Booked { shipment: position }, at);
        Some(position)
    }

    fn packages(&mut self, delivery: usize, carrier: &Carrier) -> Vec<Package> {
        let Some(delivery) = self.story.deliveries.get(delivery) else { return vec![] };
        let lines = self.story.orders.get(delivery.order).map_or(&[][..], |order| &order.lines);
        let grams = |part: &Part| {
            lines.iter().find(|line| line.number == part.line).map_or(0, |line| line.item.grams * part.quantity)
        };
        // A carton per line where they would be heavy together; else everything in one.
        let total: u32 = delivery.parts.iter().map(grams).sum();
        let groups: Vec<Vec<Part>> = if total > 20_000 {
            delivery.parts.iter().map(|part| vec![part.clone()]).collect()
        } else {
            vec![delivery.parts.clone()]
        };
        let weighed: Vec<(Vec<Part>, u32)> =
            groups.into_iter().map(|parts| (parts.clone(), parts.iter().map(grams).sum())).collect();
        let mut packages = Vec::new();
        for (parts, grams) in weighed {
            let serial = self.numbers.serial();
            let tracking = (carrier.mode == "parcel").then(|| numbers::tracking(carrier.scac, serial));
            packages.push(Package { tracking, sscc: numbers::sscc(serial), grams: grams + 200, parts });
        }
        packages
    }

    /// A carrier's scan of everything in a shipment.
    pub fn scan(&mut self, shipment: usize, milestone: Milestone, place: Spot, at: Timestamp) -> usize {
        self.push(Deed::Scanned(Scan::plain(shipment, milestone, place)), at)
    }

    /// A carrier's scan in the town of a hub.
    pub fn hub(&mut self, shipment: usize, milestone: Milestone, city: &'static City, at: Timestamp) -> usize {
        self.scan(shipment, milestone, Spot::hub(city), at)
    }

    /// Where a shipment starts and ends, and a hub of its carrier in between.
    pub fn route(&mut self, shipment: usize) -> Option<(Spot, &'static City, Spot)> {
        let Shipment { from, to, carrier, .. } = self.story.shipments.get(shipment)?.clone();
        let between: Vec<_> =
            carrier.hubs.iter().copied().filter(|hub| hub.name != from.city.name && hub.name != to.city.name).collect();
        let hub = if between.is_empty() { to.city } else { *self.chance.pick(&between) };
        Some((from, hub, to))
    }

    /// The carrier collects on that day.
    pub fn pick_up(&mut self, shipment: usize, day: Date) {
        let Some(truck) = self.story.shipments.get(shipment).cloned() else { return };
        let at = self.between(truck.from.city, day, 16, 18);
        if truck.carrier.mode != "parcel" {
            self.scan(shipment, Milestone::ArrivedPickup, truck.from.clone(), at - mins(35));
            self.scan(shipment, Milestone::Loaded, truck.from.clone(), at - mins(4));
        }
        self.scan(shipment, Milestone::PickedUp, truck.from, at);
    }

    /// From terminal to terminal: through the night of `pickup` into the morning of `due`. Returns the hub.
    pub fn ride(&mut self, shipment: usize, pickup: Date, due: Date) -> Option<&'static City> {
        let (from, hub, to) = self.route(shipment)?;
        let left = self.between(from.city, pickup, 20, 22);
        self.hub(shipment, Milestone::HubDeparted, from.city, left);
        let night = pickup.tomorrow().unwrap_or(pickup);
        let arrived = self.between(hub, night, 0, 2).max(left + mins(95));
        self.hub(shipment, Milestone::HubArrived, hub, arrived);
        let departed =
            if night == due { arrived + self.chance.minutes(40, 90) } else { self.between(hub, night, 17, 21) };
        self.hub(shipment, Milestone::HubDeparted, hub, departed);
        let near = self.between(to.city, due, 5, 6).max(departed + mins(70));
        self.hub(shipment, Milestone::HubArrived, to.city, near);
        Some(hub)
    }

    /// On the vehicle in the morning of that day; returns when.
    pub fn out(&mut self, shipment: usize, day: Date) -> Option<Timestamp> {
        let to = self.story.shipments.get(shipment)?.to.city;
        let at = city_morning(self.chance, to, day);
        self.hub(shipment, Milestone::OutForDelivery, to, at);
        Some(at)
    }

    /// At the door on that day, signed for; with its proof. Returns when and by whom.
    pub fn deliver(&mut self, shipment: usize, day: Date, proof: Proof) -> Option<(Timestamp, &'static str)> {
        let to = self.story.shipments.get(shipment)?.to.city;
        let at = self.between(to, day, 10, 16);
        self.deliver_at(shipment, at, proof).map(|signer| (at, signer))
    }

    /// The same at that time.
    pub fn deliver_at(&mut self, shipment: usize, at: Timestamp, proof: Proof) -> Option<&'static str> {
        let signer = *self.chance.pick(SIGNERS);
        self.signed_for(shipment, at, proof, signer)?;
        Some(signer)
    }

    /// The same, by that person.
    pub fn signed_for(&mut self, shipment: usize, at: Timestamp, proof: Proof, signer: &'static str) -> Option<usize> {
        let truck = self.story.shipments.get(shipment)?.clone();
        if truck.carrier.mode != "parcel" {
            self.scan(shipment, Milestone::ArrivedDelivery, truck.to.clone(), at - mins(18));
        }
        let scan = Scan { signer: Some(signer), ..Scan::plain(shipment, Milestone::Delivered, truck.to) };
        let id = self.push(Deed::Scanned(scan), at);
        let paper = u32::try_from(self.numbers.serial() % 1_000_000).unwrap_or(0);
        let proved = at + self.chance.minutes(6, 35);
        self.push(Deed::Proved { shipment, proof, signer, paper }, proved);
        for delivery in truck.deliveries {
            let issued = proved + self.chance.minutes(3, 12);
            self.push(Deed::Issued { delivery }, issued);
        }
        if truck.carrier.mode != "parcel" {
            let (linehaul, fuel) = (self.chance.between(9_000, 38_000), self.chance.between(900, 5_200));
            let deed = Deed::Charged {
                shipment,
                invoice: format!("9040{:04}", self.numbers.serial() % 10_000),
                linehaul: u32::try_from(linehaul).unwrap_or(0),
                fuel: u32::try_from(fuel).unwrap_or(0),
            };
            let charged = proved + self.chance.minutes(60, 300);
            self.push(deed, charged);
        }
        Some(id)
    }
}

impl Scan {
    /// Of everything, with nothing more to say.
    pub fn plain(shipment: usize, milestone: Milestone, place: Spot) -> Self {
        Self {
            shipment,
            package: None,
            milestone,
            partial: false,
            teller: Teller::All,
            place,
            reason: None,
            signer: None,
            estimate: None,
        }
    }
}

fn city_morning(chance: &mut Chance, city: &City, day: Date) -> Timestamp {
    city.at(day, 7, 10) + chance.minutes(0, 100)
}

/// So many minutes.
pub fn mins(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}

/// The working day so many working days after (or, below zero, before) that day; 0: the day itself, or the Monday after it.
pub fn workday(day: Date, days: i32) -> Date {
    let step = |day: Date, forward: bool| if forward { day.tomorrow() } else { day.yesterday() }.unwrap_or(day);
    let rest = |day: Date| matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    let mut at = day;
    while days == 0 && rest(at) {
        at = step(at, true);
    }
    for _ in 0..days.abs() {
        at = step(at, days > 0);
        while rest(at) {
            at = step(at, days > 0);
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn working_days_jump_over_weekends() {
        let friday = date(2026, 11, 20);
        assert_eq!(workday(friday, 1), date(2026, 11, 23));
        assert_eq!(workday(date(2026, 11, 22), 0), date(2026, 11, 23));
        assert_eq!(workday(date(2026, 11, 24), -2), friday);
    }
}
