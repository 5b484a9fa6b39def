//! The audit: rows that triggers keep from being changed, each with the hash over the one before it. What the chain cannot
//! show is that its newest rows were cut off; for that the last hash has to be kept elsewhere.

use std::sync::Arc;

use async_trait::async_trait;
use futures::TryStreamExt;
use sha2::{Digest, Sha256};
use sqlx::{SqliteConnection, SqlitePool};

use super::{error::failed, writer::Writer};
use crate::store::{AuditChain, AuditEntry, AuditRecord, StoreResult};

const LAST: &str = "select sequence, hash from audit order by sequence desc limit 1";
const RECORD: &str = "
    insert into audit (sequence, at, actor, action, subject, detail, hash) values ($1, $2, $3, $4, $5, $6, $7)";
const NEWEST: &str = "
    select sequence, at, actor, action, subject, detail, hash from audit order by sequence desc limit $1";
const NEWEST_ABOUT: &str = "
    select sequence, at, actor, action, subject, detail, hash from audit
    where subject = $2 order by sequence desc limit $1";
const WHOLE: &str = "select sequence, at, actor, action, subject, detail, hash from audit order by sequence";

/// Every statement of this file, for the test that prepares them.
#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    [LAST, RECORD, NEWEST, NEWEST_ABOUT, WHOLE].map(str::to_owned).into()
}

/// A row as it is read.
pub(super) type Row = (i64, i64, String, String, String, String, String);

/// The audit of this engine.
pub(super) struct Audit {
    writer: Arc<Writer>,
    readers: SqlitePool,
}

impl Audit {
    pub fn new(writer: Arc<Writer>, readers: SqlitePool) -> Self {
        Self { writer, readers }
    }
}

#[async_trait]
impl crate::store::Audit for Audit {
    async fn record(&self, entry: AuditEntry) -> StoreResult<AuditRecord> {
        self.writer
            .write(move |connection| {
                Box::pin(async move {
                    sqlx::query("begin immediate").execute(&mut *connection).await.map_err(failed)?;
                    let record = append(connection, entry).await?;
                    sqlx::query("commit").execute(connection).await.map_err(failed)?;
                    Ok(record)
                })
            })
            .await
    }

    async fn newest(&self, subject: Option<&str>, limit: usize) -> StoreResult<Vec<AuditRecord>> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let query = match subject {
            None => sqlx::query_as::<_, Row>(NEWEST).bind(limit),
            Some(subject) => sqlx::query_as(NEWEST_ABOUT).bind(limit).bind(subject),
        };
        Ok(query.fetch_all(&self.readers).await.map_err(failed)?.into_iter().map(record).collect())
    }

    async fn verify(&self, expect: Option<&str>) -> StoreResult<AuditChain> {
        let mut rows = sqlx::query_as::<_, Row>(WHOLE).fetch(&self.readers);
        let mut chain = AuditChain::default();
        while let Some(row) = rows.try_next().await.map_err(failed)? {
            let AuditRecord { sequence, entry, hash: stored } = record(row);
            let next = chain.rows + 1;
            if sequence != next || hash(&chain.hash, sequence, &entry) != stored {
                chain.broken = Some(next);
                break;
            }
            chain.expected = chain.expected.or((expect == Some(stored.as_str())).then_some(sequence));
            (chain.rows, chain.hash) = (sequence, stored);
        }
        Ok(chain)
    }
}

/// Appends within the transaction that is open.
pub(super) async fn append(connection: &mut SqliteConnection, entry: AuditEntry) -> StoreResult<AuditRecord> {
    let last = sqlx::query_as::<_, (i64, String)>(LAST).fetch_optional(&mut *connection).await;
    let (last, before) = last.map_err(failed)?.unwrap_or_default();
    let sequence = last + 1;
    let hash = hash(&before, sequence, &entry);
    sqlx::query(RECORD)
        .bind(sequence)
        .bind(entry.at)
        .bind(&entry.actor)
        .bind(&entry.action)
        .bind(&entry.subject)
        .bind(&entry.detail)
        .bind(&hash)
        .execute(connection)
        .await
        .map_err(failed)?;
    Ok(AuditRecord { sequence, entry, hash })
}

/// Reads a row.
pub(super) fn record((sequence, at, actor, action, subject, detail, hash): Row) -> AuditRecord {
    AuditRecord { sequence, entry: AuditEntry { at, actor, action, subject, detail }, hash }
}

/// Every part with its length before it, so that no two entries read alike.
fn hash(before: &str, sequence: i64, entry: &AuditEntry) -> String {
    let mut digest = Sha256::new();
    for number in [sequence, entry.at] {
        digest.update(number.to_be_bytes());
    }
    for text in [before, &entry.actor, &entry.action, &entry.subject, &entry.detail] {
        digest.update((text.len() as u64).to_be_bytes());
        digest.update(text.as_bytes());
    }
    hex::encode(digest.finalize())
}
