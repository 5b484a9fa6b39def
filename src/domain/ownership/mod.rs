//! Which system owns which section of a statement and which group of milestones: a table, as data (DOMAIN, "The fold",
//! rule 4). What the fold makes of it: `fold/authority.rs`.

mod vocabulary;

use std::collections::BTreeMap;

pub use vocabulary::{Row, Section, StatusDomain, System};

use super::{
    id::SourceId,
    table::{BadRow, each_row},
};

/// Row → systems, best first, several of one rank together; and which source is which system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ownership {
    version: String,
    ranks: BTreeMap<Row, Vec<Vec<System>>>,
    sources: BTreeMap<SourceId, System>,
}

/// What a connector may say it owns and no row decides: master data, where the latest word counts, and charges.
const WITHOUT_ROW: [&str; 4] = ["item", "site", "party", "charges"];

/// What the table makes of a claim to own something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claimed {
    /// It is among the first, or nobody is before anybody.
    Holds,
    /// These come before it.
    Behind(Vec<System>),
    /// There is no such section or status domain.
    Unknown,
}

/// The table that the product brings.
pub const DEFAULT: &str = include_str!("../data/ownership.csv");

impl Default for Ownership {
    /// The table that the product brings. (A test holds that every line of it can be read.)
    fn default() -> Self {
        let empty = Self { version: String::new(), ranks: BTreeMap::new(), sources: BTreeMap::new() };
        Self::parse(DEFAULT).unwrap_or(empty)
    }
}

impl Ownership {
    /// Reads a table: `version,,2`, `section,order.header,erp crm`, `status,transport,carrier+tms wms`, `source,s4,erp`;
    /// `#` begins a remark. Systems stand best first, `+` joins those of one rank.
    ///
    /// # Errors
    /// The first line that cannot be used; or a row that is missing.
    pub fn parse(text: &str) -> Result<Self, BadRow> {
        let mut table = Self { version: String::new(), ranks: BTreeMap::new(), sources: BTreeMap::new() };
        each_row(text, |row| table.row(row))?;
        match table.missing() {
            Some(what) => {
                Err(BadRow { line: text.lines().count() + 1, message: format!("the table has no row {what}") })
            }
            None => Ok(table),
        }
    }

    fn missing(&self) -> Option<String> {
        if self.version.is_empty() {
            return Some("version".into());
        }
        let row = Row::all().find(|row| !self.ranks.contains_key(row))?;
        let (kind, name) = row.as_str();
        Some(format!("{kind},{name}"))
    }

    fn row(&mut self, row: &str) -> Result<(), String> {
        let mut cells = row.splitn(3, ',').map(str::trim);
        let (Some(kind), Some(name), Some(value)) = (cells.next(), cells.next(), cells.next()) else {
            return Err("a row is kind,name,systems".into());
        };
        match kind {
            "version" if value.is_empty() => return Err("a version is version,,NUMBER".into()),
            "version" => self.version = value.to_owned(),
            "source" => {
                let system = System::parse(value).ok_or_else(|| format!("`{value}` is not a system"))?;
                self.sources.insert(SourceId::from(name), system);
            }
            "section" | "status" => {
                let row = Row::parse(kind, name).ok_or_else(|| format!("there is no {kind} `{name}`"))?;
                if self.ranks.insert(row, ranks(value)?).is_some() {
                    return Err(format!("{kind} `{name}` stands twice"));
                }
            }
            _ => return Err("a row is a version, a section, a status or a source".into()),
        }
        Ok(())
    }

    /// The same table, with one more source. What the table itself says of a source stays.
    #[must_use]
    pub fn with_source(mut self, source: SourceId, system: System) -> Self {
        self.sources.entry(source).or_insert(system);
        self
    }

    /// What the table makes of a system's claim to own this: a section (`order.header`) or a status domain (`status.order`).
    pub fn claimed(&self, owns: &str, system: System) -> Claimed {
        if WITHOUT_ROW.contains(&owns) {
            return Claimed::Holds;
        }
        let row = match owns.strip_prefix("status.") {
            Some(domain) => Row::parse("status", domain),
            None => Row::parse("section", owns),
        };
        let Some(row) = row else { return Claimed::Unknown };
        let before: Vec<System> =
            self.ranks(row).iter().take_while(|rank| !rank.contains(&system)).flatten().copied().collect();
        if before.is_empty() { Claimed::Holds } else { Claimed::Behind(before) }
    }

    /// The version of the table.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What kind of system a source is, where that is known.
    pub fn system(&self, source: &SourceId) -> Option<System> {
        self.sources.get(source).copied()
    }

    /// The sources that are this kind of system, by name.
    pub fn sources(&self, system: System) -> impl Iterator<Item = &SourceId> {
        self.sources.iter().filter(move |(_, is)| **is == system).map(|(source, _)| source)
    }

