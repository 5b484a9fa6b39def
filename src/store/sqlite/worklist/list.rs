//! Reading lists. A page is read in the order of an index: of one organisation by its own index, of a few by a page of each and
//! the best of them, of many (or all) by the index over all.

use std::{collections::BTreeMap, sync::LazyLock};

use sqlx::{AssertSqlSafe, SqlitePool, sqlite::SqliteRow};

use super::row::{COLUMNS, actor, cause, item, verb};
use crate::{
    domain::worklist::{Cause, Show, Who},
    store::{
        MOST_OVERDUE, Scope, StoreResult, WorkAsk, WorkCount, WorkEvent, WorkFacets, WorkItem, WorkState,
        sqlite::{error::failed, scope::seen},
    },
};

/// Of more organisations than these the list over all is read, and theirs picked from it.
const FEW: usize = 8;

/// $1 state, $2 cause, $3 and $4 after which due time and number, $5 tier, $6 carrier, $7 assignee (null: any), $8 the latest due time,
/// $9 how many, $10 the organisation, or several as JSON.
fn page(by_cause: bool, organisation: Organisation) -> String {
    let cause = if by_cause { "and cause = $2" } else { "" };
    let organisation = match organisation {
        Organisation::Any => "",
        Organisation::One => "and sales_org = $10",
        Organisation::Among => "and sales_org in (select value from json_each($10))",
    };
    format!(
        "select {COLUMNS} from work_item
        where state = $1 {cause} {organisation} and (due, id) > ($3, $4) and due <= $8
          and ($5 is null or tier = $5) and ($6 is null or carrier = $6) and ($7 is null or assignee = $7)
        order by due, id limit $9"
    )
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Organisation {
    Any,
    One,
    Among,
}

static PAGES: LazyLock<BTreeMap<(bool, Organisation), String>> = LazyLock::new(|| {
    let all = [Organisation::Any, Organisation::One, Organisation::Among];
    let both = all.into_iter().flat_map(|organisation| [(true, organisation), (false, organisation)]);
    both.map(|(by_cause, organisation)| ((by_cause, organisation), page(by_cause, organisation))).collect()
});

/// $1 the organisations as JSON (null: all), $2 now, $3 the most that are counted one by one.
const COUNTS: &str = "
    select value, count, (select count(*) from (
        select 1 from work_item where state = 'todo' and sales_org = work_count.sales_org and cause = work_count.value
            and due <= $2 limit $3))
    from work_count
    where sales_org in (select value from json_each($1)) and state = 'todo' and kind = 'cause' and count > 0";
const COUNTS_OF_ALL: &str = "
    select value, count, (select count(*) from (
        select 1 from work_item where state = 'todo' and sales_org = work_count.sales_org and cause = work_count.value
            and due <= $2 limit $3))
    from work_count where $1 is null and state = 'todo' and kind = 'cause' and count > 0";
/// $1 the organisations as JSON (null: all).
const OPEN: &str = "
    select coalesce(sum(count), 0) from work_count
    where ($1 is null or sales_org in (select value from json_each($1))) and state = 'todo' and kind = 'cause'";
/// $1 the organisations as JSON (null: all).
const FACETS: &str = "
    select kind, value, sum(count) from work_count
    where ($1 is null or sales_org in (select value from json_each($1))) and state = 'todo' and kind <> 'cause'
      and value <> '' and count > 0
    group by kind, value order by kind, sum(count) desc, value";
const HISTORY: &str = "
    select at, actor, name, verb, detail, until from work_event where item = $1 order by id desc limit $2";

fn by_id() -> String {
    format!("select {COLUMNS} from work_item where id in (select value from json_each($1))")
}

/// Every statement of this file, for the test that prepares them.
#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    let fixed = [COUNTS, COUNTS_OF_ALL, OPEN, FACETS, HISTORY].map(str::to_owned);
    PAGES.values().cloned().chain(fixed).chain([by_id()]).collect()
}

pub(super) async fn list(readers: &SqlitePool, ask: WorkAsk<'_>) -> StoreResult<Vec<WorkItem>> {
    let states: &[WorkState] =
        if ask.filter.show == Show::Aside { &[WorkState::Snoozed, WorkState::Resolved] } else { &[WorkState::Todo] };
    let organisations = organisations(&ask);
    let mut found = Vec::new();
    for state in states {
        match &organisations {
            None => found.extend(one_page(readers, &ask, *state, Organisation::Any, None).await?),
            Some(few) if few.len() <= FEW => {
                for organisation in few {
                    let one = Some(organisation.clone());
                    found.extend(one_page(readers, &ask, *state, Organisation::One, one).await?);
                }
            }
            Some(many) => {
                let many = Some(serde_json::json!(many).to_string());
                found.extend(one_page(readers, &ask, *state, Organisation::Among, many).await?);
            }
        }
    }
    found.sort_by_key(|item| (item.facts.due, item.id));
    found.truncate(ask.limit);
    Ok(found)
}

