//! What is around some names, in one statement and so at one point in time.
//!
//! Each sort of row comes back as one JSON array: handing thousands of rows of many columns from sqlx's thread to ours,
//! value by value, took several times as long as finding them.

use std::{collections::HashMap, sync::Arc};

use serde::{Deserialize, de::DeserializeOwned};
use sqlx::SqlitePool;

use super::rows;
use crate::{
    domain::{
        event::{Event, EventKey, LineQuantity, Relation},
        fold_input::{ConflictKind, NameConflict, ReceivedEvent},
        id::{EventId, MessageId, ObjectId, SourceId},
        reference::{ObjectKind, RefKind, Reference},
        time::Moment,
    },
    store::{
        KnownName, KnownObject, LinkRow, NameKey, OrderVersion, StoreResult, Subgraph,
        sqlite::{
            error::{failed, unreadable},
            worklist,
        },
    },
};

/// Most objects that are met going up: a load of some hundred shipments, each of its order.
const MOST_UP: i64 = 4_000;
/// Most objects in all.
const MOST: i64 = 20_000;
/// Most events of them.
const MOST_EVENTS: i64 = 100_000;

/// A carrier's number that is asked for without its carrier is found under each. A delivery that nothing links to an order goes
/// with the shipments that carry it: up from it, and beside them.
///
/// $1 names, $2 orders, $3 event keys, $4, $5 and $6 the bounds. `cross join` keeps SQLite from turning a join round and reading
/// a table from end to end, the `+` from looking every pair of objects up.
const NEAR: &str = "
    with recursive
    asked (norm, kind, scope, of) as materialized (
        select value ->> 0, value ->> 1, value ->> 2, value ->> 3 from json_each($1)),
    named (id) as materialized (
        select name.object from asked cross join name
            on name.norm = asked.norm and name.kind = asked.kind and name.scope = asked.scope and name.of = asked.of
        union select name.object from asked cross join name
            on name.norm = asked.norm and name.kind = asked.kind and name.of = asked.of
            where asked.scope = '' and asked.kind in ('tracking', 'pro')
        union select value from json_each($2)
        union select event.object from json_each($3) as asked_key cross join event on event.key = asked_key.value),
    start (id) as (
        select id from named
        union select conflict.holder from named cross join conflict on conflict.claimant = named.id
        union select conflict.claimant from named cross join conflict on conflict.holder = named.id
        union select conflict.claimant from named cross join conflict on conflict.subject = named.id
        union select conflict.holder from named cross join conflict on conflict.subject = named.id),
    up (id) as materialized (
        select id from start union select link.parent from up cross join link on link.child = up.id
        union select link.child from up cross join object on object.id = up.id and object.kind = 'delivery'
            cross join link on link.parent = up.id and link.relation = 'carries'
            where not exists (select 1 from link as own where own.child = up.id)
        limit $4),
    below (id) as materialized (
        select id from up union select link.child from below cross join link on link.parent = below.id limit $5),
    down (id) as materialized (
        select id from below
        union select link.parent from below cross join link on link.child = below.id
            cross join object on object.id = link.parent and object.kind = 'delivery'
            where link.relation = 'carries' and not exists (select 1 from link as own where own.child = link.parent)
        limit $5)
    select 0, json_array((select count(*) from up), (select count(*) from down))
    union all
    select 1, json_group_array(json_array(object.id, object.kind))
    from down cross join object on object.id = down.id
    union all
    select 2, json_group_array(json_array(object, kind, scope, norm, of, sent_scope, sent, since))
    from down cross join name on name.object = down.id
    union all
    select 3, json_group_array(json_array(from_id, relation, to_id, child, link.parent, json(lines), source))
    from down cross join link on link.child = down.id where +link.parent in (select id from down)
    union all
    select 4, json_group_array(
        json_array(key, object, message, ordinal, generation, source, at, at_offset, zone_known, received, body))
    from (select event.* from down cross join event on event.object = down.id limit $6)
    union all
    select 5, json_group_array(json_array(order_view.id, version))
    from down cross join order_view on order_view.id = down.id
    union all
    select 7, json_group_array(json_array(posted.id, json(keys)))
    from down cross join posted on posted.id = down.id
    union all
    select 9, json_group_array(json_array(order_id, cause, opened, sales_org, due, minutes, print, json(card)))
    from down cross join work_item on work_item.order_id = down.id where work_item.state <> 'closed'
    union all
    select 6, json_group_array(event.key)
    from json_each($3) as asked_key cross join event on event.key = asked_key.value
    union all
    select 8, json_group_array(json_array(claimant, holder, conflict.kind, ref_kind, of, sent_scope, sent, source, subject,
        at, at_offset, zone_known, received, message, ordinal, generation))
    from down cross join conflict on conflict.claimant = down.id
    union all
    select 8, json_group_array(json_array(claimant, holder, conflict.kind, ref_kind, of, sent_scope, sent, source, subject,
        at, at_offset, zone_known, received, message, ordinal, generation))
    from down cross join conflict on conflict.holder = down.id";

