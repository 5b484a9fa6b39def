//! What operators decide about one object that nobody disputes: that a link does not hold, that another object is the same thing. A
//! form carries the print of what was shown: what changed meanwhile is looked at again before anything is done.

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
    Operator, lead, own_name,
    resolve::{Deed, Settled, late, settle},
};
use crate::{
    domain::{
        event::Event,
        id::{ObjectId, SourceId},
        reference::{ObjectKind, Reference},
    },
    ingest::{plan::Rules, preview::preview},
    store::{GivenLink, NameKey, ObjectFile, Side, StoreResult},
    web::{Web, audit, problem::Problem, visible},
};

/// Most links of an object that a page shows.
pub(in crate::web) const LINKS: usize = 200;

/// Stands for both as they are shown.
pub(in crate::web) fn print_of(one: &ObjectFile, other: &ObjectFile) -> String {
    format!("{}-{}", one.print(), other.print())
}

/// The event that takes a link back, but for the reason.
///
/// # Errors
/// Why it cannot be taken back, for people.
pub(in crate::web) fn unlinking(file: &ObjectFile, link: &GivenLink) -> Result<Value, &'static str> {
    let (maker, target) =
        if link.link.from == file.side.id { (&file.side, &link.other) } else { (&link.other, &file.side) };
    let name = own_name(maker, &[]).ok_or("What makes the link bears no number that is its alone.")?;
    let to = own_name(target, &[]).ok_or("What it leads to bears no number that is its alone.")?;
    let link = json!({"relation": link.link.relation, "of": target.of, "ref": to});
    Ok(json!({"type": "unlink", "of": maker.of, "refs": [name], "links": [link]}))
}

/// The event that makes `goes` a part of `stays`, but for the reason.
///
/// # Errors
/// Why they cannot be one, for people.
pub(in crate::web) fn merging(stays: &Side, goes: &Side) -> Result<Value, &'static str> {
    if stays.id == goes.id {
        return Err("It is the same thing already.");
    }
    if stays.of != goes.of {
        return Err("They are things of two kinds and can never be one.");
    }
    if matches!(stays.of, ObjectKind::Item | ObjectKind::Site | ObjectKind::Party) {
        return Err("This is master data: have it put right where it comes from.");
    }
    let (stays_by, goes_by) = apart(stays, goes)
        .zip(apart(goes, stays))
        .ok_or("One of them has no number that is its alone, so that nothing could say which one is meant.")?;
    Ok(json!({"type": "merge", "of": stays.of, "refs": [stays_by], "duplicates": [goes_by]}))
}

/// A name by which one is meant and not the other.
fn apart<'s>(side: &'s Side, other: &Side) -> Option<&'s Reference> {
    let theirs: Vec<NameKey> = other.names.iter().map(|name| NameKey::new(side.of, name)).collect();
    own_name(side, &theirs)
}

/// Whether merging would do what it says, tried without keeping anything; else why not, for people.
pub(in crate::web) async fn joined(
    web: &Web,
    actor: &str,
    event: &Value,
    stays: ObjectId,
    goes: ObjectId,
) -> StoreResult<Result<(), String>> {
    let event = match read(event) {
        Ok(event) => event,
        Err(why) => return Ok(Err(why)),
    };
    let found =
        preview(&*web.state.stores.graph, event, SourceId::operator(actor), web.state.now(), &rules(web)).await?;
    Ok(match (found.refused.is_empty(), found.object) {
        (false, _) => Err(in_words(&found.refused)),
        (true, Some(object)) if object == stays && found.absorbed.iter().any(|(from, _)| *from == goes) => Ok(()),
        _ => Err(FORGOTTEN.to_owned()),
    })
}

/// Whether a link would go, likewise.
async fn parted(web: &Web, actor: &str, event: &Value, link: &GivenLink) -> StoreResult<Result<(), String>> {
    let event = match read(event) {
        Ok(event) => event,
        Err(why) => return Ok(Err(why)),
    };
    let found =
        preview(&*web.state.stores.graph, event, SourceId::operator(actor), web.state.now(), &rules(web)).await?;
    let (from, relation, to, _) = link.link.key();
    let goes = found.parted.iter().any(|one| (one.0, one.1, one.2) == (from, relation, to));
    Ok(match (found.refused.is_empty(), found.object) {
        (false, _) => Err(in_words(&found.refused)),
        (true, Some(object)) if object == from && goes => Ok(()),
        _ => Err(FORGOTTEN.to_owned()),
    })
}

const FORGOTTEN: &str = "A number that is given out again does not mean it any more: it was heard of too long ago, and a word of today \
    would be about something new. Nothing was changed.";

fn rules(web: &Web) -> Rules {
    Rules { ownership: web.state.ownership.clone(), policy: web.state.policy.clone() }
}

fn read(event: &Value) -> Result<Event, String> {
    Event::from_value(event.clone()).map_err(|error| error.message)
}

