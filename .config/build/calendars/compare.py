#!/usr/bin/env python3
"""Holds src/domain/data/calendars.csv against PyPI holidays, and says of each difference which law decides.

    python3 -m venv /tmp/calendars && /tmp/calendars/bin/pip install -r .config/build/calendars/requirements.txt
    /tmp/calendars/bin/python .config/build/calendars/compare.py [first year] [last year]

Not part of the build. Sundays are left out where the country rests on them. The exit status is 1 where a difference has no law beside it.
"""
import collections, datetime, os, sys

import holidays

HERE = os.path.dirname(os.path.abspath(__file__))
TABLE = os.path.normpath(os.path.join(HERE, "../../../src/domain/data/calendars.csv"))
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAY = datetime.timedelta(1)
# Country, or country and region, (month, day or None) → the law that decides for the table.
LAWS = {
    "CA": "Canada Labour Code s. 193(2): a day in lieu for New Year's, Canada, Remembrance, Christmas and Boxing Day on a weekend; the package gives the province of its choice",
    "SE": "the eves are no public holidays by Lag (1989:253); offices and carriers rest",
    "FI": "the eves are kept by collective agreements; the package has them as public",
    "IN": "only the three national holidays are kept in all of the country; the others are by state and employer",
    "US": "5 U.S.C. 6103; the package has inauguration days and one-off closings of the government",
    "NL": "Liberation Day is a day off every five years only, and Good Friday no public holiday (Algemene termijnenwet)",
    "CH": "the cantons decide all but 1 August; the table has what nearly all of them keep",
    "DE-BY": "Mariä Himmelfahrt in communities with a catholic majority (FTG art. 1): nearly all large ones",
    "ES": "the regions replace days that fall on a Sunday",
}


def easter(year):
    from dateutil.easter import easter as found
    return found(year)


def on(rule, year):
    """The days of a rule in a year, as the product keeps them (a second reading of the language, written apart from it)."""
    if rule.startswith("easter"):
        return {easter(year) + int(rule[6:] or 0) * DAY}
    if len(rule) == 10 and rule[4] == "-":
        day = datetime.date.fromisoformat(rule)
        return {day} if day.year == year else set()
    if "-before-" in rule:
        weekday, at = rule.split("-before-")
        day = datetime.date(year, *map(int, at.split("-"))) - DAY
        while day.weekday() != DAYS.index(weekday):
            day -= DAY
        return {day}
    parts = rule.split("-")
    if len(parts) == 3:
        nth, weekday, month = parts[0], DAYS.index(parts[1]), int(parts[2])
        days = [datetime.date(year, month, 1) + n * DAY for n in range(31)]
        days = [day for day in days if day.month == month and day.weekday() == weekday]
        return {days[-1] if nth == "last" else days[int(nth) - 1]}
    kind = rule[-1] if rule[-1] in "~+<" else ""
    day = datetime.date(year, *map(int, rule.rstrip("~+<").split("-")))
    two = (day.month, day.day) in ((12, 25), (12, 26), (1, 2))
    shift = {("~", 5): -1, ("~", 6): 1, ("+", 5): 2, ("+", 6): 2 if two else 1, ("<", 6): -1}.get((kind, day.weekday()), 0)
    return {day, day + shift * DAY} if kind != "<" or not shift else {day + shift * DAY}


def table(first, last):
    found, dropped = collections.defaultdict(dict), collections.defaultdict(set)
    for line in open(TABLE, encoding="utf8"):
        cells = (line.strip().split(",") + [""] * 6)[:6]
        if cells[0] not in ("holiday", "except"):
            continue
        for year in range(max(first, int(cells[4] or first)), min(last, int(cells[5] or last)) + 1):
            for day in set().union(*(on(cells[2], y) for y in (year, year + 1) if not cells[5] or y <= int(cells[5]))):
                if day.year == year:
                    if cells[0] == "except":
                        dropped[cells[1]].add(day)
                    else:
                        found[cells[1]][day] = cells[3]
    for place in set(found) | set(dropped):
        if "-" in place:
            country = {day: name for day, name in found[place[:2]].items() if day not in dropped[place]}
            found[place] = country | found[place]
    return found


def main():
    first, last = (int(year) for year in (sys.argv[1:] + ["2025", "2028"][len(sys.argv) - 1:])[:2])
    ours, open_ends = table(first, last), 0
    for place in sorted(ours):
        country, _, region = place.partition("-")
        region = region or {"GB": "ENG"}.get(country)
        theirs = holidays.country_holidays(country, subdiv=region, years=range(first, last + 1), language="en_US")
        rests_sunday = country not in ("AE", "SA", "IL", "EG")
        for day in sorted(set(ours[place]) ^ set(theirs)):
            if rests_sunday and day.weekday() == 6:
                continue
            law = LAWS.get(place) or LAWS.get(country)
            open_ends += law is None
            side = f"only here: {ours[place][day]}" if day in ours[place] else f"only in the package: {theirs[day]}"
            print(f"{place} {day} {DAYS[day.weekday()]} {side} [{law or 'NO LAW NAMED'}]")
    print(f"{len(ours)} places, {first} to {last}, holidays {holidays.__version__}: {open_ends} differences without a law")
    sys.exit(open_ends > 0)


main()
