"""The live snapshot as the explorer reads it: read-only, bounded in memory, opened anew when another was swapped in."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from pipeline.warehouse.schema import SCHEMA_VERSION, SQL, quoted

MEMORY_LIMIT = "1GB"
_Identity = tuple[int, int, int, int]


class SnapshotError(Exception):
    """There is nothing to read; `key` names the sentence of words.toml that says why, `detail` goes into it."""

    def __init__(self, key: str, detail: str) -> None:
        super().__init__(f"{key}: {detail}")
        self.key = key
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One snapshot, open as `live`; beside it, in memory, the tables of sql/explorer/index.sql."""

    snapshot_id: str
    built_at: datetime
    connection: duckdb.DuckDBPyConnection


class Snapshots:
    """Gives cursors on the snapshot that is live at that moment. Safe for use by several threads."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._identity: _Identity | None = None
        self._open: Snapshot | None = None

    @contextmanager
    def reading(self) -> Iterator[tuple[duckdb.DuckDBPyConnection, Snapshot]]:
        """A cursor and its snapshot, the same one until the block ends, whatever is published meanwhile.

        The first use after a publication makes the index anew: seconds for a million articles. Raises SnapshotError.
        """
        snapshot = self._live()
        cursor = snapshot.connection.cursor()
        try:
            yield cursor, snapshot
        finally:
            cursor.close()

    def _live(self) -> Snapshot:
        with self._lock:
            identity = _identity(self._database)
            if self._open is None or identity != self._identity:
                # Its cursors keep the old one alive until their answers are given.
                self._open, self._identity = _opened(self._database), identity
            return self._open


def _identity(path: Path) -> _Identity:
    try:
        stat = path.stat()
    except OSError as error:
        raise SnapshotError("none", str(path)) from error
    return stat.st_dev, stat.st_ino, stat.st_mtime_ns, stat.st_size


def _opened(path: Path) -> Snapshot:
    connection = duckdb.connect()
    try:
        # Without a folder for temporary files and without access to any other file, nothing can be written anywhere.
        connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
        connection.execute("SET temp_directory = ''")
        connection.execute("SET preserve_insertion_order = false")
        # Rows are looked up by their number; beyond this many, whole row groups would be read for a page of fifty.
        connection.execute("SET GLOBAL dynamic_or_filter_threshold = 2000")
        connection.execute(f"ATTACH {quoted(str(path))} AS live (READ_ONLY)")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        found = connection.execute("SELECT snapshot_id, built_at, schema_version FROM live.snapshot").fetchone()
        if found is None:
            raise SnapshotError("unreadable", f"{path}: no snapshot is described in it")
        if found[2] != SCHEMA_VERSION:
            raise SnapshotError("other_schema", f"{found[2]}, {SCHEMA_VERSION}")
        connection.execute((SQL / "explorer" / "index.sql").read_text(encoding="utf-8"))
    except duckdb.Error as error:
        connection.close()
        raise SnapshotError("unreadable", f"{path}: {str(error).splitlines()[0]}") from error
    except SnapshotError:
        connection.close()
        raise
    return Snapshot(found[0], found[1], connection)
