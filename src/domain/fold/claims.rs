//! Contradictions between statements: two systems state other values of a section (rule 4).
//!
//! Compared is each source's latest statement of a section with the one that is shown, field by field: a field that only one
//! of them tells is no contradiction. What each system words, numbers or counts in its own way is not compared: states in
//! words, texts, numbers of customers and sites. Two systems of one rank that contradict each other raise `SOURCE_CONFLICT`.

use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::Value;

use super::{Context, statements::Stated};
use crate::domain::{
    id::ObjectId,
    ownership::Section,
    reference::ObjectKind,
    time::When,
    view::{Claim, ClaimedValue, Conflict, Matter, Why},
};

/// Fields in each system's own words or numbers.
const OWN_WORDS: [&str; 10] =
    ["quantity_as_sent", "status", "blocks", "text", "number", "site", "refs", "email", "phone", "tier"];
/// More fields of one section than these are not listed.
const MOST_FIELDS: usize = 8;
/// Values are cut to so many characters.
const LONGEST: usize = 120;

/// The contradictions of a section: the first of `stated` is shown.
pub(super) fn of_section<T: Serialize>(
    context: &Context,
    (object, of): (ObjectId, ObjectKind),
    section: Section,
    stated: &[Stated<T>],
) -> Vec<Conflict> {
    let Some((shown, others)) = stated.split_first() else { return Vec::new() };
    let Ok(shown_value) = serde_json::to_value(shown.said) else { return Vec::new() };
    let mut conflicts: Vec<Conflict> = Vec::new();
    for other in others {
        let Ok(value) = serde_json::to_value(other.said) else { continue };
        let mut differing = Vec::new();
        differences(&shown_value, &value, &mut Vec::new(), &mut differing);
        for (field, ours, theirs) in differing {
            let claim = claim(other, theirs);
            let matter = Matter::Field(field);
            match conflicts.iter_mut().find(|known| known.matter == matter) {
                Some(known) => known.others.push(claim),
                None => conflicts.push(Conflict {
                    object,
                    of,
                    row: section.into(),
                    owners: owners(context, section),
                    matter,
                    shown: self::claim(shown, ours),
                    others: vec![claim],
                    why: why(shown.rank, other.rank),
                }),
            }
        }
    }
    conflicts.truncate(MOST_FIELDS);
    conflicts
}

pub(super) fn owners(
    context: &Context,
    row: impl Into<crate::domain::ownership::Row>,
) -> Vec<crate::domain::ownership::System> {
    context.ownership.ranks(row).first().cloned().unwrap_or_default()
}

pub(super) fn why(shown: usize, other: usize) -> Why {
    match (shown, other) {
        (shown, other) if shown == other => Why::Later,
        (0, _) => Why::Owner,
        _ => Why::Rank,
    }
}

fn claim<T>(stated: &Stated<T>, value: String) -> Claim {
    Claim {
        source: stated.received.source.clone(),
        says: ClaimedValue::Value(value),
        at: Some(stated.received.at),
        received: Some(stated.received.received_at),
        event: Some(stated.received.id),
    }
}

/// The fields that both tell and that differ, with what each says.
fn differences(one: &Value, other: &Value, path: &mut Vec<String>, found: &mut Vec<(String, String, String)>) {
    match (one, other) {
        (Value::Object(fields), Value::Object(others)) => {
            // A quantity that nobody could read contradicts none.
            let is_unread = [fields, others].iter().any(|of| of.contains_key("quantity_as_sent"));
            let compared = |name: &str| !OWN_WORDS.contains(&name) && (name != "quantity" || !is_unread);
            for (name, value) in fields.iter().filter(|(name, _)| compared(name)) {
                if let Some(theirs) = others.get(name) {
                    path.push(name.clone());
                    differences(value, theirs, path, found);
                    path.pop();
                }
            }
        }
        (Value::Array(items), Value::Array(others)) => in_lists(items, others, path, found),
        _ if is_same(one, other) => {}
        _ => found.push((path.join("."), text(one), text(other))),
    }
}

/// Lines are compared by their number; of other lists only how long they are.
fn in_lists(items: &[Value], others: &[Value], path: &mut Vec<String>, found: &mut Vec<(String, String, String)>) {
    let line = |value: &Value| value.get("line").and_then(Value::as_str).map(str::to_owned);
    if items.len() != others.len() {
        found.push((path.join("."), items.len().to_string(), others.len().to_string()));
        return;
    }
    for item in items {
        let Some(number) = line(item) else { continue };
        if let Some(theirs) = others.iter().find(|other| line(other).as_deref() == Some(number.as_str())) {
            path.push(format!("line {number}"));
            differences(item, theirs, path, found);
            path.pop();
        }
    }
}

fn is_same(one: &Value, other: &Value) -> bool {
    if one.is_null() || other.is_null() {
        return true;
    }
    let (Some(one), Some(other)) = (one.as_str(), other.as_str()) else { return one == other };
    let plain =
        |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    let instant = |text: &str| {
        text.parse::<When>().ok().filter(|when| when.offset.is_some()).map(|when| when.resolve(None).micros)
    };
    let number = |text: &str| text.parse::<Decimal>().ok();
    plain(one) == plain(other)
        || number(one).is_some_and(|one| number(other) == Some(one))
        || instant(one).is_some_and(|one| instant(other) == Some(one))
}

fn text(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    text.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(one: Value, other: Value) -> Vec<(String, String, String)> {
        let mut found = Vec::new();
        differences(&one, &other, &mut Vec::new(), &mut found);
        found
    }

    #[test]
    fn only_what_both_tell_and_tell_differently() {
        let one = json!({"customer": {"name": "Acme", "number": "1"}, "region": "us", "status": "released"});
        let other = json!({"customer": {"name": "Apex", "number": "2"}, "sales_org": "1010", "status": "OPEN"});
        assert_eq!(found(one, other), [("customer.name".into(), "Acme".into(), "Apex".into())]);
    }

    #[test]
    fn writing_makes_no_difference() {
        let one = json!({"city": "MEMPHIS ", "quantity": "4.0", "from": "2026-05-14T10:00:00-05:00"});
        let other = json!({"city": "Memphis", "quantity": "4", "from": "2026-05-14T15:00:00Z"});
        assert_eq!(found(one, other), []);
        assert_eq!(found(json!({"quantity": "4"}), json!({"quantity": "5"})).len(), 1);
        assert_eq!(found(json!({"hazardous": true, "pieces": 2}), json!({"hazardous": true, "pieces": 2})), []);
        assert_eq!(found(json!({"pieces": 2}), json!({"pieces": 3})).len(), 1);
        assert_eq!(found(json!({"city": null, "zip": "1"}), json!({"city": "Memphis", "zip": null})), [], "not told");
    }

    #[test]
    fn lines_are_compared_by_number_and_lists_by_length() {
        let line = |number: &str, quantity: &str| json!({"line": number, "quantity": quantity});
        let one = json!([line("10", "4"), line("20", "2")]);
        let other = json!([line("20", "3"), line("10", "4")]);
        assert_eq!(found(one.clone(), other), [("line 20.quantity".into(), "2".into(), "3".into())]);
        assert_eq!(found(one, json!([line("10", "4")])), [(String::new(), "2".into(), "1".into())]);
    }
}
