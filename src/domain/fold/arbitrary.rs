//! Any scene that partners can bring about: several shipments, packages, deliveries and trips; late, skewed, repeated and
//! withdrawn events; zones unknown; quantities told or not.

use std::sync::Arc;

use jiff::{Timestamp, tz::Offset};
use proptest::{prelude::*, sample::Index};

use super::testing::{ORDER, micros, name};
use crate::domain::{
    event::{
        Ack, Address, Body, CaseStatement, Channel, Contact, Content, ContentState, Direction, Document, DocumentKind,
        Event, ExceptionEvent, Expected, LineQuantity, MilestoneEvent, Mode, Order, OrderLine, Place, Promise,
        Relation, Retraction, Shipment, Transport,
    },
    fold_input::{FoldInput, InputLink, InputObject, ReceivedEvent},
    id::{EventId, MessageId, ObjectId, SourceId},
    milestone::{Classifier, Extent, Milestone},
    reason::{Exception, Reason},
    reference::ObjectKind,
    time::When,
};

pub(super) const SOURCES: [&str; 3] = ["ups", "tms", "s4"];
const MINUTE: i64 = 60_000_000;

/// What an event says.
#[derive(Debug, Clone)]
pub(super) enum What {
    Milestone(Milestone, Extent),
    Estimate(i64),
    Planned(Milestone),
    Exception(Exception, Option<Reason>),
    Document(Option<ContentState>),
    Retraction,
    Ack(Milestone, bool),
    Contact,
    Case(bool),
}

/// An event before it has an object and an identity.
#[derive(Debug, Clone)]
pub(super) struct Saying {
    pub object: Index,
    pub source: usize,
    pub what: What,
    /// Minutes after the order.
    pub at: i64,
    pub zone_known: bool,
    /// Minutes after it happened.
    pub heard: i64,
    pub key: Option<u8>,
    pub retracts: Vec<u8>,
    /// Where, of two cities.
    pub place: Option<bool>,
}

fn what() -> impl Strategy<Value = What> {
    let milestone = proptest::sample::select(Milestone::ALL.to_vec());
    let extent = prop_oneof![6 => Just(Extent::Full), 1 => Just(Extent::Partial)];
    let exceptions: Vec<Exception> = Exception::ALL.iter().copied().filter(|e| e.is_reported()).collect();
    prop_oneof![
        8 => (milestone.clone(), extent).prop_map(|(milestone, extent)| What::Milestone(milestone, extent)),
        1 => Just(What::Milestone(Milestone::Delivered, Extent::Full)),
        2 => (-2000..12000_i64).prop_map(What::Estimate),
        1 => milestone.prop_map(What::Planned),
        2 => (proptest::sample::select(exceptions), proptest::option::of(proptest::sample::select(Reason::ALL.to_vec())))
            .prop_map(|(exception, reason)| What::Exception(exception, reason)),
        1 => proptest::option::of(Just(ContentState::Pending)).prop_map(What::Document),
        1 => Just(What::Retraction),
        1 => (proptest::sample::select(Milestone::ALL.to_vec()), any::<bool>()).prop_map(|(received, ok)| What::Ack(received, ok)),
        1 => prop_oneof![Just(What::Contact), any::<bool>().prop_map(What::Case)],
    ]
}

pub(super) fn saying() -> impl Strategy<Value = Saying> {
    let at = prop_oneof![9 => 0..9000_i64, 1 => Just(0), 3 => 600..604_i64];
    let heard = prop_oneof![8 => 0..3000_i64, 1 => -900..0_i64, 1 => Just(-15)];
    let known = prop_oneof![5 => Just(true), 1 => Just(false)];
    let key = proptest::option::weighted(0.4, 0..8_u8);
    let retracts = prop_oneof![9 => Just(Vec::new()), 1 => proptest::collection::vec(0..8_u8, 1..3)];
    let place = proptest::option::weighted(0.3, any::<bool>());
    (any::<Index>(), 0..SOURCES.len(), what(), at, known, heard, key, retracts, place).prop_map(
        |(object, source, what, at, zone_known, heard, key, retracts, place)| Saying {
            object,
            source,
            what,
            at,
            zone_known,
            heard,
            key,
            retracts,
            place,
        },
    )
}

/// How many packages each shipment has; deliveries; a trip; a return; whether lines are told.
type Shape = (Vec<usize>, usize, bool, bool, bool, bool);

