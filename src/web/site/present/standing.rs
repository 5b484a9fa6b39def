//! How something stands, as a word with its icon: of shipments and packages, and of orders in lists.

use app::model::{Icon, Status, Tone};

use super::clock::Clock;
use crate::domain::{
    reason::{Exception, Reason},
    summary::Summary,
    view::{ShipmentView, State},
};

/// A state by itself.
pub fn of_state(state: State) -> Status {
    let (tone, icon, text) = match state {
        State::Unknown => (Tone::Odd, Icon::Inbox, "Known by number only"),
        State::Ordered => (Tone::Idle, Icon::Wait, "Ordered"),
        State::Preparing => (Tone::Idle, Icon::Box, "In the warehouse"),
        State::Moving => (Tone::Idle, Icon::Truck, "On its way"),
        State::OutForDelivery => (Tone::Idle, Icon::Truck, "Out for delivery"),
        State::ReadyForCollection => (Tone::Idle, Icon::Inbox, "Ready for collection"),
        State::Attempted => (Tone::Warn, Icon::Alert, "Delivery attempted"),
        State::PartlyDelivered => (Tone::Idle, Icon::Truck, "Partly delivered"),
        State::Delivered => (Tone::Good, Icon::Done, "Delivered"),
        State::Returning => (Tone::Idle, Icon::Undo, "Returning"),
        State::Returned => (Tone::Idle, Icon::Undo, "Returned"),
        State::Cancelled => (Tone::Idle, Icon::Cross, "Cancelled"),
    };
    Status::new(tone, icon, text)
}

/// An exception with its reason: `Held by weather`.
pub fn of_exception(exception: Exception, reason: Option<Reason>) -> Status {
    let (tone, icon, text) = match exception {
        Exception::OnHold => (Tone::Warn, Icon::Held, "On hold"),
        Exception::Delayed => (Tone::Warn, Icon::Late, "Delayed"),
        Exception::Lost => (Tone::Bad, Icon::Fail, "Lost"),
        Exception::Damaged => (Tone::Bad, Icon::Fail, "Damaged"),
        Exception::RefusedGoods => (Tone::Bad, Icon::Fail, "Refused"),
        Exception::ShortShipped => (Tone::Bad, Icon::Alert, "Short shipped"),
        Exception::AtRisk => (Tone::Warn, Icon::Late, "At risk"),
        Exception::Stalled => (Tone::Warn, Icon::Hour, "Nothing moves"),
        Exception::NoTracking => (Tone::Warn, Icon::Alert, "No tracking number"),
        Exception::DeliveredNotConfirmed => (Tone::Warn, Icon::Alert, "Delivered, not confirmed"),
        Exception::CaseBeforeEvent => (Tone::Warn, Icon::Alert, "Case older than the last event"),
        Exception::PodMissing => (Tone::Warn, Icon::Alert, "Proof of delivery missing"),
        Exception::StaleSource => (Tone::Warn, Icon::Hour, "A source is silent"),
        Exception::SourceConflict => (Tone::Odd, Icon::Odd, "Two systems disagree"),
        Exception::UnmatchedId => (Tone::Odd, Icon::Odd, "Unmatched number"),
        Exception::Unmapped => (Tone::Odd, Icon::Odd, "Unknown code"),
        Exception::ClockSkew => (Tone::Odd, Icon::Odd, "A time from the future"),
        Exception::WriteFailed => (Tone::Bad, Icon::Fail, "A system could not be told"),
        Exception::SlaBreach => (Tone::Warn, Icon::Hour, "Told too late"),
    };
    let text = match reason.map(reason_words) {
        _ if !matches!(exception, Exception::Delayed | Exception::OnHold) => text.to_owned(),
        Some(by) if by.starts_with("by ") => format!("{text} {by}"),
        Some(why) => format!("{text}: {why}"),
        None => text.to_owned(),
    };
    Status::new(tone, icon, text)
}

/// A reason in two or three words: what follows `Delayed`.
pub fn reason_words(reason: Reason) -> &'static str {
    match reason {
        Reason::Missort => "sent the wrong way",
        Reason::Mechanical => "by a breakdown",
        Reason::Capacity => "by lack of room",
        Reason::Driver => "by the driver",
        Reason::Accident => "by an accident",
        Reason::LatePickup => "collected late",
        Reason::InsufficientTime => "the day was too short",
        Reason::Other => "by the carrier",
        Reason::NotReady => "goods not ready",
        Reason::BadData => "by wrong data",
        Reason::Packaging => "by packaging",
        Reason::Cancelled => "called off",
        Reason::Held => "by the shipper",
        Reason::Refused => "refused",
        Reason::Closed => "consignee closed",
        Reason::Unavailable => "nobody there",
        Reason::BadAddress => "by a wrong address",
        Reason::Rescheduled => "another day asked for",
        Reason::Access => "no way in",
        Reason::Appointment => "needs an appointment",
        Reason::Payment => "payment due",
        Reason::Documents => "by customs papers",
        Reason::Inspection => "by customs inspection",
        Reason::Duties => "by customs duties",
        Reason::Prohibited => "may not enter",
        Reason::Weather => "by weather",
        Reason::Civil => "by unrest",
        Reason::Road => "by road conditions",
        Reason::Holiday => "by a holiday",
        Reason::ForceMajeure => "beyond anybody’s power",
        Reason::Short => "too little",
        Reason::Over => "too much",
        Reason::WrongProduct => "not what was ordered",
        Reason::Damage => "damage",
    }
}

/// A shipment: its exception where one stands, else its state.
pub fn of_shipment(shipment: &ShipmentView) -> Status {
    match shipment.exceptions.first() {
        Some(active) if shipment.state != State::Delivered => of_exception(active.exception, active.reason),
        _ => of_state(shipment.state),
    }
}

/// An order in a list: what stands out, else its state with its day.
pub fn of_summary(summary: &Summary, clock: &Clock) -> Status {
    let day = |micros: i64| clock.day(clock.at_micros(micros).date());
    let over = matches!(summary.state, State::Delivered | State::Returned | State::Cancelled);
    if let Some(exception) = summary.exception.filter(|_| !over) {
        return of_exception(exception, summary.reason);
    }
    let plain = of_state(summary.state);
    if let (State::Delivered, Some(at)) = (summary.state, summary.delivered) {
        return Status::new(plain.tone, plain.icon, format!("Delivered {}", day(at)));
    }
    if over {
        return plain;
    }
    let text = match (summary.missed, summary.at_risk, summary.expected) {
        (true, _, Some(at)) => format!("Late, {}", day(at)),
        (true, ..) => "Late".to_owned(),
        (false, true, Some(at)) => format!("At risk, {}", day(at)),
        (false, _, Some(at)) => return Status::new(plain.tone, plain.icon, format!("{}, {}", plain.text, day(at))),
        _ => return plain,
    };
    Status::new(Tone::Warn, Icon::Late, text)
}
