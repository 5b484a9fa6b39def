//! Countries and regions as messages spell them: `US`, `USA`, `United States`, `TX`, `US-TX`, `Texas`.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use crate::domain::event::{Address, Place};

/// Names of countries → ISO 3166-1 alpha-2.
static COUNTRIES: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    for [alpha2, alpha3, spellings] in rows(include_str!("../data/countries.csv")) {
        names.insert(plain(alpha3), alpha2);
        names.extend(spellings.split(';').map(|name| (plain(name), alpha2)));
    }
    names
});

/// Country and name of a region → second half of ISO 3166-2.
static REGIONS: LazyLock<HashMap<&'static str, HashMap<String, &'static str>>> = LazyLock::new(|| {
    let mut countries: HashMap<_, HashMap<_, _>> = HashMap::new();
    for [country, code, spellings] in rows(include_str!("../data/regions.csv")) {
        let names = countries.entry(country).or_default();
        names.insert(plain(code), code);
        names.extend(spellings.split(';').map(|name| (plain(name), code)));
    }
    countries
});

/// The first cells of each row that is no remark.
pub(super) fn rows<const CELLS: usize>(text: &'static str) -> impl Iterator<Item = [&'static str; CELLS]> {
    let rows = text.lines().filter(|row| !row.starts_with('#') && !row.trim().is_empty());
    rows.filter_map(|row| {
        let mut cells = row.split(',').map(str::trim);
        let mut found = [""; CELLS];
        for cell in &mut found {
            *cell = cells.next()?;
        }
        Some(found)
    })
}

/// Where something is, in codes: as much as its words tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Located {
    /// ISO 3166-1 alpha-2; empty where it is not known.
    pub country: String,
    /// Second half of ISO 3166-2 in capitals; as it was sent where the table knows no such name.
    pub region: String,
}

impl Located {
    /// Of a place; a UN/LOCODE tells the country by its first two letters.
    pub fn of(place: &Place) -> Self {
        let unlocode = place.unlocode.as_deref().and_then(|code| code.trim().get(..2));
        Self::read(
            place.country.as_deref().filter(|text| !text.trim().is_empty()).or(unlocode),
            place.region.as_deref(),
        )
    }

    /// Of an address.
    pub fn of_address(address: &Address) -> Self {
        Self::read(address.country.as_deref(), address.region.as_deref())
    }

    /// The country, with its region after a dash where that is told: `GB-SCT`.
    pub fn code(&self) -> String {
        let Self { country, region } = self;
        if region.is_empty() { country.clone() } else { format!("{country}-{region}") }
    }

    fn read(country: Option<&str>, region: Option<&str>) -> Self {
        let (country, region) = (country.unwrap_or_default().trim(), region.unwrap_or_default().trim());
        let code = country_code(country);
        let named = |text: &str| region_code(&code, text);
        // `Scotland` is sent as a country too.
        let region = named(region).or_else(|| named(country)).unwrap_or_else(|| region.to_ascii_uppercase());
        Self { country: code, region }
    }
}

/// The code of a country by any of its names; in capitals as it was sent where no table knows it.
pub fn country_code(country: &str) -> String {
    if country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return match country.to_ascii_uppercase().as_str() {
            "UK" => "GB".to_owned(),
            "EL" => "GR".to_owned(),
            code => code.to_owned(),
        };
    }
    COUNTRIES.get(&plain(country)).map_or_else(|| country.to_ascii_uppercase(), |code| (*code).to_owned())
}

/// Whether that is a name or a code of a country.
pub fn is_country(text: &str) -> bool {
    static CODES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| COUNTRIES.values().copied().collect());
    CODES.contains(country_code(text).as_str())
}

fn region_code(country: &str, region: &str) -> Option<String> {
    let sent = region.to_ascii_uppercase();
    // Some write the whole code of ISO 3166-2: US-TN.
    let code = sent.strip_prefix(country).and_then(|rest| rest.strip_prefix('-')).unwrap_or(&sent);
    REGIONS.get(country)?.get(&plain(code)).map(|code| (*code).to_owned())
}

