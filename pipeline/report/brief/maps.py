"""The maps of a brief: arrows from origin to destination, points of conflict, on coasts and borders.

Drawn as SVG by ourselves: chart libraries draw no arrows along a movement that are links to its sentence.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pipeline.report.brief.outlines import Frame, Point, border_path, framed, land_path
from pipeline.report.brief.words import LANGUAGES

WIDTH, HEIGHT = 800.0, 470.0
_NEAR_DEGREES = 5.0  # places closer than this share a close-up
_SHORT_DEGREES = 12.0  # so do the ends of an arrow no longer than this
_MOST_PARTS = 3
_MOST_MARKS = 80  # of each kind on one map: more cannot be told apart
_TALL = {"major": 22.0, "minor": 12.0}  # letters of a label: major ones are still read on a phone


Names = dict[str, str]  # by language


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on the map: kind arrow, end or point, its places as (name by language, lat, lon), where it links to,
    its weight."""

    kind: str
    places: tuple[tuple[Names, float, float], ...]
    link: str
    weight: float

    @property
    def points(self) -> list[Point]:
        """Its places as (lat, lon)."""
        return [(lat, lon) for _, lat, lon in self.places]


def marks_of(facts: dict[str, Any]) -> list[Mark]:
    """The marks for the movements and places of conflict of a brief, the heaviest of a kind first."""
    marks = []
    for row in facts["evacuations"]:
        ends = [
            ({"ar": row[f"{role}s"][0], "en": row[f"{role}s_en"][0]}, row[f"{role}_lat"], row[f"{role}_lon"])
            for role in ("origin", "destination")
            if row[f"{role}_lat"] is not None
        ]
        if ends:
            kind = "arrow" if len(ends) == 2 and ends[0][1:] != ends[1][1:] else "end"
            link = f"e-{row['evacuation_id']}"
            marks.append(Mark(kind, tuple(ends if kind == "arrow" else ends[:1]), link, row["people_high"] or 0))
    shown = {row["article_id"] for row in facts["conflicts"]}
    for row in facts["conflict_places"]:
        articles = [article for article in row["article_ids"] if article in shown]
        if articles:
            place = ({"ar": row["name"], "en": row["name_en"]}, row["lat"], row["lon"])
            marks.append(Mark("point", (place,), f"r-{articles[0]}", len(row["article_ids"])))
    return sorted(marks, key=lambda mark: (mark.kind, -mark.weight))


def drawn(marks: list[Mark]) -> list[dict[str, Any]]:
    """One map of all marks, and where they lie far apart a close-up of each region with a movement, at most three.

    Each is a dict for the template: land and borders (paths), arrows, dots and labels of each language in pixels,
    `name` of a close-up, None for the map of all.
    """
    marks = [
        mark
        for kind in ("arrow", "end", "point")
        for mark in [mark for mark in marks if mark.kind == kind][:_MOST_MARKS]
    ]
    if not marks:
        return []
    maps = [_map(marks, None)]
    groups = _groups(marks)
    if len(groups) > 1:
        # An arrow from one group to another is on the map of all only.
        regions = [[mark for mark in marks if group.issuperset(mark.points)] for group in groups]
        arrows = {id(region): sum(mark.kind == "arrow" for mark in region) for region in regions}
        close = sorted((region for region in regions if arrows[id(region)]), key=lambda region: -arrows[id(region)])
        maps += [_map(region, _name_of(region)) for region in close[:_MOST_PARTS]]
    return maps


def _groups(marks: list[Mark]) -> list[set[Point]]:
    """The places in groups: those that lie close together, and the ends of short arrows."""
    groups: list[set[Point]] = []
    for linked in [{point} for mark in marks for point in mark.points] + [
        set(mark.points) for mark in marks if _distance(mark.points[0], mark.points[-1]) < _SHORT_DEGREES
    ]:
        near = [
            group
            for group in groups
            if any(_distance(point, other) < _NEAR_DEGREES for point in linked for other in group)
        ]
        groups = [group for group in groups if group not in near]
        groups.append(linked.union(*near))
    return groups


def _distance(one: Point, other: Point) -> float:
    """How far two places lie apart, roughly, in degrees of latitude."""
    across = math.cos(math.radians((one[0] + other[0]) / 2))
    return math.hypot(one[0] - other[0], (one[1] - other[1]) * across)


