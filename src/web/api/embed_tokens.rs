//! Tokens for widgets. The console's own server asks for one with its service credential, for one user and one order or
//! case; the browser gets the token and never the credential.

use axum::{
    Json,
    body::Body,
    extract::State,
    http::{Request, StatusCode},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::json;
use crate::{
    domain::tzdb,
    store::Scope,
    web::{
        Web, audit, body,
        caller::Caller,
        embed::{About, Claims},
        problem::{Fault, Problem},
        visible,
    },
};

/// What a credential needs to issue embed tokens.
pub(in crate::web) const SCOPE: &str = "embed:issue";
/// Longest name, number or id, in characters, and most organisations.
const LONGEST: usize = 120;
const MOST: usize = 100;

/// For whom, and for what.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    /// Who looks.
    user: WantedUser,
    /// The sales organisations whose orders they see: at least one, and never more than the credential itself sees.
    #[schema(min_items = 1, max_items = 100)]
    sales_organisations: Vec<String>,
    /// The order, by one of its numbers; or `case`.
    order: Option<WantedOrder>,
    /// The case whose order it is; or `order`.
    case: Option<WantedCase>,
}

/// A user of the console.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WantedUser {
    /// The console's own name of them, which does not change: for the audit.
    #[schema(min_length = 1, max_length = 120)]
    id: String,
    /// What they are called.
    #[schema(min_length = 1, max_length = 120)]
    name: Option<String>,
    /// `agent`, or nothing: nobody is more than that in a widget.
    #[serde(default)]
    roles: Vec<String>,
    /// IANA zone in which they read times: `America/Chicago`.
    zone: Option<String>,
}

/// An order: our number of it (`id`), or its own.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WantedOrder {
    /// Our number of it.
    id: Option<String>,
    /// Its number: order, shop order or purchase order.
    #[schema(min_length = 1, max_length = 120)]
    number: Option<String>,
    /// Whose number that is, where two systems may have the same: `S4`.
    system: Option<String>,
}

/// A case.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WantedCase {
    /// Its number.
    #[schema(min_length = 1, max_length = 120)]
    number: String,
    /// Whose number that is.
    system: Option<String>,
}

/// A token for one widget.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Issued {
    /// The token: for the body of a form or a message between windows, never for an address.
    token: String,
    /// Where the frame stands: fetch it and answer its message with the token, or post a form with `token` into it.
    address: String,
    /// The same with the address of Waypost before it, as `server.public_url` says: for consoles that know no address.
    url: Option<String>,
    /// When the token ends, RFC 3339.
    expires: String,
    /// Seconds until then.
    expires_in: i64,
}

/// Issues an embed token. It ends after five minutes at most; the console asks for a new one when its frame says so.
#[utoipa::path(
    post, path = "/api/v1/embed-tokens", tag = "embed", request_body = Wanted,
    responses(
        (status = 201, body = Issued, description = "hand it to the frame"),
        (status = 400, body = Problem, description = "not a user with an order or a case; `errors` says where, what and how to mend it"),
        (status = 401, body = Problem, description = "no token, or one that is not good"),
        (status = 403, body = Problem, description = "a token without embed:issue, organisations that it does not see, or a role above agent"),
    )
)]
pub(super) async fn issue(
    State(web): State<Web>,
    caller: Caller,
    request: Request<Body>,
) -> Result<(StatusCode, Json<Issued>), Problem> {
    let (issuer, scope) = caller.may_issue(SCOPE)?;
    let (head, sent) = request.into_parts();
    let bytes = body::read(&head.headers, sent, body::Limits::of(&web.state.config)).await?;
    let wanted: Wanted = json::read(&bytes).map_err(|fault| bad(&fault.position, &fault.message, &fault.remedy))?;
    let claims = claims(&web, &issuer, &scope, wanted)?;
    let until = claims.until;
    let address = claims.about.address();
    let issued = Issued {
        url: web.state.public_url().and_then(|base| base.join(&address).ok()).map(String::from),
        address,
        expires: jiff::Timestamp::from_second(until).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_string(),
        expires_in: until - (web.state.clock)().as_second(),
        token: web.embed.keys.sign(&claims),
    };
    let detail = format!("for user:{} in {}", claims.user, claims.organisations.join(", "));
    audit::note(&web, format!("token:{issuer}"), "embed.issue", claims.about.subject(), detail).await?;
    Ok((StatusCode::CREATED, Json(issued)))
}

