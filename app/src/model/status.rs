//! A status is a word and an icon, then a colour: never a colour alone.

/// How a status feels; chooses the colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Done, and somebody proved it.
    Good,
    /// The time is wrong: late, at risk, stale.
    Warn,
    /// Will not come right by itself: failed, lost, refused.
    Bad,
    /// We are not sure: conflict, unmapped, parked.
    Odd,
    /// Not yet, or simply under way.
    #[default]
    Idle,
}

impl Tone {
    /// The class that carries the colour.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Odd => "odd",
            Self::Idle => "idle",
        }
    }
}

/// The symbols of the sprite in `components::icons`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the pictures")]
pub enum Icon {
    Check,
    Done,
    Late,
    Held,
    Alert,
    Fail,
    Cross,
    Odd,
    Truck,
    Box,
    Copy,
    Search,
    Right,
    Phone,
    Mail,
    Note,
    User,
    Hour,
    #[default]
    Wait,
    Out,
    Inbox,
    Undo,
    Lock,
    Task,
    Pin,
    Doc,
    Filter,
    Down,
}

/// A word, its icon and its tone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// Chooses the colour.
    pub tone: Tone,
    /// Stands before the words.
    pub icon: Icon,
    /// The words, without a full stop.
    pub text: String,
}

impl Status {
    /// A status from its three parts.
    pub fn new(tone: Tone, icon: Icon, text: impl Into<String>) -> Self {
        Self { tone, icon, text: text.into() }
    }
}

/// A moment, formatted: what the reader sees, what a machine reads, what the place's own clock said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct When {
    /// On the clocks of the place, for example `Wed 13 · 10:21 local`; without the mark where they are the reader's.
    pub text: String,
    /// RFC 3339 with the offset of those clocks (or a plain date or local time where no zone is known).
    pub iso: String,
    /// The reader's own time where it is another: `Your time: 17:21, Berlin (CEST)`.
    pub local: Option<String>,
}
