//! Hits in words: what matched, of which kind, whose order, how it stands.

use app::model::{Hit, HitGroup, Parked, Recent, SearchResult};

use super::{clock::Clock, milestones::utc, names, standing};
use crate::{
    domain::{id::ObjectId, reference::normalise_text, summary::Summary},
    store::{self, LookupKind, Match},
};

/// The answer to a query. `found` are the matches of each number in it, `ending` those that end with its one number; `more` says
/// that some were left out.
pub fn result(
    query: &str,
    found: Vec<(String, Vec<Match>)>,
    ending: Vec<Match>,
    more: bool,
    clock: &Clock,
) -> SearchResult {
    let mut exact = Vec::new();
    let mut begins = Vec::new();
    let mut ends = Vec::new();
    let mut people = Vec::new();
    let mut parked = Vec::new();
    let mut seen: Vec<(ObjectId, LookupKind)> = Vec::new();
    let begin = found.iter().flat_map(|(norm, matches)| matches.iter().map(move |one| (norm, one, false)));
    let norm = found.first().map(|(norm, _)| norm);
    let end = norm.into_iter().flat_map(|norm| ending.iter().map(move |one| (norm, one, true)));
    for (norm, one, is_ending) in begin.chain(end) {
        if seen.contains(&(one.object, one.row.kind)) {
            continue;
        }
        seen.push((one.object, one.row.kind));
        let Some(summary) = &one.summary else {
            parked.push(waiting(one));
            continue;
        };
        let parts = if is_ending { split_end(&one.row.raw, norm) } else { split(&one.row.raw, norm) };
        let row = (one, hit(one, summary, parts, clock));
        match one.row.kind {
            _ if is_ending => ends.push(row),
            LookupKind::Ref(_) if one.exact => exact.push(row),
            LookupKind::Ref(_) => begins.push(row),
            LookupKind::Name | LookupKind::Email | LookupKind::Phone | LookupKind::Postcode => people.push(row),
        }
    }
    let only = only(&exact, &found);
    let count = exact.len();
    let title = if found.len() > 1 { "Exactly these numbers".to_owned() } else { exactly(&exact) };
    let groups = [
        (title, exact),
        (format!("Begins with {query}"), begins),
        (format!("Ends with {query}"), ends),
        ("Names and addresses".to_owned(), people),
    ];
    let groups = groups
        .into_iter()
        .filter(|(_, rows)| !rows.is_empty())
        .map(|(title, rows)| HitGroup { title, hits: rows.into_iter().map(|(_, hit)| hit).collect() })
        .collect();
    let missing = match found.as_slice() {
        [_] => Vec::new(),
        several => several.iter().filter(|(_, matches)| matches.is_empty()).map(|(norm, _)| norm.clone()).collect(),
    };
    SearchResult { query: query.to_owned(), groups, exact: count, only, parked, missing, more }
}

/// The one order that every number of the query names exactly.
fn only(exact: &[(&Match, Hit)], found: &[(String, Vec<Match>)]) -> Option<String> {
    let (first, _) = exact.first()?;
    let one = exact.iter().all(|(one, _)| one.object == first.object);
    let all = found.iter().all(|(_, matches)| matches.iter().any(|one| one.exact));
    (one && all).then(|| first.object.to_string())
}

fn exactly(exact: &[(&Match, Hit)]) -> String {
    let mut scopes: Vec<&str> = exact.iter().map(|(one, _)| one.row.scope.as_str()).collect();
    scopes.sort_unstable();
    scopes.dedup();
    match scopes.len() {
        ..2 => "Exactly this number".to_owned(),
        2 => "Exactly this number, in two systems".to_owned(),
        many => format!("Exactly this number, in {many} systems"),
    }
}

fn kind(kind: LookupKind) -> &'static str {
    match kind {
        LookupKind::Ref(kind) => names::kind(kind),
        LookupKind::Name => "Name",
        LookupKind::Email => "E-mail",
        LookupKind::Phone => "Telephone",
        LookupKind::Postcode => "Postcode",
    }
}

