"""Places and figures of movements that a head, a list, a scene or a plural tells: own sentences for each rule."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.derive.facts import DESTINATION, ORIGIN
from pipeline.derive.rules import load_rules
from pipeline.derive.tags import tag_report

ON = date(2021, 8, 12)


def _places(body: str) -> tuple[list[str], list[str]]:
    told = [place for movement in tag_report("", body, ON, load_rules()).evacuations for place in movement.places]
    return [p.name for p in told if p.role == ORIGIN], [p.name for p in told if p.role == DESTINATION]


def _counts(body: str) -> list[tuple[str, int, str]]:
    return [(c.unit, c.low, c.text) for m in tag_report("", body, ON, load_rules()).evacuations for c in m.counts]


@pytest.mark.parametrize(
    ("body", "origin", "destination"),
    [
        # Who is said to be at a place leaves it.
        ("أمر الجيش بإجلاء 90 شخصا، وطلب من الموجودين في تلبيسة الانتقال إلى حمص.", ["تلبيسة"], ["حمص"]),
        # "From" with "to" behind it is a way, though "among them" stands before it.
        ("أجلت السلطات 500 شخص بينهم 74 طفلا من تلبيسة إلى حماة.", ["تلبيسة"], ["حماة"]),
        # The place opens the clause.
        ("أجلت السلطات السكان، ومن تلبيسة نقلت 20 حافلة 800 مدني إلى حماة.", ["تلبيسة"], ["حماة"]),
        # Away from it, spread over it, on the hills in it.
        ("أجلي عن تلبيسة نحو 300 مدني بسبب القصف.", ["تلبيسة"], []),
        ("أجلت السلطات 300 مدني من حمص ووزعتهم على مدارس تلبيسة.", ["حمص"], ["تلبيسة"]),
        ("نقلت حافلات الجيش 300 شخص بسبب الفيضان إلى المدارس المقامة على التلال في تلبيسة.", [], ["تلبيسة"]),
        # Who hosts, and the goal.
        ("أجلت السلطات 300 شخص من سوريا، وتستعد مالطا لاستقبال سفينة تقل 40 جريحا.", ["سوريا"], ["مالطا"]),
        ("أمرت السلطات بإجلاء سكان حمص، ووجهة القافلة إدلب.", ["حمص"], ["إدلب"]),
        # Groups and counted people move, whatever the verb.
        ("أجلت السلطات السكان بموجب اتفاق، وستخرج غدا دفعة ثانية من تلبيسة باتجاه إدلب.", ["تلبيسة"], ["إدلب"]),
        ("أجلت السلطات 300 جريح من حلب. وعادت بهم السفينة إلى طرطوس ليلا.", ["حلب"], ["طرطوس"]),
    ],
)
def test_role_is_told_by_who_is_there_hosts_or_goes_on(body: str, origin: list[str], destination: list[str]) -> None:
    assert _places(body) == (origin, destination)


def test_scene_of_a_fire_is_what_people_left() -> None:
    body = (
        "اندلع حريق في شقة سكنية بحي النزهة شمال جدة. وقال المتحدث إن البلاغ ورد فجرا."
        " وتمكنت الفرق من إجلاء 15 شخصا من الأدوار العليا."
    )
    assert _places(body)[0] == ["النزهة"]


def test_neither_a_river_nor_a_place_behind_to_is_left() -> None:
    assert _places("ارتفع منسوب نهر دجلة، فأجلت السلطات 200 أسرة.")[0] == []
    assert _places("تؤدي الطريق إلى تلبيسة، وقد أجلت السلطات 200 أسرة.")[0] == []


def test_helpers_and_both_places_are_not_left() -> None:
    body = "أجلت السلطات 6 جرحى من حمص بمشاركة فرق العمل في كل من مستشفيات حماة وطرطوس."
    assert _places(body)[0] == ["حمص"]


def test_officials_and_forces_that_arrive_are_not_moved() -> None:
    body = "أجلت السلطات 300 جريح من حمص. ووصلت كتيبة عسكرية إلى حماة لتأمين مطارها، وعاد وزير النقل إلى طرطوس."
    assert _places(body) == (["حمص"], [])


def test_negation_of_another_clause_does_not_deny_a_movement() -> None:
    body = "على وقع انفجارات لم تهدأ منذ الفجر، حمل قطار أكثر من 500 مدني من حمص إلى حماة بعد أمر بالإجلاء."
    assert [m.status for m in tag_report("", body, ON, load_rules()).evacuations] == ["done"]


@pytest.mark.parametrize(
    ("body", "counts"),
    [
        ("أجلت السلطات مرضى المستشفى، وعددهم زهاء تسعين، من حمص.", [("people", 90, "زهاء تسعين")]),
        (
            "أجلت السلطات 30 جريحا من حمص، وحملت مروحية تسعة آخرين إلى حماة.",
            [("wounded", 30, "30 جريحا"), ("wounded", 9, "تسعة آخرين")],
        ),
        ("نقلت 61 حافلة وسيارة السكان من حمص بعد أمر بالإجلاء.", [("vehicles", 61, "61 حافلة وسيارة")]),
        ("أجلت السلطات 162 طالبا ومقيما من حمص.", [("people", 162, "162 طالبا ومقيما")]),
        ("أجلت السلطات (15) شخصا و( 7 ) أسر من حمص.", [("people", 15, "(15) شخصا"), ("households", 7, "( 7 ) أسر")]),
        ("أجلت 9 سيارات إسعاف الجرحى من حمص.", [("vehicles", 9, "9 سيارات إسعاف")]),
        ("أجلت طائرتان عسكريتان الجرحى من حمص.", [("vehicles", 2, "طائرتان عسكريتان")]),
    ],
)
def test_figure_takes_its_unit_and_words_from_what_it_counts(body: str, counts: list[tuple[str, int, str]]) -> None:
    assert _counts(body) == counts
