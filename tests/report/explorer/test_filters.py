"""Each filter shows the articles that the analyst views give for the same question."""

from __future__ import annotations

import json

import httpx
import pytest

from pipeline.report.explorer.ask import ROWS
from pipeline.settings import Settings
from tests.report.explorer.browser import Page, components, text_of
from tests.support import rows

REPORTS = "SELECT article_id FROM reports WHERE "
CASES = {
    "reports": ("tag", "reports", REPORTS + "true"),
    "conflict": ("tag", "conflict", REPORTS + "list_contains(tags, 'conflict')"),
    "evacuation": ("tag", "evacuation", REPORTS + "list_contains(tags, 'evacuation')"),
    "displacement": ("tag", "displacement", REPORTS + "list_contains(tags, 'displacement')"),
    "all": ("tag", "all", "SELECT article_id FROM revisions WHERE is_current"),
    "one subtype": ("subtypes", ["air_strike"], REPORTS + "list_contains(subtypes, 'air_strike')"),
    "two subtypes": (
        "subtypes", ["battle", "flight"], REPORTS + "list_has_any(subtypes, ['battle', 'flight'])",
    ),
    "from a month": ("since", "2026-02", REPORTS + "published_at >= '2026-02-01'"),
    "to a day": ("until", "2026-02-10", REPORTS + "published_at < '2026-02-11'"),
    "to a year": ("until", "2017", REPORTS + "published_at < '2018-01-01'"),
    "from a day in Arabic digits": ("since", "٢٠٢٦-٠٢-١٠", REPORTS + "published_at >= '2026-02-10'"),
    "a place": (
        "places", ["geonames:1"],
        """SELECT article_id FROM evacuation_reports
           WHERE list_contains(origin_ids || destination_ids, 'geonames:1')""",
    ),
    "an actor": (
        "actors", ["test:daesh"],
        "SELECT article_id FROM evacuation_reports WHERE list_contains(evacuated || parties, 'داعش')",
    ),
    "words": ("text", "قصف سوق", REPORTS + "title || body LIKE '%قصف%' AND title || body LIKE '%سوق%'"),
    "a phrase": ("text", '"مئات الإرهابيين"', REPORTS + "body LIKE '%مئات الارهابيين%'"),
    "another spelling": ("text", "اجلاء", REPORTS + "regexp_matches(title || chr(10) || body, '[إا]جلا[ءئ]')"),
    "another form": (
        "text", "وبالحافلة", REPORTS + "regexp_matches(title || chr(10) || body, 'حافل(ة|تين|ات)')",
    ),
    "a phrase between Arabic quotation marks": ("text", "«مئات الإرهابيين»", REPORTS + "body LIKE '%مئات الارهابيين%'"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_filter_shows_what_the_views_give(case: str, client: httpx.Client, told_settings: Settings) -> None:
    control, value, query = CASES[case]
    wanted = {article for (article,) in rows(told_settings.database, query)}
    assert wanted
    page = Page(client)
    page.set(control, value)
    told = client.get("/download/reports.jsonl" + page.parts["url"]["search"])
    assert {line["article_id"] for line in map(json.loads, told.text.splitlines())} == wanted
    assert page.text("summary").split()[1] == str(len(wanted))
    assert len(page.articles) == min(ROWS, len(wanted))
    assert set(page.articles) <= wanted


def test_country_stands_for_all_places_in_it(client: httpx.Client) -> None:
    page = Page(client, "/?place=iso:SY")
    assert set(Page(client, "/?place=geonames:1").articles) <= set(page.articles)  # al-Bukamal is in Syria


def test_filters_narrow_each_other(client: httpx.Client) -> None:
    page = Page(client)
    page.set("tag", "conflict")
    conflict = set(page.articles)
    page.set("since", "2026")
    assert set(page.articles) < conflict
    page.set("since", "")
    assert set(page.articles) == conflict


def present(page: Page, name: str) -> str:
    """The words of the link that is the present one."""
    return " ".join(
        text_of(part) for part in components(page.parts[name]["children"]) if "aria-current" in part["props"]
    )


def test_address_says_what_is_shown_and_shows_it_again(client: httpx.Client) -> None:
    page = Page(client)
    for control, value in (("tag", "conflict"), ("since", "2012"), ("text", "قصف"), ("order", "old")):
        page.set(control, value)
    other = Page(client, "/" + page.parts["url"]["search"])
    assert other.articles == page.articles
    assert [other.parts[name]["value"] for name in ("since", "text")] == ["2012", "قصف"]
    assert present(other, "scopes") == "نزاع"
    assert present(other, "orders") == "الأقدم أولا"


def test_going_back_sets_the_filters(client: httpx.Client) -> None:
    page = Page(client)
    first = page.articles
    page.set("tag", "displacement")
    page.go("/")
    assert page.articles == first
    assert present(page, "scopes") == "كل التقارير"


def test_english_address_gives_english_words(client: httpx.Client) -> None:
    assert '<html lang="ar" dir="rtl">' in client.get("/").text
    assert '<html lang="en" dir="ltr">' in client.get("/?lang=en").text
    page = Page(client, "/?lang=en&tag=conflict")
    assert page.text("summary").startswith("Reports:")
    assert page.parts["language"]["href"] == "/?tag=conflict"


def test_english_page_names_places_and_actors_in_english(client: httpx.Client) -> None:
    page = Page(client, "/?lang=en&place=iso:SY")
    places = {option["value"]: option["label"] for option in page.parts["places"]["options"]}
    assert places["iso:SY"].startswith("Syria · SY (")
    assert places["geonames:1"].startswith("البوكمال · SY (")  # of no list that has it in Latin letters
    assert any(option["label"].startswith("Syrian army (") for option in page.parts["actors"]["options"])
    assert "Syria" in page.text("table")
    assert any("Syria" in text for text in page.parts["map-graph"]["figure"]["data"][2]["text"])
    assert "سوريا" in Page(client, "/?place=iso:SY").numbers("map")
    assert "Syria" in page.numbers("map")


def test_pressed_bar_keeps_its_period(client: httpx.Client, told_settings: Settings) -> None:
    page = Page(client)
    assert page.parts["shown"]["data"]["bucket"] == "month"
    page.press("timeline", {"x": "2026-02-01"})
    wanted = rows(told_settings.database, REPORTS + "date_trunc('month', published_at) = '2026-02-01'")
    assert set(page.articles) == {article for (article,) in wanted}
    assert page.parts["since"]["value"] == page.parts["until"]["value"] == "2026-02"


def test_pressed_place_keeps_its_reports(client: httpx.Client) -> None:
    page = Page(client)
    page.press("map", {"customdata": "geonames:1"})
    assert page.parts["places"]["value"] == ["geonames:1"]
    assert page.articles == Page(client, "/?place=geonames%3A1").articles


def test_pages_hold_every_report_once(client: httpx.Client, told_settings: Settings) -> None:
    page = Page(client, "/?tag=all")
    seen = page.articles
    while following := [link for link in page.links("table") if "page=" in link][-1:]:
        page.go(following[0])
        if not set(page.articles).isdisjoint(seen):
            break
        seen += page.articles
    ((count,),) = rows(told_settings.database, "SELECT count(*) FROM revisions WHERE is_current")
    assert len(seen) == len(set(seen)) == count > ROWS


def test_drawn_numbers_are_those_of_the_views(client: httpx.Client, told_settings: Settings) -> None:
    page = Page(client)
    figure = page.parts["timeline-graph"]["figure"]
    assert [bar["name"] for bar in figure["data"]] == ["نزاع", "إجلاء", "نزوح"]
    wanted = rows(
        told_settings.database,
        """SELECT tag, sum(article_count)::INTEGER FROM daily_counts
           WHERE tag <> 'any' AND published_date IS NOT NULL GROUP BY tag ORDER BY tag""",
    )
    drawn = dict(
        zip(("conflict", "evacuation", "displacement"), (sum(bar["y"]) for bar in figure["data"]), strict=True)
    )
    assert sorted(drawn.items()) == wanted
    assert page.numbers("timeline").count("2026-02-01") == 1
    assert "البوكمال" in page.numbers("map")


def test_map_draws_the_way_of_a_movement(client: httpx.Client) -> None:
    page = Page(client, "/?place=geonames:1")
    ways, ends, places = page.parts["map-graph"]["figure"]["data"]
    at = ways["lon"].index(36.7)
    assert (ways["lat"][at], ways["lon"][at + 1], ways["lat"][at + 1]) == (34.15, 40.92, 34.45)
    assert "geonames:1" in places["customdata"]
    assert len(ends["lon"]) * 3 == len(ways["lon"])
