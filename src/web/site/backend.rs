//! Fills the pages' port: authorises, reads the stores, presents.

use app::{
    backend::{Backend, Failure},
    model::{
        Asked, CodePage, Detail, DisputePage, Example, HealthPage, IdentityPage, InsightsPage, MergePage, MessagePage,
        MessagesPage, ObjectPage, OrderPage, OwnershipPage, Recent, ReplaysPage, SearchResult, SignInOptions,
        TasksPage, UnmappedPage, Viewer, WorkItemPage, WorklistPage,
    },
};
use async_trait::async_trait;
use axum::http::request::Parts;

use super::{
    figures,
    looks::Looks,
    messages, operations,
    present::{self, Clock},
    tasks, work,
};
use crate::{
    domain::{
        effect,
        id::{EventId, ObjectId},
        view::View,
    },
    ingest::{codes, read::API_CONNECTOR},
    store::{ObjectDetails, Recent as Seen, StoreError},
    web::{
        Web, auth,
        documents::document_link,
        find::{self, Found},
        session::scope,
        visible, waiting,
    },
};

/// How many hits are sorted, filtered and turned over on pages, and how many type-ahead shows.
const LISTED: usize = 500;
const WHILE_TYPING: usize = 8;
/// From how many of the newest orders the start page takes its examples.
const EXAMPLES_FROM: usize = 12;
/// How many rows of the audit, notes and tasks a page looks at.
const AUDIT_ROWS: usize = 50;
/// How many replays the operators' page shows.
const REPLAYS: usize = 20;

/// The pages' port over the stores.
pub struct Site {
    web: Web,
    looks: Looks,
}

impl Site {
    /// The port of this room.
    pub fn new(web: Web) -> Self {
        Self { web, looks: Looks::default() }
    }

    /// The room.
    pub(super) fn web(&self) -> &Web {
        &self.web
    }

    pub(super) fn clock(&self, viewer: &Viewer) -> Clock {
        super::clock(&self.web, viewer)
    }

    /// Notes that somebody looked at an order; the page is worth more than the note. Looking again within a minute is
    /// the same look and no write.
    async fn note_look(&self, viewer: &Viewer, order: ObjectId) {
        let seen = Seen { order, at: self.web.state.now() };
        if !self.looks.is_new(&viewer.id, seen) {
            return;
        }
        if let Err(error) = self.web.state.stores.tokens.looked_at(&viewer.id, seen).await {
            tracing::warn!(%error, "a look at an order could not be noted");
        }
    }

    /// From the first look at an order with an open case the time of the inquiry runs. The page does not wait for it.
    fn begin_inquiry(&self, viewer: &Viewer, view: &View) {
        let cases: Vec<_> = view.cases.iter().filter(|case| case.is_open).map(|case| case.object).collect();
        if cases.is_empty() {
            return;
        }
        let (inquiries, person) = (self.web.state.stores.inquiries.clone(), viewer.id.clone());
        let (order, now) = (view.order, self.web.state.now());
        tokio::spawn(async move {
            if let Err(error) = inquiries.begin(order, &cases, &person, now).await {
                tracing::warn!(%error, "the beginning of an inquiry could not be noted");
            }
        });
    }

    /// Whatever broke stands in the log under the reference that the page names.
    pub(super) fn broken(&self, error: &StoreError) -> Failure {
        let reference = self.web.state.correlation();
        tracing::error!(%error, reference, "a page could not be put together");
        Failure::Unavailable { reference }
    }

    /// What the query finds, at most `limit` matches.
    async fn find(&self, viewer: &Viewer, text: &str, limit: usize) -> Result<Found, Failure> {
        find::find(&self.web, &scope(viewer), text, limit).await.map_err(|error| self.broken(&error))
    }
}

#[async_trait]
impl Backend for Site {
    fn viewer(&self, request: &Parts) -> Option<Viewer> {
        request.extensions.get::<Viewer>().cloned()
    }

    fn sign_in_options(&self, request: &Parts) -> SignInOptions {
        auth::options(&self.web, request)
    }

    async fn search(&self, viewer: &Viewer, asked: &Asked) -> Result<SearchResult, Failure> {
        let found = self.find(viewer, &asked.query, LISTED).await?;
        Ok(present::result(asked, &found, &self.clock(viewer)))
    }

    async fn suggest(&self, viewer: &Viewer, text: &str) -> Result<SearchResult, Failure> {
        let asked = Asked { query: text.to_owned(), ..Asked::default() };
        Ok(present::result(&asked, &self.find(viewer, text, WHILE_TYPING).await?, &self.clock(viewer)))
    }

    async fn examples(&self, viewer: &Viewer) -> Result<Vec<Example>, Failure> {
        let rows = self.web.state.stores.lookup.newest_rows(EXAMPLES_FROM, &scope(viewer)).await;
        rows.map(|rows| present::examples(&rows)).map_err(|error| self.broken(&error))
    }

