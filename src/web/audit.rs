//! Writing into the audit what people and programs do here, as of now.

use app::model::Viewer;

use super::Web;
use crate::store::{AuditEntry, StoreResult};

/// A signed-in person, as the audit names them.
pub(super) fn person(viewer: &Viewer) -> String {
    user(&viewer.id)
}

/// A person by their identity.
pub(super) fn user(id: &str) -> String {
    format!("user:{id}")
}

/// Writes down who did what to what.
///
/// # Errors
/// What the store says: nothing was written.
pub(super) async fn note(
    web: &Web,
    actor: String,
    action: &str,
    subject: impl Into<String>,
    detail: impl Into<String>,
) -> StoreResult<()> {
    let (action, subject, detail) = (action.to_owned(), subject.into(), detail.into());
    let entry = AuditEntry { at: web.state.now(), actor, action, subject, detail };
    web.state.stores.audit.record(entry).await.map(drop)
}
