//! What there is to tell of each shipment that is still meant to arrive, or of the order while there is none. Where the packages
//! of a shipment end differently, each package is told of.

use jiff::civil::Date;

use super::{
    dates::{Today, capital, number, uncapital},
    texts::{self, of_active},
};
use crate::domain::{
    event::Place,
    fate::{self, Fate, Piece},
    id::ObjectId,
    milestone::{Classifier, Milestone},
    reason::{Exception, Reason},
    reference::same_line,
    time::Moment,
    view::{ActiveException, EntryKind, Estimate, EventStatus, Headline, LineView, Seen, ShipmentView, State, View},
};

/// One shipment or package (or the whole order) as far as a sentence tells of it.
#[derive(Debug, Clone)]
pub(super) struct Part<'v> {
    pub state: State,
    pub fate: Fate,
    /// When it was delivered in full, also of what went back.
    pub delivered_at: Option<Moment>,
    /// The gravest thing that somebody reported and that still stands; else that it does not move.
    pub cause: Option<&'v ActiveException>,
    /// Why it comes late although nothing holds it up any more.
    pub past_delay: Option<&'v ActiveException>,
    pub seen: Option<&'v Seen>,
    /// Of a package: where its last happening was.
    pub place: Option<&'v Place>,
    /// The day on which it was out for delivery, once the fold says that it is over.
    pub out_on: Option<Date>,
    pub headline: Option<&'v Headline>,
    pub estimate: Option<&'v Estimate>,
}

impl<'v> Part<'v> {
    fn of_shipment(shipment: &'v ShipmentView) -> Self {
        Self {
            state: outstanding(shipment),
            fate: whole_fate(shipment),
            delivered_at: shipment.delivered_at,
            cause: reported(&shipment.exceptions).or_else(|| stalled(&shipment.exceptions)),
            past_delay: past_delay(&shipment.exceptions),
            seen: shipment.last_seen.as_ref(),
            place: None,
            out_on: shipment.out_on,
            headline: shipment.headline.as_ref(),
            estimate: shipment.estimate.as_ref(),
        }
    }

    /// A package of several, which has troubles of its own beside those of its shipment.
    fn of_piece(piece: &Piece<'v>) -> Self {
        let Some(package) = piece.package.filter(|_| piece.shipment.packages.len() > 1) else {
            return Self::of_shipment(piece.shipment);
        };
        let others = others_in_shipment(piece);
        let own = || piece.shipment.exceptions.iter().filter(|active| !others.contains(&active.object));
        let stalled = || own().find(|active| active.exception == Exception::Stalled && piece.fate == Fate::ToCome);
        let is_open = piece.fate == Fate::ToCome;
        Self {
            state: piece.state,
            fate: piece.fate,
            delivered_at: package.delivered_at,
            cause: cause_of(piece).or_else(stalled),
            past_delay: past_delay(&piece.shipment.exceptions).filter(|_| is_open),
            seen: None,
            place: package.headline.as_ref().and_then(|headline| headline.place.as_ref()),
            out_on: piece.shipment.out_on.filter(|_| piece.state == State::OutForDelivery),
            headline: package.headline.as_ref(),
            estimate: piece.shipment.estimate.as_ref().filter(|_| is_open),
        }
    }

    pub fn of_order(view: &'v View) -> Self {
        let cause = reported(&view.exceptions).or_else(|| to_be_shipped_again(view));
        Self { cause, headline: view.headline.as_ref(), ..Self::bare(view.state, Fate::ToCome) }
    }

    /// A shipment or package that was called off.
    fn called_off(shipment: &'v ShipmentView) -> Self {
        Self { headline: shipment.headline.as_ref(), ..Self::bare(State::Cancelled, Fate::Cancelled) }
    }

    fn bare(state: State, fate: Fate) -> Self {
        Self {
            state,
            fate,
            delivered_at: None,
            cause: None,
            past_delay: None,
            seen: None,
            place: None,
            out_on: None,
            headline: None,
            estimate: None,
        }
    }

