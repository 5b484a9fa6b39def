//! What things are called on a page: sources, milestones, kinds of numbers, places, goods.

use std::fmt::Write as _;

use crate::domain::{
    carriers,
    decimal::Dec,
    event::{Address, DocumentKind, LineQuantity, Mode, Place},
    id::SourceId,
    milestone::{Extent, Milestone, Stage},
    reference::{RefKind, same_line},
    unit as units,
    view::{ShipmentView, View},
};

/// The text with its first letter in capitals.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A source as people call it: `UPS`, `ERP`, `TMS`, `an operator`.
pub fn source(source: &SourceId) -> String {
    if source.is_operator() {
        return "an operator".to_owned();
    }
    let name = source.0.strip_suffix("_generic").unwrap_or(&source.0);
    match name {
        "fedex" => "FedEx".to_owned(),
        "s4" | "sap_s4" => "ERP".to_owned(),
        "salesforce" => "CRM".to_owned(),
        name if name.len() <= 4 => name.to_uppercase(),
        name => capital(&name.replace(['_', ':'], " ")),
    }
}

/// A milestone in the list.
pub fn milestone(milestone: Milestone, extent: Extent) -> &'static str {
    match (milestone, extent) {
        (Milestone::Delivered, Extent::Partial) => "Partly delivered",
        (Milestone::OrderCreated, _) => "Order created",
        (Milestone::OrderReleased, _) => "Released",
        (Milestone::Booked, _) => "Booked",
        (Milestone::Picking, _) => "Picking",
        (Milestone::Packed, _) => "Packed",
        (Milestone::ArrivedPickup, _) => "Carrier arrived to collect",
        (Milestone::Loaded, _) => "Loaded",
        (Milestone::PickedUp, _) => "Picked up",
        (Milestone::InTransit, _) => "In transit",
        (Milestone::HubArrived, _) => "Arrived at hub",
        (Milestone::HubDeparted, _) => "Left hub",
        (Milestone::CustomsCleared, _) => "Cleared customs",
        (Milestone::OutForDelivery, _) => "Out for delivery",
        (Milestone::ArrivedDelivery, _) => "Arrived at the door",
        (Milestone::Unloaded, _) => "Unloaded",
        (Milestone::ReadyForCollection, _) => "Ready for collection",
        (Milestone::DeliveryAttempted, _) => "Delivery attempted",
        (Milestone::Delivered, Extent::Full) => "Delivered",
        (Milestone::Returning, _) => "Returning",
        (Milestone::Returned, _) => "Returned",
        (Milestone::Cancelled, _) => "Cancelled",
        (Milestone::PodPending, _) => "Proof of delivery awaited",
        (Milestone::PodAvailable, _) => "Proof of delivery",
        (Milestone::PodUnavailable, _) => "No proof of delivery",
        (Milestone::GoodsIssuePosted, _) => "Goods issue posted",
        (Milestone::FreightAccrued, _) => "Freight accrued",
        (Milestone::InvoiceReleased, _) => "Invoice released",
        (Milestone::Unmapped, _) => "UNMAPPED",
        (Milestone::Note, _) => "Note from the carrier",
    }
}

/// A part of the journey.
pub fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Order => "Order",
        Stage::Warehouse => "Warehouse",
        Stage::Transit | Stage::Unmapped => "Transit",
        Stage::Delivery => "Delivery",
        Stage::Return => "Return",
        Stage::Finance => "Finance",
    }
}

/// A kind of number.
pub fn kind(kind: RefKind) -> &'static str {
    match kind {
        RefKind::Order => "Order",
        RefKind::PurchaseOrder => "Purchase order",
        RefKind::StorefrontOrder => "Shop order",
        RefKind::Rma => "Return",
        RefKind::Delivery => "Delivery",
        RefKind::Shipment => "Shipment",
        RefKind::BillOfLading => "Bill of lading",
        RefKind::Pro => "PRO",
        RefKind::Booking => "Booking",
        RefKind::Tracking => "Tracking",
        RefKind::Sscc => "SSCC",
        RefKind::Container => "Container",
        RefKind::Load => "Load",
        RefKind::Trailer => "Trailer",
        RefKind::Invoice => "Freight invoice",
        RefKind::Case => "Case",
        RefKind::Claim => "Claim",
        RefKind::Item => "Item",
        RefKind::Site => "Site",
        RefKind::Party => "Customer number",
    }
}

