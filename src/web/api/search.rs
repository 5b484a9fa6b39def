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
    store::{Match, Waiting},
    web::{Web, caller::Caller, find, problem::Problem, query::check::Reading},
};

/// Most matches in an answer.
const MOST: usize = 50;
/// Longest text that is searched for, in characters.
const LONGEST: usize = 500;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    /// A number of any kind, its beginning, or four and more of its last characters; a name, a town or both; an e-mail address, a
    /// telephone number or a postcode. A word before it (`order 4711`), a barcode (AIM prefix, GS1 elements) or a link to a carrier's
    /// page is read as the number in it.
    /// Something else than blanks and dashes must be in it.
    #[param(min_length = 1, max_length = 500, pattern = r"[^\s\x00-\x1F\x7F-\x9F\-\u2010-\u2015\u2212]")]
    q: String,
}

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SearchResults {
    /// Exact matches first, then those that begin with it, then those that end with it.
    matches: Vec<Hit>,
    /// What is known under exactly these numbers and belongs to no order yet.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    waiting: Vec<WaitingNumber>,
    /// What the text reads like, where nothing is known under it.
    #[serde(skip_serializing_if = "Option::is_none")]
    reading: Option<NumberReading>,
}

/// A number that was reported and belongs to no order yet.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WaitingNumber {
    /// `tracking`, `container` …
    kind: &'static str,
    /// Whose number it is.
    scope: String,
    /// The number as sent.
    number: String,
    /// How many events were received about it, counted up to 100.
    events: u32,
    /// When the last of them happened.
    last: Option<String>,
}

impl WaitingNumber {
    pub fn of(waiting: &Waiting) -> Self {
        Self {
            kind: waiting.row.kind.as_str(),
            scope: waiting.row.scope.clone(),
            number: waiting.row.raw.clone(),
            events: waiting.events,
            last: (waiting.events > 0).then(|| micros(waiting.last)),
        }
    }
}

/// What a number reads like by its form.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NumberReading {
    /// `UPS tracking number` …
    r#as: &'static str,
    /// Whether its check digit is right: the number is not known yet. Otherwise it was probably misheard.
    check_digit_right: bool,
    /// The number, letters and digits.
    number: String,
}

impl NumberReading {
    fn of(reading: &Reading) -> Self {
        Self { r#as: reading.what, check_digit_right: reading.right, number: reading.number.clone() }
    }
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
    if normalise_text(&asked.q).is_empty() || asked.q.chars().count() > LONGEST {
        return Err(Problem::new(
            StatusCode::BAD_REQUEST,
            "NOTHING_TO_FIND",
            "q is empty or longer than 500 characters",
        ));
    }
    let found = find::find(&web, &caller.scope(), &asked.q, MOST).await?;
    let waiting = found.waiting.iter().map(WaitingNumber::of).collect();
    let reading = found.reading.as_ref().map(NumberReading::of);
    let matches = found.matches().filter_map(Hit::of).collect();
    Ok(Json(SearchResults { matches, waiting, reading }))
}
