//! The badge: a word, an icon and a tone. It is written down at fold time, so it never says "today": the only days in it are
//! those that have gone by.

use serde::{Deserialize, Serialize};

use jiff::civil::Date;

use super::{
    dates::{all_of, capital, delivery_zone, zoned},
    parts::{had_left, is_mixed, noun, parts, reported, share, some_packages, to_be_shipped_again},
    texts,
};
use crate::domain::{
    fate::Fate,
    milestone::Milestone,
    reason::Exception,
    view::{ActiveException, State, View},
};

/// How something should feel, always said by word and icon too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// As it should be, and done.
    Good,
    /// Late, or about to be.
    Warn,
    /// Something is broken for the customer.
    Bad,
    /// Contradictory: somebody has to look.
    Odd,
    /// Nothing to feel: under way.
    Idle,
}

/// The symbol beside the words; [`Icon::as_str`] is its name in the symbol sheet (`#i-late`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Icon {
    /// A circled tick.
    Done,
    /// A clock.
    Late,
    /// A pause sign.
    Held,
    /// A warning triangle.
    Alert,
    /// A stop sign.
    Fail,
    /// Not equal.
    Odd,
    /// A dashed circle.
    Wait,
    /// A box.
    Box,
    /// A truck.
    Truck,
    /// An arrow back.
    Undo,
    /// A cross.
    Cross,
}

impl Icon {
    /// The name in the symbol sheet.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Late => "late",
            Self::Held => "held",
            Self::Alert => "alert",
            Self::Fail => "fail",
            Self::Odd => "odd",
            Self::Wait => "wait",
            Self::Box => "box",
            Self::Truck => "truck",
            Self::Undo => "undo",
            Self::Cross => "x",
        }
    }
}

impl Tone {
    /// The class of the style sheet.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Odd => "odd",
            Self::Idle => "idle",
        }
    }
}

/// A word, an icon and a tone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Badge {
    /// How it should feel.
    pub tone: Tone,
    /// The symbol.
    pub icon: Icon,
    /// `Late, held by weather`.
    pub words: String,
}

impl Badge {
    fn new(tone: Tone, icon: Icon, words: impl Into<String>) -> Self {
        Self { tone, icon, words: words.into() }
    }
}

/// The badge of an order.
pub fn badge(view: &View) -> Badge {
    let cause = view.leading.as_ref().filter(|leading| leading.source.is_some()).or_else(|| reported(&view.exceptions));
    called_off(view, of_goods(view, cause))
}

fn of_goods(view: &View, cause: Option<&ActiveException>) -> Badge {
    if is_mixed(&parts(view)) && view.state != State::Cancelled {
        return differently(view, cause);
    }
    match view.state {
        State::Delivered => delivered(view, cause),
        State::PartlyReturned => differently(view, cause),
        State::Returning => back("Returning", cause),
        State::Returned => back("Returned", cause),
        State::Cancelled => cancelled(view),
        _ => cause.map_or_else(|| open(view), |cause| held(view, cause)),
    }
}

/// Goods of an order that was called off and came all the same, or are on their way.
fn called_off(view: &View, of_goods: Badge) -> Badge {
    let Some(off) = view.cancelled_at.filter(|_| view.state != State::Cancelled) else { return of_goods };
    let words = match view.state {
        State::Returning | State::Returned => {
            return Badge { words: format!("{}, order cancelled", of_goods.words), ..of_goods };
        }
        State::Delivered if super::delivered(view).is_some_and(|at| at.micros < off.micros) => "then cancelled",
        _ => "although cancelled",
    };
    let of_goods = if view.state == State::PartlyDelivered { progress(view) } else { of_goods.words };
    Badge::new(Tone::Odd, Icon::Odd, format!("{of_goods}, {words}"))
}

/// `held by weather`; `1 of 2 packages held by weather`.
fn words(view: &View, cause: &ActiveException) -> String {
    let said = texts::said_of(cause);
    share(view, cause).map_or_else(|| said.clone(), |share| format!("{share} {said}"))
}

fn is_grave(cause: &ActiveException) -> bool {
    matches!(cause.exception, Exception::Lost | Exception::Damaged | Exception::RefusedGoods)
}

