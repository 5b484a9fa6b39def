//! References: the numbers by which systems and people name an order, a shipment or a package.
//!
//! A reference is kept as it was sent and matched on a normal form (DOMAIN, "References"): upper case, without spaces
//! and dashes; SAP document numbers without leading zeros; check digits stay. The same digits from two carriers are two
//! references, because the scope differs; a carrier by any of its names is one ([`carriers`]).

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::carriers;

/// What sort of number it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RefKind {
    /// A sales order of an ERP system.
    Order,
    /// The customer's own purchase order number.
    PurchaseOrder,
    /// The number a storefront gave the order.
    StorefrontOrder,
    /// A return merchandise authorisation.
    Rma,
    /// An outbound delivery: what a warehouse is told to ship.
    Delivery,
    /// A shipment number of a TMS.
    Shipment,
    /// A bill of lading.
    BillOfLading,
    /// A carrier's progressive number (less than truckload).
    Pro,
    /// A carrier's booking number.
    Booking,
    /// A parcel tracking number; of a shipment it is a master number.
    Tracking,
    /// A serial shipping container code, GS1 SSCC-18.
    Sscc,
    /// A freight container, ISO 6346.
    Container,
    /// One vehicle's trip.
    Load,
    /// A trailer.
    Trailer,
    /// A freight invoice.
    Invoice,
    /// A case of a CRM.
    Case,
    /// A freight claim.
    Claim,
    /// Master data: an item number.
    Item,
    /// Master data: a site (warehouse, store, terminal).
    Site,
    /// Master data: a customer or partner number.
    Party,
}

impl RefKind {
    /// Every kind, in the order in which a page lists them.
    pub const ALL: [Self; 20] = [
        Self::Order,
        Self::PurchaseOrder,
        Self::StorefrontOrder,
        Self::Rma,
        Self::Delivery,
        Self::Shipment,
        Self::BillOfLading,
        Self::Pro,
        Self::Booking,
        Self::Tracking,
        Self::Sscc,
        Self::Container,
        Self::Load,
        Self::Trailer,
        Self::Invoice,
        Self::Case,
        Self::Claim,
        Self::Item,
        Self::Site,
        Self::Party,
    ];

    /// The name in messages and columns: `purchase_order`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::PurchaseOrder => "purchase_order",
            Self::StorefrontOrder => "storefront_order",
            Self::Rma => "rma",
            Self::Delivery => "delivery",
            Self::Shipment => "shipment",
            Self::BillOfLading => "bill_of_lading",
            Self::Pro => "pro",
            Self::Booking => "booking",
            Self::Tracking => "tracking",
            Self::Sscc => "sscc",
            Self::Container => "container",
            Self::Load => "load",
            Self::Trailer => "trailer",
            Self::Invoice => "invoice",
            Self::Case => "case",
            Self::Claim => "claim",
            Self::Item => "item",
            Self::Site => "site",
            Self::Party => "party",
        }
    }

    /// The kind of that name, if there is one.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Whether several objects may rightly bear the same number of this kind: a customer's purchase order becomes two
    /// orders, a container is used again. Such a name alone never says that two things are one.
    pub fn is_shared(self) -> bool {
        matches!(self, Self::PurchaseOrder | Self::BillOfLading | Self::Booking | Self::Container | Self::Trailer)
    }

    /// Whether such a number is given anew to something else after months: a carrier has only so many. Then it names one
    /// thing for a time (the policy's `name_validity`) and another one after it.
    pub fn is_used_again(self) -> bool {
        matches!(self, Self::Tracking | Self::Pro | Self::Container | Self::Trailer)
    }

    /// Whether a carrier gives such numbers, so that its scope is a carrier.
    pub fn is_carriers(self) -> bool {
        matches!(self, Self::Tracking | Self::Pro)
    }

    /// SAP keeps document numbers in ten digits with leading zeros and shows them without.
    fn is_document_number(self) -> bool {
        matches!(
            self,
            Self::Order | Self::Delivery | Self::Shipment | Self::Invoice | Self::Item | Self::Party | Self::Case
        )
    }
}

