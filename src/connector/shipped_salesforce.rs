//! What Salesforce and the relays between send: envelopes, Avro's own JSON, changes within one second, cases that are gone.

use std::{collections::BTreeMap, path::Path};

use serde_json::{Value, json};

use super::{Connector, samples};

fn mapped(body: &Value) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("connectors/salesforce_case");
    let connector = Connector::load(&folder).unwrap_or_else(|faults| panic!("{faults:?}"));
    samples::report(&samples::process(&connector, &BTreeMap::new(), body.to_string().as_bytes()))
}

fn change(kind: &str, more: Value) -> Value {
    let mut event = json!({"ChangeEventHeader": {"entityName": "Case", "recordIds": ["500Hs00001AbCdEIAV"], "changeType": kind,
        "sequenceNumber": 1, "commitTimestamp": 1_767_366_245_250_i64}, "CaseNumber": "00048213", "Status": "Working", "IsClosed": false});
    for (name, value) in more.as_object().unwrap() {
        event[name] = value.clone();
    }
    event
}

#[test]
fn an_event_is_read_in_the_envelope_of_every_relay() {
    let event = change("UPDATE", json!({}));
    let alone = mapped(&event);
    assert_eq!((alone["events"].as_array().unwrap().len(), &alone["refused"]), (1, &json!([])), "{alone}");
    for (name, envelope) in [
        ("Pub/Sub client", json!({"replayId": 7, "payload": event})),
        (
            "CometD",
            json!({"channel": "/data/CaseChangeEvent", "data": {"schema": "x", "payload": event, "event": {"replayId": 7}}}),
        ),
        ("CometD without schema", json!({"data": {"payload": event}})),
        (
            "EventBridge",
            json!({"version": "0", "id": "e", "detail-type": "CaseChangeEvent", "source": "aws.partner/salesforce.com/x", "resources": [],
            "detail": {"payload": event, "schemaId": "x", "event": {"replayId": 7}}}),
        ),
        ("EventBridge, bare", json!({"detail": event})),
        ("CloudEvents", json!({"specversion": "1.0", "id": "1", "source": "/sf", "type": "t", "data": event})),
        ("Avro record", json!({"payload": {"com.sforce.eventbus.CaseChangeEvent": event}})),
        ("several", json!([{"events": [{"payload": event}]}])),
        ("records", json!({"records": [event]})),
    ] {
        let read = mapped(&envelope);
        assert_eq!((&read["events"], &read["refused"]), (&alone["events"], &json!([])), "{name}");
    }
}

#[test]
fn what_is_still_encoded_is_refused_with_what_to_do() {
    for envelope in [
        json!({"events": [{"event": {"id": "1", "schemaId": "x", "payload": "AAJDYXNl"}, "replayId": "AAAAAAAAAAc="}], "rpcId": "r"}),
        json!({"data": "AAJDYXNl"}),
    ] {
        let refused = &mapped(&envelope)["refused"][0];
        assert!(refused["remedy"].as_str().unwrap().contains("Decode it with the schema"), "{refused}");
    }
    let refused = &mapped(&json!({"Message": {"x": 1}, "TopicArn": "t"}))["refused"][0];
    assert!(refused["message"].as_str().unwrap().contains("Message, TopicArn"), "{refused}");
    assert!(refused["remedy"].as_str().unwrap().contains("without a further envelope"), "{refused}");
}

#[test]
fn unions_of_avro_json_are_read() {
    let plain = mapped(&change(
        "UPDATE",
        json!({"Subject": "Where is it", "CreatedDate": 1_767_366_000_000_i64, "Order_Number__c": "4711"}),
    ));
    let avro = json!({"ChangeEventHeader": {"com.sforce.eventbus.ChangeEventHeader": {"entityName": "Case", "recordIds": {"array": ["500Hs00001AbCdEIAV"]},
        "changeType": "UPDATE", "sequenceNumber": {"int": 1}, "commitTimestamp": {"long": 1_767_366_245_250_i64}}}, "CaseNumber": {"string": "00048213"},
        "Status": {"string": "Working"}, "IsClosed": {"boolean": false}, "Subject": {"string": "Where is it"}, "CreatedDate": {"long": 1_767_366_000_000_i64},
        "Order_Number__c": {"string": "4711"}, "ClosedDate": null});
    assert_eq!(mapped(&avro), plain);
    assert_eq!(plain["events"].as_array().unwrap().len(), 1);
}