fn delivered(view: &View, cause: Option<&ActiveException>) -> Badge {
    match cause {
        Some(cause) if is_grave(cause) => {
            Badge::new(Tone::Bad, Icon::Fail, format!("Delivered, {}", words(view, cause)))
        }
        Some(cause) => Badge::new(Tone::Warn, Icon::Alert, format!("Delivered, {}", words(view, cause))),
        None => Badge::new(Tone::Good, Icon::Done, "Delivered"),
    }
}

/// Delivered, and the customer says that it was not received.
pub(super) fn denied() -> Badge {
    Badge::new(Tone::Bad, Icon::Alert, "Delivered, customer says not received")
}

fn back(word: &str, cause: Option<&ActiveException>) -> Badge {
    match cause.filter(|cause| is_grave(cause)) {
        Some(cause) => Badge::new(Tone::Bad, Icon::Undo, format!("{word}, {}", texts::said_of(cause))),
        None => Badge::new(Tone::Idle, Icon::Undo, word),
    }
}

/// Parts end differently: each is named.
fn differently(view: &View, cause: Option<&ActiveException>) -> Badge {
    let parts = parts(view);
    let has = |wanted: fn(Fate) -> bool| parts.iter().any(|part| wanted(part.fate));
    let words = outcome(view);
    if has(Fate::is_loss) || cause.is_some_and(|cause| is_grave(cause) && !has(Fate::is_return)) {
        Badge::new(Tone::Bad, Icon::Fail, words)
    } else if has(Fate::is_return) {
        let is_over = view.state == State::PartlyReturned && !has(|fate| fate == Fate::ToCome);
        let tone = if is_over { Tone::Idle } else { Tone::Warn };
        Badge::new(tone, Icon::Undo, words)
    } else {
        cause.map_or_else(|| open(view), |cause| held(view, cause))
    }
}

/// `1 of 2 packages delivered, 1 returned`; `Both packages delivered, 1 returning`.
fn outcome(view: &View) -> String {
    let parts = parts(view);
    if parts.len() < 2 {
        return "Partly delivered, the rest returned".into();
    }
    let count = |fate: Fate| parts.iter().filter(|part| part.fate == fate).count();
    let named = [
        (Fate::Returning, "returning"),
        (Fate::Returned, "returned"),
        (Fate::Lost, "lost"),
        (Fate::Destroyed, "destroyed"),
        (Fate::Cancelled, "cancelled"),
        (Fate::ToCome, "to come"),
    ];
    let rest = named.into_iter().map(|(fate, word)| (count(fate), word)).filter(|(count, _)| *count > 0);
    let rest: Vec<String> = rest.map(|(count, word)| format!("{count} {word}")).collect();
    let lead = match (count(Fate::Delivered), parts.iter().all(|part| part.delivered_at.is_some())) {
        (_, true) => format!("{} delivered,", all_of(parts.len(), noun(view))),
        (0, _) => format!("{} {}:", parts.len(), noun(view)),
        _ => format!("{},", progress(view)),
    };
    format!("{lead} {}", rest.join(", "))
}

fn cancelled(view: &View) -> Badge {
    if view.shipments.iter().any(|shipment| (State::Moving..=State::Attempted).contains(&shipment.state)) {
        Badge::new(Tone::Odd, Icon::Odd, "Cancelled, yet on its way")
    } else {
        Badge::new(Tone::Idle, Icon::Cross, "Cancelled")
    }
}

fn held(view: &View, cause: &ActiveException) -> Badge {
    let said = words(view, cause);
    if is_grave(cause) {
        return Badge::new(Tone::Bad, Icon::Fail, capital(&said));
    }
    if view.promise_missed {
        return Badge::new(Tone::Warn, Icon::Late, format!("Late, {said}"));
    }
    let icon = if matches!(cause.exception, Exception::Delayed | Exception::OnHold) { Icon::Held } else { Icon::Alert };
    Badge::new(Tone::Warn, icon, capital(&said))
}

