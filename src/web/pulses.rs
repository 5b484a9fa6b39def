//! How the sources stand, as pages show it: read seldom, shown often.

use std::sync::Arc;

use tokio::sync::Mutex;

use super::state::WebState;
use crate::{domain::pulse::Pulse, store::StoreResult};

/// How long what was read is good for, in microseconds. It is found out anew three times a minute.
const FRESH: i64 = 5_000_000;

/// How the sources stand, at most so old; one request at a time reads.
#[derive(Default)]
pub(super) struct Pulses(Mutex<Option<(i64, Arc<[Pulse]>)>>);

impl Pulses {
    pub(super) async fn of(&self, state: &WebState) -> StoreResult<Arc<[Pulse]>> {
        let mut known = self.0.lock().await;
        let now = state.now();
        if let Some((at, pulses)) = known.as_ref()
            && (0..FRESH).contains(&(now - at))
        {
            return Ok(Arc::clone(pulses));
        }
        let pulses: Arc<[Pulse]> = state.stores.sources.listening().await?.pulses.into();
        *known = Some((now, Arc::clone(&pulses)));
        Ok(pulses)
    }

    /// The same for a page that is worth more than this: nothing where it cannot be read.
    pub(super) async fn known(&self, state: &WebState) -> Arc<[Pulse]> {
        self.of(state).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "how the sources stand cannot be read");
            Arc::default()
        })
    }
}
