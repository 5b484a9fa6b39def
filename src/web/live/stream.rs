//! One open stream: hears of changes, of the end of its session and of the server's end; looks every few seconds
//! whether its holder may still see what it tells of.

use std::{collections::VecDeque, time::Duration};

use app::model::Viewer;
use axum::response::sse::Event;
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    time::{Interval, MissedTickBehavior, interval},
};
use tower_sessions::session::Id;

use super::{streams::Place, watch::Watch};
use crate::{
    bus::{Heard, Listener},
    store::{OrderVersion, Scope, StoreResult},
    web::{Drain, Web, session},
};

/// Whose stream it is, and how long it may run.
pub(in crate::web) enum Holder {
    /// A signed-in person: as long as the session runs and they have the same rights.
    Session {
        /// The person.
        viewer: Viewer,
        /// The session.
        id: Id,
    },
    /// A widget: until its token ends.
    Token {
        /// Whose streams it is counted with.
        person: String,
        /// Which orders it may tell of.
        scope: Scope,
        /// Microseconds since 1970 in UTC.
        until: i64,
    },
}

impl Holder {
    /// Whose streams are counted together.
    pub(super) fn person(&self) -> &str {
        match self {
            Self::Session { viewer, .. } => &viewer.id,
            Self::Token { person, .. } => person,
        }
    }

    fn scope(&self) -> Scope {
        match self {
            Self::Session { viewer, .. } => session::scope(viewer),
            Self::Token { scope, .. } => scope.clone(),
        }
    }

    /// Whether the end of that session is the end of this.
    fn ends_with(&self, ended: Id) -> bool {
        matches!(self, Self::Session { id, .. } if *id == ended)
    }

    /// Whether the session runs and is the same person with the same rights; whether the token has not ended.
    async fn runs(&self, web: &Web) -> bool {
        match self {
            Self::Session { viewer, id } => {
                session::by_id(web, *id).await.is_some_and(|signed| signed.viewer() == *viewer)
            }
            Self::Token { until, .. } => web.state.now() < *until,
        }
    }
}

/// See the module.
pub(super) struct Live {
    web: Web,
    holder: Holder,
    watch: Watch,
    told: VecDeque<Told>,
    changes: Listener,
    suffixes: Receiver<Id>,
    drain: Drain,
    look: Interval,
    ended: bool,
    _place: Place,
}

/// What a stream says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// This order has this version now.
    Order(OrderVersion),
    /// The stream ends: signed out, no longer allowed, or the server stops. Connecting again tells which.
    End,
}

impl Told {
    /// As the browser gets it.
    pub fn event(self) -> Event {
        match self {
            Self::Order(OrderVersion { order, version }) => {
                Event::default().event("order").data(format!("{{\"order\":{order},\"version\":{version}}}"))
            }
            Self::End => Event::default().event("end").data("{}"),
        }
    }
}

impl Live {
    /// Listens first and compares then, so that no change falls in between.
    pub async fn open(web: Web, holder: Holder, watch: Watch, place: Place) -> StoreResult<Self> {
        let mut look = interval(Duration::from_secs(web.state.config.limits.live_check_seconds.max(1)));
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        look.reset();
        let mut live = Self {
            changes: web.state.bus.subscribe(),
            suffixes: web.state.sessions.suffixes(),
            drain: web.state.drain.clone(),
            told: VecDeque::new(),
            ended: false,
            _place: place,
            web,
            holder,
            watch,
            look,
        };
        live.authorise().await?;
        live.compare().await?;
        Ok(live)
    }

    /// What is to be told next; `None` after the end.
    pub async fn next(&mut self) -> Option<Told> {
        loop {
            if let Some(told) = self.told.pop_front() {
                return Some(told);
            }
            if self.ended {
                return None;
            }
            if !self.hear().await {
                self.ended = true;
                return Some(Told::End);
            }
        }
    }

    /// Waits for one thing to happen. False: the stream ends.
    async fn hear(&mut self) -> bool {
        tokio::select! {
            biased;
            () = self.drain.wait() => false,
            ended = self.suffixes.recv() => match ended {
                Ok(id) => !self.holder.ends_with(id),
                Err(RecvError::Lagged(_)) => self.still_allowed().await,
                Err(RecvError::Closed) => false,
            },
            _ = self.look.tick() => self.still_allowed().await,
            heard = self.changes.next() => match heard {
                Some(Heard::Changed(version)) => {
                    self.tell(&[version]);
                    true
                }
                // We were too slow to hear everything: look instead.
                Some(Heard::Missed) => self.compare().await.is_ok(),
                None => false,
            },
        }
    }

    fn tell(&mut self, versions: &[OrderVersion]) {
        self.told.extend(self.watch.newer(versions).into_iter().map(Told::Order));
    }

    /// Whether it may go on; and which orders its holder still sees.
    async fn still_allowed(&mut self) -> bool {
        self.holder.runs(&self.web).await && self.authorise().await.is_ok()
    }

    async fn authorise(&mut self) -> StoreResult<()> {
        let scope = self.holder.scope();
        let seen = self.web.state.stores.lookup.summaries(&self.watch.orders(), &scope).await?;
        self.watch.keep(&seen.iter().map(|summary| summary.order).collect::<Vec<_>>());
        Ok(())
    }

    async fn compare(&mut self) -> StoreResult<()> {
        let versions = self.web.state.stores.graph.versions(&self.watch.orders()).await?;
        self.tell(&versions);
        Ok(())
    }
}
