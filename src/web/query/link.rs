//! A link to a carrier's page, pasted from a mail: the numbers in its query, its path and behind `#`.

use super::Candidate;
use crate::domain::reference::{RefKind, bare, normalise_text};

/// Names of parameters that hold a tracking number, as UPS, FedEx, USPS, DHL and others write them; letters only.
const NAMES: [&str; 18] = [
    "tracknum",
    "tracknums",
    "trknbr",
    "trknbrs",
    "tracknumbers",
    "tracknumber",
    "tlabels",
    "trackingnumber",
    "trackingnumbers",
    "trackingid",
    "trackingno",
    "piececode",
    "idc",
    "pronumbers",
    "pro",
    "inquirynumber1",
    "awb",
    "number",
];
/// Fewer characters are a page or a language.
const SHORTEST: usize = 5;
/// More numbers than this are in no link.
const MOST: usize = 12;

/// The numbers of the link in a text, the likeliest first. None where there is no link.
pub fn candidates(text: &str) -> Vec<Candidate> {
    let Some(link) = text.split_whitespace().map(trimmed).find(|word| is_link(word)) else { return Vec::new() };
    let rest = link.split_once("://").map_or(link, |(_, rest)| rest);
    let (address, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let pairs = [query, fragment].into_iter().flat_map(|part| part.split(['&', '?', ';'])).map(pair);
    let (named, others): (Vec<_>, Vec<_>) = pairs.partition(|(name, _)| is_name(name));
    let segments = path.split('/').skip(1).chain(fragment.split('/')).map(decoded);
    let last_first = segments.collect::<Vec<_>>().into_iter().rev();
    let values = named.into_iter().chain(others).map(|(_, value)| value).chain(last_first);
    let mut found: Vec<Candidate> = Vec::new();
    let values: Vec<String> = values.collect();
    // A link within a link, as mail filters write it; the inner one is shorter, so this ends.
    for inner in values.iter().filter(|value| value.contains("://") && value.len() < link.len()) {
        found.extend(candidates(inner).into_iter().take(MOST));
    }
    // Some pages glue their path on behind the number: `tracknum=1Z…/trackdetails`.
    let parts = |value: &String| -> Vec<String> {
        let parts = value.split([',', '|', '\n', '~']);
        parts
            .flat_map(|part| part.split('/').next().filter(|first| *first != part).into_iter().chain([part]))
            .map(str::to_owned)
            .collect()
    };
    for value in values.iter().flat_map(parts) {
        let candidate = Candidate::whole(value.trim().to_owned(), &[RefKind::Tracking, RefKind::Pro]);
        if is_number(&candidate.text) && !found.contains(&candidate) && found.len() < MOST {
            found.push(candidate);
        }
    }
    found
}

/// Mails wrap links in brackets and end sentences behind them.
fn trimmed(word: &str) -> &str {
    word.trim_matches(|c: char| matches!(c, '<' | '>' | '(' | ')' | '"' | '\'' | '.' | ',' | '[' | ']'))
}

fn is_link(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let host = lower.split(['/', '?']).next().unwrap_or_default();
    lower.contains("://")
        || lower.starts_with("www.")
        || (host.len() < lower.len()
            && host.contains('.')
            && !host.contains('@')
            && host.ends_with(|c: char| c.is_ascii_alphabetic())
            && host.split('.').count() > 1
            && !host.bytes().next().is_some_and(|b| b.is_ascii_digit()))
}

fn is_name(name: &str) -> bool {
    NAMES.contains(&bare(&normalise_text(name)).to_ascii_lowercase().as_str())
}

fn is_number(value: &str) -> bool {
    let letters = bare(&normalise_text(value));
    (SHORTEST..=40).contains(&letters.len()) && letters.chars().any(|c| c.is_ascii_digit())
}

fn pair(text: &str) -> (String, String) {
    let (name, value) = text.split_once('=').unwrap_or(("", text));
    (decoded(name), decoded(value))
}

/// Percent-encoding and `+` undone, twice at most: links pass through others.
fn decoded(text: &str) -> String {
    let once = |text: &str| {
        url::form_urlencoded::parse(format!("v={}", text.replace('&', "%26")).as_bytes())
            .next()
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default()
    };
    let first = once(text);
    if first.contains('%') { once(&first) } else { first }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str) -> Option<String> {
        candidates(text).into_iter().next().map(|candidate| bare(&normalise_text(&candidate.text)))
    }

    #[test]
    fn carriers_links_hold_their_number() {
        for link in [
            "https://www.ups.com/track?loc=en_US&tracknum=1Z999AA10123456784",
            "https://www.ups.com/track?loc=en_US&requester=ST/trackdetails&tracknum=1Z999AA10123456784",
            "<https://wwwapps.ups.com/WebTracking/track?track=yes&trackNums=1Z999AA10123456784>.",
            "www.ups.com/track?tracknum=1Z+999+AA1+01+2345+6784",
            "https://www.ups.com/mobile/track?trackingNumber=1Z%20999%20AA10123456784",
            "https://parcels.example/t/1Z999AA10123456784/",
            "https://parcels.example/#/track/1Z999AA10123456784",
            "ups.com/track?tracknum=1Z999AA10123456784",
            "see https://click.example/?u=https%3A%2F%2Fwww.ups.com%2Ftrack%3Ftracknum%3D1Z999AA10123456784 please",
        ] {
            let found: Vec<_> = candidates(link).iter().map(|c| bare(&normalise_text(&c.text))).collect();
            assert!(found.iter().any(|number| number.ends_with("1Z999AA10123456784")), "{link}: {found:?}");
        }
        for (link, number) in [
            ("https://www.fedex.com/fedextrack/?trknbr=771234567890&trkqual=12~771234567890~FDEG", "771234567890"),
            ("https://www.fedex.com/apps/fedextrack/?tracknumbers=771234567890&cntry_code=us", "771234567890"),
            (
                "https://tools.usps.com/go/TrackConfirmAction?qtc_tLabels1=9400111899223012345674",
                "9400111899223012345674",
            ),
            (
                "https://tools.usps.com/go/TrackConfirmAction?tLabels=9400111899223012345674%2C",
                "9400111899223012345674",
            ),
            ("https://www.dhl.de/de/privatkunden.html?piececode=00340434161094015902", "00340434161094015902"),
            ("https://www.dhl.com/us-en/home/tracking.html?tracking-id=1234567890", "1234567890"),
            ("https://www.ups.com/track?loc=en_US&tracknum=1Z12345E0205271688/trackdetails", "1Z12345E0205271688"),
            ("https://id.example/00/340123450000000123?a=b", "340123450000000123"),
        ] {
            assert_eq!(first(link).as_deref(), Some(number), "{link}");
        }
    }

    #[test]
    fn what_is_no_link_is_left_alone() {
        for text in ["4711", "Acme Inc.", "p.nair@acme.example", "PO/88.1", "12.5/7", "Dr. Who"] {
            assert!(candidates(text).is_empty(), "{text}");
        }
    }
}
