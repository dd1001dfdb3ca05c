"""Answers one SQL query from the live snapshot, without a way to change or read anything else."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import duckdb
import pyarrow as pa
import rich.console

from pipeline.report.arabic_terminal import harmless
from pipeline.report.asking import asking
from pipeline.report.console import Console, json_text
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
from pipeline.settings import Settings

MOST_ROWS = 10_000  # of a table: more is for no reader, and a terminal's table is made as a whole
ENDINGS = {
    ".hxl.csv": "hxl", ".csv": "csv", ".json": "json", ".jsonl": "jsonl", ".parquet": "parquet",
    ".geojson": "geojson", ".geoparquet": "geoparquet", ".txt": "table",
}  # fmt: skip
"""The form that the end of a file's name tells."""
_BINARY = ("parquet", "geoparquet")
_PLACED = ("geojson", "geoparquet")
_AT_ONCE = 1_000


class QueryError(Exception):
    """A query that cannot be answered; the message is DuckDB's, or says which option is missing."""


def form_of(to: Path | None) -> str:
    """The form that a file is written in when none is asked for; a table in `.txt`, and where there is no file.

    Raises QueryError for an ending that tells none.
    """
    if to is None:
        return "table"
    for ending, form in ENDINGS.items():
        if to.name.lower().endswith(ending):
            return form
    raise QueryError(
        f"The end of {to} tells no form: let it be one of {', '.join(ENDINGS)}, or name one with --output."
    )


def run_query(
    console: rich.console.Console, settings: Settings, query: str, output: str, to: Path | None, arabic: str
) -> None:
    """Print or write the result of `query`, or all rows of the table or view that it names.

    `output` is table, json (one array of objects) or one of the forms of pipeline.report.forms. `search` and
    `search_hits` find the index of texts. Raises QueryError. The connection is read-only, has no access to files,
    network or extensions, uses at most `query_memory_bytes` and no disk; rows are written as they come. A table ends
    after MOST_ROWS rows and says so. Nothing that goes to a terminal can steer it; files hold what the table says.
    """
    if output in _BINARY and to is None:
        raise QueryError(f"{output} is not for a terminal: name a file with --to.")
    try:
        with asking(settings) as connection:
            relation = connection.sql(f"FROM {query}" if re.fullmatch(r"\w+", query) else query)
            if relation is None:
                raise QueryError("The query gives no rows; ask with SELECT or FROM.")
            locate = _locator(connection, relation) if output in _PLACED else _nowhere
            _write(console, relation, output, to, arabic, locate)
    except (duckdb.Error, UnplacedError) as error:
        raise QueryError(str(error)) from error
    except OSError as error:
        raise QueryError(f"{to} cannot be written: {error.strerror}.") from error
    except MemoryError as error:
        most = f"{settings.query_memory_bytes:,} bytes (MARSAD_QUERY_MEMORY_BYTES)"
        raise QueryError(f"The result takes more than {most}.") from error


def _write(
    console: rich.console.Console,
    relation: duckdb.DuckDBPyRelation,
    output: str,
    to: Path | None,
    arabic: str,
    locate: Locate,
) -> None:
    if output not in ("table", "json"):
        chunks = _chunks(_tables(relation), output, locate, is_marked=to is not None)
        # An error of the query comes before a file is begun.
        first = next(chunks, b"")
        if to is None:
            shown = harmless if sys.stdout.isatty() else str
            for chunk in (first, *chunks):
                sys.stdout.write(shown(chunk.decode()))
            return
        with to.open("wb") as file:
            file.write(first)
            file.writelines(chunks)
        return
    if output == "table" and to is None:
        _print_table(console, relation, arabic)
        return
    stream = to.open("w", encoding="utf-8", newline="") if to else sys.stdout
    try:
        if output == "json":
            _write_json(relation, stream)
        else:
            _print_table(Console(file=stream, width=200), relation, "logical")
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


def _print_table(console: rich.console.Console, relation: duckdb.DuckDBPyRelation, arabic: str) -> None:
    rows = relation.fetchmany(MOST_ROWS + 1)
    print_rows(console, relation.columns, rows[:MOST_ROWS], arabic)
    if len(rows) > MOST_ROWS:
        console.print(f"… these are the first {MOST_ROWS:,} rows; --output csv or json gives all.")


def _write_json(relation: duckdb.DuckDBPyRelation, stream: TextIO) -> None:
    names, begin = relation.columns, "["
    while rows := relation.fetchmany(_AT_ONCE):
        for row in rows:
            lines = json_text(dict(zip(names, row, strict=True))).split("\n")
            stream.write(begin + "\n  " + "\n  ".join(lines))
            begin = ","
    stream.write("[]\n" if begin == "[" else "\n]\n")
