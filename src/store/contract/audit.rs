//! The audit.

use futures::future::join_all;

use super::Engine;
use crate::store::{AuditChain, AuditEntry, Stores};

fn entry(subject: &str, detail: &str) -> AuditEntry {
    AuditEntry {
        at: 5,
        actor: "user:ada".into(),
        action: "document.view".into(),
        subject: subject.into(),
        detail: detail.into(),
    }
}

/// Writes a row about that subject; its number.
pub(super) async fn record(stores: &Stores, subject: &str, detail: &str) -> i64 {
    stores.audit.record(entry(subject, detail)).await.unwrap().sequence
}

pub async fn rows_are_numbered_without_gaps(engine: &mut impl Engine) {
    let stores = engine.open().await;
    assert_eq!(stores.audit.verify(None).await.unwrap(), AuditChain::default(), "an empty one fits");
    let details: Vec<_> = (0..20).map(|n| format!("{n}")).collect();
    let mut rows = join_all(details.iter().map(|detail| record(&stores, "order:1", detail))).await;
    rows.sort_unstable();
    assert_eq!(rows, (1..=20).collect::<Vec<_>>());
    let stores = engine.open().await;
    assert_eq!(record(&stores, "order:1", "after a restart").await, 21);
    assert_eq!(stores.audit.verify(None).await.unwrap().broken, None);
}

pub async fn the_newest_rows_about_a_subject_come_first(engine: &mut impl Engine) {
    let stores = engine.open().await;
    for (subject, detail) in [("order:1", "a"), ("order:2", "b"), ("order:1", "c"), ("order:1", "d")] {
        record(&stores, subject, detail).await;
    }
    let about = stores.audit.newest(Some("order:1"), 2).await.unwrap();
    assert_eq!(about.iter().map(|row| row.sequence).collect::<Vec<_>>(), [4, 3]);
    assert_eq!(about[0].entry, entry("order:1", "d"));
    let all = stores.audit.newest(None, 10).await.unwrap();
    assert_eq!(all.iter().map(|row| row.sequence).collect::<Vec<_>>(), [4, 3, 2, 1]);
}

pub async fn a_changed_row_shows(engine: &mut impl Engine) {
    let stores = engine.open().await;
    for detail in ["a", "b", "c"] {
        record(&stores, "order:1", detail).await;
    }
    assert_eq!(stores.audit.verify(None).await.unwrap().broken, None);
    engine.close().await;
    engine.tamper_with_audit(2).await;
    let stores = engine.open().await;
    assert_eq!(stores.audit.verify(None).await.unwrap().broken, Some(2));
}

pub async fn rows_cut_off_at_the_end_show_by_a_hash_that_was_kept(engine: &mut impl Engine) {
    let stores = engine.open().await;
    for detail in ["a", "b", "c"] {
        record(&stores, "order:1", detail).await;
    }
    let kept = stores.audit.verify(None).await.unwrap();
    assert_eq!((kept.rows, kept.broken), (3, None));
    record(&stores, "order:1", "d").await;
    let later = stores.audit.verify(Some(&kept.hash)).await.unwrap();
    assert_eq!((later.rows, later.expected), (4, Some(3)), "it went on from there");
    engine.close().await;
    engine.cut_audit_after(2).await;
    let stores = engine.open().await;
    let cut = stores.audit.verify(Some(&kept.hash)).await.unwrap();
    assert_eq!((cut.rows, cut.broken, cut.expected), (2, None, None));
}
