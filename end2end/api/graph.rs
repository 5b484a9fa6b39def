//! How things hang together, told to the whole process: split and consolidated shipments, duplicates, wrong links, numbers used
//! again, orders that come after what happened to them, and master data.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where its world is not as it says")]

mod support;

use std::{path::Path, process::Command};

use serde_json::{Value, json};
use support::{database, http::Client, server::Server};

struct Product {
    _server: Server,
    client: Client,
    folder: tempfile::TempDir,
    partner: String,
    operator: String,
    sent: u32,
}

fn waypost(arguments: &[&str], data: &Path) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waypost"));
    command.args(arguments).arg("--data").arg(data).current_dir(env!("CARGO_MANIFEST_DIR"));
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

impl Product {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path();
        let partner =
            waypost(&["token", "create", "partner", "--scope", "events:write", "--scope", "orders:read"], data);
        let scopes = ["--scope", "graph:write", "--scope", "master:write"];
        let operator = waypost(&[&["token", "create", "ada"], &scopes[..]].concat(), data);
        let secret = ("WAYPOST_CONNECTORS__SECRETS__SALESFORCE_CASE", "[\"case-secret-case-secret\"]");
        let server = Server::start(data, &[("WAYPOST_LIMITS__API_PER_SECOND", "0"), secret]);
        let client = server.client();
        Self { _server: server, client, folder, partner, operator, sent: 0 }
    }

    fn post(&mut self, token: &str, path: &str, body: &str) -> (u16, Value) {
        self.sent += 1;
        let headers = [("authorization", format!("Bearer {token}")), ("idempotency-key", format!("k{}", self.sent))];
        let answer = self.client.post(path, &headers, body.as_bytes()).unwrap();
        (answer.status, serde_json::from_slice(&answer.body).unwrap())
    }

    /// Tells events as a partner and waits until they are applied.
    fn tell(&mut self, events: &Value) {
        let (status, answer) = self.post(&self.partner.clone(), "/api/v1/events", &events.to_string());
        assert_eq!(status, 202, "{answer}");
        database::settled(self.folder.path());
    }

    fn settle(&mut self, what: &str, body: &Value) {
        let (status, answer) = self.post(&self.operator.clone(), &format!("/api/v1/objects/{what}"), &body.to_string());
        assert_eq!(status, 202, "{answer}");
        database::settled(self.folder.path());
    }

    fn get(&mut self, path: &str) -> Value {
        let headers = [("authorization", format!("Bearer {}", self.partner))];
        let answer = self.client.get_as(path, &headers).unwrap();
        assert_eq!(answer.status, 200, "{}", answer.text());
        serde_json::from_slice(&answer.body).unwrap()
    }

    fn order(&mut self, number: &str) -> Value {
        let found = self.get(&format!("/api/v1/orders?ref=order:S4:{number}"));
        let id = found["orders"][0]["id"].as_str().unwrap_or_else(|| panic!("no order {number}: {found}")).to_owned();
        self.get(&format!("/api/v1/orders/{id}"))
    }

    fn texts(&self, statement: &'static str) -> Vec<String> {
        database::texts(self.folder.path(), statement)
    }
}

fn reference(kind: &str, scope: &str, value: &str) -> Value {
    json!({"kind":kind,"scope":scope,"value":value})
}

fn order(number: &str) -> Value {
    json!({"type":"order","of":"order","refs":[reference("order", "S4", number)],"at":"2026-11-10T08:00:00Z",
        "header":{"customer":{"number":"100042","name":"Acme"},"sales_org":"1010"},"ship_from":{"site":"DC-EP"},
        "lines":[{"line":"10","item":"WID-1","quantity":"4","unit":"EA"}]})
}

fn carries(order: &str, quantity: &str) -> Value {
    json!({"relation":"carries","of":"order","ref":reference("order", "S4", order),"lines":[{"line":"10","quantity":quantity,"unit":"EA"}]})
}

fn shipment(number: &str, links: &[Value], tracking: &[&str]) -> Value {
    let packages: Vec<Value> = tracking.iter().map(|t| json!({"refs":[reference("tracking", "UPSN", t)]})).collect();
    json!({"type":"shipment","of":"shipment","refs":[reference("shipment", "TMS", number)],"at":"2026-11-11T08:00:00Z","links":links,"packages":packages})
}

