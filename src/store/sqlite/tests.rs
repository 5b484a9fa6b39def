//! The contract, and what is this engine's own: the pragmas, the statements, a full disk.

use async_trait::async_trait;
use sqlx::{AssertSqlSafe, Connection, Executor, Row, SqlSafeStr, SqliteConnection};
use tempfile::TempDir;

use super::{Handle, Options, connect, open};
use crate::store::{
    NewNote, StoreError, Stores,
    contract::{Engine, make},
};

/// This engine over a file in a folder of its own.
struct Sqlite {
    folder: TempDir,
    handle: Option<Handle>,
}

async fn sqlite() -> Sqlite {
    Sqlite { folder: tempfile::tempdir().unwrap(), handle: None }
}

impl Sqlite {
    fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("store.db")
    }
}

#[async_trait]
impl Engine for Sqlite {
    async fn open_with(&mut self, max_backlog: u64) -> Stores {
        self.close().await;
        let (stores, handle) = open(&self.path(), Options { max_backlog, ..Options::default() }).await.unwrap();
        self.handle = Some(handle);
        stores
    }

    async fn close(&mut self) {
        if let Some(handle) = self.handle.take() {
            handle.close().await;
        }
    }

    async fn tamper_with_audit(&mut self, sequence: i64) {
        let mut file = connect::writer(&self.path()).await.unwrap();
        sqlx::query("drop trigger audit_is_never_changed").execute(&mut file).await.unwrap();
        sqlx::query("update audit set detail = 'nothing' where sequence = $1")
            .bind(sequence)
            .execute(&mut file)
            .await
            .unwrap();
        file.close().await.unwrap();
    }

    async fn cut_audit_after(&mut self, sequence: i64) {
        let mut file = connect::writer(&self.path()).await.unwrap();
        sqlx::query("drop trigger audit_is_never_shortened").execute(&mut file).await.unwrap();
        sqlx::query("delete from audit where sequence > $1").bind(sequence).execute(&mut file).await.unwrap();
        file.close().await.unwrap();
    }
}

crate::store_contract!(super::sqlite);

/// A connection as the writer has it.
async fn writer(engine: &Sqlite) -> SqliteConnection {
    connect::writer(&engine.path()).await.unwrap()
}

async fn pragma(connection: &mut SqliteConnection, name: &str) -> String {
    let row = sqlx::query(AssertSqlSafe(format!("pragma {name}"))).fetch_one(connection).await.unwrap();
    row.try_get::<i64, _>(0).map(|number| number.to_string()).or_else(|_| row.try_get(0)).unwrap()
}

#[tokio::test]
async fn a_commit_is_on_disk_before_it_is_answered() {
    let engine = sqlite().await;
    for mut connection in [writer(&engine).await, connect::inbox_writer(&engine.path()).await.unwrap()] {
        assert_eq!(pragma(&mut connection, "synchronous").await, "2", "FULL");
        assert_eq!(pragma(&mut connection, "journal_mode").await, "wal");
        assert_eq!(pragma(&mut connection, "foreign_keys").await, "1");
        assert_eq!(pragma(&mut connection, "wal_autocheckpoint").await, "0", "checkpoints are off the write path");
    }
}

/// 3.51.3 mends the reset of a write-ahead log that another connection checkpoints, as ours does; 3.54.0 maps what is gone.
#[tokio::test]
async fn the_linked_sqlite_has_no_known_fault_of_the_log() {
    let engine = sqlite().await;
    let version: String =
        sqlx::query_scalar("select sqlite_version()").fetch_one(&mut writer(&engine).await).await.unwrap();
    let numbers: Vec<u32> = version.split('.').map(|part| part.parse().unwrap()).collect();
    assert!(numbers >= vec![3, 51, 3] && numbers != [3, 54, 0], "{version}");
}

#[tokio::test]
async fn readers_cannot_write() {
    let engine = sqlite().await;
    writer(&engine).await.close().await.unwrap();
    connect::inbox_writer(&engine.path()).await.unwrap().close().await.unwrap();
    let readers = connect::readers(&engine.path(), 1).await.unwrap();
    assert!(sqlx::query("update tally set claimed = 9").execute(&readers).await.is_err());
}

/// A connection that sees both files, and may write.
async fn both(engine: &Sqlite) -> SqliteConnection {
    let mut connection = writer(engine).await;
    connect::inbox_writer(&engine.path()).await.unwrap().close().await.unwrap();
    let inbox = connect::inbox_of(&engine.path()).to_string_lossy().into_owned();
    sqlx::query("attach database $1 as inbox").bind(inbox).execute(&mut connection).await.unwrap();
    connection
}

