//! A proof of delivery for a customer: `/proof/{token}`, without signing in, for that document only, until the link ends or is
//! revoked. [`crate::web::desk`] makes the link.

use axum::{
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::Response,
};

use super::{find_stored, seen, served, shown};
use crate::{
    store::ProofLink,
    web::{Web, problem::Problem},
};

/// Longer than any token of ours.
const LONGEST: usize = 64;
const KEEP_OUT: HeaderValue = HeaderValue::from_static("noindex, nofollow");

/// The document, or that the link does not work (any more).
pub(in crate::web) async fn show(State(web): State<Web>, Path(token): Path<String>) -> Result<Response, Problem> {
    let link = if token.len() > LONGEST { None } else { web.state.stores.proof_links.by_token(&token).await? };
    let link = link.ok_or_else(unknown)?;
    if !link.is_live(web.state.now()) {
        return Err(ended());
    }
    let mut response = open(&web, &link).await?;
    // The address is the key: it goes neither into a search engine nor to another site.
    response.headers_mut().insert("x-robots-tag", KEEP_OUT);
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    Ok(response)
}

async fn open(web: &Web, link: &ProofLink) -> Result<Response, Problem> {
    let row = web.state.stores.graph.order(link.order).await?.ok_or_else(ended)?;
    let sha256 = find_stored(&row.view, link.event).ok_or_else(ended)?;
    let shown = shown(web, sha256).await?;
    seen(web, format!("proof_link:{}", link.id), link.order, link.event).await?;
    Ok(served(link.order, link.event, shown))
}

fn unknown() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "NOT_FOUND",
        "check that the link was copied whole, or ask customer service for a new one",
    )
}

fn ended() -> Problem {
    Problem::new(StatusCode::GONE, "LINK_ENDED", "it has expired; ask customer service for a new one")
}
