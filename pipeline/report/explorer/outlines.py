"""Coasts and borders for the explorer's map: the brief's outlines as the base map that Plotly asks for."""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parents[1] / "brief" / "outlines.json.gz"
_STEP = 0.6  # degrees: what is nearer to the point before is left out
_SMALLEST = 0.05  # square degrees: smaller islands are left out
_SOUTHMOST = -60.0
_HALF = 180.0

Line = list[tuple[float, float]]


@cache
def base_map() -> bytes:
    """A TopoJSON with the objects that Plotly draws: land, lakes (inland seas), coastlines, countries (borders)."""
    data = json.loads(gzip.decompress(_FILE.read_bytes()))
    arcs = _arcs(data)
    land: list[list[int]] = []
    lakes: list[list[int]] = []
    for ring in data["land"]:
        points = _points(arcs, ring)
        area = _area(points)
        # Antarctica runs around the pole, and nobody is evacuated there.
        if abs(area) > _SMALLEST and min(lat for _, lat in points) > _SOUTHMOST:
            # Land runs clockwise; what runs the other way is a sea in it, which a globe would take for all the rest.
            # Across the date line the plane says nothing of that, and no sea lies there.
            is_land = area < 0 or max(lon for lon, _ in points) - min(lon for lon, _ in points) > _HALF
            (land if is_land else lakes).append(ring if is_land else [~arc for arc in reversed(ring)])
    used = {arc if arc >= 0 else ~arc for ring in (*land, *lakes, data["borders"]) for arc in ring}
    topology = {
        "type": "Topology",
        "arcs": [_thinned(arc) if number in used else arc[:1] for number, arc in enumerate(arcs)],
        "objects": {
            "land": _collection("MultiPolygon", [[ring] for ring in land]),
            "lakes": _collection("MultiPolygon", [[ring] for ring in lakes]),
            "coastlines": _collection("MultiLineString", land + lakes),
            "countries": _collection("MultiLineString", [[arc] for arc in data["borders"]]),
        },
    }
    return json.dumps(topology, separators=(",", ":")).encode()


def _collection(kind: str, arcs: list[Any]) -> dict[str, Any]:
    return {"type": "GeometryCollection", "geometries": [{"type": kind, "arcs": arcs}]}


def _arcs(data: dict[str, Any]) -> list[Line]:
    (step_x, step_y), (from_x, from_y) = data["transform"]["scale"], data["transform"]["translate"]
    arcs = []
    for steps in data["arcs"]:
        x = y = 0
        line: Line = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            line.append((round(from_x + x * step_x, 3), round(from_y + y * step_y, 3)))
        arcs.append(line)
    return arcs


def _thinned(line: Line) -> Line:
    """The line without most of its points; its ends, where others join, stay."""
    kept = line[:1]
    for point in line[1:-1]:
        if abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) >= _STEP:
            kept.append(point)
    return kept + line[-1:]


def _points(arcs: list[Line], ring: list[int]) -> Line:
    # The first point of each arc is the last of the one before; a number below zero runs backwards.
    return [point for number in ring for point in (arcs[number] if number >= 0 else reversed(arcs[~number]))]


def _area(points: Line) -> float:
    """Square degrees, below zero where the ring runs clockwise."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1], strict=True)) / 2