/// Every statement of the engine, scripts taken apart.
fn statements() -> Vec<String> {
    let all = [
        super::inbox::statements(),
        super::graph::statements(),
        super::lookup::statements(),
        super::outbox::statements(),
        super::replay::statements(),
        super::audit::statements(),
        super::access::statements(),
        super::recents::statements(),
        super::desk::statements(),
        super::inquiries::statements(),
        super::worklist::statements(),
        super::insights::statements(),
        super::messages::statements(),
        super::disputes::statements(),
        super::proof_links::statements(),
        super::sides::statements(),
        super::objects::statements(),
        super::sources::statements(),
        super::once::statements(),
        super::pair::statements(),
        vec![super::checkpoint::CHECKPOINT.to_owned(), super::writer::PROBE.to_owned()],
    ]
    .concat();
    let parts = all.iter().flat_map(|script| script.split(';')).map(str::trim);
    parts.filter(|statement| !statement.is_empty()).map(str::to_owned).collect()
}

#[tokio::test]
async fn every_statement_can_be_prepared() {
    let engine = sqlite().await;
    let mut connection = both(&engine).await;
    for statement in statements() {
        let prepared = connection.prepare(AssertSqlSafe(statement.as_str()).into_sql_str()).await;
        assert!(prepared.is_ok(), "{statement}: {:?}", prepared.err());
    }
    assert!(connection.prepare("select nothing from nowhere".into_sql_str()).await.is_err(), "preparing would tell");
}

/// What grows with the traffic.
const GROWING: [&str; 22] = [
    "proof_link",
    "ending",
    "note",
    "task",
    "inquiry",
    "order_fact",
    "work_item",
    "work_event",
    "outbox",
    "posted",
    "message",
    "message_state",
    "message_wait",
    "object",
    "name",
    "link",
    "event",
    "order_view",
    "lookup",
    "audit",
    "conflict",
    "master",
];

/// The first growing table that a statement reads from end to end.
async fn scanned(connection: &mut SqliteConnection, statement: &str) -> Option<String> {
    let plan =
        sqlx::query(AssertSqlSafe(format!("explain query plan {statement}"))).fetch_all(connection).await.unwrap();
    let mut steps = plan.iter().map(|row| row.try_get::<String, _>("detail").unwrap());
    steps.find(|step| {
        let read = step.strip_prefix("SCAN ").map(|step| step.split_once(' ').unwrap_or((step, "")));
        // An index that is walked whole (`USING COVERING INDEX`) grows like its table.
        read.is_some_and(|(table, _)| GROWING.contains(&table))
    })
}

#[tokio::test]
async fn no_statement_reads_a_growing_table_from_end_to_end() {
    let engine = sqlite().await;
    let mut connection = both(&engine).await;
    for statement in statements() {
        let plain = ["begin", "commit", "pragma"].iter().any(|word| statement.starts_with(word));
        // In the order of its key, the newest first, or the whole chain, as it is meant.
        let audit = statement.contains("from audit order by sequence");
        // `lookup` is there the name of the few rows that were read of the table.
        let bounded = statement.contains("as lookup");
        // For the operators' page and the gauges, never for a message or an order: counts along an index.
        let counts = statement.starts_with("select destination, state, count(*) from outbox")
            || statement.starts_with("select state, count(*) from message_state");
        // The index has the few messages that were refused and nothing else.
        let refused = statement.contains("where refusals is not null");
        if !(plain || audit || bounded || counts || refused) {
            assert_eq!(scanned(&mut connection, &statement).await, None, "{statement}");
        }
    }
    assert!(scanned(&mut connection, "select * from event where body = ''").await.is_some(), "a scan would show");
    assert!(scanned(&mut connection, "select count(*) from outbox").await.is_some(), "also one of an index");
}

/// Copies of both files and their logs as they are while the store is open: as a crash would leave them.
fn crashed_copy(engine: &Sqlite, into: &TempDir) -> std::path::PathBuf {
    for file in std::fs::read_dir(engine.folder.path()).unwrap() {
        let file = file.unwrap();
        if !file.file_name().to_string_lossy().ends_with("-shm") {
            std::fs::copy(file.path(), into.path().join(file.file_name())).unwrap();
        }
    }
    into.path().join("store.db")
}

