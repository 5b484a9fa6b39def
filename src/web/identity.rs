//! What operators decide about names that two things claim: forms, answered by leading back to the list, or by a page that says what
//! was not done and why. Merging and taking away are canonical events in the inbox, as by the API, so that a replay brings them
//! again. Leaving changes nothing in the graph: it is noted beside the dispute. The pages themselves are the site's.

use std::time::Duration;

use app::{
    model::{FormNotice, Viewer},
    paths,
};
use axum::{
    Form, Router,
    extract::{FromRequestParts, Path, State},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{Web, audit, problem::Problem, site, text, told};
use crate::{
    domain::{
        id::{MessageId, SourceId},
        reference::Reference,
        scene::ConflictKind,
    },
    store::{Accepted, Dispute, LeftAlone, MessageState, NameKey, Side, dispute_name},
};

/// The longest reason, in characters.
const LONGEST: usize = 500;
/// How long a decision holds others off while it is carried out, in microseconds.
const HOLDS: i64 = 60_000_000;
/// How long the answer waits for the event to be applied, and how often it looks.
const PATIENCE: Duration = Duration::from_millis(1_500);
const LOOK: Duration = Duration::from_millis(25);

/// The routes of these forms.
pub(super) fn routes() -> Router<Web> {
    Router::new().route(&format!("{}/{{id}}/{{step}}", paths::IDENTITY), post(decide))
}

/// Whether the two may be made one; else why not.
///
/// # Errors
/// The reason, for people.
pub(super) fn merge(dispute: &Dispute) -> Result<(), &'static str> {
    if dispute.conflict.kind == ConflictKind::Customers {
        return Err("They are of two customers and are never put together. Have the sender correct it.");
    }
    if dispute.claimant.of != dispute.holder.of {
        return Err("They are things of two kinds.");
    }
    own_name(&dispute.claimant, None)
        .zip(own_name(&dispute.holder, None))
        .map(drop)
        .ok_or("One of them has no number that is its alone.")
}

/// Whether what is disputed may be taken from the one that has it; else why not.
///
/// # Errors
/// The reason, for people.
pub(super) fn unlink(dispute: &Dispute) -> Result<(), &'static str> {
    unlinking(dispute).map(drop)
}

/// The event that takes it away, but for the reason.
fn unlinking(dispute: &Dispute) -> Result<Value, &'static str> {
    let (conflict, holder) = (&dispute.conflict, &dispute.holder);
    if conflict.kind == ConflictKind::Place {
        let name = own_name(holder, None).ok_or("What has it bears no number that is its alone.")?;
        let link = json!({"relation": "contains", "of": conflict.of, "ref": conflict.reference});
        return Ok(json!({"type": "unlink", "of": holder.of, "refs": [name], "links": [link]}));
    }
    let disputed = NameKey::new(conflict.of, &conflict.reference);
    let bears = holder.of == conflict.of && holder.names.iter().any(|name| NameKey::new(holder.of, name) == disputed);
    if !bears {
        return Err(
            "What stands in the way is no name that could be taken. Have the sender correct it and read its message again.",
        );
    }
    let name = own_name(holder, Some(&disputed)).ok_or("It is the only number that the other one has.")?;
    Ok(json!({"type": "unlink", "of": holder.of, "refs": [name], "names": [conflict.reference]}))
}

fn merging(dispute: &Dispute, keep: &str) -> Result<Value, &'static str> {
    merge(dispute)?;
    let (stays, goes) = match keep {
        "claimant" => (&dispute.claimant, &dispute.holder),
        _ => (&dispute.holder, &dispute.claimant),
    };
    let disputed = NameKey::new(dispute.conflict.of, &dispute.conflict.reference);
    let name = |side: &Side| own_name(side, Some(&disputed)).or_else(|| own_name(side, None)).cloned();
    let (stays_by, goes_by) = name(stays).zip(name(goes)).ok_or("One of them has no number that is its alone.")?;
    Ok(json!({"type": "merge", "of": stays.of, "refs": [stays_by], "duplicates": [goes_by]}))
}

/// A name by which one side alone is meant: not shared, and better one that is never given to something else.
fn own_name<'s>(side: &'s Side, but: Option<&NameKey>) -> Option<&'s Reference> {
    let fits = |name: &&Reference| !name.kind.is_shared() && but.is_none_or(|but| NameKey::new(side.of, name) != *but);
    let mut names: Vec<_> = side.names.iter().filter(fits).collect();
    names.sort_by_key(|name| name.kind.is_used_again());
    names.first().copied()
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Decision {
    reason: String,
    keep: String,
}

/// An operator at a dispute.
struct Operator {
    viewer: Viewer,
    parts: Parts,
}

impl Operator {
    async fn told(&self, status: StatusCode, title: &str, line: String, back: &str) -> Response {
        let notice =
            FormNotice { status: status.as_u16(), title: title.to_owned(), lines: vec![line], back: back.to_owned() };
        site::notice(&self.parts, notice).await
    }
}

