//! "Customer says not received": what there is to hold against it, for the agent who starts the investigation and for the carrier who
//! is asked.

use app::model::{Evidence, NotReceived};

use super::{clock::Clock, names};
use crate::{
    domain::{
        carriers,
        event::{Address, Content, DocumentKind, Place},
        milestone::{Classifier, Milestone},
        view::{Entry, EntryKind, EventStatus, ShipmentView, State, View},
        words::{Handover, delivery_zone},
    },
    store::Task,
    web::desk_facts::NOT_RECEIVED,
};

/// Most shipments that are shown: an order of more is asked about one after the other.
const MOST_CLAIMS: usize = 6;

/// The shipments of which something was delivered, each with its evidence.
pub fn not_received(view: &View, open: &[&Task], clock: &Clock) -> Vec<NotReceived> {
    let delivered = |shipment: &&ShipmentView| matches!(shipment.state, State::Delivered | State::PartlyDelivered);
    let shipments = view.shipments.iter().filter(delivered).take(MOST_CLAIMS);
    shipments
        .map(|shipment| {
            let task = title(shipment);
            NotReceived {
                shipment: shipment.object.to_string(),
                open: open.iter().any(|one| one.title == task),
                note: evidence_note(view, shipment),
                evidence: evidence(view, shipment, clock),
                task,
            }
        })
        .collect()
}

/// `Customer says not received: ask UPS to investigate 1Z999AA10123456784`.
fn title(shipment: &ShipmentView) -> String {
    let carrier = shipment.carrier.as_ref().and_then(carriers::shown_as);
    let carrier = carrier.unwrap_or_else(|| "the carrier".to_owned());
    let number = super::best_number(shipment).map(|number| format!(" {}", number.value)).unwrap_or_default();
    format!("{NOT_RECEIVED}: ask {carrier} to investigate{number}")
}

/// Which of several shipments, and who signed for it or took it, or where it was left.
fn evidence_note(view: &View, shipment: &ShipmentView) -> String {
    let goods = (view.shipments.len() > 1).then(|| names::goods(&shipment.lines, view)).flatten();
    let handover = Handover::told(shipment.documents.iter()).noted();
    [goods, handover].into_iter().flatten().collect::<Vec<_>>().join(". ")
}

fn evidence(view: &View, shipment: &ShipmentView, clock: &Clock) -> Vec<Evidence> {
    let there = clock.elsewhere(delivery_zone(view));
    let scans: Vec<&Entry> = shipment.entries.iter().filter(|entry| is_delivery(entry)).collect();
    // The scan that dates the arrival before the others: a later one may be the carrier's duplicate.
    let arrival = scans.iter().filter(|entry| Some(entry.at) == shipment.delivered_at);
    let by_weight = || arrival.clone().chain(scans.iter().rev());
    let place = by_weight().find_map(|entry| entry.place.as_ref());
    let text = by_weight().find_map(|entry| entry.raw.as_ref().and_then(|raw| raw.text.clone()));
    let delivered = shipment.delivered_at.or_else(|| scans.last().map(|entry| entry.at));
    let photos = shipment.documents.iter().filter(|one| one.document == DocumentKind::Photo);
    let has_photo = photos.into_iter().any(|one| matches!(one.content, Some(Content::Stored { .. })));
    let to = view.ship_to.as_ref();
    let handover = Handover::told(shipment.documents.iter());
    let against = place.zip(to).map(|(place, to)| compare(place, to));
    let rows = [
        ("Delivered", delivered.map(|at| there.long(at, None).text), false),
        ("Reported as", text, false),
        ("Scanned in", place.and_then(names::place), false),
        ("Ship-to address", to.and_then(full_address), false),
        ("Scan against address", against.map(Match::words), against == Some(Match::Other)),
        ("Signed by", handover.signed_by, false),
        ("Received by", handover.received_by, false),
        ("Left at", handover.left_at, false),
        ("Photo", has_photo.then(|| "Received, see proof of delivery".to_owned()), false),
        ("GPS position", place.and_then(position), false),
    ];
    rows.map(|(label, value, differs)| Evidence {
        label: label.to_owned(),
        value: value.unwrap_or_else(|| "Not sent".to_owned()),
        differs,
    })
    .into()
}

fn is_delivery(entry: &Entry) -> bool {
    let delivered = matches!(
        entry.what,
        EntryKind::Milestone { milestone: Milestone::Delivered, classifier: Classifier::Actual, .. }
    );
    delivered && entry.status == EventStatus::Counts
}

/// How the place of the scan compares with the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Match {
    Same,
    Other,
    Unknown,
}

impl Match {
    fn words(self) -> String {
        match self {
            Self::Same => "Same town",
            Self::Other => "Another town: check for a misdelivery",
            Self::Unknown => "Cannot be compared",
        }
        .to_owned()
    }
}

