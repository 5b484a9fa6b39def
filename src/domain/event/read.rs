//! Reading an event that somebody else wrote: precise about what is wrong, where, and how to mend it.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{
    Ack, Aside, Body, CaseStatement, Charge, Contact, Delivery, Document, Event, ExceptionEvent, ItemStatement, Joined,
    Merged, MilestoneEvent, Order, PartyStatement, Retraction, Shipment, SiteStatement, Unlinked, aside, bounds,
};
use crate::domain::{
    decimal::digits_of,
    reference::Reference,
    strict::{self, Misread, Unknown},
};

/// Most names one event may give, most links it may make, most keys it may retract.
pub const MAX_NAMES: usize = 50;
/// Most links of one event: a load may carry a few hundred shipments.
pub const MAX_LINKS: usize = 500;
/// Most packages of one shipment statement.
pub const MAX_PACKAGES: usize = 1_000;
/// Most characters of what is said to be wrong.
const MAX_MESSAGE: usize = 500;

/// Why a value is not an event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {message}")]
pub struct EventError {
    /// JSON pointer into the event, `""` for the whole.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub remedy: String,
}

impl EventError {
    pub(super) fn new(path: &str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        let mut message = message.into();
        // It may quote what a partner sent.
        bounds::cut(&mut message, MAX_MESSAGE);
        Self { path: path.to_owned(), message, remedy: remedy.into() }
    }
}

impl Event {
    /// Reads an event and checks what the types alone cannot say. Long names and texts are cut (`bounds`). A field that it does
    /// not know is left out: a mapping, or what was kept by a later version, may have more.
    ///
    /// # Errors
    /// The first thing that is wrong, with a JSON pointer to it and a remedy.
    pub fn from_value(value: Value) -> Result<Self, EventError> {
        Self::read(value, Unknown::Ignore)
    }

    /// The same, for what a mapping made of a partner's message: quantities, weights and other values that identify nothing are set
    /// aside where they cannot be read, and the rest is taken.
    ///
    /// # Errors
    /// The first other thing that is wrong, with a JSON pointer to it and a remedy.
    pub fn from_mapped(mut value: Value) -> Result<(Self, Vec<Aside>), EventError> {
        let aside = value.as_object_mut().map(aside::set_aside).unwrap_or_default();
        Ok((Self::from_value(value)?, aside))
    }

    /// The same, for whoever writes events by hand: a field that it does not know is refused.
    ///
    /// # Errors
    /// The first thing that is wrong, with a JSON pointer to it and a remedy.
    pub fn from_request(value: Value) -> Result<Self, EventError> {
        Self::read(value, Unknown::Refuse)
    }

    fn read(value: Value, unknown: Unknown) -> Result<Self, EventError> {
        let Value::Object(mut fields) = value else {
            return Err(EventError::new(
                "",
                "an event is a JSON object",
                "write {\"type\": …, \"of\": …, \"refs\": […]}",
            ));
        };
        bounds::apply(&mut fields)?;
        let event = Self { body: body(&fields, unknown)?, ..common(&fields, unknown)? };
        event.check()?;
        Ok(event)
    }

