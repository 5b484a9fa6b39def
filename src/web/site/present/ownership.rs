//! The ownership table in words: who has the word on what, and why it is so.

use app::model::{OwnershipGroup, OwnershipPage, OwnershipRow, WhoIsWho};

use super::names::capital;
use crate::domain::ownership::{Ownership, Row, Section, StatusDomain, System};

/// The page that shows and explains the table.
pub fn page(table: &Ownership, zone: String) -> OwnershipPage {
    let rows = |rows: Vec<Row>| rows.into_iter().map(|one| row(table, one)).collect();
    let status = StatusDomain::ALL.iter().copied().map(Row::Status).collect();
    let sections = Section::ALL.iter().copied().map(Row::Section).collect();
    OwnershipPage {
        version: table.version().to_owned(),
        groups: vec![
            OwnershipGroup { title: "What happened".into(), rows: rows(status) },
            OwnershipGroup { title: "What is stated".into(), rows: rows(sections) },
        ],
        who: System::ALL.iter().filter_map(|system| who(table, *system)).collect(),
        zone,
    }
}

/// The sources that are a kind of system.
fn who(table: &Ownership, system: System) -> Option<WhoIsWho> {
    let sources: Vec<String> = table.sources(system).map(ToString::to_string).collect();
    (!sources.is_empty()).then(|| WhoIsWho { system: capital(one(system)), sources: sources.join(", ") })
}

fn row(table: &Ownership, row: Row) -> OwnershipRow {
    let ranks = table.ranks(row);
    let owners = ranks.first().map(Vec::as_slice).unwrap_or_default();
    OwnershipRow {
        anchor: anchor(row),
        name: name(row).to_owned(),
        about: about(row).to_owned(),
        ranks: ranks.iter().enumerate().map(|(index, rank)| in_order(index, &listed(rank))).collect(),
        explained: explained(ranks, row),
        why: owners.first().and_then(|owner| why(*owner, row)).unwrap_or_default().to_owned(),
    }
}

/// The first of a list begins a sentence.
fn in_order(index: usize, systems: &str) -> String {
    if index == 0 { capital(systems) } else { systems.to_owned() }
}

/// `If the ERP and the TMS disagree about transport, the TMS wins.`
fn explained(ranks: &[Vec<System>], row: Row) -> String {
    let mut each = ranks.iter().filter_map(|rank| rank.first().map(|system| one(*system)));
    let about = name(row).to_lowercase();
    let equals = ranks.first().filter(|rank| rank.len() > 1).map(|rank| {
        format!(" {} have the same word: if they contradict each other, the order says so.", capital(&listed(rank)))
    });
    match (each.next(), each.next()) {
        (Some(owner), Some(next)) => {
            format!("If {next} and {owner} disagree about {about}, {owner} wins.{}", equals.unwrap_or_default())
        }
        _ => equals.unwrap_or_default(),
    }
}

/// Why the one that owns a matter by the table that comes with the product does; nothing for a table that says otherwise.
fn why(owner: System, row: Row) -> Option<&'static str> {
    Some(match (row, owner) {
        (Row::Status(StatusDomain::Order), System::Erp) => "Orders are made, released and called off there.",
        (Row::Status(StatusDomain::Warehouse), System::Wms) => "Whoever picks and packs sees it happen.",
        (Row::Status(StatusDomain::Transport), System::Carrier) => {
            "Whoever moves the goods sees them move. An ERP often says \"shipped\" when the picking closes, hours before anything leaves."
        }
        (Row::Status(StatusDomain::Delivery), System::Carrier) => "Whoever hands the goods over knows that they are.",
        (Row::Status(StatusDomain::Return), System::Carrier) => {
            "Whoever brings the goods back, and the warehouse that takes them in."
        }
        (Row::Status(StatusDomain::Documents), System::Carrier) => "The receipt is signed at the door.",
        (Row::Status(StatusDomain::Finance), System::Erp) => "The books are kept there.",
        (Row::Section(Section::OrderHeader | Section::OrderLines), System::Erp) => "The order is entered there.",
        (Row::Section(Section::OrderPromise), System::Erp) => {
            "What the customer was promised is agreed with the order."
        }
        (Row::Section(Section::OrderShipFrom | Section::OrderShipTo), System::Erp) => {
            "Addresses are kept with the order."
        }
        (Row::Section(Section::DeliveryPlanned), System::Erp) => "Deliveries are planned there.",
        (Row::Section(Section::DeliveryStatus), System::Wms) => "The warehouse works on them.",
        (
            Row::Section(
                Section::ShipmentTransport | Section::ShipmentPlan | Section::ShipmentPackages | Section::ShipmentLinks,
            ),
            System::Tms,
        ) => "Transport is planned and booked there.",
        (Row::Section(Section::Case), System::Crm) => "Cases are worked on there.",
        _ => return None,
    })
}

/// Where the page tells of a row.
pub fn anchor(row: Row) -> String {
    let (kind, name) = row.as_str();
    format!("{kind}-{}", name.replace(['.', '_'], "-"))
}

