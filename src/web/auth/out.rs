//! Signing out: the session ends on this side, the cookie goes, and every open stream of it ends.

use app::paths;
use axum::response::Redirect;
use tower_sessions::Session;

use crate::web::problem::Problem;

/// `POST /auth/out`.
pub(super) async fn sign_out(session: Session) -> Result<Redirect, Problem> {
    session.flush().await.map_err(|error| super::broken(&error))?;
    Ok(Redirect::to(&format!("{}?why=signed-out", paths::SIGN_IN)))
}
