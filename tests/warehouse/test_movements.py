"""Movements in tables and views, on the founding report."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import duckdb

from pipeline.settings import Settings
from pipeline.warehouse.schema import create_tables, create_views
from tests.support import rows

ONE_TEXT = """
    INSERT INTO articles VALUES ('a', 'u', 'u', 'read', now(), now(), 1, 'r', 'a');
    INSERT INTO stories VALUES ('a', 1, now(), now());
    INSERT INTO revisions BY NAME SELECT 'r' AS revision_id, 'a' AS article_id, 1 AS revision_no, true AS is_current,
        'ع' AS title, '' AS body, '' AS text_sha256, 'ar' AS language, [] AS image_urls, 1 AS page_count,
        true AS is_complete, 0 AS published_spread_days, '' AS template, '' AS extractor_version, '' AS capture_id,
        '' AS run_id, now() AS first_fetched_at, now() AS last_fetched_at;
"""


@contextmanager
def told_by_hand(statements: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database with one text, what the statements add to it, and the views."""
    with duckdb.connect() as connection:
        create_tables(connection)
        create_views(connection)
        connection.execute(ONE_TEXT + statements)
        yield connection


def report(settings: Settings, subtype: str) -> dict[str, object]:
    with duckdb.connect(str(settings.database), read_only=True) as connection:
        relation = connection.sql(f"FROM evacuation_reports WHERE subtype = '{subtype}' AND title LIKE '%القلمون%'")
        (row,) = relation.fetchall()
        return dict(zip(relation.columns, row, strict=True))


def test_movement_of_the_founding_report_is_one_row_with_all_that_it_tells(told_settings: Settings) -> None:
    row = report(told_settings, "deal_evacuation")
    assert (row["status"], row["trigger"], row["is_under_deal"]) == ("done", "conflict", True)
    assert row["moved_on"] == date(2017, 8, 28)
    assert (row["evacuated"], row["parties"]) == (["داعش"], ["الجيش السوري"])
    assert (row["origins"], row["origin_ids"]) == (["جرود قارة"], ["marsad:1"])
    assert (row["origin_lat"], row["origin_lon"]) == (34.15, 36.7)
    assert row["destinations"] == ["البوكمال", "الصحراء"]
    assert row["destination_ids"] == ["geonames:1", None]
    assert row["units"] == ["fighters", "people"]


def test_parts_repetitions_and_vague_orders_add_nothing_to_the_total(told_settings: Settings) -> None:
    row = report(told_settings, "deal_evacuation")
    assert (row["people_low"], row["people_high"], row["people_qualifier"]) == (700, 700, "about")
    assert (row["vehicles_low"], row["vehicles_high"], row["households_low"]) == (16, 16, None)


def test_second_movement_of_a_report_is_a_row_of_its_own(told_settings: Settings) -> None:
    row = report(told_settings, "medical_evacuation")
    assert (row["people_low"], row["units"], row["origins"], row["moved_on"]) == (25, ["wounded"], None, None)
    assert row["evidence"] == ["نقل 25 جريحا", "25 جريحا"]


def test_evidence_of_a_movement_is_all_its_words_in_the_order_of_the_text(told_settings: Settings) -> None:
    evidence = report(told_settings, "deal_evacuation")["evidence"]
    assert isinstance(evidence, list)
    assert evidence[:2] == ["نقل مئات", "مئات الارهابيين"]
    assert "16 حافلة" in evidence


def test_demanded_movement_is_kept_and_is_no_report(told_settings: Settings) -> None:
    assert rows(
        told_settings.database, "SELECT text FROM evacuations WHERE status = 'called_for' AND text LIKE 'وطالبت%'"
    ) == [("وطالبت بالإجلاء",)]
    query = "SELECT count(*) FROM evacuation_reports WHERE status NOT IN ('done', 'under_way', 'planned')"
    assert rows(told_settings.database, query) == [(0,)]


def test_words_that_tag_nothing_are_mentions_that_say_why(told_settings: Settings) -> None:
    found = rows(
        told_settings.database,
        """SELECT DISTINCT realis FROM mentions JOIN rules USING (rule_id)
           WHERE tag_id IS NULL AND kind = 'trigger' AND realis NOT IN ('done', 'under_way', 'planned')""",
    )
    assert {realis for (realis,) in found} >= {"past", "called_for", "denied"}


