//! Rows on their way in: JSON arrays of arrays, which the statements take apart with `json_each`.

use serde::Serialize;

use crate::{
    domain::{
        event::Event,
        fold_input::NameConflict,
        id::{EventId, ObjectId},
    },
    store::{
        Changes, Gone, LookupRow, MessageState, NameKey, StoreError, StoreResult, conflict_key,
        sqlite::inbox::refusals_json,
    },
};

/// Rows as one text.
pub(super) fn json<R: Serialize>(rows: impl Iterator<Item = R>) -> StoreResult<String> {
    serde_json::to_string(&rows.collect::<Vec<_>>()).map_err(|error| StoreError::Failed(error.to_string()))
}

/// Numbers as one text.
pub(super) fn ids(ids: impl Iterator<Item = ObjectId>) -> String {
    let ids: Vec<_> = ids.map(|id| id.0.to_string()).collect();
    format!("[{}]", ids.join(","))
}

/// `[norm, kind, scope, of]`.
pub(super) fn name_keys<'a>(keys: impl Iterator<Item = &'a NameKey>) -> StoreResult<String> {
    json(keys.map(|key| (&key.norm, key.kind.as_str(), &key.scope, key.of.as_str())))
}

/// `[id, kind]`.
pub(super) fn objects(changes: &Changes) -> StoreResult<String> {
    json(changes.objects.iter().map(|object| (object.id, object.of.as_str())))
}

/// `[norm, kind, scope, of, object, sent, sent_scope, source, since]`.
pub(super) fn names(changes: &Changes) -> StoreResult<String> {
    json(changes.names.iter().map(|name| {
        let (key, sent) = (&name.key, &name.reference);
        let (norm, kind, of) = (&key.norm, key.kind.as_str(), key.of.as_str());
        (norm, kind, &key.scope, of, name.object, &sent.value, &sent.scope, &name.source, name.since)
    }))
}

/// What goes: names `[norm, kind, scope, of, object]`, links `[from, relation, to, source]`, events
/// `[message, ordinal, generation]`, conflicts `[claimant, holder, kind, norm, ref_kind, scope, of, source]`; and events that
/// move, `[message, ordinal, generation, object]`.
pub(super) fn gone(gone: &Gone) -> StoreResult<[String; 6]> {
    let event = |id: EventId| (id.message, id.ordinal, id.generation);
    Ok([
        json(
            gone.names.iter().map(|(key, object)| (&key.norm, key.kind.as_str(), &key.scope, key.of.as_str(), object)),
        )?,
        json(gone.links.iter().map(|(from, relation, to, source)| (from, relation.as_str(), to, source)))?,
        json(gone.events.iter().map(|id| event(*id)))?,
        json(gone.conflicts.iter().map(|(claimant, holder, kind, key, source)| {
            let (norm, scope) = (&key.norm, &key.scope);
            (claimant, holder, kind.as_str(), norm, key.kind.as_str(), scope, key.of.as_str(), source)
        }))?,
        json(gone.moved.iter().map(|(id, object)| (id.message, id.ordinal, id.generation, object)))?,
        ids(gone.objects.iter().copied()),
    ])
}

/// `[[claimant, holder, kind], [norm, ref_kind, scope, of], source, [sent, sent_scope], subject, [at, offset, zone_known],
/// received, [message, ordinal, generation]]`.
pub(super) fn conflicts(conflicts: &[NameConflict]) -> StoreResult<String> {
    json(conflicts.iter().map(|conflict| {
        let (_, _, _, key, _) = conflict_key(conflict);
        (
            (conflict.claimant, conflict.holder, conflict.kind.as_str()),
            (key.norm, key.kind.as_str(), key.scope, key.of.as_str()),
            &conflict.source,
            (&conflict.reference.value, &conflict.reference.scope),
            conflict.subject,
            (conflict.at.micros, conflict.at.offset_seconds, conflict.at.zone_known),
            conflict.received,
            (conflict.event.message, conflict.event.ordinal, conflict.event.generation),
        )
    }))
}

/// `[from, relation, to, source, child, parent, lines, message, ordinal, generation]`.
pub(super) fn links(changes: &Changes) -> StoreResult<String> {
    json(changes.links.iter().map(|new| {
        let (link, event) = (&new.link, new.event);
        (
            (link.from, link.relation.as_str(), link.to, &link.source),
            (link.child, link.parent),
            &link.lines,
            (event.message, event.ordinal, event.generation),
        )
    }))
}

#[derive(Serialize)]
struct EventRow<'a>(&'a str, ObjectId, (i64, u32, u32), &'a str, (i64, i32, bool), i64, &'a Event);

/// `[key, object, [message, ordinal, generation], source, [at, offset, zone_known], received, body]`.
pub(super) fn events(changes: &Changes) -> StoreResult<String> {
    json(changes.events.iter().map(|new| {
        let (id, at) = (new.id, new.at);
        EventRow(
            &new.key.0,
            new.object,
            (id.message.0, id.ordinal, id.generation),
            &new.source.0,
            (at.micros, at.offset_seconds, at.zone_known),
            new.received_at,
            &new.event,
        )
    }))
}

/// `[object, norm, kind, scope, sent, of, sales_org, since]`.
pub(super) fn lookups<'a>(
    rows: impl Iterator<Item = (ObjectId, &'a LookupRow, Option<&'a str>)>,
) -> StoreResult<String> {
    json(rows.map(|(object, row, org)| {
        (object, &row.norm, row.kind.as_str(), &row.scope, &row.raw, row.of.as_str(), org, row.since)
    }))
}

/// `[message, state, refusals]`.
pub(super) fn settled(changes: &Changes) -> StoreResult<String> {
    json(changes.settled.iter().map(|settled| {
        let refusals = (!settled.refused.is_empty()).then(|| refusals_json(&settled.refused));
        (settled.message, settled.state.as_str(), refusals)
    }))
}

/// `[message, object]`.
pub(super) fn waits(changes: &Changes) -> StoreResult<String> {
    let parked = changes.settled.iter().filter(|settled| settled.state == MessageState::Parked);
    json(parked.flat_map(|settled| settled.waits.iter().map(|object| (settled.message, *object))))
}
