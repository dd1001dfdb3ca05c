"""What a backfill would bring, without bringing it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date
from pathlib import Path

import duckdb

from pipeline.collect.collect import Progress
from pipeline.collect.found import Found, Source, Unread
from pipeline.collect.http_message import MessageError
from pipeline.collect.imports import KnownKeys, found_key
from pipeline.collect.reading import Reading, Tally
from pipeline.derive.urls import article_id, url_date
from pipeline.settings import Settings
from pipeline.warehouse.backfill import known_files, known_keys
from pipeline.warehouse.publish import sole_writer
from pipeline.warehouse.staging import derive_pending, staging


@dataclass(frozen=True, slots=True)
class Expected:
    """What a source holds, the articles of its new captures that are not known yet, and the days they are of.

    A day is that of the address, else of the capture: pages are not read for it.
    """

    tally: Tally
    articles: int
    days: list[date]


def expect(settings: Settings, source: Source, progress: Progress) -> Expected:
    """Read `source` and archive nothing. Raises SettingsError where it has nothing to read, BusyError."""
    inputs = source.inputs()
    with sole_writer(settings), tempfile.TemporaryDirectory() as folder:
        derive_pending(settings, progress)
        with staging(settings) as connection:
            path = Path(folder) / "known"
            path.write_bytes(known_keys(connection))
            files = known_files(connection)
            known_articles = _known_articles(connection)
        known, tally, seen = KnownKeys(path), Tally(source.kind), set[str]()
        articles: set[int] = set()
        days: set[date] = set()
        for item in _items(Reading(source, inputs, tally, files, progress)):
            if isinstance(item, Unread):
                tally.note_unread(item)
                continue
            try:
                key = found_key(item, settings.max_body_bytes)
            except MessageError as error:
                tally.note_unread(Unread(item.origin, str(error)))
                continue
            if key in known or key in seen:
                tally.known += 1
                tally.examples.setdefault("known", item.origin)
                continue
            seen.add(key)
            tally.new += 1
            tally.examples.setdefault("new", item.origin)
            if item.purpose == "article":
                days.add(url_date(item.url) or item.captured_at.astimezone(UTC).date())
                articles.add(int(article_id(item.url)[:16], 16))
        return Expected(tally, len(articles - known_articles), sorted(days))


def _items(reading: Reading) -> Iterator[Found | Unread]:
    for batch in reading:
        yield from batch.items


def _known_articles(connection: duckdb.DuckDBPyConnection) -> set[int]:
    rows = connection.execute("SELECT DISTINCT article_id FROM staged_fetches WHERE article_id IS NOT NULL").fetchall()
    return {int(identity[:16], 16) for (identity,) in rows}
