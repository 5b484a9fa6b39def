//! The two files of a store belong together: they have the same id, and with every start of a process that holds the folder both
//! get the same new run. So a file that is missing, of another store, or older than the other one is told from the right one, and
//! nothing is opened that would lose messages or apply those of others.
//!
//! The new run is announced in the main file, written into the inbox's, and then into the main one. Should the process end between
//! two of these, what is found fits still.

use std::{path::Path, sync::Arc};

use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};

use super::{connect::inbox_of, error::failed, writer::Writer};
use crate::store::{StoreError, StoreResult};

/// How often files that do not fit are read again: another process may be writing a new run.
const TRIES: usize = 3;

const HAS: &str = "select count(*) from sqlite_master where type = 'table' and name = $1";
const PAIR: &str = "select id, run, next from pair";
const INBOX_PAIR: &str = "select id, run, null from pair";
const CLAIMED: &str = "select claimed from tally";
const LAST: &str = "select coalesce(max(id), 0) from message";
/// $1 the id where there is none yet, $2 the run that the inbox's file has, $3 the new run.
const ANNOUNCE: &str = "
    insert into pair (one, id, run, next) values (1, $1, $2, $3)
    on conflict (one) do update set run = excluded.run, next = excluded.next returning id";
/// $1 the id, $2 the run.
const INBOX_RUN: &str = "
    insert into pair (one, id, run) values (1, $1, $2) on conflict (one) do update set id = excluded.id, run = excluded.run";
const RUN: &str = "update pair set run = next, next = null";

/// Every statement of this file, for the test that prepares them.
#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    [HAS, PAIR, CLAIMED, LAST, ANNOUNCE, RUN].map(str::to_owned).into()
}

/// What a file says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Side {
    is_there: bool,
    id: Option<String>,
    run: Option<String>,
    next: Option<String>,
    /// The last message: that the main file knows of, or that is in the inbox.
    message: i64,
}

/// Looks whether both files are there and belong together, or neither is there.
///
/// # Errors
/// `Failed` when they do not; the text says why, and what to do.
pub(super) async fn check(path: &Path) -> StoreResult<()> {
    let mut tried = 0;
    loop {
        // The main file first: meanwhile the inbox only grows.
        let (main, inbox) =
            (side(path, PAIR, "tally", CLAIMED).await?, side(&inbox_of(path), INBOX_PAIR, "message", LAST).await?);
        let Some(why) = misfit(&main, &inbox, path) else { return Ok(()) };
        tried += 1;
        if tried == TRIES {
            return Err(StoreError::Failed(format!(
                "{why}. Stop what uses the folder, move both files away with the -wal and -shm files beside them, and restore \
                 both from the same backup: waypost restore"
            )));
        }
    }
}

async fn side(file: &Path, pair: &'static str, table: &str, message: &'static str) -> StoreResult<Side> {
    if !file.exists() {
        return Ok(Side::default());
    }
    let options = SqliteConnectOptions::new().filename(file).busy_timeout(std::time::Duration::from_secs(5));
    let mut connection = SqliteConnection::connect_with(&options.disable_statement_logging()).await.map_err(failed)?;
    let found = read(&mut connection, pair, table, message).await;
    connection.close().await.map_err(failed)?;
    found.map_err(|error| match error {
        StoreError::Failed(why) => StoreError::Failed(format!("{}: {why}", file.display())),
        other => other,
    })
}

async fn read(
    connection: &mut SqliteConnection,
    pair: &'static str,
    table: &str,
    message: &'static str,
) -> StoreResult<Side> {
    let mut side = Side { is_there: true, ..Side::default() };
    if has(connection, "pair").await? {
        type Row = (String, Option<String>, Option<String>);
        if let Some((id, run, next)) =
            sqlx::query_as::<_, Row>(pair).fetch_optional(&mut *connection).await.map_err(failed)?
        {
            (side.id, side.run, side.next) = (Some(id), run, next);
        }
    }
    if has(connection, table).await? {
        side.message = sqlx::query_scalar(message).fetch_one(connection).await.map_err(failed)?;
    }
    Ok(side)
}

async fn has(connection: &mut SqliteConnection, table: &str) -> StoreResult<bool> {
    let count: i64 = sqlx::query_scalar(HAS).bind(table).fetch_one(connection).await.map_err(failed)?;
    Ok(count > 0)
}

