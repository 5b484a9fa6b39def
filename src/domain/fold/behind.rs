//! Deliveries that were left behind: no shipment that we know of carries them. They are parts of the order all the same, and
//! go by their own word alone.

use super::{
    Context,
    shipments::{Lane, own_journey},
    statements::is_stated,
};
use crate::domain::{id::ObjectId, reference::ObjectKind, view::State};

/// One of them.
pub(super) struct Behind {
    pub object: ObjectId,
    pub state: State,
    /// When it was delivered in full, in microseconds UTC; kept when it goes back.
    pub delivered_at: Option<i64>,
}

/// Deliveries that no live lane carries, where every live lane names the delivery it carries.
pub(super) fn of(context: &Context, lanes: &[Lane]) -> Vec<Behind> {
    let mut carried = Vec::new();
    for lane in lanes.iter().filter(|lane| lane.is_live()) {
        let deliveries = context.graph.deliveries(lane.object);
        if deliveries.is_empty() {
            return Vec::new();
        }
        carried.extend(deliveries);
    }
    let own = context.graph.objects(ObjectKind::Delivery).filter(|delivery| context.graph.is_the_orders(*delivery));
    let behind = own.filter(|delivery| !carried.contains(delivery));
    let one = |object: ObjectId| {
        let delivered_at = own_journey(context, object).delivered().map(|step| step.received.at.bounds().0);
        Behind { object, state: own_state(context, object), delivered_at }
    };
    behind.map(one).collect()
}

/// How far a delivery is by its own word. One of which only a statement is known has been given to the warehouse.
pub(super) fn own_state(context: &Context, delivery: ObjectId) -> State {
    match own_journey(context, delivery).state() {
        State::Unknown if is_stated(context, delivery) => State::Ordered,
        state => state,
    }
}
