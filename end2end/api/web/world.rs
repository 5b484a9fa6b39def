//! One server without a socket, and visitors with cookie jars.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::ConnectInfo,
    http::{HeaderMap, Method, Request, Response, StatusCode, header},
};
use http_body_util::BodyExt as _;
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::sync::watch;
use tower::ServiceExt as _;
use tower_sessions::{
    SessionStore as _,
    session::{Id, Record},
};
use waypost::{
    bus::{Bus, local::LocalBus},
    config::{Config, SecretText},
    connector::Registry,
    documents::Documents,
    domain::{
        fold::fold,
        fold_input::{FoldInput, InputObject},
        id::{MessageId, ObjectId, SourceId},
        ownership::Ownership,
        policy::Policy,
        reference::{ObjectKind, RefKind, Reference},
        summary::Summary,
        view::View,
    },
    ingest::{
        plan::Rules,
        read::read_all,
        rounds::{Clock, Rounds},
        worker::Worker,
    },
    store::{
        ApiToken, Changes, LookupKind, LookupRow, NameKey, NewName, NewObject, OrderVersion, OrderWrite, Stores,
        sqlite::{self, Options},
    },
    web::{self, DrainSignal, Sessions, WebState},
};

/// A document as it is kept.
pub const PDF: &[u8] = b"%PDF-1.4\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF";

/// The tests' time: 2026-05-14 12:00 UTC.
pub const NOON: i64 = 1_778_760_000;
pub const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

pub struct World {
    pub router: Router,
    pub stores: Stores,
    pub bus: Arc<dyn Bus>,
    pub documents: Arc<Documents>,
    pub drain: DrainSignal,
    pub worker_alive: Arc<AtomicBool>,
    sessions: Sessions,
    rounds: Rounds,
    seconds: Arc<AtomicI64>,
    _folder: tempfile::TempDir,
}

