//! HMAC-SHA256 for what this room signs and checks. Compared with `verify_slice`, in constant time.

use hmac::{Hmac, Mac as _};
use sha2::Sha256;

/// The code of a text under a key of any length; more of the text may follow.
pub(super) fn mac(key: &[u8], text: &[u8]) -> Hmac<Sha256> {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
    mac.update(text);
    mac
}
