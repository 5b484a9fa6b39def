//! What an operator's word about the graph would do, before it is said: it is put into the world as the worker would put it, and
//! nothing is kept. And when the names of a thing mean it.

use std::{collections::BTreeSet, sync::Arc};

use super::{plan::Rules, resolve, snapshot::GraphSnapshot};
use crate::{
    domain::{
        event::Event,
        fold_input::ReceivedEvent,
        id::{EventId, MessageId, ObjectId, SourceId},
        time::Moment,
    },
    store::{Graph, LinkKey, NameKey, Refused, StoreResult, Subgraph},
};

/// What would come of it.
#[derive(Debug, Clone, PartialEq)]
pub struct GraphPreview {
    /// What it is about; `None`: nothing it names is known, so that it would be about something new.
    pub object: Option<ObjectId>,
    /// What would be refused.
    pub refused: Vec<Refused>,
    /// The links that would go.
    pub parted: Vec<LinkKey>,
    /// What would become what.
    pub absorbed: Vec<(ObjectId, ObjectId)>,
}

/// What would come of this event if `source` said it now.
///
/// # Errors
/// What the store says.
pub async fn preview(
    graph: &dyn Graph,
    event: Event,
    source: SourceId,
    now: i64,
    rules: &Rules,
) -> StoreResult<GraphPreview> {
    let names: BTreeSet<NameKey> = resolve::to_look_up(&event).into_iter().collect();
    let names: Vec<NameKey> = names.into_iter().collect();
    let known = graph.load_subgraph(&names, &[], &[]).await?;
    let at = Moment { micros: now, offset_seconds: 0, zone_known: true, day_only: false };
    // Numbers that no message and no object has.
    let id = EventId { message: MessageId(i64::MAX), ordinal: 0, generation: 0 };
    let ids = i64::MAX - 1_000..i64::MAX;
    let mut snapshot = GraphSnapshot::new(known, ids.clone(), rules);
    let (key, object) = (event.identity(&source), ObjectId(0));
    let received = ReceivedEvent { id, key, object, source, at, received_at: now, event: Arc::new(event) };
    let mut refused = Vec::new();
    let object = match resolve::place(&mut snapshot, received, &mut refused) {
        Ok(object) => Some(object).filter(|object| !ids.contains(&object.0)),
        Err(problem) => {
            refused.push(problem);
            None
        }
    };
    let fresh = snapshot.into_fresh();
    Ok(GraphPreview { object, refused, parted: fresh.gone.links, absorbed: fresh.absorbed })
}

/// From when to when each name of a thing means it, of those that are given to something else after months.
pub fn periods(known: Subgraph, id: ObjectId, rules: &Rules) -> Vec<(NameKey, (i64, i64))> {
    GraphSnapshot::new(known, 0..0, rules).periods(id)
}
