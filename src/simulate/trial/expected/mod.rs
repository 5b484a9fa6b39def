//! What the product should answer about an order: worked out from what happens in the story and from the rules of truth, by other means
//! than the product's own. It reads no message.

mod contradictions;
mod lane;
mod promise;
mod proof;
mod spoken;
mod troubles;
mod whole;
mod words;

use std::collections::BTreeMap;

use jiff::Timestamp;

pub use self::{
    contradictions::{Contradiction, Side},
    proof::Proof,
    spoken::{Finds, Spoken},
    troubles::Trouble,
    whole::Span,
};
use self::{lane::Lane, words::Word};
use crate::{
    domain::{
        milestone::Milestone,
        reason::{Exception, Reason},
    },
    simulate::{
        geography::City,
        truth::{Deed, Order, Part, Story},
    },
};

/// A milestone and when it was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    pub milestone: Milestone,
    pub at: Timestamp,
}

/// What should be answered about an order.
#[derive(Debug, Clone)]
pub struct Expected {
    /// The ERP's number.
    pub order: String,
    pub words: Span,
    pub mark: Option<Mark>,
    pub shipments: Vec<Shipment>,
    /// Pieces ordered, and with the customer.
    pub units: (u32, u32),
    /// The last instant of the promise.
    pub promise: Option<Timestamp>,
    /// When all of it had come.
    pub arrived: Option<Timestamp>,
    /// When all that is not with the customer waited to be collected.
    pub ready: Option<Timestamp>,
    pub cancelled: bool,
    /// Whether its only label or booking was voided, so that it waits to be shipped again.
    pub voided: bool,
    /// What became of its packages: how many of each outcome.
    pub outcomes: BTreeMap<&'static str, u64>,
    /// What is wrong with the order itself.
    pub troubles: Vec<Trouble>,
    pub proof: Proof,
    /// Where partners contradict each other, and who is shown.
    pub contradictions: Vec<Contradiction>,
    /// Where the goods are to come: days and hours are told on its clocks.
    pub city: &'static City,
    /// Whether a case of the customer is open that was changed last before the latest news.
    pub case_behind: bool,
    /// What somebody reads out or scans, and what it leads to.
    pub spoken: Vec<Spoken>,
}

/// What should be answered about a shipment.
#[expect(clippy::struct_excessive_bools, reason = "each is an answer of its own")]
#[derive(Debug, Clone)]
pub struct Shipment {
    /// The TMS's number.
    pub number: String,
    /// The SCAC of its carrier, whatever it is called.
    pub carrier: &'static str,
    pub words: Span,
    pub mark: Option<Mark>,
    /// When all of it had come.
    pub delivered: Option<Timestamp>,
    /// Whether it is with the customer now.
    pub there: bool,
    /// Whether its label or booking was voided.
    pub voided: bool,
    pub troubles: Vec<Trouble>,
    /// Until when it is expected.
    pub expected: Option<Timestamp>,
    /// Whether that is after the promise.
    pub at_risk: bool,
    /// When it went out for delivery, while it is at the door, and where that is.
    pub out: Option<(Timestamp, &'static City)>,
    /// Whether those that carry it out contradict each other, and neither has the better word.
    pub disputed: bool,
}

impl Expected {
    /// What should be answered about each order of a story that the ERP has spoken of by `until`.
    pub fn of(story: &Story, until: Timestamp) -> Vec<Self> {
        let lanes = Lane::all(story, until);
        let known = |order: usize| {
            story.told(until).any(|step| matches!(step.deed, Deed::Ordered { order: of } if of == order))
        };
        let orders = story.orders.iter().enumerate().filter(|(position, _)| known(*position));
        orders.map(|(position, order)| Told { story, until, position, order, lanes: &lanes }.expected()).collect()
    }

    /// Whether the promise is missed when it is `now`.
    pub fn is_missed(&self, now: Timestamp) -> bool {
        self.promise.is_some_and(|end| match self.arrived.or(self.ready) {
            Some(at) => at > end,
            None => !self.cancelled && now > end,
        })
    }
}

/// An order of a story, and what has been told of it.
struct Told<'a> {
    story: &'a Story,
    until: Timestamp,
    position: usize,
    order: &'a Order,
    lanes: &'a [Lane<'a>],
}