/// Those that are asked for and seen; `None`: all. An empty name is that of orders of which nobody has said whose they are.
fn organisations(ask: &WorkAsk<'_>) -> Option<Vec<String>> {
    match (ask.scope, &ask.filter.organisation) {
        (Scope::All, None) => None,
        (Scope::All, Some(one)) => Some(vec![one.clone()]),
        (Scope::Organisations(own), asked) => {
            let fits = |own: &&String| !own.is_empty() && asked.as_ref().is_none_or(|asked| asked == *own);
            let mut seen: Vec<String> = own.iter().filter(fits).cloned().collect();
            seen.sort_unstable();
            seen.dedup();
            Some(seen)
        }
    }
}

async fn one_page(
    readers: &SqlitePool,
    ask: &WorkAsk<'_>,
    state: WorkState,
    organisation: Organisation,
    named: Option<String>,
) -> StoreResult<Vec<WorkItem>> {
    let filter = ask.filter;
    let Some(sql) = PAGES.get(&(filter.cause.is_some(), organisation)) else { return Ok(Vec::new()) };
    let (due, id) = ask.after.unwrap_or((i64::MIN, i64::MIN));
    let assignee = match &filter.who {
        Who::Anybody => None,
        Who::Nobody => Some(""),
        Who::Me => Some(ask.reader),
        Who::Person(id) => Some(id.as_str()),
    };
    let query = sqlx::query(AssertSqlSafe(sql.as_str()))
        .bind(state.as_str())
        .bind(filter.cause.map(Cause::as_str))
        .bind(due)
        .bind(id)
        .bind(filter.tier.as_deref())
        .bind(filter.carrier.as_deref())
        .bind(assignee)
        .bind(if filter.show == Show::Overdue { ask.now } else { i64::MAX })
        .bind(i64::try_from(ask.limit).unwrap_or(i64::MAX))
        .bind(named);
    rows(query.fetch_all(readers).await.map_err(failed)?)
}

fn rows(found: Vec<SqliteRow>) -> StoreResult<Vec<WorkItem>> {
    found.iter().map(item).collect()
}

pub(super) async fn open(readers: &SqlitePool, scope: &Scope) -> StoreResult<u64> {
    let count: i64 = sqlx::query_scalar(OPEN).bind(seen(scope)).fetch_one(readers).await.map_err(failed)?;
    Ok(u64::try_from(count).unwrap_or_default())
}

pub(super) async fn counts(readers: &SqlitePool, scope: &Scope, now: i64) -> StoreResult<Vec<WorkCount>> {
    let most = i64::try_from(MOST_OVERDUE).unwrap_or(i64::MAX);
    let seen = seen(scope);
    let sql = if seen.is_some() { COUNTS } else { COUNTS_OF_ALL };
    let query = sqlx::query_as::<_, (String, i64, i64)>(sql).bind(seen).bind(now).bind(most);
    let mut counts: BTreeMap<Cause, WorkCount> = BTreeMap::new();
    for (word, todo, overdue) in query.fetch_all(readers).await.map_err(failed)? {
        let cause = cause(&word)?;
        let count = counts.entry(cause).or_insert(WorkCount { cause, todo: 0, overdue: 0 });
        count.todo += u64::try_from(todo).unwrap_or_default();
        count.overdue += u64::try_from(overdue).unwrap_or_default();
    }
    Ok(counts.into_values().collect())
}

pub(super) async fn facets(readers: &SqlitePool, scope: &Scope, limit: usize) -> StoreResult<WorkFacets> {
    let query = sqlx::query_as::<_, (String, String, i64)>(FACETS).bind(seen(scope));
    let mut facets = WorkFacets::default();
    for (kind, value, _) in query.fetch_all(readers).await.map_err(failed)? {
        let list = if kind == "tier" { &mut facets.tiers } else { &mut facets.carriers };
        if list.len() < limit {
            list.push(value);
        }
    }
    Ok(facets)
}

pub(super) async fn items(readers: &SqlitePool, ids: &[i64], scope: &Scope) -> StoreResult<Vec<WorkItem>> {
    let found = sqlx::query(AssertSqlSafe(by_id())).bind(serde_json::json!(ids).to_string()).fetch_all(readers).await;
    let found = rows(found.map_err(failed)?)?;
    let of =
        |id: &i64| found.iter().find(|item| item.id == *id).filter(|item| scope.holds(item.facts.sales_org.as_deref()));
    Ok(ids.iter().filter_map(of).cloned().collect())
}

pub(super) async fn history(readers: &SqlitePool, item: i64, limit: usize) -> StoreResult<Vec<WorkEvent>> {
    type Row = (i64, String, String, String, String, Option<i64>);
    let query = sqlx::query_as::<_, Row>(HISTORY).bind(item).bind(i64::try_from(limit).unwrap_or(i64::MAX));
    let event = |(at, id, name, word, detail, until): Row| {
        Ok(WorkEvent { at, by: actor(id, name), verb: verb(&word)?, detail, until })
    };
    query.fetch_all(readers).await.map_err(failed)?.into_iter().map(event).collect()
}
