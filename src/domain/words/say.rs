//! What to say to the customer: plain whole sentences, no code, no jargon, no blame.
//!
//! All times are those of the place of delivery, where the customer is; in UTC, and marked so, where nothing tells its zone.

use jiff::{Timestamp, civil::Date};

use super::{
    DeskFacts,
    dates::{self, Expected, Today, capital, days, days_between, number, uncapital},
    handover::Handover,
    parts::{
        Part, had_left, noun, parts, past_delays, place_words, reported, share, some_packages, to_be_shipped_again,
        why_back,
    },
    sentence::{delivered_at, expected, promise_day},
    texts,
};
use crate::domain::{
    decimal::Dec,
    event::{Content, DocumentKind},
    fate::{self, Fate},
    milestone::Milestone,
    reason::Exception,
    time::Moment,
    unit,
    view::{ActiveException, ShipmentView, State, View},
};

/// What an agent can read out or send as it stands.
pub fn what_to_say(view: &View, desk: DeskFacts, now: Timestamp) -> String {
    let say = Say { view, desk, now: now.as_microsecond(), today: Today::of(view, now) };
    let sentences = match view.state {
        State::Delivered => say.delivered(),
        State::Returning | State::Returned => say.back(),
        State::Cancelled => say.cancelled(),
        State::PartlyDelivered => say.partly(),
        State::PartlyReturned => say.partly_back(),
        _ => say.open(),
    };
    let sentences = sentences.into_iter().chain(say.called_off());
    sentences.filter(|sentence| !sentence.is_empty()).collect::<Vec<_>>().join(" ")
}

struct Say<'v> {
    view: &'v View,
    desk: DeskFacts,
    /// Microseconds UTC.
    now: i64,
    today: Today,
}