    async fn order(&self, viewer: &Viewer, id: &str, detail: Detail, quiet: bool) -> Result<OrderPage, Failure> {
        let stores = &self.web.state.stores;
        let id = visible::number(id).ok_or(Failure::NotFound)?;
        let subject = format!("order:{id}");
        let found = stores.graph.details(id, &subject, AUDIT_ROWS).await.map_err(|error| self.broken(&error))?;
        let scope = scope(viewer);
        let Some(ObjectDetails { row, audit, outbox, desk, proof_links, people }) =
            found.filter(|found| scope.holds(found.row.view.sales_org.as_deref()))
        else {
            return Err(Failure::NotFound);
        };
        let sources_health = self.web.sources_health.known(&self.web.state).await;
        let wants = effect::wanted(&row.view, &self.web.state.ownership, &self.web.state.policy);
        if !quiet {
            self.note_look(viewer, id).await;
            self.begin_inquiry(viewer, &row.view);
        }
        let waiting = waiting::of_order(&self.web, &row.view).await.map_err(|error| self.broken(&error))?;
        let link = |event: EventId| document_link(&self.web, viewer, id, event);
        let version = u64::try_from(row.version.version).unwrap_or_default();
        let order = present::Order {
            view: &row.view,
            viewer,
            version,
            detail,
            audit: &audit,
            desk: &desk,
            outbox: &outbox,
            wants: &wants,
            sources_health: &sources_health,
            waiting: &waiting,
            proof_links: present::ProofLinks { own: &link, customer: &proof_links },
            people: &people,
        };
        Ok(present::order(&order, &self.clock(viewer)))
    }

    fn codes(&self) -> Vec<CodePage> {
        let mut pages: Vec<_> = codes::all()
            .map(|page| CodePage { code: page.code, title: page.title, cause: page.cause, remedy: page.remedy })
            .collect();
        pages.sort_by_key(|page| page.code);
        pages
    }

    async fn replays(&self, viewer: &Viewer) -> Result<ReplaysPage, Failure> {
        if !viewer.operates() {
            return Err(Failure::NotFound);
        }
        let found = self.web.state.stores.replays.newest(REPLAYS).await.map_err(|error| self.broken(&error))?;
        let clock = self.clock(viewer);
        let connectors = self.web.state.connectors.iter().map(|connector| connector.name().to_owned());
        let mut connectors: Vec<_> = connectors.collect();
        connectors.push(API_CONNECTOR.to_owned());
        Ok(ReplaysPage { connectors, replays: found.iter().map(|one| present::replay(one, &clock)).collect() })
    }

    async fn messages(&self, viewer: &Viewer, pairs: &[(String, String)]) -> Result<MessagesPage, Failure> {
        messages::list(self, viewer, pairs).await
    }

    async fn message(&self, viewer: &Viewer, id: &str, with_body: bool) -> Result<MessagePage, Failure> {
        messages::one(self, viewer, id, with_body).await
    }

    async fn unmapped(&self, viewer: &Viewer) -> Result<UnmappedPage, Failure> {
        messages::unmapped(self, viewer).await
    }

    async fn health(&self, viewer: &Viewer) -> Result<HealthPage, Failure> {
        operations::health(self, viewer).await
    }

    async fn disputes(&self, viewer: &Viewer, did: Option<&str>, q: &str) -> Result<IdentityPage, Failure> {
        operations::disputes(self, viewer, did, q).await
    }

    async fn object(&self, viewer: &Viewer, id: &str, did: Option<&str>) -> Result<ObjectPage, Failure> {
        operations::object(self, viewer, id, did).await
    }

    async fn merging(&self, viewer: &Viewer, id: &str, q: &str, other: Option<&str>) -> Result<MergePage, Failure> {
        operations::merging(self, viewer, id, q, other).await
    }

    async fn dispute(&self, viewer: &Viewer, id: &str) -> Result<DisputePage, Failure> {
        operations::dispute(self, viewer, id).await
    }

    fn ownership(&self, viewer: &Viewer) -> OwnershipPage {
        present::ownership(&self.web.state.ownership, self.clock(viewer).zone_words())
    }

    async fn worklist(&self, viewer: &Viewer, pairs: &[(String, String)]) -> Result<WorklistPage, Failure> {
        work::list(self, viewer, pairs).await
    }

    async fn work_item(&self, viewer: &Viewer, id: &str, pairs: &[(String, String)]) -> Result<WorkItemPage, Failure> {
        work::item(self, viewer, id, pairs).await
    }

    async fn insights(&self, viewer: &Viewer, pairs: &[(String, String)]) -> Result<InsightsPage, Failure> {
        figures::page(self, viewer, pairs).await
    }

    async fn tasks(&self, viewer: &Viewer, pairs: &[(String, String)]) -> Result<TasksPage, Failure> {
        tasks::page(self, viewer, pairs).await
    }

    async fn recent(&self, viewer: &Viewer) -> Result<Vec<Recent>, Failure> {
        let stores = &self.web.state.stores;
        let seen = stores.tokens.recent(&viewer.id).await.map_err(|error| self.broken(&error))?;
        let orders: Vec<_> = seen.iter().map(|seen| seen.order).collect();
        let summaries = stores.lookup.summaries(&orders, &scope(viewer)).await.map_err(|error| self.broken(&error))?;
        Ok(present::looked_at(&seen, &summaries, &self.clock(viewer)))
    }
}
