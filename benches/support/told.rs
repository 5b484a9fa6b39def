//! Orders as three partners tell them, the worker that applies what they say, and how large what is kept has become.

use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use tokio::sync::Notify;
use waypost::{
    bus::local::LocalBus,
    connector::Registry,
    documents::Documents,
    domain::{ownership::Ownership, policy::Policy},
    ingest::{plan::Rules, read::read_all, rounds::Rounds, worker::Worker},
    store::{NewMessage, Stores},
};

/// Messages of an order.
pub const MESSAGES: usize = 3;

/// Applies what these stores accept.
pub fn worker(stores: &Stores, folder: &Path, news: Arc<Notify>) -> Worker {
    let rounds = Rounds {
        stores: stores.clone(),
        documents: Arc::new(Documents::open(&folder.join("documents")).unwrap()),
        registry: Arc::new(Registry::load(Path::new("connectors")).unwrap()),
        reader: read_all,
        bus: Arc::new(LocalBus::default()),
        rules: Rules { ownership: Arc::new(Ownership::default()), policy: Arc::new(Policy::default()) },
        clock: Arc::new(Timestamp::now),
    };
    Worker { rounds, news, held: Arc::default() }
}

/// What is told of order `n`: the ERP's order, the TMS's booking (a shipment and a milestone) and a scan.
pub fn messages(n: u64) -> [NewMessage; MESSAGES] {
    let order = format!(
        r#"{{"specversion":"1.0","id":"order-{n}","source":"/erp/S4","type":"waypost.erp.order.created.v1","time":"2026-05-10T08:00:00Z","data":{{"order":{{"system":"S4","number":"45{n:08}","created_at":"2026-05-10T07:58:00Z","sales_org":"1010","customer":{{"name":"Acme"}},"lines":[{{"line":"10","quantity":"4","unit":"EA"}}]}}}}}}"#
    );
    let shipment =
        format!(r#""shipment":{{"system":"TMS1","number":"SHP-{n}","carrier":"UPSN","tracking":"1Z{n:016}"}}"#);
    let booking = format!(
        r#"{{"type":"shipment.created","timestamp":"2026-05-11T09:00:00Z","data":{{"event_id":"b-{n}",{shipment},"booked_at":"2026-05-11T08:59:30Z","orders":[{{"system":"S4","number":"45{n:08}"}}]}}}}"#
    );
    let scan = format!(
        r#"{{"type":"shipment.milestone","timestamp":"2026-05-14T12:15:03Z","data":{{"event_id":"s-{n}",{shipment},"milestone":"HUB_ARRIVED","occurred_at":"2026-05-14T07:01:00-05:00","place":{{"city":"Memphis","region":"TN","country":"US"}}}}}}"#
    );
    // As the connectors take them: source and id of the CloudEvent, the webhook's id.
    let keyed = [
        ("erp_generic", format!("/erp/S4|order-{n}"), order),
        ("tms_generic", format!("tms_generic-{n}-b"), booking),
        ("tms_generic", format!("tms_generic-{n}-s"), scan),
    ];
    keyed.map(|(connector, key, body)| NewMessage {
        source: connector.into(),
        connector: connector.to_owned(),
        key,
        digest: Sha256::digest(&body).into(),
        body: body.into(),
        headers: BTreeMap::from([("content-type".to_owned(), "application/cloudevents+json".to_owned())]),
        received: Timestamp::now().as_microsecond(),
        correlation: "bench".to_owned(),
    })
}

/// What the files of a store weigh.
pub fn megabytes(folder: &Path) -> u64 {
    let sizes = fs::read_dir(folder).unwrap().filter_map(|entry| entry.ok()?.metadata().ok());
    sizes.map(|metadata| metadata.len()).sum::<u64>() >> 20
}
