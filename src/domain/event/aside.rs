//! Values of a partner's message that cannot be read and identify nothing: quantities, weights, sizes and the value of an order. One
//! of them costs neither its line nor the message. Each is set aside with a warning, and nothing is guessed: `1,000` is a thousand to
//! some and one to others. A quantity stays with its line as it was sent, and is unknown.
//!
//! The amounts of a charge are no such values: they are what it says. What somebody writes by hand is refused instead.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Dimensions, bounds};
use crate::domain::decimal::{Dec, Measure, Money, digits_of};

/// Most warnings of one event; a last one counts the rest.
const MOST: usize = 20;
/// Most characters of a value that is kept or quoted.
const LONGEST: usize = 60;

/// A value that was set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// JSON pointer into the event.
    pub path: String,
    /// What cannot be read.
    pub message: String,
}

/// Sets aside what cannot be read.
pub(super) fn set_aside(fields: &mut Map<String, Value>) -> Vec<Aside> {
    let mut found = Vec::new();
    if let Some(header) = fields.get_mut("header").and_then(Value::as_object_mut) {
        optional::<Money>(header, "value", ("/header", "the value of the order"), &mut found);
    }
    if let Some(item) = fields.get_mut("item").and_then(Value::as_object_mut) {
        sizes(item, ("/item", "of the item"), &mut found);
    }
    lines(fields, "", &mut found);
    for list in ["links", "packages"] {
        for (index, one) in objects(fields, list) {
            let path = format!("/{list}/{index}");
            optional::<Measure>(one, "weight", (&path, &format!("the weight of package {}", index + 1)), &mut found);
            lines(one, &path, &mut found);
        }
    }
    let more = found.len().saturating_sub(MOST);
    found.truncate(MOST);
    if more > 0 {
        found.push(Aside { path: String::new(), message: format!("{more} more values of this kind cannot be read") });
    }
    found
}

fn objects<'v>(
    fields: &'v mut Map<String, Value>,
    list: &str,
) -> impl Iterator<Item = (usize, &'v mut Map<String, Value>)> {
    let all = fields.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten().enumerate();
    all.filter_map(|(index, one)| Some((index, one.as_object_mut()?)))
}

/// Lines: of an order, of a link, of a package.
fn lines(fields: &mut Map<String, Value>, base: &str, found: &mut Vec<Aside>) {
    for (index, line) in objects(fields, "lines") {
        let path = format!("{base}/lines/{index}");
        let number = line.get("line").map_or_else(|| (index + 1).to_string(), words);
        let of = format!("of line {number}");
        quantity(line, (&path, &of), found);
        optional::<Dec>(line, "committed", (&path, &format!("the committed quantity {of}")), found);
        sizes(line, (&path, &of), found);
    }
}

/// How much there is of a line: unknown, with what was sent, where it is no number.
fn quantity(line: &mut Map<String, Value>, (path, of): (&str, &str), found: &mut Vec<Aside>) {
    line.remove("quantity_as_sent");
    let sent = line.get("quantity").unwrap_or(&Value::Null);
    if reads::<Dec>(sent) {
        return;
    }
    let text = words(sent);
    let message = if text.is_empty() {
        format!("the quantity {of} is missing: it is unknown")
    } else {
        format!("the quantity {of}, `{text}`, is no number that can only be read in one way: it is unknown")
    };
    found.push(Aside { path: format!("{path}/quantity"), message });
    line.insert("quantity".into(), "0".into());
    line.insert("quantity_as_sent".into(), text.into());
}

fn sizes(fields: &mut Map<String, Value>, (path, of): (&str, &str), found: &mut Vec<Aside>) {
    optional::<Measure>(fields, "weight", (path, &format!("the weight {of}")), found);
    optional::<Dimensions>(fields, "dimensions", (path, &format!("the size {of}")), found);
}

/// What may be left out is left out where it cannot be read.
fn optional<T: DeserializeOwned>(
    fields: &mut Map<String, Value>,
    name: &str,
    (path, what): (&str, &str),
    found: &mut Vec<Aside>,
) {
    let Some(value) = fields.get(name).filter(|value| !value.is_null() && !reads::<T>(value)) else { return };
    let message = format!("{what}, `{}`, cannot be read: it is left out", words(value));
    found.push(Aside { path: format!("{path}/{name}"), message });
    fields.remove(name);
}

/// A JSON array is no object, whatever serde takes it for.
fn reads<T: DeserializeOwned>(value: &Value) -> bool {
    !value.is_array() && serde_json::from_value::<T>(value.clone()).is_ok()
}

