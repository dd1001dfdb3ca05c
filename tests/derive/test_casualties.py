from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.derive.facts import Toll
from pipeline.derive.rules import load_rules
from pipeline.derive.tagged_json import as_json
from pipeline.derive.tags import tag_report

DAY = date(2017, 8, 28)


def tolls(body: str, on: date | None = DAY) -> list[Toll]:
    return list(tag_report("", body, on, load_rules()).casualties)


def figures(body: str) -> set[tuple[str, int, int, str]]:
    return {(toll.kind, int(toll.low), int(toll.high), toll.qualifier) for toll in tolls(body)}


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("قتل 12 شخصا في انفجار سيارة مفخخة", {("killed", 12, 12, "exact")}),
        ("مقتل خمسة جنود في هجوم على حاجز", {("killed", 5, 5, "exact")}),
        ("أسفر القصف عن مقتل ١٢ مدنيا", {("killed", 12, 12, "exact")}),
        ("قتل ثلاثمئة وخمسون شخصا في الزلزال", {("killed", 350, 350, "exact")}),
        ("أصيب أكثر من 30 شخصا في التفجير", {("wounded", 30, 30, "more_than")}),
        ("قتل نحو 20 مسلحا في غارات جوية", {("killed", 20, 20, "about")}),
        ("قتل عشرات المدنيين في القصف", {("killed", 20, 99, "vague")}),
        ("خطف مسلحون ثلاثة مهندسين قرب المدينة", {("captured", 3, 3, "exact")}),
    ],
)
def test_figure_has_its_kind_bounds_and_qualifier(body: str, wanted: set[tuple[str, int, int, str]]) -> None:
    assert wanted <= figures(body)


def test_killed_and_wounded_of_one_sentence_are_told_apart() -> None:
    found = figures("قتل 12 شخصا وأصيب 34 آخرون في انفجار وسط المدينة")
    assert found == {("killed", 12, 12, "exact"), ("wounded", 34, 34, "exact")}


def test_day_right_after_a_figure_is_not_what_it_counts() -> None:
    found = figures("لقي 23 شخصا مصرعهم وأصيب 18 آخرون اليوم الخميس إثر سقوط حافلة")
    assert found == {("killed", 23, 23, "exact"), ("wounded", 18, 18, "exact")}


def test_wounded_who_are_carried_out_of_a_hospital_are_no_new_casualties() -> None:
    assert figures("نقلت اللجنة 36 جريحا من مستشفيات تعز إلى عدن") == set()
    assert figures("وسمع انفجار، ونقل 36 جريحا إلى المستشفى") == {("wounded", 36, 36, "exact")}


@pytest.mark.parametrize(
    "body",
    [
        "بلغت قيمة الصفقة 12 مليون دولار",
        "نقل 25 جريحا من قبل الهلال الأحمر إلى مستشفيات قريبة",
        "تم إجلاء 300 شخص من البلدة",
        "قتل 40 شخصا في معركة عام 1982",
        "سجل المنتخب 3 أهداف وأصيب بخيبة",
        "اعتقلت الشرطة خمسة أشخاص",
    ],
)
def test_number_of_something_else_is_no_casualty(body: str) -> None:
    assert tolls(body) == []


def test_span_selects_the_words_as_published() -> None:
    body = "دمشق 28 أغسطس 2017 (شينخوا) قُتِلَ ١٢ مدنيًّا في قصفٍ على البلدة."
    (toll,) = tolls(body)
    assert body[toll.start : toll.end] == toll.text
    assert "١٢" in toll.text
    (printed,) = as_json(tag_report("", body, DAY, load_rules()))["casualties"]
    assert list(printed) == ["kind", "low", "high", "qualifier", "start", "end"]


