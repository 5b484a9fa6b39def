//! Hits in words: what matched, of which kind, whose order, how it stands.

use app::model::{Asked, Example, FilterChoice, Filters, Hit, HitGroup, Parked, Reading, Recent, SearchResult};
use jiff::civil::Date;

use super::{clock::Clock, milestones::utc, names, standing};
use crate::{
    domain::{
        carriers::{self, Countries},
        reference::{RefKind, normalise_text},
        summary::Summary,
        view::State,
    },
    store::{self, LookupKind, LookupRow, Match, Waiting},
    web::{find::Found, query::check},
};

/// Updates of a number that waits are counted up to here.
const MOST_COUNTED: u32 = 100;
/// Hits on one page.
const ON_A_PAGE: usize = 25;
/// A list of so many orders can be narrowed.
const WORTH_NARROWING: usize = 6;
/// Customers to choose from.
const MOST_CUSTOMERS: usize = 50;
/// Longest query that a heading repeats, in characters.
const LONGEST_IN_HEADING: usize = 60;

/// By what an order was found; in this order they are shown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum By {
    Exact,
    Beginning,
    Ending,
    Name,
}

/// An order that was found.
struct Row<'a> {
    by: By,
    norm: &'a str,
    one: &'a Match,
    summary: &'a Summary,
}

/// The answer to a search: its page of what was found.
pub fn result(asked: &Asked, found: &Found, clock: &Clock) -> SearchResult {
    let mut rows = rows(found);
    let exact = rows.iter().filter(|row| row.by == By::Exact).count();
    let only = only(&rows, &found.read).filter(|_| !asked.is_filtered() && asked.page < 2);
    let narrow = Narrow::of(asked);
    let filters = (rows.len() >= WORTH_NARROWING || asked.is_filtered()).then(|| filters(&rows, asked));
    rows.retain(|row| narrow.fits(row.summary, clock));
    rows.sort_by_key(|row| (row.by, urgency(row.summary)));
    let (total, pages) = (rows.len(), rows.len().div_ceil(ON_A_PAGE).max(1));
    let page = asked.page.clamp(1, pages);
    let shown: Vec<_> = rows.iter().skip((page - 1) * ON_A_PAGE).take(ON_A_PAGE).collect();
    let missing = match found.read.as_slice() {
        [_] => Vec::new(),
        several => missing(several, &found.waiting),
    };
    SearchResult {
        query: asked.query.clone(),
        asked: asked.clone(),
        filters,
        total,
        page: (page, pages),
        reading: found.reading.as_ref().map(|one| reading(one, &clock.caller())),
        groups: groups(&shown, &asked.query, found.read.len(), clock),
        exact,
        only,
        parked: found.waiting.iter().map(|one| waiting(one, clock)).collect(),
        missing,
        more: found.more,
    }
}

/// Each order once, by the best of what matched.
fn rows(found: &Found) -> Vec<Row<'_>> {
    let begin = found.read.iter().flat_map(|(norm, matches)| matches.iter().map(move |one| (norm, one, false)));
    let norm = found.read.first().map(|(norm, _)| norm);
    let end = norm.into_iter().flat_map(|norm| found.ending.iter().map(move |one| (norm, one, true)));
    let mut rows: Vec<Row> = Vec::new();
    for (norm, one, is_ending) in begin.chain(end) {
        let Some(summary) = &one.summary else { continue };
        let by = match one.row.kind {
            _ if is_ending => By::Ending,
            LookupKind::Ref(_) if one.exact => By::Exact,
            LookupKind::Ref(_) => By::Beginning,
            _ => By::Name,
        };
        match rows.iter_mut().find(|row| row.one.object == one.object) {
            Some(row) if row.by <= by => {}
            Some(row) => *row = Row { by, norm, one, summary },
            None => rows.push(Row { by, norm, one, summary }),
        }
    }
    rows
}

/// What needs somebody first, then what is under way, then what is over; cancelled last.
fn urgency(summary: &Summary) -> u8 {
    let over = matches!(summary.state, State::Delivered | State::Returned);
    match summary.state {
        State::Cancelled => 3,
        _ if summary.exception.is_some() || (!over && (summary.missed || summary.at_risk)) => 0,
        _ if over => 2,
        _ => 1,
    }
}

