//! Acceptance: messages that wait together are committed together, by one statement whose own transaction it is. An answer
//! goes out after the commit and never before.

use std::{
    collections::HashSet,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicBool, Ordering},
    },
};

use sqlx::{SqliteConnection, SqlitePool};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};

use super::Backlog;
use crate::{
    domain::id::MessageId,
    store::{
        Accepted, NewMessage, Refused, StoreError, StoreResult,
        sqlite::{
            error::{failed, unreadable},
            writer::{Turn, Writer},
        },
    },
};

/// Up to this many messages every size of batch has a statement of its own; above, only powers of two have.
const EXACT: usize = 64;
/// Most messages of one commit.
const MOST: usize = 512;
/// How often the other tasks go first, at most, while fewer messages wait than are to be expected: those of the last commit,
/// whose senders send again, and those that came meanwhile. Without this two groups of senders take turns for good, each waiting
/// for the other's commit. It is a few hundred microseconds at the very most, and nothing where one sender waits for its answer.
const PATIENCE: usize = 128;
/// Seconds after which a backlog past its bound may have become shorter.
const BACKLOG_RETRY: u32 = 5;
/// Stands between a key and the digest of another body that came under it. Not a character of any key.
const REUSED: char = '\u{1f}';

/// A message and who waits for its commit.
pub(super) struct Pending {
    pub message: NewMessage,
    pub answer: oneshot::Sender<StoreResult<Accepted>>,
}

/// What the task is asked.
pub(super) enum Job {
    Accept(Pending),
    /// Commit what waits and end.
    Stop,
}

/// Ends the task.
pub(in crate::store::sqlite) struct Intake {
    jobs: mpsc::Sender<Job>,
    task: JoinHandle<()>,
}

impl Intake {
    pub(super) fn new(jobs: mpsc::Sender<Job>, task: JoinHandle<()>) -> Self {
        Self { jobs, task }
    }

    /// Commits what waits; later messages are refused.
    pub async fn close(self) {
        // Fails when the task has ended already.
        let _ = self.jobs.send(Job::Stop).await;
        let _ = self.task.await;
    }
}

/// The task: takes whatever waits and commits it.
pub(super) struct Acceptance {
    /// Writes the inbox's file.
    pub messages: Arc<Writer>,
    /// Writes the main file, where messages stand.
    pub states: Arc<Writer>,
    pub readers: SqlitePool,
    pub backlog: Arc<Backlog>,
    /// Raised when it could not be said where a refused message stands: the next claim says it.
    pub forgotten: Arc<AtomicBool>,
    /// Most messages that may wait.
    pub max_backlog: u64,
}

impl Acceptance {
    pub async fn run(self, mut queue: mpsc::Receiver<Job>) {
        let mut waiting = Vec::with_capacity(MOST);
        let mut open = true;
        let mut together = 1;
        while open || !waiting.is_empty() {
            if waiting.is_empty() && !take(queue.recv().await, &mut waiting, &mut queue) {
                open = false;
                continue;
            }
            // Whoever comes while the turn is waited for comes along.
            let mut turn = self.messages.turn().await;
            open = open && gather(&mut waiting, &mut queue);
            for _ in 0..PATIENCE {
                if !open || waiting.len() >= together {
                    break;
                }
                tokio::task::yield_now().await;
                open &= gather(&mut waiting, &mut queue);
            }
            self.refuse_excess(&mut waiting).await;
            let batch: Vec<_> = waiting.drain(..size(waiting.len())).collect();
            let answered = batch.len();
            if !batch.is_empty() {
                self.commit(&mut turn, batch).await;
            }
            open = open && gather(&mut waiting, &mut queue);
            together = (answered + waiting.len()).min(MOST);
        }
    }

