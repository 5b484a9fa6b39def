//! What an order is found by: every number around it, the customer's number, the names of customer and consignee, alone and with
//! the town it goes to, e-mail, telephone, postcode.

use std::collections::BTreeSet;

use crate::{
    domain::{
        id::ObjectId,
        phone,
        reference::{self, ObjectKind, RefKind, Reference, normalise_text},
        spelling,
        view::View,
    },
    store::{LookupKind, LookupRow},
};

/// Most rows one order is found by: an order of a thousand packages is found by its first ones and by its own numbers.
const MAX_ROWS: usize = 1_000;
/// Longest normal form that is indexed, in characters.
const MAX_NORM: usize = 120;
/// A tail shorter than this is not worth finding.
const MIN_DIGITS: usize = 5;
/// Words of a name from which it is found.
const MOST_WORDS: usize = 12;
/// Words of a name from which it is found together with its town.
const MOST_WORDS_WITH_TOWN: usize = 4;

/// The rows of an order. `since` tells since when an object bears a number that is used again.
pub fn of_view(view: &View, since: impl Fn(ObjectId, &Reference) -> i64) -> Vec<LookupRow> {
    let mut rows = BTreeSet::new();
    for name in &view.names {
        let since = since(name.object, &name.reference);
        rows.extend(of_reference(name.of, &name.reference).into_iter().map(|row| LookupRow { since, ..row }));
    }
    let order = ObjectKind::Order;
    if let Some(number) = &view.customer.number {
        rows.extend(of_reference(order, &Reference::new(RefKind::Party, "", number.as_str())));
    }
    let to = view.ship_to.as_ref();
    let town = to.and_then(|address| address.city.as_deref());
    let people = [view.customer.name.as_deref(), to.and_then(|address| address.name.as_deref())];
    for name in people.into_iter().flatten() {
        rows.extend(of_name(name));
        rows.extend(town.into_iter().flat_map(|town| of_name_and_town(name, town)));
    }
    rows.extend(town.into_iter().flat_map(|town| spelled(LookupKind::Town, town, spelling::forms(town))));
    if let Some(email) = &view.customer.email {
        rows.extend(row(LookupKind::Email, order, email, normalise_text(email)));
    }
    if let Some(phone) = &view.customer.phone {
        let digits = phone.chars().filter(char::is_ascii_digit).collect();
        let forms = phone::forms(phone).into_iter().chain([digits]);
        rows.extend(forms.filter_map(|form| row(LookupKind::Phone, order, phone, form)));
    }
    if let Some(postal) = to.and_then(|address| address.postal.as_ref()) {
        rows.extend(row(LookupKind::Postcode, order, postal, normalise_text(postal)));
    }
    rows.into_iter().take(MAX_ROWS).collect()
}

/// The rows of one number: itself, with SAP's leading zeros where it was sent with them, and its letters and digits alone where
/// something else stands in it.
pub fn of_reference(of: ObjectKind, reference: &Reference) -> Vec<LookupRow> {
    let make = |norm: String| {
        (!norm.is_empty() && norm.chars().count() <= MAX_NORM).then(|| LookupRow {
            norm,
            kind: LookupKind::Ref(reference.kind),
            scope: reference.scope.clone(),
            raw: reference.value.clone(),
            of,
            since: 0,
        })
    };
    let (norm, plain) = (reference.norm(), normalise_text(&reference.value));
    let bare = reference::bare(&norm);
    let bare = (bare != norm).then(|| make(bare)).flatten();
    let zeros = (plain != norm).then(|| make(plain)).flatten();
    make(norm).into_iter().chain(zeros).chain(bare).collect()
}

/// A name is found from its beginning and from the beginning of each later word, however it is spelled.
fn of_name(name: &str) -> Vec<LookupRow> {
    from_each_word(name, MOST_WORDS).flat_map(|part| spelled(LookupKind::Name, name, spelling::forms(&part))).collect()
}

/// The town and the name from each of its first words.
fn of_name_and_town(name: &str, town: &str) -> Vec<LookupRow> {
    let sent = format!("{name}, {town}");
    let parts = from_each_word(name, MOST_WORDS_WITH_TOWN);
    parts.flat_map(|part| spelled(LookupKind::Town, &sent, spelling::together(town, &part))).collect()
}

/// A name without the words before each of its first `most` words.
fn from_each_word(name: &str, most: usize) -> impl Iterator<Item = String> {
    let words: Vec<&str> = name.split_whitespace().take(MOST_WORDS).collect();
    let parts: Vec<String> = (0..words.len().min(most)).filter_map(|from| Some(words.get(from..)?.concat())).collect();
    parts.into_iter()
}

fn spelled(kind: LookupKind, sent: &str, forms: Vec<String>) -> Vec<LookupRow> {
    forms.into_iter().filter_map(|form| row(kind, ObjectKind::Order, sent, form)).collect()
}

fn row(kind: LookupKind, of: ObjectKind, raw: &str, norm: String) -> Option<LookupRow> {
    let long_enough = !matches!(kind, LookupKind::Phone) || norm.len() >= MIN_DIGITS;
    (!norm.is_empty() && long_enough && norm.chars().count() <= MAX_NORM).then(|| LookupRow {
        norm,
        kind,
        scope: String::new(),
        raw: raw.to_owned(),
        of,
        since: 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::reference::RefKind;

    fn norms(rows: &[LookupRow]) -> Vec<&str> {
        rows.iter().map(|row| row.norm.as_str()).collect()
    }

    #[test]
    fn a_sap_number_is_found_with_and_without_its_zeros() {
        let rows = of_reference(ObjectKind::Order, &Reference::new(RefKind::Order, "S4", "0000004711"));
        assert_eq!(norms(&rows), ["4711", "0000004711"]);
    }

    #[test]
    fn a_number_is_found_whatever_stands_between_its_digits() {
        let rows = of_reference(ObjectKind::Order, &Reference::new(RefKind::StorefrontOrder, "shop", "#W/1001-7"));
        assert_eq!(norms(&rows), ["#W/10017", "W10017"]);
    }

    #[test]
    fn a_name_is_found_by_any_of_its_words() {
        assert_eq!(norms(&of_name("Acme, Store 7")), ["ACMESTORE7", "STORE7", "7"]);
        assert_eq!(norms(&of_name("Jäger")), ["JAGER", "JAEGER"]);
    }

    #[test]
    fn a_name_is_found_together_with_its_town() {
        assert_eq!(norms(&of_name_and_town("Acme Store", "Memphis")), ["MEMPHIS|ACMESTORE", "MEMPHIS|STORE"]);
    }
}
