from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.number_value import parse_number, parse_ordinal, parse_percent
from pipeline.derive.arabic import fold, split_words
from pipeline.derive.numbers import find_numbers

UNITS = {
    "m": ["", "واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة"],
    "f": ["", "واحدة", "اثنتان", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثماني", "تسع", "عشر"],
}
TEENS = {"m": ["أحد", "اثنا"], "f": ["إحدى", "اثنتا"]}
TENS = ["", "", "عشرون", "ثلاثون", "أربعون", "خمسون", "ستون", "سبعون", "ثمانون", "تسعون"]
HUNDREDS = ["", "مئة", "مئتان", *(stem + "مئة" for stem in ["ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع"])]


def below_hundred(n: int, gender: str) -> str:
    if n <= 10:
        return UNITS[gender][n]
    if n < 20:
        first = TEENS[gender][n - 11] if n < 13 else UNITS[gender][n - 10]
        return f"{first} {'عشر' if gender == 'm' else 'عشرة'}"
    unit, tens = UNITS[gender][n % 10], TENS[n // 10]
    if n % 10 == 1:
        unit = TEENS[gender][0]
    return f"{unit} و{tens}" if unit else tens


def below_thousand(n: int, gender: str) -> str:
    parts = [HUNDREDS[n // 100], below_hundred(n % 100, gender)]
    return " و".join(part for part in parts if part)


SCALES = [
    ("مليار", "ملياران", "مليارات", "مليارا"),
    ("مليون", "مليونان", "ملايين", "مليونا"),
    ("ألف", "ألفان", "آلاف", "ألفا"),
]


def scaled(n: int, one: str, two: str, many: str, accusative: str) -> str:
    """0 to 999 of a scale: ثلاثة آلاف, أحد عشر ألفا, مئة ألف."""
    if n <= 2:
        return ["", one, two][n]
    last = n % 100
    return f"{below_thousand(n, 'm')} {many if 3 <= last <= 10 else accusative if last > 2 else one}"


def to_words(n: int, gender: str) -> str:
    """The nominative of a number as grammars teach it."""
    if n == 0:
        return "صفر"
    parts = [scaled(n // 1000 ** (3 - at) % 1000, *scale) for at, scale in enumerate(SCALES)]
    return " و".join(part for part in (*parts, below_thousand(n % 1000, gender)) if part)


NUMBERS = st.one_of(st.integers(0, 999), st.integers(0, 999_999), st.integers(0, 10**9))


@given(NUMBERS, st.sampled_from("mf"))
def test_every_number_in_words_has_its_value(n: int, gender: str) -> None:
    assert parse_number(to_words(n, gender)) == n


@given(NUMBERS, st.sampled_from("mf"))
def test_other_cases_and_spellings_of_the_same_number_agree(n: int, gender: str) -> None:
    words = to_words(n, gender).replace("مئة", "مائة").replace("ون", "ين").replace("مليين", "مليون")
    words = (
        words.replace("مئتان", "مائتي")
        .replace("ألفان", "ألفين")
        .replace("ونان", "ونين")
        .replace("اران", "ارين")
        .replace("اثنا ", "اثني ")
        .replace("اثنتا ", "اثنتي ")
        .replace("أ", "ا")
    )
    assert parse_number(words) == n


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12.500", 12500),
        ("12,500", 12500),
        ("١٢٬٥٠٠", 12500),
        ("12 500", 12500),
        ("1,234.56", 1234.56),
        ("12.5 ألف", 12500),
        ("5.7 ملايين", 5_700_000),
        ("2.125 مليون", 2_125_000),
        ("3 آلاف", 3000),
        ("مليون ونصف", 1_500_000),
        ("مليونين ونصف المليون", 2_500_000),
        ("نصف مليون", 500_000),
        ("مئتا ألف", 200_000),
        ("ألفا", 2000),
        ("مليون ومئتا ألف وخمسون", 1_200_050),
        ("ثلاثة أخماس", 0.6),
        ("مئة وثلاثة أرباع", 100.75),
        ("سالب خمسة", -5),
        ("واحد من عشرة", 0.1),
    ],
)
def test_value_of_an_expression(text: str, value: float) -> None:
    assert parse_number(text) == pytest.approx(value)


@given(NUMBERS, st.sampled_from("mf"))
def test_number_in_words_is_found_in_its_sentence_with_its_span(n: int, gender: str) -> None:
    words = to_words(n, gender)
    assert found(f"وصل عددهم، {words}، إلى المدينة") == [(n, n, "exact", words)]


@given(st.integers(0, 10**9), st.sampled_from([",", ".", "٬", "،", " "]), st.sampled_from(["0٠", "0۰", "00"]))
def test_digits_of_all_kinds_with_separators_have_their_value(n: int, separator: str, digits: str) -> None:
    text = f"{n:,}".replace(",", separator).translate({48 + d: ord(digits[1]) + d for d in range(10)})
    assert parse_number(text) == n


@pytest.mark.parametrize("text", ["", "الخامس", "عشرات", "قال", "12 رجلا", "5/17/2018", "192.168.1.2", "9" * 5000])
def test_what_is_no_single_number_has_no_value(text: str) -> None:
    assert parse_number(text) is None


def found(text: str) -> list[tuple[float, float, str, str]]:
    folded = fold(text)
    words = split_words(folded.text)
    quantities = find_numbers(folded.text, words)
    spans = [folded.span(words.offsets[q.first], words.end(q.last - 1)) for q in quantities]
    return [(q.low, q.high, q.qualifier, text[slice(*span)]) for q, span in zip(quantities, spans, strict=True)]


@pytest.mark.parametrize(
    ("text", "low", "high", "qualifier", "span"),
    [
        ("قتل نحو 30 شخصا", 30, 30, "about", "نحو 30"),
        ("ما لا يقل عن 39 شخصا", 39, 39, "more_than", "ما لا يقل عن 39"),
        ("أكثر من 20 ألفا و500 نازح", 20500, 20500, "more_than", "أكثر من 20 ألفا و500"),
        ("عدد لا يتجاوز 200 مقاتل", 200, 200, "less_than", "لا يتجاوز 200"),
        ("إن عددهم لن يتجاوز 2600", 2600, 2600, "less_than", "لن يتجاوز 2600"),
        ("بين 40 و50 ألف كويتي", 40_000, 50_000, "exact", "بين 40 و50 ألف"),
        ("من أربعين إلى خمسين مصابا", 40, 50, "exact", "أربعين إلى خمسين"),
        ("خمسة أو ستة أشخاص", 5, 6, "exact", "خمسة أو ستة"),
        ("40-50 شخصا", 40, 50, "exact", "40-50"),
        ("عشرات القتلى", 20, 99, "vague", "عشرات"),
        ("مئات من السكان", 200, 999, "vague", "مئات"),
        ("عشرات الآلاف من النازحين", 20_000, 99_999, "vague", "عشرات الآلاف"),
        ("بضعة آلاف من السكان", 3000, 9999, "vague", "بضعة آلاف"),
        ("20 تقريبا من العمال", 20, 20, "about", "20 تقريبا"),
        ("بلغوا 52 على الأقل", 52, 52, "more_than", "52 على الأقل"),
        ("الحافلات الـ16", 16, 16, "exact", "الـ16"),
        ("وصل 15ألف نازح", 15_000, 15_000, "exact", "15ألف"),
        ("نزح ١٢٬٥٠٠ شخص", 12_500, 12_500, "exact", "١٢٬٥٠٠"),
        ("نزح ۱۲۳ شخصا", 123, 123, "exact", "۱۲۳"),
        ("نزح 12.5 ألف شخص", 12_500, 12_500, "exact", "12.5 ألف"),
        ("نزح 3 آلاف شخص", 3000, 3000, "exact", "3 آلاف"),
        ("مائة وخمسة وعشرون ألفا من السكان", 125_000, 125_000, "exact", "مائة وخمسة وعشرون ألفا"),
        ("مئتا ألف لاجئ", 200_000, 200_000, "exact", "مئتا ألف"),
        ("قرابة ثلاثمئة وخمسين أسرة", 350, 350, "about", "قرابة ثلاثمئة وخمسين"),
        ("زهاء 40 جنديا", 40, 40, "about", "زهاء 40"),
        ("ما يزيد على 100 مدني", 100, 100, "more_than", "ما يزيد على 100"),
        ("قتل على الأقل 30 مدنيا", 30, 30, "more_than", "على الأقل 30"),
        ("بحد أدنى 30 مدنيا", 30, 30, "more_than", "بحد أدنى 30"),
        ("ليس أكثر من 30 مدنيا", 30, 30, "less_than", "ليس أكثر من 30"),
        ("أكثر من أو يساوي 30", 30, 30, "more_than", "أكثر من أو يساوي 30"),
        ("يضم 30 فما فوق", 30, 30, "more_than", "30 فما فوق"),
        ("القتلى >30", 30, 30, "more_than", "30"),
        ("أكثر من 20 وأقل من 35 شخصا", 20, 35, "exact", "أكثر من 20 وأقل من 35"),
        ("من 40 إلى 50 شخصا", 40, 50, "exact", "40 إلى 50"),
        ("آلاف المدنيين", 2000, 9999, "vague", "آلاف"),
    ],
)
def test_number_has_its_bounds_qualifier_and_span(text: str, low: int, high: int, qualifier: str, span: str) -> None:
    assert found(text) == [(low, high, qualifier, span)]


@pytest.mark.parametrize(
    "text",
    [
        "ارتفعت الأسعار 12.5 في المئة",
        "بنسبة 30% و20 بالمئة",
        "الساعة 10:30 صباحا",
        "يوم 28 أغسطس 2017",
        "في كانون الثاني 2017",
        "في عام 2014",
        "فاز 2-1 على ضيفه",
        "القرار 1701",
        "الخامس والعشرون من الشهر",
        "يوم الأحد إلى الاثنين",
        "ولست",
        "بالمائة 210",
        "درجة الحرارة سالب خمسة",
        "الهاتف +963 11 222 3333",
        "وقع الهجوم في 2018، بعد عام",
    ],
)
def test_what_counts_nothing_is_left_out(text: str) -> None:
    assert found(text) == []


def test_a_qualifier_before_and_belongs_to_the_number_before() -> None:
    assert [(low, q) for low, _, q, _ in found("قتل 39 شخصا على الأقل و17 جنديا")] == [(39, "exact"), (17, "exact")]


def test_a_bound_that_opens_another_number_does_not_close_the_first() -> None:
    assert [(low, q) for low, _, q, _ in found("نحو 500 أو أكثر من 450")] == [(500, "about"), (450, "more_than")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("الأولى", 1),
        ("الحادي عشر", 11),
        ("الخامس و العشرون", 25),
        ("الواحد والثلاثين", 31),
        ("التسعون", 90),
        ("المئة والخامس", 105),
        ("عشرون", None),
        ("الثاني من أيار", None),
        ("", None),
    ],
)
def test_value_of_an_ordinal(text: str, value: int | None) -> None:
    assert parse_ordinal(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("30%", 30),
        ("٣٠٪", 30),
        ("ثلاثون بالمئة", 30),
        ("12.5 في المئة", 12.5),
        ("بالمئة 5", 5),
        ("30", None),
        ("", None),
    ],
)
def test_value_of_a_percentage(text: str, value: float | None) -> None:
    assert parse_percent(text) == value


def test_rise_from_one_figure_to_another_is_no_range() -> None:
    assert [(low, high) for low, high, _, _ in found("ارتفع عدد القتلى من 5 إلى 20 قتيلا")] == [(5, 5), (20, 20)]


def test_numbers_that_only_stand_beside_each_other_stay_apart() -> None:
    assert [low for low, *_ in found("قتل خمسة وثلاثة جرحى و300 و212 نازحا")] == [5, 3, 300, 212]


PIECES = st.sampled_from(
    [
        "مليون",
        "ونصف",
        "بضع",
        "عشرات",
        "مئات",
        "الآلاف",
        "12",
        ".",
        ",",
        "-",
        "/",
        ":",
        "500",
        "بين",
        "و",
        "من",
        "إلى",
        "خمسة",
        "وعشرون",
        "مئة",
        "ألفا",
        "%",
        "الساعة",
        "ثاني",
        "عشر",
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES).map(" ".join), st.lists(PIECES).map("".join)))
def test_any_text_gives_ordered_spans_inside_it(text: str) -> None:
    folded = fold(text)
    words = split_words(folded.text)
    end = 0
    for q in find_numbers(folded.text, words):
        assert end <= q.first <= q.core_first < q.core_last <= q.last <= len(words.words)
        assert 0 <= q.low <= q.high
        end = q.last
    for parse in (parse_number, parse_percent, parse_ordinal):
        parse(text)


@pytest.mark.parametrize(
    "piece", ["7", "7 ", "7,", "7-", "7/", "مئة ", "ومئة ", "مليون ", "5 فاصلة ", "، ", "\ud800 7 "]
)
def test_a_long_row_of_the_same_ends_without_an_error(piece: str) -> None:
    text = piece * (200_000 // len(piece.encode("utf-8", "surrogatepass")))
    assert all(0 <= low <= high for low, high, _, _ in found(text))
    for parse in (parse_number, parse_percent, parse_ordinal):
        assert parse(text) is None
