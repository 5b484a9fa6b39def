//! Until when an order was promised.

use jiff::{SignedDuration, Timestamp, ToSpan as _};

use crate::simulate::truth::Order;

/// The end of the hours in which the customer takes goods in, else of the day, on the clocks of the place.
pub fn end(order: &Order) -> Timestamp {
    let city = order.ship_to.city;
    match order.window {
        Some((_, to)) => city.at(order.deliver_by, to, 0),
        None => {
            let next = order.deliver_by.checked_add(1.day()).unwrap_or(order.deliver_by);
            city.at(next, 0, 0) - SignedDuration::from_micros(1)
        }
    }
}
