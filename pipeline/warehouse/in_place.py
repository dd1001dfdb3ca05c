"""How a finished file takes its name, and how one that nobody reads goes away."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def put_in_place(unfinished: Path, target: Path) -> None:
    """Give a finished file its name in one rename, durably. Readers that have the old file open keep it."""
    _sync(unfinished)
    unfinished.replace(target)
    _sync(target.parent)


def remove_database(path: Path) -> None:
    """Delete a DuckDB file that nobody reads, with what stands beside it."""
    for leftover in (path, path.with_name(path.name + ".wal")):
        leftover.unlink(missing_ok=True)
    shutil.rmtree(path.with_name(path.name + ".tmp"), ignore_errors=True)


def _sync(path: Path) -> None:
    """Make a file, or the names in a folder, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
