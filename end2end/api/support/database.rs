//! Looks into the server's database beside it, with statements of the test's own: what the store says of itself proves less.

use std::{path::Path, thread, time::Duration};

use sqlx::{Connection as _, Sqlite, SqliteConnection, Type, sqlite::SqliteConnectOptions};

/// The JSON of every order's view: one byte of mark, four of length, an LZ4 block.
pub fn views(data: &Path) -> Vec<String> {
    let read = |column: Vec<u8>| {
        let length = u32::from_le_bytes(column[1..5].try_into().unwrap());
        let json = lz4_flex::block::decompress(&column[5..], usize::try_from(length).unwrap()).unwrap();
        String::from_utf8(json).unwrap()
    };
    first_column(data, "select view from order_view order by id").into_iter().map(read).collect()
}

/// The first column of every row.
pub fn texts(data: &Path, statement: &'static str) -> Vec<String> {
    first_column(data, statement)
}

fn first_column<T>(data: &Path, statement: &'static str) -> Vec<T>
where
    T: for<'r> sqlx::Decode<'r, Sqlite> + Type<Sqlite> + Send + Unpin,
{
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let options =
            SqliteConnectOptions::new().filename(data.join("waypost.db")).busy_timeout(Duration::from_secs(10));
        let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
        let inbox = data.join("waypost-inbox.db").to_string_lossy().into_owned();
        sqlx::query("attach database $1 as inbox").bind(inbox).execute(&mut connection).await.unwrap();
        let rows = sqlx::query_scalar(statement).fetch_all(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        rows
    })
}

/// Waits until every message has been read, for as long as fewer and fewer wait: a backlog takes its time, a standstill fails.
pub fn settled(data: &Path) {
    const WAITING: &str = "select cast(count(*) as text) from message m left join message_state s using (id) where coalesce(s.state, 'received') = 'received'";
    let (mut least, mut still) = (u64::MAX, 0);
    while still < 300 {
        let waiting: u64 = texts(data, WAITING).first().and_then(|count| count.parse().ok()).unwrap();
        match waiting {
            0 => return,
            fewer if fewer < least => (least, still) = (fewer, 0),
            _ => still += 1,
        }
        thread::sleep(Duration::from_millis(200));
    }
    panic!("{least} messages wait, and none was read in the last minute");
}
