//! Who is told that an order changed. What is told is only *which* order and its new version: whoever hears it reads the
//! order, so that a missed word is no missed change.

pub mod local;

use crate::store::OrderVersion;

/// Carries changes of orders to whoever shows them.
pub trait Bus: Send + Sync {
    /// Tells all listeners. Never waits for one.
    fn publish(&self, orders: Vec<OrderVersion>);

    /// Listens from now on.
    fn subscribe(&self) -> Listener;
}

/// What a listener hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// These orders changed.
    Changed(OrderVersion),
    /// The listener was too slow and missed some: compare all versions again.
    Missed,
}

/// One listener.
#[derive(Debug)]
pub struct Listener(tokio::sync::broadcast::Receiver<OrderVersion>);

impl Listener {
    /// The next change; `None` when the bus is gone.
    pub async fn next(&mut self) -> Option<Heard> {
        use tokio::sync::broadcast::error::RecvError;
        match self.0.recv().await {
            Ok(version) => Some(Heard::Changed(version)),
            Err(RecvError::Lagged(_)) => Some(Heard::Missed),
            Err(RecvError::Closed) => None,
        }
    }
}

/// What every bus must do, whichever engine carries it.
#[cfg(test)]
pub(crate) mod contract {
    use super::*;
    use crate::domain::id::ObjectId;

    fn version(order: i64) -> OrderVersion {
        OrderVersion { order: ObjectId(order), version: 1 }
    }

    /// Every listener hears every change, in order, from when it began to listen.
    pub async fn everybody_hears(bus: &dyn Bus) {
        bus.publish(vec![version(1)]);
        let (mut one, mut two) = (bus.subscribe(), bus.subscribe());
        bus.publish(vec![version(2), version(3)]);
        for listener in [&mut one, &mut two] {
            assert_eq!(listener.next().await, Some(Heard::Changed(version(2))));
            assert_eq!(listener.next().await, Some(Heard::Changed(version(3))));
        }
    }

    /// A listener that does not listen is told that it missed something, and then hears on.
    pub async fn the_slow_are_told(bus: &dyn Bus) {
        let mut slow = bus.subscribe();
        bus.publish((0..100_000).map(version).collect());
        assert_eq!(slow.next().await, Some(Heard::Missed));
        assert!(matches!(slow.next().await, Some(Heard::Changed(_))));
    }
}
