//! A list as a file: read page by page while it is sent, so that a long one costs no more memory than a short one.

use app::{model::Viewer, paths};
use axum::{
    body::Body,
    extract::{Query, State},
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use futures::stream;

use super::{Leader, csv, views::record};
use crate::{
    domain::worklist::Filter,
    store::{Cursor, Scope, StoreResult, WorkAsk, WorkItem},
    web::{
        Web,
        problem::Problem,
        site::{file_head, file_row},
    },
};

/// Items read at once.
const PAGE: usize = 500;
/// A file ends after so many items and says so.
const MOST: usize = 100_000;

/// Where the file is.
struct Reading {
    web: Web,
    viewer: Viewer,
    scope: Scope,
    filter: Filter,
    now: i64,
    after: Option<Cursor>,
    written: usize,
    over: bool,
}

/// `GET /worklist.csv`: what the list of the same query shows, all pages of it.
pub(super) async fn csv(
    State(web): State<Web>,
    leader: Leader,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let filter = Filter::of(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let pairs = filter.pairs();
    let asked = paths::with_pairs("", pairs.iter().map(|(name, value)| (*name, value.as_str())));
    record(&web, &leader, "work.exported", &asked).await?;
    let now = web.state.now();
    let scope = leader.scope();
    let head =
        format!("{}{}", csv::BYTE_ORDER_MARK, csv::row(file_head(&leader.viewer, &web).iter().map(String::as_str)));
    let reading = Reading { viewer: leader.viewer, web, scope, filter, now, after: None, written: 0, over: false };
    let rest = stream::try_unfold(reading, |reading| async {
        reading.next().await.map_err(|error| {
            tracing::error!(%error, "a file of a worklist broke off");
            std::io::Error::other("the store failed")
        })
    });
    let first = stream::once(async move { Ok::<_, std::io::Error>(head) });
    let mut response = Body::from_stream(futures::StreamExt::chain(first, rest)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"worklist.csv\""));
    Ok(response)
}

impl Reading {
    async fn next(mut self) -> StoreResult<Option<(String, Self)>> {
        if self.over {
            return Ok(None);
        }
        let items = self.page().await?;
        self.after = items.last().map(|item| (item.facts.due, item.id));
        self.written += items.len();
        self.over = items.len() < PAGE || self.written >= MOST;
        let row = |item: &WorkItem| csv::row(file_row(item, &self.viewer, &self.web).iter().map(String::as_str));
        let mut text: String = items.iter().map(row).collect();
        if self.written >= MOST && items.len() == PAGE {
            let more = format!("The list goes on after {MOST} items: narrow it down.");
            text.push_str(&csv::row([more.as_str()]));
        }
        Ok(Some((text, self)))
    }

    async fn page(&self) -> StoreResult<Vec<WorkItem>> {
        let Self { filter, scope, now, after, .. } = self;
        let ask = WorkAsk { filter, reader: &self.viewer.id, scope, now: *now, after: *after, limit: PAGE };
        self.web.state.stores.worklist.list(ask).await
    }
}
