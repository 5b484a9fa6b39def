//! The gentle stream: what was scripted for later happens now, one step every few seconds, where the hour of the place allows it, and new
//! orders come in. It goes on until it is told to stop.

use std::{future::Future, pin::pin, time::Duration};

use jiff::{SignedDuration, Timestamp};

use super::{
    Report, SendError, Target, World,
    chance::Chance,
    partners::Message,
    plot::{self, Kind, mins},
    truth::{Deed, Scan, Step, Story, Trouble},
};
use crate::domain::{
    milestone::Milestone,
    reason::{Exception, Reason},
};

/// How many stories are open before new ones become rare.
const ENOUGH: usize = 40;
/// The most that are open at a time.
const MOST: usize = 600;

/// How long between two steps.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    pub least: Duration,
    pub most: Duration,
}

impl Default for Pace {
    /// A step every two to four seconds.
    fn default() -> Self {
        Self { least: Duration::from_secs(2), most: Duration::from_secs(4) }
    }
}

impl Pace {
    fn draw(self, chance: &mut Chance) -> Duration {
        let millis = |duration: Duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        let drawn = chance.between(millis(self.least), millis(self.most));
        Duration::from_millis(drawn.unsigned_abs())
    }
}

/// A world that goes on.
#[derive(Debug)]
pub struct Course {
    world: World,
    open: Vec<Open>,
    /// Stories under way of which nothing is told yet: each is caught up with when its turn comes.
    untold: Vec<Story>,
}

#[derive(Debug)]
struct Open {
    story: Story,
    /// Position of the next step.
    next: usize,
    moved: Timestamp,
}

/// Lets the world go on and sends what is said, until `shutdown` is ready. A message that cannot be sent is reported and left out: the
/// stream goes on. `clock` tells the time of the steps and of the signatures.
pub async fn stream(
    target: &Target,
    world: World,
    pace: Pace,
    clock: impl Fn() -> Timestamp,
    shutdown: impl Future<Output = ()>,
) -> Report {
    let mut course = Course::new(world);
    let mut report = Report::default();
    let mut shutdown = pin!(shutdown);
    loop {
        let wait = pace.draw(&mut course.world.chance);
        tokio::select! {
            () = &mut shutdown => return report,
            () = tokio::time::sleep(wait) => {}
        }
        let sending = async {
            for message in course.advance(clock()) {
                match target.send(&message, clock()).await {
                    Ok(tries) => {
                        report.accepted += 1;
                        report.retried += usize::from(tries > 1);
                    }
                    Err(error) => complain(&error),
                }
            }
        };
        tokio::select! {
            () = &mut shutdown => return report,
            () = sending => {}
        }
    }
}

fn complain(error: &SendError) {
    tracing::warn!(%error, "the demo stream could not send a message");
}

impl Course {
    /// The world from its moment on.
    pub fn new(mut world: World) -> Self {
        let now = world.now;
        let stories = std::mem::take(&mut world.stories);
        if world.untold {
            return Self { world, open: Vec::new(), untold: stories };
        }
        let open =
            stories.into_iter().filter_map(|story| Some(Open { next: story.next(now)?, story, moved: now })).collect();
        Self { world, open, untold: Vec::new() }
    }

    /// One step further: what is said now. Never empty as long as time does not stand still.
    pub fn advance(&mut self, now: Timestamp) -> Vec<Message> {
        let few = self.open.len() < ENOUGH;
        let fresh = self.open.len() < MOST && self.world.chance.percent(if few { 45 } else { 9 });
        let chosen = if fresh { None } else { self.choose(now) };
        if chosen.is_none()
            && let Some(story) = self.untold.pop()
        {
            return self.catch_up(story, now);
        }
        let chosen = chosen.unwrap_or_else(|| self.begin(now));
        let Some(open) = self.open.get_mut(chosen) else { return Vec::new() };
        let mut said = Vec::new();
        // Steps that nobody speaks of pass by.
        while said.is_empty() && open.next < open.story.steps.len() {
            happen(open, self.world.now, now, &mut self.world.chance);
            said = self.world.office.tell(&open.story, open.next);
            open.next += 1;
        }
        if open.next >= open.story.steps.len() {
            self.open.swap_remove(chosen);
        }
        said
    }

    /// How many stories have an end still to come.
    pub fn open(&self) -> usize {
        self.open.len()
    }

    /// A story that has rested a while and whose next step suits the hour; else one of those that rested.
    fn choose(&mut self, now: Timestamp) -> Option<usize> {
        let rest = SignedDuration::from_secs(if self.open.len() < ENOUGH { 15 } else { 120 });
        let rested = |open: &Open| open.moved < now - rest || open.moved == self.world.now;
        let ready = |suits: bool| -> Vec<usize> {
            let of = self.open.iter().enumerate().filter(|(_, open)| rested(open) && (!suits || open.suits(now)));
            of.map(|(position, _)| position).collect()
        };
        let suiting = ready(true);
        let candidates = if suiting.is_empty() { ready(false) } else { suiting };
        if candidates.is_empty() { None } else { Some(*self.world.chance.pick(&candidates)) }
    }

    /// Everything that was said of a story until now, at once.
    fn catch_up(&mut self, story: Story, now: Timestamp) -> Vec<Message> {
        let next = story.next(self.world.now).unwrap_or(story.steps.len());
        let said = (0..next).flat_map(|position| self.world.office.tell(&story, position)).collect();
        if next < story.steps.len() {
            self.open.push(Open { story, next, moved: now });
        }
        said
    }

    /// A new order, created now.
    fn begin(&mut self, now: Timestamp) -> usize {
        let mut story = plot::play(Kind::Created, now, &mut self.world.chance, &mut self.world.numbers);
        if let Some(step) = story.steps.first_mut() {
            step.at = now;
        }
        self.open.push(Open { story, next: 0, moved: now });
        self.open.len() - 1
    }
}

