//! References, lines, packages, facts about quantities.

use app::model::{Icon, Line, Package, RefGroup, RefValue, Status, Tone};

use super::{clock::Clock, names, standing, track};
use crate::domain::{
    carriers::Countries,
    decimal::{Dec, Measure},
    event::LineQuantity,
    fate::{self, Fate},
    reason::{Exception, Reason},
    reference::{RefKind, Reference, same_line},
    view::{ActiveException, LineView, PackageView, ShipmentView, State, View},
    words,
};

/// Every name of every object around the order, a group for each kind.
pub fn references(view: &View, countries: &Countries) -> Vec<RefGroup> {
    let hidden = |kind| matches!(kind, RefKind::Item | RefKind::Site | RefKind::Party);
    RefKind::ALL
        .into_iter()
        .filter(|kind| !hidden(*kind))
        .filter_map(|kind| {
            let mut values: Vec<RefValue> = Vec::new();
            for name in view.names.iter().filter(|name| name.reference.kind == kind) {
                let value = RefValue {
                    value: name.reference.value.clone(),
                    scope: names::scope(&name.reference.scope),
                    page: track::of_name(view, &name.reference, countries),
                };
                if !values.contains(&value) {
                    values.push(value);
                }
            }
            (!values.is_empty()).then(|| RefGroup { kind: names::kind(kind).to_owned(), values })
        })
        .collect()
}

/// The purchase orders, once each.
pub fn purchase_orders(view: &View) -> Vec<String> {
    let mut orders: Vec<String> = Vec::new();
    for reference in view.refs.iter().filter(|reference| reference.kind == RefKind::PurchaseOrder) {
        if !orders.contains(&reference.value) {
            orders.push(reference.value.clone());
        }
    }
    orders
}

/// The order's lines, each with what is committed for the promised day.
pub fn lines(view: &View, clock: &Clock) -> Vec<Line> {
    let day = view.promise.as_ref().and_then(|promise| promise.deliver_by).map(|day| clock.day(day));
    let unmatched = view.unmatched_lines.iter().map(unmatched);
    let rows = view.lines.iter().map(|one| {
        let row = line(one, fate::lost(view, one), day.as_deref());
        let again = view.lines.iter().filter(|other| same_line(&other.line, &one.line)).count() > 1;
        let is_destroyed = row.status.text == "Lost" && only_destroyed(view).is_some();
        match only_destroyed(view).filter(|_| is_destroyed) {
            Some(status) => Line { status, ..row },
            None if again => Line { status: Status::new(Tone::Odd, Icon::Alert, "Line number sent twice"), ..row },
            None => row,
        }
    });
    rows.chain(unmatched).collect()
}

/// Where all that is lost was destroyed or taken away, as its shipment says it.
fn only_destroyed(view: &View) -> Option<Status> {
    let pieces = fate::pieces(view);
    let mut lost = pieces.iter().filter(|piece| piece.fate.is_loss()).peekable();
    let status = lost.peek().map(|piece| standing::destroyed(piece.shipment));
    if lost.all(|piece| piece.fate == Fate::Destroyed) { status } else { None }
}

/// Whether units of what was delivered are reported missing.
pub fn is_short(view: &View) -> bool {
    let all = view.exceptions.iter().chain(view.shipments.iter().flat_map(|shipment| &shipment.exceptions));
    let short = |active: &ActiveException| {
        active.exception == Exception::ShortShipped
            && !matches!(active.reason, Some(Reason::Over | Reason::WrongProduct))
    };
    all.into_iter().any(short)
}

/// How many units came where that is more than was ordered, and no line lacks any.
pub fn more_than_ordered(view: &View) -> Option<Dec> {
    let is_full = view.lines.iter().all(|line| line.delivered >= line.ordered);
    let came = view.lines.iter().fold(rust_decimal::Decimal::ZERO, |sum, line| sum.saturating_add(line.delivered.0));
    (is_full && came > view.counts.units.0).then(|| Dec(came.normalize()))
}

/// Whether a part was delivered, and nobody has said how much.
pub fn is_part_unknown(view: &View) -> bool {
    view.counts.units_delivered == Dec::ZERO && view.state == State::PartlyDelivered
}

