"""Places in texts: what is one, which one it is, and what only looks like one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.derive.gazetteer import Gazetteer, load_gazetteer
from pipeline.derive.match import read
from pipeline.derive.places import PlaceMention, find_places
from pipeline.derive.rules import load_rules
from tests.support import calls_of

WORDS = [
    "مدينة",
    "بلدة",
    "حلب",
    "بريف",
    "وحمص",
    "لدمشق",
    "كفر",
    "في",
    "شمال",
    "،",
    ".",
    "السورية",
    "للرقة",
    "ـ",
    "دير",
    "الزور",
]


def _find(text: str, hint: str | None = None, gazetteer: Gazetteer | None = None) -> list[PlaceMention]:
    return find_places(text, read(text, load_rules()), gazetteer or load_gazetteer(), hint)


def _names(text: str) -> list[str]:
    return [mention.name for mention in _find(text)]


def _ids(text: str, hint: str | None = None) -> list[str]:
    return [mention.place.place_id if mention.place else "" for mention in _find(text, hint)]


def test_town_in_a_province_is_part_of_it() -> None:
    town, province = _find("نقلوا إلى مدينة البوكمال بريف محافظة دير الزور الشرقي")
    assert town.place
    assert (town.name, town.place.admin, town.part_of) == ("البوكمال", "دير الزور", 1)
    assert (province.name, province.kind, province.part_of) == ("دير الزور", "province", None)


def test_joined_towns_lie_in_the_province_that_is_named_after_the_last() -> None:
    found = _find("غادرت الحافلات مدينتي الرستن وتلبيسة بريف حمص الشمالي نحو جرابلس")
    assert [(m.name, m.part_of) for m in found] == [("الرستن", 2), ("تلبيسة", 2), ("حمص", None), ("جرابلس", None)]


def test_province_before_its_town_is_what_the_town_lies_in() -> None:
    assert [(m.name, m.part_of) for m in _find("حلب - الأتارب: آثار القصف")] == [("حلب", None), ("الأتارب", 0)]


def test_two_capitals_side_by_side_are_not_part_of_each_other() -> None:
    assert [m.part_of for m in _find("محادثات بين القاهرة وباريس")] == [None, None]


def test_name_is_as_published_without_clitics_and_span_fits_the_text() -> None:
    text = "عادوا لِبيروت وبدمشق وللرقّة، وَحلب"
    found = _find(text)
    assert [m.name for m in found] == ["بيروت", "دمشق", "الرقّة", "حلب"]
    assert [text[m.start : m.end] for m in found] == ["بيروت", "دمشق", "لرقّة", "حلب"]


def test_lead_is_where_the_words_that_belong_to_the_name_begin() -> None:
    text = "غادروا شمال شرق مدينة حلب"
    (found,) = _find(text)
    assert text.split()[found.lead : found.last] == ["شمال", "شرق", "مدينة", "حلب"]


@pytest.mark.parametrize(
    ("text", "place_id"),
    [
        ("انفجار في طرابلس شمالي لبنان", "geonames:266826"),
        ("قتال في طرابلس وبنغازي وسرت", "geonames:2210247"),
        ("سكان أريحا بريف إدلب", "geonames:172994"),
        ("سكان أريحا في الضفة الغربية", "geonames:284899"),
        ("محافظة درعا", "admin1:SY.06"),
        ("مدينة درعا", "geonames:170905"),
        ("عاد إلى تونس", "iso:TN"),
        ("في العاصمة تونس", "iso:TN"),
    ],
)
def test_homonyms_are_told_apart_by_what_stands_around(text: str, place_id: str) -> None:
    assert _ids(text)[0] == place_id


def test_dateline_tells_homonyms_apart() -> None:
    assert _ids("اندلعت اشتباكات في طرابلس", "بيروت") == ["geonames:266826"]
    assert _ids("اندلعت اشتباكات في طرابلس", "القاهرة/بنغازي") == ["geonames:2210247"]


@pytest.mark.parametrize(
    "text",
    [
        "قال الجيش السوري والحكومة اليمنية إن الرئيس الصيني والسوريين",  # demonyms
        "فاز نادي الهلال على فريق برشلونة",
        "في خليج عدن وبحر الصين الجنوبي",
        "عاد إلى مسقط رأسه",
        "قوات سوريا الديمقراطية وهيئة تحرير الشام",
        "قارة آسيا وصور جديدة من الباب الخلفي للثورة",  # قارة, صور, الباب and الثورة are towns too
        "كورونا وآن الأوان بشأن الخبر",
        "وقع الحادث في بلدة صغيرة تقع على الحدود",
        "لجأوا إلى مخيمات أنشئت على عجل وتركوا قرى اجتاحتها السيول وبلدات هجرها أهلها",
        "دخل المدينة ثم غادر القرية",
    ],
)
def test_what_is_no_place_gives_none(text: str) -> None:
    assert _names(text) == []


def test_common_word_is_a_town_after_the_word_town_or_beside_its_neighbours() -> None:
    assert _names("وصلوا إلى مدينة الباب") == ["الباب"]
    assert _names("في منبج وجرابلس والباب") == ["منبج", "جرابلس", "الباب"]
    assert _names("انطلقت الحافلات من جرود قارة ثم عادت إلى قاره") == ["جرود قارة", "قاره"]


def test_syria_and_syrian_have_the_same_letters() -> None:
    assert _names("عاد إلى سورية") == ["سورية"]
    assert _names("عائلة سورية") == []


def test_unknown_name_after_town_is_kept_as_text() -> None:
    (found,) = _find("أخليت بلدة كفر ديان")
    assert (found.name, found.place, found.kind) == ("كفر ديان", None, "unknown")
    assert _names("أخليت قرية الشمطاء") == ["الشمطاء"]
    assert _names("أخليت القرية المجاورة وبلدة أخرى") == []


def test_indefinite_object_after_an_object_is_its_adjective() -> None:
    assert _names("أخلت الشرطة حيا سكنيا في مدينة دورتموند") == ["دورتموند"]


def test_unknown_island_counts_beside_a_known_town_and_a_filipino_is_no_place() -> None:
    assert _names("من جزيرة توتي إلى أم درمان") == ["توتي", "أم درمان"]
    assert _names("طالب عالم فلبيني الحكومة في مانيلا") == ["مانيلا"]


def test_place_that_a_suburb_lies_in_is_not_the_suburb() -> None:
    suburb, city = _find("في تاجوراء إحدى ضواحي طرابلس")
    assert (suburb.name, suburb.part_of, city.name) == ("تاجوراء", 1, "طرابلس")


def test_name_of_two_words_is_found_joined_and_apart() -> None:
    assert _ids("قصف كفرنبل") == _ids("قصف كفر نبل") == ["geonames:168661"]


def test_longest_name_wins() -> None:
    assert _names("من جنوب السودان إلى ريف دمشق") == ["جنوب السودان", "ريف دمشق"]


def test_country_that_is_an_adjective_too_is_none_after_what_it_describes() -> None:
    assert _names("قالت وزارة الدفاع السعودية والخطوط الجوية السعودية") == []
    assert _names("المملكة العربية السعودية") == ["المملكة العربية السعودية"]
    assert _names("من السعودية والسعودية وإلى السعودية") == ["السعودية"] * 3


def test_full_stop_at_the_end_is_no_part_of_the_name() -> None:
    text = "وصلوا إلى مطار عدن الدولي."
    (found,) = _find(text)
    assert (found.name, text[found.start : found.end]) == ("مطار عدن الدولي", "مطار عدن الدولي")


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("من جرود قارة في القلمون الغربي", "SY"),
        ("من مخيم اليرموك إلى الغوطة الشرقية", "SY"),
        ("في الموصل القديمة", "IQ"),
        ("سكان حي الشجاعية", "PS"),
        ("من ووهان", "CN"),
        ("في مقاطعة سيتشوان", "CN"),
        ("زلزال كهرمان مرعش", "TR"),
        ("سكان جزيرة سولاويسي", "ID"),
        ("في ولاية نورث كارولاينا", "US"),
        ("على باخموت", "UA"),
        ("من لشكركاه", "AF"),
        ("نازحون من الفاشر", "SD"),
        ("أهالي ميس الجبل", "LB"),
        ("غارات على صعدة", "YE"),
        ("اشتباكات قرب مطار معيتيقة", "LY"),
    ],
)
def test_places_of_wars_and_disasters_have_a_point(text: str, country: str) -> None:
    found = _find(text)
    assert found
    assert {m.place.country for m in found if m.place} == {country}
    assert all(m.place and -90 <= m.place.lat <= 90 for m in found)


@pytest.mark.parametrize("piece", ["حلب ", "وحلب ", "بريف حلب ", "مدينة ", "شمال ", "#حلب_", "حلب", "طرابلس والباب "])
def test_twice_the_hostile_text_takes_no_more_than_twice_the_steps(piece: str) -> None:
    def steps(count: int) -> int:
        text = piece * count
        reading = read(text, load_rules())
        return calls_of(lambda: find_places(text, reading, load_gazetteer()))

    steps(10)  # the memos are warm
    assert steps(4000) < 2.2 * steps(2000) + 100


def test_hashtag_names_a_place_only_as_a_whole() -> None:
    assert _names("قصف #معرة_النعمان و#ريف_حلب قرب #بيروت") == ["معرة_النعمان", "حلب", "بيروت"]
    assert _names("#انفجار_بيروت كما قالت #حلب_نيوز و@دمشق") == []


def _village_list(folder: Path) -> Gazetteer:
    path = folder / "villages.csv"
    rows = ["ترملا,T,35.50,36.51,إدلب,SY", "الحاجز,H1,35.51,36.52,إدلب,SY", "العنزة,A1,36.9,41.0,الحسكة,SY"]
    rows += ["العنزة,A2,35.52,36.50,إدلب,SY", "العنزة,A3,34.6,36.4,حمص,SY"]
    path.write_text("\n".join(["name,id,lat,lon,admin,country", *rows]) + "\n", encoding="utf-8")
    return load_gazetteer([path])


def test_listed_village_needs_a_sign(tmp_path: Path) -> None:
    villages = _village_list(tmp_path)
    assert [m.place.place_id for m in _find("غارات على ترملا", None, villages) if m.place] == ["T"]
    assert _find("الحاجز كان مغلقا والعنزة", None, villages) == []


def test_village_of_three_is_the_one_near_what_else_is_named_or_stays_open(tmp_path: Path) -> None:
    villages = _village_list(tmp_path)
    assert next(m.place.place_id for m in _find("قرية العنزة بريف إدلب", None, villages) if m.place) == "A2"
    (found,) = _find("قرية العنزة", None, villages)
    assert (found.name, found.place) == ("العنزة", None)


def test_text_without_a_word_gives_nothing() -> None:
    assert _find("") == []
    assert _find("… 123 !") == []


@given(st.one_of(st.text(), st.lists(st.sampled_from(WORDS)).map(" ".join)))
def test_any_text_gives_ordered_spans_inside_it(text: str) -> None:
    found = _find(text, text[:10])
    count = len(read(text, load_rules()).words.words)
    at = 0
    for mention in found:
        assert at <= mention.lead <= mention.first < mention.last <= count or mention.lead < at <= mention.first
        assert 0 <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] in mention.name
        assert mention.part_of is None or 0 <= mention.part_of < len(found)
        at = mention.last


def test_unknown_name_may_be_the_last_word_of_a_text() -> None:
    assert _names("أجلي سكان بلدة توديرن.") == ["توديرن"]
