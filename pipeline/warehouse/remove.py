"""How a DuckDB file that nobody reads goes away."""

from __future__ import annotations

import shutil
from pathlib import Path


def remove_database(path: Path) -> None:
    """Delete a DuckDB file that nobody reads, with what stands beside it."""
    for leftover in (path, path.with_name(path.name + ".wal")):
        leftover.unlink(missing_ok=True)
    shutil.rmtree(path.with_name(path.name + ".tmp"), ignore_errors=True)
