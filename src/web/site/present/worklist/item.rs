//! One item with what happened to it.

use app::{
    model::{Icon, Status, Tone, Viewer, WorkItemPage, WorkStep},
    paths,
};

use super::{super::standing, address, at, names, row, said, tools};
use crate::{
    domain::worklist::Filter,
    store::{Person, WorkEvent, WorkItem, WorkState, WorkVerb},
    web::site::present::clock::Clock,
};

/// What the page is made of.
pub struct Item<'a> {
    /// Who reads.
    pub viewer: &'a Viewer,
    /// The item.
    pub of: &'a WorkItem,
    /// What happened to it, the newest first.
    pub history: &'a [WorkEvent],
    /// Who can be given it.
    pub people: &'a [Person],
    /// The pairs of the address.
    pub pairs: &'a [(String, String)],
}

/// The page.
pub fn item(page: &Item<'_>, clock: &Clock) -> WorkItemPage {
    let item = page.of;
    let filter = Filter { cause: Some(item.cause), ..Filter::default() };
    WorkItemPage {
        row: row::row(item, clock),
        cause: names::cause_name(item.cause).to_owned(),
        list: address(paths::WORKLIST, &filter, None),
        state: state(item),
        closed: item.state == WorkState::Closed,
        facts: facts(item, clock),
        history: page.history.iter().map(|event| step(event, page.viewer, clock)).collect(),
        tools: tools::tools(
            page.viewer,
            page.people,
            matches!(item.state, WorkState::Snoozed | WorkState::Resolved),
            clock,
        ),
        here: paths::work_item(item.id),
        said: said(page.pairs),
    }
}

fn state(item: &WorkItem) -> Status {
    match item.state {
        WorkState::Todo => Status::new(Tone::Idle, Icon::Inbox, "To be done"),
        WorkState::Snoozed => Status::new(Tone::Idle, Icon::Hour, "Put off"),
        WorkState::Resolved => Status::new(Tone::Good, Icon::Check, "Resolved"),
        WorkState::Closed => Status::new(Tone::Good, Icon::Done, "Closed by itself"),
    }
}

fn facts(item: &WorkItem, clock: &Clock) -> Vec<(String, String)> {
    let card = &item.facts.card;
    let value = card.value.as_ref().map(|value| format!("{} {}", value.amount, value.currency));
    let times = (item.times > 1).then(|| format!("{} times so far", item.times));
    let day = |there, micros: Option<i64>| Some(clock.day(standing::there(there, micros?, clock)));
    let who = item.assignee.as_ref().map_or_else(|| "nobody".to_owned(), |who| who.name.clone());
    let all = [
        ("With", Some(who)),
        ("Set aside", row::row(item, clock).aside),
        ("Time to act", Some(format!("{} working min, due {}", item.facts.minutes, at(item.facts.due, clock).text))),
        ("Opened", Some(at(item.opened, clock).text)),
        ("Came up", times),
        ("Promised", day(card.there.promised, card.promised)),
        ("Expected", day(card.there.expected, card.expected)),
        ("Carrier", card.carrier.clone()),
        ("Lane", card.lane()),
        ("Tier", card.tier.as_deref().map(row::tier)),
        ("Value", value),
        ("Sales org", item.facts.sales_org.clone()),
    ];
    all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

fn step(event: &WorkEvent, viewer: &Viewer, clock: &Clock) -> WorkStep {
    let until = event.until.map(|until| format!(" until {}", at(until, clock).text)).unwrap_or_default();
    let detail = &event.detail;
    let (what, words) = match event.verb {
        WorkVerb::Opened => ("The condition began".to_owned(), None),
        WorkVerb::Reopened => ("The condition is there again".to_owned(), None),
        WorkVerb::Closed => ("The condition is gone".to_owned(), None),
        WorkVerb::Returned => ("Back among what is to be done".to_owned(), None),
        WorkVerb::Assigned => (format!("Given to {detail}"), None),
        WorkVerb::Released => ("Given to nobody".to_owned(), None),
        WorkVerb::Snoozed => (format!("Put off{until}"), None),
        WorkVerb::TakenUp => ("Taken up again".to_owned(), None),
        WorkVerb::Commented => ("Comment".to_owned(), Some(detail.clone())),
        WorkVerb::Resolved => {
            let (word, words) = detail.split_once(": ").unwrap_or((detail, ""));
            let words = (!words.is_empty()).then(|| words.to_owned());
            (format!("Resolved{until}: {}", row::reason_text(word)), words)
        }
    };
    let by = match &event.by {
        Some(who) if who.id == viewer.id => "by you".to_owned(),
        Some(who) => format!("by {}", who.name),
        None => "by itself".to_owned(),
    };
    WorkStep { at: at(event.at, clock), by, what, words }
}
