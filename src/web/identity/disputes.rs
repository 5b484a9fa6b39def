//! What operators decide about names that two things claim: merge, take away, leave. Leaving changes nothing in the graph: it is noted
//! beside the dispute.

use app::paths;
use axum::{
    Form,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Operator, own_name,
    resolve::{Deed, Settled, late, settle},
};
use crate::{
    domain::fold_input::ConflictKind,
    store::{Dispute, LeftAlone, NameKey, Side, dispute_name},
    web::{Web, audit, problem::Problem},
};

/// Whether the two may be made one; else why not.
///
/// # Errors
/// The reason, for people.
pub(in crate::web) fn merge(dispute: &Dispute) -> Result<(), &'static str> {
    if dispute.conflict.kind == ConflictKind::Customers {
        return Err("They are of two customers and are never put together. Have the sender correct it.");
    }
    if dispute.claimant.of != dispute.holder.of {
        return Err("They are things of two kinds.");
    }
    own_name(&dispute.claimant, &[])
        .zip(own_name(&dispute.holder, &[]))
        .map(drop)
        .ok_or("One of them has no number that is its alone.")
}

/// Whether what is disputed may be taken from the one that has it; else why not.
///
/// # Errors
/// The reason, for people.
pub(in crate::web) fn unlink(dispute: &Dispute) -> Result<(), &'static str> {
    unlinking(dispute).map(drop)
}

/// The event that takes it away, but for the reason.
fn unlinking(dispute: &Dispute) -> Result<Value, &'static str> {
    let (conflict, holder) = (&dispute.conflict, &dispute.holder);
    if conflict.kind == ConflictKind::Place {
        let name = own_name(holder, &[]).ok_or("What has it bears no number that is its alone.")?;
        let link = json!({"relation": "contains", "of": conflict.of, "ref": conflict.reference});
        return Ok(json!({"type": "unlink", "of": holder.of, "refs": [name], "links": [link]}));
    }
    let disputed = NameKey::new(conflict.of, &conflict.reference);
    let bears = holder.of == conflict.of && holder.names.iter().any(|name| NameKey::new(holder.of, name) == disputed);
    if !bears {
        return Err(
            "What stands in the way is no name that could be taken. Have the sender correct it and read its message again.",
        );
    }
    let name = own_name(holder, &[disputed]).ok_or("It is the only number that the other one has.")?;
    Ok(json!({"type": "unlink", "of": holder.of, "refs": [name], "names": [conflict.reference]}))
}

fn merging(dispute: &Dispute, keep: &str) -> Result<Value, &'static str> {
    merge(dispute)?;
    let (stays, goes) = match keep {
        "claimant" => (&dispute.claimant, &dispute.holder),
        _ => (&dispute.holder, &dispute.claimant),
    };
    let disputed = [NameKey::new(dispute.conflict.of, &dispute.conflict.reference)];
    let name = |side: &Side| own_name(side, &disputed).or_else(|| own_name(side, &[])).cloned();
    let (stays_by, goes_by) = name(stays).zip(name(goes)).ok_or("One of them has no number that is its alone.")?;
    Ok(json!({"type": "merge", "of": stays.of, "refs": [stays_by], "duplicates": [goes_by]}))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Decision {
    reason: String,
    keep: String,
}

pub(super) async fn decide(
    State(web): State<Web>,
    operator: Operator,
    Path((id, step)): Path<(String, String)>,
    Form(decision): Form<Decision>,
) -> Result<Response, Problem> {
    if !["merge", "unlink", "leave"].contains(&step.as_str()) {
        return Err(Problem::not_found());
    }
    let back = paths::dispute(&id);
    let reason = match operator.reason(&decision.reason, &back).await {
        Ok(reason) => reason,
        Err(response) => return Ok(response),
    };
    let Some(dispute) = web.state.stores.disputes.get(&id).await? else { return faster(&web, &operator, &id).await };
    if step == "leave" {
        return leave(&web, &operator, &dispute, reason).await;
    }
    let event = if step == "merge" { merging(&dispute, &decision.keep) } else { unlinking(&dispute) };
    let event = match event {
        Ok(event) => event,
        Err(why) => return Ok(operator.told(StatusCode::CONFLICT, "That cannot be done", why.to_owned(), &back).await),
    };
    let deed = Deed {
        action: format!("object.{step}"),
        subject: subject(&id),
        about: format!("dispute {id} {}", dispute.conflict.event.message),
        event,
        reason,
    };
    match settle(&web, &operator, deed).await? {
        Settled::Done => Ok(done(&step)),
        Settled::Waits => Ok(done("waits")),
        Settled::Late => faster(&web, &operator, &id).await,
        Settled::Refused(why) => Ok(operator.told(StatusCode::CONFLICT, "That was not done", why, &back).await),
    }
}

/// It is settled already, or somebody is at it.
async fn faster(web: &Web, operator: &Operator, id: &str) -> Result<Response, Problem> {
    let line = late(web, operator, &subject(id))
        .await?
        .unwrap_or_else(|| "It was settled by what a sender said since, or there was no such dispute.".to_owned());
    Ok(operator.told(StatusCode::CONFLICT, "Somebody else was faster", line, paths::IDENTITY).await)
}

fn subject(id: &str) -> String {
    format!("dispute:{id}")
}

fn done(word: &str) -> Response {
    super::lead(paths::IDENTITY, word)
}

async fn leave(web: &Web, operator: &Operator, dispute: &Dispute, reason: String) -> Result<Response, Problem> {
    let (id, viewer) = (dispute_name(&dispute.conflict), &operator.viewer);
    let left = LeftAlone { person: viewer.id.clone(), name: viewer.name.clone(), at: web.state.now(), reason };
    if !web.state.stores.disputes.leave(&id, &left).await? {
        return faster(web, operator, &id).await;
    }
    audit::note(web, audit::person(viewer), "dispute.leave", subject(&id), json!({"reason": left.reason}).to_string())
        .await?;
    Ok(done("leave"))
}
