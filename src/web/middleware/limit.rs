//! How often one person, or one address that is not signed in, may ask. API tokens are counted where they are checked.

use app::model::Viewer;
use axum::{
    extract::{Request, State},
    http::header,
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use crate::web::{
    Web,
    address::{self, Client},
};

/// Whose requests are counted together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::web) enum Asker {
    /// A signed-in person.
    Person(String),
    /// An address.
    Address(Client),
}

/// Counts a request of a page.
pub(in crate::web) async fn limit(State(web): State<Web>, request: Request, next: Next) -> Response {
    // A token is counted where it is looked up, and a bad one by its address there.
    if takes_token(request.uri().path()) && request.headers().contains_key(header::AUTHORIZATION) {
        return next.run(request).await;
    }
    let asker = match request.extensions().get::<Viewer>() {
        Some(viewer) => Asker::Person(viewer.id.clone()),
        None => Asker::Address(address::of_peer(&web.state, request.extensions(), request.headers())),
    };
    match web.pages.check(&asker) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

/// Whether a token means anything there.
fn takes_token(path: &str) -> bool {
    path.starts_with("/api/") || path == "/metrics"
}
