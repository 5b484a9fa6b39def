//! How much of each order line is in shipments and how much has arrived (rule 7: by quantity, not only by count).
//!
//! Quantities come from links: shipment → delivery → order, or shipment → order. A link without lines means "all of it",
//! and that tells a quantity only while one live shipment makes it: of two that both carry "all" nobody knows who has
//! what. Then, and where a unit does not convert into the order's or a line is not on the order, quantities are unknown and the
//! count of shipments has to do. A delivery that arrived in
//! no shipment that we know of ([`super::behind`]) counts with its own lines.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{
    Context,
    behind::Behind,
    packages,
    shipments::{Lane, is_called_off},
};
use crate::domain::{
    decimal::Dec,
    event::{LineQuantity, OrderLine, Relation},
    id::ObjectId,
    reference::{ObjectKind, same_line},
    unit,
    view::{LineView, State},
};

/// The order's lines, and what each lane has of them.
pub(super) struct Tally<'a> {
    ordered: &'a [OrderLine],
    carried: BTreeMap<ObjectId, Vec<LineQuantity>>,
    /// What was in packages that were called off, by lane.
    voided: BTreeMap<ObjectId, Vec<LineQuantity>>,
    delivered: Vec<LineQuantity>,
    /// What has been delivered, also what went back afterwards.
    came: Vec<LineQuantity>,
    /// What is back at the sender.
    returned: Vec<LineQuantity>,
    /// What is on its way back.
    returning: Vec<LineQuantity>,
    shipped: Vec<LineQuantity>,
    /// Something is on its way or has arrived, and each part tells how much of the order it is, in the order's units.
    is_known: bool,
}

