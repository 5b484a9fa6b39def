//! What other systems are to be told of an order.

use super::When;

/// One system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outbound {
    /// `ERP`.
    pub name: String,
    /// Whether anything is connected there that could be told.
    pub connected: bool,
    /// What waits to be sent, newest first.
    pub waiting: Vec<Waiting>,
    /// How much more waits than is shown.
    pub more: usize,
    /// What is held back: `Goods issue: no proof of delivery is here`.
    pub held: Vec<String>,
}

/// Something that would be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Since when.
    pub since: When,
    /// `Proof of delivery, shipment SH1`.
    pub text: String,
    /// The key under which it is sent once.
    pub key: String,
}
