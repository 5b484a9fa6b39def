use jiff::civil::date;
use proptest::prelude::*;

use super::*;

fn at(text: &str) -> i64 {
    text.parse::<Timestamp>().unwrap().as_microsecond()
}

fn chicago() -> Place<'static> {
    Place { country: "US", zone: crate::domain::tzdb::named("America/Chicago").unwrap() }
}

fn after(from: &str, hours: i64, whose: Whose, counting: Counting) -> String {
    let calendars = Calendars::default();
    let found = calendars.after(at(from), SignedDuration::from_hours(hours), whose, &chicago(), counting).unwrap();
    Timestamp::from_microsecond(found).unwrap().to_zoned(chicago().zone).strftime("%a %F %H:%M").to_string()
}

#[test]
fn every_line_of_the_table_we_bring_can_be_read() {
    let calendars = Calendars::parse(DEFAULT).unwrap();
    assert_eq!(calendars, Calendars::default());
    assert!(DEFAULT.starts_with("# Who works when. version 2"));
    for country in ["US", "CA", "GB", "DE", "FR", "NL", "IT", "ES", "PL"] {
        assert!(calendars.is_holiday(country, date(2026, 12, 25)), "{country}");
        assert!(!calendars.is_holiday(country, date(2026, 6, 17)), "{country}");
    }
}

#[test]
fn a_bad_line_is_named() {
    for (text, says) in [
        ("week,US", "a row is about"),
        ("carrier,X,,mon-fry,08:00-18:00", "mon-fry"),
        ("site,X,,mon-fri,8-18", "8-18"),
        ("site,X,,mon-fri,08:00-18:00,26:00", "26:00"),
        ("site,X,,mon-fri,08:00-18:00,,08:00", "window"),
        ("holiday,US,13-01", "13-01"),
        ("holiday,US,6-mon-01", "6-mon-01"),
    ] {
        let bad = Calendars::parse(&format!("# remark\n{text}")).unwrap_err();
        assert!(bad.line == 2 && bad.message.contains(says), "{text}: {bad}");
    }
}

#[test]
fn holidays_by_rule() {
    let calendars = Calendars::default();
    for (country, day) in [
        ("US", date(2026, 5, 25)),  // Memorial Day
        ("US", date(2026, 7, 3)),   // 4 July is a Saturday
        ("US", date(2027, 7, 5)),   // … and a Sunday
        ("US", date(2021, 12, 31)), // New Year 2022 is a Saturday
        ("US", date(2026, 11, 26)), // Thanksgiving
        ("CA", date(2026, 5, 18)),  // Victoria Day
        ("CA", date(2026, 4, 3)),   // Good Friday
        ("GB", date(2026, 4, 6)),   // Easter Monday
        ("GB", date(2026, 12, 28)), // Boxing Day is a Saturday
        ("GB", date(2021, 12, 27)), // Christmas is a Saturday …
        ("GB", date(2021, 12, 28)), // … and Boxing Day a Sunday
        ("GB", date(2022, 12, 27)), // Christmas is a Sunday
        ("GB", date(2022, 12, 26)),
        ("DE", date(2026, 5, 14)), // Ascension
        ("DE", date(2027, 5, 17)), // Whit Monday
        ("AT", date(2026, 6, 4)),  // Corpus Christi
    ] {
        assert!(calendars.is_holiday(country, day), "{country} {day}");
    }
    for (country, day) in
        [("US", date(2026, 5, 18)), ("CA", date(2026, 5, 25)), ("DE", date(2026, 12, 28)), ("XX", date(2026, 12, 25))]
    {
        assert!(!calendars.is_holiday(country, day), "{country} {day}");
    }
}

#[test]
fn easter_is_where_it_was() {
    // Worked out another way (Oudin), for the corners of the reckoning: golden numbers, centuries, the 29th and 28th epact.
    let days = "1583-04-10 1598-03-22 1609-04-19 1700-04-11 1734-04-25 1818-03-22 1886-04-25 1900-04-15 1943-04-25 \
        1954-04-18 1961-04-02 1981-04-19 1999-04-04 2000-04-23 2008-03-23 2011-04-24 2019-04-21 2024-03-31 \
        2025-04-20 2026-04-05 2038-04-25 2049-04-18 2076-04-19 2100-03-28 2199-04-14 2285-03-22 2300-04-08 \
        2419-04-14";
    for day in days.split_whitespace() {
        assert!(Holiday::Easter(0).is_on(day.parse().unwrap()), "{day}");
    }
    assert!(!Holiday::Easter(0).is_on(date(1500, 4, 19)), "before the calendar of Gregory nobody asks");
}

