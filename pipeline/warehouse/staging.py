"""What the archive says, as rows: a DuckDB file of its own, filled one WARC file at a time, once for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from pipeline.collect.archive import Archived, Damage, RunRecord, UnreadRecord
from pipeline.collect.archive_reader import read_archive
from pipeline.collect.collect import Progress
from pipeline.derive.stage import STAGED, stage
from pipeline.durable import sync
from pipeline.settings import Settings
from pipeline.warehouse.processes import budget_of, cores, several
from pipeline.warehouse.schema import create_staging, staged_name, to_arrow
from pipeline.warehouse.versions import extraction_version

# Below this, one process is done before others have started and read what they need.
WORTH_PROCESSES_BYTES = 4_000_000
# What DuckDB keeps in memory while other processes read or tag beside. Without a limit it keeps what it has read of a
# file, so that a large archive would fill the memory.
MEMORY_LIMIT_BESIDE = "200MB"

Tables = dict[str, pa.Table]


def archive_files(settings: Settings) -> list[Path]:
    """All WARC files of the archive, oldest run first."""
    return sorted(settings.archive.glob("**/[!.]*.warc.gz"))


def staged_database(settings: Settings) -> Path:
    """The file that holds what the present code reads in the archive. It can be deleted at any time."""
    return settings.derived / f"staged-{extraction_version()}.duckdb"


@contextmanager
def staging(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open that file to write, made anew where there is none or it cannot be read."""
    path = staged_database(settings)
    ensure_staging(path)
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"SET memory_limit = '{MEMORY_LIMIT_BESIDE}'")
        yield connection


