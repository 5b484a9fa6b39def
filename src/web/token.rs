//! API tokens: `Authorization: Bearer …`. The secret is never kept, only its SHA-256; it has too much chance in it to be
//! guessed, so a slow hash would protect nothing.

use axum::http::{HeaderMap, StatusCode, header};
use sha2::{Digest as _, Sha256};

use super::{Web, problem::Problem};
use crate::store::{ApiToken, Scope};

/// Everything that a token may be good for.
pub const SCOPES: [&str; 8] = [
    "orders:read",
    "events:write",
    "metrics:read",
    "outbox:read",
    "replay:write",
    "graph:write",
    "master:write",
    "embed:issue",
];

/// A token that is good.
#[derive(Debug, Clone)]
pub(super) struct Token(ApiToken);

impl Token {
    /// What it is called.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Whether it may do that.
    pub fn may(&self, what: &str) -> bool {
        debug_assert!(SCOPES.contains(&what), "no token can be made for {what}");
        self.0.scopes.iter().any(|scope| scope == what)
    }

    /// Which orders it sees.
    pub fn scope(&self) -> Scope {
        self.0.organisations.clone().map_or(Scope::All, Scope::Organisations)
    }
}

/// The token of a request; `None` when it carries none.
///
/// # Errors
/// 401 when it carries one that is not good, 429 when it is used too often.
pub(super) async fn of(web: &Web, headers: &HeaderMap) -> Result<Option<Token>, Problem> {
    let Some(authorization) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let secret = authorization.to_str().ok().and_then(bearer).ok_or_else(unknown)?;
    let hash: [u8; 32] = Sha256::digest(secret).into();
    web.tokens.check(&hash)?;
    let found = web.state.stores.tokens.find(&hash, web.state.now()).await?;
    found.map(|token| Some(Token(token))).ok_or_else(unknown)
}

fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, secret) = authorization.split_once(' ')?;
    let fits = scheme.eq_ignore_ascii_case("bearer") && (1..=512).contains(&secret.trim().len());
    fits.then(|| secret.trim())
}

fn unknown() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "BAD_TOKEN", "this token is not known, has ended or was revoked")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bearer_token_is_read_whatever_the_case_of_its_scheme() {
        assert_eq!(bearer("Bearer wp_1"), Some("wp_1"));
        assert_eq!(bearer("bearer  wp_1 "), Some("wp_1"));
        assert_eq!(bearer("Basic wp_1"), None);
        assert_eq!(bearer("Bearer "), None);
        assert_eq!(bearer(&format!("Bearer {}", "x".repeat(513))), None);
    }
}
