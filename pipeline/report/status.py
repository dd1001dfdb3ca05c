"""How Marsad is and what needs a person, read from the live snapshot and from what is on disk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from pipeline.report.disk import read_archive_names, read_disk, running
from pipeline.report.needs import needs_of
from pipeline.report.notes import read_note
from pipeline.report.signals import unsent_words
from pipeline.settings import Settings

T = TypeVar("T")
_BREAKS = """
    SELECT feed_id, from_at, to_at, reason
    FROM feed_breaks_since((SELECT max(started_at) - INTERVAL 37 DAY FROM runs))
    WHERE to_at >= (SELECT max(started_at) - INTERVAL 7 DAY FROM runs) AND after_capture_id IS NOT NULL
    ORDER BY to_at DESC, feed_id
"""
_FEEDS = """
    SELECT feed_health.*, freshness.* EXCLUDE (feed_id, last_polled_at, newest_published_at)
    FROM feed_health JOIN feed_freshness AS freshness USING (feed_id) ORDER BY feed_id
"""
_ISSUES = """
    SELECT word, subject, message FROM issues
    WHERE run_id IS NULL OR run_id = (SELECT max(run_id) FROM runs) ORDER BY word, subject
"""
_FAILURES = """
    FROM failure_words WHERE run_id = (SELECT max(run_id) FROM runs WHERE kind = 'daily')
    ORDER BY attempt_count DESC, purpose, word
"""


class SnapshotError(Exception):
    """The live snapshot cannot be asked; the message says what to do.

    `word` is other_version, where it lacks tables or views of this version of Marsad, or snapshot_damaged.
    """

    def __init__(self, word: str, message: str) -> None:
        self.word = word
        super().__init__(message)


def read_status(settings: Settings, now: datetime) -> dict[str, Any]:
    """Return how Marsad is, as far as it can be told; never raises for a snapshot that is missing, old or damaged.

    Keys: database, snapshot, last_run, last_failure, unsent, running, upkeep, feeds, breaks, failures, rows, issues,
    archive, disk, and needs: [{word, subject, message}] of what a person should look at. Where no snapshot can be read,
    `snapshot` is None or `unreadable` says why, {word, message}, and what only it knows is empty.
    """
    told = _EMPTY | {"database": str(settings.database.absolute())}
    if settings.database.exists():
        try:
            told |= ask(settings.database, _told)
        except SnapshotError as error:
            told |= {"unreadable": {"word": error.word, "message": str(error)}} | _as_far_as_readable(settings.database)
    told |= {
        "last_failure": read_note(settings.home / "last_failure.json"),
        "unsent": unsent_words(settings),
        "running": running(settings),
        "archive": read_archive_names(settings, told.pop("files")),
        "disk": read_disk(settings, now) if settings.home.exists() else None,
    }
    return told | {"needs": needs_of(told, now)}


_EMPTY: dict[str, Any] = {
    "snapshot": None, "unreadable": None, "last_run": {}, "upkeep": {}, "feeds": [], "breaks": [], "failures": [],
    "rows": {}, "issues": [], "files": None,
}  # fmt: skip


def ask(database: Path, question: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
    """The answer of the live snapshot. Raises SnapshotError where it cannot give one."""
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            return question(connection)
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise SnapshotError(
            "other_version",
            f"{database} was made by another version of Marsad ({str(error).splitlines()[0]}). "
            "The next `marsad daily` makes it anew, or `marsad rebuild` at once, without fetching.",
        ) from error
    except duckdb.Error as error:
        raise SnapshotError(
            "snapshot_damaged",
            f"{database} cannot be read ({str(error).splitlines()[0]}). "
            "`marsad doctor` finds what is damaged, and `marsad rebuild --repair` makes it again.",
        ) from error


def _told(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    runs = dicts(connection.execute("FROM run_summary ORDER BY run_id DESC LIMIT 1"))
    return {
        "snapshot": dicts(connection.execute("FROM snapshot"))[0],
        "last_run": runs[0] if runs else {},
        "upkeep": dicts(connection.execute("FROM upkeep"))[0],
        "feeds": dicts(connection.execute(_FEEDS)),
        "breaks": dicts(connection.execute(_BREAKS)),
        "failures": dicts(connection.execute(_FAILURES)),
        "rows": _row_counts(connection),
        "issues": dicts(connection.execute(_ISSUES)),
        "files": [name for (name,) in connection.execute("SELECT warc_file FROM archive_files").fetchall()],
    }


def _as_far_as_readable(database: Path) -> dict[str, Any]:
    """What any version's snapshot tells: its own row, its runs and the counts of its rows."""
    found: dict[str, Any] = {}
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            found["rows"] = _row_counts(connection)
            found["snapshot"] = dicts(connection.execute("FROM snapshot"))[0]
            found["last_run"] = dicts(connection.execute("FROM runs ORDER BY run_id DESC LIMIT 1"))[0]
            files = connection.execute("SELECT warc_file FROM archive_files").fetchall()
            found["files"] = [name for (name,) in files]
    except (duckdb.Error, IndexError):
        return found  # as far as it went: why it went no further is told already
    return found


def _row_counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    tables = connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY table_oid").fetchall()
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchall()[0][0]  # noqa: S608  (own names)
        for (name,) in tables
    }


def dicts(result: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The rows of a result, each by the names of its columns."""
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
