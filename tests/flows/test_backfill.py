"""`marsad backfill` as the archivist runs it: its own process, real Prefect."""

from __future__ import annotations

import json
from pathlib import Path

from bench.archive.plan import Plan
from bench.archive.write import Output, write_archive
from pipeline.settings import Settings
from tests.flows.test_cli import marsad as command
from tests.flows.test_daily import marsad
from tests.flows.test_told_runs import one_run
from tests.support import rows

NOWHERE = 9


def test_old_files_are_read_in_once_and_told(prefect_api: str, tmp_path: Path) -> None:
    old = tmp_path / "old"
    manifest = write_archive(old, Plan(articles=20, seed=3, foreign=0.0), Output(damage=0.1))
    settings = Settings(home=tmp_path / "home")
    would = marsad(settings.home, NOWHERE, "backfill", "warc", str(old), "--dry-run", "--json")
    assert would.returncode == 3, would.stderr
    assert not settings.database.exists()

    first = marsad(settings.home, NOWHERE, "backfill", "warc", str(old), "--json", api=prefect_api, log="json")
    assert first.returncode == 3, first.stderr  # something could not be read
    told = json.loads(first.stdout)
    assert told["counts"]["added"] == manifest["articles"] + manifest["copies"]
    assert told["captures"] == json.loads(would.stdout)["captures"]
    assert 0 < told["counts"]["unreadable"] <= told["issue_count"]
    run_id = one_run(first.stderr, "backfill")[0]["run_id"]
    assert rows(settings.database, "SELECT kind, status, run_id FROM runs") == [("backfill", "completed", run_id)]

    again = marsad(settings.home, NOWHERE, "backfill", "warc", str(old), api=prefect_api)
    assert again.returncode == 0, again.stderr
    assert "Nothing new" in again.stdout
    assert "files read to their end before" in again.stdout


def test_what_cannot_be_asked_for_is_said_before_anything_is_read(tmp_path: Path) -> None:
    for words, sentence in {
        ("warc", str(tmp_path / "none.warc.gz")): "none.warc.gz",
        ("wayback", "--from", "2017-08-02", "--to", "2017-08-01"): "is after",
        ("wayback", "--from", "yesterday", "--to", "2017-08-01"): "--from 2017-08-01",
        ("wayback", "--feed", "nobody", "--from", "2017-08-01", "--to", "2017-08-01"): "no feed of the feeds file",
        ("table", str(Path(__file__)), "--map", "title"): "--map",
    }.items():
        result = command("backfill", *words, home=tmp_path / "home")
        assert result.exit_code == 2, words
        assert sentence in result.stderr
    assert not (tmp_path / "home" / "archive").exists()