/// Why the two do not belong together.
fn misfit(main: &Side, inbox: &Side, path: &Path) -> Option<String> {
    let (main_name, inbox_name) = (path.display().to_string(), inbox_of(path).display().to_string());
    let is_used = |side: &Side| side.id.is_some() || side.message > 0;
    if !inbox.is_there && is_used(main) {
        return Some(format!("{inbox_name} is missing: the messages of {main_name} are in it"));
    }
    if !main.is_there && is_used(inbox) {
        return Some(format!("{main_name} is missing: what the messages of {inbox_name} became is in it"));
    }
    match (&main.id, &inbox.id) {
        (Some(main), Some(inbox)) if main == inbox => {}
        (None, None) => {}
        // The first start was interrupted between the two.
        (Some(_), None) if main.run.is_none() => {}
        (Some(_), Some(_)) => return Some(format!("{main_name} and {inbox_name} are of different stores")),
        (Some(_), None) => return Some(format!("{inbox_name} is older than {main_name}, or of another store")),
        (None, Some(_)) => return Some(format!("{main_name} is older than {inbox_name}, or of another store")),
    }
    let is_one_run = main.run == inbox.run || (main.next.is_some() && main.next == inbox.run);
    if !is_one_run {
        let (older, newer) = if number(main.run.as_deref()) < number(inbox.run.as_deref()) {
            (main_name, inbox_name)
        } else {
            (inbox_name, main_name)
        };
        return Some(format!(
            "{older} is not the file that {newer} was used with last: it is older, or a copy that went on elsewhere"
        ));
    }
    (main.message > inbox.message).then(|| {
        let (known, last) = (main.message, inbox.message);
        format!(
            "{inbox_name} is older than {main_name}: its last message is {last}, and message {known} is known already"
        )
    })
}

/// How many starts there were: a run is that number, `-` and random digits.
fn number(run: Option<&str>) -> u64 {
    run.and_then(|run| run.split('-').next()).and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// Gives both files the same new run, and an id where they have none. `random` is text that no other start has.
///
/// # Errors
/// `Full` when they take no writes: they fit then as they did. `Failed`.
pub(super) async fn renew(path: &Path, main: &Arc<Writer>, inbox: &Arc<Writer>, random: &str) -> StoreResult<()> {
    let found = side(&inbox_of(path), INBOX_PAIR, "message", LAST).await?;
    let run = format!("{}-{random}", number(found.run.as_deref()) + 1);
    let (random, announced) = (random.to_owned(), run.clone());
    let id: String = main
        .write(move |connection| {
            let query = sqlx::query_scalar(ANNOUNCE).bind(random).bind(found.run).bind(announced);
            Box::pin(async move {
                let ids: Vec<String> = query.fetch_all(connection).await.map_err(failed)?;
                ids.into_iter().next().ok_or_else(|| StoreError::Failed("the pair of files has no id".into()))
            })
        })
        .await?;
    inbox
        .write(move |connection| {
            let query = sqlx::query(INBOX_RUN).bind(id).bind(run);
            Box::pin(async move { query.execute(connection).await.map(|_| ()).map_err(failed) })
        })
        .await?;
    main.write(|connection| {
        Box::pin(async move { sqlx::query(RUN).execute(connection).await.map(|_| ()).map_err(failed) })
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(id: &str, run: &str, next: &str, message: i64) -> Side {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Side { is_there: true, id: some(id), run: some(run), next: some(next), message }
    }

    fn why(main: &Side, inbox: &Side) -> Option<String> {
        misfit(main, inbox, Path::new("/data/waypost.db"))
    }

    #[test]
    fn what_fits_is_taken_also_where_a_start_was_interrupted() {
        let none = Side::default();
        for (main, inbox) in [
            (none.clone(), none.clone()),
            (side("", "", "", 0), none.clone()),
            (side("", "", "", 7), side("", "", "", 9)),
            (side("a", "", "1-x", 7), side("", "", "", 9)),
            (side("a", "", "1-x", 0), side("a", "1-x", "", 0)),
            (side("a", "1-x", "", 9), side("a", "1-x", "", 9)),
            (side("a", "1-x", "2-y", 9), side("a", "1-x", "", 9)),
            (side("a", "1-x", "2-y", 9), side("a", "2-y", "", 9)),
        ] {
            assert_eq!(why(&main, &inbox), None, "{main:?} {inbox:?}");
        }
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let none = Side::default();
        for (main, inbox, expected) in [
            (side("a", "1-x", "", 9), none.clone(), "/data/waypost-inbox.db is missing"),
            (side("", "", "", 9), none.clone(), "/data/waypost-inbox.db is missing"),
            (none.clone(), side("", "", "", 9), "/data/waypost.db is missing"),
            (side("a", "1-x", "", 9), side("b", "1-x", "", 9), "different stores"),
            (side("a", "1-x", "", 9), side("", "", "", 9), "waypost-inbox.db is older"),
            (side("", "", "", 9), side("a", "1-x", "", 9), "/data/waypost.db is older"),
            (side("a", "2-y", "", 9), side("a", "1-x", "", 9), "/data/waypost-inbox.db is not the file"),
            (side("a", "1-x", "", 9), side("a", "2-y", "", 9), "/data/waypost.db is not the file"),
            (side("a", "2-y", "", 9), side("a", "2-z", "", 9), "is not the file"),
            (side("a", "1-x", "", 9), side("a", "1-x", "", 8), "its last message is 8, and message 9 is known"),
        ] {
            assert!(
                why(&main, &inbox).is_some_and(|why| why.contains(expected)),
                "{expected}: {:?}",
                why(&main, &inbox)
            );
        }
    }
}
