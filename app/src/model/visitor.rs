//! Who looks, and how they come in.

/// What a person may do. Roles add up; none includes another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Answers customers.
    Agent,
    /// Leads agents.
    Supervisor,
    /// Keeps the flows running.
    Operator,
    /// Sets the house up.
    Admin,
}

impl Role {
    /// The role in words, for the person's own menu.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Agent => "Agent",
            Self::Supervisor => "Supervisor",
            Self::Operator => "Operator",
            Self::Admin => "Administrator",
        }
    }
}

/// The signed-in person of a request. The web layer puts it into the request's extensions;
/// without one every page leads to the sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// The stable identity (issuer and subject, or the demo person's name).
    pub id: String,
    /// What the bar shows.
    pub name: String,
    /// What they may do.
    pub roles: Vec<Role>,
    /// Sales organisations whose orders they see. Empty: none.
    pub organisations: Vec<String>,
    /// IANA name of the zone in which they read times.
    pub zone: String,
}

impl Viewer {
    /// Whether they run the day from the worklists.
    #[must_use]
    pub fn leads(&self) -> bool {
        self.roles.iter().any(|role| matches!(role, Role::Supervisor | Role::Admin))
    }

    /// Whether they keep the flows running.
    #[must_use]
    pub fn operates(&self) -> bool {
        self.roles.iter().any(|role| matches!(role, Role::Operator | Role::Admin))
    }

    /// Whether they set the house up, and may erase what people wrote.
    #[must_use]
    pub fn administers(&self) -> bool {
        self.roles.contains(&Role::Admin)
    }

    /// The first letters of the first and last name.
    #[must_use]
    pub fn initials(&self) -> String {
        let mut words = self.name.split_whitespace().filter_map(|word| word.chars().next());
        let first = words.next();
        first.into_iter().chain(words.next_back()).flat_map(char::to_uppercase).collect()
    }
}

/// How many items of work are open for a viewer who leads others. The web layer puts it beside them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenWork(pub u64);

/// How much of an order's timeline is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// The milestones.
    #[default]
    Milestones,
    /// Everything that was reported.
    Scans,
    /// What was taken back.
    Withdrawn,
}

impl Detail {
    /// The value of `?scans=`; anything unknown shows the milestones.
    #[must_use]
    pub fn from_query(value: Option<&str>) -> Self {
        match value {
            Some("all") => Self::Scans,
            Some("withdrawn") => Self::Withdrawn,
            _ => Self::Milestones,
        }
    }
}

/// What the sign-in page offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignInOptions {
    /// The identity provider, where one is configured.
    pub provider: Option<Provider>,
    /// Demo people; empty unless the demo world is on and this request may use it.
    pub demo: Vec<DemoPerson>,
}

/// The identity provider behind the sign-in button.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provider {
    /// As its people know it, for example `Northwind Identity`.
    pub name: String,
}

/// Somebody has signed out here, and may sign out of the identity provider too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignedOut {
    /// As its people know it.
    pub provider: String,
    /// Where that is done.
    pub href: String,
}

/// Somebody of the demo world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoPerson {
    /// Sent back as `person`.
    pub id: String,
    /// Their name.
    pub name: String,
    /// What they do and see, for example `Agent, US retail`.
    pub about: String,
}

/// Why the sign-in page is shown, from `?why=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The session ran out.
    Expired,
    /// They signed out.
    SignedOut,
    /// They signed out, of the identity provider too.
    SignedOutThere,
    /// The identity provider said no.
    Refused,
    /// The identity provider did not answer.
    Unavailable,
}

impl Why {
    /// The value of `?why=`; anything unknown says nothing.
    #[must_use]
    pub fn from_query(value: Option<&str>) -> Option<Self> {
        match value? {
            "expired" => Some(Self::Expired),
            "signed-out" => Some(Self::SignedOut),
            "signed-out-there" => Some(Self::SignedOutThere),
            "refused" => Some(Self::Refused),
            "unavailable" => Some(Self::Unavailable),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_take_the_first_and_the_last_name() {
        let named = |name: &str| Viewer {
            id: String::new(),
            name: name.into(),
            roles: vec![],
            organisations: vec![],
            zone: String::new(),
        };
        assert_eq!(named("marta de la Reyes").initials(), "MR");
        assert_eq!(named("Émile").initials(), "É");
        assert_eq!(named("").initials(), "");
    }
}