def ensure_staging(path: Path) -> None:
    """Make an empty file of staged tables where there is none that can be read: all in it can be made again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        try:
            with duckdb.connect(str(path)) as connection:
                connection.execute("FROM read_files LIMIT 1")
        except duckdb.Error:  # torn, by a full disk for one
            for leftover in (path, path.with_name(path.name + ".wal")):
                leftover.unlink(missing_ok=True)
        else:
            return
    with duckdb.connect(str(path)) as connection:
        create_staging(connection)


def pending_files(settings: Settings) -> list[Path]:
    """The WARC files that the present code has not read yet, oldest run first."""
    files = archive_files(settings)
    if not files:
        return []
    with staging(settings) as connection:
        return _pending(settings, connection, files)


def derive_pending(
    settings: Settings,
    progress: Progress,
    worth_processes_bytes: int = WORTH_PROCESSES_BYTES,
) -> int:
    """Read every WARC file that the present code has not read; return how many files that were.

    The rows of a file come in together or not at all. What other versions of the code have read is deleted once
    all is read: it can be made again, the archive cannot. Where the archive has lost a file, all is read again.
    """
    files = archive_files(settings)
    with staging(settings) as connection:
        if _read_files(connection) - {relative_name(settings, path) for path in files}:
            for table in ("read_files", *map(staged_name, STAGED)):
                connection.execute(f"TRUNCATE {table}")
        pending = _pending(settings, connection, files)
        # A run that was killed did not get to it, and from here on rows refer to these files.
        for path in (*pending, *{path.parent for path in pending}):
            sync(path)
        jobs = [(path, relative_name(settings, path), settings.max_body_bytes) for path in pending]
        is_much = sum(path.stat().st_size for path in pending) >= worth_processes_bytes and len(pending) > 1
        progress("archive files", 0, len(pending))
        with several(min(cores(), len(pending)) if is_much else 1, budget_of(settings), _nothing) as spread:
            for done, ((_, name, _), tables) in enumerate(zip(jobs, spread(read_file, jobs), strict=True), 1):
                add_file(connection, name, tables)
                progress("archive files", done, len(pending))
    for path in settings.derived.glob("*"):
        if path.name != "annotations" and not path.name.startswith(staged_database(settings).name):
            path.unlink()
    return len(pending)


def forget_month(settings: Settings, first_day: date) -> int:
    """Forget the WARC files with captures of articles of a month, fetched or published in it; return how many files.

    They are read again by the next `derive_pending`.
    """
    with staging(settings) as connection:
        rows = connection.execute(
            """SELECT DISTINCT staged_from FROM staged_pages
               WHERE date_trunc('month', coalesce(stamp_at, url_on, meta_at, fetched_at)) = $month
                  OR date_trunc('month', fetched_at) = $month""",
            {"month": first_day},
        ).fetchall()
        files = [name for (name,) in rows]
        for table in map(staged_name, STAGED):
            connection.execute(f"DELETE FROM {table} WHERE list_contains($files, staged_from)", {"files": files})  # noqa: S608
        connection.execute("DELETE FROM read_files WHERE list_contains($files, warc_file)", {"files": files})
    return len(files)


def relative_name(settings: Settings, path: Path) -> str:
    """The name of a WARC file in tables: its path below the archive."""
    return path.relative_to(settings.archive).as_posix()


def read_file(job: tuple[Path, str, int]) -> Tables:
    """The staged tables of one WARC file; `job` is its path, its name in tables and the largest body in bytes."""
    path, name, max_body_bytes = job
    return staged_tables(read_archive(path, max_body_bytes), name)


def staged_tables(records: Iterable[Archived | RunRecord | UnreadRecord | Damage], name: str) -> Tables:
    """The staged tables of the records of a WARC file."""
    rows = stage(records, name)
    return {table: to_arrow(table, rows[table]) for table in STAGED}


def add_file(connection: duckdb.DuckDBPyConnection, name: str, tables: Tables) -> None:
    """Add the rows of one WARC file, all of them or none; what it says twice, or another has said, comes in once."""
    connection.begin()
    for table, rows in tables.items():
        if rows.num_rows:
            key = _ONCE.get(table)
            connection.register("file_rows", rows if key is None else _each_once(rows, key))
            connection.execute(_insert(staged_name(table), key), {"name": name})
            connection.unregister("file_rows")
    connection.execute("INSERT INTO read_files VALUES (?)", [name])
    connection.commit()


# Rows that the same capture gives again when it stands in two places: by which columns they are known. Two articles
# that lead to one address have one capture where the clock tells only seconds.
_ONCE = {
    "fetches": ("fetch_id",),
    "captures": ("capture_id",),
    "staged_pages": ("capture_id", "article_id"),
    "staged_entries": ("entry_id",),
    "issues": ("issue_id",),
    "imported_files": ("imported_file_id",),
}


def _each_once(rows: pa.Table, key: tuple[str, ...]) -> pa.Table:
    """The first row of each key."""
    firsts: dict[tuple[str, ...], int] = {}
    for number, value in enumerate(zip(*(rows[name].to_pylist() for name in key), strict=True)):
        firsts.setdefault(value, number)
    return rows if len(firsts) == rows.num_rows else rows.take(list(firsts.values()))


def _insert(table: str, key: tuple[str, ...] | None) -> str:
    insert = f"INSERT INTO {table} BY NAME SELECT *, $name AS staged_from FROM file_rows"  # noqa: S608  (own names)
    if key is None:
        return insert
    # Of the keys that stand there only those of the new rows are kept in memory.
    first, columns = key[0], ", ".join(key)
    known = f"SELECT * FROM {table} WHERE {first} IN (SELECT {first} FROM file_rows)"  # noqa: S608  (own names)
    return f"{insert} ANTI JOIN ({known}) USING ({columns})"


def _pending(settings: Settings, connection: duckdb.DuckDBPyConnection, files: list[Path]) -> list[Path]:
    read = _read_files(connection)
    return [path for path in files if relative_name(settings, path) not in read]


def _read_files(connection: duckdb.DuckDBPyConnection) -> set[str]:
    return {name for (name,) in connection.execute("FROM read_files").fetchall()}


def _nothing() -> None:
    """Reading an archive needs no preparation."""