impl FromRequestParts<Web> for Operator {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &Web) -> Result<Self, Response> {
        let signed_out = || Redirect::to(&paths::sign_in(paths::IDENTITY)).into_response();
        let viewer = parts.extensions.get::<Viewer>().cloned().ok_or_else(signed_out)?;
        if !viewer.operates() {
            return Err(Problem::not_found().into_response());
        }
        Ok(Self { viewer, parts: parts.clone() })
    }
}

async fn decide(
    State(web): State<Web>,
    operator: Operator,
    Path((id, step)): Path<(String, String)>,
    Form(decision): Form<Decision>,
) -> Result<Response, Problem> {
    if !["merge", "unlink", "leave"].contains(&step.as_str()) {
        return Err(Problem::not_found());
    }
    let back = paths::dispute(&id);
    let bad = StatusCode::BAD_REQUEST;
    let reason = match text::clean(&decision.reason, LONGEST) {
        Ok(reason) if !reason.is_empty() => reason,
        Ok(_) => {
            return Ok(operator.told(bad, "That could not be done", "Say why, in a few words.".into(), &back).await);
        }
        Err(long) => {
            let line = format!("The reason has {long} characters; {LONGEST} fit.");
            return Ok(operator.told(bad, "That could not be done", line, &back).await);
        }
    };
    let Some(dispute) = web.state.stores.disputes.get(&id).await? else { return late(&web, &operator, &id).await };
    if step == "leave" {
        return leave(&web, &operator, &dispute, reason).await;
    }
    let event = if step == "merge" { merging(&dispute, &decision.keep) } else { unlinking(&dispute) };
    match event {
        Ok(event) => settle(&web, &operator, &dispute, &step, (event, reason)).await,
        Err(why) => Ok(operator.told(StatusCode::CONFLICT, "That cannot be done", why.to_owned(), &back).await),
    }
}

/// It is settled already, or somebody is at it: who, as far as the audit knows.
async fn late(web: &Web, operator: &Operator, id: &str) -> Result<Response, Problem> {
    let known = web.state.stores.audit.newest(Some(&subject(id)), 1).await?;
    let line = known.first().map_or_else(
        || "It was settled by what a sender said since, or there was no such dispute.".to_owned(),
        |record| {
            let at = site::time_words(&operator.viewer, web, record.entry.at);
            let (_, who) = record.entry.actor.rsplit_once(':').unwrap_or(("", &record.entry.actor));
            let did = match record.entry.action.as_str() {
                "object.merge" => "made one of the two",
                "object.unlink" => "took it away",
                _ => "left it as it is",
            };
            format!("{who} {did}, {at}.")
        },
    );
    Ok(operator.told(StatusCode::CONFLICT, "Somebody else was faster", line, paths::IDENTITY).await)
}

fn subject(id: &str) -> String {
    format!("dispute:{id}")
}

fn done(word: &str) -> Response {
    Redirect::to(&paths::with_pairs(paths::IDENTITY, [("did", word)])).into_response()
}

async fn leave(web: &Web, operator: &Operator, dispute: &Dispute, reason: String) -> Result<Response, Problem> {
    let (id, viewer) = (dispute_name(&dispute.conflict), &operator.viewer);
    let left = LeftAlone { person: viewer.id.clone(), name: viewer.name.clone(), at: web.state.now(), reason };
    if !web.state.stores.disputes.leave(&id, &left).await? {
        return late(web, operator, &id).await;
    }
    audit::note(web, audit::person(viewer), "dispute.leave", subject(&id), json!({"reason": left.reason}).to_string())
        .await?;
    Ok(done("leave"))
}

/// Keeps the event, and waits a moment until it is applied.
async fn settle(
    web: &Web,
    operator: &Operator,
    dispute: &Dispute,
    step: &str,
    (mut event, reason): (Value, String),
) -> Result<Response, Problem> {
    let id = dispute_name(&dispute.conflict);
    let (state, now) = (&web.state, web.state.now());
    let hash = Sha256::digest(format!("dispute {id} {}", dispute.conflict.event.message)).into();
    if !state.stores.once.use_up(hash, now, now.saturating_add(HOLDS)).await? {
        return late(web, operator, &id).await;
    }
    if let Some(fields) = event.as_object_mut() {
        fields.insert("reason".to_owned(), reason.into());
    }
    let (actor, detail) = (audit::person(&operator.viewer), event.to_string());
    let (source, key) = (SourceId::operator(&actor), format!("dispute:{id}:{now}"));
    let accepted = told::keep(web, source, key, detail.clone().into(), None).await?;
    audit::note(web, actor, &format!("object.{step}"), subject(&id), detail).await?;
    let (Accepted::New(message) | Accepted::Again(message) | Accepted::KeyReused(message)) = accepted;
    match tokio::time::timeout(PATIENCE, applied(web, message)).await {
        Err(_) => Ok(done("waits")),
        Ok(refused) => match refused? {
            None => Ok(done(step)),
            Some(why) => {
                let back = paths::dispute(&id);
                Ok(operator.told(StatusCode::CONFLICT, "That was not done", why, &back).await)
            }
        },
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
