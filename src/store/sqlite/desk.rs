//! Notes and tasks of this engine. Each script ends with the order's new version, and gives a row only where something was
//! written: `changes()` is what the statement before it changed.

use std::sync::Arc;

use async_trait::async_trait;
use sqlx::{Sqlite, SqliteConnection, SqlitePool, query::QueryAs, sqlite::SqliteArguments};

use super::{
    error::{failed, unreadable},
    scope::seen,
    writer::Writer,
};
use crate::{
    domain::id::ObjectId,
    store::{
        Hand, Kept, NewNote, NewTask, Note, OrderDesk, OrderTask, OrderVersion, StoreResult, Task, TaskAsk, TaskKind,
        desk::MOST_OF_AN_ORDER,
    },
};

/// $1 key, $2 order, $3 person, $4 name, $5 at, $6 text, $7 the most of an order.
const NOTE: &str = "
    begin immediate;
    insert into note (key, order_id, person, name, at, body)
    select $1, $2, $3, $4, $5, $6 from order_view
    where order_view.id = $2 and $7 > (select count(*) from note where order_id = $2)
    on conflict (key) do nothing;
    update tally set changes = changes + 1 where changes() > 0;
    update order_view set version = version + 1, change = (select changes from tally) where id = $2 and changes() > 0
    returning (select id from note where key = $1), version;
    commit";
const NOTE_THERE: &str = "select count(*) from note where key = $1";
/// $1 order, $2 kind, $3 title, $4 detail, $5 person, $6 name, $7 at, $8 the most of an order, $9 due.
const OPEN: &str = "
    begin immediate;
    insert into task (order_id, kind, title, detail, person, name, opened, due)
    select $1, $2, $3, $4, $5, $6, $7, $9 from order_view
    where order_view.id = $1 and $8 > (select count(*) from task where order_id = $1)
    on conflict (order_id, kind, title) where done is null do nothing;
    update tally set changes = changes + 1 where changes() > 0;
    update order_view set version = version + 1, change = (select changes from tally) where id = $1 and changes() > 0
    returning (select max(id) from task where order_id = $1), version;
    commit";
const OPEN_THERE: &str = "select count(*) from task where order_id = $1 and kind = $2 and title = $3 and done is null";
/// $1 order, $2 task, $3 at, $4 person, $5 name.
const DONE: &str = "
    begin immediate;
    update task set done = max(opened, $3), done_person = $4, done_name = $5
    where id = $2 and order_id = $1 and done is null;
    update tally set changes = changes + 1 where changes() > 0;
    update order_view set version = version + 1, change = (select changes from tally) where id = $1 and changes() > 0
    returning $2, version;
    commit";
const DONE_THERE: &str = "select count(*) from task where id = $1 and order_id = $2";
const ORDER_THERE: &str = "select count(*) from order_view where id = $1";
/// $1 order, $2 how many of each.
const OF_ORDER: &str = "
    select * from (select id, null as kind, '' as title, body, person, name, at, 0 as due, null as done, null as done_name
                   from note where order_id = $1 order by id desc limit $2)
    union all
    select * from (select id, kind, title, detail, person, name, opened, due, done, done_name
                   from task where order_id = $1 order by id desc limit $2)";
/// $1 order, $2 note.
const ERASE_NOTE: &str = "
    begin immediate;
    update note set body = '' where id = $2 and order_id = $1 and body <> '';
    update tally set changes = changes + 1 where changes() > 0;
    update order_view set version = version + 1, change = (select changes from tally) where id = $1 and changes() > 0
    returning $2, version;
    commit";
const NOTE_OF: &str = "select count(*) from note where id = $1 and order_id = $2";
/// $1 before when, $2 how many.
const EXPIRE_NOTES: &str = "
    update note set body = '' where id in (select id from note where at < $1 and body <> '' order by at limit $2)";
const EXPIRE_TASKS: &str = "
    update task set detail = '' where id in (
        select id from task where opened < $1 and detail <> '' and done is not null order by opened limit $2)";
/// Of anybody: $1 the organisations as JSON (null: all), $2 due by then, $3 and $4 after which due time and number, $5 how many.
const TASKS: &str = "
    select task.id, kind, title, detail, person, name, opened, due, done, done_name, summary
    from task cross join order_view on order_view.id = task.order_id
         and ($1 is null or order_view.sales_org in (select value from json_each($1)))
    where done is null and due <= $2 and (due, task.id) > ($3, $4)
    order by due, task.id limit $5";
