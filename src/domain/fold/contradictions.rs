//! Contradictions between happenings (rule 4).
//!
//! **A system of lower rank against the owner.** Only *decisive* milestones are judged, those that an owner would surely tell:
//! picked up, delivered, returning, returned, cancelled. What a system without the word asserts of one of them
//! - *agrees* when the owner tells the same within [`Policy::agreement`] (two hours), or is past it already;
//! - *contradicts* when the owner tells the same at another time; when it tells something less advanced more than two hours
//!   later (ERP "delivered" at ten, the carrier's hub scan at three); or when it has not confirmed it two hours after we heard;
//! - until then merely *precedes* the owner's word: no conflict yet, and the fold says when it becomes one.
//!
//! **Two systems of one rank.** Nobody has the better word, and the overlay `SOURCE_CONFLICT` says so, while
//! - one tells of movement, or of a part that has come, more than two hours after another told of full delivery, and never tells of
//!   the delivery itself; or
//! - they date the pick-up, the delivery or the return more than two hours apart.
//!
//! **Another delivery of what has been delivered** contradicts the first, also that of the same system, when it took place elsewhere or
//! more than a day apart.
//!
//! Who is the witness of another's telling has told it too: it makes no difference which of them was heard first.
//!
//! Unknown zones widen the two hours by the margin that they may hide. Several packages are judged one by one.
//!
//! [`Policy::agreement`]: crate::domain::policy::Policy::agreement

use std::collections::BTreeMap;

use super::{
    Context,
    authority::Sphere,
    claims,
    evidence::Fact,
    journey::{Leg, Step},
    packages, repeated,
    shipments::Lane,
    witnesses,
};
use crate::domain::{
    event::Relation,
    id::{ObjectId, SourceId},
    milestone::{Extent, Milestone},
    ownership::StatusDomain,
    reason::Exception,
    reference::ObjectKind,
    time::Moment,
    view::{ActiveException, Claim, ClaimedValue, Conflict, EventStatus, Matter, Why},
};

/// Deliveries of one thing in one place that are no further apart (microseconds) are one delivery, told again.
const DAY: i64 = 86_400_000_000;

/// What was found, and when more will be.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub conflicts: Vec<Conflict>,
    /// Microseconds UTC; not before now.
    pub next: Option<i64>,
}

impl Found {
    /// The overlay for those of one rank.
    pub fn overlays(&self) -> impl Iterator<Item = ActiveException> {
        overlays(&self.conflicts)
    }
}

/// `SOURCE_CONFLICT` where systems of one rank contradict each other: once an object, since the latest claim.
pub(super) fn overlays(conflicts: &[Conflict]) -> impl Iterator<Item = ActiveException> {
    let mut since: BTreeMap<ObjectId, Moment> = BTreeMap::new();
    for conflict in conflicts.iter().filter(|conflict| matches!(conflict.why, Why::Later | Why::Stands)) {
        let claims = conflict.others.iter().chain([&conflict.shown]);
        if let Some(at) = claims.filter_map(|claim| claim.at).max_by_key(|at| at.micros) {
            let kept = since.entry(conflict.object).or_insert(at);
            *kept = (*kept).max(at);
        }
    }
    since.into_iter().map(|(object, since)| super::watch::exception(Exception::SourceConflict, object, since))
}

/// In a stable order, and each matter of an object once for every reason why one of the sides is shown.
pub(super) fn tidy(conflicts: impl Iterator<Item = Conflict>) -> Vec<Conflict> {
    let mut tidy: Vec<Conflict> = Vec::new();
    for conflict in conflicts {
        let same = |known: &&mut Conflict| {
            known.object == conflict.object && known.matter == conflict.matter && known.why == conflict.why
        };
        match tidy.iter_mut().find(same) {
            Some(known) if known.row == conflict.row => {
                // Judged in two shipments, a parcel may be shown by either; what is shown contradicts only others.
                let same = conflict.shown.event == known.shown.event;
                let new = conflict.others.into_iter().filter(|other| same || other.source != known.shown.source);
                let new = new.filter(|other| !known.others.contains(other));
                let new: Vec<Claim> = new.collect();
                known.others.extend(new);
            }
            _ => tidy.push(conflict),
        }
    }
    for conflict in &mut tidy {
        conflict.others.sort_by(|one, other| (&one.source, one.event).cmp(&(&other.source, other.event)));
    }
    tidy.sort_by(|one, other| {
        let key = |conflict: &Conflict| (conflict.object, conflict.row, matter(&conflict.matter), conflict.why);
        key(one).cmp(&key(other))
    });
    tidy
}

