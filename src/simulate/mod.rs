//! The demo world, its live stream, and trials. Partners that know the truth and speak their own formats, signed, over HTTP: what `serve --demo`,
//! `simulate` and the tests send goes through the same endpoints as everybody's messages. Nothing here knows how messages are read.
//!
//! [`truth`] says what happens, [`plot`] scripts it, [`partners`] say it, [`send`] delivers it, [`live`] goes on for ever,
//! [`trial`] asks afterwards whether the product believes the truth.
//! No clock and no chance of its own: [`World::demo`] takes both.

pub mod chance;
pub mod documents;
pub mod geography;
pub mod live;
pub mod numbers;
pub mod partners;
pub mod plot;
pub mod send;
pub mod sign;
pub mod spelling;
pub mod trade;
pub mod trial;
pub mod truth;
pub mod world;

pub use live::{Pace, stream};
pub use send::{Report, Secrets, SendError, Target, fill};
pub use world::World;
