"""Rows as files for other tools: CSV that Excel reads, HXL, JSON Lines, Parquet, GeoJSON and GeoParquet."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.report.geometry import Locate, geojson_geometry, geoparquet_note, wkb

Row = dict[str, Any]
Tables = Iterator[pa.Table]
"""The rows of one result, some thousand at a time; at least one table, so that an empty result tells its columns."""

_CHUNK = 1 << 20
_IN_MEMORY = 32 * _CHUNK
_MARK = "\ufeff"  # Excel takes a CSV file without it for one of the machine's old code page
# What a spreadsheet takes for the begin of a formula, wide forms too; and what it passes over before one.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_HXL = Path(__file__).with_name("hxl.toml")


def csv_bytes(tables: Tables, *, is_marked: bool = True) -> Iterator[bytes]:
    """CSV in UTF-8, with a byte order mark if `is_marked`; a list is its values with " | " between them.

    A cell that a spreadsheet would run as a formula has ' before it: other readers see that sign, too.
    """
    return _csv(tables, is_marked, None)


def hxl_bytes(tables: Tables, *, is_marked: bool = True) -> Iterator[bytes]:
    """That CSV with HXL hashtags in its second row; a column that hxl.toml does not name has none."""
    return _csv(tables, is_marked, hashtags())


@cache
def hashtags() -> Mapping[str, str]:
    """The HXL hashtag of each column that has one, by name: the same name means the same thing in every view."""
    tags: dict[str, str] = tomllib.loads(_HXL.read_text(encoding="utf-8"))["hashtags"]
    return tags


def jsonl_bytes(tables: Tables) -> Iterator[bytes]:
    """One JSON object a line; times as ISO 8601, and null for a number that JSON lacks."""
    for table in tables:
        yield "".join(json_line(row) + "\n" for row in table.to_pylist()).encode()


def parquet_bytes(tables: Tables) -> Iterator[bytes]:
    """Parquet with the types of the result."""
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        first = next(tables)
        with pq.ParquetWriter(file, first.schema, compression="zstd") as writer:
            for table in chain((first,), tables):
                if table.num_rows:  # an empty part makes readers look for nothing
                    writer.write_table(table.cast(first.schema))
        yield from _chunks(file)


def geojson_bytes(rows: Iterable[Row], locate: Locate) -> Iterator[bytes]:
    """A GeoJSON collection (RFC 7946), a feature a row: a line for two points, a point for one, else no geometry."""
    yield b'{"type": "FeatureCollection", "features": ['
    for number, row in enumerate(rows):
        feature = {"type": "Feature", "geometry": geojson_geometry(locate(row)), "properties": row}
        if row.get("evacuation_id"):
            feature["id"] = row["evacuation_id"]
        yield (",\n" if number else "\n").encode() + json_line(feature).encode()
    yield b"\n]}\n"


def geoparquet_bytes(tables: Tables, locate: Locate) -> Iterator[bytes]:
    """GeoParquet 1.1: the columns and, last, `geometry` as WKB in longitude and latitude, WGS 84."""
    kinds: set[str] = set()
    box: list[float] = []
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        writer: pq.ParquetWriter | None = None
        for table in tables:
            points = [locate(row) for row in table.to_pylist()]
            for ends in filter(None, points):
                kinds.add("Point" if len(ends) == 1 else "LineString")
                lons, lats = zip(*ends, *([box[:2], box[2:]] if box else []), strict=True)
                box = [min(lons), min(lats), max(lons), max(lats)]
            wide = table.append_column("geometry", pa.array([wkb(ends) for ends in points], pa.binary()))
            writer = writer or pq.ParquetWriter(file, wide.schema, compression="zstd")
            if wide.num_rows:
                writer.write_table(wide.cast(writer.schema))
        if writer:
            writer.add_key_value_metadata({"geo": json.dumps(geoparquet_note("geometry", sorted(kinds), box))})
            writer.close()
        yield from _chunks(file)


def rows_of(tables: Tables) -> Iterator[Row]:
    """The rows, one by one."""
    for table in tables:
        yield from table.to_pylist()


def json_line(value: Any) -> str:
    """A value as JSON on one line."""
    try:
        return json.dumps(value, ensure_ascii=False, default=_plain, allow_nan=False)
    except ValueError:
        return json.dumps(_finite(value), ensure_ascii=False, default=_plain)


def spreadsheet_cell(value: object) -> object:
    """The value of a cell that a spreadsheet shows and does not run; numbers stay numbers."""
    if value is None or isinstance(value, int | float):
        return value
    text = " | ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def _csv(tables: Tables, is_marked: bool, tags: Mapping[str, str] | None) -> Iterator[bytes]:
    stream = io.StringIO(_MARK if is_marked else "", newline="")
    stream.seek(0, io.SEEK_END)
    writer = csv.writer(stream, lineterminator="\n")
    for number, table in enumerate(tables):
        if not number:
            writer.writerow(map(spreadsheet_cell, table.column_names))
            if tags is not None:
                writer.writerow(tags.get(name, "") for name in table.column_names)
        writer.writerows(map(spreadsheet_cell, row.values()) for row in table.to_pylist())
        yield stream.getvalue().encode()
        stream.seek(0)
        stream.truncate()


def _chunks(file: Any) -> Iterator[bytes]:
    # The end of a Parquet file says where its parts begin: it is made before it is sent.
    file.seek(0)
    while chunk := file.read(_CHUNK):
        yield chunk


def _plain(value: Any) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    iso: Callable[[], str] | None = getattr(value, "isoformat", None)
    return iso() if iso else str(value)


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _finite(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_finite(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
