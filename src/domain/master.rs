//! Master data: items, sites and parties, as ERP and others state them. It enriches what an order's owner left out, and gates
//! nothing: a number that nobody has stated is shown as a number.
//!
//! An order says only the number of an item or a site. Whose number it is follows from the order: one of the scopes of its own
//! names, else a number without a scope, else the only scope there is. Of several sources the better ranked speaks, then the later.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    event::{Address, Body, Customer, Event, ItemStatement, OrderLine, PartyStatement, SiteStatement},
    id::SourceId,
    ownership::{Ownership, Section},
    reference::{ObjectKind, RefKind, normalise},
};

/// What is asked for: an item, a site or a party, and its number in normal form.
pub type MasterKey = (ObjectKind, String);

/// What one source states of one item, site or party now.
#[derive(Debug, Clone, PartialEq)]
pub struct MasterRow {
    /// What it is.
    pub of: ObjectKind,
    /// Whose number it is, in normal form.
    pub scope: String,
    /// The number in normal form.
    pub norm: String,
    /// Who states it.
    pub source: SourceId,
    /// When: microseconds since 1970 in UTC.
    pub at: i64,
    /// Which statement of this source it is, from 1.
    pub version: u32,
    /// The statement.
    pub event: Arc<Event>,
}

/// The master data around some orders.
#[derive(Debug, Clone, Default)]
pub struct Master {
    rows: BTreeMap<MasterKey, Vec<MasterRow>>,
    ownership: Option<Arc<Ownership>>,
}

/// The key of a number as an order or a place says it.
pub fn master_key(of: ObjectKind, number: &str) -> Option<MasterKey> {
    let kind = match of {
        ObjectKind::Item => RefKind::Item,
        ObjectKind::Site => RefKind::Site,
        ObjectKind::Party => RefKind::Party,
        _ => return None,
    };
    let norm = normalise(kind, number);
    (!norm.is_empty()).then_some((of, norm))
}

/// The master data that an event names.
pub fn named_by(event: &Event) -> BTreeSet<MasterKey> {
    let site = |address: Option<&Address>| address.and_then(|address| address.site.clone());
    let mut sites: Vec<String> = event.place.iter().filter_map(|place| place.site.clone()).collect();
    let mut keys = BTreeSet::new();
    if let Body::Order(order) = &event.body {
        sites.extend(site(order.ship_from.as_ref()).into_iter().chain(site(order.ship_to.as_ref())));
        let items = order.lines.iter().flatten().filter_map(|line| line.item.as_deref());
        keys.extend(items.filter_map(|item| master_key(ObjectKind::Item, item)));
        let customer = order.header.as_ref().and_then(|header| header.customer.as_ref());
        let number = customer.and_then(|customer| customer.number.as_deref());
        keys.extend(number.and_then(|number| master_key(ObjectKind::Party, number)));
    }
    keys.extend(sites.iter().filter_map(|site| master_key(ObjectKind::Site, site)));
    keys
}