impl Say<'_> {
    fn delivered(&self) -> Vec<String> {
        let Some(at) = delivered_at(self.view) else { return vec!["Your order has arrived.".into()] };
        let date = self.today.day(at);
        let when = self.today.day_and_spoken_clock(at);
        let whole = if self.view.counts.shipments > 1 {
            "All of your order has arrived, the last of it"
        } else {
            "Your order arrived"
        };
        if self.desk.not_received {
            return self.not_received(&when);
        }
        let cause = self.view.leading.as_ref().filter(|leading| leading.source.is_some());
        vec![
            format!("{whole} {when}{}.", self.compared(at, date)),
            Handover::of(self.view).spoken().unwrap_or_default(),
            cause.map(|cause| explained(cause, None)).unwrap_or_default(),
            cause
                .and_then(|cause| share(self.view, cause))
                .map(|share| format!("This concerns {share}."))
                .unwrap_or_default(),
            if cause.is_some_and(is_grave) { "I am sorry for the trouble.".into() } else { String::new() },
            self.apology(date, self.view.promise_missed),
            self.comes_back().into(),
            self.proof(),
        ]
    }

    /// How a delivery compares with the promise, or that the order had been cancelled: `, two days early`.
    fn compared(&self, at: Moment, day: Date) -> String {
        let early = promise_day(self.view, &self.today).map_or(0, |promised| days_between(day, promised));
        match self.view.cancelled_at {
            Some(off) if at.micros < off.micros => format!(", before it was cancelled {}", self.off_on(off)),
            Some(off) => format!(", although it was cancelled {}", self.off_on(off)),
            None if self.view.promise_unclear => ", around the promised date".to_owned(),
            None if early > 0 && !self.view.promise_missed => format!(", {} early", days(early)),
            None => String::new(),
        }
    }

    fn off_on(&self, off: Moment) -> String {
        self.on(self.today.day(off))
    }

    /// That the order was cancelled, where goods of it came all the same, are on their way or went back; and what to agree on.
    fn called_off(&self) -> Vec<String> {
        let Some(off) = self.view.cancelled_at else { return Vec::new() };
        let some = parts(self.view).iter().any(Part::is_delivered);
        let off = format!("Your order was cancelled {}.", self.off_on(off));
        let ask = |what: &str| format!("Please tell me whether you would like to keep {what} or send it back.");
        match self.view.state {
            State::Cancelled => Vec::new(),
            State::Delivered if self.desk.not_received => vec![off],
            State::Delivered => vec![ask("it")],
            _ if some => vec![off, ask("what has arrived")],
            _ => vec![off],
        }
    }

    /// The customer says that nothing has come. Neither side is called wrong.
    fn not_received(&self, when: &str) -> Vec<String> {
        let signed = Handover::of(self.view).short().map(|how| format!(", {}", uncapital(&how))).unwrap_or_default();
        vec![
            "I am sorry that you have not received your order.".into(),
            format!("Our records show a delivery {when}{signed}."),
            "We have started an investigation and will tell you as soon as we know more.".into(),
        ]
    }

    /// What goes back under a return of its own.
    fn comes_back(&self) -> &'static str {
        let has = |state| self.view.returns.iter().any(|back| back.state == state);
        match (has(State::Returned), has(State::Returning) || has(State::Moving)) {
            (_, true) => "Your return is on its way back to us.",
            (true, false) => "Your return has reached us.",
            (false, false) => "",
        }
    }

    /// Only when there is one to send.
    fn proof(&self) -> String {
        let documents = self.view.shipments.iter().flat_map(|shipment| &shipment.documents).chain(&self.view.documents);
        let has = documents
            .filter(|document| document.document == DocumentKind::Pod)
            .any(|document| matches!(document.content, Some(Content::Stored { .. })));
        if has { "I can send you the signed receipt.".into() } else { String::new() }
    }

    fn partly(&self) -> Vec<String> {
        let parts = parts(self.view);
        let waiting: Vec<Part> = parts.into_iter().filter(|part| !part.is_delivered()).collect();
        let (over, waiting): (Vec<Part>, Vec<Part>) = waiting.into_iter().partition(|part| part.fate.is_over());
        let mut sentences = vec![self.progress()];
        let one = if over.len() == 1 && waiting.is_empty() { "The other one" } else { "Another one" };
        sentences.extend(ended(&over, one));
        sentences.extend(self.sent_again());
        if waiting.is_empty() && !over.is_empty() {
            if over.iter().any(|part| part.fate.is_loss()) {
                sentences.push("I am sorry for the trouble.".into());
            }
            return sentences;
        }
        match waiting.as_slice() {
            [] if self.sent_again().is_some() => {}
            [] if self.view.cancelled_at.is_some() => sentences.push("The rest will not be sent.".into()),
            [] => sentences.push("The rest has not been sent yet.".into()),
            [part] => sentences.extend(self.about("The rest", part)),
            several => sentences.extend(self.others(several)),
        }
        let what = if waiting.len() == 1 { "it" } else { "the rest" };
        sentences.extend(self.expectation(&waiting, what));
        sentences
    }

    /// That part of it was cancelled, beside what is on its way or has come.
    fn sent_again(&self) -> Option<String> {
        let is_part = self.live().next().is_some() && to_be_shipped_again(self.view).is_some();
        is_part.then(|| "Part of it has to be sent again, and we are arranging that.".to_owned())
    }

    /// Some of it is with the customer, the rest turned back.
    fn partly_back(&self) -> Vec<String> {
        if fate::is_to_come(self.view) {
            return self.in_parts(parts(self.view));
        }
        let (kept, back): (Vec<Part>, Vec<Part>) = parts(self.view).into_iter().partition(Part::is_delivered);
        if kept.is_empty() {
            return vec!["Part of your order has arrived.".into(), "The rest was sent back to us.".into()];
        }
        let came = kept.iter().chain(&back).all(|part| part.delivered_at.is_some());
        let all = kept.len() + back.len();
        let lead = match (came, all) {
            (false, _) => self.progress(),
            (true, 2) => format!("Both of your {} arrived.", noun(self.view)),
            (true, all) => format!("All {} of your {} arrived.", number(all), noun(self.view)),
        };
        let mut sentences = vec![lead];
        let one = match (came, back.len()) {
            (true, _) => "One of them",
            (false, 1) => "The other one",
            (false, _) => "Another one",
        };
        sentences.extend(ended(&back, one));
        sentences
    }

    /// `Two of your three shipments have arrived.`
    fn progress(&self) -> String {
        let counts = self.view.counts;
        let plural = |count: usize| if count == 1 { "has" } else { "have" };
        let parts = parts(self.view);
        if noun(self.view) != "shipments" || parts.iter().any(|part| part.fate == Fate::Cancelled) {
            let done = parts.iter().filter(|part| part.is_delivered()).count();
            let (all, noun) = (number(parts.len()), noun(self.view));
            return format!("{} of your {all} {noun} {} arrived.", capital(&number(done)), plural(done));
        }
        let (done, all) = (counts.delivered as usize, counts.shipments as usize);
        if done > 0 && done < all {
            return format!("{} of your {} shipments {} arrived.", capital(&number(done)), number(all), plural(done));
        }
        if let Some((done, all)) = some_packages(self.view) {
            return format!("{} of your {} packages {} arrived.", capital(&number(done)), number(all), plural(done));
        }
        let are_pieces = self.view.lines.iter().all(|line| unit::counts_pieces(line.unit.as_deref()));
        if counts.units_delivered > Dec::ZERO && counts.units_delivered < counts.units {
            let have = if counts.units_delivered == Dec(rust_decimal::Decimal::ONE) { "has" } else { "have" };
            let what = if are_pieces { "pieces" } else { super::counted_in(self.view) };
            return format!("{} of the {} {what} you ordered {have} arrived.", counts.units_delivered, counts.units);
        }
        "Part of your order has arrived.".into()
    }

    fn live(&self) -> impl Iterator<Item = &ShipmentView> {
        self.view.shipments.iter().filter(|shipment| shipment.state != State::Cancelled)
    }

    fn open(&self) -> Vec<String> {
        let parts = parts(self.view);
        if parts.len() > 1 && parts.iter().any(|part| part.fate.is_over()) {
            return self.in_parts(parts);
        }
        let mut sentences = match parts.as_slice() {
            [part] => self.about("Your order", part),
            several => {
                let whole = Part { cause: None, out_on: self.out_on(several), ..Part::of_order(self.view) };
                let mut said = self.about("Your order", &whole);
                said.push(format!("It comes in {} {}.", number(several.len()), noun(self.view)));
                said.extend(self.held_up(several));
                said
            }
        };
        sentences.extend(self.sent_again().filter(|_| self.view.state >= State::Moving));
        sentences.extend(self.of_order());
        if self.view.state != State::Unknown {
            sentences.extend(self.expectation(&parts, "it"));
        }
        sentences
    }

    /// What is wrong with the order itself, beside its shipments.
    fn of_order(&self) -> Option<String> {
        let cause = reported(&self.view.exceptions).filter(|_| !self.view.shipments.is_empty())?;
        Some(explained(cause, None))
    }

    /// Some of it does not come any more: what became of each part, then how the rest stands.
    fn in_parts(&self, parts: Vec<Part>) -> Vec<String> {
        let mut said = vec![format!("Your order comes in {} {}.", number(parts.len()), noun(self.view))];
        let (over, waiting): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(|part| part.fate.is_over());
        said.extend(ended(&over, "One of them"));
        said.extend(match waiting.as_slice() {
            [] => Vec::new(),
            [other] => self.about(if over.len() == 1 { "The other one" } else { "The last one" }, other),
            several => self.others(several),
        });
        said.extend(self.sent_again());
        said.extend(self.of_order());
        if over.iter().any(|part| part.fate.is_loss()) {
            said.push("I am sorry for the trouble.".into());
        }
        let is_heard = waiting.iter().any(|part| part.state != State::Unknown);
        if is_heard || (self.view.promise_missed && !waiting.is_empty()) {
            said.extend(self.expectation(&waiting, if waiting.len() == 1 { "it" } else { "the rest" }));
        }
        said
    }

    /// Several parts that are still to come, beside others.
    fn others(&self, waiting: &[Part]) -> Vec<String> {
        let is_unheard = |part: &Part| part.state == State::Unknown && part.cause.is_none();
        if waiting.iter().all(is_unheard) {
            return vec!["There is no news yet of the others.".into()];
        }
        let mut said = vec!["The others are still to come.".to_owned()];
        said.extend(self.held_up(waiting));
        said
    }

    /// What several parts wait for: those that were at the door on a day that is over, and what holds up the others.
    fn held_up(&self, parts: &[Part]) -> Vec<String> {
        let (out, others): (Vec<Part>, Vec<Part>) =
            parts.iter().cloned().partition(|part| part.out_on(&self.today).is_some());
        let mut said = causes(&others, parts.len());
        if let Some(day) =
            out.iter().filter_map(|part| part.out_on(&self.today)).min().filter(|_| out.len() < parts.len())
        {
            let whose = if out.len() == 1 {
                "One of them was".into()
            } else {
                format!("{} of them were", capital(&number(out.len())))
            };
            said.push(format!("{whose} out for delivery {}, and there has been no update since.", self.on(day)));
        }
        if out.iter().any(Part::is_stalled) {
            said.push("We are asking why.".into());
        }
        said
    }

    /// The day of several that are all at the door since a day that is over.
    fn out_on(&self, parts: &[Part]) -> Option<Date> {
        let days: Option<Vec<Date>> = parts.iter().map(|part| part.out_on(&self.today)).collect();
        days?.into_iter().max()
    }

    fn back(&self) -> Vec<String> {
        let parts = parts(self.view);
        let how = match self.view.state {
            State::Returned => "Your order has come back to us.",
            _ => "Your order is on its way back to us.",
        };
        if parts.iter().any(|part| !part.fate.is_return()) {
            return self.in_parts(parts);
        }
        let cause = parts.iter().find_map(|part| part.cause).and_then(why_back);
        let silent = parts.iter().filter(|part| part.state == State::Returning).find_map(|part| self.no_update(part));
        [Some(how.to_owned()), cause, silent].into_iter().flatten().collect()
    }

    /// That nothing was heard of a part for days.
    fn no_update(&self, part: &Part) -> Option<String> {
        let day = part.no_update_since(&self.today)?;
        Some(format!("There has been no update since {}.", self.today.long(day)))
    }

    fn cancelled(&self) -> Vec<String> {
        let when = self.view.cancelled_at.map(|off| self.off_on(off));
        let moves = self.live().any(|shipment| (State::Moving..=State::Attempted).contains(&shipment.state));
        let still = if moves { "It may still reach you, as it had already left." } else { "" };
        vec![
            format!("Your order was cancelled{}.", when.map(|when| format!(" {when}")).unwrap_or_default()),
            still.into(),
        ]
    }

    /// Where one part stands and what holds it up.
    fn about(&self, subject: &str, part: &Part) -> Vec<String> {
        match part.cause {
            Some(cause) if cause.exception == Exception::ShipmentCancelled && had_left(self.view) => {
                vec![
                    "The shipment for your order was cancelled after it had left us. We are finding out where it is."
                        .into(),
                ]
            }
            Some(cause) if cause.exception == Exception::ShipmentCancelled => {
                vec!["We have your order.".into(), explained(cause, None)]
            }
            Some(cause) if is_grave(cause) => {
                let whose = if subject == "Your order" { "your order" } else { "the rest of it" };
                vec![format!("There is a problem with {whose}."), explained(cause, None)]
            }
            Some(_) if part.is_stalled() => vec![self.where_is(subject, part), self.stalled(part)],
            Some(cause) => {
                let why = explained(cause, self.expected_day(part).as_deref());
                [Some(self.where_is(subject, part)), Some(why), self.no_update(part)].into_iter().flatten().collect()
            }
            None => vec![self.where_is(subject, part)],
        }
    }

    /// That nothing more is heard of it, after what [`Self::where_is`] says.
    fn stalled(&self, part: &Part) -> String {
        match part.state {
            State::OutForDelivery => "We are asking why.".into(),
            State::ReadyForCollection => "It is kept there for a limited time only.".into(),
            _ => part.cause.map(|cause| explained(cause, None)).unwrap_or_default(),
        }
    }

    fn where_is(&self, subject: &str, part: &Part) -> String {
        let whole = subject == "Your order";
        let place = part.place_words();
        match part.state {
            // What was reported tells where it is.
            State::Unknown if part.cause.is_some() => String::new(),
            State::Unknown if whole => "I can see your order, but there is no news yet of where it is.".into(),
            State::Unknown => format!("There is no news yet of {}.", uncapital(subject)),
            State::Ordered if part.headline.is_some_and(|headline| headline.milestone == Milestone::Booked) => {
                let lead =
                    if whole { "The shipping label for your order has" } else { "The shipping label for it has" };
                format!("{lead} been made, and it has not been handed over for delivery yet.")
            }
            State::Ordered if whole => "We have your order, and it has not been packed yet.".into(),
            State::Ordered => format!("{subject} has not been packed yet."),
            State::Preparing if part.headline.is_some_and(|headline| headline.milestone >= Milestone::Packed) => {
                format!("{subject} is packed and about to leave.")
            }
            State::Preparing => format!("{subject} is being packed."),
            State::Moving if part.cause.is_some() => format!("{subject} is on its way."),
            State::Moving => {
                let on = part.seen.and_then(|seen| self.today.old(seen.at));
                let on = on.map(|day| format!(" {}", self.on(day))).unwrap_or_default();
                let seen = place.map(|place| format!(" and was last seen {place}{on}")).unwrap_or_default();
                format!("{subject} is on its way{seen}.")
            }
            State::OutForDelivery => match part.out_on(&self.today) {
                Some(day) => {
                    format!("{subject} was out for delivery {}, and there has been no update since.", self.on(day))
                }
                // What was reported since says more.
                None if part.waits_since(&self.today).is_some() => format!("{subject} has not been delivered yet."),
                None => format!("{subject} is out for delivery."),
            },
            State::ReadyForCollection => {
                let place = place.map(|place| format!(" {place}")).unwrap_or_default();
                let until =
                    part.collect_by().map(|day| format!(" It can be collected until {}.", self.today.long(day)));
                let until = until.unwrap_or_default();
                match part.waits_since(&self.today) {
                    Some(day) => {
                        let day = self.today.long(day);
                        format!("{subject} has been ready to be collected{place} since {day}.{until}")
                    }
                    None => format!("{subject} is ready to be collected{place}.{until}"),
                }
            }
            State::Attempted => self.attempted(if whole { "your order" } else { "the rest" }, part),
            State::PartlyDelivered | State::Delivered | State::Cancelled => "More of it is still to come.".into(),
            State::PartlyReturned => "Part of it was sent back to us.".into(),
            State::Returning => format!("{subject} is on its way back to us."),
            State::Returned => format!("{subject} has come back to us."),
        }
    }

    /// At the door today, or waiting to be collected.
    fn is_near(&self, part: &Part) -> bool {
        let out = part.state == State::OutForDelivery && part.waits_since(&self.today).is_none();
        out || part.state == State::ReadyForCollection
    }

    fn attempted(&self, what: &str, part: &Part) -> String {
        let tried = part.headline.filter(|headline| headline.milestone == Milestone::DeliveryAttempted);
        let when = tried.map(|headline| format!(" {}", self.today.day_and_spoken_clock(headline.at)));
        format!("We tried to deliver {what}{} and could not hand it over.", when.unwrap_or_default())
    }

    fn expected_day(&self, part: &Part) -> Option<String> {
        // Where people agreed on a day, that is the day that is told.
        let expected = Expected::of(part.estimate?, &self.today).filter(|_| self.desk.agreed.is_none())?;
        Some(expected.spoken_days().unwrap_or_else(|| self.today.long(expected.day)))
    }

    /// When it comes, how that compares with the promise, and that we are sorry where it does not keep it.
    fn expectation(&self, waiting: &[Part], what: &str) -> Vec<String> {
        let is_back = !waiting.is_empty() && waiting.iter().all(|part| part.fate.is_return());
        if is_back || self.view.cancelled_at.is_some() {
            return Vec::new();
        }
        if waiting.iter().any(|part| part.cause.is_some_and(is_grave)) {
            return vec!["I am sorry for the trouble.".into()];
        }
        if self.waits_to_be_collected(waiting) && !self.view.promise_missed {
            return Vec::new();
        }
        let promised = promise_day(self.view, &self.today);
        if let Some(agreed) = self.desk.agreed {
            let is_late = promised.is_some_and(|promised| agreed > promised);
            return vec![format!("We agreed to deliver {what} {}.", self.on(agreed)), self.apology(agreed, is_late)];
        }
        match (expected(waiting, &self.today).filter(|expected| expected.last >= self.now), promised) {
            (Some(expected), _) => self.expected(&expected, waiting, what),
            (None, Some(promised)) => self.promised(promised, waiting, what),
            (None, None) => self.was_expected(waiting, what).into_iter().collect(),
        }
    }

    /// The day or the hours that an estimate named and that have passed.
    fn was_expected(&self, waiting: &[Part], what: &str) -> Option<String> {
        let expected = expected(waiting, &self.today).filter(|expected| expected.last < self.now)?;
        if waiting.iter().any(|part| part.out_on(&self.today).is_some()) || self.waits_to_be_collected(waiting) {
            return None;
        }
        let hours = expected.hours.as_ref().map(|(from, to)| format!(", between {from} and {to}"));
        let day = expected.spoken_days().unwrap_or_else(|| self.on(expected.day));
        let hours = hours.unwrap_or_default();
        Some(format!("We expected {what} {day}{hours}, and it has not arrived yet."))
    }

    /// All that is still to come is ready for the customer.
    fn waits_to_be_collected(&self, waiting: &[Part]) -> bool {
        let mut open = waiting.iter().filter(|part| part.state < State::Delivered && !part.fate.is_over()).peekable();
        open.peek().is_some() && open.all(|part| part.state == State::ReadyForCollection)
    }

    /// All that is still to come is on its vehicle today.
    fn comes_today(&self, waiting: &[Part]) -> bool {
        let mut open = waiting.iter().filter(|part| part.state < State::Delivered && !part.fate.is_over()).peekable();
        open.peek().is_some() && open.all(|part| part.is_out_today(&self.today))
    }

    /// The hour of the day until which it was promised: `10 am`.
    fn promised_hour(&self) -> Option<String> {
        let promise = self.view.promise.as_ref()?;
        promise.window.as_ref()?.to?;
        dates::promised(self.view).map(|end| self.today.spoken_clock(end))
    }

    /// Nobody has said when it comes.
    fn promised(&self, promised: Date, waiting: &[Part], what: &str) -> Vec<String> {
        let day = self.today.long(promised);
        let is_near =
            !waiting.is_empty() && waiting.iter().all(|part| self.is_near(part) || part.state >= State::Delivered);
        let is_troubled = waiting.iter().any(|part| part.cause.is_some() || part.state == State::Attempted);
        let comes_today = self.comes_today(waiting);
        let was_expected = self.was_expected(waiting, what);
        if self.view.promise_missed {
            let open = match (comes_today, is_near) {
                (true, _) => "It should still arrive today.",
                (_, true) => "",
                _ => "I do not have a new day yet.",
            };
            let hour = self.promised_hour().filter(|_| promised == self.today.date);
            let hour = hour.map(|hour| format!(", by {hour}")).unwrap_or_default();
            let mut said = past_delays(waiting);
            said.push(format!("We promised {what} for {day}{hour}, and I am sorry that it is late."));
            said.extend(was_expected.filter(|_| comes_today));
            said.push(open.to_owned());
            return said;
        }
        if self.waits_to_be_collected(waiting) {
            return Vec::new();
        }
        let promise = if comes_today {
            let still = if was_expected.is_some() { "still " } else { "" };
            format!("It should {still}arrive today.")
        } else if is_troubled {
            format!("We promised {what} for {day}. I do not know yet whether that holds.")
        } else {
            format!("{} is promised for {day}.", capital(what))
        };
        was_expected.into_iter().chain([promise]).collect()
    }

    fn expected(&self, expected: &Expected, waiting: &[Part], what: &str) -> Vec<String> {
        let is_past = expected.is_past;
        let is_told = matches!(waiting, [part] if part.cause.is_some_and(tells_the_day));
        let now = if is_past || waiting.iter().any(|part| part.cause.is_some()) { "now expect" } else { "expect" };
        let hours = expected.hours.as_ref();
        let hours = hours.map(|(from, to)| format!(", between {from} and {to}"));
        let kept = match self.view.promise_end {
            Some(_) if expected.is_near => ", around the promised date",
            Some(_) if !is_past => ", as promised",
            _ => "",
        };
        let hours = hours.unwrap_or_default();
        let day = expected.spoken_days().unwrap_or_else(|| self.on(expected.day));
        let when = format!("We {now} {what} {day}{hours}{kept}.");
        let mut said = past_delays(waiting);
        said.extend([if is_told { String::new() } else { when }, self.apology(expected.day, is_past)]);
        said
    }

    fn apology(&self, day: Date, is_late: bool) -> String {
        if !is_late {
            return String::new();
        }
        let late = promise_day(self.view, &self.today).map_or(0, |promised| days_between(promised, day));
        let is = if day < self.today.date { "was" } else { "is" };
        if late > 0 {
            format!("That {is} {} later than we promised, and I am sorry.", days(late))
        } else {
            let than = self.promised_hour().map(|hour| format!("the {hour} that ")).unwrap_or_default();
            format!("That {is} later in the day than {than}we promised, and I am sorry.")
        }
    }

    fn on(&self, day: Date) -> String {
        self.today.on(day)
    }
}

