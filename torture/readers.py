"""Analysts who read all the time while snapshots are published."""

from __future__ import annotations

import json
import os
import shutil
import signal
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb

from torture.ground import NOW, Ground, in_child, run_daily

READERS = 4
_QUERIES = (
    "SELECT count(*), sum(length(body)) FROM revisions WHERE is_current",
    "SELECT tag, subtype, count(*) FROM tags GROUP BY ALL",
    "SELECT title, tags, evidence FROM reports",
    "FROM daily_counts",
    "SELECT snapshot_id FROM snapshot",
)
# After so many queries an analyst opens the file anew, and so meets the newest snapshot.
_REOPEN_AFTER = 10


def read_while_publishing(ground: Ground, publications: int, queries_a_second: int) -> dict[str, Any]:
    """Publish so often while readers ask so many queries a second together; return counts, errors and times."""
    home = ground.folder / "read"
    shutil.copytree(ground.folder / "first", home, symlinks=True)
    readers = [
        _start(home, ground.folder / f"read-{number}.json", queries_a_second / READERS) for number in range(READERS)
    ]
    began = time.monotonic()

    def publish_often() -> None:
        for number in range(publications):
            settings = ground.settings(home, 1 + number % 2)
            run_daily(settings, ground.rules, NOW + timedelta(hours=number))

    in_child(publish_often)
    seconds = time.monotonic() - began
    told = []
    for number, pid in enumerate(readers):
        os.kill(pid, signal.SIGTERM)
        os.waitpid(pid, 0)
        told.append(json.loads((ground.folder / f"read-{number}.json").read_text(encoding="utf-8")))
    queries = sum(one["queries"] for one in told)
    return {
        "publications": publications,
        "queries": queries,
        "seconds": round(seconds, 1),
        "queries_a_second": round(queries / seconds),
        "snapshots_seen": len({name for one in told for name in one["snapshots"]}),
        "slowest_ms": max(one["slowest_ms"] for one in told),
        "errors": [error for one in told for error in one["errors"]],
    }


def _start(home: Path, told: Path, queries_a_second: float) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            _read(home / "marsad.duckdb", told, queries_a_second)
        finally:
            os._exit(0)
    return pid


def _read(database: Path, told: Path, queries_a_second: float) -> None:
    is_over = False

    def end(*_: object) -> None:
        nonlocal is_over
        is_over = True

    signal.signal(signal.SIGTERM, end)
    queries, slowest_ms, errors, snapshots = 0, 0, list[str](), set[str]()
    began = time.monotonic()
    while not is_over:
        try:
            with duckdb.connect(str(database), read_only=True, config={"threads": 1}) as connection:
                for number in range(_REOPEN_AFTER):
                    asked = time.monotonic()
                    rows = connection.execute(_QUERIES[number % len(_QUERIES)]).fetchall()
                    slowest_ms = max(slowest_ms, round((time.monotonic() - asked) * 1000))
                    queries += 1
                    if number % len(_QUERIES) == len(_QUERIES) - 1:
                        snapshots.add(rows[0][0])
                    # Never faster than asked for; behind, at once.
                    time.sleep(max(0.0, began + queries / queries_a_second - time.monotonic()))
        except duckdb.Error as error:
            errors.append(str(error).splitlines()[0])
    facts = {"queries": queries, "slowest_ms": slowest_ms, "errors": errors, "snapshots": sorted(snapshots)}
    told.write_text(json.dumps(facts), encoding="utf-8")
