//! Goods of which nothing more is heard, and the day that is over.

use jiff::civil::Date;

use super::{Of, Watch, exception, lane::is_on_its_way};
use crate::domain::{
    calendar::{Counting, Whose},
    fold::{Context, estimates::last_instant, evidence::Fact, packages::Parcel, shipments::Lane},
    milestone::Classifier,
    reason::Exception,
    time::Moment,
    view::State,
};

/// Nothing was heard for too long:
/// - at the door (out for delivery, arrived there): the day ended without delivery, and the carrier's next working day has
///   begun; later where an estimate that was given since names a later day;
/// - at a collection point: longer than such places keep goods;
/// - on the way: longer than the mode of transport explains.
pub(super) fn stalled(context: &Context, of: &Of) -> Option<Watch> {
    let explained = [Exception::Lost, Exception::Damaged, Exception::RefusedGoods, Exception::OnHold];
    if of.stands(&explained) {
        return None;
    }
    let at_the_door = door_news(of.lane);
    let since = at_the_door.or_else(|| news(&of.lane.facts))?;
    let due = if at_the_door.is_some() {
        of.place.next_working_day(context, last_day(of, since), of.whose())
    } else if of.lane.state == State::ReadyForCollection {
        // Being reported again and again does not let it wait longer.
        let since = of.lane.journey.waits_since().unwrap_or(since);
        of.place.after(context, since.micros, context.policy.collection, Whose::Country, Counting::WholeDays)
    } else if is_on_its_way(of.lane) {
        let mode = of.transport.and_then(|transport| transport.mode);
        let limit = context.policy.stalled.of(mode);
        of.place.after(context, since.micros, limit, of.whose(), Counting::WholeDays)
    } else {
        None
    };
    let mut active = exception(Exception::Stalled, of.lane.object, since);
    active.place = of.lane.last_seen().map(|seen| seen.place);
    Some(Watch { active, due: due? })
}

/// The latest news of goods that are at the door; of several packages, of the one that was heard of longest ago.
fn door_news(lane: &Lane) -> Option<Moment> {
    if lane.parcels.len() < 2 {
        return (lane.state == State::OutForDelivery).then(|| news(&lane.facts)).flatten();
    }
    let at_the_door = lane.parcels.iter().filter(|parcel| parcel.state == State::OutForDelivery);
    let is_of_all = matches!(lane.state, State::OutForDelivery | State::PartlyDelivered);
    at_the_door.filter(|_| is_of_all).filter_map(|parcel| news_of(lane, parcel)).min_by_key(|at| at.micros)
}

/// What was said of a package, or of what it is in.
fn news_of(lane: &Lane, parcel: &Parcel) -> Option<Moment> {
    let others = lane.parcels.iter().filter(|other| other.object != parcel.object).map(|other| other.object);
    let others: Vec<_> = others.collect();
    let facts = lane.facts.iter().filter(|fact| !others.contains(&fact.received.object)).copied();
    news(&facts.collect::<Vec<_>>())
}

fn news(facts: &[Fact]) -> Option<Moment> {
    let news = facts.iter().filter(|fact| fact.counts() && is_news(fact)).map(|fact| fact.received.at);
    news.max_by_key(|at| at.micros)
}

/// Something happened, went wrong or is expected. Plans are no news.
fn is_news(fact: &Fact) -> bool {
    fact.exception().is_some() || fact.milestone().is_some_and(|said| said.classifier != Classifier::Planned)
}

/// The instant on whose day delivery was still to be looked for.
fn last_day(of: &Of, since: Moment) -> i64 {
    let out = of.lane.journey.last().map_or(since.micros, |step| step.received.at.micros);
    let named = of.estimate.filter(|estimate| estimate.said.micros >= out).and_then(last_instant);
    named.map_or(since.micros, |last| last.max(since.micros))
}

/// The day on which goods went out for delivery, once it is over, and until then the instant (microseconds UTC) of its end.
pub(in crate::domain::fold) fn out_on(context: &Context, of: &Of) -> (Option<Date>, Option<i64>) {
    let Some(since) = door_news(of.lane).and_then(|_| went_out(of.lane)) else { return (None, None) };
    let Some((day, ends)) = of.place.day(since.micros) else { return (None, None) };
    if context.now >= ends { (Some(day), None) } else { (None, Some(ends)) }
}

/// When what is at the door came to be there; of several packages the first.
fn went_out(lane: &Lane) -> Option<Moment> {
    if lane.parcels.len() < 2 {
        return lane.journey.last().map(|step| step.received.at);
    }
    let waiting = lane.parcels.iter().filter(|parcel| parcel.state == State::OutForDelivery);
    waiting.filter_map(|parcel| parcel.journey.last()).map(|step| step.received.at).min_by_key(|at| at.micros)
}
