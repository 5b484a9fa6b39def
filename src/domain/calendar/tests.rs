use jiff::civil::date;
use proptest::prelude::*;

use super::*;

fn at(text: &str) -> i64 {
    text.parse::<Timestamp>().unwrap().as_microsecond()
}

fn chicago() -> Place<'static> {
    Place { country: "US", zone: TimeZone::get("America/Chicago").unwrap() }
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
    assert!(DEFAULT.starts_with("# Who works when. version 1"));
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
    for (year, month, day) in [(1999, 4, 4), (2000, 4, 23), (2008, 3, 23), (2024, 3, 31), (2026, 4, 5), (2038, 4, 25)] {
        assert!(Holiday::Easter(0).is_on(date(year, month, day)), "{year}");
    }
    assert!(!Holiday::Easter(0).is_on(date(1500, 4, 19)), "before the calendar of Gregory nobody asks");
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