/// A carrier by its SCAC where that is better known by a name; else the scope as sent.
pub fn scope(scope: &str) -> String {
    if !carriers::is_known(scope) {
        return scope.to_owned();
    }
    carriers::of_scac(scope).map_or_else(|| scope.to_owned(), |carrier| carrier.name.clone())
}

/// A number with whose it is: `1Z… (UPS)`; without brackets where nobody has said.
pub fn of(number: &str, whose: &str) -> String {
    let whose = scope(whose.trim());
    if whose.is_empty() { number.to_owned() } else { format!("{number} ({whose})") }
}

/// A place: `Memphis, TN`, its own name before it where it has one.
pub fn place(place: &Place) -> Option<String> {
    let city = city(place.city.as_deref(), place.region.as_deref());
    let name = place.name.as_deref().filter(|name| !name.is_empty());
    match (name, city) {
        (Some(name), Some(city)) if !same_place(name, &city) => Some(format!("{name}, {city}")),
        (Some(name), None) => Some(name.to_owned()),
        (_, Some(city)) => Some(city),
        (None, None) => [&place.site, &place.unlocode, &place.postal, &place.country]
            .into_iter()
            .find_map(|known| known.clone().filter(|known| !known.is_empty())),
    }
}

/// The short name of a place, for the lanes: its city, else its own name.
pub fn short_place(place: &Place) -> Option<String> {
    [&place.city, &place.name, &place.site, &place.unlocode]
        .into_iter()
        .flatten()
        .find(|name| !name.is_empty())
        .map(|name| calm(name))
}

/// An address in one line: `Acme Store 7, Memphis TN`.
pub fn address(address: &Address) -> Option<String> {
    let city = city(address.city.as_deref(), address.region.as_deref());
    let name = address.name.as_deref().or(address.site.as_deref()).filter(|name| !name.is_empty());
    match (name, city) {
        (Some(name), Some(city)) => Some(format!("{name}, {city}")),
        (Some(name), None) => Some(name.to_owned()),
        (None, city) => city,
    }
}

fn city(city: Option<&str>, region: Option<&str>) -> Option<String> {
    let city = calm(city.filter(|city| !city.is_empty())?);
    Some(match region.filter(|region| !region.is_empty()) {
        Some(region) => format!("{city}, {region}"),
        None => city,
    })
}

/// Carriers write places in capitals: `NORTH LITTLE ROCK` becomes `North Little Rock`. Short names stay as they are.
pub fn calm(name: &str) -> String {
    if name.chars().count() < 4 || name.chars().any(char::is_lowercase) {
        return name.to_owned();
    }
    let mut words = Vec::new();
    for word in name.split(' ') {
        let mut letters = word.chars();
        words.push(letters.next().into_iter().chain(letters.flat_map(char::to_lowercase)).collect::<String>());
    }
    words.join(" ")
}

fn same_place(name: &str, city: &str) -> bool {
    city.to_lowercase().starts_with(&name.to_lowercase())
}

/// A quantity with its unit; pieces stand without.
pub fn quantity(quantity: Dec, unit: Option<&str>) -> String {
    let number = Dec(quantity.0.normalize());
    match unit {
        Some(unit) if !units::same(Some(unit), Some("EA")) => format!("{number} {}", units::written(unit)),
        _ => number.to_string(),
    }
}

/// How much of a line; what cannot be read as it was sent.
pub fn line_quantity(line: &LineQuantity) -> String {
    match &line.quantity_as_sent {
        Some(sent) => unknown(sent),
        None => quantity(line.quantity, line.unit.as_deref()),
    }
}

/// A quantity that cannot be read.
pub fn unknown(sent: &str) -> String {
    if sent.is_empty() { "unknown (not sent)".to_owned() } else { format!("unknown (as received: {sent})") }
}