fn matter(matter: &Matter) -> (Option<Milestone>, Option<String>) {
    match matter {
        Matter::Milestone(milestone) => (Some(*milestone), None),
        Matter::Field(field) => (None, Some(field.clone())),
    }
}

enum Judged<'a> {
    Agrees,
    /// Until then (microseconds UTC) nobody can say.
    Precedes(i64),
    Contradicts(Step<'a>),
}

/// Judges what systems without the word assert of the lane and its packages, and those of one rank.
pub(super) fn of_lane<'a>(context: &Context<'a>, lane: &Lane<'a>) -> Found {
    let kind = context.graph.kind(lane.object).unwrap_or(ObjectKind::Shipment);
    let mut found = Found::default();
    for fact in asserted(&lane.facts).into_iter().filter(|fact| is_of_lane_alone(context, lane, fact.received.object)) {
        let parcel = lane.parcels.iter().find(|parcel| parcel.object == fact.received.object);
        let journey = parcel.map_or(&lane.journey, |parcel| &parcel.journey);
        judge_one(context, fact, journey.known(), &mut found);
    }
    if lane.parcels.len() > 1 {
        for parcel in &lane.parcels {
            found.conflicts.extend(of_one_rank(context, (parcel.object, ObjectKind::Package), parcel.journey.known()));
        }
    } else {
        found.conflicts.extend(of_one_rank(context, (lane.object, kind), lane.journey.known()));
    }
    found
}

/// The shipment itself, or a package of no other shipment. A trip carries several shipments and says nothing decisive of one:
/// judged in each of them, a claim would be due again where it is shown already.
fn is_of_lane_alone(context: &Context, lane: &Lane, object: ObjectId) -> bool {
    let is_parcel = lane.parcels.iter().any(|parcel| parcel.object == object);
    object == lane.object || (is_parcel && context.graph.holders(object, Relation::Contains).count() <= 1)
}

/// Judges what systems without the word assert of the order and its deliveries.
pub(super) fn of_order(context: &Context, facts: &[Fact], lanes: &[Lane]) -> Found {
    let mut found = Found::default();
    for fact in asserted(facts) {
        let object = fact.received.object;
        let around = context.graph.around(object);
        let own = around.iter().flat_map(|near| context.evidence.about(*near)).filter_map(Step::of);
        let ours = lanes.iter().filter(|lane| around.contains(&lane.object));
        let all_delivered = ours.clone().filter(|lane| lane.is_live()).all(|lane| lane.delivered_at.is_some());
        let steps = ours.flat_map(|lane| lane.journey.known().iter().copied()).chain(own);
        let mut steps: Vec<Step> = steps
            .map(|step| {
                let is_part = step.is_full_delivery() && !all_delivered;
                if is_part { Step { extent: Extent::Partial, ..step } } else { step }
            })
            .collect();
        steps.sort_by_key(Step::order);
        judge_one(context, fact, &steps, &mut found);
    }
    found
}

/// The decisive milestones that count for nothing because another system has the word: of each object, source and milestone
/// the latest.
fn asserted<'f, 'a>(facts: &'f [Fact<'a>]) -> Vec<&'f Fact<'a>> {
    let mut latest: BTreeMap<_, &Fact> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| fact.status == EventStatus::Evidence && !fact.is_witness) {
        if let Some(said) = fact.actual().filter(|said| is_decisive(said.milestone)) {
            latest.insert((fact.received.object, said.milestone, &fact.received.source), fact);
        }
    }
    latest.into_values().collect()
}

fn is_decisive(milestone: Milestone) -> bool {
    matches!(
        milestone,
        Milestone::PickedUp | Milestone::Delivered | Milestone::Returning | Milestone::Returned | Milestone::Cancelled
    )
}

fn judge_one(context: &Context, fact: &Fact, steps: &[Step], found: &mut Found) {
    match judge(context, fact, steps) {
        Judged::Agrees => {}
        Judged::Precedes(until) => found.next = found.next.into_iter().chain([until]).min(),
        Judged::Contradicts(step) => add(context, fact, &step, &mut found.conflicts),
    }
}