/// The same of one person, $6.
const TASKS_OF: &str = "
    select task.id, kind, title, detail, person, name, opened, due, done, done_name, summary
    from task cross join order_view on order_view.id = task.order_id
         and ($1 is null or order_view.sales_org in (select value from json_each($1)))
    where done is null and person = $6 and due <= $2 and (due, task.id) > ($3, $4)
    order by due, task.id limit $5";
const ERASE_NOTES: &str = "update note set person = '', name = '', body = '' where order_id = $1 and person <> ''";
const ERASE_TASKS: &str = "
    update task set person = '', name = '', detail = '', done_person = null, done_name = iif(done is null, null, '')
    where order_id = $1 and person <> ''";
/// $1 order: open pages are to hear of it.
const RAISE: &str = "
    update tally set changes = changes + 1;
    update order_view set version = version + 1, change = (select changes from tally) where id = $1";

/// Every statement of this file, for the test that prepares them.
#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    let writes = [NOTE, NOTE_THERE, OPEN, OPEN_THERE, DONE, DONE_THERE, ORDER_THERE, OF_ORDER, TASKS, TASKS_OF];
    let erased = [ERASE_NOTE, NOTE_OF, EXPIRE_NOTES, EXPIRE_TASKS, ERASE_NOTES, ERASE_TASKS, RAISE];
    writes.into_iter().chain(erased).map(str::to_owned).collect()
}

pub(super) type Query<'q, O> = QueryAs<'q, Sqlite, O, SqliteArguments>;
pub(super) type Row = (i64, Option<String>, String, String, String, String, i64, i64, Option<i64>, Option<String>);
/// The same with the summary of the order.
type Listed = (i64, String, String, String, String, String, i64, i64, Option<i64>, Option<String>, String);

/// Notes and tasks of this engine.
pub(super) struct Desk {
    writer: Arc<Writer>,
    readers: SqlitePool,
}

impl Desk {
    pub fn new(writer: Arc<Writer>, readers: SqlitePool) -> Self {
        Self { writer, readers }
    }
}

/// Notes and tasks from their rows, newest first.
pub(super) fn read(rows: Vec<Row>) -> StoreResult<OrderDesk> {
    let mut desk = OrderDesk::default();
    for (id, kind, title, text, person, name, at, due, done, done_name) in rows {
        match kind {
            None => desk.notes.push(Note { id, person, name, at, text }),
            Some(kind) => {
                let kind = TaskKind::parse(&kind).ok_or_else(|| unreadable("a kind of task", &kind))?;
                let done = done.map(|at| (at, done_name.unwrap_or_default()));
                desk.tasks.push(Task { id, kind, title, detail: text, person, name, opened: at, due, done });
            }
        }
    }
    desk.notes.sort_by_key(|note| std::cmp::Reverse(note.id));
    desk.tasks.sort_by_key(|task| std::cmp::Reverse(task.id));
    Ok(desk)
}

fn listed(row: Listed) -> StoreResult<OrderTask> {
    let (id, kind, title, detail, person, name, opened, due, done, done_name, summary) = row;
    let kind = TaskKind::parse(&kind).ok_or_else(|| unreadable("a kind of task", &kind))?;
    let done = done.map(|at| (at, done_name.unwrap_or_default()));
    let summary = serde_json::from_str(&summary).map_err(|error| unreadable("a summary", error))?;
    Ok(OrderTask { task: Task { id, kind, title, detail, person, name, opened, due, done }, summary })
}

/// What a script wrote, if it wrote anything.
pub(super) async fn written(
    connection: &mut SqliteConnection,
    order: ObjectId,
    script: Query<'_, (i64, i64)>,
) -> StoreResult<Option<Kept>> {
    let rows = script.fetch_all(connection).await.map_err(failed)?;
    Ok(rows.first().map(|(id, version)| Kept::New(*id, OrderVersion { order, version: *version })))
}

pub(super) async fn is_there(connection: &mut SqliteConnection, query: Query<'_, (i64,)>) -> StoreResult<bool> {
    Ok(query.fetch_one(connection).await.map_err(failed)?.0 > 0)
}

/// Why nothing was written: it is there, or there is no such order, or there are too many.
pub(super) async fn why_not(
    connection: &mut SqliteConnection,
    order: ObjectId,
    same: Query<'_, (i64,)>,
) -> StoreResult<Kept> {
    if is_there(connection, same).await? {
        return Ok(Kept::Again);
    }
    let known = is_there(connection, sqlx::query_as(ORDER_THERE).bind(order.0)).await?;
    Ok(if known { Kept::TooMany } else { Kept::Unknown })
}

pub(super) fn most() -> i64 {
    i64::try_from(MOST_OF_AN_ORDER).unwrap_or(i64::MAX)
}

