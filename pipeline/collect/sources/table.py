"""Tables of articles that others extracted: JSON, CSV and Parquet files with a row an article."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from pipeline.collect.found import Found, Input, Item, Unread
from pipeline.collect.sources.files import inputs_of
from pipeline.collect.sources.rows import SUFFIXES, Row, RowError, columns_of, rows_of
from pipeline.derive.dates import plausible
from pipeline.derive.rows import ROW_TYPE, row_date
from pipeline.derive.urls import clean_url
from pipeline.settings import SettingsError

# What each field is called by tables that we have met, the likeliest first.
FIELDS: dict[str, tuple[str, ...]] = {
    "title": ("title", "headline", "head"),
    "body": ("body", "content", "text", "article", "maintext", "article_text"),
    "url": ("url", "link", "href", "source_url"),
    "published": ("published", "published_at", "date", "date_published", "publish_date", "pubdate", "pub_date"),
    "captured": (
        "captured",
        "captured_at",
        "crawl_time",
        "date_extracted",
        "date_download",
        "fetched_at",
        "crawled_at",
    ),
    "author": ("author", "authors", "byline"),
    "section": ("section", "category", "channel"),
}


class TableSource:
    """Files of rows; `mapping` says for a field which column holds it, the others go by their usual names."""

    kind = "table"

    def __init__(
        self,
        paths: Iterable[str],
        now: datetime,
        mapping: Mapping[str, str] | None = None,
        saved_at: datetime | None = None,
    ) -> None:
        self._paths, self._now = tuple(paths), now
        self._mapping, self._saved_at = dict(mapping or {}), saved_at

    def inputs(self) -> list[Input]:
        """Every file.

        Raises SettingsError for a path that leads to none, and for a file without a column that was named or that
        holds the text; it names the columns that are there.
        """
        inputs = inputs_of(self._paths, SUFFIXES)
        for item in inputs:
            columns = columns_of(item.path)
            if not columns:
                continue  # nothing in it can be read, which reading it tells
            has = f"it has the columns {', '.join(columns)}"
            for field, column in self._mapping.items():
                if column not in columns:
                    raise SettingsError(f"--map {field}={column}: {item.name} has no such column; {has}.")
            if "body" not in self._columns(columns):
                raise SettingsError(f"{item.name}: say which column holds the text with --map body=COLUMN; {has}.")
        return inputs

    def options(self) -> dict[str, str]:
        """The mapping and the time that were given."""
        mapping = ",".join(f"{field}={column}" for field, column in sorted(self._mapping.items()))
        return {"map": mapping, "saved_at": self._saved_at.isoformat() if self._saved_at else ""}

    def read(self, item: Input) -> Iterator[Item]:
        """One item a row, counted from 1."""
        try:
            columns = self._columns(columns_of(item.path))
            with item.path.open("rb") as file:
                for number, row in enumerate(rows_of(file, item.path.name), 1):
                    yield self._item(f"{item.name}#{number}", row, columns, file.tell())
        except OSError as error:
            yield Unread(item.name, f"{item.name} cannot be read: {error}", item.size_bytes)

    def _columns(self, there: Iterable[str]) -> dict[str, str]:
        """The column of each field that has one."""
        by_name = {name.strip().lower(): name for name in reversed(list(there))}
        usual = {
            field: next((by_name[name] for name in names if name in by_name), None) for field, names in FIELDS.items()
        }
        taken = set(self._mapping.values())
        return {field: name for field, name in usual.items() if name and name not in taken} | self._mapping

    def _item(self, origin: str, row: Row | RowError, columns: dict[str, str], read_bytes: int) -> Item:
        if isinstance(row, RowError):
            return Unread(origin, f"{origin} cannot be read: {row}.", read_bytes)
        document = {field: text for field in FIELDS if (text := _text(row.get(columns.get(field, ""))))}
        if not document.get("body", "").strip():
            return Unread(origin, f"{origin} has no text in column {columns['body']}.", read_bytes)
        told = (_moment(document.get("captured"), is_own_clock=True), _moment(document.get("published")))
        moment = next((moment for moment in told if plausible(moment, self._now)), self._saved_at)
        if moment is None:
            message = (
                f"{origin}: no column tells a possible time; name one with --map captured=COLUMN or use --saved-at."
            )
            return Unread(origin, message, read_bytes)
        content = json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")
        url = clean_url(document.get("url", "")) or f"urn:sha256:{_identity(document)}"
        return Found(origin, url, moment, "article", content, ROW_TYPE, read_bytes=read_bytes)


def _identity(document: dict[str, str]) -> str:
    """What an article without an address is known by: title and text, so that a second crawl of it is the same."""
    text = f"{document.get('title', '')}\n{document['body']}"
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _text(value: Any) -> str:
    """A value as text: of a list its parts, of a number or time what it says."""
    if value is None or value == "":
        return ""
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(_text, value)))
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _moment(text: str | None, is_own_clock: bool = False) -> datetime | None:
    """A time of a column; without a zone, a crawler's own clock is UTC, a date of publication the newsroom's."""
    if text and is_own_clock:
        try:
            moment = datetime.fromisoformat(text.strip())
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            pass  # not ISO 8601
    return row_date(text) if text else None
