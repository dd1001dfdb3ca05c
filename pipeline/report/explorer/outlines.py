"""Coasts and borders for the explorer's map: the brief's outlines as lines of longitudes and latitudes."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parents[1] / "brief" / "outlines.json.gz"
_STEP = 0.12  # degrees: what is nearer to the point before is left out
_SMALLEST = 0.02  # square degrees: smaller islands are left out

Point = tuple[float, float]
Line = list[Point]
Broken = tuple[list[float | None], list[float | None]]
"""Longitudes and latitudes of several lines, parted by None."""


@cache
def coasts() -> Broken:
    """The rings of land, and of the inland seas in it."""
    arcs, data = _arcs()
    rings = [_thinned(_joined(arcs, numbers)) for numbers in data["land"]]
    return _broken(ring for ring in rings if _area(ring) > _SMALLEST)


@cache
def borders() -> Broken:
    """The lines between two countries."""
    arcs, data = _arcs()
    return _broken(_thinned(arcs[number]) for number in data["borders"])


@cache
def _arcs() -> tuple[list[Line], dict[str, list[list[int]]]]:
    data = json.loads(gzip.decompress(_FILE.read_bytes()))
    (step_x, step_y), (from_x, from_y) = data["transform"]["scale"], data["transform"]["translate"]
    arcs = []
    for steps in data["arcs"]:
        x = y = 0
        line: Line = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            line.append((from_x + x * step_x, from_y + y * step_y))
        arcs.append(line)
    return arcs, data


def _joined(arcs: list[Line], numbers: list[int]) -> Line:
    # The first point of each arc is the last of the one before; a number below zero runs backwards.
    return [point for number in numbers for point in (arcs[number] if number >= 0 else reversed(arcs[~number]))]


def _thinned(line: Line) -> Line:
    kept = line[:1]
    for point in line[1:-1]:
        if abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) >= _STEP:
            kept.append(point)
    return kept + line[-1:]


def _area(ring: Line) -> float:
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True))) / 2


def _broken(lines: Iterable[Line]) -> Broken:
    lons: list[float | None] = []
    lats: list[float | None] = []
    for line in lines:
        lons += [*(round(x, 2) for x, _ in line), None]
        lats += [*(round(y, 2) for _, y in line), None]
    return lons, lats
