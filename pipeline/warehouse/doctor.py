"""What is wrong with a home: every file of it read to the end, each fault with the command that mends it.

Reads and changes nothing; `repair` makes again what can be made again.
"""

from __future__ import annotations

import os
import shlex
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipeline.collect.archive import Archived, Damage
from pipeline.collect.archive_reader import read_archive
from pipeline.collect.collect import Progress
from pipeline.literals import quoted
from pipeline.settings import Settings
from pipeline.warehouse.history import history_files
from pipeline.warehouse.lake import LakeError, lake_version
from pipeline.warehouse.schema import SCHEMA_VERSION, arrow_schema, published_tables
from pipeline.warehouse.staging import archive_files, relative_name, staged_database

REPAIR = "marsad rebuild --repair"
ACCEPT = "marsad rebuild --repair --allow-changes"
# A snapshot is built beside the live one; with less than this no run ends well.
LEAST_FREE_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong: a fixed word, the file, what it means, and the command that mends it, None for none."""

    word: str
    file: Path
    message: str
    command: str | None = REPAIR


def find_faults(settings: Settings, progress: Progress) -> list[Fault]:
    """Read everything below the home and return its faults, in the order in which they should be seen to.

    The caller holds the home's lock where it can be held.
    """
    try:
        if not settings.home.is_dir():
            return [Fault("home_missing", settings.home, "there is no such folder: is MARSAD_HOME right?", None)]
    except OSError as error:
        return [Fault("no_permission", settings.home, f"cannot be reached ({error.strerror})", None)]
    kept_out = [*_unreachable(settings.home)]
    if any(not os.access(path, os.R_OK) for path in (fault.file for fault in kept_out)):
        return kept_out  # what cannot be read cannot be judged
    live = [*_live(settings)]
    return [
        *kept_out,
        *_archive(settings, progress),
        *_derived(settings),
        *live,
        *_lake(settings, live),
        *_search(settings, live),
        *_history(settings),
    ]


def _unreachable(home: Path) -> Iterator[Fault]:
    """Faults of the file system: read-only, full, without permission."""
    if os.statvfs(home).f_flag & os.ST_RDONLY:
        mount = next(path for path in (home.resolve(), *home.resolve().parents) if path.is_mount())
        command = f"mount -o remount,rw {shlex.quote(str(mount))}"
        yield Fault("read_only", home, "the file system is mounted read-only: no run can archive or publish", command)
        return
    mine = os.geteuid()
    for path in (home, *sorted(home.rglob("*"))):
        facts = path.lstat()
        needed = os.R_OK | os.W_OK | (os.X_OK if stat.S_ISDIR(facts.st_mode) else 0)
        if stat.S_ISLNK(facts.st_mode) or os.access(path, needed, effective_ids=True):
            continue
        is_mine = facts.st_uid == mine
        way = "chmod -R u+rwX" if is_mine else f"sudo chown -R {mine}"
        message = "may not be read and written by the user who runs Marsad"
        yield Fault("no_permission", path, message, f"{way} {shlex.quote(str(home))}")
        return  # one command mends them all
    try:
        with tempfile.TemporaryFile(dir=home) as file:
            file.write(bytes(1 << 20))
            file.flush()
    except OSError as error:
        yield Fault("disk_full", home, f"a file of 1 MB cannot be written ({error.strerror}): free some space", None)
        return
    free = shutil.disk_usage(home).free
    if free < LEAST_FREE_BYTES:
        message = f"only {free / 1e6:.0f} MB are free, too little to build a snapshot beside the live one: free some"
        yield Fault("disk_full", home, message, None)


def _archive(settings: Settings, progress: Progress) -> Iterator[Fault]:
    """Files that are gone or torn though the rows read from them are there; a torn end that was met is no fault."""
    staged = _rows(staged_database(settings), "FROM read_files")
    known = {
        str(subject)
        for (subject,) in _rows(
            staged_database(settings), "SELECT subject FROM staged_issues WHERE word = 'archive_damage'"
        )
    }
    wanted = dict(_rows(staged_database(settings), "SELECT staged_from, count(*) FROM staged_fetches GROUP BY ALL"))
    live = _rows(settings.database, "FROM archive_files")
    files = archive_files(settings)
    names = {relative_name(settings, path) for path in files}
    for (name,) in sorted({*staged, *live}):
        if name not in names:
            message = "is gone: put it back from a backup; without one, the command makes a snapshot of what is left"
            yield Fault("archive_missing", settings.archive / str(name), message, ACCEPT)
    for number, path in enumerate(files, 1):
        name = relative_name(settings, path)
        if (name,) in staged and (damage := _new_damage(settings, path, name, known, wanted.get(name, 0))):
            message = (
                f"{damage}: put it back from a backup; without one, the command makes a snapshot of what can be read, "
                "and `marsad daily` asks again for what is younger than a week"
            )
            yield Fault("archive_torn", path, message, ACCEPT)
        progress("archive files checked", number, len(files))


def _new_damage(settings: Settings, path: Path, name: str, known: set[str], wanted: int) -> str | None:
    """What is wrong with a WARC file of which `wanted` attempts were read before; damage at `known` places is old."""
    found = 0
    for record in read_archive(path, settings.max_body_bytes):
        if isinstance(record, Damage) and f"{name}@{record.offset}" not in known:
            return f"is torn at byte {record.offset}"
        found += isinstance(record, Archived)
    return f"has {found} attempts, and {wanted} were read in it" if found < wanted else None


def _derived(settings: Settings) -> Iterator[Fault]:
    for path in sorted(settings.derived.glob("**/*.duckdb")):
        if reason := unreadable(path):
            yield Fault("derived_damaged", path, f"cannot be read ({reason}); all in it is in the archive")


def _live(settings: Settings) -> Iterator[Fault]:
    path = settings.database
    if not path.exists():
        if archive_files(settings):
            yield Fault("live_missing", path, "there is an archive and no snapshot of it")
        return
    if reason := unreadable(path):
        yield Fault("live_damaged", path, f"cannot be read ({reason}); all in it is in the archive")
        return
    (version,) = _rows(path, "SELECT schema_version FROM snapshot")[0]
    if version != SCHEMA_VERSION:
        yield Fault("live_other_schema", path, f"has schema {version}, this version of Marsad reads {SCHEMA_VERSION}")


def _lake(settings: Settings, live: list[Fault]) -> Iterator[Fault]:
    """Whether the lake can be read, and has the rows of the snapshot where that can be read too."""
    if live and live[0].word == "live_missing" and not settings.lake.exists():
        return
    try:
        if lake_version(settings.lake) != SCHEMA_VERSION:
            return  # told of the snapshot already
    except LakeError:
        if settings.database.exists():
            yield Fault("lake_missing", settings.lake, "is no whole lake; the snapshot has the same rows")
        return
    for table in published_tables():
        folder = settings.lake / table
        columns = ", ".join(f'"{name}"' for name in arrow_schema(table).names)
        pattern = quoted(str(folder / "**" / "*.parquet"))
        try:
            with duckdb.connect() as connection:
                source = f"(SELECT {columns} FROM read_parquet({pattern}, hive_partitioning = false))"  # noqa: S608
                found = connection.execute(_FINGERPRINT.format(source=source)).fetchall()
        except duckdb.Error as error:
            yield Fault("lake_damaged", folder, f"cannot be read ({_first_line(error)}); the archive has all of it")
            continue
        if not live and found != _rows(settings.database, _FINGERPRINT.format(source=table)):
            yield Fault("lake_damaged", folder, "has other rows than the snapshot")


def _search(settings: Settings, live: list[Fault]) -> Iterator[Fault]:
    path = settings.search_index
    if not path.exists():
        if settings.database.exists() and not live:
            yield Fault("search_missing", path, "there is a snapshot and no index to search it with")
    elif reason := unreadable(path):
        yield Fault("search_damaged", path, f"cannot be read ({reason}); it is made from the snapshot")


def _history(settings: Settings) -> Iterator[Fault]:
    for path in history_files(settings):
        try:
            with duckdb.connect() as connection:
                source = f"read_parquet({quoted(str(path))})"
                connection.execute(_FINGERPRINT.format(source=source)).fetchall()
        except duckdb.Error as error:
            message = f"cannot be read ({_first_line(error)}); the snapshot and its lake tell the same"
            yield Fault("history_damaged", path, message)


def unreadable(path: Path) -> str | None:
    """Why a DuckDB file cannot be read, each of its values; None where it can."""
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            for (table,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
                connection.execute(_FINGERPRINT.format(source=table)).fetchall()
    except duckdb.Error as error:
        return _first_line(error)
    return None


# Touches every value: damage anywhere shows, and rows that differ have another sum.
_FINGERPRINT = "SELECT count(*), bit_xor(hash(rows)) FROM {source} AS rows"


def _rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query; none where the file cannot be read, which is told apart."""
    if not path.exists():
        return []
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            return connection.execute(query).fetchall()
    except duckdb.Error:
        return []


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]


def of_words(faults: Iterable[Fault], *words: str) -> list[Fault]:
    """Those of the faults that have one of the words."""
    return [fault for fault in faults if fault.word in words]
