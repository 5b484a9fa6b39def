//! `/embed/order/{number}` and `/embed/case/{number}`: posted to with a token (a form of the console whose target is the
//! frame) they are the widget; fetched without one they wait for the console to send it.

use axum::{
    Form,
    extract::{Path, State},
    http::{Extensions, HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;

use super::{
    about::Place,
    page::{self, Opening, Said},
    token::{Claims, NotGood},
};
use crate::{
    domain::id::{EventId, ObjectId},
    store::OrderRow,
    web::{
        Web, address,
        desk::{self, Fields},
        documents,
        problem::Problem,
        visible,
    },
};

/// So many tokens that are no good are asked for.
const MOST_TRIES: u8 = 3;

/// What a widget, or its console, sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Posted {
    pub token: String,
    pub theme: String,
    pub choice: String,
    pub tries: String,
}

impl Posted {
    fn theme(&self) -> Option<&'static str> {
        ["light", "dark"].into_iter().find(|theme| *theme == self.theme)
    }

    /// Which of several orders.
    pub fn choice(&self) -> Option<ObjectId> {
        visible::number(&self.choice)
    }
}

/// What was said to the customer: the widget's form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SaidForm {
    #[serde(flatten)]
    posted: Posted,
    channel: String,
    summary: String,
    deed: String,
    /// Of a Canvas frame, as it was opened.
    instance: String,
    origin: String,
}

/// Whose request it is.
pub(super) type Asking = (Extensions, HeaderMap);

pub(super) async fn order(
    State(web): State<Web>,
    extensions: Extensions,
    headers: HeaderMap,
    Path(number): Path<String>,
    Form(posted): Form<Posted>,
) -> Response {
    show(&web, &(extensions, headers), Place::Order, &number, &posted).await
}

pub(super) async fn case(
    State(web): State<Web>,
    extensions: Extensions,
    headers: HeaderMap,
    Path(number): Path<String>,
    Form(posted): Form<Posted>,
) -> Response {
    show(&web, &(extensions, headers), Place::Case, &number, &posted).await
}

pub(super) async fn waiting_order(State(web): State<Web>, Path(number): Path<String>) -> Response {
    page::asks_for_token(&web, StatusCode::OK, Said::Waiting, Place::Order.address(&number), 0)
}

pub(super) async fn waiting_case(State(web): State<Web>, Path(number): Path<String>) -> Response {
    page::asks_for_token(&web, StatusCode::OK, Said::Waiting, Place::Case.address(&number), 0)
}

async fn show(web: &Web, asking: &Asking, place: Place, number: &str, posted: &Posted) -> Response {
    let claims = match page::claims(web, &posted.token) {
        Ok(claims) => claims,
        Err(why) => return refused(web, asking, place, number, posted, why.as_ref()),
    };
    if !claims.about.fits(place, number) {
        let detail = format!("a token for {} was used for another", claims.about.subject());
        page::audit(web, &claims.user, "embed.refused", &claims.about.subject(), &detail).await;
        return page::notice(web, StatusCode::FORBIDDEN, Said::Other);
    }
    page::open(web, Opening { theme: posted.theme(), choice: posted.choice(), ..Opening::of(claims) }).await
}

fn refused(web: &Web, asking: &Asking, place: Place, number: &str, posted: &Posted, why: Option<&NotGood>) -> Response {
    let said = match why {
        None => Said::Waiting,
        Some(NotGood::Ended(_)) => Said::Ended,
        Some(NotGood::Forged) => {
            if let Err(problem) = count_attempt(web, asking) {
                return page::problem(web, &problem);
            }
            Said::Forged
        }
    };
    let tries = posted.tries.parse().unwrap_or(0).min(MOST_TRIES);
    page::asks_for_token(web, StatusCode::UNAUTHORIZED, said, place.address(number), tries)
}

/// Whoever sends what we did not make is slowed down.
fn count_attempt(web: &Web, (extensions, headers): &Asking) -> Result<(), Problem> {
    web.attempts.widget.check(&address::of_peer(&web.state, extensions, headers))
}

/// The claims behind a request of an open widget; `None` once its token has ended.
///
/// # Errors
/// 401 for a token that we did not make, 429 for one too many.
pub(super) fn asker(web: &Web, asking: &Asking, posted: &Posted) -> Result<Option<Claims>, Problem> {
    match page::claims(web, &posted.token) {
        Ok(claims) => {
            web.pages.check(&crate::web::middleware::limit::Asker::Person(claims.user.clone()))?;
            Ok(Some(claims))
        }
        Err(Some(NotGood::Ended(_))) => Ok(None),
        Err(Some(NotGood::Forged) | None) => {
            count_attempt(web, asking)?;
            Err(Problem::new(StatusCode::UNAUTHORIZED, "BAD_TOKEN", "this embed token was not made here"))
        }
    }
}

