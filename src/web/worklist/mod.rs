//! What supervisors do with the worklists: forms, answered by leading back to the list, or by a page that says what was not done
//! and why. The pages themselves are the site's.

mod act;
pub(super) mod csv;
mod export;
mod form;
mod views;

use app::{
    model::{FormNotice, Viewer},
    paths,
};
use axum::{
    Router,
    extract::FromRequestParts,
    http::request::Parts,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};

use super::{Web, problem::Problem, site};
use crate::store::{Actor, Person, Scope};

/// The routes of the forms and the file.
pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route(paths::WORK_ACT, post(act::act))
        .route(paths::WORK_VIEWS, post(views::keep))
        .route(&format!("{}/{{id}}/forget", paths::WORK_VIEWS), post(views::forget))
        .route(paths::WORK_CSV, get(export::csv))
}

/// A signed-in person who leads others. For everybody else there is no such thing here.
pub(super) struct Leader {
    viewer: Viewer,
    parts: Parts,
}

impl Leader {
    fn actor(&self) -> Actor {
        actor(&self.viewer)
    }

    fn scope(&self) -> Scope {
        super::session::scope(&self.viewer)
    }

    /// A page that says what was not done.
    async fn told(&self, notice: FormNotice) -> Response {
        site::notice(&self.parts, notice).await
    }
}

impl FromRequestParts<Web> for Leader {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &Web) -> Result<Self, Response> {
        let signed_out = || Redirect::to(&paths::sign_in(paths::WORKLIST)).into_response();
        let viewer = parts.extensions.get::<Viewer>().cloned().ok_or_else(signed_out)?;
        if !viewer.leads() {
            return Err(Problem::not_found().into_response());
        }
        Ok(Self { viewer, parts: parts.clone() })
    }
}

/// Somebody as the worklists know them.
pub(super) fn actor(viewer: &Viewer) -> Actor {
    Actor { id: viewer.id.clone(), name: viewer.name.clone() }
}

/// Notes who came in, so that work can be given to them. A sign-in is worth more than the note.
pub(super) async fn know(web: &Web, viewer: &Viewer) {
    let organisations = super::session::scope(viewer).organisations().map(<[String]>::to_vec);
    let person = Person { actor: actor(viewer), organisations, seen: web.state.now() };
    if let Err(error) = web.state.stores.worklist.know(person).await {
        tracing::warn!(%error, "who signed in could not be noted");
    }
}
