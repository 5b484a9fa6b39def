//! What an operator's word about the graph would do, before it is said: it is put into the world as the worker would put it, and
//! nothing is kept. And when the names of a thing mean it.

use std::{collections::BTreeSet, sync::Arc};

use super::{plan::Rules, resolve, world::World};
use crate::{
    domain::{
        event::Event,
        id::{EventId, MessageId, ObjectId, SourceId},
        scene::Told,
        time::Moment,
    },
    store::{Graph, LinkKey, NameKey, Neighbourhood, Refused, StoreResult},
};

/// What would come of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook {
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
pub async fn outlook(
    graph: &dyn Graph,
    event: Event,
    source: SourceId,
    now: i64,
    rules: &Rules,
) -> StoreResult<Outlook> {
    let names: BTreeSet<NameKey> = resolve::to_look_up(&event).into_iter().collect();
    let names: Vec<NameKey> = names.into_iter().collect();
    let known = graph.neighbourhood(&names, &[], &[]).await?;
    let at = Moment { micros: now, offset_seconds: 0, zone_known: true };
    // Numbers that no message and no object has.
    let id = EventId { message: MessageId(i64::MAX), ordinal: 0, generation: 0 };
    let ids = i64::MAX - 1_000..i64::MAX;
    let mut world = World::new(known, ids.clone(), rules);
    let (key, object) = (event.identity(&source), ObjectId(0));
    let told = Told { id, key, object, source, at, received: now, event: Arc::new(event) };
    let mut refused = Vec::new();
    let object = match resolve::place(&mut world, told, &mut refused) {
        Ok(object) => Some(object).filter(|object| !ids.contains(&object.0)),
        Err(problem) => {
            refused.push(problem);
            None
        }
    };
    let fresh = world.into_fresh();
    Ok(Outlook { object, refused, parted: fresh.gone.links, absorbed: fresh.absorbed })
}

/// From when to when each name of a thing means it, of those that are given to something else after months.
pub fn periods(known: Neighbourhood, id: ObjectId, rules: &Rules) -> Vec<(NameKey, (i64, i64))> {
    World::new(known, 0..0, rules).periods(id)
}