impl<'a> Tally<'a> {
    pub fn of(
        context: &Context<'a>,
        (order, ordered): (ObjectId, &'a [OrderLine]),
        lanes: &[Lane],
        behind: &[Behind],
    ) -> Self {
        let carriers = Carriers::of(context, order, ordered, lanes);
        let carried: BTreeMap<ObjectId, Vec<LineQuantity>> =
            lanes.iter().map(|lane| (lane.object, carriers.lines(lane))).collect();
        let voided = lanes.iter().map(|lane| (lane.object, in_voided(context, lane, ordered))).collect();
        let of = |lane: &Lane| carried.get(&lane.object).cloned().unwrap_or_default();
        let live = || lanes.iter().filter(|lane| lane.is_live());
        let alone: Vec<(State, Vec<LineQuantity>)> = (behind.iter().filter(|behind| behind.delivered_at.is_some()))
            .map(|behind| (behind.state, delivery_lines(context, behind.object, order, ordered)))
            .collect();
        let came_alone = || alone.iter().flat_map(|(_, lines)| lines).cloned();
        let here_alone = alone.iter().filter(|(state, _)| *state == State::Delivered).flat_map(|(_, lines)| lines);
        let shipped = sum(live().flat_map(of).chain(came_alone()));
        let delivered = live().flat_map(|lane| arrived(context, lane, of(lane), ordered));
        let delivered = sum(delivered.chain(here_alone.cloned()));
        let back = |state| sum(live().flat_map(|lane| went_back(context, (lane, state), of(lane), ordered)));
        let (returned, returning) = (back(State::Returned), back(State::Returning));
        let came = sum(live().filter(|lane| lane.delivered_at.is_some()).flat_map(of).chain(came_alone()));
        let mut parts = live().map(of).chain(alone.iter().map(|(_, lines)| lines.clone())).peekable();
        let received = parts.peek().is_some() && parts.all(|lines| !lines.is_empty());
        let ordered_is_known = !ordered.is_empty() && ordered.iter().all(|line| line.quantity_as_sent.is_none());
        let is_known = ordered_is_known && received && shipped.iter().all(|line| counts(ordered, line));
        Self { ordered, carried, voided, delivered, came, returned, returning, shipped, is_known }
    }

    /// What a lane carries; empty where that is unknown.
    pub fn carried(&self, lane: ObjectId) -> Vec<LineQuantity> {
        self.carried.get(&lane).cloned().unwrap_or_default()
    }

    pub fn views(&self) -> Vec<LineView> {
        self.ordered
            .iter()
            .map(|line| LineView {
                line: line.line.clone(),
                item: line.item.clone(),
                text: line.text.clone(),
                ordered: line.quantity,
                ordered_as_sent: line.quantity_as_sent.clone(),
                unit: line.unit.clone(),
                committed: line.committed,
                shipped: quantity(&self.shipped, line),
                delivered: quantity(&self.delivered, line),
                returned: quantity(&self.returned, line),
                returning: quantity(&self.returning, line),
                shipped_otherwise: otherwise(&self.shipped, line),
                delivered_otherwise: otherwise(&self.delivered, line),
                hazmat: line.hazmat.clone(),
                constraints: line.constraints.clone(),
            })
            .collect()
    }

    /// What is in shipments under the number of a line that the order does not have.
    pub fn unmatched(&self) -> Vec<LineQuantity> {
        let has = |line: &LineQuantity| self.ordered.iter().any(|of| same_line(&line.line, &of.line));
        let unmatched = self.shipped.iter().filter(|line| !self.ordered.is_empty() && !has(line));
        unmatched.cloned().collect()
    }

    /// Whether quantities are known and something of the order has not arrived.
    pub fn is_short(&self) -> bool {
        self.is_known && self.ordered.iter().any(|line| quantity(&self.delivered, line) < line.quantity)
    }

    /// Whether quantities are known and all of the order has arrived.
    pub fn is_complete(&self) -> bool {
        self.is_known && !self.is_short()
    }

    /// Whether quantities are known and something of the order is in no live shipment.
    pub fn is_unshipped(&self) -> bool {
        self.is_known && self.ordered.iter().any(|line| quantity(&self.shipped, line) < line.quantity)
    }

    /// Whether quantities are known and something of what a lane was to carry is in no live shipment.
    pub fn is_left(&self, lane: ObjectId) -> bool {
        self.lacks_some_of(&self.carried(lane))
    }

    /// Whether quantities are known and something of what was in packages of a lane that were called off is in no live shipment.
    pub fn is_left_of_voided(&self, lane: ObjectId) -> bool {
        self.voided.get(&lane).is_some_and(|lines| self.lacks_some_of(lines))
    }

    fn lacks_some_of(&self, carried: &[LineQuantity]) -> bool {
        let is_short = |line: &&OrderLine| quantity(&self.shipped, line) < line.quantity;
        let mut short = self.ordered.iter().filter(is_short).filter(|_| self.is_known);
        short.any(|line| quantity(carried, line).0 > Decimal::ZERO)
    }

    /// Whether quantities are known and something of the order never came, not even to go back again.
    pub fn came_short(&self) -> bool {
        self.is_known && self.ordered.iter().any(|line| quantity(&self.came, line) < line.quantity)
    }

    /// Units ordered, delivered, returned and on their way back (never more than ordered); nothing where the lines' units differ, where it is unknown how
    /// much was ordered, or where something
    /// is in a shipment that cannot be counted in them.
    pub fn units(&self) -> [Dec; 4] {
        let first = self.ordered.first().and_then(|line| line.unit.as_deref());
        let differs = |line: &OrderLine| {
            let other_unit = line.unit.is_none() != first.is_none() || !unit::same(line.unit.as_deref(), first);
            other_unit || line.quantity_as_sent.is_some()
        };
        if self.ordered.iter().any(differs) || !self.shipped.iter().all(|line| counts(self.ordered, line)) {
            return [Dec::ZERO; 4];
        }
        let total = |of: &dyn Fn(&OrderLine) -> Decimal| {
            let sum = self.ordered.iter().fold(Decimal::ZERO, |sum, line| sum.saturating_add(of(line)));
            Dec(sum.normalize())
        };
        let of = |lines: &[LineQuantity]| total(&|line| quantity(lines, line).0.min(positive(line.quantity)));
        let all = total(&|line| positive(line.quantity));
        [all, of(&self.delivered), of(&self.returned), of(&self.returning)]
    }
}

/// Who carries what.
struct Carriers<'c, 'a> {
    context: &'c Context<'a>,
    order: ObjectId,
    ordered: &'a [OrderLine],
    live: Vec<ObjectId>,
}

impl<'c, 'a> Carriers<'c, 'a> {
    fn of(context: &'c Context<'a>, order: ObjectId, ordered: &'a [OrderLine], lanes: &[Lane]) -> Self {
        let live = lanes.iter().filter(|lane| lane.is_live()).map(|lane| lane.object).collect();
        Self { context, order, ordered, live }
    }

