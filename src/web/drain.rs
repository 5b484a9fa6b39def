//! The signal that the server stops: open streams say so and end, so that their pages connect elsewhere.

use tokio::sync::watch;

/// Hears that the server stops. Cheap to clone.
#[derive(Clone)]
pub struct Drain(watch::Receiver<bool>);

/// Says that the server stops.
pub struct DrainSignal(watch::Sender<bool>);

/// A signal and who hears it.
pub fn drain() -> (DrainSignal, Drain) {
    let (sender, receiver) = watch::channel(false);
    (DrainSignal(sender), Drain(receiver))
}

impl DrainSignal {
    /// The server stops now.
    pub fn start(&self) {
        self.0.send_replace(true);
    }
}

impl Drain {
    /// Whether the server is stopping.
    pub fn started(&self) -> bool {
        *self.0.borrow()
    }

    /// Returns when the server stops.
    pub async fn wait(&mut self) {
        // An error means that the signal is gone, and the server with it.
        let _ = self.0.wait_for(|started| *started).await;
    }
}
