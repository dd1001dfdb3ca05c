"""The index beside a snapshot, for those who ask it. Apart from what makes it, which takes half a second to load."""

from __future__ import annotations

import duckdb

from pipeline.literals import quoted
from pipeline.settings import Settings


def attach_index(connection: duckdb.DuckDBPyConnection, settings: Settings) -> bool:
    """Attach the index as `search_index`, which `search` and `search_hits` ask; False where there is none."""
    if not settings.search_index.exists():
        return False
    connection.execute(f"ATTACH {quoted(str(settings.search_index))} AS search_index (READ_ONLY)")
    return True
