//! Messages, objects, events and views for the cases.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::{
    domain::{
        event::{Event, EventKey, LineQuantity, Relation},
        fold::fold,
        fold_input::{FoldInput, InputObject, ReceivedEvent},
        id::{EventId, MessageId, ObjectId, SourceId},
        ownership::Ownership,
        policy::Policy,
        reference::{ObjectKind, RefKind, Reference},
        summary::Summary,
        time::Moment,
        view::View,
    },
    store::{
        Accepted, Changes, LinkRow, LookupKind, LookupRow, MessageState, NameKey, NewLink, NewMessage, NewName,
        NewObject, OrderVersion, OrderWrite, Settled, Stores,
    },
};

pub fn message(key: &str, body: &str) -> NewMessage {
    NewMessage {
        source: "ups".into(),
        connector: "ups".into(),
        key: key.into(),
        digest: Sha256::digest(body).into(),
        body: body.to_owned().into(),
        headers: BTreeMap::from([("content-type".into(), "application/json".into())]),
        received: 1_000,
        correlation: format!("c-{key}"),
    }
}

pub fn id_of(accepted: Accepted) -> MessageId {
    match accepted {
        Accepted::New(id) | Accepted::Again(id) | Accepted::KeyReused(id) => id,
    }
}

/// Accepts a message of that key.
pub async fn accept(stores: &Stores, key: &str) -> MessageId {
    id_of(stores.inbox.accept(message(key, &format!("body of {key}"))).await.unwrap())
}

pub fn settled(message: MessageId, state: MessageState) -> Settled {
    Settled { message, state, refused: Vec::new(), waits: Vec::new() }
}

pub async fn settle(stores: &Stores, message: MessageId, state: MessageState) {
    stores
        .graph
        .apply(Changes { settled: vec![settled(message, state)], now: 2_000, ..Changes::default() })
        .await
        .unwrap();
}

/// A round that is put together piece by piece.
pub struct Round {
    pub changes: Changes,
    message: MessageId,
    ordinal: u32,
}

pub fn reference(kind: RefKind, value: &str) -> Reference {
    Reference::new(kind, "S4", value)
}

pub fn key(of: ObjectKind, kind: RefKind, value: &str) -> NameKey {
    NameKey::new(of, &reference(kind, value))
}

pub fn source() -> SourceId {
    "ups".into()
}

pub fn event(number: &str, at: &str) -> Event {
    Event::from_value(json!({
        "type": "milestone", "of": "package", "refs": [{"kind": "tracking", "scope": "UPSN", "value": number}],
        "milestone": "HUB_ARRIVED", "at": at, "place": {"city": "Köln \"Süd\"", "lat": "50.900"},
        "raw": {"code": "AR", "text": "Arrived\n\u{1f} – ✓"},
    }))
    .unwrap()
}

pub fn told(object: ObjectId, key: &str, id: EventId) -> ReceivedEvent {
    ReceivedEvent {
        id,
        key: EventKey(key.into()),
        object,
        source: source(),
        at: Moment { micros: 1_700_000_000_000_001, offset_seconds: -18_000, zone_known: true, day_only: false },
        received_at: 1_700_000_000_000_002,
        event: Arc::new(event(key, "2026-05-14T07:12:00-05:00")),
    }
}

impl Round {
    /// A round that applies this message.
    pub fn new(message: MessageId) -> Self {
        let changes =
            Changes { settled: vec![settled(message, MessageState::Applied)], now: 3_000, ..Changes::default() };
        Self { changes, message, ordinal: 0 }
    }

    /// A new object with one name of that value.
    pub async fn object(&mut self, stores: &Stores, of: ObjectKind, kind: RefKind, value: &str) -> ObjectId {
        let id = stores.graph.reserve(1).await.unwrap();
        self.changes.objects.push(NewObject { id, of });
        self.name(id, of, kind, value);
        id
    }

    pub fn name(&mut self, object: ObjectId, of: ObjectKind, kind: RefKind, value: &str) {
        let reference = reference(kind, value);
        let key = NameKey::new(of, &reference);
        self.changes.names.push(NewName { object, key, reference, source: source(), since: 7_000, others: 0 });
    }

    /// `child` belongs to `parent`.
    pub fn link(&mut self, child: ObjectId, relation: Relation, parent: ObjectId) {
        self.link_lines(child, relation, parent, Vec::new());
    }

    pub fn link_lines(&mut self, child: ObjectId, relation: Relation, parent: ObjectId, lines: Vec<LineQuantity>) {
        let (from, to) = if relation == Relation::Contains { (parent, child) } else { (child, parent) };
        let link = LinkRow { from, relation, to, child, parent, lines, source: source() };
        let event = self.event_id();
        self.changes.links.push(NewLink { link, event });
    }

    pub fn event(&mut self, object: ObjectId, key: &str) {
        let id = self.event_id();
        self.changes.events.push(told(object, key, id));
    }

    /// The view of an order of that organisation.
    pub fn view(&mut self, order: ObjectId, version: i64, organisation: Option<&str>, lookups: Vec<LookupRow>) {
        let view = view(order, organisation);
        self.changes.orders.push(OrderWrite {
            expected: OrderVersion { order, version },
            summary: Summary::of(&view),
            view: Arc::new(view),
            next_change_at: None,
            lookups,
        });
    }

    pub fn event_id(&mut self) -> EventId {
        self.ordinal += 1;
        EventId { message: self.message, ordinal: self.ordinal, generation: 0 }
    }

    pub async fn write(self, stores: &Stores) {
        stores.graph.apply(self.changes).await.unwrap();
    }
}

pub fn view(order: ObjectId, organisation: Option<&str>) -> View {
    let names = vec![reference(RefKind::Order, &format!("N{order} \"ü\""))];
    let objects = vec![InputObject { id: order, of: ObjectKind::Order, names }];
    let input = FoldInput { order, objects, links: Vec::new(), events: Vec::new(), conflicts: Vec::new() };
    let folded = fold(&input, &Ownership::default(), &Policy::default(), Timestamp::UNIX_EPOCH);
    View { sales_org: organisation.map(str::to_owned), ..folded.view }
}

pub fn lookup(kind: RefKind, norm: &str) -> LookupRow {
    LookupRow {
        norm: norm.into(),
        kind: LookupKind::Ref(kind),
        scope: "S4".into(),
        raw: norm.to_lowercase(),
        of: ObjectKind::Order,
        since: 0,
    }
}

/// An order of that organisation, found by these.
pub async fn order(stores: &Stores, number: &str, organisation: Option<&str>, lookups: Vec<LookupRow>) -> ObjectId {
    let mut round = Round::new(accept(stores, &format!("order {number}")).await);
    let order = round.object(stores, ObjectKind::Order, RefKind::Order, number).await;
    round.view(order, 0, organisation, lookups);
    round.write(stores).await;
    order
}
