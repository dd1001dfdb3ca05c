"""What is tagged, what is not, and where the evidence stands."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.derive.rules import load_rules
from pipeline.derive.tagged_json import as_json
from pipeline.derive.tags import Tagged, tag_report

RULES = load_rules()
DAY = date(2017, 8, 28)


def _tag(body: str, title: str = "", on: date | None = DAY) -> Tagged:
    return tag_report(title, body, on, RULES)


def _labels(body: str, title: str = "") -> set[str]:
    return {f"{tag.tag}/{tag.subtype}" for tag in _tag(body, title).tags}


def _assert_spans(tagged: Tagged, title: str, body: str) -> None:
    texts = {"title": title, "body": body}
    evidence = [(e.field, e.start, e.end, e.text) for tag in tagged.tags for e in tag.evidence]
    for field, start, end, text in evidence + [(m.field, m.start, m.end, m.text) for m in tagged.mentions]:
        assert text
        assert texts[field][start:end] == text


@pytest.mark.parametrize(
    ("body", "label"),
    [
        ("اندلعت اشتباكات عنيفة بين قوات الجيش ومسلحين في بلدة قريبة من الحدود.", "conflict/battle"),
        ("شنت مقاتلات التحالف غارات جوية على مواقع للحوثيين في صعدة.", "conflict/air_strike"),
        ("استهدفت طائرة بدون طيار سيارة تقل قياديا في تنظيم القاعدة.", "conflict/air_strike"),
        ("سقطت قذائف هاون على أحياء سكنية في دمشق.", "conflict/shelling"),
        ("قتل 12 شخصا في انفجار سيارة مفخخة وسط بغداد.", "conflict/bombing"),
        ("هاجم مسلحون مجهولون حافلة وقتلوا ثلاثة جنود.", "conflict/armed_attack"),
        ("خطف مسلحون ستة موظفين أجانب جنوب المدينة.", "conflict/abduction"),
        ("تحاصر قوات النظام بلدة مضايا منذ شهور.", "conflict/siege"),
        ("سيطرت قوات المعارضة على مطار عسكري شمال المدينة.", "conflict/territory_change"),
        ("دخل اتفاق وقف إطلاق النار بين الجيش والمسلحين حيز التنفيذ.", "conflict/ceasefire_or_deal"),
        ("تبادل الجيش والحوثيون عشرات الأسرى برعاية الصليب الأحمر.", "conflict/exchange"),
        ("خرجت 20 حافلة تقل مسلحين وعائلاتهم من الغوطة بموجب اتفاق.", "evacuation/deal_evacuation"),
        (
            "وسيُجلَون المدنيون المحاصرون من حلب، ونقلت أسرهم. أجلى الجيش مئات المدنيين بسبب القتال.",
            "evacuation/civilian_evacuation",
        ),
        ("أجلى الهلال الأحمر 15 جريحا من المدينة المحاصرة.", "evacuation/medical_evacuation"),
        ("أجلت الصين رعاياها من اليمن على متن فرقاطة.", "evacuation/nationals_evacuation"),
        ("تم إجلاء أكثر من 1300 مواطن صيني من السودان.", "evacuation/nationals_evacuation"),
        ("أجلت السلطات آلاف السكان بسبب الفيضانات.", "evacuation/disaster_evacuation"),
        ("نزح آلاف المدنيين من المدينة بسبب القصف.", "displacement/flight"),
        ("وزعت المنظمة مساعدات على النازحين، وبلغ عدد النازحين 40 ألف نازح.", "displacement/displaced_people"),
        ("عاد مئات النازحين إلى منازلهم في الرمادي.", "displacement/return"),
        ("أصابت مسيرة مفخخة خزان وقود في أطراف المدينة فقتل حارسان.", "conflict/air_strike"),
        ("وقع الجيش وقادة المتمردين وثيقة تقضي بوقف النار وسحب السلاح الثقيل.", "conflict/ceasefire_or_deal"),
        ("اقتاد مسلحون أربعة مهندسين من موقع بناء إلى جهة مجهولة.", "conflict/abduction"),
        ("احتجز متمردون سائقي ثلاث شاحنات عند حاجز في الشمال.", "conflict/abduction"),
        ("أنزل رجال الإطفاء مئتي نزيل من فندق شبت النار في طابقه الثاني.", "evacuation/disaster_evacuation"),
        ("أخرجت الشرطة سكان الحي بعد تسرب غاز من مصنع مجاور.", "evacuation/disaster_evacuation"),
        ("أمر الجيش سكان خمسة أحياء بالانتقال غربا قبل المساء.", "evacuation/civilian_evacuation"),
        (
            "رست في الميناء سفينة حربية تقل مئتي مواطن فرنسي نقلوا من بلد تدور فيه معارك.",
            "evacuation/nationals_evacuation",
        ),
        ("ترك أهالي القرى بيوتهم سيرا على الأقدام خوفا من القصف.", "displacement/flight"),
        ("تنام مئات الأسر في العراء منذ أن غمر الفيضان قراها.", "displacement/displaced_people"),
    ],
)
def test_report_gets_its_subtype(body: str, label: str) -> None:
    assert label in _labels(body)


@pytest.mark.parametrize(
    "body",
    [
        "معركة الصدارة تشتعل بين الفريقين في الدوري وهجوم الفريق يقصف المرمى في المباراة.",
        "تصاعدت حرب الأسعار بين المنتجين والحرب التجارية تضرب الأسواق.",
        "يروي الفيلم قصة جندي في الحرب، وعرضه المخرج في مهرجان السينما.",
        "نظم الدفاع المدني تدريبا على إخلاء السكان من مبنى في حالة حريق.",
        "تدريبات عسكرية مشتركة بين الصين وروسيا على صد هجوم جوي.",
        "وفرت العائلات آلاف الريالات، وتخلو المدينة من السكان بعد الحرب.",
        "نقل الهلال الأحمر 41 مصابا في حادث انقلاب حافلة إلى المستشفى.",
        "قررت النيابة إخلاء سبيل خمسة أشخاص بكفالة.",
        "قضت المحكمة بإخلاء المستأجر من منزل في المدينة.",
        "أخلت البلدية الشوارع من السيارات التالفة.",
        "أحيت البلاد الذكرى الأربعين لحرب أكتوبر، ويتذكر الجنود معركة العبور في ذكرى النصر.",
        "مقتل خمسة أشخاص في حادث سير شمال المدينة.",
        "قتل رجل زوجته بسكين بعد خلاف عائلي.",
        "بحث الوزيران العلاقات الثنائية والأزمة السورية.",
        "وصلت كتيبة جديدة لتحل محل قوات حفظ السلام في إطار تبديل دوري.",
        "توقعت الوزارة عودة السياح بأعداد كبيرة هذا الصيف.",
        "غادر اللاعب النادي إلى الدوري الإنجليزي في صفقة انتقال.",
        "أطلق مدفع الإفطار في المدينة القديمة.",
        "أحكم الفريق قبضته على صدارة الدوري بعد هجوم كاسح في الشوط الثاني.",
        "توصلت النقابة والشركة إلى هدنة مدتها شهر بعد إضراب العمال.",
        "توجه آلاف المصطافين إلى الشواطئ هربا من الحر.",
        "أنزل رجال الإطفاء متطوعين من برج في تمرين على مكافحة الحريق.",
        "أصيب اثنان من مدافعي الفريق قبل مباراة النادي في المدينة.",
    ],
)
def test_words_of_war_that_report_no_war_tag_nothing(body: str) -> None:
    assert _labels(body) == set()


@pytest.mark.parametrize(
    ("body", "realis"),
    [
        ("دعت الأمم المتحدة إلى إجلاء المدنيين من المدينة.", "called_for"),
        ("طالبت المنظمة بإجلاء الجرحى فورا.", "called_for"),
        ("لم يهاجم المسلحون القرية.", "denied"),
        ("نفى الجيش قصف مواقع المسلحين.", "denied"),
        ("خطف مسلحون جنودا في عام 2014.", "past"),
        ("خطف مسلحون جنودا في يونيو 2017.", "past"),
    ],
)
def test_passage_that_is_not_reported_is_a_mention_and_no_tag(body: str, realis: str) -> None:
    tagged = _tag(body)
    assert tagged.tags == ()
    assert realis in {mention.realis for mention in tagged.mentions}


@pytest.mark.parametrize(
    "body",
    [
        "خطف مسلحون جنودا في أغسطس 2017.",
        "تحاصر قوات النظام بلدة داريا منذ عام 2013.",
        "خطف مسلحون أمس جنودا من كتيبة أنشئت عام 2014.",
    ],
)
def test_event_of_this_month_or_going_on_is_not_history(body: str) -> None:
    assert _tag(body).tags


def test_sentence_after_a_dated_one_in_the_same_paragraph_is_history_too() -> None:
    one = "كشفت الجماعة عن مصير الجنود المختطفين في عام 2014. وقال مصدر إن الجنود قتلوا على يد داعش."
    assert _tag(one).tags == ()
    assert _tag(one.replace(". ", ".\n")).tags


def test_evacuation_from_a_disaster_is_no_conflict() -> None:
    tagged = _tag("أجلت السلطات آلاف السكان من القرى بسبب حرائق الغابات.")
    assert [(tag.tag, tag.trigger) for tag in tagged.tags] == [("evacuation", "disaster")]


def test_one_closing_sentence_about_displaced_people_tags_nothing() -> None:
    body = "افتتح الوزير معرضا للزهور في العاصمة. وحضر الافتتاح سفراء. وتستضيف البلاد لاجئين."
    assert _labels(body) == set()


def test_evidence_of_the_body_stands_before_that_of_the_title_in_reading_order() -> None:
    title = "مقتل 15 شخصا في هجوم انتحاري غرب بغداد"
    body = "قتل 15 شخصا في هجوم انتحاري غرب بغداد. وقال مصدر إن الهجوم الانتحاري استهدف دورية."
    evidence = [e for tag in _tag(body, title).tags if tag.subtype == "bombing" for e in tag.evidence]
    places = [(e.field, e.start) for e in evidence]
    assert {field for field, _ in places} == {"body", "title"}
    assert places == sorted(places)


def test_offsets_point_into_the_published_text_despite_marks_ligatures_and_dateline() -> None:
    body = "\u200fدمشق 28 أغسطس 2017 (شينخوا) شنّت طائرات التّحـــالف \u202bغاراتٍ جويّة\u202c على ﻻجئين ومواقعَ للحوثيّين."
    tagged = _tag(body)
    assert tagged.tags
    _assert_spans(tagged, "", body)


def test_json_has_the_published_shape() -> None:
    shape = as_json(_tag("دمشق 28 أغسطس 2017 (شينخوا) أجلى الهلال الأحمر 15 جريحا من المدينة المحاصرة."))
    assert set(shape) == {"tags", "mentions", "evacuations", "casualties", "dateline"}
    assert set(shape["tags"][0]) == {"tag", "subtype", "trigger", "score", "evidence"}
    assert set(shape["tags"][0]["evidence"][0]) == {"start", "end", "text", "rule_id", "field"}
    assert shape["dateline"] == {"place": "دمشق", "date": "2017-08-28", "agency": "شينخوا"}
    assert as_json(_tag("نص"))["dateline"] is None


@pytest.mark.parametrize(
    "text", ["", " ", "كلمة", "An army attacked the town.", "\u200b\u200f", "\ud83d\ude00\udcff", "٣", "..."]
)
def test_odd_text_gives_an_answer_without_tags(text: str) -> None:
    tagged = tag_report(text, text, None, RULES)
    assert tagged.tags == ()


WORDS = st.sampled_from(
    [
        *("قصف", "الجيش", "مواقع", "المسلحين", "إجلاء", "لم", "دعت", "منذ", "عام", "2014", "أغسطس", "28", "(شينخوا)"),
        *("دمشق", ".", "،", "\n", "نازح", "حافلة", "ﷲ", "\u200f", "\ud800", "أمس", "هجوم", "شنّ", "ﻻجئ"),
    ]
)


@settings(max_examples=200)
@given(st.lists(WORDS, max_size=40).map(" ".join) | st.text(st.characters(), max_size=80), st.text(max_size=30))
def test_spans_always_hold_the_text_they_quote(body: str, title: str) -> None:
    tagged = tag_report(title, body, DAY, RULES)
    _assert_spans(tagged, title, body)
    assert tagged == tag_report(title, body, DAY, RULES)


def test_a_megabyte_without_a_full_stop_is_tagged_with_bounded_evidence() -> None:
    body = "قصفت قوات النظام بلدة دوما وأجلت السلطات السكان منذ عام 2014 " * 16_000
    tagged = _tag(body)
    assert {tag.tag for tag in tagged.tags} == {"conflict", "evacuation"}
    assert max(len(tag.evidence) for tag in tagged.tags) <= 20
    _assert_spans(tagged, "", body)


@pytest.mark.parametrize(
    ("body", "label"),
    [
        ("أجلي من الحديدة ليلا 37 ممرضا مع تقدم المقاتلين نحو المستشفى.", "evacuation/civilian_evacuation"),
        ("تقرر إجلاء 210 طلاب سودانيين من سومي إلى الحدود الرومانية.", "evacuation/nationals_evacuation"),
        ("يسرت اللجنة الدولية للصليب الأحمر نقل 18 جريحا من زالنجي إلى نيالا.", "evacuation/medical_evacuation"),
        (
            "حطت طائرة عسكرية وعلى متنها 95 نيباليا عادوا من البلاد بعد تدهور الوضع الأمني.",
            "evacuation/nationals_evacuation",
        ),
        (
            "وفقا لوثيقة وقف إطلاق النار تغادر الفصائل بلدتي من الشمال إلى البادية خلال يومين.",
            "evacuation/deal_evacuation",
        ),
        (
            "وصلت ثلاث حافلات تقل 88 مدنيا من ليسيتشانسك إلى دنيبرو بعد قصف استمر أياما.",
            "evacuation/civilian_evacuation",
        ),
        ("أقلعت مروحية وعلى متنها 19 جريحا إلى كاتماندو بعد الزلزال.", "evacuation/medical_evacuation"),
        ("سحبت هولندا 31 دبلوماسيا من نيامي جوا.", "evacuation/nationals_evacuation"),
        ("صدرت الأوامر لأهالي قرية سيلو بالرحيل قبل وصول السيول.", "evacuation/disaster_evacuation"),
        ("نقل المتطوعون 240 شخصا من باخموت إلى بولتافا هربا من القصف.", "evacuation/civilian_evacuation"),
        (
            "فتحت السلطات قاعات آوت سبعين ألف شخص أخرجوا من الأحياء المنخفضة بعد الفيضان.",
            "evacuation/disaster_evacuation",
        ),
    ],
)
def test_a_figure_of_people_with_a_word_that_moves_them_and_a_way_tags_where_the_model_is_silent(
    body: str, label: str
) -> None:
    assert label in _labels(body)


@pytest.mark.parametrize(
    "body",
    [
        "أخلت النيابة سبيل 37 ممرضا من السجن بضمان مالي.",
        "أخلت البلدية 37 كشكا من الشارع ونقلتها إلى المستودع.",
        "أخلي المبنى من 37 مستأجرا بعد دعوى قضائية.",
        "نقلت حافلات الشركة 1200 مسافر من المطار إلى الفنادق بعد إلغاء الرحلات.",
        "نقل الجيش 400 جندي من القاعدة إلى بلادهم ضمن تبديل اعتيادي.",
    ],
)
def test_the_same_figures_of_the_released_the_cleared_or_the_rotated_tag_no_evacuation(body: str) -> None:
    assert not [label for label in _labels(body) if label.startswith("evacuation/")]


@pytest.mark.parametrize(
    "body",
    [
        "أخلى المدافع منطقته وترك الكرة للمهاجم الذي أحرز هدف الفوز في آخر المباراة.",
        "شن الدراجون هجمات على المتصدر وقصفوه من كل جانب حتى استسلم حامل القميص الأصفر وانسحب دراج آخر.",
    ],
)
def test_match_and_race_tell_of_no_conflict_and_no_evacuation(body: str) -> None:
    assert _labels(body) == set()


def test_raised_level_of_warning_asks_for_nothing() -> None:
    told = _tag("رفعت السلطات مستوى التحذير من البركان وأجلت 14 ألف شخص من قريتين إلى مدارس.").mentions
    assert "called_for" in {m.realis for m in _tag("وجهت تحذيرا من إجلاء السكان من القرية بعد الزلزال.").mentions}
    assert "called_for" not in {m.realis for m in told}


def test_fighters_who_leave_under_a_deal_are_told_of_a_deal_between_armed_parties() -> None:
    body = "غادرت أربع حافلات بلدة طفس وعلى متنها 180 مقاتلا مع أسرهم إلى جرابلس بموجب تسوية."
    assert _labels(body) == {"evacuation/deal_evacuation", "conflict/ceasefire_or_deal"}


def test_crews_that_set_about_an_evacuation_have_it_under_way() -> None:
    tags = _tag("باشرت فرق الحماية المدنية إجلاء مئات العائلات من ضفاف الوادي بسبب الفيضان.").tags
    assert "under_way" in {e.realis for tag in tags for e in tag.evidence}


def test_sure_rule_tags_only_near_the_beginning_of_a_report() -> None:
    fact, other = "سحبت هولندا 31 دبلوماسيا من نيامي جوا.", "ناقش المجلس الموازنة العامة للسنة الجديدة. "
    assert "evacuation/nationals_evacuation" in _labels(other + fact)
    assert not [label for label in _labels(other * 5 + fact) if label.startswith("evacuation")]
