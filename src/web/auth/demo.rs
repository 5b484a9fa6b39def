//! Demo sign-in: without a password, and therefore only where nobody else can reach it. It needs `--demo`, a loopback
//! address to listen on, a request that names this machine and that came through no proxy.

use std::fmt;

use app::model::{DemoPerson, Role, Viewer};
use axum::{
    Form,
    extract::State,
    http::{Extensions, HeaderMap, StatusCode},
    response::Redirect,
};
use serde::Deserialize;
use tower_sessions::Session;

use crate::web::{Web, address, problem::Problem};

/// Somebody of the demo world.
pub struct Person {
    id: &'static str,
    /// The name on the button.
    pub name: &'static str,
    /// What the person may see.
    pub about: &'static str,
    role: Role,
    organisations: &'static [&'static str],
    zone: &'static str,
}

/// Everybody of the demo world. The organisations are those of its orders.
pub const DEMO_PEOPLE: &[Person] = &[
    Person {
        id: "marta",
        name: "Marta Reyes",
        about: "Agent, sales organisation 1010 (United States)",
        role: Role::Agent,
        organisations: &["1010"],
        zone: "America/Chicago",
    },
    Person {
        id: "jonas",
        name: "Jonas Keller",
        about: "Agent, sales organisation 2000 (Europe)",
        role: Role::Agent,
        organisations: &["2000"],
        zone: "Europe/Berlin",
    },
    Person {
        id: "priya",
        name: "Priya Nair",
        about: "Supervisor, sales organisations 1010 and 2000",
        role: Role::Supervisor,
        organisations: &["1010", "2000"],
        zone: "America/New_York",
    },
    Person {
        id: "tom",
        name: "Tom Okafor",
        about: "Integration operator, all organisations",
        role: Role::Operator,
        organisations: &[],
        zone: "Europe/London",
    },
    Person {
        id: "ana",
        name: "Ana Silva",
        about: "Administrator, all organisations",
        role: Role::Admin,
        organisations: &[],
        zone: "UTC",
    },
];

impl fmt::Display for Person {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.name, self.about)
    }
}

/// What the form sends.
#[derive(Debug, Deserialize)]
pub(super) struct Choice {
    person: String,
    #[serde(default)]
    return_to: String,
}

/// Whether this request may sign in as a demo person.
pub(in crate::web) fn allowed(web: &Web, extensions: &Extensions, headers: &HeaderMap) -> bool {
    let enabled = web.state.config.demo.enabled && web.state.bound.ip().is_loopback();
    enabled && address::is_local(&web.state, extensions, headers)
}

/// Who can be chosen.
pub(super) fn people() -> Vec<DemoPerson> {
    let of =
        |person: &Person| DemoPerson { id: person.id.into(), name: person.name.into(), about: person.about.into() };
    DEMO_PEOPLE.iter().map(of).collect()
}

/// `POST /auth/demo`.
pub(super) async fn sign_in(
    State(web): State<Web>,
    session: Session,
    extensions: Extensions,
    headers: HeaderMap,
    Form(choice): Form<Choice>,
) -> Result<Redirect, Problem> {
    web.attempts.sign_in.check(&address::of_peer(&web.state, &extensions, &headers))?;
    if !allowed(&web, &extensions, &headers) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "NO_DEMO", "there is no demo sign-in here"));
    }
    let person = DEMO_PEOPLE.iter().find(|person| person.id == choice.person).ok_or_else(Problem::not_found)?;
    for colleague in DEMO_PEOPLE {
        // In the demo world everybody has been here before.
        crate::web::worklist::know(&web, &viewer(colleague)).await;
    }
    super::come_in(&web, &session, viewer(person), "demo", &choice.return_to).await
}

fn viewer(person: &Person) -> Viewer {
    Viewer {
        id: format!("demo:{}", person.id),
        name: person.name.into(),
        roles: vec![person.role],
        organisations: person.organisations.iter().map(ToString::to_string).collect(),
        zone: person.zone.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_agents_see_different_organisations() {
        let agents: Vec<_> = DEMO_PEOPLE.iter().filter(|person| person.role == Role::Agent).collect();
        assert_eq!(agents.len(), 2);
        assert!(agents[0].organisations != agents[1].organisations);
        assert!(DEMO_PEOPLE.iter().all(|person| crate::domain::tzdb::is_known(person.zone)));
    }
}
