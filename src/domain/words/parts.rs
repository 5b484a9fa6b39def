//! What there is to tell of each shipment that is still meant to arrive, or of the order while there is none.

use jiff::civil::Date;

use super::{dates::Today, texts};
use crate::domain::{
    event::Place,
    milestone::Milestone,
    reason::Exception,
    view::{ActiveException, Estimate, Headline, Seen, ShipmentView, State, View},
};

/// One shipment (or the whole order) as far as a sentence tells of it.
#[derive(Debug, Clone)]
pub(super) struct Part<'v> {
    pub state: State,
    /// The gravest thing that somebody reported and that still stands; else that it does not move.
    pub cause: Option<&'v ActiveException>,
    pub seen: Option<&'v Seen>,
    /// The day on which it was out for delivery, once the fold says that it is over.
    pub out_on: Option<Date>,
    pub headline: Option<&'v Headline>,
    pub estimate: Option<&'v Estimate>,
}

impl<'v> Part<'v> {
    fn of_shipment(shipment: &'v ShipmentView) -> Self {
        Self {
            state: outstanding(shipment),
            cause: reported(&shipment.exceptions).or_else(|| stalled(&shipment.exceptions)),
            seen: shipment.last_seen.as_ref(),
            out_on: shipment.out_on,
            headline: shipment.headline.as_ref(),
            estimate: shipment.estimate.as_ref(),
        }
    }

    pub fn of_order(view: &'v View) -> Self {
        Self {
            state: view.state,
            cause: reported(&view.exceptions),
            seen: None,
            out_on: None,
            headline: view.headline.as_ref(),
            estimate: None,
        }
    }

    /// Where its cause was reported, else where it was last seen: `in Memphis`.
    pub fn place_words(&self) -> Option<String> {
        let reported = self.cause.and_then(|cause| cause.place.as_ref()).and_then(place_words);
        reported.or_else(|| self.seen.and_then(|seen| place_words(&seen.place)))
    }

    /// The day on which it was out for delivery, where that day is over and nobody has reported anything since.
    pub fn out_on(&self, today: &Today) -> Option<Date> {
        let is_out = self.state == State::OutForDelivery && self.cause.is_none_or(|cause| cause.source.is_none());
        let day = self.headline.and_then(|headline| today.gone_by(headline.at.micros));
        self.out_on.or(day).filter(|_| is_out)
    }

    /// That nothing more is heard of it, as we found ourselves.
    pub fn is_stalled(&self) -> bool {
        self.cause.is_some_and(|cause| cause.exception == Exception::Stalled)
    }

    /// Since when it waits where it is, where that day has gone by.
    pub fn waits_since(&self, today: &Today) -> Option<Date> {
        self.headline.and_then(|headline| today.gone_by(headline.at.micros))
    }

    pub fn is_delivered(&self) -> bool {
        self.state == State::Delivered
    }
}

/// The live shipments; the order itself where there is none.
pub(super) fn parts(view: &View) -> Vec<Part<'_>> {
    let live: Vec<Part> =
        view.shipments.iter().filter(|shipment| shipment.state != State::Cancelled).map(Part::of_shipment).collect();
    if live.is_empty() { vec![Part::of_order(view)] } else { live }
}

/// The first of the sorted exceptions that somebody reported.
pub(super) fn reported(exceptions: &[ActiveException]) -> Option<&ActiveException> {
    exceptions.iter().find(|active| active.source.is_some())
}

/// That it does not move says more than that it is on its way.
fn stalled(exceptions: &[ActiveException]) -> Option<&ActiveException> {
    exceptions.iter().find(|active| active.exception == Exception::Stalled)
}

/// How the rest of a partly delivered shipment stands, by its packages.
fn outstanding(shipment: &ShipmentView) -> State {
    if shipment.state != State::PartlyDelivered {
        return shipment.state;
    }
    let open = shipment.packages.iter().map(|package| package.state);
    open.filter(|state| *state < State::PartlyDelivered).min().unwrap_or(shipment.state)
}

/// `in Memphis`, `at Reno hub`; nothing when a place has neither city nor name.
pub(super) fn place_words(place: &Place) -> Option<String> {
    let text = |field: &Option<String>| field.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(tidy_case);
    let city = text(&place.city).map(|city| format!("in {city}"));
    city.or_else(|| text(&place.name).map(|name| format!("at {name}")))
        .or_else(|| text(&place.site).map(|site| format!("at site {site}")))
}

/// Many systems shout: `SAN ANTONIO` becomes `San Antonio`. Up to three letters may be an abbreviation and stay.
fn tidy_case(text: &str) -> String {
    if text.chars().any(char::is_lowercase) || text.chars().count() <= 3 || text.chars().any(|c| c.is_ascii_digit()) {
        return text.to_owned();
    }
    let mut start = true;
    let tidy = |c: char| {
        let c = if start { c } else { c.to_lowercase().next().unwrap_or(c) };
        start = !c.is_alphabetic();
        c
    };
    text.chars().map(tidy).collect()
}

