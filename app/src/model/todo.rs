//! What to do next with an order: actions that do their work, and what is being done.

use super::{Advice, When};

/// What to do next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Todo {
    /// The recommendation that becomes a task with one press; absent when all is well or it is being done.
    pub lead: Option<Advice>,
    /// More recommendations, in words.
    pub advice: Vec<Advice>,
    /// Who moves the goods, with what to quote to them: one for each shipment under way.
    pub ask: Vec<Ask>,
    /// Another day of delivery to offer.
    pub redeliver: Option<Redeliver>,
    /// Delivered shipments of which the customer may say that they were not received.
    pub not_received: Vec<NotReceived>,
    /// Tasks that wait to be done, newest first.
    pub open: Vec<OpenTask>,
}

impl Todo {
    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self == &Self::default()
    }
}

/// A carrier to be asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ask {
    /// Our number of the shipment.
    pub shipment: String,
    /// `Ask FedEx for a firm time`.
    pub title: String,
    /// Said quietly after it: the telephone number, or what it carries.
    pub note: String,
    /// `FedEx`.
    pub carrier: String,
    /// `+1 800 463 3339`.
    pub phone: Option<String>,
    /// The carrier's own page about this shipment.
    pub page: Option<String>,
    /// What to quote: kind and number.
    pub quote: Vec<(String, String)>,
}

/// Another day of delivery.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redeliver {
    /// Our number of the shipment.
    pub shipment: String,
    /// `Offer delivery on Fri 15 May`.
    pub title: String,
    /// Why.
    pub note: String,
    /// The day that is proposed: `2026-05-15`.
    pub day: String,
    /// The first and the last day that can be chosen.
    pub bounds: (String, String),
}

/// A delivered shipment that can be reported as not received, with what is known of its delivery.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotReceived {
    /// Our number of the shipment.
    pub shipment: String,
    /// What the task of the investigation is called.
    pub task: String,
    /// Said quietly after the title: which goods, who signed.
    pub note: String,
    /// What is known of the delivery.
    pub evidence: Vec<Evidence>,
    /// Whether it is being investigated.
    pub open: bool,
}

/// One piece of evidence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// `Scanned in`.
    pub label: String,
    /// `Memphis, TN`; `Not sent`.
    pub value: String,
    /// Whether it speaks against the delivery.
    pub differs: bool,
}

/// A task that waits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenTask {
    /// Its number.
    pub id: String,
    /// What to do.
    pub title: String,
    /// Numbers to quote, a remark.
    pub detail: String,
    /// Who opened it.
    pub by: String,
    /// When.
    pub since: When,
    /// By when it is to be done.
    pub due: When,
}
