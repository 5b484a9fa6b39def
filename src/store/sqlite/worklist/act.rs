//! What people do with items, and what comes back by itself.

use serde::Serialize;
use sqlx::{AssertSqlSafe, SqliteConnection, SqlitePool};

use super::row::{COLUMNS, item};
use crate::store::{
    Act, Acted, Actor, AuditEntry, Deed, LastDeed, StoreResult, WorkItem, WorkState,
    sqlite::{
        audit,
        error::{failed, unreadable},
    },
};

/// $1 what the items are now, `[id, state, assignee, assignee_name, until, reason, words]`; $2 which of them only hear words;
/// $3 who, $4 their name, $5 now, $6 the verb, $7 its detail, $8 until when.
const WRITE: &str = "
    update work_item set state = now.value ->> 1, assignee = now.value ->> 2, assignee_name = now.value ->> 3,
        until = now.value ->> 4, reason = now.value ->> 5, words = now.value ->> 6, version = version + 1,
        last_by = $3, last_name = $4, last_at = $5, last_verb = $6
    from json_each($1) as now where work_item.id = now.value ->> 0 and not $2;
    update work_item set touched = 1 where id in (select value ->> 0 from json_each($1)) and touched = 0;
    insert into work_event (item, at, actor, name, verb, detail, until)
    select value ->> 0, $5, $3, $4, $6, $7, $8 from json_each($1)";
const ANY_TO_WAKE: &str = "select exists (select 1 from work_item where until is not null and until <= $1)";
/// $1 now, $2 how many.
const WAKE: &str = "
    insert into work_event (item, at, actor, name, verb, detail)
    select id, $1, '', '', 'returned', '' from work_item where until is not null and until <= $1
    order by until limit $2;
    update work_item set state = 'todo', until = null, reason = null, words = null, version = version + 1,
        last_by = '', last_name = '', last_at = $1, last_verb = 'returned'
    where id in (select id from work_item where until is not null and until <= $1 order by until limit $2)";

fn wanted() -> String {
    format!("begin immediate; select {COLUMNS} from work_item where id in (select value from json_each($1))")
}

/// Every statement of this file, for the test that prepares them.
#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    [WRITE, ANY_TO_WAKE, WAKE].map(str::to_owned).into_iter().chain([wanted()]).collect()
}

pub(super) async fn act(connection: &mut SqliteConnection, act: Act) -> StoreResult<Vec<Acted>> {
    let ids: Vec<i64> = act.items.iter().map(|(id, _)| *id).collect();
    let ids = serde_json::json!(ids).to_string();
    let found = sqlx::query(AssertSqlSafe(wanted())).bind(ids).fetch_all(&mut *connection).await.map_err(failed)?;
    let found: Vec<WorkItem> = found.iter().map(item).collect::<StoreResult<_>>()?;
    let (mut acted, mut done) = (Vec::new(), Vec::new());
    for (id, version) in &act.items {
        let known = found.iter().find(|item| item.id == *id && act.scope.holds(item.facts.sales_org.as_deref()));
        acted.push(match known {
            None => Acted::Missing,
            Some(item) if is_late(item, *version, &act.deed) => Acted::Late(Box::new(item.clone())),
            Some(item) => {
                // The same item twice is one.
                if done.iter().all(|other: &WorkItem| other.id != item.id) {
                    done.push(after(item, &act));
                }
                Acted::Done
            }
        });
    }
    if !done.is_empty() {
        write(connection, &act, &done).await?;
        for item in &done {
            audit::append(connection, entry(&act, item)).await?;
        }
    }
    sqlx::query("commit").execute(connection).await.map_err(failed)?;
    Ok(acted)
}

fn is_late(item: &WorkItem, version: i64, deed: &Deed) -> bool {
    !matches!(deed, Deed::Comment(_)) && (item.version != version || item.state == WorkState::Closed)
}

