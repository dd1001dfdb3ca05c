"""The DuckDB file made again from the Parquet lake, where it was lost or damaged and the lake was not."""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipeline.settings import Settings
from pipeline.warehouse.lake import load_lake
from pipeline.warehouse.schema import create_tables, create_views
from pipeline.warehouse.scope import MEMORY_LIMIT


def restore(settings: Settings, target: Path) -> None:
    """Fill a new DuckDB file at `target` with the tables of the live lake. Raises LakeError."""
    with duckdb.connect(str(target)) as connection:
        connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
        create_tables(connection)
        load_lake(connection, settings.lake)
        create_views(connection)
        connection.execute("CHECKPOINT")
