//! Finding orders. Normal forms are read in the order of an index, so that exact matches come first and a short beginning
//! costs no more than a long one.

use std::{cmp::Reverse, collections::HashMap};

use async_trait::async_trait;
use sqlx::SqlitePool;

use super::{
    error::{failed, unreadable},
    scope::seen,
};
use crate::{
    domain::{id::ObjectId, reference::ObjectKind, summary::Summary},
    store::{LookupKind, LookupRow, Match, SHORTEST_ENDING, Scope, StoreResult, Waiting},
};

/// Rows read for one search (and organisation): among so many the best are chosen.
const READ: usize = 200;
/// Above every character that a normal form contains.
const LAST: char = char::MAX;

/// $1 the beginning, $2 the end of its range, $3 how many.
const IN_ALL: &str = "
    select lookup.norm, lookup.kind, lookup.object, lookup.scope, lookup.sent, lookup.of, lookup.since,
           order_view.summary
    from (select * from lookup where norm >= $1 and norm < $2 order by norm, kind, object desc limit $3) as lookup
    left join order_view on order_view.id = lookup.object";
/// $4 the organisation.
const IN_ORGANISATION: &str = "
    select lookup.norm, lookup.kind, lookup.object, lookup.scope, lookup.sent, lookup.of, lookup.since,
           order_view.summary
    from (select * from lookup where sales_org = $4 and norm >= $1 and norm < $2
          order by norm, kind, object desc limit $3) as lookup
    cross join order_view on order_view.id = lookup.object and order_view.sales_org = $4";
/// Characters of a number that its `ending` holds.
const TAIL: usize = 8;
/// $1 the beginning of the ending backwards, $2 the end of its range, $3 how many, $4 the ending, $5 its length. The newest runs
/// of numbers first.
const ENDING_IN_ALL: &str = "
    with recursive
        run(n) as (select max(id) >> 14 from object union all select n - 1 from run where n > 0),
        holder(name) as (
            select min(sales_org) from ending
            union all select (select min(sales_org) from ending where sales_org > name) from holder where name is not null)
    select lookup.norm, lookup.kind, lookup.object, lookup.scope, lookup.sent, lookup.of, lookup.since, order_view.summary
    from (select distinct ending.object
          from run cross join holder cross join ending
               on ending.sales_org = holder.name and ending.run = run.n and ending.tail >= $1 and ending.tail < $2
          limit $3) as hit
    cross join lookup on lookup.object = hit.object and substr(lookup.norm, -$5) = $4 and length(lookup.norm) > $5
        and lookup.kind not in ('name', 'email', 'phone', 'postcode', 'town', 'item', 'site', 'party')
    left join order_view on order_view.id = lookup.object";
/// $6 the organisations.
const ENDING_IN_ORGANISATIONS: &str = "
    with recursive run(n) as (select max(id) >> 14 from object union all select n - 1 from run where n > 0)
    select lookup.norm, lookup.kind, lookup.object, lookup.scope, lookup.sent, lookup.of, lookup.since, order_view.summary
    from (select distinct ending.object, ending.sales_org
          from run cross join json_each($6) as holder cross join ending
               on ending.sales_org = holder.value and ending.run = run.n and ending.tail >= $1 and ending.tail < $2
          limit $3) as hit
    cross join lookup on lookup.object = hit.object and substr(lookup.norm, -$5) = $4 and length(lookup.norm) > $5
        and lookup.kind not in ('name', 'email', 'phone', 'postcode', 'town', 'item', 'site', 'party')
    cross join order_view on order_view.id = lookup.object and order_view.sales_org = hit.sales_org";
/// $1 numbers in normal form, $2 how many.
const WAITING: &str = "
    select lookup.norm, lookup.kind, lookup.object, lookup.scope, lookup.sent, lookup.of, lookup.since,
        (select count(*) from (select 1 from event where event.object = lookup.object limit 100)),
        (select coalesce(max(at), 0) from (select at from event where event.object = lookup.object limit 100))
    from json_each($1) as asked cross join lookup on lookup.norm = asked.value
    where lookup.sales_org is null and lookup.of in ('package', 'shipment', 'load', 'delivery')
        and not exists (select 1 from order_view where order_view.id = lookup.object)
    limit $2";
