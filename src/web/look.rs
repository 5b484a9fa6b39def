//! `POST /look`: how somebody likes the pages. It is nobody's business but theirs, says nothing of a person, and is kept in a cookie;
//! so it works before the sign-in too.

use app::{model::Look, paths};
use axum::{
    Form,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse as _, Redirect, Response},
};
use serde::Deserialize;

use super::Web;

/// A year, in seconds.
const KEPT: u32 = 31_536_000;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct LookForm {
    theme: String,
    density: String,
    back: String,
}

/// Keeps what the form says beside what was kept, and leads back.
pub(super) async fn choose(State(web): State<Web>, headers: HeaderMap, Form(form): Form<LookForm>) -> Response {
    let look = Look::of(&headers).with([form.theme.as_str(), form.density.as_str()].into_iter());
    let secure = if web.state.is_https() { "; Secure" } else { "" };
    let cookie = format!("{}={}; Path=/; Max-Age={KEPT}; HttpOnly; SameSite=Lax{secure}", Look::COOKIE, look.cookie());
    ([(header::SET_COOKIE, cookie)], Redirect::to(paths::local_or_door(&form.back))).into_response()
}
