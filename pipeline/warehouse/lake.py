"""The Parquet lake: the tables of a snapshot for readers without DuckDB."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb

from pipeline.settings import Settings
from pipeline.warehouse.schema import published_tables

# A reader that opened the lake just before a swap still finds its files.
KEPT_LAKES = 2


def export_lake(settings: Settings, database: Path, snapshot_id: str) -> Path:
    """Write every table of a snapshot as Parquet and return the folder, complete and durable."""
    target = settings.home / "lakes" / snapshot_id
    unfinished = target.with_name(f".{snapshot_id}.unfinished")
    for leftover in (unfinished, target):
        # The same id means the same rows; only a lake that was never linked is still there.
        if leftover != settings.lake.resolve():
            shutil.rmtree(leftover, ignore_errors=True)
    if target.exists():
        return target
    unfinished.mkdir(parents=True)
    with duckdb.connect(str(database), read_only=True) as connection:
        for table in published_tables():
            (unfinished / table).mkdir()
            target_file = str(unfinished / table / "part-0.parquet").replace("'", "''")
            connection.execute(
                f"COPY {table} TO '{target_file}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 16384)"
            )
    for path in unfinished.rglob("*.parquet"):
        with path.open("rb") as file:
            os.fsync(file.fileno())
    unfinished.rename(target)
    return target


def remove_old_lakes(settings: Settings) -> None:
    """Delete all but the live lake and the ones before it that readers may still have open."""
    live = settings.lake.resolve()
    folders = sorted((settings.home / "lakes").iterdir(), key=lambda folder: folder.stat().st_mtime, reverse=True)
    for folder in [folder for folder in folders if folder != live][KEPT_LAKES - 1 :]:
        shutil.rmtree(folder)
