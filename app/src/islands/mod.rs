//! The only code that is shipped to browsers. Islands add to pages that work without them, and
//! render nothing themselves that the server could: rows, dates and words arrive ready-made.

#[cfg(feature = "hydrate")]
mod browser;
mod copy;
mod drafts;
mod keys;
mod live;
#[cfg(feature = "hydrate")]
mod rows;
mod type_ahead;

pub use copy::Copy;
pub use drafts::Drafts;
pub use keys::Keys;
pub use live::{AsOf, Live};
pub use type_ahead::{SearchBox, TypeAhead};
