use super::*;

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn zone(country: &str, region: &str, unlocode: &str) -> Option<String> {
    let place = Place { country: some(country), region: some(region), unlocode: some(unlocode), ..Place::default() };
    zone_of(&place, &no_sites).and_then(|zone| zone.iana_name().map(str::to_owned))
}

/// `city, region postcode, country`; each may be empty.
fn of_address(city: &str, region: &str, postal: &str, country: &str) -> Option<String> {
    let address = Address {
        city: some(city),
        region: some(region),
        postal: some(postal),
        country: some(country),
        ..Address::default()
    };
    zone_of_address(&address).and_then(|zone| zone.iana_name().map(str::to_owned))
}

#[test]
fn one_zone_is_told_and_of_several_none() {
    for (country, region, unlocode, expected) in [
        ("DE", "", "", Some("Europe/Berlin")),
        ("DEU", "", "", Some("Europe/Berlin")),
        ("fr", "IDF", "", Some("Europe/Paris")),
        ("US", "IL", "", Some("America/Chicago")),
        ("USA", "Illinois", "", Some("America/Chicago")),
        ("US", "us-ca", "", Some("America/Los_Angeles")),
        ("US", "PR", "", Some("America/Puerto_Rico")),
        ("US", "TN", "", None),
        ("US", "", "", None),
        ("CA", "AB", "", Some("America/Edmonton")),
        ("CA", "ON", "", None),
        ("ES", "M", "", Some("Europe/Madrid")),
        ("ES", "GC", "", Some("Atlantic/Canary")),
        ("ES", "", "", None),
        ("AU", "", "", None),
        ("AU", "SA", "", Some("Australia/Adelaide")),
        ("CN", "", "", Some("Asia/Shanghai")),
        ("CN", "XJ", "", Some("Asia/Shanghai")),
        ("KZ", "", "", Some("Asia/Almaty")),
        ("BR", "PA", "", Some("America/Belem")),
        ("RU", "MOW", "", Some("Europe/Moscow")),
        ("RU", "Tatarstan", "", Some("Europe/Moscow")),
        ("RU", "PRI", "", Some("Asia/Vladivostok")),
        ("RU", "SA", "", None),
        ("ID", "Bali", "", Some("Asia/Makassar")),
        ("ID", "JK", "", Some("Asia/Jakarta")),
        ("NZ", "AUK", "", Some("Pacific/Auckland")),
        ("UA", "Lviv", "", Some("Europe/Kyiv")),
        ("CL", "RM", "", Some("America/Santiago")),
        ("", "", "NLRTM", Some("Europe/Amsterdam")),
        ("", "", "CNSHA", Some("Asia/Shanghai")),
        ("", "", "USCHI", None),
        ("", "", "Ü", None),
        ("XX", "", "", None),
        ("", "IL", "", None),
    ] {
        assert_eq!(zone(country, region, unlocode).as_deref(), expected, "{country} {region} {unlocode}");
    }
}