/// What a row is called.
pub fn name(row: Row) -> &'static str {
    match row {
        Row::Status(StatusDomain::Order) => "The order",
        Row::Status(StatusDomain::Warehouse) => "The warehouse",
        Row::Status(StatusDomain::Transport) => "Transport",
        Row::Status(StatusDomain::Delivery) => "Delivery",
        Row::Status(StatusDomain::Return) => "Returns",
        Row::Status(StatusDomain::Documents) => "Proof of delivery",
        Row::Status(StatusDomain::Finance) => "Posting and billing",
        Row::Section(Section::OrderHeader) => "Customer and order data",
        Row::Section(Section::OrderPromise) => "The promise",
        Row::Section(Section::OrderShipFrom) => "Where it ships from",
        Row::Section(Section::OrderShipTo) => "Where it goes",
        Row::Section(Section::OrderLines) => "What was ordered",
        Row::Section(Section::DeliveryPlanned) => "When a delivery is to leave",
        Row::Section(Section::DeliveryStatus) => "How a delivery stands",
        Row::Section(Section::ShipmentTransport) => "Carrier and service",
        Row::Section(Section::ShipmentPlan) => "Planned collection and delivery",
        Row::Section(Section::ShipmentPackages) => "Packages",
        Row::Section(Section::ShipmentLinks) => "What a shipment carries",
        Row::Section(Section::Case) => "The customer's cases",
    }
}

fn about(row: Row) -> &'static str {
    match row {
        Row::Status(StatusDomain::Order) => "Created, released, called off.",
        Row::Status(StatusDomain::Warehouse) => "Picking, packed, loaded.",
        Row::Status(StatusDomain::Transport) => {
            "Booked, collected, in transit, at a hub, through customs, out for delivery."
        }
        Row::Status(StatusDomain::Delivery) => "Arrived, unloaded, ready for collection, attempted, delivered.",
        Row::Status(StatusDomain::Return) => "On its way back, returned.",
        Row::Status(StatusDomain::Documents) => "Whether there is a signed receipt.",
        Row::Status(StatusDomain::Finance) => "Goods issue, freight accrual, invoice.",
        Row::Section(Section::OrderHeader) => "Customer, sales organisation, value, blocks.",
        Row::Section(Section::OrderPromise) => "The day and hours the customer was promised.",
        Row::Section(Section::OrderShipFrom) => "The site or address.",
        Row::Section(Section::OrderShipTo) => "The address of delivery.",
        Row::Section(Section::OrderLines) => "Items and quantities.",
        Row::Section(Section::DeliveryPlanned) => "The planned day of goods issue.",
        Row::Section(Section::DeliveryStatus) => "In the system's own words.",
        Row::Section(Section::ShipmentTransport) => "Who carries it, how and by which service.",
        Row::Section(Section::ShipmentPlan) => "The windows that were agreed.",
        Row::Section(Section::ShipmentPackages) => "Pieces, weights and what is in them.",
        Row::Section(Section::ShipmentLinks) => "Which orders, deliveries and quantities.",
        Row::Section(Section::Case) => "What was asked, and how it stands.",
    }
}

/// A field of a statement in words: `the promised day`.
pub fn field(row: Row, field: &str) -> String {
    let known = match field {
        "deliver_by" => Some("the promised day"),
        "customer.name" => Some("the customer's name"),
        "sales_org" => Some("the sales organisation"),
        "city" | "street" | "postal" | "region" | "country" => Some("the address"),
        "" => Some("how many there are"),
        _ => None,
    };
    let whole = name(row).to_lowercase();
    match known {
        Some(known) => format!("{known} ({whole})"),
        None => format!("{whole}: {}", field.replace(['.', '_'], " ")),
    }
}

fn one(system: System) -> &'static str {
    match system {
        System::Erp => "the ERP",
        System::Tms => "the TMS",
        System::Carrier => "the carrier",
        System::Edi => "the EDI gateway",
        System::Wms => "the warehouse system",
        System::Crm => "the CRM",
        System::Storefront => "the shop",
        System::Supplier => "the supplier",
    }
}

/// `the carrier, the EDI gateway and the TMS`.
pub fn listed(systems: &[System]) -> String {
    let names: Vec<&str> = systems.iter().map(|system| one(*system)).collect();
    match names.as_slice() {
        [] => "nobody".to_owned(),
        [only] => (*only).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ownership::DEFAULT;

    fn transport(table: &str) -> OwnershipRow {
        let page = page(&Ownership::parse(table).unwrap(), String::new());
        page.groups.into_iter().flat_map(|group| group.rows).find(|row| row.anchor == "status-transport").unwrap()
    }

    #[test]
    fn the_page_says_who_wins_and_why() {
        let row = transport(DEFAULT);
        assert!(
            row.explained
                .starts_with("If the warehouse system and the carrier disagree about transport, the carrier wins.")
        );
        assert!(row.explained.contains("The carrier, the EDI gateway and the TMS have the same word"));
        assert!(row.why.contains("shipped"));
    }

    #[test]
    fn another_row_makes_another_sentence() {
        let table =
            DEFAULT.replace("status,transport,carrier+edi+tms wms erp", "status,transport,erp carrier+edi+tms wms");
        let row = transport(&table);
        assert_eq!(row.explained, "If the carrier and the ERP disagree about transport, the ERP wins.");
        assert_eq!(row.why, "", "the reason of our own table would be a lie");
    }

    #[test]
    fn every_row_has_words_of_its_own_and_a_reason() {
        let page = page(&Ownership::default(), String::new());
        let rows: Vec<OwnershipRow> = page.groups.into_iter().flat_map(|group| group.rows).collect();
        let names: std::collections::BTreeSet<&String> = rows.iter().map(|row| &row.name).collect();
        assert_eq!((rows.len(), names.len()), (Row::all().count(), Row::all().count()));
        assert!(rows.iter().all(|row| !row.about.is_empty() && !row.why.is_empty() && !row.explained.is_empty()));
        assert!(page.who.iter().any(|who| who.system == "The carrier" && who.sources.contains("ups")));
    }
}
