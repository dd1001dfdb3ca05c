"""Asks the open snapshot what a choice shows: counts, time line, map and rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, cast

import duckdb
import pyarrow as pa

from pipeline.report.explorer.choice import Choice
from pipeline.report.explorer.snapshot import Snapshot, UnsearchableError
from pipeline.report.search import Question, arguments, has_words
from pipeline.warehouse.schema import SQL

ROWS = 25
"""Texts of one page of the table."""
MOST_POINTS, MOST_ARROWS = 300, 150
_BATCH = 5_000  # texts of one step of a download
_BITS = {"conflict": 1, "evacuation": 2, "displacement": 4}
_ORDERS = {
    "new": "published_at DESC NULLS LAST, no DESC",
    "old": "published_at NULLS LAST, no",
    "best": "score DESC, published_at DESC NULLS LAST, no DESC",
}
# A country stands for all places in it, a province for those in the province.
_PLACES = """no IN (
    SELECT no FROM located WHERE place_no IN (
        SELECT places.rowid FROM live.places JOIN live.places AS named
          ON places.place_id = named.place_id
          OR (named.kind = 'country' AND places.country = named.country)
          OR (named.kind = 'province' AND places.country = named.country AND places.admin = named.name)
        WHERE named.place_id IN (SELECT unnest($places))))"""
_ACTORS = """no IN (SELECT no FROM involved WHERE actor_no IN (
    SELECT rowid FROM live.actors WHERE actor_id IN (SELECT unnest($actors))))"""
_SUBTYPES = "no IN (SELECT no FROM labels WHERE subtype IN (SELECT unnest($subtypes)))"
_BUCKETS = ((120, "day"), (1_100, "week"), (11_000, "month"))

Row = dict[str, Any]


@contextmanager
def chosen(cursor: duckdb.DuckDBPyConnection, snapshot: Snapshot, choice: Choice) -> Iterator[None]:
    """Hold what a choice selects as the table `chosen` of the cursor: rows of `texts` with a score.

    Raises UnsearchableError for words where there is no index of texts, or where they are none.
    """
    found = _found(snapshot, choice) if choice.text else ""
    conditions: list[str] = ["true"]
    values: Row = {}
    if choice.first_day:
        conditions.append("published_at >= $since")
        values["since"] = choice.first_day
    if choice.last_day:
        conditions.append("published_at::DATE <= $until")
        values["until"] = choice.last_day
    if choice.tag in _BITS:
        conditions.append(f"tags & {_BITS[choice.tag]} > 0")
    elif choice.tag == "reports":
        conditions.append("tags > 0")
    for name, condition in (("subtypes", _SUBTYPES), ("places", _PLACES), ("actors", _ACTORS)):
        if wanted := getattr(choice, name):
            conditions.append(condition)
            values[name] = list(wanted)
    cursor.execute(
        f"""CREATE TEMP TABLE chosen AS
        SELECT texts.*, {"score" if found else "0.0 AS score"} FROM texts {found}
        WHERE {" AND ".join(conditions)}""",  # noqa: S608
        values,
    )
    try:
        yield
    finally:
        cursor.execute("DROP TABLE chosen")


def _found(snapshot: Snapshot, choice: Choice) -> str:
    """The join that leaves the texts with the words of a choice, with their score."""
    if snapshot.unsearchable:
        raise snapshot.unsearchable
    if not has_words(choice.text):
        raise UnsearchableError("no_word", choice.text)
    question = Question(
        choice.text,
        since=_midnight(choice.first_day) if choice.first_day else None,
        until=_midnight(choice.last_day + timedelta(days=1)) if choice.last_day else None,
    )
    return f"""JOIN (
        SELECT no, score FROM live.search_numbers({arguments(question)}) JOIN indexed USING (text_no)
    ) AS found USING (no)"""  # noqa: S608


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def summary(cursor: duckdb.DuckDBPyConnection) -> Row:
    """Counts of what is chosen and its first and last day (sql/explorer/summary.sql)."""
    return _rows(cursor, "summary", {})[0]


def timeline(cursor: duckdb.DuckDBPyConnection, first: date | None, last: date | None) -> tuple[str, list[Row]]:
    """How long a step of the time line is (day, week, month, year), and a row for each that has texts."""
    days = (last - first).days if first and last else 0
    bucket = next((name for most, name in _BUCKETS if days <= most), "year")
    return bucket, _rows(cursor, "timeline", {"bucket": bucket})


def points(cursor: duckdb.DuckDBPyConnection, language: str) -> list[Row]:
    """The places that most of what is chosen names."""
    return _rows(cursor, "points", {"language": language, "most": MOST_POINTS})


def arrows(cursor: duckdb.DuckDBPyConnection, language: str) -> list[Row]:
    """The ways that most movements of what is chosen take."""
    return _rows(cursor, "arrows", {"language": language, "most": MOST_ARROWS})


def page_of_rows(cursor: duckdb.DuckDBPyConnection, choice: Choice) -> list[Row]:
    """The rows of the chosen page; none beyond the last one."""
    return cast(list[Row], _page(cursor, choice, ROWS, (choice.page - 1) * ROWS).to_pylist())


def all_rows(cursor: duckdb.DuckDBPyConnection, choice: Choice) -> Iterator[pa.Table]:
    """Everything that is chosen, in tables of some thousand rows; at least one, so that the columns are told."""
    offset = 0
    while True:
        table = _page(cursor, choice, _BATCH, offset)
        if table.num_rows or not offset:
            yield table
        if table.num_rows < _BATCH:
            return
        offset += _BATCH


def all_movements(cursor: duckdb.DuckDBPyConnection) -> Iterator[Row]:
    """The rows of evacuation_reports, which counts nobody twice, that chosen reports tell of."""
    cursor.execute(_sql("movements"))
    names = [column[0] for column in cursor.description or ()]
    while rows := cursor.fetchmany(1_000):
        yield from (dict(zip(names, row, strict=True)) for row in rows)


def _page(cursor: duckdb.DuckDBPyConnection, choice: Choice, count: int, offset: int) -> pa.Table:
    cursor.execute(
        f"""CREATE OR REPLACE TEMP TABLE shown AS
        SELECT no, article_no, row_number() OVER (ORDER BY {_ORDERS[choice.order]}) AS position
        FROM (FROM chosen ORDER BY {_ORDERS[choice.order]} LIMIT $count OFFSET $offset)""",  # noqa: S608
        {"count": count, "offset": offset},
    )
    return cursor.execute(_sql("rows"), {"language": choice.language}).to_arrow_table()


def _rows(cursor: duckdb.DuckDBPyConnection, name: str, values: dict[str, Any]) -> list[Row]:
    cursor.execute(_sql(name), values)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@cache
def _sql(name: str) -> str:
    return (SQL / "explorer" / f"{name}.sql").read_text(encoding="utf-8")
