//! Messages and codes that no table knows, in words.

use app::{
    model::{
        FilterChoice, Icon, MessageLine, MessagePage, MessageRefusal, MessagesPage, Status, Tone, UnmappedLine,
        UnmappedPage,
    },
    paths,
};

use super::{clock::Clock, milestones::utc, names};
use crate::{
    domain::id::{MessageId, ObjectId, SourceId},
    ingest::codes,
    store::{MOST_LOOKED_AT, MessageName, MessageRow, MessageState, NewMessage, Refused, UnmappedSum, shown_headers},
};

/// The longest number or key that is looked for, in characters.
const LONGEST: usize = 200;
/// So much of a body is shown, in bytes.
const MOST_SHOWN: usize = 64 * 1024;
/// Names of one message in a list.
const MOST_NAMES: usize = 3;

/// What is asked for, by the pairs of the address. What is not known counts as not said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MessageFilter {
    /// In which state.
    pub state: Option<MessageState>,
    source: String,
    /// A number, or the sender's key.
    pub q: String,
    /// Older than that one.
    pub before: Option<MessageId>,
}

impl MessageFilter {
    /// Reads it.
    pub fn of(pairs: &[(String, String)]) -> Self {
        let value = |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim());
        let text = |name: &str| value(name).chars().filter(|c| !c.is_control()).take(LONGEST).collect::<String>();
        Self {
            state: MessageState::parse(value("state")),
            source: text("source"),
            q: text("q"),
            before: value("before").parse().ok().map(MessageId),
        }
    }

    /// Of whom.
    pub fn source(&self) -> Option<&str> {
        Some(self.source.as_str()).filter(|source| !source.is_empty())
    }

    /// Whether it holds of a message, but for the number.
    pub fn holds(&self, row: &MessageRow) -> bool {
        self.state.is_none_or(|state| row.state == state) && self.source().is_none_or(|source| row.source.0 == source)
    }

    fn address(&self) -> String {
        let before = self.before.map(|before| before.to_string());
        let state = self.state.map(|state| ("state", state.as_str()));
        let source = self.source().map(|source| ("source", source));
        let q = Some(("q", self.q.as_str())).filter(|(_, q)| !q.is_empty());
        let before = before.as_deref().map(|before| ("before", before));
        paths::with_pairs(paths::MESSAGES, [state, source, q, before].into_iter().flatten())
    }
}

/// The list of all messages in a state.
pub fn in_state(state: MessageState) -> String {
    MessageFilter { state: Some(state), ..MessageFilter::default() }.address()
}

/// A state in words.
pub fn state_words(state: MessageState) -> &'static str {
    match state {
        MessageState::Received => "Waiting",
        MessageState::Applied => "Applied",
        MessageState::Parked => "Parked",
        MessageState::Quarantined => "Quarantined",
        MessageState::Ignored => "Ignored",
    }
}

fn status(state: MessageState) -> Status {
    let (tone, icon) = match state {
        MessageState::Received => (Tone::Idle, Icon::Wait),
        MessageState::Applied => (Tone::Good, Icon::Check),
        MessageState::Parked => (Tone::Warn, Icon::Hour),
        MessageState::Quarantined => (Tone::Bad, Icon::Fail),
        MessageState::Ignored => (Tone::Idle, Icon::Cross),
    };
    Status::new(tone, icon, state_words(state))
}

/// What a list is made of.
pub struct Listed<'a> {
    /// What is asked for.
    pub filter: &'a MessageFilter,
    /// The messages.
    pub rows: &'a [MessageRow],
    /// What they wait for.
    pub waits: &'a [MessageName],
    /// The sources to choose from.
    pub sources: &'a [SourceId],
    /// Before which one the next page begins.
    pub next: Option<MessageId>,
    /// More messages are about the number.
    pub cut: bool,
}

/// The list.
pub fn list(listed: &Listed<'_>, clock: &Clock) -> MessagesPage {
    let filter = listed.filter;
    let state = |state: MessageState| FilterChoice {
        value: state.as_str().to_owned(),
        label: state_words(state).to_owned(),
        chosen: filter.state == Some(state),
    };
    let source = |source: &SourceId| FilterChoice {
        value: source.0.clone(),
        label: source_words(source),
        chosen: filter.source() == Some(source.0.as_str()),
    };
    let any = |label: &str, chosen: bool| FilterChoice { value: String::new(), label: label.to_owned(), chosen };
    let chosen = filter.source().filter(|chosen| listed.sources.iter().all(|one| one.0 != *chosen));
    let chosen = chosen.map(|chosen| source(&chosen.into()));
    let sources = listed.sources.iter().map(source).chain(chosen);
    let more = listed.next.map(|next| MessageFilter { before: Some(next), ..filter.clone() }.address());
    MessagesPage {
        q: filter.q.clone(),
        states: std::iter::once(any("All statuses", filter.state.is_none()))
            .chain(MessageState::ALL.iter().copied().map(state))
            .collect(),
        sources: std::iter::once(any("All sources", filter.source().is_none())).chain(sources).collect(),
        narrowed: *filter != MessageFilter::default(),
        note: note(listed),
        rows: listed.rows.iter().map(|row| line(row, listed.waits, clock)).collect(),
        more,
        as_of: clock.time(clock.now()),
    }
}

