//! The web room as a whole: its real router over the real store, the real connectors and real signatures. Only the clock
//! and the dice are the tests' own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test stops where its world is not as it says"
)]

mod api;
mod desk;
mod documents;
mod embed;
mod health;
mod hostile;
mod identity;
mod ingest;
mod live;
mod markup;
mod messages;
mod objects;
mod operations;
mod pages;
mod search;
mod session;
mod sign_in;
#[allow(dead_code, reason = "each test takes the part it needs")]
#[path = "../support/sign.rs"]
mod signature;
mod tasks;
mod worklist;
mod world;
