"""Old material ends in the same tables whatever happens on the way: twice, in any order, killed, in many processes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bench.archive.plan import Plan
from bench.archive.write import Output, write_archive
from pipeline.collect import reading
from pipeline.collect.feeds import load_feeds
from pipeline.collect.sources import source_of
from pipeline.derive.rules import load_rules
from pipeline.report.backfilled import backfill_facts, expected_facts
from pipeline.settings import Settings
from pipeline.warehouse.backfill import Backfilled, backfill
from pipeline.warehouse.expect import expect
from pipeline.warehouse.publish import BusyError, sole_writer
from pipeline.warehouse.schema import arrow_schema, published_tables
from samples.server import SampleServer
from tests.support import SAMPLE_FEEDS, rows, run_pipeline, settings_for, silent

NOW = datetime(2026, 3, 10, tzinfo=UTC)
# What tells how and when something came in, and so differs between two ways of bringing it.
OF_THE_WAY = {"run_id", "superseded_run_id", "warc_file", "warc_offset", "issue_id", "origin"}
TABLES_OF_THE_WAY = {"runs", "snapshot", "archive_files", "imported_files", "publications", "report_history"}

KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from pipeline.collect.feeds import load_feeds
from pipeline.collect.sources import source_of
from pipeline.derive.rules import load_rules
from pipeline.settings import Settings
from pipeline.collect import reading
from pipeline.warehouse import backfill as backfilling
from pipeline.warehouse import publish

reading.MOST_ITEMS = 20
home, feeds, when, *paths = sys.argv[1:]

def die():
    os.kill(os.getpid(), signal.SIGKILL)

calls = 0
def progress(stage, done, total):
    global calls
    if stage == "warc, KB read" and when == "reading":
        calls += 1
        if calls == 60:
            die()
    if stage == "texts tagged" and when == "tagging" and total:
        die()

if when == "publishing":
    publish.put_live = lambda *given: die()

settings = Settings(home=Path(home), feeds=Path(feeds))
known = load_feeds(settings.feeds)
source = source_of("warc", paths, known, {})
backfilling.backfill(settings, source, known, load_rules(), lambda: datetime(2026, 3, 10, tzinfo=UTC), progress)
"""


@pytest.fixture(scope="module")
def old_files(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], dict[str, Any]]:
    """Two WARC files of a generated archive with corrections, copies, other pages and damage, and its manifest."""
    folder = tmp_path_factory.mktemp("old")
    manifest = write_archive(
        folder / "a", Plan(articles=60, seed=7, corrections=0.1, copies=0.1), Output(damage=0.05, files_of=40)
    )
    return sorted((folder / "a").glob("*.warc.gz")), manifest


@pytest.fixture(scope="module")
def undisturbed(
    old_files: tuple[list[Path], dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Settings, Backfilled]:
    """A home that read them in one run, in one process."""
    settings = Settings(home=tmp_path_factory.mktemp("whole") / "home", feeds=SAMPLE_FEEDS)
    return settings, read_in(settings, old_files[0])


def read_in(settings: Settings, paths: list[Path]) -> Backfilled:
    feeds = load_feeds(settings.feeds)
    return backfill(
        settings, source_of("warc", [*map(str, paths)], feeds, {}), feeds, load_rules(), lambda: NOW, silent
    )


def tables(settings: Settings) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    """The rows of every table, without what tells of the way they came."""
    for table in published_tables():
        if table not in TABLES_OF_THE_WAY:
            columns = [f'"{name}"' for name in arrow_schema(table).names if name not in OF_THE_WAY]
            yield table, rows(settings.database, f"SELECT {', '.join(columns)} FROM {table} ORDER BY ALL")


def assert_same(settings: Settings, wanted: Settings, *but: str) -> None:
    for (table, found), (_, expected) in zip(tables(settings), tables(wanted), strict=True):
        assert found == expected or table in but, table


def archived(settings: Settings) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in settings.archive.glob("**/*") if path.is_file()}


def test_everything_readable_is_brought_and_everything_else_is_counted(
    undisturbed: tuple[Settings, Backfilled], old_files: tuple[list[Path], dict[str, Any]]
) -> None:
    settings, done = undisturbed
    manifest = old_files[1]
    facts = backfill_facts(settings.database, done)
    english = manifest["foreign"]["english"]
    assert facts["counts"]["added"] == manifest["articles"] + manifest["copies"] + english
    assert facts["counts"]["changed"] == manifest["corrections"] > 0
    assert facts["captures"] == done.tally.new == done.tally.found
    assert 0 < facts["counts"]["unreadable"] <= len(manifest["damaged"])
    assert sum(facts["passed_over"].values()) > 0
    assert set(facts["examples"]) >= {"added", "changed", "unreadable"}
    assert rows(settings.database, "SELECT count(*) FROM revisions") == [(manifest["revisions"] + english,)]
    # Each stretch that could not be read is an issue with its file and offset.
    issues = rows(settings.database, "SELECT subject, message FROM issues WHERE word = 'import_unreadable'")
    assert len(issues) == facts["counts"]["unreadable"]
    assert all(subject.rpartition("@")[2].isdigit() and message for subject, message in issues)


