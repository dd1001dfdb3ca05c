"""What the live snapshot knows already: which articles are due, and what to ask conditionally."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb

from pipeline.collect.fetch import OUTCOMES
from pipeline.warehouse.schema import create_tables

# An article is asked for again this long after its first answer, for corrections, and for
# pages that were not there yet.
ASK_AGAIN_AFTER = (timedelta(days=1), timedelta(days=3))
# An article that never answered is asked for in every run until it is this old.
GIVE_UP_AFTER = timedelta(days=7)

_STATES = """
WITH answers AS (
    SELECT article_id,
           min(started_at) FILTER (list_contains($answers, outcome)) AS first_answer_at,
           max(started_at) FILTER (list_contains($answers, outcome)) AS last_answer_at
    FROM fetches
    -- That the Wayback Machine does not have it says nothing of its source.
    WHERE purpose = 'article' AND page_no = 1 AND (origin IS NULL OR outcome = 'ok')
    GROUP BY article_id
)
SELECT articles.article_id, articles.url, first_seen_at, answers.article_id IS NOT NULL, first_answer_at, last_answer_at
FROM articles LEFT JOIN answers USING (article_id)
"""
# What a feed of ours named anew and nothing has answered since, and what lacks a page: the run that read the feed or
# the first page was killed, or the server failed.
_CHANGED = """
WITH answers AS (
    SELECT article_id, max(started_at) AS last_answer_at
    FROM fetches
    WHERE purpose = 'article' AND page_no = 1 AND list_contains($answers, outcome)
    GROUP BY article_id
)
SELECT DISTINCT entries.article_id
FROM entries
JOIN runs ON runs.run_id = entries.run_id AND runs.kind = 'daily'
JOIN answers ON answers.article_id = entries.article_id AND answers.last_answer_at < entries.seen_at
WHERE entries.seen_at >= $horizon AND NOT EXISTS (
    FROM entries AS before
    WHERE before.feed_id = entries.feed_id AND before.article_id = entries.article_id AND before.title = entries.title
      AND before.published_raw IS NOT DISTINCT FROM entries.published_raw AND before.seen_at <= answers.last_answer_at)
UNION
SELECT article_id FROM revisions WHERE is_current AND NOT is_complete AND first_fetched_at >= $horizon
"""
# What was answered while the clock was behind: an answer that an earlier publication held counts as newer. Only an
# answer after that one settles which text stands.
_OUT_OF_ORDER = """
SELECT article_id
FROM fetches
JOIN (SELECT publication_no, unnest(run_ids) AS run_id FROM publications) USING (run_id)
JOIN runs USING (run_id)
WHERE purpose = 'article' AND page_no = 1 AND list_contains($answers, outcome) AND kind = 'daily'
GROUP BY article_id
HAVING arg_max(publication_no, fetches.started_at) < max(publication_no) AND max(fetches.started_at) < $now
"""
_ANSWERS = [word for word, meaning in OUTCOMES.items() if meaning != "failed"]


@dataclass(frozen=True, slots=True)
class ArticleState:
    """When an article was first named, whether it was ever asked for, and when it first and last answered.

    One that only archived feeds have named was never asked for.
    """

    article_id: str
    url: str
    first_seen_at: datetime
    was_asked: bool
    first_answer_at: datetime | None
    last_answer_at: datetime | None

    def is_due(self, now: datetime) -> bool:
        """Whether the article is to be asked for by age alone; `now` and all times naive, in UTC."""
        if self.first_answer_at is None or self.last_answer_at is None:
            return now - self.first_seen_at < GIVE_UP_AFTER
        moments = [self.first_answer_at + wait for wait in ASK_AGAIN_AFTER]
        return any(self.last_answer_at < moment <= now for moment in moments)


class Known:
    """Read-only view of the live snapshot, as the collector needs it; empty before the first run."""

    def __init__(self, database: Path) -> None:
        if database.exists():
            self._connection = duckdb.connect(str(database), read_only=True)
        else:
            self._connection = duckdb.connect()
            create_tables(self._connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def run_ids(self) -> set[str]:
        """Return the ids of the runs whose captures are in the snapshot."""
        return {run_id for (run_id,) in self._connection.execute("SELECT run_id FROM runs").fetchall()}

    def validators(self, url: str) -> tuple[str | None, str | None]:
        """Return (ETag, Last-Modified) of the last complete answer at `url` that could be read.

        Only of our own answers: with the tag of an old capture of others, a feed that stands still would
        say "unchanged", and what it names would never be asked for. Nor of an article that lacks a page: only its
        first page, read anew, says which.
        """
        row = self._connection.execute(
            """SELECT etag, last_modified FROM captures JOIN fetches USING (capture_id)
               LEFT JOIN revisions ON revisions.article_id = fetches.article_id AND is_current
               WHERE captures.url = $url AND captures.status = 200 AND read_as IN ('feed', 'page') AND origin IS NULL
                 AND is_complete IS DISTINCT FROM false
               ORDER BY fetched_at DESC LIMIT 1""",
            {"url": url},
        ).fetchone()
        return (row[0], row[1]) if row else (None, None)

    def states(self, article_ids: Iterable[str]) -> dict[str, ArticleState]:
        """Return the states of those of the given articles that are known."""
        rows = self._connection.execute(
            f"{_STATES} WHERE list_contains($ids, articles.article_id)",
            {"answers": _ANSWERS, "ids": list(article_ids)},
        ).fetchall()
        return {row[0]: ArticleState(*row) for row in rows}

    def due(self, now: datetime) -> list[ArticleState]:
        """Return the known articles that are to be asked for whatever feeds name now, oldest first.

        By age, those that a feed has named anew in a run that got no answer (the feed may say "unchanged" since),
        those of which pages are missing, and those last answered while the clock was behind.
        """
        horizon = now - GIVE_UP_AFTER - max(ASK_AGAIN_AFTER)
        found = self._connection.execute(_CHANGED, {"answers": _ANSWERS, "horizon": now - GIVE_UP_AFTER}).fetchall()
        found += self._connection.execute(_OUT_OF_ORDER, {"answers": _ANSWERS, "now": now}).fetchall()
        changed = {article_id for (article_id,) in found}
        rows = self._connection.execute(
            f"""{_STATES} WHERE first_seen_at >= $horizon OR list_contains($changed, articles.article_id)
                ORDER BY first_seen_at, articles.article_id""",
            {"answers": _ANSWERS, "horizon": horizon, "changed": list(changed)},
        ).fetchall()
        states = [ArticleState(*row) for row in rows]
        return [state for state in states if state.article_id in changed or state.is_due(now)]

    def has_changed(self, feed_id: str, article_id: str, title: str, published_raw: str | None) -> bool:
        """Whether this feed names the article with a title or date that it has not given before."""
        row = self._connection.execute(
            """SELECT bool_or(title = $title AND published_raw IS NOT DISTINCT FROM $published)
               FROM entries WHERE feed_id = $feed AND article_id = $article""",
            {"title": title, "published": published_raw, "feed": feed_id, "article": article_id},
        ).fetchone()
        return row is not None and row[0] is False

    def further_pages(self, article_id: str) -> list[str]:
        """Return the URLs of the article's pages after the first, as fetched before."""
        rows = self._connection.execute(
            """SELECT DISTINCT captures.url FROM fetches JOIN captures USING (capture_id)
               WHERE article_id = $article AND page_no > 1 AND outcome = 'ok' ORDER BY captures.url""",
            {"article": article_id},
        ).fetchall()
        return [url for (url,) in rows]
