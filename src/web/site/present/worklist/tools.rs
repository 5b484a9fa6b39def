//! What may be done: to whom, until when, why.

use app::model::{Pickable, Tools, Viewer};
use jiff::{ToSpan, Zoned, civil::Time};

use crate::{
    domain::worklist::resolutions,
    store::Person,
    web::site::present::clock::{Clock, time_of},
};

/// The choices.
pub fn tools(viewer: &Viewer, people: &[Person], aside: bool, clock: &Clock) -> Tools {
    let others = people.iter().filter(|person| person.actor.id != viewer.id);
    let others = others.map(|person| choice(&person.actor.id, person.actor.name.clone()));
    let me = choice("me", "Me".to_owned());
    let nobody = choice("nobody", "Nobody".to_owned());
    Tools {
        people: [me].into_iter().chain(others).chain([nobody]).collect(),
        times: times(clock)
            .into_iter()
            .map(|(at, text)| choice(&at.timestamp().as_microsecond().to_string(), text))
            .collect(),
        reasons: resolutions().iter().map(|one| choice(one.word, one.text.to_owned())).collect(),
        aside,
    }
}

fn choice(value: &str, text: String) -> Pickable {
    Pickable { value: value.to_owned(), text, chosen: false }
}

/// An hour from now, the coming full hours of the day, tomorrow, Monday: on the reader's clock.
fn times(clock: &Clock) -> Vec<(Zoned, String)> {
    let now = clock.at(clock.now());
    let today = now.date();
    let mut times: Vec<(Zoned, String)> = Vec::new();
    let mut add = |at: Option<Zoned>, text: &dyn Fn(&Zoned) -> String| {
        if let Some(at) = at.filter(|at| *at > now) {
            times.push((at.clone(), text(&at)));
        }
    };
    add(now.checked_add(1.hour()).ok(), &|at| format!("in an hour, {}", time_of(at.datetime())));
    let clocked = |days: i64, hour: i8| {
        let day = today.checked_add(days.days()).ok()?;
        day.to_datetime(Time::constant(hour, 0, 0, 0)).to_zoned(clock.zone().clone()).ok()
    };
    for hour in [12, 15] {
        // Sooner than an hour from now is no later than the first choice.
        let at = clocked(0, hour).filter(|at| now.checked_add(1.hour()).is_ok_and(|soon| *at > soon));
        add(at, &|at| format!("today, {}", time_of(at.datetime())));
    }
    add(clocked(1, 8), &|_| "tomorrow, 08:00".to_owned());
    let to_monday = i64::from(7 - today.weekday().to_monday_zero_offset());
    if to_monday > 1 {
        add(clocked(to_monday, 8), &|_| "Monday, 08:00".to_owned());
    }
    times
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(now: &str, zone: &str) -> Vec<String> {
        times(&Clock::new(zone, now.parse().unwrap())).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn what_has_passed_is_no_choice() {
        assert_eq!(
            told("2026-05-14T12:40:00Z", "America/Chicago"),
            ["in an hour, 08:40", "today, 12:00", "today, 15:00", "tomorrow, 08:00", "Monday, 08:00"]
        );
        assert_eq!(
            told("2026-05-14T20:40:00Z", "America/Chicago"),
            ["in an hour, 16:40", "tomorrow, 08:00", "Monday, 08:00"]
        );
        let sunday = told("2026-05-17T20:40:00Z", "UTC");
        assert_eq!(sunday, ["in an hour, 21:40", "tomorrow, 08:00"], "tomorrow is Monday");
    }
}
