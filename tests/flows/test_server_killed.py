"""Prefect's server killed in the middle of a run: the run ends with a sentence, and nothing is lost or half."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.archive.plan import Plan
from bench.archive.write import Output, write_archive
from pipeline.collect.collect import utc_now
from pipeline.collect.feeds import load_feeds
from pipeline.collect.sources import source_of
from pipeline.derive.rules import load_rules
from pipeline.report.notes import read_note
from pipeline.settings import Settings
from pipeline.warehouse.backfill import backfill
from pipeline.warehouse.doctor import unreadable
from samples.environment import environment
from samples.server import SampleServer
from tests.flows.test_daily import marsad
from tests.flows.test_told_runs import NOWHERE
from tests.support import SAMPLE_FEEDS, rows, settings_for, silent, with_prefect
from torture.processes import children

# When the server is killed: at the first line of progress of that stage.
CASES = (
    ("daily", "texts indexed: "),
    ("backfill", "texts tagged: "),
)
TABLES = (
    "SELECT DISTINCT feed_id, article_id, title FROM entries ORDER BY ALL",
    "SELECT revision_id, title, body, is_current FROM revisions ORDER BY ALL",
    "SELECT revision_id, tag, subtype, trigger FROM tags ORDER BY ALL",
    "SELECT evacuation_id, revision_id, status FROM evacuations ORDER BY ALL",
)


@dataclass(frozen=True)
class Ending:
    """How a command ended, and whether a server was killed before."""

    home: Path
    code: int
    said: list[str]
    was_killed: bool


def test_run_whose_server_is_killed_says_so_and_the_next_one_ends_as_if_nothing_had_been(
    polled: Settings, tmp_path: Path
) -> None:
    write_archive(tmp_path / "old", Plan(articles=6), Output())
    old = [str(path) for path in sorted((tmp_path / "old").glob("*.warc.gz"))]
    words = {"daily": ["daily"], "backfill": ["backfill", "warc", *old]}
    with SampleServer() as site, ThreadPoolExecutor(4) as threads:
        undisturbed = {"daily": polled, "backfill": settings_for(site, tmp_path / "undisturbed-backfill")}
        feeds = load_feeds(SAMPLE_FEEDS)
        backfill(undisturbed["backfill"], source_of("warc", old, feeds, {}), feeds, load_rules(), utc_now, silent)
        wanted = {work: [rows(of.database, table) for table in TABLES] for work, of in undisturbed.items()}
        assert all(wanted["daily"])
        kill = partial(killed, tmp_path, site.port)
        endings = list(threads.map(lambda case: kill(words[case[0]], case[1], CASES.index(case)), CASES))
        for ending in endings:
            assert ending.was_killed
            assert ending.code == 1, ending.said[-5:]
            (told,) = [line for line in ending.said if line.startswith("marsad: ")]
            assert "Prefect's server ended" in told
            note = read_note(ending.home / "last_failure.json") or {}
            assert note["state"] == "Crashed"
            database = ending.home / "marsad.duckdb"
            assert not database.exists() or unreadable(database) is None
        again = threads.map(
            lambda made: marsad(made[0].home, site.port, *words[made[1][0]]), zip(endings, CASES, strict=True)
        )
        for (work, stage), ending, result in zip(CASES, endings, again, strict=True):
            assert result.returncode in (0, 3), result.stderr
            assert not (ending.home / "last_failure.json").exists()
            found = [rows(ending.home / "marsad.duckdb", table) for table in TABLES]
            assert found == wanted[work], f"{work} at {stage}"


def test_server_of_a_run_that_was_killed_is_ended_by_the_next_one(server: SampleServer, tmp_path: Path) -> None:
    env = environment(with_prefect(tmp_path), SAMPLE_FEEDS, server.port)
    command = [sys.executable, "-m", "flows.cli", "daily"]
    with subprocess.Popen(command, env=env, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as run:
        assert run.stderr is not None
        next(line for line in run.stderr if line.startswith("articles: "))
        (left,) = children(run.pid, "prefect.server")
        run.kill()
    assert is_working(left)
    assert marsad(tmp_path, NOWHERE, "daily").returncode == 1
    assert not is_working(left)


def is_working(pid: int) -> bool:
    """Whether a process is there that has not ended; one that nobody waited for may still be listed."""
    try:
        return b") Z " not in Path(f"/proc/{pid}/stat").read_bytes()
    except FileNotFoundError:
        return False


def killed(folder: Path, port: int, words: list[str], stage: str, number: int) -> Ending:
    """Run a command and kill the Prefect server that it started when it comes to a stage."""
    home = folder / f"home-{number}"
    env = environment(with_prefect(home), SAMPLE_FEEDS, port) | {"PREFECT_CLIENT_MAX_RETRIES": "0"}
    command = [sys.executable, "-m", "flows.cli", *words]
    said, was_killed = [], False
    with subprocess.Popen(command, env=env, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        for line in process.stderr:
            said.append(line.rstrip())
            if line.startswith(stage) and not was_killed:
                servers = list(children(process.pid, "prefect.server"))
                for pid in servers:
                    os.kill(pid, signal.SIGKILL)
                was_killed = bool(servers)
    return Ending(home, process.returncode, said, was_killed)
