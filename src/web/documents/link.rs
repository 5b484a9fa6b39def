//! The signature of a link: HMAC-SHA256 over whom it is for, what it opens and when it ends, under a key that lives as
//! long as the process (a restart ends links some minutes early, and nothing has to be kept secret on disk).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use crate::{
    domain::id::{EventId, ObjectId},
    web::{mac::mac, state::Chance},
};

/// Signs links.
pub(in crate::web) struct LinkKey([u8; 32]);

/// What a link is bound to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bound<'a> {
    /// Whose it is.
    pub person: &'a str,
    pub order: ObjectId,
    pub event: EventId,
    /// When it ends: seconds since 1970.
    pub until: i64,
}

impl LinkKey {
    /// A new key.
    pub fn new(chance: &Chance) -> Self {
        let mut key = [0; 32];
        chance(&mut key);
        Self(key)
    }

    /// The signature, for an address.
    pub(super) fn sign(&self, bound: &Bound<'_>) -> String {
        URL_SAFE_NO_PAD.encode(self.mac(bound).finalize().into_bytes())
    }

    /// Whether the signature is ours for exactly this.
    pub(super) fn fits(&self, bound: &Bound<'_>, signature: &str) -> bool {
        URL_SAFE_NO_PAD.decode(signature).is_ok_and(|signature| self.mac(bound).verify_slice(&signature).is_ok())
    }

    fn mac(&self, bound: &Bound<'_>) -> Hmac<Sha256> {
        let Bound { person, order, event: EventId { message, ordinal, generation }, until } = bound;
        // The person comes last: it is the only part that is not a number.
        let text = format!("document\n{order}\n{message}\n{ordinal}\n{generation}\n{until}\n{person}");
        mac(&self.0, text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::id::MessageId;

    #[test]
    fn a_link_fits_only_what_it_was_made_for() {
        let key = LinkKey::new(&(Arc::new(|bytes: &mut [u8]| bytes.fill(7)) as Chance));
        let event = EventId { message: MessageId(1), ordinal: 2, generation: 3 };
        let bound = Bound { person: "a", order: ObjectId(5), event, until: 100 };
        let signature = key.sign(&bound);
        assert!(key.fits(&bound, &signature));
        let others = [
            Bound { person: "b", ..bound },
            Bound { order: ObjectId(6), ..bound },
            Bound { event: EventId { ordinal: 3, ..event }, ..bound },
            Bound { until: 101, ..bound },
        ];
        assert!(others.iter().all(|other| !key.fits(other, &signature)));
        assert!(!key.fits(&bound, "") && !key.fits(&bound, "=") && !key.fits(&bound, signature.get(1..).unwrap()));
        let other_key = LinkKey::new(&(Arc::new(|bytes: &mut [u8]| bytes.fill(8)) as Chance));
        assert!(!other_key.fits(&bound, &signature));
    }
}
