//! A deed on picked items, and what became of each.

use app::model::FormNotice;
use axum::{
    Form,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};

use super::{
    Leader,
    form::{self, What},
};
use crate::{
    store::{Act, Acted, Actor, Deed, Person, StoreError, WorkItem},
    web::{
        Web,
        problem::Problem,
        site::{cause_name, deed_words, time_words},
    },
};

/// How many people are looked through for one that work is given to.
pub const MOST_PEOPLE: usize = 500;

/// `POST /worklist/act`.
pub(super) async fn act(State(web): State<Web>, leader: Leader, Form(pairs): Form<Vec<(String, String)>>) -> Response {
    let asked = match form::read(&pairs, &leader.viewer.id, web.state.now()) {
        Ok(asked) => asked,
        Err((back, lines)) => {
            let title = "That could not be done".to_owned();
            return leader.told(FormNotice { status: 400, title, lines, back }).await;
        }
    };
    match done(&web, &leader, &asked.items, asked.what).await {
        Ok(told) if told.troubles.is_empty() => Redirect::to(&told.address(&asked.back)).into_response(),
        Ok(told) => {
            let notice = told.notice(asked.back);
            leader.told(notice).await
        }
        Err(problem) => problem.into_response(),
    }
}

/// What became of a deed.
struct Told {
    deed: Deed,
    done: usize,
    /// A line for each item that was not done.
    troubles: Vec<String>,
    status: StatusCode,
}

impl Told {
    /// The page to go back to, which says what was done.
    fn address(&self, back: &str) -> String {
        let (path, query) = back.split_once('?').unwrap_or((back, ""));
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let kept: Vec<&str> = pairs.filter(|pair| !pair.starts_with("did=") && !pair.starts_with("n=")).collect();
        let own = format!("did={}&n={}", self.deed.verb(), self.done);
        let query = kept.into_iter().chain([own.as_str()]).collect::<Vec<_>>().join("&");
        format!("{path}?{query}")
    }

    fn notice(self, back: String) -> FormNotice {
        let (done, all) = (self.done, self.done + self.troubles.len());
        let title = match (done, all) {
            (0, 1) => "That was not done".to_owned(),
            (0, _) => "Nothing was done".to_owned(),
            _ => format!("{} of {all} items were not done", all - done),
        };
        let did = (done > 0).then(|| deed_words(self.deed.verb(), done));
        FormNotice { status: self.status.as_u16(), title, lines: did.into_iter().chain(self.troubles).collect(), back }
    }
}

async fn done(web: &Web, leader: &Leader, items: &[(i64, i64)], what: What) -> Result<Told, Problem> {
    let ids: Vec<i64> = items.iter().map(|(id, _)| *id).collect();
    let known = web.state.stores.worklist.items(&ids, &leader.scope()).await?;
    let mut troubles = Vec::new();
    let mut items = items.to_vec();
    let mut status = StatusCode::CONFLICT;
    let deed = match what {
        What::Deed(deed) => deed,
        What::AssignTo(id) => {
            let to = person(web, leader, &id).await?;
            let Some(to) = to else {
                let line = "Nobody of that name has signed in here. Reload the page and choose again.".to_owned();
                return Ok(Told {
                    deed: Deed::Release,
                    done: 0,
                    troubles: vec![line],
                    status: StatusCode::BAD_REQUEST,
                });
            };
            for item in known.iter().filter(|item| !may_have(&to, item)) {
                items.retain(|(id, _)| *id != item.id);
                troubles.push(format!("{}: {} does not see orders of its organisation.", named(item), to.actor.name));
                status = StatusCode::BAD_REQUEST;
            }
            Deed::Assign(to.actor)
        }
    };
    let act = Act {
        now: web.state.now(),
        actor: leader.actor(),
        scope: leader.scope(),
        deed: deed.clone(),
        items: items.clone(),
    };
    let acted = if items.is_empty() { Vec::new() } else { web.state.stores.worklist.act(act).await? };
    let mut done = 0;
    for acted in acted {
        match acted {
            Acted::Done => done += 1,
            Acted::Missing => {
                troubles.push("One item is not here any more, or not in your organisations.".to_owned());
                status = if known.is_empty() { StatusCode::NOT_FOUND } else { StatusCode::CONFLICT };
            }
            Acted::Late(item) => troubles.push(late(leader, web, &item)),
        }
    }
    Ok(Told { deed, done, troubles, status })
}

/// Who it is given to; oneself may have it without having been noted.
async fn person(web: &Web, leader: &Leader, id: &str) -> Result<Option<Person>, StoreError> {
    let people = web.state.stores.worklist.people(MOST_PEOPLE).await?;
    let known = people.into_iter().find(|person| person.actor.id == id);
    let own = || {
        let organisations = leader.scope().organisations().map(<[String]>::to_vec);
        (id == leader.viewer.id).then(|| Person { actor: leader.actor(), organisations, seen: 0 })
    };
    // What somebody sees now counts, and not what they saw when they signed in last.
    Ok(own().or(known))
}

fn may_have(person: &Person, item: &WorkItem) -> bool {
    let org = item.facts.sales_org.as_ref();
    person.organisations.as_ref().is_none_or(|own| org.is_some_and(|org| own.contains(org)))
}

fn named(item: &WorkItem) -> String {
    format!("Order {}, {}", item.facts.card.number, cause_name(item.cause).to_lowercase())
}

/// Who was first, what they did, and when.
fn late(leader: &Leader, web: &Web, item: &WorkItem) -> String {
    let at = time_words(&leader.viewer, web, item.last.at);
    let verb = crate::web::site::verb_words(item.last.verb);
    match &item.last.by {
        Some(Actor { id, .. }) if *id == leader.viewer.id => format!("{}: you {verb} it yourself, {at}.", named(item)),
        Some(Actor { name, .. }) => format!("{}: {name} {verb} it meanwhile, {at}.", named(item)),
        None => format!("{}: it {verb} by itself, {at}.", named(item)),
    }
}

#[cfg(test)]
mod tests {
    use app::paths;

    use super::*;

    #[test]
    fn the_way_back_says_once_what_was_done() {
        let told = Told { deed: Deed::TakeUp, done: 3, troubles: vec![], status: StatusCode::OK };
        assert_eq!(told.address(paths::WORKLIST), "/worklist?did=taken_up&n=3");
        assert_eq!(told.address("/worklist?cause=late&did=snoozed&n=9"), "/worklist?cause=late&did=taken_up&n=3");
    }
}
