//! What the bar says on every page of whoever leads others: how much work is open.

use app::model::{OpenWork, Viewer};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};

use crate::web::{Web, session::scope};

/// Puts [`OpenWork`] into the request. A page without the number is better than none.
pub async fn open_work(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let viewer = request.extensions().get::<Viewer>().filter(|viewer| viewer.leads());
    if let Some(viewer) = viewer.filter(|_| !request.uri().path().starts_with("/fn/")) {
        match web.state.stores.worklist.open(&scope(viewer)).await {
            Ok(count) => drop(request.extensions_mut().insert(OpenWork(count))),
            Err(error) => tracing::warn!(%error, "open work could not be counted"),
        }
    }
    next.run(request).await
}
