//! Making and revoking a link by which a customer opens a proof of delivery. [`crate::web::documents`] opens it.

use axum::{
    Extension,
    extract::{Path, State},
    response::Response,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;

use app::model::Viewer;

use super::{Fields, Trouble, Visit};
use crate::{
    domain::insight::MICROS_A_DAY as DAY,
    store::{Hand, NewProofLink},
    web::{
        Web,
        documents::{event_of, is_stored},
        problem::Problem,
    },
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ProofLinkForm {
    /// The event that brought the document, as in its address.
    document: String,
}

/// `POST /orders/{id}/proof-links`.
pub(super) async fn create(
    State(web): State<Web>,
    viewer: Option<Extension<Viewer>>,
    Path(id): Path<String>,
    Fields(form): Fields<ProofLinkForm>,
) -> Result<Response, Problem> {
    let visit = match Visit::of(web, viewer, &id).await {
        Ok(visit) => visit,
        Err(response) => return Ok(response),
    };
    let document = form.and_then(|form| event_of(&form.document));
    let Some(event) = document.filter(|event| is_stored(&visit.row.view, *event)) else {
        return Ok(visit.trouble(Trouble::Changed));
    };
    let state = &visit.web.state;
    let now = state.now();
    let days = i64::from(state.config.documents.customer_link_days);
    let link = NewProofLink {
        token: token(&visit.web),
        order: visit.row.view.order,
        event,
        person: visit.viewer.id.clone(),
        name: visit.viewer.name.clone(),
        created: now,
        expires: now.saturating_add(days.saturating_mul(DAY)),
    };
    let kept = state.stores.proof_links.create(link).await?;
    visit.written(kept, "proof_link.create", |id| format!("proof_link:{id}"), "pod-h").await
}

/// `POST /orders/{id}/proof-links/{link}/revoke`.
pub(super) async fn revoke(
    State(web): State<Web>,
    viewer: Option<Extension<Viewer>>,
    Path((id, link)): Path<(String, i64)>,
) -> Result<Response, Problem> {
    let visit = match Visit::of(web, viewer, &id).await {
        Ok(visit) => visit,
        Err(response) => return Ok(response),
    };
    let state = &visit.web.state;
    let by = Hand { person: visit.viewer.id.clone(), name: visit.viewer.name.clone(), at: state.now() };
    let kept = state.stores.proof_links.revoke(visit.row.view.order, link, by).await?;
    visit.written(kept, "proof_link.revoke", |id| format!("proof_link:{id}"), "pod-h").await
}

/// 32 random bytes, for an address.
fn token(web: &Web) -> String {
    let mut bytes = [0; 32];
    (web.state.chance)(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}
