"""What is chosen, to take away: CSV that Excel reads, JSON Lines, Parquet, and movements as GeoJSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import duckdb
from flask import Flask, Response, request
from flask.typing import ResponseReturnValue

from pipeline.report.explorer import ask
from pipeline.report.explorer.answers import trouble
from pipeline.report.explorer.choice import Choice, read_choice
from pipeline.report.explorer.snapshot import Snapshot, SnapshotError, Snapshots
from pipeline.report.explorer.words import say
from pipeline.report.forms import csv_bytes, geojson_bytes, jsonl_bytes, parquet_bytes
from pipeline.report.geometry import locator

_ENDS = ("origin_lon", "origin_lat", "destination_lon", "destination_lat")


def add_downloads(server: Flask, snapshots: Snapshots) -> None:
    """Add /download/reports.FORM, which takes the same query as the page and gives all its rows, not one page."""

    @server.get("/download/reports.<form>")
    def _download(form: str) -> ResponseReturnValue:
        if form not in _FORMS:
            return f"There is no form {form!r}; there are {', '.join(_FORMS)}.\n", 404, {"Content-Type": "text/plain"}
        choice = read_choice(request.query_string.decode("ascii", "replace"))
        if choice.problems:
            told = ", ".join(f"{name}={value}" for name, value in choice.problems)
            return say(choice.language, "filter.unusable", what=told) + "\n", 400, {"Content-Type": _PLAIN}
        kind, write = _FORMS[form]
        held = ExitStack()
        try:
            cursor, snapshot = held.enter_context(snapshots.reading())
            held.enter_context(ask.chosen(cursor, snapshot, choice))
            body = write(cursor, choice)
            first = next(body, b"")  # an error of the query is told as such, not as a file that ends early
        except (SnapshotError, duckdb.Error) as error:
            held.close()
            return trouble(choice.language, error) + "\n", 503, {"Content-Type": _PLAIN}
        except BaseException:
            held.close()
            raise

        def rest() -> Iterator[bytes]:
            with held:
                yield first
                yield from body

        return Response(rest(), headers={"Content-Type": kind, **_named(form, snapshot)})


_PLAIN = "text/plain; charset=utf-8"


def _named(form: str, snapshot: Snapshot) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="marsad-{snapshot.snapshot_id}.{form}"'}


def _movements(cursor: duckdb.DuckDBPyConnection, _: Choice) -> Iterator[bytes]:
    return geojson_bytes(ask.all_movements(cursor), locator(_ENDS, dict))


_FORMS: dict[str, tuple[str, Callable[[duckdb.DuckDBPyConnection, Choice], Iterator[bytes]]]] = {
    "csv": ("text/csv; charset=utf-8", lambda cursor, choice: csv_bytes(ask.all_rows(cursor, choice))),
    "jsonl": ("application/x-ndjson", lambda cursor, choice: jsonl_bytes(ask.all_rows(cursor, choice))),
    "parquet": ("application/vnd.apache.parquet", lambda cursor, choice: parquet_bytes(ask.all_rows(cursor, choice))),
    "geojson": ("application/geo+json", _movements),
}