/// By postal code where both name one, else by town and country.
fn compare(place: &Place, to: &Address) -> Match {
    let both = |place: &Option<String>, to: &Option<String>| Some((plain(place.as_deref())?, plain(to.as_deref())?));
    let same = |(place, to): (String, String)| {
        // Five digits of nine, `75201-1234`, name the same delivery area.
        place.starts_with(&to) || to.starts_with(&place)
    };
    let postal = both(&place.postal, &to.postal).map(same);
    let city = both(&place.city, &to.city).map(|(place, to)| place == to);
    let country = both(&place.country, &to.country).map(|(place, to)| place == to);
    match (postal, city, country) {
        (_, _, Some(false)) | (Some(false) | None, Some(false), _) => Match::Other,
        (Some(true), ..) | (_, Some(true), _) => Match::Same,
        _ => Match::Unknown,
    }
}

fn plain(text: Option<&str>) -> Option<String> {
    let plain: String = text?.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    (!plain.is_empty()).then_some(plain)
}

fn full_address(to: &Address) -> Option<String> {
    let parts = [to.street.clone(), names::address(to), to.postal.clone(), to.country.clone()];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.trim().is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// `32.7767, -96.7970`.
fn position(place: &Place) -> Option<String> {
    let (lat, lon) = place.lat.as_ref().zip(place.lon.as_ref())?;
    Some(format!("{lat}, {lon}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::fold::testing::World;

    fn delivered(place: &serde_json::Value) -> (World, crate::domain::id::ObjectId) {
        let (mut world, ships) = World::shipped(1);
        let transport = json!({"type": "shipment", "transport": {"carrier": {"scac": "UPSN", "name": "UPS"}}});
        world.say("tms", ships[0], "2026-05-11T09:00:00Z", transport);
        let event = json!({"type": "milestone", "milestone": "DELIVERED", "place": place});
        world.say("ups", ships[0], "2026-05-13T15:21:00Z", event);
        (world, ships[0])
    }

    fn rows(world: &World) -> Vec<(String, String, bool)> {
        let clock = Clock::new("Asia/Manila", "2026-05-14T13:40:00Z".parse().unwrap());
        let claim = not_received(&world.view(), &[], &clock).remove(0);
        claim.evidence.into_iter().map(|row| (row.label, row.value, row.differs)).collect()
    }

    fn value(world: &World, label: &str) -> (String, bool) {
        let row = rows(world).into_iter().find(|row| row.0 == label).unwrap();
        (row.1, row.2)
    }

    #[test]
    fn the_evidence_says_where_when_and_who_and_what_was_not_sent() {
        let place = json!({"city": "MEMPHIS", "region": "TN", "country": "US", "lat": "35.1495", "lon": "-90.0490"});
        let (mut world, ship) = delivered(&place);
        assert_eq!(value(&world, "Delivered").0, "Wed 13 May, 10:21", "on the clocks of the place of delivery");
        assert_eq!(value(&world, "Scan against address"), ("Same town".into(), false));
        assert_eq!(value(&world, "GPS position").0, "35.1495, -90.0490");
        assert_eq!((value(&world, "Signed by").0, value(&world, "Photo").0), ("Not sent".into(), "Not sent".into()));
        let content = json!({"sha256": "aa", "media": "image/png", "size": 12});
        for (document, signed_by) in [("pod", Some("D. Ortiz")), ("photo", None)] {
            let event = json!({"type": "document", "document": document, "signed_by": signed_by, "content": content});
            world.say("ups", ship, "2026-05-13T16:00:00Z", event);
        }
        assert_eq!(value(&world, "Signed by").0, "D. Ortiz");
        assert_eq!(value(&world, "Photo").0, "Received, see proof of delivery");
    }

    #[test]
    fn a_scan_in_another_town_is_marked() {
        for (place, differs) in [
            (json!({"city": "Memphis", "country": "US"}), false),
            (json!({"city": "Dallas", "country": "US"}), true),
            (json!({"city": "Dallas", "postal": "38101", "country": "US"}), false),
            (json!({"postal": "38101-4711"}), false),
            (json!({"city": "Memphis", "country": "EG"}), true),
            (json!({"name": "Front door"}), false),
        ] {
            assert_eq!(value(&delivered(&place).0, "Scan against address").1, differs, "{place}");
        }
    }

    #[test]
    fn only_what_was_delivered_can_be_missing() {
        let clock = Clock::new("America/Chicago", "2026-05-14T13:40:00Z".parse().unwrap());
        let (mut world, ships) = World::shipped(2);
        world.milestone("ups", ships[0], "DELIVERED", "2026-05-13T10:00:00Z");
        world.milestone("ups", ships[1], "OUT_FOR_DELIVERY", "2026-05-14T10:00:00Z");
        let claims = not_received(&world.view(), &[], &clock);
        assert_eq!(claims.iter().map(|one| one.shipment.clone()).collect::<Vec<_>>(), [ships[0].to_string()]);
        assert!(claims[0].task.starts_with("Customer says not received: ask the carrier to investigate"));
    }
}
