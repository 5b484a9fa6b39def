//! Finding orders by whatever somebody typed, pasted or scanned: one way for page, type-ahead, API and widget.
//!
//! The text is read in each way that it may be meant ([`query`]), the likeliest first. What something bears as a whole goes before
//! what begins so, a number before a name, and a name before its single words.

use std::collections::HashSet;

use super::{Web, query, suffixes};
use crate::{
    domain::reference::RefKind,
    store::{LookupKind, Match, Scope, StoreResult, Waiting},
};

/// Rows looked through for the words of a name and a town.
const AMONG: usize = 200;
/// Numbers that are said to wait for their order.
const MOST_WAITING: usize = 10;

/// What a text led to.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The numbers it was read as, each with its matches.
    pub read: Vec<(String, Vec<Match>)>,
    /// Those that end with its one number.
    pub ending: Vec<Match>,
    /// More was found than fits.
    pub more: bool,
    /// What is known under it and belongs to no order yet.
    pub waiting: Vec<Waiting>,
    /// What it reads like, where nothing was found.
    pub reading: Option<query::check::Reading>,
}

impl Found {
    /// Every match.
    pub fn matches(self) -> impl Iterator<Item = Match> {
        self.read.into_iter().flat_map(|(_, matches)| matches).chain(self.ending)
    }

    fn is_empty(&self) -> bool {
        self.ending.is_empty() && self.read.iter().all(|(_, matches)| matches.is_empty())
    }
}

/// Finds orders by a text, at most `limit` matches, never outside `scope`.
///
/// # Errors
/// What the store says.
pub(super) async fn find(web: &Web, scope: &Scope, text: &str, limit: usize) -> StoreResult<Found> {
    let finding = Finding { web, scope, text, limit };
    let known = finding.known(query::questions(text)).await?;
    let mut found = finding.by_readings(&known).await?;
    if found.is_empty() && !query::is_list(text) {
        found = finding.by_words().await?.unwrap_or(found);
    }
    if let Some(number) = query::after_name(text).filter(|_| found.is_empty()) {
        found = finding.by_whole_number(number).await?;
    }
    if found.is_empty() {
        found = Some(finding.by_numbers_within().await?).filter(|within| !within.is_empty()).unwrap_or(found);
    }
    found.waiting = finding.waiting().await?;
    if found.is_empty() && found.waiting.is_empty() {
        found.reading = query::reading(text);
    }
    Ok(found)
}

/// One search.
struct Finding<'a> {
    web: &'a Web,
    scope: &'a Scope,
    text: &'a str,
    limit: usize,
}

