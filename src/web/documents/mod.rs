//! Documents that partners sent: `/documents/{order}/{message}-{ordinal}-{generation}?until=…&sig=…`.
//!
//! A link is made when an order page is rendered; it works for that person only and ends after some minutes. Opening it
//! asks again whether they may see the order, and every view is written into the audit before a byte is sent.
//!
//! The bytes are somebody else's: they are shown under a policy that runs nothing. `sandbox` without allowances holds for
//! PDF too: Chromium's viewer shows it all the same (tried with 156, as a page and in a frame).

mod customer;
mod link;

use app::model::Viewer;
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use jiff::Timestamp;
use serde::Deserialize;

use self::link::Bound;
pub(super) use self::{customer::show as show_to_customer, link::LinkKey};
use super::{Web, audit, problem::Problem, session, visible};
use crate::{
    documents::{DocumentError, Shown},
    domain::{
        event::Content,
        id::{EventId, MessageId, ObjectId},
        insight::MICROS_A_DAY as DAY,
        view::{DocumentView, View},
    },
};

const POLICY: HeaderValue = HeaderValue::from_static(
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'",
);

/// How many of an order's newest rows in the audit are looked at for the same view of the same day.
const LOOKED_BACK: usize = 200;

/// A link to a document of an order for this person, and when it ends.
pub(super) fn document_link(web: &Web, viewer: &Viewer, order: ObjectId, event: EventId) -> (String, Timestamp) {
    let minutes = i64::from(web.state.config.documents.link_minutes);
    let now = (web.state.clock)();
    let until = now.as_second() + minutes * 60;
    let bound = Bound { person: &viewer.id, order, event, until };
    let signature = web.links.sign(&bound);
    let path = format!("/documents/{order}/{}?until={until}&sig={signature}", event_name(event));
    (path, Timestamp::from_second(until).unwrap_or(now))
}

#[derive(Debug, Deserialize)]
pub(super) struct Signed {
    until: i64,
    sig: String,
}

/// The document itself. Whoever follows a link that has ended, or comes back signed out, is led to where a new one is.
pub(super) async fn show(
    State(web): State<Web>,
    viewer: Option<Extension<Viewer>>,
    headers: HeaderMap,
    Path((order, event)): Path<(String, String)>,
    Query(signed): Query<Signed>,
) -> Result<Response, Problem> {
    let page = visible::number(&order).map(|order| app::paths::order(&order.to_string()));
    match open(&web, viewer.map(|Extension(viewer)| viewer), &order, &event, &signed).await {
        Err(problem) if is_navigation(&headers) => match (problem.code, page) {
            (SIGNED_OUT, Some(page)) => Ok(Redirect::to(&app::paths::sign_in(&page)).into_response()),
            (LINK_ENDED | NOT_YOUR_LINK, Some(page)) => Ok(Redirect::to(&page).into_response()),
            _ => Err(problem),
        },
        other => other,
    }
}

const SIGNED_OUT: &str = "SIGNED_OUT";
const LINK_ENDED: &str = "LINK_ENDED";
const NOT_YOUR_LINK: &str = "NOT_YOUR_LINK";

/// Whether a person follows a link, as against a page that loads a picture.
fn is_navigation(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-mode").is_some_and(|mode| mode == "navigate")
}

async fn open(
    web: &Web,
    viewer: Option<Viewer>,
    order: &str,
    event: &str,
    signed: &Signed,
) -> Result<Response, Problem> {
    let again = |status, code, what: &str| Problem::new(status, code, format!("{what}; open it from the order again"));
    let viewer = viewer.ok_or_else(|| again(StatusCode::UNAUTHORIZED, SIGNED_OUT, "sign in"))?;
    let row = visible::order(web, &session::scope(&viewer), order).await?;
    let event = event_of(event).ok_or_else(Problem::not_found)?;
    let bound = Bound { person: &viewer.id, order: row.view.order, event, until: signed.until };
    if !web.links.fits(&bound, &signed.sig) {
        return Err(again(StatusCode::FORBIDDEN, NOT_YOUR_LINK, "this link was not made for you"));
    }
    if (web.state.clock)().as_second() >= signed.until {
        return Err(again(StatusCode::GONE, LINK_ENDED, "this link has ended"));
    }
    deliver(web, &viewer, &row.view, event).await
}

