#!/usr/bin/env bash
# PyPI workalendar 17.0.0: delivery days count two public holidays as working days.
# Ireland: Saint Brigid's Day, first Monday of February since 2023 (Organisation of Working Time Act 1997, as amended in
# 2022). Italy: 4 October, Saint Francis, since 2026 (Law 151/2025). A promise of "two working days" over one of them is a
# day too early.
# What to do: compare a calendar with a second source and the law before it decides a promise; PyPI holidays 0.109 has both days.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v"
"$dir/v/bin/pip" install -q --disable-pip-version-check workalendar==17.0.0 holidays==0.109
seen=$("$dir/v/bin/python" - <<'P'
from datetime import date
from holidays import country_holidays
from workalendar.europe import Ireland, Italy
for country, calendar, day in [("IE", Ireland(), date(2027, 2, 1)), ("IT", Italy(), date(2027, 10, 4))]:
    print(country, day, "workalendar works:", calendar.is_working_day(day), "holidays rests:", day in country_holidays(country, years=day.year))
P
)
echo "$seen"
[ "$seen" = $'IE 2027-02-01 workalendar works: True holidays rests: True\nIT 2027-10-04 workalendar works: True holidays rests: True' ] || { echo 'changed'; exit 1; }
