//! The figures of this engine. Sums of orders and of items are kept by triggers; waiting times are counted behind the rounds.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use sqlx::{SqliteConnection, SqlitePool};

use super::{
    error::{failed, unreadable},
    scope::seen,
    writer::Writer,
};
use crate::{
    domain::{
        insight::{Day, Fact, day_of, step},
        worklist::Cause,
    },
    store::{Changes, Days, Dimension, LatencySum, OrderSums, Scope, StoreResult, WorkSum},
};

/// $1 orders whose facts go, $2 facts that come. One that stays as it is is not touched: each has its share in eight sums.
const WRITE: &str = "
    delete from order_fact where order_id in (select value from json_each($1))
      and (order_id, day, sales_org, carrier, lane, site, promised, on_time, visible, delivered) not in (
          select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7,
                 value ->> 8, value ->> 9
          from json_each($2));
    insert into order_fact (order_id, day, sales_org, carrier, lane, site, promised, on_time, visible, delivered)
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7,
           value ->> 8, value ->> 9
    from json_each($2) where true on conflict (order_id) do nothing";
/// $1 how many. What is told of milestones, once its message is settled; a replay tells nothing new.
const NEXT: &str = "
    select event.id, event.source, event.at, message_state.settled,
           event.generation = 0 and event.zone_known and event.body ->> '$.type' = 'milestone'
               and coalesce(event.body ->> '$.classifier', 'actual') = 'actual'
    from event left join message_state on message_state.id = event.message
    where event.id > (select event from kpi_cursor) order by event.id limit $1";
/// $1 `[day, source, step, count]`, $2 the last event.
const COUNT: &str = "
    begin immediate;
    insert into kpi_latency (day, source, step, count)
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3 from json_each($1) where true
    on conflict (day, source, step) do update set count = count + excluded.count;
    update kpi_cursor set event = $2;
    commit";
/// $1 the organisations as JSON (null: all), $2 by what, $3 which, $4 and $5 the days.
const BY_DAY: &str = "
    select day, sum(orders), sum(promised), sum(on_time), sum(visible), sum(overdue) from kpi_order
    where kind = $2 and value = $3 and day between $4 and $5
      and ($1 is null or sales_org in (select value from json_each($1)))
    group by day having sum(orders) + sum(overdue) > 0 order by day";
/// $1 the organisations as JSON (null: all), $2 by what, $3 and $4 the days, $5 how many.
const BY_VALUE: &str = "
    select value, sum(orders), sum(promised), sum(on_time), sum(visible), sum(overdue) from kpi_order
    where kind = $2 and day between $3 and $4 and value <> ''
      and ($1 is null or sales_org in (select value from json_each($1)))
    group by value having sum(orders) + sum(overdue) > 0 order by sum(orders) + sum(overdue) desc, value limit $5";
const LATENCY: &str = "
    select day, step, sum(count) from kpi_latency where day between $1 and $2 group by day, step order by day, step";
const WORK: &str = "
    select day, cause, sum(opened), sum(closed), sum(resolved), sum(touched) from kpi_work
    where day between $2 and $3 and ($1 is null or sales_org in (select value from json_each($1)))
    group by day, cause order by day, cause";

/// Every statement of this file, for the test that prepares them.
#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    [WRITE, NEXT, COUNT, BY_DAY, BY_VALUE, LATENCY, WORK].map(str::to_owned).into()
}

/// What a round writes here.
pub(super) struct Facts {
    orders: String,
    facts: String,
}

impl Facts {
    /// `None` where no view is written.
    pub fn of(changes: &Changes) -> StoreResult<Option<Self>> {
        if changes.orders.is_empty() {
            return Ok(None);
        }
        let text = |json: serde_json::Result<String>| json.map_err(|error| unreadable("a figure", error));
        let orders: Vec<_> = changes.orders.iter().map(|write| write.expected.order).collect();
        let facts: Vec<Fact> = changes.orders.iter().filter_map(|write| Fact::of(&write.view)).collect();
        let rows: Vec<_> = facts.iter().map(row).collect();
        Ok(Some(Self { orders: text(serde_json::to_string(&orders))?, facts: text(serde_json::to_string(&rows))? }))
    }

    /// Writes into the open transaction.
    pub async fn write(&self, connection: &mut SqliteConnection) -> StoreResult<()> {
        let query = sqlx::query(WRITE).bind(&self.orders).bind(&self.facts);
        query.execute(connection).await.map_err(failed).map(|_| ())
    }
}

/// `[order, day, sales_org, carrier, lane, site, promised, on_time, visible, delivered]`.
type Row<'a> = (i64, Day, &'a str, &'a str, &'a str, &'a str, bool, bool, bool, bool);

