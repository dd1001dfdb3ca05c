"""The rows of JSON, CSV and Parquet files, a few at a time, whatever is broken between them."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.derive.charset import charset_of

SUFFIXES = (
    *(f".{kind}{packed}" for kind in ("jsonl", "ndjson", "json", "csv", "tsv") for packed in ("", ".gz")),
    ".parquet",
)
_MOST_ROW_BYTES = 20_000_000
_STEP = 1 << 18
_SAMPLE_BYTES = 1_000_000
_BATCH = 500
_NEXT_OBJECT = re.compile(r"\}\s*,\s*(?=\{)")
_SKIPPED = re.compile(r"[\s,]*")

Row = dict[str, Any]


class RowError(Exception):
    """A row, or all that follows, that cannot be read; the message says why."""


def rows_of(file: BinaryIO, name: str) -> Iterator[Row | RowError]:
    """Yield each row as a dict of its columns, an error in the place of one that cannot be read.

    `name` tells the format. Raises nothing but what `file` itself raises when it is read.
    """
    stem = name.lower().removesuffix(".gz")
    if stem.endswith(".parquet"):
        return _parquet(file)
    plain = cast("BinaryIO", gzip.GzipFile(fileobj=file)) if file.read(2) == b"\x1f\x8b" else file
    file.seek(0)
    if stem.endswith((".csv", ".tsv")):
        return _ending_early(_csv(plain, is_tsv=stem.endswith(".tsv")))
    return _ending_early(_json(plain))


def _ending_early(rows: Iterator[Row | RowError]) -> Iterator[Row | RowError]:
    try:
        yield from rows
    except (OSError, EOFError, zlib.error) as error:
        yield RowError(f"the file cannot be read further: {error}")


def _json(file: BinaryIO) -> Iterator[Row | RowError]:
    first = file.read(1)
    while first and first in b" \t\r\n\xef\xbb\xbf":
        first = file.read(1)
    if first == b"[":
        yield from _array(io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline=""))
        return
    line = first + file.readline(_MOST_ROW_BYTES)
    while line:
        if line.strip():
            yield _row(line)
        line = file.readline(_MOST_ROW_BYTES)


def _row(line: bytes) -> Row | RowError:
    try:
        value = json.loads(line.decode("utf-8-sig", "replace"), strict=False)
    except (ValueError, RecursionError) as error:
        return RowError(f"it is not JSON: {error}")
    return value if isinstance(value, dict) else RowError("it is not a JSON object")


def _array(file: io.TextIOBase) -> Iterator[Row | RowError]:
    """The objects of one JSON array, its opening bracket read."""
    decoder = json.JSONDecoder(strict=False)
    text, at, is_end = "", 0, False
    while True:
        at = cast("re.Match[str]", _SKIPPED.match(text, at)).end()
        if text.startswith("]", at) or (is_end and at == len(text)):
            return
        try:
            value, at = decoder.raw_decode(text, at)
            yield value if isinstance(value, dict) else RowError("it is not a JSON object")
            continue
        except (json.JSONDecodeError, RecursionError) as error:
            problem = error
        text, at = text[at:], 0
        if not is_end and len(text) < _MOST_ROW_BYTES and _may_go_on(problem):
            more = file.read(max(_STEP, len(text)))
            text, is_end = text + more, not more
            continue
        yield RowError(f"it is not JSON: {problem}")
        while (match := _NEXT_OBJECT.search(text, 1)) is None:
            more = file.read(_STEP)
            if not more:
                return
            text = text[-100:] + more
        text = text[match.end() :]


def _may_go_on(problem: Exception) -> bool:
    """Whether what does not decode could be whole if there were more of it."""
    if not isinstance(problem, json.JSONDecodeError):
        return False
    return problem.pos >= len(problem.doc) - 10 or problem.msg.startswith("Unterminated string")


def _csv(file: BinaryIO, is_tsv: bool) -> Iterator[Row | RowError]:
    sample = file.read(_SAMPLE_BYTES)
    whole = sample[: sample.rfind(b"\n") + 1] or sample
    first = whole.partition(b"\n")[0]
    delimiter = "\t" if is_tsv else max(",;\t", key=lambda sign: first.count(sign.encode()))
    joined = io.BufferedReader(_Joined(sample, file))
    text = io.TextIOWrapper(joined, encoding=charset_of(whole, None), errors="replace", newline="")
    csv.field_size_limit(_MOST_ROW_BYTES)
    reader = csv.reader(text, delimiter=delimiter)
    header: list[str] | None = None
    while True:
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield RowError(f"line {reader.line_num} is not CSV: {error}")
            continue
        if not fields:
            continue
        if header is None:
            header = [name.strip().removeprefix("\ufeff") for name in fields]
        elif len(fields) != len(header):
            yield RowError(f"it ends in line {reader.line_num} with {len(fields)} fields, the header has {len(header)}")
        else:
            yield dict(zip(header, fields, strict=True))


class _Joined(io.RawIOBase):
    """What was read of a file, and the rest of it."""

    def __init__(self, begin: bytes, rest: BinaryIO) -> None:
        self._begin, self._rest = begin, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        part = self._begin[: len(buffer)] or self._rest.read(len(buffer))
        self._begin = self._begin[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)


def _parquet(file: BinaryIO) -> Iterator[Row | RowError]:
    try:
        parquet = pq.ParquetFile(file)
    except (pa.ArrowException, OSError) as error:
        yield RowError(f"the file is not Parquet: {error}")
        return
    for group in range(parquet.num_row_groups):
        try:
            for batch in parquet.iter_batches(_BATCH, row_groups=[group]):
                yield from batch.to_pylist()
        except (pa.ArrowException, OSError, ValueError) as error:
            yield RowError(f"row group {group + 1} of {parquet.num_row_groups} cannot be read: {error}")


def columns_of(path: Path) -> list[str]:
    """The columns of the first rows of a file, in their order; none where no row can be read."""
    columns: dict[str, None] = {}
    with path.open("rb") as file:
        for number, row in enumerate(rows_of(file, path.name)):
            if number == 100:
                break
            if not isinstance(row, RowError):
                columns |= dict.fromkeys(row)
    return list(columns)
