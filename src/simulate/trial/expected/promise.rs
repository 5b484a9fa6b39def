//! Until when an order was promised.

use jiff::{SignedDuration, Timestamp, civil::Date};

use crate::simulate::truth::Order;

/// The end of the hours in which the customer takes goods in, else of the day, on the clocks of the place.
pub fn end(order: &Order) -> Timestamp {
    let city = order.ship_to.city;
    match order.window {
        // From the evening until the hours of the next morning.
        Some((from, to)) if to < from => city.at(next(order.deliver_by), to, 0),
        Some((_, to)) => city.at(order.deliver_by, to, 0),
        None => city.at(next(order.deliver_by), 0, 0) - SignedDuration::from_micros(1),
    }
}

fn next(day: Date) -> Date {
    day.tomorrow().unwrap_or(day)
}