/// What became of parts that do not come any more. `one`: how the first single one of them is spoken of.
fn ended(over: &[Part], one: &str) -> Vec<String> {
    let fates = [Fate::Returned, Fate::Returning, Fate::Lost, Fate::Destroyed, Fate::Cancelled];
    let mut who = [one].into_iter().chain(std::iter::repeat("Another one"));
    let told = fates.into_iter().flat_map(|fate| {
        let parts: Vec<&Part> = over.iter().filter(|part| part.fate == fate).collect();
        let who = match parts.len() {
            0 => return Vec::new(),
            1 => who.next().unwrap_or_default().to_owned(),
            several => format!("{} of them", capital(&number(several))),
        };
        let is_one = parts.len() == 1;
        let how = match fate {
            Fate::Returned if is_one => "has come back to us",
            Fate::Returned => "have come back to us",
            Fate::Returning if is_one => "is on its way back to us",
            Fate::Returning => "are on their way back to us",
            Fate::Cancelled if is_one => "was cancelled",
            Fate::Cancelled => "were cancelled",
            _ if is_one => "is not arriving as planned",
            _ => "are not arriving as planned",
        };
        let why = |cause| if fate.is_return() { why_back(cause) } else { Some(explained(cause, None)) };
        let cause = parts.iter().find_map(|part| part.cause).and_then(why);
        [format!("{who} {how}.")].into_iter().chain(cause).collect()
    });
    told.collect()
}

