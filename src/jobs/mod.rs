//! Periodic work, one job a file. A job knows when it is due from the store, so that it survives a restart.

pub mod due;
pub mod gather;
pub mod inquiries;
pub mod wake;
