"""Polls of feeds, planted in an empty snapshot: what gaps and coverage are read from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import duckdb
import pyarrow as pa

from pipeline.capture import Capture
from pipeline.warehouse.schema import arrow_schema, create_tables, create_views

START = datetime(2024, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # a Monday; the tables have no zones


class Polls:
    """A snapshot, in memory or in a file, that is polled by hand; times are days after START."""

    def __init__(self, database: str = ":memory:") -> None:
        self.connection = duckdb.connect(database)
        create_tables(self.connection)
        create_views(self.connection)
        self.pending: defaultdict[str, list[dict[str, object]]] = defaultdict(list)

    def poll(
        self,
        day: float,
        articles: Iterable[tuple[str, float]] = (),
        *,
        feed: str = "world",
        outcome: str = "ok",
        run: str | None = None,
    ) -> None:
        """One poll in a run of its own: `articles` are (id, day of publication); none for 304 and failures."""
        at = START + timedelta(days=day)
        run_id = run or f"run-{at:%Y%m%d%H%M}"
        held = list(articles)
        capture_id = Capture(f"http://{feed}/", at.replace(tzinfo=UTC), 200, (), repr(held).encode()).capture_id
        if outcome == "ok":
            capture = {
                "capture_id": capture_id, "run_id": run_id, "url": feed, "fetched_at": at, "status": 200,
                "body_bytes": 1, "body_sha256": "", "warc_file": run_id, "warc_offset": 0, "read_as": "feed",
                "entry_count": len(held),
            }  # fmt: skip
            self.add("captures", [capture])
            self.add("entries", [
                {
                    "entry_id": f"{capture_id}-{position}", "capture_id": capture_id, "run_id": run_id,
                    "feed_id": feed, "position": position, "article_id": article, "guid": None, "title": article,
                    "summary": "", "published_at": START + timedelta(days=published), "seen_at": at, "outcome": "known",
                }
                for position, (article, published) in enumerate(held)
            ])  # fmt: skip
        fetch = {
            "fetch_id": f"{run_id}-{feed}", "run_id": run_id, "purpose": "feed", "feed_id": feed, "page_no": 1,
            "url": feed, "attempt": 1, "started_at": at, "duration_ms": 1, "outcome": outcome, "response_bytes": 1,
            "capture_id": capture_id if outcome == "ok" else None,
        }  # fmt: skip
        self.add("fetches", [fetch])

    def add(self, table: str, rows: list[dict[str, object]]) -> None:
        """Add rows; columns that are not given are empty."""
        self.pending[table] += rows

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """The rows that a query gives, or what a statement returns, once all that was added stands in the tables."""
        for table, rows in self.pending.items():
            if not rows:
                continue
            schema = pa.schema([arrow_schema(table).field(name) for name in rows[0]])
            self.connection.register("new_rows", pa.Table.from_pylist(rows, schema=schema))
            self.connection.execute(f"INSERT INTO {table} BY NAME FROM new_rows")
            self.connection.unregister("new_rows")
        self.pending.clear()
        return self.connection.execute(query).fetchall()


def news(first: int, last: int, *, a_day: int) -> list[tuple[str, float]]:
    """Articles number `first` to `last`, newest first, of which `a_day` come out each day, evenly."""
    return [(f"a{number}", number / a_day) for number in range(last, first - 1, -1)]