    /// Answers `Full` to what does not fit into the backlog any more. Before that the backlog is counted anew: a worker in
    /// another process may have settled some of it.
    async fn refuse_excess(&self, waiting: &mut Vec<Pending>) {
        let room = |backlog: u64| usize::try_from(self.max_backlog.saturating_sub(backlog)).unwrap_or(usize::MAX);
        if room(self.backlog.waiting()) >= waiting.len() {
            return;
        }
        let backlog = self.backlog.count(&self.readers).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "the backlog could not be counted anew; what this process knows of it counts");
            self.backlog.waiting()
        });
        for pending in waiting.drain(room(backlog).min(waiting.len())..) {
            let reason = "too many messages wait to be applied".to_owned();
            let _ = pending.answer.send(Err(StoreError::Full { retry_after: BACKLOG_RETRY, reason }));
        }
    }

    async fn commit(&self, turn: &mut Turn, batch: Vec<Pending>) {
        let answers = insert(turn, &batch).await;
        self.messages.note(&answers);
        match answers {
            Ok(answers) => {
                self.stand(&answers).await;
                for (pending, answer) in batch.into_iter().zip(answers) {
                    // Who asked may have gone; the message stays.
                    let _ = pending.answer.send(Ok(answer));
                }
            }
            Err(error) => {
                tracing::error!(%error, messages = batch.len(), "messages could not be kept");
                turn.undo().await;
                // Of a batch that failed half-way, what was written stays.
                if let Err(error) = self.backlog.look(&self.readers).await {
                    tracing::warn!(%error, "the backlog could not be counted; the next message counts it");
                }
                for pending in batch {
                    let _ = pending.answer.send(Err(again(&error)));
                }
            }
        }
    }

    /// Counts what came, and says of those that were refused as they came where they stand. They are on disk: where it
    /// cannot be said now, the next claim says it, and should the process end before, the next start.
    async fn stand(&self, answers: &[Accepted]) {
        let newest = answers.iter().filter_map(|answer| match answer {
            Accepted::New(id) | Accepted::KeyReused(id) => Some(id.0),
            Accepted::Again(_) => None,
        });
        if let Some(newest) = newest.max() {
            self.backlog.accepted(newest);
        }
        let reused = answers.iter().filter_map(|answer| match answer {
            Accepted::KeyReused(id) => Some(*id),
            _ => None,
        });
        let reused: Vec<_> = reused.collect();
        if reused.is_empty() {
            return;
        }
        if let Err(error) = super::refused::settle(&self.states, &self.readers, &self.backlog, &reused).await {
            tracing::warn!(%error, messages = reused.len(), "refused messages cannot be marked yet");
            self.forgotten.store(true, Ordering::Release);
        }
    }
}

/// Takes what is in the queue; false when that ends the task.
fn gather(waiting: &mut Vec<Pending>, queue: &mut mpsc::Receiver<Job>) -> bool {
    while waiting.len() < MOST {
        let Ok(job) = queue.try_recv() else { break };
        if !take(Some(job), waiting, queue) {
            return false;
        }
    }
    true
}

/// Puts a job where it belongs; false when it ends the task.
fn take(job: Option<Job>, waiting: &mut Vec<Pending>, queue: &mut mpsc::Receiver<Job>) -> bool {
    match job {
        Some(Job::Accept(pending)) => {
            waiting.push(pending);
            true
        }
        Some(Job::Stop) | None => {
            queue.close();
            while let Ok(job) = queue.try_recv() {
                if let Job::Accept(pending) = job {
                    waiting.push(pending);
                }
            }
            false
        }
    }
}

/// The largest size of batch there is a statement for.
fn size(waiting: usize) -> usize {
    if waiting <= EXACT { waiting } else { (1 << waiting.ilog2()).min(MOST) }
}

fn again(error: &StoreError) -> StoreError {
    match error {
        StoreError::Conflict => StoreError::Conflict,
        StoreError::Full { retry_after, reason } => {
            StoreError::Full { retry_after: *retry_after, reason: reason.clone() }
        }
        StoreError::Failed(reason) => StoreError::Failed(reason.clone()),
    }
}

/// Inserts a batch. New rows get consecutive numbers in the order of the batch, so that in the common case, where all are
/// new, the last number tells them all.
async fn insert(turn: &mut Turn, batch: &[Pending]) -> StoreResult<Vec<Accepted>> {
    let connection = turn.connection()?;
    let headers = batch.iter().map(|pending| serde_json::to_string(&pending.message.headers));
    let headers: Vec<_> =
        headers.collect::<Result<_, _>>().map_err(|error| StoreError::Failed(format!("headers: {error}")))?;
    let mut query = sqlx::query(insert_sql(batch.len())?);
    for (pending, headers) in batch.iter().zip(&headers) {
        let message = &pending.message;
        query = query
            .bind(&message.source.0)
            .bind(&message.key)
            .bind(&message.connector)
            .bind(&message.digest[..])
            .bind(message.received)
            .bind(&message.correlation)
            .bind(headers)
            .bind(&message.body[..]);
    }
    let done = query.execute(&mut *connection).await.map_err(failed)?;
    let new = i64::try_from(done.rows_affected()).unwrap_or(i64::MAX);
    let first = done.last_insert_rowid() - new + 1;
    if done.rows_affected() == batch.len() as u64 {
        return Ok((first..first + new).map(|id| Accepted::New(MessageId(id))).collect());
    }
    let new = if new == 0 { 0..0 } else { first..first + new };
    compare(connection, batch, &headers, new).await
}

