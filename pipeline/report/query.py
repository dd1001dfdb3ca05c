"""Answers one SQL query from the live snapshot, without a way to change or read anything else."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
from rich.console import Console

from pipeline.report.forms import (
    Tables,
    csv_bytes,
    geojson_bytes,
    geoparquet_bytes,
    hxl_bytes,
    jsonl_bytes,
    parquet_bytes,
    rows_of,
)
from pipeline.report.geometry import Locate, UnplacedError, locator
from pipeline.report.tables import print_rows

ENDINGS = {
    ".hxl.csv": "hxl", ".csv": "csv", ".json": "json", ".jsonl": "jsonl", ".parquet": "parquet",
    ".geojson": "geojson", ".geoparquet": "geoparquet",
}  # fmt: skip
"""The form that the end of a file's name tells."""
_BINARY = ("parquet", "geoparquet")
_PLACED = ("geojson", "geoparquet")
_AT_ONCE = 10_000


class QueryError(Exception):
    """A query that cannot be answered; the message is DuckDB's, or says which option is missing."""


def form_of(to: Path | None) -> str:
    """The form that a file is written in when none is asked for: that of its ending, else a table."""
    return next((form for ending, form in ENDINGS.items() if to and to.name.lower().endswith(ending)), "table")


def run_query(console: Console, database: Path, query: str, output: str, to: Path | None, arabic: str) -> None:
    """Print or write the result of `query`, or all rows of the table or view that it names.

    `output` is table, json (one array of objects) or one of the forms of pipeline.report.forms. Raises QueryError. The
    connection is read-only and has no access to files or extensions.
    """
    if output in _BINARY and to is None:
        raise QueryError(f"{output} is not for a terminal: name a file with --to.")
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            connection.execute("SET enable_external_access = false")
            connection.execute("SET lock_configuration = true")
            relation = connection.sql(f"FROM {query}" if re.fullmatch(r"\w+", query) else query)
            if relation is None:
                raise QueryError("The query gives no rows; ask with SELECT or FROM.")
            locate = _locator(connection, relation) if output in _PLACED else _nowhere
            _write(console, relation, output, to, arabic, locate)
    except (duckdb.Error, UnplacedError) as error:
        raise QueryError(str(error)) from error
    except OSError as error:
        raise QueryError(f"{to} cannot be written: {error.strerror}.") from error


def _write(
    console: Console, relation: duckdb.DuckDBPyRelation, output: str, to: Path | None, arabic: str, locate: Locate
) -> None:
    if output not in ("table", "json"):
        chunks = _chunks(_tables(relation), output, locate, is_marked=to is not None)
        # An error of the query comes before a file is begun.
        first = next(chunks, b"")
        if to is None:
            for chunk in (first, *chunks):
                sys.stdout.write(chunk.decode())
            return
        with to.open("wb") as file:
            file.write(first)
            file.writelines(chunks)
        return
    names, rows = relation.columns, relation.fetchall()
    if output == "table" and to is None:
        print_rows(console, names, rows, arabic)
        return
    stream = to.open("w", encoding="utf-8", newline="") if to else sys.stdout
    try:
        if output == "json":
            objects = [dict(zip(names, row, strict=True)) for row in rows]
            json.dump(objects, stream, ensure_ascii=False, indent=2, default=str)
            stream.write("\n")
        else:
            print_rows(Console(file=stream, width=200), names, rows, "logical")
    finally:
        if to:
            stream.close()


def _chunks(tables: Tables, output: str, locate: Locate, *, is_marked: bool) -> Iterator[bytes]:
    match output:
        case "csv":
            return csv_bytes(tables, is_marked=is_marked)
        case "hxl":
            return hxl_bytes(tables, is_marked=is_marked)
        case "jsonl":
            return jsonl_bytes(tables)
        case "parquet":
            return parquet_bytes(tables)
        case "geojson":
            return geojson_bytes(rows_of(tables), locate)
        case "geoparquet":
            return geoparquet_bytes(tables, locate)
    raise QueryError(f"{output} is no form of a result.")


def _tables(relation: duckdb.DuckDBPyRelation) -> Tables:
    reader = relation.to_arrow_reader(_AT_ONCE)
    yield pa.Table.from_batches([], reader.schema)
    for batch in reader:
        yield pa.Table.from_batches([batch])


def _locator(connection: duckdb.DuckDBPyConnection, relation: duckdb.DuckDBPyRelation) -> Locate:
    # A cursor of its own: the relation is still to be read on the connection.
    return locator(
        relation.columns,
        lambda: {
            place: (lon, lat)
            for place, lon, lat in connection.cursor().execute("SELECT place_id, lon, lat FROM places").fetchall()
        },
    )


def _nowhere(_: object) -> list[tuple[float, float]]:
    return []
