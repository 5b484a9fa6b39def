//! What a caller reads out of an order's papers, or a scanner sends, and what a search for it should lead to.

use super::{Told, lane::Lane};
use crate::simulate::{numbers, truth::Deed};

/// How many of its numbers are tried of one order.
const TRIED: u64 = 2;

/// Something to search for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoken {
    pub text: String,
    pub finds: Finds,
}

/// What a search leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finds {
    /// The order.
    Order,
    /// Nothing: it was misheard, as its check digit shows.
    Misheard,
    /// Nothing yet: its check digit is right.
    NotKnown,
}

/// Some of what can be said of an order; which of it follows from the order's number, so that over many orders all of it is tried.
pub(super) fn of(told: &Told) -> Vec<Spoken> {
    let all = all(told);
    let number: u64 = told.order.number.parse().unwrap_or(0);
    let length = u64::try_from(all.len()).unwrap_or(1).max(1);
    let turns = (0..TRIED).map(|turn| (number / 2 + turn * (length / TRIED)) % length);
    turns.filter_map(|position| all.get(usize::try_from(position).ok()?).cloned()).collect()
}

fn all(told: &Told) -> Vec<Spoken> {
    let mut found = of_order(told);
    found.extend(told.mine().flat_map(|lane| of_shipment(told, lane)));
    found
}

fn finds(text: String) -> Spoken {
    Spoken { text, finds: Finds::Order }
}

fn of_order(told: &Told) -> Vec<Spoken> {
    let number = &told.order.number;
    let mut found: Vec<Spoken> = [
        number.clone(),
        format!("order {number}"),
        format!("SO {number:0>10}"),
        format!("my order no. is {number}"),
        format!("PO: {}", told.order.purchase_order),
        told.order.purchase_order.to_lowercase(),
    ]
    .map(finds)
    .into();
    found.extend(told.order.storefront_order.iter().map(|number| finds(format!("order {number}"))));
    let deliveries = told.story.told(told.until).filter_map(|step| match step.deed {
        Deed::Allocated { delivery } => Some(delivery),
        _ => None,
    });
    let carried = told.mine().flat_map(|lane| lane.shipment.deliveries.iter().copied());
    let mut known: Vec<usize> = deliveries.chain(carried).filter(|delivery| told.is_mine(*delivery)).collect();
    known.sort_unstable();
    known.dedup();
    for delivery in known.into_iter().filter_map(|delivery| told.story.deliveries.get(delivery)) {
        found.push(finds(format!("delivery {}", delivery.number)));
        found.push(finds(format!("{:0>10}", delivery.number)));
    }
    found
}

fn of_shipment(told: &Told, lane: &Lane) -> Vec<Spoken> {
    let shipment = lane.shipment;
    let mut found = vec![finds(shipment.number.clone()), finds(format!("shipment {}", shipment.number.to_lowercase()))];
    found.extend(shipment.pro.iter().map(|pro| finds(format!("{} {pro}", shipment.carrier.name))));
    found.extend(shipment.pro.iter().map(|pro| finds(format!("PRO# {pro}"))));
    found.extend(shipment.bill_of_lading.iter().map(|number| finds(format!("BOL {number}"))));
    for package in &shipment.packages {
        let sscc = &package.sscc;
        found.extend([format!("(00){sscc}"), format!("]C100{sscc}"), format!("SSCC {sscc}")].map(finds));
        found.push(Spoken { text: format!("SSCC {}", misheard(sscc)), finds: Finds::Misheard });
        if let Some(tracking) = &package.tracking {
            found.extend(of_parcel(told, shipment.carrier.name, tracking));
            found.extend(link(shipment.carrier.scac, tracking).map(finds));
        }
        if let (Some(tracking), "UPSN") = (&package.tracking, shipment.carrier.scac) {
            found.push(Spoken { text: misheard(tracking), finds: Finds::Misheard });
            found.push(Spoken { text: not_known(tracking), finds: Finds::NotKnown });
        }
    }
    found
}

fn of_parcel(told: &Told, carrier: &str, tracking: &str) -> Vec<Spoken> {
    let chars: Vec<char> = tracking.chars().collect();
    let in_groups = chars.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ");
    let called = told.story.spelling.carrier.unwrap_or(carrier);
    [
        tracking.to_owned(),
        tracking.to_lowercase(),
        in_groups,
        format!("{called}: {tracking}"),
        format!("tracking number {tracking}"),
        format!("]C0{tracking}"),
    ]
    .map(finds)
    .into()
}

fn link(scac: &str, tracking: &str) -> Option<String> {
    Some(match scac {
        "UPSN" => format!("https://www.ups.com/track?loc=en_US&tracknum={tracking}&requester=WT/trackdetails"),
        "FDEG" => format!("https://www.fedex.com/fedextrack/?trknbr={tracking}"),
        _ => return None,
    })
}

/// With another last digit: a check digit that cannot be right.
fn misheard(number: &str) -> String {
    let (body, check) = number.split_at(number.len().saturating_sub(1));
    let wrong = (check.parse::<u32>().unwrap_or(0) + 3) % 10;
    format!("{body}{wrong}")
}

/// The number that a parcel of another shipper would bear.
fn not_known(tracking: &str) -> String {
    let body = format!("8X77A1{}", tracking.get(8..17).unwrap_or_default());
    format!("1Z{body}{}", numbers::ups_check_digit(&body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misheard_number_has_a_wrong_check_digit_and_an_unknown_one_the_right_one() {
        let number = numbers::ups(7);
        let check = |number: &str| {
            let (body, digit) = (number.get(2..17).unwrap(), number.get(17..).unwrap());
            numbers::ups_check_digit(body).to_string() == digit
        };
        assert!(check(&number) && !check(&misheard(&number)) && check(&not_known(&number)));
        assert_ne!(not_known(&number), number);
        assert_eq!((misheard(&number).len(), not_known(&number).len()), (18, 18));
    }
}