/// The choices of how orders stand: word in the address, words on the page.
const STATUSES: [(&str, &str); 4] = [
    ("problem", "Needs attention"),
    ("open", "In progress"),
    ("done", "Delivered or returned"),
    ("cancelled", "Cancelled"),
];

fn status(summary: &Summary) -> &'static str {
    STATUSES.get(usize::from(urgency(summary))).map_or("", |(word, _)| word)
}

/// What is asked for besides the text.
struct Narrow<'a> {
    status: &'a str,
    customer: &'a str,
    from: Option<Date>,
    to: Option<Date>,
}

impl<'a> Narrow<'a> {
    fn of(asked: &'a Asked) -> Self {
        let day = |text: &str| text.parse().ok();
        Self { status: &asked.status, customer: &asked.customer, from: day(&asked.from), to: day(&asked.to) }
    }

    fn fits(&self, summary: &Summary, clock: &Clock) -> bool {
        let day = summary.promised.map(|at| clock.at_micros(at).date());
        (self.status.is_empty() || status(summary) == self.status)
            && (self.customer.is_empty() || who(summary) == self.customer)
            && self.from.is_none_or(|from| day.is_some_and(|day| day >= from))
            && self.to.is_none_or(|to| day.is_some_and(|day| day <= to))
    }
}

fn filters(rows: &[Row], asked: &Asked) -> Filters {
    let count = |word: &str| rows.iter().filter(|row| status(row.summary) == word).count();
    let choice =
        |value: &str, label: String, asked: &str| FilterChoice { value: value.into(), label, chosen: value == asked };
    let all = |asked: &str| choice("", "All".to_owned(), asked);
    let statuses =
        STATUSES.iter().map(|(word, label)| choice(word, format!("{label} ({})", count(word)), &asked.status));
    let mut names: Vec<String> = rows.iter().map(|row| who(row.summary)).collect();
    names.push(asked.customer.clone());
    names.sort_unstable();
    names.dedup();
    let names = names.into_iter().filter(|name| !name.is_empty()).take(MOST_CUSTOMERS);
    Filters {
        statuses: std::iter::once(all(&asked.status)).chain(statuses).collect(),
        customers: std::iter::once(all(&asked.customer))
            .chain(names.map(|name| choice(&name, name.clone(), &asked.customer)))
            .collect(),
    }
}

fn groups(rows: &[&Row], query: &str, numbers: usize, clock: &Clock) -> Vec<HitGroup> {
    let query: String = query.chars().take(LONGEST_IN_HEADING).collect();
    let of = |by: By| rows.iter().copied().filter(move |row| row.by == by).collect::<Vec<_>>();
    let title = |by: By, rows: &[&Row]| match by {
        By::Exact if numbers > 1 => "Exactly these numbers".to_owned(),
        By::Exact => exactly(rows),
        By::Beginning => format!("Begins with {query}"),
        By::Ending => format!("Ends with {query}"),
        By::Name => "Names and addresses".to_owned(),
    };
    let groups = [By::Exact, By::Beginning, By::Ending, By::Name].map(|by| (by, of(by)));
    let groups = groups.into_iter().filter(|(_, rows)| !rows.is_empty());
    groups
        .map(|(by, rows)| HitGroup { title: title(by, &rows), hits: rows.iter().map(|row| hit(row, clock)).collect() })
        .collect()
}

/// Of several numbers those that lead nowhere, not even to something that waits.
fn missing(read: &[(String, Vec<Match>)], waiting: &[Waiting]) -> Vec<String> {
    let nothing =
        read.iter().filter(|(norm, found)| found.is_empty() && !waiting.iter().any(|one| one.row.norm == *norm));
    nothing.map(|(norm, _)| norm.clone()).collect()
}

/// The one order that every number of the query names exactly.
fn only(rows: &[Row], read: &[(String, Vec<Match>)]) -> Option<String> {
    let exact: Vec<_> = rows.iter().filter(|row| row.by == By::Exact).collect();
    let all = read.iter().all(|(_, matches)| matches.iter().any(|one| one.exact));
    match exact.as_slice() {
        [row] if all => Some(row.one.object.to_string()),
        _ => None,
    }
}

