//! `POST /embed/canvas`: Salesforce opens the widget by itself, with a `signed_request`. It is taken once; the widget goes
//! on with an embed token of its own, which it renews for an hour, because Canvas cannot.

mod context;
mod signed;

use axum::{
    Form,
    extract::{Query, State},
    http::{Extensions, HeaderMap, StatusCode},
    response::Response,
};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use self::signed::{CanvasRequest, Refused};
use super::{
    page::{self, Opening},
    token::Claims,
};
use crate::{
    domain::tzdb,
    web::{Web, address},
};

#[derive(Debug, Deserialize)]
pub(super) struct Posted {
    #[serde(default)]
    signed_request: String,
}

/// Opens it.
pub(super) async fn open(
    State(web): State<Web>,
    extensions: Extensions,
    headers: HeaderMap,
    Form(posted): Form<Posted>,
) -> Response {
    let signed = match signed::read(&posted.signed_request, &web.embed.canvas) {
        Ok(signed) => signed,
        Err(refused) => {
            // Whoever guesses is slowed down; whoever is set up wrongly reads in the log why.
            let peer = address::of_peer(&web.state, &extensions, &headers);
            if let Err(problem) = web.attempts.widget.check(&peer) {
                return page::problem(&web, &problem);
            }
            let why = match refused {
                Refused::Forged => "signed with no secret of ours",
                Refused::Unreadable => "signed, and not in the form that is known",
            };
            tracing::warn!(why, "a Canvas request was refused");
            return page::notice(&web, StatusCode::UNAUTHORIZED, page::Said::CanvasForged);
        }
    };
    match admit(&web, signed.mac, signed.request).await {
        Ok(opening) => page::open(&web, opening).await,
        Err(answer) => answer,
    }
}

async fn admit(web: &Web, mac: [u8; 32], request: CanvasRequest) -> Result<Opening, Response> {
    let embed = &web.state.config.embed;
    let now = (web.state.clock)();
    let fresh = i64::from(embed.canvas_fresh_seconds);
    if fresh > 0 && request.issued_at.is_none_or(|at| (now.as_second() - at).abs() > fresh) {
        return Err(page::notice(web, StatusCode::UNAUTHORIZED, page::Said::CanvasStale));
    }
    let user = format!("canvas:{}", request.context.user.id);
    let once = i64::from(embed.canvas_once_minutes) * 60_000_000;
    let first = web.state.stores.once.use_up(Sha256::digest(mac).into(), web.state.now(), web.state.now() + once).await;
    match first {
        Ok(true) => {}
        Ok(false) => {
            page::audit(web, &user, "embed.refused", "canvas", "this signed request was used before").await;
            return Err(page::notice(web, StatusCode::FORBIDDEN, page::Said::CanvasUsed));
        }
        Err(error) => return Err(page::problem(web, &error.into())),
    }
    let organisations = context::organisations(&request.context, embed);
    if organisations.is_empty() {
        page::audit(web, &user, "embed.refused", "canvas", "no sales organisation is configured for this user").await;
        return Err(page::notice(web, StatusCode::FORBIDDEN, page::Said::CanvasNobody));
    }
    let Some(about) = context::about(&request.context, embed) else {
        return Err(page::notice(web, StatusCode::NOT_FOUND, page::Said::CanvasNothing));
    };
    let context = request.context;
    let zone = context.user.time_zone.filter(|zone| tzdb::is_known(zone));
    let claims = Claims {
        name: context.user.full_name.unwrap_or_else(|| context.user.id.clone()),
        organisations,
        zone: zone.unwrap_or_else(|| web.state.config.sessions.zone.clone()),
        about,
        until: now.as_second() + web.embed.life(),
        renewable_until: Some(now.as_second() + i64::from(embed.canvas_open_minutes) * 60),
        user,
    };
    page::audit(web, &claims.user, "embed.open", &claims.about.subject(), "canvas").await;
    let console = (request.client.instance_id, request.client.target_origin);
    Ok(Opening { console: Some(console), ..Opening::of(claims) })
}

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default, rename = "_sfdc_canvas_authvalue")]
    authvalue: String,
}

/// `GET`: Salesforce asks for the user's approval first (the application is not set to "admin approved users"), or somebody
/// opened the address by hand. Either way the request has to be posted.
pub(super) async fn asked(State(web): State<Web>, Query(asked): Query<Asked>) -> Response {
    if asked.authvalue.is_empty() {
        page::notice(&web, StatusCode::UNAUTHORIZED, page::Said::CanvasByHand)
    } else {
        page::notice(&web, StatusCode::FORBIDDEN, page::Said::CanvasApproval)
    }
}