fn claims(web: &Web, issuer: &str, scope: &Scope, wanted: Wanted) -> Result<Claims, Problem> {
    let id = short(&wanted.user.id, "/user/id")?;
    let name = wanted.user.name.as_deref().map(|name| short(name, "/user/name")).transpose()?;
    if let Some(role) = wanted.user.roles.iter().find(|role| *role != "agent") {
        let title = format!("a widget is for agents; {role:?} is not given to anybody by a token");
        return Err(Problem::new(StatusCode::FORBIDDEN, "ROLE_TOO_WIDE", title));
    }
    let zone = match wanted.user.zone {
        Some(zone) if tzdb::is_known(&zone) => zone,
        Some(zone) => {
            let remedy = "an IANA name such as America/Chicago, or nothing";
            return Err(bad("/user/zone", &format!("{zone:?} is no time zone"), remedy));
        }
        None => web.state.config.sessions.zone.clone(),
    };
    Ok(Claims {
        user: format!("embed:{issuer}/{id}"),
        name: name.unwrap_or(id),
        organisations: organisations(scope, wanted.sales_organisations)?,
        zone,
        about: about(wanted.order, wanted.case)?,
        until: (web.state.clock)().as_second() + web.embed.life(),
        renewable_until: None,
    })
}

fn organisations(scope: &Scope, wanted: Vec<String>) -> Result<Vec<String>, Problem> {
    const POSITION: &str = "/sales_organisations";
    if wanted.is_empty() || wanted.len() > MOST {
        let remedy = "name the sales organisations whose orders this user sees";
        return Err(bad(POSITION, &format!("1 to {MOST} are wanted"), remedy));
    }
    for one in &wanted {
        short(one, POSITION)?;
        if !scope.holds(Some(one)) {
            let title = format!("this credential does not see sales organisation {one:?}");
            return Err(Problem::new(StatusCode::FORBIDDEN, "ORGANISATION_TOO_WIDE", title));
        }
    }
    Ok(wanted)
}

fn about(order: Option<WantedOrder>, case: Option<WantedCase>) -> Result<About, Problem> {
    let system = |system: Option<String>, at| system.map(|system| short(&system, at)).transpose();
    match (order, case) {
        (Some(WantedOrder { id: Some(id), number: None, system: None }), None) => {
            let id = visible::number(&id).ok_or_else(|| {
                bad("/order/id", &format!("{id:?} is no number of ours"), "take `id` of an order from this API")
            })?;
            Ok(About::Order(id.0))
        }
        (Some(WantedOrder { id: None, number: Some(number), system: of }), None) => {
            Ok(About::Number { number: short(&number, "/order/number")?, system: system(of, "/order/system")? })
        }
        (None, Some(WantedCase { number, system: of })) => {
            Ok(About::Case { number: short(&number, "/case/number")?, system: system(of, "/case/system")? })
        }
        _ => Err(bad(
            "",
            "one order or one case is wanted",
            "write order with id, or order with number (and system), or case with number (and system)",
        )),
    }
}

fn short(text: &str, position: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > LONGEST || text.chars().any(char::is_control) {
        return Err(bad(position, &format!("1 to {LONGEST} characters are wanted"), "shorten it or fill it in"));
    }
    Ok(text.to_owned())
}

fn bad(position: &str, message: &str, remedy: &str) -> Problem {
    let fault = Fault { position: position.to_owned(), message: message.to_owned(), remedy: remedy.to_owned() };
    Problem::new(StatusCode::BAD_REQUEST, "EMBED_INVALID", "no token can be issued for this").errors(vec![fault])
}
