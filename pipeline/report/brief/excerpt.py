"""A small warehouse in memory: the rows of a snapshot that the stories of some days are made of, under the same views.

The views join whole tables. On a million articles one of them takes many seconds; on the rows of a day it takes none.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipeline.literals import quoted
from pipeline.warehouse.schema import arrow_schema, create_tables, create_views, published_tables

_WHOLE = ("actors", "places", "runs")


@contextmanager
def attached(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty warehouse in memory that sees the snapshot, read-only, as `live`."""
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH {quoted(str(database))} AS live (READ_ONLY)")
        yield connection


def copy_told(connection: duckdb.DuckDBPyConnection) -> None:
    """Make tables and views, and fill them with what belongs to the texts of `brief_revisions`."""
    create_tables(connection)
    for table in published_tables():
        if table in _WHOLE:
            wanted = ""
        elif "revision_id" in arrow_schema(table).names:
            wanted = "SEMI JOIN brief_revisions USING (revision_id)"
        elif table == "articles":
            wanted = "SEMI JOIN brief_revisions USING (article_id)"
        elif table == "stories":
            wanted = "SEMI JOIN brief_texts USING (story_id)"
        else:
            continue
        # By row number: a join on the id would read every column, bodies too, before it knows which rows to keep.
        chosen = f"WHERE rowid IN (SELECT rowid FROM live.{table} {wanted})" if wanted else ""  # noqa: S608
        connection.execute(f"INSERT INTO {table} SELECT * FROM live.{table} {chosen}")  # noqa: S608
    create_views(connection)
