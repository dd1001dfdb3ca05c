"""The live snapshot as the explorer reads it: read-only, bounded in memory, opened anew when another was swapped in."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from pipeline.literals import quoted
from pipeline.report.explorer.words import say
from pipeline.search.attached import attach_index
from pipeline.settings import Settings
from pipeline.warehouse.schema import SCHEMA_VERSION, SQL

MEMORY_LIMIT = "1GB"
_Identity = tuple[int, int, int, int]


class SnapshotError(Exception):
    """Something cannot be read; `key` names the sentence of words.toml that says why, `detail` goes into it."""

    def __init__(self, key: str, detail: str) -> None:
        super().__init__(say("en", f"trouble.{key}", detail=detail).translate({0x2068: None, 0x2069: None}))
        self.key = key
        self.detail = detail


class UnsearchableError(SnapshotError):
    """The snapshot can be read, but words cannot be looked for in its texts."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One snapshot, open as `live`; beside it, in memory, the tables of sql/explorer/index.sql.

    `unsearchable` says why the index of texts cannot be asked; it is None where `search_index` is attached.
    `unindexed_count` is how many of the snapshot's current texts that index does not hold.
    """

    snapshot_id: str
    built_at: datetime
    connection: duckdb.DuckDBPyConnection
    unsearchable: UnsearchableError | None
    unindexed_count: int


class Snapshots:
    """Gives cursors on the snapshot that is live at that moment. Safe for use by several threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._identity: tuple[_Identity, _Identity | None] | None = None
        self._open: Snapshot | None = None

    @contextmanager
    def reading(self) -> Iterator[tuple[duckdb.DuckDBPyConnection, Snapshot]]:
        """A cursor and its snapshot, the same one until the block ends, whatever is published meanwhile.

        Its own tables come first, those of the snapshot where there is none of that name: macros of the snapshot name
        them so. The first use after a publication, or after its texts are indexed, makes the tables in memory anew:
        seconds for a million articles. Raises SnapshotError.
        """
        snapshot = self._live()
        cursor = snapshot.connection.cursor()
        try:
            cursor.execute("SET search_path = 'memory,live'")
            yield cursor, snapshot
        finally:
            cursor.close()

    def _live(self) -> Snapshot:
        with self._lock:
            database = _identity(self._settings.database)
            if database is None:
                raise SnapshotError("none", str(self._settings.database))
            identity = database, _identity(self._settings.search_index)
            if self._open is None or identity != self._identity:
                # Its cursors keep the old one alive until their answers are given.
                self._open, self._identity = _opened(self._settings), identity
            return self._open


def _identity(path: Path) -> _Identity | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino, stat.st_mtime_ns, stat.st_size


def _opened(settings: Settings) -> Snapshot:
    connection, path = duckdb.connect(), settings.database
    try:
        # Without a folder for temporary files and without access to any other file, nothing can be written anywhere.
        connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
        connection.execute("SET temp_directory = ''")
        connection.execute("SET preserve_insertion_order = false")
        # Rows are looked up by their number; beyond this many, whole row groups would be read for a page of fifty.
        connection.execute("SET GLOBAL dynamic_or_filter_threshold = 2000")
        connection.execute(f"ATTACH {quoted(str(path))} AS live (READ_ONLY)")
        unsearchable = _attached(connection, settings)
        connection.execute("SET enable_external_access = false")
        found = connection.execute("SELECT snapshot_id, built_at, schema_version FROM live.snapshot").fetchone()
        if found is None:
            raise SnapshotError("unreadable", f"{path}: no snapshot is described in it")
        if found[2] != SCHEMA_VERSION:
            raise SnapshotError("other_schema", f"{found[2]}, {SCHEMA_VERSION}")
        connection.execute((SQL / "explorer" / "index.sql").read_text(encoding="utf-8"))
        unindexed = 0 if unsearchable else _matched(connection)
        # An answer is many small steps, and to share them out costs more than it saves; answers run side by side.
        connection.execute("SET threads = 1")
        connection.execute("SET lock_configuration = true")
    except duckdb.Error as error:
        connection.close()
        raise SnapshotError("unreadable", f"{path}: {str(error).splitlines()[0]}") from error
    except SnapshotError:
        connection.close()
        raise
    return Snapshot(found[0], found[1], connection, unsearchable, unindexed)


def _attached(connection: duckdb.DuckDBPyConnection, settings: Settings) -> UnsearchableError | None:
    """Attach the index of texts; where that cannot be done, say why: all but words can be asked all the same."""
    try:
        if attach_index(connection, settings):
            return None
    except duckdb.Error as error:
        return UnsearchableError("unreadable_index", f"{settings.search_index}: {str(error).splitlines()[0]}")
    return UnsearchableError("no_index", str(settings.search_index))


def _matched(connection: duckdb.DuckDBPyConnection) -> int:
    """Match the numbers that texts have in the attached index with theirs in the snapshot, as the table `indexed`.

    Return how many current texts the index does not hold: it is renewed after a publication.
    """
    connection.execute(
        """CREATE TABLE indexed AS
           SELECT text_no, revisions.rowid::INTEGER AS no
           FROM search_index.main.texts
           JOIN live.revisions USING (revision_id)
           WHERE is_current"""
    )
    ((count,),) = connection.execute("SELECT (FROM (SELECT count(*) FROM texts)) - count(*) FROM indexed").fetchall()
    return int(count)
