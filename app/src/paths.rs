//! Addresses, in one place.

use crate::model::Asked;

/// Search.
pub const HOME: &str = "/";
/// Search results: `?q=`.
pub const SEARCH: &str = "/search";
/// The sign-in page: `?return_to=`, `?why=`.
pub const SIGN_IN: &str = "/signin";
/// GET: starts the sign-in at the identity provider (`?return_to=`). A link and not a form: browsers
/// hold a form's redirects against `form-action`, and the provider is another site.
pub const SIGN_IN_PROVIDER: &str = "/auth/start";
/// POST: signs in as a demo person (`person`, `return_to`).
pub const SIGN_IN_DEMO: &str = "/auth/demo";
/// POST: signs out.
pub const SIGN_OUT: &str = "/auth/out";
/// GET: the identity provider sends back who has signed out there (`?state=`).
pub const SIGNED_OUT: &str = "/auth/signed-out";
/// The answer to signing out where the provider can be signed out of too; asked for by itself it does not exist.
pub const SIGNED_OUT_PAGE: &str = "/signed-out";
/// Type-ahead: `?q=`. See `api::suggest`.
pub const SUGGEST: &str = "/fn/suggest";
/// Messages that run again: the operators' page and its forms.
pub const REPLAYS: &str = "/operations/replays";
/// What the operators' pages begin with.
pub const OPERATIONS: &str = "/operations";
/// Integration health: sources and inbox.
pub const HEALTH: &str = "/operations/health";
/// Messages: `?state=`, `?source=`, `?q=`, `?before=`; with `/{id}` below it one of them (`?body=show`).
pub const MESSAGES: &str = "/operations/messages";
/// Codes that no table knows.
pub const UNMAPPED: &str = "/operations/codes";
/// Names in dispute; with `/{id}` below it one of them, with `/{id}/{step}` its forms (`merge`, `unlink`, `leave`).
pub const IDENTITY: &str = "/operations/identity";
/// Objects; with `/{id}` below it one of them, with `/{id}/merge` below that the step before it is merged (`?q=`, `?other=`).
/// POST: `/{id}/unlink` (`link`, `seen`, `reason`), `/{id}/merge` (`other`, `keep`, `seen`, `reason`).
pub const OBJECTS: &str = "/operations/objects";
/// The live stream: `?o=ID@VERSION,…`.
pub const LIVE: &str = "/live";
/// POST: how somebody likes the pages (`theme`, `density`, `back`).
pub const LOOK: &str = "/look";
/// The answer to a form that could not be done; asked for by itself it does not exist.
pub const NOTICE: &str = "/notice";
/// Tasks across orders: `?who=all`, `?show=overdue`.
pub const TASKS: &str = "/tasks";
/// Marks a request by which an open page refreshes itself.
pub const LIVE_HEADER: &str = "x-waypost-live";

/// Widgets for the consoles of other systems, and all that belongs to them.
pub const EMBED: &str = "/embed";

/// The widget of an order, by a number of it.
#[must_use]
pub fn embed_order(number: &str) -> String {
    format!("{EMBED}/order/{}", escape(number))
}

/// The widget in a made-up state, where demo people may sign in.
#[must_use]
pub fn demo_widget(state: &str) -> String {
    format!("/demo/widget/{}", escape(state))
}

/// POST: what the widget of an order says was said to the customer (`token`, `choice`, `theme`, `channel`, `summary`, `deed`).
#[must_use]
pub fn embed_said(order: &str) -> String {
    format!("{EMBED}/said/{}", escape(order))
}

/// The widget of a case's order.
#[must_use]
pub fn embed_case(number: &str) -> String {
    format!("{EMBED}/case/{}", escape(number))
}

/// Who has the word on what; each row of the table has an anchor.
pub const OWNERSHIP: &str = "/ownership";

/// The worklists; the query holds the filter.
pub const WORKLIST: &str = "/worklist";
/// POST: does something with picked items.
pub const WORK_ACT: &str = "/worklist/act";
/// POST: keeps a list under a name; with `/{id}/forget` after it: forgets one.
pub const WORK_VIEWS: &str = "/worklist/views";
/// A list as a file.
pub const WORK_CSV: &str = "/worklist.csv";
/// The figures.
pub const INSIGHTS: &str = "/insights";

/// An address with these pairs as its query.
#[must_use]
pub fn with_pairs<'a>(path: &str, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut out = String::from(path);
    for (index, (name, value)) in pairs.into_iter().enumerate() {
        out.push(if index == 0 { '?' } else { '&' });
        out.push_str(&escape(name));
        out.push('=');
        out.push_str(&escape(value));
    }
    out
}

/// An item of a worklist.
#[must_use]
pub fn work_item(id: i64) -> String {
    let mut out = String::from(WORKLIST);
    out.push('/');
    out.push_str(&id.to_string());
    out
}

/// A name in dispute.
#[must_use]
pub fn dispute(id: &str) -> String {
    let mut out = String::from(IDENTITY);
    out.push('/');
    out.push_str(&escape(id));
    out
}

/// An object, as operators look at it.
#[must_use]
pub fn object(id: &str) -> String {
    let mut out = String::from(OBJECTS);
    out.push('/');
    out.push_str(&escape(id));
    out
}

/// The step before an object is merged with another.
#[must_use]
pub fn merge_object(id: &str) -> String {
    let mut out = object(id);
    out.push_str("/merge");
    out
}

/// A row of the ownership table.
#[must_use]
pub fn ownership(row: &str) -> String {
    let mut out = String::from(OWNERSHIP);
    out.push('#');
    out.push_str(&escape(row));
    out
}

