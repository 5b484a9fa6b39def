//! The TMS speaks of shipments: bookings, milestones, troubles, estimates, documents, charges (`connectors/tms_generic/README.md`).
//! It hears every carrier; of UPS parcels, which speak for themselves, it repeats only pick-up, delivery and what went wrong.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Message, Office, Partner, Put as _, erp, paper, parts, place, weight, window};
use crate::{
    domain::milestone::Milestone,
    simulate::{
        documents::Paper,
        truth::{Deed, Package, Proof, Scan, Shipment, Step, Story, Teller},
    },
};

/// Whose numbers the TMS's are.
const SYSTEM: &str = "TMS1";

/// What the TMS says about a step, of a shipment that it knows or does not know.
pub fn say(office: &Office, story: &Story, step: &Step, known: bool) -> Vec<Message> {
    let Some(truck) = step.deed.shipment().and_then(|shipment| story.shipments.get(shipment)) else {
        return Vec::new();
    };
    if !known {
        return Vec::new();
    }
    let said = truck.to.city.written(step.said);
    let message = |suffix: &str, kind: &str, mut data: Value| {
        let event = format!("{}-{}{suffix}", truck.number, step.id);
        data.put("event_id", event.as_str());
        let body = json!({"type": kind, "timestamp": said, "data": data});
        office.message(Partner::Tms, &event, "application/json", &body, step.said)
    };
    match &step.deed {
        Deed::Booked { .. } => vec![message("", "shipment.created", created(story, truck, step.at))],
        Deed::Scanned(scan) if scan.milestone == Milestone::Cancelled && tells(truck, scan) => {
            let mut data = about(story, truck);
            data.put("occurred_at", scan.place.city.written(step.at));
            vec![message("", "shipment.cancelled", data)]
        }
        Deed::Scanned(scan) if tells(truck, scan) => {
            let each = scanned_packages(truck, scan).map(|(i, package)| {
                let suffix = package.map_or(String::new(), |_| format!("-p{i}"));
                message(&suffix, "shipment.milestone", milestone(story, truck, scan, package, step))
            });
            each.collect()
        }
        Deed::Troubled(trouble) => {
            let mut data = about(story, truck);
            let package = trouble.package.and_then(|package| truck.packages.get(package)?.tracking.as_deref());
            if let Some(tracking) = package {
                data.put("package", named(story, truck, tracking));
            }
            data.put("exception", trouble.exception.as_str());
            data.put("reason", trouble.reason.as_str());
            data.put("occurred_at", story.spelling.scanned(trouble.place.city, step.at));
            data.put("place", place(&trouble.place));
            data.put("text", trouble.text);
            if let Some(estimate) = trouble.estimate {
                data.put("estimate", window(estimate, &truck.to));
            }
            vec![message("", "shipment.exception", data)]
        }
        Deed::Expected { from, to, teller, .. } if *teller != Teller::Carrier => {
            let mut data = about(story, truck);
            data.put("milestone", Milestone::Delivered.as_str());
            data.put("expected", window((*from, *to), &truck.to));
            data.put("stated_at", truck.to.city.written(step.at));
            vec![message("", "shipment.estimate", data)]
        }
        Deed::Proved { .. } => document(office, story, truck, step)
            .map(|data| message("", "shipment.document", data))
            .into_iter()
            .collect(),
        Deed::Puzzled { place: spot, code, text, .. } if truck.carrier.scac != "UPSN" => {
            let mut data = about(story, truck);
            data.put("milestone", *code);
            data.put("occurred_at", spot.city.written(step.at));
            data.put("place", place(spot));
            data.put("text", *text);
            vec![message("", "shipment.milestone", data)]
        }
        Deed::Withdrawn { step: of, text, .. } => {
            let names = truck.packages.iter().enumerate().filter(|(_, package)| package.tracking.is_some());
            let mut retracts: Vec<String> = names.map(|(i, _)| format!("{}-{of}-p{i}", truck.number)).collect();
            if retracts.is_empty() {
                retracts.push(format!("{}-{of}", truck.number));
            }
            let mut data = about(story, truck);
            data.put("retracts", retracts);
            data.put("text", *text);
            vec![message("", "shipment.retraction", data)]
        }
        Deed::Charged { invoice, linehaul, fuel, .. } => {
            vec![message("", "shipment.charge", charge(story, truck, invoice, *linehaul, *fuel))]
        }
        _ => Vec::new(),
    }
}

fn tells(truck: &Shipment, scan: &Scan) -> bool {
    match scan.teller {
        Teller::Carrier => false,
        Teller::All if truck.carrier.scac == "UPSN" => {
            matches!(scan.milestone, Milestone::PickedUp | Milestone::Delivered | Milestone::CustomsCleared)
        }
        Teller::All | Teller::Tms => true,
    }
}

/// Parcels are scanned one by one, freight as a whole.
pub fn scanned_packages<'a>(truck: &'a Shipment, scan: &Scan) -> impl Iterator<Item = (usize, Option<&'a Package>)> {
    let only = scan.package;
    let tracked = truck.packages.iter().enumerate().filter(move |(i, _)| only.is_none_or(|only| only == *i));
    let parcels: Vec<_> = tracked.filter(|(_, p)| p.tracking.is_some()).map(|(i, p)| (i, Some(p))).collect();
    if parcels.is_empty() { vec![(0, None)].into_iter() } else { parcels.into_iter() }
}

