//! One rule for the numbers of every connector: what names something is written by its digits, without fraction or exponent, and
//! quantities and amounts are exact.

use std::{collections::BTreeMap, path::Path};

use serde_json::{Value, json};

use super::{Connector, samples};

fn mapped(connector: &str, body: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("connectors").join(connector);
    let connector = Connector::load(&folder).unwrap_or_else(|faults| panic!("{faults:?}"));
    samples::report(&samples::process(&connector, &BTreeMap::new(), body.as_bytes()))
}

/// The references of all events and links, and the lines of the first link.
fn names(report: &Value) -> Vec<String> {
    assert_eq!(report["refused"], json!([]), "{report}");
    let events = report["events"].as_array().unwrap();
    let value = |reference: &Value| reference["value"].as_str().unwrap().to_owned();
    let of = |event: &Value| {
        let own = event["refs"].as_array().into_iter().flatten().map(value);
        let linked = event["links"].as_array().into_iter().flatten().map(|link| value(&link["ref"]));
        own.chain(linked).collect::<Vec<_>>()
    };
    events.iter().flat_map(of).collect()
}

const NUMBERS: [(&str, &str); 6] = [
    ("4711.0", "4711"),
    ("8.0012345E7", "80012345"),
    ("9400111899223197428490", "9400111899223197428490"),
    ("9400111899223197428506", "9400111899223197428506"),
    ("1234567890123456789", "1234567890123456789"),
    ("10", "10"),
];

#[test]
fn a_whole_number_names_the_same_thing_however_it_is_written() {
    for (number, name) in NUMBERS {
        let erp = format!(
            r#"{{"specversion":"1.0","id":"1","source":"/erp","type":"waypost.erp.delivery.changed.v1","time":"2026-05-10T08:00:00Z","data":{{"delivery":
            {{"system":"S4","number":{number},"orders":{{"number":{number},"lines":{{"line":{number},"quantity":2.50,"unit":"EA"}}}}}}}}}}"#
        );
        let report = mapped("erp_generic", &erp);
        assert_eq!(names(&report), [name, name]);
        let line = json!([{"line": name, "quantity": "2.50", "unit": "EA"}]);
        assert_eq!(report["events"][0]["links"][0]["lines"], line);

        let tms = format!(
            r#"{{"type":"shipment.created","timestamp":"2026-05-14T12:15:03Z","data":{{"event_id":7.0,"shipment":{{"number":{number},"carrier":"USPS"}},
            "orders":{{"number":{number}}},"packages":{{"tracking":{number},"weight":{{"value":1e1,"unit":"KGM"}}}},
            "transport":{{"mode":"parcel","stops":{{"sequence":1.0,"purpose":"hub"}}}}}}}}"#
        );
        let report = mapped("tms_generic", &tms);
        assert_eq!(names(&report), [name, name]);
        let package = &report["events"][0]["packages"][0];
        assert_eq!((&package["refs"][0]["value"], &package["weight"]["value"]), (&json!(name), &json!("10")));
        assert_eq!(report["events"][0]["transport"]["stops"][0]["sequence"], json!(1));

        let ups = format!(
            r#"{{"trackResponse":{{"shipment":{{"inquiryNumber":{number},"package":{{"activity":{{"status":{{"type":"I","code":"OT","statusCode":21}},
            "location":{{"address":{{"city":"Dallas","postalCode":75201.0,"countryCode":"US"}}}},"date":20261124,"time":101500,"gmtOffset":"-06:00"}}}}}}}}}}"#
        );
        let report = mapped("ups", &ups);
        assert_eq!(names(&report), [name]);
        assert_eq!(report["events"][0]["place"]["postal"], json!("75201"));

        let case = format!(
            r#"{{"attributes":{{"type":"Case"}},"CaseNumber":{number},"Status":"Working","CreatedDate":"2026-01-02T15:30:00.000+0000",
            "Order_Number__c":{number}}}"#
        );
        assert_eq!(names(&mapped("salesforce_case", &case)), [name, name]);
    }
}

#[test]
fn quantities_and_amounts_are_exact_or_refused() {
    let order = |quantity: &str| {
        let body = format!(
            r#"{{"specversion":"1.0","id":"1","source":"/erp","type":"waypost.erp.order.changed.v1","time":"2026-05-10T08:00:00Z","data":{{"order":
            {{"number":1,"customer":{{"number":100042.0}},"sales_org":1010,"value":{{"amount":{quantity},"currency":"USD"}},
            "ship_to":{{"postal":38101}},"lines":[{{"line":10.0,"item":7,"quantity":{quantity}}}]}}}}}}"#
        );
        mapped("erp_generic", &body)
    };
    for (written, exact) in [
        ("123456789.123456789012", "123456789.123456789012"),
        ("0.1000000000000000055", "0.1000000000000000055"),
        ("2.50", "2.50"),
        ("1e3", "1000"),
        ("4.0", "4"),
    ] {
        let report = order(written);
        assert_eq!(report["refused"], json!([]), "{report}");
        let order = &report["events"][0];
        assert_eq!(order["lines"], json!([{"line": "10", "item": "7", "quantity": exact}]));
        assert_eq!(order["header"]["value"]["amount"], json!(exact));
        assert_eq!(
            (&order["header"]["customer"]["number"], &order["header"]["sales_org"]),
            (&json!("100042"), &json!("1010"))
        );
        assert_eq!(order["ship_to"]["postal"], json!("38101"));
    }
    let refused = &order("0.10000000000000000000000000000000055")["refused"][0];
    assert_eq!((&refused["code"], &refused["position"]), (&json!("VALUE_UNREADABLE"), &json!("/data/order/value")));
    assert!(refused["message"].as_str().unwrap().contains("0.10000000000000000000000000000000055"), "{refused}");
}

#[test]
fn what_stands_instead_of_an_object_is_said() {
    for (connector, body) in [
        (
            "tms_generic",
            r#"{"type":"shipment.milestone","timestamp":"2026-05-14T12:15:03Z","data":"{\"shipment\":{}}"}"#,
        ),
        ("ups", r#""{\"trackResponse\":{}}""#),
        ("salesforce_case", r#"{"detail":"{\"payload\":{}}"}"#),
        (
            "erp_generic",
            r#"{"specversion":"1.0","id":"1","source":"/erp","type":"waypost.erp.order.changed.v1","time":"2026-05-10T08:00:00Z","data":{"order":"{}"}}"#,
        ),
    ] {
        let report = mapped(connector, body);
        let refused = &report["refused"][0];
        let message = refused["message"].as_str().unwrap();
        assert!(message.contains("inside") && message.contains("string"), "{connector}: {refused}");
        assert!(!refused["remedy"].as_str().unwrap().is_empty());
    }
}
