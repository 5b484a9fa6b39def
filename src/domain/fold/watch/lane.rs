//! What is wrong with a shipment by silence.

use super::{Watch, Watched, Where, at_once, exception, sources, stalled};
use crate::domain::{
    calendar::{Counting, Whose},
    carriers,
    event::{Body, Content, DocumentKind, Mode, Transport},
    fold::{Context, evidence::Fact, ledger, shipments::Lane},
    id::ObjectId,
    milestone::{Classifier, Milestone},
    ownership::{StatusDomain, System},
    reason::Exception,
    reference::RefKind,
    time::Moment,
    view::{ActiveException, Estimate, EventStatus, State},
};

/// A lane as it is watched.
pub(in crate::domain::fold) struct Of<'l, 'a> {
    pub lane: &'l Lane<'a>,
    pub transport: Option<&'l Transport>,
    pub place: Where,
    /// What stands already.
    pub standing: &'l [ActiveException],
    /// The estimate that counts.
    pub estimate: Option<&'l Estimate>,
}

/// The conditions of a lane.
pub(in crate::domain::fold) fn of_lane(context: &Context, of: &Of) -> Watched {
    let single =
        [stalled::stalled(context, of), no_tracking(context, of), pod_missing(context, of), not_confirmed(context, of)];
    let mut watches: Vec<Watch> = single.into_iter().flatten().collect();
    watches.extend(unmapped(of));
    watches.extend(skewed(of));
    if is_on_its_way(of.lane) {
        watches.extend(sources::stale(context, of));
    }
    Watched::of(context, watches)
}

impl Of<'_, '_> {
    pub(super) fn whose(&self) -> Whose<'_> {
        let carrier = self.transport.and_then(|transport| transport.carrier.as_ref());
        carrier.and_then(carriers::known_as).map_or(Whose::Country, Whose::Carrier)
    }

    fn is_over(&self) -> bool {
        matches!(self.lane.state, State::Delivered | State::PartlyReturned | State::Returned | State::Cancelled)
    }

    pub(super) fn stands(&self, exceptions: &[Exception]) -> bool {
        self.standing.iter().any(|active| exceptions.contains(&active.exception))
    }
}

/// Goods, or some of them, are between pick-up and the door.
pub(super) fn is_on_its_way(lane: &Lane) -> bool {
    let moves = |state| matches!(state, State::Moving | State::OutForDelivery | State::Attempted);
    moves(lane.state) || (lane.state == State::PartlyDelivered && lane.parcels.iter().any(|parcel| moves(parcel.state)))
}

fn no_tracking(context: &Context, of: &Of) -> Option<Watch> {
    let mode = of.transport.and_then(|transport| transport.mode)?;
    let is_followed = matches!(mode, Mode::Parcel | Mode::Ltl | Mode::Air | Mode::Ocean);
    if !is_followed || of.is_over() || has_number(context, of.lane) {
        return None;
    }
    let left = of.lane.journey.first_movement()?.received.at;
    let due = of.place.after(context, left.micros, context.policy.no_tracking, Whose::Country, Counting::WholeDays)?;
    Some(Watch { active: exception(Exception::NoTracking, of.lane.object, left), due })
}

fn has_number(context: &Context, lane: &Lane) -> bool {
    let objects = [lane.object].into_iter().chain(lane.parcels.iter().map(|parcel| parcel.object));
    let followed = [RefKind::Tracking, RefKind::Pro, RefKind::Container, RefKind::Booking];
    objects.flat_map(|object| context.graph.names(object)).any(|name| followed.contains(&name.kind))
}

fn pod_missing(context: &Context, of: &Of) -> Option<Watch> {
    let at = of.lane.delivered_at.filter(|_| of.lane.state == State::Delivered)?;
    if of.lane.facts.iter().any(|fact| fact.counts() && settles_proof(fact)) {
        return None;
    }
    let due = of.place.after(context, at.micros, context.policy.pod_missing, Whose::Country, Counting::WholeDays)?;
    Some(Watch { active: exception(Exception::PodMissing, of.lane.object, at), due })
}

/// A proof, or the word that there is none.
fn settles_proof(fact: &Fact) -> bool {
    match &fact.received.event.body {
        Body::Document(document) => {
            let proves = matches!(document.document, DocumentKind::Pod | DocumentKind::Signature | DocumentKind::Photo);
            let pending = Content::State { state: crate::domain::event::ContentState::Pending };
            proves && document.content.as_ref().is_some_and(|content| *content != pending)
        }
        Body::Milestone(said) => {
            let settles = matches!(said.milestone, Milestone::PodAvailable | Milestone::PodUnavailable);
            settles && said.classifier == Classifier::Actual
        }
        _ => false,
    }
}

