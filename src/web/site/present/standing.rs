//! How something stands, as a word with its icon: of shipments and packages, and of orders in lists.

use app::model::{Icon, Status, Tone};
use jiff::civil::Date;

use super::clock::Clock;
use crate::domain::{
    fate::{self, Fate},
    reason::{Exception, Reason},
    summary::Summary,
    time::Moment,
    view::{ActiveException, PackageView, ShipmentView, State},
    words::{self, Badge, texts},
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
        State::PartlyReturned => (Tone::Idle, Icon::Undo, "Partly returned"),
        State::Returning => (Tone::Idle, Icon::Undo, "Returning"),
        State::Returned => (Tone::Idle, Icon::Undo, "Returned to sender"),
        State::Cancelled => (Tone::Idle, Icon::Cross, "Cancelled"),
    };
    Status::new(tone, icon, text)
}

/// An exception with its reason, in the agent's words: `Held by weather`.
pub fn of_exception(exception: Exception, reason: Option<Reason>) -> Status {
    let (tone, icon) = match exception {
        Exception::OnHold => (Tone::Warn, Icon::Held),
        Exception::Delayed | Exception::AtRisk => (Tone::Warn, Icon::Late),
        Exception::Lost | Exception::Damaged | Exception::RefusedGoods | Exception::WriteFailed => {
            (Tone::Bad, Icon::Fail)
        }
        Exception::ShortShipped => (Tone::Bad, Icon::Alert),
        Exception::Stalled | Exception::StaleSource | Exception::SlaBreach => (Tone::Warn, Icon::Hour),
        Exception::ShipmentCancelled
        | Exception::NoTracking
        | Exception::DeliveredNotConfirmed
        | Exception::CaseBeforeEvent
        | Exception::PodMissing => (Tone::Warn, Icon::Alert),
        Exception::SourceConflict | Exception::UnmatchedId | Exception::Unmapped | Exception::ClockSkew => {
            (Tone::Odd, Icon::Odd)
        }
    };
    Status::new(tone, icon, exception_words(exception, reason, None))
}

/// That it is over: `Resolved: held over the address`.
pub fn resolved(exception: Exception, reason: Option<Reason>) -> String {
    format!("Resolved: {}", texts::fill(&texts::of_both(exception, reason).agent, None, None))
}