fn hit(one: &Match, summary: &Summary, (before, matched, after): Parts, clock: &Clock) -> Hit {
    let who = [&summary.customer, &summary.consignee].into_iter().flatten().next().cloned();
    let city = summary.city.as_ref().map(|city| match &summary.region {
        Some(region) => format!("{city} {region}"),
        None => city.clone(),
    });
    let promised = summary
        .promised
        .map(|at| format!("promised {}", clock.day(standing::there(summary.there.promised, at, clock))));
    let earlier = one.earlier.then(|| "bore this number earlier".to_owned());
    let detail: Vec<String> = earlier.into_iter().chain(city).chain(promised).collect();
    let order = (one.row.raw != summary.number).then(|| format!("order {}", summary.number));
    let scope: Vec<String> =
        Some(names::scope(&one.row.scope)).filter(|scope| !scope.is_empty()).into_iter().chain(order).collect();
    Hit {
        order: summary.order.to_string(),
        kind: kind(one.row.kind).to_owned(),
        before,
        matched,
        after,
        scope: scope.join(", "),
        who: who.unwrap_or_else(|| "Customer not known yet".to_owned()),
        detail: detail.join(", "),
        status: standing::of_summary(summary, clock),
    }
}

/// A name in three parts, the middle one matching.
type Parts = (String, String, String);

/// Splits a name as sent before the end that matches; separators in it do not count.
fn split_end(raw: &str, norm: &str) -> Parts {
    let fits = |start: &usize| normalise_text(raw.split_at(*start).1) == norm;
    let start = raw.char_indices().map(|(start, _)| start).rev().find(fits).unwrap_or(raw.len());
    let (before, matched) = raw.split_at(start);
    (before.to_owned(), matched.to_owned(), String::new())
}

/// Splits a name as sent round the part that matches; separators in it do not count.
fn split(raw: &str, norm: &str) -> Parts {
    for (start, _) in raw.char_indices() {
        let (before, rest) = raw.split_at(start);
        if !normalise_text(rest).starts_with(norm) || normalise_text(&first(rest)).is_empty() {
            continue;
        }
        for (end, letter) in rest.char_indices() {
            let (matched, after) = rest.split_at(end + letter.len_utf8());
            if normalise_text(matched) == norm {
                return (before.to_owned(), matched.to_owned(), after.to_owned());
            }
        }
    }
    (raw.to_owned(), String::new(), String::new())
}

fn first(text: &str) -> String {
    text.chars().take(1).collect()
}

fn waiting(one: &Match) -> Parked {
    let scope = names::scope(&one.row.scope);
    let by = if scope.is_empty() { "Somebody".to_owned() } else { scope };
    Parked {
        name: format!("{} {}", kind(one.row.kind).to_lowercase(), one.row.raw),
        heard: format!("{by} told us about it."),
        events: Vec::new(),
    }
}

/// Orders looked at lately, in the order asked.
pub fn looked_at(seen: &[store::Recent], summaries: &[Summary], clock: &Clock) -> Vec<Recent> {
    seen.iter()
        .filter_map(|seen| {
            let summary = summaries.iter().find(|summary| summary.order == seen.order)?;
            let mut at = clock.long(utc(seen.at), None);
            at.text = clock.ago(utc(seen.at).timestamp());
            Some(Recent {
                order: summary.order.to_string(),
                number: summary.number.clone(),
                who: summary.customer.clone().or_else(|| summary.consignee.clone()).unwrap_or_default(),
                at,
                status: standing::of_summary(summary, clock),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matching_part_is_marked_whatever_separates_its_digits() {
        let parts = |raw: &str, norm: &str| {
            let (before, matched, after) = split(raw, norm);
            format!("{before}[{matched}]{after}")
        };
        assert_eq!(parts("1Z 999 AA1 01", "1Z999A"), "[1Z 999 A]A1 01");
        assert_eq!(parts("0000004711", "4711"), "000000[4711]");
        assert_eq!(parts("Brightwater Clinic", "CLINIC"), "Brightwater [Clinic]");
        assert_eq!(parts("PO-88-1", "PO881"), "[PO-88-1]");
        assert_eq!(parts("Bäckerei", "BÄCK"), "[Bäck]erei");
        assert_eq!(parts("other", "X"), "other[]");
        let ends = |raw: &str, norm: &str| {
            let (before, matched, after) = split_end(raw, norm);
            format!("{before}[{matched}]{after}")
        };
        assert_eq!(ends("4711-0000 4711", "4711"), "4711-0000 [4711]");
        assert_eq!(ends("1Z 999 AA1 01", "AA101"), "1Z 999 [AA1 01]");
        assert_eq!(ends("PO/88.1", "881"), "PO/88.1[]");
    }
}
