"""The DuckDB file made again from the Parquet lake, where it was lost or damaged and the lake was not."""

from __future__ import annotations

import duckdb

from pipeline.durable import replace
from pipeline.settings import Settings
from pipeline.warehouse.lake import load_lake
from pipeline.warehouse.remove import remove_database
from pipeline.warehouse.schema import create_tables, create_views
from pipeline.warehouse.scope import MEMORY_LIMIT


def restore_database(settings: Settings) -> str:
    """Make the tables of the live lake the live DuckDB file; return the snapshot's id. Raises LakeError.

    The caller holds the home's lock.
    """
    unfinished = settings.home / ".marsad.duckdb.unfinished"
    remove_database(unfinished)
    with duckdb.connect(str(unfinished)) as connection:
        connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
        create_tables(connection)
        load_lake(connection, settings.lake)
        create_views(connection)
        ((snapshot_id,),) = connection.execute("SELECT snapshot_id FROM snapshot").fetchall()
        connection.execute("CHECKPOINT")
    replace(unfinished, settings.database)
    return str(snapshot_id)
