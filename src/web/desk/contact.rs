//! What was said to or by the customer: a canonical event in the inbox.

use std::time::Duration;

use app::model::Viewer;
use axum::{
    Extension,
    extract::{Path, State},
    response::Response,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Fields, Trouble, Visit, text};
use crate::{
    bus::Heard,
    domain::{
        id::{ObjectId, SourceId},
        reference::Reference,
        view::View,
    },
    store::Accepted,
    web::{Web, problem::Problem, told},
};

/// How long the answer waits for the event to be applied, so that the page it leads to shows it.
const PATIENCE: Duration = Duration::from_millis(1_500);

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ContactForm {
    channel: String,
    direction: String,
    summary: String,
    deed: String,
}

/// What was said, as a form sends it.
pub(in crate::web) struct Said<'a> {
    /// By which way: a word of a channel.
    pub channel: &'a str,
    /// `out` to the customer, `in` by them.
    pub direction: &'a str,
    /// What.
    pub summary: &'a str,
    /// Tells one showing of the form from the next.
    pub deed: &'a str,
}

pub(super) async fn post(
    State(web): State<Web>,
    viewer: Option<Extension<Viewer>>,
    Path(id): Path<String>,
    Fields(form): Fields<ContactForm>,
) -> Result<Response, Problem> {
    let visit = match Visit::of(web, viewer, &id).await {
        Ok(visit) => visit,
        Err(response) => return Ok(response),
    };
    let Some(form) = form else { return Ok(visit.trouble(Trouble::TooLong)) };
    let ContactForm { channel, direction, summary, deed } = &form;
    let noted = note(&visit, Said { channel, direction, summary, deed }).await?;
    Ok(noted.map_or_else(|trouble| visit.trouble(trouble), |()| visit.back("talk-h")))
}

/// Notes what was said, and who said so, and waits until it shows.
pub(super) async fn note(visit: &Visit, said: Said<'_>) -> Result<Result<(), Trouble>, Problem> {
    let summary = match text::tidy(said.summary) {
        Ok(summary) => summary,
        Err(trouble) => return Ok(Err(trouble)),
    };
    let channel = one_of(said.channel, ["phone", "email", "chat"]);
    let direction = one_of(said.direction, ["out", "in"]);
    let key = visit.key(said.deed, &["contact", channel, direction, &summary]);
    let Some(event) = event(visit, &key, channel, direction, &summary) else { return Ok(Err(Trouble::Changed)) };
    match keep(visit, key, event).await? {
        Accepted::New(_) => visit.audit(&format!("contact.{direction}"), format!("channel:{channel}")).await?,
        Accepted::Again(_) => {}
        Accepted::KeyReused(_) => return Ok(Err(Trouble::Busy)),
    }
    Ok(Ok(()))
}

/// The word, if it is one of these; else the first of them.
fn one_of<'w, const N: usize>(word: &str, words: [&'w str; N]) -> &'w str {
    let found = words.iter().copied().find(|known| *known == word);
    found.or_else(|| words.first().copied()).unwrap_or_default()
}

/// It has no time of its own, so that the same form again is the same body: it happens when it is received.
fn event(visit: &Visit, key: &str, channel: &str, direction: &str, summary: &str) -> Option<Value> {
    let name = name(&visit.row.view)?;
    Some(json!({"type": "contact", "of": "order", "refs": [name], "key": key, "channel": channel,
        "direction": direction, "summary": summary, "by": visit.viewer.name}))
}

/// A name that is this order's alone, where it has one.
fn name(view: &View) -> Option<&Reference> {
    view.refs.iter().find(|name| !name.kind.is_shared()).or_else(|| view.refs.first())
}

/// Keeps the event and waits until it is applied, or a moment.
async fn keep(visit: &Visit, key: String, event: Value) -> Result<Accepted, Problem> {
    let mut changes = visit.web.state.bus.subscribe();
    let accepted = told::keep(&visit.web, SourceId::people(), key, event.to_string().into(), None).await?;
    if matches!(accepted, Accepted::New(_)) {
        let order = visit.row.view.order;
        let applied = async { while !is_about(changes.next().await, order) {} };
        let _ = tokio::time::timeout(PATIENCE, applied).await;
    }
    Ok(accepted)
}

/// Whether that order changed, or nothing will be heard any more.
fn is_about(heard: Option<Heard>, order: ObjectId) -> bool {
    match heard {
        Some(Heard::Changed(version)) => version.order == order,
        Some(Heard::Missed) => false,
        None => true,
    }
}
