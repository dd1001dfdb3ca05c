"""Each check passes on the sample snapshot and finds a row planted against it."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from pipeline.settings import Settings
from pipeline.warehouse.build import check as all_checks
from pipeline.warehouse.schema import SQL, create_tables, create_views, keys, published_tables

# One statement for each check that makes its table break the promise.
BREAKS = {
    "entries_are_all_there": "DELETE FROM entries WHERE position = 0",
    "feeds_are_read_whole": "DELETE FROM entries WHERE position = 1",
    "fetches_are_all_there": "DELETE FROM fetches WHERE purpose = 'robots'",
    "outcomes_have_their_cause": "UPDATE entries SET outcome = 'new' WHERE outcome = 'missing'",
    "pages_are_revisions": "DELETE FROM revisions WHERE template = 'arabic_2022'",
    "spans_select_their_words": "UPDATE mentions SET start_char = start_char + 1, end_char = end_char + 1",
    "one_current_revision": "UPDATE revisions SET is_current = true",
    "references_lead_somewhere": "DELETE FROM rules",
    "tags_have_evidence": "DELETE FROM mentions",
    "counts_are_reported": "UPDATE evacuations SET status = 'denied'",
    "stories_are_whole": "UPDATE stories SET article_count = article_count + 1",
    "nothing_read_is_lost": "UPDATE articles SET status = 'failed' WHERE status = 'read'",
    "entries_were_fetched": "UPDATE entries SET outcome = 'not_fetched' WHERE outcome = 'missing'",
    "rows_are_kept": "DELETE FROM fetches WHERE purpose = 'robots'",
    "tags_stay": "UPDATE tags SET subtype = 'other_subtype'",
}
# Each table that such a check looks at, broken alone.
SPANS = ("mentions", "casualties", "evacuations", "evacuation_places", "evacuation_actors", "counts")
REFERENCES = {
    "mentions.place_id": "UPDATE mentions SET place_id = 'nowhere' WHERE place_id IS NOT NULL",
    "mentions.actor_id": "UPDATE mentions SET actor_id = 'nobody' WHERE actor_id IS NOT NULL",
    "mentions.revision_id": "UPDATE mentions SET revision_id = 'none' WHERE kind = 'place'",
    "evacuations.revision_id": "UPDATE evacuations SET revision_id = 'none'",
    "evacuation_places.evacuation_id": "UPDATE evacuation_places SET evacuation_id = 'none'",
    "evacuation_places.place_id": "UPDATE evacuation_places SET place_id = 'nowhere' WHERE place_id IS NOT NULL",
    "evacuation_actors.evacuation_id": "UPDATE evacuation_actors SET revision_id = 'none'",
    "evacuation_actors.actor_id": "DELETE FROM actors",
    "counts.evacuation_id": "UPDATE counts SET evacuation_id = 'none'",
}
WARNS = {
    "article_not_read": "SELECT 1",
    "feed_needs_a_look": "SELECT 1",
    # The first run, a month earlier, saw other articles.
    "feed_gap": """
        UPDATE fetches SET started_at = started_at - INTERVAL 30 DAY WHERE run_id = (SELECT min(run_id) FROM runs);
        UPDATE entries SET seen_at = seen_at - INTERVAL 30 DAY, article_id = 'old' || position
        WHERE run_id = (SELECT min(run_id) FROM runs)""",
    "not_arabic": "SELECT 1",
    "evacuation_without_movement": "DELETE FROM evacuations",
    "movement_too_large": "UPDATE counts SET high = 1000001",
    "dates_disagree": "UPDATE revisions SET published_spread_days = 3 WHERE is_current",
    "no_date": "UPDATE revisions SET published_at = NULL",
    "pages_missing": "UPDATE revisions SET is_complete = false",
    # The last run, published after the others, began before them.
    "clock_set_back": """
        UPDATE runs SET started_at = started_at - INTERVAL 1 DAY WHERE run_id = (SELECT max(run_id) FROM runs);
        INSERT INTO publications BY NAME
        SELECT * REPLACE (
            publication_no + 1 AS publication_no, [(SELECT max(run_id) FROM runs)] AS run_ids)
        FROM publications WHERE publication_no = (SELECT max(publication_no) FROM publications)""",
    "run_interrupted": "UPDATE runs SET status = 'interrupted'",
}


@pytest.fixture
def snapshot(told_settings: Settings, tmp_path: Path) -> duckdb.DuckDBPyConnection:
    """A copy of the sample snapshot that may be changed, with the original attached as `live`."""
    copy = tmp_path / "copy.duckdb"
    shutil.copy(told_settings.database, copy)
    connection = duckdb.connect(str(copy))
    connection.execute(f"ATTACH '{told_settings.database}' AS live (READ_ONLY)")
    connection.execute("CREATE TEMP VIEW checked_runs AS SELECT run_id FROM runs")
    connection.execute("INSERT INTO imported_files VALUES ('i', 'r', 'warc', 'old.warc', '{}', 1, 's', 1, 0, 0)")
    return connection


def check(connection: duckdb.DuckDBPyConnection, kind: str, name: str) -> list[tuple[object, ...]]:
    """The rows of a check, whether it looks at any articles or at all."""
    (path,) = (SQL / "checks").glob(f"{kind}*/{name}.sql")
    return connection.execute(path.read_text(encoding="utf-8")).fetchall()


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_block_check_is_clean_on_the_sample_and_finds_the_break(snapshot: duckdb.DuckDBPyConnection, name: str) -> None:
    assert check(snapshot, "block", name) == []
    snapshot.execute(BREAKS[name])
    found = check(snapshot, "block", name)
    assert found
    assert all(len(row) == 2 and row[0] and row[1] for row in found)
    snapshot.close()


@pytest.mark.parametrize("table", SPANS)
def test_span_of_every_table_is_checked(snapshot: duckdb.DuckDBPyConnection, table: str) -> None:
    snapshot.execute(f"UPDATE {table} SET start_char = start_char + 1, end_char = end_char + 1")
    ((count,),) = snapshot.execute(f"SELECT count(*) FROM {table}").fetchall()
    assert 0 < len(check(snapshot, "block", "spans_select_their_words")) <= count
    snapshot.close()


@pytest.mark.parametrize("reference", sorted(REFERENCES))
def test_reference_of_every_fact_is_checked(snapshot: duckdb.DuckDBPyConnection, reference: str) -> None:
    snapshot.execute(REFERENCES[reference])
    found = check(snapshot, "block", "references_lead_somewhere")
    assert reference in {subject for subject, _ in found}
    snapshot.close()


@pytest.mark.parametrize("name", sorted(WARNS))
def test_warn_check_finds_what_it_looks_for_and_is_silent_on_nothing(
    snapshot: duckdb.DuckDBPyConnection, name: str
) -> None:
    snapshot.execute(WARNS[name])
    found = check(snapshot, "warn", name)
    assert found
    assert all(len(row) == 3 and row[1] and row[2] for row in found)
    snapshot.close()
    with duckdb.connect() as empty:
        create_tables(empty)
        create_views(empty)
        assert check(empty, "warn", name) == []


def test_every_check_is_proved_here() -> None:
    assert {path.stem for path in (SQL / "checks").glob("block*/*.sql")} == set(BREAKS)
    assert {path.stem for path in (SQL / "checks").glob("warn*/*.sql")} == set(WARNS)


@pytest.mark.parametrize("table", published_tables())
def test_key_that_stands_twice_is_found_in_every_table(snapshot: duckdb.DuckDBPyConnection, table: str) -> None:
    def doubled() -> set[str]:
        return {failure.subject for failure in all_checks(snapshot) if failure.check == "keys_are_unique"}

    assert doubled() == set()
    snapshot.execute(f"INSERT INTO {table} SELECT * FROM {table} LIMIT 1")
    assert doubled() == {f"{table}.{keys()[table]}"}
    snapshot.close()
