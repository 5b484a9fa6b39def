//! Master data in a round: what items, sites and parties are now, and what that adds to what is folded.

use std::{collections::BTreeMap, sync::Arc};

use super::{GraphSnapshot, when};
use crate::domain::{
    event::Event,
    fold_input::ReceivedEvent,
    id::ObjectId,
    master::{Master, MasterRow},
    reference::ObjectKind,
    time::Moment,
    zone::zone_of,
};

/// Whether master data says what such a thing is; it belongs to no order and waits for none.
pub fn is_master_data(of: ObjectKind) -> bool {
    matches!(of, ObjectKind::Item | ObjectKind::Site | ObjectKind::Party)
}

/// When an event happened: as it says, in the zone of its place where it gives no offset; the time of receipt where it says
/// nothing.
pub fn happened(event: &Event, received: i64, master: &Master) -> Moment {
    match event.at {
        Some(at) => {
            let site = |site: &str| master.zone(event, site);
            let at = at.resolve(event.place.as_ref().and_then(|place| zone_of(place, &site)).as_ref());
            if event.day_only { at.on_that_day(received) } else { at }
        }
        None => Moment { micros: received, offset_seconds: 0, zone_known: true, day_only: false },
    }
}

impl GraphSnapshot {
    /// An event with what master data adds: to an order what its owner left out, to a place its zone. So an order that was there
    /// before its items is richer from the next fold on.
    pub(super) fn enriched(&self, received: &ReceivedEvent) -> ReceivedEvent {
        let mut received = received.clone();
        if !received.at.zone_known && received.event.place.is_some() {
            received.at = happened(&received.event, received.received_at, &self.master);
        }
        if let Some(event) = self.master.enrich(&received.event) {
            received.event = Arc::new(event);
        }
        received
    }

    /// What each source states now of the items, sites and parties that were touched.
    pub fn stated(&self) -> Vec<(ObjectId, Vec<MasterRow>)> {
        let touched = self.touched().into_iter();
        let of_master = touched.filter(|id| self.of(*id).is_some_and(is_master_data));
        of_master.map(|id| (id, self.rows(id))).collect()
    }

    fn rows(&self, id: ObjectId) -> Vec<MasterRow> {
        let Some(node) = self.nodes.get(&id) else { return Vec::new() };
        let statements =
            self.events.get(&id).into_iter().flatten().filter(|received| received.event.body.is_statement());
        let mut latest: BTreeMap<_, (u32, &ReceivedEvent)> = BTreeMap::new();
        for received in statements {
            let (version, kept) = latest.entry(&received.source).or_insert((0, received));
            *version = version.saturating_add(1);
            if (when(received), &received.key) > (when(kept), &kept.key) {
                *kept = received;
            }
        }
        let rows = latest.into_iter().flat_map(|(source, (version, received))| {
            node.names.iter().map(move |name| MasterRow {
                of: node.of,
                scope: name.key.scope.clone(),
                norm: name.key.norm.clone(),
                source: source.clone(),
                at: when(received),
                version,
                event: Arc::clone(&received.event),
            })
        });
        rows.collect()
    }
}