/// A place on each side of the line, for every region that keeps two times: by postcode alone and by city alone.
#[test]
fn in_a_region_with_two_times_the_postcode_or_the_city_decides() {
    for (country, region, city, postal, expected) in [
        ("US", "AK", "Anchorage", "99501", "America/Anchorage"),
        ("US", "AK", "Adak", "99546", "America/Adak"),
        ("US", "AZ", "Phoenix", "85001", "America/Phoenix"),
        ("US", "AZ", "Window Rock", "86515", "America/Denver"),
        ("US", "FL", "Miami", "33101", "America/New_York"),
        ("US", "FL", "Pensacola", "32501", "America/Chicago"),
        ("US", "ID", "Boise", "83702", "America/Denver"),
        ("US", "ID", "Lewiston", "83501", "America/Los_Angeles"),
        ("US", "IN", "Indianapolis", "46204", "America/New_York"),
        ("US", "IN", "Gary", "46402", "America/Chicago"),
        ("US", "KS", "Wichita", "67202", "America/Chicago"),
        ("US", "KS", "Goodland", "67735", "America/Denver"),
        ("US", "KY", "Louisville", "40202", "America/New_York"),
        ("US", "KY", "Bowling Green", "42101", "America/Chicago"),
        ("US", "MI", "Detroit", "48226", "America/New_York"),
        ("US", "MI", "Ironwood", "49938", "America/Chicago"),
        ("US", "NE", "Omaha", "68102", "America/Chicago"),
        ("US", "NE", "Scottsbluff", "69361", "America/Denver"),
        ("US", "NV", "Las Vegas", "89101", "America/Los_Angeles"),
        ("US", "ND", "Fargo", "58102", "America/Chicago"),
        ("US", "ND", "Dickinson", "58601", "America/Denver"),
        ("US", "OR", "Portland", "97201", "America/Los_Angeles"),
        ("US", "OR", "Ontario", "97914", "America/Denver"),
        ("US", "SD", "Sioux Falls", "57104", "America/Chicago"),
        ("US", "SD", "Rapid City", "57701", "America/Denver"),
        ("US", "TN", "Memphis", "38103", "America/Chicago"),
        ("US", "TN", "Knoxville", "37902", "America/New_York"),
        ("US", "TX", "Dallas", "75201", "America/Chicago"),
        ("US", "TX", "El Paso", "79901", "America/Denver"),
        ("CA", "BC", "Vancouver", "V6B 1A1", "America/Vancouver"),
        ("CA", "BC", "Cranbrook", "V1C 2A1", "America/Edmonton"),
        ("CA", "ON", "Toronto", "M5V 2T6", "America/Toronto"),
        ("CA", "ON", "Kenora", "P9N 1A1", "America/Winnipeg"),
        ("CA", "QC", "Montréal", "H2Y 1C6", "America/Toronto"),
        ("CA", "NL", "St. John's", "A1C 5M2", "America/St_Johns"),
        ("CA", "NL", "Labrador City", "A2V 1A1", "America/Goose_Bay"),
        ("CA", "NU", "Iqaluit", "X0A 0H0", "America/Iqaluit"),
        ("CA", "NU", "Rankin Inlet", "X0C 0G0", "America/Rankin_Inlet"),
        ("CA", "SK", "Regina", "S4P 3Y2", "America/Regina"),
        ("AU", "NSW", "Sydney", "2000", "Australia/Sydney"),
        ("AU", "WA", "Perth", "6000", "Australia/Perth"),
        ("BR", "PE", "Recife", "", "America/Recife"),
        ("BR", "PE", "", "53990-000", "America/Noronha"),
        ("BR", "AM", "Manaus", "69005-010", "America/Manaus"),
        ("BR", "AM", "Tabatinga", "", "America/Eirunepe"),
        ("MX", "CHH", "Chihuahua", "31000", "America/Chihuahua"),
        ("MX", "CHH", "Ciudad Juárez", "32000", "America/Ciudad_Juarez"),
        ("MX", "COA", "Saltillo", "25000", "America/Monterrey"),
        ("MX", "COA", "Piedras Negras", "", "America/Matamoros"),
        ("MX", "NLE", "Monterrey", "64000", "America/Monterrey"),
        ("MX", "TAM", "Tampico", "89000", "America/Monterrey"),
        ("MX", "TAM", "Nuevo Laredo", "88000", "America/Matamoros"),
        ("MX", "NAY", "Tepic", "63000", "America/Mazatlan"),
        ("RU", "SA", "Yakutsk", "", "Asia/Yakutsk"),
        ("ES", "", "", "28001", "Europe/Madrid"),
        ("ES", "", "", "35001", "Atlantic/Canary"),
        ("PT", "", "", "9000-001", "Atlantic/Madeira"),
    ] {
        let words = format!("{city}, {region} {postal}, {country}");
        if !postal.is_empty() {
            assert_eq!(of_address("", region, postal, country).as_deref(), Some(expected), "by postcode: {words}");
        }
        if !city.is_empty() {
            assert_eq!(of_address(city, region, "", country).as_deref(), Some(expected), "by city: {words}");
        }
    }
}

#[test]
fn the_postcode_tells_without_a_region_and_nothing_tells_nothing() {
    assert_eq!(of_address("Miami", "", "33101-1234", "USA").as_deref(), Some("America/New_York"));
    assert_eq!(of_address("Memphis", "Tennessee", "", "United States").as_deref(), Some("America/Chicago"));
    assert_eq!(of_address("West Wendover", "NV", "89883", "US").as_deref(), Some("America/Denver"));
    assert_eq!(of_address("Broken Hill", "NSW", "2880", "AU").as_deref(), Some("Australia/Broken_Hill"));
    assert_eq!(of_address("Novosibirsk", "", "", "RU").as_deref(), Some("Asia/Novosibirsk"));
    assert_eq!(of_address("Novosibirsk", "Novosibirskaya", "", "RU").as_deref(), Some("Asia/Novosibirsk"));
    for (city, region, postal, country) in [
        ("", "TN", "", "US"),
        ("Nowhere at all", "TN", "", "US"),
        ("Miami", "", "", "US"),
        ("Springfield", "", "", "US"),
        ("Memphis", "TN", "38103", ""),
        ("", "", "99999", "US"),
        ("", "AE", "09012", "US"),
        ("Vincennes", "TN", "x", "US"),
    ] {
        assert_eq!(of_address(city, region, postal, country), None, "{city} {region} {postal} {country}");
    }
}