#[test]
fn changes_within_one_second_and_one_transaction_stay_in_their_order() {
    let at = |timestamp: Value, sequence: Value| {
        let mut event = change("UPDATE", json!({}));
        event["ChangeEventHeader"]["commitTimestamp"] = timestamp;
        event["ChangeEventHeader"]["sequenceNumber"] = sequence;
        mapped(&event)["events"][0]["at"].as_str().unwrap().to_owned()
    };
    assert_eq!(at(json!(1_767_366_245_900_i64), Value::Null), "2026-01-02T15:04:05.9Z");
    assert_eq!(at(json!(1_767_366_245_001_i64), Value::Null), "2026-01-02T15:04:05.001Z");
    assert_eq!(at(json!(1_767_366_245_000_i64), Value::Null), "2026-01-02T15:04:05Z");
    assert_eq!(at(json!("1767366245250"), json!(2)), "2026-01-02T15:04:05.250002Z");
    assert!(at(json!(1_767_366_245_250_i64), json!(1)) < at(json!(1_767_366_245_250_i64), json!(2)));
    assert!(at(json!(1_767_366_245_250_i64), json!(999)) < at(json!(1_767_366_245_251_i64), json!(0)));
}

#[test]
fn a_case_that_is_gone_is_over_and_a_merged_one_points_to_its_master() {
    let gone = |body: Value| {
        let read = mapped(&body);
        assert_eq!(read["refused"], json!([]), "{read}");
        read["events"][0].clone()
    };
    let header = |kind: &str| json!({"ChangeEventHeader": {"entityName": "Case", "recordIds": ["500Hs00001AbCdE"], "changeType": kind, "commitTimestamp": 1_767_366_245_000_i64}});
    for deleted in [
        gone(header("DELETE")),
        gone(header("GAP_DELETE")),
        gone(
            json!({"attributes": {"type": "Case"}, "Id": "500Hs00001AbCdE", "IsDeleted": true, "LastModifiedDate": "2026-01-02T15:04:05.000+0000"}),
        ),
    ] {
        assert_eq!(
            (&deleted["status"], &deleted["refs"][0]["value"]),
            (&json!("cancelled"), &json!("500Hs00001AbCdEIAV")),
            "{deleted}"
        );
        assert!(deleted["closed_at"].is_string());
    }
    let mut merged = header("DELETE");
    merged["MasterRecordId"] = json!("500Hs00001AbCdF");
    let mut marked = header("MERGE");
    marked["MasterRecordId"] = json!("500Hs00001AbCdF");
    let record = json!({"Id": "500Hs00001AbCdE", "CaseNumber": "00048213", "IsDeleted": true, "MasterRecordId": "500Hs00001AbCdF", "Status": "Working",
        "LastModifiedDate": "2026-01-02T15:04:05.000+0000"});
    for merged in [gone(merged), gone(marked), gone(record)] {
        assert_eq!(merged["status"], json!("closed"), "{merged}");
        assert_eq!(merged["links"][0]["ref"]["value"], json!("500Hs00001AbCdFIAV"));
        assert!(merged["subject"].as_str().unwrap().contains("500Hs00001AbCdFIAV") && merged["closed_at"].is_string());
    }
    for kind in ["GAP_UPDATE", "GAP_CREATE", "GAP_UNDELETE", "GAP_OVERFLOW", "MERGE"] {
        let refused = mapped(&header(kind))["refused"][0].clone();
        assert!(
            refused["message"].as_str().unwrap().contains(kind)
                && refused["remedy"].as_str().unwrap().contains("send them whole"),
            "{refused}"
        );
    }
    let back = mapped(&change("UNDELETE", json!({})));
    assert_eq!((&back["events"][0]["status"], &back["events"][0]["closed_at"]), (&json!("Working"), &Value::Null));
}
