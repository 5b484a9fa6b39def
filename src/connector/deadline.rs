//! Mapping with a deadline. A jq program that loops cannot be stopped from outside, so documents are mapped on a thread of
//! their own, one after the other; when one of them takes too long we stop waiting for the thread, and another maps the
//! rest. The thread ends when the program does. Threads that nobody waits for any longer are counted, and a connector that
//! has too many of them maps nothing more until some end.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
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

/// A document and who maps it.
pub struct Job {
    /// Who.
    pub connector: Arc<Connector>,
    /// What.
    pub document: Document,
}

/// Documents that one thread maps, and how far it has come.
struct Run {
    jobs: Arc<[Job]>,
    first: usize,
    progress: Mutex<Progress>,
    ended: Condvar,
}

#[derive(Default)]
struct Progress {
    mapped: Vec<Mapped>,
    given_up: bool,
}

/// Maps documents in their order. One that is not done within `limit` (or twice that, since it is looked once in that time
/// whether any was done) becomes a refusal `MAP_TIMEOUT`.
///
/// Blocks the calling thread: call it on a pool thread.
///
/// # Errors
/// No thread to be had: nothing is said of the documents, and they may be mapped later.
pub fn map_all(jobs: Vec<Job>, limit: Duration) -> io::Result<Vec<Mapped>> {
    let jobs: Arc<[Job]> = jobs.into();
    let mut mapped = Vec::with_capacity(jobs.len());
    while mapped.len() < jobs.len() {
        let progress = Mutex::new(Progress::default());
        let run = Run { jobs: Arc::clone(&jobs), first: mapped.len(), progress, ended: Condvar::new() };
        let run = Arc::new(run);
        let works = Arc::clone(&run);
        thread::Builder::new().name("map".into()).stack_size(STACK).spawn(move || works.work())?;
        mapped.append(&mut run.wait(limit));
    }
    Ok(mapped)
}

impl Run {
    /// The thread: maps until all is done or nobody waits any longer.
    fn work(&self) {
        for job in self.jobs.iter().skip(self.first) {
            let mapped = job.map();
            let mut progress = self.lock();
            if progress.given_up {
                job.connector.abandoned.0.fetch_sub(1, Ordering::Relaxed);
                return;
            }
            progress.mapped.push(mapped);
        }
        self.ended.notify_one();
    }

    /// What was mapped; the last may be a refusal of the one that was given up.
    fn wait(&self, limit: Duration) -> Vec<Mapped> {
        let mut progress = self.lock();
        loop {
            let seen = progress.mapped.len();
            let Some(job) = self.jobs.get(self.first + seen) else { break };
            let (after, waited) = self.ended.wait_timeout(progress, limit).unwrap_or_else(PoisonError::into_inner);
            progress = after;
            if waited.timed_out() && progress.mapped.len() == seen {
                progress.given_up = true;
                job.connector.abandoned.0.fetch_add(1, Ordering::Relaxed);
                let what = format!("not done after {} ms", limit.as_millis());
                let refusal = Refusal::new("MAP_TIMEOUT", job.document.position.clone(), what);
                progress.mapped.push(Mapped::refused(refusal));
                break;
            }
        }
        std::mem::take(&mut progress.mapped)
    }

    fn lock(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Job {
    fn map(&self) -> Mapped {
        let refused = |code, what: String| Mapped::refused(Refusal::new(code, self.document.position.clone(), what));
        if self.connector.abandoned.0.load(Ordering::Relaxed) >= MOST_ABANDONED {
            return refused("MAP_TIMEOUT", format!("{MOST_ABANDONED} mappings of this connector never ended"));
        }
        catch_unwind(AssertUnwindSafe(|| self.connector.map(&self.document)))
            .unwrap_or_else(|_| refused("MAP_FAILED", "the mapping panicked".into()))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::connector::registry::tests::connector;

    fn one(connector: &Arc<Connector>, document: Document) -> Mapped {
        map_all(vec![Job { connector: Arc::clone(connector), document }], Duration::from_mins(1)).unwrap().remove(0)
    }

    fn document(value: serde_json::Value) -> Document {
        Document { position: "/0".into(), value: value.into() }
    }

    #[test]
    fn a_mapping_that_takes_too_long_is_given_up_and_counted_until_it_ends() {
        let quick = Arc::new(connector("", "{refuse:{message:\"quick\"}}").unwrap());
        let job = |connector: &Arc<Connector>| Job { connector: Arc::clone(connector), document: document(json!({})) };
        // Ten times as much until it is too much for this machine, and so ends some seconds afterwards.
        let mut tried = (6..12).map(|digits| {
            let slow = Arc::new(connector("", &format!("last(range(1e{digits})) | empty")).unwrap());
            (map_all(vec![job(&quick), job(&slow), job(&quick)], Duration::from_millis(250)).unwrap(), slow)
        });
        let (mapped, slow) = tried.find(|(mapped, _)| !mapped[1].refused.is_empty()).unwrap();
        assert_eq!((mapped[1].refused[0].code, mapped[1].refused[0].position.as_str()), ("MAP_TIMEOUT", "/0"));
        assert_eq!(
            [0, 2].map(|at: usize| mapped[at].refused[0].message.as_str()),
            ["quick"; 2],
            "neighbours are mapped"
        );
        let connector = slow;
        while connector.abandoned.0.load(Ordering::Relaxed) > 0 {
            thread::yield_now();
        }
    }

    #[test]
    fn mappings_that_never_end_do_not_pile_up() {
        let connector = Arc::new(connector("", "empty").unwrap());
        connector.abandoned.0.store(MOST_ABANDONED, Ordering::Relaxed);
        let refused = one(&connector, document(json!({}))).refused;
        assert!(refused[0].message.contains("never ended"), "{refused:?}");
    }

    #[test]
    fn a_mapping_within_its_deadline_is_the_same_as_without() {
        let connector = Arc::new(connector("", "{refuse:{message:\"no\"}}").unwrap());
        let document = document(json!({}));
        assert_eq!(one(&connector, document.clone()), connector.map(&document));
    }

    #[test]
    fn the_deepest_document_is_mapped_by_recursion() {
        let connector = Arc::new(connector("", "{refuse:{message:([..] | length | tostring)}}").unwrap());
        let deep = (1..crate::codec::json::MAX_DEPTH).fold(json!([]), |inner, _| json!([inner]));
        let refused = one(&connector, document(deep)).refused;
        assert_eq!(refused[0].message, "64");
    }
}
