//! Tasks across orders, in words.

use app::{
    model::{Icon, Status, TaskRow, TasksPage, Tone, When},
    paths, words,
};
use jiff::{civil::Date, tz::TimeZone};

use super::{Clock, cursor, milestones::utc, standing};
use crate::{
    store::{OrderTask, Task, TaskKind},
    web::desk_facts,
};

/// What is asked for, by the pairs of the address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TaskFilter {
    /// Those of everybody, not only the reader's own.
    pub everybody: bool,
    /// Those whose time is over.
    pub overdue: bool,
    /// After which due time and number.
    pub after: Option<(i64, i64)>,
}

impl TaskFilter {
    /// What is not known counts as not said.
    pub fn of(pairs: &[(String, String)]) -> Self {
        let says = |name: &str, value: &str| pairs.iter().any(|(key, said)| key == name && said == value);
        Self { everybody: says("who", "all"), overdue: says("show", "overdue"), after: cursor(pairs) }
    }

    fn address(self) -> String {
        let after = self.after.map(|(due, id)| format!("{due}.{id}"));
        let who = self.everybody.then_some(("who", "all"));
        let show = self.overdue.then_some(("show", "overdue"));
        let after = after.as_deref().map(|after| ("after", after));
        paths::with_pairs(paths::TASKS, [who, show, after].into_iter().flatten())
    }
}

/// The page. `found` may hold one more than a page of `size` shows: then there is a next one.
pub fn tasks(filter: TaskFilter, found: &[OrderTask], size: usize, clock: &Clock) -> TasksPage {
    let shown = found.get(..size.min(found.len())).unwrap_or_default();
    let last = shown.last().filter(|_| found.len() > size);
    let first = TaskFilter { after: None, ..filter };
    let link = |text: &str, to: TaskFilter| (text.to_owned(), to.address(), to == first);
    TasksPage {
        title: if filter.everybody { words::TASKS_OF_ALL } else { words::TASKS_OWN }.to_owned(),
        whose: vec![
            link(words::TASKS_MINE, TaskFilter { everybody: false, ..first }),
            link(words::TASKS_ALL, TaskFilter { everybody: true, ..first }),
        ],
        which: vec![
            link(words::TASKS_OPEN, TaskFilter { overdue: false, ..first }),
            link(words::TASKS_OVERDUE, TaskFilter { overdue: true, ..first }),
        ],
        // What is due today is listed by the store once the closing hour has passed, and is not overdue yet.
        rows: shown.iter().filter(|one| !filter.overdue || is_overdue(one, clock)).map(|one| row(one, clock)).collect(),
        here: filter.address(),
        more: last.map(|last| TaskFilter { after: Some((last.task.due, last.task.id)), ..filter }.address()),
        as_of: clock.time(clock.now()),
    }
}

/// When a task is due: on the agreed day where the goods arrive, in `zone`; all else on the reader's clock.
pub fn due(task: &Task, zone: Option<&TimeZone>, clock: &Clock) -> When {
    match agreed(task, zone) {
        Some(day) => When { text: clock.day(day), iso: day.to_string(), local: None },
        None => clock.table(utc(task.due), None),
    }
}

/// Whether its time is over: that of a day when the day has ended where the goods arrive.
fn is_overdue(one: &OrderTask, clock: &Clock) -> bool {
    let zone = one.summary.zone();
    let today = clock.now().to_zoned(zone.clone().unwrap_or(TimeZone::UTC)).date();
    let time_is_over = || one.task.due < clock.now().as_microsecond();
    agreed(&one.task, zone.as_ref()).map_or_else(time_is_over, |day| day < today)
}

/// The agreed day; in UTC where the zone of the place is not known, as deliveries are told everywhere.
fn agreed(task: &Task, zone: Option<&TimeZone>) -> Option<Date> {
    let is_day = task.kind == TaskKind::Redelivery;
    desk_facts::day(task, zone.unwrap_or(&TimeZone::UTC)).filter(|_| is_day)
}