    fn lines(&self, lane: &Lane) -> Vec<LineQuantity> {
        // What was in a package that was called off comes in another one, or not at all: only the others tell.
        if lane.is_live() && has_voided(lane) {
            return in_packages(self.context, lane, self.ordered).unwrap_or_default();
        }
        let mut deliveries = self.context.graph.deliveries(lane.object);
        // What was called off before anything left is not in it.
        if lane.state < State::Moving {
            deliveries.retain(|delivery| !is_called_off(self.context, *delivery));
        }
        let through: Vec<Vec<LineQuantity>> =
            deliveries.iter().map(|delivery| self.of_delivery(lane.object, *delivery)).collect();
        if !through.is_empty() && through.iter().all(|lines| !lines.is_empty()) {
            return sum(through.into_iter().flatten());
        }
        let direct = self.of_order(lane.object);
        if direct.is_empty() { in_packages(self.context, lane, self.ordered).unwrap_or_default() } else { sum(direct) }
    }

    fn of_delivery(&self, lane: ObjectId, delivery: ObjectId) -> Vec<LineQuantity> {
        let Some(link) = self.context.graph.link(lane, Relation::Carries, delivery) else { return Vec::new() };
        if !link.lines.is_empty() {
            return in_terms_of(self.ordered, &link.lines);
        }
        if self.is_alone(lane, delivery) {
            delivery_lines(self.context, delivery, self.order, self.ordered)
        } else {
            Vec::new()
        }
    }

    fn of_order(&self, lane: ObjectId) -> Vec<LineQuantity> {
        match self.context.graph.link(lane, Relation::Carries, self.order) {
            Some(link) if !link.lines.is_empty() => in_terms_of(self.ordered, &link.lines),
            Some(_) if self.live.iter().all(|live| *live == lane) => all_of(self.ordered),
            _ => Vec::new(),
        }
    }

