//! What people write down around an order: notes, what was said to the customer, tasks. Plain forms, answered by leading back to
//! the order; who does not see the order is told that there is none.
//!
//! Notes and tasks are kept in the store, and the order's version rises with them. What was said is an event like any other and goes
//! through the inbox, so that a replay brings it again and the fold knows it.

mod contact;
mod erase;
mod proof_links;
mod tasks;
mod text;

use app::{model::Viewer, paths};
use axum::{
    Extension, Form, Router,
    extract::{FromRequest, Path, Request, State, rejection::FormRejection},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use serde::{Deserialize, de::DeserializeOwned};
use sha2::{Digest as _, Sha256};

pub(super) use self::contact::Said;
use self::text::Trouble;
use super::{Web, audit, problem::Problem, session, visible};
use crate::store::{Kept, NewNote, OrderRow, StoreResult};

/// The routes of these forms.
pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/orders/{id}/notes", post(note))
        .route("/orders/{id}/notes/{note}/erase", post(erase::note))
        .route("/orders/{id}/erase", post(erase::all))
        .route("/orders/{id}/proof-links", post(proof_links::create))
        .route("/orders/{id}/proof-links/{link}/revoke", post(proof_links::revoke))
        .route("/orders/{id}/contacts", post(contact::post))
        .route("/orders/{id}/tasks", post(tasks::open))
        .route("/orders/{id}/tasks/{task}/done", post(tasks::done))
}

/// The longest note, in characters.
pub(super) const LONGEST: usize = 4_000;

/// Somebody at an order that they may see.
struct Visit {
    web: Web,
    viewer: Viewer,
    row: OrderRow,
}

impl Visit {
    /// Leads the signed out to the sign-in, and refuses what may not be seen as if it were not there.
    async fn of(web: Web, viewer: Option<Extension<Viewer>>, id: &str) -> Result<Self, Response> {
        let Some(Extension(viewer)) = viewer else {
            return Err(Redirect::to(&paths::sign_in(&paths::order(id))).into_response());
        };
        let row = visible::order(&web, &session::scope(&viewer), id).await.map_err(IntoResponse::into_response)?;
        Ok(Self { web, viewer, row })
    }

    /// Back to the order, to that part of it.
    fn back(&self, part: &str) -> Response {
        let order = paths::order(&self.row.view.order.to_string());
        Redirect::to(&format!("{order}#{part}")).into_response()
    }

    /// Back to the order, which says what was wrong.
    fn trouble(&self, trouble: Trouble) -> Response {
        let order = paths::order(&self.row.view.order.to_string());
        Redirect::to(&format!("{order}?trouble={}#trouble", trouble.code())).into_response()
    }

    /// What is in the audit: who did what to this order. No personal data in `detail`.
    async fn audit(&self, action: &str, detail: String) -> StoreResult<()> {
        let subject = format!("order:{}", self.row.view.order);
        audit::note(&self.web, audit::person(&self.viewer), action, subject, detail).await
    }

    /// The end of what was written: in the audit, told to open pages, and back to that part of the order.
    async fn written(
        &self,
        kept: Kept,
        action: &str,
        detail: impl FnOnce(i64) -> String,
        part: &str,
    ) -> Result<Response, Problem> {
        match kept {
            Kept::New(id, version) => {
                self.audit(action, detail(id)).await?;
                self.web.state.bus.publish(vec![version]);
                Ok(self.back(part))
            }
            Kept::Again => Ok(self.back(part)),
            Kept::TooMany => Ok(self.trouble(Trouble::TooMany)),
            Kept::Unknown => Err(Problem::not_found()),
        }
    }

    /// The same thing written twice by one form has the same key: `deed` tells one showing of the form from the next. Where a
    /// form sends none, the same within a minute is the same.
    fn key(&self, deed: &str, parts: &[&str]) -> String {
        let minute = || format!("minute {}", self.web.state.now() / 60_000_000);
        let deed = if deed.is_empty() { minute() } else { deed.to_owned() };
        let mut digest = Sha256::new();
        for part in [&self.viewer.id, &self.row.view.order.to_string(), &deed]
            .into_iter()
            .map(String::as_str)
            .chain(parts.iter().copied())
        {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part.as_bytes());
        }
        hex::encode(digest.finalize())
    }
}

/// Notes what was said, for a door that has found the person, and the order that they may see, by itself.
/// Else gives the code of why not (`app::words::trouble`).
pub(super) async fn said(
    web: &Web,
    viewer: Viewer,
    row: OrderRow,
    said: Said<'_>,
) -> Result<Result<(), &'static str>, Problem> {
    let visit = Visit { web: web.clone(), viewer, row };
    Ok(contact::note(&visit, said).await?.map_err(Trouble::code))
}

/// A form, or that it is larger than any form of ours.
pub(super) struct Fields<T>(pub Option<T>);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Fields<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match Form::<T>::from_request(request, state).await {
            Ok(Form(fields)) => Ok(Self(Some(fields))),
            Err(FormRejection::BytesRejection(_)) => Ok(Self(None)),
            Err(rejection) => {
                let title = rejection.body_text();
                Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "BAD_FORM", title))
            }
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct NoteForm {
    text: String,
    deed: String,
}

async fn note(
    State(web): State<Web>,
    viewer: Option<Extension<Viewer>>,
    Path(id): Path<String>,
    Fields(form): Fields<NoteForm>,
) -> Result<Response, Problem> {
    let visit = match Visit::of(web, viewer, &id).await {
        Ok(visit) => visit,
        Err(response) => return Ok(response),
    };
    let written = form.ok_or(Trouble::TooLong).and_then(|form| Ok((text::tidy(&form.text)?, form.deed)));
    let (text, deed) = match written {
        Ok(written) => written,
        Err(trouble) => return Ok(visit.trouble(trouble)),
    };
    let note = NewNote {
        key: visit.key(&deed, &["note", &text]),
        order: visit.row.view.order,
        person: visit.viewer.id.clone(),
        name: visit.viewer.name.clone(),
        at: visit.web.state.now(),
        text,
    };
    let kept = visit.web.state.stores.desk.note(note).await?;
    visit.written(kept, "note.add", |id| format!("note:{id}"), "talk-h").await
}
