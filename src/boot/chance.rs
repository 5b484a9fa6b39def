//! The only place that reads a clock or asks for random bytes. Everywhere else time and chance are parameters.

use std::sync::Arc;

use jiff::Timestamp;
use rand::RngCore as _;

use crate::web::{Chance, Clock};

/// The machine's clock.
#[expect(clippy::disallowed_methods, reason = "this is where the clock comes from")]
pub fn clock() -> Clock {
    Arc::new(Timestamp::now)
}

/// Random bytes fit for secrets: of a generator that every thread has for itself and that the operating system seeds, since
/// every request asks for a few.
#[expect(clippy::disallowed_methods, reason = "this is where chance comes from")]
pub fn chance() -> Chance {
    Arc::new(|bytes: &mut [u8]| rand::rng().fill_bytes(bytes))
}
