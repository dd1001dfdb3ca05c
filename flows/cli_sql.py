"""The command `marsad sql`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from flows.cli_common import (
    USAGE,
    Arabic,
    ArabicOption,
    fail,
    live,
    opened,
    read_settings,
)
from pipeline.report.console import Console


class Output(StrEnum):
    """Forms that the result of a query can take."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    JSONL = "jsonl"
    PARQUET = "parquet"
    GEOJSON = "geojson"
    GEOPARQUET = "geoparquet"
    HXL = "hxl"


def sql(
    query: Annotated[
        str, typer.Argument(help="One SQL query, in DuckDB's dialect, or the name of a table or view.")
    ] = "",
    file: Annotated[
        str | None, typer.Option("--file", "-f", help="Read the query from this file, or from standard input for -.")
    ] = None,
    output: Annotated[
        Output | None,
        typer.Option("--output", "-o", help="Form of the result; else that of the file's ending, else a table."),
    ] = None,
    to: Annotated[
        Path | None, typer.Option(help="Write to this file instead; needed for parquet and geoparquet.")
    ] = None,
    arabic: ArabicOption = Arabic.AUTO,
) -> None:
    """Query the live snapshot, read-only: no other file, no network, no more than `MARSAD_QUERY_MEMORY_BYTES`.

    Recipes for the questions of the field are in `sql/examples`. A table shows the first 10,000 rows. csv is safe for
    Excel (a text that it would run as a formula has an apostrophe before it); hxl is CSV with HXL hashtags in its
    second row and ends with .hxl.csv; jsonl is one JSON object a line. geojson and geoparquet draw movements as lines
    from origin to destination, and other rows as points where they have lon and lat, place_id or place_ids.

    Examples: `marsad sql evacuation_reports`, `marsad sql evacuation_reports --to moves.geojson`,
    `marsad sql "FROM daily_counts" --to counts.csv`, `marsad sql "FROM casualty_reports" -o hxl`,
    `marsad sql --file sql/examples/people_moved_by_month.sql`
    """
    from pipeline.report.query import QueryError, form_of, run_query

    if bool(query) == bool(file):
        fail("Give a query, or a file that holds one with --file.", USAGE)
    if file:
        with opened(file) as stream:
            query = stream.read()
    settings = read_settings()
    live(settings)
    try:
        form = output.value if output else form_of(to)
        run_query(Console(), settings, query, form, to, arabic.value)
    except QueryError as error:
        fail(str(error), USAGE)