fn judge<'a>(context: &Context, fact: &Fact, steps: &[Step<'a>]) -> Judged<'a> {
    let Some(said) = fact.actual() else { return Judged::Agrees };
    let received = fact.received;
    let at = received.at.micros;
    let near = |step: &Step| context.policy.agreement_micros(received.at.zone_known && step.received.at.zone_known);
    let Some(domain) = StatusDomain::of(said.milestone, received.event.of) else { return Judged::Agrees };
    let rank = |source: &SourceId| context.ownership.rank(domain, source);
    let has_the_word = |step: &&Step| {
        Sphere::of(step.milestone, step.received.event.of) == Some(domain.into())
            && rank(&step.received.source) < rank(&received.source)
    };
    let owners: Vec<&Step> = steps.iter().filter(has_the_word).collect();
    let Some(last) = owners.last() else { return Judged::Agrees };
    let is_same = |step: &Step| {
        step.milestone == said.milestone && (step.extent == said.extent || said.extent == Extent::Partial)
    };
    let same = owners.iter().filter(|step| is_same(step));
    if let Some(step) = same.min_by_key(|step| (step.received.at.micros - at).saturating_abs()) {
        let apart = step.received.at.micros.saturating_sub(at).saturating_abs();
        return if apart > near(step) { Judged::Contradicts(**step) } else { Judged::Agrees };
    }
    let behind = |step: &Step| step.milestone.progress() <= said.milestone.progress();
    if let Some(step) =
        owners.iter().rev().find(|step| behind(step) && step.received.at.micros > at.saturating_add(near(step)))
    {
        return Judged::Contradicts(**step);
    }
    if !owners.iter().all(|step| behind(step)) {
        return Judged::Agrees;
    }
    let until = at.max(received.received_at).saturating_add(near(last));
    if context.now < until { Judged::Precedes(until) } else { Judged::Contradicts(**last) }
}

/// Adds the claim to the conflict about the same milestone of the same object, or makes one.
fn add(context: &Context, fact: &Fact, shown: &Step, conflicts: &mut Vec<Conflict>) {
    let Some((said, of)) = fact.actual().map(|said| (said, fact.received.event.of)) else { return };
    let matter = Matter::Milestone(said.milestone);
    let claim = Claim {
        says: ClaimedValue::Milestone { milestone: said.milestone, extent: said.extent },
        ..of_told(fact.received)
    };
    let same = |known: &&mut Conflict| known.object == fact.received.object && known.matter == matter;
    if let Some(known) = conflicts.iter_mut().find(same) {
        if known.others.iter().all(|other| other.event != claim.event) {
            known.others.push(claim);
        }
        return;
    }
    let Some(domain) = StatusDomain::of(said.milestone, of) else { return };
    let rank = |source: &SourceId| context.ownership.rank(domain, source);
    conflicts.push(Conflict {
        object: fact.received.object,
        of,
        row: domain.into(),
        owners: claims::owners(context, domain),
        matter,
        shown: of_step(shown),
        why: claims::why(rank(&shown.received.source), rank(&fact.received.source)),
        others: vec![claim],
    });
}

/// Systems of one rank about one object.
fn of_one_rank<'a>(context: &Context<'a>, (object, of): (ObjectId, ObjectKind), steps: &[Step<'a>]) -> Vec<Conflict> {
    let delivered: Vec<&Step> = steps.iter().filter(|step| step.is_full_delivery()).collect();
    let mut found: Vec<Conflict> = Vec::new();
    if let Some(arrival) = repeated::arrival(steps) {
        found.extend(still_moving(context, (object, of), arrival, steps, &delivered));
        found.extend(dated_apart(context, (object, of), (arrival, Why::Stands), &delivered));
    }
    for milestone in [Milestone::PickedUp, Milestone::Returned] {
        let dated: Vec<&Step> = steps.iter().filter(|step| step.milestone == milestone).collect();
        if let Some(last) = dated.last() {
            found.extend(dated_apart(context, (object, of), (last, Why::Later), &dated));
        }
    }
    found
}

