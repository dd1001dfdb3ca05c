"""Where a row of a result is on the map: a movement is a line, a report a point; as GeoJSON and WKB."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Point = tuple[float, float]
"""Longitude and latitude in degrees, WGS 84."""
Locate = Callable[[Mapping[str, Any]], "list[Point]"]
"""The points of a row: origin and destination, the one that is known, or none."""


class UnplacedError(Exception):
    """A result that names no place in a way that can be drawn; the message says which columns would."""


def locator(names: Sequence[str], places: Callable[[], Mapping[str, Point]]) -> Locate:
    """How the rows of a result with these columns are placed; `places` gives the point of each place_id.

    The first that fits: origin and destination by _lon and _lat, by _ids; a point by lon and lat, by place_id or
    place_ids. Of a list of ids the first known place counts. Raises UnplacedError where nothing fits.
    """
    if "geometry" in names:
        raise UnplacedError("The result has a column `geometry` already: give it another name.")
    known = set(names)
    for ends in (("origin_", "destination_"), ("",)):
        if all({f"{end}lon", f"{end}lat"} <= known for end in ends):
            return lambda row: _distinct([_coordinates(row[f"{end}lon"], row[f"{end}lat"]) for end in ends])
        columns = [next((f"{end}{ids}" for ids in _IDS[end] if f"{end}{ids}" in known), "") for end in ends]
        if all(columns):
            points = places()
            return lambda row: _distinct([_first(row[column], points) for column in columns])
    raise UnplacedError(
        "No column says where a row is: select origin_lon, origin_lat, destination_lon and destination_lat for lines; "
        "lon and lat, place_id or place_ids for points."
    )


_IDS = {"origin_": ("ids", "id"), "destination_": ("ids", "id"), "": ("place_ids", "place_id")}


def geojson_geometry(points: list[Point]) -> dict[str, Any] | None:
    """A line for two points, a point for one, None for none."""
    if not points:
        return None
    if len(points) == 1:
        return {"type": "Point", "coordinates": points[0]}
    return {"type": "LineString", "coordinates": points}


def wkb(points: list[Point]) -> bytes | None:
    """The same as well-known binary, little-endian."""
    if not points:
        return None
    flat = [number for point in points for number in point]
    if len(points) == 1:
        return struct.pack("<BI2d", 1, 1, *flat)
    return struct.pack(f"<BII{len(flat)}d", 1, 2, len(points), *flat)


def geoparquet_note(column: str, kinds: list[str], box: list[float]) -> dict[str, Any]:
    """What GeoParquet 1.1 wants to be told of the column; without a `crs` it is longitude and latitude, WGS 84."""
    told: dict[str, Any] = {"encoding": "WKB", "geometry_types": kinds} | ({"bbox": box} if box else {})
    return {"version": "1.1.0", "primary_column": column, "columns": {column: told}}


def _coordinates(lon: Any, lat: Any) -> Point | None:
    return None if lon is None or lat is None else (float(lon), float(lat))


def _first(ids: Any, points: Mapping[str, Point]) -> Point | None:
    several = ids if isinstance(ids, list) else [ids]
    return next((points[one] for one in several if one in points), None)


def _distinct(points: list[Point | None]) -> list[Point]:
    """Without those not known; a line from a place to itself is a point."""
    return list(dict.fromkeys(point for point in points if point is not None))
