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
    id::{EventId, MessageId, ObjectId, SourceId},
    milestone::{Classifier, Extent, Milestone},
    reason::{Exception, Reason},
    reference::ObjectKind,
    scene::{Scene, SceneLink, SceneObject, Told},
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
        1 => (proptest::sample::select(Milestone::ALL.to_vec()), any::<bool>()).prop_map(|(told, ok)| What::Ack(told, ok)),
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

pub(crate) fn scene() -> impl Strategy<Value = Scene> {
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
        let mut scene = skeleton(&shape);
        for saying in &sayings {
            let told = told(&scene, saying);
            scene.events.push(told);
        }
        scene
    })
}

fn skeleton((shipments, deliveries, load, back, lines, stated): &Shape) -> Scene {
    let names = vec![name("order", "S4", "4711"), name("purchase_order", "ACME", "PO-1")];
    let order = SceneObject { id: ORDER, of: ObjectKind::Order, names };
    let mut scene =
        Scene { order: ORDER, objects: vec![order], links: Vec::new(), events: Vec::new(), conflicts: Vec::new() };
    let ten = |quantity: &str| if *lines { vec![line("10", quantity)] } else { Vec::new() };
    let delivered: Vec<ObjectId> = (0..*deliveries).map(|_| object(&mut scene, ObjectKind::Delivery)).collect();
    for delivery in &delivered {
        link(&mut scene, *delivery, Relation::Carries, ORDER, ten("2"));
    }
    for (index, packages) in shipments.iter().enumerate() {
        let shipment = object(&mut scene, ObjectKind::Shipment);
        match delivered.get(index) {
            Some(delivery) => link(&mut scene, shipment, Relation::Carries, *delivery, Vec::new()),
            None => link(&mut scene, shipment, Relation::Carries, ORDER, ten("2")),
        }
        for _ in 0..*packages {
            let package = object(&mut scene, ObjectKind::Package);
            link(&mut scene, shipment, Relation::Contains, package, Vec::new());
        }
        if *load && index < 2 {
            let load = scene.objects.iter().find(|known| known.of == ObjectKind::Load).map(|known| known.id);
            let load = load.unwrap_or_else(|| object(&mut scene, ObjectKind::Load));
            link(&mut scene, load, Relation::Contains, shipment, Vec::new());
        }
    }
    if *back {
        let back = object(&mut scene, ObjectKind::Return);
        link(&mut scene, back, Relation::Returns, ORDER, Vec::new());
    }
    let case = object(&mut scene, ObjectKind::Case);
    link(&mut scene, case, Relation::About, ORDER, Vec::new());
    if *stated {
        let told = statement();
        scene.events.push(told);
        let booked = scene.objects.iter().find(|known| known.of == ObjectKind::Shipment).map(|known| known.id);
        scene.events.extend(booked.map(transport));
    }
    scene
}

/// The TMS says of the first shipment that it is a parcel.
fn transport(shipment: ObjectId) -> Told {
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
    LineQuantity { line: line.into(), quantity: quantity.parse().unwrap(), unit: None }
}

pub(super) fn object(scene: &mut Scene, of: ObjectKind) -> ObjectId {
    let number = scene.objects.len() + 1;
    let kind = match of {
        ObjectKind::Package => "tracking",
        ObjectKind::Return => "rma",
        other => other.as_str(),
    };
    let id = ObjectId(i64::try_from(number).unwrap());
    scene.objects.push(SceneObject { id, of, names: vec![name(kind, "X", &format!("N{number}"))] });
    id
}

fn link(scene: &mut Scene, from: ObjectId, relation: Relation, to: ObjectId, lines: Vec<LineQuantity>) {
    scene.links.push(SceneLink { from, relation, to, lines: lines.clone(), source: "tms".into() });
    // Somebody else says so too, and counts otherwise.
    let lines = lines.into_iter().map(|told| line(&told.line, "1")).collect();
    scene.links.push(SceneLink { from, relation, to, lines, source: "s4".into() });
}

fn statement() -> Told {
    let promise =
        Promise { deliver_by: Some("2026-05-13".parse().unwrap()), window: None, zone: Some("America/Chicago".into()) };
    let ordered = OrderLine {
        line: "10".into(),
        item: None,
        text: None,
        quantity: "4".parse().unwrap(),
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

pub(super) fn assemble(parts: Parts) -> Told {
    event(parts, None, Vec::new(), None)
}

fn event(parts: Parts, key: Option<String>, retracts: Vec<String>, place: Option<Place>) -> Told {
    let source = SourceId::from(parts.source);
    let local = Offset::UTC.to_datetime(Timestamp::from_microsecond(parts.at).unwrap());
    let when = if parts.zone_known { When::at(local, Offset::UTC) } else { When::local(local) };
    let (object, of) = parts.object;
    let refs = vec![name(if of == ObjectKind::Order { "order" } else { "shipment" }, "X", &object.to_string())];
    let event =
        Event { body: parts.body, of, refs, links: Vec::new(), at: Some(when), place, key, raw: None, retracts };
    Told {
        id: EventId { message: MessageId(parts.message), ordinal: 0, generation: 0 },
        key: event.identity(&source),
        object,
        source,
        at: when.resolve(None),
        received: parts.received,
        event: Arc::new(event),
    }
}

/// The event that `saying` makes in `scene`.
pub(super) fn told(scene: &Scene, saying: &Saying) -> Told {
    let object = saying.object.get(&scene.objects);
    let at = micros("2026-05-09T00:00:00Z") + saying.at * MINUTE;
    let parts = Parts {
        message: i64::try_from(scene.events.len()).unwrap() + 1,
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
        Body::Milestone(MilestoneEvent { milestone, classifier, extent, expected, logical: false })
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
            Body::Exception(ExceptionEvent { exception: *exception, reason: *reason, party: None })
        }
        What::Document(state) => Body::Document(Document {
            document: DocumentKind::Pod,
            signed_by: None,
            content: Some(match state {
                Some(state) => Content::State { state: *state },
                None => Content::Stored { sha256: "ab".into(), media: "application/pdf".into(), size: 1 },
            }),
        }),
        What::Retraction => Body::Retraction(Retraction::default()),
        What::Ack(told, ok) => Body::Ack(Ack {
            destination: "crm".into(),
            effect: format!("crm:milestone:{told}:1"),
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
