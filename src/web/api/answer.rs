//! An order as the API tells it: the answer, not the evidence. Nothing here is a partner's raw payload.

use std::collections::BTreeMap;

use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    search::WaitingNumber,
    time::{micros, moment},
};
use crate::{
    domain::{
        carriers,
        event::{Content, ContentState, DocumentKind, LineQuantity, Place},
        fate::{self, Fate, Piece},
        milestone::{Extent, Stage},
        reference::{RefKind, Reference},
        view::{
            ActiveException, Claim, ClaimedValue, Conflict, DocumentView, Estimate, Headline, Matter, ShipmentView,
            State, View,
        },
        words::{Advice, at_destination, destination, next_actions, promised, sentence},
        zone::{at_place, no_sites, zone_of},
    },
    store::{OrderDesk, OrderRow, Waiting},
    web::desk_facts,
};

/// One order.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Order {
    /// Our number of it, for `/api/v1/orders/{id}` and for `/orders/{id}` in a browser.
    id: String,
    /// Grows with every change.
    version: i64,
    /// When it was last worked out.
    updated: String,
    /// Its names, the best first: order, purchase order and storefront numbers.
    references: Vec<Name>,
    /// The sales organisation that owns it.
    sales_organisation: Option<String>,
    /// One word for where it stands: `ordered`, `moving`, `delivered` …
    #[schema(value_type = String)]
    state: crate::domain::view::State,
    /// What happened last that counts.
    milestone: Option<Happened>,
    /// The IANA zone of the place where the goods arrive, where it is known.
    time_zone: Option<String>,
    /// The last instant at which the promise is kept, on the clocks where the goods arrive; without an offset where their zone is
    /// not known.
    promised_by: Option<String>,
    /// Whether the promise has been missed.
    promise_missed: bool,
    /// Whether it came so near the end of the promise that the time zone of the place decides, and nothing tells it.
    promise_unclear: bool,
    /// When the order was cancelled, also where goods were delivered all the same; on the clocks where they arrive.
    cancelled: Option<String>,
    /// When the whole of it is expected: the latest of its shipments' estimates.
    expected: Option<Expected>,
    /// The day of delivery that was agreed with the customer, while it is still to come: `2026-12-03`.
    agreed: Option<String>,
    /// Whether the customer says that what was delivered has not been received, and that is being investigated.
    not_received: bool,
    /// The exception that leads, with its reason.
    exception: Option<Trouble>,
    /// The answer in a sentence, days and times as where the goods arrive.
    sentence: String,
    /// What to do next, the most pressing first.
    next_actions: Vec<Action>,
    /// Where it was scanned last.
    last_seen: Option<Seen>,
    /// How many shipments, and how many of them are delivered.
    shipments_total: u32,
    /// See `shipments_total`.
    shipments_delivered: u32,
    /// Pieces ordered, a decimal; 0 where the lines' units of measure differ.
    units_ordered: String,
    /// Of them, with the customer.
    units_delivered: String,
    /// Of them, back at the sender.
    units_returned: String,
    /// Of them, on their way back to the sender.
    units_returning: String,
    /// What became of its packages, each outcome with their number.
    outcomes: Vec<Outcome>,
    /// What is wrong with the order itself; what is wrong with a shipment stands there.
    exceptions: Vec<Trouble>,
    /// Where systems say different things, who won and why.
    conflicts: Vec<Contradiction>,
    /// Each shipment.
    shipments: Vec<Shipment>,
    /// Proof of delivery.
    proof_of_delivery: Proof,
    /// When each source last spoke of this order.
    sources: Vec<Source>,
    /// What was reported under its carriers' numbers of another carrier, and belongs to no order: the carrier has to be
    /// corrected on one side.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    waiting: Vec<WaitingNumber>,
}

/// A name of something.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Name {
    /// `order`, `tracking` …
    kind: &'static str,
    /// Whose number it is.
    scope: String,
    /// The number as sent.
    value: String,
}

/// A milestone that was reached.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Happened {
    /// `PICKED_UP`, `DELIVERED` …
    code: &'static str,
    /// When, with the offset of the place; without one where its zone is not known.
    at: String,
    /// Where, in words.
    place: Option<String>,
    /// Who said so.
    source: String,
}

/// When delivery is expected.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Expected {
    /// Not before.
    from: Option<String>,
    /// Not after.
    to: Option<String>,
    /// Who says so.
    source: String,
    /// Whether that is after the promise.
    past_promise: bool,
}

/// Something is wrong.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Trouble {
    /// `DELAYED`, `ON_HOLD` …
    code: &'static str,
    /// `WEATHER`, `BAD_ADDRESS` …
    reason: Option<&'static str>,
    /// Since when.
    since: String,
    /// Where, in words.
    place: Option<String>,
}

