//! The demo world: a few hundred stories at one moment, and what the partners have said of them by then.

use jiff::{SignedDuration, Timestamp};

use super::{
    chance::Chance,
    numbers::Numbers,
    partners::{Message, Office, erp},
    plot::{self, Kind},
    truth::Story,
};

/// How many orders a demo world has unless it is told otherwise.
pub const ORDERS: u32 = 320;

/// The kinds with which a later world begins.
const UNDER_WAY: &[Kind] = &[Kind::Picking, Kind::InTransit, Kind::Packed, Kind::OutForDelivery, Kind::Split];

/// Stories, as they stand at a moment.
#[derive(Debug)]
pub struct World {
    /// The moment.
    pub now: Timestamp,
    /// What has been told by then, and what will be told after it.
    pub stories: Vec<Story>,
    /// Whether the past of its stories is for the stream to tell, and not for [`super::fill`].
    pub(super) untold: bool,
    pub(super) office: Office,
    pub(super) chance: Chance,
    pub(super) numbers: Numbers,
}

impl World {
    /// The demo world at `now`: about 320 orders of the last days. The same seed and moment make the same world, byte for byte.
    pub fn demo(seed: u64, now: Timestamp) -> Self {
        Self::of(ORDERS, seed, now)
    }

    /// The same with about so many orders; every kind of story is there at least once.
    pub fn of(orders: u32, seed: u64, now: Timestamp) -> Self {
        let mut world = Self::empty(seed, now, Numbers::default());
        for (kind, share) in Kind::SHARES {
            let count = (u64::from(*share) * u64::from(orders) / u64::from(ORDERS)).max(1);
            let count = if *kind == Kind::Known { 1 } else { count };
            for _ in 0..count {
                let mut story = plot::play(*kind, now, &mut world.chance, &mut world.numbers);
                plot::ask(&mut story, now);
                world.stories.push(story);
            }
        }
        world
    }

    /// A world for going on after an earlier run: other orders, whose numbers depend on `now` so that they meet none of the earlier
    /// ones. Its stream begins with some that are on their way already.
    pub fn later(seed: u64, now: Timestamp) -> Self {
        let minutes = u64::try_from(now.as_second() / 60).unwrap_or(0) % 1_000_000;
        let mut world = Self::empty(seed ^ minutes, now, Numbers::after(100_000 + minutes * 10));
        world.untold = true;
        for kind in UNDER_WAY.iter().cycle().take(UNDER_WAY.len() * 4) {
            world.stories.push(plot::play(*kind, now, &mut world.chance, &mut world.numbers));
        }
        world
    }

    fn empty(seed: u64, now: Timestamp, numbers: Numbers) -> Self {
        let office = Office { edition: format!("{:x}", now.as_second()), ..Office::default() };
        Self { now, stories: Vec::new(), office, untold: false, chance: Chance::new(seed), numbers }
    }

    /// Everything that has been said by now, in the order in which it was sent.
    pub fn history(&self) -> Vec<Message> {
        if self.untold {
            return Vec::new();
        }
        let begun = self.now - SignedDuration::from_hours(24 * 20);
        let mut messages = vec![erp::master_data(&self.office, begun)];
        for story in &self.stories {
            for (position, step) in story.steps.iter().enumerate() {
                if step.said <= self.now {
                    messages.extend(self.office.tell(story, position));
                }
            }
        }
        messages.sort_by(|a, b| (a.sent, a.partner, &a.id).cmp(&(b.sent, b.partner, &b.id)));
        messages
    }
}

#[cfg(test)]
mod tests;
