//! Scenes for tests, written the way messages say it.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Folded, fold};
use crate::domain::{
    event::{Event, LineQuantity, Relation},
    fold_input::{FoldInput, InputLink, InputObject, ReceivedEvent},
    id::{EventId, MessageId, ObjectId, SourceId},
    ownership::Ownership,
    policy::Policy,
    reference::{ObjectKind, Reference},
    time::{Moment, When},
    view::{ShipmentView, View},
    zone::{no_sites, zone_of},
};

/// A scene in the making. The order is object 1.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub input: FoldInput,
}

pub(crate) const ORDER: ObjectId = ObjectId(1);

impl World {
    /// An order 4711 of which nothing has been said.
    pub fn new() -> Self {
        let order = InputObject { id: ORDER, of: ObjectKind::Order, names: vec![name("order", "S4", "4711")] };
        Self {
            input: FoldInput {
                order: ORDER,
                objects: vec![order],
                links: Vec::new(),
                events: Vec::new(),
                conflicts: Vec::new(),
            },
        }
    }

    /// The order with two lines (4 widgets, 2 batteries), promised for Thursday 14 May in Chicago.
    pub fn ordered() -> Self {
        let mut world = Self::new();
        world.say("s4", ORDER, "2026-05-10T08:00:00Z", ordered());
        world.milestone("s4", ORDER, "ORDER_CREATED", "2026-05-10T07:58:00Z");
        world.milestone("s4", ORDER, "ORDER_RELEASED", "2026-05-10T08:00:00Z");
        world
    }

    /// The order in `count` shipments by UPS, each linked to the whole order without quantities.
    pub fn shipped(count: i64) -> (Self, Vec<ObjectId>) {
        let mut world = Self::ordered();
        let shipments = (0..count).map(|_| world.shipment(&[])).collect();
        (world, shipments)
    }

    pub fn object(&mut self, of: ObjectKind, names: Vec<Reference>) -> ObjectId {
        let id = ObjectId(i64::try_from(self.input.objects.len()).unwrap() + 1);
        self.input.objects.push(InputObject { id, of, names });
        id
    }

    /// A shipment that carries these lines of the order.
    pub fn shipment(&mut self, lines: &[(&str, &str)]) -> ObjectId {
        let number = self.input.objects.len();
        let id = self.object(ObjectKind::Shipment, vec![name("shipment", "TMS", &format!("SH{number}"))]);
        self.link(id, Relation::Carries, ORDER, lines);
        id
    }

    /// A delivery with these lines of the order.
    pub fn delivery(&mut self, lines: &[(&str, &str)]) -> ObjectId {
        let number = self.input.objects.len();
        let id = self.object(ObjectKind::Delivery, vec![name("delivery", "S4", &format!("8000{number}"))]);
        self.link(id, Relation::Carries, ORDER, lines);
        id
    }

    pub fn package(&mut self, shipment: ObjectId) -> ObjectId {
        let number = self.input.objects.len();
        let id = self.object(ObjectKind::Package, vec![name("tracking", "UPSN", &format!("1Z{number}"))]);
        self.link(shipment, Relation::Contains, id, &[]);
        id
    }

    /// Packages with what they hold, as the TMS tells it of the shipment.
    pub fn packages_holding(&mut self, shipment: ObjectId, each: &[&[(&str, &str)]]) -> Vec<ObjectId> {
        let ids: Vec<ObjectId> = each.iter().map(|_| self.package(shipment)).collect();
        let packages = ids.iter().zip(each).map(|(id, lines)| {
            let known = self.input.objects.iter().find(|known| known.id == *id).unwrap();
            let lines = lines.iter().map(|(line, quantity)| json!({"line": line, "quantity": quantity, "unit": "EA"}));
            json!({"refs": [known.names[0].clone()], "lines": lines.collect::<Vec<_>>()})
        });
        let packages: Vec<Value> = packages.collect();
        self.say("tms", shipment, "2026-05-10T12:00:00Z", json!({"type": "shipment", "packages": packages}));
        ids
    }

    pub fn link(&mut self, from: ObjectId, relation: Relation, to: ObjectId, lines: &[(&str, &str)]) {
        let lines = lines.iter().map(|(line, quantity)| LineQuantity {
            line: (*line).into(),
            quantity: quantity.parse().unwrap(),
            quantity_as_sent: None,
            unit: Some("EA".into()),
        });
        let link = InputLink { from, relation, to, lines: lines.collect(), source: SourceId::from("tms") };
        self.input.links.push(link);
    }