#[test]
fn a_rule_is_read_or_refused() {
    use holiday::Observed::{Later, Nearest, No};
    for (text, rule) in [
        (" 12-25 ", Holiday::Fixed(12, 25, No)),
        ("12-25~", Holiday::Fixed(12, 25, Nearest)),
        ("12-25+", Holiday::Fixed(12, 25, Later)),
        ("02-29", Holiday::Fixed(2, 29, No)),
        ("5-sun-12", Holiday::Nth(5, Weekday::Sunday, 12)),
        ("last-sat-01", Holiday::Nth(-1, Weekday::Saturday, 1)),
        ("tue-before-05-25", Holiday::Before(Weekday::Tuesday, 5, 25)),
        ("easter", Holiday::Easter(0)),
        ("easter-46", Holiday::Easter(-46)),
    ] {
        assert_eq!(Holiday::parse(text), Some(rule), "{text}");
    }
    for text in
        ["", "02-30", "0-mon-01", "6-mon-01", "1-mon-00", "1-mon-13", "easter+", "x-before-05-25", "mon-before-13-01"]
    {
        assert_eq!(Holiday::parse(text), None, "{text}");
    }
}

#[test]
fn a_weekend_moves_a_holiday_by_its_rule_only() {
    use holiday::Observed::{Later, Nearest, No};
    // 2 May 2026 is a Saturday, 3 May a Sunday.
    for (day, observed, kept) in [
        (2, No, None),
        (3, No, None),
        (2, Nearest, Some(1)),
        (3, Nearest, Some(4)),
        (2, Later, Some(4)),
        (3, Later, Some(4)),
    ] {
        let on: Vec<i8> =
            (1..=9).filter(|other| Holiday::Fixed(5, day, observed).is_on(date(2026, 5, *other))).collect();
        let mut expected: Vec<i8> = kept.into_iter().chain([day]).collect();
        expected.sort_unstable();
        assert_eq!(on, expected, "{day} {observed:?}");
    }
}

#[test]
fn days_hours_and_cut_offs_are_read_as_written() {
    let more = "site,NIGHT,,fri-mon,22:00-06:00,16:30,07:15-24:00\ncountry,xx,,sat,00:00-24:00,,\n";
    let calendars = Calendars::default().with(more).unwrap();
    let night = calendars.of(Whose::Site("night"), "US");
    assert_eq!(night.days, [true, false, false, false, true, true, true]);
    let time = |hour, minute| Time::constant(hour, minute, 0, 0);
    assert_eq!((night.hours, night.cut_off), ((time(22, 0), time(6, 0)), Some(time(16, 30))));
    assert_eq!(night.window, Some((time(7, 15), Time::midnight())));
    let country = calendars.of(Whose::Country, "XX");
    assert_eq!((country.days, country.country.as_str()), ([false, false, false, false, false, true, false], "XX"));
    assert_eq!(calendars.of(Whose::Carrier("nobody"), "xx"), country);
    assert_eq!(calendars.of(Whose::Country, "ZZ"), calendars.of(Whose::Country, ""));
    assert_ne!(calendars.of(Whose::Country, "US"), calendars.of(Whose::Country, "ZZ"));
}

#[test]
fn a_shift_through_the_night_ends_in_the_morning() {
    let calendars = Calendars::default().with("site,NIGHT,,fri,22:00-06:00,,").unwrap();
    let end = |hours| {
        let working = SignedDuration::from_hours(hours);
        let from = at("2026-05-15T12:00:00Z");
        let end = calendars.after(from, working, Whose::Site("NIGHT"), &chicago(), Counting::Hours).unwrap();
        Timestamp::from_microsecond(end).unwrap().to_zoned(chicago().zone).strftime("%a %F %H:%M").to_string()
    };
    assert_eq!((end(8).as_str(), end(9).as_str()), ("Sat 2026-05-16 06:00", "Fri 2026-05-22 23:00"));
}

#[test]
fn who_never_works_is_never_done() {
    let mut calendars = Calendars::default().with("site,SHUT,,mon,08:00-18:00,,").unwrap();
    if let Some(shut) = calendars.sites.get_mut("SHUT") {
        shut.days = [false; 7];
    }
    let (from, shut) = (at("2026-05-15T12:00:00Z"), Whose::Site("SHUT"));
    assert_eq!(calendars.after(from, SignedDuration::from_hours(1), shut, &chicago(), Counting::Hours), None);
    assert_eq!(calendars.leaves(from, shut, &chicago()), None);
}

