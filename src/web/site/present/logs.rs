//! What was said to the customer, and who did what.

use app::model::{Channel as Means, History, Icon, Told, Viewer};

use super::{clock::Clock, milestones::utc, names};
use crate::{
    domain::{
        event::{Channel, Direction},
        view::{ContactView, View},
    },
    store::AuditRecord,
};

/// How many entries a log shows.
const MOST: usize = 12;

/// Contacts, newest first.
pub fn contacts(view: &View, clock: &Clock) -> Vec<History> {
    newest(view).take(MOST).map(|contact| entry(contact, clock)).collect()
}

/// What we said last to the customer.
pub fn told(view: &View, clock: &Clock) -> Option<Told> {
    let contact = newest(view).find(|contact| contact.direction == Direction::Out)?;
    Some(Told { channel: means(contact.channel), at: clock.long(contact.at, None), summary: contact.summary.clone() })
}

fn newest(view: &View) -> impl Iterator<Item = &ContactView> {
    let mut contacts: Vec<&ContactView> = view.contacts.iter().collect();
    contacts.sort_by_key(|contact| std::cmp::Reverse(contact.at.micros));
    contacts.into_iter()
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
    }
}

/// The audit's rows about this order, newest first; what one person did over and over is one entry.
pub fn history(records: &[AuditRecord], viewer: &Viewer, clock: &Clock) -> Vec<History> {
    let mut entries: Vec<(History, usize)> = Vec::new();
    for record in records {
        let entry = audited(record, viewer, clock);
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
    told.take(MOST).collect()
}

fn audited(record: &AuditRecord, viewer: &Viewer, clock: &Clock) -> History {
    let entry = &record.entry;
    let (icon, text) = match entry.action.as_str() {
        "document.view" => (Icon::Out, "Proof of delivery opened".to_owned()),
        other => (Icon::User, other.replace(['.', '_'], " ")),
    };
    let actor = entry.actor.split_once(':').map_or(entry.actor.as_str(), |(_, id)| id);
    // The audit holds identities, not names; the reader's own is known.
    let by = if actor == viewer.id { &viewer.name } else { actor.rsplit([':', '#', '/']).next().unwrap_or(actor) };
    History { at: clock.table(utc(entry.at), None), icon, text, by: by.to_owned() }
}