impl Master {
    /// Master data of these rows; of several sources the table says which is the better.
    pub fn new(rows: impl IntoIterator<Item = MasterRow>, ownership: Arc<Ownership>) -> Self {
        let mut master = Self { rows: BTreeMap::new(), ownership: Some(ownership) };
        for row in rows {
            let known = master.rows.entry((row.of, row.norm.clone())).or_default();
            if !known.contains(&row) {
                known.push(row);
            }
        }
        master
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn find(&self, of: ObjectKind, number: &str, scopes: &BTreeSet<String>) -> Option<&Event> {
        let rows = self.rows.get(&master_key(of, number)?)?;
        let own: Vec<&MasterRow> = rows.iter().filter(|row| scopes.contains(&row.scope)).collect();
        let anybodys: Vec<&MasterRow> = rows.iter().filter(|row| row.scope.is_empty()).collect();
        let one_scope = rows.iter().all(|row| Some(&row.scope) == rows.first().map(|row| &row.scope));
        let fitting = match (own.is_empty(), anybodys.is_empty(), one_scope) {
            (false, _, _) => own,
            (true, false, _) => anybodys,
            (true, true, true) => rows.iter().collect(),
            _ => return None,
        };
        let section = match of {
            ObjectKind::Item => Section::OrderLines,
            ObjectKind::Site => Section::OrderShipFrom,
            _ => Section::OrderHeader,
        };
        let rank = |source: &SourceId| self.ownership.as_ref().map_or(0, |table| table.rank(section, source));
        let best = fitting.into_iter().min_by_key(|row| (rank(&row.source), Reverse(row.at), &row.source));
        best.map(|row| &*row.event)
    }

    fn item(&self, number: &str, scopes: &BTreeSet<String>) -> Option<&ItemStatement> {
        match &self.find(ObjectKind::Item, number, scopes)?.body {
            Body::Item(stated) => Some(stated),
            _ => None,
        }
    }

    fn site(&self, number: &str, scopes: &BTreeSet<String>) -> Option<&SiteStatement> {
        match &self.find(ObjectKind::Site, number, scopes)?.body {
            Body::Site(stated) => Some(stated),
            _ => None,
        }
    }

    fn party(&self, number: &str, scopes: &BTreeSet<String>) -> Option<&PartyStatement> {
        match &self.find(ObjectKind::Party, number, scopes)?.body {
            Body::Party(stated) => Some(stated),
            _ => None,
        }
    }

    /// The IANA zone of a site, by its number in an event that names objects in these scopes.
    pub fn zone(&self, event: &Event, site: &str) -> Option<String> {
        self.site(site, &scopes(event)).and_then(|stated| stated.zone.clone())
    }

    /// The event with what master data adds to it; `None` when that is nothing. What was said stays as it was said.
    pub fn enrich(&self, event: &Event) -> Option<Event> {
        let Body::Order(order) = &event.body else { return None };
        if self.is_empty() {
            return None;
        }
        let scopes = scopes(event);
        let mut rich = order.clone();
        for line in rich.lines.iter_mut().flatten() {
            let item = line.item.as_deref().and_then(|item| self.item(item, &scopes));
            item.into_iter().for_each(|stated| add_item(line, stated));
        }
        for address in [&mut rich.ship_from, &mut rich.ship_to].into_iter().flatten() {
            let site = address.site.as_deref().and_then(|site| self.site(site, &scopes));
            site.and_then(|stated| stated.address.as_ref()).into_iter().for_each(|stated| add_address(address, stated));
        }
        if let Some(promise) = &mut rich.promise {
            let site = rich.ship_to.as_ref().and_then(|address| address.site.as_deref());
            let zone = site.and_then(|site| self.site(site, &scopes)).and_then(|stated| stated.zone.clone());
            fill(&mut promise.zone, zone.as_ref());
        }
        if let Some(customer) = rich.header.as_mut().and_then(|header| header.customer.as_mut()) {
            let party = customer.number.as_deref().and_then(|number| self.party(number, &scopes));
            let stated = party.and_then(|party| party.customer.as_ref());
            stated.into_iter().for_each(|stated| add_customer(customer, stated));
        }
        (rich != *order).then(|| Event { body: Body::Order(rich), ..event.clone() })
    }
}

fn scopes(event: &Event) -> BTreeSet<String> {
    event.refs.iter().map(super::reference::Reference::norm_scope).filter(|scope| !scope.is_empty()).collect()
}

fn fill<T: Clone>(gap: &mut Option<T>, with: Option<&T>) {
    if gap.is_none() {
        *gap = with.cloned();
    }
}

fn add_item(line: &mut OrderLine, stated: &ItemStatement) {
    let Some(item) = &stated.item else { return };
    fill(&mut line.text, item.text.as_ref());
    fill(&mut line.unit, item.unit.as_ref());
    fill(&mut line.weight, item.weight.as_ref());
    fill(&mut line.dimensions, item.dimensions.as_ref());
    fill(&mut line.hazmat, item.hazmat.as_ref());
}

fn add_address(address: &mut Address, stated: &Address) {
    fill(&mut address.name, stated.name.as_ref());
    // Where a street is said, the rest of the address is too, or would not fit.
    if address.street.is_none() && address.city.is_none() {
        fill(&mut address.street, stated.street.as_ref());
        fill(&mut address.city, stated.city.as_ref());
        fill(&mut address.region, stated.region.as_ref());
        fill(&mut address.postal, stated.postal.as_ref());
        fill(&mut address.country, stated.country.as_ref());
    }
}

fn add_customer(customer: &mut Customer, stated: &Customer) {
    fill(&mut customer.name, stated.name.as_ref());
    fill(&mut customer.email, stated.email.as_ref());
    fill(&mut customer.phone, stated.phone.as_ref());
    fill(&mut customer.tier, stated.tier.as_ref());
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn row(of: &str, scope: &str, number: &str, source: &str, at: i64, body: Value) -> MasterRow {
        let mut event = json!({"type":of,"of":of,"refs":[{"kind":of,"scope":scope,"value":number}]});
        event.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
        let event = Event::from_value(event).unwrap();
        let (of, norm) = master_key(event.of, number).unwrap();
        MasterRow { of, scope: scope.into(), norm, source: source.into(), at, version: 1, event: event.into() }
    }

    fn order() -> Event {
        Event::from_value(json!({"type":"order","of":"order","refs":[{"kind":"order","scope":"S4","value":"1"}],
            "header":{"customer":{"number":"0000100042","name":"Acme"}},"promise":{"deliver_by":"2026-05-14"},
            "ship_from":{"site":"DC-EP"},"ship_to":{"site":"ST7","street":"Elsewhere 1"},
            "lines":[{"line":"10","item":"WID-1","quantity":"4"},{"line":"20","item":"NOBODY-KNOWS","quantity":"1"}]}))
        .unwrap()
    }

    fn rich(rows: Vec<MasterRow>) -> Option<Value> {
        let master = Master::new(rows, Arc::default());
        master.enrich(&order()).map(|event| serde_json::to_value(event).unwrap())
    }

    #[test]
    fn what_was_left_out_is_filled_and_what_was_said_stays() {
        let rich = rich(vec![
            row("item", "S4", "wid 1", "s4", 1, json!({"item":{"text":"Widget","unit":"EA","hazmat":{"un":"UN3480"}}})),
            row(
                "site",
                "S4",
                "DC-EP",
                "s4",
                1,
                json!({"address":{"name":"El Paso","city":"El Paso","country":"US"},"zone":"America/Denver"}),
            ),
            row(
                "site",
                "S4",
                "ST7",
                "s4",
                1,
                json!({"address":{"name":"Store 7","city":"Memphis"},"zone":"America/Chicago"}),
            ),
            row("party", "S4", "100042", "s4", 1, json!({"customer":{"name":"Acme Inc","tier":"key"}})),
        ])
        .unwrap();
        assert_eq!(rich["lines"][0]["text"], "Widget");
        assert_eq!(rich["lines"][0]["hazmat"]["un"], "UN3480");
        assert_eq!(rich["lines"][1].get("text"), None, "an unknown item is what it was");
        assert_eq!(rich["ship_from"]["city"], "El Paso");
        assert_eq!((&rich["ship_to"]["name"], rich["ship_to"].get("city")), (&json!("Store 7"), None));
        assert_eq!(rich["promise"]["zone"], "America/Chicago");
        assert_eq!(
            (&rich["header"]["customer"]["name"], &rich["header"]["customer"]["tier"]),
            (&json!("Acme"), &json!("key"))
        );
    }

    #[test]
    fn the_orders_own_scope_speaks_before_others_and_the_better_source_before_the_later() {
        let text = |rows: Vec<MasterRow>| rich(rows).map(|event| event["lines"][0]["text"].clone());
        let item = |scope: &str, source: &str, at: i64, text: &str| {
            row("item", scope, "WID-1", source, at, json!({"item":{"text":text}}))
        };
        let (own, other, bare) = (item("S4", "s4", 1, "own"), item("S5", "s4", 2, "other"), item("", "s4", 3, "bare"));
        assert_eq!(text(vec![other.clone(), bare.clone(), own]), Some(json!("own")));
        assert_eq!(text(vec![other.clone(), bare]), Some(json!("bare")));
        assert_eq!(text(vec![other.clone()]), Some(json!("other")), "the only one there is");
        assert_eq!(text(vec![other, item("S6", "s4", 2, "third")]), None, "nobody knows which");
        assert_eq!(text(vec![item("S4", "s4", 1, "erp"), item("S4", "ups", 9, "carrier")]), Some(json!("erp")));
        assert_eq!(text(vec![item("S4", "s4", 1, "old"), item("S4", "erp", 2, "new")]), Some(json!("new")));
    }

    #[test]
    fn an_event_names_what_it_needs() {
        let keys = named_by(&order());
        let numbers: Vec<&str> = keys.iter().map(|(_, norm)| norm.as_str()).collect();
        assert_eq!(numbers, ["NOBODYKNOWS", "WID1", "DCEP", "ST7", "100042"]);
        assert!(rich(Vec::new()).is_none());
    }
}