impl Finding<'_> {
    /// Those of these numbers that something bears which may be seen.
    async fn known(&self, norms: Vec<String>) -> StoreResult<HashSet<String>> {
        let mut known = HashSet::new();
        for norm in norms {
            let found = self.web.state.stores.lookup.find(&norm, self.scope, 1).await?;
            if found.iter().any(|one| one.exact) {
                known.insert(norm);
            }
        }
        Ok(known)
    }

    /// By the first reading that finds something.
    async fn by_readings(&self, known: &HashSet<String>) -> StoreResult<Found> {
        let reading = query::numbers(self.text, known);
        if reading.len() > 1 {
            return self.matches(&reading).await;
        }
        let candidates = query::candidates(self.text);
        let mut forms = reading;
        let by_beginning = candidates.iter().filter(|candidate| !candidate.whole);
        let more = by_beginning.flat_map(|candidate| query::forms(&candidate.text));
        for form in query::forms(self.text).into_iter().chain(more).chain(query::names(self.text)) {
            if !form.is_empty() && !forms.contains(&form) {
                forms.push(form);
            }
        }
        let mut last = Found::default();
        for form in forms {
            last = self.by_number(form, &candidates).await?;
            if !last.is_empty() {
                break;
            }
        }
        Ok(last)
    }

    /// By one number; where a label says of which kind it is and something of that kind bears it, by that alone.
    async fn by_number(&self, norm: String, candidates: &[query::Candidate]) -> StoreResult<Found> {
        let mut found = self.matches(std::slice::from_ref(&norm)).await?;
        let labelled = candidates.iter().find(|candidate| query::forms(&candidate.text).contains(&norm));
        let kinds = labelled.map_or(&[][..], |candidate| candidate.kinds.as_slice());
        if let [(_, matches)] = found.read.as_mut_slice() {
            keep_of_kind(matches, kinds);
        }
        let left = self.limit.saturating_sub(count(&found));
        // One more than fits says that there are more; where there are already, none need be looked for.
        let room = if found.more { 0 } else { left + 1 };
        if let [(norm, matches)] = found.read.as_slice() {
            found.ending = suffixes::beside(self.web, self.scope, norm, matches, room).await?;
        }
        found.more |= found.ending.len() > left;
        found.ending.truncate(left);
        Ok(found)
    }

    /// By the numbers among other words, each known whole.
    async fn by_numbers_within(&self) -> StoreResult<Found> {
        let mut numbers: Vec<String> = Vec::new();
        for word in query::numbers_within(self.text) {
            let forms = query::meanings(word);
            let known = self.known(forms.clone()).await?;
            numbers.extend(forms.into_iter().find(|form| known.contains(form) && !numbers.contains(form)));
        }
        let mut found = self.matches(&numbers).await?;
        let before = count(&found);
        found.read.iter_mut().for_each(|(_, matches)| matches.retain(is_whole));
        // What only begins so comes last: where some of it went, all that is whole is here.
        found.more &= before == count(&found);
        found.read.retain(|(_, matches)| !matches.is_empty());
        Ok(found)
    }

    /// By a number that is known whole, and is no postcode.
    async fn by_whole_number(&self, text: &str) -> StoreResult<Found> {
        let mut found = Found::default();
        for norm in query::forms(text) {
            found = self.matches(&[norm]).await?;
            found.read.iter_mut().for_each(|(_, matches)| matches.retain(is_whole));
            if !found.is_empty() {
                break;
            }
        }
        Ok(found)
    }

    /// The matches of each number, and whether there are more than fit in all.
    async fn matches(&self, norms: &[String]) -> StoreResult<Found> {
        let mut left = self.limit;
        let mut all = Found::default();
        for norm in norms {
            let mut found = self.web.state.stores.lookup.find(norm, self.scope, left + 1).await?;
            // Of several pasted numbers each one is meant whole.
            if norms.len() > 1 && found.iter().any(|one| one.exact) {
                found.retain(|one| one.exact);
            }
            all.more = found.len() > left;
            let mut seen = HashSet::new();
            // What belongs to no order is shown as waiting; an order once by one kind of name.
            found.retain(|one| one.summary.is_some() && seen.insert((one.object, one.row.kind)));
            found.truncate(left);
            left -= found.len();
            all.read.push((norm.clone(), found));
            if all.more {
                break;
            }
        }
        Ok(all)
    }

    /// As a name and a town; else by the rows of each word that have all the others too.
    async fn by_words(&self) -> StoreResult<Option<Found>> {
        for norm in query::name_and_town(self.text) {
            let found = self.matches(&[norm]).await?;
            if !found.is_empty() {
                return Ok(Some(found));
            }
        }
        let words = query::words(self.text);
        if words.len() < 2 {
            return Ok(None);
        }
        for word in &words {
            let mut found = self.web.state.stores.lookup.find(word, self.scope, AMONG).await?;
            found.retain(|one| has_words(one, words.iter().filter(|other| *other != word)));
            if !found.is_empty() {
                let more = found.len() > self.limit;
                found.truncate(self.limit);
                return Ok(Some(Found { read: vec![(word.clone(), found)], more, ..Found::default() }));
            }
        }
        Ok(None)
    }

    /// What waits for its order under one of the meanings of the text.
    async fn waiting(&self) -> StoreResult<Vec<Waiting>> {
        let candidates = query::candidates(self.text);
        let texts = std::iter::once(self.text).chain(candidates.iter().map(|candidate| candidate.text.as_str()));
        let mut norms: Vec<String> = query::numbers(self.text, &HashSet::new());
        norms.extend(texts.flat_map(query::forms));
        norms.extend(query::numbers_within(self.text).into_iter().flat_map(query::forms));
        norms.retain(|norm| query::is_number(norm));
        norms.truncate(query::MOST);
        if norms.is_empty() {
            return Ok(Vec::new());
        }
        let mut found = self.web.state.stores.lookup.waiting(&norms, MOST_WAITING).await?;
        found.sort_by(|a, b| (a.object, &a.row).cmp(&(b.object, &b.row)));
        found.dedup_by_key(|one| one.object);
        Ok(found)
    }
}

/// Matches by number.
fn count(found: &Found) -> usize {
    found.read.iter().map(|(_, matches)| matches.len()).sum()
}

/// Whether a number is known whole, and is no postcode.
fn is_whole(one: &Match) -> bool {
    one.exact && matches!(one.row.kind, LookupKind::Ref(_))
}

/// Keeps what is exactly of the likeliest kind that something is of; nothing goes where no kind fits.
fn keep_of_kind(found: &mut Vec<Match>, kinds: &[RefKind]) {
    let is = |one: &Match, kind: RefKind| one.exact && one.row.kind == LookupKind::Ref(kind);
    if let Some(kind) = kinds.iter().find(|kind| found.iter().any(|one| is(one, **kind))) {
        found.retain(|one| is(one, *kind));
    }
}

/// Whether a match has these words too, each as the beginning of a word of its name, town or number.
fn has_words<'a>(found: &Match, mut words: impl Iterator<Item = &'a String>) -> bool {
    let Some(summary) = &found.summary else { return false };
    let texts = [&summary.customer, &summary.consignee, &summary.city, &summary.region];
    let texts = texts.into_iter().flatten().chain([&summary.number, &found.row.raw]);
    let own: Vec<String> = texts.flat_map(|text| text.split_whitespace().flat_map(query::names)).collect();
    words.all(|word| query::names(word).iter().any(|form| own.iter().any(|own| own.starts_with(form.as_str()))))
}
