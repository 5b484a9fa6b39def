//! Server functions for islands. Each authorises first and asks the port; none of them writes,
//! so they may answer GET.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::model::Suggestions;

/// The best fits for what is being typed, as ready-made rows.
#[server(prefix = "/fn", endpoint = "suggest", input = GetUrl)]
pub async fn suggest(q: String) -> Result<Suggestions, ServerFnError> {
    on_server::suggest(q).await
}

#[cfg(feature = "ssr")]
mod on_server {
    use super::*;
    use crate::backend::{Failure, Shared};
    use crate::components::hits::HitOptions;
    use crate::words;

    /// More than a page of pasted numbers is not a search.
    const LONGEST: usize = 400;

    pub async fn suggest(q: String) -> Result<Suggestions, ServerFnError> {
        let response = expect_context::<leptos_axum::ResponseOptions>();
        let refuse = |status: axum::http::StatusCode, word: &str| {
            response.set_status(status);
            ServerFnError::ServerError(word.to_owned())
        };
        let backend = expect_context::<Shared>();
        let parts = expect_context::<axum::http::request::Parts>();
        let Some(viewer) = backend.viewer(&parts) else {
            return Err(refuse(axum::http::StatusCode::UNAUTHORIZED, "signed out"));
        };
        let text = q.trim();
        if text.is_empty() || text.len() > LONGEST {
            return Ok(Suggestions::default());
        }
        match backend.suggest(&viewer, text).await {
            Ok(found) => {
                let summary = words::matches(found.count(), found.exact);
                let html = view! { <HitOptions groups=found.groups/> }.to_html();
                Ok(Suggestions { html, summary })
            }
            Err(Failure::NotFound) => Ok(Suggestions::default()),
            Err(Failure::Unavailable { reference }) => {
                Err(refuse(axum::http::StatusCode::SERVICE_UNAVAILABLE, &reference))
            }
        }
    }
}