pub(crate) fn input() -> impl Strategy<Value = FoldInput> {
    let packages = prop_oneof![4 => Just(0_usize), 1 => Just(1), 2 => 2..4_usize];
    let shape = (
        proptest::collection::vec(packages, 1..4),
        0..3_usize,
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
    );
    (shape, proptest::collection::vec(saying(), 0..28)).prop_map(|(shape, sayings)| {
        let mut input = skeleton(&shape);
        for saying in &sayings {
            let received = told(&input, saying);
            input.events.push(received);
        }
        input
    })
}

fn skeleton((shipments, deliveries, load, back, lines, stated): &Shape) -> FoldInput {
    let names = vec![name("order", "S4", "4711"), name("purchase_order", "ACME", "PO-1")];
    let order = InputObject { id: ORDER, of: ObjectKind::Order, names };
    let mut input =
        FoldInput { order: ORDER, objects: vec![order], links: Vec::new(), events: Vec::new(), conflicts: Vec::new() };
    let ten = |quantity: &str| if *lines { vec![line("10", quantity)] } else { Vec::new() };
    let delivered: Vec<ObjectId> = (0..*deliveries).map(|_| object(&mut input, ObjectKind::Delivery)).collect();
    for delivery in &delivered {
        link(&mut input, *delivery, Relation::Carries, ORDER, ten("2"));
    }
    for (index, packages) in shipments.iter().enumerate() {
        let shipment = object(&mut input, ObjectKind::Shipment);
        match delivered.get(index) {
            Some(delivery) => link(&mut input, shipment, Relation::Carries, *delivery, Vec::new()),
            None => link(&mut input, shipment, Relation::Carries, ORDER, ten("2")),
        }
        for _ in 0..*packages {
            let package = object(&mut input, ObjectKind::Package);
            link(&mut input, shipment, Relation::Contains, package, Vec::new());
        }
        if *load && index < 2 {
            let load = input.objects.iter().find(|known| known.of == ObjectKind::Load).map(|known| known.id);
            let load = load.unwrap_or_else(|| object(&mut input, ObjectKind::Load));
            link(&mut input, load, Relation::Contains, shipment, Vec::new());
        }
    }
    if *back {
        let back = object(&mut input, ObjectKind::Return);
        link(&mut input, back, Relation::Returns, ORDER, Vec::new());
    }
    let case = object(&mut input, ObjectKind::Case);
    link(&mut input, case, Relation::About, ORDER, Vec::new());
    if *stated {
        let received = statement();
        input.events.push(received);
        let booked = input.objects.iter().find(|known| known.of == ObjectKind::Shipment).map(|known| known.id);
        input.events.extend(booked.map(transport));
    }
    input
}

/// The TMS says of the first shipment that it is a parcel.
fn transport(shipment: ObjectId) -> ReceivedEvent {
    let transport = Transport { mode: Some(Mode::Parcel), ..Transport::default() };
    let at = micros("2026-05-09T00:00:00Z");
    assemble(Parts {
        message: -1,
        object: (shipment, ObjectKind::Shipment),
        source: "tms",
        body: Body::Shipment(Box::new(Shipment { transport: Some(transport), ..Shipment::default() })),
        at,
        zone_known: true,
        received: at,
    })
}

fn line(line: &str, quantity: &str) -> LineQuantity {
    LineQuantity { line: line.into(), quantity: quantity.parse().unwrap(), quantity_as_sent: None, unit: None }
}

pub(super) fn object(input: &mut FoldInput, of: ObjectKind) -> ObjectId {
    let number = input.objects.len() + 1;
    let kind = match of {
        ObjectKind::Package => "tracking",
        ObjectKind::Return => "rma",
        other => other.as_str(),
    };
    let id = ObjectId(i64::try_from(number).unwrap());
    input.objects.push(InputObject { id, of, names: vec![name(kind, "X", &format!("N{number}"))] });
    id
}

fn link(input: &mut FoldInput, from: ObjectId, relation: Relation, to: ObjectId, lines: Vec<LineQuantity>) {
    input.links.push(InputLink { from, relation, to, lines: lines.clone(), source: "tms".into() });
    // Somebody else says so too, and counts otherwise.
    let lines = lines.into_iter().map(|received| line(&received.line, "1")).collect();
    input.links.push(InputLink { from, relation, to, lines, source: "s4".into() });
}

fn statement() -> ReceivedEvent {
    let promise =
        Promise { deliver_by: Some("2026-05-13".parse().unwrap()), window: None, zone: Some("America/Chicago".into()) };
    let ordered = OrderLine {
        line: "10".into(),
        item: None,
        text: None,
        quantity: "4".parse().unwrap(),
        quantity_as_sent: None,
        unit: None,
        committed: None,
        weight: None,
        dimensions: None,
        hazmat: None,
        constraints: Vec::new(),
    };
    let city = |city: &str| Some(Address { city: Some(city.into()), ..Address::default() });
    let (ship_from, ship_to) = (city("Memphis"), city("Dallas"));
    let order = Order { promise: Some(promise), lines: Some(vec![ordered]), ship_from, ship_to, ..Order::default() };
    let at = micros("2026-05-09T00:00:00Z");
    assemble(Parts {
        message: 0,
        object: (ORDER, ObjectKind::Order),
        source: "s4",
        body: Body::Order(Box::new(order)),
        at,
        zone_known: true,
        received: at,
    })
}

