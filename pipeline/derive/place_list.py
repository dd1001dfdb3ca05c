"""A place, and a user's own list of places."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

COLUMNS = ("name", "id", "lat", "lon", "admin", "country")


class GazetteerError(Exception):
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


def read_list(path: Path) -> Iterator[Place]:
    """The places of a user's file: UTF-8 CSV with a header that has COLUMNS and may have others.

    Raises GazetteerError.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            missing = [column for column in COLUMNS if column not in (rows.fieldnames or ())]
            if missing:
                raise GazetteerError(f"{path}: line 1: the header lacks {', '.join(missing)}")
            for row in rows:
                yield _listed(row, f"{path}: line {rows.line_num}")
    except OSError as error:
        raise GazetteerError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise GazetteerError(f"{path}: byte {error.start} is no UTF-8; save the file as UTF-8") from error
    except csv.Error as error:
        raise GazetteerError(f"{path}: line {rows.reader.line_num}: {error}") from error


def _listed(row: dict[str, str | None], where: str) -> Place:
    """One row of a user's file."""
    name, place_id, country = ((row[column] or "").strip() for column in ("name", "id", "country"))
    if not name or not place_id:
        raise GazetteerError(f"{where}: name and id must not be empty")
    if not (len(country) == 2 and country.isascii() and country.isupper()):
        raise GazetteerError(f"{where}: country is {country!r}; write its ISO 3166-1 code of two capitals, such as SY")
    try:
        lat, lon = float(row["lat"] or ""), float(row["lon"] or "")
    except ValueError:
        raise GazetteerError(f"{where}: lat {row['lat']!r} and lon {row['lon']!r} must be decimal degrees") from None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise GazetteerError(f"{where}: lat {lat} must lie in -90 to 90 and lon {lon} in -180 to 180")
    return Place(place_id, name, lat, lon, country, (row["admin"] or "").strip(), "listed", 0, False)
