//! What is around some names, in one statement and so at one point in time.

use std::{collections::HashMap, sync::Arc};

use sqlx::SqlitePool;

use super::rows;
use crate::{
    domain::{
        event::{EventKey, Relation},
        id::{EventId, MessageId, ObjectId, SourceId},
        reference::{ObjectKind, RefKind, Reference},
        scene::Told,
        time::Moment,
    },
    store::{
        KnownObject, LinkRow, NameKey, Neighbourhood, OrderVersion, StoreResult,
        sqlite::error::{failed, unreadable},
    },
};

/// Most objects that are met going up: a load of some hundred shipments, each of its order.
const MOST_UP: i64 = 4_000;
/// Most objects in all.
const MOST: i64 = 20_000;

/// $1 names, $2 orders, $3 event keys, $4 and $5 the bounds. Rows of several kinds under one heading, told by the first
/// column (see [`Row`]). `cross join` keeps SQLite from turning a join round and scanning a table.
const NEAR: &str = "
    with recursive
    asked (norm, kind, scope, of) as materialized (
        select value ->> 0, value ->> 1, value ->> 2, value ->> 3 from json_each($1)),
    start (id) as (
        select name.object from asked cross join name
            on name.norm = asked.norm and name.kind = asked.kind and name.scope = asked.scope and name.of = asked.of
        union select value from json_each($2)),
    up (id) as materialized (
        select id from start union select link.parent from up cross join link on link.child = up.id limit $4),
    down (id) as materialized (
        select id from up union select link.child from down cross join link on link.parent = down.id limit $5)
    select 0, (select count(*) from up), (select count(*) from down),
           null, null, null, null, null, null, null, null, null, null, null, null
    union all
    select 1, object.id, null, null, null, null, null, null, null, object.kind, null, null, null, null, null
    from down cross join object on object.id = down.id
    union all
    select 2, name.object, null, null, null, null, null, null, null,
           name.kind, name.scope, name.norm, name.of, name.sent, name.sent_scope
    from down cross join name on name.object = down.id
    union all
    select 3, from_id, to_id, child, parent, null, null, null, null, relation, source, null, null, lines, null
    from down cross join link on link.child = down.id where +link.parent in (select id from down)
    union all
    select 4, object, message, ordinal, generation, at, at_offset, zone_known, received, key, source, null, null, body, null
    from down cross join event on event.object = down.id
    union all
    select 5, order_view.id, version, null, null, null, null, null, null, null, null, null, null, null, null
    from down cross join order_view on order_view.id = down.id
    union all
    select 6, null, null, null, null, null, null, null, null, event.key, null, null, null, null, null
    from json_each($3) as asked_key cross join event on event.key = asked_key.value";

type Number = Option<i64>;
type Text = Option<String>;

/// What sort of row, eight numbers, six texts.
type Row = (i64, Number, Number, Number, Number, Number, Number, Number, Number, Text, Text, Text, Text, Text, Text);

pub(super) async fn neighbourhood(
    readers: &SqlitePool,
    names: &[NameKey],
    orders: &[ObjectId],
    keys: &[EventKey],
) -> StoreResult<Neighbourhood> {
    let found = sqlx::query_as::<_, Row>(NEAR)
        .bind(rows::name_keys(names.iter())?)
        .bind(rows::ids(orders.iter().copied()))
        .bind(rows::json(keys.iter().map(|key| &key.0))?)
        .bind(MOST_UP)
        .bind(MOST)
        .fetch_all(readers)
        .await
        .map_err(failed)?;
    let mut near = Near::default();
    for row in found {
        near.add(row)?;
    }
    for object in &mut near.found.objects {
        object.names = near.names.remove(&object.id).unwrap_or_default();
    }
    Ok(near.found)
}

#[derive(Default)]
struct Near {
    found: Neighbourhood,
    names: HashMap<ObjectId, Vec<(NameKey, Reference)>>,
}

impl Near {
    fn add(&mut self, row: Row) -> StoreResult<()> {
        let found = &mut self.found;
        match row.0 {
            0 => found.truncated = number(row.1)? >= MOST_UP || number(row.2)? >= MOST,
            1 => found.objects.push(KnownObject { id: object(row.1)?, of: kind(row.9)?, names: Vec::new() }),
            2 => {
                let (id, name) = name(row)?;
                self.names.entry(id).or_default().push(name);
            }
            3 => found.links.push(link(row)?),
            4 => found.events.push(told(row)?),
            5 => found.versions.push(OrderVersion { order: object(row.1)?, version: number(row.2)? }),
            _ => found.known_keys.push(EventKey(text(row.9)?)),
        }
        Ok(())
    }
}

fn name(row: Row) -> StoreResult<(ObjectId, (NameKey, Reference))> {
    let word = text(row.9)?;
    let kind_of_number = RefKind::parse(&word).ok_or_else(|| unreadable("a kind of number", &word))?;
    let key = NameKey { of: kind(row.12)?, kind: kind_of_number, scope: text(row.10)?, norm: text(row.11)? };
    Ok((object(row.1)?, (key, Reference { kind: kind_of_number, scope: text(row.14)?, value: text(row.13)? })))
}

fn link(row: Row) -> StoreResult<LinkRow> {
    let relation = text(row.9)?;
    Ok(LinkRow {
        from: object(row.1)?,
        relation: Relation::parse(&relation).ok_or_else(|| unreadable("a relation", &relation))?,
        to: object(row.2)?,
        child: object(row.3)?,
        parent: object(row.4)?,
        lines: serde_json::from_str(&text(row.13)?).map_err(|error| unreadable("lines", error))?,
        source: SourceId(text(row.10)?),
    })
}

fn told(row: Row) -> StoreResult<Told> {
    let body = text(row.13)?;
    Ok(Told {
        id: EventId { message: MessageId(number(row.2)?), ordinal: small(row.3)?, generation: small(row.4)? },
        key: EventKey(text(row.9)?),
        object: object(row.1)?,
        source: SourceId(text(row.10)?),
        at: Moment { micros: number(row.5)?, offset_seconds: small(row.6)?, zone_known: number(row.7)? != 0 },
        received: number(row.8)?,
        event: Arc::new(serde_json::from_str(&body).map_err(|error| unreadable("an event", error))?),
    })
}

fn number(value: Number) -> StoreResult<i64> {
    value.ok_or_else(|| unreadable("a number", "it is null"))
}

fn small<T: TryFrom<i64>>(value: Number) -> StoreResult<T> {
    T::try_from(number(value)?).map_err(|_| unreadable("a number", "it is out of range"))
}

fn text(value: Text) -> StoreResult<String> {
    value.ok_or_else(|| unreadable("a text", "it is null"))
}

fn object(value: Number) -> StoreResult<ObjectId> {
    number(value).map(ObjectId)
}

fn kind(value: Text) -> StoreResult<ObjectKind> {
    let word = text(value)?;
    ObjectKind::parse(&word).ok_or_else(|| unreadable("a kind of object", &word))
}

#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    vec![NEAR.to_owned()]
}
