"""What a brief reads from a snapshot: which reports belong to its days, with which words, and what bad input gets."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from looks.planted import plant
from pipeline.report.brief import read
from pipeline.report.brief.excerpt import attached
from pipeline.report.brief.read import EVERYTHING, BriefError, read_brief
from pipeline.settings import Settings
from pipeline.warehouse.schema import create_tables, create_views
from tests.report.brief.conftest import DAY
from tests.support import rows

SEED = date(2017, 8, 28)


def test_without_days_it_is_about_what_the_runs_of_the_last_day_read_first(sample_settings: Settings) -> None:
    facts = read_brief(sample_settings.database)
    today = datetime.now(UTC).date()
    assert facts["days"] == {"first": today, "last": today}
    (wanted,) = rows(sample_settings.database, "SELECT count(*) FROM reports WHERE is_story_lead")[0]
    assert facts["totals"]["reports"] == len(facts["reports"]) == wanted
    assert facts["totals"]["corrected"] == 1


def test_day_of_long_ago_has_the_reports_published_on_it(sample_settings: Settings) -> None:
    facts = read_brief(sample_settings.database, SEED, SEED)
    wanted = rows(
        sample_settings.database,
        "SELECT article_id FROM reports WHERE is_story_lead AND CAST(published_at AS DATE) = DATE '2017-08-28'",
    )
    assert {(row["article_id"],) for row in facts["reports"]} == set(wanted)
    assert wanted


def test_movements_are_those_of_the_view(sample_settings: Settings) -> None:
    facts = read_brief(sample_settings.database)
    wanted = rows(sample_settings.database, "SELECT evacuation_id, people_low, people_high FROM evacuation_reports")
    assert sorted((row["evacuation_id"], row["people_low"], row["people_high"]) for row in facts["evacuations"]) == (
        sorted(wanted)
    )


def test_every_figure_stands_marked_in_a_quoted_sentence(sample_settings: Settings) -> None:
    facts = read_brief(sample_settings.database)
    bodies = dict(rows(sample_settings.database, "SELECT revision_id, body FROM revisions"))
    figures = dict(
        rows(
            sample_settings.database,
            "SELECT evacuation_id, list(text) FROM counts WHERE sum_no IS NOT NULL GROUP BY evacuation_id",
        )
    )
    with_figures = [row for row in facts["evacuations"] if row["people_high"] is not None]
    assert len(with_figures) > 10
    for row in with_figures:
        marked = [words for quote in row["quotes"] for words, kind in quote["parts"] if kind == "count"]
        assert set(figures[row["evacuation_id"]]) <= set(marked), row["title"]
    tolls = [row for row in facts["reports"] if row["killed"]]
    assert len(tolls) > 5
    for row in tolls:
        killed = rows(
            sample_settings.database,
            f"""SELECT text FROM casualties WHERE revision_id = '{row["revision_id"]}' AND kind = 'killed'
                AND low = {row["killed"]["low"]} AND high = {row["killed"]["high"]}""",
        )
        marked = [words for quote in row["quotes"] for words, kind in quote["parts"] if kind == "casualty"]
        assert {text for (text,) in killed} & set(marked), row["title"]
    for row in facts["reports"] + facts["evacuations"]:
        assert row["quotes"]
        for quote in row["quotes"]:
            said = "".join(words for words, _ in quote["parts"])
            text = bodies[row["revision_id"]] if quote["field"] == "body" else row["title"]
            assert said == text[quote["start"] : quote["end"]]


def test_time_line_counts_as_the_view_does(sample_settings: Settings) -> None:
    last = date(2026, 3, 10)
    facts = read_brief(sample_settings.database, last, last)
    told = {(row["published_date"], row["tag"]): row["story_count"] for row in facts["timeline"]}
    assert len(told) == 270
    wanted = rows(
        sample_settings.database,
        """SELECT published_date, tag, story_count FROM daily_counts
           WHERE published_date BETWEEN DATE '2025-12-11' AND DATE '2026-03-10' AND tag <> 'any'""",
    )
    assert wanted
    assert {key: count for key, count in told.items() if count} == {
        (day, tag): count for day, tag, count in wanted if count
    }


def test_correction_tells_the_sentences_that_came_and_went(sample_settings: Settings) -> None:
    facts = read_brief(sample_settings.database)
    (corrected,) = [row for story in facts["stories"] for row in story["articles"] if "correction" in row]
    assert "12 ألف" in corrected["old_title"]
    assert "21 ألف" in corrected["title"]
    assert any("12 ألف" in text for text in corrected["correction"]["removed"])
    assert any("21 ألف" in text for text in corrected["correction"]["added"])


def test_story_names_its_copies(sample_settings: Settings) -> None:
    facts = read_brief(sample_settings.database)
    copied = [story for story in facts["stories"] if len(story["articles"]) > 1]
    assert copied
    assert (
        len(copied)
        == rows(
            sample_settings.database,
            "SELECT count(*) FROM stories WHERE article_count > 1 AND story_id IN (SELECT story_id FROM reports)",
        )[0][0]
    )


def test_ten_thousand_reports_in_a_day_are_all_counted_and_the_weightiest_shown(crowded_settings: Settings) -> None:
    facts = read_brief(crowded_settings.database, DAY, DAY)
    assert facts["totals"]["reports"] == 10_000
    assert len(facts["reports"]) == len(facts["evacuations"]) == 120
    people = [row["people_high"] for row in facts["evacuations"]]
    assert people == sorted(people, reverse=True)
    (most,) = rows(crowded_settings.database, "SELECT max(people_high) FROM evacuation_reports")[0]
    assert people[0] == most


def test_json_has_every_report(busy_settings: Settings) -> None:
    plant(busy_settings.database, [(DAY, 300)])
    assert len(read_brief(busy_settings.database, DAY, DAY, EVERYTHING)["reports"]) == 300


def test_day_without_reports_says_where_the_nearest_are(sample_settings: Settings) -> None:
    totals = read_brief(sample_settings.database, date(2016, 2, 2), date(2016, 2, 2))["totals"]
    assert (totals["reports"], totals["texts"]) == (0, 0)
    days = [day for (day,) in rows(sample_settings.database, "SELECT CAST(published_at AS DATE) FROM reports")]
    assert totals["day_before"] == max(day for day in days if day < date(2016, 2, 2))
    assert totals["day_after"] == min(day for day in days if day > date(2016, 2, 2))


def test_snapshot_swapped_while_it_is_read_changes_nothing(busy_settings: Settings, tmp_path: Path) -> None:
    before = read_brief(busy_settings.database, DAY, DAY)
    other = tmp_path / "other.duckdb"
    shutil.copy(busy_settings.database, other)
    plant(other, [(DAY, 50)])
    with attached(busy_settings.database) as connection:
        other.replace(busy_settings.database)
        ((found,),) = connection.execute("SELECT count(*) FROM live.reports").fetchall()
    assert found == before["totals"]["all_texts"] - rows_without_tag(busy_settings.database)
    assert read_brief(busy_settings.database, DAY, DAY)["totals"]["reports"] == 50


def rows_without_tag(database: Path) -> int:
    """Texts of the snapshot that carry no tag; planted ones all do."""
    return int(
        rows(database, "SELECT count(*) FROM revisions ANTI JOIN tags USING (revision_id) WHERE is_current")[0][0]
    )


def test_file_of_another_version_is_refused_in_a_sentence(tmp_path: Path) -> None:
    database = tmp_path / "old.duckdb"
    with duckdb.connect(str(database)) as connection:
        create_tables(connection)
        create_views(connection)
        connection.execute(
            "INSERT INTO snapshot VALUES ('a', 1, '0', 'r', 'e', 'c', TIMESTAMP '2020-01-01 00:00:00', 'cite')"
        )
    with pytest.raises(BriefError, match="another version of Marsad: `marsad rebuild`"):
        read_brief(database)


def test_file_that_is_no_database_is_refused_in_a_sentence(tmp_path: Path) -> None:
    database = tmp_path / "torn.duckdb"
    database.write_bytes(b"no database" * 1000)
    with pytest.raises(BriefError, match="could not be read"):
        read_brief(database)


def test_every_query_of_the_brief_has_a_header() -> None:
    for path in read.QUERIES.glob("*.sql"):
        head = path.read_text(encoding="utf-8").splitlines()[:2]
        assert [line[:8] for line in head] == ["-- Grain", "-- Answe"], path.name