fn not_confirmed(context: &Context, of: &Of) -> Option<Watch> {
    let at = of.lane.delivered_at.filter(|_| of.lane.state == State::Delivered)?;
    let owner = |fact: &&Fact| {
        // A retraction alone is no word of an order.
        let speaks = fact.status != EventStatus::Withdrawn && !matches!(fact.received.event.body, Body::Retraction(_));
        speaks && context.ownership.rank(StatusDomain::Finance, &fact.received.source) == 0
    };
    let mut words = context.evidence.all().iter().filter(owner).peekable();
    words.peek()?;
    if words.any(|fact| confirms(context, fact, of.lane.object)) || acknowledged(context, of.lane.object) {
        return None;
    }
    let limit = context.policy.delivered_not_confirmed;
    let due = of.place.after(context, at.micros, limit, Whose::Country, Counting::WholeDays)?;
    Some(Watch { active: exception(Exception::DeliveredNotConfirmed, of.lane.object, at), due })
}

/// The owner of the order says that it is delivered or posted, or calls the order done.
fn confirms(context: &Context, fact: &Fact, lane: ObjectId) -> bool {
    let ours = || {
        let around = context.graph.around(lane);
        around.contains(&fact.received.object)
            || context.graph.kind(fact.received.object) == Some(crate::domain::reference::ObjectKind::Order)
    };
    match &fact.received.event.body {
        Body::Milestone(said) if said.classifier == Classifier::Actual => {
            let posts = matches!(
                said.milestone,
                Milestone::Delivered | Milestone::GoodsIssuePosted | Milestone::InvoiceReleased
            );
            posts && ours()
        }
        Body::Order(order) => {
            let status = order.header.as_ref().and_then(|header| header.status.as_deref()).unwrap_or_default();
            ["closed", "completed", "delivered", "invoiced"].contains(&status.trim().to_lowercase().as_str())
        }
        _ => false,
    }
}

fn acknowledged(context: &Context, lane: ObjectId) -> bool {
    let around = context.graph.around(lane);
    let is_owner = |destination: &str| {
        context.ownership.system(&destination.into()) == Some(System::Erp) || destination.eq_ignore_ascii_case("erp")
    };
    let knows = |answer: &&ledger::Answer| {
        answer.ack.ok
            && answer.milestone == Some(Milestone::Delivered)
            && is_owner(&answer.ack.destination)
            && around.contains(&answer.object)
    };
    context.ledger.answers().iter().any(|answer| knows(&answer))
}

/// The latest news is a code that no table knows.
fn unmapped(of: &Of) -> Option<Watch> {
    let unknown =
        |fact: &&Fact| fact.counts() && fact.milestone().is_some_and(|said| said.milestone == Milestone::Unmapped);
    let fact = of.lane.facts.iter().rfind(unknown)?;
    let progress = of.lane.journey.last().map(|step| step.received.at.micros);
    if of.is_over() || progress > Some(fact.received.at.micros) {
        return None;
    }
    let mut active = exception(Exception::Unmapped, of.lane.object, fact.received.at);
    active.place = fact.place.cloned();
    active.raw = fact.received.event.raw.clone();
    Some(at_once(active))
}

/// The word of a source that we heard last claims to come from the future.
fn skewed(of: &Of) -> Option<Watch> {
    // A word is a happening: a retraction says nothing of the clock that dates happenings.
    let tells = |fact: &&Fact| fact.milestone().is_some() || fact.exception().is_some();
    let stands = |fact: &&Fact| fact.status != EventStatus::Withdrawn && tells(fact);
    let skews = of.lane.facts.iter().filter(|fact| fact.status == EventStatus::ClockSkew && tells(fact));
    let latest = skews.filter(|skewed| {
        let later = of.lane.facts.iter().filter(stands).filter(|fact| fact.received.source == skewed.received.source);
        later.map(|fact| fact.received.received_at).max() == Some(skewed.received.received_at)
    });
    let fact = latest.max_by_key(|fact| (fact.received.received_at, fact.received.id)).filter(|_| !of.is_over())?;
    let since = Moment { micros: fact.received.received_at, offset_seconds: 0, zone_known: true, day_only: false };
    Some(at_once(exception(Exception::ClockSkew, of.lane.object, since)))
}
