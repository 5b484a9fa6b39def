//! What goes on behind the endpoints: applying, replaying, jobs. It runs on threads of its own with a low priority, so that on
//! a busy machine answering comes first: a message is accepted and a page is shown before another message is applied
//! (ARCHITECTURE, "Receive fast, think later"). What is accepted and not applied is bounded by `limits.backlog`.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio::{
    runtime::Runtime,
    sync::{Notify, watch},
    task::JoinHandle,
};

use super::BootError;
use crate::{
    ingest::{
        replay::lane::{Budget, Lane},
        rounds::Rounds,
        worker::Worker,
    },
    jobs,
};

/// How much these threads give way: at 5 a thread gets a third of what one of the endpoints gets while both want a core.
const NICE: i32 = 5;

/// What the worker, the replay lane and the jobs need.
pub(super) struct Work {
    pub rounds: Rounds,
    pub budget: Budget,
    /// Rung when a message was accepted.
    pub news: Arc<Notify>,
    /// Whether messages are applied.
    pub apply: bool,
    /// After how many days notes are erased; 0: never.
    pub notes_days: u32,
}

impl Work {
    /// Starts the worker and the jobs.
    ///
    /// # Errors
    /// No threads to be had.
    pub fn start(self, stopped: &watch::Receiver<bool>) -> Result<Working, BootError> {
        let Self { rounds, budget, news, apply, notes_days } = self;
        let runtime = runtime().map_err(|error| BootError::Other(format!("no threads to work on: {error}")))?;
        let due = jobs::due::run(rounds.clone(), stopped.clone());
        let inquiries = jobs::inquiries::run(rounds.stores.clone(), rounds.bus.clone(), stopped.clone());
        let snooze = jobs::snooze::run(rounds.stores.clone(), rounds.clock.clone(), stopped.clone());
        let metrics_rollup = jobs::metrics_rollup::run(rounds.stores.clone(), stopped.clone());
        let (stores, clock) = (rounds.stores.clone(), rounds.clock.clone());
        let retention = jobs::retention::run(stores, clock, notes_days, stopped.clone());
        let sources = jobs::sources::run(rounds.clone(), stopped.clone());
        let audit = jobs::audit::run(rounds.stores.clone(), stopped.clone());
        let lane = Lane { rounds: rounds.clone(), budget };
        let replaying = runtime.spawn(lane.run(stopped.clone()));
        let held = Arc::new(AtomicBool::new(false));
        let worker = Worker { rounds, news, held: held.clone() };
        let alive = Arc::new(AtomicBool::new(true));
        let flag = alive.clone();
        let mut stop = stopped.clone();
        let working = runtime.spawn(async move {
            // The flag falls with the guard, also when the worker ends in a panic.
            let _guard = Falls(flag);
            if apply {
                worker.run(stop).await;
            } else {
                tracing::warn!("server.apply is false: messages are accepted and wait");
                let _ = stop.wait_for(|stop| *stop).await;
            }
        });
        let jobs = vec![
            working,
            runtime.spawn(due),
            runtime.spawn(inquiries),
            runtime.spawn(snooze),
            runtime.spawn(metrics_rollup),
            runtime.spawn(sources),
            runtime.spawn(retention),
            runtime.spawn(audit),
            replaying,
        ];
        Ok(Working { jobs, alive, held, runtime: Some(runtime) })
    }
}

fn runtime() -> std::io::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("work")
        .enable_all()
        .on_thread_start(|| {
            // On Linux this is for the calling thread, and inherited by those that it starts. Elsewhere all are equal.
            #[cfg(target_os = "linux")]
            let _ = rustix::process::nice(NICE);
        })
        .build()
}

/// What was started.
pub(super) struct Working {
    jobs: Vec<JoinHandle<()>>,
    /// Whether the worker is alive.
    pub alive: Arc<AtomicBool>,
    /// Whether it is held up because nothing can be written.
    pub held: Arc<AtomicBool>,
    runtime: Option<Runtime>,
}

impl Working {
    /// Waits until all have ended, after they were told to.
    pub async fn ended(mut self) {
        for job in self.jobs.drain(..) {
            let _ = job.await;
        }
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        // A runtime that is simply dropped waits for its threads, which must not be done where requests are answered.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

struct Falls(Arc<AtomicBool>);

impl Drop for Falls {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}
