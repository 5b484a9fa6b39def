//! What whole-process tests share: the real server in a child process, a signed message, a plain HTTP client.
#![allow(dead_code, reason = "each test takes the part it needs")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test stops where its world is not as it says")]

pub mod http;
pub mod server;
pub mod sign;
