"""Maps: where places are drawn, what is cut off, which regions get a close-up."""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.report.brief.maps import HEIGHT, WIDTH, Mark, drawn
from pipeline.report.brief.outlines import border_path, framed, land_path

DAMASCUS, IDLIB, KHARTOUM, BEIJING = (33.5, 36.3), (35.9, 36.6), (15.6, 32.5), (39.9, 116.4)


def both(name: str) -> dict[str, str]:
    return {"ar": name, "en": f"{name} in English"}


def arrow(name: str, start: tuple[float, float], end: tuple[float, float], weight: float = 1) -> Mark:
    return Mark("arrow", ((both(name), *start), (both(f"to {name}"), *end)), name, weight)


def numbers(path: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?\d+\.\d", path)]


def test_north_is_up_and_east_is_right_inside_the_frame() -> None:
    frame = framed([DAMASCUS, IDLIB, KHARTOUM], WIDTH, HEIGHT)
    (x1, y1), (x2, y2) = frame.place(*DAMASCUS), frame.place(*KHARTOUM)
    assert y2 > y1
    assert x1 > x2
    for point in (DAMASCUS, IDLIB, KHARTOUM):
        x, y = frame.place(*point)
        assert 0 < x < WIDTH
        assert 0 < y < HEIGHT


def test_one_place_gives_a_frame_with_land_around_it() -> None:
    frame = framed([DAMASCUS], WIDTH, HEIGHT)
    x, y = frame.place(*DAMASCUS)
    assert (round(x), round(y)) == (round(WIDTH / 2), round(HEIGHT / 2))
    assert land_path(frame).startswith("M")
    assert border_path(frame).startswith("M")


def test_land_is_cut_to_the_frame_and_has_no_line_across_the_map() -> None:
    frame = framed([(-30, -170), (70, 175)], WIDTH, HEIGHT)
    for ring in land_path(frame).split("Z"):
        found = numbers(ring)
        points = list(zip(found[::2], found[1::2], strict=True))
        assert all(-10 <= x <= WIDTH + 10 and -10 <= y <= HEIGHT + 10 for x, y in points)
        edge = {-9.0, WIDTH + 9, HEIGHT + 9}
        for (x1, y1), (x2, y2) in pairwise(points):
            along_edge = (x1 == x2 and x1 in edge) or (y1 == y2 and y1 in edge)
            assert along_edge or abs(x1 - x2) < WIDTH / 2, (x1, y1, x2, y2)


def test_regions_far_apart_get_a_map_of_all_and_a_close_up_each() -> None:
    maps = drawn([arrow("a", DAMASCUS, IDLIB, 5), arrow("b", KHARTOUM, (19.6, 37.2)), arrow("c", KHARTOUM, BEIJING)])
    assert [(found["name"], len(found["arrows"])) for found in maps] == [(None, 3), (both("a"), 1), (both("b"), 1)]


def test_one_region_gets_one_map() -> None:
    assert len(drawn([arrow("a", DAMASCUS, IDLIB), Mark("point", ((both("x"), *DAMASCUS),), "x", 2)])) == 1


def test_without_marks_there_is_no_map() -> None:
    assert drawn([]) == []


def test_arrow_ends_at_its_destination_and_links_to_its_row() -> None:
    mark = arrow("a", DAMASCUS, IDLIB)
    (found,) = drawn([mark])
    head = numbers(found["arrows"][0]["head"])[:2]
    frame = framed([DAMASCUS, IDLIB], WIDTH, HEIGHT)
    assert head == [round(number, 1) for number in frame.place(*IDLIB)]
    assert found["arrows"][0]["mark"].link == "a"
