//! Waypost: where is this order, why is it late, and what do I tell the customer?

pub mod boot;
pub mod bus;
pub mod codec;
pub mod config;
pub mod connector;
pub mod documents;
pub mod domain;
pub mod ingest;
pub mod jobs;
pub mod simulate;
pub mod store;
pub mod telemetry;
pub mod web;

// Of the library, so that tests and benches run with what the server runs with.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
