//! Views from events, byte for byte.

use crate::{
    says, serve,
    support::{database, deliver, orders, tms_milestone},
};

const VIEWS: &str = "select id || ' ' || coalesce(next_change_at, '') || ' ' || coalesce(sales_org, '') || summary || hex(view) from order_view order by id";
const LOOKUPS: &str =
    "select norm || kind || object || scope || sent || of || coalesce(sales_org, '') from lookup order by 1";

/// Items of worklists: what is derived, and what people decided.
const WORK: &str = "select order_id || cause || state || sales_org || tier || carrier || due || minutes || print || card || opened || assignee || version from work_item order by id";

const FIRST: &str = "select hex(view) from order_view where id = (select min(id) from order_view)";

#[test]
fn views_are_rebuilt_from_events_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let server = serve(data, None);
    let mut client = server.client();
    orders::send(&mut client, 20);
    for n in 0..40 {
        let body = tms_milestone(&orders::shipment(n % 20), n);
        assert_eq!(deliver(&mut client, "tms_generic", &format!("m{n}"), &body).unwrap().status, 202);
    }
    database::settled(data);
    drop(server);

    // As folded when its last message was applied.
    let updated: i64 = database::texts(
        data,
        "select cast(updated as text) from order_view where id = (select min(id) from order_view)",
    )[0]
    .parse()
    .unwrap();
    let applied = database::texts(data, FIRST);
    let (seconds, micros) = (updated / 1_000_000, updated % 1_000_000);
    let then = format!("{}", jiff::Timestamp::new(seconds, i32::try_from(micros * 1_000).unwrap()).unwrap());
    let told = says(data, &["rebuild", "--now", &then]);
    assert!(told.starts_with("20 views"), "{told}");
    assert_eq!(database::texts(data, FIRST), applied);

    database::texts(data, "update work_item set assignee = 'priya', version = version + 1 where id % 2 = 0");
    let work = database::texts(data, WORK);
    assert!(
        work.iter().any(|item| item.contains("stalled")) && work.iter().any(|item| item.contains("priya")),
        "{work:?}"
    );
    database::texts(data, "update work_item set card = '{}', due = 0, carrier = 'nobody'");
    let (views, lookups) = (database::texts(data, VIEWS), database::texts(data, LOOKUPS));
    database::texts(data, "delete from order_view where id % 2 = 0");
    database::texts(data, "update order_view set view = '{}', summary = '{}' where id % 3 = 0");
    assert_ne!(database::texts(data, VIEWS), views);
    says(data, &["rebuild", "--now", &then]);
    assert_eq!(database::texts(data, VIEWS), views);
    assert_eq!(database::texts(data, LOOKUPS), lookups);
    assert_eq!(database::texts(data, WORK), work, "derived anew, and what people decided stays");
    assert!(says(data, &["rebuild", "--now", &then]).contains("20 views, 0 of them changed"));
    assert!(says(data, &["rebuild", "--now", "2036-01-01T00:00:00Z"]).contains("20 views"));
}