def test_same_files_twice_add_nothing(
    undisturbed: tuple[Settings, Backfilled], old_files: tuple[list[Path], dict[str, Any]], tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path / "home", feeds=SAMPLE_FEEDS)
    shutil.copytree(undisturbed[0].home, settings.home, symlinks=True)
    before = archived(settings)
    again = read_in(settings, old_files[0])
    assert (again.run_id, again.published, again.tally.files_known) == (None, None, 2)
    assert archived(settings) == before
    # The same records in a file of another name and content: no file that is known, and no capture that is not.
    other = tmp_path / "other.warc.gz"
    other.write_bytes(b"".join(path.read_bytes() for path in old_files[0]))
    third = read_in(settings, [other])
    assert (third.tally.new, third.tally.known) == (0, undisturbed[1].tally.found)
    # What is unreadable stands at other places of this file; that is told, and nothing else is new.
    assert_same(settings, undisturbed[0], "issues")


def test_thousands_of_identical_records_are_archived_once(
    old_files: tuple[list[Path], dict[str, Any]],
    undisturbed: tuple[Settings, Backfilled],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "MOST_ITEMS", 50)
    settings = Settings(home=tmp_path / "home", feeds=SAMPLE_FEEDS)
    whole = old_files[0][0].read_bytes()
    repeated = tmp_path / "again.warc.gz"
    repeated.write_bytes(whole * 60)
    done = read_in(settings, [repeated, *old_files[0]])
    new = undisturbed[1].tally.new
    assert done.tally.found > 25 * new
    assert done.tally.new < 8 * new  # batches that are under way at the same time do not know of each other
    assert done.tally.new + done.tally.known == done.tally.found
    assert_same(settings, undisturbed[0], "issues")  # the damage stands in one file more


def test_any_order_gives_the_same_tables(
    undisturbed: tuple[Settings, Backfilled],
    old_files: tuple[list[Path], dict[str, Any]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = old_files[0]
    monkeypatch.setattr(reading, "MOST_ITEMS", 17)
    for name, runs in {"reversed": [[second], [first]], "overlapping": [[first], [first, second]]}.items():
        settings = Settings(home=tmp_path / name, feeds=SAMPLE_FEEDS)
        for paths in runs:
            read_in(settings, paths)
        assert_same(settings, undisturbed[0])


def test_several_processes_bring_what_one_brings(
    undisturbed: tuple[Settings, Backfilled],
    old_files: tuple[list[Path], dict[str, Any]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "MOST_ITEMS", 17)
    settings = Settings(home=tmp_path, feeds=SAMPLE_FEEDS)
    assert read_in(settings, old_files[0]).tally.new == undisturbed[1].tally.new
    assert len(list(settings.archive.glob("*/*.warc.gz"))) > 4
    assert_same(settings, undisturbed[0])


@pytest.mark.parametrize("when", ["reading", "tagging", "publishing"])
def test_killed_and_started_again_ends_with_the_tables_of_an_undisturbed_run(
    undisturbed: tuple[Settings, Backfilled], old_files: tuple[list[Path], dict[str, Any]], tmp_path: Path, when: str
) -> None:
    settings = Settings(home=tmp_path, feeds=SAMPLE_FEEDS)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), str(SAMPLE_FEEDS), when, *map(str, old_files[0])],
        check=False,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert killed.returncode == -signal.SIGKILL
    assert not settings.database.exists()
    read_in(settings, old_files[0])
    assert_same(settings, undisturbed[0])
    assert not list(settings.archive.glob("**/.*"))


def test_dry_run_says_what_a_run_then_adds_and_writes_nothing(
    old_files: tuple[list[Path], dict[str, Any]], undisturbed: tuple[Settings, Backfilled], tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path, feeds=SAMPLE_FEEDS)
    source = source_of("warc", [*map(str, old_files[0])], load_feeds(SAMPLE_FEEDS), {})
    told = expected_facts(expect(settings, source, silent))
    assert not settings.archive.exists()
    done = backfill_facts(undisturbed[0].database, undisturbed[1])
    assert told["captures"] == done["captures"]
    assert told["counts"]["unreadable"] == done["counts"]["unreadable"]
    assert told["articles"] == rows(undisturbed[0].database, "SELECT count(*) FROM articles")[0][0]
    assert told["first_day"] < told["last_day"]
    known = expected_facts(expect(undisturbed[0], source, silent))
    assert (known["captures"], known["articles"], known["days"]) == (0, 0, 0)


def test_daily_run_and_backfill_meet_in_the_same_tables(
    server: SampleServer, old_files: tuple[list[Path], dict[str, Any]], tmp_path: Path
) -> None:
    daily_first, backfill_first = settings_for(server, tmp_path / "a"), settings_for(server, tmp_path / "b")
    run_pipeline(daily_first, lambda: NOW)
    read_in(daily_first, old_files[0])
    read_in(backfill_first, old_files[0])
    run_pipeline(backfill_first, lambda: NOW)
    for query in (
        "SELECT * EXCLUDE (run_id, superseded_run_id) FROM revisions",
        "SELECT * EXCLUDE (run_id, superseded_run_id) FROM tags",
        "FROM casualties",
        "SELECT article_id, outcome FROM entries",
    ):
        found = rows(daily_first.database, f"{query} ORDER BY ALL")
        assert found == rows(backfill_first.database, f"{query} ORDER BY ALL"), query
    assert rows(daily_first.database, "SELECT kind FROM runs ORDER BY 1") == [("backfill",), ("daily",)]
    with sole_writer(daily_first), pytest.raises(BusyError):
        read_in(daily_first, old_files[0])