/// The agent's words for an exception, with a place (`in Memphis`) where one is given.
pub fn exception_words(exception: Exception, reason: Option<Reason>, place: Option<&str>) -> String {
    let texts = texts::of_both(exception, reason);
    capital(&texts::fill(&texts.agent, place, None))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn uncapital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// The badge of the domain's words.
pub fn of_badge(badge: &Badge) -> Status {
    let tone = match badge.tone {
        words::Tone::Good => Tone::Good,
        words::Tone::Warn => Tone::Warn,
        words::Tone::Bad => Tone::Bad,
        words::Tone::Odd => Tone::Odd,
        words::Tone::Idle => Tone::Idle,
    };
    let icon = match badge.icon {
        words::Icon::Done => Icon::Done,
        words::Icon::Late => Icon::Late,
        words::Icon::Held => Icon::Held,
        words::Icon::Alert => Icon::Alert,
        words::Icon::Fail => Icon::Fail,
        words::Icon::Odd => Icon::Odd,
        words::Icon::Wait => Icon::Wait,
        words::Icon::Box => Icon::Box,
        words::Icon::Truck => Icon::Truck,
        words::Icon::Undo => Icon::Undo,
        words::Icon::Cross => Icon::Cross,
    };
    Status::new(tone, icon, badge.words.clone())
}

/// A package: lost or destroyed where that is said of it or of its shipment, else its state.
pub fn of_package(package: &PackageView, shipment: &ShipmentView) -> Status {
    let is_alone = shipment.packages.len() == 1;
    let piece = fate::of_shipment(shipment)
        .into_iter()
        .find(|piece| is_alone || piece.package.is_some_and(|one| one.object == package.object));
    match piece.map(|piece| piece.fate) {
        Some(Fate::Lost) => Status::new(Tone::Bad, Icon::Fail, "Lost"),
        Some(Fate::Destroyed) => destroyed(shipment),
        _ => of_state(package.state),
    }
}

/// `Destroyed`, `Seized or destroyed as not allowed`: in the words of its shipment.
pub fn destroyed(shipment: &ShipmentView) -> Status {
    let loss = shipment.exceptions.iter().find(|active| texts::is_destroyed(active));
    of_exception(Exception::Lost, loss.and_then(|active| active.reason))
}

/// A shipment: its exception where one stands, else its state.
pub fn of_shipment(shipment: &ShipmentView) -> Status {
    if shipment.is_superseded {
        return Status::new(Tone::Odd, Icon::Odd, "Delivered with another shipment");
    }
    match shipment.exceptions.first() {
        Some(active)
            if shipment.state < State::Delivered
                && (active.exception != Exception::Stalled || shipment.out_on.is_none()) =>
        {
            let status = of_exception(active.exception, active.reason);
            match share(shipment, active) {
                Some(share) => Status { text: format!("{share} {}", uncapital(&status.text)), ..status },
                None => status,
            }
        }
        _ if shipment.out_on.is_some() => out_on(shipment),
        _ => of_state(shipment.state),
    }
}

/// `1 of 2 packages`: of how many of its packages that is said, where it is said of some.
fn share(shipment: &ShipmentView, active: &ActiveException) -> Option<String> {
    let alike = |other: &&ActiveException| other.exception == active.exception && other.reason == active.reason;
    let said = |of| shipment.exceptions.iter().filter(alike).any(|other| other.object == of);
    let live: Vec<_> = shipment.packages.iter().filter(|package| package.state != State::Cancelled).collect();
    let hit = live.iter().filter(|package| said(package.object)).count();
    (hit > 0 && hit < live.len() && !said(shipment.object)).then(|| format!("{hit} of {} packages", live.len()))
}

/// It was at the door on a day that is over.
fn out_on(shipment: &ShipmentView) -> Status {
    let day = shipment.out_on.map(|day| day.strftime(" on %a %-d %b").to_string()).unwrap_or_default();
    Status::new(Tone::Warn, Icon::Hour, format!("Out for delivery{day}, no update since"))
}

/// The day on the clocks where the goods arrive. A row that was written before these were kept has the instant only.
pub fn there(at: Option<Moment>, micros: i64, clock: &Clock) -> Date {
    at.map_or_else(|| clock.at_micros(micros).date(), |at| at.local().date())
}

/// An order in a list: its badge with the day that matters, delivered or expected.
pub fn of_summary(summary: &Summary, clock: &Clock) -> Status {
    let badge = of_badge(&summary.badge);
    let day = |at: Option<Moment>, micros| clock.day(there(at, micros, clock));
    let text = match (summary.state, summary.delivered, summary.expected) {
        (State::Delivered, Some(at), _) => {
            let day = day(summary.there.delivered, at);
            match badge.text.strip_prefix("Delivered") {
                Some(rest) => format!("Delivered {day}{rest}"),
                None => format!("{} {day}", badge.text),
            }
        }
        (State::Delivered | State::PartlyReturned | State::Returning | State::Returned | State::Cancelled, ..)
        | (_, _, None) => return badge,
        // A day that has passed is no news.
        (_, _, Some(at)) if at < clock.now().as_microsecond() => return badge,
        (_, _, Some(at)) => format!("{}, {}", badge.text, day(summary.there.expected, at)),
    };
    Status { text, ..badge }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fold::testing::World;

    #[test]
    fn a_shipment_of_which_one_package_is_held_is_not_held_as_a_whole() {
        let (mut world, ships) = World::shipped(1);
        let packages = [world.package(ships[0]), world.package(ships[0])];
        world.milestone("ups", ships[0], "PICKED_UP", "2026-05-12T10:00:00Z");
        world.exception(packages[1], "DELAYED", "WEATHER", "2026-05-14T03:10:00-05:00");
        let text = |world: &World| of_shipment(&world.shipment_view(ships[0])).text;
        assert_eq!(text(&world), "1 of 2 packages held by weather");
        world.exception(packages[0], "DELAYED", "WEATHER", "2026-05-14T03:20:00-05:00");
        assert_eq!(text(&world), "Held by weather");
    }
}