/// A line that a shipment carries and the order does not have.
fn unmatched(line: &LineQuantity) -> Line {
    let quantity = names::line_quantity(line);
    Line {
        number: line.line.clone(),
        text: "This line is not on the order".to_owned(),
        item: format!("{quantity} in a shipment"),
        ordered: "–".to_owned(),
        delivered: "–".to_owned(),
        committed: "–".to_owned(),
        status: Status::new(Tone::Odd, Icon::Alert, "Check the line number"),
    }
}

/// A quantity, and what there is besides in units that do not convert: `0`, `2 cartons` or `1 and 2 cartons`.
fn with_others(quantity: Dec, unit: Option<&str>, others: &[LineQuantity]) -> String {
    let others = others.iter().map(names::line_quantity);
    let own = Some(names::quantity(quantity, unit)).filter(|_| quantity > Dec::ZERO);
    let parts: Vec<String> = own.into_iter().chain(others).collect();
    if parts.is_empty() { names::quantity(quantity, unit) } else { parts.join(" and ") }
}

/// What comes back, by its numbers.
pub fn returns(view: &View) -> Vec<(String, Status)> {
    let name = |refs: &[Reference]| {
        refs.first().map_or_else(|| "Return".to_owned(), |one| format!("{} {}", names::kind(one.kind), one.value))
    };
    view.returns.iter().map(|one| (name(&one.refs), standing::of_state(one.state))).collect()
}

/// A line; `lost`: how much of it.
fn line(line: &LineView, lost: Dec, day: Option<&str>) -> Line {
    let unit = line.unit.as_deref();
    let status = if line.ordered_as_sent.is_some() {
        Status::new(Tone::Odd, Icon::Alert, "Quantity unknown")
    } else if line.ordered < Dec::ZERO {
        Status::new(Tone::Odd, Icon::Alert, "Check the quantity")
    } else if line.ordered == Dec::ZERO && line.shipped == Dec::ZERO && line.shipped_otherwise.is_empty() {
        Status::new(Tone::Idle, Icon::Cross, "Cancelled")
    } else if line.ordered > Dec::ZERO && line.delivered >= line.ordered {
        Status::new(Tone::Good, Icon::Done, "Delivered")
    } else if line.ordered > Dec::ZERO && line.returned >= line.ordered {
        Status::new(Tone::Idle, Icon::Undo, "Returned")
    } else if line.ordered > Dec::ZERO && line.returning >= line.ordered {
        Status::new(Tone::Idle, Icon::Undo, "Returning")
    } else if line.ordered > Dec::ZERO && lost >= line.ordered {
        Status::new(Tone::Bad, Icon::Fail, "Lost")
    } else if lost > Dec::ZERO || line.returned > Dec::ZERO || line.returning > Dec::ZERO {
        let (tone, icon) = if lost > Dec::ZERO { (Tone::Bad, Icon::Fail) } else { (Tone::Idle, Icon::Undo) };
        let named = [(lost, "lost"), (line.returned, "returned"), (line.returning, "returning")];
        let named = named.into_iter().filter(|(count, _)| *count > Dec::ZERO);
        let named: Vec<String> =
            named.map(|(count, word)| format!("{} {word}", names::quantity(count, unit))).collect();
        Status::new(tone, icon, named.join(", "))
    } else if !line.delivered_otherwise.is_empty() {
        Status::new(Tone::Odd, Icon::Done, "Delivered in another unit")
    } else if line.delivered > Dec::ZERO {
        Status::new(Tone::Idle, Icon::Truck, "Partly delivered")
    } else if line.shipped > Dec::ZERO || !line.shipped_otherwise.is_empty() {
        Status::new(Tone::Idle, Icon::Truck, "In a shipment")
    } else {
        Status::new(Tone::Idle, Icon::Wait, "Not shipped yet")
    };
    let mut item = vec![];
    item.extend(line.item.clone().filter(|_| line.text.is_some()));
    if let Some(hazmat) = &line.hazmat {
        let class = hazmat.class.as_ref().map(|class| format!("class {class}"));
        let words: Vec<String> = hazmat.un.clone().into_iter().chain(class).collect();
        item.push(words.join(" "));
    }
    item.extend(line.constraints.iter().map(|constraint| constraint.replace('_', " ")));
    Line {
        number: line.line.clone(),
        text: line.text.clone().or_else(|| line.item.clone()).unwrap_or_else(|| format!("Line {}", line.line)),
        item: item.join(", "),
        ordered: line.ordered_as_sent.as_deref().map_or_else(|| names::quantity(line.ordered, unit), names::unknown),
        delivered: with_others(line.delivered, unit, &line.delivered_otherwise),
        committed: match (line.committed, day) {
            (None, _) => "–".to_owned(),
            (Some(quantity), None) => names::quantity(quantity, unit),
            (Some(quantity), Some(day)) => format!("{} for {day}", names::quantity(quantity, unit)),
        },
        status,
    }
}