    /// The systems of a row, best first; several of one rank together.
    pub fn ranks(&self, row: impl Into<Row>) -> &[Vec<System>] {
        self.ranks.get(&row.into()).map_or(&[], Vec::as_slice)
    }

    /// How good a word of `source` is in the matter of `row`: 0 is an owner's, larger is further from it; a stranger's is
    /// the last.
    pub fn rank(&self, row: impl Into<Row>, source: &SourceId) -> usize {
        let Some(system) = self.system(source) else { return usize::MAX };
        self.ranks(row).iter().position(|rank| rank.contains(&system)).unwrap_or(usize::MAX)
    }
}

fn ranks(text: &str) -> Result<Vec<Vec<System>>, String> {
    let mut seen = Vec::new();
    let mut ranks = Vec::new();
    for rank in text.split_whitespace() {
        let mut systems = Vec::new();
        for name in rank.split('+') {
            let system = System::parse(name).ok_or_else(|| format!("`{name}` is not a system"))?;
            if seen.contains(&system) {
                return Err(format!("`{name}` stands twice"));
            }
            seen.push(system);
            systems.push(system);
        }
        ranks.push(systems);
    }
    if ranks.is_empty() { Err("a row needs at least one system".into()) } else { Ok(ranks) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{milestone::Milestone, reference::ObjectKind};

    #[test]
    fn a_claim_holds_for_who_stands_first() {
        let table = Ownership::default();
        assert_eq!(table.claimed("order.header", System::Erp), Claimed::Holds);
        assert_eq!(table.claimed("status.delivery", System::Carrier), Claimed::Holds, "of one rank with the TMS");
        assert_eq!(table.claimed("item", System::Crm), Claimed::Holds);
        assert_eq!(table.claimed("delivery.status", System::Erp), Claimed::Behind(vec![System::Wms]));
        assert_eq!(table.claimed("order.colour", System::Erp), Claimed::Unknown);
        let ours = DEFAULT.replace("delivery.status,wms erp", "delivery.status,erp wms");
        assert_eq!(Ownership::parse(&ours).unwrap().claimed("delivery.status", System::Erp), Claimed::Holds);
    }

    #[test]
    fn the_table_we_bring_is_whole() {
        let table = Ownership::parse(DEFAULT).unwrap();
        assert_eq!(table.version(), "2");
        for row in Row::all() {
            assert!(!table.ranks(row).is_empty(), "{row:?} has no owner");
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
        let rank = |source: &str| table.rank(StatusDomain::Transport, &source.into());
        assert_eq!((rank("ups"), rank("tms")), (0, 0), "carriers and the TMS are of one rank");
        assert!(rank("s4") > 0);
    }

    #[test]
    fn what_the_table_says_of_a_source_stays() {
        let table = Ownership::default().with_source("s4".into(), System::Crm);
        assert_eq!(table.system(&"s4".into()), Some(System::Erp));
    }

    #[test]
    fn the_sources_of_a_system_are_listed_by_name() {
        let table = Ownership::default().with_source("b7".into(), System::Supplier);
        let table = table.with_source("a7".into(), System::Supplier);
        let named: Vec<&str> = table.sources(System::Supplier).map(|source| source.0.as_str()).collect();
        assert_eq!(named, ["a7", "b7"]);
        assert_eq!(table.system(&"nobody".into()), None);
    }

    #[test]
    fn every_milestone_but_the_unmapped_has_a_domain() {
        for milestone in Milestone::ALL {
            let domain = StatusDomain::of(milestone, ObjectKind::Shipment);
            let is_none = matches!(milestone, Milestone::Unmapped | Milestone::Note);
            assert_eq!(domain.is_none(), is_none, "{milestone}");
        }
        let cancelled = |kind| StatusDomain::of(Milestone::Cancelled, kind);
        assert_eq!(cancelled(ObjectKind::Order), Some(StatusDomain::Order));
        assert_eq!(cancelled(ObjectKind::Delivery), Some(StatusDomain::Order));
        assert_eq!(cancelled(ObjectKind::Package), Some(StatusDomain::Transport));
    }

    #[test]
    fn a_bad_row_is_named() {
        for (text, line, says) in [
            ("section,order.header", 1, "kind,name,systems"),
            ("# remark\nsection,order.colour,erp", 2, "order.colour"),
            ("section,order.header,fax", 1, "fax"),
            ("section,order.header,", 1, "at least one"),
            ("section,order.header,erp erp", 1, "twice"),
            ("section,order.header,erp\nsection,order.header,crm", 2, "twice"),
            ("source,s4,erp tms", 1, "erp tms"),
            ("rule,x,erp", 1, "a version, a section"),
            ("version,,", 1, "NUMBER"),
            ("version,,1\nsection,order.header,erp", 3, "no row"),
        ] {
            let bad = Ownership::parse(text).unwrap_err();
            assert_eq!(bad.line, line, "{text}");
            assert!(bad.message.contains(says), "{text}: {bad}");
        }
    }
}
