"""The page of a brief: every number leads to its sentence, nothing of a text becomes markup, bad input is explained."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import date
from pathlib import Path

import duckdb
import pytest

from looks.planted import plant
from pipeline.report.brief.page import link
from pipeline.report.brief.read import BriefError
from pipeline.report.brief.write import write_brief
from pipeline.settings import Settings
from pipeline.warehouse.schema import SCHEMA_VERSION, create_tables, create_views
from tests.report.brief.conftest import DAY
from tests.report.brief.page import parsed, spoken


@pytest.fixture(scope="module")
def sample_page(sample_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_brief(sample_settings, output=tmp_path_factory.mktemp("brief") / "brief.html")


def test_every_link_within_the_page_leads_to_an_element_and_every_number_to_a_sentence(sample_page: Path) -> None:
    page = parsed(sample_page)
    ids = set(page.xpath("//@id"))
    assert len(ids) == len(page.xpath("//@id"))
    targets = [target[1:] for target in page.xpath("//a/@href") if target.startswith("#")]
    assert len(targets) > 100
    assert set(targets) <= ids
    figures = page.xpath("//a[contains(@class, 'figure')]")
    assert len(figures) > 50
    for figure in figures:
        target = page.get_element_by_id(figure.get("href")[1:])
        assert target.tag == "blockquote" or target.xpath(".//blockquote//mark"), figure.get("href")
        assert target.xpath(".//mark") or target.xpath("ancestor-or-self::*//mark")


def test_every_report_and_movement_names_its_source(sample_page: Path) -> None:
    page = parsed(sample_page)
    for block in page.xpath("//*[starts-with(@id, 'r-') or starts-with(@id, 'e-')]"):
        (source,) = block.xpath(".//a[@class='source']/@href")
        assert source.startswith("http")


def test_page_loads_nothing_and_lets_only_its_own_script_and_style_through(sample_page: Path) -> None:
    text = sample_page.read_text(encoding="utf-8")
    page = parsed(sample_page)
    assert not page.xpath("//img | //iframe | //link | //object | //embed | //@src | //@style")
    assert not [name for name in page.xpath("//@*/..") for name in name.attrib if name.startswith("on")]
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; ")
    for tag, rule in (("style", "style-src"), ("script", "script-src")):
        (found,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, flags=re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(found.encode()).digest()).decode()
        assert f"{rule} 'sha256-{digest}'" in policy


def test_both_languages_say_the_same_numbers(sample_page: Path) -> None:
    page = parsed(sample_page)
    (keys,) = page.xpath("//ul[@class='keys']")
    arabic, english = (re.findall(r"[\d,.]+", spoken(keys, language)) for language in ("ar", "en"))
    assert [number for number in english if number not in arabic] == []
    assert "Evacuations" in spoken(page.get_element_by_id("evacuations"), "en")
    assert "عمليات الإجلاء" in spoken(page.get_element_by_id("evacuations"), "ar")
    assert "Evacuations" not in spoken(page.get_element_by_id("evacuations"), "ar")


def test_english_names_places_and_actors_in_latin_letters(sample_page: Path) -> None:
    page = parsed(sample_page)
    cells = page.xpath("//section[@id='evacuations' or @id='conflicts']//tr[not(contains(@class, 'proof'))]/td")
    arabic = [spoken(cell, "ar") for cell in cells]
    english = [spoken(cell, "en") for cell in cells]
    assert any("البوكمال" in text for text in arabic)
    assert any("Al-Bukamal" in text for text in english)
    in_arabic = [text for text in english if re.search("[ء-ي]", text)]
    assert len(in_arabic) * 5 < len(english), in_arabic  # titles, and places that no list holds
    labels = [mark.get("data-other") for mark in page.xpath("//*[name()='svg']//*[name()='a']")]
    assert any("Jurud Qara → Al-Bukamal" in label for label in labels)
    assert page.xpath("//*[name()='text'][@lang='en'][text()='Al-Bukamal']")


def test_charts_and_maps_have_names_and_their_numbers_as_tables(busy_settings: Settings) -> None:
    plant(busy_settings.database, [(DAY, 30)])
    page = parsed(write_brief(busy_settings, DAY, DAY))
    images = page.xpath("//*[name()='svg']")
    assert len(images) == 2 * 3 + len(page.xpath("//figure[@class='map']"))
    for image in images:
        for name in (image.get("aria-labelledby"), image.get("aria-describedby")):
            assert page.get_element_by_id(name).text_content().strip()
    (row,) = page.xpath(f"//section[@id='timeline']//tr[th/time/@datetime='{DAY}']")
    assert [int(spoken(cell, "en")) for cell in row.xpath("td")] == [
        int(spoken(strong, "en")) for strong in page.xpath("//ul[@class='keys']//strong")[1:4]
    ]


def test_title_of_markup_is_shown_as_text(markup_settings: Settings) -> None:
    path = write_brief(markup_settings, DAY, DAY)
    page = parsed(path)
    assert len(page.xpath("//script")) == 1
    assert not page.xpath("//img | //@onload | //@onerror")
    title = page.xpath("//article//h3")[0]
    assert spoken(title, "ar") == '<script>alert(1)</script><img src=x onerror=alert(2)>" onload="x'


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//host", "http://", "http://[", None]
)
def test_only_web_addresses_become_links(address: str | None) -> None:
    assert link(address) == ""


def test_report_without_a_usable_address_says_so(markup_settings: Settings) -> None:
    with duckdb.connect(str(markup_settings.database)) as connection:
        connection.execute("UPDATE articles SET url = 'javascript:alert(1)'")
    page = parsed(write_brief(markup_settings, DAY, DAY))
    assert not [target for target in page.xpath("//@href") if "javascript" in target]
    assert "no usable link" in spoken(page.xpath("//article")[0], "en")


def test_ten_thousand_reports_in_a_day_make_a_page_below_two_megabytes(crowded_settings: Settings) -> None:
    path = write_brief(crowded_settings, DAY, DAY)
    assert path.stat().st_size < 2_000_000
    told = spoken(parsed(path).get_element_by_id("new"), "en")
    assert "Shown are 120 of 10,000, the weightiest first." in told
    assert f"marsad brief --from {DAY} --to {DAY} --json" in told


def test_reports_without_place_are_told_of_and_leave_the_map_out(markup_settings: Settings) -> None:
    with duckdb.connect(str(markup_settings.database)) as connection:
        connection.execute("UPDATE evacuation_places SET place_id = NULL")
        connection.execute("UPDATE mentions SET place_id = NULL")
    page = parsed(write_brief(markup_settings, DAY, DAY))
    section = page.get_element_by_id("map")
    assert not section.xpath(".//*[name()='svg']")
    assert "No place of known position" in spoken(section, "en")
    (movements,) = [len(page.xpath("//tbody[starts-with(@id, 'e-')]"))]
    assert re.search(rf"\b{movements} movements? without a place of known position", spoken(section, "en"))


def test_day_without_reports_says_why_and_where_to_look(sample_settings: Settings, tmp_path: Path) -> None:
    page = parsed(write_brief(sample_settings, date(2016, 2, 2), date(2016, 2, 2), tmp_path / "brief.html"))
    told = spoken(page.get_element_by_id("new"), "en")
    assert "The warehouse holds no text of these days" in told
    assert "marsad status --gaps" in told
    assert "marsad brief --date 2012-06-24" in told
    assert not page.xpath("//section[@id='evacuations']")


def test_day_of_texts_without_a_tag_says_that_they_were_read(busy_settings: Settings) -> None:
    with duckdb.connect(str(busy_settings.database)) as connection:
        connection.execute(
            """UPDATE revisions SET published_at = TIMESTAMP '2016-02-02 08:00:00'
               WHERE revision_id NOT IN (SELECT revision_id FROM tags)"""
        )
    page = parsed(write_brief(busy_settings, date(2016, 2, 2), date(2016, 2, 2)))
    assert re.search(r"\d+ texts of these days were read and carry no tag", spoken(page.get_element_by_id("new"), "en"))


def test_empty_warehouse_says_what_to_run(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    with duckdb.connect(str(settings.database)) as connection:
        create_tables(connection)
        create_views(connection)
        connection.execute(
            "INSERT INTO snapshot VALUES ('abc', $version, '0', 'r', 'e', 'c', TIMESTAMP '2026-01-02 03:04:05', '')",
            {"version": SCHEMA_VERSION},
        )
    page = parsed(write_brief(settings))
    assert "The warehouse is empty: no text has been read yet. Run marsad daily" in spoken(
        page.get_element_by_id("new"), "en"
    )
    assert "No feeds: no daily run has been made" in spoken(page.get_element_by_id("feeds"), "en")


def test_failed_brief_leaves_the_one_before(markup_settings: Settings) -> None:
    path = write_brief(markup_settings, DAY, DAY)
    before = path.read_bytes()
    markup_settings.database.write_bytes(b"torn")
    with pytest.raises(BriefError, match="could not be read"):
        write_brief(markup_settings, DAY, DAY)
    assert path.read_bytes() == before
    assert [child.name for child in path.parent.iterdir()] == [path.name]


def test_latest_leads_to_the_brief_without_days_only(busy_settings: Settings) -> None:
    latest = write_brief(busy_settings)
    write_brief(busy_settings, DAY, DAY)
    assert (busy_settings.briefs / "latest.html").resolve() == latest.resolve()
    assert (busy_settings.briefs / f"{DAY}.html").exists()
