"""A connection for somebody else's SQL: it reads the live snapshot and its index of texts, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb

from pipeline.memory import at_most
from pipeline.search.attached import attach_index
from pipeline.settings import Settings


@contextmanager
def asking(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Connect read-only, without files, network or extensions, within `query_memory_bytes` and without disk.

    `search` and `search_hits` find the index. What takes more memory raises MemoryError or duckdb.Error.
    """
    memory_bytes = settings.query_memory_bytes
    config: dict[str, Any] = {"memory_limit": f"{memory_bytes}B", "temp_directory": ""}
    # DuckDB counts its buffers, not every text that it makes: the kernel counts all.
    with (
        at_most(2 * memory_bytes),
        duckdb.connect(str(settings.database), read_only=True, config=config) as connection,
    ):
        attach_index(connection, settings)
        for setting in ("enable_external_access", "python_enable_replacements"):
            connection.execute(f"SET {setting} = false")
        connection.execute("SET lock_configuration = true")
        yield connection