/// Tells new messages from repetitions and from other bodies under a key that is taken. `new` are the numbers of the rows
/// that were just written.
async fn compare(
    connection: &mut SqliteConnection,
    batch: &[Pending],
    headers: &[String],
    new: std::ops::Range<i64>,
) -> StoreResult<Vec<Accepted>> {
    let mut query = sqlx::query_as::<_, (i64, Vec<u8>)>(existing_sql(batch.len())?);
    for (n, pending) in batch.iter().enumerate() {
        query = query.bind(i64::try_from(n).unwrap_or(i64::MAX)).bind(&pending.message.source.0);
        query = query.bind(&pending.message.key);
    }
    let existing = query.fetch_all(&mut *connection).await.map_err(failed)?;
    let mut given = HashSet::new();
    let mut answers = Vec::with_capacity(batch.len());
    for ((pending, headers), (id, digest)) in batch.iter().zip(headers).zip(existing) {
        answers.push(if new.contains(&id) && given.insert(id) {
            Accepted::New(MessageId(id))
        } else if digest == pending.message.digest {
            Accepted::Again(MessageId(id))
        } else {
            Accepted::KeyReused(reuse(connection, &pending.message, headers).await?)
        });
    }
    if answers.len() == batch.len() { Ok(answers) } else { Err(unreadable("the inbox", "a key is missing")) }
}

/// Keeps another body under a key that is taken, in quarantine.
async fn reuse(connection: &mut SqliteConnection, message: &NewMessage, headers: &str) -> StoreResult<MessageId> {
    let refused = Refused {
        code: "KEY_REUSED".into(),
        position: String::new(),
        message: "another message came under this key before, with another body".into(),
        remedy: "give every message a key of its own; send the same message again only with the same body".into(),
    };
    let refusals = super::read::refusals_json(&[refused]);
    let key = format!("{}{REUSED}{}", message.key, hex::encode(message.digest));
    let id = sqlx::query_scalar::<_, i64>(REUSE)
        .bind(&message.source.0)
        .bind(key)
        .bind(&message.connector)
        .bind(&message.digest[..])
        .bind(message.received)
        .bind(&message.correlation)
        .bind(headers)
        .bind(&message.body[..])
        .bind(refusals)
        .fetch_all(connection)
        .await
        .map_err(failed)?;
    id.first().copied().map(MessageId).ok_or_else(|| unreadable("the inbox", "a reused key is missing"))
}

const REUSE: &str = "
    begin immediate;
    insert into message (source, key, connector, digest, received, correlation, headers, body, refusals)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (source, key) do nothing;
    select id from message where source = $1 and key = $2;
    commit";

fn insert_sql(rows: usize) -> StoreResult<&'static str> {
    static SQL: LazyLock<Vec<(usize, String)>> = LazyLock::new(|| {
        sized(|rows| {
            format!(
                "insert into message (source, key, connector, digest, received, correlation, headers, body) values {} \
                 on conflict (source, key) do nothing",
                vec!["(?,?,?,?,?,?,?,?)"; rows].join(",")
            )
        })
    });
    find(&SQL, rows)
}

fn existing_sql(rows: usize) -> StoreResult<&'static str> {
    static SQL: LazyLock<Vec<(usize, String)>> = LazyLock::new(|| {
        sized(|rows| {
            format!(
                "with asked (n, source, key) as (values {}) select message.id, message.digest from asked \
                 join message on message.source = asked.source and message.key = asked.key order by asked.n",
                vec!["(?,?,?)"; rows].join(",")
            )
        })
    });
    find(&SQL, rows)
}

/// A statement for every size of batch there is.
fn sized(sql: impl Fn(usize) -> String) -> Vec<(usize, String)> {
    (1..=MOST).filter(|rows| size(*rows) == *rows).map(|rows| (rows, sql(rows))).collect()
}

fn find(all: &'static [(usize, String)], rows: usize) -> StoreResult<&'static str> {
    let found = all.binary_search_by_key(&rows, |(rows, _)| *rows).ok().and_then(|at| all.get(at));
    found.map(|(_, sql)| sql.as_str()).ok_or_else(|| StoreError::Failed(format!("no statement for {rows} messages")))
}

#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    let sizes = [1, 2, EXACT, MOST];
    let sized = sizes.iter().flat_map(|rows| [insert_sql(*rows).unwrap(), existing_sql(*rows).unwrap()]);
    sized.chain([REUSE]).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_size_of_batch_has_its_statement() {
        for waiting in 1..2_000 {
            let size = size(waiting);
            assert!(size >= 1 && size <= waiting && size <= MOST);
            assert_eq!(insert_sql(size).unwrap().matches("(?,?,?,?,?,?,?,?)").count(), size);
            assert!(existing_sql(size).is_ok());
        }
    }
}