/// Another source tells of movement, or of a part only, long after the delivery, which it never tells of.
fn still_moving<'a>(
    context: &Context<'a>,
    (object, of): (ObjectId, ObjectKind),
    shown: &Step<'a>,
    steps: &[Step<'a>],
    delivered: &[&Step<'a>],
) -> Option<Conflict> {
    let came_back = steps.iter().any(|step| matches!(step.milestone, Milestone::Returning | Milestone::Returned));
    if came_back {
        return None;
    }
    // Who told the delivery beside another is its witness, and has told it too.
    let confirms = |step: &Step| delivered.iter().any(|one| tells(context, one, &step.received.source));
    let moves = |step: &Step| {
        let is_way = (Milestone::PickedUp..=Milestone::DeliveryAttempted).contains(&step.milestone);
        let is_open = is_way || packages::is_partial_delivery(step);
        is_open && !confirms(step) && is_far(context, shown, step) && step.received.at.micros > shown.received.at.micros
    };
    let others = latest_of_each(steps.iter().flat_map(|step| tellings(context, step)).filter(moves));
    let matter = Matter::Milestone(Milestone::Delivered);
    (!others.is_empty()).then(|| conflict(context, (object, of), matter, shown, others, Why::Stands))
}

/// Sources that date the same milestone far from the one that is shown, and other deliveries of what has been delivered.
fn dated_apart<'a>(
    context: &Context<'a>,
    (object, of): (ObjectId, ObjectKind),
    (shown, why): (&Step<'a>, Why),
    all: &[&Step<'a>],
) -> Option<Conflict> {
    let agrees = |step: &Step| {
        all.iter().any(|other| tells(context, other, &step.received.source) && !is_far(context, shown, other))
    };
    let differs = |step: &Step| step.received.source != shown.received.source && !agrees(step);
    let received = all.iter().flat_map(|step| tellings(context, step));
    let others =
        latest_of_each(received.filter(|step| differs(step) || is_another_delivery(context, shown, step, all)));
    let matter = Matter::Milestone(shown.milestone);
    (!others.is_empty()).then(|| conflict(context, (object, of), matter, shown, others, why))
}

/// Whether it repeats the delivery that is shown, elsewhere or more than a day apart.
fn is_another_delivery(context: &Context, shown: &Step, step: &Step, all: &[&Step]) -> bool {
    let before = |one: &&&Step| one.leg != Leg::Repeated && one.order() < shown.order();
    let is_of_former = all.iter().rfind(before).is_some_and(|former| step.order() < former.order());
    let zones_known = step.received.at.zone_known && shown.received.at.zone_known;
    let day = DAY.saturating_add(if zones_known { 0 } else { context.policy.margin_micros() });
    let apart = step.received.at.micros.saturating_sub(shown.received.at.micros).saturating_abs();
    let is_elsewhere = shown.place.zip(step.place).is_some_and(|(one, other)| witnesses::contradicts(one, other));
    step.leg == Leg::Repeated && !is_of_former && (is_elsewhere || apart > day)
}

/// That step as each of those told it that have the word.
fn tellings<'a>(context: &Context<'a>, step: &Step<'a>) -> Vec<Step<'a>> {
    let domain = StatusDomain::of(step.milestone, step.received.event.of);
    let rank = |source: &SourceId| domain.map(|domain| context.ownership.rank(domain, source));
    let witnesses = context.evidence.witnesses(step.received.id).iter().copied();
    let equals = witnesses.filter(|witness| rank(&witness.source) == rank(&step.received.source));
    [*step].into_iter().chain(equals.map(|received| Step { received, ..*step })).collect()
}

/// What each source says last of it; `steps` are in the order of time.
fn latest_of_each<'a>(steps: impl Iterator<Item = Step<'a>>) -> Vec<Claim> {
    let latest: BTreeMap<&SourceId, Step> = steps.map(|step| (&step.received.source, step)).collect();
    latest.values().map(of_step).collect()
}

/// Whether `source` told that step, first or as a witness.
fn tells(context: &Context, step: &Step, source: &SourceId) -> bool {
    let witnesses = context.evidence.witnesses(step.received.id);
    step.received.source == *source || witnesses.iter().any(|witness| witness.source == *source)
}

fn is_far(context: &Context, one: &Step, other: &Step) -> bool {
    let near = context.policy.agreement_micros(one.received.at.zone_known && other.received.at.zone_known);
    one.received.at.micros.saturating_sub(other.received.at.micros).saturating_abs() > near
}

fn conflict(
    context: &Context,
    (object, of): (ObjectId, ObjectKind),
    matter: Matter,
    shown: &Step,
    others: Vec<Claim>,
    why: Why,
) -> Conflict {
    let domain = StatusDomain::of(shown.milestone, of).unwrap_or(StatusDomain::Delivery);
    let owners = claims::owners(context, domain);
    Conflict { object, of, row: domain.into(), owners, matter, shown: of_step(shown), others, why }
}

fn of_step(step: &Step) -> Claim {
    Claim { says: ClaimedValue::Milestone { milestone: step.milestone, extent: step.extent }, ..of_told(step.received) }
}

fn of_told(received: &crate::domain::fold_input::ReceivedEvent) -> Claim {
    Claim {
        source: received.source.clone(),
        says: ClaimedValue::Value(String::new()),
        at: Some(received.at),
        received: Some(received.received_at),
        event: Some(received.id),
    }
}
