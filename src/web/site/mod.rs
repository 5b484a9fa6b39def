//! The pages in the server: mounts the Leptos routes and fills their port from the stores.

mod assets;
mod backend;
mod figures;
mod looks;
mod messages;
mod operations;
pub(super) mod present;
mod render;
mod standing;
mod tasks;
mod work;

use std::sync::Arc;

use app::{backend::Shared, model::Viewer, shell};
use axum::{Extension, Router, middleware::from_fn_with_state};
use leptos::{config::LeptosOptions, prelude::provide_context};
use leptos_axum::{LeptosRoutes as _, generate_route_list, render_app_async_with_context};
use tower_http::compression::{CompressionLayer, CompressionLevel};

use self::backend::Site;
use self::render::Render;
pub(super) use self::{
    assets::{Assets, NAME, accepts_gzip, gzip},
    present::{Clock, cause_name, deed_words, todo, verb_words},
    render::{notice, signed_out},
};
use super::{Web, auth, identity, worklist};
use crate::store::WorkItem;

fn options(assets: &Assets) -> LeptosOptions {
    LeptosOptions::builder().output_name(assets::NAME).site_pkg_dir(assets.prefix()).build()
}

/// The clock of somebody who reads.
pub(super) fn clock(web: &Web, viewer: &Viewer) -> Clock {
    Clock::new(&viewer.zone, (web.state.clock)())
}

/// The pages, their server functions, and the page that says that there is no such page. They need the layers that find
/// the signed-in person.
pub(super) fn pages(web: &Web, assets: &Assets) -> Router {
    let options = options(assets);
    let site: Shared = Arc::new(Site::new(web.clone()));
    let provide = move || provide_context(site.clone());
    let (scripts, render) = (assets.scripts(), options.clone());
    let document = move || shell(render.clone(), scripts);
    Router::new()
        .leptos_routes_with_context(&options, generate_route_list(app::App), provide.clone(), document.clone())
        .fallback(render_app_async_with_context(provide, document))
        .layer(from_fn_with_state(web.clone(), standing::open_work))
        .layer(CompressionLayer::new().gzip(true).quality(CompressionLevel::Fastest))
        .with_state(options)
}

/// The forms whose answer may be a page.
pub(super) fn forms(web: &Web, assets: &Assets) -> Router {
    let site: Shared = Arc::new(Site::new(web.clone()));
    let render = Render { site, options: options(assets), scripts: assets.scripts() };
    worklist::routes()
        .merge(identity::routes())
        .merge(auth::out_routes())
        .with_state(web.clone())
        .layer(Extension(render))
}

/// The files that pages load. They need no layers: everyone may have them.
pub(super) fn files(assets: Arc<Assets>) -> Router {
    assets::routes(assets)
}

/// A moment (microseconds since 1970 in UTC) as this reader reads it.
pub(super) fn time_words(viewer: &Viewer, web: &Web, at: i64) -> String {
    present::at(at, &clock(web, viewer)).text
}

/// The names of the columns of a worklist's file.
pub(super) fn file_head(viewer: &Viewer, web: &Web) -> Vec<String> {
    present::file_head(&clock(web, viewer))
}

/// An item as a row of that file.
pub(super) fn file_row(item: &WorkItem, viewer: &Viewer, web: &Web) -> Vec<String> {
    present::file_row(item, &clock(web, viewer))
}