impl<'a> Told<'a> {
    fn expected(&self) -> Expected {
        let promise = Some(promise::end(self.order));
        let cancelled = self.last(|deed| matches!(deed, Deed::Cancelled { order, .. } if *order == self.position));
        let units = (self.order.lines.iter().map(|line| line.quantity).sum(), self.pieces(Lane::there));
        let words = if cancelled.is_some() { Span::exactly(Word::Cancelled) } else { self.words(units) };
        let cancellation = cancelled.map(|at| Mark { milestone: Milestone::Cancelled, at });
        Expected {
            order: self.order.number.clone(),
            words,
            mark: cancellation.or_else(|| self.mark()),
            shipments: self.mine().map(|lane| self.shipment(lane, promise)).collect(),
            units,
            promise,
            arrived: self.arrived(units.0),
            ready: self.ready(units.0),
            cancelled: cancelled.is_some(),
            voided: cancelled.is_none() && self.mine().next().is_some() && self.mine().all(Lane::is_voided),
            outcomes: self.outcomes(),
            troubles: self.troubles(),
            proof: proof::of(self.mine()),
            contradictions: self.contradictions(),
            city: self.order.ship_to.city,
            case_behind: self.is_case_behind(),
            spoken: spoken::of(self),
        }
    }

    fn outcomes(&self) -> BTreeMap<&'static str, u64> {
        let mut counts = BTreeMap::new();
        for outcome in self.mine().flat_map(|lane| lane.outcomes(&troubles::lost(lane))) {
            *counts.entry(outcome).or_default() += 1;
        }
        counts
    }

    fn shipment(&self, lane: &Lane, promise: Option<Timestamp>) -> Shipment {
        let troubles = troubles::of_lane(lane, promise);
        let words = lane.words();
        let expected = troubles::expected(lane, &troubles);
        Shipment {
            number: lane.shipment.number.clone(),
            carrier: lane.shipment.carrier.scac,
            words: self.with_warehouse(lane, words),
            mark: lane.mark(),
            delivered: lane.delivered(),
            there: words == Span::exactly(Word::Delivered),
            voided: lane.is_voided(),
            expected,
            out: lane.out().map(|out| (out, self.order.ship_to.city)),
            at_risk: expected.zip(promise).is_some_and(|(expected, promise)| expected > promise),
            disputed: !contradictions::of_lane(lane).is_empty(),
            troubles,
        }
    }

    fn is_mine(&self, delivery: usize) -> bool {
        self.story.deliveries.get(delivery).is_some_and(|delivery| delivery.order == self.position)
    }

    /// The shipments that carry something of the order.
    fn mine(&self) -> impl Iterator<Item = &'a Lane<'a>> {
        self.lanes.iter().filter(|lane| lane.shipment.deliveries.iter().any(|delivery| self.is_mine(*delivery)))
    }

    /// When the last step of that kind happened.
    fn last(&self, is: impl Fn(&Deed) -> bool) -> Option<Timestamp> {
        self.story.told(self.until).filter(|step| is(&step.deed)).map(|step| step.at).max()
    }

    /// How far the warehouse is with a delivery.
    fn warehouse(&self, delivery: usize) -> Option<Mark> {
        let steps = self.story.told(self.until).filter_map(|step| match step.deed {
            Deed::Picking { delivery: of } if of == delivery => {
                Some(Mark { milestone: Milestone::Picking, at: step.at })
            }
            Deed::Packed { delivery: of } if of == delivery => Some(Mark { milestone: Milestone::Packed, at: step.at }),
            _ => None,
        });
        steps.max_by_key(|mark| mark.at)
    }

    /// What has not moved is as far as the warehouse is with it; of several deliveries, with any of them.
    fn with_warehouse(&self, lane: &Lane, words: Span) -> Span {
        if words.most >= Word::Moving {
            return words;
        }
        let stands = |delivery| self.warehouse(delivery).map_or(Word::Ordered, |mark| Word::after(mark.milestone));
        let spans = lane.shipment.deliveries.iter().map(|delivery| Span::exactly(stands(*delivery)));
        match spans.reduce(Span::between) {
            Some(warehouse) if warehouse.most > words.most => {
                Span { least: warehouse.least.max(words.least), ..warehouse }
            }
            _ => words,
        }
    }

    /// The shipments of the order that were not voided.
    fn live(&self) -> impl Iterator<Item = &'a Lane<'a>> {
        self.mine().filter(|lane| !lane.is_voided())
    }

    /// The deliveries of the order that no shipment carries yet, or any more.
    fn left_behind(&self) -> Vec<usize> {
        let told = self.story.told(self.until).filter_map(|step| match step.deed {
            Deed::Allocated { delivery } if self.is_mine(delivery) => Some(delivery),
            _ => None,
        });
        told.filter(|delivery| !self.live().any(|lane| lane.shipment.deliveries.contains(delivery))).collect()
    }

    fn words(&self, (ordered, there): (u32, u32)) -> Span {
        let lanes = self.live().map(|lane| self.with_warehouse(lane, lane.words()));
        let waiting = self.left_behind().into_iter().map(|delivery| {
            Span::exactly(self.warehouse(delivery).map_or(Word::Ordered, |mark| Word::after(mark.milestone)))
        });
        match whole::of(lanes.chain(waiting)) {
            together if together == Span::exactly(Word::Delivered) && there < ordered => {
                Span::exactly(Word::PartlyDelivered)
            }
            // What no shipment carries is still to come.
            together
                if together == Span::exactly(Word::PartlyReturned)
                    && there > 0
                    && self.pieces(Lane::pieces) < ordered =>
            {
                Span::exactly(Word::PartlyDelivered)
            }
            together if together == Span::exactly(Word::Unknown) => Span::exactly(Word::Ordered),
            together => together,
        }
    }

    /// What happened last: to the goods once they move, until then to the papers and in the warehouse too.
    fn mark(&self) -> Option<Mark> {
        let mut marks: Vec<Mark> = self.live().filter_map(Lane::mark).collect();
        if self.live().all(|lane| lane.first_movement().is_none()) {
            let deliveries = (0..self.story.deliveries.len()).filter(|delivery| self.is_mine(*delivery));
            marks.extend(deliveries.filter_map(|delivery| self.warehouse(delivery)));
            let own = |milestone, at: Option<Timestamp>| at.map(|at| Mark { milestone, at });
            let ordered = self.last(|deed| matches!(deed, Deed::Ordered { order } if *order == self.position));
            let released = self.last(|deed| matches!(deed, Deed::Released { order } if *order == self.position));
            marks.extend(own(Milestone::OrderCreated, ordered));
            marks.extend(own(Milestone::OrderReleased, released));
        }
        marks.into_iter().max_by_key(|mark| (mark.at, mark.milestone.progress()))
    }

    /// Pieces of this order in the packages that `which` names, of no line more than was ordered.
    fn pieces(&self, which: impl Fn(&Lane<'a>) -> Vec<usize>) -> u32 {
        let mut lines: BTreeMap<String, u32> = BTreeMap::new();
        for part in self.live().flat_map(|lane| self.parts(lane, &which(lane))) {
            *lines.entry(part.line).or_default() += part.quantity;
        }
        let ordered = self.order.lines.iter();
        ordered.map(|line| lines.get(&line.number).map_or(0, |pieces| line.quantity.min(*pieces))).sum()
    }

    /// What these packages of a shipment hold of the order: by the TMS's count where they are all of it, else package by package.
    fn parts(&self, lane: &Lane<'a>, packages: &[usize]) -> Vec<Part> {
        let tracked = lane.shipment.packages.iter().filter(|package| package.tracking.is_some()).count();
        if packages.is_empty() {
            return Vec::new();
        }
        if packages.len() >= tracked {
            let deliveries = lane.shipment.deliveries.iter().filter(|delivery| self.is_mine(**delivery));
            return deliveries.flat_map(|delivery| self.story.counted(lane.shipment, *delivery)).collect();
        }
        let packages = packages.iter().filter_map(|piece| lane.shipment.packages.get(*piece));
        packages.flat_map(|package| package.parts.clone()).collect()
    }

    /// When the last piece of all that was ordered came; kept when it goes back.
    fn arrived(&self, ordered: u32) -> Option<Timestamp> {
        if !self.left_behind().is_empty() || self.pieces(Lane::came) < ordered {
            return None;
        }
        self.live().map(Lane::delivered).collect::<Option<Vec<_>>>()?.into_iter().max()
    }

    /// When the last of what is not with the customer was ready to be collected, where all else came: that is in time as far as
    /// its carriers go.
    fn ready(&self, ordered: u32) -> Option<Timestamp> {
        if !self.left_behind().is_empty() || self.pieces(Lane::pieces) < ordered {
            return None;
        }
        let ready = |lane: &Lane| lane.mark().filter(|mark| mark.milestone == Milestone::ReadyForCollection);
        self.live()
            .map(|lane| lane.delivered().or_else(|| Some(ready(lane)?.at)))
            .collect::<Option<Vec<_>>>()?
            .into_iter()
            .max()
    }

    /// Where partners contradict each other: those that carry out transport each other, and the ERP them.
    fn contradictions(&self) -> Vec<Contradiction> {
        let between_equals = self.mine().flat_map(contradictions::of_lane);
        let claims = self.story.told(self.until).filter_map(|step| match step.deed {
            Deed::Claimed { delivery, milestone } if self.is_mine(delivery) => Some((delivery, milestone, step.at)),
            _ => None,
        });
        let denied = claims.filter_map(|(delivery, milestone, at)| {
            let lanes: Vec<&Lane> = self.mine().filter(|lane| lane.shipment.deliveries.contains(&delivery)).collect();
            contradictions::of_claim(&lanes, milestone, at)
        });
        between_equals.chain(denied).collect()
    }

    /// Of each case the latest change holds, whichever was told last. News are what happened last to the goods.
    fn is_case_behind(&self) -> bool {
        let changes = |case: usize| {
            let of_it = move |deed: &Deed| match deed {
                Deed::CaseOpened { case: of } | Deed::CaseChanged { case: of, .. } if *of == case => Some(true),
                Deed::CaseClosed { case: of } if *of == case => Some(false),
                _ => None,
            };
            self.story.told(self.until).filter_map(move |step| Some((step.at, of_it(&step.deed)?)))
        };
        let news = self.mine().flat_map(|lane| lane.happenings.iter().map(|happening| happening.at)).max();
        let cases = self.story.cases.iter().enumerate().filter(|(_, case)| case.order == self.position);
        let mut latest = cases.filter_map(|(case, _)| changes(case).max_by_key(|(at, _)| *at));
        latest.any(|(at, open)| open && Some(at) < news)
    }

    /// A hold of the ERP until the order is released; what the warehouse could not pack, for good.
    fn troubles(&self) -> Vec<Trouble> {
        let mut troubles = Vec::new();
        let released = self.last(|deed| matches!(deed, Deed::Released { order } if *order == self.position));
        for step in self.story.told(self.until) {
            match &step.deed {
                Deed::Held { order, code, .. }
                    if *order == self.position && released.is_none_or(|at| at <= step.at) =>
                {
                    troubles.push(Trouble { exception: Exception::OnHold, reason: held(code) });
                }
                Deed::Short { delivery, .. } if self.is_mine(*delivery) => {
                    troubles.push(Trouble { exception: Exception::ShortShipped, reason: Reason::Short });
                }
                _ => {}
            }
        }
        troubles
    }
}

/// Why the ERP holds an order.
fn held(code: &str) -> Reason {
    match code {
        "CREDIT" => Reason::Payment,
        "EXPORT" => Reason::Documents,
        "DATA" => Reason::BadData,
        _ => Reason::Held,
    }
}

#[cfg(test)]
mod tests;
