"""Answers one SQL query from the live snapshot, without a way to change or read anything else."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import duckdb
import rich.console

from pipeline.memory import at_most
from pipeline.report.arabic_terminal import harmless
from pipeline.report.console import Console, json_text
from pipeline.report.tables import print_rows
from pipeline.search.index import attach_index
from pipeline.settings import Settings

MOST_ROWS = 10_000  # of a table: more is for no reader, and a terminal's table is made as a whole
_AT_ONCE = 1_000
# What a spreadsheet takes for the begin of a formula, wide forms too; and what it passes over before one.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")

_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)


class QueryError(Exception):
    """A query that cannot be answered; the message is DuckDB's, or says which option is missing."""


def run_query(
    console: rich.console.Console, settings: Settings, query: str, output: str, to: Path | None, arabic: str
) -> None:
    """Print or write the result of `query` as table, csv, json (one array of objects) or parquet.

    `search` and `search_hits` find the index of texts. Raises QueryError. The connection is read-only, has no access to
    files, network or extensions, uses at most `query_memory_bytes` and no disk; rows are written as they come. A table
    ends after MOST_ROWS rows and says so. In CSV a text that a spreadsheet would run gets an apostrophe before it; JSON
    and Parquet are verbatim.
    """
    if output == "parquet" and to is None:
        raise QueryError("Parquet is not for a terminal: name a file with --to.")
    memory_bytes = settings.query_memory_bytes
    config: dict[str, Any] = {"memory_limit": f"{memory_bytes}B", "temp_directory": ""}
    try:
        # DuckDB counts its buffers, not every text that it makes: the kernel counts all.
        with (
            at_most(2 * memory_bytes),
            duckdb.connect(str(settings.database), read_only=True, config=config) as connection,
        ):
            attach_index(connection, settings)
            for setting in ("enable_external_access", "python_enable_replacements"):
                connection.execute(f"SET {setting} = false")
            connection.execute("SET lock_configuration = true")
            relation = connection.sql(query)
            if relation is None:
                raise QueryError("The query gives no rows; ask with SELECT or FROM.")
            _write(console, relation, output, to, arabic)
    except duckdb.Error as error:
        raise QueryError(str(error)) from error
    except MemoryError as error:
        raise QueryError(f"The result takes more than {memory_bytes:,} bytes (MARSAD_QUERY_MEMORY_BYTES).") from error


def _write(
    console: rich.console.Console, relation: duckdb.DuckDBPyRelation, output: str, to: Path | None, arabic: str
) -> None:
    if output == "parquet":
        _write_parquet(relation, to)
        return
    if output == "table" and to is None:
        _print_table(console, relation, arabic)
        return
    stream = to.open("w", encoding="utf-8", newline="") if to else sys.stdout
    try:
        if output == "json":
            _write_json(relation, stream)
        elif output == "csv":
            writer = csv.writer(stream, lineterminator="\n")
            # A file holds what the table says, but for formulas; what goes to a terminal must not steer it either.
            shown = _shown_cell if stream.isatty() else spreadsheet_cell
            writer.writerow(map(shown, relation.columns))
            writer.writerows(map(shown, row) for row in _rows(relation))
        else:
            _print_table(Console(file=stream, width=200), relation, "logical")
    finally:
        if to:
            stream.close()


def spreadsheet_cell(value: object) -> object:
    """The value of a cell that a spreadsheet shows and does not run; numbers stay numbers."""
    if value is None or isinstance(value, int | float):
        return value
    text = str(value)
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def _shown_cell(value: object) -> object:
    cell = spreadsheet_cell(value)
    return harmless(cell) if isinstance(cell, str) else cell


def _rows(relation: duckdb.DuckDBPyRelation) -> Iterator[tuple[Any, ...]]:
    while rows := relation.fetchmany(_AT_ONCE):
        yield from rows


def _print_table(console: rich.console.Console, relation: duckdb.DuckDBPyRelation, arabic: str) -> None:
    rows = relation.fetchmany(MOST_ROWS + 1)
    print_rows(console, relation.columns, rows[:MOST_ROWS], arabic)
    if len(rows) > MOST_ROWS:
        console.print(f"… these are the first {MOST_ROWS:,} rows; --output csv or json gives all.")


def _write_json(relation: duckdb.DuckDBPyRelation, stream: TextIO) -> None:
    names, begin = relation.columns, "["
    for row in _rows(relation):
        lines = json_text(dict(zip(names, row, strict=True))).split("\n")
        stream.write(begin + "\n  " + "\n  ".join(lines))
        begin = ","
    stream.write("[]\n" if begin == "[" else "\n]\n")


def _write_parquet(relation: duckdb.DuckDBPyRelation, to: Path | None) -> None:
    import pyarrow.parquet as pq

    reader = relation.to_arrow_reader(100_000)
    with pq.ParquetWriter(to, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch)
