//! How the whole of an order ended, and how that compares with the promise.

use super::{
    Context,
    behind::Behind,
    promise::{Limit, Timeliness},
    shipments::{Lane, own_journey},
};
use crate::domain::{id::ObjectId, milestone::Milestone, time::Moment, view::State};

/// How the whole stands, and how that compares with the promise.
pub(super) struct Outcome {
    pub state: State,
    pub limit: Option<Limit>,
    /// When all of it had been delivered; kept when it goes back.
    pub delivered_at: Option<Moment>,
    /// When its owner called it off.
    pub cancelled_at: Option<Moment>,
}

impl Outcome {
    /// The end of a promise that nothing has settled: what was called off is promised no more.
    fn open_limit(&self) -> Option<i64> {
        self.limit.map(Limit::end).filter(|_| self.delivered_at.is_none() && self.cancelled_at.is_none())
    }

    /// When the promise will have passed, in microseconds UTC.
    pub fn passes(&self, now: i64) -> Option<i64> {
        self.open_limit().filter(|end| now <= *end).map(|end| end.saturating_add(1))
    }

    /// How it compares with the promise; `None` where there is none, or it is still open.
    pub fn timeliness(&self, now: i64) -> Option<Timeliness> {
        let was_promised = |at: &Moment| self.cancelled_at.is_none_or(|off| at.micros < off.micros);
        match self.delivered_at.filter(was_promised) {
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
    let of_lanes = live.map(|lane| lane.delivered_at);
    let behind = behind.iter().filter(|behind| behind.state != State::Cancelled).map(|behind| behind.delivered_at);
    let times: Option<Vec<Moment>> = of_lanes.chain(behind).collect();
    times?.into_iter().max_by_key(|at| at.micros)
}
