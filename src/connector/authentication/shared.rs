//! The secret itself travels with the message: weaker than a signature, and all that some senders can do.

use serde::Deserialize;

use super::{Attempt, AuthError, any_secret, same};

/// `[[authentication]] type = "shared_key"`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharedKey {
    /// The header that holds the secret.
    pub header: String,
}

impl SharedKey {
    pub(super) fn verify(&self, attempt: &Attempt<'_>) -> Result<(), AuthError> {
        compare(attempt, &attempt.headers.get(&self.header).ok_or(AuthError::MissingSignature)?)
    }
}

/// `Authorization: Bearer …`, the scheme in any case (RFC 7235).
pub(super) fn verify_bearer(attempt: &Attempt<'_>) -> Result<(), AuthError> {
    let header = attempt.headers.get("authorization").ok_or(AuthError::MissingSignature)?;
    let (scheme, token) = header.split_once(' ').ok_or(AuthError::BadSignature)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(AuthError::MissingSignature);
    }
    compare(attempt, token.trim())
}

fn compare(attempt: &Attempt<'_>, sent: &str) -> Result<(), AuthError> {
    any_secret(attempt.secrets, |secret| {
        !secret.expose().is_empty() && same(secret.expose().as_bytes(), sent.as_bytes())
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::Timestamp;

    use super::*;
    use crate::connector::Secret;

    fn attempt(header: &str, value: &str, secrets: &[&str]) -> [Result<(), AuthError>; 2] {
        let headers = BTreeMap::from([(header.to_owned(), value.to_owned())]);
        let secrets: Vec<_> = secrets.iter().map(|secret| Secret::new(*secret)).collect();
        let attempt = Attempt { headers: &headers, body: b"", secrets: &secrets, now: Timestamp::UNIX_EPOCH };
        [SharedKey { header: "X-Api-Key".into() }.verify(&attempt), verify_bearer(&attempt)]
    }

    #[test]
    fn any_of_two_secrets_is_accepted() {
        assert_eq!(attempt("x-api-key", "b", &["a", "b"])[0], Ok(()));
        assert_eq!(attempt("authorization", "bearer b", &["a", "b"])[1], Ok(()));
    }

    #[test]
    fn a_wrong_or_empty_one_is_not() {
        assert_eq!(attempt("x-api-key", "bb", &["b"])[0], Err(AuthError::BadSignature));
        assert_eq!(attempt("x-api-key", "", &[""])[0], Err(AuthError::BadSignature));
        assert_eq!(attempt("authorization", "Bearer", &["b"])[1], Err(AuthError::BadSignature));
    }

    #[test]
    fn another_scheme_is_not_a_try() {
        assert_eq!(attempt("authorization", "Basic b", &["b"])[1], Err(AuthError::MissingSignature));
        assert_eq!(attempt("other", "b", &["b"])[0], Err(AuthError::MissingSignature));
    }
}