#[async_trait]
impl crate::store::Desk for Desk {
    async fn note(&self, note: NewNote) -> StoreResult<Kept> {
        self.writer
            .write(move |connection| {
                Box::pin(async move {
                    let script = sqlx::query_as(NOTE).bind(&note.key).bind(note.order.0).bind(&note.person);
                    let script = script.bind(&note.name).bind(note.at).bind(&note.text).bind(most());
                    match written(connection, note.order, script).await? {
                        Some(kept) => Ok(kept),
                        None => why_not(connection, note.order, sqlx::query_as(NOTE_THERE).bind(&note.key)).await,
                    }
                })
            })
            .await
    }

    async fn open(&self, task: NewTask) -> StoreResult<Kept> {
        self.writer
            .write(move |connection| {
                Box::pin(async move {
                    let script = sqlx::query_as(OPEN).bind(task.order.0).bind(task.kind.as_str()).bind(&task.title);
                    let script = script.bind(&task.detail).bind(&task.person).bind(&task.name).bind(task.at);
                    match written(connection, task.order, script.bind(most()).bind(task.due)).await? {
                        Some(kept) => Ok(kept),
                        None => {
                            let same = sqlx::query_as(OPEN_THERE).bind(task.order.0);
                            why_not(connection, task.order, same.bind(task.kind.as_str()).bind(&task.title)).await
                        }
                    }
                })
            })
            .await
    }

    async fn done(&self, order: ObjectId, task: i64, by: Hand) -> StoreResult<Kept> {
        self.writer
            .write(move |connection| {
                Box::pin(async move {
                    let script = sqlx::query_as(DONE).bind(order.0).bind(task).bind(by.at);
                    if let Some(kept) = written(connection, order, script.bind(&by.person).bind(&by.name)).await? {
                        return Ok(kept);
                    }
                    let same = sqlx::query_as(DONE_THERE).bind(task).bind(order.0);
                    Ok(if is_there(connection, same).await? { Kept::Again } else { Kept::Unknown })
                })
            })
            .await
    }

    async fn of_order(&self, order: ObjectId, limit: usize) -> StoreResult<OrderDesk> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let query = sqlx::query_as::<_, Row>(OF_ORDER).bind(order.0).bind(limit);
        read(query.fetch_all(&self.readers).await.map_err(failed)?)
    }

    async fn erase_note(&self, order: ObjectId, note: i64) -> StoreResult<Kept> {
        self.writer
            .erase(move |connection| {
                Box::pin(async move {
                    let script = sqlx::query_as(ERASE_NOTE).bind(order.0).bind(note);
                    if let Some(kept) = written(connection, order, script).await? {
                        return Ok(kept);
                    }
                    let same = sqlx::query_as(NOTE_OF).bind(note).bind(order.0);
                    Ok(if is_there(connection, same).await? { Kept::Again } else { Kept::Unknown })
                })
            })
            .await
    }

    async fn expire(&self, before: i64, limit: usize) -> StoreResult<usize> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.writer
            .erase(move |connection| {
                Box::pin(async move {
                    let mut most = 0;
                    for statement in [EXPIRE_NOTES, EXPIRE_TASKS] {
                        let done = sqlx::query(statement).bind(before).bind(limit).execute(&mut *connection).await;
                        most = most.max(done.map_err(failed)?.rows_affected());
                    }
                    Ok(usize::try_from(most).unwrap_or(usize::MAX))
                })
            })
            .await
    }

    async fn tasks(&self, ask: TaskAsk<'_>) -> StoreResult<Vec<OrderTask>> {
        let (due, id) = ask.after.unwrap_or((i64::MIN, i64::MIN));
        let query = sqlx::query_as::<_, Listed>(if ask.person.is_some() { TASKS_OF } else { TASKS })
            .bind(seen(ask.scope))
            .bind(ask.due_by)
            .bind(due)
            .bind(id)
            .bind(i64::try_from(ask.limit).unwrap_or(i64::MAX))
            .bind(ask.person);
        query.fetch_all(&self.readers).await.map_err(failed)?.into_iter().map(listed).collect()
    }

    async fn erase(&self, order: ObjectId) -> StoreResult<u64> {
        self.writer
            .erase(move |connection| {
                Box::pin(async move {
                    let mut erased = 0;
                    for statement in [ERASE_NOTES, ERASE_TASKS] {
                        let done = sqlx::query(statement).bind(order.0).execute(&mut *connection).await;
                        erased += done.map_err(failed)?.rows_affected();
                    }
                    if erased > 0 {
                        sqlx::query(RAISE).bind(order.0).execute(connection).await.map_err(failed)?;
                    }
                    Ok(erased)
                })
            })
            .await
    }
}
