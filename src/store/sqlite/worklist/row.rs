//! Items as rows.

use serde::Deserialize;
use sqlx::{Row as _, sqlite::SqliteRow};

use crate::{
    domain::{
        id::ObjectId,
        worklist::{Card, Cause},
    },
    store::{
        Actor, KnownWork, LastDeed, StoreResult, WorkFacts, WorkItem, WorkState, WorkVerb,
        sqlite::error::{failed, unreadable},
    },
};

/// What [`item`] reads.
pub(super) const COLUMNS: &str = "id, order_id, cause, state, sales_org, due, minutes, print, card, opened, times, \
    assignee, assignee_name, until, reason, words, version, last_by, last_name, last_at, last_verb";

/// An item of a row of [`COLUMNS`].
pub(super) fn item(row: &SqliteRow) -> StoreResult<WorkItem> {
    let number = |at: usize| row.try_get::<i64, _>(at).map_err(failed);
    let text = |at: usize| row.try_get::<String, _>(at).map_err(failed);
    let maybe = |at: usize| row.try_get::<Option<String>, _>(at).map_err(failed);
    let card = text(8)?;
    let facts = WorkFacts {
        sales_org: Some(text(4)?).filter(|org| !org.is_empty()),
        due: number(5)?,
        minutes: number(6)?,
        print: text(7)?,
        card: serde_json::from_str(&card).map_err(|error| unreadable("an item of a worklist", error))?,
    };
    let (state, verb) = (text(3)?, text(20)?);
    Ok(WorkItem {
        id: number(0)?,
        order: ObjectId(number(1)?),
        cause: cause(&text(2)?)?,
        state: WorkState::parse(&state).ok_or_else(|| unreadable("a state of a worklist", &state))?,
        facts,
        opened: number(9)?,
        times: u32::try_from(number(10)?).unwrap_or(u32::MAX),
        assignee: actor(text(11)?, text(12)?),
        until: row.try_get(13).map_err(failed)?,
        reason: maybe(14)?.map(|reason| StoreResult::Ok((reason, maybe(15)?.unwrap_or_default()))).transpose()?,
        version: number(16)?,
        last: LastDeed { by: actor(text(17)?, text(18)?), at: number(19)?, verb: self::verb(&verb)? },
    })
}

/// Nobody where the id is empty.
pub(super) fn actor(id: String, name: String) -> Option<Actor> {
    (!id.is_empty()).then_some(Actor { id, name })
}

pub(super) fn cause(word: &str) -> StoreResult<Cause> {
    Cause::parse(word).ok_or_else(|| unreadable("a cause", word))
}

pub(super) fn verb(word: &str) -> StoreResult<WorkVerb> {
    WorkVerb::parse(word).ok_or_else(|| unreadable("a deed", word))
}

/// order, cause, opened, sales organisation (empty: none), due, minutes, print, card.
#[derive(Deserialize)]
pub(in crate::store::sqlite) struct KnownRow(ObjectId, Cause, i64, String, i64, i64, String, Card);

/// The items of a subgraph.
pub(in crate::store::sqlite) fn known(rows: Vec<KnownRow>) -> Vec<KnownWork> {
    let known = |KnownRow(order, cause, opened, sales_org, due, minutes, print, card)| {
        let sales_org = Some(sales_org).filter(|org| !org.is_empty());
        KnownWork { order, cause, opened, facts: WorkFacts { sales_org, due, minutes, print, card } }
    };
    rows.into_iter().map(known).collect()
}