/// $1 how many orders: the newest of all. The condition is true of every one: it makes the key be searched and not the table read.
const NEWEST: &str = "
    select lookup.norm, lookup.kind, lookup.object, lookup.scope, lookup.sent, lookup.of, lookup.since
    from (select id from order_view where id > 0 order by id desc limit $1) as newest cross join lookup on lookup.object = newest.id";
/// $2 an organisation.
const NEWEST_IN_ORGANISATION: &str = "
    select lookup.norm, lookup.kind, lookup.object, lookup.scope, lookup.sent, lookup.of, lookup.since
    from (select id from order_view where sales_org = $2 order by id desc limit $1) as newest
    cross join lookup on lookup.object = newest.id";
const SUMMARIES: &str = "select id, sales_org, summary from order_view where id in (select value from json_each($1))";

/// Every statement of this file, for the test that prepares them.
#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    let finding = [IN_ALL, IN_ORGANISATION, ENDING_IN_ALL, ENDING_IN_ORGANISATIONS, SUMMARIES];
    finding.into_iter().chain([WAITING, NEWEST, NEWEST_IN_ORGANISATION]).map(str::to_owned).collect()
}

type Row = (String, String, i64, String, String, String, i64, Option<String>);

/// The search of this engine.
pub(super) struct Lookup {
    readers: SqlitePool,
}

impl Lookup {
    pub fn new(readers: SqlitePool) -> Self {
        Self { readers }
    }

    async fn rows(&self, norm: &str, organisation: Option<&str>, limit: usize) -> StoreResult<Vec<Row>> {
        let sql = if organisation.is_some() { IN_ORGANISATION } else { IN_ALL };
        let query = sqlx::query_as(sql).bind(norm).bind(format!("{norm}{LAST}"));
        let query = query.bind(i64::try_from(limit.max(READ)).unwrap_or(i64::MAX)).bind(organisation);
        query.fetch_all(&self.readers).await.map_err(failed)
    }
}

#[async_trait]
impl crate::store::Lookup for Lookup {
    async fn find(&self, norm: &str, scope: &Scope, limit: usize) -> StoreResult<Vec<Match>> {
        if norm.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        let mut rows = Vec::new();
        match scope {
            Scope::All => rows = self.rows(norm, None, limit).await?,
            Scope::Organisations(organisations) => {
                for organisation in organisations {
                    rows.extend(self.rows(norm, Some(organisation), limit).await?);
                }
            }
        }
        best(rows, norm, limit)
    }

    async fn find_ending(&self, norm: &str, scope: &Scope, limit: usize) -> StoreResult<Vec<Match>> {
        let length = norm.chars().count();
        if length < SHORTEST_ENDING || limit == 0 {
            return Ok(Vec::new());
        }
        let backwards: String = norm.chars().rev().take(TAIL).collect();
        let holders = seen(scope);
        let sql = if holders.is_some() { ENDING_IN_ORGANISATIONS } else { ENDING_IN_ALL };
        let query = sqlx::query_as(sql).bind(&backwards).bind(format!("{backwards}{LAST}"));
        let query = query.bind(i64::try_from(limit.max(READ)).unwrap_or(i64::MAX)).bind(norm);
        let query = query.bind(i64::try_from(length).unwrap_or(i64::MAX)).bind(holders);
        let rows: Vec<Row> = query.fetch_all(&self.readers).await.map_err(failed)?;
        best(rows, norm, limit)
    }

    async fn waiting(&self, norms: &[String], limit: usize) -> StoreResult<Vec<Waiting>> {
        type Row = (String, String, i64, String, String, String, i64, u32, i64);
        let query = sqlx::query_as(WAITING).bind(serde_json::json!(norms).to_string());
        let rows = query.bind(i64::try_from(limit).unwrap_or(i64::MAX)).fetch_all(&self.readers);
        let rows: Vec<Row> = rows.await.map_err(failed)?;
        let waiting = |(norm, kind, object, scope, raw, of, since, events, last): Row| {
            let row = lookup_row(norm, &kind, scope, raw, &of, since)?;
            Ok(Waiting { object: ObjectId(object), row, events, last })
        };
        rows.into_iter().map(waiting).collect()
    }