/// A recommendation.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Action {
    /// What to do.
    text: String,
    /// Why.
    why: String,
}

/// Where something was scanned last.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Seen {
    /// In words.
    place: String,
    /// When.
    at: String,
}

/// One shipment.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Shipment {
    /// Its names: shipment, bill of lading, PRO and booking numbers.
    references: Vec<Name>,
    /// Tracking numbers, its own and its packages'.
    tracking: Vec<Name>,
    /// The carrier's SCAC, also where the sender wrote a code of an API or a usual name.
    carrier: Option<String>,
    /// One word for where it stands.
    #[schema(value_type = String)]
    state: crate::domain::view::State,
    /// What happened last that counts.
    milestone: Option<Happened>,
    /// When delivery is expected.
    expected: Option<Expected>,
    /// When it was delivered in full.
    delivered: Option<String>,
    /// Where it was scanned last.
    last_seen: Option<Seen>,
    /// The day on which it was out for delivery, once that day is over and it is still to come: `2026-11-27`.
    out_for_delivery_on: Option<String>,
    /// What is wrong with it.
    exceptions: Vec<Trouble>,
    /// Each of its packages.
    packages: Vec<Package>,
}

/// One package.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Package {
    /// Its names: tracking numbers, SSCC.
    references: Vec<Name>,
    /// One word for where it stands.
    #[schema(value_type = String)]
    state: crate::domain::view::State,
    /// What became of it: `delivered`, `to_come`, `returning`, `returned`, `lost`, `destroyed` or `cancelled`.
    #[schema(value_type = String)]
    outcome: Fate,
    /// What happened last that counts.
    milestone: Option<Happened>,
    /// When it was delivered in full, also where it went back afterwards.
    delivered: Option<String>,
    /// What is in it, where that was told.
    lines: Vec<PackedLine>,
    /// What is wrong with this package alone; it stands among the exceptions of its shipment too.
    exceptions: Vec<Trouble>,
}

/// So much of an order line.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PackedLine {
    /// The line's number.
    line: String,
    /// How much, a decimal.
    quantity: String,
    /// That as it was sent, where it cannot be read: then it is not known how much, and `quantity` is 0.
    quantity_as_sent: Option<String>,
    /// Unit of measure.
    unit: Option<String>,
}

/// How many packages ended alike.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Outcome {
    /// `delivered`, `to_come`, `returning`, `returned`, `lost`, `destroyed` or `cancelled`.
    #[schema(value_type = String)]
    outcome: Fate,
    /// So many packages; a shipment whose packages nobody told counts as one.
    count: u32,
}

/// Proof of delivery.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Proof {
    /// `available`, `pending`, `unavailable`, or `none` when nobody has spoken of one.
    state: &'static str,
    /// Who signed, where that is told.
    signed_by: Vec<String>,
}

/// Systems say different things of one matter.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Contradiction {
    /// A milestone's code (`DELIVERED`), or the field of a statement (`deliver_by`).
    about: String,
    /// The row of the ownership table that decides: `status.delivery`, `section.order.promise`.
    row: String,
    /// What is shown.
    shown: Claimed,
    /// What others say, which is kept as evidence.
    others: Vec<Claimed>,
    /// Why that is shown: `owner`, `rank`, `later` or `stands`.
    #[schema(value_type = String)]
    why: crate::domain::view::Why,
}

/// One side of it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Claimed {
    /// Who says so.
    source: String,
    /// A milestone's code, or a value.
    says: String,
    /// Whether it happened to a part only.
    partial: bool,
    /// When it happened or was said, where that is known.
    at: Option<String>,
}

/// How fresh a source is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Source {
    /// Which.
    source: String,
    /// When we last heard of this order from it.
    as_of: String,
}

