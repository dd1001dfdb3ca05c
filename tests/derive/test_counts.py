from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.derive.arabic import fold, split_words
from pipeline.derive.counts import Count, find_counts
from pipeline.derive.match import Reading


def reading(text: str) -> Reading:
    folded = fold(text)
    return Reading(folded, split_words(folded.text), {})


def published(text: str, count: Count) -> str:
    read = reading(text)
    return text[slice(*read.folded.span(read.words.offsets[count.first], read.words.end(count.last - 1)))]


@pytest.mark.parametrize(
    ("text", "unit", "low", "span"),
    [
        ("أجلي 300 شخص من البلدة", "people", 300, "300 شخص"),
        ("خروج 26 مدنيا", "civilians", 26, "26 مدنيا"),
        ("نقل 1050 مسلحا بالحافلات", "fighters", 1050, "1050 مسلحا"),
        ("خروج 275 من مسلحي التنظيم السوريين مع عائلاتهم", "fighters", 275, "275 من مسلحي التنظيم السوريين"),
        ("حوالي 300 من عناصر الجيش", "fighters", 300, "حوالي 300 من عناصر الجيش"),
        ("إجلاء ثمانين عائلة", "households", 80, "ثمانين عائلة"),
        ("نقل 25 جريحا إلى المستشفى", "wounded", 25, "25 جريحا"),
        ("إجلاء 725 مريضا", "people", 725, "725 مريضا"),
        ("إجلاء 436 مواطنا مصريا من السودان", "nationals", 436, "436 مواطنا مصريا"),
        ("إعادة 50 ألف كويتي", "nationals", 50_000, "50 ألف كويتي"),
        ("عادت ست وأربعون ممرضة هندية", "nationals", 46, "ست وأربعون ممرضة هندية"),
        ("إجلاء 120 من رعاياها", "nationals", 120, "120 من رعاياها"),
        ("وصلت الحافلات الـ16 إلى المعبر", "vehicles", 16, "الحافلات الـ16"),
        ("تضم اثنتين وستين حافلة", "vehicles", 62, "اثنتين وستين حافلة"),
        ("أخلي سكانها البالغ عددهم 88 ألفا", "people", 88_000, "سكانها البالغ عددهم 88 ألفا"),
        ("وصل شخص واحد إلى المخيم", "people", 1, "شخص واحد"),
        ("خرجت عائلتان من الحي", "households", 2, "عائلتان"),
        ("إجلاء مدنيين اثنين", "civilians", 2, "مدنيين اثنين"),
        ("إجلاء 52 نازحا على الأقل", "people", 52, "52 نازحا على الأقل"),
        ("خروج خمسين من أسرهم", "people", 50, "خمسين من أسرهم"),
        ("وصل 15نازحا", "people", 15, "15نازحا"),
    ],
)
def test_count_has_its_unit_and_covers_its_noun(text: str, unit: str, low: int, span: str) -> None:
    counts = [c for c in find_counts(reading(text)) if c.unit]
    assert [(c.unit, c.low, published(text, c)) for c in counts][:1] == [(unit, low, span)]


@pytest.mark.parametrize(
    "text",
    [
        "بعد ثلاثة أيام",
        "على بعد 20 كيلومترا",
        "مسافة 30 كم",
        "دفع 500 ليرة",
        "بنسبة 30 بالمئة من السكان",
        "30% من النازحين",
        "طفلة تبلغ من العمر 12 عاما",
        "أعمارهم بين 20 و30 عاما",
        "يوم 28 أغسطس 2017",
        "بتاريخ 28/8/2017",
        "الساعة 10:30 صباحا",
        "لمدة 48 ساعة",
        "اللواء 35 مدرع",
        "لواء 93",
        "الفوج 46",
        "كوفيد-19",
        "عيار 120 ملم",
        "القرار 2254",
        "20 طنا من المساعدات",
        "في 2018",
        "قيمتها 34 مليار دولار",
        "دمرت 40 منزلا",
        "سجل ثلاثة أهداف",
        "2.5 من السكان",
        "حركة طالبان الأفغانية",
    ],
)
def test_numbers_of_other_things_give_no_unit(text: str) -> None:
    assert [c for c in find_counts(reading(text)) if c.unit] == []


def test_bare_figure_has_no_unit() -> None:
    (count,) = find_counts(reading("وأصيب 30 في القصف"))
    assert (count.unit, count.is_bare, count.low) == (None, True, 30)


def test_dual_with_its_nationality_is_one_count() -> None:
    (count,) = find_counts(reading("أصيب جنديان بريطانيان"))
    assert (count.unit, count.low) == ("fighters", 2)


@given(
    st.one_of(
        st.text(),
        st.lists(
            st.sampled_from(
                [
                    "12",
                    "شخصا",
                    "و",
                    "جنديان",
                    "من",
                    "عناصر",
                    "آخرين",
                    "(",
                    ")",
                    "3",
                    "منهم",
                    "حالة",
                    "وفاة",
                ]
            )
        ),
    )
)
def test_any_text_gives_ordered_counts_inside_it(text: str | list[str]) -> None:
    read = reading(text if isinstance(text, str) else " ".join(text))
    end = 0
    for count in find_counts(read):
        assert end <= count.first < count.last <= len(read.words.words)
        end = count.last
