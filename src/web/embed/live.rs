//! The stream of an open widget: a ticket first, for the token; then `/embed/live?v=VERSION&ticket=…`.

use axum::{
    Form,
    extract::{Query, State},
    http::{Extensions, HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;

use super::{
    open::{Posted, asker},
    page::{self, Found},
    ticket::Admitted,
};
use crate::web::{
    Web,
    live::{Holder, Watch, answer},
    problem::Problem,
};

/// So long before its token ends a stream does, in seconds: so that its widget has a new one in time.
const BEFORE_THE_END: i64 = 20;

/// `POST /embed/ticket`: a ticket, or nothing once the token has ended.
pub(super) async fn ticket(
    State(web): State<Web>,
    extensions: Extensions,
    headers: HeaderMap,
    Form(posted): Form<Posted>,
) -> Result<Response, Problem> {
    let Some(claims) = asker(&web, &(extensions, headers), &posted)? else {
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    let Found::One(row) = page::find(&web, &claims, posted.choice()).await? else { return Err(Problem::not_found()) };
    let admitted = Admitted { claims, order: row.view.order };
    let now = (web.state.clock)().as_second();
    Ok(web.embed.tickets.issue(&web.state.chance, now, admitted).into_response())
}

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    ticket: String,
    #[serde(default)]
    v: String,
}

/// `GET /embed/live`.
pub(super) async fn live(State(web): State<Web>, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let now = (web.state.clock)().as_second();
    let Some(Admitted { claims, order }) = web.embed.tickets.take(&asked.ticket, now) else {
        // Tells a browser to ask no more, without an error in the console of the page around it.
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    let watch = Watch::parse(&format!("{order}@{}", asked.v))
        .ok_or_else(|| Problem::new(StatusCode::BAD_REQUEST, "BAD_VERSION", "write v=VERSION, a number"))?;
    let holder = Holder::Token {
        person: claims.user.clone(),
        scope: claims.scope(),
        until: (claims.until - BEFORE_THE_END).max(now) * 1_000_000,
    };
    answer(web, holder, watch).await
}