#[tokio::test]
async fn a_store_that_was_left_open_is_checked_when_it_is_opened() {
    let mut engine = sqlite().await;
    engine.open().await;
    engine.close().await;
    assert!(!super::soundness::was_left_open(&engine.path()), "closing empties the logs");
    let stores = engine.open().await;
    make::order(&stores, "1", None, vec![]).await;

    let sound = tempfile::tempdir().unwrap();
    let copy = crashed_copy(&engine, &sound);
    assert!(super::soundness::was_left_open(&copy));
    open(&copy, Options::default()).await.unwrap().1.close().await;

    let hurt = tempfile::tempdir().unwrap();
    let copy = crashed_copy(&engine, &hurt);
    let mut bytes = std::fs::read(&copy).unwrap();
    bytes[8192..].fill(0x55);
    std::fs::write(&copy, bytes).unwrap();
    let Err(StoreError::Failed(reason)) = open(&copy, Options::default()).await else { panic!("it opened") };
    assert!(reason.contains("store.db: the file is damaged") && reason.contains("restore"), "{reason}");
}

/// Whether a file of the store holds these bytes, the write-ahead logs included.
fn is_on_disk(engine: &Sqlite, text: &str) -> bool {
    let files = std::fs::read_dir(engine.folder.path()).unwrap();
    let holds = |bytes: Vec<u8>| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    files.map(|file| std::fs::read(file.unwrap().path()).unwrap()).any(holds)
}

#[tokio::test]
async fn an_erased_text_leaves_the_files_at_once() {
    let mut engine = sqlite().await;
    let stores = engine.open().await;
    let order = make::order(&stores, "1", None, vec![]).await;
    // Short texts share a page, long ones have pages of their own.
    let texts = ["short-secret".to_owned(), "long-secret ".repeat(300)];
    for (number, text) in texts.iter().enumerate() {
        let (person, name) = ("ada".to_owned(), "Ada L.".to_owned());
        let note = NewNote { key: number.to_string(), order, person, name, at: 1, text: text.clone() };
        stores.desk.note(note).await.unwrap();
    }
    assert!(is_on_disk(&engine, "short-secret") && is_on_disk(&engine, "long-secret"));
    stores.desk.erase(order).await.unwrap();
    assert!(!is_on_disk(&engine, "short-secret") && !is_on_disk(&engine, "long-secret"));
}

#[tokio::test]
async fn a_reader_that_keeps_the_log_delays_its_emptying_only() {
    let mut engine = sqlite().await;
    let stores = engine.open().await;
    let order = make::order(&stores, "1", None, vec![]).await;
    let (person, name, text) = ("ada".to_owned(), "Ada L.".to_owned(), "a-secret".to_owned());
    stores.desk.note(NewNote { key: "a".into(), order, person, name, at: 1, text }).await.unwrap();
    let mut reader = SqliteConnection::connect(&format!("sqlite://{}", engine.path().display())).await.unwrap();
    sqlx::query("begin").execute(&mut reader).await.unwrap();
    sqlx::query("select count(*) from note").fetch_one(&mut reader).await.unwrap();
    stores.desk.erase(order).await.unwrap();
    sqlx::query("commit").execute(&mut reader).await.unwrap();
    let writer = std::sync::Arc::clone(&engine.handle.as_ref().unwrap().writer);
    writer.empty_log_if_owed().await;
    assert!(!is_on_disk(&engine, "a-secret"));
}

#[tokio::test]
async fn a_full_disk_is_answered_as_full_and_survived() {
    let mut engine = sqlite().await;
    let stores = engine.open().await;
    make::accept(&stores, "before").await;
    let writer = std::sync::Arc::clone(&engine.handle.as_ref().unwrap().messages);
    let limit = async |pages: i64| {
        let mut turn = writer.turn().await;
        let pragma = format!("pragma max_page_count = {pages}");
        sqlx::query(AssertSqlSafe(pragma)).execute(turn.connection().unwrap()).await.unwrap();
    };
    limit(1).await;
    let large = "x".repeat(1 << 20);
    let refused = stores.inbox.accept(make::message("large", &large)).await.unwrap_err();
    assert!(matches!(refused, StoreError::Full { retry_after: 1.., .. }), "{refused:?}");
    limit(1_000_000).await;
    stores.inbox.accept(make::message("large", &large)).await.unwrap();
    assert_eq!(stores.inbox.stats().await.unwrap().total, 2);
}

