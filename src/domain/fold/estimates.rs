//! When delivery is expected by whoever moves the goods (rule 5). It stands beside the promise (ERP), the plan (TMS) and what
//! took place, and replaces none of them.
//!
//! An estimate counts when it was said at or after the first movement (those said when the label was printed are often
//! wrong), and while delivery is still to come: not once the goods are delivered, on their way back, called off, lost,
//! damaged or refused. Of the estimates of one package the latest said counts, and of several packages the latest to come.
//! Who may estimate is a matter of ownership (rule 4). A time that lies further from its saying than the policy's horizon
//! (the year 2062, or 1970) is a mistake: evidence, and never a risk.

use jiff::tz::TimeZone;

use super::{
    evidence::Fact,
    journey::Journey,
    promise::{Limit, Timeliness},
    shipments::Lane,
};
use crate::domain::{
    event::{Body, Place},
    fold_input::ReceivedEvent,
    milestone::{Classifier, Milestone, Stage},
    policy::{Policy, micros},
    reason::Exception,
    time::Moment,
    view::{ActiveException, Estimate, Headline, State},
};

/// What is known of the place and the promise of delivery.
pub(super) struct Delivery {
    /// Zone of the place it goes to.
    pub zone: Option<TimeZone>,
    /// That address, as a place.
    pub to: Option<Place>,
    /// The end of the promise.
    pub limit: Option<Limit>,
}

impl Delivery {
    /// When something happened at the place of delivery: a time without a zone is that of the clocks there.
    pub fn read(&self, at: Moment) -> Moment {
        self.zone.as_ref().map_or(at, |zone| at.read_in(zone))
    }

    /// The same of what is shown as the latest news, where that is of the last vehicle or the door.
    pub fn headline(&self, headline: Headline) -> Headline {
        if headline.milestone.stage() != Stage::Delivery {
            return headline;
        }
        Headline { at: self.read(headline.at), ..headline }
    }
}

/// The estimate of a lane, if one counts. `reported`: the exceptions that stand on it.
pub(super) fn of_lane(lane: &Lane, reported: &[ActiveException], delivery: &Delivery) -> Option<Estimate> {
    let is_over = lane.state >= State::Delivered;
    if is_over || reported.iter().any(|active| ends_expectation(active.exception)) {
        return None;
    }
    current(lane, delivery)
}

/// The estimate that is current by time alone, whatever exceptions stand.
pub(super) fn current(lane: &Lane, delivery: &Delivery) -> Option<Estimate> {
    let of_shipment: Vec<&Fact> = lane.facts.iter().filter(|fact| fact.received.object == lane.object).collect();
    if lane.parcels.is_empty() {
        return latest_said(of_shipment.into_iter(), &lane.journey, delivery);
    }
    let waiting = lane.parcels.iter().filter(|parcel| !is_settled(parcel.state));
    let each = waiting.filter_map(|parcel| {
        let facts = of_shipment.iter().copied().chain(&parcel.own);
        latest_said(facts, &parcel.journey, delivery)
    });
    each.max_by(|a, b| last_instant(a).cmp(&last_instant(b)).then_with(|| a.said.cmp(&b.said)))
}

fn is_settled(state: State) -> bool {
    state >= State::Delivered
}

fn ends_expectation(exception: Exception) -> bool {
    matches!(exception, Exception::Damaged | Exception::RefusedGoods | Exception::Lost)
}

fn latest_said<'f, 'a: 'f>(
    facts: impl Iterator<Item = &'f Fact<'a>>,
    journey: &Journey,
    delivery: &Delivery,
) -> Option<Estimate> {
    let moved = journey.first_movement()?.received.at.micros;
    let said = facts.filter(|fact| fact.counts() && fact.received.at.micros >= moved && is_of_delivery(fact));
    estimate(said.max_by_key(|fact| fact.order())?, delivery)
}

fn is_of_delivery(fact: &Fact) -> bool {
    fact.milestone().is_some_and(|said| {
        said.classifier == Classifier::Estimated
            && matches!(said.milestone, Milestone::Delivered | Milestone::ArrivedDelivery)
            && said.expected.as_ref().is_some_and(|expected| expected.from.is_some() || expected.to.is_some())
    })
}

/// Its times are read in their own offset, else in the zone of the address: a day of delivery is a day there. The place of the scan
/// that named it lies elsewhere and tells nothing of it.
fn estimate(fact: &Fact, delivery: &Delivery) -> Option<Estimate> {
    let expected = fact.milestone()?.expected.as_ref()?;
    let zone = delivery.zone.as_ref();
    let [from, to] = [expected.from, expected.to].map(|time| time.map(|time| time.resolve(zone)));
    let timeliness = delivery.limit.zip(to.or(from)).map(|(limit, last)| limit.judge(last));
    Some(Estimate {
        from,
        to,
        source: fact.received.source.clone(),
        said: fact.received.at,
        past_promise: timeliness == Some(Timeliness::Missed),
        near_promise: timeliness == Some(Timeliness::Unclear),
    })
}

/// Whether an expected or planned time is a mistake.
pub(super) fn is_implausible(received: &ReceivedEvent, policy: &Policy) -> bool {
    let Body::Milestone(said) = &received.event.body else { return false };
    let times = said.expected.iter().flat_map(|expected| [expected.from, expected.to]).flatten();
    let horizon = micros(policy.estimate_horizon);
    times
        .map(|time| time.resolve(None).micros)
        .any(|time| time.saturating_sub(received.at.micros).saturating_abs() > horizon)
}

/// When it is over, in microseconds UTC; where its zone is not known, everywhere on Earth.
pub(super) fn last_instant(estimate: &Estimate) -> Option<i64> {
    estimate.to.or(estimate.from).map(Moment::latest)
}
