"""Derived Parquet parts: one folder per WARC file and version of the code, made once."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pyarrow.parquet as pq

from pipeline.collect.archive_reader import read_archive
from pipeline.derive.stage import STAGED, stage
from pipeline.settings import VERSION, Settings
from pipeline.warehouse.schema import SQL, to_arrow

ROOT = Path(__file__).resolve().parents[1]
EXTRACTOR_VERSION = f"marsad {VERSION}, trafilatura {version('trafilatura')}, feedparser {version('feedparser')}"


@cache
def code_version() -> str:
    """12 hex digits over everything but the captures that decides what a part holds.

    Hashing the sources rather than counting versions by hand: a parser that was changed
    and a number that was not would leave old rows among new ones.
    """
    digest = hashlib.sha256(EXTRACTOR_VERSION.encode())
    sources = [ROOT / "capture.py"]
    sources += [ROOT / "collect" / name for name in ("archive.py", "archive_reader.py", "http_message.py")]
    sources += sorted((ROOT / "derive").glob("*.py")) + sorted((ROOT / "derive" / "lexicons").glob("*.toml"))
    for path in [*sources, SQL / "schema.sql", SQL / "staging.sql"]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def archive_files(settings: Settings) -> list[Path]:
    """All WARC files of the archive, oldest run first."""
    return sorted(settings.archive.glob("**/*.warc.gz"))


def derive_pending(settings: Settings, progress: Callable[[str, int, int], None]) -> int:
    """Make the parts of every WARC file that has none of the present code; return how many files that were.

    A folder of parts appears under its name complete or not at all. Parts of other versions
    are deleted once all are made: they can be made again, the archive cannot.
    """
    home = settings.derived / code_version()
    files = archive_files(settings)
    pending = [path for path in files if not _part_folder(settings, path).exists()]
    for number, path in enumerate(pending):
        progress("archive files", number, len(pending))
        _write_parts(settings, path)
    progress("archive files", len(pending), len(pending))
    for folder in settings.derived.iterdir() if settings.derived.exists() else ():
        if folder != home and folder.name != "annotations":
            shutil.rmtree(folder)
    return len(pending)


def parts_of(settings: Settings, table: str) -> list[str]:
    """The Parquet files of one staged table, in the order of the runs."""
    folders = [_part_folder(settings, path) for path in archive_files(settings)]
    return [str(folder / f"{table}.parquet") for folder in folders]


def _write_parts(settings: Settings, warc: Path) -> None:
    target = _part_folder(settings, warc)
    relative = str(warc.relative_to(settings.archive))
    rows = stage(read_archive(warc, settings.max_body_bytes), relative)
    unfinished = target.with_name(f".{target.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    for table in STAGED:
        pq.write_table(to_arrow(table, rows[table]), unfinished / f"{table}.parquet", compression="zstd")
    unfinished.rename(target)


def _part_folder(settings: Settings, warc: Path) -> Path:
    return settings.derived / code_version() / warc.name.removesuffix(".warc.gz")
