//! From a token to a page: the widget of an order, a choice of several, or a notice that says what to do.

use app::{
    embed,
    model::{Framing, Notice, Role, Viewer},
    words::widget as words,
};
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};

use super::{
    about::About,
    token::{Claims, NotGood},
};
use crate::{
    domain::{
        id::{EventId, ObjectId},
        source_health::SourceHealth,
        view::View,
    },
    store::{OrderDesk, OrderRow, StoreResult},
    web::{
        Web, audit,
        documents::event_name,
        middleware::limit::Asker,
        problem::Problem,
        site::present::{self, Clock},
    },
};

/// How many tasks are looked at for what was agreed with the customer.
const DESK_ROWS: usize = 50;

/// A widget that may be opened.
pub(super) struct Opening {
    pub claims: Claims,
    pub theme: Option<&'static str>,
    /// Which of several orders.
    pub choice: Option<ObjectId>,
    /// The instance and the address of a Canvas frame.
    pub console: Option<(String, String)>,
    /// Why what was said was not noted.
    pub trouble: Option<&'static str>,
}

impl Opening {
    /// Of these claims, with nothing chosen.
    pub fn of(claims: Claims) -> Self {
        Self { claims, theme: None, choice: None, console: None, trouble: None }
    }
}

/// Why there is no order to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// No token yet: the console is asked for one.
    Waiting,
    Ended,
    Forged,
    Other,
    Unknown,
    CaseAlone,
    TooLong,
    Busy,
    Broken,
    CanvasForged,
    CanvasStale,
    CanvasUsed,
    CanvasNobody,
    CanvasNothing,
    CanvasByHand,
    CanvasApproval,
}

impl Said {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Waiting => words::WAITING,
            Self::Ended => words::ENDED,
            Self::Forged => words::FORGED,
            Self::Other => words::OTHER,
            Self::Unknown => words::UNKNOWN,
            Self::CaseAlone => words::CASE_ALONE,
            Self::TooLong => words::TOO_LONG,
            Self::Busy => words::BUSY,
            Self::Broken => words::BROKEN,
            Self::CanvasForged => words::CANVAS_FORGED,
            Self::CanvasStale => words::CANVAS_STALE,
            Self::CanvasUsed => words::CANVAS_USED,
            Self::CanvasNobody => words::CANVAS_NOBODY,
            Self::CanvasNothing => words::CANVAS_NOTHING,
            Self::CanvasByHand => words::CANVAS_BY_HAND,
            Self::CanvasApproval => words::CANVAS_APPROVAL,
        }
    }
}

/// The orders that a token opens: none, the one that was meant or chosen, or several.
pub(super) enum Found {
    Nothing,
    One(OrderRow),
    Several(Vec<crate::domain::summary::Summary>),
}

/// Which order is meant.
///
/// # Errors
/// What the store says.
pub(super) async fn find(web: &Web, claims: &Claims, choice: Option<ObjectId>) -> StoreResult<Found> {
    let scope = claims.scope();
    let orders = claims.about.orders(web, &scope).await?;
    let meant = match (orders.as_slice(), choice) {
        ([only], _) => Some(only.order),
        (several, Some(chosen)) => several.iter().map(|one| one.order).find(|order| *order == chosen),
        (_, None) => None,
    };
    let Some(order) = meant else {
        return Ok(if orders.is_empty() { Found::Nothing } else { Found::Several(orders) });
    };
    let row = web.state.stores.graph.order(order).await?;
    let row = row.filter(|row| scope.holds(row.view.sales_org.as_deref()));
    Ok(row.map_or(Found::Nothing, Found::One))
}

/// The widget, or the page on which an order is chosen.
pub(super) async fn open(web: &Web, opening: Opening) -> Response {
    if let Err(problem) = web.pages.check(&Asker::Person(opening.claims.user.clone())) {
        return self::problem(web, &problem);
    }
    let clock = Clock::new(&opening.claims.zone, (web.state.clock)());
    match find(web, &opening.claims, opening.choice).await {
        Ok(Found::One(row)) => {
            begin_inquiry(web, &opening.claims.user, &row.view);
            let sources_health = web.sources_health.known(&web.state).await;
            match web.state.stores.desk.of_order(row.view.order, DESK_ROWS).await {
                Ok(desk) => shown(web, &opening, (&row, &sources_health, &desk), &clock),
                Err(error) => problem(web, &error.into()),
            }
        }
        Ok(Found::Several(orders)) => {
            let choices = orders.iter().map(|summary| present::choice(summary, &clock)).collect();
            html(StatusCode::OK, embed::choose(choices, framing(web, &opening)))
        }
        Ok(Found::Nothing) => {
            let said = match opening.claims.about {
                About::Case { .. } => Said::CaseAlone,
                About::Order(_) | About::Number { .. } => Said::Unknown,
            };
            let framing = Framing { theme: opening.theme, ..bare(web) };
            told(StatusCode::NOT_FOUND, said, None, framing)
        }
        Err(error) => problem(web, &error.into()),
    }
}

