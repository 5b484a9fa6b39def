//! Server functions for islands. Each authorises first and asks the port; none of them writes,
//! so they may answer GET.

use axum::http::{StatusCode, request::Parts};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use leptos_axum::ResponseOptions;

use crate::backend::{Failure, Shared};
use crate::components::hits::HitOptions;
use crate::model::Suggestions;
use crate::words;

/// More than a page of pasted numbers is not a search.
const LONGEST: usize = 2_000;

/// The best fits for what is being typed, as ready-made rows. It answers at [`crate::paths::SUGGEST`].
#[server(prefix = "/fn", endpoint = "suggest", input = GetUrl)]
pub async fn suggest(q: String) -> Result<Suggestions, ServerFnError> {
    let response = expect_context::<ResponseOptions>();
    let refuse = |status: StatusCode, word: &str| {
        response.set_status(status);
        ServerFnError::ServerError(word.to_owned())
    };
    let backend = expect_context::<Shared>();
    let parts = expect_context::<Parts>();
    let Some(viewer) = backend.viewer(&parts) else {
        return Err(refuse(StatusCode::UNAUTHORIZED, "signed out"));
    };
    let text = q.trim();
    if text.is_empty() || text.len() > LONGEST {
        return Ok(Suggestions::default());
    }
    match backend.suggest(&viewer, text).await {
        Ok(found) => {
            let summary = words::matches(found.count(), found.exact);
            if found.groups.is_empty() {
                return Ok(Suggestions { html: String::new(), summary });
            }
            let html = view! { <HitOptions groups=found.groups/> }.to_html();
            Ok(Suggestions { html, summary })
        }
        Err(Failure::NotFound) => Ok(Suggestions::default()),
        Err(Failure::Unavailable { reference }) => Err(refuse(StatusCode::SERVICE_UNAVAILABLE, &reference)),
    }
}
