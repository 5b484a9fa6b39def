//! An order as a page shows it: one statement, since each hop to the connection's thread costs more than the statement.

use std::{collections::BTreeMap, sync::Arc};

use sqlx::SqlitePool;

use super::{packed, views::Views};
use crate::{
    domain::{effect::IssuedEffects, id::ObjectId},
    store::{
        AuditRecord, ObjectDetails, OrderDesk, OrderRow, OrderVersion, OutboxRow, ProofLink, StoreResult,
        sqlite::{
            audit, desk,
            error::{failed, unreadable},
            outbox, proof_links,
        },
    },
};

/// $1 the order, $2 the number of the write whose view is at hand: that one is not read again.
const ORDER: &str = "
    select version, updated, change, case when change = $2 then null else view end from order_view where id = $1";

/// Beside it: $3 the subject in the audit, $4 how many rows of it. A key of the outbox begins with one that was derived; which of
/// those that do are the order's own is said by what was derived. `cross join`: from 3.51.0 on SQLite would walk the whole outbox.
const DOSSIER: &str = "
    select version, updated, change, case when change = $2 then null else view end,
    (select json_group_array(json_array(sequence, at, actor, action, subject, detail, hash)) from
        (select * from audit where subject = $3 order by sequence desc limit $4)),
    (select keys from posted where posted.id = $1),
    (select json_group_array(json_array(id, key, destination, effect, order_id, payload, reverses, created, state)) from
        (select distinct outbox.* from posted, json_each(posted.keys) as derived
        cross join outbox on outbox.key >= derived.key and outbox.key < derived.key || char(1114111)
        where posted.id = $1 order by outbox.id)),
    (select json_group_array(json_array(id, null, '', body, person, name, at, 0, null, null)) from
        (select * from note where order_id = $1 order by id desc limit $4)),
    (select json_group_array(json_array(id, kind, title, detail, person, name, opened, due, done, done_name)) from
        (select * from task where order_id = $1 order by id desc limit $4)),
    (select json_group_array(json_array(id, token, order_id, message, ordinal, generation, name, expires, revoked)) from
        (select * from proof_link where order_id = $1 and revoked is null order by id desc limit $4)),
    (select json_group_array(json_array(id, name)) from person where id in
        (select substr(actor, 6) from audit where subject = $3 and actor like 'user:%' order by sequence desc limit $4))
    from order_view where id = $1";

/// Every statement of this file, for the test that prepares them.
#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    [ORDER, DOSSIER].map(str::to_owned).into()
}

type Viewed = (i64, i64, i64, Option<Vec<u8>>);
type Found = (i64, i64, i64, Option<Vec<u8>>, String, Option<String>, String, String, String, String, String);

/// The order's view.
pub(super) async fn order(readers: &SqlitePool, views: &Views, order: ObjectId) -> StoreResult<Option<OrderRow>> {
    let known = views.get(order);
    let query = sqlx::query_as::<_, Viewed>(ORDER).bind(order.0).bind(known.as_ref().map(|(change, _)| *change));
    let found = query.fetch_optional(readers).await.map_err(failed)?;
    found.map(|row| viewed(views, order, known, row)).transpose()
}

/// The order's view and what stands elsewhere about it.
pub(super) async fn details(
    readers: &SqlitePool,
    views: &Views,
    order: ObjectId,
    subject: &str,
    most: usize,
) -> StoreResult<Option<ObjectDetails>> {
    let known = views.get(order);
    let query = sqlx::query_as::<_, Found>(DOSSIER)
        .bind(order.0)
        .bind(known.as_ref().map(|(change, _)| *change))
        .bind(subject)
        .bind(i64::try_from(most).unwrap_or(i64::MAX));
    let found = query.fetch_optional(readers).await.map_err(failed)?;
    let Some((version, updated, change, view, audit, posted, outbox, notes, tasks, links, people)) = found else {
        return Ok(None);
    };
    let row = viewed(views, order, known, (version, updated, change, view))?;
    let outbox = derived(posted.as_deref(), &outbox)?;
    Ok(Some(ObjectDetails {
        row,
        audit: noted(&audit)?,
        outbox,
        desk: written(&[&notes, &tasks])?,
        proof_links: linked(&links)?,
        people: named(&people)?,
    }))
}

fn viewed(
    views: &Views,
    order: ObjectId,
    known: Option<(i64, Arc<crate::domain::view::View>)>,
    (version, updated, change, column): Viewed,
) -> StoreResult<OrderRow> {
    let view = match (column, known) {
        (Some(column), _) => {
            let (view, length) = packed::unpack(&column)?;
            views.keep(order, change, &view, length);
            view
        }
        (None, Some((_, view))) => view,
        (None, None) => return Err(unreadable("a view", "there is none")),
    };
    Ok(OrderRow { version: OrderVersion { order, version }, view, updated })
}

fn linked(text: &str) -> StoreResult<Vec<ProofLink>> {
    let rows: Vec<proof_links::Row> =
        serde_json::from_str(text).map_err(|error| unreadable("links to proofs", error))?;
    Ok(rows.into_iter().map(proof_links::link).collect())
}

fn named(text: &str) -> StoreResult<BTreeMap<String, String>> {
    let rows: Vec<(String, String)> =
        serde_json::from_str(text).map_err(|error| unreadable("names of people", error))?;
    Ok(rows.into_iter().collect())
}

fn noted(text: &str) -> StoreResult<Vec<AuditRecord>> {
    let rows: Vec<audit::Row> = serde_json::from_str(text).map_err(|error| unreadable("the audit", error))?;
    Ok(rows.into_iter().map(audit::record).collect())
}

fn written(texts: &[&str]) -> StoreResult<OrderDesk> {
    let mut rows: Vec<desk::Row> = Vec::new();
    for text in texts {
        rows.extend(
            serde_json::from_str::<Vec<desk::Row>>(text).map_err(|error| unreadable("notes and tasks", error))?,
        );
    }
    desk::read(rows)
}

fn derived(posted: Option<&str>, text: &str) -> StoreResult<Vec<OutboxRow>> {
    let Some(posted) = posted else { return Ok(Vec::new()) };
    let posted: IssuedEffects = serde_json::from_str(posted).map_err(|error| unreadable("what was derived", error))?;
    let own = posted.keys();
    let rows: Vec<outbox::Row> = serde_json::from_str(text).map_err(|error| unreadable("an effect", error))?;
    let rows = rows.into_iter().map(outbox::row).collect::<StoreResult<Vec<_>>>()?;
    Ok(rows.into_iter().filter(|row| own.contains(&row.key)).collect())
}
