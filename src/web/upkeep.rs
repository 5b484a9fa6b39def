//! What has to be done now and then so that nothing grows: histograms are summed up also when nobody reads them, and
//! sessions whose time is over leave the file.

use std::time::Duration;

use metrics_exporter_prometheus::PrometheusHandle;

use super::{Drain, session::Sessions};

const EVERY: Duration = Duration::from_secs(5);
/// After so many rounds the sessions are swept: ten minutes.
const SWEEP: u32 = 120;

/// Runs until the server stops.
pub async fn upkeep(sessions: Sessions, metrics: Option<PrometheusHandle>, mut drain: Drain) {
    let mut round: u32 = 0;
    loop {
        tokio::select! {
            () = drain.wait() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
        if let Some(metrics) = &metrics {
            metrics.run_upkeep();
        }
        round = round.wrapping_add(1);
        if round.is_multiple_of(SWEEP)
            && let Err(error) = sessions.sweep().await
        {
            tracing::error!(%error, "sessions that are over could not be forgotten");
        }
    }
}
