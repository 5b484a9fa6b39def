//! Standard Webhooks, from the sender's side and written from its specification, not from our verifier.

use std::time::SystemTime;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

/// The three headers of a message that is sent now.
pub fn signed(secret: &str, id: &str, body: &[u8]) -> Vec<(&'static str, String)> {
    signed_at(secret, id, body, unix_now())
}

/// The three headers of a message that says it was sent at `seconds` since 1970.
pub fn signed_at(secret: &str, id: &str, body: &[u8], seconds: u64) -> Vec<(&'static str, String)> {
    let key = STANDARD.decode(secret.trim_start_matches("whsec_")).unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    mac.update(format!("{id}.{seconds}.").as_bytes());
    mac.update(body);
    let signature = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
    vec![("webhook-id", id.to_owned()), ("webhook-timestamp", seconds.to_string()), ("webhook-signature", signature)]
}

#[expect(clippy::disallowed_methods, reason = "the sender of a message has a clock of its own")]
fn unix_now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs()
}

#[test]
fn agrees_with_the_published_vector() {
    let headers = signed_at(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        b"{\"test\": 2432232314}",
        1_614_265_330,
    );
    assert_eq!(headers[2].1, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}