fn exactly(exact: &[&Row]) -> String {
    let mut scopes: Vec<&str> = exact.iter().map(|row| row.one.row.scope.as_str()).collect();
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
        LookupKind::Town => "Town",
    }
}

/// Whose it is; empty where nobody has said.
fn who(summary: &Summary) -> String {
    [&summary.customer, &summary.consignee].into_iter().flatten().next().cloned().unwrap_or_default()
}

fn hit(row: &Row, clock: &Clock) -> Hit {
    let Row { by, norm, one, summary } = *row;
    let (before, matched, after) =
        if by == By::Ending { split_end(&one.row.raw, norm) } else { split(&one.row.raw, norm) };
    let city = summary.city.as_ref().map(|city| match &summary.region {
        Some(region) => format!("{city} {region}"),
        None => city.clone(),
    });
    let promised = summary
        .promised
        .map(|at| format!("promised {}", clock.day(standing::there(summary.there.promised, at, clock))));
    let earlier = one.earlier.then(|| "had this number earlier".to_owned());
    let detail: Vec<String> = earlier.into_iter().chain(city).chain(promised).collect();
    let is_number = matches!(one.row.kind, LookupKind::Ref(RefKind::Order)) && one.row.raw == summary.number;
    let who = Some(who(summary)).filter(|who| !who.is_empty());
    Hit {
        order: summary.order.to_string(),
        number: if is_number { String::new() } else { summary.number.clone() },
        kind: kind(one.row.kind).to_owned(),
        before,
        matched,
        after,
        scope: names::scope(if is_number { &one.row.scope } else { &summary.scope }),
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

/// A number that waits for its order: who reported it, how often and when last.
pub(super) fn waiting(one: &Waiting, clock: &Clock) -> Parked {
    let scope = names::scope(&one.row.scope);
    let by = if scope.is_empty() { "We have".to_owned() } else { format!("{scope} has") };
    let last = clock.long(utc(one.last), None).text;
    let heard = match one.events {
        0 => "A system has named it, without any update.".to_owned(),
        1 => format!("{by} reported 1 update, on {last}."),
        count => format!(
            "{by} reported {count}{} updates, the latest on {last}.",
            if count < MOST_COUNTED { "" } else { " or more" }
        ),
    };
    Parked { name: format!("{} {}", kind(one.row.kind), one.row.raw), heard, events: Vec::new() }
}

/// What a number reads like that nothing is known of.
fn reading(reading: &check::Reading, countries: &Countries) -> Reading {
    let check::Reading { what, right, number, carrier } = reading;
    if !right {
        return Reading {
            title: format!("{number} looks like a {what}, but a character is wrong"),
            advice: "The check digit does not match. Ask the customer to read the number again.".to_owned(),
            page: None,
        };
    }
    let carrier = carrier.and_then(carriers::of_scac);
    let page = carrier.and_then(|carrier| {
        Some((format!("Track it on the {} website", carrier.name), carrier.page(countries, Some(number.as_str()))?))
    });
    Reading {
        title: format!("{number} is a valid {what}, but not known here yet"),
        advice: "No system has sent an update for it so far. Ask for another number, or try again later.".to_owned(),
        page,
    }
}

/// Kinds of which the start page gives an example, in its order.
const EXAMPLES: [LookupKind; 11] = [
    LookupKind::Ref(RefKind::Order),
    LookupKind::Ref(RefKind::PurchaseOrder),
    LookupKind::Ref(RefKind::Delivery),
    LookupKind::Ref(RefKind::Tracking),
    LookupKind::Ref(RefKind::BillOfLading),
    LookupKind::Ref(RefKind::Pro),
    LookupKind::Ref(RefKind::Container),
    LookupKind::Ref(RefKind::Party),
    LookupKind::Name,
    LookupKind::Town,
    LookupKind::Postcode,
];

/// One number or name of each kind, the newest order's first.
pub fn examples(rows: &[LookupRow]) -> Vec<Example> {
    let example = |of: LookupKind| {
        let row = rows.iter().find(|row| row.kind == of)?;
        Some(Example { kind: kind(of).to_owned(), value: row.raw.clone() })
    };
    EXAMPLES.into_iter().filter_map(example).collect()
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