    /// No other live lane carries it.
    fn is_alone(&self, lane: ObjectId, delivery: ObjectId) -> bool {
        let mut carriers = self.context.graph.holders(delivery, Relation::Carries);
        carriers.all(|carrier| carrier == lane || !self.live.contains(&carrier))
    }
}

/// What a delivery has of the order: as its link says, or all of it where it is the only one.
pub(super) fn delivery_lines(
    context: &Context,
    delivery: ObjectId,
    order: ObjectId,
    ordered: &[OrderLine],
) -> Vec<LineQuantity> {
    let deliveries = || {
        let holders = context.graph.holders(order, Relation::Carries);
        let deliveries = holders.filter(|from| context.graph.kind(*from) == Some(ObjectKind::Delivery));
        deliveries.filter(|other| *other == delivery || !is_called_off(context, *other))
    };
    match context.graph.link(delivery, Relation::Carries, order) {
        Some(link) if !link.lines.is_empty() => in_terms_of(ordered, &link.lines),
        Some(_) if deliveries().all(|other| other == delivery) => all_of(ordered),
        _ => Vec::new(),
    }
}

/// Whether some of a lane's packages were called off and others were not.
fn has_voided(lane: &Lane) -> bool {
    let voided = lane.parcels.iter().filter(|parcel| parcel.state == State::Cancelled).count();
    voided > 0 && voided < lane.parcels.len()
}

/// What the packages hold together, where each tells.
fn in_packages(context: &Context, lane: &Lane, ordered: &[OrderLine]) -> Option<Vec<LineQuantity>> {
    let each = lane.parcels.iter().filter(|parcel| parcel.state != State::Cancelled);
    let lines: Option<Vec<Vec<LineQuantity>>> =
        each.map(|parcel| package_lines(context, lane.object, parcel.object, ordered)).collect();
    lines.map(|lines| sum(lines.into_iter().flatten()))
}

/// What was in the packages of a lane that were called off, as far as it was told.
fn in_voided(context: &Context, lane: &Lane, ordered: &[OrderLine]) -> Vec<LineQuantity> {
    let voided = lane.parcels.iter().filter(|parcel| parcel.state == State::Cancelled);
    let lines = voided.filter_map(|parcel| package_lines(context, lane.object, parcel.object, ordered));
    sum(lines.flatten())
}

fn package_lines(
    context: &Context,
    lane: ObjectId,
    package: ObjectId,
    ordered: &[OrderLine],
) -> Option<Vec<LineQuantity>> {
    let lines = in_terms_of(ordered, &packages::stated(context, lane, package)?.lines);
    (!lines.is_empty()).then_some(lines)
}

/// What has arrived of a lane: all it carries, or what is in its delivered packages.
fn arrived(context: &Context, lane: &Lane, carried: Vec<LineQuantity>, ordered: &[OrderLine]) -> Vec<LineQuantity> {
    match lane.state {
        State::Delivered => carried,
        State::PartlyDelivered | State::PartlyReturned => {
            let delivered = lane.parcels.iter().filter(|parcel| parcel.state == State::Delivered);
            let lines = delivered.filter_map(|parcel| package_lines(context, lane.object, parcel.object, ordered));
            lines.flatten().collect()
        }
        _ => Vec::new(),
    }
}

/// What has turned back of a lane and stands so (returning or returned): all it carries, or what is in those of its packages.
fn went_back(
    context: &Context,
    (lane, wanted): (&Lane, State),
    carried: Vec<LineQuantity>,
    ordered: &[OrderLine],
) -> Vec<LineQuantity> {
    let is_back = |state| state == wanted;
    if is_back(lane.state)
        && lane.parcels.iter().all(|parcel| is_back(parcel.state) || parcel.state == State::Cancelled)
    {
        return carried;
    }
    let back = lane.parcels.iter().filter(|parcel| lane.parcels.len() > 1 && is_back(parcel.state));
    back.filter_map(|parcel| package_lines(context, lane.object, parcel.object, ordered)).flatten().collect()
}

fn all_of(ordered: &[OrderLine]) -> Vec<LineQuantity> {
    let all = |line: &OrderLine| LineQuantity {
        line: line.line.clone(),
        quantity: line.quantity,
        quantity_as_sent: line.quantity_as_sent.clone(),
        unit: line.unit.clone(),
    };
    ordered.iter().map(all).collect()
}

/// One entry a line and unit, in the order of line numbers; nothing negative.
fn sum(lines: impl IntoIterator<Item = LineQuantity>) -> Vec<LineQuantity> {
    type Key = (usize, String, Option<String>, Option<String>);
    let mut sums: BTreeMap<Key, Decimal> = BTreeMap::new();
    for line in lines {
        let key = (line.line.len(), line.line.clone(), line.unit.clone(), line.quantity_as_sent.clone());
        let sum = sums.entry(key).or_default();
        *sum = sum.saturating_add(positive(line.quantity));
    }
    let line = |((_, line, unit, quantity_as_sent), quantity): (Key, Decimal)| LineQuantity {
        line,
        quantity: Dec(quantity.normalize()),
        quantity_as_sent,
        unit,
    };
    sums.into_iter().map(line).collect()
}

fn positive(quantity: Dec) -> Decimal {
    quantity.0.max(Decimal::ZERO)
}

/// The same lines as the order writes them: with its number of the line, and in its unit where theirs converts exactly. What is
/// on no line of the order, or in another unit, stays as it was sent.
fn in_terms_of(ordered: &[OrderLine], lines: &[LineQuantity]) -> Vec<LineQuantity> {
    let put = |line: &LineQuantity| {
        let written_alike = ordered.iter().find(|of| of.line == line.line);
        let alike = || ordered.iter().find(|of| same_line(&of.line, &line.line));
        let Some(of) = written_alike.or_else(alike) else { return line.clone() };
        let counted = unit::convert(line.quantity, line.unit.as_deref(), of.unit.as_deref());
        let (quantity, unit) = match counted {
            Some(quantity) => (quantity, of.unit.clone().or_else(|| line.unit.clone())),
            None => (line.quantity, line.unit.clone()),
        };
        LineQuantity { line: of.line.clone(), quantity, quantity_as_sent: line.quantity_as_sent.clone(), unit }
    };
    lines.iter().map(put).collect()
}

fn quantity(lines: &[LineQuantity], of: &OrderLine) -> Dec {
    let same = lines.iter().filter(|line| line.line == of.line && is_in_unit(line, of));
    let sum = same.fold(Decimal::ZERO, |sum, line| sum.saturating_add(line.quantity.0)).normalize();
    unit::near(Dec(sum), of.quantity, of.unit.as_deref())
}

/// What there is of a line that does not count in its unit: in units that do not convert, or nobody knows how much.
fn otherwise(lines: &[LineQuantity], of: &OrderLine) -> Vec<LineQuantity> {
    lines.iter().filter(|line| line.line == of.line && !is_in_unit(line, of)).cloned().collect()
}

/// Whether a quantity counts towards a line of the order.
fn counts(ordered: &[OrderLine], line: &LineQuantity) -> bool {
    ordered.iter().any(|of| of.line == line.line && is_in_unit(line, of))
}

fn is_in_unit(line: &LineQuantity, of: &OrderLine) -> bool {
    line.quantity_as_sent.is_none() && unit::same(line.unit.as_deref(), of.unit.as_deref())
}