    fn check(&self) -> Result<(), EventError> {
        if self.refs.is_empty() && !matches!(self.body, Body::Retraction(_)) {
            return Err(EventError::new(
                "/refs",
                "no reference names what this is about",
                "give at least one {kind, scope, value}",
            ));
        }
        let (packages, more) = match &self.body {
            Body::Shipment(shipment) => (shipment.packages.as_ref().map_or(0, Vec::len), &[][..]),
            Body::Unlink(unlinked) => (0, unlinked.names.as_slice()),
            Body::Merge(merged) => (0, merged.duplicates.as_slice()),
            _ => (0, &[][..]),
        };
        for (name, length, most) in [
            ("/refs", self.refs.len(), MAX_NAMES),
            ("/links", self.links.len(), MAX_LINKS),
            ("/retracts", self.retracts.len(), MAX_NAMES),
            ("/packages", packages, MAX_PACKAGES),
            ("/names", more.len(), MAX_NAMES),
        ] {
            if length > most {
                return Err(EventError::new(
                    name,
                    format!("{length} entries, and {most} is the most"),
                    "split the event",
                ));
            }
        }
        for (index, reference) in self.refs.iter().enumerate() {
            self.check_name(&format!("/refs/{index}"), reference)?;
        }
        for (index, link) in self.links.iter().enumerate() {
            let path = format!("/links/{index}/ref");
            named(&path, &link.reference)?;
            if !link.of.is_named_by(link.reference.kind) {
                return Err(not_a_name(&path, link.of.as_str(), &link.reference));
            }
            if !link.relation.joins(self.of, link.of) {
                return Err(EventError::new(
                    &format!("/links/{index}/relation"),
                    format!("a {} never {} a {}", self.of.as_str(), link.relation.as_str(), link.of.as_str()),
                    "the table of objects and their names says what belongs to what",
                ));
            }
        }
        self.check_graph(more)?;
        if matches!(&self.body, Body::Retraction(_)) && self.retracts.is_empty() {
            return Err(EventError::new(
                "/retracts",
                "a retraction that names no event",
                "list the keys of the events it withdraws",
            ));
        }
        if let Some(key) = &self.key
            && key.trim().is_empty()
        {
            return Err(EventError::new("/key", "the key is empty", "leave it out where the sender has none"));
        }
        Ok(())
    }

    /// What only events about the graph have: something to say.
    fn check_graph(&self, more: &[Reference]) -> Result<(), EventError> {
        let field = if matches!(self.body, Body::Merge(_)) { "duplicates" } else { "names" };
        for (index, reference) in more.iter().enumerate() {
            self.check_name(&format!("/{field}/{index}"), reference)?;
        }
        let (path, remedy) = match &self.body {
            Body::Link(_) if self.links.is_empty() => ("/links", "list the links that hold"),
            Body::Unlink(_) if self.links.is_empty() && more.is_empty() => {
                ("/links", "list the links or the names that do not hold")
            }
            Body::Merge(_) if more.is_empty() => ("/duplicates", "list the names of what is the same thing"),
            _ => return Ok(()),
        };
        Err(EventError::new(path, "nothing is said", remedy))
    }

    fn check_name(&self, path: &str, reference: &Reference) -> Result<(), EventError> {
        named(path, reference)?;
        if self.of.is_named_by(reference.kind) { Ok(()) } else { Err(not_a_name(path, self.of.as_str(), reference)) }
    }
}

fn named(path: &str, reference: &Reference) -> Result<(), EventError> {
    match reference.problem() {
        Some(problem) => Err(EventError::new(
            path,
            format!("not a usable reference: {problem}"),
            "leave it out or send the number itself",
        )),
        None => Ok(()),
    }
}

fn not_a_name(path: &str, of: &str, reference: &Reference) -> EventError {
    EventError::new(
        path,
        format!("a {} number does not name a {of}", reference.kind),
        "use `links` for what it belongs to; the table of objects and their names says which kind names what",
    )
}

/// The fields that every event has.
const COMMON: [&str; 9] = ["type", "of", "refs", "links", "at", "place", "key", "raw", "retracts"];

/// Those fields; the body is a placeholder.
fn common(fields: &Map<String, Value>, unknown: Unknown) -> Result<Event, EventError> {
    Ok(Event {
        body: Body::Retraction(Retraction::default()),
        of: required(fields, "of", unknown)?,
        refs: optional(fields, "refs", unknown)?.unwrap_or_default(),
        links: optional(fields, "links", unknown)?.unwrap_or_default(),
        at: optional(fields, "at", unknown)?,
        day_only: optional(fields, "day_only", unknown)?.unwrap_or_default(),
        place: optional(fields, "place", unknown)?,
        key: optional(fields, "key", unknown)?,
        raw: optional(fields, "raw", unknown)?,
        retracts: optional(fields, "retracts", unknown)?.unwrap_or_default(),
    })
}

