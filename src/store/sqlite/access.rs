//! API tokens; recently seen orders are [`Recents`]'.

use std::sync::Arc;

use async_trait::async_trait;
use sqlx::{SqliteConnection, SqlitePool};

use super::{
    error::{failed, unreadable},
    recents::Recents,
    writer::Writer,
};
use crate::store::{ApiToken, Recent, StoreResult};

const PUT: &str = "
    insert into api_token (hash, name, scopes, organisations, created, expires) values ($1, $2, $3, $4, $5, $6)
    on conflict (hash) do update set name = excluded.name, scopes = excluded.scopes,
        organisations = excluded.organisations, created = excluded.created, expires = excluded.expires";
const FIND: &str = "
    select name, scopes, organisations, created, expires from api_token
    where hash = $1 and (expires is null or expires > $2)";
const REVOKE: &str = "delete from api_token where name = $1";
/// Every statement of this file, for the test that prepares them.
#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    [PUT, FIND, REVOKE].map(str::to_owned).into()
}

/// Tokens and recently seen orders of this engine.
pub(super) struct Tokens {
    writer: Arc<Writer>,
    readers: SqlitePool,
    recents: Arc<Recents>,
}

impl Tokens {
    pub fn new(writer: Arc<Writer>, readers: SqlitePool, recents: Arc<Recents>) -> Self {
        Self { writer, readers, recents }
    }
}

#[async_trait]
impl crate::store::Tokens for Tokens {
    async fn put(&self, token: ApiToken) -> StoreResult<()> {
        self.writer.write(move |connection| Box::pin(put(connection, token))).await
    }

    async fn find(&self, hash: &[u8; 32], now: i64) -> StoreResult<Option<ApiToken>> {
        let query = sqlx::query_as::<_, (String, String, Option<String>, i64, Option<i64>)>(FIND);
        let found = query.bind(&hash[..]).bind(now).fetch_optional(&self.readers).await.map_err(failed)?;
        let Some((name, scopes, organisations, created, expires)) = found else { return Ok(None) };
        let scopes = serde_json::from_str(&scopes).map_err(|error| unreadable("scopes", error))?;
        let organisations = organisations.map(|json| serde_json::from_str(&json)).transpose();
        let organisations = organisations.map_err(|error| unreadable("organisations", error))?;
        Ok(Some(ApiToken { hash: *hash, name, scopes, organisations, created, expires }))
    }

    async fn revoke(&self, name: &str) -> StoreResult<bool> {
        let name = name.to_owned();
        self.writer
            .write(move |connection| {
                Box::pin(async move {
                    let done = sqlx::query(REVOKE).bind(name).execute(connection).await.map_err(failed)?;
                    Ok(done.rows_affected() > 0)
                })
            })
            .await
    }

    async fn looked_at(&self, user: &str, seen: Recent) -> StoreResult<()> {
        self.recents.note(user, seen);
        Ok(())
    }

    async fn recent(&self, user: &str) -> StoreResult<Vec<Recent>> {
        self.recents.of(&self.readers, user).await
    }
}

async fn put(connection: &mut SqliteConnection, token: ApiToken) -> StoreResult<()> {
    let list = |words: &[String]| serde_json::Value::from(words).to_string();
    sqlx::query(PUT)
        .bind(&token.hash[..])
        .bind(&token.name)
        .bind(list(&token.scopes))
        .bind(token.organisations.as_deref().map(list))
        .bind(token.created)
        .bind(token.expires)
        .execute(connection)
        .await
        .map_err(failed)?;
    Ok(())
}