#[test]
fn a_postcode_tells_before_the_region_and_a_part_of_one_tells_nothing() {
    for (city, region, postal, country, expected) in [
        ("", "Canterbury", "8016", "NZ", "Pacific/Chatham"),
        ("", "Canterbury", "8013", "NZ", "Pacific/Auckland"),
        ("", "Canterbury", "NZ-8016", "NZ", "Pacific/Chatham"),
        ("Chatham Islands", "Canterbury", "", "NZ", "Pacific/Chatham"),
        ("", "Canterbury", "801", "NZ", "Pacific/Auckland"),
        ("", "Canterbury", "unknown", "NZ", "Pacific/Auckland"),
        ("", "Madrid", "35001", "ES", "Atlantic/Canary"),
        ("", "Alicante", "3501", "ES", "Europe/Madrid"),
        ("", "Lisboa", "9500-150", "PT", "Atlantic/Azores"),
        ("", "Guayas", "200350", "EC", "Pacific/Galapagos"),
        ("", "Santiago", "2770000", "CL", "Pacific/Easter"),
        ("Hanga Roa", "Santiago", "", "CL", "Pacific/Easter"),
        ("", "Jakarta", "99111", "ID", "Asia/Jayapura"),
        ("", "Île-de-France", "97400", "FR", "Indian/Reunion"),
        ("", "", "F-97400", "FR", "Indian/Reunion"),
        ("", "Île-de-France", "7400", "FR", "Europe/Paris"),
        ("", "AB", "V0C 2K0", "CA", "America/Dawson_Creek"),
        ("", "California", "10001", "US", "America/New_York"),
        ("", "Vermont", "5001", "US", "America/New_York"),
        // Australian postcodes on a border belong to both states, and the state decides.
        ("", "SA", "0872", "AU", "Australia/Adelaide"),
        ("", "NT", "0872", "AU", "Australia/Darwin"),
        ("", "QLD", "4380", "AU", "Australia/Brisbane"),
        ("", "NT", "4825", "AU", "Australia/Darwin"),
    ] {
        let words = format!("{city}, {region} {postal}, {country}");
        assert_eq!(of_address(city, region, postal, country).as_deref(), Some(expected), "{words}");
    }
}

#[test]
fn a_territory_is_told_by_the_postcode_of_its_mother_country_and_by_its_own_code() {
    for (country, postal, expected) in [
        ("FR", "75001", "Europe/Paris"),
        ("FR", "97110", "America/Guadeloupe"),
        ("France", "97200", "America/Martinique"),
        ("FR", "97300", "America/Cayenne"),
        ("FR", "97400", "Indian/Reunion"),
        ("FR", "97500", "America/Miquelon"),
        ("FR", "97600", "Indian/Mayotte"),
        ("FR", "97133", "America/St_Barthelemy"),
        ("FR", "97150", "America/Marigot"),
        ("FR", "98600", "Pacific/Wallis"),
        ("FR", "98714", "Pacific/Tahiti"),
        ("PF", "98714", "Pacific/Tahiti"),
        ("FR", "98742", "Pacific/Marquesas"),
        ("FR", "98800", "Pacific/Noumea"),
        ("DK", "2100", "Europe/Copenhagen"),
        ("DK", "3900", "America/Nuuk"),
        ("GB", "SW1A 1AA", "Europe/London"),
        ("GB", "GX11 1AA", "Europe/Gibraltar"),
        ("GB", "FIQQ 1ZZ", "Atlantic/Stanley"),
        ("US", "96910", "Pacific/Guam"),
        ("US", "96941", "Pacific/Pohnpei"),
        ("AU", "6798", "Indian/Christmas"),
        ("ES", "38001", "Atlantic/Canary"),
        ("PT", "9500-150", "Atlantic/Azores"),
        ("NZ", "8013", "Pacific/Auckland"),
        ("NZ", "8016", "Pacific/Chatham"),
        ("EC", "170150", "America/Guayaquil"),
        ("EC", "200350", "Pacific/Galapagos"),
        ("CL", "2770000", "Pacific/Easter"),
        ("CL", "7500000", "America/Santiago"),
        ("ID", "10110", "Asia/Jakarta"),
        ("ID", "78111", "Asia/Pontianak"),
        ("ID", "80361", "Asia/Makassar"),
        ("ID", "99111", "Asia/Jayapura"),
        ("CA", "G4T 1A1", "America/Halifax"),
        ("CA", "G4X 1A1", "America/Toronto"),
        ("US", "89825", "America/Denver"),
        ("US", "89801", "America/Los_Angeles"),
    ] {
        assert_eq!(of_address("", "", postal, country).as_deref(), Some(expected), "{country} {postal}");
    }
    for (country, region, expected) in [
        ("GP", "", "America/Guadeloupe"),
        ("MQ", "", "America/Martinique"),
        ("GF", "", "America/Cayenne"),
        ("RE", "", "Indian/Reunion"),
        ("PM", "", "America/Miquelon"),
        ("YT", "", "Indian/Mayotte"),
        ("BL", "", "America/St_Barthelemy"),
        ("MF", "", "America/Marigot"),
        ("WF", "", "Pacific/Wallis"),
        ("NC", "", "Pacific/Noumea"),
        ("FR", "La Réunion", "Indian/Reunion"),
        ("FR", "FR-972", "America/Martinique"),
    ] {
        assert_eq!(of_address("", region, "", country).as_deref(), Some(expected), "{country} {region}");
    }
    assert_eq!(of_address("", "", "97410", "RE").as_deref(), Some("Indian/Reunion"));
    assert_eq!(of_address("", "", "97110", "").as_deref(), None);
}

