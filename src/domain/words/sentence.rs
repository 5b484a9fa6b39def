//! The sentence on top of the page: where it is, why it is late, when it comes.

use jiff::{Timestamp, civil::Date};

use super::{
    DeskFacts,
    badge::{Badge, badge, denied, progress},
    dates::{Expected, Today, ago, all_of, capital, days, days_between, delivered, kept, listed, promised, uncapital},
    handover::Handover,
    parts::{
        Part, alike, had_left, noun, parts, past_delays, phrase, phrase_with_cause, reported, share,
        to_be_shipped_again, why_back_words,
    },
    texts,
};
use crate::domain::{
    fate,
    milestone::Milestone,
    reason::Exception,
    time::Moment,
    view::{State, View},
};

/// The answer in one breath.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// The badge above it.
    pub badge: Badge,
    /// What is said plainly.
    pub text: String,
    /// What follows it, after a blank, with emphasis: how far past the promise.
    pub emphasis: Option<String>,
}

impl Sentence {
    /// Both together.
    pub fn whole(&self) -> String {
        match &self.emphasis {
            Some(emphasis) => format!("{} {emphasis}", self.text),
            None => self.text.clone(),
        }
    }
}

/// The sentence of an order.
pub fn sentence(view: &View, desk: DeskFacts, now: Timestamp) -> Sentence {
    let tell = Tell { view, desk, now: now.as_microsecond(), today: Today::of(view, now) };
    let (text, emphasis) = match view.state {
        State::Unknown if view.leading.is_none() => {
            ("Known by its number only: nobody has said where it stands.".to_owned(), None)
        }
        State::Delivered => tell.delivered(),
        State::Returning | State::Returned => (tell.back(), None),
        State::PartlyReturned if !fate::is_to_come(view) => (tell.partly_back(), None),
        State::Cancelled => (tell.cancelled(), None),
        _ => tell.open(),
    };
    let (text, emphasis) = tell.called_off(text, emphasis);
    let badge = if desk.not_received && view.state == State::Delivered { denied() } else { badge(view) };
    Sentence { badge, text, emphasis }
}

/// When the promise ends, as a day where the goods arrive.
pub(super) fn promise_day(view: &View, today: &Today) -> Option<Date> {
    let stated = view.promise.as_ref().and_then(|promise| promise.deliver_by);
    stated.or_else(|| promised(view).map(|end| today.day(end)))
}

/// When everything had arrived.
pub(super) fn delivered_at(view: &View) -> Option<Moment> {
    delivered(view).or_else(|| view.headline.as_ref().map(|headline| headline.at))
}

struct Tell<'v> {
    view: &'v View,
    desk: DeskFacts,
    /// Microseconds UTC.
    now: i64,
    today: Today,
}

type Said = (String, Option<String>);