impl Open {
    fn suits(&self, now: Timestamp) -> bool {
        self.story.steps.get(self.next).is_some_and(|step| suits(&self.story, &step.deed, now))
    }
}

/// Whether a step is plausible at this hour of its place.
fn suits(story: &Story, deed: &Deed, now: Timestamp) -> bool {
    let hours = match deed {
        Deed::Picking { .. } | Deed::Packed { .. } | Deed::Short { .. } => 6..19,
        Deed::Scanned(scan) => match scan.milestone {
            Milestone::HubArrived | Milestone::HubDeparted | Milestone::Returning => return true,
            Milestone::PickedUp | Milestone::ArrivedPickup | Milestone::Loaded => 11..21,
            _ => 7..20,
        },
        _ => return true,
    };
    let there = deed.place().map(|place| place.city).or_else(|| story.order_of(deed).map(|order| order.site.city));
    there.is_none_or(|city| hours.contains(&city.hour(now)))
}

/// Makes the next step happen now, unless it has happened already and only now is told; sometimes something goes wrong at a hub.
fn happen(open: &mut Open, begun: Timestamp, now: Timestamp, chance: &mut Chance) {
    let before = open.next.checked_sub(1).and_then(|i| open.story.steps.get(i)).map_or(Timestamp::MIN, |step| step.at);
    let id = open.story.steps.len();
    let Some(step) = open.story.steps.get_mut(open.next) else { return };
    if step.at > begun {
        // Never before the step that led to it, never in the future.
        step.at = (now - chance.seconds(3, 70)).max(before.min(now));
    }
    step.said = now;
    open.moved = now;
    if let Some(delay) = delay(step, id, chance) {
        open.story.steps.insert(open.next + 1, delay);
    }
}

/// Now and then a shipment is held at the hub where it has just arrived.
fn delay(step: &Step, id: usize, chance: &mut Chance) -> Option<Step> {
    let Deed::Scanned(Scan { shipment, milestone: Milestone::HubArrived, place, .. }) = &step.deed else { return None };
    if !chance.percent(7) {
        return None;
    }
    let (reason, text) = *chance.pick(&[
        (Reason::Weather, "Heavy snow; departures are on hold"),
        (Reason::Mechanical, "Mechanical failure of the vehicle"),
        (Reason::Missort, "Sorted to the wrong facility; being rerouted"),
    ]);
    let expected = step.said + mins(60 * 20);
    let trouble = Trouble {
        shipment: *shipment,
        package: None,
        exception: Exception::Delayed,
        reason,
        place: place.clone(),
        text,
        estimate: Some((expected, expected + mins(240))),
    };
    Some(Step { id, at: step.said + mins(1), said: step.said + mins(1), deed: Deed::Troubled(trouble), twice: false })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn now() -> Timestamp {
        "2026-05-14T13:40:00Z".parse().unwrap()
    }

    #[test]
    fn every_step_says_something_that_happens_now_and_names_differ() {
        let mut course = Course::new(World::of(60, 3, now()));
        let (mut at, mut ids) = (now(), BTreeSet::new());
        for _ in 0..600 {
            at += jiff::SignedDuration::from_secs(3);
            let said = course.advance(at);
            assert!(!said.is_empty());
            for message in said {
                assert!(ids.insert((message.partner, message.id.clone(), message.sent)), "{}", message.id);
                assert!(message.sent <= at + mins(2));
            }
        }
        assert!(course.open() > 10);
    }

    #[test]
    fn a_story_keeps_its_order_and_never_runs_ahead_of_the_clock() {
        let mut course = Course::new(World::of(30, 5, now()));
        let mut at = now();
        for _ in 0..400 {
            at += mins(3);
            course.advance(at);
            for open in &course.open {
                let told = open.story.steps.iter().take(open.next);
                assert!(told.clone().all(|step| step.at <= at), "nothing is told before it happens");
            }
        }
    }

    #[test]
    fn a_later_world_meets_no_number_of_the_earlier_one() {
        let numbers = |world: World, steps| {
            let mut course = Course::new(world);
            let mut found: BTreeSet<String> = course
                .open
                .iter()
                .flat_map(|open| open.story.orders.iter().map(|order| order.number.clone()))
                .collect();
            for i in 1..steps {
                course.advance(now() + mins(i));
                found.extend(course.open.iter().flat_map(|open| open.story.orders.iter().map(|o| o.number.clone())));
            }
            found
        };
        let first = numbers(World::of(40, 9, now()), 60);
        let mut course = Course::new(World::later(9, now()));
        let caught_up = (1..40).map(|i| course.advance(now() + mins(i)).len()).max();
        assert!(caught_up > Some(8), "an order on its way is told from its beginning: {caught_up:?}");
        let second = numbers(World::later(9, now()), 60);
        let third = numbers(World::later(9, now() + mins(60)), 60);
        assert!(second.len() > 3 && first.is_disjoint(&second) && second.is_disjoint(&third));
    }

    #[test]
    fn deliveries_wait_for_the_day() {
        let world = World::of(60, 3, now());
        let story = world.stories.iter().find(|story| story.kind == Kind::InTransit).unwrap();
        let scan =
            story.steps.iter().find(|s| matches!(&s.deed, Deed::Scanned(s) if s.milestone == Milestone::Delivered));
        let deed = &scan.unwrap().deed;
        let city = deed.place().unwrap().city;
        let today = city.day(now());
        assert!(suits(story, deed, city.at(today, 11, 0)));
        assert!(!suits(story, deed, city.at(today, 3, 0)));
    }
}
