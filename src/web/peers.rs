//! How many connections one address has open.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::address::Client;

/// Counts the open connections of each address. Cheap to clone.
#[derive(Clone)]
pub(super) struct Peers {
    /// Most of one address; 0: no limit.
    most: u32,
    open: Arc<Mutex<HashMap<Client, u32>>>,
}

/// One open connection; it is counted until it is dropped.
pub(super) struct Place {
    peers: Peers,
    client: Client,
}

impl Peers {
    pub fn of(most: u32) -> Self {
        Self { most, open: Arc::default() }
    }

    /// Counts one more connection; `None` when the address has as many as it may.
    pub fn enter(&self, address: IpAddr) -> Option<Place> {
        let client = Client::from(address);
        let mut open = self.open();
        let count = open.entry(client).or_default();
        if self.most > 0 && *count >= self.most {
            return None;
        }
        *count += 1;
        drop(open);
        Some(Place { peers: self.clone(), client })
    }

    fn open(&self) -> MutexGuard<'_, HashMap<Client, u32>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.peers.open();
        let last = open.get_mut(&self.client).is_none_or(|count| {
            *count = count.saturating_sub(1);
            *count == 0
        });
        if last {
            open.remove(&self.client);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_so_many_and_another_one_its_own() {
        let peers = Peers::of(2);
        let enter = |address: &str| peers.enter(address.parse().unwrap());
        let (one, two) = (enter("192.0.2.1"), enter("::ffff:192.0.2.1"));
        assert!(one.is_some() && two.is_some() && enter("192.0.2.1").is_none());
        assert!(enter("192.0.2.2").is_some());
        drop(one);
        assert!(enter("192.0.2.1").is_some());
        drop(two);
        assert!(peers.open().is_empty(), "nothing is kept of who has gone");
        assert!((0..50).map(|_| Peers::of(0).enter([192, 0, 2, 1].into())).all(|place| place.is_some()));
    }
}
