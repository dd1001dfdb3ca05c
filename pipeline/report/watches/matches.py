"""Which reports of the live snapshot fit a watch: asked as the explorer asks, and by the watch's own SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

from pipeline.derive.arabic import fold
from pipeline.report.asking import asking
from pipeline.report.explorer import ask
from pipeline.report.explorer.choice import Choice
from pipeline.report.explorer.snapshot import Snapshots
from pipeline.report.watches.watch_list import Watch
from pipeline.settings import Settings


class WatchError(Exception):
    """A watch that cannot be asked; the message names it and says why."""


@dataclass(frozen=True, slots=True)
class Match:
    """An article that fits, by its current text; `story` is the same for its copies."""

    article: str
    story: str
    revision: str


@contextmanager
def matches(
    snapshots: Snapshots, settings: Settings, watch: Watch
) -> Iterator[tuple[duckdb.DuckDBPyConnection, list[Match]]]:
    """The matches of a watch, one a story, the newest first, and the cursor on which `facts` tells more of them.

    Raises WatchError for SQL that gives no answer, SnapshotError where there is nothing to read.
    """
    with snapshots.reading() as (cursor, snapshot):
        places, actors = _ids(cursor, "place", watch.place), _ids(cursor, "actor", watch.actor)
        if None in (places, actors):
            # A name that no text has told yet.
            yield cursor, []
            return
        choice = Choice(
            tag=watch.tag,
            subtypes=(watch.subtype,) if watch.subtype else (),
            places=places or (),
            actors=actors or (),
            text=" ".join(watch.text.split()),
        )
        with ask.chosen(cursor, snapshot, choice):
            if watch.sql:
                cursor.execute(_KEEP, {"articles": _articles(settings, watch)})
            yield cursor, [Match(*row) for row in cursor.execute(_MATCHES).fetchall()]


def facts(cursor: duckdb.DuckDBPyConnection, articles: Collection[str]) -> Iterator[ask.Row]:
    """What the explorer's downloads tell of some of the matches, the newest first."""
    cursor.execute(_KEEP, {"articles": list(articles)})
    for table in ask.all_rows(cursor, Choice()):
        yield from table.to_pylist()


_KEEP = """
DELETE FROM chosen WHERE article_no NOT IN (
    SELECT rowid FROM live.articles WHERE article_id IN (SELECT unnest($articles::VARCHAR[])))
"""
# Of a story the first article that fits counts; the others are copies of it.
_MATCHES = """
WITH fitting AS (
    SELECT articles.article_id, coalesce(story_id, articles.article_id) AS story_id, current_revision_id, published_at
    FROM chosen
    JOIN live.articles ON articles.rowid = article_no
)
SELECT
    arg_min(article_id, (coalesce(published_at, 'infinity'::TIMESTAMP), article_id)) AS article_id,
    story_id,
    arg_min(current_revision_id, (coalesce(published_at, 'infinity'::TIMESTAMP), article_id)) AS revision_id
FROM fitting
GROUP BY story_id
ORDER BY min(published_at) DESC NULLS LAST, article_id
"""


def _ids(cursor: duckdb.DuckDBPyConnection, kind: str, told: str) -> tuple[str, ...] | None:
    """The ids of what an id or a name stands for; None where nothing bears it, empty where nothing is asked."""
    if not told:
        return ()
    known = cursor.execute(f"SELECT {kind}_id, name FROM live.{kind}s").fetchall()  # noqa: S608
    folded = fold(told).text.strip()
    found = tuple(key for key, name in known if key == told or fold(name).text.strip() == folded)
    return found or None


def _articles(settings: Settings, watch: Watch) -> list[str]:
    """The article_id of every row that the watch's SQL gives, asked without access to anything but the snapshot."""
    try:
        with asking(settings) as connection:
            relation = connection.sql(watch.sql)
            if relation is None or "article_id" not in relation.columns:
                raise WatchError(f"The watch {watch.id}: its SQL must give a column article_id.")
            return [str(key) for (key,) in relation.select("article_id").distinct().fetchall() if key is not None]
    except (duckdb.Error, MemoryError) as error:
        why = str(error).splitlines()[0] if str(error) else "It takes too much memory (MARSAD_QUERY_MEMORY_BYTES)."
        raise WatchError(f"The watch {watch.id}: its SQL gives no answer. {why}") from error