impl fmt::Display for RefKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Longest reference that is taken, in characters. Longer text is not a number anybody can read out.
pub const MAX_VALUE: usize = 120;

/// One name of one object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Reference {
    /// What sort of number it is.
    pub kind: RefKind,
    /// Whose number it is: an ERP system, a SCAC, a CRM org, a shop. Empty when the sender cannot say.
    #[serde(default)]
    pub scope: String,
    /// As sent.
    pub value: String,
}

impl Reference {
    /// A reference from its parts.
    pub fn new(kind: RefKind, scope: impl Into<String>, value: impl Into<String>) -> Self {
        Self { kind, scope: scope.into(), value: value.into() }
    }

    /// What is matched on.
    pub fn norm(&self) -> String {
        normalise(self.kind, &self.value)
    }

    /// The scope as it is matched: upper case, trimmed; of a carrier's number the code that stands for the carrier, whatever the
    /// sender calls it.
    pub fn norm_scope(&self) -> String {
        if self.kind.is_carriers() && !self.scope.trim().is_empty() {
            carriers::code_of_number(&self.scope, &self.norm())
        } else {
            self.written_scope()
        }
    }

    /// The scope as sent, but for case and blanks.
    pub fn written_scope(&self) -> String {
        self.scope.trim().to_uppercase()
    }

    /// Why this cannot be used as a name, in words for whoever sent it; `None` when it can.
    pub fn problem(&self) -> Option<&'static str> {
        if self.norm().is_empty() {
            Some("the value is empty")
        } else if self.value.chars().count() > MAX_VALUE {
            Some("the value is longer than 120 characters")
        } else if self.scope.chars().count() > MAX_VALUE {
            Some("the scope is longer than 120 characters")
        } else {
            None
        }
    }
}

/// The normal form of a value of this kind: upper case, letters and digits and what is neither space nor dash.
pub fn normalise(kind: RefKind, value: &str) -> String {
    let plain = normalise_text(value);
    if kind == RefKind::Sscc {
        return sscc(&plain).unwrap_or(plain);
    }
    let short = kind.is_document_number().then(|| without_zeros(&plain)).flatten().map(str::to_owned);
    short.unwrap_or(plain)
}

/// The eighteen digits of an SSCC that is written with its application identifier: `00…` or `(00)…`, by its length.
fn sscc(plain: &str) -> Option<String> {
    let digits = bare(plain);
    let code = digits.strip_prefix("00").filter(|_| digits.len() == 20)?;
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| code.to_owned())
}

/// A number of digits without its leading zeros, where it has some: as SAP's document numbers are matched. What somebody types may
/// be such a number or another whose zeros count, so both forms are looked for.
pub fn without_zeros(plain: &str) -> Option<&str> {
    let short = plain.trim_start_matches('0');
    let digits = plain.bytes().all(|byte| byte.is_ascii_digit());
    (digits && !short.is_empty() && short.len() < plain.len()).then_some(short)
}

/// The normal form of a line's number within its order or delivery: as that of a document number, so `10` is `000010`.
pub fn line_number(line: &str) -> String {
    let plain = normalise_text(line);
    without_zeros(&plain).map_or_else(|| plain.clone(), str::to_owned)
}

/// Whether two numbers name the same line.
pub fn same_line(one: &str, other: &str) -> bool {
    one == other || line_number(one) == line_number(other)
}

/// Upper case without spaces, dashes and control characters, whatever kind it may be. Used for what people type.
pub fn normalise_text(value: &str) -> String {
    value
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}'))
        .flat_map(char::to_uppercase)
        .collect()
}

/// What is left of a normal form without dots, slashes and brackets: its letters and digits. Numbers are found by it too.
pub fn bare(norm: &str) -> String {
    norm.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// What an object is (EVENTS, "Objects and their names").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ObjectKind {
    /// What a customer bought.
    Order,
    /// What comes back of it.
    Return,
    /// What the warehouse is told to ship.
    Delivery,
    /// What a carrier is booked to move.
    Shipment,
    /// One handling unit.
    Package,
    /// One vehicle's trip.
    Load,
    /// A freight invoice.
    Invoice,
    /// A case of a CRM.
    Case,
    /// A freight claim.
    Claim,
    /// Master data: what is sold.
    Item,
    /// Master data: a place with an address and a zone.
    Site,
    /// Master data: a customer or partner.
    Party,
}

