//! How the sources stand, as pages show it: read seldom, shown often.

use std::sync::Arc;

use super::{fresh::Fresh, state::WebState};
use crate::{domain::source_health::SourceHealth, store::StoreResult};

/// How long what was read is good for, in microseconds. It is found out anew three times a minute.
const FRESH: i64 = 5_000_000;

/// How the sources stand, at most so old.
#[derive(Default)]
pub(super) struct Pulses(Fresh<Arc<[SourceHealth]>>);

impl Pulses {
    pub(super) async fn of(&self, state: &WebState) -> StoreResult<Arc<[SourceHealth]>> {
        let read = async { Ok(state.stores.sources.listening().await?.sources_health.into()) };
        self.0.of(state.now(), FRESH, read).await
    }

    /// The same for a page that is worth more than this: nothing where it cannot be read.
    pub(super) async fn known(&self, state: &WebState) -> Arc<[SourceHealth]> {
        self.of(state).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "how the sources stand cannot be read");
            Arc::default()
        })
    }
}