    /// Where its cause was reported, else where it was last seen: `in Memphis`.
    pub fn place_words(&self) -> Option<String> {
        let reported = self.cause.and_then(|cause| cause.place.as_ref()).and_then(place_words);
        let seen = || self.seen.map(|seen| &seen.place).or(self.place);
        reported.or_else(|| seen().and_then(place_words))
    }

    /// The day on which it was out for delivery, where that day is over and nobody has reported anything since.
    pub fn out_on(&self, today: &Today) -> Option<Date> {
        let is_out = self.state == State::OutForDelivery && self.cause.is_none_or(|cause| cause.source.is_none());
        let day = self.headline.and_then(|headline| today.gone_by(headline.at));
        self.out_on.or(day).filter(|_| is_out)
    }

    /// That nothing more is heard of it, as we found ourselves.
    pub fn is_stalled(&self) -> bool {
        self.cause.is_some_and(|cause| cause.exception == Exception::Stalled)
    }

    /// Since when it waits where it is, where that day has gone by.
    pub fn waits_since(&self, today: &Today) -> Option<Date> {
        self.headline.and_then(|headline| today.gone_by(headline.since.unwrap_or(headline.at)))
    }

    /// The last day to collect it, where that was said.
    pub fn collect_by(&self) -> Option<Date> {
        self.headline.and_then(|headline| headline.collect_by)
    }

    /// The day of the last news of it, where that lies days back: of what is held up on its way, or goes back. An attempt is told with
    /// its own day, and a day that was agreed with the customer is news enough.
    pub fn no_update_since(&self, today: &Today) -> Option<Date> {
        let reported = self.cause.filter(|cause| cause.source.is_some());
        let is_held = reported.is_some_and(|cause| {
            matches!(cause.exception, Exception::OnHold | Exception::Delayed)
                && cause.reason != Some(Reason::Rescheduled)
        });
        let is_on_the_way = matches!(self.state, State::Unknown | State::Moving | State::OutForDelivery);
        if !(is_held && is_on_the_way) && self.state != State::Returning {
            return None;
        }
        let said = reported.map(|cause| cause.since);
        let news = [said, self.headline.map(|headline| headline.at), self.seen.map(|seen| seen.at)];
        today.old(news.into_iter().flatten().max_by_key(|at| at.micros)?)
    }

    pub fn is_delivered(&self) -> bool {
        self.state == State::Delivered
    }

    /// On the vehicle that brings it, today.
    pub fn is_out_today(&self, today: &Today) -> bool {
        self.state == State::OutForDelivery
            && self.out_on(today).is_none()
            && self.headline.is_some_and(|headline| today.day(headline.at) == today.date)
            && self.cause.is_none_or(|cause| cause.source.is_none())
    }
}

/// The live shipments, or the live packages where those of a shipment stand differently; the order itself where there is none. Where
/// they end differently, also what was called off and nothing replaces.
pub(super) fn parts(view: &View) -> Vec<Part<'_>> {
    let pieces = || live_pieces(view);
    let mut parts: Vec<Part> = if by_package(view) {
        pieces().iter().map(Part::of_piece).collect()
    } else {
        live(view).map(Part::of_shipment).collect()
    };
    if parts.is_empty() {
        return vec![Part::of_order(view)];
    }
    parts.extend(called_off(view).into_iter().map(|piece| Part::called_off(piece.shipment)));
    parts
}

/// What the parts are called, in the plural.
pub(super) fn noun(view: &View) -> &'static str {
    if !by_package(view) {
        "shipments"
    } else if live_pieces(view).iter().chain(&called_off(view)).all(|piece| piece.package.is_some()) {
        "packages"
    } else {
        "parts"
    }
}

/// Whether packages of one shipment end differently, or only some of them are held up, so that no word is true of the shipment as
/// a whole.
fn by_package(view: &View) -> bool {
    let told = |piece: &Piece| (piece.fate, cause_of(piece).map(|cause| (cause.exception, cause.reason)));
    live(view).any(|shipment| {
        let mut told =
            fate::of_shipment(shipment).into_iter().filter(|piece| piece.fate != Fate::Cancelled).map(|one| told(&one));
        let first = told.next();
        told.any(|other| Some(other) != first)
    })
}

