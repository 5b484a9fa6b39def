//! An operator's word about the graph, on its way through the inbox.

use std::time::Duration;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::Operator;
use crate::{
    domain::id::{MessageId, SourceId},
    store::{Accepted, MessageState},
    web::{Web, audit, problem::Problem, site, told},
};

/// How long a decision holds others off while it is carried out, in microseconds.
const HOLDS: i64 = 60_000_000;
/// How long the answer waits for the event to be applied, and how often it looks.
const PATIENCE: Duration = Duration::from_millis(1_500);
const LOOK: Duration = Duration::from_millis(25);

/// What an operator decided.
pub(super) struct Deed {
    /// As the audit calls it.
    pub action: String,
    /// What it is done to, as the audit names it.
    pub subject: String,
    /// What was decided about, as it was seen: of two who decide about the same one is first.
    pub about: String,
    /// The event, but for its key and reason.
    pub event: Value,
    /// Why.
    pub reason: String,
}

/// What became of it.
pub(super) enum Settled {
    /// It is applied.
    Done,
    /// It is kept and not applied yet.
    Waits,
    /// It was refused when it was applied, and why.
    Refused(String),
    /// Somebody else decided about the same.
    Late,
}

/// Keeps the event, and waits a moment until it is applied.
pub(super) async fn settle(web: &Web, operator: &Operator, deed: Deed) -> Result<Settled, Problem> {
    let Deed { action, subject, about, event, reason } = deed;
    let (state, now) = (&web.state, web.state.now());
    if !state.stores.once.use_up(Sha256::digest(about).into(), now, now.saturating_add(HOLDS)).await? {
        return Ok(Settled::Late);
    }
    let key = format!("{subject}:{now}");
    let (actor, detail) = (audit::person(&operator.viewer), told::keyed(event, &key, Some(reason)).to_string());
    let accepted = told::keep(web, SourceId::operator(&actor), key, detail.clone().into(), None).await?;
    audit::note(web, actor, &action, subject, detail).await?;
    let (Accepted::New(message) | Accepted::Again(message) | Accepted::KeyReused(message)) = accepted;
    match tokio::time::timeout(PATIENCE, applied(web, message)).await {
        Err(_) => Ok(Settled::Waits),
        Ok(refused) => Ok(refused?.map_or(Settled::Done, Settled::Refused)),
    }
}

/// Waits until a message is settled; gives why it was refused, if it was.
async fn applied(web: &Web, message: MessageId) -> Result<Option<String>, Problem> {
    loop {
        let row = web.state.stores.inbox.message(message).await?;
        match row.filter(|row| row.state != MessageState::Received) {
            Some(row) if row.state == MessageState::Quarantined => {
                let why: Vec<_> = row.refusals.iter().map(|one| format!("{}: {}", one.code, one.message)).collect();
                return Ok(Some(format!("Message {message} was refused. {}", why.join("; "))));
            }
            Some(_) => return Ok(None),
            None => tokio::time::sleep(LOOK).await,
        }
    }
}

/// Who did what to it last, as far as the audit knows.
pub(super) async fn late(web: &Web, operator: &Operator, subject: &str) -> Result<Option<String>, Problem> {
    let known = web.state.stores.audit.newest(Some(subject), 1).await?;
    Ok(known.first().map(|record| {
        let at = site::time_words(&operator.viewer, web, record.entry.at);
        let (_, who) = record.entry.actor.rsplit_once(':').unwrap_or(("", &record.entry.actor));
        let did = match record.entry.action.as_str() {
            "object.merge" => "made one of the two",
            "object.unlink" => "took it away",
            _ => "left it as it is",
        };
        format!("{who} {did}, {at}.")
    }))
}
