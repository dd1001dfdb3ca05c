from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.derive.arabic import fold, split_words
from pipeline.derive.event_dates import find_dates
from pipeline.derive.match import Reading

MONDAY = date(2017, 8, 28)


def dates(text: str, anchor: date | None = MONDAY) -> list[tuple[str, str]]:
    folded = fold(text)
    words = split_words(folded.text)
    found = find_dates(Reading(folded, words, {}), anchor)
    spans = [folded.span(words.offsets[m.first], words.end(m.last - 1)) for m in found]
    return [(m.on.isoformat(), text[slice(*span)]) for m, span in zip(found, spans, strict=True)]


@pytest.mark.parametrize(
    ("text", "on", "span"),
    [
        ("في 28 أغسطس 2017", "2017-08-28", "28 أغسطس 2017"),
        ("في 8 تشرين الثاني 2020", "2020-11-08", "8 تشرين الثاني 2020"),
        ("في 14 تشرين الثاني/نوفمبر 2019", "2019-11-14", "14 تشرين الثاني/نوفمبر 2019"),
        ("في 7 مايو (أيار) 2014", "2014-05-07", "7 مايو (أيار) 2014"),
        ("في الحادي والعشرين من مايو", "2017-05-21", "الحادي والعشرين من مايو"),
        ("في 12 يناير من عام 2016", "2016-01-12", "12 يناير من عام 2016"),
        ("أول سبتمبر", "2017-09-01", "أول سبتمبر"),
        ("بتاريخ 2016/02/22", "2016-02-22", "2016/02/22"),
        ("بتاريخ 22-4-2016", "2016-04-22", "22-4-2016"),
        ("أعلن اليوم أن", "2017-08-28", "اليوم"),
        ("وصل أمس", "2017-08-27", "أمس"),
        ("وصل أول من أمس", "2017-08-26", "أول من أمس"),
        ("وصل أمس الأول", "2017-08-26", "أمس الأول"),
        ("يغادر غدا", "2017-08-29", "غدا"),
        ("يغادر بعد غد", "2017-08-30", "بعد غد"),
        ("مساء الاثنين", "2017-08-28", "الاثنين"),
        ("يوم الجمعة", "2017-08-25", "الجمعة"),
        ("يوم الجمعة الماضي", "2017-08-25", "الجمعة الماضي"),
        ("يوم الاثنين الماضي", "2017-08-21", "الاثنين الماضي"),
        ("يوم الأحد المقبل", "2017-09-03", "الأحد المقبل"),
        ("من المقرر أن تغادر يوم السبت", "2017-09-02", "السبت"),
        ("الجمعة 25 أغسطس", "2017-08-25", "الجمعة 25 أغسطس"),
        ("الأربعاء الموافق 23 آب", "2017-08-23", "الأربعاء الموافق 23 آب"),
        ("قبل ثلاثة أيام", "2017-08-25", "قبل ثلاثة أيام"),
        ("قبل يومين", "2017-08-26", "قبل يومين"),
        ("في 20 من الشهر الجاري", "2017-08-20", "20 من الشهر الجاري"),
        ("في الخامس من الشهر الماضي", "2017-07-05", "الخامس من الشهر الماضي"),
        ("في 15 سبتمبر المقبل", "2017-09-15", "15 سبتمبر المقبل"),
    ],
)
def test_named_day_is_found_where_it_stands(text: str, on: str, span: str) -> None:
    assert dates(text) == [(on, span)]


@pytest.mark.parametrize(
    "text",
    [
        "الأسبوع الماضي",
        "في اليوم التالي",
        "في اليوم نفسه",
        "اليوم العالمي للاجئين",
        "قبل شهرين",
        "في عام 2014",
        "في مايو الماضي",
        "31 فبراير 2017",
        "قبل بضعة أيام",
        "آب الرجل",
    ],
)
def test_what_names_no_single_day_is_left_out(text: str) -> None:
    assert dates(text) == []


def test_without_an_anchor_only_whole_dates_are_told() -> None:
    assert dates("أمس الجمعة 5 مايو وفي 6 مايو 2016", None) == [("2016-05-06", "6 مايو 2016")]


def test_weekday_chooses_the_year_of_its_date() -> None:
    assert dates("الخميس 15 أغسطس", date(2013, 2, 12)) == [("2013-08-15", "الخميس 15 أغسطس")]


PIECES = st.sampled_from(
    [
        "28",
        "أغسطس",
        "تشرين",
        "الثاني",
        "/",
        "2017",
        "الجمعة",
        "الماضي",
        "أمس",
        "أول",
        "من",
        "بعد",
        "غد",
        "قبل",
        "3",
        "أيام",
        "الشهر",
        "الجاري",
        "-",
        ".",
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES).map(" ".join), st.lists(PIECES).map("".join)), st.dates())
def test_any_text_gives_ordered_dates_inside_it(text: str, anchor: date) -> None:
    folded = fold(text)
    words = split_words(folded.text)
    end = 0
    for mention in find_dates(Reading(folded, words, {}), anchor):
        assert end <= mention.first < mention.last <= len(words.words)
        end = mention.last
