//! Embed tokens: who looks at which order, for some minutes. A widget in another system's console has no cookie, so this
//! is its session: made for the console by `POST /api/v1/embed-tokens`, signed and not stored, so that any server with the
//! same secret believes it and nothing has to be swept. What it costs: it cannot be revoked before it ends, which is why it
//! ends after five minutes at most.
//!
//! `wpe1.PAYLOAD.MAC`, both in base64 for addresses, the MAC (HMAC-SHA256) over everything before its dot. It travels in
//! bodies and in messages between windows, never in an address: addresses are logged.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use super::about::About;
use crate::{
    config::{SHORTEST_TOKEN_SECRET, SecretText},
    store::Scope,
    web::state::Chance,
};

const VERSION: &str = "wpe1";
/// Longer than any that we make.
const LONGEST: usize = 8_192;

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::web) struct Claims {
    /// Who looks: the console's name for them, after whoever vouches for it (`embed:crm/005…`).
    pub user: String,
    /// Their name.
    pub name: String,
    /// The sales organisations whose orders they see.
    pub organisations: Vec<String>,
    /// IANA zone in which they read times.
    pub zone: String,
    /// What they look at.
    pub about: About,
    /// When it ends: seconds since 1970.
    pub until: i64,
    /// Until when the widget may renew it by itself: only where its console cannot. Seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renewable_until: Option<i64>,
}

impl Claims {
    /// Which orders may be seen. There is no token for all of them.
    pub fn scope(&self) -> Scope {
        Scope::Organisations(self.organisations.clone())
    }
}

/// Why a token is not good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::web) enum NotGood {
    /// Not made by us, or changed since.
    Forged,
    /// It was good, until then.
    Ended(Box<Claims>),
}

/// What signs and what is believed.
pub(in crate::web) struct TokenKeys {
    first: Vec<u8>,
    others: Vec<Vec<u8>>,
}

impl TokenKeys {
    /// The first of these signs, each is believed; without any, a new one that lives as long as the process.
    ///
    /// # Errors
    /// A secret that is too short.
    pub fn new(secrets: &[SecretText], chance: &Chance) -> Result<Self, String> {
        if secrets.iter().any(|secret| secret.expose().len() < SHORTEST_TOKEN_SECRET) {
            return Err(format!("embed: a secret that signs tokens has {SHORTEST_TOKEN_SECRET} characters or more"));
        }
        let mut keys = secrets.iter().map(|secret| secret.expose().as_bytes().to_vec());
        let first = keys.next().unwrap_or_else(|| {
            let mut key = vec![0; 32];
            chance(&mut key);
            key
        });
        Ok(Self { first, others: keys.collect() })
    }

    /// The token.
    pub fn sign(&self, claims: &Claims) -> String {
        // Claims are strings and numbers: writing them does not fail.
        let payload = serde_json::to_vec(claims).unwrap_or_default();
        let body = format!("{VERSION}.{}", URL_SAFE_NO_PAD.encode(payload));
        let mac = URL_SAFE_NO_PAD.encode(mac(&self.first, &body).finalize().into_bytes());
        format!("{body}.{mac}")
    }

    /// What a token says, if it is ours and has not ended.
    ///
    /// # Errors
    /// See [`NotGood`].
    pub fn read(&self, token: &str, now: i64) -> Result<Claims, NotGood> {
        let claims = self.genuine(token).ok_or(NotGood::Forged)?;
        if now < claims.until { Ok(claims) } else { Err(NotGood::Ended(Box::new(claims))) }
    }

    fn genuine(&self, token: &str) -> Option<Claims> {
        if token.len() > LONGEST {
            return None;
        }
        let (body, signature) = token.rsplit_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        let fits = |key: &[u8]| mac(key, body).verify_slice(&signature).is_ok();
        if !fits(&self.first) && !self.others.iter().any(|key| fits(key)) {
            return None;
        }
        let payload = body.strip_prefix(VERSION)?.strip_prefix('.')?;
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
    }
}

fn mac(key: &[u8], body: &str) -> Hmac<Sha256> {
    // So that the same secret, used elsewhere by mistake, signs nothing that is good here.
    crate::web::mac::mac(key, b"waypost embed token\n").chain_update(body)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;

    fn keys(secrets: &[&str]) -> TokenKeys {
        let secrets: Vec<_> = secrets.iter().map(|text| SecretText::from((*text).to_owned())).collect();
        TokenKeys::new(&secrets, &(Arc::new(|bytes: &mut [u8]| bytes.fill(7)) as Chance)).unwrap()
    }

    fn claims() -> Claims {
        Claims {
            user: "embed:crm/0055e000001".into(),
            name: "Marta Reyes".into(),
            organisations: vec!["1010".into()],
            zone: "America/Chicago".into(),
            about: About::Number { number: "4711".into(), system: None },
            until: 300,
            renewable_until: None,
        }
    }

    const OLD: &str = "an old secret that is long enough";
    const NEW: &str = "a new secret that is long enough!";

    #[test]
    fn a_token_says_what_was_signed_until_it_ends() {
        let keys = keys(&[]);
        let token = keys.sign(&claims());
        assert_eq!(keys.read(&token, 299), Ok(claims()));
        assert_eq!(keys.read(&token, 300), Err(NotGood::Ended(Box::new(claims()))));
    }

    #[test]
    fn secrets_overlap_while_one_replaces_the_other() {
        let (old, both, new) = (keys(&[OLD]), keys(&[NEW, OLD]), keys(&[NEW]));
        let (before, after) = (old.sign(&claims()), both.sign(&claims()));
        assert!(both.read(&before, 0).is_ok() && both.read(&after, 0).is_ok());
        assert_eq!(new.read(&before, 0), Err(NotGood::Forged));
        assert!(new.read(&after, 0).is_ok());
    }

    #[test]
    fn a_short_secret_is_refused() {
        let short = [SecretText::from("short".to_owned())];
        assert!(TokenKeys::new(&short, &(Arc::new(|_: &mut [u8]| {}) as Chance)).is_err());
    }

    proptest! {
        #[test]
        fn a_changed_token_is_no_token(at in 0usize..400, with in "[A-Za-z0-9._=-]{1}") {
            let keys = keys(&[OLD]);
            let token = keys.sign(&claims());
            let at = at % token.len();
            let mut changed = token.clone();
            changed.replace_range(at..=at, &with);
            prop_assume!(changed != token);
            prop_assert_eq!(keys.read(&changed, 0), Err(NotGood::Forged));
        }

        #[test]
        fn any_text_is_read_without_harm(text in ".{0,200}") {
            prop_assert_eq!(keys(&[OLD]).read(&text, 0), Err(NotGood::Forged));
        }
    }
}