fn body(fields: &Map<String, Value>, unknown: Unknown) -> Result<Body, EventError> {
    let name: String = required(fields, "type", unknown)?;
    Ok(match name.as_str() {
        "order" => Body::Order(Box::new(whole::<Order>(fields, unknown)?)),
        "delivery" => Body::Delivery(whole::<Delivery>(fields, unknown)?),
        "shipment" => Body::Shipment(Box::new(whole::<Shipment>(fields, unknown)?)),
        "case" => Body::Case(whole::<CaseStatement>(fields, unknown)?),
        "item" => Body::Item(Box::new(whole::<ItemStatement>(fields, unknown)?)),
        "site" => Body::Site(Box::new(whole::<SiteStatement>(fields, unknown)?)),
        "party" => Body::Party(Box::new(whole::<PartyStatement>(fields, unknown)?)),
        "milestone" => Body::Milestone(whole::<MilestoneEvent>(fields, unknown)?),
        "exception" => Body::Exception(whole::<ExceptionEvent>(fields, unknown)?),
        "document" => Body::Document(whole::<Document>(fields, unknown)?),
        "charge" => Body::Charge(whole::<Charge>(fields, unknown)?),
        "contact" => Body::Contact(whole::<Contact>(fields, unknown)?),
        "ack" => Body::Ack(whole::<Ack>(fields, unknown)?),
        "retraction" => Body::Retraction(whole::<Retraction>(fields, unknown)?),
        "link" => Body::Link(whole::<Joined>(fields, unknown)?),
        "unlink" => Body::Unlink(whole::<Unlinked>(fields, unknown)?),
        "merge" => Body::Merge(whole::<Merged>(fields, unknown)?),
        other => {
            return Err(EventError::new(
                "/type",
                format!("`{}` is not a type of event", other.chars().take(40).collect::<String>()),
                format!("one of {}", Body::TYPES.join(", ")),
            ));
        }
    })
}

fn required<T: DeserializeOwned>(fields: &Map<String, Value>, name: &str, unknown: Unknown) -> Result<T, EventError> {
    optional(fields, name, unknown)?.ok_or_else(|| {
        EventError::new(&format!("/{name}"), format!("`{name}` is missing"), format!("every event has `{name}`"))
    })
}

fn optional<T: DeserializeOwned>(
    fields: &Map<String, Value>,
    name: &str,
    unknown: Unknown,
) -> Result<Option<T>, EventError> {
    match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => {
            strict::read(value.clone(), unknown).map(Some).map_err(|error| at(&format!("/{name}"), fields, error))
        }
    }
}

/// What the type of the event adds to the common fields.
fn whole<T: DeserializeOwned>(fields: &Map<String, Value>, unknown: Unknown) -> Result<T, EventError> {
    let own = fields.iter().filter(|(name, _)| !COMMON.contains(&name.as_str()));
    let own = own.map(|(name, value)| (name.clone(), value.clone())).collect();
    strict::read(Value::Object(own), unknown).map_err(|error| at("", fields, error))
}

fn at(base: &str, fields: &Map<String, Value>, error: Misread) -> EventError {
    let (path, what) = (format!("{base}{}", error.path), error.message);
    match number_at(fields, &path) {
        Some(digits) if what.starts_with("invalid type") => {
            let expected = what.rsplit_once("expected ").map_or("something else", |(_, expected)| expected);
            EventError::new(
                &path,
                format!("the number {digits} stands here, and {expected} is expected"),
                "write names and texts in quotes, with the digits that they have",
            )
        }
        _ => EventError::new(&path, what, "compare with /schemas/v1/event.json"),
    }
}