#[tokio::test]
async fn a_message_refused_just_before_the_end_of_the_process_stands_as_quarantined_after_it() {
    let mut engine = sqlite().await;
    let stores = engine.open().await;
    let first = make::accept(&stores, "k").await;
    engine.close().await;
    // The inbox's half of the second body under this key; the main file's half was never written.
    let mut inbox = connect::inbox_writer(&engine.path()).await.unwrap();
    let copy = "insert into message (source, key, connector, digest, received, correlation, headers, body, refusals)
                select source, 'k again', connector, digest, received, correlation, headers, body, $2
                from message where id = $1 returning id";
    let refusals = r#"[["KEY_REUSED", "", "what", "how"]]"#;
    let id: i64 = sqlx::query_scalar(copy).bind(first.0).bind(refusals).fetch_one(&mut inbox).await.unwrap();
    inbox.close().await.unwrap();

    let stores = engine.open().await;
    stores.inbox.recover().await.unwrap();
    let claimed = stores.inbox.claim(10).await.unwrap();
    assert_eq!(claimed.iter().map(|claimed| claimed.id).collect::<Vec<_>>(), [first], "it gets no turn");
    let row = stores.inbox.message(crate::domain::id::MessageId(id)).await.unwrap().unwrap();
    assert_eq!((row.state, row.refusals[0].code.as_str()), (crate::store::MessageState::Quarantined, "KEY_REUSED"));
    let stats = stores.inbox.stats().await.unwrap();
    assert_eq!((stats.total, stats.received, stats.quarantined), (2, 1, 1));
}

#[tokio::test]
async fn a_caller_that_goes_away_leaves_no_transaction_open() {
    let mut engine = sqlite().await;
    let stores = engine.open().await;
    let message = make::accept(&stores, "k").await;
    for _ in 0..20 {
        let mut round = make::Round::new(message);
        round.changes.now = 5;
        let mut apply = Box::pin(stores.graph.apply(round.changes));
        // Polled once, so that it has begun, and dropped.
        let _ = futures::poll!(&mut apply);
        drop(apply);
    }
    make::accept(&stores, "l").await;
    make::settle(&stores, message, crate::store::MessageState::Applied).await;
}

