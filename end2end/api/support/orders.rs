//! Orders with one shipment each, so that the messages of a load have something to be about.

use super::{deliver, http::Client};

/// The number of the shipment of order `n`.
pub fn shipment(n: u64) -> String {
    format!("SHP-{n}")
}

/// Tells the server of `count` orders and their shipments.
pub fn send(client: &mut Client, count: u64) {
    for n in 0..count {
        let order = format!(
            r#"{{"specversion":"1.0","id":"order-{n}","source":"/erp/S4","type":"waypost.erp.order.created.v1","time":"2026-05-10T08:00:00Z","data":{{"order":{{"system":"S4","number":"45{n:05}","created_at":"2026-05-10T07:58:00Z","sales_org":"1010","customer":{{"name":"Acme"}},"lines":[{{"line":"10","quantity":"4","unit":"EA"}}]}}}}}}"#
        );
        post(client, "erp_generic", &format!("order-{n}"), &order);
        let shipment = format!(
            r#"{{"type":"shipment.created","timestamp":"2026-05-11T09:00:00Z","data":{{"event_id":"shipment-{n}","shipment":{{"system":"TMS1","number":"{}"}},"booked_at":"2026-05-11T08:59:30Z","orders":[{{"system":"S4","number":"45{n:05}"}}]}}}}"#,
            shipment(n)
        );
        post(client, "tms_generic", &format!("shipment-{n}"), &shipment);
    }
}

fn post(client: &mut Client, connector: &str, id: &str, body: &str) {
    let answer = deliver(client, connector, id, body).unwrap();
    assert_eq!(answer.status, 202, "{}", answer.text());
}
