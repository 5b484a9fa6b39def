//! The bus within one process.

use tokio::sync::broadcast;

use super::{Bus, Listener};
use crate::store::OrderVersion;

/// Changes that a listener may lag behind before it is told that it missed some.
const KEPT: usize = 8_192;

/// A bus within this process.
#[derive(Debug)]
pub struct LocalBus(broadcast::Sender<OrderVersion>);

impl Default for LocalBus {
    fn default() -> Self {
        Self(broadcast::channel(KEPT).0)
    }
}

impl Bus for LocalBus {
    fn publish(&self, orders: Vec<OrderVersion>) {
        for order in orders {
            // An error means that nobody listens.
            let _ = self.0.send(order);
        }
    }

    fn subscribe(&self) -> Listener {
        Listener(self.0.subscribe())
    }
}

#[cfg(test)]
mod tests {
    use super::{super::contract, *};

    #[tokio::test]
    async fn it_keeps_the_contract() {
        contract::everybody_hears(&LocalBus::default()).await;
        contract::the_slow_are_told(&LocalBus::default()).await;
    }
}
