//! The port through which pages get their data. The server implements it and provides it as
//! [`Shared`] in the context; pages and server functions know nothing of stores or domains.

use std::sync::Arc;

use async_trait::async_trait;
use axum::http::request::Parts;

use crate::model::{
    Asked, CodePage, Detail, DisputePage, Example, HealthPage, IdentityPage, InsightsPage, MergePage, MessagePage,
    MessagesPage, ObjectPage, OrderPage, OwnershipPage, Recent, ReplaysPage, SearchResult, SignInOptions, TasksPage,
    UnmappedPage, Viewer, WorkItemPage, WorklistPage,
};

/// How the port stands in the Leptos context.
pub type Shared = Arc<dyn Backend>;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// There is no such order, or this viewer may not see it: the two look the same on purpose.
    NotFound,
    /// Something broke; the reference finds it in the logs.
    Unavailable {
        /// What a person quotes when reporting it.
        reference: String,
    },
}

/// What the pages ask for. Every method that takes a viewer shows only what that viewer may see.
#[async_trait]
pub trait Backend: Send + Sync + 'static {
    /// The signed-in person of a request; `None` sends them to the sign-in.
    fn viewer(&self, request: &Parts) -> Option<Viewer>;

    /// What the sign-in page may offer to this request.
    fn sign_in_options(&self, request: &Parts) -> SignInOptions;

    /// A page of what fits a query.
    async fn search(&self, viewer: &Viewer, asked: &Asked) -> Result<SearchResult, Failure>;

    /// Numbers and names by which this person finds something.
    async fn examples(&self, viewer: &Viewer) -> Result<Vec<Example>, Failure>;

    /// The few best fits while somebody types.
    async fn suggest(&self, viewer: &Viewer, text: &str) -> Result<SearchResult, Failure>;

    /// One order. Looking at it is recorded for [`Backend::recent`], unless `quiet`
    /// (the page refreshes itself).
    async fn order(&self, viewer: &Viewer, id: &str, detail: Detail, quiet: bool) -> Result<OrderPage, Failure>;

    /// Every code of quarantine, in alphabetical order.
    fn codes(&self) -> Vec<CodePage>;

    /// Messages that run again; `NotFound` for whoever is no operator.
    async fn replays(&self, viewer: &Viewer) -> Result<ReplaysPage, Failure>;

    /// Messages, by the pairs of the address; `NotFound` for whoever is no operator.
    async fn messages(&self, viewer: &Viewer, pairs: &[(String, String)]) -> Result<MessagesPage, Failure>;

    /// One message, with its body where that is asked for; `NotFound` likewise, and when there is none.
    async fn message(&self, viewer: &Viewer, id: &str, with_body: bool) -> Result<MessagePage, Failure>;

    /// Codes that no table knows; `NotFound` for whoever is no operator.
    async fn unmapped(&self, viewer: &Viewer) -> Result<UnmappedPage, Failure>;

    /// Integration health; `NotFound` for whoever is no operator.
    async fn health(&self, viewer: &Viewer) -> Result<HealthPage, Failure>;

    /// Names in dispute, and what bears the number `q`; `NotFound` for whoever is no operator. `did` is what was just done, by its
    /// word in the address.
    async fn disputes(&self, viewer: &Viewer, did: Option<&str>, q: &str) -> Result<IdentityPage, Failure>;

    /// One object; `NotFound` for whoever is no operator, and when there is none. `did` as above.
    async fn object(&self, viewer: &Viewer, id: &str, did: Option<&str>) -> Result<ObjectPage, Failure>;

    /// An object beside another that it may be merged with: `other`, or what bears the number `q`. `NotFound` likewise.
    async fn merging(&self, viewer: &Viewer, id: &str, q: &str, other: Option<&str>) -> Result<MergePage, Failure>;

    /// One of them; `NotFound` for whoever is no operator, and when it is settled.
    async fn dispute(&self, viewer: &Viewer, id: &str) -> Result<DisputePage, Failure>;

    /// Who has the word on what: the table that is used. Every signed-in person may see it.
    fn ownership(&self, viewer: &Viewer) -> OwnershipPage;

    /// A list of work, by the pairs of its address; `NotFound` for whoever leads nobody.
    async fn worklist(&self, viewer: &Viewer, pairs: &[(String, String)]) -> Result<WorklistPage, Failure>;

    /// One item of a list; `NotFound` for whoever leads nobody or does not see its order.
    async fn work_item(&self, viewer: &Viewer, id: &str, pairs: &[(String, String)]) -> Result<WorkItemPage, Failure>;

    /// The figures, by the pairs of the address; `NotFound` for whoever leads nobody.
    async fn insights(&self, viewer: &Viewer, pairs: &[(String, String)]) -> Result<InsightsPage, Failure>;

    /// Tasks of orders that this viewer sees, by the pairs of the address.
    async fn tasks(&self, viewer: &Viewer, pairs: &[(String, String)]) -> Result<TasksPage, Failure>;

    /// The last ten orders this viewer looked at, newest first.
    async fn recent(&self, viewer: &Viewer) -> Result<Vec<Recent>, Failure>;
}
