//! The document around every page, and the routes.

use axum::http::HeaderValue;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::request::Parts;
use leptos::config::LeptosOptions;
use leptos::hydration::HydrationScripts;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::SsrMode;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::path;

use crate::components::icons::Sprite;
use crate::model::Look;
use crate::pages::{
    CodesPage, DisputePageView, HealthPageView, IdentityPageView, InsightsPageView, MergePageView, MessagePageView,
    MessagesPageView, NotFoundPage, NoticePage, ObjectPageView, OrderPageView, OwnershipPageView, ReplaysPageView,
    SearchPage, SignInPage, SignedOutPage, StyleGuidePage, TasksPageView, UnmappedPageView, WorkItemPageView,
    WorklistPageView,
};

/// The document. Its assets stand under the prefix of the options (`/pkg/…`), which changes with
/// their content, so that they can be kept for good. Without `scripts` it is plain HTML.
pub fn shell(options: LeptosOptions, scripts: bool) -> impl IntoView {
    allow_only_ours();
    let look = use_context::<Parts>().map(|parts| Look::of(&parts.headers)).unwrap_or_default();
    let stylesheet = format!("/{}/{}.css", options.site_pkg_dir, options.output_name);
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=look.theme_mark() data-density=look.density_mark()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="description" content=crate::words::SIGN_IN_QUESTION/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" type="image/svg+xml" href="/favicon.svg"/>
                <link rel="stylesheet" href=stylesheet/>
                {scripts.then(|| view! { <HydrationScripts options islands=true/> })}
                <MetaTags/>
            </head>
            <body>
                <Sprite/>
                <App/>
            </body>
        </html>
    }
}

/// What this page's browser may load and run: our files, and scripts that carry this answer's nonce.
fn allow_only_ours() {
    let (Some(response), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce()) else { return };
    let policy = format!(
        "default-src 'none'; connect-src 'self'; script-src 'strict-dynamic' 'nonce-{nonce}' 'wasm-unsafe-eval'; \
         style-src 'self'; img-src 'self' data:; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(CONTENT_SECURITY_POLICY, policy);
    }
}

/// The routes. Every page loads all of its data before its first byte: nothing moves afterwards.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <FlatRoutes fallback=|| view! { <NotFoundPage/> }>
                <Route path=path!("/") view=SearchPage ssr=SsrMode::Async/>
                <Route path=path!("/search") view=SearchPage ssr=SsrMode::Async/>
                <Route path=path!("/orders/:id") view=OrderPageView ssr=SsrMode::Async/>
                <Route path=path!("/ownership") view=OwnershipPageView ssr=SsrMode::Async/>
                <Route path=path!("/codes") view=CodesPage ssr=SsrMode::Async/>
                <Route path=path!("/operations/replays") view=ReplaysPageView ssr=SsrMode::Async/>
                <Route path=path!("/operations/health") view=HealthPageView ssr=SsrMode::Async/>
                <Route path=path!("/operations/messages") view=MessagesPageView ssr=SsrMode::Async/>
                <Route path=path!("/operations/messages/:id") view=MessagePageView ssr=SsrMode::Async/>
                <Route path=path!("/operations/codes") view=UnmappedPageView ssr=SsrMode::Async/>
                <Route path=path!("/operations/identity") view=IdentityPageView ssr=SsrMode::Async/>
                <Route path=path!("/operations/identity/:id") view=DisputePageView ssr=SsrMode::Async/>
                <Route path=path!("/operations/objects/:id") view=ObjectPageView ssr=SsrMode::Async/>
                <Route path=path!("/operations/objects/:id/merge") view=MergePageView ssr=SsrMode::Async/>
                <Route path=path!("/tasks") view=TasksPageView ssr=SsrMode::Async/>
                <Route path=path!("/worklist") view=WorklistPageView ssr=SsrMode::Async/>
                <Route path=path!("/worklist/:id") view=WorkItemPageView ssr=SsrMode::Async/>
                <Route path=path!("/insights") view=InsightsPageView ssr=SsrMode::Async/>
                <Route path=path!("/notice") view=NoticePage ssr=SsrMode::Async/>
                <Route path=path!("/signin") view=SignInPage ssr=SsrMode::Async/>
                <Route path=path!("/signed-out") view=SignedOutPage ssr=SsrMode::Async/>
                <Route path=path!("/styleguide") view=StyleGuidePage ssr=SsrMode::Async/>
            </FlatRoutes>
        </Router>
    }
}
