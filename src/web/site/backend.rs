//! Fills the pages' port: authorises, reads the stores, presents.

use std::collections::HashSet;

use app::{
    backend::{Backend, Failure},
    model::{
        CodePage, Detail, DisputePage, HealthPage, IdentityPage, InsightsPage, MergePage, ObjectPage, OrderPage,
        OwnershipPage, Recent, ReplaysPage, SearchResult, SignInOptions, TasksPage, Viewer, WorkItemPage, WorklistPage,
    },
};
use async_trait::async_trait;
use axum::http::request::Parts;

use super::{
    figures,
    looks::Looks,
    operations,
    present::{self, Clock},
    query, tasks, work,
};
use crate::{
    domain::{
        effect,
        id::{EventId, ObjectId},
        view::View,
    },
    ingest::{codes, read::API_CONNECTOR},
    store::{Dossier, Match, Recent as Seen, StoreError},
    web::{Web, auth, documents::document_link, endings, session::scope, visible},
};

/// How many hits a page shows, and how many type-ahead does.
const ON_A_PAGE: usize = 50;
const WHILE_TYPING: usize = 8;
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

    /// What the query finds: as the numbers it consists of; where it is one, in each of its forms.
    async fn find(&self, viewer: &Viewer, text: &str, limit: usize) -> Result<SearchResult, Failure> {
        let broken = |error: StoreError| self.broken(&error);
        let clock = self.clock(viewer);
        let known = self.known(viewer, query::questions(text)).await.map_err(broken)?;
        let reading = query::numbers(text, &known);
        let readings = if reading.len() > 1 {
            vec![reading]
        } else {
            let mut forms = query::forms(text);
            forms.retain(|form| !reading.contains(form));
            reading.into_iter().chain(forms).map(|form| vec![form]).collect()
        };
        for reading in readings {
            let (found, mut more) = self.matches(viewer, &reading, limit).await.map_err(broken)?;
            let left = limit - found.iter().map(|(_, matches)| matches.len()).sum::<usize>();
            // One more than fits says that there are more; where there are already, none need be looked for.
            let room = if more { 0 } else { left + 1 };
            let mut ending = match found.as_slice() {
                [(one, matches)] => {
                    endings::beside(&self.web, &scope(viewer), one, matches, room).await.map_err(broken)?
                }
                // Of several pasted numbers each one is meant whole.
                _ => Vec::new(),
            };
            more |= ending.len() > left;
            ending.truncate(left);
            if !ending.is_empty() || found.iter().any(|(_, matches)| !matches.is_empty()) {
                return Ok(present::result(text, found, ending, more, &clock));
            }
        }
        Ok(SearchResult { query: text.to_owned(), ..SearchResult::default() })
    }

    /// Those of these numbers that something bears which the viewer may see.
    async fn known(&self, viewer: &Viewer, norms: Vec<String>) -> Result<HashSet<String>, StoreError> {
        let scope = scope(viewer);
        let mut known = HashSet::new();
        for norm in norms {
            let found = self.web.state.stores.lookup.find(&norm, &scope, 1).await?;
            if found.iter().any(|one| one.exact) {
                known.insert(norm);
            }
        }
        Ok(known)
    }

    /// The matches of each number, and whether there are more than `limit` in all.
    async fn matches(
        &self,
        viewer: &Viewer,
        norms: &[String],
        limit: usize,
    ) -> Result<(Vec<(String, Vec<Match>)>, bool), StoreError> {
        let scope = scope(viewer);
        let mut left = limit;
        let mut all = Vec::new();
        for norm in norms {
            let mut found = self.web.state.stores.lookup.find(norm, &scope, left + 1).await?;
            // Of several pasted numbers each one is meant whole.
            if norms.len() > 1 && found.iter().any(|one| one.exact) {
                found.retain(|one| one.exact);
            }
            if found.len() > left {
                found.truncate(left);
                all.push((norm.clone(), found));
                return Ok((all, true));
            }
            left -= found.len();
            all.push((norm.clone(), found));
        }
        Ok((all, false))
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

    async fn search(&self, viewer: &Viewer, query: &str) -> Result<SearchResult, Failure> {
        self.find(viewer, query, ON_A_PAGE).await
    }

    async fn suggest(&self, viewer: &Viewer, text: &str) -> Result<SearchResult, Failure> {
        self.find(viewer, text, WHILE_TYPING).await
    }

    async fn order(&self, viewer: &Viewer, id: &str, detail: Detail, quiet: bool) -> Result<OrderPage, Failure> {
        let stores = &self.web.state.stores;
        let id = visible::number(id).ok_or(Failure::NotFound)?;
        let subject = format!("order:{id}");
        let found = stores.graph.dossier(id, &subject, AUDIT_ROWS).await.map_err(|error| self.broken(&error))?;
        let scope = scope(viewer);
        let Some(Dossier { row, audit, outbox, desk, proof_links, people }) =
            found.filter(|found| scope.holds(found.row.view.sales_org.as_deref()))
        else {
            return Err(Failure::NotFound);
        };
        let pulses = self.web.pulses.known(&self.web.state).await;
        let wants = effect::wanted(&row.view, &self.web.state.ownership, &self.web.state.policy);
        if !quiet {
            self.note_look(viewer, id).await;
            self.begin_inquiry(viewer, &row.view);
        }
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
            pulses: &pulses,
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
