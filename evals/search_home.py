"""A home that holds given texts and nothing else: a snapshot with its index, for what asks them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

import duckdb
import pyarrow as pa

from pipeline.search.index import renew_index
from pipeline.settings import Settings
from pipeline.warehouse.schema import create_indexes, create_tables, create_views

Text = tuple[str, str, datetime]
"""Title, body, time of publication."""

_BATCH = 20_000


def home_of(folder: Path, texts: Iterable[Text]) -> Settings:
    """Write the texts as current revisions, numbered in their order, straight into a snapshot, and index them."""
    settings = Settings(home=folder)
    folder.mkdir(parents=True)
    with duckdb.connect(str(settings.database)) as connection:
        create_tables(connection)
        create_views(connection)
        first = 0
        for rows in _batches(iter(texts)):
            given = pa.table(  # noqa: F841  (DuckDB reads it by its name)
                {
                    "number": pa.array(range(first, first + len(rows)), pa.int64()),
                    "title": [row[0] for row in rows],
                    "body": [row[1] for row in rows],
                    "published_at": pa.array([row[2] for row in rows], pa.timestamp("us")),
                }
            )
            connection.execute(_ARTICLES)
            connection.execute(_REVISIONS)
            first += len(rows)
        create_indexes(connection)
    renew_index(settings, _silent)
    return settings


def number_of(revision_id: str) -> int:
    """Which of the texts a revision is."""
    return int(revision_id)


def _batches(texts: Iterator[Text]) -> Iterator[list[Text]]:
    while rows := list(islice(texts, _BATCH)):
        yield rows


def _silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


_ARTICLES = """
INSERT INTO articles BY NAME
SELECT
    printf('%024d', number) AS article_id, printf('%024d', number) AS story_id,
    'http://arabic.news.example/' || number AS url, url AS canonical_url, 'read' AS status,
    published_at AS first_seen_at, 1 AS revision_count, article_id AS current_revision_id
FROM given
"""
_REVISIONS = """
INSERT INTO revisions BY NAME
SELECT
    printf('%024d', number) AS revision_id, revision_id AS article_id, 1 AS revision_no, true AS is_current, title,
    body, '' AS text_sha256, 'ar' AS language, [] AS image_urls, 1 AS page_count, true AS is_complete, published_at,
    0 AS published_spread_days, 'general' AS template, '' AS extractor_version, '' AS capture_id, '' AS run_id,
    published_at AS first_fetched_at, published_at AS last_fetched_at
FROM given
"""
