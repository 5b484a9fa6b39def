//! How many streams each person has open.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use metrics::gauge;

use crate::telemetry::names;

/// The count. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(in crate::web) struct Streams(Arc<Mutex<HashMap<String, usize>>>);

/// One open stream; dropping it frees its place.
#[derive(Debug)]
pub(super) struct Place {
    streams: Streams,
    person: String,
}

impl Streams {
    /// A place for one more stream of this person, unless `most` are open.
    pub(super) fn take(&self, person: &str, most: usize) -> Option<Place> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(person.to_owned()).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        gauge!(names::LIVE_STREAMS).increment(1.0);
        Some(Place { streams: self.clone(), person: person.to_owned() })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.streams.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.person) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.person);
            }
        }
        gauge!(names::LIVE_STREAMS).decrement(1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_person_has_so_many_and_gets_them_back() {
        let streams = Streams::default();
        let (one, two) = (streams.take("a", 2), streams.take("a", 2));
        assert!(one.is_some() && two.is_some() && streams.take("a", 2).is_none());
        assert!(streams.take("b", 2).is_some());
        drop(one);
        assert!(streams.take("a", 2).is_some());
        drop(two);
        assert!(streams.0.lock().unwrap().is_empty(), "nobody is remembered who has none");
    }
}
