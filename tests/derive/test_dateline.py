"""Datelines of agency reports."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.derive.dateline import parse_dateline
from pipeline.derive.months import near_hint


@pytest.mark.parametrize(
    ("body", "place", "on"),
    [
        ("دمشق 28 أغسطس 2017 (شينخوا) نقل مئات", "دمشق", date(2017, 8, 28)),
        ("دمشق 28 أغسطس 2017 ((شينخوا)) نقل مئات", "دمشق", date(2017, 8, 28)),
        ("دمشق 28 أغسطس 2017 (شينخوا) -- نقل مئات", "دمشق", date(2017, 8, 28)),
        ("دمشق/بيروت 28 آب/أغسطس 2017 (شينخوا) نقل مئات", "دمشق/بيروت", date(2017, 8, 28)),
        ("دمشق 28 أغسطس (آب) 2017 (شينخوا) نقل مئات", "دمشق", date(2017, 8, 28)),
        ("الأمم المتحدة ٢٨ تشرين الثاني ٢٠١٧ (شينخوا) نقل مئات", "الأمم المتحدة", date(2017, 11, 28)),
        ("الرباط ۱۲ غشت 2018 (شينخوا) نقل مئات", "الرباط", date(2018, 8, 12)),
        ("الجزائر 5 جويلية 2018 (شينخوا) نقل مئات", "الجزائر", date(2018, 7, 5)),
        ("دمشق اليوم (الاثنين) 28 أغسطس 2017 (شينخوا) نقل مئات", "دمشق", date(2017, 8, 28)),
        ("غزة أول مايو 2003 (شينخوا) نقل مئات", "غزة", date(2003, 5, 1)),
        ("اثينا 2 مايو / شينخوا / نقل مئات", "اثينا", date(2003, 5, 2)),
    ],
)
def test_dateline_gives_place_day_agency_and_where_the_text_begins(body: str, place: str, on: date) -> None:
    dateline = parse_dateline(body, date(2003, 5, 3))
    assert dateline is not None
    assert (dateline.place, dateline.on, dateline.agency) == (place, on, "شينخوا")
    assert body[dateline.start :].startswith(place)
    assert body[dateline.end :] == "نقل مئات"


def test_offsets_count_the_vowel_signs_and_controls_of_the_published_text() -> None:
    body = "\u200fدِمشق 28 أغسطس 2017 (شينخوا) نقل"
    dateline = parse_dateline(body)
    assert dateline is not None
    assert body[dateline.end :] == "نقل"
    assert dateline.place == "دِمشق"


@pytest.mark.parametrize(
    "body",
    [
        "بغداد 31 فبراير 2018 (شينخوا) قال",
        "بغداد 28 يوليو/أغسطس 2018 (شينخوا) قال",
        "دمشق 28 أغسطس 2017 نقل مئات الأشخاص",
        "وقع الهجوم في بلدة دهب 24 أبريل (نيسان) ثم قال",
        "دمشق 28 أغسطس (الثلاثاء) قال",
        "اثينا 2 مايو / شينخوا / قال",
        "قال الرئيس إنه سيزور بكين",
        "",
    ],
)
def test_impossible_or_incomplete_dateline_is_none(body: str) -> None:
    assert parse_dateline(body) is None


def test_day_without_year_on_new_year_takes_the_hints_side() -> None:
    assert near_hint(1, 1, date(2003, 12, 31)) == date(2004, 1, 1)
    assert near_hint(12, 31, date(2004, 1, 1)) == date(2003, 12, 31)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.dates(date(2000, 1, 1), date(2000, 12, 31)))
def test_day_without_year_is_never_more_than_two_days_after_the_hint(hint: date, day: date) -> None:
    found = near_hint(day.month, day.day, hint)
    assert found is not None
    assert found <= hint + timedelta(days=2)
    assert (found.month, found.day) == (day.month, day.day)


@given(st.text(st.characters(), max_size=120) | st.text(alphabet="دمشق 28/()أغسطس١ \n", max_size=300))
def test_any_text_gives_a_span_inside_it_or_none(body: str) -> None:
    dateline = parse_dateline(body, date(2017, 8, 28))
    assert dateline is None or 0 <= dateline.start < dateline.end <= len(body)
