"""`marsad daily` as the operator runs it: its own process, real Prefect, real HTTP on loopback."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

from pipeline.warehouse.publish import sole_writer
from samples.environment import environment
from samples.server import SampleServer
from tests.derive.test_added_rules import MINE
from tests.support import SAMPLE_FEEDS, rows, settings_for


def marsad(
    home: Path, port: int, *words: str, api: str | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run one command in a process of its own; nothing it asks leaves this machine.

    With the Prefect server at `api`; without one, a run has a server of its own, as one by hand or by the timer has.
    """
    env = environment(home, SAMPLE_FEEDS, port) | ({"PREFECT_API_URL": api} if api else {})
    env |= {f"MARSAD_{name.upper()}": value for name, value in variables.items()}
    command = [sys.executable, "-m", "flows.cli", *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_daily_run_then_a_day_without_network(server: SampleServer, prefect_api: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (tmp_path / "mine.toml").write_text(MINE, encoding="utf-8")
    (tmp_path / "watches.toml").write_text('[[watch]]\nid = "moves"\ntag = "evacuation"\n', encoding="utf-8")
    files = {"rules": str(tmp_path / "mine.toml"), "watches": str(tmp_path / "watches.toml")}
    first = marsad(home, server.port, "daily", **files)
    assert first.returncode == 3, first.stderr
    assert "issues" in first.stdout
    assert "Traceback" not in first.stderr
    assert "articles: " in first.stderr
    database = home / "marsad.duckdb"
    assert rows(database, "SELECT status, entry_count > 60 FROM runs") == [("completed", True)]
    assert rows(database, "SELECT comment FROM rules WHERE rule_id = 'mine.balloon'")
    published = database.read_bytes()
    brief = (home / "briefs" / "latest.html").resolve()
    assert f"Brief: {brief}" in first.stdout
    assert brief.read_bytes().startswith(b"<!DOCTYPE html>")
    assert "<entry>" in (home / "watches" / "moves.xml").read_text(encoding="utf-8")
    with sqlite3.connect(home / "prefect" / "prefect.db") as prefect:
        ((link,),) = prefect.execute("SELECT data FROM artifact WHERE key = 'daily-brief'").fetchall()
    prefect.close()
    assert brief.as_uri() in link

    cut_off = marsad(home, 9, "daily", api=prefect_api)
    assert cut_off.returncode == 1
    assert cut_off.stderr.splitlines()[-1].startswith("marsad: None of the 9 feeds gave an answer")
    assert "Traceback" not in cut_off.stderr
    assert database.read_bytes() == published
    assert "None of the 9 feeds" in json.loads((home / "last_failure.json").read_text())["why"]


def test_second_run_at_the_same_time_says_so_and_ends(server: SampleServer, prefect_api: str, tmp_path: Path) -> None:
    with sole_writer(settings_for(server, tmp_path)):
        result = marsad(tmp_path, server.port, "daily", api=prefect_api)
    assert result.returncode == 1
    assert f"is in use by process {os.getpid()}" in result.stderr
    assert not (tmp_path / "marsad.duckdb").exists()


def test_brief_that_cannot_be_written_is_told_and_the_snapshot_is_published(
    server: SampleServer, prefect_api: str, tmp_path: Path
) -> None:
    (tmp_path / "briefs").write_text("in the way", encoding="utf-8")
    watches = tmp_path / "watches.toml"
    watches.write_text('[[watch]]\nid = "bad"\nsql = "SELECT 1"\n', encoding="utf-8")
    result = marsad(tmp_path, server.port, "daily", "--json", api=prefect_api, watches=str(watches))
    assert result.returncode == 3, result.stderr
    assert json.loads(result.stdout)["watch_failure"] == "The watch bad: its SQL must give a column article_id."
    assert "The snapshot is published, but its brief could not be written: The brief cannot be" in result.stderr
    assert "Traceback" not in result.stderr
    summary = json.loads(result.stdout)
    assert (summary["status"], summary["brief"]) == ("completed", None)
    assert rows(tmp_path / "marsad.duckdb", "SELECT status FROM runs") == [("completed",)]
    assert not (tmp_path / "last_failure.json").exists()