pub(super) async fn load_subgraph(
    readers: &SqlitePool,
    names: &[NameKey],
    orders: &[ObjectId],
    keys: &[EventKey],
) -> StoreResult<Subgraph> {
    let found = sqlx::query_as::<_, (i64, String)>(NEAR)
        .bind(rows::name_keys(names.iter())?)
        .bind(rows::ids(orders.iter().copied()))
        .bind(rows::json(keys.iter().map(|key| &key.0))?)
        .bind(MOST_UP)
        .bind(MOST)
        .bind(MOST_EVENTS)
        .fetch_all(readers)
        .await
        .map_err(failed)?;
    let mut near = Subgraph::default();
    let mut named = HashMap::<ObjectId, Vec<KnownName>>::new();
    for (sort, json) in found {
        match sort {
            0 => near.truncated |= truncated(read(&json)?),
            1 => near.objects = read::<Vec<ObjectRow>>(&json)?.into_iter().map(ObjectRow::known).collect(),
            2 => {
                for name in read::<Vec<NameRow>>(&json)? {
                    named.entry(name.0).or_default().push(name.known());
                }
            }
            3 => near.links = read::<Vec<LinkJson>>(&json)?.into_iter().map(LinkJson::known).collect(),
            4 => {
                near.events =
                    read::<Vec<EventRow>>(&json)?.into_iter().map(EventRow::told).collect::<Result<_, _>>()?;
                near.truncated |= i64::try_from(near.events.len()).is_ok_and(|count| count >= MOST_EVENTS);
            }
            5 => {
                let versions = read::<Vec<(ObjectId, i64)>>(&json)?.into_iter();
                near.versions = versions.map(|(order, version)| OrderVersion { order, version }).collect();
            }
            6 => near.known_keys = read::<Vec<String>>(&json)?.into_iter().map(EventKey).collect(),
            7 => near.posted = read(&json)?,
            9 => near.work = worklist::known(read(&json)?),
            _ => near.conflicts.extend(read::<Vec<ConflictRow>>(&json)?.into_iter().map(ConflictRow::known)),
        }
    }
    // A conflict between two objects that are both here was found from both.
    near.conflicts.sort();
    near.conflicts.dedup();
    for object in &mut near.objects {
        object.names = named.remove(&object.id).unwrap_or_default();
    }
    Ok(near)
}

/// $1 messages as a JSON array: one array of what they told.
pub(in crate::store::sqlite) const TOLD: &str = "
    select json_group_array(
        json_array(key, object, message, ordinal, generation, source, at, at_offset, zone_known, received, body))
    from (select event.* from json_each($1) as asked cross join event on event.message = asked.value
          order by message, ordinal, generation)";

/// What [`TOLD`] gave.
pub(in crate::store::sqlite) fn told_rows(json: &str) -> StoreResult<Vec<ReceivedEvent>> {
    read::<Vec<EventRow>>(json)?.into_iter().map(EventRow::told).collect()
}

fn read<T: DeserializeOwned>(json: &str) -> StoreResult<T> {
    serde_json::from_str(json).map_err(|error| unreadable("the graph", error))
}

fn truncated((up, all): (i64, i64)) -> bool {
    up >= MOST_UP || all >= MOST
}

#[derive(Deserialize)]
struct ObjectRow(ObjectId, ObjectKind);

impl ObjectRow {
    fn known(self) -> KnownObject {
        KnownObject { id: self.0, of: self.1, names: Vec::new() }
    }
}

/// object, kind, scope and value in normal form, what it names, scope and value as sent, since.
#[derive(Deserialize)]
struct NameRow(ObjectId, RefKind, String, String, ObjectKind, String, String, i64);

impl NameRow {
    fn known(self) -> KnownName {
        let Self(_, kind, scope, norm, of, sent_scope, sent, since) = self;
        let reference = Reference { kind, scope: sent_scope, value: sent };
        KnownName { key: NameKey { of, kind, scope, norm }, reference, since }
    }
}

/// claimant, holder, kind, kind of number, what it names, scope and value as sent, source, subject, at, its offset, whether the
/// zone is known (0, 1), received, message, ordinal, generation.
#[derive(Deserialize)]
pub(in crate::store::sqlite) struct ConflictRow(
    ObjectId,
    ObjectId,
    ConflictKind,
    RefKind,
    ObjectKind,
    String,
    String,
    SourceId,
    Option<ObjectId>,
    i64,
    i32,
    u8,
    i64,
    MessageId,
    u32,
    u32,
);

impl ConflictRow {
    pub(in crate::store::sqlite) fn known(self) -> NameConflict {
        let Self(claimant, holder, kind, named, of, scope, value, source, subject, ..) = self;
        let (micros, offset_seconds, zone_known, received, message, ordinal, generation) =
            (self.9, self.10, self.11 != 0, self.12, self.13, self.14, self.15);
        NameConflict {
            claimant,
            holder,
            kind,
            reference: Reference { kind: named, scope, value },
            of,
            source,
            subject,
            at: Moment { micros, offset_seconds, zone_known, day_only: false },
            received,
            event: EventId { message, ordinal, generation },
        }
    }
}

/// from, relation, to, child, parent, lines, source.
#[derive(Deserialize)]
struct LinkJson(ObjectId, Relation, ObjectId, ObjectId, ObjectId, Vec<LineQuantity>, SourceId);

impl LinkJson {
    fn known(self) -> LinkRow {
        let Self(from, relation, to, child, parent, lines, source) = self;
        LinkRow { from, relation, to, child, parent, lines, source }
    }
}

/// key, object, message, ordinal, generation, source, at, its offset, whether the zone is known (0, 1), received, body.
#[derive(Deserialize)]
struct EventRow(String, ObjectId, MessageId, u32, u32, SourceId, i64, i32, u8, i64, String);

impl EventRow {
    fn told(self) -> StoreResult<ReceivedEvent> {
        let Self(key, object, message, ordinal, generation, source, micros, offset_seconds, zone_known, received, body) =
            self;
        let event: Event = read(&body)?;
        Ok(ReceivedEvent {
            id: EventId { message, ordinal, generation },
            key: EventKey(key),
            object,
            source,
            at: Moment { micros, offset_seconds, zone_known: zone_known != 0, day_only: event.day_only },
            received_at: received,
            event: Arc::new(event),
        })
    }
}

#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    vec![NEAR.to_owned(), TOLD.to_owned()]
}
