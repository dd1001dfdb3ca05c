"""Old material into the archive and the warehouse: whatever a source finds, once, in any order, resumable."""

from __future__ import annotations

import array
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

import duckdb

from pipeline.collect.collect import Progress, new_run_id
from pipeline.collect.feeds import Feed
from pipeline.collect.found import Source, Unread
from pipeline.collect.imports import Batch, KnownKeys, Segment, add_keys, unread_key, write_end, write_segment
from pipeline.collect.reading import Reading, Tally
from pipeline.derive.rules import RuleSet
from pipeline.settings import VERSION, Settings
from pipeline.warehouse.build import snapshot_id
from pipeline.warehouse.processes import budget_of, cores, several
from pipeline.warehouse.publish import Published, publish, sole_writer
from pipeline.warehouse.staging import (
    Tables,
    add_file,
    derive_pending,
    read_file,
    relative_name,
    staged_tables,
    staging,
)


@dataclass(frozen=True, slots=True)
class Backfilled:
    """How a backfill ended: its run, None where nothing was new, what it held, and the snapshot made of it."""

    run_id: str | None
    tally: Tally
    published: Published | None


def backfill(
    settings: Settings,
    source: Source,
    feeds: list[Feed],
    rules: RuleSet,
    now: Callable[[], datetime],
    progress: Progress,
    run_id: str | None = None,
) -> Backfilled:
    """Archive what `source` holds and the archive does not, and publish a snapshot of it. Holds the home's lock.

    Killed anywhere and called again, it goes on: what was archived is known. What is found twice is archived once.
    Raises SettingsError where the source has nothing to read, BusyError, BlockedError.
    """
    inputs = source.inputs()
    with sole_writer(settings):
        for leftover in settings.archive.glob("*/.*.unfinished"):
            leftover.unlink()
        derive_pending(settings, progress)
        facts = {
            "run_id": run_id or new_run_id(now()),
            "kind": "backfill",
            "at": now().isoformat(),
            "marsad_version": VERSION,
            "user_agent": settings.user_agent,
            "feeds": [asdict(feed) for feed in feeds],
            "source": {"kind": source.kind, **source.options()},
        }
        tally = Tally(source.kind)
        with staging(settings) as connection:
            reading = Reading(source, inputs, tally, known_files(connection), progress)
            is_new = _import(settings, facts, reading, connection)
            if is_new:
                ended = {"run_id": facts["run_id"], "at": now().isoformat(), "fetch_count": None, "entry_count": None}
                path = write_end(settings.archive, facts, reading.batches + 1, ended | {"files": reading.files})
                add_file(connection, *_named(settings, path))
        published = publish(settings, rules, now(), progress) if is_stale(settings, rules) else None
    return Backfilled(str(facts["run_id"]) if is_new else None, tally, published)


def _import(settings: Settings, facts: dict[str, Any], reading: Reading, connection: duckdb.DuckDBPyConnection) -> bool:
    """Archive and stage what is new; return whether anything was."""
    is_new = False
    with tempfile.TemporaryDirectory() as folder:
        known = Path(folder) / "known"
        known.write_bytes(known_keys(connection))
        # One process is done with little before others have started.
        batches = iter(reading)
        first = [batch for batch in (next(batches, None), next(batches, None)) if batch]
        processes = cores() if len(first) > 1 else 1
        with several(processes, budget_of(settings), _prepare, settings, facts, known) as spread:
            for segment, name, tables in spread(_segment, chain(first, batches)):
                reading.tally.note(segment)
                if tables is not None:
                    is_new = True
                    # Batches that are under way do not see them: what comes twice within a few batches is archived
                    # twice, and staged once.
                    add_keys(known, segment.keys)
                    add_file(connection, name, tables)
    return is_new


def known_keys(connection: duckdb.DuckDBPyConnection) -> bytes:
    """The keys of all that the archive holds, as KnownKeys reads them."""
    unread = connection.execute(
        "SELECT subject, message FROM staged_issues WHERE word = 'import_unreadable'"
    ).fetchall()
    keys = array.array("Q", (int(unread_key(Unread(*row))[:16], 16) for row in unread))
    found = connection.execute(
        """SELECT CAST('0x' || left(coalesce(capture_id, fetch_id), 16) AS UBIGINT) FROM staged_fetches
           WHERE capture_id IS NOT NULL OR origin IS NOT NULL"""
    )
    while rows := found.fetchmany(100_000):
        keys.extend(key for (key,) in rows)
    return array.array("Q", sorted(keys)).tobytes()


def known_files(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """The ids of the large files that were read to their end."""
    return {key for (key,) in connection.execute("SELECT imported_file_id FROM staged_imported_files").fetchall()}


def is_stale(settings: Settings, rules: RuleSet) -> bool:
    """Whether the live snapshot is not the one that archive, code and rules give."""
    if not settings.database.exists():
        return True
    with duckdb.connect(str(settings.database), read_only=True) as connection:
        return connection.execute("SELECT snapshot_id FROM snapshot").fetchall() != [(snapshot_id(settings, rules),)]


_worker: list[tuple[Settings, dict[str, Any], KnownKeys]] = []


def _prepare(settings: Settings, facts: dict[str, Any], known: Path) -> None:
    _worker[:] = [(settings, facts, KnownKeys(known))]


def _segment(batch: Batch) -> tuple[Segment, str, Tables | None]:
    settings, facts, known = _worker[0]
    known.look_again()
    segment, records = write_segment(settings.archive, facts, batch, known, settings.max_body_bytes)
    if segment.path is None:
        return segment, "", None
    name = relative_name(settings, segment.path)
    return segment, name, staged_tables(records, name)


def _named(settings: Settings, path: Path) -> tuple[str, Tables]:
    name = relative_name(settings, path)
    return name, read_file((path, name, settings.max_body_bytes))
