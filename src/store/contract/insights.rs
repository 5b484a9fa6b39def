//! The figures: sums that follow what is written.

use super::{
    Engine,
    make::{self, Round, accept},
    worklist::facts,
};
use crate::{
    domain::{
        event::{Address, Carrier},
        id::ObjectId,
        insight::{HISTORY, MICROS_A_DAY as DAY, day_of},
        reference::{ObjectKind, RefKind},
        time::Moment,
        view::{ShipmentView, State, View},
        worklist::Cause,
    },
    store::{
        Act, Actor, Deed, Dimension, LatencySum, OrderSums, OrderVersion, OrderWrite, Scope, Stores, WorkStep, WorkSum,
        WorkWrite,
    },
};

/// What a test says of a delivered order.
struct Delivered<'a> {
    organisation: Option<&'a str>,
    carrier: &'a str,
    day: i64,
    on_time: bool,
}

/// The view of an order that came on that day in one shipment of that carrier.
fn view(order: ObjectId, of: &Delivered) -> View {
    let at = Moment { micros: of.day * DAY + 5, offset_seconds: 0, zone_known: true, day_only: false };
    let shipment = ShipmentView {
        object: ObjectId(order.0 + 1_000),
        refs: vec![],
        carrier: Some(Carrier { scac: None, name: Some(of.carrier.into()) }),
        mode: None,
        service: None,
        plan: None,
        lines: vec![],
        deliveries: vec![],
        state: State::Delivered,
        headline: None,
        estimate: None,
        out_on: None,
        last_seen: None,
        delivered_at: Some(at),
        entries: vec![],
        packages: vec![],
        exceptions: vec![],
        documents: vec![],
        is_superseded: false,
    };
    View {
        state: State::Delivered,
        shipments: vec![shipment],
        ship_from: Some(Address { site: Some("DC".into()), ..Address::default() }),
        ship_to: Some(Address { city: Some("Köln".into()), ..Address::default() }),
        promise_end: Some(at.micros + if of.on_time { 1 } else { -1 }),
        ..make::view(order, of.organisation)
    }
}

async fn write(stores: &Stores, order: ObjectId, version: i64, view: View) {
    let mut round = Round::new(accept(stores, &format!("{order} {version}")).await);
    round.changes.orders.push(OrderWrite {
        expected: OrderVersion { order, version },
        summary: crate::domain::summary::Summary::of(&view),
        view: std::sync::Arc::new(view),
        next_change_at: None,
        lookups: vec![],
    });
    round.write(stores).await;
}

async fn order(stores: &Stores, number: &str, of: &Delivered<'_>) -> ObjectId {
    let mut round = Round::new(accept(stores, number).await);
    let order = round.object(stores, ObjectKind::Order, RefKind::Order, number).await;
    round.write(stores).await;
    write(stores, order, 0, view(order, of)).await;
    order
}

fn own(organisation: &str) -> Scope {
    Scope::Organisations(vec![organisation.to_owned()])
}

fn sums(orders: u64, on_time: u64) -> OrderSums {
    OrderSums { orders, promised: orders, on_time, visible: 0, overdue: 0 }
}

pub async fn delivered_orders_are_summed_by_day_and_by_what_they_are_parted_by(engine: &mut impl Engine) {
    let stores = engine.open().await;
    for (number, organisation, carrier, day, on_time) in [
        ("1", "1010", "UPS", 10, true),
        ("2", "1010", "UPS", 10, false),
        ("3", "1010", "DPD", 11, true),
        ("4", "2000", "UPS", 11, true),
    ] {
        order(&stores, number, &Delivered { organisation: Some(organisation), carrier, day, on_time }).await;
    }
    let stores = engine.open().await;
    let by_day = async |scope: Scope, by, value: &str, days| {
        stores.insights.orders_by_day(&scope, by, value, days).await.unwrap()
    };
    assert_eq!(by_day(Scope::All, Dimension::All, "", (0, 99)).await, [(10, sums(2, 1)), (11, sums(2, 2))]);
    assert_eq!(by_day(own("1010"), Dimension::All, "", (11, 99)).await, [(11, sums(1, 1))]);
    assert_eq!(by_day(Scope::All, Dimension::Carrier, "UPS", (0, 99)).await, [(10, sums(2, 1)), (11, sums(1, 1))]);
    assert_eq!(by_day(own(""), Dimension::All, "", (0, 99)).await, []);
    let parts = async |scope: Scope, by| stores.insights.orders_by(&scope, by, (0, 99), 9).await.unwrap();
    assert_eq!(parts(Scope::All, Dimension::Carrier).await, [("UPS".into(), sums(3, 2)), ("DPD".into(), sums(1, 1))]);
    assert_eq!(parts(own("2000"), Dimension::Lane).await, [("DC–Köln".into(), sums(1, 1))]);
    assert_eq!(parts(own("2000"), Dimension::Site).await, [("DC".into(), sums(1, 1))]);
    assert_eq!(stores.insights.orders_by(&Scope::All, Dimension::Carrier, (0, 99), 1).await.unwrap().len(), 1);
}