/// The bytes of a document of an order that this person may see; the view is written down first.
///
/// # Errors
/// 404 when there is none, or none that is kept here.
pub(super) async fn deliver(web: &Web, viewer: &Viewer, view: &View, event: EventId) -> Result<Response, Problem> {
    let sha256 = find_stored(view, event).ok_or_else(Problem::not_found)?;
    let shown = shown(web, sha256).await?;
    seen(web, audit::person(viewer), view.order, event).await?;
    Ok(served(view.order, event, shown))
}

async fn shown(web: &Web, sha256: &str) -> Result<Shown, Problem> {
    web.state.documents.show(sha256).await.map_err(broken)
}

/// Writes down that `actor` saw a document: once a day (in UTC), however often a page that shows it is loaded.
///
/// # Errors
/// 503: it is not written down, and nothing may be shown.
async fn seen(web: &Web, actor: String, order: ObjectId, event: EventId) -> Result<(), Problem> {
    let (subject, detail) = (format!("order:{order}"), format!("document:{}", event_name(event)));
    let today = web.state.now().div_euclid(DAY);
    let records = web.state.stores.audit.newest(Some(&subject), LOOKED_BACK).await?;
    let is_known = records.iter().map(|record| &record.entry).any(|entry| {
        entry.action == "document.view"
            && entry.actor == actor
            && entry.detail == detail
            && entry.at.div_euclid(DAY) == today
    });
    if !is_known {
        audit::note(web, actor, "document.view", subject, detail).await?;
    }
    Ok(())
}

fn served(order: ObjectId, event: EventId, shown: Shown) -> Response {
    let media = shown.media.as_str();
    let ending = media.rsplit('/').next().unwrap_or("bin");
    let disposition = format!("inline; filename=\"proof-{order}-{}.{ending}\"", event_name(event));
    let headers = [(header::CONTENT_TYPE, media.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    let mut response = (headers, shown.bytes).into_response();
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, POLICY);
    response
}

/// Whether the order has this document, and its bytes are kept here.
pub(super) fn is_stored(view: &View, event: EventId) -> bool {
    find_stored(view, event).is_some()
}

/// The digest of the document's bytes.
fn find_stored(view: &View, event: EventId) -> Option<&str> {
    match &find(view, event)?.content {
        Some(Content::Stored { sha256, .. }) => Some(sha256),
        _ => None,
    }
}

fn find(view: &View, event: EventId) -> Option<&DocumentView> {
    let of_shipments = view.shipments.iter().flat_map(|shipment| &shipment.documents);
    of_shipments.chain(&view.documents).find(|document| document.event == event)
}

fn broken(error: DocumentError) -> Problem {
    match error {
        DocumentError::Missing => Problem::not_found(),
        DocumentError::NotShowable(reason) => Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "NOT_SHOWABLE", reason),
        other => {
            tracing::error!(error = %other, "a document could not be read");
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "BUSY", "documents cannot be read just now").retry_after(5)
        }
    }
}

/// An event in an address.
pub(super) fn event_name(event: EventId) -> String {
    format!("{}-{}-{}", event.message, event.ordinal, event.generation)
}

/// The event of that name.
pub(super) fn event_of(text: &str) -> Option<EventId> {
    let mut parts = text.split('-');
    let message = MessageId(visible::number(parts.next()?)?.0);
    let mut small = || u32::try_from(visible::number(parts.next()?)?.0).ok();
    let (ordinal, generation) = (small()?, small()?);
    parts.next().is_none().then_some(EventId { message, ordinal, generation })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_has_a_name_in_addresses() {
        let event = EventId { message: MessageId(12), ordinal: 3, generation: 1 };
        assert_eq!(event_of(&event_name(event)), Some(event));
        for wrong in ["", "12", "12-3", "12-3-1-1", "12--1", "-12-3-1", "12-99999999999-1"] {
            assert_eq!(event_of(wrong), None, "{wrong}");
        }
    }
}
