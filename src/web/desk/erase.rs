//! Erasing what people wrote: for administrators alone. The audit keeps who erased what by number, never the text.

use axum::{
    Extension,
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};

use app::model::Viewer;

use super::Visit;
use crate::web::{Web, problem::Problem};

/// Somebody who may erase, at an order that they may see. For everybody else there is no such thing here.
async fn administrator(web: Web, viewer: Option<Extension<Viewer>>, id: &str) -> Result<Visit, Response> {
    let visit = Visit::of(web, viewer, id).await?;
    if visit.viewer.administers() { Ok(visit) } else { Err(Problem::not_found().into_response()) }
}

/// `POST /orders/{id}/notes/{note}/erase`.
pub(super) async fn note(
    State(web): State<Web>,
    viewer: Option<Extension<Viewer>>,
    Path((id, note)): Path<(String, i64)>,
) -> Result<Response, Problem> {
    let visit = match administrator(web, viewer, &id).await {
        Ok(visit) => visit,
        Err(response) => return Ok(response),
    };
    let kept = visit.web.state.stores.desk.erase_note(visit.row.view.order, note).await?;
    visit.written(kept, "note.erase", |id| format!("note:{id}"), "talk-h").await
}

/// `POST /orders/{id}/erase`: the texts and names of all notes and tasks.
pub(super) async fn all(
    State(web): State<Web>,
    viewer: Option<Extension<Viewer>>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let visit = match administrator(web, viewer, &id).await {
        Ok(visit) => visit,
        Err(response) => return Ok(response),
    };
    let order = visit.row.view.order;
    let erased = visit.web.state.stores.desk.erase(order).await?;
    if erased > 0 {
        visit.audit("desk.erase", format!("{erased} notes and tasks")).await?;
        visit.web.state.bus.publish(visit.web.state.stores.graph.versions(&[order]).await?);
    }
    Ok(visit.back("talk-h"))
}
