//! UPS's codes, all that it publishes and those seen beside a number that says something else (`connectors/ups/README.md`, "Codes").

use std::path::Path;

use serde_json::{Value, json};

use super::Connector;
use crate::codec::Document;

/// Type, letters, number, and what a scan with them becomes.
type Row<'a> = (&'a str, &'a str, &'a str, &'a str);

fn ups() -> Connector {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("connectors/ups");
    Connector::load(&folder).unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// What a Track answer becomes, as JSON.
fn mapped(ups: &Connector, package: Value) -> (Vec<Value>, Vec<super::Refusal>) {
    let answer =
        json!({"trackResponse": {"shipment": [{"inquiryNumber": "1Z5R89390357567127", "package": [package]}]}});
    let mapped = ups.map(&Document { position: String::new(), value: answer.into() });
    (mapped.events.iter().map(|draft| serde_json::to_value(&draft.event).unwrap()).collect(), mapped.refused)
}

fn activity(fields: Value) -> Value {
    let mut activity = json!({"status": {"type": "I", "code": "OT", "statusCode": "021", "description": "scan"},
        "location": {"address": {"city": "Dallas", "stateProvince": "TX", "countryCode": "US"}},
        "date": "20261124", "time": "101500", "gmtOffset": "-06:00"});
    for (name, value) in fields.as_object().unwrap() {
        activity[name] = value.clone();
    }
    activity
}

fn one(ups: &Connector, fields: Value) -> Value {
    let (events, refused) =
        mapped(ups, json!({"trackingNumber": "1Z5R89390357567127", "activity": [activity(fields)]}));
    assert!(refused.is_empty() && !events.is_empty(), "{events:?} {refused:?}");
    events[0].clone()
}

/// `DELAYED BAD_ADDRESS`, `RETURNING`, or `RETURNING DOCUMENTS` for a milestone with its reason beside it.
fn becomes(ups: &Connector, (kind, letters, number, _): Row) -> String {
    let mut status = json!({"description": "scan"});
    for (name, value) in [("type", kind), ("code", letters), ("statusCode", number)] {
        if !value.is_empty() {
            status[name] = value.into();
        }
    }
    let (events, refused) = mapped(ups, json!({"activity": activity(json!({"status": status}))}));
    assert_eq!(refused, []);
    let text = |event: &Value, name: &str| event[name].as_str().unwrap_or_default().to_owned();
    let name = |event: &Value| match event["resolved"].as_bool() {
        Some(true) => "RESOLVED".to_owned(),
        _ => text(event, "milestone") + &text(event, "exception"),
    };
    let what = events.iter().map(name).next().unwrap();
    let reason = events.iter().map(|event| text(event, "reason")).find(|reason| !reason.is_empty()).unwrap_or_default();
    format!("{what} {reason}").trim().to_owned()
}

fn table() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("connectors/ups/published.csv")).unwrap()
}

#[test]
fn every_published_code_and_number_becomes_what_the_table_says() {
    let (ups, table) = (ups(), table());
    let cells = |line: &'static str| line.split(',').collect::<Vec<_>>();
    let lines: Vec<&'static str> =
        Box::leak(table.into_boxed_str()).lines().filter(|line| !line.starts_with('#')).collect();
    let mut counts = [0; 4];
    let mut wrong = Vec::new();
    let (mut codes, mut numbers) = (0, 0);
    for line in lines.iter().skip(1) {
        let [kind, letters, number, expected] = cells(line)[..] else { panic!("{line}") };
        let is = becomes(&ups, (kind, letters, number, expected));
        if is != expected {
            wrong.push(format!("{kind}/{letters}/{number}: {is}, not {expected}"));
        }
        if number.is_empty() {
            codes += 1
        } else {
            numbers += 1
        }
        let class = match is.split(' ').next() {
            Some("NOTE") => 2,
            Some("RESOLVED") => 3,
            _ => usize::from(is.contains(' ')),
        };
        counts[class] += 1;
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
    eprintln!(
        "{codes} codes, {numbers} numbers: {} without a reason, {} with one, {} notes, {} ends of a hold",
        counts[0], counts[1], counts[2], counts[3]
    );
    assert_eq!((codes, numbers), (883, 160), "849 codes, 32 of them under several types; and the numbers");
    let readme =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("connectors/ups/README.md")).unwrap();
    let told = format!(
        "{} become a milestone or exception without a reason, {} one with its reason, {} are notes and {} end a hold",
        counts[0], counts[1], counts[2], counts[3]
    );
    assert!(readme.contains(&told), "the README says other counts than: {told}");
}