impl Order {
    /// The answer of a stored order.
    pub fn of(row: &OrderRow, desk: &OrderDesk, now: Timestamp) -> Self {
        let view = &*row.view;
        let desk = desk_facts::facts(view, desk, now);
        Self {
            id: view.order.to_string(),
            version: row.version.version,
            updated: micros(row.updated),
            references: names(&view.refs),
            sales_organisation: view.sales_org.clone(),
            state: view.state,
            milestone: view.headline.as_ref().map(|headline| happened(headline, view)),
            time_zone: destination(view).and_then(|zone| zone.iana_name().map(str::to_owned)),
            promised_by: promised(view).map(moment),
            promise_missed: view.promise_missed,
            promise_unclear: view.promise_unclear,
            cancelled: view.cancelled_at.map(|at| moment(at_destination(at, view))),
            expected: latest(view).map(|estimate| expected(estimate, view)),
            agreed: desk.agreed.map(|day| day.to_string()),
            not_received: desk.not_received,
            exception: view.leading.as_ref().map(trouble),
            sentence: sentence(view, desk, now).whole(),
            next_actions: next_actions(view, desk, now).into_iter().map(action).collect(),
            last_seen: last_seen(view),
            shipments_total: view.counts.shipments,
            shipments_delivered: view.counts.delivered,
            units_ordered: view.counts.units.to_string(),
            units_delivered: view.counts.units_delivered.to_string(),
            units_returned: view.counts.units_returned.to_string(),
            units_returning: view.counts.units_returning.to_string(),
            outcomes: outcomes(view),
            exceptions: view.exceptions.iter().map(trouble).collect(),
            conflicts: view.conflicts.iter().map(|conflict| contradiction(conflict, view)).collect(),
            shipments: view.shipments.iter().map(|one| shipment(one, view)).collect(),
            proof_of_delivery: proof(view),
            sources: view
                .sources
                .iter()
                .map(|s| Source { source: s.source.0.clone(), as_of: micros(s.heard) })
                .collect(),
            waiting: Vec::new(),
        }
    }

    /// With what waits under its numbers.
    pub fn with_waiting(self, waiting: &[Waiting]) -> Self {
        Self { waiting: waiting.iter().map(WaitingNumber::of).collect(), ..self }
    }
}

fn outcomes(view: &View) -> Vec<Outcome> {
    let mut counts: BTreeMap<Fate, u32> = BTreeMap::new();
    for piece in fate::pieces(view) {
        let count = counts.entry(piece.fate).or_default();
        *count = count.saturating_add(1);
    }
    counts.into_iter().map(|(outcome, count)| Outcome { outcome, count }).collect()
}

fn package(piece: &Piece, view: &View) -> Option<Package> {
    let package = piece.package?;
    let own = piece.shipment.exceptions.iter().filter(|active| active.object == package.object);
    let line = |line: &LineQuantity| PackedLine {
        line: line.line.clone(),
        quantity: line.quantity.to_string(),
        quantity_as_sent: line.quantity_as_sent.clone(),
        unit: line.unit.clone(),
    };
    Some(Package {
        references: names(&package.refs),
        state: piece.state,
        outcome: piece.fate,
        milestone: package.headline.as_ref().map(|headline| happened(headline, view)),
        delivered: package.delivered_at.map(|at| moment(at_destination(at, view))),
        exceptions: own.map(trouble).collect(),
        lines: package.lines.iter().map(line).collect(),
    })
}

fn action(advice: Advice) -> Action {
    Action { text: advice.title, why: advice.why }
}

fn names<'a>(references: impl IntoIterator<Item = &'a Reference>) -> Vec<Name> {
    let name = |r: &Reference| Name { kind: r.kind.as_str(), scope: r.scope.clone(), value: r.value.clone() };
    references.into_iter().map(name).collect()
}

fn happened(headline: &Headline, view: &View) -> Happened {
    let is_at_door = headline.milestone.stage() == Stage::Delivery && headline.place.as_ref().and_then(zone).is_none();
    let at =
        if is_at_door { at_destination(headline.at, view) } else { at_place(headline.at, headline.place.as_ref()) };
    Happened {
        code: headline.milestone.as_str(),
        at: moment(at),
        place: headline.place.as_ref().and_then(words),
        source: headline.source.0.clone(),
    }
}

fn zone(place: &Place) -> Option<TimeZone> {
    zone_of(place, &no_sites)
}

fn latest(view: &View) -> Option<&Estimate> {
    let estimates = view.shipments.iter().filter_map(|shipment| shipment.estimate.as_ref());
    estimates.max_by_key(|estimate| estimate.to.or(estimate.from).map(|at| at.micros))
}

fn expected(estimate: &Estimate, view: &View) -> Expected {
    let moment = |at| moment(at_destination(at, view));
    Expected {
        from: estimate.from.map(moment),
        to: estimate.to.map(moment),
        source: estimate.source.0.clone(),
        past_promise: estimate.past_promise,
    }
}

fn trouble(exception: &ActiveException) -> Trouble {
    Trouble {
        code: exception.exception.as_str(),
        reason: exception.reason.map(crate::domain::reason::Reason::as_str),
        since: moment(at_place(exception.since, exception.place.as_ref())),
        place: exception.place.as_ref().and_then(words),
    }
}

fn contradiction(conflict: &Conflict, view: &View) -> Contradiction {
    let (kind, name) = conflict.row.as_str();
    Contradiction {
        about: match &conflict.matter {
            Matter::Milestone(milestone) => milestone.as_str().to_owned(),
            Matter::Field(field) => field.clone(),
        },
        row: format!("{kind}.{name}"),
        shown: claimed(&conflict.shown, view),
        others: conflict.others.iter().map(|other| claimed(other, view)).collect(),
        why: conflict.why,
    }
}

