//! The form of a deed, read strictly: what is missing or too long is said in words.

use app::paths;

use crate::{
    domain::worklist::{OTHER, resolution},
    store::Deed,
    web::text,
};

/// Most items of one deed.
pub const MOST_ITEMS: usize = 200;
/// The longest words of a resolution, and of a comment, in characters.
const LONGEST_WORDS: usize = 500;
const LONGEST_COMMENT: usize = 2_000;
/// The longest that an item is put off: 30 days, in microseconds.
const LONGEST_SNOOZE: i64 = 30 * 86_400_000_000;
const HOUR: i64 = 3_600_000_000;

/// What the form asks for.
#[derive(Debug, PartialEq, Eq)]
pub struct Asked {
    /// The items, with the versions that were seen.
    pub items: Vec<(i64, i64)>,
    /// Where to go afterwards.
    pub back: String,
    /// What to do.
    pub what: What,
}

/// What to do.
#[derive(Debug, PartialEq, Eq)]
pub enum What {
    /// Give it to this person, who has to be looked up.
    AssignTo(String),
    /// All the rest.
    Deed(Deed),
}

/// Reads the pairs of a form; else says what is wrong.
///
/// # Errors
/// One sentence a fault.
pub fn read(pairs: &[(String, String)], me: &str, now: i64) -> Result<Asked, (String, Vec<String>)> {
    let field = |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim());
    let back = back(field("back"));
    let mut faults = Vec::new();
    let picked: Vec<&str> = pairs.iter().filter(|(key, _)| key == "pick").map(|(_, value)| value.as_str()).collect();
    let items: Vec<(i64, i64)> = picked.iter().filter_map(|pick| item(pick)).collect();
    if items.len() != picked.len() {
        faults.push("An item in the form is not one of ours. Reload the list and pick again.".to_owned());
    } else if items.is_empty() {
        faults.push("Nothing is picked. Tick the items first.".to_owned());
    } else if items.len() > MOST_ITEMS {
        faults.push(format!("{} items are picked; do at most {MOST_ITEMS} at once.", items.len()));
    }
    let what = what(&field, me, now).map_err(|fault| faults.push(fault)).ok();
    match what {
        Some(what) if faults.is_empty() => Ok(Asked { items, back, what }),
        _ => Err((back, faults)),
    }
}

fn what<'a>(field: &impl Fn(&str) -> &'a str, me: &str, now: i64) -> Result<What, String> {
    let deed = match field("do") {
        "assign" => match field("to") {
            "nobody" => Deed::Release,
            "" | "me" => return Ok(What::AssignTo(me.to_owned())),
            id => return Ok(What::AssignTo(id.to_owned())),
        },
        "snooze" => snooze(field("until"), now)?,
        "take_up" => Deed::TakeUp,
        "resolve" => resolve(field("reason"), field("words"), now)?,
        "comment" => {
            let words = words(field("comment"), LONGEST_COMMENT)?;
            if words.is_empty() {
                return Err("The comment is empty.".to_owned());
            }
            Deed::Comment(words)
        }
        _ => return Err("The form does not say what to do. Reload the page.".to_owned()),
    };
    Ok(What::Deed(deed))
}

fn snooze(until: &str, now: i64) -> Result<Deed, String> {
    let until: i64 = until.parse().map_err(|_| "The form does not say until when.".to_owned())?;
    if until <= now {
        return Err("The time until which it is put off has passed. Reload the page and choose a later one.".to_owned());
    }
    if until.saturating_sub(now) > LONGEST_SNOOZE {
        return Err("An item is put off for 30 days at most.".to_owned());
    }
    Ok(Deed::Snooze { until })
}

fn resolve(reason: &str, own: &str, now: i64) -> Result<Deed, String> {
    let known = resolution(reason).ok_or("Choose a reason from the list.")?;
    let words = words(own, LONGEST_WORDS)?;
    if known.word == OTHER && words.is_empty() {
        return Err("For this reason, say in your own words what was done.".to_owned());
    }
    let until = known.returns_after.map(|hours| now.saturating_add(hours.saturating_mul(HOUR)));
    Ok(Deed::Resolve { reason: known.word.to_owned(), words, until })
}

