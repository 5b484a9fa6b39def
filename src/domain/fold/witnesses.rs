//! Rule 9: the same happening told by several is one entry with several witnesses.
//!
//! Over the facts in the order of (when it happened, identity), each milestone joins the earliest cluster of the same thing,
//! milestone and classifier whose first event is at most two minutes older and whose place does not contradict its own.
//!
//! - The same thing: a shipment of a single package and that package are one thing; of several packages each is its own.
//! - What is more than the milestone has to agree too: how much of it (full, partial), when it is expected (of estimates and
//!   plans), and the sender's code (of what no table knows).
//! - A source that is asked again may know the zone only then: its telling without a zone stands at the instant of its telling of the
//!   same with one, where both show the same time on the clock. And an exception told again by its source is one entry too.
//! - What was withdrawn, or comes from the future, is nobody's witness.
//! - The cluster speaks by the first of its members that counts, those of known zone before the others; a source that has not
//!   the word (rule 4) is a witness all the same. The place is the first that is known.

use std::collections::BTreeMap;

use super::{evidence::Fact, graph::Graph};
use crate::domain::{
    event::{Expected, Place},
    fold_input::ReceivedEvent,
    id::{EventId, ObjectId, SourceId},
    milestone::{Classifier, Extent, Milestone},
    policy::Policy,
    reason::{Exception, Reason},
    view::EventStatus,
};

/// What the members of a cluster have in common: the thing, what was told of it, and the sender's code where that tells it apart.
type Kind<'a> = (ObjectId, What<'a>, Option<&'a str>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What<'a> {
    Milestone(Milestone, Classifier, Extent),
    /// An exception at an instant: the same one only by the same source, since others may report their own.
    Exception(Exception, Option<Reason>, &'a SourceId, i64),
}

struct Cluster<'a> {
    /// Indices of its members, oldest first.
    members: Vec<usize>,
    first_at: i64,
    expected: Option<&'a Expected>,
    place: Option<&'a Place>,
}

/// Joins facts (sorted by time, then identity); gives the other witnesses of each fact that speaks for several.
pub(super) fn join<'a>(
    facts: &mut [Fact<'a>],
    graph: &Graph,
    policy: &Policy,
) -> BTreeMap<EventId, Vec<&'a ReceivedEvent>> {
    let mut witnesses = BTreeMap::new();
    for cluster in clusters(facts, graph, policy).into_iter().filter(|cluster| cluster.members.len() > 1) {
        let speaks =
            |index: &usize| facts.get(*index).map(|fact| (!fact.counts(), !fact.received.at.zone_known, *index));
        let Some(lead) = cluster.members.iter().copied().min_by_key(speaks) else { continue };
        let others = cluster.members.iter().filter(|index| **index != lead);
        let others: Vec<&ReceivedEvent> =
            others.filter_map(|index| facts.get(*index)).map(|fact| fact.received).collect();
        for index in cluster.members {
            if let Some(fact) = facts.get_mut(index) {
                fact.is_witness = index != lead;
                if index == lead {
                    fact.place = cluster.place;
                    witnesses.insert(fact.received.id, others.clone());
                }
            }
        }
    }
    witnesses
}

fn clusters<'a>(facts: &[Fact<'a>], graph: &Graph, policy: &Policy) -> Vec<Cluster<'a>> {
    let mut clusters: Vec<Cluster<'a>> = Vec::new();
    let mut open: BTreeMap<Kind<'a>, Vec<usize>> = BTreeMap::new();
    let instants = instants(facts, graph);
    let mut sorted: Vec<(i64, usize, &Fact<'a>)> =
        instants.into_iter().zip(facts).enumerate().map(|(index, (at, fact))| (at, index, fact)).collect();
    sorted.sort_by_key(|(at, _, fact)| (*at, fact.received.id));
    for (at, index, fact) in sorted {
        let Some((kind, expected)) = kind(fact, at, graph) else { continue };
        let place = fact.place;
        let known = open.entry(kind).or_default();
        known.retain(|cluster| {
            clusters
                .get(*cluster)
                .is_some_and(|cluster| at.saturating_sub(cluster.first_at) <= policy.together_micros())
        });
        let fits = |cluster: &Cluster| {
            cluster.expected == expected
                && !cluster.place.zip(place).is_some_and(|(one, other)| contradicts(one, other))
        };
        let joined = known.iter().copied().find(|cluster| clusters.get(*cluster).is_some_and(fits));
        match joined.and_then(|cluster| clusters.get_mut(cluster)) {
            Some(cluster) => {
                cluster.members.push(index);
                cluster.place = cluster.place.or(place);
            }
            None => {
                known.push(clusters.len());
                clusters.push(Cluster { members: vec![index], first_at: at, expected, place });
            }
        }
    }
    clusters
}

