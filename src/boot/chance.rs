//! The only place that reads a clock or asks for random bytes. Everywhere else time and chance are parameters.

use std::sync::Arc;

use jiff::Timestamp;
use rand::{TryRngCore as _, rngs::OsRng};

use crate::web::{Chance, Clock};

/// The machine's clock.
#[expect(clippy::disallowed_methods, reason = "this is where the clock comes from")]
pub fn clock() -> Clock {
    Arc::new(Timestamp::now)
}

/// The operating system's random bytes.
pub fn chance() -> Chance {
    Arc::new(|bytes: &mut [u8]| {
        // Without randomness no secret is one: there is nothing to go on with.
        #[expect(clippy::expect_used, reason = "an operating system without randomness cannot run this")]
        OsRng.try_fill_bytes(bytes).expect("the operating system gives random bytes");
    })
}
