"""A place, and a user's own list of places."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from math import cos, hypot, radians
from pathlib import Path
from typing import NamedTuple

from pipeline.settings import SettingsError

COLUMNS = ("name", "id", "lat", "lon", "admin", "country")

# Headers that public lists use, the first that a file has counts. A p-code goes before a mere row number: it is
# what humanitarian data are joined by.
_ALIASES = {
    "name": ("name", "name_ar", "arabic_name", "ar_name"),
    "id": ("pcode", "p_code", "id", "place_id", "geonameid"),
    "lat": ("lat", "latitude"),
    "lon": ("lon", "lng", "long", "longitude"),
    "admin": ("admin", "admin1", "admin1_ar", "province"),
    "country": ("country", "country_code", "iso2"),
}
_KM_PER_DEGREE = 111.2
_CELL, _MOST_CELLS = 0.25, 8  # degrees of a cell; rings of cells around a place
_MAY_LACK = ("admin", "country")


class GazetteerError(SettingsError):
    """A file of places that cannot be used; the message names file, line and reason."""


class Place(NamedTuple):
    """A place. `kind` is country, province, city, area (our own list) or listed (a user's file).

    `place_id` is `iso:SY`, `admin1:SY.07` (GeoNames' admin1 code), `geonames:174448`,
    `marsad:SY/جرود قارة` or what the user's file says. `country` is ISO 3166-1 alpha-2, `admin`
    the Arabic name of the first-level division; both are "" when unknown. Degrees are WGS 84;
    a country's are a point near its middle. `is_known` says that the name alone, without a
    word such as "town" before it, means the place. A named tuple, since 27,000 of them are
    made at start: dataclasses take four times as long.
    """

    place_id: str
    name: str
    lat: float
    lon: float
    country: str
    admin: str
    kind: str
    population: int
    is_known: bool


def distance_km(one: Place, other: Place) -> float:
    """Distance on the plane: within a percent up to some hundred km, which is all that is asked."""
    across = (one.lon - other.lon) * cos(radians((one.lat + other.lat) / 2))
    return hypot(one.lat - other.lat, across) * _KM_PER_DEGREE


class Grid:
    """Places by where they lie, to find the nearest one without looking at all of them."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._cells: dict[tuple[int, int], list[Place]] = {}
        for place in places:
            self._cells.setdefault((int(place.lat // _CELL), int(place.lon // _CELL)), []).append(place)

    def nearest(self, to: Place) -> Place | None:
        """The nearest place within some 200 km, or None."""
        row, column = int(to.lat // _CELL), int(to.lon // _CELL)
        found: list[Place] = []
        for reach in range(_MOST_CELLS):
            was_found = bool(found)
            for at in range(row - reach, row + reach + 1):
                # Rows inside the square have only their two ends that were not looked at yet.
                step = 1 if abs(at - row) == reach else 2 * reach
                for across in range(column - reach, column + reach + 1, step):
                    found += self._cells.get((at, across), ())
            if was_found:  # one ring more than the first that has a place: a corner is farther than a side
                break
        return min(found, key=lambda place: distance_km(place, to), default=None)


def read_list(path: Path) -> Iterator[Place]:
    """The places of a user's file: UTF-8 CSV or TSV with a header that has COLUMNS and may have others.

    The head line tells comma, semicolon or tab. Common other headers are understood (name_ar, pcode,
    latitude …). `admin` and `country` may be lacking and are then "". A row without a name or
    without both degrees is passed over: public lists have some. Raises GazetteerError.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            head = file.readline()
            delimiter = max("\t;,", key=head.count)
            file.seek(0)
            rows = csv.reader(file, delimiter=delimiter, strict=True)
            columns = _columns(next(rows, []), path)
            for row in rows:
                if row and (place := _listed(row, columns, f"{path}: line {rows.line_num}")):
                    yield place
    except OSError as error:
        raise GazetteerError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise GazetteerError(f"{path}: byte {error.start} is no UTF-8; save the file as UTF-8") from error
    except csv.Error as error:
        raise GazetteerError(f"{path}: line {rows.line_num}: {error}") from error


def _columns(head: Sequence[str], path: Path) -> dict[str, int]:
    """Where each of COLUMNS stands in a row."""
    headers = [header.strip().lower() for header in head]
    columns: dict[str, int] = {}
    for column, aliases in _ALIASES.items():
        found = next((alias for alias in aliases if alias in headers), None)
        if found:
            columns[column] = headers.index(found)
    missing = [column for column in COLUMNS if column not in columns and column not in _MAY_LACK]
    if missing:
        raise GazetteerError(f"{path}: line 1: the header lacks {', '.join(missing)}; write {','.join(COLUMNS)}")
    return columns


def _listed(row: Sequence[str], columns: dict[str, int], where: str) -> Place | None:
    """One row of a user's file."""

    def cell(column: str) -> str:
        at = columns.get(column)
        return row[at].strip() if at is not None and at < len(row) else ""

    name, place_id, country, degrees = cell("name"), cell("id"), cell("country"), (cell("lat"), cell("lon"))
    if not name or degrees == ("", ""):
        return None
    if not place_id:
        raise GazetteerError(f"{where}: the id of {name} is empty")
    if "country" in columns and not (len(country) == 2 and country.isascii() and country.isupper()):
        raise GazetteerError(f"{where}: country is {country!r}; write its ISO 3166-1 code of two capitals, such as SY")
    try:
        lat, lon = map(float, degrees)
    except ValueError:
        raise GazetteerError(f"{where}: lat {degrees[0]!r} and lon {degrees[1]!r} must be decimal degrees") from None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise GazetteerError(f"{where}: lat {lat} must lie in -90 to 90 and lon {lon} in -180 to 180")
    return Place(place_id, name, lat, lon, country, cell("admin"), "listed", 0, False)