fn row(one: &OrderTask, clock: &Clock) -> TaskRow {
    let (task, summary) = (&one.task, &one.summary);
    let overdue = is_overdue(one, clock);
    TaskRow {
        id: task.id.to_string(),
        order: summary.order.to_string(),
        number: summary.number.clone(),
        who: summary.customer.clone().or_else(|| summary.consignee.clone()).unwrap_or_default(),
        standing: standing::of_summary(summary, clock),
        title: task.title.clone(),
        detail: task.detail.clone(),
        due: due(task, summary.zone().as_ref(), clock),
        overdue: overdue.then(|| Status::new(Tone::Warn, Icon::Late, words::TASK_OVERDUE)),
        by: task.name.clone(),
        since: clock.table(utc(task.opened), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{fold::testing::World, summary::Summary},
        store::TaskKind,
    };

    fn task(id: i64, due: &str) -> OrderTask {
        let (world, _) = World::shipped(1);
        let due = due.parse::<jiff::Timestamp>().unwrap().as_microsecond();
        let (person, name) = ("ada".into(), "Ada".into());
        let kind = TaskKind::AskCarrier;
        let task =
            Task { id, kind, title: "Ask UPS".into(), detail: String::new(), person, name, opened: 0, due, done: None };
        OrderTask { task, summary: Summary::of(&world.view()) }
    }

    #[test]
    fn an_agreed_day_is_due_on_that_day_where_the_goods_arrive_wherever_the_reader_is() {
        // 18:00 in Chicago is Wednesday in Berlin.
        let mut one = task(1, "2026-12-02T00:00:00Z");
        (one.task.kind, one.task.title) = (TaskKind::Redelivery, "Deliver on Tue 1 Dec".into());
        let at = |zone: &str, now: &str, overdue: bool| {
            let clock = Clock::new(zone, now.parse().unwrap());
            let found = tasks(TaskFilter { overdue, ..TaskFilter::default() }, &[one.clone()], 2, &clock);
            found.rows.into_iter().map(|row| (row.due.text, row.overdue.is_some())).collect::<Vec<_>>()
        };
        for zone in ["Europe/Berlin", "America/Chicago", "Asia/Manila", "UTC"] {
            assert_eq!(at(zone, "2026-11-30T12:00:00Z", false), [("Tue 1 Dec".to_owned(), false)], "{zone}");
            assert!(!at(zone, "2026-12-02T05:00:00Z", false)[0].1, "{zone}: it is still Tuesday in Chicago");
            assert_eq!(at(zone, "2026-12-02T05:00:00Z", true), [], "{zone}");
            assert_eq!(at(zone, "2026-12-02T06:00:00Z", true), [("Tue 1 Dec".to_owned(), true)], "{zone}");
        }
        one.summary.zone = None;
        assert_eq!(one.summary.zone().map(|zone| zone.iana_name().is_some()), Some(false), "the offset of the promise");
    }

    #[test]
    fn a_page_says_what_is_late_and_leads_on() {
        let clock = Clock::new("America/Chicago", "2026-05-14T13:40:00Z".parse().unwrap());
        let pairs = [("who", "all"), ("show", "nonsense")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        let filter = TaskFilter::of(&pairs);
        assert_eq!(filter, TaskFilter { everybody: true, overdue: false, after: None });
        let found = [task(1, "2026-05-14T13:39:00Z"), task(2, "2026-05-14T13:41:00Z"), task(3, "2026-05-14T15:00:00Z")];
        let page = tasks(filter, &found, 2, &clock);
        assert_eq!(page.rows.iter().map(|row| row.overdue.is_some()).collect::<Vec<_>>(), [true, false]);
        assert_eq!(page.here, "/tasks?who=all");
        let (_, after) = page.more.as_deref().unwrap().split_once("after=").unwrap();
        let next = TaskFilter::of(&[("after".to_owned(), after.to_owned())]);
        assert_eq!(next.after, Some((found[1].task.due, 2)), "the next page begins after the last row");
        assert_eq!(page.whose.iter().map(|(_, _, here)| *here).collect::<Vec<_>>(), [false, true]);
        assert_eq!(tasks(filter, &found, 3, &clock).more, None);
    }
}