/// What somebody reported of a piece, by itself or of its shipment; what arrived is concerned by its own only.
fn cause_of<'v>(piece: &Piece<'v>) -> Option<&'v ActiveException> {
    let others = others_in_shipment(piece);
    let is_own = |active: &&ActiveException| {
        let package = piece.package.map(|package| package.object);
        !others.contains(&active.object) && (piece.fate != Fate::Delivered || Some(active.object) == package)
    };
    piece.shipment.exceptions.iter().filter(is_own).find(|active| active.source.is_some())
}

fn others_in_shipment(piece: &Piece) -> Vec<ObjectId> {
    let own = piece.package.map(|package| package.object);
    piece.shipment.packages.iter().map(|other| other.object).filter(|other| Some(*other) != own).collect()
}

/// Whether some turned back or are lost, and others are not.
pub(super) fn is_mixed(parts: &[Part]) -> bool {
    let failed = parts.iter().any(|part| part.fate.is_return() || part.fate.is_loss());
    let all_back = parts.iter().all(|part| part.fate.is_return());
    let first = parts.first().map(|part| part.fate);
    failed && !all_back && parts.iter().any(|part| Some(part.fate) != first)
}

/// `1 of 2 packages`: of how many of the parts that can be concerned this is true, where it is some of them.
pub(super) fn share(view: &View, cause: &ActiveException) -> Option<String> {
    let parts = parts(view);
    let is_hit =
        |part: &Part| part.cause.is_some_and(|own| own.exception == cause.exception && own.reason == cause.reason);
    let (hit, others): (Vec<&Part>, Vec<&Part>) = parts.iter().partition(|part| is_hit(part));
    let spared = others.iter().any(|other| hit.iter().any(|one| one.fate == other.fate));
    spared.then(|| format!("{} of {} {}", hit.len(), parts.len(), noun(view)))
}

/// What was called off of an order of which several parts are left, or that does not arrive, as far as nothing replaces it. Of an order
/// that has come, or comes in one shipment, a label that was voided is no news.
fn called_off(view: &View) -> Vec<Piece<'_>> {
    let live = live_pieces(view);
    let all = |fate: Fate| live.iter().all(|piece| piece.fate == fate);
    let is_plain = all(Fate::Delivered) || (all(Fate::ToCome) && self::live(view).count() == 1);
    let shipments =
        view.shipments.iter().filter(|one| one.state == State::Cancelled && !is_plain && !is_replaced(view, one));
    let pieces = |shipment| {
        let pieces = fate::of_shipment(shipment);
        let told = if by_package(view) { pieces.len() } else { 1 };
        pieces.into_iter().take(told).collect::<Vec<_>>()
    };
    shipments.flat_map(pieces).collect()
}

/// Whether live shipments carry all that a shipment was to carry. Nobody knows where quantities are not told.
fn is_replaced(view: &View, shipment: &ShipmentView) -> bool {
    let carried = |line: &&LineView| {
        shipment.lines.is_empty() || shipment.lines.iter().any(|carried| same_line(&carried.line, &line.line))
    };
    let mut lines = view.lines.iter().filter(carried).peekable();
    lines.peek().is_some() && lines.all(|line| line.shipped >= line.ordered)
}

fn live(view: &View) -> impl Iterator<Item = &ShipmentView> {
    view.shipments.iter().filter(|shipment| shipment.state != State::Cancelled && !shipment.is_superseded)
}

/// The packages (and shipments without) that were not voided.
pub(super) fn live_pieces(view: &View) -> Vec<Piece<'_>> {
    live(view).flat_map(fate::of_shipment).filter(|piece| piece.fate != Fate::Cancelled).collect()
}

fn whole_fate(shipment: &ShipmentView) -> Fate {
    fate::of_shipment(shipment)
        .iter()
        .map(|piece| piece.fate)
        .find(|fate| *fate != Fate::Cancelled)
        .unwrap_or(Fate::ToCome)
}

/// That every shipment of the order, or one that nothing replaces, was called off.
pub(super) fn to_be_shipped_again(view: &View) -> Option<&ActiveException> {
    view.exceptions.iter().find(|active| active.exception == Exception::ShipmentCancelled)
}

