//! Orders with one shipment each, so that the messages of a load have something to be about.

use super::{deliver, http::Client};

/// The number of the shipment of order `n`.
pub fn shipment(n: u64) -> String {
    format!("SHP-{n}")
}

/// The number of order `n`.
pub fn number(n: u64) -> String {
    format!("45{n:05}")
}

/// Tells the server of `count` orders and their shipments.
pub fn send(client: &mut Client, count: u64) {
    for n in 0..count {
        let order = format!(
            r#"{{"specversion":"1.0","id":"order-{n}","source":"/erp/S4","type":"waypost.erp.order.created.v1","time":"2026-05-10T08:00:00Z","data":{{"order":{{"system":"S4","number":"{}","created_at":"2026-05-10T07:58:00Z","sales_org":"1010","customer":{{"name":"Acme"}},"lines":[{{"line":"10","quantity":"4","unit":"EA"}}]}}}}}}"#,
            number(n)
        );
        post(client, "erp_generic", &format!("order-{n}"), &order);
        let shipment = booked(&format!("shipment-{n}"), &shipment(n), &number(n));
        post(client, "tms_generic", &format!("shipment-{n}"), &shipment);
    }
}

/// A message that books shipment `n` of an order that nobody else names.
pub fn shipment_of_its_own(n: &str) -> String {
    booked(&format!("booking-{n}"), &format!("SHP-{n}"), &format!("47-{n}"))
}

fn booked(event: &str, shipment: &str, order: &str) -> String {
    format!(
        r#"{{"type":"shipment.created","timestamp":"2026-05-11T09:00:00Z","data":{{"event_id":"{event}","shipment":{{"system":"TMS1","number":"{shipment}"}},"booked_at":"2026-05-11T08:59:30Z","orders":[{{"system":"S4","number":"{order}"}}]}}}}"#
    )
}

fn post(client: &mut Client, connector: &str, id: &str, body: &str) {
    let answer = deliver(client, connector, id, body).unwrap();
    assert_eq!(answer.status, 202, "{}", answer.text());
}