def _name_of(region: list[Mark]) -> Names:
    return max((mark for mark in region if mark.kind == "arrow"), key=lambda mark: mark.weight).places[0][0]


def _map(marks: list[Mark], name: Names | None) -> dict[str, Any]:
    frame = framed([point for mark in marks for point in mark.points], WIDTH, HEIGHT)
    heaviest = max([mark.weight for mark in marks if mark.kind != "point"] or [1]) or 1
    arrows = [_arrow(frame, mark, heaviest) for mark in marks if mark.kind == "arrow"]
    dots = [_dot(frame, mark) for mark in reversed(marks) if mark.kind != "arrow"]
    return {
        "name": name,
        "land": land_path(frame),
        "borders": border_path(frame),
        "arrows": arrows,
        "dots": dots,
        "labels": {language: _labels(frame, marks, language) for language in LANGUAGES},
        "rows": marks,
    }


def _arrow(frame: Frame, mark: Mark, heaviest: float) -> dict[str, Any]:
    (x1, y1), (x2, y2) = (frame.place(*point) for point in mark.points)
    length = math.hypot(x2 - x1, y2 - y1) or 1.0
    # Bent to one side, so that movements there and back do not cover each other.
    bend = 0.18 * length
    bent_x, bent_y = (x1 + x2) / 2 + (y1 - y2) / length * bend, (y1 + y2) / 2 + (x2 - x1) / length * bend
    width = 1.6 + 2.6 * math.sqrt(mark.weight / heaviest)
    # The head is drawn by itself: markers do not take the colour of the line in all browsers.
    turn = math.atan2(y2 - bent_y, x2 - bent_x)
    size = 5 + 2 * width
    head = [(x2 - size * math.cos(turn + side), y2 - size * math.sin(turn + side)) for side in (0.42, -0.42)]
    stop_x, stop_y = x2 - 0.7 * size * math.cos(turn), y2 - 0.7 * size * math.sin(turn)
    return {
        "mark": mark,
        "line": f"M{x1:.1f},{y1:.1f}Q{bent_x:.1f},{bent_y:.1f} {stop_x:.1f},{stop_y:.1f}",
        "head": " ".join(f"{x:.1f},{y:.1f}" for x, y in [(x2, y2), *head]),
        "width": f"{width:.1f}",
        "start": (f"{x1:.1f}", f"{y1:.1f}"),
    }


def _dot(frame: Frame, mark: Mark) -> dict[str, Any]:
    x, y = frame.place(*mark.points[0])
    size = 4 + 1.6 * math.sqrt(mark.weight) if mark.kind == "point" else 5.5
    return {"mark": mark, "x": f"{x:.1f}", "y": f"{y:.1f}", "r": f"{min(size, 14):.1f}"}


def _labels(frame: Frame, marks: Iterable[Mark], language: str) -> list[dict[str, Any]]:
    """Names of places where there is room for them: those that fit in large letters first, then more in small ones."""
    names: dict[str, Point] = {}
    for mark in marks:
        for found, lat, lon in mark.places:
            names.setdefault(found[language], frame.place(lat, lon))
    taken = {size: [(x - 5, y - 5, x + 5, y + 5) for x, y in names.values()] for size in _TALL}
    labels: list[dict[str, Any]] = []
    for size, tall in _TALL.items():
        for name, (x, y) in names.items():
            if any(label["name"] == name for label in labels):
                continue
            wide = tall * 0.52 * len(name)
            for side, left, top in (("start", x + 8, y), ("end", x - 8 - wide, y), ("middle", x - wide / 2, y - tall)):
                box = (left, top - tall / 2, left + wide, top + tall / 2)
                is_inside = box[0] > 2 and box[1] > 2 and box[2] < WIDTH - 2 and box[3] < HEIGHT - 2
                if is_inside and not any(_overlap(box, other) for other in taken[size]):
                    for boxes in taken.values():
                        boxes.append(box)
                    labels.append({"name": name, "size": size, "side": side, "x": f"{x:.1f}", "y": f"{y:.1f}"})
                    break
    return labels


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    # A place's own mark lies beside its label, not under it.
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
