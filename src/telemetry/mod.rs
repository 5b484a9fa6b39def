//! Logs and metrics: how they are set up, and what they are called.

pub mod names;

use std::io::IsTerminal as _;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

/// Bounds of the latency histograms, in seconds.
const SECONDS: [f64; 14] = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// Why telemetry could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter of the log is not one.
    #[error("the filter cannot be read: {0}")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// Something in this process has set it up before.
    #[error("it was set up before: {0}")]
    Again(String),
}

/// Sends log lines to standard error: JSON objects, or text for people.
///
/// # Errors
/// A filter that cannot be read; a second call in one process.
pub fn log(json: bool, filter: &str) -> Result<(), TelemetryError> {
    let filter = self::filter(filter)?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A line that cannot be written (nobody reads standard error any more) is lost; saying so there would end the thread.
    let builder = builder.log_internal_errors(false);
    let set = if json {
        builder.json().flatten_event(true).with_current_span(true).with_span_list(false).try_init()
    } else {
        builder.with_target(false).with_ansi(std::io::stderr().is_terminal()).try_init()
    };
    set.map_err(|error| TelemetryError::Again(error.to_string()))
}

/// Reads a filter of the log.
///
/// # Errors
/// A filter that cannot be read.
pub fn filter(text: &str) -> Result<EnvFilter, TelemetryError> {
    Ok(EnvFilter::try_new(text)?)
}

/// Collects metrics in this process. The handle writes them out in Prometheus' text format.
///
/// # Errors
/// A second call in one process.
pub fn metrics() -> Result<PrometheusHandle, TelemetryError> {
    let again = |error: &dyn std::fmt::Display| TelemetryError::Again(error.to_string());
    let recorder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)
        .map_err(|error| again(&error))?
        .build_recorder();
    let handle = recorder.handle();
    ::metrics::set_global_recorder(recorder).map_err(|error| again(&error))?;
    names::describe();
    Ok(handle)
}
