"""The Parquet lake: the tables of a snapshot for readers without DuckDB, parted by year where they grow for ever.

Each file is written once and sorted by time, so that a reader skips years by name and row groups by their statistics.
A snapshot that was made out of the live one shares the files of the years that did not change.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb

from pipeline.durable import make_folder, sync
from pipeline.literals import quoted
from pipeline.settings import Settings
from pipeline.warehouse.schema import SCHEMA_VERSION, arrow_schema, keys, published_tables
from pipeline.warehouse.scope import MEMORY_LIMIT

# A reader that opened the lake just before a swap still finds its files.
KEPT_LAKES = 2
# Years of rows by table, or None where it is not known which years a snapshot differs in from the live one.
Touched = dict[str, set[int]] | None

# The column that says which year a row is of. Rows that a text tells are of the year of the text.
_TIMES = {
    "articles": "first_seen_at",
    "captures": "fetched_at",
    "entries": "seen_at",
    "fetches": "started_at",
    "report_history": "from_at",
    "revisions": "published_at",
    "stories": "first_published_at",
}


class LakeError(Exception):
    """A lake that cannot be read; the message says what to do."""


def year_of(table: str) -> str | None:
    """SQL for the year of a row of `table`, 0 where it has no time; None for tables that are kept whole."""
    if table in _TIMES:
        return f"coalesce(year({table}.{_TIMES[table]}), 0)"
    return "coalesce(year(revisions.published_at), 0)" if _is_told(table) else None


def export_lake(settings: Settings, database: Path, snapshot_id: str, touched: Touched) -> Path:
    """Write every table of a snapshot as Parquet and return the folder, complete and durable.

    With `touched` the other years are those of the live lake, and their files are linked, not written; without, all is
    written anew, also where a lake of this id is live: it may be damaged.
    """
    target = settings.home / "lakes" / snapshot_id
    unfinished = target.with_name(f".{snapshot_id}.unfinished")
    live = settings.lake.resolve()
    for leftover in (unfinished, target):
        # The same id means the same rows; only a lake that was never linked is still there.
        if leftover != live:
            shutil.rmtree(leftover, ignore_errors=True)
    if target.exists() and touched is not None:
        return target
    make_folder(target.parent)
    unfinished.mkdir()
    with duckdb.connect(str(database), read_only=True) as connection:
        # One thread writes one file a year, its rows in their order.
        connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'; SET threads = 1")
        connection.execute("SET partitioned_write_flush_threshold = 16384")
        for table in published_tables():
            (unfinished / table).mkdir()
            years = touched.get(table, set()) if touched is not None and live.exists() else None
            if years is not None and year_of(table):
                _link(live / table, unfinished / table, years)
            if years is None or years or not year_of(table):
                _write(connection, table, unfinished / table, years)
            if years is not None and not _has_all(connection, table, unfinished / table):
                # The live lake has lost files: what is linked from it would be lost in every lake from now on.
                shutil.rmtree(unfinished / table)
                (unfinished / table).mkdir()
                _write(connection, table, unfinished / table, None)
    for path in (*unfinished.rglob("*"), unfinished):
        if path.is_dir() or path.stat().st_nlink == 1:  # a linked file was made durable when it was written
            sync(path)
    if target.exists():
        _replace_files(unfinished, target)
    else:
        unfinished.rename(target)
    sync(target.parent)
    return target


def remove_old_lakes(settings: Settings) -> None:
    """Delete all but the live lake and the ones before it that readers may still have open."""
    live = settings.lake.resolve()
    folders = sorted((settings.home / "lakes").iterdir(), key=lambda folder: folder.stat().st_mtime, reverse=True)
    for folder in [folder for folder in folders if folder != live][KEPT_LAKES - 1 :]:
        shutil.rmtree(folder)


def load_lake(connection: duckdb.DuckDBPyConnection, lake: Path) -> None:
    """Fill the empty tables of the current database from a lake.

    Raises LakeError where there is none, or one of another schema.
    """
    version = lake_version(lake)
    if version != SCHEMA_VERSION:
        raise LakeError(
            f"{lake} has schema {version}, this version of Marsad reads {SCHEMA_VERSION}. "
            "Run `marsad rebuild`: it makes lake and database again from the archive."
        )
    try:
        for table in published_tables():
            columns = ", ".join(f'"{name}"' for name in arrow_schema(table).names)
            connection.execute(
                f"INSERT INTO {table} BY NAME SELECT {columns} FROM {_files(lake / table)}"  # noqa: S608  (own names)
            )
    except (duckdb.IOException, duckdb.InvalidInputException) as error:
        raise _torn(lake, error) from error


def lake_version(lake: Path) -> int:
    """The schema version of a lake. Raises LakeError where there is no whole lake."""
    try:
        with duckdb.connect() as connection:
            ((version,),) = connection.execute(
                f"SELECT schema_version FROM {_files(lake / 'snapshot')}"  # noqa: S608
            ).fetchall()
    except (duckdb.Error, ValueError) as error:
        raise _torn(lake, error) from error
    return int(version)


def _torn(lake: Path, error: Exception) -> LakeError:
    return LakeError(
        f"{lake} is no whole lake ({str(error).splitlines()[0]}). "
        "Run `marsad rebuild`: it makes lake and database again from the archive."
    )


def _files(folder: Path) -> str:
    return f"read_parquet({quoted(str(folder / '**' / '*.parquet'))}, hive_partitioning = false)"


def _is_told(table: str) -> bool:
    return table not in _TIMES and "revision_id" in arrow_schema(table).names


def _has_all(connection: duckdb.DuckDBPyConnection, table: str, folder: Path) -> bool:
    """Whether the files of a table have as many rows as the table; only their ends are read."""
    pattern = quoted(str(folder / "**" / "*.parquet"))
    try:
        return connection.execute(
            f"SELECT (SELECT sum(num_rows) FROM parquet_file_metadata({pattern})) = count(*) FROM {table}"  # noqa: S608
        ).fetchall() == [(True,)]
    except duckdb.Error:
        return False


def _replace_files(unfinished: Path, target: Path) -> None:
    """Put each file of a lake in the place of the one of that name: both hold the same rows, or that one is damaged."""
    wanted = {path.relative_to(unfinished) for path in unfinished.rglob("*.parquet")}
    for name in sorted(wanted):
        make_folder((target / name).parent)
        (unfinished / name).replace(target / name)
        sync((target / name).parent)
    for path in list(target.rglob("*.parquet")):
        if path.relative_to(target) not in wanted:
            path.unlink()
    shutil.rmtree(unfinished)


def _link(live: Path, target: Path, touched: set[int]) -> None:
    for path in live.glob("year=*/*.parquet"):
        if int(path.parent.name.removeprefix("year=")) not in touched:
            (target / path.parent.name).mkdir(exist_ok=True)
            os.link(path, target / path.parent.name / path.name)


def _write(connection: duckdb.DuckDBPyConnection, table: str, folder: Path, years: set[int] | None) -> None:
    year, options = year_of(table), "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 16384"
    if year is None:
        source = f"SELECT * FROM {table} ORDER BY {keys()[table]}"  # noqa: S608  (own names)
        connection.execute(f"COPY ({source}) TO {quoted(str(folder / 'part-0.parquet'))} ({options})")
        return
    join = "JOIN revisions USING (revision_id)" if _is_told(table) else ""
    time = "revisions.published_at" if _is_told(table) else f"{table}.{_TIMES[table]}"
    where = f"WHERE {year} IN ({', '.join(map(str, sorted(years)))})" if years is not None else ""
    source = f"""SELECT {table}.*, {year} AS year FROM {table} {join} {where}
                 ORDER BY {time}, {table}.{keys()[table]}"""  # noqa: S608  (own names)
    connection.execute(
        f"""COPY ({source}) TO {quoted(str(folder))}
            ({options}, PARTITION_BY (year), FILENAME_PATTERN 'part-{{i}}', OVERWRITE_OR_IGNORE)"""
    )
    if not any(folder.glob("*/*.parquet")):
        # A table without rows still has its columns, for whoever reads the lake alone.
        empty = folder / "year=0" / "part-0.parquet"
        empty.parent.mkdir()
        connection.execute(f"COPY (SELECT * FROM {table} LIMIT 0) TO {quoted(str(empty))} ({options})")  # noqa: S608
