//! A page as the answer to a form: what could not be done, in words, under the form's own address.

use app::{backend::Shared, model::FormNotice, shell};
use axum::{
    body::Body,
    http::{Method, Request, StatusCode, Uri, request::Parts},
    response::{IntoResponse as _, Response},
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

impl Render {
    async fn notice(&self, parts: &Parts, notice: FormNotice) -> Response {
        let site = self.site.clone();
        let provide = move || {
            provide_context(site.clone());
            provide_context(notice.clone());
        };
        let (options, scripts) = (self.options.clone(), self.scripts);
        let mut request = Request::new(Body::empty());
        *request.method_mut() = Method::GET;
        *request.uri_mut() = Uri::from_static(app::paths::NOTICE);
        *request.headers_mut() = parts.headers.clone();
        *request.extensions_mut() = parts.extensions.clone();
        let document = move || shell(options.clone(), scripts);
        let response = render_app_async_with_context(provide, document)(request).await;
        if response.status() == StatusCode::OK {
            tracing::error!("a notice was answered as if all were well");
        }
        response.into_response()
    }
}