/// From the first look at an order with an open case the time of the inquiry runs. The widget does not wait for it.
fn begin_inquiry(web: &Web, person: &str, view: &View) {
    let cases: Vec<_> = view.cases.iter().filter(|case| case.is_open).map(|case| case.object).collect();
    if cases.is_empty() {
        return;
    }
    let (inquiries, person) = (web.state.stores.inquiries.clone(), person.to_owned());
    let (order, now) = (view.order, web.state.now());
    tokio::spawn(async move {
        if let Err(error) = inquiries.begin(order, &cases, &person, now).await {
            tracing::warn!(%error, "the beginning of an inquiry could not be noted");
        }
    });
}

fn shown(
    web: &Web,
    opening: &Opening,
    (row, sources_health, desk): (&OrderRow, &[SourceHealth], &OrderDesk),
    clock: &Clock,
) -> Response {
    let order = row.view.order;
    let until = jiff::Timestamp::from_second(opening.claims.until).unwrap_or(clock.now());
    let link = |event: EventId| (format!("{}/document/{order}/{}", app::paths::EMBED, event_name(event)), until);
    let version = u64::try_from(row.version.version).unwrap_or_default();
    let page = web.state.public_url().and_then(|url| url.join(&app::paths::order(&order.to_string())).ok());
    let page = page.map(String::from).unwrap_or_default();
    let widget = present::widget((&row.view, version, sources_health, desk), page, &link, clock);
    html(StatusCode::OK, embed::page(widget, framing(web, opening)))
}

fn framing(web: &Web, opening: &Opening) -> Framing {
    let claims = &opening.claims;
    Framing {
        theme: opening.theme,
        address: claims.about.address(),
        token: web.embed.keys.sign(claims),
        choice: opening.choice.map(|order| order.to_string()).unwrap_or_default(),
        trouble: opening.trouble,
        renews: claims.renewable_until.is_some(),
        canvas: opening.console.clone().filter(|(instance, origin)| !instance.is_empty() && !origin.is_empty()),
        ..bare(web)
    }
}

fn bare(web: &Web) -> Framing {
    Framing { files: web.embed.files.prefix().to_owned(), hosts: web.embed.hosts.join(" "), ..Framing::default() }
}

/// A notice.
pub(super) fn notice(web: &Web, status: StatusCode, said: Said) -> Response {
    told(status, said, None, bare(web))
}

/// A notice on a page that takes another token from its console, unless it has got some that were no good.
pub(super) fn asks_for_token(web: &Web, status: StatusCode, said: Said, address: String, tries: u8) -> Response {
    told(status, said, None, Framing { needs_token: true, address, tries, ..bare(web) })
}

/// What went wrong on our side, for people.
pub(super) fn problem(web: &Web, problem: &Problem) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let said = if status == StatusCode::TOO_MANY_REQUESTS { Said::Busy } else { Said::Broken };
    let reference = (said == Said::Broken).then(|| {
        let reference = web.state.correlation();
        tracing::error!(code = problem.code, reference, "a widget could not be put together");
        reference
    });
    let mut response = told(status, said, reference, bare(web));
    if let Some(seconds) = problem.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn told(status: StatusCode, said: Said, reference: Option<String>, framing: Framing) -> Response {
    let (title, text) = said.words();
    html(status, embed::notice(Notice { title: title.to_owned(), text: text.to_owned(), reference }, framing))
}

fn html(status: StatusCode, text: String) -> Response {
    (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], text).into_response()
}

/// The claims of a token that was sent.
///
/// # Errors
/// See [`NotGood`]; nothing sent is `None`.
pub(super) fn claims(web: &Web, token: &str) -> Result<Claims, Option<NotGood>> {
    if token.trim().is_empty() {
        return Err(None);
    }
    web.embed.keys.read(token.trim(), (web.state.clock)().as_second()).map_err(Some)
}

/// The person of a token, for what wants one.
pub(super) fn viewer(claims: &Claims) -> Viewer {
    Viewer {
        id: claims.user.clone(),
        name: claims.name.clone(),
        roles: vec![Role::Agent],
        organisations: claims.organisations.clone(),
        zone: claims.zone.clone(),
    }
}

/// Writes down what was done. The page is worth more than the row: one that cannot be written is an error in the log.
pub(super) async fn audit(web: &Web, user: &str, action: &str, subject: &str, detail: &str) {
    if let Err(error) = audit::note(web, audit::user(user), action, subject, detail).await {
        tracing::error!(%error, "a row of the audit could not be written");
    }
}
