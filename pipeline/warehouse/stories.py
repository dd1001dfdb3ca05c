"""Which articles are one story: the same text under several addresses, and near-copies of other outlets.

Articles are taken in the order of publication. Each joins the earliest story whose first article, its lead, it is a
copy of and that began a short time before, or begins a story. So a story never grows along a chain of likenesses, the
order in which things were read does not matter, and half a million copies of one text are compared with one lead.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from operator import eq

import duckdb
import pyarrow as pa

from pipeline.derive.signature import SLOTS
from pipeline.warehouse.schema import SQL, run_sql

# Reprints come within a day or two; what recurs every week or year is another story.
WINDOW = timedelta(days=2)
# Share of runs of words in common from which a text is a copy: see docs/decisions.md for what it was chosen by.
LEAST_LIKENESS = 0.5
# Numbers of a signature that have to be equal for two texts to be compared at all: 4 in a row, of 32 such rows.
_BAND_BYTES = 16
# Leads of one band that a text is compared with, so that a phrase that all texts have does not cost their square.
_MOST_LEADS = 16
# How far from what was touched articles are looked at before it is cheaper to look at all: see `_reassign`.
_REACH = 3 * WINDOW


@dataclass(frozen=True, slots=True)
class Text:
    """A dated current text: its article, time, signature and the story that it was told to belong to so far."""

    article_id: str
    published_at: datetime
    signature: bytes
    story_id: str | None


class Leads:
    """The first articles of the stories that can still grow, found by what their texts have in common."""

    def __init__(self) -> None:
        self._in_time: deque[Text] = deque()
        self._by_band: dict[bytes, deque[Text]] = {}

    def story_of(self, text: Text) -> str:
        """The story that a text belongs to: the article_id of its lead. Texts come in the order of publication."""
        self._forget(text.published_at - WINDOW)
        near: dict[str, Text] = {}
        for band in _bands(text.signature):
            for lead in islice(self._by_band.get(band, ()), _MOST_LEADS):
                near[lead.article_id] = lead
        for lead in sorted(near.values(), key=_order):
            if _is_copy(lead.signature, text.signature):
                return lead.article_id
        return text.article_id

    def add(self, lead: Text) -> None:
        """Let later texts join the story of this one."""
        self._in_time.append(lead)
        for band in _bands(lead.signature):
            self._by_band.setdefault(band, deque()).append(lead)

    def _forget(self, before: datetime) -> None:
        while self._in_time and self._in_time[0].published_at < before:
            for band in _bands(self._in_time.popleft().signature):
                leads = self._by_band[band]
                leads.popleft()
                if not leads:
                    del self._by_band[band]


def assign(texts: Iterable[Text]) -> Iterator[tuple[str, str]]:
    """Give article_id and story_id of all texts, which come in the order of publication."""
    leads = Leads()
    for text in texts:
        story_id = leads.story_of(text)
        if story_id == text.article_id:
            leads.add(text)
        yield text.article_id, story_id


def tell_stories(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `stories` and `articles.story_id` of the current database, in which every text is a story of its own."""
    copies = [(text, story) for text, story in assign(_texts(connection, "true")) if text != story]
    _write(connection, copies)
    connection.execute(_STORIES)


def renew_stories(connection: duckdb.DuckDBPyConnection) -> dict[str, set[int]]:
    """Bring both up to date in a copy of `live` in which the articles `affected` were made anew, a story each.

    Returns the years of the rows that were changed, by table, as the lake parts them.
    """
    connection.execute("CREATE TEMP TABLE told_again AS FROM affected")
    found = _reassign(connection)
    if found is None:
        connection.execute("UPDATE articles SET story_id = article_id WHERE story_id <> article_id")
        found = [(text, story) for text, story in assign(_texts(connection, "true")) if text != story]
        connection.execute("INSERT INTO told_again SELECT article_id FROM articles")
    _write(connection, found)
    connection.execute("INSERT INTO told_again SELECT unnest(?::VARCHAR[])", [[article_id for article_id, _ in found]])
    connection.execute(
        """CREATE TEMP TABLE told_stories AS
           SELECT story_id FROM live.articles WHERE article_id IN (FROM told_again)
           UNION
           SELECT story_id FROM articles WHERE article_id IN (FROM told_again)"""
    )
    years = _years(connection)
    connection.execute("DELETE FROM stories WHERE story_id IN (FROM told_stories)")
    connection.execute(f"{_STORIES} HAVING story_id IN (FROM told_stories)")
    return {table: found | _years(connection)[table] for table, found in years.items()}


