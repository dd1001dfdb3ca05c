"""Derived Parquet parts: one folder per WARC file and version of what reads it, made once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq

from pipeline.collect.archive_reader import read_archive
from pipeline.derive.stage import STAGED, stage
from pipeline.settings import Settings
from pipeline.warehouse.schema import to_arrow
from pipeline.warehouse.versions import extraction_version


def archive_files(settings: Settings) -> list[Path]:
    """All WARC files of the archive, oldest run first."""
    return sorted(settings.archive.glob("**/*.warc.gz"))


def pending_files(settings: Settings) -> list[Path]:
    """The WARC files that the present code has not read yet."""
    return [path for path in archive_files(settings) if not _part_folder(settings, path).exists()]


def derive_pending(settings: Settings, progress: Callable[[str, int, int], None]) -> int:
    """Make the parts of every WARC file that has none of the present code; return how many files that were.

    A folder of parts appears under its name complete or not at all. Parts of other versions
    are deleted once all are made: they can be made again, the archive cannot.
    """
    home = settings.derived / extraction_version()
    pending = pending_files(settings)
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
    return settings.derived / extraction_version() / warc.name.removesuffix(".warc.gz")