/// The names of the shipment.
fn about(story: &Story, truck: &Shipment) -> Value {
    let carrier = story.spelling.carrier(truck.carrier.scac);
    let mut names = json!({"system": SYSTEM, "number": truck.number, "carrier": carrier});
    if let Some(pro) = &truck.pro {
        names.put("pro", pro.as_str());
    }
    if let Some(number) = &truck.bill_of_lading {
        names.put("bill_of_lading", number.as_str());
    }
    json!({"shipment": names})
}

/// A package of the shipment by its tracking number.
fn named(story: &Story, truck: &Shipment, tracking: &str) -> Value {
    json!({"tracking": tracking, "carrier": story.spelling.carrier(truck.carrier.scac)})
}

fn created(story: &Story, truck: &Shipment, at: Timestamp) -> Value {
    let mut data = about(story, truck);
    let deliveries = truck.deliveries.iter().filter_map(|delivery| {
        Some((story.deliveries.get(*delivery)?, parts(&story.counted(truck, *delivery), story.spelling)))
    });
    let link = |number: &str, lines: Value| json!({"system": erp::SYSTEM, "number": story.spelling.document(number), "lines": lines});
    data.put("booked_at", truck.from.city.written(at));
    data.put(
        "deliveries",
        deliveries.clone().map(|(delivery, lines)| link(&delivery.number, lines)).collect::<Value>(),
    );
    let orders = deliveries.filter_map(|(d, lines)| Some(link(&story.orders.get(d.order)?.number, lines)));
    data.put("orders", orders.collect::<Value>());
    let carrier = match story.spelling.carrier {
        Some(name) => json!({"name": name}),
        None => json!({"scac": truck.carrier.scac, "name": truck.carrier.name}),
    };
    data.put(
        "transport",
        json!({
            "mode": truck.carrier.mode, "carrier": carrier, "service": truck.service,
        }),
    );
    data.put(
        "plan",
        json!({
            "pickup": window(truck.plan_pickup, &truck.from), "delivery": window(truck.plan_delivery, &truck.to),
        }),
    );
    data.put("packages", truck.packages.iter().map(|p| package(story, truck, p)).collect::<Value>());
    data
}

fn package(story: &Story, truck: &Shipment, package: &Package) -> Value {
    let carrier = story.spelling.carrier(truck.carrier.scac);
    let mut value = json!({"sscc": package.sscc, "carrier": carrier, "weight": weight(package.grams)});
    if let Some(tracking) = &package.tracking {
        value.put("tracking", tracking.as_str());
    }
    // Line numbers tell apart only the lines of one order.
    if truck.deliveries.len() == 1 {
        value.put("lines", parts(&package.parts, story.spelling));
    }
    value
}

fn milestone(story: &Story, truck: &Shipment, scan: &Scan, package: Option<&Package>, step: &Step) -> Value {
    let mut data = about(story, truck);
    if let Some(tracking) = package.and_then(|package| package.tracking.as_deref()) {
        data.put("package", named(story, truck, tracking));
    }
    let partial = scan.partial && scan.milestone == Milestone::Delivered;
    data.put("milestone", if partial { "DELIVERED_PARTIAL" } else { scan.milestone.as_str() });
    data.put("sequence", step.id);
    data.put("occurred_at", story.spelling.scanned(scan.place.city, step.at));
    data.put("place", place(&scan.place));
    if let Some(reason) = scan.reason {
        data.put("reason", reason.as_str());
    }
    // Of a parcel, the document says who signed.
    if let Some(signer) = scan.signer.filter(|_| package.is_none()) {
        data.put("signed_by", signer);
    }
    if let Some(estimate) = scan.estimate {
        data.put("estimate", window(estimate, &truck.to));
    }
    data
}

fn document(office: &Office, story: &Story, truck: &Shipment, step: &Step) -> Option<Value> {
    let Deed::Proved { proof, signer, .. } = &step.deed else { return None };
    let mut data = about(story, truck);
    data.put("occurred_at", truck.to.city.written(step.at));
    data.put("signed_by", *signer);
    let (kind, content) = match proof {
        Proof::Pending => ("pod", json!({"state": "pending"})),
        Proof::Unavailable => ("pod", json!({"state": "unavailable"})),
        // UPS sends its photos itself.
        Proof::Paper(Paper::Jpeg) if truck.carrier.scac == "UPSN" => return None,
        Proof::Paper(_) => {
            let (paper, bytes) = paper(office, story, step)?;
            (paper.kind(), json!({"media": paper.media(), "base64": &*bytes}))
        }
    };
    data.put("document", kind);
    data.put("content", content);
    Some(data)
}

fn charge(story: &Story, truck: &Shipment, invoice: &str, linehaul: u32, fuel: u32) -> Value {
    let order = truck.deliveries.first().and_then(|d| story.deliveries.get(*d)).and_then(|d| story.orders.get(d.order));
    let currency = order.map_or("USD", |order| order.customer.currency);
    let money = |kind: &str, cents: u32| json!({"kind": kind, "amount": format!("{}.{:02}", cents / 100, cents % 100), "currency": currency});
    let mut data = about(story, truck);
    data.put("invoice", json!({"number": invoice, "system": truck.carrier.scac}));
    data.put("charges", json!([money("linehaul", linehaul), money("fuel", fuel)]));
    data
}
