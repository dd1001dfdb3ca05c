from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.derive.arabic import fold, split_words
from pipeline.derive.casualties import find_casualties
from pipeline.derive.counts import find_counts
from pipeline.derive.match import Reading

DAY = date(2017, 8, 28)


def told(text: str, on: date | None = DAY) -> list[tuple[str, float]]:
    folded = fold(text)
    reading = Reading(folded, split_words(folded.text), {})
    return [(c.kind, c.low) for c in find_casualties(reading, find_counts(reading), on) if c.is_news]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("لقي اثنا عشر شخصا مصرعهم وأصيب سبعة وعشرون", [("killed", 12), ("wounded", 27)]),
        ("أسفر عن سقوط 5 قتلى و10 جرحى", [("killed", 5), ("wounded", 10)]),
        ("راح ضحيتها خمسة أشخاص", [("killed", 5)]),
        ("أودى بـشابين", [("killed", 2)]),
        ("ارتفع عدد قتلى الزلزال إلى 407 وعدد الجرحى إلى نحو 6700", [("killed", 407), ("wounded", 6700)]),
        ("ارتفع إلى أربعين عدد قتلى التفجيرين", [("killed", 40)]),
        ("قتل 83 بينهم 17 طفلا إلى جانب 487 مصابا", [("killed", 83), ("killed", 17), ("wounded", 487)]),
        ("قتل ثلاثة جنود وأربعة من المارة", [("killed", 3), ("killed", 4)]),
        ("إن خمسة مدنيين قتلوا وأصيب تسعة آخرون", [("killed", 5), ("wounded", 9)]),
        ("مقتل جندي وإصابة آخر بجروح", [("killed", 1), ("wounded", 1)]),
        ("أصيب رجلا شرطة في الانفجار", [("wounded", 2)]),
        ("مقتل أحد رجال الإطفاء", [("killed", 1)]),
        ("قتل مهاجم انتحاري 47 شخصا", [("killed", 47)]),
        ("استقبلت المستشفيات (39) إصابة و( 8 ) حالات وفاة", [("wounded", 39), ("killed", 8)]),
        ("فقدان خمسة بحارة بعد غرق مركبهم", [("missing", 5)]),
        ("ما زال 44 جنديا محتجزين لدى الجبهة", [("captured", 44)]),
        ("إطلاق 1500 معتقل وكذلك أربعة وثلاثين أسيرا", [("captured", 1500), ("captured", 34)]),
        ("حررت الشرطة ثلاثة أطفال خطفتهم عصابة", [("captured", 3)]),
        ("أودت المعارك بين أنصار الحاكم ورجال نائبه السابق في الأسواق القديمة بحياة 40 شخصا", [("killed", 40)]),
        ("أتى الحريق الذي شب في الطابق الثاني على حياة تسعة نزلاء", [("killed", 9)]),
        ("فارق مصابان الحياة في المستشفى", [("killed", 2)]),
        ("سقط في الكمين أربعة جنود وأصيب ثلاثة", [("killed", 4), ("wounded", 3)]),
        ("أصيب عشرون نزيلا باختناق، من ضمنهم ثلاثة سياح", [("wounded", 20), ("wounded", 3)]),
        ("أردى مسلحان على دراجة تاجرا قتيلا أمام بيته", [("killed", 1)]),
        ("قتل إمام مسجد في هجوم", [("killed", 1)]),
        ("مقتل امرأة وطفلتها بشظايا قذيفة", [("killed", 1), ("killed", 1)]),
        ("توفي رجل وزوجته تحت سقف منهار", [("killed", 1), ("killed", 1)]),
        ("قتل راع وأصيب ولداه بلغم", [("killed", 1), ("wounded", 2)]),
        ("روت أن أخويها قتلا عند الجسر", [("killed", 2)]),
        ("لقي عاملا نظافة مصرعهما وجرح سائقهما", [("killed", 2), ("wounded", 1)]),
        ("قتلت قنبلة تلميذين وجرحت ثالثا", [("killed", 2), ("wounded", 1)]),
        ("استشهاد مسعفة وإصابة مصورة", [("killed", 1), ("wounded", 1)]),
        ("سقوط شهيد وأربعة جرحى", [("killed", 1), ("wounded", 4)]),
        ("قتيل وسبعة جرحى في الانفجار", [("killed", 1), ("wounded", 7)]),
        ("قتل مسلحون 14 مزارعا", [("killed", 14)]),
        ("ذكر أن أحد حراسه قتل وأن بائعة خبز أصيبت", [("killed", 1), ("wounded", 1)]),
        ("أصيب ضابط وجنديان", [("wounded", 1), ("wounded", 2)]),
        ("لقيت سائحة ألمانية حتفها", [("killed", 1)]),
        ("فقد أثر 12 صيادا بعد العاصفة", [("missing", 12)]),
        ("نقل إلى المستشفى 22 مصابا", [("wounded", 22)]),
        ("سقط في الهجوم الذي وقع ليلا تسعة جنود", [("killed", 9)]),
        ("قتل ثمانية جميعهم أجانب باستثناء واحد", [("killed", 8)]),
        ("عثر على تسعة أشخاص متوفين في شاحنة", [("killed", 9)]),
    ],
)
def test_each_figure_gets_what_happened_to_it(text: str, wanted: list[tuple[str, float]]) -> None:
    assert told(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "توفي 29 طفلا من سوء التغذية",
        "توفي أربعون شخصا بالكوليرا",
        "قال أب لاثنتين منهن إن المهاجمين أتوا في شاحنات",
        "شكا من تأجيل قضيته ثلاثة مسؤولين",
        "أقلعت طائرة وعليها خمسون جريحا",
        "لم يقتل 12 شخصا كما قيل",
        "مقتل قائد الشرطة في المدينة",
        "أفرجت السلطات عن 300 سجين بمناسبة العيد",
        "إجلاء 800 جريح من المدينة",
        "توفي 30 شخصا بفيروس كورونا",
        "أحيا ذكرى المجزرة التي قتل فيها 200 شخص",
        "حكمت المحكمة بقتل 3 متهمين",
        "فقد التحق نحو مئة شخص بالجماعة",
        "تفقد أكثر من 3500 زائر المتحف",
        "قتل 40 شخصا قبل ثلاثة أعوام",
        "لقي 20 وزيرا استقبالا حارا",
        "تدمير ثلاث سيارات ونزوح 300 شخص",
        "تقضي الخطة بصرف الرواتب وتعيين 300 من العاملين",
        "يهدد المرض بحياة 3000 شخص",
        "فارق خمسة لاعبين زملاءهم بعد المباراة",
        "سقطت البلدة بيد مئتي مقاتل",
        "سقط صاروخ قرب ستة جنود",
        "أتى ستة وزراء إلى القمة",
        "قتلا أمام أعين الناس",
    ],
)
def test_what_is_no_casualty_of_the_news_is_left_out(text: str) -> None:
    assert told(text) == []


def test_since_an_old_date_is_not_history() -> None:
    assert told("قتل 600 شخص منذ 29 مايو 2017") == [("killed", 600)]


def test_old_date_in_the_sentence_before_makes_history_but_not_across_paragraphs() -> None:
    assert told("وقعت المعركة في عام 1995. وقتل فيها 40 شخصا") == []
    assert told("وقعت المعركة في عام 1995.\nوقتل 40 شخصا اليوم") == [("killed", 40)]


PIECES = st.sampled_from(
    [
        "قتل",
        "وإصابة",
        "12",
        "شخصا",
        "بينهم",
        "جندي",
        "لقي",
        "مصرعهم",
        "،",
        ".",
        "(",
        ")",
        "آخرين",
        "أحد",
        "المدنيين",
        "و3",
        "جريحا",
        "أسرى",
        "في",
        "1995",
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES).map(" ".join)))
def test_any_text_gives_ordered_casualties_inside_it(text: str) -> None:
    folded = fold(text)
    reading = Reading(folded, split_words(folded.text), {})
    end = 0
    for casualty in find_casualties(reading, find_counts(reading), DAY):
        assert end <= casualty.first < casualty.last <= len(reading.words.words)
        end = casualty.last
