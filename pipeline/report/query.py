"""Answers one SQL query from the live snapshot, without a way to change or read anything else."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import duckdb
from rich.console import Console

from pipeline.report.tables import print_rows
from pipeline.search.index import attach_index
from pipeline.settings import Settings


class QueryError(Exception):
    """A query that cannot be answered; the message is DuckDB's, or says which option is missing."""


def run_query(console: Console, settings: Settings, query: str, output: str, to: Path | None, arabic: str) -> None:
    """Print or write the result of `query` as table, csv, json (one array of objects) or parquet.

    Raises QueryError. The connection is read-only and has no access to files or extensions; `search` and `search_hits`
    find the index of texts.
    """
    if output == "parquet" and to is None:
        raise QueryError("Parquet is not for a terminal: name a file with --to.")
    try:
        with duckdb.connect(str(settings.database), read_only=True) as connection:
            attach_index(connection, settings)
            connection.execute("SET enable_external_access = false")
            connection.execute("SET lock_configuration = true")
            relation = connection.sql(query)
            if relation is None:
                raise QueryError("The query gives no rows; ask with SELECT or FROM.")
            _write(console, relation, output, to, arabic)
    except duckdb.Error as error:
        raise QueryError(str(error)) from error


def _write(console: Console, relation: duckdb.DuckDBPyRelation, output: str, to: Path | None, arabic: str) -> None:
    if output == "parquet":
        import pyarrow.parquet as pq

        pq.write_table(relation.to_arrow_table(), to, compression="zstd")
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
        elif output == "csv":
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(names)
            writer.writerows(rows)
        else:
            print_rows(Console(file=stream, width=200), names, rows, "logical")
    finally:
        if to:
            stream.close()