fn scan(tracking: &str, milestone: &str, at: &str) -> Value {
    json!({"type":"milestone","of":"package","refs":[reference("tracking", "UPSN", tracking)],"milestone":milestone,"at":at})
}

#[test]
fn an_order_that_comes_after_its_events_in_two_shipments_shows_each_part() {
    let mut product = Product::start();
    product.tell(&json!([scan("1Z2", "DELIVERED", "2026-11-14T08:00:00Z")]));
    assert_eq!(product.texts("select state from message_state"), ["parked"]);
    product.tell(&json!([shipment("S2", &[carries("4711", "3")], &["1Z2"])]));
    assert_eq!(product.order("4711")["state"], "delivered", "an order of which nobody has said more than its number");
    product.tell(&json!([order("4711"), shipment("S1", &[carries("4711", "1")], &["1Z1"])]));
    let told = product.order("4711");
    assert_eq!(
        (&told["state"], &told["shipments_total"], &told["shipments_delivered"]),
        (&json!("partly_delivered"), &json!(2), &json!(1))
    );
    assert_eq!(product.texts("select distinct state from message_state"), ["applied"]);
}

#[test]
fn fifty_orders_in_one_load_move_with_it_and_each_shows_its_own() {
    let mut product = Product::start();
    let numbers: Vec<String> = (0..50).map(|n| format!("{}", 4000 + n)).collect();
    let all: Vec<Value> = numbers
        .iter()
        .flat_map(|n| [order(n), shipment(&format!("S{n}"), &[carries(n, "4")], &[&format!("1Z{n}")])])
        .collect();
    product.tell(&json!(all));
    product.tell(&json!([order("9999")]));
    let bystander = product.order("9999");
    let links: Vec<Value> = numbers
        .iter()
        .map(|n| json!({"relation":"contains","of":"shipment","ref":reference("shipment", "TMS", &format!("S{n}"))}))
        .collect();
    product.tell(&json!([{"type":"milestone","of":"load","refs":[reference("load", "TMS", "L1")],"milestone":"PICKED_UP","at":"2026-11-12T08:00:00Z","links":links}]));
    for number in &numbers {
        let told = product.order(number);
        assert_eq!((&told["state"], &told["shipments_total"]), (&json!("moving"), &json!(1)), "{number}");
        assert_eq!(told["shipments"][0]["tracking"], json!([reference("tracking", "UPSN", &format!("1Z{number}"))]));
    }
    assert_eq!(product.order("9999")["version"], bystander["version"], "who is not in it is not touched");
}

#[test]
fn a_duplicate_is_merged_by_an_operator_and_a_replay_of_the_request_changes_nothing() {
    let mut product = Product::start();
    product.tell(&json!([order("4711"), shipment("S1", &[carries("4711", "4")], &["1Z1"])]));
    product.tell(&json!([shipment("S1-DOUBLE", &[carries("4711", "4")], &[]),
        {"type":"milestone","of":"shipment","refs":[reference("shipment", "TMS", "S1-DOUBLE")],"milestone":"PICKED_UP","at":"2026-11-12T08:00:00Z"}]));
    assert_eq!(product.order("4711")["shipments_total"], 2);
    let merge = json!({"of":"shipment","keep":reference("shipment", "TMS", "S1"),"duplicates":[reference("shipment", "TMS", "S1-DOUBLE")],"reason":"booked twice"});
    let (status, _) = product.post(&product.partner.clone(), "/api/v1/objects/merge", &merge.to_string());
    assert_eq!(status, 403, "not for partners");
    product.settle("merge", &merge);
    let told = product.order("4711");
    assert_eq!((&told["shipments_total"], &told["state"]), (&json!(1), &json!("moving")));
    product.tell(&json!([{"type":"milestone","of":"shipment","refs":[reference("shipment", "TMS", "S1-DOUBLE")],"milestone":"DELIVERED","at":"2026-11-13T08:00:00Z"}]));
    assert_eq!(product.order("4711")["state"], "delivered", "the other number names it from now on");
    let audited =
        product.texts("select actor || ' ' || action || ' ' || subject from audit where action like 'object.%'");
    assert_eq!(audited, ["token:ada object.merge shipment:shipment:TMS:S1"]);
    let wrong = json!({"of":"shipment","keep":reference("order", "S4", "4711"),"duplicates":[]});
    let (status, answer) = product.post(&product.operator.clone(), "/api/v1/objects/merge", &wrong.to_string());
    assert_eq!((status, &answer["errors"][0]["position"]), (400, &json!("/refs/0")), "{answer}");
}

