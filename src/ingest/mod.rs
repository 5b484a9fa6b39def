//! From a message to a view: receive → inbox → decode → map → resolve → fold → apply.
//!
//! * [`receive`] keeps an authenticated message; it is durable before it is answered.
//! * [`read`] decodes and maps it: events, and refusals that never cost their neighbours.
//! * [`snapshot`] is the part of the graph that a round touches, in memory; [`resolve`] puts events into it: names lead to
//!   objects, links join them, what leads nowhere waits (parked) until something links it.
//! * [`plan`] folds every order that was touched and says what to write; the store writes it in one transaction.
//! * [`worker`] does rounds until it is told to stop, with what [`rounds`] has for live messages and replays alike.
//! * [`preview`] tries an operator's word about the graph without keeping it.
//!
//! Everything between the inbox and the store's `apply` is a pure function of what was loaded, so that a replay or a
//! dry run is the same code.

pub mod codes;
pub mod import;
pub mod lookups;
pub mod plan;
pub mod preview;
pub mod read;
pub mod rebuild;
pub mod receive;
pub mod replay;
pub mod resolve;
pub mod rounds;
pub mod snapshot;
mod work;
pub mod worker;

#[cfg(test)]
mod tests;