/// `6 of 8 units delivered, USD 1,250.00`.
pub fn lines_note(view: &View) -> String {
    let mut parts = Vec::new();
    if view.counts.units > Dec::ZERO {
        let delivered = names::quantity(view.counts.units_delivered, None);
        let (all, unit) = (names::quantity(view.counts.units, None), words::counted_in(view));
        parts.push(match more_than_ordered(view) {
            _ if is_part_unknown(view) => format!("Some of {all} {unit} delivered"),
            Some(more) => format!("{} {unit} delivered, {all} ordered", names::quantity(more, None)),
            None if is_short(view) && view.state == State::Delivered => {
                format!("{all} {unit} shipped, some reported missing")
            }
            None => format!("{delivered} of {all} {unit} delivered"),
        });
        for (count, word) in [(view.counts.units_returned, "returned"), (view.counts.units_returning, "returning")] {
            if count > Dec::ZERO {
                parts.push(format!("{} {word}", names::quantity(count, None)));
            }
        }
    }
    if let Some(value) = &view.value {
        parts.push(format!("{} {}", value.currency, thousands(value.amount)));
    }
    parts.join(", ")
}

/// `1,250.00`: with two decimals at least.
fn thousands(amount: Dec) -> String {
    let mut amount = amount.0;
    if amount.scale() < 2 {
        amount.rescale(2);
    }
    let text = amount.to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}.{part}")
}

/// The packages of all shipments.
pub fn packages(view: &View) -> Vec<Package> {
    view.shipments
        .iter()
        .flat_map(|shipment| shipment.packages.iter().map(move |package| (shipment, package)))
        .map(|(shipment, one)| package(one, shipment, view))
        .collect()
}

fn package(package: &PackageView, shipment: &ShipmentView, view: &View) -> Package {
    let best = |kind| package.refs.iter().find(|reference| reference.kind == kind);
    let first = best(RefKind::Tracking).or_else(|| best(RefKind::Sscc)).or_else(|| package.refs.first());
    let more: Vec<String> = package
        .refs
        .iter()
        .filter(|reference| Some(*reference) != first)
        .map(|reference| format!("{} {}", names::kind(reference.kind), reference.value))
        .collect();
    let holds = names::goods(&package.lines, view);
    // A single package holds what its shipment carries.
    let holds = holds.or_else(|| (shipment.packages.len() == 1).then(|| names::goods(&shipment.lines, view)).flatten());
    Package {
        name: first.map_or_else(|| "Package".to_owned(), |reference| reference.value.clone()),
        more: more.join(", "),
        holds: holds.unwrap_or_else(|| "–".to_owned()),
        weight: package.weight.as_ref().map_or_else(|| "–".to_owned(), weight),
        status: standing::of_package(package, shipment),
    }
}

fn weight(measure: &Measure) -> String {
    names::quantity(measure.value, Some(&measure.unit))
}

/// `4 pieces, 61.3 kg`; the weight only where every package has one in the same unit.
pub fn packages_note(view: &View) -> String {
    let packages: Vec<&PackageView> = view.shipments.iter().flat_map(|shipment| &shipment.packages).collect();
    if packages.is_empty() {
        return String::new();
    }
    let count = names::count(packages.len(), "piece", "pieces");
    let weights: Option<Vec<&Measure>> = packages.iter().map(|package| package.weight.as_ref()).collect();
    let total = weights.and_then(|weights| {
        let unit = weights.first()?.unit.clone();
        let same = weights.iter().all(|weight| weight.unit == unit);
        let sum = weights.iter().map(|weight| weight.value.0).sum();
        same.then(|| names::quantity(Dec(sum), Some(&unit)))
    });
    total.map_or_else(|| count.clone(), |total| format!("{count}, {total}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_has_its_thousands_and_two_decimals() {
        let money = |text: &str| thousands(text.parse().unwrap());
        assert_eq!(money("1250"), "1,250.00");
        assert_eq!(money("1234567.5"), "1,234,567.50");
        assert_eq!(money("999.999"), "999.999");
        assert_eq!(money("-12000.00"), "-12,000.00");
    }
}
