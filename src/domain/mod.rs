//! The rules of truth, pure: no I/O, no clock, no chance. Everything here is a function of its arguments,
//! so that every rule about order, lateness and contradiction can be tested without a server.

pub mod calendar;
pub mod carriers;
pub mod decimal;
pub mod effect;
pub mod event;
pub mod fate;
pub mod fold;
pub mod fold_input;
pub mod id;
pub mod insight;
pub mod master;
pub mod milestone;
pub mod ownership;
pub mod phone;
pub mod policy;
pub mod reason;
pub mod reference;
pub mod source_health;
pub mod spelling;
pub mod strict;
pub mod summary;
pub mod table;
pub mod time;
pub mod tzdb;
pub mod unit;
pub mod unmapped;
pub mod view;
pub(crate) mod vocabulary;
pub mod words;
pub mod worklist;
pub mod zone;
