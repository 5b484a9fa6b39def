//! Turns what the domain knows into what pages show: in words, in the reader's zone. Pure: the time and the reader are
//! parameters.

mod claim;
mod clock;
mod conflicts;
mod facts;
mod health;
mod identity;
mod insights;
mod lanes;
mod ledger;
mod logs;
mod messages;
mod milestones;
mod names;
mod objects;
mod outbound;
mod ownership;
mod proof;
mod replays;
mod says;
mod scans;
mod search;
mod standing;
mod tables;
mod tasks;
#[cfg(test)]
mod tests;
mod todo;
mod track;
mod widget;
mod worklist;

use std::collections::BTreeMap;

use app::model::{Callout, Detail, OrderPage, Shipment, Viewer};

use self::ledger::Ledger;
pub use self::{
    clock::Clock,
    health::{Counted, health},
    identity::{Ways, dispute, disputes},
    insights::{Asked, Figures, insights},
    messages::{Listed, MessageFilter, Whole, list as messages, one as message, unmapped},
    objects::{Object, Pair, hits, merging, object},
    ownership::page as ownership,
    proof::Links as ProofLinks,
    replays::replay,
    search::{examples, looked_at, result},
    tasks::{TaskFilter, tasks},
    todo::todo,
    widget::{choice, widget},
    worklist::{Item, List, at, cause_name, cursor, deed_words, file_head, file_row, item, list, verb_words},
};
use crate::{
    domain::{
        carriers,
        effect::DesiredEffect,
        reference::{RefKind, Reference},
        source_health::SourceHealth,
        view::{ShipmentView, State, View},
        words::delivery_zone,
    },
    store::{AuditRecord, OrderDesk, OutboxRow, Waiting},
};

/// One order for one reader.
pub struct Order<'a> {
    /// What the fold made of it.
    pub view: &'a View,
    /// Who reads.
    pub viewer: &'a Viewer,
    /// The version of that view.
    pub version: u64,
    /// Which list is asked for.
    pub detail: Detail,
    /// Who did what to it, newest first.
    pub audit: &'a [AuditRecord],
    /// What people wrote down around it.
    pub desk: &'a OrderDesk,
    /// What was derived from it for other systems.
    pub outbox: &'a [OutboxRow],
    /// What other systems should know of it.
    pub wants: &'a [DesiredEffect],
    /// How the sources stand.
    pub sources_health: &'a [SourceHealth],
    /// What is known under its numbers and belongs to no order.
    pub waiting: &'a [Waiting],
    /// Where its documents are opened.
    pub proof_links: ProofLinks<'a>,
    /// The names of people whose identities stand in the audit.
    pub people: &'a BTreeMap<String, String>,
}

/// The page of an order.
pub fn order(order: &Order<'_>, clock: &Clock) -> OrderPage {
    let view = order.view;
    let clock = &clock.of_order(view);
    let there = clock.elsewhere(delivery_zone(view, clock.zone()));
    let says = says::says(view, order.desk, clock);
    let proofs = proof::proofs(view, clock, order.proof_links);
    let ledger = Ledger::of(view, order.viewer.operates());
    let shipments = shipments(view, order.detail, &ledger, clock);
    OrderPage {
        id: view.order.to_string(),
        version: order.version,
        as_of: clock.time(clock.now()),
        who: facts::who(view),
        badge: says.badge,
        sentence: says.sentence,
        say: says.say,
        told: logs::told(view, clock),
        todo: todo(view, order.desk, clock),
        facts: facts::facts(view, order.desk, clock),
        freshness: facts::freshness(view, order.sources_health, clock),
        lanes: lanes::lanes(view, &there, view.shipments.iter().map(|one| facts::outcome(view, one, clock)).collect()),
        detail: order.detail,
        scan_count: count(view, scans::Which::All),
        withdrawn_count: count(view, scans::Which::Withdrawn),
        destinations: ledger.columns(),
        notices: notices(view, order.detail, &shipments, clock),
        shipments,
        outbound: outbound::outbound(order.outbox, order.wants, order.viewer, clock),
        proofs_note: proof::note(view, &proofs),
        proofs,
        waiting: search::waiting_for(view, order.waiting, clock),
        references: tables::references(view, &clock.countries(view)),
        lines: tables::lines(view, clock),
        lines_note: tables::lines_note(view),
        packages: tables::packages(view),
        packages_note: tables::packages_note(view),
        returns: tables::returns(view),
        contacts: logs::contacts(view, order.desk, order.viewer, clock),
        may_erase: order.viewer.administers() && logs::any_text(order.desk),
        history: logs::history(order.audit, order.desk, order.people, order.viewer, clock),
        deed: clock.now().as_microsecond().to_string(),
        said: logs::said(view),
        zone: clock.zone_words(),
    }
}