fn claimed(claim: &Claim, view: &View) -> Claimed {
    Claimed {
        source: claim.source.0.clone(),
        says: match &claim.says {
            ClaimedValue::Milestone { milestone, .. } => milestone.as_str().to_owned(),
            ClaimedValue::Value(value) => value.clone(),
        },
        partial: matches!(claim.says, ClaimedValue::Milestone { extent: Extent::Partial, .. }),
        at: claim.at.map(|at| moment(at_destination(at, view))),
    }
}

fn last_seen(view: &View) -> Option<Seen> {
    let seen = view.shipments.iter().filter_map(|shipment| shipment.last_seen.as_ref());
    seen.max_by_key(|seen| seen.at.micros).and_then(self::seen)
}

fn seen(seen: &crate::domain::view::Seen) -> Option<Seen> {
    Some(Seen { place: words(&seen.place)?, at: moment(at_place(seen.at, Some(&seen.place))) })
}

fn shipment(shipment: &ShipmentView, view: &View) -> Shipment {
    let (tracking, references): (Vec<&Reference>, Vec<&Reference>) =
        shipment.refs.iter().partition(|reference| reference.kind == RefKind::Tracking);
    let of_packages = shipment.packages.iter().flat_map(|package| &package.refs);
    let tracking = tracking.into_iter().chain(of_packages.filter(|reference| reference.kind == RefKind::Tracking));
    Shipment {
        references: names(references),
        tracking: names(tracking),
        carrier: shipment.carrier.as_ref().and_then(carriers::code_of),
        state: shipment.state,
        milestone: shipment.headline.as_ref().map(|headline| happened(headline, view)),
        expected: shipment.estimate.as_ref().map(|estimate| expected(estimate, view)),
        delivered: shipment.delivered_at.map(|at| moment(at_destination(at, view))),
        last_seen: shipment.last_seen.as_ref().and_then(seen),
        out_for_delivery_on: shipment.out_on.map(|day| day.to_string()),
        exceptions: shipment.exceptions.iter().map(trouble).collect(),
        packages: fate::of_shipment(shipment).iter().filter_map(|piece| package(piece, view)).collect(),
    }
}

/// The best that is known: what is here, then what will come, then what there is not.
fn proof(view: &View) -> Proof {
    // Who signed where a return ended has signed for the return.
    let came = |shipment: &&ShipmentView| shipment.state != State::Returned || shipment.delivered_at.is_some();
    let of_shipments = view.shipments.iter().filter(came).flat_map(|shipment| &shipment.documents);
    let proofs: Vec<&DocumentView> = of_shipments
        .chain(&view.documents)
        .filter(|d| matches!(d.document, DocumentKind::Pod | DocumentKind::Signature | DocumentKind::Photo))
        .collect();
    let any = |fits: fn(&Content) -> bool| proofs.iter().filter_map(|d| d.content.as_ref()).any(fits);
    let state = if any(|content| matches!(content, Content::Stored { .. } | Content::Inline { .. })) {
        "available"
    } else if any(|content| matches!(content, Content::Fetch { .. } | Content::State { state: ContentState::Pending }))
    {
        "pending"
    } else if any(|content| matches!(content, Content::State { state: ContentState::Unavailable })) {
        "unavailable"
    } else {
        "none"
    };
    let mut signed_by: Vec<String> = proofs.iter().filter_map(|d| d.signed_by.clone()).collect();
    signed_by.sort_unstable();
    signed_by.dedup();
    Proof { state, signed_by }
}

fn words(place: &Place) -> Option<String> {
    let named = place.name.as_ref().or(place.site.as_ref());
    let parts = [named, place.city.as_ref(), place.region.as_ref(), place.country.as_ref()];
    let mut parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    parts.dedup();
    (!parts.is_empty()).then(|| parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::Carrier;

    #[test]
    fn a_carrier_has_one_code_whatever_it_is_called() {
        let of = |scac: Option<&str>, name: Option<&str>| {
            carriers::code_of(&Carrier { scac: scac.map(str::to_owned), name: name.map(str::to_owned) })
        };
        for (scac, name) in [(Some("UPSN"), None), (Some("UPS"), Some("UPS")), (None, Some("United Parcel Service"))] {
            assert_eq!(of(scac, name).as_deref(), Some("UPSN"), "{scac:?} {name:?}");
        }
        assert_eq!(of(Some("abcd"), Some("UPS")).as_deref(), Some("UPSN"), "of two names the one that is known");
        assert_eq!(of(Some("abcd"), Some("Miller & Sons")).as_deref(), Some("ABCD"));
        assert_eq!((of(None, Some("Miller & Sons")), of(None, None)), (None, None));
    }
}