impl World {
    /// Demo people may sign in; nothing is limited.
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::defaults().unwrap();
        config.data.dir = folder.path().to_owned();
        config.demo.enabled = true;
        config.connectors.dir = concat!(env!("CARGO_MANIFEST_DIR"), "/connectors").into();
        for connector in ["erp_generic", "tms_generic"] {
            config.connectors.secrets.insert(connector.into(), vec![SecretText::from(SECRET.to_owned())]);
        }
        config.connectors.secrets.insert("ups".into(), vec![SecretText::from("ups-key".to_owned())]);
        change(&mut config);
        let options = Options { max_backlog: config.limits.backlog, ..Options::default() };
        let (stores, _) = sqlite::open(&folder.path().join("store"), options).await.unwrap();
        let (drain_signal, drain) = web::drain();
        let bus: Arc<dyn Bus> = Arc::new(LocalBus::default());
        let documents = Arc::new(Documents::open(&folder.path().join("documents")).unwrap());
        let seconds = Arc::new(AtomicI64::new(NOON));
        let worker_alive = Arc::new(AtomicBool::new(true));
        let (alive, clock, dice) = (worker_alive.clone(), seconds.clone(), AtomicU64::new(1));
        let clock: Clock = Arc::new(move || Timestamp::from_second(clock.load(Ordering::Relaxed)).unwrap());
        let sessions = Sessions::open(&folder.path().join("sessions")).await.unwrap();
        let registry = Registry::load(&config.connectors.dir).unwrap_or_else(|faults| panic!("{faults:?}"));
        let registry = Arc::new(registry);
        let rounds = Rounds {
            stores: stores.clone(),
            documents: documents.clone(),
            registry: registry.clone(),
            reader: read_all,
            bus: bus.clone(),
            rules: Rules { ownership: Arc::default(), policy: Arc::default() },
            clock: clock.clone(),
        };
        let state = WebState {
            ownership: Arc::default(),
            policy: Arc::default(),
            connectors: registry,
            config: Arc::new(config),
            stores: stores.clone(),
            bus: bus.clone(),
            news: Arc::default(),
            documents: documents.clone(),
            sessions: sessions.clone(),
            clock,
            chance: Arc::new(move |bytes| {
                let roll = Sha256::digest(dice.fetch_add(1, Ordering::Relaxed).to_be_bytes());
                bytes.iter_mut().zip(roll.iter().cycle()).for_each(|(byte, chance)| *byte = *chance);
            }),
            metrics: None,
            drain,
            worker_alive: Arc::new(move || alive.load(Ordering::Relaxed)),
            bound: "127.0.0.1:3000".parse().unwrap(),
        };
        let router = web::router(state).unwrap();
        Self {
            router,
            stores,
            bus,
            documents,
            drain: drain_signal,
            worker_alive,
            sessions,
            rounds,
            seconds,
            _folder: folder,
        }
    }

    /// Lets time pass.
    pub fn pass(&self, minutes: i64) {
        self.seconds.fetch_add(minutes * 60, Ordering::Relaxed);
    }

    pub fn visitor(&self) -> Visitor {
        Visitor { router: self.router.clone(), cookies: Mutex::default() }
    }

    /// A visitor who has signed in as a demo person.
    pub async fn signed_in(&self, person: &str) -> Visitor {
        let visitor = self.visitor();
        let answer = visitor.form("/auth/demo", &format!("person={person}&return_to=/orders/1")).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/orders/1"), "{}", answer.text());
        visitor
    }

    /// Somebody of that name who came in through an identity provider, with these roles and without an organisation.
    pub async fn person(&self, name: &str, roles: &[&str]) -> Visitor {
        let now = self.seconds.load(Ordering::Relaxed) * 1_000_000;
        let signed = json!({"id": format!("https://id.example#{name}"), "name": name, "roles": roles,
            "organisations": [], "zone": "UTC", "started": now, "seen": now});
        let mut record = Record {
            id: Id::default(),
            data: [("signed".to_owned(), signed)].into(),
            expiry_date: time::OffsetDateTime::from_unix_timestamp(4_000_000_000).unwrap(),
        };
        self.sessions.create(&mut record).await.unwrap();
        let visitor = self.visitor();
        visitor.cookies.lock().unwrap().insert("waypost".into(), record.id.to_string());
        visitor
    }

    /// Applies everything that has come in.
    pub async fn work(&self) {
        let worker = Worker { rounds: self.rounds.clone(), news: Arc::default(), held: Arc::default() };
        let (stop, stopped) = watch::channel(false);
        let worked = tokio::spawn(worker.run(stopped));
        while self.stores.inbox.stats().await.unwrap().received > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        stop.send(true).unwrap();
        worked.await.unwrap();
    }

    /// A good API token with these scopes and organisations.
    pub async fn token(&self, secret: &str, scopes: &[&str], organisations: Option<&[&str]>) {
        let own = |list: &[&str]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
        let token = ApiToken {
            hash: Sha256::digest(secret).into(),
            name: format!("token of {secret}"),
            scopes: own(scopes),
            organisations: organisations.map(own),
            created: 0,
            expires: Some((NOON + 3_600) * 1_000_000),
        };
        self.stores.tokens.put(token).await.unwrap();
    }

    /// Order 4711 of this organisation with a proof, [`PDF`], that is kept: event 3-1-0.
    pub async fn order_with_proof(&self, organisation: &str) -> ObjectId {
        let stored = self.documents.put(Bytes::from_static(PDF)).await.unwrap();
        let at = json!({"micros": 1_778_760_000_000_000_i64, "offset_seconds": 0, "zone_known": true});
        let document = json!({
            "event": {"message": 3, "ordinal": 1, "generation": 0}, "document": "pod", "object": 1, "signed_by": "D. Ortiz",
            "at": at, "source": "tms", "content": {"sha256": stored.sha256, "media": stored.media, "size": stored.size},
        });
        self.order("4711", organisation, json!({"documents": [document]})).await
    }

    /// Writes an order of this organisation with a view that has `more` in it; the number is also what it is found by.
    pub async fn order(&self, number: &str, organisation: &str, more: Value) -> ObjectId {
        self.order_named("S4", number, organisation, more).await
    }

    /// The same with a number of that system.
    pub async fn order_named(&self, system: &str, number: &str, organisation: &str, more: Value) -> ObjectId {
        let id = self.stores.graph.reserve(1).await.unwrap();
        let reference = Reference::new(RefKind::Order, system, number);
        let key = NameKey::new(ObjectKind::Order, &reference);
        let changes = Changes {
            objects: vec![NewObject { id, of: ObjectKind::Order }],
            names: vec![NewName {
                object: id,
                key,
                reference: reference.clone(),
                source: SourceId::from("erp"),
                since: 0,
                others: 0,
            }],
            orders: vec![write(id, 0, view(id, &reference, organisation, more))],
            ..Changes::default()
        };
        self.stores.graph.apply(changes).await.unwrap();
        id
    }

    /// Writes the order's view anew, now of this organisation, and tells the bus.
    pub async fn change(&self, id: ObjectId, organisation: &str) -> OrderVersion {
        let row = self.stores.graph.order(id).await.unwrap().unwrap();
        let mut view = View::clone(&row.view);
        view.sales_org = Some(organisation.to_owned());
        let changes = Changes { orders: vec![write(id, row.version.version, view)], ..Changes::default() };
        let outcome = self.stores.graph.apply(changes).await.unwrap();
        self.bus.publish(outcome.orders.clone());
        outcome.orders[0]
    }

    pub async fn inbox(&self, id: i64) -> waypost::store::MessageRow {
        self.stores.inbox.message(MessageId(id)).await.unwrap().unwrap()
    }
}