#[test]
fn a_wrong_link_is_taken_back_until_its_source_says_it_anew() {
    let mut product = Product::start();
    product.tell(&json!([
        order("4711"),
        order("4712"),
        shipment("S1", &[carries("4711", "4"), carries("4712", "4")], &["1Z1"])
    ]));
    let unlink = json!({"of":"shipment","ref":reference("shipment", "TMS", "S1"),"links":[{"relation":"carries","of":"order","ref":reference("order", "S4", "4711")}]});
    product.settle("unlink", &unlink);
    assert_eq!(
        (&product.order("4711")["shipments_total"], &product.order("4712")["shipments_total"]),
        (&json!(0), &json!(1))
    );
    product.tell(&json!([shipment("S1", &[carries("4711", "4"), carries("4712", "4")], &["1Z1"])]));
    assert_eq!(product.order("4711")["shipments_total"], 0, "the same word again is nothing new");
    let mut later = shipment("S1", &[carries("4711", "3"), carries("4712", "4")], &["1Z1"]);
    // Without a time of its own it is of when it is received, which is after the unlinking.
    later.as_object_mut().unwrap().remove("at");
    product.tell(&json!([later]));
    assert_eq!(product.order("4711")["shipments_total"], 1, "a later word makes the link anew");
    product.settle("unlink", &unlink);
    assert_eq!(product.order("4711")["shipments_total"], 0, "and the same unlinking takes it back again");
}

#[test]
fn a_tracking_number_used_again_after_months_leads_to_both_orders() {
    let mut product = Product::start();
    let mut old = shipment("S1", &[carries("4711", "4")], &["1Z1"]);
    old["at"] = json!("2026-05-11T08:00:00Z");
    product.tell(&json!([order("4711"), order("4712"), old, scan("1Z1", "DELIVERED", "2026-05-14T08:00:00Z")]));
    product.tell(&json!([scan("1Z1", "PICKED_UP", "2026-11-12T08:00:00Z")]));
    product.tell(&json!([shipment("S2", &[carries("4712", "4")], &["1Z1"])]));
    assert_eq!(
        (&product.order("4711")["state"], &product.order("4712")["state"]),
        (&json!("delivered"), &json!("moving"))
    );
    let found = product.get("/api/v1/search?q=1z1");
    let hits: Vec<_> =
        found["matches"].as_array().unwrap().iter().map(|hit| (&hit["number"], &hit["earlier"])).collect();
    assert_eq!(hits, [(&json!("4712"), &json!(false)), (&json!("4711"), &json!(true))]);
}

#[test]
fn a_number_that_two_orders_claim_is_shown_on_both() {
    let mut product = Product::start();
    product.tell(&json!([
        order("4711"),
        order("4712"),
        order("4713"),
        shipment("S1", &[carries("4711", "4")], &["1Z1"])
    ]));
    product.tell(&json!([shipment("S2", &[carries("4712", "4")], &["1Z1"])]));
    for number in ["4711", "4712"] {
        assert_eq!(product.order(number)["exception"]["code"], "SOURCE_CONFLICT", "{number}");
    }
    assert_eq!(product.order("4713")["exception"], Value::Null);
    assert_eq!(product.texts("select state from message_state order by id desc limit 1"), ["quarantined"]);
}

#[test]
fn master_data_comes_as_csv_and_is_shown_with_what_comes_after() {
    let mut product = Product::start();
    let file = product.folder.path().join("items.csv");
    std::fs::write(&file, "number,scope,text,un\nWID-1,S4,Widget,UN3480\n").unwrap();
    let said = waypost(&["import", "items", file.to_str().unwrap()], product.folder.path());
    assert_eq!(said, "1 items are in the inbox");
    let sites = "number,scope,city,zone\nDC-EP,S4,El Paso,America/Denver\n";
    let (status, answer) = product.post(&product.operator.clone(), "/api/v1/master/sites", sites);
    assert_eq!((status, &answer["rows"]), (202, &json!(1)), "{answer}");
    let (status, answer) =
        product.post(&product.operator.clone(), "/api/v1/master/sites", "number,zone\nA,Mars/Olympus\n");
    assert_eq!((status, &answer["errors"][0]["position"]), (400, &json!("line 2")), "{answer}");
    assert_eq!(product.post(&product.partner.clone(), "/api/v1/master/sites", sites).0, 403);
    assert_eq!(product.post(&product.operator.clone(), "/api/v1/master/colours", sites).0, 404);
    database::settled(product.folder.path());
    product.tell(&json!([order("4711")]));
    let view: Value = serde_json::from_str(&database::views(product.folder.path())[0]).unwrap();
    assert_eq!((&view["lines"][0]["text"], &view["ship_from"]["city"]), (&json!("Widget"), &json!("El Paso")));
    let states = product.texts("select distinct state from message_state");
    assert_eq!(states, ["applied"]);
}

