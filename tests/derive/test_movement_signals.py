"""What the tag model sees of movements."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.derive.findings import find_passages, signals_of
from pipeline.derive.rules import load_rules

DAY = date(2017, 8, 28)
RULES = load_rules()


def _moves(body: str) -> set[str]:
    numbers = signals_of(find_passages("", body, DAY, RULES), RULES).numbers
    return {name.removeprefix("moves ") for name in numbers if name.startswith("moves ")}


def test_counted_people_who_are_carried_from_place_to_place_are_seen_with_the_cause() -> None:
    seen = _moves("أوصلت الشاحنات 300 مدني من حلب إلى إدلب بعد قصف عنيف.")
    assert {"carried counted", "carried from", "carried to", "carried whole", "carried whole conflict"} <= seen


@pytest.mark.parametrize(
    ("body", "group"),
    [
        ("نقل الجيش 300 مدني إلى إدلب.", "carried"),
        ("غادر 300 مدني إلى إدلب.", "gone"),
        ("وصل 300 مدني إلى إدلب.", "arrived"),
    ],
)
def test_who_is_carried_goes_or_arrives_is_told_apart(body: str, group: str) -> None:
    assert {name.split(" ")[0] for name in _moves(body)} == {group}
    assert f"{group} whole" in _moves(body)


def test_uncounted_people_and_a_place_without_preposition_are_less() -> None:
    seen = _moves("نقل الجيش مدنيين، وحلب هادئة.")
    assert "carried people" in seen
    assert seen.isdisjoint({"carried counted", "carried from", "carried to", "carried whole"})


def test_fighters_and_craft_are_seen_apart_from_people() -> None:
    assert {"gone fighters", "gone vehicles"} <= _moves("غادر 40 مسلحا في ست حافلات إلى إدلب.")
    assert "gone people" not in _moves("غادر 40 مسلحا في ست حافلات إلى إدلب.")


@pytest.mark.parametrize("body", ["", "قال الوزير إن الأسعار ارتفعت.", "نقلت وكالة الأنباء عن مصدر في حلب."])
def test_without_a_movement_of_people_nothing_is_seen(body: str) -> None:
    assert _moves(body) == set()
