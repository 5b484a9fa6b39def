//! A sign-in under way, kept in the session of whoever started it.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;
use tower_sessions::{Session, session::Error};

use crate::web::state::Chance;

const KEY: &str = "pending";
/// Several tabs may start; the oldest start is forgotten.
const MOST: usize = 5;
/// How long somebody may take at the provider, in microseconds.
const LONGEST: i64 = 10 * 60_000_000;

/// What must fit when the provider sends them back.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pending {
    /// Comes back in the address.
    pub state: String,
    /// Comes back in the token.
    pub nonce: String,
    /// Proves at the token endpoint that it was us who started.
    pub verifier: String,
    /// Where they wanted to go.
    pub return_to: String,
    at: i64,
}

impl Pending {
    pub fn new(chance: &Chance, return_to: &str, now: i64) -> Self {
        let secret = || {
            let mut bytes = [0; 32];
            chance(&mut bytes);
            URL_SAFE_NO_PAD.encode(bytes)
        };
        Self { state: secret(), nonce: secret(), verifier: secret(), return_to: return_to.to_owned(), at: now }
    }
}

/// Keeps it until they come back.
pub(super) async fn keep(session: &Session, pending: Pending) -> Result<(), Error> {
    let mut all: Vec<Pending> = session.get(KEY).await?.unwrap_or_default();
    if all.len() >= MOST {
        all.remove(0);
    }
    all.push(pending);
    session.insert(KEY, all).await
}

/// The one with this state, once: it cannot be answered again.
pub(super) async fn take(session: &Session, state: &str, now: i64) -> Result<Option<Pending>, Error> {
    let all: Vec<Pending> = session.get(KEY).await?.unwrap_or_default();
    let (mut fits, rest): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|pending| pending.state.as_bytes().ct_eq(state.as_bytes()).into());
    let found = fits.pop();
    if found.is_some() {
        session.insert(KEY, rest).await?;
    }
    Ok(found.filter(|pending| (0..LONGEST).contains(&(now - pending.at))))
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    };

    use super::*;
    use crate::web::Sessions;

    async fn session(folder: &tempfile::TempDir) -> Session {
        let sessions = Sessions::open(&folder.path().join("sessions")).await.unwrap();
        Session::new(None, Arc::new(sessions), None)
    }

    fn chance() -> Chance {
        let count = AtomicU8::new(0);
        Arc::new(move |bytes: &mut [u8]| bytes.fill(count.fetch_add(1, Ordering::Relaxed)))
    }

    #[tokio::test]
    async fn each_start_is_answered_once_and_in_time() {
        let folder = tempfile::tempdir().unwrap();
        let session = session(&folder).await;
        let chance = chance();
        let (one, two) = (Pending::new(&chance, "/a", 0), Pending::new(&chance, "/b", 0));
        assert!(one.state != one.nonce && one.nonce != one.verifier && one.state != two.state);
        assert_eq!(one.verifier.len(), 43, "what PKCE wants at least");
        keep(&session, one.clone()).await.unwrap();
        keep(&session, two.clone()).await.unwrap();

        assert!(take(&session, "forged", 1).await.unwrap().is_none());
        assert_eq!(take(&session, &one.state, 1).await.unwrap().unwrap().return_to, "/a");
        assert!(take(&session, &one.state, 1).await.unwrap().is_none(), "answered already");
        assert!(take(&session, &two.state, LONGEST).await.unwrap().is_none(), "too late");
    }

    #[tokio::test]
    async fn only_the_last_starts_are_remembered() {
        let folder = tempfile::tempdir().unwrap();
        let session = session(&folder).await;
        let chance = chance();
        let all: Vec<_> = (0..=MOST).map(|_| Pending::new(&chance, "/", 0)).collect();
        for pending in &all {
            keep(&session, pending.clone()).await.unwrap();
        }
        assert!(take(&session, &all[0].state, 1).await.unwrap().is_none());
        assert!(take(&session, &all[1].state, 1).await.unwrap().is_some());
    }
}