#[tokio::test]
async fn a_file_without_room_says_so_until_it_has_some_although_nobody_writes() {
    let mut engine = sqlite().await;
    let stores = engine.open().await;
    make::accept(&stores, "before").await;
    assert!(!stores.inbox.is_blocked());
    let room = async |main, inbox| engine.handle.as_ref().unwrap().room(main, inbox).await;
    let large = "x".repeat(1 << 20);
    room(None, Some(0)).await;
    stores.inbox.accept(make::message("large", &large)).await.unwrap_err();
    assert!(stores.inbox.is_blocked());
    room(None, None).await;
    while stores.inbox.is_blocked() {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    room(Some(0), None).await;
    let reserved = stores.graph.reserve(1).await;
    let text = "y".repeat(1 << 20);
    let entry = crate::store::AuditEntry {
        at: 1,
        actor: "system".into(),
        action: "test".into(),
        subject: "a".into(),
        detail: text,
    };
    let refused = stores.audit.record(entry.clone()).await.unwrap_err();
    assert!(reserved.is_ok() && refused.is_full(), "{refused}");
    assert!(stores.inbox.is_blocked());
    room(None, None).await;
    while stores.inbox.is_blocked() {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(stores.audit.record(entry).await.unwrap().sequence, 1);
}

#[tokio::test]
async fn another_body_under_a_key_is_durable_and_marked_when_there_is_room_for_that() {
    let mut engine = sqlite().await;
    let stores = engine.open().await;
    let first = make::accept(&stores, "k").await;
    let handle = engine.handle.as_ref().unwrap();
    // The main file takes nothing: somebody else writes in it.
    let mut other = connect::writer(&engine.path()).await.unwrap();
    sqlx::query("begin immediate").execute(&mut other).await.unwrap();
    let mut turn = handle.writer.turn().await;
    sqlx::query("pragma busy_timeout = 0").execute(turn.connection().unwrap()).await.unwrap();
    drop(turn);
    let reused = stores.inbox.accept(make::message("k", "another body")).await.unwrap();
    let crate::store::Accepted::KeyReused(reused) = reused else { panic!("{reused:?}") };
    assert!(stores.inbox.claim(9).await.unwrap_err().is_full());
    sqlx::query("rollback").execute(&mut other).await.unwrap();
    other.close().await.unwrap();
    let claimed = stores.inbox.claim(9).await.unwrap();
    assert_eq!(claimed.iter().map(|one| one.id).collect::<Vec<_>>(), [first]);
    let row = stores.inbox.message(reused).await.unwrap().unwrap();
    assert_eq!((row.state, row.refusals[0].code.as_str()), (crate::store::MessageState::Quarantined, "KEY_REUSED"));
}

/// Opens as the process that holds the folder.
async fn start(folder: &std::path::Path, name: &str) -> Result<(Stores, Handle), StoreError> {
    let options = Options { start: Some(name.to_owned()), ..Options::default() };
    open(&folder.join("store.db"), options).await
}

/// Why the files in a folder are not opened.
async fn refusal(folder: &std::path::Path) -> String {
    match start(folder, "refused").await {
        Err(error) => error.to_string(),
        Ok(_) => panic!("they were opened"),
    }
}

/// Copies files of a store that was closed; its connections end a moment later, and their logs with them.
fn copy(from: &std::path::Path, into: &std::path::Path, names: &[&str]) {
    std::fs::create_dir_all(into).unwrap();
    for name in names {
        for dir in [from, into] {
            while dir.join(format!("{name}-wal")).exists() {
                std::thread::sleep(std::time::Duration::from_millis(10));
            }
        }
        std::fs::copy(from.join(name), into.join(name)).unwrap();
    }
}

#[tokio::test]
async fn a_file_that_is_missing_foreign_or_older_is_refused_with_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let [one, other, old, mixed] = ["one", "other", "old", "mixed"].map(|name| folder.path().join(name));
    let (main, inbox) = ("store.db", "store-inbox.db");
    for (dir, name) in [(&one, "a"), (&other, "b")] {
        std::fs::create_dir_all(dir).unwrap();
        let (stores, handle) = start(dir, name).await.unwrap();
        make::accept(&stores, name).await;
        handle.close().await;
    }
    copy(&one, &old, &[main, inbox]);
    let (stores, handle) = start(&one, "c").await.unwrap();
    make::accept(&stores, "later").await;
    handle.close().await;

    for (kept, files, expected) in [
        (&one, vec![(&one, main)], "store-inbox.db is missing"),
        (&one, vec![(&one, inbox)], "store.db is missing"),
        (&one, vec![(&one, main), (&other, inbox)], "different stores"),
        (&one, vec![(&one, main), (&old, inbox)], "store-inbox.db is not the file that"),
        (&one, vec![(&old, main), (&one, inbox)], "store.db is not the file that"),
    ] {
        let _ = std::fs::remove_dir_all(&mixed);
        files.iter().for_each(|(from, name)| copy(from, &mixed, &[name]));
        let before = std::fs::read_dir(&mixed).unwrap().count();
        let why = refusal(&mixed).await;
        assert!(why.contains(expected) && why.contains("waypost restore"), "{kept:?}: {why}");
        assert_eq!(std::fs::read_dir(&mixed).unwrap().count(), before, "nothing is made in its place");
    }
    start(&one, "d").await.unwrap().1.close().await;
    // A copy of both that went on elsewhere is another run.
    copy(&one, &old, &[main, inbox]);
    start(&old, "e").await.unwrap().1.close().await;
    start(&one, "f").await.unwrap().1.close().await;
    copy(&old, &one, &[inbox]);
    assert!(refusal(&one).await.contains("a copy that went on elsewhere"));
}

#[tokio::test]
async fn a_start_on_a_full_disk_leaves_the_pair_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    start(folder.path(), "a").await.unwrap().1.close().await;
    let other = connect::writer(&folder.path().join("store.db")).await.unwrap();
    let mut other = other;
    sqlx::query("begin immediate").execute(&mut other).await.unwrap();
    let writer = std::sync::Arc::new(super::writer::Writer::new(
        connect::writer(&folder.path().join("store.db")).await.unwrap(),
    ));
    let inbox = std::sync::Arc::new(super::writer::Writer::new(
        connect::inbox_writer(&folder.path().join("store.db")).await.unwrap(),
    ));
    let mut turn = writer.turn().await;
    sqlx::query("pragma busy_timeout = 0").execute(turn.connection().unwrap()).await.unwrap();
    drop(turn);
    let refused = super::pair::renew(&folder.path().join("store.db"), &writer, &inbox, "b").await;
    assert!(refused.unwrap_err().is_full());
    sqlx::query("rollback").execute(&mut other).await.unwrap();
    other.close().await.unwrap();
    writer.close().await;
    inbox.close().await;
    start(folder.path(), "c").await.unwrap().1.close().await;
}