fn row(fact: &Fact) -> Row<'_> {
    fn text(text: Option<&String>) -> &str {
        text.map_or("", String::as_str)
    }
    let (promised, on_time) = (fact.on_time.is_some(), fact.on_time == Some(true));
    let (org, carrier, lane, site) = (
        text(fact.sales_org.as_ref()),
        text(fact.carrier.as_ref()),
        text(fact.lane.as_ref()),
        text(fact.site.as_ref()),
    );
    (fact.order.0, fact.day, org, carrier, lane, site, promised, on_time, fact.visible, fact.delivered)
}

/// The figures of this engine.
pub(super) struct Insights {
    writer: Arc<Writer>,
    readers: SqlitePool,
}

impl Insights {
    pub fn new(writer: Arc<Writer>, readers: SqlitePool) -> Self {
        Self { writer, readers }
    }
}

fn number(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

fn sums(counts: [i64; 5]) -> OrderSums {
    let [orders, promised, on_time, visible, overdue] = counts.map(number);
    OrderSums { orders, promised, on_time, visible, overdue }
}

#[async_trait]
impl crate::store::Insights for Insights {
    async fn roll_up(&self, limit: usize) -> StoreResult<usize> {
        type Next = (i64, String, i64, Option<i64>, bool);
        let query = sqlx::query_as::<_, Next>(NEXT).bind(i64::try_from(limit).unwrap_or(i64::MAX));
        let found = query.fetch_all(&self.readers).await.map_err(failed)?;
        // Events are written with the state of their message; one whose message is not settled was told by no message.
        let Some(last) = found.last().map(|(id, ..)| *id) else { return Ok(0) };
        let looked_at = found.len();
        let mut counts: BTreeMap<(Day, String, i64), u64> = BTreeMap::new();
        for (_, source, at, settled, counted) in found {
            let Some(seen) = settled.filter(|_| counted) else { continue };
            *counts.entry((day_of(seen), source, step(seen.saturating_sub(at)))).or_default() += 1;
        }
        let rows: Vec<_> = counts.into_iter().map(|((day, source, step), count)| (day, source, step, count)).collect();
        let rows = serde_json::to_string(&rows).map_err(|error| unreadable("a figure", error))?;
        self.writer
            .write(move |connection| {
                Box::pin(async move {
                    sqlx::query(COUNT).bind(rows).bind(last).execute(connection).await.map_err(failed).map(|_| ())
                })
            })
            .await?;
        Ok(looked_at)
    }

    async fn orders_by_day(
        &self,
        scope: &Scope,
        by: Dimension,
        value: &str,
        (from, to): Days,
    ) -> StoreResult<Vec<(Day, OrderSums)>> {
        let query = sqlx::query_as::<_, (i64, i64, i64, i64, i64, i64)>(BY_DAY);
        let query = query.bind(seen(scope)).bind(by.as_str()).bind(value).bind(from).bind(to);
        let found = query.fetch_all(&self.readers).await.map_err(failed)?;
        Ok(found.into_iter().map(|(day, a, b, c, d, e)| (day, sums([a, b, c, d, e]))).collect())
    }

    async fn orders_by(
        &self,
        scope: &Scope,
        by: Dimension,
        (from, to): Days,
        limit: usize,
    ) -> StoreResult<Vec<(String, OrderSums)>> {
        let query = sqlx::query_as::<_, (String, i64, i64, i64, i64, i64)>(BY_VALUE);
        let query = query.bind(seen(scope)).bind(by.as_str()).bind(from).bind(to);
        let found = query.bind(i64::try_from(limit).unwrap_or(i64::MAX)).fetch_all(&self.readers).await;
        Ok(found.map_err(failed)?.into_iter().map(|(value, a, b, c, d, e)| (value, sums([a, b, c, d, e]))).collect())
    }

    async fn latency(&self, (from, to): Days) -> StoreResult<Vec<LatencySum>> {
        let query = sqlx::query_as::<_, (i64, i64, i64)>(LATENCY).bind(from).bind(to);
        let found = query.fetch_all(&self.readers).await.map_err(failed)?;
        Ok(found.into_iter().map(|(day, step, count)| LatencySum { day, step, count: number(count) }).collect())
    }

    async fn work(&self, scope: &Scope, (from, to): Days) -> StoreResult<Vec<WorkSum>> {
        let query = sqlx::query_as::<_, (i64, String, i64, i64, i64, i64)>(WORK);
        let found = query.bind(seen(scope)).bind(from).bind(to).fetch_all(&self.readers).await.map_err(failed)?;
        let sum = |(day, word, opened, closed, resolved, touched): (i64, String, i64, i64, i64, i64)| {
            let cause = Cause::parse(&word).ok_or_else(|| unreadable("a cause", &word))?;
            let [opened, closed, resolved, touched] = [opened, closed, resolved, touched].map(number);
            Ok(WorkSum { day, cause, opened, closed, resolved, touched })
        };
        found.into_iter().map(sum).collect()
    }
}
