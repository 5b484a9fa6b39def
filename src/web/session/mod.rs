//! Who is signed in. The cookie carries a random id and nothing else; everything behind it is kept on this side and can
//! be ended from this side.

mod file;
mod recognise;
mod signed;
mod store;

use time::Duration;
use tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite};

pub(super) use recognise::{SessionId, by_id, recognise};
pub(super) use signed::{KEY, Signed, scope};
pub use store::Sessions;

use super::state::WebState;

/// The layer that reads and writes the cookie.
pub(super) fn layer(state: &WebState) -> SessionManagerLayer<Sessions> {
    let https = state.is_https();
    // The cookie outlives the session's rest, so that whoever comes back late hears why they must sign in again. What ends
    // a session is decided on this side (`recognise`).
    let longest = Duration::hours(i64::from(state.config.sessions.absolute_hours));
    SessionManagerLayer::new(state.sessions.clone())
        .with_name(cookie_name(https))
        .with_secure(https)
        .with_http_only(true)
        // Lax, not Strict: a link in a mail or a CRM leads to the order and not to the sign-in.
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(longest))
}

/// `__Host-` binds a cookie to this very host over TLS; without TLS browsers refuse the prefix.
pub(super) fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-waypost" } else { "waypost" }
}