/// The item as the deed leaves it.
fn after(item: &WorkItem, act: &Act) -> WorkItem {
    let mut item = item.clone();
    match &act.deed {
        Deed::Assign(to) => item.assignee = Some(to.clone()),
        Deed::Release => item.assignee = None,
        Deed::Snooze { until } => {
            (item.state, item.until, item.reason) = (WorkState::Snoozed, Some(*until), None);
        }
        Deed::Resolve { reason, words, until } => {
            (item.state, item.until) = (WorkState::Resolved, *until);
            item.reason = Some((reason.clone(), words.clone()));
        }
        Deed::TakeUp => (item.state, item.until, item.reason) = (WorkState::Todo, None, None),
        Deed::Comment(_) => {}
    }
    item.last = LastDeed { by: Some(act.actor.clone()), at: act.now, verb: act.deed.verb() };
    item
}

async fn write(connection: &mut SqliteConnection, act: &Act, done: &[WorkItem]) -> StoreResult<()> {
    let (detail, until) = match &act.deed {
        Deed::Assign(to) => (to.name.clone(), None),
        Deed::Release | Deed::TakeUp => (String::new(), None),
        Deed::Snooze { until } => (String::new(), Some(*until)),
        Deed::Resolve { reason, words, until } if words.is_empty() => (reason.clone(), *until),
        Deed::Resolve { reason, words, until } => (format!("{reason}: {words}"), *until),
        Deed::Comment(words) => (words.clone(), None),
    };
    let query = sqlx::query(WRITE)
        .bind(json(done.iter().map(row).collect::<Vec<_>>())?)
        .bind(matches!(act.deed, Deed::Comment(_)))
        .bind(&act.actor.id)
        .bind(&act.actor.name)
        .bind(act.now)
        .bind(act.deed.verb().as_str())
        .bind(detail)
        .bind(until);
    query.execute(connection).await.map_err(failed).map(|_| ())
}

/// `[id, state, assignee, assignee_name, until, reason, words]`.
type Row<'a> = (i64, &'static str, &'a str, &'a str, Option<i64>, Option<&'a str>, Option<&'a str>);

fn row(item: &WorkItem) -> Row<'_> {
    let Actor { id, name } = item.assignee.as_ref().unwrap_or(&NOBODY);
    let reason = item.reason.as_ref();
    let (reason, words) = (reason.map(|(reason, _)| reason.as_str()), reason.map(|(_, words)| words.as_str()));
    (item.id, item.state.as_str(), id, name, item.until, reason, words)
}

static NOBODY: Actor = Actor { id: String::new(), name: String::new() };

fn json(rows: impl Serialize) -> StoreResult<String> {
    serde_json::to_string(&rows).map_err(|error| unreadable("an item of a worklist", error))
}

/// What the audit keeps: who did what to which order's item, without what people wrote.
fn entry(act: &Act, item: &WorkItem) -> AuditEntry {
    let detail = match &act.deed {
        Deed::Assign(to) => format!("{}, to {}", item.cause, to.id),
        Deed::Resolve { reason, .. } => format!("{}, {reason}", item.cause),
        _ => item.cause.as_str().to_owned(),
    };
    AuditEntry {
        at: act.now,
        actor: format!("user:{}", act.actor.id),
        action: format!("work.{}", act.deed.verb()),
        subject: format!("order:{}", item.order),
        detail,
    }
}

pub(super) async fn any_to_wake(readers: &SqlitePool, now: i64) -> StoreResult<bool> {
    sqlx::query_scalar(ANY_TO_WAKE).bind(now).fetch_one(readers).await.map_err(failed)
}

pub(super) async fn expire_snoozes(connection: &mut SqliteConnection, now: i64, limit: usize) -> StoreResult<usize> {
    sqlx::query("begin immediate").execute(&mut *connection).await.map_err(failed)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    sqlx::query(WAKE).bind(now).bind(limit).execute(&mut *connection).await.map_err(failed)?;
    let woken: i64 = sqlx::query_scalar("select changes()").fetch_one(&mut *connection).await.map_err(failed)?;
    sqlx::query("commit").execute(connection).await.map_err(failed)?;
    Ok(usize::try_from(woken).unwrap_or_default())
}
