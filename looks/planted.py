"""Fills a snapshot with as many reports as one wants: copies of those that it holds, on the days asked for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from pipeline.warehouse.schema import arrow_schema, published_tables

_COPIED = ("articles", "stories", "revisions")  # and every table of rows that belong to a revision
_IDS = ("article_id", "story_id", "current_revision_id", "evacuation_id", "tag_id")
_MOMENTS = ("published_at", "first_published_at", "last_published_at")


def plant(database: Path, copies: list[tuple[date, int]], title: str | None = None) -> None:
    """Add, for each day, that many copies of the reports of the snapshot, one after the other, as stories of their own.

    The copies bear `title`, where one is given. The file is written to: give a copy of one that people read.
    """
    days = [day for day, count in copies for _ in range(count)]
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            """CREATE TEMP TABLE planted AS
               WITH named AS (
                   SELECT article_id, current_revision_id AS revision_id, story_id,
                          row_number() OVER (ORDER BY article_id) - 1 AS place, count(*) OVER () AS every
                   FROM articles
                   WHERE article_id = story_id AND current_revision_id IN (SELECT revision_id FROM tags))
               SELECT article_id, revision_id, story_id, number, CAST(day AS DATE) AS day
               FROM (SELECT unnest($days) AS day, generate_subscripts($days, 1) AS number) AS wanted
               JOIN named ON wanted.number % named.every = named.place""",
            {"days": days},
        )
        for table in published_tables():
            columns = arrow_schema(table).names
            if table in _COPIED or ("revision_id" in columns and table != "report_history"):
                connection.execute(
                    _copying(table, columns, title is not None),
                    {"title": title} if title and table == "revisions" else None,
                )


def _copying(table: str, columns: list[str], is_titled: bool) -> str:
    key = "revision_id" if "revision_id" in columns else "article_id" if "article_id" in columns else "story_id"
    changed = {}
    for column in columns:
        if column.endswith("revision_id") or column in _IDS or column == f"{table.removesuffix('s')}_id":
            changed[column] = f"{table}.{column} || '-' || number"
        elif column in _MOMENTS:
            changed[column] = f"day + CAST({table}.{column} AS TIME)"
        elif column == "article_count":
            changed[column] = "1"
        elif column == "run_id":
            changed[column] = "'planted'"
        elif column == "title" and is_titled:
            changed[column] = "$title"
    replaced = ", ".join(f"{expression} AS {column}" for column, expression in changed.items())
    return f"""INSERT INTO {table} SELECT {table}.* REPLACE ({replaced})
               FROM {table} JOIN planted ON planted.{key} = {table}.{key}"""  # noqa: S608
