"""A snapshot of many articles out of one of few, without reading a page: for measuring what readers wait for."""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipeline.warehouse.schema import create_indexes, create_tables, create_views, published_tables

DAYS = 7_300
"""The copies lie over this many days before the originals."""
_OF_A_TEXT = (
    "articles", "revisions", "stories", "tags", "mentions", "evacuations", "evacuation_places", "evacuation_actors",
    "counts", "casualties",
)  # fmt: skip
_IDS = {
    "article_id", "revision_id", "current_revision_id", "story_id", "tag_id", "mention_id", "evacuation_id",
    "evacuation_place_id", "evacuation_actor_id", "count_id", "casualty_id",
}  # fmt: skip
_DATES = {"published_at", "moved_on", "first_published_at", "last_published_at"}


def multiply(source: Path, target: Path, articles: int) -> None:
    """Write to `target` the snapshot `source` with every article as often as makes `articles` of them.

    Each copy has ids of its own, is as many days older as spreads all over DAYS, and no two bodies are alike.
    """
    with duckdb.connect(str(target)) as connection:
        connection.execute("SET preserve_insertion_order = true")
        create_tables(connection)
        connection.execute(f"ATTACH '{source}' AS source (READ_ONLY)")
        (there,) = connection.execute("SELECT count(*) FROM source.articles").fetchone() or (0,)
        copies = -(-articles // there)
        for table in published_tables():
            if table in _OF_A_TEXT:
                connection.execute(_copied(connection, table), {"copies": copies, "step": max(1, DAYS // copies)})
            else:
                connection.execute(f"INSERT INTO {table} FROM source.{table}")
        create_views(connection)
        create_indexes(connection)
        connection.execute("DETACH source")


def _copied(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    columns = [row[0] for row in connection.execute(f"DESCRIBE {table}").fetchall()]
    chosen = ", ".join(_column(name) for name in columns)
    order = {"revisions": "published_at, revision_id", "articles": "article_id"}.get(table)
    order = order or ("revision_id" if "revision_id" in columns else columns[0])
    return f"""INSERT INTO {table}
        SELECT {chosen} FROM source.{table}, range($copies) AS copies (n) WHERE $step > 0 ORDER BY {order}"""  # noqa: S608


def _column(name: str) -> str:
    if name in _IDS:
        return f"left(md5({name} || n), 24) AS {name}"
    if name in _DATES:
        return (
            f"({name} - to_days(CAST(n * $step AS INTEGER)))::{'DATE' if name == 'moved_on' else 'TIMESTAMP'} AS {name}"
        )
    if name == "body":
        return "body || chr(10) || n AS body"
    return name
