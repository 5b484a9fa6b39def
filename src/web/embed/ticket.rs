//! Tickets for the stream: an `EventSource` can send nothing but an address, addresses are logged, and a token must stand
//! in none. A ticket is good once and for seconds; it is kept in memory, and one that is lost is asked for again.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::token::Claims;
use crate::{domain::id::ObjectId, web::state::Chance};

/// How long a ticket is good, in seconds.
const LIFE: i64 = 30;
/// Most tickets that wait; past it the oldest are worth nothing.
const MOST: usize = 10_000;

/// What a ticket opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Admitted {
    pub claims: Claims,
    pub order: ObjectId,
}

/// Tickets that wait to be used.
#[derive(Default)]
pub(in crate::web) struct Tickets(Mutex<HashMap<String, (i64, Admitted)>>);

impl Tickets {
    /// A ticket.
    pub(super) fn issue(&self, chance: &Chance, now: i64, admitted: Admitted) -> String {
        let mut bytes = [0; 24];
        chance(&mut bytes);
        let ticket = URL_SAFE_NO_PAD.encode(bytes);
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() >= MOST {
            waiting.retain(|_, (until, _)| *until > now);
        }
        if waiting.len() >= MOST {
            waiting.clear();
        }
        waiting.insert(ticket.clone(), (now + LIFE, admitted));
        ticket
    }

    /// What it opens, once.
    pub(super) fn take(&self, ticket: &str, now: i64) -> Option<Admitted> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (until, admitted) = waiting.remove(ticket)?;
        (now < until).then_some(admitted)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    };

    use super::*;
    use crate::web::embed::about::About;

    fn chance() -> Chance {
        let count = AtomicU64::new(0);
        Arc::new(move |bytes: &mut [u8]| {
            let roll = count.fetch_add(1, Ordering::Relaxed).to_be_bytes();
            bytes.iter_mut().zip(roll.iter().cycle()).for_each(|(byte, roll)| *byte = *roll);
        })
    }

    fn admitted() -> Admitted {
        let claims = Claims {
            user: "embed:crm/1".into(),
            name: "A".into(),
            organisations: vec![],
            zone: "UTC".into(),
            about: About::Order(1),
            until: 300,
            renewable_until: None,
        };
        Admitted { claims, order: ObjectId(1) }
    }

    #[test]
    fn a_ticket_is_good_once_and_for_half_a_minute() {
        let (tickets, chance) = (Tickets::default(), chance());
        let ticket = tickets.issue(&chance, 100, admitted());
        assert_eq!(tickets.take(&ticket, 129), Some(admitted()));
        assert_eq!(tickets.take(&ticket, 129), None);
        let late = tickets.issue(&chance, 100, admitted());
        assert_eq!(tickets.take(&late, 130), None);
        assert_eq!(tickets.take("", 0), None);
    }

    #[test]
    fn no_more_wait_than_there_is_room_for() {
        let (tickets, chance) = (Tickets::default(), chance());
        for now in 0..i64::try_from(MOST).unwrap() + 5 {
            tickets.issue(&chance, now / 100, admitted());
        }
        assert!(tickets.0.lock().unwrap().len() <= MOST);
        let last = tickets.issue(&chance, 0, admitted());
        assert!(tickets.take(&last, 1).is_some());
    }
}
