//! The pages of Waypost: rendered on the server, each of them usable as plain HTML.
//!
//! - [`model`]: what a page shows, already in words.
//! - `backend` (server): the port through which pages get it; the server implements it.
//! - `api` (server): server functions for islands. Islands call them by their address: the generated callers would
//!   double the module's size.
//! - `embed` (server): the widget in other systems' consoles, with a stylesheet and a script of its own.
//! - `pages`, `components` (server): how it looks.
//! - [`islands`]: the only code that is shipped to browsers: type-ahead, live updates, copying, keys.
//!
//! The crate is built twice: with `ssr` into the server, with `hydrate` into the browser's module.

#![cfg_attr(not(any(feature = "ssr", feature = "hydrate")), allow(unused))]
#![recursion_limit = "256"]

pub mod islands;
pub mod model;
pub mod paths;
pub mod words;

#[cfg(feature = "ssr")]
pub mod api;
#[cfg(feature = "ssr")]
pub mod backend;
#[cfg(feature = "ssr")]
mod components;
#[cfg(feature = "ssr")]
pub mod embed;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
mod shell;

#[cfg(feature = "ssr")]
pub use components::escape::Escaped;
#[cfg(feature = "ssr")]
pub use pages::refusal;
#[cfg(feature = "ssr")]
pub use shell::{App, shell};

/// The stylesheet: tokens and components of `style/`, then the utilities used in this crate.
#[cfg(feature = "ssr")]
pub const STYLESHEET: &str = include_str!(concat!(env!("OUT_DIR"), "/waypost.css"));

/// The sign of the house.
#[cfg(feature = "ssr")]
pub const FAVICON: &str = include_str!("../../public/favicon.svg");

/// Wakes the islands of a page.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
