//! Finding orders by whatever a customer can read out.

use axum::{
    Json,
    extract::{Query, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::time::{micros, moment};
use crate::{
    domain::{reference::normalise_text, time::Moment},
    store::Match,
    web::{Web, caller::Caller, endings, problem::Problem},
};

/// Most matches in an answer.
const MOST: usize = 50;
/// Longest text that is searched for, in characters.
const LONGEST: usize = 200;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    /// A number of any kind, its beginning, or four and more of its last characters; a name, an e-mail address or a postcode.
    /// Something else than blanks and dashes must be in it.
    #[param(min_length = 1, max_length = 200, pattern = r"[^\s\x00-\x1F\x7F-\x9F\-\u2010-\u2015\u2212]")]
    q: String,
}

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SearchResults {
    /// Exact matches first, then those that begin with it, then those that end with it.
    matches: Vec<Hit>,
}

/// An order, and by what it was found.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Hit {
    /// Our number of it.
    id: String,
    /// Its order number.
    number: String,
    /// Whose number that is.
    scope: String,
    /// What matched: `order`, `tracking`, `name` …
    matched: &'static str,
    /// The text that matched, as it was sent.
    text: String,
    /// Whether the whole of it matched.
    exact: bool,
    /// Whether the number has been given to something else since.
    earlier: bool,
    /// The customer's name.
    customer: Option<String>,
    /// One word for where it stands.
    #[schema(value_type = String)]
    state: crate::domain::view::State,
    /// The exception that leads.
    exception: Option<&'static str>,
    /// The last instant of the promise, on the clocks where the goods arrive.
    promised_by: Option<String>,
    /// When it is expected, on the same clocks.
    expected: Option<String>,
}

/// On the clocks where the goods arrive; in UTC in a row that was written before these were kept.
fn local(there: Option<Moment>, at: Option<i64>) -> Option<String> {
    there.map(moment).or_else(|| at.map(micros))
}

impl Hit {
    /// The answer of a match; what belongs to no order is left out.
    pub fn of(found: Match) -> Option<Self> {
        let summary = found.summary?;
        Some(Self {
            id: summary.order.to_string(),
            number: summary.number,
            scope: summary.scope,
            matched: found.row.kind.as_str(),
            text: found.row.raw,
            exact: found.exact,
            earlier: found.earlier,
            customer: summary.customer,
            state: summary.state,
            exception: summary.exception.map(crate::domain::reason::Exception::as_str),
            promised_by: local(summary.there.promised, summary.promised),
            expected: local(summary.there.expected, summary.expected),
        })
    }
}

/// Orders by a number, a name or an address.
#[utoipa::path(
    get, path = "/api/v1/search", tag = "orders", params(Asked),
    responses(
        (status = 200, body = SearchResults),
        (status = 400, body = Problem, description = "nothing to search for, or too much"),
        (status = 401, body = Problem, description = "no token, or one that is not good"),
    )
)]
pub(super) async fn search(
    State(web): State<Web>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<Json<SearchResults>, Problem> {
    caller.may_read()?;
    let norm = normalise_text(&asked.q);
    if norm.is_empty() || asked.q.chars().count() > LONGEST {
        return Err(Problem::new(
            StatusCode::BAD_REQUEST,
            "NOTHING_TO_FIND",
            "q is empty or longer than 200 characters",
        ));
    }
    let (lookup, scope) = (&web.state.stores.lookup, caller.scope());
    let mut found = lookup.find(&norm, &scope, MOST).await?;
    let more = endings::beside(&web, &scope, &norm, &found, MOST - found.len()).await?;
    found.extend(more);
    Ok(Json(SearchResults { matches: found.into_iter().filter_map(Hit::of).collect() }))
}
