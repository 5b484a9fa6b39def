//! Updates that came under a number of this order and another carrier, and belong to no order: what has to be put right.

use super::{clock::Clock, names, search};
use crate::{
    domain::{carriers, view::View},
    store::Waiting,
    web::query::check,
};

/// A line for each number: what was reported, under which carrier the order has it, and which of both to correct.
pub fn waiting_for(view: &View, found: &[Waiting], clock: &Clock) -> Vec<String> {
    let ours =
        |norm: &str| view.names.iter().find(|name| name.reference.kind.is_carriers() && name.reference.norm() == norm);
    let line = |one: &Waiting| {
        let name = &ours(&one.row.norm)?.reference;
        let own = names::scope(&name.scope);
        let listed = if own.is_empty() { "without a carrier".to_owned() } else { format!("under {own}") };
        let heard = search::waiting(one, clock).heard;
        let advice = advice(&name.value, &name.scope, &one.row.scope);
        Some(format!("{heard} This order lists {} {listed}. {advice}", name.value))
    };
    found.iter().filter_map(line).collect()
}

/// Whose mistake it is. The number's own form proves the carrier, where it has a check digit of one; else whoever reports scans has
/// the goods, and the booking names the wrong carrier.
fn advice(number: &str, booked: &str, reported: &str) -> String {
    let (own, theirs) = (names::scope(booked), names::scope(reported));
    let proven = check::read(number, false).filter(|reading| reading.right).and_then(|reading| reading.carrier);
    let is = |scope: &str| proven.is_some_and(|carrier| carriers::code(carrier) == carriers::code(scope));
    if theirs.is_empty() {
        return "Ask who sends these updates to name the carrier.".to_owned();
    }
    if is(booked) && !is(reported) {
        return format!(
            "The number is a {own} number: ask who sends these updates to change the carrier from {theirs} to {own}."
        );
    }
    let from = if own.is_empty() { String::new() } else { format!(" from {own}") };
    let change = format!("change the carrier of this shipment{from} to {theirs} in the system that booked it.");
    if is(reported) {
        format!("The number is a {theirs} number: {change}")
    } else {
        format!("If {theirs} has the goods, {change}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A UPS number with a right check digit.
    const UPS: &str = "1Z999AA10123456784";

    #[test]
    fn the_booking_is_corrected_where_another_carrier_scans_the_goods() {
        assert_eq!(
            advice("771234567890", "UPSN", "FDXE"),
            "If FedEx has the goods, change the carrier of this shipment from UPS to FedEx in the system that booked it."
        );
        assert!(
            advice("771234567890", "", "FDXE").contains("change the carrier of this shipment to FedEx in the system")
        );
        assert_eq!(
            advice(UPS, "FDXE", "UPSN"),
            "The number is a UPS number: change the carrier of this shipment from FedEx to UPS in the system that booked it."
        );
    }

    #[test]
    fn the_sender_of_the_updates_is_corrected_where_the_number_proves_the_booking() {
        assert_eq!(
            advice(UPS, "UPSN", "FDXE"),
            "The number is a UPS number: ask who sends these updates to change the carrier from FedEx to UPS."
        );
        // A number that was misheard proves nothing.
        assert!(advice("1Z999AA10123456785", "UPSN", "FDXE").starts_with("If FedEx has the goods, change the carrier"));
        assert_eq!(advice(UPS, "UPSN", ""), "Ask who sends these updates to name the carrier.");
    }
}
