"""What is chosen, to take away: CSV that Excel reads, JSON Lines, Parquet, and movements as GeoJSON."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from flask import Flask, Response, request
from flask.typing import ResponseReturnValue

from pipeline.report.explorer import ask
from pipeline.report.explorer.answers import trouble
from pipeline.report.explorer.choice import Choice, read_choice
from pipeline.report.explorer.snapshot import Snapshot, SnapshotError, Snapshots
from pipeline.report.explorer.words import say

_Tables = Iterator[pa.Table]
_CHUNK = 1 << 20
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


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
            held.enter_context(ask.chosen(cursor, choice))
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


def _csv(cursor: duckdb.DuckDBPyConnection, choice: Choice) -> Iterator[bytes]:
    """UTF-8 with a mark that Excel knows it by; a cell that Excel would take for a formula has ' before it."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    for number, table in enumerate(ask.all_rows(cursor, choice)):
        if not number:
            stream.write("\ufeff")
            writer.writerow(table.column_names)
        writer.writerows([_cell(value) for value in row.values()] for row in table.to_pylist())
        yield stream.getvalue().encode()
        stream.seek(0)
        stream.truncate()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    told = " | ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"'{told}" if told.startswith(_FORMULA) else told


def _jsonl(cursor: duckdb.DuckDBPyConnection, choice: Choice) -> Iterator[bytes]:
    for table in ask.all_rows(cursor, choice):
        lines = (json.dumps(row, ensure_ascii=False, default=_iso) + "\n" for row in table.to_pylist())
        yield "".join(lines).encode()


def _iso(value: Any) -> str:
    return str(value.isoformat())


def _parquet(cursor: duckdb.DuckDBPyConnection, choice: Choice) -> Iterator[bytes]:
    # Its end says where its parts begin, so it is made before it is sent; beyond some megabytes outside memory.
    with tempfile.SpooledTemporaryFile(max_size=32 * _CHUNK) as file:
        tables: _Tables = ask.all_rows(cursor, choice)
        first = next(tables)
        with pq.ParquetWriter(file, first.schema, compression="zstd") as writer:
            writer.write_table(first)
            for table in tables:
                writer.write_table(table.cast(first.schema))
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk


def _geojson(cursor: duckdb.DuckDBPyConnection, _: Choice) -> Iterator[bytes]:
    """Movements: a line where both ends are on the map, a point where one is, no geometry where none is."""
    yield b'{"type": "FeatureCollection", "features": ['
    for number, row in enumerate(ask.all_movements(cursor)):
        feature = {"type": "Feature", "id": row["evacuation_id"], "geometry": _geometry(row), "properties": row}
        yield (",\n" if number else "\n").encode() + json.dumps(feature, ensure_ascii=False, default=_iso).encode()
    yield b"\n]}\n"


def _geometry(row: dict[str, Any]) -> dict[str, Any] | None:
    ends = [
        [row[f"{end}_lon"], row[f"{end}_lat"]] for end in ("origin", "destination") if row[f"{end}_lon"] is not None
    ]
    if not ends:
        return None
    return {"type": "Point", "coordinates": ends[0]} if len(ends) == 1 else {"type": "LineString", "coordinates": ends}


_FORMS: dict[str, tuple[str, Callable[[duckdb.DuckDBPyConnection, Choice], Iterator[bytes]]]] = {
    "csv": ("text/csv; charset=utf-8", _csv),
    "jsonl": ("application/x-ndjson", _jsonl),
    "parquet": ("application/vnd.apache.parquet", _parquet),
    "geojson": ("application/geo+json", _geojson),
}
