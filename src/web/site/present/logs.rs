//! What was said to the customer, the cases, what colleagues noted, and who did what.

use std::collections::BTreeMap;

use app::{
    model::{Channel as Means, History, Icon, Told, Viewer},
    paths,
};

use super::{clock::Clock, milestones::utc, names};
use crate::{
    domain::{
        event::{Channel, Direction},
        view::{CaseView, ContactView, View},
    },
    store::{AuditRecord, Note, OrderDesk, TaskKind},
};

/// Contacts, cases and notes, newest first.
pub fn contacts(view: &View, desk: &OrderDesk, viewer: &Viewer, clock: &Clock) -> Vec<History> {
    let said = view.contacts.iter().map(|contact| (contact.at.micros, entry(contact, clock)));
    let cases = view.cases.iter().flat_map(|case| told_of(case, clock));
    let notes = desk.notes.iter().map(|note| {
        let mut entry = noted(note, clock);
        let may = viewer.administers() && !note.text.is_empty();
        entry.erase = may.then(|| paths::erase_note(&view.order.to_string(), &note.id.to_string()));
        (note.at, entry)
    });
    let mut all: Vec<(i64, History)> = said.chain(cases).chain(notes).collect();
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    all.into_iter().map(|(_, entry)| entry).collect()
}

/// What we said last to the customer.
pub fn told(view: &View, clock: &Clock) -> Option<Told> {
    let out = view.contacts.iter().filter(|contact| contact.direction == Direction::Out);
    let contact = out.max_by_key(|contact| contact.at.micros)?;
    Some(Told {
        channel: means(contact.channel),
        at: clock.long(contact.at, None),
        summary: contact.summary.clone(),
        by: contact.by.clone(),
    })
}

/// Stands for what was said until now: it is another when something is said, and only then.
pub fn said(view: &View) -> String {
    let last = view.contacts.iter().map(|contact| contact.at.micros).max().unwrap_or_default();
    format!("{}-{last}", view.contacts.len())
}

/// The numbers of the cases that are open.
pub fn open_cases(view: &View) -> Vec<String> {
    view.cases.iter().filter(|case| case.is_open).map(number).collect()
}

fn number(case: &CaseView) -> String {
    case.refs.first().map_or_else(String::new, |reference| reference.value.clone())
}

fn means(channel: Channel) -> Means {
    match channel {
        Channel::Phone => Means::Phone,
        Channel::Email => Means::Email,
        Channel::Chat => Means::Chat,
    }
}

fn entry(contact: &ContactView, clock: &Clock) -> History {
    let way = match (contact.channel, contact.direction) {
        (Channel::Phone, Direction::In) => "Call in",
        (Channel::Phone, Direction::Out) => "Call out",
        (Channel::Email, Direction::In) => "E-mail in",
        (Channel::Email, Direction::Out) => "E-mail out",
        (Channel::Chat, Direction::In) => "Chat, customer",
        (Channel::Chat, Direction::Out) => "Chat, us",
    };
    History {
        at: clock.table(contact.at, None),
        icon: means(contact.channel).icon(),
        text: format!("{way}: {}", contact.summary),
        by: contact.by.clone().unwrap_or_else(|| names::source(&contact.source)),
        erase: None,
    }
}

/// That a case was opened, and that it was closed.
fn told_of(case: &CaseView, clock: &Clock) -> Vec<(i64, History)> {
    let subject = case.subject.as_deref().map(|subject| format!(" “{subject}”")).unwrap_or_default();
    let name = format!("Case {}{subject}", number(case));
    let owner = case.owner.clone().unwrap_or_default();
    let status = case.status.clone().filter(|_| case.is_open).unwrap_or_default();
    let by = [status, owner].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let row = |at: crate::domain::time::Moment, icon, text: String, by: String| {
        (at.micros, History { at: clock.table(at, None), icon, text, by, erase: None })
    };
    let opened = case.opened.map(|at| row(at, Icon::User, format!("{name} opened"), by));
    let closed = case.closed.map(|at| row(at, Icon::Done, format!("Case {} closed", number(case)), String::new()));
    opened.into_iter().chain(closed).collect()
}