_STORIES = """
INSERT INTO stories BY NAME
SELECT
    articles.story_id,
    count(*) AS article_count,
    min(revisions.published_at) AS first_published_at,
    max(revisions.published_at) AS last_published_at
FROM articles
JOIN revisions ON revisions.revision_id = articles.current_revision_id
GROUP BY articles.story_id
"""


def _years(connection: duckdb.DuckDBPyConnection) -> dict[str, set[int]]:
    queries = {
        "articles": "SELECT DISTINCT year(first_seen_at) FROM articles WHERE article_id IN (FROM told_again)",
        "stories": """SELECT DISTINCT coalesce(year(first_published_at), 0)
                      FROM stories WHERE story_id IN (FROM told_stories)""",
    }
    return {table: {year for (year,) in connection.execute(query).fetchall()} for table, query in queries.items()}


def _reassign(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]] | None:
    """The articles that have another story now, with it; None where the change reaches too far to be followed.

    A text is told by the leads of the days before it. So what was touched can change the texts of the days after it,
    and these those after them only where an article becomes a lead or ceases to be one.
    """
    days = {"before": WINDOW.days + 1, "after": _REACH.days + 2}
    run_sql(connection, SQL / "build" / "95_touched_days.sql", days)
    times = deque(at for (at,) in connection.execute("FROM touched_times ORDER BY ALL").fetchall())
    leads = Leads()
    found = []
    changes_until = reach = datetime.min  # noqa: DTZ901  (times are UTC without zone)
    for text in _texts(connection, "CAST(published_at AS DATE) IN (FROM near_days)"):
        while times and times[0] <= text.published_at:
            reach = times[0] + _REACH
            changes_until = max(changes_until, times.popleft() + WINDOW)
        story_id = text.story_id
        if text.published_at <= changes_until:
            story_id = leads.story_of(text)
            if (story_id == text.article_id) != (text.story_id == text.article_id):
                changes_until = max(changes_until, text.published_at + WINDOW)
                if changes_until > reach:
                    return None
            if story_id != text.story_id:
                found.append((text.article_id, story_id))
        if story_id == text.article_id:
            leads.add(text)
    return found


def _texts(connection: duckdb.DuckDBPyConnection, where: str) -> Iterator[Text]:
    """The dated current texts in the order of publication. No other query may be asked until they are through."""
    result = connection.execute(
        f"""SELECT revisions.article_id, revisions.published_at, annotations.signature, articles.story_id
            FROM revisions
            JOIN annotated.staged_annotations AS annotations USING (revision_id)
            JOIN articles USING (article_id)
            WHERE is_current AND revisions.published_at IS NOT NULL AND {where}
            ORDER BY revisions.published_at, revisions.article_id"""  # noqa: S608  (a condition of this module)
    )
    last = ""
    while rows := result.fetchmany(1_000):
        for row in rows:
            # A text that was annotated twice, under two dates, has one signature.
            if row[0] != last:
                last = row[0]
                yield Text(*row)


def _write(connection: duckdb.DuckDBPyConnection, found: list[tuple[str, str]]) -> None:
    if not found:
        return
    rows = pa.Table.from_pylist([{"article_id": article_id, "story_id": story_id} for article_id, story_id in found])
    connection.register("found_stories", rows)
    connection.execute(
        """UPDATE articles SET story_id = found_stories.story_id
           FROM found_stories WHERE articles.article_id = found_stories.article_id"""
    )
    connection.unregister("found_stories")


def _bands(signature: bytes) -> Iterator[bytes]:
    """What texts that are compared have one of in common: rows of numbers with their place, or all of a short text."""
    if len(signature) != 4 * SLOTS:
        return iter((signature,) if signature else ())
    return (signature[at : at + _BAND_BYTES] + at.to_bytes(2) for at in range(0, len(signature), _BAND_BYTES))


def _is_copy(one: bytes, other: bytes) -> bool:
    if len(one) != len(other) or len(one) != 4 * SLOTS:
        return one == other
    equal: int = sum(map(eq, memoryview(one).cast("I"), memoryview(other).cast("I")))
    return equal >= LEAST_LIKENESS * SLOTS


def _order(text: Text) -> tuple[datetime, str]:
    return text.published_at, text.article_id
