//! A page as the answer to a form: what could not be done, in words, under the form's own address.

use app::{
    backend::Shared,
    model::{FormNotice, SignedOut, Viewer},
    paths, shell,
};
use axum::{
    body::Body,
    http::{Method, Request, StatusCode, Uri, request::Parts},
    response::{IntoResponse as _, Redirect, Response},
};
use leptos::{config::LeptosOptions, prelude::provide_context};
use leptos_axum::render_app_async_with_context;

use crate::web::problem::Problem;

/// What renders a page outside the routes of pages.
#[derive(Clone)]
pub struct Render {
    pub(super) site: Shared,
    pub(super) options: LeptosOptions,
    pub(super) scripts: bool,
}

/// A page that says what was not done, for whoever made the request of these parts.
pub async fn notice(parts: &Parts, notice: FormNotice) -> Response {
    match parts.extensions.get::<Render>() {
        Some(render) => render.notice(parts, notice).await,
        None => {
            let status = StatusCode::from_u16(notice.status).unwrap_or(StatusCode::CONFLICT);
            Problem::new(status, "NOT_DONE", notice.title).into_response()
        }
    }
}

/// The page for somebody who has just signed out and may sign out of the provider too.
pub async fn signed_out(parts: &Parts, signed_out: SignedOut) -> Response {
    let Some(render) = parts.extensions.get::<Render>() else { return Redirect::to(paths::SIGN_IN).into_response() };
    let mut parts = parts.clone();
    parts.extensions.remove::<Viewer>();
    render.page(&parts, paths::SIGNED_OUT_PAGE, signed_out).await
}

impl Render {
    async fn notice(&self, parts: &Parts, notice: FormNotice) -> Response {
        let response = self.page(parts, paths::NOTICE, notice).await;
        if response.status() == StatusCode::OK {
            tracing::error!("a notice was answered as if all were well");
        }
        response
    }

    /// The page of a route that shows what its context holds.
    async fn page<T: Clone + Send + Sync + 'static>(&self, parts: &Parts, path: &'static str, shown: T) -> Response {
        let site = self.site.clone();
        let provide = move || {
            provide_context(site.clone());
            provide_context(shown.clone());
        };
        let (options, scripts) = (self.options.clone(), self.scripts);
        let mut request = Request::new(Body::empty());
        *request.method_mut() = Method::GET;
        *request.uri_mut() = Uri::from_static(path);
        *request.headers_mut() = parts.headers.clone();
        *request.extensions_mut() = parts.extensions.clone();
        let document = move || shell(options.clone(), scripts);
        render_app_async_with_context(provide, document)(request).await.into_response()
    }
}