/// How many of the packages that were not called off are delivered, and how many there are, where it is some of them.
pub(super) fn some_packages(view: &View) -> Option<(usize, usize)> {
    let states = || live(view).flat_map(|shipment| &shipment.packages).map(|package| package.state);
    let all = states().filter(|state| *state != State::Cancelled).count();
    let delivered = states().filter(|state| *state == State::Delivered).count();
    (delivered > 0 && delivered < all).then_some((delivered, all))
}

/// Whether a shipment that was called off had left by then: a voided label does not stop what the carrier has in hand.
pub(super) fn had_left(view: &View) -> bool {
    let called_off = view.shipments.iter().filter(|shipment| shipment.state == State::Cancelled);
    let mut told =
        called_off.flat_map(|shipment| &shipment.entries).filter(|entry| entry.status == EventStatus::Counts);
    told.any(|entry| match entry.what {
        EntryKind::Milestone { milestone, classifier: Classifier::Actual, .. } => milestone.is_movement(),
        _ => false,
    })
}

/// The first of the sorted exceptions that somebody reported.
pub(super) fn reported(exceptions: &[ActiveException]) -> Option<&ActiveException> {
    exceptions.iter().find(|active| active.source.is_some())
}

/// A delay that is over and for which the goods come late.
fn past_delay(exceptions: &[ActiveException]) -> Option<&ActiveException> {
    exceptions.iter().find(|active| active.exception == Exception::AtRisk && active.reason.is_some())
}

/// What is said of the delays of these parts that are over, each once.
pub(super) fn past_delays(parts: &[Part]) -> Vec<String> {
    let mut said: Vec<(String, usize)> = Vec::new();
    for over in parts.iter().filter_map(|part| part.past_delay) {
        let place = over.place.as_ref().and_then(place_words);
        let Some(reason) = over.reason else { continue };
        let text = texts::fill(&texts::of_reason(reason).past, place.as_deref(), None);
        match said.iter_mut().find(|(known, _)| *known == text) {
            Some((_, count)) => *count += 1,
            None => said.push((text, 1)),
        }
    }
    let of_how_many = |(text, count): (String, usize)| match count {
        all if all == parts.len() => text,
        1 => format!("One of them was delayed: {}", uncapital(&text)),
        several => format!("{} of them were delayed: {}", capital(&number(several)), uncapital(&text)),
    };
    said.into_iter().map(of_how_many).collect()
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
    // Where it waits says more than that nothing moves, and is said beside what was reported.
    let waits = part.state == State::ReadyForCollection;
    if let Some(cause) = part.cause.filter(|_| !waits)
        && !part.fate.is_return()
    {
        let since = part.is_stalled().then(|| format!(" since {}", today.short(today.day(cause.since))));
        let old = || part.no_update_since(today).map(|day| format!(" with no update since {}", today.short(day)));
        let since = since.or_else(old);
        let said = texts::fill(&of_active(cause).agent, place.as_deref(), None);
        return Phrase::both(said).followed_by(&since.unwrap_or_default());
    }
    let since = |day: Option<Date>| day.map(|day| format!(" since {}", today.short(day))).unwrap_or_default();
    let old = part.headline.and_then(|headline| today.old(headline.at));
    let seen = place.as_ref().map(|place| format!(", last seen {place}{}", seen_on(part, today))).unwrap_or_default();
    match part.state {
        State::Unknown => Phrase::both("not heard of yet"),
        State::Ordered if is_at(part, Milestone::Booked) => {
            let day = old.map(|day| format!(" on {}", today.short(day))).unwrap_or_default();
            Phrase::both(format!("booked{day} and not handed over to the carrier yet"))
        }
        State::Ordered => Phrase::both("ordered and not in the warehouse yet"),
        State::Preparing => Phrase::both(preparing(part)).followed_by(&since(old)),
        State::Moving => Phrase::on_its_way("way").followed_by(&seen),
        State::OutForDelivery => Phrase::out(None),
        State::ReadyForCollection => Phrase::both("ready for collection")
            .followed_by(&place.map(|place| format!(" {place}")).unwrap_or_default())
            .followed_by(&since(part.waits_since(today)))
            .followed_by(&until(part, today))
            .followed_by(&reported_there(part)),
        State::Attempted => Phrase::both("waiting for another delivery attempt"),
        State::PartlyDelivered => Phrase::both("delivered in part"),
        State::Delivered => Phrase::both("delivered"),
        State::PartlyReturned => Phrase::both("delivered in part, and the rest sent back"),
        State::Returning if with_place && seen.is_empty() => Phrase::on_its_way("way back").followed_by(&since(old)),
        State::Returning => Phrase::on_its_way("way back").followed_by(&seen),
        State::Returned => Phrase::both("back at the sender"),
        State::Cancelled => Phrase { is_past: true, ..Phrase::both("cancelled") },
    }
}