/// Whether anything that people wrote on the order stands there.
pub fn any_text(desk: &OrderDesk) -> bool {
    desk.notes.iter().any(|note| !note.person.is_empty()) || desk.tasks.iter().any(|task| !task.person.is_empty())
}

fn noted(note: &Note, clock: &Clock) -> History {
    let text = if note.text.is_empty() { "Note, erased".to_owned() } else { note.text.clone() };
    History { at: clock.table(utc(note.at), None), icon: Icon::Note, text, by: note.name.clone(), erase: None }
}

/// The audit's rows about this order, newest first; what one person did over and over is one entry.
pub fn history(
    records: &[AuditRecord],
    desk: &OrderDesk,
    people: &BTreeMap<String, String>,
    viewer: &Viewer,
    clock: &Clock,
) -> Vec<History> {
    let mut entries: Vec<(History, usize)> = Vec::new();
    for record in records {
        let entry = audited(record, desk, people, viewer, clock);
        match entries.last_mut() {
            Some((last, times)) if last.text == entry.text && last.by == entry.by => *times += 1,
            _ => entries.push((entry, 1)),
        }
    }
    let told = entries.into_iter().map(|(mut entry, times)| {
        if times > 1 {
            entry.text = format!("{}, {times} times", entry.text);
        }
        entry
    });
    told.collect()
}

fn audited(
    record: &AuditRecord,
    desk: &OrderDesk,
    people: &BTreeMap<String, String>,
    viewer: &Viewer,
    clock: &Clock,
) -> History {
    let entry = &record.entry;
    let (icon, text) = match entry.action.as_str() {
        "document.view" => (Icon::Out, "Proof of delivery opened".to_owned()),
        "proof_link.create" => (Icon::Out, "Proof of delivery link created for customer".to_owned()),
        "proof_link.revoke" => (Icon::Cross, "Proof of delivery link revoked".to_owned()),
        "note.add" => (Icon::Note, "Note written".to_owned()),
        "note.erase" => (Icon::Cross, "Note erased".to_owned()),
        "desk.erase" => (Icon::Cross, "Notes and tasks erased".to_owned()),
        "contact.out" => (Icon::Phone, "Noted what the customer was told".to_owned()),
        "contact.in" => (Icon::Phone, "Noted what the customer said".to_owned()),
        "task.open" => (Icon::Task, task(entry.detail.as_str(), desk, "Task opened")),
        "task.done" => (Icon::Done, task(entry.detail.as_str(), desk, "Task done")),
        other => (Icon::User, other.replace(['.', '_'], " ")),
    };
    let by = match entry.actor.split_once(':') {
        Some(("proof_link", _)) => "Customer, by link".to_owned(),
        Some((_, id)) => named(id, desk, people, viewer),
        None => named(&entry.actor, desk, people, viewer),
    };
    History { at: clock.table(utc(entry.at), None), icon, text, by, erase: None }
}

/// The audit names a task by its number; what it is stands on the desk.
fn task(detail: &str, desk: &OrderDesk, words: &str) -> String {
    let id = detail.strip_prefix("task:").and_then(|rest| rest.split(' ').next()?.parse::<i64>().ok());
    match desk.tasks.iter().find(|task| Some(task.id) == id) {
        Some(task) if task.kind == TaskKind::AskCarrier && words == "Task opened" => task.title.clone(),
        Some(task) => format!("{words}: {}", task.title),
        None => words.to_owned(),
    }
}

/// The audit holds identities, not names: those of people who signed in are known, the reader's own, and those of people who
/// wrote something here.
fn named(actor: &str, desk: &OrderDesk, people: &BTreeMap<String, String>, viewer: &Viewer) -> String {
    let writers = desk.notes.iter().map(|note| (&note.person, &note.name));
    let mut known = writers.chain(desk.tasks.iter().map(|task| (&task.person, &task.name)));
    if actor == viewer.id {
        return viewer.name.clone();
    }
    if let Some(name) = people.get(actor) {
        return name.clone();
    }
    match known.find(|(person, name)| *person == actor && !name.is_empty()) {
        Some((_, name)) => name.clone(),
        None => actor.rsplit([':', '#', '/']).next().unwrap_or(actor).to_owned(),
    }
}