fn note(listed: &Listed<'_>) -> Option<String> {
    if listed.cut {
        return Some(format!("Only the newest {} messages about this number are looked at.", listed.rows.len()));
    }
    let goes_on = listed.filter.source().is_some() && listed.next.is_some();
    goes_on
        .then(|| format!("At most {MOST_LOOKED_AT} messages are looked at for one page; older ones are on the next."))
}

fn line(row: &MessageRow, waits: &[MessageName], clock: &Clock) -> MessageLine {
    MessageLine {
        id: row.id.to_string(),
        received: clock.table(utc(row.received), None),
        source: source_words(&row.source),
        status: status(row.state),
        why: why(row, waits),
        key: row.key.clone(),
    }
}

/// Why it stands as it does, in a line.
fn why(row: &MessageRow, waits: &[MessageName]) -> String {
    if let Some(first) = row.refusals.first() {
        let more = row.refusals.len().saturating_sub(1);
        let more = if more > 0 { format!(" (and {more} more)") } else { String::new() };
        let position = if first.position.is_empty() { String::new() } else { format!(" at {}", first.position) };
        return format!("{}{position}: {}{more}", first.code, first.message);
    }
    let own: Vec<MessageName> = waits.iter().filter(|one| one.message == row.id).cloned().collect();
    let mut names: Vec<String> = things(&own).into_iter().map(|(name, _)| name).collect();
    let more = names.len().saturating_sub(MOST_NAMES);
    names.truncate(MOST_NAMES);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    if names.is_empty() { String::new() } else { format!("Waits for the order of {}{more}", names.join(", ")) }
}

/// Each thing once, by the first of its names, with its page.
fn things(found: &[MessageName]) -> Vec<(String, String)> {
    let mut seen: Vec<ObjectId> = Vec::new();
    let mut things = Vec::new();
    for one in found {
        if !seen.contains(&one.object) {
            seen.push(one.object);
            let name = names::of(&one.name.value, &one.name.scope);
            things.push((format!("{} {name}", names::kind(one.name.kind)), paths::object(&one.object.to_string())));
        }
    }
    things
}

fn source_words(source: &SourceId) -> String {
    let name = names::source(source);
    if name.to_lowercase() == source.0 { name } else { format!("{name} ({source})") }
}

/// What the page of one message is made of.
pub struct Whole<'a> {
    /// Where it stands.
    pub row: &'a MessageRow,
    /// As it came.
    pub message: &'a NewMessage,
    /// What it waits for.
    pub waits: &'a [MessageName],
    /// What it told of.
    pub told: &'a [MessageName],
    /// Whether its body is shown.
    pub with_body: bool,
}

/// One message.
pub fn one(whole: &Whole<'_>, clock: &Clock) -> MessagePage {
    let (row, message) = (whole.row, whole.message);
    let time = |micros: i64| clock.long(utc(micros), None).text;
    let mut facts = vec![
        ("Source", source_words(&row.source)),
        ("Connector", row.connector.clone()),
        ("Key", row.key.clone()),
        ("Received", time(row.received)),
        ("Size", format!("{} bytes", message.body.len())),
        ("Correlation", message.correlation.clone()),
    ];
    facts.extend(row.settled.map(|settled| ("Completed", time(settled))));
    let id = row.id.to_string();
    MessagePage {
        status: status(row.state),
        facts: facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        refusals: row.refusals.iter().map(refusal).collect(),
        waits: things(whole.waits),
        told: things(whole.told),
        headers: shown_headers(&message.headers),
        body: whole.with_body.then(|| body(&message.body)),
        with_body: paths::with_pairs(&paths::message(&id), [("body", "show")]),
        id,
    }
}

fn refusal(one: &Refused) -> MessageRefusal {
    MessageRefusal {
        code: one.code.clone(),
        position: one.position.clone(),
        message: one.message.clone(),
        cause: codes::explain(&one.code).map(|page| page.cause.to_owned()).unwrap_or_default(),
        remedy: one.remedy.clone(),
    }
}

/// Its beginning as text; what is no text shows as such.
fn body(bytes: &[u8]) -> String {
    let shown = bytes.get(..MOST_SHOWN.min(bytes.len())).unwrap_or_default();
    let text = String::from_utf8_lossy(shown).replace('\0', "\u{fffd}");
    let rest = bytes.len().saturating_sub(MOST_SHOWN);
    if rest > 0 { format!("{text}\n… {rest} bytes more") } else { text }
}