#[test]
fn a_town_that_keeps_another_time_than_its_state_is_told_by_its_name() {
    for (city, region, postal, country, expected) in [
        ("Eucla", "WA", "6443", "AU", "Australia/Eucla"),
        ("Norseman", "WA", "6443", "AU", "Australia/Perth"),
        ("Jackpot", "NV", "", "US", "America/Denver"),
        ("Elko", "NV", "89801", "US", "America/Los_Angeles"),
        ("Les Îles-de-la-Madeleine", "QC", "", "CA", "America/Halifax"),
        ("Hanga Roa", "Valparaíso", "", "CL", "Pacific/Easter"),
        ("Papeete", "", "", "PF", "Pacific/Tahiti"),
        ("Puerto Ayora", "", "", "EC", "Pacific/Galapagos"),
    ] {
        assert_eq!(of_address(city, region, postal, country).as_deref(), Some(expected), "{city} {region} {country}");
    }
}

#[test]
fn a_moment_is_told_by_the_clocks_of_its_place() {
    let at = "2026-05-14T12:12:00Z".parse::<crate::domain::time::When>().unwrap().resolve(None);
    let place = |country: &str| Place { country: some(country), ..Place::default() };
    assert_eq!(at_place(at, Some(&place("DE"))).offset_seconds, 7200);
    assert_eq!(at_place(at, Some(&place("US"))), at);
    assert_eq!(at_place(at, None), at);
    let read = Moment { zone_known: false, ..at };
    assert_eq!(at_place(read, Some(&place("DE"))), read, "whose zone is not known is not told in one");
}

#[test]
fn the_site_decides_before_the_country() {
    let place = Place { site: Some("DC-EP".into()), country: Some("DE".into()), ..Place::default() };
    let sites = |site: &str| (site == "DC-EP").then(|| "America/Denver".to_owned());
    assert_eq!(zone_of(&place, &sites).unwrap().iana_name(), Some("America/Denver"));
    let nonsense = |_: &str| Some("Mars/Olympus".to_owned());
    assert_eq!(zone_of(&place, &nonsense).unwrap().iana_name(), Some("Europe/Berlin"));
}

#[test]
fn every_row_names_a_zone_that_exists() {
    assert!(ZONES.len() > 380);
    for ((country, region), zone) in ZONES.iter() {
        assert!(tzdb::is_known(zone), "{country} {region}: {zone}");
        assert_eq!(country.len(), 2);
    }
}

#[test]
fn a_zone_lies_in_a_country() {
    for (zone, country) in [
        ("Europe/Berlin", Some("DE")),
        ("Indian/Reunion", Some("RE")),
        ("Pacific/Tahiti", Some("PF")),
        ("Pacific/Easter", Some("CL")),
        ("America/Chicago", Some("US")),
        ("America/Detroit", Some("US")),
        ("America/Toronto", Some("CA")),
        ("Asia/Shanghai", Some("CN")),
        ("UTC", None),
    ] {
        assert_eq!(country_of(zone), country, "{zone}");
    }
}
