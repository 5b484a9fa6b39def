//! Mapping with a deadline. A jq program that loops cannot be stopped from outside, so it runs on a thread of its own
//! and we stop waiting for it; the thread ends when the program does. Threads that nobody waits for any longer are
//! counted, and a connector that has too many of them maps nothing more until some end.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::map::Mapped;
use super::{Connector, Refusal};
use crate::codec::Document;

/// Mappings recurse; the main thread's 8 MiB are not given to others.
const STACK: usize = 32 << 20;

/// How many mappings of one connector may be running unattended.
const MOST_ABANDONED: usize = 4;

/// Mappings of one connector that were given up and still run.
#[derive(Default)]
pub(super) struct Abandoned(AtomicUsize);

impl Connector {
    /// Maps a document on a thread of its own, and gives up waiting after `limit` with a refusal `MAP_TIMEOUT`.
    ///
    /// Blocks the calling thread up to `limit`: call it on a pool thread.
    pub fn map_with_deadline(self: &Arc<Self>, document: Document, limit: Duration) -> Mapped {
        let position = document.position.clone();
        if self.abandoned.0.load(Ordering::Relaxed) >= MOST_ABANDONED {
            let message = format!("{MOST_ABANDONED} mappings of this connector never ended");
            return Mapped::refused(Refusal::new("MAP_TIMEOUT", position, message));
        }
        // Without a buffer, a result is either received or fails to be sent: the count of the abandoned is exact.
        let (sender, receiver) = mpsc::sync_channel(0);
        let connector = Arc::clone(self);
        let run = move || {
            let mapped = catch_unwind(AssertUnwindSafe(|| connector.map(&document))).ok();
            if sender.send(mapped).is_err() {
                connector.abandoned.0.fetch_sub(1, Ordering::Relaxed);
            }
        };
        if let Err(error) = thread::Builder::new().name(format!("map-{}", self.name())).stack_size(STACK).spawn(run) {
            return Mapped::refused(Refusal::new("MAP_FAILED", position, format!("no thread to map on: {error}")));
        }
        match receiver.recv_timeout(limit) {
            Ok(Some(mapped)) => mapped,
            Ok(None) | Err(mpsc::RecvTimeoutError::Disconnected) => {
                Mapped::refused(Refusal::new("MAP_FAILED", position, "the mapping panicked"))
            }
            Err(mpsc::RecvTimeoutError::Timeout) => {
                self.abandoned.0.fetch_add(1, Ordering::Relaxed);
                Mapped::refused(Refusal::new(
                    "MAP_TIMEOUT",
                    position,
                    format!("not done after {} ms", limit.as_millis()),
                ))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::connector::registry::tests::connector;

    fn document(value: serde_json::Value) -> Document {
        Document { position: "/0".into(), value }
    }

    #[test]
    fn a_mapping_that_takes_too_long_is_given_up_and_counted_until_it_ends() {
        let connector = Arc::new(connector("", "last(range(300000)) | empty").unwrap());
        let refused = connector.map_with_deadline(document(json!({})), Duration::from_millis(1)).refused;
        assert_eq!((refused[0].code, refused[0].position.as_str()), ("MAP_TIMEOUT", "/0"));
        while connector.abandoned.0.load(Ordering::Relaxed) > 0 {
            thread::yield_now();
        }
    }

    #[test]
    fn mappings_that_never_end_do_not_pile_up() {
        let connector = Arc::new(connector("", "empty").unwrap());
        connector.abandoned.0.store(MOST_ABANDONED, Ordering::Relaxed);
        let refused = connector.map_with_deadline(document(json!({})), Duration::from_secs(60)).refused;
        assert!(refused[0].message.contains("never ended"), "{refused:?}");
    }

    #[test]
    fn a_mapping_within_its_deadline_is_the_same_as_without() {
        let connector = Arc::new(connector("", "{refuse:{message:\"no\"}}").unwrap());
        let document = document(json!({}));
        assert_eq!(connector.map_with_deadline(document.clone(), Duration::from_secs(60)), connector.map(&document));
    }

    #[test]
    fn the_deepest_document_is_mapped_by_recursion() {
        let connector = Arc::new(connector("", "{refuse:{message:([..] | length | tostring)}}").unwrap());
        let deep = (1..crate::codec::json::MAX_DEPTH).fold(json!([]), |inner, _| json!([inner]));
        let refused = connector.map_with_deadline(document(deep), Duration::from_secs(60)).refused;
        assert_eq!(refused[0].message, "64");
    }
}