/// `POST /embed/renew`: a new token for a widget whose console cannot send one, as long as it may.
pub(super) async fn renew(
    State(web): State<Web>,
    extensions: Extensions,
    headers: HeaderMap,
    Form(posted): Form<Posted>,
) -> Result<Response, Problem> {
    let now = (web.state.clock)().as_second();
    let claims = asker(&web, &(extensions, headers), &posted)?;
    let renewed = claims.and_then(|claims| {
        let until = claims.renewable_until?.min(now + web.embed.life());
        (until > now).then_some(Claims { until, ..claims })
    });
    Ok(renewed
        .map_or_else(|| StatusCode::NO_CONTENT.into_response(), |claims| web.embed.keys.sign(&claims).into_response()))
}

/// `POST /embed/document/{order}/{event}`: a document of the order that the token opens.
pub(super) async fn document(
    State(web): State<Web>,
    extensions: Extensions,
    headers: HeaderMap,
    Path((order, event)): Path<(String, String)>,
    Form(posted): Form<Posted>,
) -> Response {
    let claims = match shown_to(&web, &(extensions, headers), &posted) {
        Ok(claims) => claims,
        Err(response) => return *response,
    };
    open_document(&web, &claims, &order, &event, posted.choice())
        .await
        .unwrap_or_else(|problem| not_done(&web, &problem))
}

/// The claims behind a form of an open widget; else the page that says why there are none.
fn shown_to(web: &Web, asking: &Asking, posted: &Posted) -> Result<Claims, Box<Response>> {
    let unauthorized = |said| Box::new(page::notice(web, StatusCode::UNAUTHORIZED, said));
    match asker(web, asking, posted) {
        Ok(Some(claims)) => Ok(claims),
        Ok(None) => Err(unauthorized(Said::Ended)),
        Err(problem) if problem.status == StatusCode::UNAUTHORIZED => Err(unauthorized(Said::Forged)),
        Err(problem) => Err(Box::new(page::problem(web, &problem))),
    }
}

/// What a form of an open widget is answered where it asked for nothing that is there, or something failed.
fn not_done(web: &Web, problem: &Problem) -> Response {
    if problem.status == StatusCode::NOT_FOUND {
        return page::notice(web, StatusCode::NOT_FOUND, Said::Unknown);
    }
    page::problem(web, problem)
}

/// The order with this number in an address, if it is the one that the claims open.
async fn opened(web: &Web, claims: &Claims, order: &str, choice: Option<ObjectId>) -> Result<OrderRow, Problem> {
    let asked = visible::number(order).ok_or_else(Problem::not_found)?;
    match page::find(web, claims, choice).await? {
        page::Found::One(row) if row.view.order == asked => Ok(row),
        _ => Err(Problem::not_found()),
    }
}

async fn open_document(
    web: &Web,
    claims: &Claims,
    order: &str,
    event: &str,
    choice: Option<ObjectId>,
) -> Result<Response, Problem> {
    let event: EventId = documents::event_of(event).ok_or_else(Problem::not_found)?;
    let row = opened(web, claims, order, choice).await?;
    documents::deliver(web, &page::viewer(claims), &row.view, event).await
}

/// `POST /embed/said/{order}`: the agent told the customer what the widget says. The answer is the widget again, which shows it.
pub(super) async fn said(
    State(web): State<Web>,
    extensions: Extensions,
    headers: HeaderMap,
    Path(order): Path<String>,
    Fields(form): Fields<SaidForm>,
) -> Response {
    let Some(form) = form else { return page::notice(&web, StatusCode::PAYLOAD_TOO_LARGE, Said::TooLong) };
    let claims = match shown_to(&web, &(extensions, headers), &form.posted) {
        Ok(claims) => claims,
        Err(response) => return *response,
    };
    match note_said(&web, &claims, &order, &form).await {
        Ok(trouble) => {
            let console = Some((form.instance, form.origin)).filter(|(instance, _)| !instance.is_empty());
            let (theme, choice) = (form.posted.theme(), form.posted.choice());
            page::open(&web, Opening { theme, choice, console, trouble, ..Opening::of(claims) }).await
        }
        Err(problem) => not_done(&web, &problem),
    }
}

/// Why it was not noted, if it was not.
async fn note_said(web: &Web, claims: &Claims, order: &str, form: &SaidForm) -> Result<Option<&'static str>, Problem> {
    let row = opened(web, claims, order, form.posted.choice()).await?;
    let SaidForm { channel, summary, deed, .. } = form;
    let said = desk::Said { channel, direction: "out", summary, deed };
    let noted = desk::said(web, page::viewer(claims), row, said).await?;
    Ok(noted.err().and_then(app::words::trouble))
}
