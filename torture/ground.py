"""Where faults are tried: a site on loopback, homes to start from, and the tables that must come out."""

from __future__ import annotations

import gc
import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from bench.archive.plan import Plan
from bench.archive.write import Output, write_archive
from pipeline.collect.collect import collect
from pipeline.collect.feeds import load_feeds
from pipeline.collect.sources import source_of
from pipeline.derive.rules import RuleSet, load_rules
from pipeline.settings import Settings
from pipeline.warehouse.backfill import backfill
from pipeline.warehouse.publish import has_unpublished_answers, publish, sole_writer
from pipeline.warehouse.schema import arrow_schema
from pipeline.warehouse.staging import derive_pending
from samples.server import SampleServer
from samples.site import CLOCK
from torture.site import small_site, write_feeds

NOW = CLOCK[2]
# Rows that tell of the way something came in, or of when it was looked at, differ between a disturbed home and another.
_OF_THE_WAY = {"run_id", "superseded_run_id", "capture_id", "entry_id", "outcome", "seen_at", "position"}
_TABLES: tuple[str, ...] = (
    "entries",
    "articles",
    "stories",
    "revisions",
    "tags",
    "mentions",
    "evacuations",
    "evacuation_places",
)
_TABLES += ("evacuation_actors", "counts", "casualties", "places", "actors", "rules", "outcomes", "feeds")

Rows = dict[str, set[str]]


class NothingAnsweredError(Exception):
    """No feed gave an answer, as `flows.daily.NoAnswerError`."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A folder with homes `empty` and `first` (one run, in phase 1), WARC files of others, and the rows wanted.

    `wanted` is by home and work, `steps` by work: see `kills.steps_of`.
    """

    folder: Path
    ports: dict[int, int]
    rules: RuleSet
    old_files: list[str]
    wanted: dict[tuple[str, str], Rows]
    steps: dict[str, list[str]]

    def settings(self, home: Path, phase: int = 2, **changes: Any) -> Settings:
        """Settings of a home whose every request ends at the site in that phase."""
        settings = Settings(
            home=home,
            feeds=self.folder / "feeds.toml",
            host_delay_s=0,
            retry_wait_s=0,
            max_retry_wait_s=0,
            max_attempts=2,
            connect_to=(("*", "127.0.0.1", self.ports[phase]),),
        )
        return replace(settings, **changes)


def silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def run_daily(settings: Settings, rules: RuleSet, now: datetime = NOW) -> None:
    """What the flow `daily` does, without Prefect."""
    with sole_writer(settings):
        derive_pending(settings, silent)
        if has_unpublished_answers(settings):
            publish(settings, rules, now, silent)
        if collect(settings, load_feeds(settings.feeds), silent, lambda: now).feeds_answered == 0:
            raise NothingAnsweredError
        derive_pending(settings, silent)
        publish(settings, rules, now, silent)


def run_backfill(settings: Settings, rules: RuleSet, old_files: list[str]) -> None:
    """What the flow `backfill` does, without Prefect."""
    feeds = load_feeds(settings.feeds)
    backfill(settings, source_of("warc", old_files, feeds, {}), feeds, rules, lambda: NOW, silent)


def prepare(folder: Path) -> tuple[Ground, list[int]]:
    """Make the ground in an empty folder; return it and the processes of its servers, which the caller ends."""
    servers = {phase: _serve(phase) for phase in (1, 2)}
    write_feeds(folder / "feeds.toml")
    (folder / "empty").mkdir()
    write_archive(folder / "old", Plan(articles=8, seed=3, corrections=0.3, copies=0.2), Output(damage=0.1, files_of=4))
    old_files = [str(path) for path in sorted((folder / "old").glob("*.warc.gz"))]
    ground = Ground(folder, {phase: port for phase, (port, _) in servers.items()}, load_rules(), old_files, {}, {})
    # Here and not in a child: what is read once, schema and gazetteer for two, need not be read again for each fault.
    run_daily(ground.settings(folder / "first", 1), ground.rules, CLOCK[1])
    for start in ("empty", "first"):
        for work in ("daily", "backfill"):
            home = folder / f"wanted-{start}-{work}"
            shutil.copytree(folder / start, home, symlinks=True)
            do_work(work, ground, home)
            ground.wanted[start, work] = read_rows(home / "marsad.duckdb")
    gc.freeze()
    return ground, [pid for _, pid in servers.values()]


def do_work(work: str, ground: Ground, home: Path, **changes: Any) -> None:
    """Run `daily` or `backfill` on a home."""
    settings = ground.settings(home, **changes)
    if work == "daily":
        run_daily(settings, ground.rules)
    else:
        run_backfill(settings, ground.rules, ground.old_files)


def read_rows(database: Path) -> Rows:
    """The rows of a snapshot that do not tell of the way they came, by table."""
    with duckdb.connect(str(database), read_only=True) as connection:
        found = {}
        for table in _TABLES:
            columns = ", ".join(f'"{name}"' for name in arrow_schema(table).names if name not in _OF_THE_WAY)
            rows = connection.execute(f"SELECT DISTINCT {columns} FROM {table}").fetchall()  # noqa: S608  (own names)
            found[table] = set(map(repr, rows))
        standing = "SELECT article_id, revision_id, title, tags FROM report_history WHERE until_publication IS NULL"
        return found | {"standing": set(map(repr, connection.execute(standing).fetchall()))}


def in_child(work: Callable[[], None]) -> None:
    """Do something in a process of its own; raises RuntimeError where it fails."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]):
        raise RuntimeError("the undisturbed run failed")


def _serve(phase: int) -> tuple[int, int]:
    """Serve the site from a process of its own; return (port, process)."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        with SampleServer(site=small_site, phase=phase) as server:
            os.write(writer, str(server.port).encode())
            os.close(writer)
            signal.pause()
    os.close(writer)
    with open(reader, encoding="ascii") as pipe:  # noqa: PTH123  (a descriptor)
        return int(pipe.read()), pid
