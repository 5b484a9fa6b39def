//! Erasing texts that people wrote, when they are older than an administrator lets them be kept. What was erased is audited by
//! number, never by text.

use std::time::Duration;

use tokio::sync::{Mutex, watch};

use super::{Pace, repeat};
use crate::{
    domain::insight::MICROS_A_DAY as DAY,
    ingest::rounds::Clock,
    store::{AuditEntry, StoreResult, Stores},
};

/// How often it is looked for what has expired.
const EVERY: Duration = Duration::from_mins(10);
/// A rest between two helpings while there are more.
const REST: Duration = Duration::from_millis(200);
/// Most notes, and most tasks, of one transaction.
const BATCH: usize = 500;

/// Erases what is older than so many days until `stop` turns true; 0: nothing ever is.
pub async fn run(stores: Stores, clock: Clock, days: u32, stop: watch::Receiver<bool>) {
    if days == 0 {
        return;
    }
    let pace = Pace { every: EVERY, rest: REST, full: BATCH };
    let unsaid = Mutex::default();
    let expire = || expire(&stores, &unsaid, (clock)().as_microsecond(), days);
    repeat(pace, "erase what has expired", stop, expire).await;
}

/// `unsaid` is what was erased and could not be audited yet: that comes before anything else is erased.
async fn expire(stores: &Stores, unsaid: &Mutex<Option<AuditEntry>>, now: i64, days: u32) -> StoreResult<usize> {
    let mut unsaid = unsaid.lock().await;
    audit(stores, &mut unsaid).await?;
    let before = now.saturating_sub(i64::from(days).saturating_mul(DAY));
    let erased = stores.desk.expire(before, BATCH).await?;
    if erased > 0 {
        *unsaid = Some(AuditEntry {
            at: now,
            actor: "system".to_owned(),
            action: "retention.notes".to_owned(),
            subject: "desk".to_owned(),
            detail: format!("texts older than {days} days: {erased} or more"),
        });
        audit(stores, &mut unsaid).await?;
    }
    Ok(erased)
}

async fn audit(stores: &Stores, unsaid: &mut Option<AuditEntry>) -> StoreResult<()> {
    if let Some(entry) = unsaid.as_ref() {
        stores.audit.record(entry.clone()).await?;
        *unsaid = None;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{
        NewNote,
        contract::make,
        sqlite::{Options, open},
    };

    #[tokio::test]
    async fn a_note_older_than_its_days_is_erased_and_that_is_audited_without_it() {
        let folder = tempfile::tempdir().unwrap();
        let (stores, _handle) = open(&folder.path().join("store"), Options::default()).await.unwrap();
        let order = make::order(&stores, "1", None, vec![]).await;
        for day in [1, 9] {
            let (key, person, name) = (day.to_string(), "ada".to_owned(), "Ada".to_owned());
            let note = NewNote { key, order, person, name, at: day * DAY, text: format!("secret {day}") };
            stores.desk.note(note).await.unwrap();
        }
        assert_eq!(expire(&stores, &Mutex::default(), 11 * DAY, 10).await.unwrap(), 0, "to the day");
        assert_eq!(expire(&stores, &Mutex::default(), 11 * DAY + 1, 10).await.unwrap(), 1);
        assert_eq!(expire(&stores, &Mutex::default(), 11 * DAY + 1, 10).await.unwrap(), 0);
        let notes = stores.desk.of_order(order, 9).await.unwrap().notes;
        assert_eq!(notes.iter().map(|note| note.text.as_str()).collect::<Vec<_>>(), ["secret 9", ""]);
        let audit = stores.audit.newest(Some("desk"), 9).await.unwrap();
        assert_eq!(audit.len(), 1);
        assert!(audit[0].entry.action == "retention.notes" && !audit[0].entry.detail.contains("secret"));
    }
}