#[test]
fn a_load_that_is_never_closed_is_kept_apart_and_disturbs_nobody() {
    let mut product = Product::start();
    product.tell(&json!([order("4711"), shipment("S1", &[carries("4711", "4")], &["1Z1"])]));
    for part in 0..9 {
        let links: Vec<Value> = (0..500).map(|n| json!({"relation":"contains","of":"shipment","ref":reference("shipment", "TMS", &format!("L{part}-{n}"))})).collect();
        product.tell(&json!([{"type":"link","of":"load","refs":[reference("load", "TMS", "L1")],"links":links,"at":"2026-11-12T08:00:00Z"}]));
    }
    let kept = product.texts("select refusals from message_state where state = 'quarantined'");
    assert!(!kept.is_empty() && kept.iter().all(|refusals| refusals.contains("TOO_MUCH_AROUND")), "{kept:?}");
    product.tell(&json!([scan("1Z1", "PICKED_UP", "2026-11-12T09:00:00Z")]));
    assert_eq!(product.order("4711")["state"], "moving");
}

/// A case as Salesforce's record of it.
fn case(number: &str, changed: &str, closed: bool) -> Value {
    json!({"attributes": {"type": "Case"}, "Id": "500Hs00001AbCdE", "CaseNumber": number, "Status": if closed { "Closed" } else { "New" },
        "IsClosed": closed, "Subject": "Where is my order", "CreatedDate": "2026-05-14T08:00:00.000+0000",
        "LastModifiedDate": changed, "ClosedDate": closed.then_some(changed), "Order_Number__c": "4711"})
}

#[test]
fn a_case_of_the_crm_stands_on_its_order_and_is_behind_the_news_until_it_is_closed() {
    let mut product = Product::start();
    let scan = |milestone: &str, at: &str| json!({"type": "milestone", "of": "order", "refs": [reference("order", "S4", "4711")], "milestone": milestone, "at": at});
    let post = |product: &mut Product, secret: &str, body: &Value| {
        let headers = [("authorization", format!("Bearer {secret}")), ("content-type", "application/json".to_owned())];
        let status =
            product.client.post("/ingest/salesforce_case", &headers, body.to_string().as_bytes()).unwrap().status;
        database::settled(product.folder.path());
        status
    };
    let behind = |product: &mut Product| product.order("4711").to_string().contains("CASE_BEFORE_EVENT");
    product.tell(&json!([scan("ORDER_RELEASED", "2026-05-14T07:00:00Z")]));
    let opened = case("00048213", "2026-05-14T08:00:00.000+0000", false);
    assert_eq!(post(&mut product, "wrong", &opened), 401);
    assert_eq!(post(&mut product, "case-secret-case-secret", &opened), 200);
    assert!(!behind(&mut product), "the case knows all there is");
    let found = product.get("/api/v1/search?q=48213").to_string();
    assert!(found.contains("4711"), "found by the number of its case: {found}");
    product.tell(&json!([scan("PICKED_UP", "2026-05-14T09:30:00Z")]));
    assert!(behind(&mut product), "the news is later than the case");
    let closed = case("00048213", "2026-05-14T10:00:00.000+0000", true);
    assert_eq!(post(&mut product, "case-secret-case-secret", &closed), 200);
    assert!(!behind(&mut product), "and it is answered");
}