/// A name for comparing: letters and digits in lower case without marks, words parted by one blank, `St` and `Ft` written out.
pub(super) fn plain(name: &str) -> String {
    let mut words = String::with_capacity(name.len());
    for letter in name.chars() {
        match letter {
            '\'' | '’' | '\u{300}'..='\u{36f}' => {}
            'A'..='Z' => words.push(letter.to_ascii_lowercase()),
            'a'..='z' | '0'..='9' => words.push(letter),
            _ if letter.is_alphanumeric() => without_marks(letter, &mut words),
            _ if words.ends_with(' ') || words.is_empty() => {}
            _ => words.push(' '),
        }
    }
    let words = words.trim_end();
    let (first, rest) = words.split_once(' ').unwrap_or((words, ""));
    let first = match (first, rest) {
        (_, "") => return words.to_owned(),
        ("st", _) => "saint",
        ("ste", _) => "sainte",
        ("ft", _) => "fort",
        ("mt", _) => "mount",
        _ => return words.to_owned(),
    };
    format!("{first} {rest}")
}

/// The letters of European languages without their marks; others as they are.
fn without_marks(letter: char, to: &mut String) {
    const PLAIN: &[(&str, char)] = &[
        ("áàâäãåāăąǎ", 'a'),
        ("çćĉċč", 'c'),
        ("ďđ", 'd'),
        ("éèêëēĕėęěẽ", 'e'),
        ("ĝğġģǧ", 'g'),
        ("ĥħ", 'h'),
        ("íìîïĩīĭįıǐ", 'i'),
        ("ĵ", 'j'),
        ("ķ", 'k'),
        ("ĺļľŀł", 'l'),
        ("ñńņňŉ", 'n'),
        ("óòôöõøōŏőǒ", 'o'),
        ("ŕŗř", 'r'),
        ("śŝşšș", 's'),
        ("ţťŧț", 't'),
        ("úùûüũūŭůűųǔ", 'u'),
        ("ŵ", 'w'),
        ("ýÿŷ", 'y'),
        ("źżž", 'z'),
    ];
    for lower in letter.to_lowercase() {
        match PLAIN.iter().find(|(marked, _)| marked.contains(lower)) {
            Some((_, plain)) => to.push(*plain),
            None if lower == 'ß' => to.push_str("ss"),
            None if ('\u{300}'..='\u{36f}').contains(&lower) => {}
            None => to.push(lower),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn located(country: &str, region: &str) -> (String, String) {
        let located = Located::read(Some(country), Some(region));
        (located.country, located.region)
    }

    #[test]
    fn a_country_is_known_by_its_codes_and_names() {
        for text in ["US", "us", "USA", "U.S.A.", "United States", "UNITED STATES OF AMERICA", " usa "] {
            assert_eq!(country_code(text.trim()), "US", "{text}");
        }
        for (text, code) in [
            ("DEU", "DE"),
            ("Germany", "DE"),
            ("Österreich", "AT"),
            ("UK", "GB"),
            ("United Kingdom", "GB"),
            ("México", "MX"),
            ("Cote d'Ivoire", "CI"),
            ("Korea, Republic of", "KR"),
            ("Nowhere", "NOWHERE"),
            ("", ""),
        ] {
            assert_eq!(country_code(text), code, "{text}");
        }
    }

    #[test]
    fn a_country_is_told_from_another_word() {
        assert!(["de", "UK", "Deutschland", "USA", "United Kingdom"].into_iter().all(is_country));
        assert!(["", "ZZ", "Freight", "Texas"].into_iter().all(|text| !is_country(text)));
    }

    #[test]
    fn a_region_is_known_by_its_code_and_names() {
        for (country, region, expected) in [
            ("USA", "TX", ("US", "TX")),
            ("US", "us-tx", ("US", "TX")),
            ("United States", "Texas", ("US", "TX")),
            ("CA", "Québec", ("CA", "QC")),
            ("CA", "Ont.", ("CA", "ONT.")),
            ("MX", "Nuevo Leon", ("MX", "NLE")),
            ("Scotland", "", ("GB", "SCT")),
            ("GB", "Northern Ireland", ("GB", "NIR")),
            ("DE", "Bayern", ("DE", "BY")),
            ("DE", "DE-BW", ("DE", "BW")),
            ("FR", "IDF", ("FR", "IDF")),
            ("", "TX", ("", "TX")),
        ] {
            let (country_found, region_found) = located(country, region);
            assert_eq!((country_found.as_str(), region_found.as_str()), expected, "{country} {region}");
        }
    }

    #[test]
    fn names_compare_without_marks() {
        assert_eq!(plain("  Coeur d'Alene "), "coeur dalene");
        assert_eq!(plain("ST. PETERSBURG"), "saint petersburg");
        assert_eq!(plain("Ft Wayne"), "fort wayne");
        assert_eq!(plain("Baden-Württemberg"), "baden wurttemberg");
        assert_eq!(plain("Rivie\u{300}re-du-Loup"), "riviere du loup");
        assert_eq!(plain("Łódź"), "lodz");
        assert_eq!(plain("St"), "st");
    }
}