/// When each fact took place, as far as its source has told at all: one of unknown zone takes the instant of the same source's
/// telling of the same, with the same time on the clock and a zone.
fn instants(facts: &[Fact], graph: &Graph) -> Vec<i64> {
    let reading = |fact: &Fact<'_>| {
        let at = fact.received.at;
        at.micros.saturating_add(i64::from(at.offset_seconds).saturating_mul(1_000_000))
    };
    let same = |fact: &Fact<'_>| {
        let (kind, _) = kind(fact, 0, graph)?;
        Some((format!("{kind:?}"), code(fact).map(str::to_owned), fact.received.source.clone(), reading(fact)))
    };
    if facts.iter().all(|fact| fact.received.at.zone_known) {
        return facts.iter().map(|fact| fact.received.at.micros).collect();
    }
    let known = facts.iter().filter(|fact| fact.received.at.zone_known);
    let known: BTreeMap<_, i64> = known.filter_map(|fact| Some((same(fact)?, fact.received.at.micros))).collect();
    let at = |fact: &Fact| {
        let twin = (!fact.received.at.zone_known).then(|| same(fact)).flatten();
        twin.and_then(|twin| known.get(&twin).copied()).unwrap_or(fact.received.at.micros)
    };
    facts.iter().map(at).collect()
}

fn code<'a>(fact: &Fact<'a>) -> Option<&'a str> {
    fact.received.event.raw.as_ref().and_then(|raw| raw.code.as_deref())
}

fn kind<'a>(fact: &Fact<'a>, at: i64, graph: &Graph) -> Option<(Kind<'a>, Option<&'a Expected>)> {
    if !matches!(fact.status, EventStatus::Counts | EventStatus::Evidence) {
        return None;
    }
    let thing = graph.same_thing(fact.received.object);
    if let Some(said) = fact.exception() {
        // That something is over is not another word for it.
        if said.resolved {
            return None;
        }
        let what = What::Exception(said.exception, said.reason, &fact.received.source, at);
        return Some(((thing, what, code(fact)), None));
    }
    let said = fact.milestone()?;
    let raw = code(fact).filter(|_| matches!(said.milestone, Milestone::Unmapped | Milestone::Note));
    let what = What::Milestone(said.milestone, said.classifier, said.extent);
    Some(((thing, what, raw), said.expected.as_ref()))
}

/// Whether two places cannot be the same: a field that both tell and that differs. Numbers of sites are each sender's own,
/// and names are written in too many ways.
pub(super) fn contradicts(one: &Place, other: &Place) -> bool {
    let country = |place: &Place| place.country.as_deref().map(plain);
    let region = |place: &Place| {
        let region = plain(place.region.as_deref()?);
        let country = country(place).unwrap_or_default();
        Some(region.strip_prefix(&country).filter(|rest| !rest.is_empty()).map_or(region.clone(), str::to_owned))
    };
    differ(country(one), country(other))
        || differ(region(one), region(other))
        || differ(one.city.as_deref().map(plain), other.city.as_deref().map(plain))
        || differ(one.unlocode.as_deref().map(plain), other.unlocode.as_deref().map(plain))
}

fn differ(one: Option<String>, other: Option<String>) -> bool {
    one.zip(other).is_some_and(|(one, other)| !one.is_empty() && !other.is_empty() && one != other)
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}