/// What holds up these of `all` parts, each cause once.
fn causes(parts: &[Part], all: usize) -> Vec<String> {
    let mut said: Vec<(&ActiveException, usize)> = Vec::new();
    for cause in parts.iter().filter_map(|part| part.cause) {
        let alike = |known: &ActiveException| known.exception == cause.exception && known.reason == cause.reason;
        match said.iter_mut().find(|(known, _)| alike(known)) {
            Some((_, count)) => *count += 1,
            None => said.push((cause, 1)),
        }
    }
    let of_them = |index: usize, count: usize| match count {
        every if every == all => "They are".to_owned(),
        1 if index > 0 => "Another is".to_owned(),
        1 => "One of them is".to_owned(),
        several => format!("{} of them are", capital(&number(several))),
    };
    let tell = |(index, (cause, count)): (usize, (&ActiveException, usize))| {
        let lead = if is_grave(cause) { "not arriving as planned" } else { "held up" };
        [format!("{} {lead}.", of_them(index, count)), explained(cause, None)]
    };
    said.into_iter().enumerate().flat_map(tell).collect()
}

/// What is wrong, as the customer is told it.
fn explained(cause: &ActiveException, date: Option<&str>) -> String {
    let place = cause.place.as_ref().and_then(place_words);
    texts::fill(&texts::of_active(cause).customer, place.as_deref(), date)
}

/// Its text says the new day itself.
fn tells_the_day(cause: &ActiveException) -> bool {
    texts::of_active(cause).customer.contains("{date}")
}

fn is_grave(cause: &ActiveException) -> bool {
    matches!(cause.exception, Exception::Lost | Exception::Damaged | Exception::RefusedGoods)
}
