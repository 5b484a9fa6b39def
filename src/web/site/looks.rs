//! Who looked at what a moment ago: so that reloading a page does not write each time.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use crate::{domain::id::ObjectId, store::Recent};

/// The same order within this time is the same look (microseconds).
const A_LOOK: i64 = 60_000_000;
/// More people than this are forgotten all at once; the worst that follows is a write more.
const MOST_PEOPLE: usize = 10_000;

/// The last look of each person.
#[derive(Default)]
pub struct Looks(Mutex<HashMap<String, (ObjectId, i64)>>);

impl Looks {
    /// Whether this look is another one than the person's last.
    pub fn is_new(&self, person: &str, seen: Recent) -> bool {
        let mut looks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if looks.get(person).is_some_and(|(order, at)| *order == seen.order && seen.at - at < A_LOOK) {
            return false;
        }
        if looks.len() >= MOST_PEOPLE {
            looks.clear();
        }
        looks.insert(person.to_owned(), (seen.order, seen.at));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reload_is_no_new_look() {
        let looks = Looks::default();
        let look = |person: &str, order: i64, at: i64| looks.is_new(person, Recent { order: ObjectId(order), at });
        assert!(look("marta", 1, 0));
        assert!(!look("marta", 1, A_LOOK - 1));
        assert!(look("jonas", 1, 1), "another person");
        assert!(look("marta", 2, 2), "another order");
        assert!(look("marta", 1, 3), "back again");
        assert!(look("marta", 1, 3 + A_LOOK), "much later");
    }
}