/// What an event is made of.
pub(super) struct Parts {
    pub message: i64,
    pub object: (ObjectId, ObjectKind),
    pub source: &'static str,
    pub body: Body,
    pub at: i64,
    pub zone_known: bool,
    pub received: i64,
}

pub(super) fn assemble(parts: Parts) -> ReceivedEvent {
    event(parts, None, Vec::new(), None)
}

fn event(parts: Parts, key: Option<String>, retracts: Vec<String>, place: Option<Place>) -> ReceivedEvent {
    let source = SourceId::from(parts.source);
    let local = Offset::UTC.to_datetime(Timestamp::from_microsecond(parts.at).unwrap());
    let when = if parts.zone_known { When::at(local, Offset::UTC) } else { When::local(local) };
    let (object, of) = parts.object;
    let refs = vec![name(if of == ObjectKind::Order { "order" } else { "shipment" }, "X", &object.to_string())];
    let event = Event {
        body: parts.body,
        of,
        refs,
        links: Vec::new(),
        at: Some(when),
        day_only: false,
        place,
        key,
        raw: None,
        retracts,
    };
    ReceivedEvent {
        id: EventId { message: MessageId(parts.message), ordinal: 0, generation: 0 },
        key: event.identity(&source),
        object,
        source,
        at: when.resolve(None),
        received_at: parts.received,
        event: Arc::new(event),
    }
}

/// The event that `saying` makes in `input`.
pub(super) fn told(input: &FoldInput, saying: &Saying) -> ReceivedEvent {
    let object = saying.object.get(&input.objects);
    let at = micros("2026-05-09T00:00:00Z") + saying.at * MINUTE;
    let parts = Parts {
        message: i64::try_from(input.events.len()).unwrap() + 1,
        object: (object.id, object.of),
        source: SOURCES[saying.source],
        body: body(&saying.what, at),
        at,
        zone_known: saying.zone_known,
        received: at + saying.heard * MINUTE,
    };
    let key = |number: &u8| format!("k{number}");
    let city = |dallas: bool| if dallas { "Dallas" } else { "Memphis" };
    let place = saying.place.map(|dallas| Place { city: Some(city(dallas).into()), ..Place::default() });
    event(parts, saying.key.as_ref().map(key), saying.retracts.iter().map(key).collect(), place)
}

fn body(what: &What, at: i64) -> Body {
    let milestone = |milestone, classifier, extent, expected| {
        Body::Milestone(MilestoneEvent { classifier, extent, expected, ..MilestoneEvent::actual(milestone) })
    };
    match what {
        What::Milestone(which, extent) => milestone(*which, Classifier::Actual, *extent, None),
        What::Planned(which) => milestone(*which, Classifier::Planned, Extent::Full, None),
        What::Estimate(minutes) => {
            let to = When::utc(Timestamp::from_microsecond(at + minutes * MINUTE).unwrap());
            let expected = Expected { from: None, to: Some(to) };
            milestone(Milestone::Delivered, Classifier::Estimated, Extent::Full, Some(expected))
        }
        What::Exception(exception, reason) => {
            Body::Exception(ExceptionEvent { exception: *exception, reason: *reason, party: None, resolved: false })
        }
        What::Document(state) => Body::Document(Document {
            document: DocumentKind::Pod,
            signed_by: None,
            received_by: None,
            left_at: None,
            content: Some(match state {
                Some(state) => Content::State { state: *state },
                None => Content::Stored { sha256: "ab".into(), media: "application/pdf".into(), size: 1 },
            }),
        }),
        What::Retraction => Body::Retraction(Retraction::default()),
        What::Ack(received, ok) => Body::Ack(Ack {
            destination: "crm".into(),
            effect: format!("crm:milestone:{received}:1"),
            ok: *ok,
            code: None,
            message: None,
        }),
        What::Contact => Body::Contact(Contact {
            channel: Channel::Phone,
            direction: Direction::Out,
            summary: "On its way".into(),
            by: None,
        }),
        What::Case(open) => Body::Case(CaseStatement {
            status: Some(if *open { "open" } else { "closed" }.into()),
            ..CaseStatement::default()
        }),
    }
}
