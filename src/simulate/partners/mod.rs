//! The partners: each derives from the truth what it would say, in its own format, knowing only what it could know.

pub mod crm;
pub mod erp;
pub mod tms;
pub mod ups;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    documents::{Album, Paper, Receipt},
    spelling::Spelling,
    truth::{Deed, Part, Proof, Scan, Shipment, Spot, Step, Story, Teller},
};
use crate::domain::milestone::Milestone;

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Partner {
    Erp,
    Tms,
    Ups,
    Crm,
}

/// One request that a partner makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub partner: Partner,
    /// The sender's identity of the message; sent again it is the same.
    pub id: String,
    pub media: &'static str,
    pub body: String,
    /// When it is sent, in the time of the world.
    pub sent: Timestamp,
}

/// What the partners need to know besides the story.
#[derive(Debug, Default)]
pub struct Office {
    pub album: Album,
    /// Sets the message identities of one world apart from those of another.
    pub edition: String,
}

impl Partner {
    /// The connector that receives its messages.
    pub fn connector(self) -> &'static str {
        match self {
            Self::Erp => "erp_generic",
            Self::Tms => "tms_generic",
            Self::Ups => "ups",
            Self::Crm => "salesforce_case",
        }
    }

    /// As whom answers name it.
    pub fn source(self) -> &'static str {
        match self {
            Self::Erp => "erp",
            Self::Tms => "tms",
            Self::Ups => "ups",
            Self::Crm => "salesforce",
        }
    }
}

impl Office {
    /// Everything that is said about the step at that position of the story, in the order in which it is sent.
    pub fn tell(&self, story: &Story, position: usize) -> Vec<Message> {
        let Some(step) = story.steps.get(position) else { return Vec::new() };
        let mut messages: Vec<Message> = ups::say(self, story, step);
        messages.extend(tms::say(self, story, step, booked_by(story, position)));
        messages.extend(erp::say(self, story, step));
        messages.extend(crm::say(self, story, step));
        if step.twice {
            let late = super::plot::mins(2);
            let again: Vec<_> = messages.iter().map(|m| Message { sent: m.sent + late, ..m.clone() }).collect();
            messages.extend(again);
        }
        messages
    }

    fn message(&self, partner: Partner, name: &str, media: &'static str, body: &Value, sent: Timestamp) -> Message {
        let id = format!("{}-{}-{name}", partner.connector(), self.edition);
        Message { partner, id, media, body: body.to_string(), sent }
    }
}

/// Adds a field to an object of JSON.
trait Put {
    fn put(&mut self, name: &str, value: impl Into<Value>);
}

impl Put for Value {
    fn put(&mut self, name: &str, value: impl Into<Value>) {
        if let Some(object) = self.as_object_mut() {
            object.insert(name.to_owned(), value.into());
        }
    }
}

/// Whether the TMS has said, up to that step, that the shipment of the step exists: it does not speak of strangers.
pub(super) fn booked_by(story: &Story, position: usize) -> bool {
    let about = story.steps.get(position).and_then(|step| step.deed.shipment());
    story
        .steps
        .iter()
        .take(position + 1)
        .any(|step| matches!(step.deed, Deed::Booked { shipment } if Some(shipment) == about))
}

fn parts(parts: &[Part], spelling: Spelling) -> Value {
    let part = |part: &Part| json!({"line": spelling.line(&part.line), "quantity": part.quantity.to_string(), "unit": spelling.unit()});
    parts.iter().map(part).collect()
}

/// A place with what is known of it.
fn place(spot: &Spot) -> Value {
    let city = spot.city;
    let mut place = json!({"city": city.name, "country": city.country, "lat": city.lat, "lon": city.lon});
    let mut put = |name: &str, value: Option<&str>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            place.put(name, value);
        }
    };
    put("name", spot.name.as_deref());
    put("site", spot.site);
    put("street", spot.street.as_deref());
    put("region", Some(city.region));
    put("postal", spot.street.as_ref().map(|_| city.postal));
    place
}

fn window((from, to): (Timestamp, Timestamp), spot: &Spot) -> Value {
    json!({"from": spot.city.written(from), "to": spot.city.written(to)})
}

/// Kilograms.
fn weight(grams: u32) -> Value {
    json!({"value": format!("{}.{:03}", grams / 1_000, grams % 1_000), "unit": "KGM"})
}

/// The bytes of a proof, or nothing where there are none.
fn paper(office: &Office, story: &Story, step: &Step) -> Option<(Paper, std::sync::Arc<str>)> {
    let Deed::Proved { shipment, proof: Proof::Paper(paper), signer, paper: number } = step.deed else { return None };
    let truck = story.shipments.get(shipment)?;
    let order = story.order_of(&step.deed)?;
    let signed = delivered_at(story, shipment).unwrap_or(step.at);
    let receipt = Receipt {
        carrier: truck.carrier.name.into(),
        number,
        references: references(truck, &order.number, &order.purchase_order),
        from: address(&truck.from),
        to: address(&truck.to),
        rows: rows(story, truck),
        signer: signer.into(),
        signed: signed.to_zoned(truck.to.city.time_zone()).strftime("%d %b %Y, %H:%M").to_string(),
    };
    Some((paper, office.album.paper(paper, &receipt)))
}

/// When the last delivery scan of a shipment at the customer's was, by its carrier.
fn delivered_at(story: &Story, shipment: usize) -> Option<Timestamp> {
    let is_delivery = |scan: &Scan| scan.milestone == Milestone::Delivered && scan.place.site.is_none();
    let is_it = |scan: &Scan| scan.shipment == shipment && is_delivery(scan) && scan.teller != Teller::Tms;
    let scans = story.steps.iter().filter(|step| matches!(&step.deed, Deed::Scanned(scan) if is_it(scan)));
    scans.map(|step| step.at).max()
}

fn references(truck: &Shipment, order: &str, purchase_order: &str) -> Vec<(&'static str, String)> {
    let mut lines =
        vec![("Order", order.to_owned()), ("PO", purchase_order.to_owned()), ("Shipment", truck.number.clone())];
    lines.extend(truck.pro.clone().map(|pro| ("PRO", pro)));
    lines.extend(
        truck.packages.iter().filter_map(|package| package.tracking.clone()).map(|number| ("Tracking", number)),
    );
    lines
}

fn address(spot: &Spot) -> Vec<String> {
    let town = format!("{} {} {}", spot.city.name, spot.city.region, spot.city.postal);
    let lines = [spot.name.clone(), spot.street.clone(), Some(town.replace("  ", " ")), Some(spot.city.country.into())];
    lines.into_iter().flatten().collect()
}

fn rows(story: &Story, truck: &Shipment) -> Vec<[String; 3]> {
    let deliveries = truck.deliveries.iter().filter_map(|delivery| story.deliveries.get(*delivery));
    let parts = deliveries.flat_map(|delivery| delivery.parts.iter().map(move |part| (delivery.order, part)));
    let row = |(order, part): (usize, &Part)| {
        let line = story.orders.get(order)?.lines.iter().find(|line| line.number == part.line)?;
        let grams = line.item.grams * part.quantity;
        let kilos = format!("{}.{} kg", grams / 1_000, grams % 1_000 / 100);
        Some([line.item.text.to_owned(), part.quantity.to_string(), kilos])
    };
    parts.filter_map(row).collect()
}