impl Tell<'_> {
    fn delivered(&self) -> Said {
        let Some(at) = delivered_at(self.view) else { return ("Delivered.".into(), None) };
        let day = self.today.day(at);
        let all = self.view.counts.shipments;
        let lead = match all {
            0 | 1 => "Delivered".into(),
            2 => "Both delivered, the last".to_owned(),
            all => format!("All {all} delivered, the last"),
        };
        let lead = format!("{lead} {}", self.today.day_and_clock(at));
        let signed = Handover::of(self.view).short().map(|how| format!(" {how}.")).unwrap_or_default();
        let denied = if self.desk.not_received { " The customer says it was not received." } else { "" };
        let rest = format!("{signed}{denied}{}{}", self.noted(), self.returns());
        if let Some(off) = self.view.cancelled_at {
            let cancelled = self.today.short(self.today.day(off));
            let how = if at.micros < off.micros {
                format!("; the order was cancelled afterwards, on {cancelled}")
            } else {
                format!(" although the order was cancelled on {cancelled}")
            };
            return (format!("{lead}{how}.{rest}"), None);
        }
        match promise_day(self.view, &self.today).map(|promised| days_between(promised, day)) {
            Some(late) if self.view.promise_missed => {
                (format!("{lead}.{rest} That was"), Some(format!("{}.", past(late))))
            }
            Some(_) if self.view.promise_unclear => (format!("{lead}, around the promised date.{rest}"), None),
            Some(late) if late > 0 => (format!("{lead}, and ready to be collected in time.{rest}"), None),
            Some(early) if early < 0 => (format!("{lead}, {} before the promise.{rest}", days(early)), None),
            // Promised for an hour of the day, and which hour it was is not known.
            Some(_) if at.day_only && !kept(self.view) => {
                (format!("{lead}. The time of day was not reported.{rest}"), None)
            }
            Some(_) => (format!("{lead}, as promised.{rest}"), None),
            None => (format!("{lead}.{rest}"), None),
        }
    }

    /// What was found out about goods that came.
    fn noted(&self) -> String {
        let noted = self.view.leading.as_ref().filter(|leading| leading.source.is_some());
        let said = noted.map(|cause| {
            let share = share(self.view, cause).map(|share| format!("{share} ")).unwrap_or_default();
            format!(" Noted: {share}{}.", texts::said_of(cause))
        });
        said.unwrap_or_default()
    }

    /// That goods of a cancelled order came in part, are on their way or went back.
    fn called_off(&self, text: String, emphasis: Option<String>) -> Said {
        let is_told = matches!(self.view.state, State::Delivered | State::Cancelled);
        let Some(off) = self.view.cancelled_at.filter(|_| !is_told) else { return (text, emphasis) };
        let off = format!(" The order was cancelled on {}.", self.today.short(self.today.day(off)));
        match emphasis {
            Some(emphasis) => (text, Some(format!("{emphasis}{off}"))),
            None => (format!("{text}{off}"), None),
        }
    }

    /// What comes back under a return of its own.
    fn returns(&self) -> &'static str {
        let has = |state| self.view.returns.iter().any(|back| back.state == state);
        match (has(State::Returned), has(State::Returning) || has(State::Moving)) {
            (_, true) => " A return is on its way back.",
            (true, false) => " A return has come back.",
            (false, false) => "",
        }
    }

    fn back(&self) -> String {
        let parts = parts(self.view);
        let cause = parts.iter().find_map(|part| part.cause);
        let why = cause.and_then(why_back_words).map(|why| format!(": {why}"));
        format!("{}{}.", self.standing(&parts), why.unwrap_or_default())
    }

    /// Some of it is with the customer, the rest turned back: `1 of 2 packages delivered. The other one is back at the sender.`
    fn partly_back(&self) -> String {
        let parts = parts(self.view);
        let (kept, back): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(Part::is_delivered);
        if kept.is_empty() {
            return "Delivered in part; the rest was sent back.".into();
        }
        let last = kept.iter().chain(&back).map(|part| part.delivered_at).collect::<Option<Vec<_>>>();
        match last.and_then(|times| times.into_iter().max_by_key(|at| at.micros)) {
            Some(last) => {
                let (all, noun) = (kept.len() + back.len(), noun(self.view));
                let lead = all_of(all, noun);
                let now = counted(&alike(&back, &self.today));
                format!("{lead} were delivered, the last {}. Of these, {now} now.", self.today.day_and_clock(last))
            }
            None => format!("{}. {}.", progress(self.view), rest(&back, &self.today)),
        }
    }

    fn cancelled(&self) -> String {
        let when = self.view.cancelled_at.map(|at| format!(" {}", self.today.short(self.today.day(at))));
        let when = when.unwrap_or_default();
        let moving =
            parts(self.view).into_iter().filter(|part| (State::Moving..=State::Attempted).contains(&part.state));
        // "Still moving: without movement" would say two things at once.
        let moving: Vec<Part> =
            moving.map(|part| Part { cause: part.cause.filter(|cause| cause.source.is_some()), ..part }).collect();
        if moving.is_empty() {
            return format!("Cancelled{when}.");
        }
        format!("Cancelled{when}, yet still moving: {}.", uncapital(&self.standing(&moving)))
    }

    fn open(&self) -> Said {
        let parts = parts(self.view);
        let (lead, waiting) = if self.view.state == State::PartlyDelivered {
            let waiting: Vec<Part> = parts.into_iter().filter(|part| !part.is_delivered()).collect();
            (format!("{}. {}", progress(self.view), rest(&waiting, &self.today)), waiting)
        } else {
            (self.standing(&parts), parts)
        };
        let (expected, emphasis) = self.expectation(&waiting);
        let order = if self.view.shipments.is_empty() { String::new() } else { self.order_itself() };
        let earlier: Vec<String> = past_delays(&waiting).iter().map(|said| format!(" {said}")).collect();
        let earlier = earlier.concat();
        match emphasis {
            Some(emphasis) => (format!("{lead}{expected}"), Some(format!("{emphasis}{earlier}{order}"))),
            None => (format!("{lead}{expected}.{earlier}{order}"), None),
        }
    }

    /// What is wrong with the order as such, beside its shipments.
    fn order_itself(&self) -> String {
        let cause = reported(&self.view.exceptions);
        if cause.is_none() && to_be_shipped_again(self.view).is_some() {
            let what = if self.view.counts.shipments > 0 { " Part of the order is to be shipped again." } else { "" };
            return what.into();
        }
        let cause = cause.map(texts::said_of);
        cause.map(|cause| format!(" The order itself is {cause}.")).unwrap_or_default()
    }

    /// How parts stand, as the beginning of a sentence.
    fn standing(&self, parts: &[Part]) -> String {
        match (parts, alike(parts, &self.today).as_slice()) {
            ([part], _) => self.alone(part),
            (_, [(count, phrase)]) => format!("{} {}", all_of(*count, noun(self.view)), phrase.said_of(*count)),
            (_, groups) => format!("Of {} {} {}", parts.len(), noun(self.view), counted(groups)),
        }
    }

    fn alone(&self, part: &Part) -> String {
        let said = phrase(part, true, &self.today).one;
        if let Some(cause) = part.cause.filter(|cause| cause.exception == Exception::ShipmentCancelled) {
            let day = self.today.short(self.today.day(cause.since));
            if had_left(self.view) {
                return format!("The shipment was cancelled {day}, after it had left");
            }
            return format!("{}: the shipment was cancelled {day}", capital(&said));
        }
        match part.headline.filter(|headline| headline.milestone == Milestone::DeliveryAttempted) {
            Some(tried) if part.state == State::Attempted => {
                let tried = format!("Delivery was tried {}", self.today.day_and_clock(tried.at));
                if part.cause.is_some() { format!("{tried}: {said}") } else { format!("{tried}, now {said}") }
            }
            _ => capital(&said),
        }
    }

    /// When the rest comes, and how that compares with the promise.
    fn expectation(&self, waiting: &[Part]) -> Said {
        let is_over = !waiting.is_empty() && waiting.iter().all(|part| part.fate.is_over());
        if is_over || self.view.cancelled_at.is_some() {
            return (String::new(), None);
        }
        let troubled = self.view.promise_missed || waiting.iter().any(|part| part.cause.is_some());
        let promised = promise_day(self.view, &self.today);
        let day = |day| self.today.short(day);
        let late = |promised| Some(format!("{}.", ago(days_between(promised, self.today.date))));
        if let Some(agreed) = self.desk.agreed {
            let late = promised.map(|promised| days_between(promised, agreed)).filter(|late| *late > 0);
            let comma = if late.is_some() { "," } else { "" };
            return (format!(". Agreed: {}{comma}", day(agreed)), late.map(|late| format!("{}.", past(late))));
        }
        match (expected(waiting, &self.today), promised) {
            (Some(expected), _) if expected.last < self.now => {
                (format!("; last expected {},", expected.short(self.today.date)), late(expected.day))
            }
            (Some(expected), Some(promised)) if expected.is_past => {
                let late = past(days_between(promised, expected.day));
                (format!("; now expected {},", expected.short(self.today.date)), Some(format!("{late}.")))
            }
            (Some(expected), _) => {
                let now = if troubled { "now expected" } else { "expected" };
                let kept = match promised {
                    Some(_) if expected.is_near => ", around the promised date",
                    Some(_) => ", within the promise",
                    None => "",
                };
                (format!("; {now} {}{kept}", expected.short(self.today.date)), None)
            }
            (None, Some(promised)) if self.view.promise_missed => {
                (format!("; promised for {},", day(promised)), late(promised))
            }
            (None, Some(promised)) => (format!("; promised for {}", day(promised)), None),
            (None, None) => (String::new(), None),
        }
    }
}