/// Nothing is reported to be wrong.
fn open(view: &View) -> Badge {
    if view.state == State::Attempted {
        let words = if view.promise_missed { "Late, delivery attempted" } else { "Delivery attempted" };
        return Badge::new(Tone::Warn, Icon::Alert, words);
    }
    let old = no_update(view);
    if to_be_shipped_again(view).is_some() && view.state < State::Moving {
        let words = match (had_left(view), view.promise_missed) {
            (true, false) => "Cancelled after it left",
            (true, true) => "Late, cancelled after it left",
            (false, false) => "To be shipped again",
            (false, true) => "Late, to be shipped again",
        };
        return Badge::new(Tone::Warn, Icon::Alert, words);
    }
    if view.promise_missed {
        let words = old.map_or_else(|| "Late".to_owned(), |old| format!("Late, {old}"));
        return Badge::new(Tone::Warn, Icon::Late, words);
    }
    if view.leading.as_ref().is_some_and(|leading| leading.exception == Exception::AtRisk) {
        return Badge::new(Tone::Warn, Icon::Late, "At risk of being late");
    }
    if view.leading.as_ref().is_some_and(|leading| leading.exception == Exception::SourceConflict) {
        return Badge::new(Tone::Odd, Icon::Odd, "Two systems disagree");
    }
    if let Some(old) = old {
        return Badge::new(Tone::Warn, Icon::Alert, capital(&old));
    }
    let at = |milestone| view.headline.as_ref().is_some_and(|headline| headline.milestone == milestone);
    let (icon, words) = match view.state {
        State::Ordered => (Icon::Wait, "Ordered".into()),
        State::Preparing if at(Milestone::Packed) => (Icon::Box, "Packed".into()),
        State::Preparing => (Icon::Box, "Being prepared".into()),
        State::Moving => (Icon::Truck, "On its way".into()),
        State::OutForDelivery => (Icon::Truck, "Out for delivery".into()),
        State::ReadyForCollection => (Icon::Box, "Ready for collection".into()),
        State::PartlyDelivered => (Icon::Truck, progress(view)),
        _ => (Icon::Wait, "No news yet".into()),
    };
    Badge::new(Tone::Idle, icon, words)
}

/// `out for delivery on Thu 14 May, no update since`, `no update since Thu 14 May`: of what has not been heard of for too long,
/// or was at the door on a day that is over.
fn no_update(view: &View) -> Option<String> {
    let live = || view.shipments.iter().filter(|shipment| shipment.state != State::Cancelled);
    let stalled = view.leading.as_ref().filter(|leading| leading.exception == Exception::Stalled);
    let of_it = stalled.and_then(|stalled| live().find(|shipment| shipment.object == stalled.object));
    if let Some(day) = of_it.map_or_else(|| live().filter_map(|shipment| shipment.out_on).min(), |it| it.out_on) {
        return Some(format!("out for delivery on {}, no update since", day_words(day)));
    }
    let waits = of_it.is_some_and(|shipment| shipment.state == State::ReadyForCollection);
    let since = zoned(stalled?.since, &delivery_zone(view)).date();
    let words = if waits { "not collected since" } else { "no update since" };
    let share = share(view, stalled?).map(|share| format!("{share} with ")).unwrap_or_default();
    Some(format!("{share}{words} {}", day_words(since)))
}

fn day_words(day: Date) -> String {
    day.strftime("%a %-d %b").to_string()
}

/// `2 of 3 delivered`, `1 of 2 packages delivered`, `4 of 6 units delivered`.
pub(super) fn progress(view: &View) -> String {
    let counts = view.counts;
    let parts = parts(view);
    let delivered = parts.iter().filter(|part| part.fate == Fate::Delivered).count();
    if noun(view) != "shipments" {
        return format!("{delivered} of {} {} delivered", parts.len(), noun(view));
    }
    if parts.iter().any(|part| part.fate == Fate::Cancelled) {
        return format!("{delivered} of {} delivered", parts.len());
    }
    if counts.shipments > 1 && counts.delivered > 0 && counts.delivered < counts.shipments {
        return format!("{} of {} delivered", counts.delivered, counts.shipments);
    }
    if let Some((delivered, all)) = some_packages(view) {
        return format!("{delivered} of {all} packages delivered");
    }
    if counts.units_delivered > crate::domain::decimal::Dec::ZERO && counts.units_delivered < counts.units {
        return format!("{} of {} {} delivered", counts.units_delivered, counts.units, super::counted_in(view));
    }
    "Delivered in part".into()
}
