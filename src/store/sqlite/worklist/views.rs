//! Views that people keep, and the people.

use sqlx::{SqliteConnection, SqlitePool};

use crate::{
    domain::worklist::Filter,
    store::{
        Actor, MOST_VIEWS, Person, StoreResult, WorkView,
        sqlite::error::{failed, unreadable},
    },
};

const VIEWS: &str = "
    select id, owner, owner_name, name, query, shared, created from (
        select * from (select * from work_view where owner = $1 order by name limit $2)
        union select * from (select * from work_view where shared = 1 order by created limit $2))
    order by owner <> $1, name, id limit $2";
/// $1 owner, $2 the name, $3 the most: whether there is no room for another.
const FULL: &str = "select count(*) >= $3 from work_view where owner = $1 and name <> $2";
const KEEP: &str = "
    insert into work_view (owner, owner_name, name, query, shared, created) values ($1, $2, $3, $4, $5, $6)
    on conflict (owner, name) do update set
        owner_name = excluded.owner_name, query = excluded.query, shared = excluded.shared";
const DROP: &str = "delete from work_view where id = $1 and owner = $2";
const KNOW: &str = "
    insert into person (id, name, organisations, seen) values ($1, $2, $3, $4)
    on conflict (id) do update set name = excluded.name, organisations = excluded.organisations, seen = excluded.seen";
const PEOPLE: &str = "select id, name, organisations, seen from person order by seen desc limit $1";

/// Every statement of this file, for the test that prepares them.
#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    [VIEWS, FULL, KEEP, DROP, KNOW, PEOPLE].map(str::to_owned).into()
}

type ViewRow = (i64, String, String, String, String, bool, i64);

pub(super) async fn views(readers: &SqlitePool, person: &str, limit: usize) -> StoreResult<Vec<WorkView>> {
    let query = sqlx::query_as::<_, ViewRow>(VIEWS).bind(person).bind(i64::try_from(limit).unwrap_or(i64::MAX));
    query.fetch_all(readers).await.map_err(failed)?.into_iter().map(view).collect()
}

fn view((id, owner, owner_name, name, query, shared, created): ViewRow) -> StoreResult<WorkView> {
    let pairs: Vec<(String, String)> =
        serde_json::from_str(&query).map_err(|error| unreadable("a view of a worklist", error))?;
    let filter = Filter::of(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    Ok(WorkView { id, owner: Actor { id: owner, name: owner_name }, name, filter, shared, created })
}

pub(super) async fn keep(connection: &mut SqliteConnection, view: WorkView) -> StoreResult<bool> {
    let most = i64::try_from(MOST_VIEWS).unwrap_or(i64::MAX);
    let full = sqlx::query_scalar::<_, bool>(FULL).bind(&view.owner.id).bind(&view.name).bind(most);
    if full.fetch_one(&mut *connection).await.map_err(failed)? {
        return Ok(false);
    }
    let query = sqlx::query(KEEP)
        .bind(&view.owner.id)
        .bind(&view.owner.name)
        .bind(&view.name)
        .bind(serde_json::json!(view.filter.pairs()).to_string())
        .bind(view.shared)
        .bind(view.created);
    query.execute(connection).await.map_err(failed)?;
    Ok(true)
}

pub(super) async fn forget(connection: &mut SqliteConnection, person: String, id: i64) -> StoreResult<bool> {
    let done = sqlx::query(DROP).bind(id).bind(person).execute(connection).await.map_err(failed)?;
    Ok(done.rows_affected() > 0)
}

pub(super) async fn know(connection: &mut SqliteConnection, person: Person) -> StoreResult<()> {
    let organisations = person.organisations.map(|own| serde_json::json!(own).to_string());
    let query = sqlx::query(KNOW).bind(person.actor.id).bind(person.actor.name).bind(organisations).bind(person.seen);
    query.execute(connection).await.map_err(failed).map(|_| ())
}

type PersonRow = (String, String, Option<String>, i64);

pub(super) async fn people(readers: &SqlitePool, limit: usize) -> StoreResult<Vec<Person>> {
    let query = sqlx::query_as::<_, PersonRow>(PEOPLE).bind(i64::try_from(limit).unwrap_or(i64::MAX));
    let person = |(id, name, organisations, seen): PersonRow| {
        let organisations = organisations.map(|json| serde_json::from_str(&json)).transpose();
        let organisations = organisations.map_err(|error| unreadable("the organisations of a person", error))?;
        Ok(Person { actor: Actor { id, name }, organisations, seen })
    };
    query.fetch_all(readers).await.map_err(failed)?.into_iter().map(person).collect()
}
