//! What operators decide about what names mean and what belongs together: names that two things claim ([`disputes`]), links and
//! duplicates that nobody disputes ([`objects`]). Forms, answered by leading back to a page, or by a page that says what was not done
//! and why. Merging and taking away are canonical events in the inbox, as by the API, so that a replay brings them again
//! ([`settle`]). The pages themselves are the site's.

mod disputes;
mod objects;
mod resolve;

use app::{
    model::{FormNotice, Viewer},
    paths,
};
use axum::{
    Router,
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Redirect, Response},
    routing::post,
};

use super::{Web, problem::Problem, site, text};
use crate::{
    domain::reference::Reference,
    store::{NameKey, Side},
};

pub(super) use self::{
    disputes::{merge, unlink},
    objects::{LINKS, joined, merging, print_of, unlinking},
};

/// The longest reason, in characters.
const LONGEST: usize = 500;

/// The routes of these forms.
pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route(&format!("{}/{{id}}/{{step}}", paths::IDENTITY), post(disputes::decide))
        .route(&format!("{}/{{id}}/unlink", paths::OBJECTS), post(objects::unlink))
        .route(&format!("{}/{{id}}/merge", paths::OBJECTS), post(objects::merge))
}

/// A name by which one side alone is meant: not shared, none of those to leave out, and better one that is never given to something
/// else.
fn own_name<'s>(side: &'s Side, but: &[NameKey]) -> Option<&'s Reference> {
    let fits = |name: &&Reference| !name.kind.is_shared() && !but.contains(&NameKey::new(side.of, name));
    side.names.iter().filter(fits).min_by_key(|name| name.kind.is_used_again())
}

/// Back to a page, which says what was done.
fn lead(path: &str, did: &str) -> Response {
    Redirect::to(&paths::with_pairs(path, [("did", did)])).into_response()
}

/// An operator who sent a form.
struct Operator {
    viewer: Viewer,
    parts: Parts,
}

impl Operator {
    /// A page that says what was not done.
    async fn told(&self, status: StatusCode, title: &str, line: String, back: &str) -> Response {
        let notice =
            FormNotice { status: status.as_u16(), title: title.to_owned(), lines: vec![line], back: back.to_owned() };
        site::notice(&self.parts, notice).await
    }

    /// The reason as it is kept; else the page that asks for one.
    async fn reason(&self, written: &str, back: &str) -> Result<String, Response> {
        let line = match text::clean(written, LONGEST) {
            Ok(reason) if !reason.is_empty() => return Ok(reason),
            Ok(_) => "Say why, in a few words.".to_owned(),
            Err(long) => format!("The reason has {long} characters; {LONGEST} fit."),
        };
        Err(self.told(StatusCode::BAD_REQUEST, "That could not be done", line, back).await)
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
