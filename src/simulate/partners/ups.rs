//! UPS speaks of its own parcels: Track Alert pushes, one scan each, in the shape of its published interface (UPS Track Alert API v2, enhanced).

use jiff::{Timestamp, tz::TimeZone};
use serde_json::{Value, json};

use super::{Message, Office, Partner, Put as _, paper, tms::scanned_packages};
use crate::{
    domain::{
        milestone::Milestone,
        reason::{Exception, Reason},
    },
    simulate::{
        documents::Paper,
        truth::{Deed, Proof, Scan, Shipment, Spot, Step, Story, Teller, Trouble},
    },
};

/// Type, code (empty where UPS sends none), description and description code of an activity.
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
    let of_trouble = |trouble: &Trouble| Scan { package: trouble.package, ..all.clone() };
    let scan = match &step.deed {
        Deed::Scanned(scan) => scan.clone(),
        Deed::Troubled(trouble) => of_trouble(trouble),
        _ => all.clone(),
    };
    scanned_packages(truck, &scan)
        .filter_map(|(i, package)| {
            let mut body = alert(package?.tracking.as_deref()?, code, place, at);
            if code.0 == "D" && signer.is_some() {
                body.put("actualDeliveryDate", date(at, place));
                body.put("actualDeliveryTime", time(at, place));
                if let Some(location) = body.get_mut("activityLocation") {
                    location.put("postalCode", place.city.postal);
                }
            }
            if let Some(signer) = signer {
                body.put("receivedBy", signer);
            }
            if let Some((from, to)) = estimate(story, truck, step) {
                body.put("scheduledDeliveryDate", date(from, &truck.to));
                body.put("deliveryStartTime", time(from, &truck.to));
                body.put("deliveryEndTime", time(to, &truck.to));
                body.put("deliveryTimeDescription", "estimated delivery window");
            }
            if let Some(photo) = &photo {
                body.put("deliveryPhoto", &**photo);
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
        Deed::Scanned(scan) if scan.teller != Teller::Tms => Some((scan_code(scan)?, &scan.place, scan.signer)),
        Deed::Troubled(trouble) => Some((trouble_code(trouble), &trouble.place, None)),
        Deed::Expected { teller, .. } if *teller != Teller::Tms => {
            Some((("U", "", "The delivery date has been updated.", "153"), &truck.from, None))
        }
        Deed::Proved { proof: Proof::Paper(Paper::Jpeg), signer, .. } => Some((DELIVERED, &truck.to, Some(signer))),
        Deed::Puzzled { place, code, text, .. } => Some((("I", code, text, "999"), place, None)),
        _ => None,
    }
}

const DELIVERED: Code = ("D", "FS", "Delivered", "011");

fn scan_code(scan: &Scan) -> Option<Code> {
    Some(match scan.milestone {
        Milestone::PickedUp => ("I", "PU", "Pickup Scan", "005"),
        Milestone::HubDeparted => ("I", "DP", "Departed from Facility", "005"),
        Milestone::HubArrived => ("I", "AR", "Arrived at Facility", "005"),
        Milestone::OutForDelivery => ("I", "OT", "Out for Delivery", "021"),
        Milestone::Delivered => DELIVERED,
        Milestone::DeliveryAttempted => attempt_code(scan.reason),
        Milestone::ReadyForCollection => ("D", "2Q", "Delivered to UPS Access Point™ Location", "040"),
        Milestone::Returning => ("X", "", "Returning to Sender", "035"),
        Milestone::Returned => ("D", "RS", "Returned to Sender", "034"),
        Milestone::CustomsCleared => ("I", "", "Cleared Customs", "084"),
        Milestone::Cancelled => ("MV", "MV", "Shipment Information Voided", "007"),
        _ => return None,
    })
}

fn attempt_code(reason: Option<Reason>) -> Code {
    match reason {
        Some(Reason::Closed) => ("X", "55", "The receiving business was closed. A second attempt will be made.", "022"),
        _ => ("X", "48", "The receiver was not available. A second attempt will be made.", "022"),
    }
}

/// UPS has few letters for what goes wrong, and none where the number says more.
fn trouble_code(trouble: &Trouble) -> Code {
    match (trouble.exception, trouble.reason) {
        (Exception::Delayed, Reason::Weather) => ("X", "", trouble.text, "052"),
        (Exception::Delayed, Reason::Missort) => ("X", "34", trouble.text, "046"),
        (Exception::Delayed, _) => ("X", "", trouble.text, "046"),
        (Exception::Damaged, _) => ("X", "", trouble.text, "059"),
        (Exception::Lost, _) => ("X", "", trouble.text, "068"),
        (Exception::RefusedGoods, _) => ("X", "KR", trouble.text, "064"),
        (Exception::OnHold, Reason::Inspection) => ("X", "", trouble.text, "126"),
        _ => ("X", "", trouble.text, "058"),
    }
}

/// What UPS expects, where it says so: with the label, with an update or a delay, and on the last vehicle. It is what it said last, at
/// first the plan.
fn estimate(story: &Story, truck: &Shipment, step: &Step) -> Option<(Timestamp, Timestamp)> {
    let says = match &step.deed {
        Deed::Scanned(scan) => scan.milestone == Milestone::OutForDelivery,
        Deed::Troubled(trouble) => trouble.estimate.is_some(),
        Deed::Booked { .. } | Deed::Expected { .. } => true,
        _ => false,
    };
    let said =
        story.steps.iter().filter(|other| other.said <= step.said && other.deed.shipment() == step.deed.shipment());
    let mut estimates = said.filter_map(|other| match &other.deed {
        Deed::Expected { from, to, teller, .. } if *teller != Teller::Tms => Some((*from, *to)),
        Deed::Troubled(trouble) => trouble.estimate,
        Deed::Scanned(scan) => scan.estimate,
        _ => None,
    });
    says.then(|| estimates.next_back().unwrap_or(truck.plan_delivery))
}

fn photo(office: &Office, story: &Story, step: &Step) -> Option<std::sync::Arc<str>> {
    paper(office, story, step).filter(|(paper, _)| *paper == Paper::Jpeg).map(|(_, bytes)| bytes)
}

fn alert(tracking: &str, (kind, code, text, text_code): Code, place: &Spot, at: Timestamp) -> Value {
    let city = place.city;
    let utc = at.to_zoned(TimeZone::UTC);
    let mut location = json!({"city": city.name.to_uppercase(), "country": city.country});
    if city.country == "US" {
        location.put("stateProvince", city.region);
    }
    let mut status = json!({"type": kind, "description": text, "descriptionCode": text_code});
    if !code.is_empty() {
        status.put("code", code);
    }
    json!({
        "trackingNumber": tracking,
        "localActivityDate": date(at, place), "localActivityTime": time(at, place),
        "activityLocation": location,
        "activityStatus": status,
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
