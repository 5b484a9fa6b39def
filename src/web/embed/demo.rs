//! `/demo/hosts`: the widget as three consoles would show it, with made-up people; only where demo people may sign in. The
//! page stands under one name of this machine and its frames under the other: to a browser those are two sites, so what is
//! seen here is what other systems' users see.

use axum::{
    Form, Router,
    extract::{Path, Query, State},
    http::{Extensions, HeaderMap, HeaderValue, header},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::Mac as _;
use serde::Deserialize;
use serde_json::json;

use super::{About, Claims};
use crate::{
    config::{Config, SecretText},
    web::{Web, auth, mac::mac, problem::Problem, state::Chance},
};

const PAGE: &str = include_str!("../../../public/embed/hosts.html");
const SCRIPT: &str = include_str!("../../../public/embed/hosts.js");
const STYLE: &str = include_str!("../../../style/embed/hosts.css");
/// The Salesforce user of the demonstration, and what that user sees.
const CANVAS_USER: &str = "005000000000001";
const ORGANISATIONS: [&str; 2] = ["1010", "2000"];
const ORDER: &str = "4711";
const ZONE: &str = "America/Chicago";

/// The routes of the demonstration.
pub(in crate::web) fn routes() -> Router<Web> {
    Router::new()
        .route("/demo/hosts", get(page))
        .route("/demo/widget/{state}", get(widget))
        .route("/demo/hosts/token", post(token))
        .route("/demo/hosts.js", get(async || ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], SCRIPT)))
        .route("/demo/hosts.css", get(async || ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE)))
}

/// Lets this machine frame the widget under both of its names, and knows a user of a made-up Salesforce.
pub fn prepare(config: &mut Config, chance: &Chance) {
    let port = config.server.listen.port();
    let hosts = [format!("http://localhost:{port}"), format!("http://127.0.0.1:{port}")];
    config.embed.hosts.extend(hosts.iter().filter_map(|host| host.parse().ok()));
    if config.embed.canvas_secrets.is_empty() {
        let mut bytes = [0; 24];
        chance(&mut bytes);
        config.embed.canvas_secrets.push(SecretText::from(STANDARD.encode(bytes)));
    }
    let organisations = ORGANISATIONS.map(str::to_owned).into();
    config.embed.canvas_organisations.insert(CANVAS_USER.to_owned(), organisations);
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    order: String,
    theme: String,
}

impl Asked {
    fn about(&self) -> About {
        let asked: String = self.order.trim().chars().filter(|c| !c.is_control()).take(40).collect();
        About::Number { number: if asked.is_empty() { ORDER.to_owned() } else { asked }, system: None }
    }

    fn theme(&self) -> &'static str {
        ["light", "dark"].into_iter().find(|theme| *theme == self.theme).unwrap_or_default()
    }
}

async fn page(
    State(web): State<Web>,
    extensions: Extensions,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let waypost = other_name(&web, &extensions, &headers)?;
    let about = asked.about();
    let About::Number { number, .. } = &about else { return Err(Problem::not_found()) };
    let values = [
        ("{{waypost}}", waypost.clone()),
        ("{{order}}", number.clone()),
        ("{{case}}", "00048213".to_owned()),
        ("{{theme}}", asked.theme().to_owned()),
        ("{{address}}", about.address()),
        ("{{token}}", web.embed.keys.sign(&claims(&web, about.clone()))),
        ("{{signed_request}}", signed_request(&web, number, &format!("http://{}", host(&headers)))),
    ];
    let mut text = PAGE.to_owned();
    for (name, value) in values {
        text = text.replace(name, &app::Escaped(&value).to_string());
    }
    let policy = format!(
        "default-src 'none'; script-src 'self' {waypost}; style-src 'self'; img-src 'self'; \
         connect-src 'self'; frame-src {waypost}; form-action 'self' {waypost}; base-uri 'none'; frame-ancestors 'none'"
    );
    let mut response = ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], text).into_response();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

/// The widget in a made-up state, for the style guide.
async fn widget(
    State(web): State<Web>,
    extensions: Extensions,
    headers: HeaderMap,
    Path(state): Path<String>,
) -> Result<Response, Problem> {
    if !auth::demo_allowed(&web, &extensions, &headers) {
        return Err(Problem::not_found());
    }
    let text = app::embed::samples::sample(&state, web.embed.files.prefix()).ok_or_else(Problem::not_found)?;
    let policy = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; \
                  form-action 'none'; frame-ancestors 'none'";
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
    ];
    Ok((headers, text).into_response())
}

async fn token(
    State(web): State<Web>,
    extensions: Extensions,
    headers: HeaderMap,
    Form(asked): Form<Asked>,
) -> Result<String, Problem> {
    other_name(&web, &extensions, &headers)?;
    Ok(web.embed.keys.sign(&claims(&web, asked.about())))
}

/// The address under which this machine is another site than the one that was asked for.
fn other_name(web: &Web, extensions: &Extensions, headers: &HeaderMap) -> Result<String, Problem> {
    if !auth::demo_allowed(web, extensions, headers) {
        return Err(Problem::not_found());
    }
    let name = if host(headers).starts_with("localhost") { "127.0.0.1" } else { "localhost" };
    Ok(format!("http://{name}:{}", web.state.bound.port()))
}

fn host(headers: &HeaderMap) -> &str {
    headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default()
}

fn claims(web: &Web, about: About) -> Claims {
    Claims {
        user: "embed:demo/marta".to_owned(),
        name: "Marta Reyes".to_owned(),
        organisations: ORGANISATIONS.map(str::to_owned).into(),
        zone: ZONE.to_owned(),
        about,
        until: (web.state.clock)().as_second() + web.embed.life(),
        renewable_until: None,
    }
}

/// As Salesforce would make it; empty where no consumer secret is configured.
fn signed_request(web: &Web, order: &str, origin: &str) -> String {
    let Some(secret) = web.embed.canvas.first() else { return String::new() };
    let now = (web.state.clock)();
    let envelope = json!({
        "algorithm": "HMACSHA256", "issuedAt": now.as_second(), "userId": CANVAS_USER, "nonce": web.state.correlation(),
        "client": {"instanceId": "_:waypost:demo", "targetOrigin": origin},
        "context": {
            "user": {"userId": CANVAS_USER, "fullName": "Marta Reyes", "timeZone": ZONE},
            "organization": {"organizationId": "00D000000000001"},
            "environment": {"parameters": {"orderNumber": order}, "record": {}},
        },
    });
    let envelope = STANDARD.encode(envelope.to_string());
    let mac = mac(secret.expose().as_bytes(), envelope.as_bytes());
    format!("{}.{envelope}", STANDARD.encode(mac.finalize().into_bytes()))
}
