//! The lists at the side, the kept views, and the filter over a list.

use app::{
    model::{CauseGroup, CauseLink, FilterForm, Icon, KeptView, Pickable, Status, Tone, Viewer},
    paths,
};

use super::{List, address, names};
use crate::{
    domain::worklist::{Cause, Filter, Group, Show, Who},
    store::{MOST_OVERDUE, WorkCount, WorkView},
};

/// All lists. Those without an item are left out, but for the one that is shown.
pub fn groups(filter: &Filter, counts: &[WorkCount]) -> Vec<CauseGroup> {
    let plain = |cause: Option<Cause>, show: Show| Filter { cause, show, ..Filter::default() };
    let due = |overdue: u64| match overdue {
        0 => None,
        many if many >= MOST_OVERDUE => Some(format!("{many}+ due")),
        some => Some(format!("{some} due")),
    };
    let all = CauseLink {
        href: paths::WORKLIST.to_owned(),
        status: Status::new(Tone::Idle, Icon::Inbox, "Everything to do"),
        count: counts.iter().map(|count| count.todo).sum::<u64>().to_string(),
        due: due(counts.iter().map(|count| count.overdue).sum()),
        current: *filter == Filter::default(),
    };
    let aside = CauseLink {
        href: address(paths::WORKLIST, &plain(None, Show::Aside), None),
        status: Status::new(Tone::Idle, Icon::Undo, "Set aside"),
        count: String::new(),
        due: None,
        current: *filter == plain(None, Show::Aside),
    };
    let link = |cause: Cause| {
        let count = counts.iter().find(|count| count.cause == cause);
        let current = filter.cause == Some(cause) && filter.show == Show::Todo;
        (count.is_some_and(|count| count.todo > 0) || current).then(|| CauseLink {
            href: address(paths::WORKLIST, &plain(Some(cause), Show::Todo), None),
            status: names::status(cause),
            count: count.map_or(0, |count| count.todo).to_string(),
            due: due(count.map_or(0, |count| count.overdue)),
            current,
        })
    };
    let of = |group: Group| CauseGroup {
        title: names::group(group).to_owned(),
        causes: Cause::ALL.iter().copied().filter(|cause| cause.group() == group).filter_map(link).collect(),
    };
    let groups = [Group::Customer, Group::Unsure, Group::Others, Group::Paper].map(of);
    let first = CauseGroup { title: String::new(), causes: vec![all, aside] };
    [first].into_iter().chain(groups).filter(|group| !group.causes.is_empty()).collect()
}

/// How many items fit, where that is counted.
pub fn count(filter: &Filter, counts: &[WorkCount]) -> Option<String> {
    if *filter != (Filter { cause: filter.cause, ..Filter::default() }) {
        return None;
    }
    let fits = counts.iter().filter(|count| filter.cause.is_none_or(|cause| cause == count.cause));
    Some(fits.map(|count| count.todo).sum::<u64>().to_string())
}

/// The kept views.
pub fn views(views: Vec<WorkView>, viewer: &Viewer, filter: &Filter) -> Vec<KeptView> {
    let kept = |view: WorkView| {
        let is_own = view.owner.id == viewer.id;
        KeptView {
            href: address(paths::WORKLIST, &view.filter, None),
            current: view.filter == *filter,
            name: view.name,
            by: (!is_own).then_some(view.owner.name),
            own: is_own.then_some(view.id),
        }
    };
    views.into_iter().map(kept).collect()
}

/// The filter as a form.
pub fn form(filter: &Filter, list: &List<'_>) -> FilterForm {
    let who = match &filter.who {
        Who::Anybody => "",
        Who::Nobody => "nobody",
        Who::Me => "me",
        Who::Person(id) => id,
    };
    let people = list.people.iter().filter(|person| person.actor.id != list.viewer.id);
    let people = people.map(|person| (person.actor.id.as_str(), person.actor.name.clone()));
    let who_choices = [("", "Anybody".to_owned()), ("nobody", "Nobody".to_owned()), ("me", "Me".to_owned())];
    let show = match filter.show {
        Show::Todo => "",
        Show::Overdue => "overdue",
        Show::Aside => "aside",
    };
    let shows = [("", "To do"), ("overdue", "Past its time"), ("aside", "Set aside")];
    let listed = |any: &str, values: &[String], chosen: &Option<String>, word: fn(&str) -> String| {
        let known = values.iter().map(|value| (value.as_str(), word(value)));
        // What is asked for can be chosen also when nothing has it any more.
        let asked =
            chosen.iter().filter(|chosen| !values.contains(chosen)).map(|chosen| (chosen.as_str(), word(chosen)));
        let all = [("", any.to_owned())].into_iter().chain(known).chain(asked);
        choices(all, chosen.as_deref().unwrap_or_default())
    };
    FilterForm {
        cause: filter.cause.map(|cause| cause.as_str().to_owned()),
        who: choices(who_choices.into_iter().chain(people), who),
        tiers: listed("Any tier", &list.facets.tiers, &filter.tier, tier_name),
        carriers: listed("Any carrier", &list.facets.carriers, &filter.carrier, str::to_owned),
        organisations: listed("Any organisation", &list.viewer.organisations, &filter.organisation, str::to_owned),
        show: choices(shows.into_iter().map(|(value, text)| (value, text.to_owned())), show),
        pairs: filter.pairs().into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        narrowed: *filter != Filter { cause: filter.cause, ..Filter::default() },
    }
}

/// `Key accounts`.
fn tier_name(tier: &str) -> String {
    if tier == "key" { "Key accounts".to_owned() } else { super::row::tier(tier) }
}

fn choices<'a>(all: impl Iterator<Item = (&'a str, String)>, chosen: &str) -> Vec<Pickable> {
    all.map(|(value, text)| Pickable { value: value.to_owned(), text, chosen: value == chosen }).collect()
}
