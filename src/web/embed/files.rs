//! What a widget loads: its stylesheet and its script, under an address that changes with them; and `<waypost-order>` for
//! the pages of others, under one that stays.

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::get,
};
use sha2::{Digest as _, Sha256};

use crate::web::{
    Web,
    site::{accepts_gzip, gzip},
};

/// The files, plain and gzipped.
pub(in crate::web) struct Files {
    prefix: String,
    files: [File; 3],
}

struct File {
    name: &'static str,
    media: &'static str,
    plain: Bytes,
    gzipped: Bytes,
}

impl Files {
    /// Those that are built in.
    pub fn new() -> Self {
        let file = |name, media, content: &'static str| {
            let plain = without_comments(content);
            File { name, media, gzipped: gzip(plain.as_bytes()).into(), plain: plain.into() }
        };
        let script = "text/javascript; charset=utf-8";
        let files = [
            file("widget.css", "text/css; charset=utf-8", app::embed::STYLESHEET),
            file("widget.js", script, app::embed::SCRIPT),
            file("waypost-order.js", script, app::embed::ELEMENT),
        ];
        let mut hash = Sha256::new();
        files.iter().for_each(|file| hash.update(&file.plain));
        let hash = hex::encode(hash.finalize());
        Self { prefix: format!("{}/files/{}", app::paths::EMBED, hash.get(..12).unwrap_or_default()), files }
    }

    /// Where they stand: `/embed/files/0123456789ab`.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }
}

/// The routes of the files.
pub(super) fn routes() -> Router<Web> {
    Router::new().route("/embed/files/{hash}/{name}", get(kept)).route("/embed/waypost-order.js", get(element))
}

async fn kept(State(web): State<Web>, Path((hash, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    if !web.embed.files.prefix.ends_with(&format!("/{hash}")) {
        return StatusCode::NOT_FOUND.into_response();
    }
    served(&web, &name, &headers, HeaderValue::from_static("public, max-age=31536000, immutable"))
}

async fn element(State(web): State<Web>, headers: HeaderMap) -> Response {
    served(&web, "waypost-order.js", &headers, HeaderValue::from_static("public, max-age=300"))
}

fn served(web: &Web, name: &str, headers: &HeaderMap, kept: HeaderValue) -> Response {
    let Some(file) = web.embed.files.files.iter().find(|file| file.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let gzip = accepts_gzip(headers);
    let mut response = if gzip { file.gzipped.clone() } else { file.plain.clone() }.into_response();
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.media));
    out.insert(header::CACHE_CONTROL, kept);
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if gzip {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

/// Lines that are comments, and blanks at the start of lines, are not shipped.
fn without_comments(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut inside = false;
    for line in source.lines().map(str::trim) {
        if inside || line.starts_with("/*") {
            inside = !line.ends_with("*/");
        } else if !line.is_empty() && !line.starts_with("//") {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stylesheet_and_script_are_at_most_five_kilobytes() {
        let files = Files::new();
        let [css, js, _] = &files.files;
        let together = css.gzipped.len() + js.gzipped.len();
        assert!(together <= 5_000, "{} + {} = {together}", css.gzipped.len(), js.gzipped.len());
        assert!(!css.plain.is_empty() && !js.plain.is_empty());
    }

    #[test]
    fn comments_stay_at_home() {
        assert_eq!(
            without_comments("/* one\n two */\na { b: c; }\n  // three\n  d('//e');\n"),
            "a { b: c; }\nd('//e');\n"
        );
    }
}
