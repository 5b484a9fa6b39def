//! Reading a message: bytes → documents → canonical events. What cannot be read is refused piece by piece.

use std::{io, sync::Arc, time::Duration};

use serde_json::Value;

use super::{codes, resolve::names_of};
use crate::{
    codec::{self, Json},
    connector::{Job, Mapped, Refusal, Registry, map_all},
    domain::{
        decimal,
        event::Event,
        id::{MessageId, SourceId},
    },
    store::{Claimed, NewMessage, Refused},
};

/// How long one document may take to map before it is given up.
const DEADLINE: Duration = Duration::from_secs(5);
/// The name under which events of `/api/v1/events` are kept: they are canonical already and need no mapping.
pub const API_CONNECTOR: &str = "api";
/// After how many ends of the process with only this message in work it is not tried again.
const MAX_DEATHS: u32 = 3;

/// Most names that the events of one message use: a batch of a thousand events with a few names each.
const MOST_NAMES: usize = 10_000;

/// A message that has been read.
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    /// Which.
    pub id: MessageId,
    /// Who sent it.
    pub source: SourceId,
    /// When it came: microseconds since 1970 in UTC.
    pub received: i64,
    /// What it says.
    pub events: Vec<Part>,
    /// What of it could not be read.
    pub refused: Vec<Refused>,
}

/// One event of a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Its place among the events of the message, refused ones not counted.
    pub ordinal: u32,
    /// Where in the message it stands.
    pub position: String,
    /// What it says.
    pub event: Arc<Event>,
}

/// Reads messages together: their documents are mapped one after the other on one thread. Blocks up to the deadline of a
/// mapping: call it on a pool thread. Gives as many as there are messages, in their order.
///
/// # Errors
/// No thread to be had: nothing is said of the messages, and they may be read later.
pub fn read_all(registry: &Registry, claimed: &[Claimed]) -> io::Result<Vec<Read>> {
    let opened = claimed.iter().map(|claimed| open_safely(registry, claimed));
    let (mut reads, jobs): (Vec<_>, Vec<_>) = opened.unzip();
    let counts: Vec<_> = jobs.iter().map(Vec::len).collect();
    let mut mapped = map_all(jobs.into_iter().flatten().collect(), DEADLINE)?.into_iter();
    for (read, count) in reads.iter_mut().zip(counts) {
        mapped.by_ref().take(count).for_each(|mapped| take(read, mapped));
        bounded(read);
    }
    Ok(reads)
}

/// A message that names more than one round can take in is kept whole, in quarantine: a part of it would look like all of it.
fn bounded(read: &mut Read) {
    let names: usize = read.events.iter().map(|part| names_of(&part.event).len()).sum();
    if names > MOST_NAMES {
        let message = format!("{names} names in one message; {MOST_NAMES} is the most");
        read.events.clear();
        read.refused.push(codes::refused("TOO_MANY_OBJECTS", "", &message));
    }
}

/// Opens a message, and keeps a panic in doing so from its neighbours.
fn open_safely(registry: &Registry, claimed: &Claimed) -> (Read, Vec<Job>) {
    let opened = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| open(registry, claimed)));
    opened.unwrap_or_else(|_| {
        let refused = vec![codes::refused("READ_FAILED", "", "reading ended in a panic")];
        (Read { refused, ..empty(claimed) }, Vec::new())
    })
}

fn empty(claimed: &Claimed) -> Read {
    let (source, received) = (claimed.message.source.clone(), claimed.message.received);
    Read { id: claimed.id, source, received, events: Vec::new(), refused: Vec::new() }
}

/// Takes a message as far as it goes without its mapping, and gives the documents to map.
fn open(registry: &Registry, claimed: &Claimed) -> (Read, Vec<Job>) {
    let message = &claimed.message;
    let mut read = empty(claimed);
    let mut jobs = Vec::new();
    if claimed.deaths >= MAX_DEATHS {
        read.refused.push(codes::refused(
            "MESSAGE_KILLS",
            "",
            "each time this message was in work alone, the process or the reading task ended",
        ));
    } else if message.connector == API_CONNECTOR {
        canonical(message, &mut read);
    } else {
        jobs = decode(registry, message, &mut read);
    }
    (read, jobs)
}

fn decode(registry: &Registry, message: &NewMessage, read: &mut Read) -> Vec<Job> {
    let Some(connector) = registry.get(&message.connector) else {
        read.refused.push(codes::refused(
            "NO_CONNECTOR",
            "",
            &format!("there is no connector `{}` any more", message.connector),
        ));
        return Vec::new();
    };
    match connector.decode(&message.headers, &message.body) {
        Ok(documents) => {
            documents.into_iter().map(|document| Job { connector: Arc::clone(connector), document }).collect()
        }
        Err(refusal) => {
            read.refused.push(refusal.into());
            Vec::new()
        }
    }
}

/// Takes what one document became.
fn take(read: &mut Read, mapped: Mapped) {
    let Mapped { events, refused, test } = mapped;
    read.refused.extend(refused.into_iter().map(Refused::from));
    // A test is decoded and can be looked at; it never reaches production data (DOMAIN, "Accepting").
    let events = if test { Vec::new() } else { events };
    for draft in events {
        let ordinal = u32::try_from(read.events.len()).unwrap_or(u32::MAX);
        read.events.push(Part { ordinal, position: draft.position, event: Arc::new(draft.event) });
    }
}

/// The values of a body of canonical events: one or an array of them (true). Numbers keep their digits.
///
/// # Errors
/// What is no JSON, with the place in the bytes.
pub fn canonical_values(body: &[u8]) -> Result<(Vec<Value>, bool), Refusal> {
    Ok(match codec::json::decode(body)? {
        Json::List(events) => (events.into_iter().map(value_of).collect(), true),
        event => (vec![value_of(event)], false),
    })
}

fn value_of(json: Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(truth) => truth.into(),
        Json::Integer(number) => number.into(),
        Json::Decimal(digits) => decimal::exact(&digits),
        Json::Text(text) => text.into(),
        Json::List(items) => items.into_iter().map(value_of).collect(),
        Json::Object(fields) => fields.into_iter().map(|(name, value)| (name, value_of(value))).collect(),
    }
}

/// The body of `/api/v1/events`: one canonical event or an array of them. The endpoint has checked it already.
fn canonical(message: &NewMessage, read: &mut Read) {
    let events = match canonical_values(&message.body) {
        Ok((events, _)) => events,
        Err(refusal) => return read.refused.push(refusal.into()),
    };
    for (index, value) in events.into_iter().enumerate() {
        let position = format!("/{index}");
        match Event::from_value(value) {
            Ok(event) => {
                let ordinal = u32::try_from(read.events.len()).unwrap_or(u32::MAX);
                read.events.push(Part { ordinal, position, event: Arc::new(event) });
            }
            Err(error) => read.refused.push(Refused {
                code: "EVENT_INVALID".into(),
                position: format!("{position}{}", error.path),
                message: error.message,
                remedy: error.remedy,
            }),
        }
    }
}

impl From<crate::connector::Refusal> for Refused {
    fn from(refusal: crate::connector::Refusal) -> Self {
        Self {
            code: refusal.code.to_owned(),
            position: refusal.position,
            message: refusal.message,
            remedy: refusal.remedy,
        }
    }
}
