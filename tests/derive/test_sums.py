"""Which figures of a movement add up."""

from __future__ import annotations

import pytest

from pipeline.derive.facts import MovedCount
from pipeline.derive.sums import sum_numbers


def figures(body: str, *words: str) -> list[MovedCount]:
    """A count for each of these words, found one after the other."""
    counts, at = [], 0
    for text in words:
        unit, _, phrase = text.rpartition(":")
        at = body.index(phrase, at)
        counts.append(MovedCount(unit or "people", 1, 1, "exact", at, at + len(phrase), phrase))
        at += len(phrase)
    return counts


@pytest.mark.parametrize(
    ("body", "words", "numbers"),
    [
        ("خرج 300 مقاتل و400 من عائلاتهم", ("300 مقاتل", "و400 من عائلاتهم"), [1, 1]),
        ("خرج 300 مقاتل و 400 من عائلاتهم", ("300 مقاتل", "400 من عائلاتهم"), [1, 1]),
        ("خرج 300 مقاتل إضافة إلى 400 من عائلاتهم", ("300 مقاتل", "400 من عائلاتهم"), [1, 1]),
        ("نقل 200 مدني من كفريا و300 مدني من الفوعة", ("200 مدني", "و300 مدني"), [1, 1]),
        ("أجلي 700 شخص بينهم 112 طفلا", ("700 شخص", "112 طفلا"), [1, None]),
        ("أجلي 700 شخص، من بينهم نحو 112 طفلا و25 جريحا", ("700 شخص", "نحو 112 طفلا", "و25 جريحا"), [1, None, None]),
        ("أجلي 1500 شخص، 500 منهم مسلحون", ("1500 شخص", "500 منهم مسلحون"), [1, None]),
        ("أجلي 700 شخص. وكان حوالي 300 من العناصر", ("700 شخص", "حوالي 300 من العناصر"), [1, 2]),
        ("أجلي 700 شخص: 300 مقاتل و400 مدني", ("700 شخص", "300 مقاتل", "و400 مدني"), [1, 2, 2]),
        ("غادر 700 شخص، في حين قال آخرون إن العدد واحد وعشرون شخصا", ("700 شخص", "واحد وعشرون شخصا"), [1, 2]),
        ("بينهم 112 طفلا", ("112 طفلا",), [1]),
        ("", (), []),
    ],
)
def test_joined_figures_add_up_and_parts_do_not(body: str, words: tuple[str, ...], numbers: list[int | None]) -> None:
    assert sum_numbers(body, figures(body, *words)) == numbers


def test_vehicles_and_households_add_up_with_their_like_only() -> None:
    body = "خرج 300 مقاتل و80 عائلة على متن 10 حافلات و5 سيارات إسعاف و400 مدني"
    words = ("fighters:300 مقاتل", "households:و80 عائلة", "vehicles:10 حافلات", "vehicles:و5 سيارات", "و400 مدني")
    people, households, buses, cars, civilians = sum_numbers(body, figures(body, *words))
    assert people == civilians
    assert buses == cars
    assert len({people, households, buses}) == 3


def test_order_in_which_figures_are_given_does_not_matter() -> None:
    body = "أجلي 700 شخص بينهم 112 طفلا"
    assert sum_numbers(body, figures(body, "700 شخص", "112 طفلا")[::-1]) == [None, 1]
