//! An item as its list shows it.

use app::model::{Icon, Status, TimeLeft, Tone, When, WorkRow};

use super::{super::standing, at, names};
use crate::{
    domain::{
        time::Moment,
        worklist::{Cause, resolution},
    },
    store::{WorkItem, WorkState},
    web::site::present::clock::Clock,
};

const MINUTE: i64 = 60_000_000;
/// With less than this left an item is pressing.
const SOON: i64 = 30 * MINUTE;
/// The length of the ring of [`TimeLeft`]: a circle of radius 6.
const RING: f64 = 37.7;

/// The row.
pub fn row(item: &WorkItem, clock: &Clock) -> WorkRow {
    let card = &item.facts.card;
    let lane = [card.carrier.clone(), card.lane()].into_iter().flatten().collect::<Vec<_>>().join(", ");
    WorkRow {
        id: item.id,
        pick: format!("{}.{}", item.id, item.version),
        order: item.order.to_string(),
        number: card.number.clone(),
        customer: card.customer.clone().unwrap_or_else(|| "Customer not known yet".to_owned()),
        tier: card.tier.as_deref().map(tier),
        left: left(item, clock),
        why: why(item),
        lane: if lane.is_empty() { "–".to_owned() } else { lane },
        promised: card.promised.map(|at| day(at, card.there.promised, clock)),
        expected: card.expected.map(|at| day(at, card.there.expected, clock)),
        late: card.promised.is_some_and(|promised| card.expected.is_some_and(|expected| expected > promised)),
        age: age(card.since, clock),
        with: item.assignee.as_ref().map(|who| short_name(&who.name)),
        aside: aside(item, clock),
    }
}

/// A day on the clocks where the goods arrive; the instant on the reader's beside it.
fn day(micros: i64, there: Option<Moment>, clock: &Clock) -> When {
    let here = at(micros, clock);
    let text = clock.day(standing::there(there, micros, clock));
    When { text, iso: here.iso, local: Some(format!("Your time: {}", here.text)) }
}

/// `Key`.
pub fn tier(tier: &str) -> String {
    super::super::names::capital(tier)
}

/// `M. Reyes`.
fn short_name(name: &str) -> String {
    match name.split_once(' ') {
        Some((first, rest)) => {
            let initial: String = first.chars().take(1).collect();
            format!("{initial}. {rest}")
        }
        None => name.to_owned(),
    }
}

/// What is wrong, in the agent's words.
pub fn why(item: &WorkItem) -> Status {
    let card = &item.facts.card;
    let place = card.place.as_deref().map(|place| format!("in {}", super::super::names::calm(place)));
    let mut status = match (card.exception, item.cause) {
        (Some(exception), _) => {
            let Status { tone, icon, .. } = standing::of_exception(exception, card.reason);
            Status::new(tone, icon, standing::exception_words(exception, card.reason, place.as_deref()))
        }
        (None, Cause::Late) => Status::new(Tone::Warn, Icon::Late, "The promise has passed"),
        (None, Cause::Address) => Status::new(Tone::Warn, Icon::Pin, "Delivery was tried, nobody took it"),
        (None, cause) => names::status(cause),
    };
    if card.hits > 0 && card.of > 1 {
        status.text = format!("{}, {} of {} shipments", status.text, card.hits, card.of);
    }
    status
}

/// How much of the time is left.
fn left(item: &WorkItem, clock: &Clock) -> TimeLeft {
    let now = clock.now().as_microsecond();
    let due = item.facts.due;
    let over = now.saturating_sub(due);
    let due_words = When { text: format!("Due {}", at(due, clock).text), ..at(due, clock) };
    let (tone, text) = match over {
        0.. => (Tone::Bad, format!("{} over", span(over))),
        _ if over > -SOON => (Tone::Warn, span(-over)),
        _ => (Tone::Idle, span(-over)),
    };
    let whole = due.saturating_sub(item.opened).max(1);
    #[allow(clippy::cast_precision_loss, reason = "a share of a ring needs no more digits")]
    let share = if over >= 0 { 1.0 } else { ((-over) as f64 / whole as f64).clamp(0.0, 1.0) };
    TimeLeft { tone, text, due: due_words, ring: format!("{:.1} 99", share * RING) }
}

/// `18 min`, `1 h 05`, `3 days`.
fn span(micros: i64) -> String {
    let minutes = micros / MINUTE;
    match minutes {
        ..60 => format!("{minutes} min"),
        60..600 => format!("{} h {:02}", minutes / 60, minutes % 60),
        600..2_880 => format!("{} h", minutes / 60),
        _ => format!("{} days", minutes / 1_440),
    }
}

/// For how long: `29 h`, the moment itself beside it.
fn age(since: i64, clock: &Clock) -> When {
    let seconds = clock.now().as_second().saturating_sub(since / 1_000_000).max(0);
    let since = at(since, clock);
    When { text: super::super::clock::length(seconds), iso: since.iso, local: Some(format!("since {}", since.text)) }
}

/// Until when, and why, it is set aside.
fn aside(item: &WorkItem, clock: &Clock) -> Option<String> {
    let until = item.until.map(|until| at(until, clock).text);
    match (item.state, until) {
        (WorkState::Snoozed, Some(until)) => Some(format!("put off until {until}")),
        (WorkState::Resolved, until) => {
            let reason = item.reason.as_ref().map(|(word, _)| reason_text(word)).unwrap_or_default();
            let until = until.map(|until| format!(", until {until}")).unwrap_or_default();
            Some(format!("resolved: {reason}{until}"))
        }
        _ => None,
    }
}

/// The words of a reason; one that the file does not know any more by its own word.
pub fn reason_text(word: &str) -> String {
    resolution(word).map_or_else(|| word.to_owned(), |known| known.text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_as_fine_as_they_are_short() {
        let told: Vec<_> = [5, 65, 599, 900, 5_000].map(|minutes| span(minutes * MINUTE)).into();
        assert_eq!(told, ["5 min", "1 h 05", "9 h 59", "15 h", "3 days"]);
    }

    #[test]
    fn people_are_named_shortly() {
        assert_eq!(short_name("Marta Reyes"), "M. Reyes");
        assert_eq!(short_name("Émile van der Berg"), "É. van der Berg");
        assert_eq!(short_name("ana"), "ana");
    }
}
