//! How a person likes the pages: kept in a cookie of its own, so that the page is right from its first byte, before the sign-in as
//! well, and without scripts.

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the reader's system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// How close rows stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Density {
    /// Room between rows.
    #[default]
    Comfortable,
    /// More rows on a screen.
    Compact,
}

/// Both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Light or dark.
    pub theme: Theme,
    /// How close rows stand.
    pub density: Density,
}

impl Theme {
    /// All, as they are offered.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The word in forms, in the cookie and in `data-theme`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl Density {
    /// All, as they are offered.
    pub const ALL: [Self; 2] = [Self::Comfortable, Self::Compact];

    /// The word in forms, in the cookie and in `data-density`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Comfortable => "comfortable",
            Self::Compact => "compact",
        }
    }
}

impl Look {
    /// The cookie.
    pub const COOKIE: &'static str = "waypost-look";

    /// The look that a request asks for.
    #[cfg(feature = "ssr")]
    #[must_use]
    pub fn of(headers: &axum::http::HeaderMap) -> Self {
        let cookies = headers.get_all(axum::http::header::COOKIE);
        Self::of_cookies(cookies.iter().filter_map(|value| value.to_str().ok()))
    }

    /// What the headers `Cookie` of a request say; what is not known counts as not said.
    #[must_use]
    pub fn of_cookies<'a>(headers: impl Iterator<Item = &'a str>) -> Self {
        let pairs = headers.flat_map(|header| header.split(';'));
        let mut values = pairs.filter_map(|pair| pair.trim().split_once('=')).filter(|(name, _)| *name == Self::COOKIE);
        values.next().map(|(_, value)| Self::default().with(value.split('.'))).unwrap_or_default()
    }

    /// The same with these words of a form or a cookie.
    #[must_use]
    pub fn with<'a>(mut self, words: impl Iterator<Item = &'a str>) -> Self {
        for word in words {
            self.theme = Theme::ALL.into_iter().find(|one| one.as_str() == word).unwrap_or(self.theme);
            self.density = Density::ALL.into_iter().find(|one| one.as_str() == word).unwrap_or(self.density);
        }
        self
    }

    /// The value of the cookie: `dark.compact`.
    #[must_use]
    pub fn cookie(self) -> String {
        [self.theme.as_str(), self.density.as_str()].join(".")
    }

    /// `data-theme`; none where the system decides.
    #[must_use]
    pub fn theme_mark(self) -> Option<&'static str> {
        (self.theme != Theme::System).then_some(self.theme.as_str())
    }

    /// `data-density`; none where rows have room.
    #[must_use]
    pub fn density_mark(self) -> Option<&'static str> {
        (self.density != Density::Comfortable).then_some(self.density.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_read_as_it_was_written_and_nothing_else_is() {
        for theme in Theme::ALL {
            for density in Density::ALL {
                let look = Look { theme, density };
                let header = format!("waypost=abc; {}={}; other=1", Look::COOKIE, look.cookie());
                assert_eq!(Look::of_cookies([header.as_str()].into_iter()), look);
            }
        }
        for odd in ["", "waypost-look", "waypost-look=", "waypost-look=\"><script>.x", "x-waypost-look=dark"] {
            assert_eq!(Look::of_cookies([odd].into_iter()), Look::default(), "{odd}");
        }
        let dark = Look { theme: Theme::Dark, ..Look::default() };
        assert_eq!(dark.with(["compact", "nonsense"].into_iter()).cookie(), "dark.compact");
        assert_eq!((dark.theme_mark(), dark.density_mark()), (Some("dark"), None));
    }
}
