from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.derive.arabic import fold, split_words
from pipeline.derive.clues import find_clues
from pipeline.derive.event_dates import date_near, find_dates
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
        ("في 28 آب/أغسطس", "2017-08-28", "28 آب/أغسطس"),
        ("في 15 آذار من العام الماضي", "2016-03-15", "15 آذار من العام الماضي"),
        ("الخامس و العشرون من مايو", "2017-05-25", "الخامس و العشرون من مايو"),
        ("يناير 12، 2016", "2016-01-12", "يناير 12، 2016"),
        ("مايو الحادي عشر", "2017-05-11", "مايو الحادي عشر"),
        ("في 22.4.2016", "2016-04-22", "22.4.2016"),
        ("في ٢٢/٤/٢٠١٦م", "2016-04-22", "٢٢/٤/٢٠١٦م"),
        ("في 15 شهر 3", "2017-03-15", "15 شهر 3"),
        ("الرابع من الشهر التاسع", "2017-09-04", "الرابع من الشهر التاسع"),
        ("في 20 من هذا الشهر", "2017-08-20", "20 من هذا الشهر"),
        ("أول جمعة من يوليو", "2017-07-07", "أول جمعة من يوليو"),
        ("آخر يوم اثنين من شهر آذار", "2017-03-27", "آخر يوم اثنين من شهر آذار"),
        ("الثلاثاء الثالث من أيلول 2014", "2014-09-16", "الثلاثاء الثالث من أيلول 2014"),
        ("السبت الثاني من سبتمبر", "2017-09-02", "السبت الثاني من سبتمبر"),
        ("ثالث خميس من آب 2017", "2017-08-17", "ثالث خميس من آب 2017"),
        ("آخر يوم من أكتوبر 2015", "2015-10-31", "آخر يوم من أكتوبر 2015"),
        ("الجمعة الأسبوع الماضي", "2017-08-25", "الجمعة الأسبوع الماضي"),
        ("جمعة الأسبوع الماضي", "2017-08-25", "جمعة الأسبوع الماضي"),
        ("هذا الأسبوع يوم السبت", "2017-09-02", "هذا الأسبوع يوم السبت"),
        ("الجمعة قبل الماضية", "2017-08-18", "الجمعة قبل الماضية"),
        ("الثلاثاء بعد المقبل", "2017-09-05", "الثلاثاء بعد المقبل"),
        ("أسبوعين من الآن", "2017-09-11", "أسبوعين من الآن"),
        ("بعد أربعة أيام من أمس", "2017-08-31", "بعد أربعة أيام من أمس"),
        ("الاثنين الواقع في 28 آب", "2017-08-28", "الاثنين الواقع في 28 آب"),
        ("مساء أمس الأحد", "2017-08-27", "أمس الأحد"),
        ("الأحد 20/6/1436هـ", "2017-08-27", "الأحد"),
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
        "في مايو 5 قتلى",
        "أسهم يوليو 2.60 مليار",
        "أسهم يوليو 2,023.33 مليار",
        "22/4/1438هـ",
        "18-9-15",
        "192.168.1.2016",
        "1/2/3/2016",
        "في اليوم الذي",
        "حتى الآن",
        "الأحد الخامس",
        "منذ شهر و21 يوما من الآن",
        "بعد شهر ثلاثة جنود",
    ],
)
def test_what_names_no_single_day_is_left_out(text: str) -> None:
    assert dates(text) == []


def test_without_an_anchor_only_whole_dates_are_told() -> None:
    assert dates("أمس الجمعة 5 مايو وفي 6 مايو 2016", None) == [("2016-05-06", "6 مايو 2016")]


def test_weekday_chooses_the_year_of_its_date() -> None:
    assert dates("الخميس 15 أغسطس", date(2013, 2, 12)) == [("2013-08-15", "الخميس 15 أغسطس")]


def nearest(text: str, fact: str, on: date | None = MONDAY) -> date | None:
    """The day told nearest to the first words `fact` of a text."""
    folded = fold(text)
    words = split_words(folded.text)
    wanted = fold(fact).text.split()
    first = next(at for at in range(len(words.words)) if words.words[at : at + len(wanted)] == wanted)
    return date_near(Reading(folded, words, {}), first, first + len(wanted), on, find_clues(words))


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("أعلن اليوم إجلاء 300 مدني من البلدة", date(2017, 8, 28)),
        ("تم يوم الجمعة إجلاء الأهالي بعد اتفاق أبرم في 12 تموز الماضي", date(2017, 8, 25)),
        ("قال المصدر اليوم، إن إجلاء الأهالي جرى مساء أمس الأحد", date(2017, 8, 27)),
        ("قال أمس، إن إجلاء الأهالي الذين وصلوا إلى المدينة مع عائلاتهم بدأ السبت", date(2017, 8, 26)),
        ("قتل ثلاثة في 5 مايو. إجلاء الأهالي مستمر", None),
        ("إجلاء الأهالي في 22/4/2016", date(2016, 4, 22)),
        ("إجلاء الأهالي في عام 2016", None),
        ("السبت إجلاء الأهالي الأحد", date(2017, 8, 26)),
        ("الجمعة " + "كلمة " * 50 + "إجلاء", None),
    ],
)
def test_day_told_nearest_to_a_fact(text: str, on: date | None) -> None:
    assert nearest(text, "إجلاء") == on


def test_day_near_a_fact_without_the_day_of_the_report_is_a_whole_date() -> None:
    assert nearest("أمس إجلاء الأهالي في 6 مايو 2016", "إجلاء", None) == date(2016, 5, 6)


def test_day_inside_the_words_of_a_fact_is_its_day() -> None:
    assert nearest("اليوم ذكر أن إجلاء أمس انتهى", "إجلاء أمس انتهى") == date(2017, 8, 27)


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
        "هذا",
        "الأسبوع",
        "شهر",
        "يوم",
        "جمعة",
        "آخر",
        "في",
        "الآن",
        "العام",
        "الواقع",
        "،",
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


@given(st.lists(PIECES, min_size=1).map(" ".join), st.dates(), st.data())
def test_day_near_any_words_is_one_of_those_of_the_text(text: str, anchor: date, data: st.DataObject) -> None:
    folded = fold(text)
    words = split_words(folded.text)
    reading = Reading(folded, words, {})
    first = data.draw(st.integers(0, len(words.words) - 1))
    near = date_near(reading, first, first + 1, anchor)
    assert near is None or near in {mention.on for mention in find_dates(reading, anchor)}
