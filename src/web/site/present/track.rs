//! The carrier's own page about a number: of the country of delivery where the carrier has one.

use app::model::CarrierPage;

use crate::domain::{
    carriers::{self, CarrierContact, Countries},
    reference::{RefKind, Reference},
    view::{ShipmentView, View},
};

/// The page about a shipment: by the first number of a carrier that has a page, else the page of its carrier where it needs no number.
pub fn of_shipment(shipment: &ShipmentView, countries: &Countries) -> Option<CarrierPage> {
    let mut numbers = numbers(shipment).map(|number| of_number(shipment, number, countries));
    let known = || shipment.carrier.as_ref().and_then(carriers::of_shipment);
    numbers.find_map(|page| page).or_else(|| page(known()?, None, countries))
}

/// The page about one of the order's numbers; none where it is no number of a carrier.
pub fn of_name(view: &View, number: &Reference, countries: &Countries) -> Option<CarrierPage> {
    if !is_trackable(number) {
        return None;
    }
    let bears = |shipment: &&ShipmentView| numbers(shipment).any(|own| own.norm() == number.norm());
    match view.shipments.iter().find(bears) {
        Some(shipment) => of_number(shipment, number, countries),
        None => page(carriers::of_number(number)?, Some(number), countries),
    }
}

/// Whose number it is, is told by the number; where it is not told, or by a name that no table has, by who carries the shipment.
fn of_number(shipment: &ShipmentView, number: &Reference, countries: &Countries) -> Option<CarrierPage> {
    let carrier = || shipment.carrier.as_ref().and_then(carriers::of_shipment);
    page(carriers::of_number(number).or_else(carrier)?, Some(number), countries)
}

fn page(carrier: &CarrierContact, number: Option<&Reference>, countries: &Countries) -> Option<CarrierPage> {
    let href = carrier.page(countries, number.map(|number| number.value.as_str()))?;
    Some(CarrierPage { carrier: carrier.name.clone(), href })
}

/// The numbers by which a carrier's page finds a shipment: its own, then those of its packages.
fn numbers(shipment: &ShipmentView) -> impl Iterator<Item = &Reference> {
    let packages = shipment.packages.iter().flat_map(|package| &package.refs);
    shipment.refs.iter().chain(packages).filter(|reference| is_trackable(reference))
}

fn is_trackable(reference: &Reference) -> bool {
    matches!(reference.kind, RefKind::Tracking | RefKind::Pro)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::fold::testing::World;

    fn by(carrier: serde_json::Value) -> View {
        let (mut world, ships) = World::shipped(1);
        world.package(ships[0]);
        let transport = json!({"type": "shipment", "transport": {"mode": "parcel", "carrier": carrier}});
        world.say("tms", ships[0], "2026-05-11T09:00:00Z", transport);
        world.view()
    }

    fn tracked(view: &View) -> Option<String> {
        of_shipment(&view.shipments[0], &Countries::default()).map(|page| page.href)
    }

    #[test]
    fn a_shipment_is_tracked_by_the_number_of_its_package() {
        let view = by(json!({"name": "United Parcel Service"}));
        assert!(tracked(&view).unwrap().starts_with("https://www.ups.com/track?tracknum=1Z"));
        let number = &view.shipments[0].packages[0].refs[0];
        let page = of_name(&view, number, &Countries::default()).unwrap();
        assert_eq!((page.carrier.as_str(), Some(page.href)), ("UPS", tracked(&view)));
    }

    #[test]
    fn a_number_without_its_carrier_is_that_of_who_carries_the_shipment() {
        let mut view = by(json!({"scac": "FDXE"}));
        view.shipments[0].packages[0].refs = vec![Reference::new(RefKind::Tracking, "", "7712 3456 7890")];
        assert_eq!(tracked(&view).as_deref(), Some("https://www.fedex.com/fedextrack/?trknbr=771234567890"));
        view.shipments[0].packages[0].refs.clear();
        assert_eq!(tracked(&view), None);
    }

    #[test]
    fn numbers_of_others_lead_nowhere() {
        let view = by(json!({"name": "Acme Trucking"}));
        let order = Reference::new(RefKind::Order, "S4", "4711");
        let unknown = Reference::new(RefKind::Pro, "ACME", "77");
        assert_eq!(of_name(&view, &order, &Countries::default()), None);
        assert_eq!(of_name(&view, &unknown, &Countries::default()), None);
    }
}
