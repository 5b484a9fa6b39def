//! The pages of Waypost.
