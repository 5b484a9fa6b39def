//! The views that were read last. Reading a view costs more than anything else a page does before it is rendered, and most
//! requests of an agent are for the order they looked at a second ago. What is kept is never older than what is stored:
//! every write of a view has a number of its own, and whoever asks has read that number from the file just now.

use std::sync::{Arc, Mutex, PoisonError};

use hashlink::LruCache;

use crate::domain::{id::ObjectId, view::View};

/// How many are kept.
const MOST: usize = 1_024;
/// Longer ones (characters of JSON) are read anew each time: there are few, and they would take the room of many.
const LONGEST: usize = 256 * 1024;

/// See the module.
pub(super) struct Views(Mutex<LruCache<ObjectId, (i64, Arc<View>)>>);

impl Default for Views {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(MOST)))
    }
}

impl Views {
    /// The view of an order and the number of the write that it is from.
    pub fn get(&self, order: ObjectId) -> Option<(i64, Arc<View>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&order).cloned()
    }

    /// Keeps what was read as `length` characters.
    pub fn keep(&self, order: ObjectId, change: i64, view: &Arc<View>, length: usize) {
        if length > LONGEST {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Two readers at once: the one that was first to ask may be last to come.
        if kept.peek(&order).is_none_or(|(known, _)| *known < change) {
            kept.insert(order, (change, Arc::clone(view)));
        }
    }
}
