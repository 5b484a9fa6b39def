//! Sessions in a small SQLite file of their own, so that signing in never waits for the one writer of the store.
//!
//! Between the file and the requests stands a bounded memory: most requests of an agent read the session they read a
//! second ago. It also holds what has ended: a request that was under way while its person signed out must not write the
//! session back.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    fmt,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use tokio::sync::broadcast;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store,
};

use super::file::SessionFile;

/// Most sessions remembered, and most endings.
const REMEMBERED: usize = 10_000;

/// All sessions. Cheap to clone.
#[derive(Clone)]
pub struct Sessions {
    file: SessionFile,
    memory: Arc<Mutex<Memory>>,
    ended: broadcast::Sender<Id>,
}

#[derive(Default)]
struct Memory {
    records: HashMap<Id, Record>,
    ended: HashSet<Id>,
    order: VecDeque<Id>,
    /// Ended, and in the file still, because it took no writes.
    undeleted: HashSet<Id>,
}

impl Sessions {
    /// Opens the file, making it when it is not there.
    ///
    /// # Errors
    /// What SQLite says.
    pub async fn open(path: &Path) -> Result<Self, sqlx::Error> {
        let file = SessionFile::open(path).await?;
        Ok(Self { file, memory: Arc::default(), ended: broadcast::channel(256).0 })
    }

    /// Forgets sessions whose time is over. Called now and then.
    ///
    /// # Errors
    /// What SQLite says.
    pub async fn sweep(&self) -> Result<(), session_store::Error> {
        self.delete_ended().await?;
        self.memory().records.clear();
        self.file.delete_expired().await
    }

    /// Takes sessions out of the file that ended while it took no writes: another process must not find them.
    async fn delete_ended(&self) -> Result<(), session_store::Error> {
        let undeleted: Vec<_> = self.memory().undeleted.iter().copied().collect();
        for id in undeleted {
            self.file.delete(&id).await?;
            self.memory().undeleted.remove(&id);
        }
        Ok(())
    }

    /// Takes a session out of the file, now or with the next sweep.
    async fn forget(&self, id: &Id) {
        match self.file.delete(id).await {
            Ok(()) => drop(self.memory().undeleted.remove(id)),
            Err(error) => {
                tracing::error!(%error, "an ended session stays in its file for now; it is tried again");
                self.memory().undeleted.insert(*id);
            }
        }
    }

    /// Hears of every session that ends: signed out, or replaced by another sign-in.
    pub(in crate::web) fn suffixes(&self) -> broadcast::Receiver<Id> {
        self.ended.subscribe()
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Memory {
    fn keep(&mut self, record: &Record) {
        if self.records.len() >= REMEMBERED {
            self.records.clear();
        }
        self.records.insert(record.id, record.clone());
    }

    fn end(&mut self, id: Id) {
        self.records.remove(&id);
        if self.ended.insert(id) {
            self.order.push_back(id);
        }
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.ended.remove(&oldest);
        }
    }
}

impl fmt::Debug for Sessions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Sessions")
    }
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        self.file.create(record).await?;
        self.memory().keep(record);
        Ok(())
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        if self.memory().ended.contains(&record.id) {
            return Ok(());
        }
        // A page is shown although the file takes no writes: what it would lose is the time of this visit.
        if let Err(error) = self.file.save(record).await {
            if !self.memory().records.contains_key(&record.id) {
                return Err(error);
            }
            tracing::warn!(%error, "a session is kept in memory only");
        }
        // Ended while it was being written: end it again.
        let ended = {
            let mut memory = self.memory();
            let ended = memory.ended.contains(&record.id);
            if !ended {
                memory.keep(record);
            }
            ended
        };
        if ended {
            self.forget(&record.id).await;
        }
        Ok(())
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        {
            let memory = self.memory();
            if memory.ended.contains(id) {
                return Ok(None);
            }
            if let Some(record) = memory.records.get(id) {
                return Ok(Some(record.clone()));
            }
        }
        let record = self.file.load(id).await?;
        if let Some(record) = &record {
            let mut memory = self.memory();
            if memory.ended.contains(id) {
                return Ok(None);
            }
            memory.keep(record);
        }
        Ok(record)
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        self.memory().end(*id);
        // Nobody listens when no stream is open.
        let _ = self.ended.send(*id);
        self.forget(id).await;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};
    use time::OffsetDateTime;

    use super::*;

    fn record() -> Record {
        // Far enough in the future of any machine's clock: the file asks the clock itself.
        let expiry_date = OffsetDateTime::from_unix_timestamp(4_000_000_000).unwrap();
        Record { id: Id::default(), data: HashMap::new(), expiry_date }
    }

    #[tokio::test]
    async fn a_session_outlives_the_process_and_not_its_ending() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sessions.sqlite");
        let sessions = Sessions::open(&path).await.unwrap();
        let mut record = record();
        sessions.create(&mut record).await.unwrap();

        let again = Sessions::open(&path).await.unwrap();
        assert_eq!(again.load(&record.id).await.unwrap(), Some(record.clone()));
        again.delete(&record.id).await.unwrap();
        let third = Sessions::open(&path).await.unwrap();
        assert_eq!(third.load(&record.id).await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_request_under_way_does_not_bring_an_ended_session_back() {
        let folder = tempfile::tempdir().unwrap();
        let sessions = Sessions::open(&folder.path().join("s")).await.unwrap();
        let mut record = record();
        sessions.create(&mut record).await.unwrap();
        let mut suffixes = sessions.suffixes();
        sessions.delete(&record.id).await.unwrap();
        sessions.save(&record).await.unwrap();
        assert_eq!(sessions.load(&record.id).await.unwrap(), None);
        assert_eq!(suffixes.recv().await.unwrap(), record.id);
    }

    #[tokio::test]
    async fn a_session_goes_on_and_ends_while_its_file_takes_no_writes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s");
        let sessions = Sessions::open(&path).await.unwrap();
        let (mut going, mut ending) = (record(), record());
        sessions.create(&mut going).await.unwrap();
        sessions.create(&mut ending).await.unwrap();
        let mut file = SqliteConnection::connect(&format!("sqlite://{}", path.display())).await.unwrap();
        for what in ["insert", "update", "delete"] {
            let refuse = format!(
                "create trigger no_{what} before {what} on tower_sessions begin select raise(abort, 'full'); end"
            );
            sqlx::query(AssertSqlSafe(refuse)).execute(&mut file).await.unwrap();
        }
        going.data.insert("seen".into(), 1.into());
        sessions.save(&going).await.unwrap();
        assert_eq!(sessions.load(&going.id).await.unwrap(), Some(going.clone()), "in memory");
        sessions.delete(&ending.id).await.unwrap();
        assert_eq!(sessions.load(&ending.id).await.unwrap(), None);
        assert!(sessions.create(&mut record()).await.is_err(), "nobody signs in");
        assert!(sessions.sweep().await.is_err());
        for what in ["insert", "update", "delete"] {
            sqlx::query(AssertSqlSafe(format!("drop trigger no_{what}"))).execute(&mut file).await.unwrap();
        }
        sessions.sweep().await.unwrap();
        let again = Sessions::open(&path).await.unwrap();
        assert_eq!(again.load(&ending.id).await.unwrap(), None, "it left the file");
        assert!(again.load(&going.id).await.unwrap().is_some());
    }
}
