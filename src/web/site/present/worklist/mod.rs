//! The worklists in words: lists, items, what happened to them.

mod file;
mod item;
mod menu;
mod names;
mod row;
mod tools;

use app::{
    model::{Viewer, When, WorklistPage},
    paths,
};

pub use self::{
    file::{file_head, file_row},
    item::{Item, item},
    names::{cause_name, deed_words, verb_words},
};
use super::clock::Clock;
use crate::{
    domain::{
        time::Moment,
        worklist::{Filter, Show},
    },
    store::{Person, WorkCount, WorkFacets, WorkItem, WorkVerb, WorkView},
};

/// What a list is made of.
pub struct List<'a> {
    /// Who reads.
    pub viewer: &'a Viewer,
    /// What is asked for.
    pub filter: &'a Filter,
    /// The pairs of the address, besides the filter's.
    pub pairs: &'a [(String, String)],
    /// A page of items, and one more where there is another page.
    pub items: Vec<WorkItem>,
    /// How many a page shows.
    pub page: usize,
    /// How many items each list has.
    pub counts: &'a [WorkCount],
    /// What there is to filter by.
    pub facets: WorkFacets,
    /// Kept views.
    pub views: Vec<WorkView>,
    /// Who can be given work.
    pub people: &'a [Person],
}

/// The page of a list.
pub fn list(mut list: List<'_>, clock: &Clock) -> WorklistPage {
    let more = list.items.len() > list.page;
    list.items.truncate(list.page);
    let filter = list.filter;
    let cursor = list.items.last().filter(|_| more).map(|item| format!("{}.{}", item.facts.due, item.id));
    let is_first = value(list.pairs, "after").is_none();
    WorklistPage {
        title: names::title(filter),
        lead: names::lead(filter).to_owned(),
        count: menu::count(filter, list.counts),
        groups: menu::groups(filter, list.counts),
        views: menu::views(std::mem::take(&mut list.views), list.viewer, filter),
        filter: menu::form(filter, &list),
        rows: list.items.iter().map(|item| row::row(item, clock)).collect(),
        more: cursor.map(|cursor| address(paths::WORKLIST, filter, Some(&cursor))),
        start: (!is_first).then(|| address(paths::WORKLIST, filter, None)),
        csv: address(paths::WORK_CSV, filter, None),
        here: address(paths::WORKLIST, filter, value(list.pairs, "after")),
        tools: tools::tools(list.viewer, list.people, filter.show == Show::Aside, clock),
        said: said(list.pairs),
        as_of: clock.time(clock.now()),
    }
}

/// Where a page begins, of its address.
pub fn cursor(pairs: &[(String, String)]) -> Option<(i64, i64)> {
    let (due, id) = value(pairs, "after")?.split_once('.')?;
    Some((due.parse().ok()?, id.parse().ok()?))
}

fn value<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// The address of a list.
fn address(path: &str, filter: &Filter, after: Option<&str>) -> String {
    let pairs = filter.pairs();
    let pairs = pairs.iter().map(|(name, value)| (*name, value.as_str()));
    paths::with_pairs(path, pairs.chain(after.map(|after| ("after", after))))
}

/// What was just done, of the address that the form led to: a known deed and a number, and nothing else that somebody may have
/// written there.
fn said(pairs: &[(String, String)]) -> Option<String> {
    let verb = WorkVerb::parse(value(pairs, "did")?)?;
    let count: usize = value(pairs, "n")?.parse().ok().filter(|count| *count > 0)?;
    Some(deed_words(verb, count))
}

/// A moment of ours on the reader's clock.
pub fn at(micros: i64, clock: &Clock) -> When {
    clock.long(
        Moment {
            micros,
            offset_seconds: clock.at_micros(micros).offset().seconds(),
            zone_known: true,
            day_only: false,
        },
        None,
    )
}
