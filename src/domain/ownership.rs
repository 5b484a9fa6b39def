//! Which system owns which section of a statement: a table, as data (DOMAIN, "The fold", rule 4).
//!
//! Today it chooses whose statement is shown. Telling a contradiction apart from a gap, and saying who won and why, comes
//! with the rule itself.

use std::{collections::BTreeMap, fmt};

use super::id::SourceId;

/// The grain of ownership: one part of a statement that is replaced whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// Customer, organisation, status, blocks, value.
    OrderHeader,
    /// What the customer was promised.
    OrderPromise,
    /// Where it ships from.
    OrderShipFrom,
    /// Where it goes.
    OrderShipTo,
    /// What was ordered.
    OrderLines,
    /// When a delivery is meant to leave.
    DeliveryPlanned,
    /// A delivery's status.
    DeliveryStatus,
    /// Carrier, mode, service.
    ShipmentTransport,
    /// When a shipment is meant to be collected and delivered.
    ShipmentPlan,
    /// Its handling units.
    ShipmentPackages,
    /// What it carries.
    ShipmentLinks,
}

impl Section {
    /// Every section.
    pub const ALL: [Self; 11] = [
        Self::OrderHeader,
        Self::OrderPromise,
        Self::OrderShipFrom,
        Self::OrderShipTo,
        Self::OrderLines,
        Self::DeliveryPlanned,
        Self::DeliveryStatus,
        Self::ShipmentTransport,
        Self::ShipmentPlan,
        Self::ShipmentPackages,
        Self::ShipmentLinks,
    ];

    /// The name in the table: `order.header`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OrderHeader => "order.header",
            Self::OrderPromise => "order.promise",
            Self::OrderShipFrom => "order.ship_from",
            Self::OrderShipTo => "order.ship_to",
            Self::OrderLines => "order.lines",
            Self::DeliveryPlanned => "delivery.planned",
            Self::DeliveryStatus => "delivery.status",
            Self::ShipmentTransport => "shipment.transport",
            Self::ShipmentPlan => "shipment.plan",
            Self::ShipmentPackages => "shipment.packages",
            Self::ShipmentLinks => "shipment.links",
        }
    }
}

/// A kind of system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum System {
    /// Orders and money.
    Erp,
    /// Transport.
    Tms,
    /// Whoever moves the goods.
    Carrier,
    /// The warehouse.
    Wms,
    /// Customers and their cases.
    Crm,
}

impl System {
    /// The system of that name, if there is one.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "erp" => Self::Erp,
            "tms" => Self::Tms,
            "carrier" => Self::Carrier,
            "wms" => Self::Wms,
            "crm" => Self::Crm,
            _ => return None,
        })
    }
}

/// Section → systems, best first; and which source is which system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ownership {
    ranks: BTreeMap<Section, Vec<System>>,
    sources: BTreeMap<SourceId, System>,
}

/// A line of an ownership table that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// Its line number, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: &'static str,
}

impl fmt::Display for BadRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

const DEFAULT: &str = include_str!("data/ownership.csv");

impl Default for Ownership {
    /// The table that the product brings. (A test holds that every line of it can be read.)
    fn default() -> Self {
        Self::parse(DEFAULT).unwrap_or(Self { ranks: BTreeMap::new(), sources: BTreeMap::new() })
    }
}

impl Ownership {
    /// Reads a table: `section,order.header,erp crm` and `source,s4,erp`; `#` begins a remark.
    ///
    /// # Errors
    /// The first line that cannot be used.
    pub fn parse(text: &str) -> Result<Self, BadRow> {
        let mut table = Self { ranks: BTreeMap::new(), sources: BTreeMap::new() };
        for (index, row) in text.lines().enumerate() {
            if row.trim().is_empty() || row.starts_with('#') {
                continue;
            }
            table.row(row).map_err(|message| BadRow { line: index + 1, message })?;
        }
        Ok(table)
    }

    fn row(&mut self, row: &str) -> Result<(), &'static str> {
        let mut cells = row.splitn(3, ',').map(str::trim);
        let (Some(kind), Some(name), Some(systems)) = (cells.next(), cells.next(), cells.next()) else {
            return Err("a row is kind,name,systems");
        };
        let systems: Option<Vec<System>> = systems.split_whitespace().map(System::parse).collect();
        let systems = systems.ok_or("an unknown system")?;
        match (kind, systems.as_slice()) {
            ("section", _) => {
                let section = Section::ALL.into_iter().find(|section| section.as_str() == name);
                self.ranks.insert(section.ok_or("an unknown section")?, systems);
            }
            ("source", [system]) => {
                self.sources.insert(SourceId::from(name), *system);
            }
            ("source", _) => return Err("a source is one system"),
            _ => return Err("a row is about a section or a source"),
        }
        Ok(())
    }

    /// The same table, with one more source.
    #[must_use]
    pub fn with_source(mut self, source: SourceId, system: System) -> Self {
        self.sources.insert(source, system);
        self
    }

    /// Which kind of system a source is, where the table says so.
    pub fn system(&self, source: &SourceId) -> Option<System> {
        self.sources.get(source).copied()
    }

    /// How good a word of `source` about `section` is: 0 is the owner's, larger is further from it.
    pub fn rank(&self, section: Section, source: &SourceId) -> usize {
        let system = self.sources.get(source);
        let ranks = self.ranks.get(&section);
        ranks.zip(system).and_then(|(ranks, system)| ranks.iter().position(|rank| rank == system)).unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_we_bring_is_whole() {
        let table = Ownership::parse(DEFAULT).unwrap();
        for section in Section::ALL {
            assert!(table.ranks.contains_key(&section), "{} has no owner", section.as_str());
        }
        assert_eq!(Ownership::default(), table);
    }

    #[test]
    fn the_owner_ranks_before_others_and_a_stranger_last() {
        let table = Ownership::default().with_source("warehouse7".into(), System::Wms);
        let rank = |source: &str| table.rank(Section::OrderLines, &source.into());
        assert_eq!(rank("s4"), 0);
        assert!(rank("s4") < rank("warehouse7") && rank("warehouse7") < rank("tms"));
        assert_eq!(rank("nobody"), usize::MAX);
    }

    #[test]
    fn a_bad_row_is_named() {
        for (text, line) in [
            ("section,order.header", 1),
            ("# remark\nsection,order.colour,erp", 2),
            ("section,order.header,fax", 1),
            ("source,s4,erp tms", 1),
            ("rule,x,erp", 1),
        ] {
            assert_eq!(Ownership::parse(text).unwrap_err().line, line, "{text}");
        }
    }
}
