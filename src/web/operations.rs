//! What the operators' pages do: forms, answered by leading back to the page. The pages themselves are the site's.

use app::paths;
use axum::{
    Form, Router,
    extract::{Path, State},
    response::Redirect,
    routing::post,
};
use serde::Deserialize;

use super::{
    Web,
    api::replays::{self, ReplayRequest},
    caller::Caller,
    problem::Problem,
};

/// The routes of these forms.
pub(super) fn routes() -> Router<Web> {
    Router::new().route(paths::REPLAYS, post(start)).route(&format!("{}/{{id}}/{{step}}", paths::REPLAYS), post(step))
}

/// What the form sends; what is left empty selects nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wish {
    connector: String,
    state: String,
    code: String,
    from: String,
    to: String,
    messages: String,
    everything: String,
    dry_run: String,
}

async fn start(State(web): State<Web>, caller: Caller, Form(wish): Form<Wish>) -> Result<Redirect, Problem> {
    let actor = caller.may_operate(replays::SCOPE)?;
    let numbers = wish.messages.split(|c: char| !c.is_ascii_digit()).filter(|text| !text.is_empty());
    let messages = numbers.map(str::parse).collect::<Result<Vec<i64>, _>>();
    let messages = messages.map_err(|_| replays::bad("a message's number has at most 18 digits".to_owned()))?;
    let text = |text: String| Some(text).filter(|text| !text.trim().is_empty());
    let asked = ReplayRequest {
        connector: text(wish.connector),
        state: text(wish.state),
        code: text(wish.code),
        from: text(wish.from),
        to: text(wish.to),
        messages,
        everything: wish.everything == "true",
        dry_run: wish.dry_run == "true",
    };
    replays::begin(&web, actor, asked).await?;
    Ok(Redirect::to(paths::REPLAYS))
}

async fn step(
    State(web): State<Web>,
    caller: Caller,
    Path((id, step)): Path<(i64, String)>,
) -> Result<Redirect, Problem> {
    let actor = caller.may_operate(replays::SCOPE)?;
    replays::steer(&web, actor, id, &step).await?;
    Ok(Redirect::to(paths::REPLAYS))
}
