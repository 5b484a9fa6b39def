//! What a session holds of the person, and what that person may see.

use app::model::{Role, Viewer};
use serde::{Deserialize, Serialize};

use crate::store::Scope;

/// The key in the session.
pub(in crate::web) const KEY: &str = "signed";

/// A signed-in person as kept in the session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::web) struct Signed {
    /// Issuer and subject, or the demo person.
    pub id: String,
    pub name: String,
    pub roles: Vec<String>,
    pub organisations: Vec<String>,
    pub zone: String,
    /// When they signed in: microseconds since 1970 in UTC.
    pub started: i64,
    /// When they last asked for something themselves, to the minute.
    pub seen: i64,
}

/// How long a session lasts, in microseconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lifetime {
    pub idle: i64,
    pub absolute: i64,
}

impl Signed {
    /// A person who signs in now.
    pub fn of(viewer: Viewer, now: i64) -> Self {
        let roles = viewer.roles.iter().map(|role| role_name(*role).to_owned()).collect();
        let Viewer { id, name, organisations, zone, .. } = viewer;
        Self { id, name, roles, organisations, zone, started: now, seen: now }
    }

    /// The person for the pages.
    pub fn viewer(&self) -> Viewer {
        Viewer {
            id: self.id.clone(),
            name: self.name.clone(),
            roles: self.roles.iter().filter_map(|name| role(name)).collect(),
            organisations: self.organisations.clone(),
            zone: self.zone.clone(),
        }
    }

    /// Whether the session still runs. One that began in the future does not: the clock was set back, and nobody knows how long
    /// it would last.
    pub(super) fn runs(&self, now: i64, lifetime: Lifetime) -> bool {
        let rest = now.saturating_sub(self.seen).saturating_abs();
        rest < lifetime.idle && (0..lifetime.absolute).contains(&now.saturating_sub(self.started))
    }
}

const NAMES: [(Role, &str); 4] =
    [(Role::Agent, "agent"), (Role::Supervisor, "supervisor"), (Role::Operator, "operator"), (Role::Admin, "admin")];

fn role_name(role: Role) -> &'static str {
    NAMES.iter().find(|(other, _)| *other == role).map_or("", |(_, name)| name)
}

fn role(name: &str) -> Option<Role> {
    NAMES.iter().find(|(_, other)| *other == name).map(|(role, _)| *role)
}

/// What a person may see: operators and admins everything, others the orders of their sales organisations.
pub(in crate::web) fn scope(viewer: &Viewer) -> Scope {
    if viewer.roles.iter().any(|role| matches!(role, Role::Operator | Role::Admin)) {
        Scope::All
    } else if viewer.roles.is_empty() {
        Scope::Organisations(Vec::new())
    } else {
        Scope::Organisations(viewer.organisations.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn viewer(roles: &[Role]) -> Viewer {
        Viewer {
            id: "a".into(),
            name: "A".into(),
            roles: roles.to_vec(),
            organisations: vec!["1010".into()],
            zone: "UTC".into(),
        }
    }

    #[test]
    fn a_person_survives_the_session() {
        let all = viewer(&[Role::Agent, Role::Supervisor, Role::Operator, Role::Admin]);
        assert_eq!(Signed::of(all.clone(), 5).viewer(), all);
    }

    #[test]
    fn a_role_decides_how_far_one_sees() {
        let own = Scope::Organisations(vec!["1010".into()]);
        assert_eq!(scope(&viewer(&[Role::Agent])), own);
        assert_eq!(scope(&viewer(&[Role::Supervisor])), own);
        assert_eq!(scope(&viewer(&[Role::Agent, Role::Operator])), Scope::All);
        assert_eq!(scope(&viewer(&[Role::Admin])), Scope::All);
        assert_eq!(scope(&viewer(&[])), Scope::Organisations(vec![]), "no role, no order");
    }

    #[test]
    fn a_session_ends_by_rest_and_by_age() {
        let lifetime = Lifetime { idle: 30, absolute: 100 };
        let mut signed = Signed::of(viewer(&[Role::Agent]), 1_000);
        assert!(signed.runs(1_029, lifetime));
        assert!(!signed.runs(1_030, lifetime), "idle");
        signed.seen = 1_095;
        assert!(signed.runs(1_099, lifetime));
        assert!(!signed.runs(1_100, lifetime), "too old, however busy");
        assert!(!signed.runs(999, lifetime), "it began in the future");
        assert!(!signed.runs(1_050, lifetime), "it was last used in the future");
        assert!(!signed.runs(i64::MIN, lifetime) && !signed.runs(i64::MAX, lifetime));
    }
}
