//! The sessions' table in its SQLite file. A store of our own, since no released one goes with the SQLite that the rest
//! of the program is linked with; table and encoding are those of tower-sessions-sqlx-store 0.15, whose files it reads.

use std::{path::Path, time::Duration};

use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use time::OffsetDateTime;
use tower_sessions::{
    session::{Id, Record},
    session_store::{Error, Result},
};

const MIGRATE: &str = "create table if not exists tower_sessions (
    id text primary key not null, data blob not null, expiry_date integer not null)";
/// A new id never takes the place of a session that is there.
const CREATE: &str = "insert or ignore into tower_sessions (id, data, expiry_date) values ($1, $2, $3)";
const SAVE: &str = "insert into tower_sessions (id, data, expiry_date) values ($1, $2, $3)
    on conflict (id) do update set data = excluded.data, expiry_date = excluded.expiry_date";
/// Times are kept as RFC 3339 text: compared as times, since the text of SQLite's own has another form.
const LOAD: &str = "select data from tower_sessions where id = $1 and datetime(expiry_date) > datetime('now')";
const DELETE: &str = "delete from tower_sessions where id = $1";
const DELETE_EXPIRED: &str = "delete from tower_sessions where datetime(expiry_date) < datetime('now')";

/// The file. Cheap to clone.
#[derive(Clone)]
pub(super) struct SessionFile {
    pool: SqlitePool,
}

impl SessionFile {
    /// Opens the file and makes the table where they are not there yet.
    pub(super) async fn open(path: &Path) -> std::result::Result<Self, sqlx::Error> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(Duration::from_secs(5));
        let pool = SqlitePoolOptions::new().max_connections(4).connect_with(options).await?;
        sqlx::query(MIGRATE).execute(&pool).await?;
        Ok(Self { pool })
    }

    /// Writes a new session under an id that nobody has; the record gets another id where its own is taken.
    pub(super) async fn create(&self, record: &mut Record) -> Result<()> {
        while !self.write(CREATE, record).await? {
            record.id = Id::default();
        }
        Ok(())
    }

    /// Writes a session, new or known.
    pub(super) async fn save(&self, record: &Record) -> Result<()> {
        self.write(SAVE, record).await.map(|_| ())
    }

    /// Reads a session that has not expired.
    pub(super) async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let found: Option<Vec<u8>> =
            sqlx::query_scalar(LOAD).bind(id.to_string()).fetch_optional(&self.pool).await.map_err(backend)?;
        found.map(|data| rmp_serde::from_slice(&data).map_err(|error| Error::Decode(error.to_string()))).transpose()
    }

    pub(super) async fn delete(&self, id: &Id) -> Result<()> {
        sqlx::query(DELETE).bind(id.to_string()).execute(&self.pool).await.map(|_| ()).map_err(backend)
    }

    pub(super) async fn delete_expired(&self) -> Result<()> {
        sqlx::query(DELETE_EXPIRED).execute(&self.pool).await.map(|_| ()).map_err(backend)
    }

    /// Whether a row was written.
    async fn write(&self, statement: &'static str, record: &Record) -> Result<bool> {
        let data = rmp_serde::to_vec(record).map_err(|error| Error::Encode(error.to_string()))?;
        let expires: OffsetDateTime = record.expiry_date;
        let query = sqlx::query(statement).bind(record.id.to_string()).bind(data).bind(expires);
        query.execute(&self.pool).await.map(|done| done.rows_affected() > 0).map_err(backend)
    }
}

fn backend(error: sqlx::Error) -> Error {
    Error::Backend(error.to_string())
}
