//! UPS speaks of its own parcels: Track Alert pushes, one scan each, in the shape of its published interface (UPS Track Alert API v2, enhanced).

use jiff::{Timestamp, tz::TimeZone};
use serde_json::{Value, json};

use super::{Message, Office, Partner, paper, tms::scanned_packages};
use crate::{
    domain::{
        milestone::Milestone,
        reason::{Exception, Reason},
    },
    simulate::{
        documents::Paper,
        truth::{Deed, Proof, Scan, Shipment, Spot, Step, Story, Trouble},
    },
};

/// Type, code, description and description code of an activity.
type Code = (&'static str, &'static str, &'static str, &'static str);

/// What UPS says about a step.
pub fn say(office: &Office, story: &Story, step: &Step) -> Vec<Message> {
    let Some(truck) = step.deed.shipment().and_then(|shipment| story.shipments.get(shipment)) else {
        return Vec::new();
    };
    if truck.carrier.scac != "UPSN" {
        return Vec::new();
    }
    let Some((code, place, signer)) = activity(truck, step) else { return Vec::new() };
    let photo = photo(office, story, step);
    let at = match &step.deed {
        // The photo comes with the delivery told once more.
        Deed::Proved { shipment, .. } => super::delivered_at(story, *shipment).unwrap_or(step.at),
        _ => step.at,
    };
    let all = Scan::plain(0, Milestone::InTransit, place.clone());
    let scan = if let Deed::Scanned(scan) = &step.deed { scan } else { &all };
    scanned_packages(truck, scan)
        .filter_map(|(i, package)| {
            let mut body = alert(package?.tracking.as_deref()?, code, place, at);
            body["scheduledDeliveryDate"] = date(truck.plan_delivery.0, place).into();
            if code.0 == "D" && signer.is_some() {
                body["actualDeliveryDate"] = date(at, place).into();
                body["actualDeliveryTime"] = time(at, place).into();
                body["activityLocation"]["postalCode"] = place.city.postal.into();
            }
            if let Some(signer) = signer {
                body["receivedBy"] = signer.into();
            }
            if let Some((from, to)) = estimate(step) {
                body["scheduledDeliveryDate"] = date(from, &truck.to).into();
                body["deliveryStartTime"] = time(from, &truck.to).into();
                body["deliveryEndTime"] = time(to, &truck.to).into();
                body["deliveryTimeDescription"] = "estimated delivery window".into();
            }
            if let Some(photo) = &photo {
                body["deliveryPhoto"] = (&**photo).into();
            }
            let name = format!("{}-{}-{i}", truck.number, step.id);
            Some(office.message(Partner::Ups, &name, "application/json", &body, step.said))
        })
        .collect()
}

/// Which activity a step is to UPS, where, and who signed.
fn activity<'a>(truck: &'a Shipment, step: &'a Step) -> Option<(Code, &'a Spot, Option<&'static str>)> {
    match &step.deed {
        Deed::Booked { .. } => Some((
            ("M", "MP", "Shipper created a label, UPS has not received the package yet.", "003"),
            &truck.from,
            None,
        )),
        Deed::Scanned(scan) => Some((scan_code(scan)?, &scan.place, scan.signer)),
        Deed::Troubled(trouble) => Some((trouble_code(trouble), &trouble.place, None)),
        Deed::Expected { .. } => Some((("U", "UP", "The delivery date has been updated.", "048"), &truck.from, None)),
        Deed::Proved { proof: Proof::Paper(Paper::Jpeg), signer, .. } => Some((DELIVERED, &truck.to, Some(signer))),
        Deed::Puzzled { place, code, text, .. } => Some((("I", code, text, "999"), place, None)),
        _ => None,
    }
}

const DELIVERED: Code = ("D", "FS", "Delivered", "011");

fn scan_code(scan: &Scan) -> Option<Code> {
    Some(match scan.milestone {
        Milestone::PickedUp => ("I", "OR", "Origin Scan", "005"),
        Milestone::HubDeparted => ("I", "DP", "Departed from Facility", "005"),
        Milestone::HubArrived => ("I", "AR", "Arrived at Facility", "005"),
        Milestone::OutForDelivery => ("I", "OT", "Out for Delivery", "021"),
        Milestone::Delivered => DELIVERED,
        Milestone::DeliveryAttempted => attempt_code(scan.reason),
        Milestone::ReadyForCollection => ("D", "2Q", "Delivered to UPS Access Point™ Location", "039"),
        Milestone::Returning => ("X", "RS", "Returning to Sender", "017"),
        Milestone::Returned => ("D", "RF", "Returned to Shipper", "012"),
        Milestone::CustomsCleared => ("I", "CC", "Cleared Customs", "007"),
        _ => return None,
    })
}

fn attempt_code(reason: Option<Reason>) -> Code {
    match reason {
        Some(Reason::Closed) => ("X", "1F", "The business was closed. A second attempt will be made.", "027"),
        Some(Reason::BadAddress) => ("X", "13", "The address is incorrect or incomplete.", "029"),
        _ => ("X", "48", "The customer was not available on the attempt. A second attempt will be made.", "027"),
    }
}

fn trouble_code(trouble: &Trouble) -> Code {
    match (trouble.exception, trouble.reason) {
        (Exception::Delayed, Reason::Weather) => ("X", "WX", trouble.text, "044"),
        (Exception::Delayed, Reason::Mechanical) => ("X", "MF", trouble.text, "044"),
        (Exception::Delayed, Reason::Missort) => ("X", "MS", trouble.text, "044"),
        (Exception::Damaged, _) => ("X", "DM", trouble.text, "050"),
        (Exception::Lost, _) => ("X", "LS", trouble.text, "051"),
        (Exception::RefusedGoods, _) => ("X", "RU", trouble.text, "028"),
        (Exception::OnHold, _) => ("X", "CH", trouble.text, "013"),
        _ => ("X", "DY", trouble.text, "044"),
    }
}

fn estimate(step: &Step) -> Option<(Timestamp, Timestamp)> {
    match &step.deed {
        Deed::Expected { from, to, .. } => Some((*from, *to)),
        Deed::Troubled(trouble) => trouble.estimate,
        Deed::Scanned(scan) => scan.estimate,
        _ => None,
    }
}

fn photo(office: &Office, story: &Story, step: &Step) -> Option<std::sync::Arc<str>> {
    paper(office, story, step).filter(|(paper, _)| *paper == Paper::Jpeg).map(|(_, bytes)| bytes)
}

fn alert(tracking: &str, (kind, code, text, text_code): Code, place: &Spot, at: Timestamp) -> Value {
    let city = place.city;
    let utc = at.to_zoned(TimeZone::UTC);
    let mut location = json!({"city": city.name.to_uppercase(), "country": city.country});
    if city.country == "US" {
        location["stateProvince"] = city.region.into();
    }
    json!({
        "trackingNumber": tracking,
        "localActivityDate": date(at, place), "localActivityTime": time(at, place),
        "activityLocation": location,
        "activityStatus": {"type": kind, "code": code, "description": text, "descriptionCode": text_code},
        "gmtActivityDate": utc.strftime("%Y%m%d").to_string(), "gmtActivityTime": utc.strftime("%H%M%S").to_string(),
        "gmtOffset": at.to_zoned(city.time_zone()).strftime("%:z").to_string().replace(':', "."),
    })
}

fn date(at: Timestamp, place: &Spot) -> String {
    at.to_zoned(place.city.time_zone()).strftime("%Y%m%d").to_string()
}

fn time(at: Timestamp, place: &Spot) -> String {
    at.to_zoned(place.city.time_zone()).strftime("%H%M%S").to_string()
}
