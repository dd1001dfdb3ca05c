"""Each recipe of sql/examples, on the sample site: rows that a reader of its articles would give."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.search.attached import attach_index
from pipeline.settings import Settings

EXAMPLES = Path(__file__).parents[2] / "sql" / "examples"
QALAMOUN = "إجلاء مسلحي داعش وعائلاتهم من القلمون الغربي إلى البوكمال بموجب اتفاق"
QALAMOUN_URL = "http://arabic.news.example/2017-08/29/c_136562140.htm"
FLOOD = "إجلاء نحو {} ألف شخص جراء فيضانات في شمال شرق باكستان"

# What is among the rows of each recipe, column by column.
AMONG: dict[str, dict[str, Any]] = {
    "as_acled": {
        "event_date": date(2012, 5, 2),
        "event_type": "Explosions/Remote violence",
        "sub_event_type": "Remote explosive/landmine/IED",
        "iso": 368,
        "country": "Iraq",
        "location": "بغداد",
        "fatalities": 12,
    },
    "as_idmc": {
        "start_date": date(2017, 8, 28),
        "term": "Evacuated",
        "category": "Internal Displacements",
        "crisis_type": "Conflict",
        "unit": "Person",
        "quantifier": "Approximately",
        "reported_low": 700,
        "origin_iso3": "SYR",
        "destination_iso3": "SYR",
        "origin": "جرود قارة",
        "destination": "البوكمال",
    },
    "casualties_as_ranges": {"month": date(2012, 5, 1), "kind": "wounded", "story_count": 1, "low": 35, "high": 35},
    "changed_since_yesterday": {"change": "added", "new_title": QALAMOUN, "url": QALAMOUN_URL},
    "conflict_by_subtype_and_actor": {"actor": "قوات الدعم السريع", "subtype": "battle"},
    "conflict_by_week_and_event_type": {"week": date(2012, 4, 30), "fighting": 1, "other": 0},
    "conflict_by_week_and_place": {"week": date(2012, 4, 30), "place": "بغداد", "story_count": 1, "killed_high": 12},
    "coverage_by_month": {"feed_id": "arabic_mideast", "month": date(2018, 6, 1), "articles": 1, "articles_read": 1},
    "evacuations_by_origin_and_destination": {
        "origin": "جرود قارة",
        "destination": "البوكمال",
        "movement_count": 1,
        "people_low": 700,
        "people_high": 700,
        "first_on": date(2017, 8, 28),
    },
    "first_reports_and_corrections": {"first_title": FLOOD.format(12), "last_title": FLOOD.format(21), "copies": 0},
    "people_moved_by_month": {
        "month": date(2012, 6, 1),
        "trigger": "disaster",
        "is_under_deal": False,
        "movement_count": 1,
        "people_low": 60_000,
    },
    "search_hits_by_month": {"month": date(2017, 8, 1), "article_count": 1},
    "search_in_a_year": {
        "title": QALAMOUN,
        "url": QALAMOUN_URL,
        "published_at": datetime.fromisoformat("2017-08-28 17:58:20"),
    },
    "who_evacuates_whom": {"party": "حزب الله", "moved": "داعش", "movement_count": 2, "people_low": 700},
}


def connected(settings: Settings) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(str(settings.database), read_only=True)
    assert attach_index(connection, settings)
    return connection


def told(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    found = connection.execute(query)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def test_every_recipe_has_a_row_to_be_found() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.sql")} == set(AMONG)


@pytest.mark.parametrize("name", AMONG)
def test_recipe_gives_what_the_articles_tell(name: str, sample_settings: Settings) -> None:
    query = (EXAMPLES / f"{name}.sql").read_text(encoding="utf-8")
    assert query.startswith("-- ")
    with connected(sample_settings) as connection:
        found = told(connection, query)
    assert any(row.items() >= AMONG[name].items() for row in found), found


def test_movements_are_counted_once_however_they_are_grouped(sample_settings: Settings) -> None:
    with connected(sample_settings) as connection:
        ((movements, people),) = connection.execute(
            "SELECT count(*), sum(people_high) FROM evacuation_reports"
        ).fetchall()
        for view in ("evacuation_routes", "people_moved_monthly"):
            query = f"SELECT sum(movement_count), sum(people_high) FROM {view}"
            assert connection.execute(query).fetchall() == [(movements, people)], view


def test_stories_of_conflict_are_counted_once_a_week(sample_settings: Settings) -> None:
    with connected(sample_settings) as connection:
        ((stories,),) = connection.execute("SELECT count(DISTINCT story_id) FROM conflict_reports").fetchall()
        query = "SELECT sum(story_count) FROM conflict_weekly WHERE dimension = 'all'"
        assert connection.execute(query).fetchall() == [(stories,)]
        # A copy on another day adds nothing.
        query = "SELECT count(*) FROM story_reports WHERE copies > 0"
        assert connection.execute(query).fetchall() != [(0,)]


def test_no_story_of_conflict_is_missing_from_a_dimension_of_its_week(sample_settings: Settings) -> None:
    with connected(sample_settings) as connection:
        query = "SELECT DISTINCT dimension FROM conflict_weekly WHERE value IS NULL"
        assert connection.execute(query).fetchall()  # the sample has such a story
        for dimension in ("event_type", "place", "country", "actor"):
            query = """SELECT week FROM conflict_weekly GROUP BY week
                       HAVING coalesce(sum(story_count) FILTER (dimension = $dimension), 0)
                            < sum(story_count) FILTER (dimension = 'all')"""
            assert connection.execute(query, {"dimension": dimension}).fetchall() == [], dimension
        query = "SELECT DISTINCT value FROM conflict_weekly WHERE dimension = 'event_type' ORDER BY ALL"
        assert ("Battles",) in connection.execute(query).fetchall()


@pytest.mark.parametrize("spelling", ["جرود قارة", "جرود قاره", "جُرود قارة", "JURUD QARA"])
def test_place_is_found_in_any_spelling(spelling: str, sample_settings: Settings) -> None:
    with connected(sample_settings) as connection:
        ((ids,),) = connection.execute(
            "SELECT list(DISTINCT origin_ids) FROM evacuation_reports WHERE list_contains(origins, 'جرود قارة')"
        ).fetchall()
        found = connection.execute(
            "SELECT place_id, name FROM find_place($spelling)", {"spelling": spelling}
        ).fetchall()
        assert found == [(ids[0][0], "جرود قارة")]
        assert connection.execute("FROM find_place('جرود')").fetchall() == []


def test_place_is_found_with_the_article_and_without_it(sample_settings: Settings) -> None:
    with connected(sample_settings) as connection:

        def found(spelling: str) -> list[str]:
            asked = connection.execute("SELECT DISTINCT name FROM find_place($name) ORDER BY name", {"name": spelling})
            return [name for (name,) in asked.fetchall()]

        assert found("القاهرة") == found("قاهره") == found("القاهره") == ["القاهرة"]
        assert found("دير زور") == found("دير الزور") == ["دير الزور"]


def test_every_tag_that_rules_give_has_codes(sample_settings: Settings) -> None:
    with connected(sample_settings) as connection:
        query = """SELECT DISTINCT tag, subtype, trigger FROM tags
                   ANTI JOIN codes ON codes.tag = tags.tag AND codes.subtype = tags.subtype
                        AND codes.trigger IS NOT DISTINCT FROM tags.trigger"""
        assert connection.execute(query).fetchall() == []
        assert connection.execute("SELECT subtype FROM rules ANTI JOIN codes USING (tag, subtype)").fetchall() == []
        query = "SELECT country FROM places ANTI JOIN country_codes USING (country) WHERE country IS NOT NULL"
        assert connection.execute(query).fetchall() == []
        assert connection.execute("SELECT iso3, iso_numeric FROM country_codes WHERE country = 'SY'").fetchall() == [
            ("SYR", 760)
        ]


def test_nothing_has_changed_since_now(sample_settings: Settings) -> None:
    with connected(sample_settings) as connection:
        ((last,),) = connection.execute("SELECT max(built_at) FROM publications").fetchall()
        assert told(connection, f"FROM changed_since(TIMESTAMP '{last}')") == []
        since_first = "FROM changed_since((SELECT min(built_at) FROM publications))"
        corrected = told(connection, f"{since_first} WHERE change = 'changed'")
        assert [(row["title"], row["old_title"], row["new_title"]) for row in corrected] == [
            (FLOOD.format(21), FLOOD.format(12), FLOOD.format(21))
        ]
        assert told(connection, "FROM changes WHERE title IS DISTINCT FROM coalesce(new_title, old_title)") == []
        assert [row["old_title"] for row in corrected] == [FLOOD.format(12)]
