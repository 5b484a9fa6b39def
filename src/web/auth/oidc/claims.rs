//! What the provider says of a person, in our words.

use app::model::{Role, Viewer};
use serde_json::{Map, Value};

use crate::{config::Oidc, domain::tzdb};

/// Most values of a list claim that are read, and the longest of them.
const MOST: usize = 500;
const LONGEST: usize = 120;

/// Every claim, of the ID token and of the user information.
pub(super) type Claims = Map<String, Value>;

/// The person of these claims; `None` when no claim grants a role: then there is nothing here for them.
pub(super) fn viewer(claims: &Claims, issuer: &str, oidc: &Oidc, zone: &str) -> Option<Viewer> {
    let subject = text(claims, "sub")?;
    let theirs = list(claims, &oidc.roles_claim);
    let names = [
        (Role::Agent, &oidc.roles.agent),
        (Role::Supervisor, &oidc.roles.supervisor),
        (Role::Operator, &oidc.roles.operator),
        (Role::Admin, &oidc.roles.admin),
    ];
    let granted = |ours: &Vec<String>| ours.iter().any(|name| theirs.contains(name));
    let roles: Vec<Role> = names.into_iter().filter(|(_, ours)| granted(ours)).map(|(role, _)| role).collect();
    if roles.is_empty() {
        return None;
    }
    let name = ["name", "preferred_username", "email"].into_iter().find_map(|claim| text(claims, claim));
    let known = |zone: &String| tzdb::is_known(zone);
    Some(Viewer {
        name: name.unwrap_or_else(|| subject.clone()),
        id: format!("{issuer}#{subject}"),
        roles,
        organisations: list(claims, &oidc.organisations_claim),
        zone: text(claims, "zoneinfo").filter(known).unwrap_or_else(|| zone.to_owned()),
    })
}

/// Whether the claims that decide are there; if not, the user information may have them.
pub(super) fn decide(claims: &Claims, oidc: &Oidc) -> bool {
    [&oidc.roles_claim, &oidc.organisations_claim].into_iter().all(|claim| claims.contains_key(claim))
}

fn text(claims: &Claims, name: &str) -> Option<String> {
    let text = claims.get(name)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.chars().take(LONGEST).collect())
}

/// A list, or one text; some providers send a list of one as a text, or several parted by spaces or commas.
fn list(claims: &Claims, name: &str) -> Vec<String> {
    let fits = |text: &&str| !text.is_empty() && text.chars().count() <= LONGEST;
    let owned = |text: &str| text.to_owned();
    match claims.get(name) {
        Some(Value::Array(values)) => {
            values.iter().filter_map(Value::as_str).map(str::trim).filter(fits).take(MOST).map(owned).collect()
        }
        Some(Value::String(text)) => text.split([' ', ',']).filter(fits).take(MOST).map(owned).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::config::Config;

    fn read(claims: Value) -> Option<Viewer> {
        let Value::Object(claims) = claims else { panic!("an object") };
        viewer(&claims, "https://id.example", &Config::defaults().unwrap().oidc, "Europe/Berlin")
    }

    #[test]
    fn claims_become_roles_and_organisations() {
        let person = read(json!({"sub": "7", "name": "A B", "roles": ["agent", "other"], "organisations": ["1010"]}));
        let person = person.unwrap();
        assert_eq!((person.id.as_str(), person.name.as_str()), ("https://id.example#7", "A B"));
        assert_eq!((person.roles, person.organisations), (vec![Role::Agent], vec!["1010".to_owned()]));
        assert_eq!(person.zone, "Europe/Berlin");
    }

    #[test]
    fn texts_do_for_lists_and_a_known_zone_is_taken() {
        let person =
            read(json!({"sub": "7", "roles": "admin agent", "organisations": "a,b", "zoneinfo": "Asia/Tokyo"}));
        let person = person.unwrap();
        assert_eq!(person.roles, [Role::Agent, Role::Admin]);
        assert_eq!((person.organisations.len(), person.zone.as_str(), person.name.as_str()), (2, "Asia/Tokyo", "7"));
    }

    #[test]
    fn without_a_role_nobody_comes_in() {
        assert!(read(json!({"sub": "7", "organisations": ["1010"]})).is_none());
        assert!(read(json!({"sub": "7", "roles": ["guest"]})).is_none());
        assert!(read(json!({"sub": "7", "roles": {"agent": true}})).is_none());
        assert!(read(json!({"roles": ["agent"]})).is_none(), "nor without a subject");
    }

    #[test]
    fn what_names_no_organisation_grants_none() {
        let person = read(json!({"sub": "7", "roles": ["agent"], "organisations": [1010, null, " "]})).unwrap();
        assert!(person.organisations.is_empty());
    }
}