/// The digits of the number to which a path leads, where it leads to one.
fn number_at(fields: &Map<String, Value>, path: &str) -> Option<String> {
    let (first, rest) = path.strip_prefix('/')?.split_once('/').unwrap_or((path.strip_prefix('/')?, ""));
    let value = fields.get(first)?;
    let value = if rest.is_empty() { value } else { value.pointer(&format!("/{rest}"))? };
    let digits = digits_of(value).map(str::to_owned);
    digits.or_else(|| value.is_number().then(|| value.to_string())).map(|digits| digits.chars().take(60).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn milestone() -> Value {
        json!({"type":"milestone","of":"package","refs":[{"kind":"tracking","scope":"UPSN","value":"1Z1"}],
            "milestone":"OUT_FOR_DELIVERY","classifier":"actual","at":"2026-05-14T07:12:00-05:00",
            "place":{"city":"Memphis","region":"TN","country":"US"},"raw":{"element":"status.code","code":"OT","text":"Out for Delivery"}})
    }

    #[test]
    fn the_example_of_the_design_reads_and_writes_itself() {
        let event = Event::from_value(milestone()).unwrap();
        assert_eq!(serde_json::to_value(&event).unwrap(), milestone());
        assert_eq!(serde_json::from_value::<Event>(milestone()).unwrap(), event);
    }

    #[test]
    fn an_error_says_where_and_how_to_mend_it() {
        let mut wrong = milestone();
        wrong["milestone"] = json!("OUT_TO_LUNCH");
        let error = Event::from_value(wrong).unwrap_err();
        assert_eq!(error.path, "/milestone");
        assert!(error.message.contains("OUT_TO_LUNCH"), "{error}");

        let mut wrong = milestone();
        wrong["refs"][0]["kind"] = json!("order");
        let error = Event::from_value(wrong).unwrap_err();
        assert_eq!(error.path, "/refs/0");
        assert!(error.message.contains("does not name a package"), "{error}");

        for (number, digits) in [(json!(4711), "4711"), (crate::domain::decimal::exact("4711.0"), "4711.0")] {
            let mut wrong = milestone();
            wrong["refs"][0]["value"] = number;
            let error = Event::from_value(wrong).unwrap_err();
            assert_eq!(error.path, "/refs/0/value");
            assert_eq!(error.message, format!("the number {digits} stands here, and a string is expected"));
        }

        let mut wrong = milestone();
        wrong["type"] = json!("milestones");
        assert!(Event::from_value(wrong).unwrap_err().remedy.contains("retraction"));

        let mut wrong = milestone();
        wrong["refs"] = json!([]);
        assert_eq!(Event::from_value(wrong).unwrap_err().path, "/refs");
        assert_eq!(Event::from_value(json!([])).unwrap_err().path, "");
    }

    #[test]
    fn an_array_is_no_object_in_an_event() {
        for (field, path) in [("place", "/place"), ("raw", "/raw"), ("refs", "/refs/0"), ("links", "/links/0")] {
            let mut wrong = milestone();
            wrong[field] = json!([]);
            if path.ends_with("/0") {
                wrong[field] = json!([[]]);
            }
            for read in [Event::from_value, Event::from_request] {
                let error = read(wrong.clone()).unwrap_err();
                assert_eq!((error.path.as_str(), error.message.contains("JSON object")), (path, true), "{error}");
            }
        }
        let document = json!({"type": "document", "of": "shipment", "refs": [{"kind": "pro", "scope": "", "value": "1"}],
            "document": "pod", "content": ["application/pdf", "JVBERi0="]});
        assert_eq!(Event::from_value(document).unwrap_err().path, "/content");
    }

    #[test]
    fn a_field_that_nobody_knows_is_refused_where_somebody_writes_by_hand() {
        let mut mistyped = milestone();
        mistyped["place"]["ctiy"] = json!("Memphis");
        assert!(Event::from_value(mistyped.clone()).is_ok());
        let error = Event::from_request(mistyped).unwrap_err();
        assert_eq!((error.path.as_str(), error.message.contains("ctiy")), ("/place", true), "{error}");
        let mut mistyped = milestone();
        mistyped["clasifier"] = json!("planned");
        assert!(Event::from_request(mistyped).unwrap_err().message.contains("clasifier"));
        assert!(Event::from_request(milestone()).is_ok());
    }
}
