//! Who has the word on what, in words.

/// The page of the ownership table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnershipPage {
    /// The version of the table.
    pub version: String,
    /// The rows, in groups.
    pub groups: Vec<OwnershipGroup>,
    /// Which source is which system.
    pub who: Vec<WhoIsWho>,
    /// The zone of the reader, for the foot.
    pub zone: String,
}

/// Rows of one sort.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnershipGroup {
    /// `What happened`.
    pub title: String,
    /// Its rows.
    pub rows: Vec<OwnershipRow>,
}

/// One row of the table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnershipRow {
    /// Its id on the page; conflicts link to it.
    pub anchor: String,
    /// `Transport`.
    pub name: String,
    /// What belongs to it.
    pub about: String,
    /// The systems, best first; those of one rank together.
    pub ranks: Vec<String>,
    /// `If the ERP and the carrier disagree about transport, the carrier wins.`
    pub explained: String,
    /// Why that is so; empty where the table is not the one that comes with the product.
    pub why: String,
}

/// The sources of one kind of system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WhoIsWho {
    /// `The carrier`.
    pub system: String,
    /// `dhl, fedex, ups`.
    pub sources: String,
}