def test_names_lead_to_places_and_actors_and_an_unknown_name_to_none(told_settings: Settings) -> None:
    found = rows(
        told_settings.database,
        "SELECT kind, text, place_id, actor_id FROM mentions WHERE kind <> 'trigger' AND text IN"
        " ('جرود قارة', 'القلمون الغربي', 'الجيش السوري')",
    )
    assert {("place", "القلمون الغربي", None, None), ("actor", "الجيش السوري", None, "test:army")} <= set(found)
    assert rows(told_settings.database, "SELECT source FROM places WHERE place_id = 'geonames:1'") == [("geonames",)]


def test_conflict_report_tells_where_and_between_whom_from_the_sentences_of_its_evidence() -> None:
    with told_by_hand(
        """INSERT INTO tags VALUES ('t', 'r', 'conflict', 'shelling', NULL, 0.9, 'v', 'run', NULL);
           INSERT INTO places VALUES ('p', 'حلب', 'Aleppo', 'city', 'SY', NULL, 36.2, 37.1, NULL, 'geonames');
           INSERT INTO actors VALUES ('army:SY', 'الجيش السوري', 'Syrian army', 'army', 'SY', NULL);
           INSERT INTO casualties VALUES ('c1', 'r', 'killed', 12, 12, 'exact', 0, 1, 'x'),
               ('c2', 'r', 'killed', 3, 3, 'exact', 2, 3, 'x'), ('c3', 'r', 'killed', 20, 99, 'vague', 4, 5, 'x');
           INSERT INTO mentions BY NAME FROM (VALUES
               ('m1', 'r', 't', 'trigger', 'body', 1, 10, 'قصف', NULL, NULL),
               ('m2', 'r', NULL, 'place', 'body', 1, 20, 'حلب', 'p', NULL),
               ('m3', 'r', NULL, 'place', 'body', 1, 40, 'بحلب', 'p', NULL),
               ('m4', 'r', NULL, 'place', 'body', 1, 30, 'الراموسة', NULL, NULL),
               ('m5', 'r', NULL, 'place', 'body', 2, 60, 'جنيف', NULL, NULL),
               ('m6', 'r', NULL, 'actor', 'body', 1, 15, 'الجيش', NULL, 'army:SY'))
               AS m (mention_id, revision_id, tag_id, kind, field, sentence_no, start_char, text, place_id,
                   actor_id), LATERAL (SELECT start_char + 3 AS end_char)"""
    ) as connection:
        found = connection.execute(
            "SELECT places, place_ids, actors, killed_low, killed_high, wounded_low, evidence FROM conflict_reports"
        ).fetchall()
    assert found == [(["حلب", "الراموسة"], ["p", None], ["الجيش السوري"], 12, 12, None, ["قصف"])]


def test_people_who_are_some_of_those_of_another_movement_stand_apart() -> None:
    with told_by_hand(
        """INSERT INTO evacuations BY NAME
               SELECT *, 'r' AS revision_id, 'done' AS status, 'deal_evacuation' AS subtype, 'body' AS field,
                   'conflict' AS "trigger", true AS is_under_deal, 0 AS start_char, 1 AS end_char, 'x' AS text,
                   'v' AS rules_version
               FROM (VALUES ('whole', 1), ('some', 2)) AS e (evacuation_id, evacuation_no);
           INSERT INTO counts BY NAME
               SELECT *, 'r' AS revision_id, low AS high, 'exact' AS qualifier, 2 AS start_char, 3 AS end_char,
                   'y' AS text
               FROM (VALUES ('1', 'whole', 'people', 700, 1), ('2', 'whole', 'fighters', 300, NULL),
                   ('3', 'some', 'people', 112, NULL)) AS c (count_id, evacuation_id, unit, low, sum_no)"""
    ) as connection:
        found = connection.execute(
            "SELECT people_low, people_high, part_low, part_high FROM evacuation_reports ORDER BY evacuation_id DESC"
        ).fetchall()
        ((moved,),) = connection.execute("SELECT sum(people_low) FROM people_moved_monthly").fetchall()
    assert found == [(700, 700, None, None), (None, None, 112, 112)]
    assert moved == 700