/// The words as they are kept.
fn words(written: &str, longest: usize) -> Result<String, String> {
    text::clean(written, longest).map_err(|long| format!("The text has {long} characters; {longest} fit."))
}

/// `ID.VERSION`.
fn item(text: &str) -> Option<(i64, i64)> {
    let (id, version) = text.split_once('.')?;
    let digits = |text: &str| if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None };
    Some((digits(id)?, digits(version)?))
}

/// The page to go back to: one of the worklists.
pub fn back(path: &str) -> String {
    let path = paths::local(path);
    let rest = path.strip_prefix(paths::WORKLIST);
    let fits = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['?', '/']));
    if fits { path.to_owned() } else { paths::WORKLIST.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_000_000_000;

    fn asked(text: &str) -> Result<Asked, Vec<String>> {
        let pairs: Vec<(String, String)> = serde_urlencoded(text);
        read(&pairs, "priya", NOW).map_err(|(_, faults)| faults)
    }

    fn serde_urlencoded(text: &str) -> Vec<(String, String)> {
        url::form_urlencoded::parse(text.as_bytes()).into_owned().collect()
    }

    #[test]
    fn a_form_is_read_with_all_its_picks() {
        let read = asked("pick=7.1&pick=9.3&do=assign&to=me&back=%2Fworklist%3Fcause%3Dlate").unwrap();
        assert_eq!(read.items, [(7, 1), (9, 3)]);
        assert_eq!(read.back, "/worklist?cause=late");
        assert_eq!(read.what, What::AssignTo("priya".into()));
        assert_eq!(asked("pick=7.1&do=assign&to=nobody").unwrap().what, What::Deed(Deed::Release));
        let read = asked(&format!("pick=7.1&do=snooze&until={}", NOW + 5)).unwrap();
        assert_eq!(read.what, What::Deed(Deed::Snooze { until: NOW + 5 }));
        let read = asked("pick=7.1&do=comment&comment=a%0D%0Ab%07").unwrap();
        assert_eq!(read.what, What::Deed(Deed::Comment("a\nb".into())));
    }

    #[test]
    fn a_resolution_has_its_reason_and_its_time() {
        let of = |text: &str| asked(&format!("pick=1.1&do=resolve&{text}"));
        let carrier = of("reason=carrier_acts").unwrap().what;
        let until = Some(NOW + 24 * HOUR);
        assert_eq!(carrier, What::Deed(Deed::Resolve { reason: "carrier_acts".into(), words: String::new(), until }));
        assert!(matches!(of("reason=accepted").unwrap().what, What::Deed(Deed::Resolve { until: None, .. })));
        assert!(of("reason=other").is_err());
        assert!(of("reason=other&words=because").is_ok());
        assert!(of("reason=magic").is_err());
    }

    #[test]
    fn what_is_wrong_is_said_each_on_its_own() {
        let picks = "&pick=1.1".repeat(MOST_ITEMS + 1);
        let long = "x".repeat(2_001);
        for (text, said) in [
            ("do=take_up", "Nothing is picked"),
            ("pick=x&do=take_up", "not one of ours"),
            ("pick=1.-1&do=take_up", "not one of ours"),
            (&format!("do=take_up{picks}"), "201 items"),
            ("pick=1.1&do=fly", "does not say what"),
            ("pick=1.1&do=snooze&until=", "until when"),
            ("pick=1.1&do=snooze&until=5", "has passed"),
            (&format!("pick=1.1&do=snooze&until={}", i64::MAX), "30 days"),
            ("pick=1.1&do=comment&comment=+", "empty"),
            (&format!("pick=1.1&do=comment&comment={long}"), "2001 characters"),
        ] {
            let faults = asked(text).unwrap_err();
            assert!(faults.iter().any(|fault| fault.contains(said)), "{text}: {faults:?}");
        }
        assert_eq!(asked("do=fly").unwrap_err().len(), 2);
    }

    #[test]
    fn nobody_is_led_away_from_the_worklists() {
        for other in ["", "/", "/orders/1", "//evil.example", "https://evil.example", "/worklistx", "/worklist\n"] {
            assert_eq!(back(other), "/worklist", "{other}");
        }
        assert_eq!(back("/worklist/7"), "/worklist/7");
    }
}