/// What a list of quantities is made of: `4 Widgets`, by the lines of the order; at most two, then how many more.
pub fn goods(lines: &[LineQuantity], view: &View) -> Option<String> {
    let mut words = String::new();
    for (index, line) in lines.iter().take(2).enumerate() {
        let known = view.lines.iter().find(|known| same_line(&known.line, &line.line));
        let text = known.and_then(|known| known.text.as_deref().or(known.item.as_deref()));
        let text = text.map_or_else(|| format!("of line {}", line.line), str::to_owned);
        let comma = if index == 0 { "" } else { ", " };
        let _ = match &line.quantity_as_sent {
            Some(_) => write!(words, "{comma}{text}, quantity unknown"),
            None => write!(words, "{comma}{} {text}", quantity(line.quantity, line.unit.as_deref())),
        };
    }
    if lines.len() > 2 {
        let _ = write!(words, " and {} more", lines.len() - 2);
    }
    (!words.is_empty()).then_some(words)
}

/// What a shipment is called: what it carries, else that it is a shipment, with its place among several.
pub fn shipment(shipment: &ShipmentView, index: usize, view: &View) -> String {
    goods(&shipment.lines, view).unwrap_or_else(|| {
        if view.shipments.len() == 1 { "Shipment".to_owned() } else { format!("Shipment {}", index + 1) }
    })
}

/// A carrier and its service: `UPS Ground`.
pub fn carrier(shipment: &ShipmentView) -> Option<String> {
    let name = shipment.carrier.as_ref().and_then(carriers::shown_as);
    let service = shipment.service.as_deref().map(title).or_else(|| shipment.mode.map(|mode| self::mode(mode).into()));
    match (name, service) {
        (Some(name), Some(service)) => Some(format!("{name}, {service}")),
        (name, service) => name.or(service),
    }
}

fn title(service: &str) -> String {
    capital(&service.replace('_', " ").replace("ltl", "LTL").replace("ftl", "FTL"))
}

fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Parcel => "parcel",
        Mode::Ltl => "less than truckload",
        Mode::Ftl => "full truckload",
        Mode::Ocean => "ocean",
        Mode::Air => "air",
        Mode::Rail => "rail",
    }
}

/// A document.
pub fn document(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Pod => "Proof of delivery",
        DocumentKind::Signature => "Signature",
        DocumentKind::Photo => "Picture",
        DocumentKind::Receipt => "Handover note",
        DocumentKind::Bol => "Bill of lading",
        DocumentKind::Label => "Label",
        DocumentKind::Invoice => "Invoice",
    }
}

/// `1 package`, `2 packages`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_called_as_people_call_them() {
        let named = |name: &str| source(&SourceId::from(name));
        assert_eq!(named("ups"), "UPS");
        assert_eq!(named("erp_generic"), "ERP");
        assert_eq!(named("fedex"), "FedEx");
        assert_eq!(named("api:northwind"), "Api northwind");
    }

    #[test]
    fn a_place_is_named_once() {
        let at = |name: &str, city: &str, region: &str| Place {
            name: (!name.is_empty()).then(|| name.into()),
            city: (!city.is_empty()).then(|| city.into()),
            region: (!region.is_empty()).then(|| region.into()),
            ..Place::default()
        };
        assert_eq!(place(&at("", "Memphis", "TN")).as_deref(), Some("Memphis, TN"));
        assert_eq!(place(&at("Memphis", "Memphis", "TN")).as_deref(), Some("Memphis, TN"));
        assert_eq!(place(&at("Hub 4", "Memphis", "")).as_deref(), Some("Hub 4, Memphis"));
        assert_eq!(place(&at("", "", "TN")), None);
        assert_eq!(place(&at("", "NORTH LITTLE ROCK", "AR")).as_deref(), Some("North Little Rock, AR"));
    }

    #[test]
    fn a_number_has_no_empty_brackets() {
        assert_eq!(of("00340434161094027318", ""), "00340434161094027318");
        assert_eq!(of("00340434161094027318", "  "), "00340434161094027318");
        assert_eq!(of("1Z5R89390357567127", "UPSN"), "1Z5R89390357567127 (UPS)");
    }

    #[test]
    fn quantities_are_plain() {
        let dec = |text: &str| text.parse::<Dec>().unwrap();
        assert_eq!(quantity(dec("4.000"), Some("EA")), "4");
        assert_eq!(quantity(dec("2.50"), Some("KGM")), "2.5 kg");
        assert_eq!(quantity(dec("100"), None), "100");
    }
}