/// What was sent, in one line of bounded length.
fn words(value: &Value) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => digits_of(other).map_or_else(|| other.to_string(), str::to_owned),
    };
    let mut text: String = text.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    bounds::cut(&mut text, LONGEST);
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::{
        decimal::exact,
        event::{Body, Event},
    };

    fn order(more: Value) -> Value {
        let mut order = json!({"type": "order", "of": "order", "refs": [{"kind": "order", "scope": "S4", "value": "4711"}],
            "header": {"sales_org": "1010"}, "lines": [{"line": "10", "quantity": "4"}]});
        more.as_object().unwrap().iter().for_each(|(name, value)| order[name] = value.clone());
        order
    }

    fn read(event: Value) -> (Event, Vec<String>) {
        let (event, aside) = Event::from_mapped(event).unwrap();
        (event, aside.into_iter().map(|aside| format!("{}: {}", aside.path, aside.message)).collect())
    }

    #[test]
    fn a_quantity_that_cannot_be_read_is_unknown_and_its_line_stays() {
        for (sent, kept) in [
            (json!("1,000"), "1,000"),
            (json!("1.000,5"), "1.000,5"),
            (json!("12 pcs"), "12 pcs"),
            (json!("n/a"), "n/a"),
            (json!(""), ""),
            (json!(null), ""),
            (json!(true), "true"),
            (json!(["4"]), r#"["4"]"#),
            (json!({"value": "4"}), r#"{"value":"4"}"#),
            (json!("4\u{0}"), "4"),
            (exact("1e40"), "1e40"),
        ] {
            let lines = json!([{"line": "10", "quantity": sent}, {"line": "20", "quantity": "2", "committed": "1"}]);
            let (event, told) = read(order(json!({"lines": lines})));
            let Body::Order(order) = event.body else { panic!("an order") };
            let lines = order.lines.unwrap();
            assert_eq!(lines[0].quantity_as_sent.as_deref().map(str::trim), Some(kept), "{sent}");
            assert_eq!((lines[0].quantity, lines[1].quantity.to_string().as_str()), (Dec::ZERO, "2"));
            assert_eq!((&lines[1].quantity_as_sent, lines[1].committed.is_some()), (&None, true));
            assert_eq!(order.header.unwrap().sales_org.as_deref(), Some("1010"), "the header is taken");
            assert!(told.len() == 1 && told[0].starts_with("/lines/0/quantity: the quantity of line 10"), "{told:?}");
        }
    }

    #[test]
    fn what_reads_as_a_number_is_taken_as_before() {
        for sent in [json!("1000"), json!(" 1.000 "), json!(12), json!(2.5), json!("-1"), exact("4.0")] {
            let (event, told) = read(order(json!({"lines": [{"line": "10", "quantity": sent}]})));
            let Body::Order(order) = event.body else { panic!("an order") };
            assert_eq!((&order.lines.unwrap()[0].quantity_as_sent, told), (&None, vec![]), "{sent}");
        }
    }

    #[test]
    fn weights_sizes_and_the_value_are_left_out_with_a_warning() {
        let line = json!({"line": "10", "quantity": "4", "committed": "all", "weight": {"value": "1,5", "unit": "KGM"},
            "dimensions": {"l": "1", "w": "x", "h": "2", "unit": "CMT"}});
        let (event, told) =
            read(order(json!({"header": {"value": {"amount": "1.250,00", "currency": "EUR"}}, "lines": [line]})));
        let paths: Vec<_> = told.iter().filter_map(|told| told.split(':').next()).collect();
        assert_eq!(paths, ["/header/value", "/lines/0/committed", "/lines/0/weight", "/lines/0/dimensions"]);
        let Body::Order(order) = event.body else { panic!("an order") };
        let line = &order.lines.unwrap()[0];
        assert_eq!((line.quantity.to_string().as_str(), line.committed, &line.weight), ("4", None, &None));
    }

    #[test]
    fn lines_of_links_and_packages_too() {
        let shipment = json!({"type": "shipment", "of": "shipment", "refs": [{"kind": "pro", "scope": "ODFL", "value": "1"}],
            "links": [{"relation": "carries", "of": "order", "ref": {"kind": "order", "scope": "S4", "value": "4711"},
                "lines": [{"line": "10", "quantity": "12 pcs"}]}],
            "packages": [{"refs": [], "weight": {"value": "heavy", "unit": "KGM"}, "lines": [{"line": "10", "quantity": "1,000"}]}]});
        let (event, told) = read(shipment);
        assert_eq!(event.links[0].lines[0].quantity_as_sent.as_deref(), Some("12 pcs"));
        let paths: Vec<_> = told.iter().filter_map(|told| told.split(':').next()).collect();
        assert_eq!(paths, ["/links/0/lines/0/quantity", "/packages/0/weight", "/packages/0/lines/0/quantity"]);
    }

    #[test]
    fn an_identifier_or_a_charge_is_never_set_aside_and_a_hand_is_refused() {
        let unreadable = order(json!({"lines": [{"line": "10", "quantity": "1,000"}]}));
        assert_eq!(Event::from_request(unreadable).unwrap_err().path, "/lines/0/quantity");
        assert_eq!(Event::from_mapped(order(json!({"lines": [{"quantity": "4"}]}))).unwrap_err().path, "/lines/0");
        let charge = json!({"type": "charge", "of": "shipment", "refs": [{"kind": "pro", "scope": "ODFL", "value": "1"}],
            "charge": "fuel", "amount": {"amount": "1,5", "currency": "EUR"}});
        assert!(Event::from_mapped(charge).is_err());
    }

    #[test]
    fn warnings_are_bounded() {
        let lines: Vec<Value> = (0..100).map(|line| json!({"line": line.to_string(), "quantity": "x"})).collect();
        let (_, told) = read(order(json!({"lines": lines})));
        assert_eq!(told.len(), MOST + 1);
        assert!(told[MOST].contains("80 more"), "{told:?}");
    }
}
