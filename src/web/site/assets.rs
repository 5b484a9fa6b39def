//! What browsers load besides pages: the stylesheet, and the islands' module with its loader. They stand under an address
//! that changes with their content, so that they are kept for good, and are held in memory, plain and gzipped.

use std::{
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use axum::{
    Router,
    body::Bytes,
    extract::{Path as Segment, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

/// The name that all files share.
pub const NAME: &str = "waypost";
/// Where the build puts the islands, in a release and in the source tree; relative to the working directory.
const PLACES: [&str; 2] = ["site", "target/site"];

/// The files.
pub struct Assets {
    /// `pkg/` and the hash of everything: where they stand.
    prefix: String,
    files: Vec<File>,
    scripts: bool,
}

struct File {
    name: String,
    media: &'static str,
    plain: Bytes,
    gzipped: Bytes,
}

impl Assets {
    /// Reads the islands from `dir` or, where that is not given, from where the build puts them. Without them pages are
    /// plain HTML; the log says so.
    pub fn load(dir: Option<&Path>) -> Self {
        let places: Vec<PathBuf> = match dir {
            Some(dir) => vec![dir.to_path_buf()],
            None => PLACES.iter().map(PathBuf::from).collect(),
        };
        let islands = places.iter().find_map(|place| match read(&place.join("pkg")) {
            Ok(islands) => Some(islands),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => {
                tracing::error!(%error, place = %place.display(), "the pages' module cannot be read");
                None
            }
        });
        if islands.is_none() {
            tracing::warn!("the pages' module is not built: pages work, without type-ahead and live updates");
        }
        Self::of(islands.unwrap_or_default())
    }

    fn of(islands: Vec<(String, Vec<u8>)>) -> Self {
        let scripts = !islands.is_empty();
        let sheet = (format!("{NAME}.css"), app::STYLESHEET.as_bytes().to_vec());
        let mut hash = Sha256::new();
        let mut files = Vec::new();
        for (name, content) in islands.into_iter().chain([sheet]) {
            hash.update(name.as_bytes());
            hash.update(&content);
            files.push(File { media: media(&name), name, gzipped: gzip(&content).into(), plain: content.into() });
        }
        let hash = hex::encode(hash.finalize());
        let prefix = format!("pkg/{}", hash.get(..12).unwrap_or_default());
        Self { prefix, files, scripts }
    }

    /// Where they stand, without a slash before it: `pkg/0123456789ab`.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Whether there are islands to load.
    pub fn scripts(&self) -> bool {
        self.scripts
    }
}

/// What crawlers may not ask for. Every other page leads whoever is not signed in to the sign-in, and so into this list.
const ROBOTS: &str =
    "User-agent: *\nDisallow: /signin\nDisallow: /auth/\nDisallow: /embed/\nDisallow: /demo/\nDisallow: /api/\n";

/// The routes of the files.
pub fn routes(assets: Arc<Assets>) -> Router {
    Router::new()
        .route(&format!("/{}/{{file}}", assets.prefix), get(file))
        .route("/favicon.svg", get(|| async { ([(header::CONTENT_TYPE, "image/svg+xml")], app::FAVICON) }))
        .route("/robots.txt", get(|| async { ROBOTS }))
        .with_state(assets)
}

async fn file(State(assets): State<Arc<Assets>>, Segment(name): Segment<String>, headers: HeaderMap) -> Response {
    let Some(file) = assets.files.iter().find(|file| file.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let gzip = accepts_gzip(&headers) && file.gzipped.len() < file.plain.len();
    let mut response = if gzip { file.gzipped.clone() } else { file.plain.clone() }.into_response();
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.media));
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    out.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if gzip {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

/// Whether a browser takes it gzipped.
pub(in crate::web) fn accepts_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|one| {
        let mut parts = one.split(';').map(str::trim);
        parts.next() == Some("gzip") && parts.next() != Some("q=0")
    })
}

fn read(pkg: &Path) -> io::Result<Vec<(String, Vec<u8>)>> {
    let names = [format!("{NAME}.js"), format!("{NAME}_bg.wasm")];
    names.into_iter().map(|name| std::fs::read(pkg.join(&name)).map(|content| (name, content))).collect()
}

fn media(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        _ => "text/css; charset=utf-8",
    }
}

/// Gzipped as small as can be.
pub(in crate::web) fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    // Writing into memory does not fail; if it did, the plain file is smaller than nothing is.
    match encoder.write_all(content).and_then(|()| encoder.finish()) {
        Ok(gzipped) => gzipped,
        Err(_) => content.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, http::Request};
    use tower::ServiceExt as _;

    use super::*;

    #[tokio::test]
    async fn files_are_kept_for_good_under_an_address_that_changes_with_them() {
        let islands = |text: &str| vec![(format!("{NAME}.js"), text.repeat(100).into_bytes())];
        let (one, two) = (Assets::of(islands("a")), Assets::of(islands("b")));
        assert_ne!(one.prefix(), two.prefix());
        let address = format!("/{}/{NAME}.js", one.prefix());
        let routes = routes(Arc::new(one));
        let get = |encoding: &'static str| {
            let request = Request::get(&address).header(header::ACCEPT_ENCODING, encoding);
            routes.clone().oneshot(request.body(Body::empty()).unwrap())
        };
        let gzipped = get("br, gzip").await.unwrap();
        assert_eq!(gzipped.headers()[header::CONTENT_ENCODING], "gzip");
        assert_eq!(gzipped.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
        let plain = get("gzip;q=0, br").await.unwrap();
        assert!(plain.headers().get(header::CONTENT_ENCODING).is_none());
        assert_eq!(plain.headers()[header::CONTENT_TYPE], "text/javascript; charset=utf-8");
        let other = Request::get(format!("/{}/{NAME}.js", two.prefix())).body(Body::empty()).unwrap();
        assert_eq!(routes.clone().oneshot(other).await.unwrap().status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn without_islands_pages_load_none() {
        let assets = Assets::load(Some(Path::new("/nowhere/at/all")));
        assert!(!assets.scripts());
        assert_eq!(assets.files.len(), 1, "the stylesheet is always there");
    }
}