    /// A message of `source` about `object`, heard a minute after `at`.
    pub fn say(&mut self, source: &str, object: ObjectId, at: &str, event: Value) -> EventId {
        self.say_heard(source, object, at, None, event)
    }

    /// The same, heard at a time of its own.
    pub fn say_heard(
        &mut self,
        source: &str,
        object: ObjectId,
        at: &str,
        heard: Option<&str>,
        event: Value,
    ) -> EventId {
        let message = MessageId(i64::try_from(self.input.events.len()).unwrap() + 1);
        let id = EventId { message, ordinal: 0, generation: 0 };
        let received = self.told(id, source, object, at, heard, event);
        self.input.events.push(received);
        id
    }

    fn told(
        &self,
        id: EventId,
        source: &str,
        object: ObjectId,
        at: &str,
        heard: Option<&str>,
        mut event: Value,
    ) -> ReceivedEvent {
        let of = self.input.objects.iter().find(|known| known.id == object).unwrap();
        event["of"] = json!(of.of);
        if event.get("refs").is_none() {
            event["refs"] = json!([of.names[0]]);
        }
        event["at"] = json!(at);
        let event = Event::from_value(event).unwrap();
        let zone = event.place.as_ref().and_then(|place| zone_of(place, &no_sites));
        let at: Moment = at.parse::<When>().unwrap().resolve(zone.as_ref());
        let source = SourceId::from(source);
        let key = event.identity(&source);
        let received_at = heard.map_or(at.micros + 60_000_000, micros);
        let at = if event.day_only { at.on_that_day(received_at) } else { at };
        ReceivedEvent { id, key, object, source, at, received_at, event: Arc::new(event) }
    }

    pub fn milestone(&mut self, source: &str, object: ObjectId, milestone: &str, at: &str) -> EventId {
        self.say(source, object, at, json!({"type": "milestone", "milestone": milestone}))
    }

    pub fn estimate(&mut self, object: ObjectId, said: &str, from: &str, to: &str) -> EventId {
        let expected = json!({"from": from, "to": to});
        self.say(
            "ups",
            object,
            said,
            json!({"type": "milestone", "milestone": "DELIVERED", "classifier": "estimated", "expected": expected}),
        )
    }

    pub fn exception(&mut self, object: ObjectId, exception: &str, reason: &str, at: &str) -> EventId {
        let place = json!({"city": "Memphis", "region": "TN", "country": "US"});
        self.say(
            "ups",
            object,
            at,
            json!({"type": "exception", "exception": exception, "reason": reason, "place": place}),
        )
    }

    pub fn fold(&self, now: &str) -> Folded {
        folded(&self.input, now)
    }

    /// The view in the afternoon of Thursday 14 May in Memphis.
    pub fn view(&self) -> View {
        self.fold(NOW).view
    }

    pub fn shipment_view(&self, shipment: ObjectId) -> ShipmentView {
        self.view().shipments.into_iter().find(|view| view.object == shipment).unwrap()
    }
}

pub(crate) const NOW: &str = "2026-05-14T18:00:00Z";

pub(crate) fn folded(input: &FoldInput, now: &str) -> Folded {
    fold(input, &Ownership::default(), &Policy::default(), now.parse::<Timestamp>().unwrap())
}

pub(crate) fn micros(text: &str) -> i64 {
    text.parse::<Timestamp>().unwrap().as_microsecond()
}

pub(crate) fn name(kind: &str, scope: &str, value: &str) -> Reference {
    serde_json::from_value(json!({"kind": kind, "scope": scope, "value": value})).unwrap()
}

fn ordered() -> Value {
    json!({"type": "order",
    "header": {"customer": {"number": "100042", "name": "Acme", "tier": "key"}, "sales_org": "1010", "region": "us", "status": "released"},
    "promise": {"deliver_by": "2026-05-14", "zone": "America/Chicago"},
    "ship_to": {"name": "Acme Store 7", "city": "Memphis", "region": "TN", "postal": "38101", "country": "US"},
    "lines": [
        {"line": "10", "item": "WID-1", "text": "Widget", "quantity": "4", "unit": "EA"},
        {"line": "20", "item": "BAT-26", "text": "Battery pack", "quantity": "2", "unit": "EA"}
    ]})
}
