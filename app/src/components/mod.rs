//! Static pieces: rendered on the server, never shipped to a browser.

pub mod bar;
pub mod escape;
pub mod hits;
pub mod icons;
pub mod lane;
pub mod operations;
pub mod pieces;
pub mod state;
pub mod table;
pub mod title;
