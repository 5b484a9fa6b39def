//! A source that falls silent against its usual rhythm for this order.

use std::collections::BTreeMap;

use super::{Watch, exception, lane::Of};
use crate::domain::{
    calendar::Counting,
    fold::{Context, evidence::Fact},
    id::SourceId,
    ownership::StatusDomain,
    policy::micros,
    reason::Exception,
    time::Moment,
};

/// Fewer tellings than these have no rhythm.
const FEWEST: usize = 4;

/// Sources of transport that tell of this lane in a rhythm: silent for several times their longest silence so far, in working
/// time. By when we heard them, for a source can be silent while what it told us last is fresh.
pub(super) fn stale(context: &Context, of: &Of) -> Vec<Watch> {
    let mut heard: BTreeMap<&SourceId, Vec<i64>> = BTreeMap::new();
    let tells = |fact: &&Fact| {
        let said = fact.milestone().is_some() || fact.exception().is_some();
        said && fact.counts() && context.ownership.rank(StatusDomain::Transport, &fact.received.source) == 0
    };
    for fact in of.lane.facts.iter().filter(tells) {
        heard.entry(&fact.received.source).or_default().push(fact.received.received_at);
    }
    heard.into_values().filter_map(|heard| silent(context, of, heard)).collect()
}

fn silent(context: &Context, of: &Of, mut heard: Vec<i64>) -> Option<Watch> {
    heard.sort_unstable();
    heard.dedup();
    if heard.len() < FEWEST {
        return None;
    }
    let last = *heard.last()?;
    let longest = heard.windows(2).filter_map(|pair| Some(pair.last()? - pair.first()?)).max()?;
    let usual = longest.saturating_mul(i64::from(context.policy.stale_times));
    let limit = jiff::SignedDuration::from_micros(usual.max(micros(context.policy.stale_floor)));
    let due = of.place.after(context, last, limit, of.whose(), Counting::WholeDays)?;
    let since = Moment { micros: last, offset_seconds: 0, zone_known: true, day_only: false };
    Some(Watch { active: exception(Exception::StaleSource, of.lane.object, since), due })
}