#[test]
fn what_is_handed_over_at_the_cut_off_leaves_that_day() {
    let calendars = Calendars::default();
    let leaves = |text| calendars.leaves(at(text), Whose::Country, &chicago()).unwrap().to_string();
    assert_eq!(leaves("2026-05-14T17:00:00-05:00"), "2026-05-14");
    assert_eq!(leaves("2026-05-14T17:00:00.000001-05:00"), "2026-05-15");
}

#[test]
fn working_time_rests_on_sundays_and_holidays() {
    let ups = Whose::Carrier("upsn");
    // Friday noon: a carrier that works on Saturdays has 36 hours to midnight on Saturday, then Monday.
    assert_eq!(after("2026-05-15T17:00:00Z", 36, ups, Counting::WholeDays), "Sun 2026-05-17 00:00");
    assert_eq!(after("2026-05-15T17:00:00Z", 48, ups, Counting::WholeDays), "Mon 2026-05-18 12:00");
    // Without a calendar of its own: Monday to Friday, and Monday 25 May is Memorial Day.
    let odfl = Whose::Carrier("ODFL");
    assert_eq!(after("2026-05-22T17:00:00Z", 48, odfl, Counting::WholeDays), "Wed 2026-05-27 12:00");
    assert_eq!(after("2026-05-22T17:00:00Z", 48, ups, Counting::WholeDays), "Tue 2026-05-26 12:00");
    assert_eq!(after("2026-05-24T17:00:00Z", 1, ups, Counting::WholeDays), "Tue 2026-05-26 01:00");
}

#[test]
fn hours_count_while_somebody_is_there() {
    let office = Whose::Country;
    assert_eq!(after("2026-05-15T22:00:00Z", 4, office, Counting::Hours), "Mon 2026-05-18 11:00");
    assert_eq!(after("2026-05-15T10:00:00Z", 4, office, Counting::Hours), "Fri 2026-05-15 12:00");
    assert_eq!(after("2026-05-16T10:00:00Z", 0, office, Counting::Hours), "Mon 2026-05-18 08:00");
}

#[test]
fn a_site_can_have_its_own_days_and_another_country_its_holidays() {
    let more = "site,dc-dal,,mon-sun,06:00-22:00,14:00,\nsite,DC-BER,DE,mon-fri,08:00-18:00,,";
    let calendars = Calendars::default().with(more).unwrap();
    let leaves = |text: &str, site| calendars.leaves(at(text), Whose::Site(site), &chicago()).unwrap().to_string();
    assert_eq!(leaves("2026-05-16T18:59:00Z", "DC-DAL"), "2026-05-16");
    assert_eq!(leaves("2026-05-16T19:01:00Z", "dc-dal"), "2026-05-17", "past the cut-off");
    assert_eq!(leaves("2026-05-14T18:00:00Z", "DC-BER"), "2026-05-15", "Ascension Day");
    assert_eq!(leaves("2026-05-15T23:00:00Z", "elsewhere"), "2026-05-18", "past five on a Friday");
}

proptest! {
    /// More working time is never over earlier, and what begins later is not over earlier.
    #[test]
    fn time_only_goes_on(from in 0..40_000_000_i64, later in 0..1_000_000_i64, hours in 0..400_i64, more in 0..100_i64, saturday: bool) {
        let calendars = Calendars::default();
        let whose = if saturday { Whose::Carrier("UPSN") } else { Whose::Country };
        let from = at("2025-01-01T00:00:00Z") + from * 1_000_000;
        let end = |from, hours| calendars.after(from, SignedDuration::from_hours(hours), whose, &chicago(), Counting::WholeDays).unwrap();
        prop_assert!(end(from, hours) >= from + hours * 3_600_000_000);
        prop_assert!(end(from, hours + more) >= end(from, hours) + more * 3_600_000_000);
        prop_assert!(end(from + later * 1_000_000, hours) >= end(from, hours));
    }
}