/// How the undelivered rest stands.
fn rest(waiting: &[Part], today: &Today) -> String {
    match (waiting, alike(waiting, today).as_slice()) {
        ([], _) => "The rest has not been shipped".into(),
        ([part], _) if part.fate.is_over() => {
            format!("The other one {}", phrase_with_cause(part, true, today).said_of(1))
        }
        ([part], _) if part.state == State::PartlyDelivered && part.cause.is_none() => {
            "The rest is still to come".into()
        }
        ([part], _) => format!("The last {}", phrase(part, true, today).said_of(1)),
        (_, [(count, phrase)]) => format!("The other {count} {}", phrase.said_of(*count)),
        (_, groups) => format!("Of the other {}, {}", waiting.len(), counted(groups)),
    }
}

/// The last day on which all that is still to come is expected; `None` where somebody has not said.
pub(super) fn expected(waiting: &[Part], today: &Today) -> Option<Expected> {
    let coming = waiting.iter().filter(|part| part.state < State::Delivered && !part.fate.is_over());
    let each: Option<Vec<Expected>> = coming.map(|part| Expected::of(part.estimate?, today)).collect();
    each?.into_iter().max_by_key(|expected| expected.last)
}

/// `one day past the promise`.
pub(super) fn past(late: i32) -> String {
    if late > 0 { format!("{} past the promise", days(late)) } else { "later that day than promised".into() }
}

fn counted(groups: &[(usize, super::parts::Phrase)]) -> String {
    let each = groups.iter().map(|(count, phrase)| format!("{count} {}", phrase.said_of(*count)));
    listed(&each.collect::<Vec<_>>())
}