impl ObjectKind {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::Order,
        Self::Return,
        Self::Delivery,
        Self::Shipment,
        Self::Package,
        Self::Load,
        Self::Invoice,
        Self::Case,
        Self::Claim,
        Self::Item,
        Self::Site,
        Self::Party,
    ];

    /// The name in messages and columns.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Return => "return",
            Self::Delivery => "delivery",
            Self::Shipment => "shipment",
            Self::Package => "package",
            Self::Load => "load",
            Self::Invoice => "invoice",
            Self::Case => "case",
            Self::Claim => "claim",
            Self::Item => "item",
            Self::Site => "site",
            Self::Party => "party",
        }
    }

    /// The kind of that name, if there is one.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Whether a reference of this kind may name such an object (the table in EVENTS).
    pub fn is_named_by(self, kind: RefKind) -> bool {
        match self {
            Self::Order => matches!(kind, RefKind::Order | RefKind::PurchaseOrder | RefKind::StorefrontOrder),
            Self::Return => kind == RefKind::Rma,
            Self::Delivery => kind == RefKind::Delivery,
            Self::Shipment => {
                matches!(
                    kind,
                    RefKind::Shipment | RefKind::BillOfLading | RefKind::Pro | RefKind::Booking | RefKind::Tracking
                )
            }
            Self::Package => matches!(kind, RefKind::Tracking | RefKind::Sscc | RefKind::Container),
            Self::Load => matches!(kind, RefKind::Load | RefKind::Trailer),
            Self::Invoice => kind == RefKind::Invoice,
            Self::Case => kind == RefKind::Case,
            Self::Claim => kind == RefKind::Claim,
            Self::Item => kind == RefKind::Item,
            Self::Site => kind == RefKind::Site,
            Self::Party => kind == RefKind::Party,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn separators_case_and_sap_zeros_do_not_matter() {
        assert_eq!(normalise(RefKind::Tracking, " 1z 999-aa1 01 "), "1Z999AA101");
        assert_eq!(normalise(RefKind::Order, "0000004711"), "4711");
        assert_eq!(normalise(RefKind::Order, "0000"), "0000");
        assert_eq!(normalise(RefKind::Order, "00A1"), "00A1");
        assert_eq!(
            normalise(RefKind::Sscc, "003401234500000172"),
            "003401234500000172",
            "eighteen digits are the whole of an SSCC"
        );
        assert_eq!(normalise(RefKind::Sscc, "(00) 003401234500000172"), "003401234500000172");
        assert_eq!(normalise(RefKind::Sscc, "00003401234500000172"), "003401234500000172");
        assert_eq!(normalise(RefKind::PurchaseOrder, "PO-88–1"), "PO881");
    }

    #[test]
    fn a_line_is_the_same_with_and_without_zeros() {
        for line in ["10", "000010", "010", " 10 "] {
            assert!(same_line("10", line), "{line}");
        }
        assert!(!same_line("10", "100") && !same_line("0", "00A") && same_line("0", "0"));
        assert!(!same_line("A10", "A010"), "only digits are a number with zeros before it");
    }

    #[test]
    fn names_round_trip() {
        for kind in RefKind::ALL {
            assert_eq!(RefKind::parse(kind.as_str()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
        for kind in ObjectKind::ALL {
            assert_eq!(ObjectKind::parse(kind.as_str()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
    }

    proptest! {
        #[test]
        fn the_normal_form_is_stable(value in ".{0,40}", kind in 0..RefKind::ALL.len()) {
            let kind = RefKind::ALL[kind];
            let once = normalise(kind, &value);
            prop_assert_eq!(normalise(kind, &once), once);
        }
    }
}
