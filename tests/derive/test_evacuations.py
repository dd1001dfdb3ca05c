"""Movements of people: whence, whither, how many, whether they happened, under which deal."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.derive.facts import DESTINATION, EVACUATED, ORIGIN, PARTY, Evacuation
from pipeline.derive.rules import load_rules
from pipeline.derive.sums import sum_numbers
from pipeline.derive.tagged_json import as_json
from pipeline.derive.tags import tag_report

ON = date(2017, 8, 28)


def _told(body: str) -> tuple[Evacuation, ...]:
    return tag_report("", body, ON, load_rules()).evacuations


def _names(told: Evacuation, role: str) -> list[str]:
    return [place.name for place in told.places if place.role == role]


def _counts(told: Evacuation) -> list[tuple[str, int, int, str, str]]:
    return [(count.unit, count.low, count.high, count.qualifier, count.text) for count in told.counts]


@pytest.mark.parametrize(
    ("body", "origin", "destination"),
    [
        ("نقل مئات المسلحين وعائلاتهم بالحافلات من مدينة الزبداني إلى إدلب بموجب اتفاق.", ["الزبداني"], ["إدلب"]),
        (
            "غادرت 16 حافلة تحمل مقاتلي داعش وأسرهم جرود عرسال باتجاه البوكمال وفق الاتفاق.",
            ["جرود عرسال"],
            ["البوكمال"],
        ),
        ("تم إجلاء سكان بلدتي الفوعة وكفريا إلى حلب.", ["الفوعة", "كفريا"], ["حلب"]),
        ("أجلت السلطات 300 شخص من دوما بريف دمشق نحو عفرين.", ["دوما"], ["عفرين"]),
        ("إجلاء 40 جريحا من غزة إلى مستشفيات في القاهرة.", ["غزة"], ["القاهرة"]),
        ("وصلت إلى بورتسودان حافلات تقل 120 مواطنا صينيا تم إجلاؤهم من الخرطوم.", ["الخرطوم"], ["بورتسودان"]),
        ("أخلت الشرطة 200 من السكان في مدينة دورتموند.", ["دورتموند"], []),
        ("تم إجلاء 50 عائلة من بلدة طفستا إلى دمشق.", ["طفستا"], ["دمشق"]),
        ("أجلت السلطات مئات السكان من بلدتي طفستا وكرمودا إلى دمشق.", ["طفستا", "كرمودا"], ["دمشق"]),
        ("أخرج الجيش آلاف المدنيين من حيي مساكن هنانو وجبل بدرو إلى دمشق.", ["مساكن هنانو", "جبل بدرو"], ["دمشق"]),
        ("أجلي نحو ألفي شخص عن منازلهم في مدينة دورتموند بسبب حريق.", ["دورتموند"], []),
        ("أجلت السلطات 300 شخص من دوما بسبب القصف ووزعتهم على ملاجئ في مدينة حمص.", ["دوما"], ["حمص"]),
        ("وصل 101 مدني كانوا عالقين في ماريوبول إلى زابوريجيا، وتم إجلاؤهم.", ["ماريوبول"], ["زابوريجيا"]),
        ("ستتوجه طائرة أخرى إلى بوخارست لنقل 40 طالبا عراقيا من العالقين.", ["بوخارست"], []),
        ("أجلت السلطات 70 جريحا من معبر رفح إلى القاهرة.", ["معبر رفح"], ["القاهرة"]),
        (
            "نقلت طائرة 36 طالبا جزائريا من ووهان إلى الجزائر، إلى جانب 17 تونسيا وليبيا، في إطار إجلاء العالقين.",
            ["ووهان"],
            ["الجزائر"],
        ),
        (
            "أخلت فرق الدفاع المدني بمحافظة جدة سكان عمارة في حي الحمراء إثر حريق.",
            ["الحمراء"],
            [],
        ),
    ],
)
def test_origin_and_destination_follow_from_the_words_before_a_place(
    body: str, origin: list[str], destination: list[str]
) -> None:
    (told,) = _told(body)
    assert (_names(told, ORIGIN), _names(told, DESTINATION)) == (origin, destination)


def test_unresolved_place_is_kept_as_text_with_its_span() -> None:
    body = "تم إجلاء 50 عائلة من بلدة طفستا إلى دمشق."
    (told,) = _told(body)
    origin = next(place for place in told.places if place.role == ORIGIN)
    assert (origin.place, body[origin.start : origin.end]) == (None, "طفستا")


def test_region_around_a_place_is_left_out() -> None:
    (told,) = _told("خرج 400 مسلح من جرود قارة بالقلمون الغربي إلى البوكمال بريف دير الزور بموجب اتفاق الإجلاء.")
    assert (_names(told, ORIGIN), _names(told, DESTINATION)) == (["جرود قارة"], ["البوكمال"])


def test_people_who_pass_through_a_place_do_not_leave_it() -> None:
    (told,) = _told("تم إجلاء 70 مدنيا من حرستا عبر معبر الوافدين إلى إدلب.")
    assert (_names(told, ORIGIN), _names(told, DESTINATION)) == (["حرستا"], ["إدلب"])


def test_two_movements_of_one_report_keep_their_own_places_and_figures() -> None:
    first, second = _told(
        "تم إجلاء 120 مدنيا من الفوعة إلى حلب اليوم. كما تم إجلاء 80 جريحا من الزبداني إلى بيروت في اليوم نفسه."
    )
    assert (_names(first, ORIGIN), [count.low for count in first.counts]) == (["الفوعة"], [120])
    assert (_names(second, ORIGIN), [count.low for count in second.counts]) == (["الزبداني"], [80])


def test_figures_of_sentences_that_go_on_belong_to_the_movement() -> None:
    (told,) = _told("بدأ خروج المسلحين وعائلاتهم من دوما إلى جرابلس بموجب الاتفاق. وتضم القافلة 62 حافلة.")
    assert ("vehicles", 62, 62, "exact", "62 حافلة") in _counts(told)


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        ("حوالي 700 من مسلحي داعش وأسرهم", ("people", 700, 700, "about")),
        ("نحو 300 من عناصر داعش", ("fighters", 300, 300, "about")),
        ("ثلاثمئة وخمسين مدنيا", ("civilians", 350, 350, "exact")),
        ("عشرات العائلات", ("households", 20, 99, "vague")),
        ("ما لا يقل عن ألفي شخص", ("people", 2000, 2000, "more_than")),
    ],
)
def test_what_is_counted_and_how_exactly(figure: str, expected: tuple[str, int, int, str]) -> None:
    (told,) = _told(f"تم اليوم إجلاء {figure} من مدينة الرقة بموجب اتفاق.")
    assert expected in [count[:4] for count in _counts(told)]


def test_figures_of_the_dead_of_hosts_and_of_money_are_not_of_the_movement() -> None:
    (told,) = _told("تم إجلاء 90 مدنيا من حلب بعد قصف أسفر عن مقتل 12 شخصا، وبلغت كلفة العملية 5 ملايين دولار.")
    assert [count.low for count in told.counts] == [90]


def test_span_of_a_figure_leaves_out_what_is_attached_to_it() -> None:
    (told,) = _told("أجلت السفينة 91 مواطنا سعوديا و66 شخصا من السودان إلى جدة.")
    assert [count.text for count in told.counts] == ["91 مواطنا سعوديا", "66 شخصا"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("دعت الأمم المتحدة إلى إجلاء الجرحى من حلب.", "called_for"),
        ("نفت الوزارة إجلاء 300 مدني من حلب.", "denied"),
        ("قررت السلطات إجلاء 300 من سكان القرية بسبب الفيضان.", "planned"),
        ("تم إجلاء 300 مدني من حلب.", "done"),
    ],
)
def test_status_is_the_realis_and_only_what_is_reported_has_figures(body: str, status: str) -> None:
    (told,) = _told(body)
    assert told.status == status
    assert bool(told.counts) == (status in ("planned", "done") and "300" in body)


def test_history_of_a_report_is_no_movement_of_it() -> None:
    told = _told("تم إجلاء 300 مدني من حلب إلى إدلب اليوم. وكان قد تم إجلاء 900 شخص من حمص في عام 2014.")
    assert [count.low for movement in told for count in movement.counts] == [300]


def test_deal_names_its_parties_and_whose_people_leave_but_no_mediator() -> None:
    (told,) = _told(
        "خرج مقاتلو جيش الإسلام وعائلاتهم من دوما إلى جرابلس وفق اتفاق بين الحكومة السورية وجيش الإسلام برعاية روسيا."
    )
    assert told.is_under_deal
    assert [a.actor_id for a in told.actors if a.role == PARTY] == ["state:SY", "jaysh-islam"]
    assert [a.actor_id for a in told.actors if a.role == EVACUATED] == ["jaysh-islam"]


def test_convoy_of_aid_moves_nobody() -> None:
    (told,) = _told("تم إجلاء 300 مدني من حرستا إلى إدلب، فيما دخلت قافلة مساعدات من 25 شاحنة إلى دوما.")
    assert (_names(told, DESTINATION), [count.low for count in told.counts]) == (["إدلب"], [300])


def test_day_of_the_movement_is_told_apart_from_the_day_of_the_report() -> None:
    (told,) = _told("تم إجلاء 300 مدني من حلب إلى إدلب مساء أمس.")
    assert told.on == date(2017, 8, 27)


@pytest.mark.parametrize(
    "body",
    [
        "أمرت المحكمة بإخلاء سبيل ثلاثة متهمين من سجن دمشق.",
        "غادر الوزير دمشق إلى موسكو برفقة 12 مسؤولا.",
        "",
        "Residents left Aleppo for Idlib.",
    ],
)
def test_other_departures_are_no_movements(body: str) -> None:
    assert _told(body) == ()


def test_json_gives_places_with_ids_and_points_as_promised() -> None:
    facts = as_json(tag_report("", "تم إجلاء 300 مدني من حلب إلى إدلب مساء أمس.", ON, load_rules()))
    (movement,) = facts["evacuations"]
    assert movement["date"] == "2017-08-27"
    assert movement["origin"][0]["name"] == "حلب"
    assert movement["origin"][0]["place_id"] == "geonames:170063"
    assert movement["origin"][0]["lat"] == pytest.approx(36.2, abs=0.1)
    assert movement["counts"][0]["unit"] == "civilians"


_WORDS = ["إجلاء", "300", "مدنيا", "من", "حلب", "إلى", "إدلب", "وغادر", "اتفاق", "بين", "داعش", "و", ".", "،", "سيجلون"]


@given(st.one_of(st.text(), st.lists(st.sampled_from(_WORDS)).map(" ".join)))
def test_any_text_gives_spans_that_select_their_words(body: str) -> None:
    for told in _told(body):
        spans = [(told.start, told.end, told.text), *((p.start, p.end, p.text) for p in told.places)]
        spans += [(c.start, c.end, c.text) for c in told.counts] + [(a.start, a.end, a.text) for a in told.actors]
        for start, end, text in spans:
            assert 0 <= start < end <= len(body)
            assert body[start:end] == text


def test_megabyte_of_movements_keeps_few() -> None:
    body = "تم إجلاء 300 مدني من حلب إلى إدلب " * 3_000
    told = _told(body)
    assert len(told) <= 40
    assert all(len(movement.counts) <= 40 for movement in told)


def test_people_whom_a_disaster_touches_are_not_counted_as_moved() -> None:
    (told,) = _told("تم إجلاء السكان من قرى في إقليم البنجاب، وقالت الهيئة إن السيول أثرت على نحو 9 آلاف شخص.")
    assert _counts(told) == []


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ("هرعت فرق الإطفاء والإنقاذ إلى الموقع، وتم إخلاء 30 من السكان بسبب حريق في مدينة جدة.", "إخلاء"),
        ("نقلت وكالة الأنباء عن 30 من السكان أن الفيضان بلغ القرية، وتم إجلاء مئتين منهم.", "إجلاء"),
        ("وصلت الفرق إلى السكان المحاصرين خلال رحلتها الأولى، وأجلت 30 شخصا بسبب الفيضان.", "أجلت"),
    ],
)
def test_who_reports_or_comes_to_help_is_not_who_moves(body: str, head: str) -> None:
    assert [told.text.removeprefix("و") for told in _told(body)] == [head]


def test_drill_is_no_movement_not_even_a_denied_one() -> None:
    body = (
        "نفذت البحرية تدريبا على إجلاء السياح من جزيرة لومبوك في حال حدوث تسونامي، شارك فيه 800 جندي وأربع سفن."
        " وتضمن السيناريو نقل 150 مصابا إلى مستشفى عائم وإخلاء فندقين."
    )
    assert _told(body) == ()


def test_place_belongs_to_the_movement_of_its_own_clause() -> None:
    body = "أخلت السلطات بلدة دوما بسبب الحريق، فيما أمر قائد الإطفاء أهالي حمص بالمغادرة فورا."
    first, second = _told(body)
    assert (_names(first, ORIGIN), _names(second, ORIGIN), second.status) == (["دوما"], ["حمص"], "planned")


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        ("مقتل 46 شخصا وإجلاء أكثر من 210 آلاف آخرين", ("people", 210000, 210000, "more_than")),
        ("مقتل 46 شخصا، فيما أجلي السكان. وذكرت أن 163 ألفا أجلوا", ("people", 163000, 163000, "exact")),
    ],
)
def test_bare_figure_beside_the_word_is_of_people(figure: str, expected: tuple[str, int, int, str]) -> None:
    told = _told(f"أعلنت السلطات {figure} من مدينة الرقة بسبب الفيضانات.")
    assert [count[:4] for movement in told for count in _counts(movement)] == [expected]


def test_part_of_those_who_leave_can_be_armed_and_others_of_a_nation_are_of_it_too() -> None:
    (told,) = _told("خرج 303 أشخاص من داريا إلى إدلب بموجب الاتفاق، اثنان وستون منهم مسلحون.")
    assert [count[:2] for count in _counts(told)] == [("people", 303), ("fighters", 62)]
    both = _told("أجلت مصر 612 من رعاياها من اليمن إلى جيبوتي جوا، وقال المتحدث إن 88 آخرين سينقلون اليوم.")
    assert {count[:2] for movement in both for count in _counts(movement)} == {("nationals", 612), ("nationals", 88)}


def test_bodies_that_are_carried_are_nobody_who_moves() -> None:
    told = _told("تم إجلاء 27 مصابا من مستشفيات الأحساء إلى مسقط جوا، ونقل تسعة جثامين على متن الطائرة نفسها.")
    assert [count.low for movement in told for count in movement.counts] == [27]


@pytest.mark.parametrize(
    ("body", "is_under_deal"),
    [
        ("تم إجلاء 300 مدني من حلب إلى إدلب بموجب الاتفاق.", True),
        ("أدى سوء تفاهم إلى تأخر إجلاء 300 مدني من حلب إلى إدلب بسبب القصف.", False),
        ("أجلت السفارة 300 من رعاياها من صنعاء إلى جدة وفق اتفاق مع شركة الطيران.", False),
    ],
)
def test_deal_is_one_between_the_parties_of_a_war(body: str, is_under_deal: bool) -> None:
    assert [told.is_under_deal for told in _told(body)] == [is_under_deal]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("ستبدأ غدا عملية إجلاء 1500 مدني من حي الوعر في حمص إلى جرابلس تنفيذا للاتفاق.", "planned"),
        ("أمرت السلطات سكان البلدة بمغادرتها قبل ثوران البركان.", "planned"),
        ("دعا الجيش سكان شمال القطاع إلى الرحيل نحو رفح قبل القصف.", "called_for"),
        ("نفت وزارة الخارجية الروسية صحة أنباء عن إجلاء موظفي سفارتها من دمشق.", "denied"),
        ("نتج عن حريق في مدينة جدة إصابة امرأة نتيجة الدخان، تم إخلاؤها من المبنى.", "done"),
        ("قالت وكالة الأنباء إن 1908 أشخاص أجلوا من حرستا إلى إدلب بموجب الاتفاق.", "done"),
    ],
)
def test_orders_and_tomorrow_are_planned_and_what_others_demand_is_called_for(body: str, status: str) -> None:
    assert {told.status for told in _told(body)} == {status}


def test_verbal_noun_does_not_carry_out_what_is_planned() -> None:
    body = (
        "أعلن التوصل إلى اتفاق يقضي بخروج مقاتلي الفصيل مع عائلاتهم من جرود عرسال إلى إدلب. وأوضح أن الاتفاق يشمل نحو"
        " 300 مقاتل، وأن عدد المدنيين الراغبين في المغادرة لم يحسم بعد."
    )
    (told,) = _told(body)
    assert (told.status, [count.low for count in told.counts]) == ("planned", [300])


def test_denied_movement_from_elsewhere_stands_beside_the_one_that_happened() -> None:
    body = "نقلت قوافل 1600 من مقاتلي داعش إلى البادية وفقا لاتفاق، ونفى مصدر إجلاء أي مسلح من الحجر الأسود."
    done, denied = _told(body)
    assert (done.status, denied.status, _names(denied, ORIGIN)) == ("done", "denied", ["الحجر الأسود"])


def test_helpers_fishing_boats_children_of_a_mother_and_the_starved_are_not_counted_as_moved() -> None:
    told = _told(
        "أجلت السلطات 4000 شخص من حلب إلى إدلب قبل العاصفة وعاد 350 قارب صيد إلى الميناء، وشارك فيها 120 عنصرا "
        "من الدفاع المدني. وقالت سعاد، وهي أم لثلاثة أطفال، إنها نقلت بالحافلة. ومات فيها 20 طفلا جوعا."
    )
    assert [count for movement in told for count in _counts(movement)] == [("people", 4000, 4000, "exact", "4000 شخص")]


@pytest.mark.parametrize(
    ("body", "figure"),
    [
        ("أجلت السلطات سبعة وخمسين من النساء والأطفال من حلب إلى إدلب بسبب القصف.", "سبعة وخمسين من النساء والأطفال"),
        ("أجلت السلطات سكان حلب على متن أربع عشرة سيارة نقل إلى إدلب.", "أربع عشرة سيارة نقل"),
    ],
)
def test_span_of_a_figure_holds_all_whom_it_counts(body: str, figure: str) -> None:
    assert figure in [text for told in _told(body) for *_, text in _counts(told)]


@pytest.mark.parametrize(
    ("body", "is_under_deal"),
    [
        ("غادر 120 مقاتلا بلدة دوما إلى إدلب عملا بوثيقة وقف إطلاق النار.", True),
        ("بموجب هدنة أجلي 40 جريحا من مضايا إلى دمشق.", True),
        ("غادرت حافلات تقل مقاتلين وعائلاتهم بلدة دوما إلى إدلب. ويأتي ذلك تنفيذا لاتفاق سابق.", True),
        ("أجلى الجيش 300 مدني من حلب إلى إدلب بسبب القصف بموجب قرار المحافظ.", False),
        ("أجلى الجيش 300 مدني من حلب إلى إدلب بسبب القصف. وقال متحدث إن اتفاق الغاز لم يوقع.", False),
    ],
)
def test_paper_or_sentence_of_its_own_may_name_the_deal_and_a_law_is_none(body: str, is_under_deal: bool) -> None:
    assert [told.is_under_deal for told in _told(body)] == [is_under_deal]


def test_figure_of_a_sentence_that_tells_some_of_the_number_adds_nothing() -> None:
    body = "نقل 700 مسلح مع عائلاتهم بالحافلات من الزبداني إلى إدلب بموجب اتفاق. وشمل العدد 112 شخصا أحضروا من مضايا."
    told = _told(body)
    numbers = [(c.low, no) for one in told for c, no in zip(one.counts, sum_numbers(body, one.counts), strict=True)]
    assert numbers == [(700, 1), (112, None)]


def test_day_of_a_movement_may_stand_in_another_sentence_about_it() -> None:
    (told,) = _told(
        "نقل 700 مسلح مع عائلاتهم من الزبداني إلى إدلب بموجب اتفاق. وانطلقت حافلات تقل المسلحين مساء يوم الأحد."
    )
    assert told.on == date(2017, 8, 27)


def test_fighters_who_escort_a_convoy_are_not_evacuated() -> None:
    body = "نقلت حافلات مقاتلي داعش وعائلاتهم من الزبداني إلى إدلب بموجب اتفاق، ويرافق مقاتلو حزب الله القافلة."
    assert [actor.actor_id for told in _told(body) for actor in told.actors if actor.role == EVACUATED] == ["daesh"]


@pytest.mark.parametrize(
    "besides",
    [
        "وخرج رتل من 17 عجلة من مدينة هيت لمهاجمة قضاء حديثة.",
        "ووصلت إلى ميناء عدن سفينة لبرنامج الأغذية العالمي تحمل مساعدات غذائية من جيبوتي.",
        "وتم إيصال 145 طنا من الوقود بشاحنات انطلاقا من كربلاء إلى النخيب.",
        "ووصلت سفينة من جيبوتي إلى ميناء المكلا محملة بمواد غذائية.",
    ],
)
def test_what_brings_aid_or_goes_to_fight_is_no_movement_of_people(besides: str) -> None:
    (told,) = _told("أجلى الجيش 300 مدني من حلب إلى إدلب بسبب القصف. " + besides)
    assert (_names(told, ORIGIN), _names(told, DESTINATION)) == (["حلب"], ["إدلب"])


@pytest.mark.parametrize("place", ["أبين", "وأبين", "بأبين"])
def test_province_of_abyan_is_no_two_fathers(place: str) -> None:
    (told,) = _told(f"أجلى الجيش 300 مدني من حلب إلى إدلب بسبب القصف في عدن {place} أمس.")
    assert [count.low for count in told.counts] == [300]


@pytest.mark.parametrize(
    "body",
    [
        "احتجز المسلحون عائلات حاولت مغادرة حلب إلى إدلب وسط القصف والمعارك.",
        "قصف الجيش حلب بعد فشل المفاوضات حول إجلاء المدنيين منها إلى إدلب.",
        "قصف الجيش حلب وصادر المسلحون وثائق سكانها لمنعهم من مغادرة حلب إلى إدلب.",
    ],
)
def test_what_was_tried_talked_about_or_kept_from_is_not_reported(body: str) -> None:
    assert [told.status for told in _told(body) if told.status in ("done", "under_way", "planned")] == []


@pytest.mark.parametrize(
    ("body", "origin", "destination"),
    [
        ("نقل 60 جريحا لتلقي العلاج في مستشفيات العريش بعد إجلائهم من غزة وسط القصف.", ["غزة"], ["العريش"]),
        ("أجلت قوارب الدفاع المدني 120 أسرة من قرية ود راوه بسبب الفيضانات.", ["ود راوه"], []),
        ("أجلت الشرطة 1500 من أهالي بلدة توديرن ستريدج إثر انهيار سد.", ["توديرن ستريدج"], []),
    ],
)
def test_where_they_are_treated_is_whither_and_foreign_names_are_whole(
    body: str, origin: list[str], destination: list[str]
) -> None:
    told = _told(body)
    assert [name for one in told for name in _names(one, ORIGIN)] == origin
    assert [name for one in told for name in _names(one, DESTINATION)] == destination


def test_both_sides_of_an_exchange_of_movements_are_counted() -> None:
    body = "شمل الاتفاق خروج 19 مسلحا من الزبداني إلى بيروت مقابل خروج 338 مدنيا من الفوعة إلى تركيا."
    assert [count.low for told in _told(body) for count in told.counts] == [19, 338]


@pytest.mark.parametrize(
    ("body", "places", "counts"),
    [
        (
            "سيرت الخطوط الجوية الأردنية ثلاث رحلات لإعادة 450 طالبا من مدينة خاركيف إلى عمان بسبب الحرب.",
            {ORIGIN: ["خاركيف"], DESTINATION: ["عمان"]},
            [(450, "nationals")],
        ),
        (
            "وصلت إلى ميناء لارنكا سفينة تحمل 250 من الرعايا الفرنسيين الذين كانوا عالقين في بيروت جراء الحرب.",
            {ORIGIN: ["بيروت"], DESTINATION: ["لارنكا"]},
            [(250, "nationals")],
        ),
        (
            "سيجري نقل من تبقى من المدنيين في مدينة ماريوبول إلى زابوريجيا برعاية أممية بعد حصار.",
            {ORIGIN: ["ماريوبول"], DESTINATION: ["زابوريجيا"]},
            [],
        ),
        (
            "سحبت الحكومة البريطانية موظفي سفارتها من طرابلس إلى تونس مع اشتداد المعارك.",
            {ORIGIN: ["طرابلس"], DESTINATION: ["تونس"]},
            [],
        ),
        (
            "رحلت السلطات 600 عائلة من قرى مهددة بانهيار سد الموصل إلى مخيمات في أربيل.",
            {DESTINATION: ["أربيل"]},
            [(600, "households")],
        ),
        (
            "أمنت القوات ممرا لخروج 150 امرأة وطفلا من سنجار باتجاه دهوك قبل الهجوم.",
            {ORIGIN: ["سنجار"], DESTINATION: ["دهوك"]},
            [(150, "people")],
        ),
    ],
)
def test_people_brought_out_of_danger_are_evacuated_whatever_the_verb(
    body: str, places: dict[str, list[str]], counts: list[tuple[int, str]]
) -> None:
    (told,) = _told(body)
    assert {role: _names(told, role) for role in places} == places
    assert [(count.low, count.unit) for count in told.counts] == counts


@pytest.mark.parametrize(
    "body",
    [
        "نقل سجناء من سجن قديم إلى سجن جديد تحت حراسة مشددة بعد هجوم.",
        "نقلت سيارات الإسعاف 15 طالبا من المدرسة إلى المستشفى إثر الهجوم.",
        "وزعت المنظمة مساعدات نقلتها من دمشق إلى 500 أسرة متضررة من الفيضانات.",
        "غرقت سفينة تحمل 250 هنديا من مومباي في الإعصار.",
    ],
)
def test_prisoners_patients_and_aid_are_not_evacuated(body: str) -> None:
    assert _told(body) == ()


@pytest.mark.parametrize(
    ("body", "units"),
    [
        ("تم بعد القصف إجلاء المصابين المصريين وعددهم 27 شخصا من غزة إلى القاهرة.", ["wounded"]),
        ("تم بعد القصف إجلاء المدنيين المصريين وعددهم 27 شخصا من غزة إلى القاهرة.", ["people"]),
    ],
)
def test_figure_of_those_told_before_has_their_unit(body: str, units: list[str]) -> None:
    assert [count.unit for told in _told(body) for count in told.counts if count.low == 27] == units


@pytest.mark.parametrize(
    "besides",
    [
        "وتبعد البلدة 40 كيلومترا عن مدينة إدلب ويسكنها مدنيون.",
        "ونقل الوزير للمصابين المدنيين في دمشق تحيات الرئيس.",
        "وغرق قبل ذلك مركب كان يقل 35 شخصا من طرطوس إلى قبرص.",
    ],
)
def test_distances_regards_and_wrecks_are_no_movements(besides: str) -> None:
    (told,) = _told("أجلى الجيش 300 مدني من حلب إلى حماة بسبب القصف. " + besides)
    assert (_names(told, ORIGIN), _names(told, DESTINATION)) == (["حلب"], ["حماة"])
