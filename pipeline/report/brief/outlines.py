"""Coasts and borders for a map, cut to its frame: see outlines_build.py for their source."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

Point = tuple[float, float]
Line = list[Point]
_FILE = Path(__file__).with_name("outlines.json.gz")
_SMALLEST_PX = 1.2  # steps of a coast that nobody sees are left out
_FURTHEST_LAT = 78.0


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle of the Mercator plane, shown `width` pixels wide; (left, top) is its corner, in radians."""

    left: float
    top: float
    scale: float
    width: float
    height: float

    def place(self, lat: float, lon: float) -> Point:
        """Where a point of the earth is drawn, in pixels."""
        return self.pixel(mercator(lat, lon))

    def pixel(self, point: Point) -> Point:
        """Where a point of the plane is drawn, in pixels."""
        return (point[0] - self.left) * self.scale, (self.top - point[1]) * self.scale


def mercator(lat: float, lon: float) -> Point:
    """The point of the Mercator plane, in radians; latitudes near the poles are drawn at the edge."""
    lat = max(-_FURTHEST_LAT, min(_FURTHEST_LAT, lat))
    return math.radians(lon), math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))


def framed(places: Iterable[Point], width: float, height: float, smallest_degrees: float = 9.0) -> Frame:
    """A frame that shows all places (lat, lon) with room around them, and never less than some degrees."""
    xs, ys = zip(*(mercator(lat, lon) for lat, lon in places), strict=True)
    across = max(max(xs) - min(xs), math.radians(smallest_degrees)) * 1.3
    down = max(max(ys) - min(ys), math.radians(smallest_degrees) * height / width) * 1.3
    scale = min(width / across, height / down)
    # Wider than the earth would show it twice; it is drawn once, and the frame is its width.
    scale = max(scale, width / math.tau)
    middle_x, middle_y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    half = width / 2 / scale
    middle_x = max(-math.pi + half, min(math.pi - half, middle_x))
    return Frame(middle_x - half, middle_y + height / 2 / scale, scale, width, height)


def land_path(frame: Frame) -> str:
    """The land of a frame as the path of an SVG."""
    rings = (_clipped(frame, _thinned(frame.pixel(point) for point in ring)) for ring in _outlines().land)
    return "".join(_path(ring) + "Z" for ring in rings if len(ring) > 3)


def border_path(frame: Frame) -> str:
    """The borders between countries in a frame as the path of an SVG."""
    return "".join(
        _path(run)
        for border in _outlines().borders
        for run in _inside(frame, _thinned(frame.pixel(point) for point in border))
    )


@dataclass(frozen=True, slots=True)
class _Outlines:
    """Rings of land and lines of borders, on the Mercator plane."""

    land: list[Line]
    borders: list[Line]


@cache
def _outlines() -> _Outlines:
    data = json.loads(gzip.decompress(_FILE.read_bytes()))
    (step_x, step_y), (from_x, from_y) = data["transform"]["scale"], data["transform"]["translate"]
    arcs: list[Line] = []
    for steps in data["arcs"]:
        x = y = 0
        line = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            line.append(mercator(from_y + y * step_y, from_x + x * step_x))
        arcs.append(line)

    def joined(numbers: list[int]) -> Line:
        # The first point of each arc is the last of the one before; a number below zero runs backwards.
        return [point for number in numbers for point in (arcs[number] if number >= 0 else reversed(arcs[~number]))]

    # Antarctica runs around the pole: it has no inside on this plane, and nobody is evacuated there.
    rings = [ring for numbers in data["land"] if _is_closed(ring := _unrolled(joined(numbers)))]
    borders = [_unrolled(arcs[number]) for number in data["borders"]]
    return _Outlines([copy for ring in rings for copy in _copies(ring)], [c for line in borders for c in _copies(line)])


def _unrolled(line: Line) -> Line:
    """The line without its jumps at the date line: it may lead beyond the edge of the map."""
    turn, last = 0.0, line[0][0]
    unrolled = []
    for x, y in line:
        if abs(x - last) > math.pi:
            turn += math.copysign(math.tau, last - x)
        last = x
        unrolled.append((x + turn, y))
    return unrolled


def _is_closed(ring: Line) -> bool:
    return abs(ring[0][0] - ring[-1][0]) < 1


def _copies(line: Line) -> Iterator[Line]:
    """The line, and once more at the other edge of the map where it leads beyond one."""
    yield line
    for turn in (math.tau, -math.tau):
        if any(abs(x) > math.pi and x * turn < 0 for x, _ in line):
            yield [(x + turn, y) for x, y in line]


def _thinned(points: Iterator[Point]) -> Line:
    line: Line = []
    last = None
    for point in points:
        if line and abs(point[0] - line[-1][0]) + abs(point[1] - line[-1][1]) < _SMALLEST_PX:
            last = point
            continue
        line.append(point)
        last = None
    return [*line, last] if last else line


def _clipped(frame: Frame, ring: Line) -> Line:
    """The ring cut to the frame and a little more (Sutherland and Hodgman), so that its edge is not seen."""
    for axis, limit, sign in ((0, -9.0, 1), (0, frame.width + 9, -1), (1, -9.0, 1), (1, frame.height + 9, -1)):
        kept: Line = []
        for start, end in zip(ring, ring[1:] + ring[:1], strict=True):
            a, b = sign * (start[axis] - limit), sign * (end[axis] - limit)
            if a >= 0:
                kept.append(start)
            if (a >= 0) != (b >= 0):
                share = a / (a - b)
                kept.append((start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])))
        ring = kept
    return ring


def _inside(frame: Frame, line: Line) -> Iterator[Line]:
    """The runs of a line that touch the frame."""
    run: Line = []
    for start, end in pairwise(line):
        seen = (
            max(start[0], end[0]) >= 0
            and min(start[0], end[0]) <= frame.width
            and max(start[1], end[1]) >= 0
            and min(start[1], end[1]) <= frame.height
        )
        if seen:
            run = run or [start]
            run.append(end)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _path(line: Line) -> str:
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in line)