fn write(order: ObjectId, version: i64, view: View) -> OrderWrite {
    let lookups = view.refs.iter().map(|reference| LookupRow {
        norm: reference.norm(),
        kind: LookupKind::Ref(reference.kind),
        scope: reference.scope.clone(),
        raw: reference.value.clone(),
        of: ObjectKind::Order,
        since: 0,
    });
    OrderWrite {
        expected: OrderVersion { order, version },
        summary: Summary::of(&view),
        lookups: lookups.collect(),
        view: Arc::new(view),
        next_change_at: None,
    }
}

/// What the fold makes of an order of which nothing is known but its name, with `more` written over it.
fn view(id: ObjectId, reference: &Reference, organisation: &str, more: Value) -> View {
    let objects = vec![InputObject { id, of: ObjectKind::Order, names: vec![reference.clone()] }];
    let scene = FoldInput { order: id, objects, links: Vec::new(), events: Vec::new(), conflicts: Vec::new() };
    let folded = fold(&scene, &Ownership::default(), &Policy::default(), Timestamp::UNIX_EPOCH);
    let mut view = serde_json::to_value(folded.view).unwrap();
    let Value::Object(more) = more else { panic!("an object of fields") };
    view.as_object_mut().unwrap().extend(more);
    view["sales_org"] = organisation.into();
    serde_json::from_value(view).unwrap()
}

/// A browser: it keeps cookies and says where its requests come from.
pub struct Visitor {
    router: Router,
    pub cookies: Mutex<BTreeMap<String, String>>,
}

impl Visitor {
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], Body::empty()).await
    }

    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send(Method::GET, path, headers, Body::empty()).await
    }

    /// A form of a page of ours.
    pub async fn form(&self, path: &str, fields: &str) -> Answer {
        self.form_with(path, fields, &[("sec-fetch-site", "same-origin")]).await
    }

    pub async fn form_with(&self, path: &str, fields: &str, headers: &[(&str, &str)]) -> Answer {
        let mut headers = headers.to_vec();
        headers.push(("content-type", "application/x-www-form-urlencoded"));
        self.send(Method::POST, path, &headers, fields.to_owned().into()).await
    }

    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Body) -> Answer {
        let response = self.open(method, path, headers, body).await;
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer { status: head.status, headers: head.headers, body }
    }

    /// The answer with its body still running.
    pub async fn open(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Body) -> Response<Body> {
        let mut request = Request::builder().method(method).uri(path);
        if !headers.iter().any(|(name, _)| *name == "host") {
            request = request.header(header::HOST, "127.0.0.1:3000");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let jar = self.jar();
        if !jar.is_empty() {
            request = request.header(header::COOKIE, jar);
        }
        let peer: SocketAddr = "127.0.0.1:50000".parse().unwrap();
        let request = request.extension(ConnectInfo(peer)).body(body).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        self.keep(response.headers());
        response
    }

    fn jar(&self) -> String {
        let cookies = self.cookies.lock().unwrap();
        cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn keep(&self, headers: &HeaderMap) {
        for cookie in headers.get_all(header::SET_COOKIE) {
            let text = cookie.to_str().unwrap();
            let (name, value) = text.split(';').next().unwrap().split_once('=').unwrap();
            let mut cookies = self.cookies.lock().unwrap();
            if text.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Status and code of a refusal.
    pub fn refusal(&self) -> (u16, String) {
        (self.status.as_u16(), self.json()["code"].as_str().unwrap_or_default().to_owned())
    }
}
