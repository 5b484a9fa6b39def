//! The parts that events of every type share.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::{
    decimal::Dec,
    reference::{ObjectKind, Reference},
};

/// How one object belongs to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Link {
    /// How.
    pub relation: Relation,
    /// What the other object is.
    pub of: ObjectKind,
    /// One name of the other object.
    #[serde(rename = "ref")]
    pub reference: Reference,
    /// Which lines of it, and how much of each; absent: all of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<LineQuantity>,
}

/// The relations between objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Shipment → order or delivery, delivery → order.
    Carries,
    /// Shipment → package, load → shipment.
    Contains,
    /// Return → order.
    Returns,
    /// Invoice → shipment.
    Pays,
    /// Case or claim → anything.
    About,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Self; 5] = [Self::Carries, Self::Contains, Self::Returns, Self::Pays, Self::About];

    /// The name in messages and columns.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Carries => "carries",
            Self::Contains => "contains",
            Self::Returns => "returns",
            Self::Pays => "pays",
            Self::About => "about",
        }
    }

    /// Whether such an object may belong to such another one in this way (the table in EVENTS).
    pub fn joins(self, from: ObjectKind, to: ObjectKind) -> bool {
        use ObjectKind::{Case, Claim, Delivery, Invoice, Item, Load, Order, Package, Party, Return, Shipment, Site};
        match self {
            Self::Carries => match from {
                Shipment | Package | Load => matches!(to, Order | Delivery | Return),
                Delivery | Return => to == Order,
                _ => false,
            },
            Self::Contains => match from {
                Shipment | Package => to == Package,
                Load => matches!(to, Shipment | Package),
                _ => false,
            },
            Self::Returns => from == Return && matches!(to, Order | Delivery | Shipment),
            Self::Pays => from == Invoice && matches!(to, Order | Delivery | Shipment | Load | Return),
            Self::About => matches!(from, Case | Claim) && !matches!(to, Item | Site | Party),
        }
    }

    /// The relation of that name, if there is one.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|relation| relation.as_str() == name)
    }
}

/// So much of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LineQuantity {
    /// The line's number in its order or delivery.
    pub line: String,
    /// How much of it.
    pub quantity: Dec,
    /// The quantity as it was sent, where that cannot be read: then nobody knows how much it is, and `quantity` is 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity_as_sent: Option<String>,
    /// Unit of measure, for example `EA`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// Where something happened: what is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// What people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Number of the site in the sender's master data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// Street and house number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    /// City.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// State, province or county; the second half of ISO 3166-2 where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Postcode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal: Option<String>,
    /// ISO 3166-1 alpha-2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// UN/LOCODE, five characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unlocode: Option<String>,
    /// Degrees north, WGS 84.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<Dec>,
    /// Degrees east, WGS 84.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<Dec>,
}

/// A sender's code as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Raw {
    /// In which field it stood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub element: Option<String>,
    /// The code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The sender's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}
