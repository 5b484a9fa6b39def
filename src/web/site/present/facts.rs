//! The figures beside the answer, and how fresh each source is.

use app::model::{Fact, Freshness, SourceAge, Who};

use super::{clock::Clock, health, logs, milestones::utc, names, standing, tables};
use crate::{
    domain::{
        decimal::Dec,
        fate::{self, Fate, Piece},
        reference::RefKind,
        source_health::SourceHealth,
        time::Moment,
        view::{Seen, ShipmentView, State, View},
        words,
        zone::{no_sites, zone_of},
    },
    store::OrderDesk,
    web::desk_facts,
};

/// The line over the answer.
pub fn who(view: &View) -> Who {
    let order = view.refs.iter().find(|reference| reference.kind == RefKind::Order);
    let best = order.or_else(|| view.refs.first());
    let name = best.map_or_else(
        || "Order".to_owned(),
        |reference| {
            let kind = if reference.kind == RefKind::Order { "Order" } else { names::kind(reference.kind) };
            format!("{kind} {}", reference.value)
        },
    );
    let to = view.ship_to.as_ref().and_then(names::address);
    let customer = match (&view.customer.name, to) {
        (Some(customer), Some(to)) if to.starts_with(customer.as_str()) => Some(to),
        (Some(customer), Some(to)) => Some(format!("{customer}: {to}")),
        (customer, to) => customer.clone().or(to),
    };
    let mut chips = Vec::new();
    if view.customer.tier.as_deref() == Some("key") {
        chips.push("Key account".to_owned());
    }
    chips.extend(view.blocks.iter().map(|block| format!("Blocked: {block}")));
    let cases = logs::open_cases(view);
    Who { name, customer, purchase_orders: tables::purchase_orders(view), chips, cases }
}

/// Promised, expected or delivered, how much, where: on the clocks where the goods arrive, or were seen, as everywhere.
pub fn facts(view: &View, desk: &OrderDesk, clock: &Clock) -> Vec<Fact> {
    let mut facts = Vec::new();
    facts.extend(promised(view, clock));
    if view.state == State::Delivered {
        facts.extend(delivered(view, clock));
    } else {
        let agreed = desk_facts::agreed(view, desk, clock.now());
        facts.extend(agreed.map(|day| fact("Agreed", clock.day(day), "with the customer")));
        facts.extend(expected(view, clock));
    }
    facts.extend(how_much(view));
    if view.state != State::Delivered {
        facts.extend(last_seen(view, clock));
    }
    facts
}

fn fact(label: &str, value: String, note: &str) -> Fact {
    Fact { label: label.to_owned(), value, when: None, note: note.to_owned() }
}

fn promised(view: &View, clock: &Clock) -> Option<Fact> {
    let promise = view.promise.as_ref()?;
    let note = match (view.promise_missed, view.state) {
        _ if view.cancelled_at.is_some() => "order cancelled",
        (true, _) => "missed",
        (false, State::Delivered) if view.promise_unclear => "around that date",
        (false, State::Delivered) if words::kept(view) => "kept",
        (false, _) if view.shipments.iter().any(at_risk) => "at risk",
        _ => "",
    };
    match (promise.window.is_some(), words::promised(view), promise.deliver_by) {
        (true, Some(end), _) => {
            let mut when = clock.long(end, clock.goods());
            when.text = when.text.replace(", ", ", by ");
            Some(Fact { when: Some(when), ..fact("Promised", String::new(), note) })
        }
        // A promised day is a day where the goods go, and not converted.
        (_, _, Some(day)) => Some(fact("Promised", clock.day(day), note)),
        _ => None,
    }
}

fn at_risk(shipment: &ShipmentView) -> bool {
    shipment.estimate.as_ref().is_some_and(|estimate| estimate.past_promise)
}

/// The latest estimate of the shipments that are under way.
fn expected(view: &View, clock: &Clock) -> Option<Fact> {
    let estimates = view.shipments.iter().filter_map(|shipment| shipment.estimate.as_ref());
    let estimate = estimates.max_by_key(|estimate| estimate.to.or(estimate.from).map(|at| at.micros))?;
    let when = clock.window(estimate.from, estimate.to, clock.goods())?;
    let note = names::source(&estimate.source);
    Some(Fact { when: Some(when), ..fact("Expected", String::new(), &note) })
}

fn delivered(view: &View, clock: &Clock) -> Option<Fact> {
    let last = view.shipments.iter().filter_map(|shipment| Some((shipment.delivered_at?, shipment)));
    let (at, shipment) = last.max_by_key(|(at, _)| at.micros)?;
    let by = shipment.headline.as_ref().map(|headline| names::source(&headline.source)).unwrap_or_default();
    Some(Fact { when: Some(clock.long(at, clock.goods())), ..fact("Delivered", String::new(), &by) })
}