fn in_words(refused: &[crate::store::Refused]) -> String {
    let said = refused.iter().map(|one| {
        let mut letters = one.message.chars();
        let first = letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>());
        format!("{}.", first.unwrap_or_default())
    });
    said.collect::<Vec<_>>().join(" ")
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct UnlinkForm {
    reason: String,
    /// The print of what was shown.
    seen: String,
    /// Which link: `from-relation-to`.
    link: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct MergeForm {
    reason: String,
    /// The print of what was shown.
    seen: String,
    /// The other one.
    other: String,
    /// `other`: that one stays.
    keep: String,
}

/// `POST /operations/objects/{id}/unlink`.
pub(super) async fn unlink(
    State(web): State<Web>,
    operator: Operator,
    Path(id): Path<String>,
    Form(form): Form<UnlinkForm>,
) -> Result<Response, Problem> {
    let back = paths::object(&id);
    let reason = match operator.reason(&form.reason, &back).await {
        Ok(reason) => reason,
        Err(response) => return Ok(response),
    };
    let Some(file) = file(&web, &id).await? else { return gone(&web, &operator, &id).await };
    let link = file.links.iter().find(|one| one.name() == form.link).filter(|_| file.print() == form.seen);
    let Some(link) = link else { return changed(&web, &operator, &id, &back).await };
    let event = match unlinking(&file, link) {
        Ok(event) => event,
        Err(why) => return Ok(operator.told(StatusCode::CONFLICT, NOT_SO, why.to_owned(), &back).await),
    };
    if let Err(why) = parted(&web, &audit::person(&operator.viewer), &event, link).await? {
        return Ok(operator.told(StatusCode::CONFLICT, NOT_SO, why, &back).await);
    }
    let about = format!("object {id} {}", form.seen);
    let deed = Deed { action: "object.unlink".to_owned(), subject: subject(&id), about, event, reason };
    ended(&web, &operator, settle(&web, &operator, deed).await?, (&id, &id), "unlink").await
}

/// `POST /operations/objects/{id}/merge`.
pub(super) async fn merge(
    State(web): State<Web>,
    operator: Operator,
    Path(id): Path<String>,
    Form(form): Form<MergeForm>,
) -> Result<Response, Problem> {
    let back = paths::with_pairs(&paths::merge_object(&id), [("other", form.other.as_str())]);
    let reason = match operator.reason(&form.reason, &back).await {
        Ok(reason) => reason,
        Err(response) => return Ok(response),
    };
    let Some((one, other)) = file(&web, &id).await?.zip(file(&web, &form.other).await?) else {
        return gone(&web, &operator, &id).await;
    };
    if print_of(&one, &other) != form.seen {
        return changed(&web, &operator, &id, &back).await;
    }
    let (stays, goes) = if form.keep == "other" { (&other.side, &one.side) } else { (&one.side, &other.side) };
    let event = match merging(stays, goes) {
        Ok(event) => event,
        Err(why) => return Ok(operator.told(StatusCode::CONFLICT, NOT_SO, why.to_owned(), &back).await),
    };
    if let Err(why) = joined(&web, &audit::person(&operator.viewer), &event, stays.id, goes.id).await? {
        return Ok(operator.told(StatusCode::CONFLICT, NOT_SO, why, &back).await);
    }
    let pair = [one.side.id.min(other.side.id), one.side.id.max(other.side.id)];
    let stays = stays.id.to_string();
    let deed = Deed {
        action: "object.merge".to_owned(),
        subject: subject(&stays),
        about: format!("objects {} {}", pair[0], pair[1]),
        event,
        reason,
    };
    ended(&web, &operator, settle(&web, &operator, deed).await?, (&id, &stays), "merge").await
}

const NOT_SO: &str = "That cannot be done";

/// The answer to a deed: the page of what there is now, or what was not done. `ids` are where it was asked for and where it leads.
async fn ended(
    web: &Web,
    operator: &Operator,
    settled: Settled,
    (asked, leads): (&str, &str),
    did: &str,
) -> Result<Response, Problem> {
    let back = paths::object(asked);
    match settled {
        Settled::Done => Ok(lead(&paths::object(leads), did)),
        Settled::Waits => Ok(lead(&paths::object(leads), "waits")),
        Settled::Late => changed(web, operator, leads, &back).await,
        Settled::Refused(why) => Ok(operator.told(StatusCode::CONFLICT, "That was not done", why, &back).await),
    }
}

async fn file(web: &Web, id: &str) -> StoreResult<Option<ObjectFile>> {
    match visible::number(id) {
        Some(id) => web.state.stores.objects.file(id, LINKS).await,
        None => Ok(None),
    }
}

fn subject(id: &str) -> String {
    format!("object:{id}")
}

/// It is not as it was shown: who did what to it, as far as the audit knows.
async fn changed(web: &Web, operator: &Operator, id: &str, back: &str) -> Result<Response, Problem> {
    let who = late(web, operator, &subject(id)).await?.map(|line| format!(" Last, {line}")).unwrap_or_default();
    let line = format!("Its numbers or links are not what you saw. Look at it again before you decide.{who}");
    Ok(operator.told(StatusCode::CONFLICT, "It changed meanwhile", line, back).await)
}

/// It is not there any more.
async fn gone(web: &Web, operator: &Operator, id: &str) -> Result<Response, Problem> {
    let who = late(web, operator, &subject(id)).await?.map(|line| format!(" Last, {line}")).unwrap_or_default();
    let line =
        format!("One of the two is not there any more: it became part of another, or nothing is left of it.{who}");
    Ok(operator.told(StatusCode::CONFLICT, "It changed meanwhile", line, paths::IDENTITY).await)
}