/// The page of an order.
#[must_use]
pub fn order(id: &str) -> String {
    format!("/orders/{}", escape(id))
}

/// One message.
#[must_use]
pub fn message(id: &str) -> String {
    format!("{MESSAGES}/{}", escape(id))
}

/// POST: a note on an order (`text`, `deed`).
#[must_use]
pub fn notes(id: &str) -> String {
    below(id, "/notes")
}

/// POST: erases the text of a note.
#[must_use]
pub fn erase_note(id: &str, note: &str) -> String {
    let mut path = notes(id);
    path.push('/');
    path.push_str(&escape(note));
    path.push_str("/erase");
    path
}

/// POST: erases what people wrote on an order, with their names.
#[must_use]
pub fn erase(id: &str) -> String {
    below(id, "/erase")
}

/// POST: what was said to or by the customer (`channel`, `direction`, `summary`, `deed`).
#[must_use]
pub fn contacts(id: &str) -> String {
    below(id, "/contacts")
}

/// POST: opens a task (`kind`, `title`, `shipment`, `day`, `remark`); `/ID/done` below it ends one.
#[must_use]
pub fn tasks(id: &str) -> String {
    below(id, "/tasks")
}

/// POST: makes a link to a proof for the customer (`document`); `/LINK/revoke` below it ends one.
#[must_use]
pub fn proof_links(id: &str) -> String {
    below(id, "/proof-links")
}

/// GET: a proof of delivery, without signing in.
#[must_use]
pub fn proof(token: &str) -> String {
    format!("/proof/{}", escape(token))
}

fn below(id: &str, part: &str) -> String {
    let mut path = order(id);
    path.push_str(part);
    path
}

/// The sign-in page, leading back to `path`.
#[must_use]
pub fn sign_in(path: &str) -> String {
    match local(path) {
        HOME => SIGN_IN.to_owned(),
        path => format!("{SIGN_IN}?return_to={}", escape(path)),
    }
}

/// Starts the sign-in at the identity provider, leading back to `path`.
#[must_use]
pub fn start_sign_in(path: &str) -> String {
    format!("{SIGN_IN_PROVIDER}?return_to={}", escape(local(path)))
}

/// The search page for `query`.
#[must_use]
pub fn search(query: &str) -> String {
    with_query(SEARCH, query)
}

/// A page of a search with what narrows it.
#[must_use]
pub fn search_page(asked: &Asked, page: usize) -> String {
    let mut path = search(&asked.query);
    for (name, value) in
        [("status", &asked.status), ("customer", &asked.customer), ("from", &asked.from), ("to", &asked.to)]
    {
        if !value.is_empty() {
            path.push_str(&format!("&{name}={}", escape(value)));
        }
    }
    if page > 1 {
        path.push_str(&format!("&page={page}"));
    }
    path
}

/// The suggestions for `query`.
#[must_use]
pub fn suggest(query: &str) -> String {
    with_query(SUGGEST, query)
}

fn with_query(path: &str, query: &str) -> String {
    let mut out = String::from(path);
    out.push_str("?q=");
    out.push_str(&escape(query));
    out
}

/// The path if it leads to a page of ours, else the home page: a sign-in never sends anyone to
/// another site. Refused are other schemes and hosts (`//host`, `/\host`), control characters,
/// and the sign-in itself.
#[must_use]
pub fn local(path: &str) -> &str {
    let second = path.as_bytes().get(1).copied();
    let fits = path.starts_with('/')
        && path.len() <= 512
        && !matches!(second, Some(b'/' | b'\\'))
        && !path.chars().any(|c| c.is_control() || c == '\\')
        && !path.starts_with(SIGN_IN)
        && !path.starts_with("/auth/");
    if fits { path } else { HOME }
}

/// The same, but for the sign-in page: what is done there leads back to it.
#[must_use]
pub fn local_or_door(path: &str) -> &str {
    let door = path == SIGN_IN || path.starts_with("/signin?");
    if door && path.len() <= 512 && !path.chars().any(char::is_control) { path } else { local(path) }
}

/// Percent-encodes everything but unreserved characters.
fn escape(text: &str) -> String {
    // By hand: the formatting machinery would be shipped to browsers.
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |nibble: u8| HEX.get(usize::from(nibble)).map_or('0', |digit| char::from(*digit));
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            other => {
                out.extend(['%', digit(other >> 4), digit(other & 15)]);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_ours_are_led_back_to() {
        assert_eq!(local("/orders/4711?scans=all"), "/orders/4711?scans=all");
        for other in [
            "",
            "orders",
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/a\\b",
            "/a\nb",
            "/signin?return_to=/signin",
            "/auth/out",
        ] {
            assert_eq!(local(other), HOME, "{other:?}");
        }
        assert_eq!(local(&format!("/{}", "x".repeat(600))), HOME);
        assert_eq!(local_or_door("/signin?return_to=%2F"), "/signin?return_to=%2F");
        for other in ["//evil.example", "/signin.evil", "/signin?x\r\ny", "/auth/out"] {
            assert_eq!(local_or_door(other), HOME, "{other:?}");
        }
    }

    #[test]
    fn addresses_are_escaped() {
        assert_eq!(search("PO 88&1"), "/search?q=PO%2088%261");
        assert_eq!(order("a/b"), "/orders/a%2Fb");
        assert_eq!(sign_in("/orders/1?scans=all"), "/signin?return_to=%2Forders%2F1%3Fscans%3Dall");
        assert_eq!(sign_in("/"), "/signin");
    }
}
