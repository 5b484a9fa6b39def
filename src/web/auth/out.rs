//! Signing out: the session ends on this side, the cookie goes, and every open stream of it ends.

use app::{model::Viewer, paths};
use axum::{Extension, extract::State, response::Redirect};
use tower_sessions::Session;

use crate::web::{Web, audit, problem::Problem};

/// `POST /auth/out`.
pub(super) async fn sign_out(
    State(web): State<Web>,
    viewer: Option<Extension<Viewer>>,
    session: Session,
) -> Result<Redirect, Problem> {
    session.flush().await.map_err(|error| super::broken(&error))?;
    if let Some(Extension(viewer)) = viewer {
        let actor = audit::person(&viewer);
        audit::note(&web, actor.clone(), "sign_out", actor, "").await?;
    }
    Ok(Redirect::to(&format!("{}?why=signed-out", paths::SIGN_IN)))
}
