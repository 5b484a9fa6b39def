//! Whether a search leads to the order whose number somebody read out, and says of other numbers what is wrong with them.

use serde_json::Value;

use super::{Difference, What};
use crate::simulate::trial::expected::{Finds, Spoken};

/// The difference between what should be found and what is, of an order by its number at the ERP.
pub fn heard(order: &str, spoken: &Spoken, found: Option<&Value>) -> Option<Difference> {
    let matches = found.and_then(|found| found.get("matches")?.as_array()).map_or(&[][..], Vec::as_slice);
    let is_it = |hit: &Value| {
        hit.get("number").and_then(Value::as_str) == Some(order)
            && hit.get("exact").and_then(Value::as_bool) == Some(true)
    };
    let right = found.and_then(|found| found.pointer("/reading/check_digit_right")?.as_bool());
    let agrees = match spoken.finds {
        Finds::Order => matches.iter().any(is_it),
        Finds::Misheard => matches.is_empty() && right == Some(false),
        Finds::NotKnown => matches.is_empty() && right == Some(true),
    };
    let truth = match spoken.finds {
        Finds::Order => "the order",
        Finds::Misheard => "misheard",
        Finds::NotKnown => "not known yet",
    };
    let reading = match right {
        Some(true) => ", not known yet",
        Some(false) => ", misheard",
        None => "",
    };
    (!agrees).then(|| Difference {
        what: What::Search,
        order: order.to_owned(),
        shipment: None,
        truth: format!("{} finds {truth}", spoken.text),
        answer: format!("{} matches{reading}", matches.len()),
        explained: None,
    })
}
