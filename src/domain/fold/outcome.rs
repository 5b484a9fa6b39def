//! How the whole of an order ended, and how that compares with the promise.

use super::{
    Context,
    behind::Behind,
    estimates,
    journey::Journey,
    promise::{Limit, Timeliness},
    shipments::{Lane, own_journey},
};
use crate::domain::{id::ObjectId, milestone::Milestone, time::Moment, view::State};

/// How the whole stands, and how that compares with the promise.
pub(super) struct Outcome {
    pub state: State,
    pub limit: Option<Limit>,
    /// When all of it had come as far as its carriers bring it: to the door, or to a collection point; kept when it goes back.
    pub available_at: Option<Moment>,
    /// When its owner called it off.
    pub cancelled_at: Option<Moment>,
}

impl Outcome {
    /// The end of a promise that nothing has settled: what was called off is promised no more.
    fn open_limit(&self) -> Option<i64> {
        self.limit.map(Limit::end).filter(|_| self.available_at.is_none() && self.cancelled_at.is_none())
    }

    /// When the promise will have passed, in microseconds UTC.
    pub fn passes(&self, now: i64) -> Option<i64> {
        self.open_limit().filter(|end| now <= *end).map(|end| end.saturating_add(1))
    }

    /// How it compares with the promise; `None` where there is none, or it is still open.
    pub fn timeliness(&self, now: i64) -> Option<Timeliness> {
        let was_promised = |at: &Moment| self.cancelled_at.is_none_or(|off| at.micros < off.micros);
        match self.available_at.filter(was_promised) {
            Some(at) => self.limit.map(|limit| limit.judge(at)),
            None => self.open_limit().filter(|end| now > *end).map(|_| Timeliness::Missed),
        }
    }
}

/// When the order was called off by its own last word, also where goods were delivered all the same. Work on it that began anew
/// afterwards opens it again.
pub(super) fn called_off(context: &Context, order: ObjectId) -> Option<Moment> {
    let own = own_journey(context, order);
    let known = own
        .known()
        .iter()
        .rev()
        .take_while(|step| step.milestone.is_movement() || step.milestone == Milestone::Cancelled);
    known.into_iter().find(|step| step.milestone == Milestone::Cancelled).map(|step| step.received.at)
}

/// When all that live shipments carry had been delivered, or was ready to be collected: a promise is kept with that, however long the
/// customer takes to come for it. Parts that no shipment carries have to be delivered.
pub(super) fn available_at((lanes, behind): (&[Lane], &[Behind]), delivery: &estimates::Delivery) -> Option<Moment> {
    let mut live = lanes.iter().filter(|lane| lane.is_live()).peekable();
    live.peek()?;
    last_of(live.map(|lane| came_at(lane, delivery)), behind)
}

/// The last of these times and of the deliveries that no shipment carries; `None` where one of them has not come.
fn last_of(of_lanes: impl Iterator<Item = Option<Moment>>, behind: &[Behind]) -> Option<Moment> {
    let behind = behind.iter().filter(|behind| behind.state != State::Cancelled).map(|behind| behind.delivered_at);
    let times: Option<Vec<Moment>> = of_lanes.chain(behind).collect();
    times?.into_iter().max_by_key(|at| at.micros)
}

fn came_at(lane: &Lane, delivery: &estimates::Delivery) -> Option<Moment> {
    let ready = if lane.parcels.len() < 2 {
        ready_at(&lane.journey, lane.state)
    } else {
        let live = lane.parcels.iter().filter(|parcel| parcel.state != State::Cancelled);
        let delivered = |journey: &Journey| journey.delivered().map(|step| step.received.at);
        let each = live.map(|one| ready_at(&one.journey, one.state).or_else(|| delivered(&one.journey)));
        each.collect::<Option<Vec<Moment>>>().and_then(|times| times.into_iter().max_by_key(|at| at.micros))
    };
    ready.map(|at| delivery.read(at)).or(lane.delivered_at)
}

/// Since when goods waited at a collection point, that wait there still or were handed over there.
fn ready_at(journey: &Journey, state: State) -> Option<Moment> {
    if !matches!(state, State::ReadyForCollection | State::Delivered) {
        return None;
    }
    let known = journey.known().iter().rev().skip_while(|step| step.milestone == Milestone::Delivered);
    known.take_while(|step| step.milestone == Milestone::ReadyForCollection).last().map(|step| step.received.at)
}

/// When everything had been delivered in full; kept when it goes back afterwards.
pub(super) fn delivered_at(
    context: &Context,
    order: ObjectId,
    (lanes, behind): (&[Lane], &[Behind]),
    state: State,
) -> Option<Moment> {
    let mut live = lanes.iter().filter(|lane| lane.is_live()).peekable();
    if live.peek().is_none() {
        let own = own_journey(context, order).delivered().map(|step| step.received.at);
        let times = behind.iter().filter_map(|behind| behind.delivered_at).chain(own);
        return times.max_by_key(|at| at.micros).filter(|_| state == State::Delivered);
    }
    last_of(live.map(|lane| lane.delivered_at), behind)
}
