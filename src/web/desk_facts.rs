//! What people on the desk know and no system has reported, read from the tasks of an order: the day of delivery that was agreed
//! with the customer, and that the customer says nothing was received.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::{
    domain::{
        reason::Exception,
        view::{State, View},
        words::{DeskFacts, delivery_zone},
    },
    store::{OrderDesk, Task, TaskKind},
};

/// Until when on an agreed day the delivery is looked for, on the clocks of the place of delivery.
const CLOSING_HOUR: i8 = 18;

/// What an investigation is called while its task is open.
pub const NOT_RECEIVED: &str = "Customer says not received";

/// Both.
pub fn facts(view: &View, desk: &OrderDesk, now: Timestamp) -> DeskFacts {
    let is_open = |task: &Task| task.done.is_none() && task.title.starts_with(NOT_RECEIVED);
    DeskFacts { agreed: agreed(view, desk, now), not_received: desk.tasks.iter().any(is_open) }
}

/// The day that is agreed, where the goods go to, while it is still to come.
pub fn agreed(view: &View, desk: &OrderDesk, now: Timestamp) -> Option<Date> {
    let zone = delivery_zone(view);
    let newest = desk.tasks.iter().filter(|task| task.kind == TaskKind::Redelivery).max_by_key(|task| task.id)?;
    let today = now.to_zoned(zone.clone()).date();
    day(newest, &zone).filter(|day| *day >= today && can_come(view))
}

/// Whether it can still come on a day that people agree on.
pub fn can_come(view: &View) -> bool {
    let is_over = view.state >= State::Delivered || view.state == State::Unknown || view.cancelled_at.is_some();
    let gone = |exception| matches!(exception, Exception::Lost | Exception::Damaged);
    !is_over && !view.leading.as_ref().is_some_and(|leading| gone(leading.exception))
}

/// The agreed day of a task, on the clocks where the goods arrive. It is due on that day, or, as earlier ones were, at the midnight
/// that ends it.
pub fn day(task: &Task, zone: &TimeZone) -> Option<Date> {
    let due = Timestamp::from_microsecond(task.due.saturating_sub(1)).ok()?;
    Some(due.to_zoned(zone.clone()).date())
}

/// When a delivery on that day is due (microseconds UTC): at the closing hour of the place, or at the end of the day where that
/// hour has passed. `None`: no such time.
pub fn due(day: Date, view: &View, now: Timestamp) -> Option<i64> {
    let zone = delivery_zone(view);
    let at = |hour, minute| Some(day.at(hour, minute, 0, 0).to_zoned(zone.clone()).ok()?.timestamp());
    let closes = at(CLOSING_HOUR, 0).filter(|closes| *closes > now).or_else(|| at(23, 59));
    closes.map(Timestamp::as_microsecond)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::fold::testing::World;

    fn desk(due: i64) -> OrderDesk {
        let (person, name) = ("ada".into(), "Ada".into());
        let (kind, title, detail) = (TaskKind::Redelivery, String::new(), String::new());
        let task = Task { id: 1, kind, title, detail, person, name, opened: 0, due, done: None };
        OrderDesk { tasks: vec![task], ..OrderDesk::default() }
    }

    #[test]
    fn a_delivery_is_due_on_its_day_at_the_place_of_delivery() {
        let (mut world, ships) = World::shipped(1);
        world.milestone("ups", ships[0], "PICKED_UP", "2026-05-12T10:00:00Z");
        let view = world.view();
        let now = "2026-05-14T18:00:00Z".parse().unwrap();
        let due = due(date(2026, 5, 19), &view, now).unwrap();
        assert_eq!(Timestamp::from_microsecond(due).unwrap().to_string(), "2026-05-19T23:00:00Z");
        assert_eq!(agreed(&view, &desk(due), now), Some(date(2026, 5, 19)));
        let midnight = "2026-05-20T05:00:00Z".parse::<Timestamp>().unwrap().as_microsecond();
        assert_eq!(agreed(&view, &desk(midnight), now), Some(date(2026, 5, 19)));
        let evening = "2026-05-20T01:00:00Z".parse().unwrap();
        let today = super::due(date(2026, 5, 19), &view, evening).unwrap();
        assert_eq!(agreed(&view, &desk(today), evening), Some(date(2026, 5, 19)), "after closing");
        let later = "2026-05-20T05:00:00Z".parse().unwrap();
        assert_eq!(agreed(&view, &desk(due), later), None, "the day is over");
    }

    #[test]
    fn what_cannot_come_any_more_has_no_agreed_day() {
        let due = "2026-05-19T23:00:00Z".parse::<Timestamp>().unwrap().as_microsecond();
        for (exception, milestone) in [(Some("LOST"), None), (Some("DAMAGED"), None), (None, Some("RETURNED"))] {
            let (mut world, ships) = World::shipped(1);
            world.milestone("ups", ships[0], "PICKED_UP", "2026-05-12T10:00:00Z");
            let now = "2026-05-14T18:00:00Z".parse().unwrap();
            assert!(agreed(&world.view(), &desk(due), now).is_some());
            if let Some(exception) = exception {
                world.exception(ships[0], exception, "OTHER", "2026-05-13T10:00:00Z");
            }
            if let Some(milestone) = milestone {
                world.milestone("ups", ships[0], milestone, "2026-05-13T10:00:00Z");
            }
            assert_eq!(agreed(&world.view(), &desk(due), now), None);
        }
    }
}
