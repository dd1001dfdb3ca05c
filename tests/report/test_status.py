"""What `marsad status` tells an operator, whatever state the home is in."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner, Result

from flows.cli import app
from pipeline.collect.collect import collect
from pipeline.collect.feeds import load_feeds
from pipeline.report.disk import note_sizes, read_disk
from pipeline.report.needs import needs_of
from pipeline.report.notes import write_note
from pipeline.report.status import read_status
from pipeline.settings import Settings
from pipeline.warehouse.publish import sole_writer
from samples.server import SampleServer
from tests.support import run_pipeline, settings_for, silent

NOW = datetime.now(UTC)


def status(home: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["status", *words], env={"MARSAD_HOME": str(home)})


def words_of(settings: Settings, now: datetime = NOW) -> set[str]:
    return {need["word"] for need in read_status(settings, now)["needs"]}


@pytest.fixture
def home(sample_settings: Settings, tmp_path: Path) -> Settings:
    """A home of one's own with the snapshot and the archive of the sample site."""
    settings = Settings(home=tmp_path / "home")
    shutil.copytree(sample_settings.home, settings.home, symlinks=True)
    return settings


def changed(settings: Settings, *statements: str) -> None:
    with duckdb.connect(str(settings.database)) as connection:
        for statement in statements:
            connection.execute(statement)


def test_status_tells_runs_rhythm_failures_archive_and_disk(home: Settings) -> None:
    facts = json.loads(status(home.home, "--json").stdout)
    assert facts["upkeep"]["last_good_run_id"] == facts["last_run"]["run_id"]
    assert facts["upkeep"]["due_by"] > facts["upkeep"]["last_good_run_at"]
    assert {feed["feed_id"]: feed["state"] for feed in facts["feeds"]}["frozen_world"] == "late"
    assert [(word["purpose"], word["word"]) for word in facts["failures"]] == [("feed", "not_a_feed")]
    assert facts["archive"]["file_count"] == 2
    assert facts["archive"]["unpublished"] == []
    assert facts["disk"]["bytes"]["archive"] > 100_000
    text = status(home.home).stdout
    for label in ("Last good", "overdue after", "responses, the oldest of", "free", "frozen_world", "Needs you"):
        assert label in text, label


def test_without_a_snapshot_the_failure_and_the_archive_are_told(server: SampleServer, tmp_path: Path) -> None:
    settings = settings_for(server, tmp_path)
    with sole_writer(settings):
        collect(settings, load_feeds(settings.feeds), silent)
    write_note(tmp_path / "last_failure.json", {"at": "2026-03-10", "flow": "daily", "why": "the disk is full"})
    told = status(tmp_path)
    assert told.exit_code == 1
    assert "the disk is full" in told.stdout
    assert "1 files, runs 20" in told.stdout
    assert "marsad daily" in told.stderr
    facts = json.loads(status(tmp_path, "--json").stdout)
    assert (facts["snapshot"], facts["archive"]["file_count"]) == (None, 1)
    assert [need["word"] for need in facts["needs"]] == ["run_failed", "no_snapshot"]


def test_note_of_a_failure_that_is_torn_breaks_nothing(home: Settings) -> None:
    (home.home / "last_failure.json").write_text('{"at": "2026')
    assert status(home.home).exit_code == 3


@pytest.mark.parametrize("lost", ["VIEW feed_freshness", "VIEW run_summary", "TABLE archive_files"])
def test_snapshot_of_another_version_is_told_as_far_as_it_can_be(home: Settings, lost: str) -> None:
    changed(home, f"DROP {lost} CASCADE")
    assert status(home.home).exit_code == 3
    told = status(home.home, "--json")
    assert told.exit_code == 3
    facts = json.loads(told.stdout)
    assert [need["word"] for need in facts["needs"]][:1] == ["other_version"]
    assert "not_published" not in {need["word"] for need in facts["needs"]}
    assert "marsad rebuild" in facts["needs"][0]["message"]
    assert facts["last_run"]["status"] == "completed"
    assert facts["rows"]["runs"] == 2


def test_gaps_of_a_snapshot_of_an_older_schema_end_in_a_sentence(home: Settings) -> None:
    changed(home, "DROP VIEW gaps", "DROP VIEW coverage", "ALTER TABLE snapshot DROP citation")
    told = status(home.home, "--gaps")
    assert told.exit_code == 1
    assert told.stderr.startswith("marsad: ")
    assert "was made by another version of Marsad" in told.stderr
    assert status(home.home).exit_code == 3


@pytest.mark.parametrize("damage", [b"", b"no database", None])
def test_damaged_snapshot_is_told_with_what_puts_it_back(home: Settings, damage: bytes | None) -> None:
    whole = home.database.read_bytes()
    home.database.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    told = status(home.home)
    assert told.exit_code == 1
    assert "marsad rebuild" in " ".join(told.stdout.split())
    assert told.stdout.count("Archive") == 1


def test_run_that_is_killed_before_it_published_is_told_and_one_that_goes_on_is_not(
    home: Settings, server: SampleServer
) -> None:
    settings = settings_for(server, home.home)
    with sole_writer(settings):
        collected = collect(settings, load_feeds(settings.feeds), silent)
        facts = read_status(settings, NOW)
        assert facts["running"].startswith("process ")
        assert facts["archive"]["unpublished"] == [collected.run_id]
        assert "not_published" not in words_of(settings)
    assert read_status(settings, NOW)["running"] is None
    assert "not_published" in words_of(settings)


def test_home_that_no_run_came_to_is_overdue_after_the_usual_time(home: Settings) -> None:
    assert "run_overdue" not in words_of(home)
    assert "run_overdue" not in words_of(home, NOW + timedelta(hours=29))
    assert "run_overdue" in words_of(home, NOW + timedelta(hours=31))


def test_days_on_which_runs_end_well_and_bring_nothing_are_told(polled: Settings) -> None:
    assert "no_new_articles" not in words_of(polled)
    run_pipeline(polled, lambda: datetime.now(UTC) + timedelta(hours=21))
    assert "no_new_articles" in words_of(polled)


def test_growth_of_the_disk_is_told_by_part_and_full_in_days(home: Settings) -> None:
    note_sizes(home, NOW - timedelta(days=40))
    note_sizes(home, NOW - timedelta(days=10))
    (home.archive / "grown").write_bytes(b"x" * 5_000_000)
    notes = home.home / "sizes.jsonl"
    notes.write_text(notes.read_text() + '[]\n{"at": 3}\n{"at": "2026-01-01", "bytes": {}}\n{"torn')
    note_sizes(home, NOW - timedelta(hours=1))
    note_sizes(home, NOW)
    growth = read_disk(home, NOW)["growth"]
    assert 499_000 < growth["bytes_per_day"]["archive"] < 502_000
    assert growth["bytes_per_day"]["history"] == 0
    assert growth["days_until_full"] > 0
    assert len(notes.read_text().splitlines()) == 3 + (f"{NOW:%H}" == "00")
    assert "a day since" in status(home.home).stdout
    facts = read_status(home, NOW)
    for free, days, is_low in ((10**12, 100, False), (10**12, 29, True), (10**8, None, True)):
        growing = facts["disk"]["growth"] | {"days_until_full": days}
        disk = facts["disk"] | {"free_bytes": free, "growth": growing}
        low = {need["word"] for need in needs_of(facts | {"disk": disk}, NOW)} & {"disk_low"}
        assert bool(low) == is_low