/// Codes that no table knows. `found` may hold one more than a page of `size` shows.
pub fn unmapped(found: &[UnmappedSum], size: usize, clock: &Clock) -> UnmappedPage {
    let plural = |number: u64, one: &str, many: &str| format!("{number} {}", if number == 1 { one } else { many });
    let row = |sum: &UnmappedSum| UnmappedLine {
        source: source_words(&sum.source),
        code: if sum.code.is_empty() { "(no code)".to_owned() } else { sum.code.clone() },
        text: sum.text.clone(),
        count: format!("{} on {}", plural(sum.count, "report", "reports"), plural(sum.orders, "order", "orders")),
        last: clock.table(utc(sum.at), None),
        message: sum.message.to_string(),
        order: sum.order.to_string(),
    };
    UnmappedPage {
        rows: found.iter().take(size).map(row).collect(),
        more: found.len() > size,
        as_of: clock.time(clock.now()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::reference::{RefKind, Reference};

    fn clock() -> Clock {
        Clock::new("UTC", "2026-05-14T13:40:00Z".parse().unwrap())
    }

    fn row(id: i64, state: MessageState) -> MessageRow {
        MessageRow {
            id: MessageId(id),
            source: "ups".into(),
            connector: "ups".into(),
            key: format!("k{id}"),
            state,
            received: 1_778_760_000_000_000,
            settled: None,
            refusals: Vec::new(),
        }
    }

    fn filter(pairs: &[(&str, &str)]) -> MessageFilter {
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        MessageFilter::of(&pairs)
    }

    #[test]
    fn any_address_asks_for_something_and_is_written_again() {
        assert_eq!(filter(&[("state", "dead"), ("before", "x")]), MessageFilter::default());
        let asked = filter(&[("state", "parked"), ("source", "ups"), ("q", " 1Z 5 "), ("before", "12")]);
        assert_eq!(asked.address(), "/operations/messages?state=parked&source=ups&q=1Z%205&before=12");
        assert!(asked.holds(&row(1, MessageState::Parked)) && !asked.holds(&row(1, MessageState::Applied)));
    }

    #[test]
    fn a_line_says_why_a_message_stands_as_it_does() {
        let name = Reference::new(RefKind::Tracking, "UPSN", "1Z5R8");
        let pallet = Reference::new(RefKind::Sscc, "", "00340434161094027318");
        let wait = |object: i64, name: &Reference| MessageName {
            message: MessageId(1),
            object: ObjectId(object),
            name: name.clone(),
        };
        let waits = [wait(5, &name), wait(5, &pallet), wait(6, &pallet)];
        let mut refused = row(2, MessageState::Quarantined);
        refused.refusals = vec![codes::refused("KEY_REUSED", "", "Another body"), codes::refused("X", "/a", "y")];
        let rows = [row(1, MessageState::Parked), refused, row(3, MessageState::Applied)];
        let asked = filter(&[("state", "parked"), ("source", "gone")]);
        let sources: [SourceId; 1] = ["ups".into()];
        let listed = Listed {
            filter: &asked,
            rows: &rows,
            waits: &waits,
            sources: &sources,
            next: Some(MessageId(1)),
            cut: false,
        };
        let page = list(&listed, &clock());
        let why: Vec<_> = page.rows.iter().map(|row| row.why.as_str()).collect();
        let waiting = "Waits for the order of Tracking 1Z5R8 (UPS), SSCC 00340434161094027318";
        assert_eq!(why, [waiting, "KEY_REUSED: Another body (and 1 more)", ""]);
        assert_eq!(page.more.as_deref(), Some("/operations/messages?state=parked&source=gone&before=1"));
        assert_eq!(page.sources.iter().filter(|one| one.chosen).count(), 1, "also what nobody sends any more");
        assert!(page.note.is_some() && page.narrowed);
    }

    #[test]
    fn a_message_is_shown_without_credentials_and_its_body_only_when_asked_for() {
        let row = row(7, MessageState::Quarantined);
        let message = NewMessage {
            source: "ups".into(),
            connector: "ups".into(),
            key: "k7".into(),
            digest: [0; 32],
            body: vec![b'x'; MOST_SHOWN + 10].into(),
            headers: [("x-api-key", "s3cret"), ("content-type", "a/b")].map(|(a, b)| (a.into(), b.into())).into(),
            received: 1,
            correlation: "c".into(),
        };
        let page = |with_body| one(&Whole { row: &row, message: &message, waits: &[], told: &[], with_body }, &clock());
        assert_eq!(page(false).body, None);
        assert!(page(true).body.unwrap().ends_with("… 10 bytes more"));
        let headers = page(false).headers;
        assert_eq!(headers, [("content-type", "a/b"), ("x-api-key", "(not shown)")].map(|(a, b)| (a.into(), b.into())));
        assert_eq!(page(false).with_body, "/operations/messages/7?body=show");
    }
}