pub async fn an_order_counts_once_however_often_it_is_written_and_not_when_it_is_not_delivered_after_all(
    engine: &mut impl Engine,
) {
    let stores = engine.open().await;
    let first = Delivered { organisation: Some("1010"), carrier: "UPS", day: 10, on_time: true };
    let order = order(&stores, "1", &first).await;
    let all = async || stores.insights.orders_by_day(&Scope::All, Dimension::All, "", (0, 99)).await.unwrap();
    write(&stores, order, 1, view(order, &first)).await;
    assert_eq!(all().await, [(10, sums(1, 1))]);
    let other = Delivered { organisation: Some("2000"), day: 12, on_time: false, ..first };
    write(&stores, order, 2, view(order, &other)).await;
    assert_eq!(all().await, [(12, sums(1, 0))]);
    write(&stores, order, 3, View { state: State::Returning, ..view(order, &other) }).await;
    assert_eq!(all().await, []);
    assert_eq!(stores.insights.orders_by(&Scope::All, Dimension::Carrier, (0, 99), 9).await.unwrap(), []);
}

pub async fn an_order_past_its_promise_is_late_until_it_comes_and_after(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let late = Delivered { organisation: Some("1010"), carrier: "UPS", day: 10, on_time: false };
    let coming = |order| {
        let mut view = View { state: State::Moving, promise_missed: true, ..view(order, &late) };
        view.shipments.iter_mut().for_each(|shipment| shipment.delivered_at = None);
        view
    };
    let order = order(&stores, "1", &late).await;
    write(&stores, order, 1, coming(order)).await;
    let all = async || stores.insights.orders_by_day(&Scope::All, Dimension::All, "", (0, 99)).await.unwrap();
    let overdue = OrderSums { promised: 1, overdue: 1, ..OrderSums::default() };
    assert_eq!(all().await, [(10, overdue)]);
    let carriers = stores.insights.orders_by(&Scope::All, Dimension::Carrier, (0, 99), 9).await.unwrap();
    assert_eq!(carriers, [("UPS".into(), overdue)]);
    write(&stores, order, 2, view(order, &late)).await;
    assert_eq!(all().await, [(10, sums(1, 0))]);
}

pub async fn waiting_times_are_counted_once_each(engine: &mut impl Engine) {
    let stores = engine.open().await;
    assert_eq!(stores.insights.roll_up(100).await.unwrap(), 0);
    let mut round = Round::new(accept(&stores, "m").await);
    let package = round.object(&stores, ObjectKind::Package, RefKind::Tracking, "1Z").await;
    for key in ["a", "b", "c", "old"] {
        round.event(package, key);
    }
    let now = 1_700_000_000_000_001;
    for (event, ago) in round.changes.events.iter_mut().zip([500_000, 2_000_000, 2_000_000, 2 * DAY]) {
        event.at.micros = now - ago;
    }
    round.changes.now = now;
    round.write(&stores).await;
    assert_eq!(stores.insights.roll_up(3).await.unwrap(), 3);
    let stores = engine.open().await;
    assert_eq!(stores.insights.roll_up(100).await.unwrap(), 1);
    assert_eq!(stores.insights.roll_up(100).await.unwrap(), 0);
    let day = day_of(now);
    let sum = |step, count| LatencySum { day, step, count };
    assert_eq!(stores.insights.latency((day, day)).await.unwrap(), [sum(0, 1), sum(4, 2), sum(HISTORY, 1)]);
    assert_eq!(stores.insights.latency((day + 1, day + 9)).await.unwrap(), []);
}

pub async fn what_became_of_items_is_summed_by_day_and_cause(engine: &mut impl Engine) {
    let stores = engine.open().await;
    let facts = facts("1", Some("1010"), 1);
    let round = async |day: i64, steps: Vec<(i64, WorkStep)>| {
        let mut round = Round::new(accept(&stores, &format!("{day} {}", steps.len())).await);
        round.changes.now = day * DAY;
        let write = |(order, step)| WorkWrite { order: ObjectId(order), cause: Cause::Late, step };
        round.changes.work = steps.into_iter().map(write).collect();
        round.write(&stores).await;
    };
    let opens = || WorkStep::Opens(Box::new(facts.clone()));
    round(10, vec![(1, opens()), (2, opens()), (3, opens())]).await;
    round(11, vec![(1, WorkStep::Closes), (4, opens())]).await;
    let act = async |deed: Deed, items: Vec<(i64, i64)>| {
        let actor = Actor { id: "priya".into(), name: "Priya".into() };
        stores.worklist.act(Act { now: 12 * DAY, actor, scope: Scope::All, deed, items }).await.unwrap();
    };
    act(Deed::Comment("x".into()), vec![(2, 1), (4, 1)]).await;
    act(Deed::Resolve { reason: "accepted".into(), words: String::new(), until: None }, vec![(2, 1)]).await;
    let sum =
        |day, opened, closed, resolved, touched| WorkSum { day, cause: Cause::Late, opened, closed, resolved, touched };
    let all = [sum(10, 3, 0, 0, 1), sum(11, 1, 1, 0, 1), sum(12, 0, 0, 1, 0)];
    assert_eq!(stores.insights.work(&Scope::All, (0, 99)).await.unwrap(), all);
    assert_eq!(stores.insights.work(&own("1010"), (11, 11)).await.unwrap(), [all[1]]);
    assert_eq!(stores.insights.work(&own("2000"), (0, 99)).await.unwrap(), []);
}