#[test]
fn every_published_row_stands_in_the_table_of_codes() {
    let codes =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("connectors/ups/codes.csv")).unwrap();
    for line in table().lines().filter(|line| !line.starts_with('#')).skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let row = match cells[2] {
            "" => format!("status.code,{}/{},", cells[0], cells[1]),
            number => format!("status.statusCode,{number},"),
        };
        assert!(codes.lines().any(|line| line.starts_with(&row)), "{row}");
    }
}

#[test]
fn letters_mean_what_they_mean_under_their_type_and_a_number_decides() {
    let ups = ups();
    let rows: &[Row] = &[
        ("X", "DL", "118", "RETURNING"),
        ("I", "DL", "", "IN_TRANSIT"),
        ("D", "DL", "", "DELIVERED"),
        ("X", "RS", "058", "ON_HOLD DOCUMENTS"),
        ("X", "OT", "029", "ON_HOLD DOCUMENTS"),
        ("X", "OR", "083", "ON_HOLD RESTRICTED"),
        ("X", "DP", "", "ON_HOLD RESTRICTED"),
        ("M", "DP", "003", "BOOKED"),
        ("X", "DS", "", "DELAYED BAD_ADDRESS"),
        ("I", "AG", "005", "IN_TRANSIT"),
        ("D", "MP", "011", "DELIVERED"),
        ("D", "MV", "", "DELAYED BAD_ADDRESS"),
        ("D", "EP", "", "READY_FOR_COLLECTION"),
        ("M", "VP", "007", "CANCELLED"),
        ("I", "VP", "043", "BOOKED"),
        ("X", "7M", "012", "IN_TRANSIT"),
        ("X", "7H", "", "RETURNING DOCUMENTS"),
        ("X", "UF", "035", "RETURNING"),
        ("X", "S7", "017", "READY_FOR_COLLECTION"),
        ("X", "76", "075", "NOTE"),
        // Parcels and freight: the number tells which is meant.
        ("X", "AG", "029", "DELAYED BAD_ADDRESS"),
        ("X", "AG", "005", "IN_TRANSIT"),
        ("I", "AD", "005", "IN_TRANSIT"),
        ("I", "RS", "036", "RETURNING"),
        ("D", "DL", "040", "READY_FOR_COLLECTION"),
        ("I", "OF", "072", "IN_TRANSIT"),
        ("I", "OT", "021", "OUT_FOR_DELIVERY"),
        // A number of the manifest beside a scan of another type says nothing.
        ("X", "SR", "003", "CUSTOMS_CLEARED"),
        ("I", "AR", "003", "HUB_ARRIVED"),
        ("M", "MP", "003", "BOOKED"),
        // More of the same.
        ("I", "AR", "005", "HUB_ARRIVED"),
        ("X", "DR", "048", "DELAYED MECHANICAL"),
        ("X", "A8", "049", "DELAYED BAD_ADDRESS"),
        ("X", "DL", "046", "RETURNING"),
        ("X", "48", "022", "DELIVERY_ATTEMPTED UNAVAILABLE"),
        ("X", "48", "013", "DELIVERY_ATTEMPTED UNAVAILABLE"),
        ("X", "DW", "024", "DELIVERY_ATTEMPTED BAD_ADDRESS"),
        ("X", "YK", "034", "RETURNED"),
        ("X", "R1", "035", "RETURNING"),
        ("D", "FS", "005", "DELIVERED"),
        ("D", "FS", "143", "IN_TRANSIT"),
        ("D", "F4", "011", "DELIVERED"),
        ("D", "F4", "", "DELIVERED"),
        ("D", "1N", "", "READY_FOR_COLLECTION"),
        ("D", "YC", "", "DELIVERED"),
        ("D", "UC", "", "DELIVERED"),
        ("D", "OO", "", "DELIVERED"),
        ("D", "53", "", "REFUSED_GOODS REFUSED"),
        ("", "53", "", "REFUSED_GOODS REFUSED"),
        ("I", "", "047", "IN_TRANSIT"),
        ("I", "AD", "", "IN_TRANSIT"),
        ("MV", "MP", "", "CANCELLED"),
        ("X", "1", "", "DELAYED OTHER"),
        // What is settled, alone and beside a number that moves the goods or says nothing.
        ("X", "9I", "", "RESOLVED BAD_ADDRESS"),
        ("X", "9I", "028", "RESOLVED BAD_ADDRESS"),
        ("X", "1D", "046", "RESOLVED DUTIES"),
        ("X", "1D", "012", "IN_TRANSIT DUTIES"),
        ("X", "X0", "", "RESOLVED"),
        // A number that says only that something is wrong.
        ("X", "", "029", "DELAYED OTHER"),
        ("X", "!!", "013", "DELAYED OTHER"),
        ("X", "5A", "013", "NOTE"),
        ("X", "5A", "129", "NOTE"),
        // What is taken back.
        ("X", "8I", "040", "READY_FOR_COLLECTION"),
        ("I", "CA", "005", "NOTE"),
        ("I", "!!", "", "UNMAPPED"),
        ("I", "!!", "005", "IN_TRANSIT"),
    ];
    let wrong: Vec<String> = rows
        .iter()
        .map(|row| (row, becomes(&ups, *row)))
        .filter(|(row, is)| is != row.3)
        .map(|((kind, letters, number, expected), is)| format!("{kind}/{letters}/{number}: {is}, not {expected}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn gmt_fields_are_read_in_each_of_their_forms() {
    let ups = ups();
    let at = |fields: Value| one(&ups, fields)["at"].as_str().unwrap().to_owned();
    for (date, time) in
        [("20261124", "145801"), ("2026-11-24", "14:58:01"), ("20261124", "14:58:1"), ("2026/11/24", "14:58:01.000")]
    {
        let gmt = json!({"time": "085801", "gmtOffset": null, "gmtDate": date, "gmtTime": time});
        assert_eq!(at(gmt), "2026-11-24T08:58:01-06:00", "{date} {time}");
    }
    assert_eq!(
        at(json!({"time": "014700", "gmtOffset": "", "gmtDate": 20_261_124, "gmtTime": 74_700})),
        "2026-11-24T01:47:00-06:00"
    );
    assert_eq!(
        at(json!({"time": 14_700, "date": 20_261_124, "gmtOffset": "", "gmtDate": "2026-11-24", "gmtTime": "7:47"})),
        "2026-11-24T01:47:00-06:00"
    );
    for (written, offset) in [
        ("-05:00", "-05:00"),
        ("-05.00", "-05:00"),
        ("-04.00", "-04:00"),
        ("-0500", "-05:00"),
        ("+5", "+05:00"),
        ("-5", "-05:00"),
        ("+05:30", "+05:30"),
        ("+5.5", "+05:30"),
        ("-03.30", "-03:30"),
        ("+0545", "+05:45"),
        ("Z", "Z"),
        ("UTC+1", "+01:00"),
        ("GMT", "Z"),
        ("\u{2212}06:00", "-06:00"),
        ("+14:00", "+14:00"),
    ] {
        assert_eq!(at(json!({"gmtOffset": written})), format!("2026-11-24T10:15:00{offset}"), "{written}");
    }
    for unreadable in ["-05:07", "5", "+25:00", "minus 5", "-", "+1:2:3:4"] {
        let beside = json!({"gmtOffset": unreadable, "gmtDate": "20261124", "gmtTime": "161500"});
        assert_eq!(at(beside), "2026-11-24T10:15:00-06:00", "{unreadable}: the GMT time beside it tells");
        assert_eq!(at(json!({"gmtOffset": unreadable})), "2026-11-24T10:15:00", "{unreadable}");
    }
}

#[test]
fn a_date_or_time_that_cannot_be_read_refuses_its_scan_and_no_other() {
    let ups = ups();
    for (field, value) in [
        ("date", json!("24.11.2026")),
        ("date", json!({"odd": 1})),
        ("time", json!("10h15")),
        ("time", json!("1:2:3:4")),
    ] {
        let package = json!({"activity": [activity(json!({field: value})), activity(json!({}))]});
        let (events, refused) = mapped(&ups, package);
        assert_eq!((events.len(), refused.len()), (1, 1), "{field}");
        assert_eq!(refused[0].position, format!("/trackResponse/shipment/0/package/0/activity/0/{field}"));
        assert!(refused[0].message.contains("is expected"), "{}", refused[0].message);
    }
}

/// Whoever makes JSON of XML sends one element as itself.
#[test]
fn one_element_alone_is_read_like_a_list_of_one_everywhere() {
    let ups = ups();
    let package = json!({"trackingNumber": "1Z5R89390357567127", "activity": [activity(json!({}))],
        "alternateTrackingNumber": [{"number": "92419900000033499522966220", "type": "USPS_PIC"}],
        "packageAddress": [{"type": "DESTINATION", "address": {"city": "Memphis", "stateProvince": "TN", "countryCode": "US"}}],
        "deliveryDate": [{"type": "SDD", "date": "20261124"}], "deliveryTime": {"type": "CMT", "endTime": "170000"}});
    let shipment = json!({"inquiryNumber": "1Z5R89390357567127", "package": [package]});
    let answer = json!({"trackResponse": {"shipment": [shipment]}});
    let read = |answer: &Value| {
        let mapped = ups.map(&Document { position: String::new(), value: answer.clone().into() });
        assert_eq!(mapped.refused, [], "{answer}");
        let events: Vec<_> = mapped.events.iter().map(|draft| draft.event.clone()).collect();
        (events, mapped.events[0].position.clone())
    };
    let (listed, position) = read(&answer);
    assert_eq!((listed.len(), position.as_str()), (2, "/trackResponse/shipment/0/package/0/activity/0"));
    let mut all = answer.clone();
    for pointer in
        ["activity", "alternateTrackingNumber", "packageAddress", "deliveryDate", "", "shipment"].map(|name| match name
        {
            "shipment" => "/trackResponse/shipment".to_owned(),
            "" => "/trackResponse/shipment/0/package".to_owned(),
            name => format!("/trackResponse/shipment/0/package/0/{name}"),
        })
    {
        let mut single = answer.clone();
        for answer in [&mut single, &mut all] {
            let list = answer.pointer_mut(&pointer).unwrap();
            *list = list[0].clone();
        }
        assert_eq!(read(&single).0, listed, "{pointer}");
    }
    assert_eq!(read(&all), (listed, "/trackResponse/shipment/package/activity".to_owned()));
}

#[test]
fn a_window_past_midnight_ends_on_the_next_day() {
    let ups = ups();
    let window = |from: &str, to: &str| {
        let package = json!({"activity": activity(json!({})), "deliveryDate": {"type": "SDD", "date": "20261231"},
            "deliveryTime": {"type": "EDW", "startTime": from, "endTime": to}});
        mapped(&ups, package).0[1]["expected"].clone()
    };
    assert_eq!(window("220000", "010000"), json!({"from": "2026-12-31T22:00:00", "to": "2027-01-01T01:00:00"}));
    assert_eq!(window("130000", "170000"), json!({"from": "2026-12-31T13:00:00", "to": "2026-12-31T17:00:00"}));
    let alert = json!({"trackingNumber": "1Z5R89390357567127", "localActivityDate": "20261124", "localActivityTime": "71200",
        "activityStatus": {"type": "I", "code": "OT", "descriptionCode": "021"}, "scheduledDeliveryDate": "20261124",
        "deliveryStartTime": "220000", "deliveryEndTime": "010000"});
    let mapped = ups.map(&Document { position: String::new(), value: alert.into() });
    let estimate = serde_json::to_value(&mapped.events[1].event).unwrap();
    assert_eq!(estimate["expected"], json!({"from": "2026-11-24T22:00:00", "to": "2026-11-25T01:00:00"}));
}

#[test]
fn a_logical_event_is_marked() {
    let ups = ups();
    assert_eq!(one(&ups, json!({"logicalScan": true}))["logical"], json!(true));
    assert_eq!(one(&ups, json!({"logicalScan": "true"}))["logical"], json!(true));
    assert!(one(&ups, json!({"logicalScan": false})).get("logical").is_none());
}

#[test]
fn what_is_taken_back_is_named() {
    let ups = ups();
    let corrects = |kind: &str, code: &str| {
        one(&ups, json!({"status": {"type": kind, "code": code, "description": "scan"}}))["corrects"].clone()
    };
    assert_eq!(corrects("X", "8I"), "DELIVERED");
    assert_eq!(corrects("X", "5D"), "PICKED_UP");
    assert_eq!(corrects("I", "CA"), "HUB_ARRIVED");
    assert_eq!(corrects("I", "AR"), Value::Null);
}

#[test]
fn a_hold_that_ends_beside_a_movement_is_told_with_it() {
    let ups = ups();
    let status = json!({"type": "X", "code": "1D", "statusCode": "012", "description": "scan"});
    let (events, _) = mapped(&ups, json!({"activity": activity(json!({"status": status}))}));
    let told: Vec<_> = events.iter().map(|event| (event["milestone"].as_str(), event["resolved"].as_bool())).collect();
    assert_eq!(told, [(Some("IN_TRANSIT"), None), (None, Some(true))]);
}

/// Newest first, as UPS lists them.
fn times(ups: &Connector, activities: Value) -> Vec<(String, bool)> {
    let (events, refused) = mapped(ups, json!({"trackingNumber": "1Z5R89390357567127", "activity": activities}));
    assert_eq!(refused, []);
    events
        .iter()
        .map(|event| (event["at"].as_str().unwrap().to_owned(), event["day_only"].as_bool().unwrap_or_default()))
        .collect()
}

#[test]
fn a_scan_without_a_time_stands_where_the_list_has_it() {
    let ups = ups();
    let timed = |time: &str| activity(json!({"time": time}));
    let timeless = activity(json!({"time": null}));
    let at = |time: &str| format!("2026-11-24T{time}-06:00");
    assert_eq!(times(&ups, json!([timeless])), [(at("00:00:00"), true)]);
    assert_eq!(times(&ups, json!([timeless, timed("070000")])), [(at("07:00:00"), false), (at("07:00:01"), true)]);
    assert_eq!(times(&ups, json!([timed("070000"), timeless])), [(at("06:59:59"), true), (at("07:00:00"), false)]);
    let other_day = activity(json!({"date": "20261123"}));
    let told = times(&ups, json!([timeless, other_day]));
    assert_eq!(told[1], (at("00:00:00"), true), "another day tells nothing of the hour");
    let (events, _) =
        mapped(&ups, json!({"trackingNumber": "1Z5R89390357567127", "activity": [timed("070000"), timeless]}));
    let (later, _) = mapped(&ups, json!({"trackingNumber": "1Z5R89390357567127", "activity": timeless}));
    assert_eq!(
        (&events[0]["key"], events[0]["key"].is_string()),
        (&later[0]["key"], true),
        "asked again, it is one scan"
    );
}

#[test]
fn the_time_of_a_delivery_may_stand_beside_the_scans() {
    let ups = ups();
    let delivered = activity(json!({"time": "", "status": {"type": "D", "code": "FS", "statusCode": "011"}}));
    let package = json!({"activity": delivered, "deliveryDate": [{"type": "DEL", "date": "20261124"}],
        "deliveryTime": {"type": "DEL", "endTime": "141500"}});
    let (events, _) = mapped(&ups, package);
    assert_eq!((&events[0]["at"], &events[0]["day_only"]), (&json!("2026-11-24T14:15:00-06:00"), &Value::Null));
    let alert = json!({"trackingNumber": "1Z5R89390357567127", "localActivityDate": "20261124", "localActivityTime": "",
        "activityStatus": {"type": "D", "code": "FS"}, "actualDeliveryDate": "20261124", "actualDeliveryTime": "141500", "gmtOffset": "-06.00"});
    let told = ups.map(&Document { position: String::new(), value: alert.into() });
    let event = serde_json::to_value(&told.events[0].event).unwrap();
    assert_eq!((&event["at"], &event["day_only"]), (&json!("2026-11-24T14:15:00-06:00"), &Value::Null));
}

#[test]
fn who_took_it_signed_only_where_there_is_a_signature() {
    let ups = ups();
    let delivered = activity(json!({"status": {"type": "D", "code": "FS", "statusCode": "011"}}));
    let documents = |information: Value| {
        let (events, _) = mapped(&ups, json!({"activity": delivered, "deliveryInformation": information}));
        events.into_iter().filter(|event| event["type"] == "document").collect::<Vec<_>>()
    };
    let taken = documents(json!({"location": "Neighbor", "receivedBy": "GARCIA"}));
    assert_eq!((taken.len(), &taken[0]["document"]), (1, &json!("receipt")));
    assert_eq!((&taken[0]["received_by"], &taken[0]["left_at"]), (&json!("GARCIA"), &json!("Neighbor")));
    let signed = documents(
        json!({"location": "Front Desk", "receivedBy": "GARCIA", "signature": {"image": "R0lGODlhAQABAAAAACw="}}),
    );
    assert_eq!((&signed[0]["document"], &signed[0]["signed_by"]), (&json!("signature"), &json!("GARCIA")));
    assert_eq!((&signed[1]["left_at"], &signed[1]["received_by"]), (&json!("Front Desk"), &Value::Null));
    assert_eq!(documents(json!({"location": "", "receivedBy": ""})), Vec::<Value>::new());
}

#[test]
fn the_last_day_to_collect_it_belongs_to_the_latest_word_that_it_waits() {
    let ups = ups();
    let ready =
        |time: &str| activity(json!({"time": time, "status": {"type": "D", "code": "DL", "statusCode": "040"}}));
    let package =
        json!({"activity": [ready("120000"), ready("100000")], "accessPointInformation": {"pickupByDate": "20261201"}});
    let (events, _) = mapped(&ups, package);
    let until: Vec<_> = events.iter().map(|event| event["collect_by"].as_str()).collect();
    assert_eq!(until, [None, Some("2026-12-01")]);
}
