//! Attempts that failed, or may fail: each way in has a budget of its own, so that whoever guesses at one of them takes
//! nothing from those who use another.

use super::{address::Client, rates::Rates};
use crate::config::Limits;

/// The budgets of each client.
pub(super) struct Attempts {
    /// Signing in, well or not.
    pub sign_in: Rates<Client>,
    /// API tokens that are not good.
    pub tokens: Rates<Client>,
    /// Tokens and signed requests of the widget that are not good.
    pub widget: Rates<Client>,
}

impl Attempts {
    /// As configured.
    pub fn of(limits: &Limits) -> Self {
        let rates = || Rates::per_minute(limits.attempts_per_minute);
        Self { sign_in: rates(), tokens: rates(), widget: rates() }
    }
}