fn how_much(view: &View) -> Option<Fact> {
    let counts = view.counts;
    let label = if view.state == State::Delivered { "Quantity" } else { "Delivered" };
    if let Some(packages) = packages_there(view) {
        return Some(fact(label, packages, &returned(view).unwrap_or_default()));
    }
    if matches!(view.state, State::Returning | State::Returned) {
        return returned(view).map(|units| fact("Quantity", units, ""));
    }
    let units = (counts.units > Dec::ZERO).then(|| {
        let (some, all) = (names::quantity(counts.units_delivered, None), names::quantity(counts.units, None));
        let unit = words::counted_in(view);
        if counts.units_delivered < counts.units {
            format!("{some} of {all} {unit}")
        } else if tables::is_short(view) {
            format!("{all} {unit} shipped, some reported missing")
        } else if let Some(more) = tables::more_than_ordered(view) {
            format!("{} {unit}, {all} ordered", names::quantity(more, None))
        } else {
            format!("All {all} {unit}")
        }
    });
    // That some of it came is known, and not how much.
    let units = units.filter(|_| !tables::is_part_unknown(view));
    match (counts.shipments, units) {
        (0, _) | (1, None) => None,
        (1, Some(units)) => Some(fact(label, units, "")),
        (all, units) => {
            let value = if counts.delivered == all {
                format!("All {all} shipments")
            } else {
                format!("{} of {all} shipments", counts.delivered)
            };
            Some(fact(label, value, &units.unwrap_or_default()))
        }
    }
}

/// `1 of 2 packages`, where packages end differently and it is not told what is in them. What went back after it was delivered
/// had been delivered.
fn packages_there(view: &View) -> Option<String> {
    let pieces = fate::pieces(view);
    let live = || pieces.iter().filter(|piece| piece.fate != Fate::Cancelled);
    let came = |piece: &&Piece| {
        piece.fate == Fate::Delivered || piece.package.is_some_and(|package| package.delivered_at.is_some())
    };
    let delivered = live().filter(came).count();
    let told = view.counts.units_delivered > Dec::ZERO || live().any(|piece| piece.package.is_none());
    (!told && delivered > 0 && view.state != State::Delivered)
        .then(|| format!("{delivered} of {} packages", live().count()))
}

/// `12 units returned`, `2 units returning`.
fn returned(view: &View) -> Option<String> {
    let counts = [(view.counts.units_returned, "returned"), (view.counts.units_returning, "returning")];
    let named = counts.into_iter().filter(|(count, _)| *count > Dec::ZERO);
    let unit = words::counted_in(view);
    let named: Vec<String> =
        named.map(|(count, word)| format!("{} {unit} {word}", names::quantity(count, None))).collect();
    (!named.is_empty()).then(|| named.join(", "))
}

fn last_seen(view: &View, clock: &Clock) -> Option<Fact> {
    let live = view.shipments.iter().filter(|shipment| shipment.state != State::Delivered);
    let seen: &Seen = live.filter_map(|shipment| shipment.last_seen.as_ref()).max_by_key(|seen| seen.at.micros)?;
    let place = names::place(&seen.place)?;
    let at = clock.seen(seen.at, zone_of(&seen.place, &no_sites)).text;
    let note = if seen.at.zone_known { format!("{at}, {}", clock.ago(seen.at.timestamp())) } else { at };
    Some(fact("Last seen", place, &note))
}

/// When each source spoke last of this order, the latest first; and which of them are silent altogether.
pub fn freshness(view: &View, sources_health: &[SourceHealth], clock: &Clock) -> Freshness {
    // What people noted here is no system's word.
    let mut sources: Vec<_> = view.sources.iter().filter(|source| !source.source.is_people()).collect();
    sources.sort_by_key(|source| (std::cmp::Reverse(source.heard), source.source.clone()));
    let own: Vec<_> = sources.iter().map(|source| &source.source).collect();
    let verdict =
        health::verdict(sources_health.iter().filter(|source_health| own.contains(&&source_health.source)), clock);
    let sources = sources
        .into_iter()
        .map(|source| {
            let heard: Moment = utc(source.heard);
            SourceAge {
                name: names::source(&source.source),
                age: clock.ago(heard.timestamp()),
                at: clock.long(heard, None),
            }
        })
        .collect();
    Freshness { sources, verdict }
}

/// What a shipment's lane says beside its drawing.
pub fn outcome(view: &View, shipment: &ShipmentView, clock: &Clock) -> super::lanes::Outcome {
    let status = standing::of_shipment(shipment);
    let handover = words::Handover::told(shipment.documents.iter()).noted();
    let note = match (shipment.state, handover, shipment.estimate.as_ref()) {
        (State::Delivered, Some(how), _) => how,
        (State::Delivered, None, _) => {
            shipment.delivered_at.map(|at| clock.long(at, clock.goods()).text).unwrap_or_default()
        }
        (_, _, Some(estimate)) => {
            let at = estimate.to.or(estimate.from);
            let day = |at| clock.reading(at, clock.goods()).date();
            let late = at.zip(words::promised(view)).filter(|_| estimate.past_promise);
            let late = late.and_then(|(at, end)| day(end).until(day(at)).ok()).map_or(0, |late| late.get_days());
            match (late, at) {
                (days @ 1.., _) => {
                    format!("Expected {} late", names::count(usize::try_from(days).unwrap_or(1), "day", "days"))
                }
                (_, Some(at)) => format!("Expected {}", clock.day(day(at))),
                _ => String::new(),
            }
        }
        _ => shipment.last_seen.as_ref().and_then(|seen| names::place(&seen.place)).unwrap_or_default(),
    };
    super::lanes::Outcome { status, note }
}
