//! Links to proofs of delivery.

use std::sync::Arc;

use async_trait::async_trait;
use sqlx::SqlitePool;

use super::{
    desk::{is_there, most, why_not, written},
    error::failed,
    writer::Writer,
};
use crate::{
    domain::id::{EventId, MessageId, ObjectId},
    store::{Hand, Kept, NewProofLink, ProofLink, StoreResult},
};

/// $1 token, $2 order, $3 to $5 the event, $6 person, $7 name, $8 created, $9 expires, $10 the most of an order.
const CREATE: &str = "
    begin immediate;
    insert into proof_link (token, order_id, message, ordinal, generation, person, name, created, expires)
    select $1, $2, $3, $4, $5, $6, $7, $8, $9 from order_view
    where order_view.id = $2 and $10 > (select count(*) from proof_link where order_id = $2)
      and not exists (select 1 from proof_link where order_id = $2 and (message, ordinal, generation) = ($3, $4, $5)
                      and revoked is null and expires > $8);
    update tally set changes = changes + 1 where changes() > 0;
    update order_view set version = version + 1, change = (select changes from tally) where id = $2 and changes() > 0
    returning (select max(id) from proof_link where order_id = $2), version;
    commit";
/// $1 order, $2 to $4 the event, $5 now.
const CREATED: &str = "
    select count(*) from proof_link where order_id = $1 and (message, ordinal, generation) = ($2, $3, $4)
    and revoked is null and expires > $5";
/// $1 order, $2 link, $3 at, $4 name.
const REVOKE: &str = "
    begin immediate;
    update proof_link set revoked = $3, revoked_name = $4 where id = $2 and order_id = $1 and revoked is null;
    update tally set changes = changes + 1 where changes() > 0;
    update order_view set version = version + 1, change = (select changes from tally) where id = $1 and changes() > 0
    returning $2, version;
    commit";
const THERE: &str = "select count(*) from proof_link where id = $1 and order_id = $2";
const BY_TOKEN: &str = "
    select id, token, order_id, message, ordinal, generation, name, expires, revoked from proof_link where token = $1";
/// Every statement of this file, for the test that prepares them.
#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    [CREATE, CREATED, REVOKE, THERE, BY_TOKEN].map(str::to_owned).into()
}

pub(super) type Row = (i64, String, i64, i64, u32, u32, String, i64, Option<i64>);

pub(super) fn link((id, token, order, message, ordinal, generation, name, expires, revoked): Row) -> ProofLink {
    let event = EventId { message: MessageId(message), ordinal, generation };
    ProofLink { id, token, order: ObjectId(order), event, name, expires, revoked }
}

/// See [`crate::store::ProofLinks`].
pub(super) struct ProofLinks {
    writer: Arc<Writer>,
    readers: SqlitePool,
}

impl ProofLinks {
    pub fn new(writer: Arc<Writer>, readers: SqlitePool) -> Self {
        Self { writer, readers }
    }
}

#[async_trait]
impl crate::store::ProofLinks for ProofLinks {
    async fn create(&self, link: NewProofLink) -> StoreResult<Kept> {
        self.writer
            .write(move |connection| {
                Box::pin(async move {
                    let EventId { message, ordinal, generation } = link.event;
                    let script = sqlx::query_as(CREATE).bind(&link.token).bind(link.order.0).bind(message.0);
                    let script = script.bind(ordinal).bind(generation).bind(&link.person).bind(&link.name);
                    let script = script.bind(link.created).bind(link.expires).bind(most());
                    if let Some(kept) = written(connection, link.order, script).await? {
                        return Ok(kept);
                    }
                    let same = sqlx::query_as(CREATED).bind(link.order.0).bind(message.0).bind(ordinal);
                    why_not(connection, link.order, same.bind(generation).bind(link.created)).await
                })
            })
            .await
    }

    async fn revoke(&self, order: ObjectId, link: i64, by: Hand) -> StoreResult<Kept> {
        self.writer
            .write(move |connection| {
                Box::pin(async move {
                    let script = sqlx::query_as(REVOKE).bind(order.0).bind(link).bind(by.at).bind(&by.name);
                    if let Some(kept) = written(connection, order, script).await? {
                        return Ok(kept);
                    }
                    let same = sqlx::query_as(THERE).bind(link).bind(order.0);
                    Ok(if is_there(connection, same).await? { Kept::Again } else { Kept::Unknown })
                })
            })
            .await
    }

    async fn by_token(&self, token: &str) -> StoreResult<Option<ProofLink>> {
        let query = sqlx::query_as::<_, Row>(BY_TOKEN).bind(token);
        Ok(query.fetch_optional(&self.readers).await.map_err(failed)?.map(link))
    }
}