    async fn newest_rows(&self, orders: usize, scope: &Scope) -> StoreResult<Vec<LookupRow>> {
        type Row = (String, String, i64, String, String, String, i64);
        let orders = i64::try_from(orders).unwrap_or(i64::MAX);
        let mut rows: Vec<Row> = Vec::new();
        match scope.organisations() {
            None => rows = sqlx::query_as(NEWEST).bind(orders).fetch_all(&self.readers).await.map_err(failed)?,
            Some(own) => {
                for organisation in own {
                    let query = sqlx::query_as(NEWEST_IN_ORGANISATION).bind(orders).bind(organisation);
                    rows.extend(query.fetch_all(&self.readers).await.map_err(failed)?);
                }
            }
        }
        rows.sort_by_key(|row| Reverse(row.2));
        let read = |(norm, kind, _, scope, raw, of, since): Row| lookup_row(norm, &kind, scope, raw, &of, since);
        rows.into_iter().map(read).collect()
    }

    async fn summaries(&self, orders: &[ObjectId], scope: &Scope) -> StoreResult<Vec<Summary>> {
        let ids = serde_json::json!(orders).to_string();
        let query = sqlx::query_as::<_, (i64, Option<String>, String)>(SUMMARIES).bind(ids);
        let mut allowed = HashMap::new();
        for (id, organisation, text) in query.fetch_all(&self.readers).await.map_err(failed)? {
            if scope.holds(organisation.as_deref()) {
                allowed.insert(id, summary(text)?);
            }
        }
        Ok(orders.iter().filter_map(|order| allowed.get(&order.0).cloned()).collect())
    }
}

/// The first of them in order, each once, their summaries read.
fn best(rows: Vec<Row>, asked: &str, limit: usize) -> StoreResult<Vec<Match>> {
    let mut found = rows.into_iter().map(|row| found(row, asked)).collect::<StoreResult<Vec<_>>>()?;
    mark_earlier(&mut found);
    found.sort_by(|a, b| rank(&a.0).cmp(&rank(&b.0)).then_with(|| a.0.row.cmp(&b.0.row)));
    found.dedup_by(|a, b| a.0.object == b.0.object && a.0.row == b.0.row);
    found.truncate(limit);
    found.into_iter().map(|(hit, text)| Ok(Match { summary: text.map(summary).transpose()?, ..hit })).collect()
}

/// Exact ones first, then by kind of number, newest first.
fn rank(hit: &Match) -> (bool, LookupKind, bool, Reverse<ObjectId>) {
    (!hit.exact, hit.row.kind, hit.earlier, Reverse(hit.object))
}

/// Of the bearers of one number those are earlier that bore it in an earlier time.
fn mark_earlier(found: &mut [(Match, Option<String>)]) {
    type Number = (LookupKind, ObjectKind, String, String);
    let number = |row: &LookupRow| -> Number { (row.kind, row.of, row.scope.to_uppercase(), row.norm.clone()) };
    let mut latest: HashMap<Number, i64> = HashMap::new();
    for (hit, _) in found.iter() {
        let since = latest.entry(number(&hit.row)).or_default();
        *since = hit.row.since.max(*since);
    }
    for (hit, _) in found {
        hit.earlier = latest.get(&number(&hit.row)).is_some_and(|latest| hit.row.since < *latest);
    }
}

/// A match, its summary still as text.
fn found(row: Row, asked: &str) -> StoreResult<(Match, Option<String>)> {
    let (norm, kind, object, scope, raw, of, since, summary) = row;
    let exact = norm == asked;
    let row = lookup_row(norm, &kind, scope, raw, &of, since)?;
    Ok((Match { object: ObjectId(object), row, exact, earlier: false, summary: None }, summary))
}

fn lookup_row(norm: String, kind: &str, scope: String, raw: String, of: &str, since: i64) -> StoreResult<LookupRow> {
    let kind = LookupKind::parse(kind).ok_or_else(|| unreadable("a kind of lookup", kind))?;
    let of = ObjectKind::parse(of).ok_or_else(|| unreadable("a kind of object", of))?;
    Ok(LookupRow { norm, kind, scope, raw, of, since })
}

fn summary(text: String) -> StoreResult<Summary> {
    serde_json::from_str(&text).map_err(|error| unreadable("a summary", error))
}