/// The conflicts that hang under no row: those about what is stated, and about happenings that the list folds away.
fn notices(view: &View, detail: Detail, shipments: &[Shipment], clock: &Clock) -> Vec<Callout> {
    let rows = shipments.iter().flat_map(|shipment| &shipment.stages).flat_map(|stage| &stage.rows);
    let shown: Vec<&Callout> = rows.flat_map(|row| &row.callouts).collect();
    let all = view.conflicts.iter().map(|conflict| conflicts::callout(conflict, clock));
    all.filter(|callout| detail == Detail::Milestones && !shown.contains(&callout)).collect()
}

/// A block for each shipment, the live ones first; the order's own milestones while there is none.
fn shipments(view: &View, detail: Detail, ledger: &Ledger, clock: &Clock) -> Vec<Shipment> {
    let mut blocks: Vec<(bool, Shipment)> = view
        .shipments
        .iter()
        .enumerate()
        .map(|(index, one)| (over(one), shipment(view, one, index, detail, (ledger, clock))))
        .collect();
    blocks.sort_by_key(|(over, _)| *over);
    if let Some((_, first)) = blocks.first_mut() {
        first.open = true;
    }
    let mut blocks: Vec<Shipment> = blocks.into_iter().map(|(_, block)| block).collect();
    blocks.extend(of_order(view, detail, ledger, clock));
    blocks
}

fn over(shipment: &ShipmentView) -> bool {
    matches!(shipment.state, State::Delivered | State::PartlyReturned | State::Returned | State::Cancelled)
}

fn shipment(
    view: &View,
    one: &ShipmentView,
    index: usize,
    detail: Detail,
    (ledger, clock): (&Ledger, &Clock),
) -> Shipment {
    let number = best_number(one).map(|reference| {
        let carrier = one.carrier.as_ref().and_then(carriers::shown_as);
        let who = carrier.unwrap_or_else(|| names::kind(reference.kind).to_owned());
        format!("{who} {}", reference.value)
    });
    let reports = |which| scans::scans(one.entries.iter(), which, clock);
    let (stages, scans) = match detail {
        Detail::Milestones => (milestones::stages(view, one, ledger, clock), Vec::new()),
        Detail::Scans => (Vec::new(), reports(scans::Which::All)),
        Detail::Withdrawn => (Vec::new(), reports(scans::Which::Withdrawn)),
    };
    Shipment {
        anchor: lanes::anchor(one),
        name: names::shipment(one, index, view),
        number: number.unwrap_or_default(),
        track: track::of_shipment(one, &clock.countries(view)),
        status: standing::of_shipment(one),
        open: !over(one) || detail != Detail::Milestones,
        route: milestones::route(view, one, clock),
        stages,
        scans,
    }
}

/// The number by which the carrier knows it: its own, else that of its only package, else the first.
fn best_number(shipment: &ShipmentView) -> Option<&Reference> {
    let carriers = |reference: &&Reference| matches!(reference.kind, RefKind::Tracking | RefKind::Pro);
    let package = match shipment.packages.as_slice() {
        [only] => only.refs.iter().find(carriers),
        _ => None,
    };
    shipment.refs.iter().find(carriers).or(package).or_else(|| shipment.refs.first())
}

/// How many reports there are in all.
fn count(view: &View, which: scans::Which) -> usize {
    let of_shipments = view.shipments.iter().flat_map(|shipment| &shipment.entries);
    view.entries.iter().chain(of_shipments).filter(|entry| which.holds(entry)).count()
}

/// What was told of the order itself: as a block of its own among the scans, and while nothing is shipped.
fn of_order(view: &View, detail: Detail, ledger: &Ledger, clock: &Clock) -> Option<Shipment> {
    let reports = |which| scans::scans(view.entries.iter(), which, clock);
    let (stages, scans) = match detail {
        Detail::Milestones if view.shipments.is_empty() => (milestones::order_stages(view, ledger, clock), Vec::new()),
        Detail::Milestones => return None,
        Detail::Scans => (Vec::new(), reports(scans::Which::All)),
        Detail::Withdrawn => (Vec::new(), reports(scans::Which::Withdrawn)),
    };
    let empty = stages.is_empty() && scans.is_empty();
    (!empty).then(|| Shipment {
        anchor: format!("o{}", view.order),
        name: "Order".to_owned(),
        number: view.refs.first().map(|reference| reference.value.clone()).unwrap_or_default(),
        track: None,
        status: standing::of_state(view.state),
        open: true,
        route: Vec::new(),
        stages,
        scans,
    })
}