/// `, until Thu 14 May`: the last day to collect it.
fn until(part: &Part, today: &Today) -> String {
    part.collect_by().map(|day| format!(", until {}", today.short(day))).unwrap_or_default()
}

/// `, about to be sent back …`: what was reported of goods that wait to be collected.
fn reported_there(part: &Part) -> String {
    let cause = part.cause.filter(|cause| cause.source.is_some());
    cause.map(|cause| format!(", {}", texts::said_of(cause))).unwrap_or_default()
}

/// ` on Thu 14 May`, where it was last seen days ago.
fn seen_on(part: &Part, today: &Today) -> String {
    let day = part.seen.and_then(|seen| today.old(seen.at));
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

/// Why goods turned back, as the customer is told it: a hold is over then, and nothing lets it go on.
pub(super) fn why_back(cause: &ActiveException) -> Option<String> {
    let place = cause.place.as_ref().and_then(place_words);
    let text = match (cause.exception, cause.reason) {
        (Exception::Delayed | Exception::OnHold, reason) => texts::of_return(reason?),
        _ => &of_active(cause).customer,
    };
    Some(texts::fill(text, place.as_deref(), None))
}

/// The same in the agent's words, to follow a colon: `import charges were still open`, `refused at delivery`.
pub(super) fn why_back_words(cause: &ActiveException) -> Option<String> {
    match (cause.exception, cause.reason) {
        (Exception::Delayed | Exception::OnHold, reason) => {
            let text = texts::fill(texts::of_return(reason?), None, None);
            Some(uncapital(text.trim_end_matches('.')))
        }
        _ => Some(texts::said_of(cause)),
    }
}

/// The same, with why goods that turned back did.
pub(super) fn phrase_with_cause(part: &Part, with_place: bool, today: &Today) -> Phrase {
    let phrase = phrase(part, with_place, today);
    let why = part.cause.filter(|_| part.fate.is_return()).and_then(|cause| Some((cause, why_back_words(cause)?)));
    match why {
        Some((cause, why)) if matches!(cause.exception, Exception::Delayed | Exception::OnHold) => {
            phrase.followed_by(&format!(" ({why})"))
        }
        Some((_, why)) => phrase.followed_by(&format!(", {why}")),
        None => phrase,
    }
}

/// Parts that stand alike, with how many they are, in the order of the journey. Where they are held up is named where it is one
/// place.
pub(super) fn alike(parts: &[Part], today: &Today) -> Vec<(usize, Phrase)> {
    let mut sorted: Vec<&Part> = parts.iter().collect();
    sorted.sort_by_key(|part| (part.state == State::Cancelled, std::cmp::Reverse(part.state)));
    let mut groups: Vec<(usize, Phrase, Option<Phrase>)> = Vec::new();
    for part in sorted {
        let phrase = phrase_with_cause(part, false, today);
        let is_held = part.cause.is_some() && !part.fate.is_return();
        let placed = is_held.then(|| self::phrase(part, true, today));
        match groups.iter_mut().find(|(_, known, _)| *known == phrase) {
            Some((count, _, place)) => {
                *count += 1;
                *place = place.take().filter(|known| Some(known) == placed.as_ref());
            }
            None => groups.push((1, phrase, placed)),
        }
    }
    groups.into_iter().map(|(count, plain, placed)| (count, placed.unwrap_or(plain))).collect()
}