/// Days that were added, moved or abolished, and those of a part of a country: kept in their years and places only.
#[test]
fn a_holiday_is_kept_in_its_years_and_its_region() {
    let calendars = Calendars::default();
    for (place, day, kept) in [
        ("IE", date(2022, 2, 7), false),
        ("IE", date(2026, 2, 2), true),
        ("IE", date(2030, 2, 1), true),
        ("IE", date(2030, 2, 4), false),
        ("IT", date(2025, 10, 4), false),
        ("IT", date(2027, 10, 4), true),
        ("DK", date(2023, 5, 5), true),
        ("DK", date(2024, 4, 26), false),
        ("BR", date(2023, 11, 20), false),
        ("BR", date(2026, 11, 20), true),
        ("PL", date(2024, 12, 24), false),
        ("PL", date(2026, 12, 24), true),
        ("MX", date(2024, 10, 1), true),
        ("MX", date(2026, 10, 1), false),
        ("MX", date(2026, 11, 16), true),
        ("CA", date(2026, 12, 28), true),
        ("CA", date(2027, 12, 27), true),
        ("CA", date(2027, 12, 28), true),
        ("CA-ON", date(2026, 12, 28), true),
        ("CA-ON", date(2026, 2, 16), true),
        ("CA", date(2026, 2, 16), false),
        ("CA-QC", date(2026, 6, 24), true),
        ("SE", date(2026, 6, 19), true),
        ("SE", date(2026, 6, 20), true),
        ("SE", date(2026, 10, 31), true),
        ("FI", date(2026, 6, 20), true),
        ("FI", date(2026, 12, 24), true),
        ("NL", date(2025, 4, 26), true),
        ("NL", date(2025, 4, 27), false),
        ("NL", date(2026, 4, 27), true),
        ("GB", date(2026, 4, 6), true),
        ("GB-WLS", date(2026, 8, 31), true),
        ("GB-SCT", date(2026, 4, 6), false),
        ("GB-SCT", date(2026, 8, 31), false),
        ("GB-SCT", date(2026, 8, 3), true),
        ("GB-SCT", date(2026, 6, 15), true),
        ("GB-SCT", date(2026, 11, 30), true),
        ("GB", date(2026, 11, 30), false),
        ("GB-SCT", date(2026, 1, 2), true),
        ("GB-SCT", date(2028, 1, 4), true),
        ("GB-SCT", date(2026, 12, 25), true),
        ("GB-NIR", date(2026, 3, 17), true),
        ("GB-NIR", date(2026, 7, 13), true),
        ("GB", date(2023, 5, 8), true),
        ("DE", date(2026, 10, 31), false),
        ("DE-SN", date(2026, 10, 31), true),
        ("DE-SN", date(2026, 11, 18), true),
        ("DE-BY", date(2026, 6, 4), true),
        ("DE-BE", date(2025, 5, 8), true),
        ("DE-BE", date(2026, 5, 8), false),
        ("IL", date(2026, 9, 21), true),
        ("SA", date(2026, 9, 23), true),
        ("IN", date(2026, 1, 26), true),
        ("US-TX", date(2026, 11, 26), true),
    ] {
        assert_eq!(calendars.is_holiday(place, day), kept, "{place} {day}");
    }
}

#[test]
fn ships_do_not_rest_and_every_code_of_a_parcel_carrier_has_its_saturday() {
    let calendars = Calendars::default();
    let works = |scac, day| calendars.is_working(calendars.of(Whose::Carrier(scac), "DE"), "DE", day);
    for ship in ["MAEU", "MSCU", "HLCU", "CMDU"] {
        assert!(works(ship, date(2026, 12, 25)) && works(ship, date(2026, 12, 27)), "{ship}");
    }
    for carrier in ["DHLC", "FDXE", "FXSP", "FXNL", "UPSN", "GLS"] {
        assert!(works(carrier, date(2026, 11, 28)) && !works(carrier, date(2026, 12, 25)), "{carrier}");
    }
}

#[test]
fn years_are_read_or_refused() {
    for (text, says) in [("holiday,IT,10-04,x,soon", "soon"), ("except,IT,10-04,x,2026,2025", "2026 to 2025")] {
        let bad = Calendars::parse(text).unwrap_err();
        assert!(bad.message.contains(says), "{bad}");
    }
}

#[test]
fn a_carrier_keeps_its_calendar_under_each_of_its_names() {
    let calendars = Calendars::default();
    for names in [["UPSN", "United Parcel Service"], ["FDEG", "FDXE"], ["DHL", "DHLC"]] {
        let [one, other] = names.map(|name| calendars.of(Whose::Carrier(name), "US"));
        assert!(std::ptr::eq(one, other), "{names:?}");
        assert!(!std::ptr::eq(one, calendars.of(Whose::Country, "US")), "{names:?}");
    }
}
