"""What the archive says of articles that feeds name and that have no page, and of what was asked for them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import duckdb
import pyarrow as pa

from pipeline.collect.fetch import OUTCOMES
from pipeline.collect.named import Named
from pipeline.collect.wayback import Answered, Span
from pipeline.settings import Settings

# What had no capture then hardly has one now: lists of captures of articles are not asked for again so long.
LISTS_KEPT = timedelta(days=30)
_NAMED = pa.schema(
    [
        ("article_id", pa.string()),
        ("url", pa.string()),
        ("named_at", pa.timestamp("us", tz="UTC")),
        ("feed_id", pa.string()),
    ]
)
# What was not allowed may be tomorrow, when the feeds file names its host.
_ANSWERS = [word for word, meaning in OUTCOMES.items() if meaning != "failed" and word != "not_allowed"]


def named_by(
    staged: duckdb.DuckDBPyConnection, feed_ids: list[str] | None = None, span: Span | None = None
) -> list[Named]:
    """Articles that archived feeds name, each as often as it was read: of these feeds and days, or of all backfills."""
    where = "run_id IN (SELECT run_id FROM staged_runs WHERE kind = 'backfill')"
    given: dict[str, object] = {}
    if feed_ids is not None and span is not None:
        where = "list_contains($feeds, feed_id) AND seen_at >= $begin AND seen_at < $end"
        given = {"feeds": feed_ids, "begin": span.begin, "end": span.end + timedelta(days=1)}
    rows = staged.execute(
        f"""SELECT article_id, min(url), min(coalesce(published_at, seen_at)), feed_id
            FROM staged_entries WHERE article_id IS NOT NULL AND {where} GROUP BY article_id, feed_id""",  # noqa: S608
        given,
    ).fetchall()
    return [Named(identity, url, at.replace(tzinfo=UTC), feed_id) for identity, url, at, feed_id in rows]


def wanted(staged: duckdb.DuckDBPyConnection, named: list[Named], wayback: str | None) -> list[Named]:
    """Those of `named` that have no page in the archive, each once, the oldest first.

    One that was asked for and answered is not wanted again, whatever the answer was: at the Wayback Machine where that
    is given, else at its source.
    """
    is_same_way = "starts_with(origin, $wayback)" if wayback else "origin IS NULL AND $wayback IS NULL"
    rows_named = [
        {"article_id": one.article_id, "url": one.url, "named_at": one.at, "feed_id": one.feed_id} for one in named
    ]
    staged.register("named", pa.Table.from_pylist(rows_named, schema=_NAMED))
    rows = staged.execute(
        f"""SELECT article_id, arg_min(url, (named_at, url)), epoch_us(min(named_at)),
                   arg_min(feed_id, (named_at, feed_id))
            FROM named
            WHERE article_id NOT IN (SELECT article_id FROM staged_pages WHERE page_no = 1)
              AND article_id NOT IN (
                  SELECT article_id FROM staged_fetches
                  WHERE purpose = 'article' AND page_no = 1 AND article_id IS NOT NULL
                    AND list_contains($answers, outcome) AND {is_same_way})
            GROUP BY article_id ORDER BY min(named_at), article_id""",  # noqa: S608
        {"answers": _ANSWERS, "wayback": f"{wayback}/web/" if wayback else None},
    ).fetchall()
    staged.unregister("named")
    return [
        Named(identity, url, datetime.fromtimestamp(at_us / 1_000_000, UTC), feed_id)
        for identity, url, at_us, feed_id in rows
    ]


def answered(settings: Settings, staged: duckdb.DuckDBPyConnection, now: datetime) -> Answered:
    """What the archive holds of answers of the Wayback Machine."""
    mementos = staged.execute(
        """SELECT origin, bool_or(outcome = 'ok') FROM staged_fetches
           WHERE starts_with(origin, $base) AND list_contains($answers, outcome) GROUP BY origin""",
        {"base": f"{settings.wayback}/web/", "answers": _ANSWERS},
    ).fetchall()
    listings = staged.execute(
        """SELECT fetches.url, arg_max(warc_file, started_at), arg_max(warc_offset, started_at)
           FROM staged_fetches AS fetches JOIN staged_captures USING (capture_id)
           WHERE purpose = 'index' AND outcome = 'ok' AND started_at > $since GROUP BY fetches.url""",
        {"since": (now.astimezone(UTC) - LISTS_KEPT).replace(tzinfo=None)},
    ).fetchall()
    return Answered(dict(mementos), {url: (settings.archive / file, offset) for url, file, offset in listings})