/// What follows "is" or "are"; "was" or "were" where it tells of a day that has gone by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase {
    pub one: String,
    pub many: String,
    is_past: bool,
}

impl Phrase {
    fn both(text: impl Into<String>) -> Self {
        let one = text.into();
        Self { many: one.clone(), one, is_past: false }
    }

    fn on_its_way(way: &str) -> Self {
        Self { one: format!("on its {way}"), many: format!("on their {way}"), is_past: false }
    }

    /// `out for delivery`, of that day where it has gone by.
    fn out(day: Option<String>) -> Self {
        let Some(day) = day else { return Self::both("out for delivery") };
        Self { is_past: true, ..Self::both(format!("out for delivery on {day} with no update since")) }
    }

    /// With its verb, for so many: `is on its way`, `were out for delivery on Thu 14 May with no update since`.
    pub fn said_of(&self, count: usize) -> String {
        match (count, self.is_past) {
            (1, false) => format!("is {}", self.one),
            (1, true) => format!("was {}", self.one),
            (_, false) => format!("are {}", self.many),
            (_, true) => format!("were {}", self.many),
        }
    }

    fn followed_by(self, rest: &str) -> Self {
        Self { one: format!("{}{rest}", self.one), many: format!("{}{rest}", self.many), ..self }
    }
}

/// How a part stands: what is wrong with it, else where it is on its way; with its day where that lies days back.
pub(super) fn phrase(part: &Part, with_place: bool, today: &Today) -> Phrase {
    let place = with_place.then(|| part.place_words()).flatten();
    if let Some(day) = part.out_on(today) {
        return Phrase::out(Some(today.short(day)));
    }
    let waits = part.state == State::ReadyForCollection && part.is_stalled();
    if let Some(cause) = part.cause.filter(|_| !waits)
        && !matches!(part.state, State::Returning | State::Returned)
    {
        let since = part.is_stalled().then(|| format!(" since {}", today.short(today.day(cause.since.micros))));
        let said = texts::fill(&texts::of_active(cause).agent, place.as_deref(), None);
        return Phrase::both(said).followed_by(&since.unwrap_or_default());
    }
    let since = |day: Option<Date>| day.map(|day| format!(" since {}", today.short(day))).unwrap_or_default();
    let old = part.headline.and_then(|headline| today.old(headline.at.micros));
    let seen = place.as_ref().map(|place| format!(", last seen {place}{}", seen_on(part, today))).unwrap_or_default();
    match part.state {
        State::Unknown => Phrase::both("not heard of yet"),
        State::Ordered if is_at(part, Milestone::Booked) => Phrase::both("booked and not packed yet"),
        State::Ordered => Phrase::both("ordered and not in the warehouse yet"),
        State::Preparing => Phrase::both(preparing(part)).followed_by(&since(old)),
        State::Moving => Phrase::on_its_way("way").followed_by(&seen),
        State::OutForDelivery => Phrase::out(None),
        State::ReadyForCollection => Phrase::both("ready for collection")
            .followed_by(&place.map(|place| format!(" {place}")).unwrap_or_default())
            .followed_by(&since(part.waits_since(today))),
        State::Attempted => Phrase::both("waiting for another delivery attempt"),
        State::PartlyDelivered => Phrase::both("delivered in part"),
        State::Delivered => Phrase::both("delivered"),
        State::Returning => Phrase::on_its_way("way back").followed_by(&seen),
        State::Returned => Phrase::both("back at the sender"),
        State::Cancelled => Phrase::both("cancelled"),
    }
}

/// ` on Thu 14 May`, where it was last seen days ago.
fn seen_on(part: &Part, today: &Today) -> String {
    let day = part.seen.and_then(|seen| today.old(seen.at.micros));
    day.map(|day| format!(" on {}", today.short(day))).unwrap_or_default()
}

fn preparing(part: &Part) -> &'static str {
    if is_at(part, Milestone::Packed) {
        "packed and waiting for pick-up"
    } else if is_at(part, Milestone::Loaded) {
        "loaded and about to leave"
    } else {
        "being prepared in the warehouse"
    }
}

fn is_at(part: &Part, milestone: Milestone) -> bool {
    part.headline.is_some_and(|headline| headline.milestone == milestone)
}

/// Parts that stand alike, with how many they are, in the order of the journey.
pub(super) fn alike(parts: &[Part], today: &Today) -> Vec<(usize, Phrase)> {
    let mut sorted: Vec<&Part> = parts.iter().collect();
    sorted.sort_by_key(|part| std::cmp::Reverse(part.state));
    let mut groups: Vec<(usize, Phrase)> = Vec::new();
    for part in sorted {
        let phrase = phrase(part, false, today);
        match groups.iter_mut().find(|(_, known)| *known == phrase) {
            Some((count, _)) => *count += 1,
            None => groups.push((1, phrase)),
        }
    }
    groups
}