@given(st.text(alphabet=st.sampled_from("قتل أصيب 1٢,.-ألف مئة من إلى شخصا جريحا\n\u0640\u200f\ud800ab%")))
def test_any_text_gives_spans_inside_and_bounds_in_order(body: str) -> None:
    for toll in tolls(body):
        assert 0 <= toll.start < toll.end <= len(body)
        assert body[toll.start : toll.end] == toll.text
        assert 0 <= toll.low <= toll.high


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("أسفرت المواجهات عن مقتل وإصابة العشرات من المسلحين", set()),
        ("سقط عشرات القتلى والجرحى في صفوف المسلحين", set()),
        ("أنقذت الفرق 7 أشخاص احتجزوا داخل شقة سكنية إثر حريق", set()),
        ("احتجز مسلحون 18 شخصا داخل شقة سكنية", {("captured", 18, 18, "exact")}),
        ("أسفرت العملية عن مقتل أحد أخطر الإرهابيين وإيقاف ثمانية آخرين", set()),
        ("لقي أربعة أشخاص مصرعهم وأصيب آخران بجراح", {("killed", 4, 4, "exact"), ("wounded", 2, 2, "exact")}),
        ("قتل شخصان طعنا وأصيب ثالث بجروح بالغة", {("killed", 2, 2, "exact"), ("wounded", 1, 1, "exact")}),
        ("وقتل ضابطا شرطة ومجند أمس في هجوم", {("killed", 2, 2, "exact"), ("killed", 1, 1, "exact")}),
        ("أصيب رجلا شرطة على الأقل في انفجار", {("wounded", 2, 2, "more_than")}),
        ("إن 8 أشخاص يحملون أحزمة ناسفة قتلوا أثناء الهجوم", {("killed", 8, 8, "exact")}),
        ("نقلت الطائرة جثامين تسعة أشخاص، و27 شخصا مصابا", {("killed", 9, 9, "exact"), ("wounded", 27, 27, "exact")}),
        ("سقوط 11 مواطنا وإصابة 33 آخرين بألغام", {("killed", 11, 11, "exact"), ("wounded", 33, 33, "exact")}),
        ("عثر الجنود على 42 جثة داخل مسجد", {("killed", 42, 42, "exact")}),
        ("سقط خمسة جنود من قوة حفظ السلام قتلى", {("killed", 5, 5, "exact")}),
        ("قضى أربعة صيادين وفقد ستة آخرون في غرق قارب", {("killed", 4, 4, "exact"), ("missing", 6, 6, "exact")}),
        ("أودى الانفجار بحياة ممرض", {("killed", 1, 1, "exact")}),
        ("إن ستة رعاة لا يعرف مصيرهم", {("missing", 6, 6, "exact")}),
        ("إن 7 عناصر من التنظيم قتلوا وجرح أربعة منهم", {("killed", 7, 7, "exact"), ("wounded", 4, 4, "exact")}),
        ("سقط 12 قتيلا في هجوم يعد الأسوأ خلال العام الجاري", {("killed", 12, 12, "exact")}),
        ("تجاوز عدد القتلى 100 شخص", {("killed", 100, 100, "more_than")}),
        ("ناهز عدد المصابين ستة آلاف", {("wounded", 6000, 6000, "about")}),
        ("أدى الحادث إلى حالتي وفاة وثلاث إصابات", {("killed", 2, 2, "exact"), ("wounded", 3, 3, "exact")}),
        ("قضى واحد وعشرون شخصا وفقد ثمانية", {("killed", 21, 21, "exact"), ("missing", 8, 8, "exact")}),
        ("إن جريحين فارقا الحياة", {("killed", 2, 2, "exact")}),
        ("وأحصى المرصد سقوط تسعة مدنيين بينهم طفلان", {("killed", 9, 9, "exact"), ("killed", 2, 2, "exact")}),
        ("اغتال مسلحان مجهولان زعيما قبليا", set()),
        ("تضمن السيناريو إصابة 150 شخصا في زلزال", set()),
    ],
)
def test_who_was_hit_is_read_from_the_words_around(body: str, wanted: set[tuple[str, int, int, str]]) -> None:
    assert figures(body) == wanted


@pytest.mark.parametrize(
    "body",
    [
        "وأسفر التمرد عن مقتل أكثر من 15 ألف شخص منذ عام 2009.",
        "وخلف النزاع المستمر منذ ست سنوات أكثر من 320 ألف قتيل.",
        "وتودي حوادث الطرق سنويا بحياة 3400 شخص.",
        "وقتل في الحرب على مدى 50 عاما نحو 220 ألف شخص.",
        "ومنعت الحبوب ما يقدر بنحو 400 ألف حالة إصابة بسرطان الرحم.",
        "رحم الله زوجتي التي توفيت زوجتي الغالية بعد وفاة والدتي بأيام.",
        "قتل دفاعا عن الوطن والدين وبروح الفريق الواحد.",
    ],
)
def test_figure_of_years_of_a_disease_or_of_nobody_is_no_casualty(body: str) -> None:
    assert figures(body) == set()


def test_siege_of_years_hides_no_toll_of_today() -> None:
    assert figures("قتل خمسة مدنيين في قصف على البلدة المحاصرة منذ أربع سنوات") == {("killed", 5, 5, "exact")}
    assert figures("قتل 600 شخص في زلزال ضرب البلاد أمس") == {("killed", 600, 600, "exact")}


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("راح ضحية التفجير 12 شخصا", ("killed", 12)),
        ("اغتال مسلحون مجهولون ضابطين في عدن", ("killed", 2)),
        ("أعدم التنظيم ستة رهائن رميا بالرصاص", ("killed", 6)),
        ("كلف الهجوم حياة ثمانية من عناصر الشرطة", ("killed", 8)),
        ("فقد ثمانية من الجنود حياتهم في الكمين", ("killed", 8)),
        ("أعلن الجيش تحييد 17 إرهابيا", ("killed", 17)),
        ("تمكنت القوات من القضاء على 17 إرهابيا", ("killed", 17)),
        ("نعت الحركة اثنين من قادتها قتلا في غارة", ("killed", 2)),
        ("استقبل المستشفى 14 مصابا جراء القصف", ("wounded", 14)),
    ],
)
def test_the_dead_and_wounded_are_told_in_other_words_too(body: str, wanted: tuple[str, int]) -> None:
    assert {(kind, low) for kind, low, _, _ in figures(body)} == {wanted}


@pytest.mark.parametrize(
    "body",
    [
        "عين 17 قاضيا في القضاء العسكري",
        "كلف الوزير ثمانية من عناصر الشرطة بحراسة المبنى",
        "تحييد 17 سهما من المؤشر",
    ],
)
def test_the_same_words_about_others_kill_nobody(body: str) -> None:
    assert figures(body) == set()