/// An order of Jäger in München with a delivery, an SSCC and parcels of three carriers, of which only the TMS knows the delivery.
fn searched_world() -> Value {
    let mut jaeger = order("4712345");
    jaeger["refs"] = json!([{"kind":"order","scope":"S4","value":"0004712345"},{"kind":"purchase_order","scope":"JAEGER","value":"PO-88/7"}]);
    jaeger["header"] = json!({"sales_org":"1010","customer":{"number":"0000771234","name":"Jäger & Söhne GmbH","phone":"+49 (228) 551234"}});
    jaeger["ship_to"] = json!({"name":"Lager 7","city":"München","postal":"80331","country":"DE"});
    let parcel = |carrier: &str, number: &str| json!({"refs":[{"kind":"tracking","scope":carrier,"value":number}]});
    let mut carried = shipment(
        "S1",
        &[
            json!({"relation":"carries","of":"order","ref":{"kind":"order","scope":"S4","value":"4712345"}}),
            json!({"relation":"carries","of":"delivery","ref":{"kind":"delivery","scope":"S4","value":"0080001234"}}),
        ],
        &[],
    );
    carried["packages"] = json!([parcel("UPS", "1Z5R89390357567127"), parcel("USPS", "9400111899223012345671"), parcel("FDEG", "799999123456"),
        {"refs":[{"kind":"sscc","scope":"","value":"003456789012345670"}]}]);
    json!([jaeger, carried])
}

#[test]
fn a_search_takes_what_a_caller_reads_out_and_a_scanner_sends() {
    let mut product = Product::start();
    product.tell(&searched_world());
    for text in [
        "4712345",
        "0004712345",
        "(4712345)",
        "\"4712345\"",
        "4712345.",
        "#4712345",
        "order 4712345",
        "SO 4712345",
        "order no. 4712345",
        "PO-88/7",
        "PO: 88/7",
        "purchase order PO-88/7",
        "80001234",
        "delivery 0080001234",
        "+49 (228) 551234",
        "0228 551234",
        "771234",
        "customer no. 771234",
        "1Z5R89390357567127",
        "UPS: 1Z 5R8 939 03 5756 7127",
        "Miller Freight 1Z5R89390357567127",
        "]C01Z5R89390357567127",
        "https://www.ups.com/track?loc=en_US&tracknum=1Z5R89390357567127",
        "4203310194001118992230123456 71",
        "42033101123494001118992230123456 71",
        "1001912345600004567800799999123456",
        "003456789012345670",
        "00003456789012345670",
        "(00)003456789012345670",
        "]C100003456789012345670",
        "(00)003456789012345670(400)PO-88/7",
        "Jäger",
        "jager",
        "jaeger",
        "Ja\u{308}ger Söhne",
        "Soehne",
        "Jäger München",
        "Muenchen Jaeger",
        "munchen",
        "80331",
        "Jaeger 80331",
        "Lager Jäger",
    ] {
        let found = product.get(&format!("/api/v1/search?q={}", escaped(text)));
        assert_eq!(found["matches"][0]["number"], "0004712345", "{text}: {found}");
    }
    for text in ["4712346", "1Z5R89390357567128", "Jagger", "München Acme", "Acme 80331"] {
        assert_eq!(product.get(&format!("/api/v1/search?q={}", escaped(text)))["matches"], json!([]), "{text}");
    }
    let misheard = product.get("/api/v1/search?q=1Z5R89390357567128");
    assert_eq!(misheard["reading"]["check_digit_right"], false);
    product.tell(&json!([scan("1Z999AA10123456784", "PICKED_UP", "2026-05-12T08:00:00Z")]));
    let waiting = product.get("/api/v1/search?q=ups+1Z999AA10123456784");
    assert_eq!((&waiting["matches"], &waiting["waiting"][0]["events"]), (&json!([]), &json!(1)), "{waiting}");
}

#[test]
fn an_order_tells_what_waits_under_its_number_of_another_carrier() {
    let mut product = Product::start();
    let of_another = json!({"type":"milestone","of":"package","refs":[reference("tracking", "ODFL", "7712345")],"milestone":"PICKED_UP","at":"2026-11-14T08:00:00Z"});
    product.tell(&json!([order("4711"), shipment("S1", &[carries("4711", "1")], &["7712345", "7712346"])]));
    assert_eq!(product.order("4711").get("waiting"), None);
    product.tell(&json!([of_another]));
    let told = product.order("4711");
    let waiting = &told["waiting"][0];
    assert_eq!((&waiting["kind"], &waiting["scope"]), (&json!("tracking"), &json!("ODFL")), "{told}");
    assert_eq!((&waiting["number"], &waiting["events"]), (&json!("7712345"), &json!(1)), "{told}");
}

fn escaped(text: &str) -> String {
    let each: Vec<String> = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    each.concat()
}
