"""What each feed is right now: asked once, nothing stored."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline.collect.archive import Aim, ArchiveWriter
from pipeline.collect.collect import new_run_id, utc_now
from pipeline.collect.feeds import Feed
from pipeline.collect.hosts import Hosts
from pipeline.collect.read import entries_of
from pipeline.collect.session import Session
from pipeline.derive.budget import GivenUpError
from pipeline.derive.entries import FeedError
from pipeline.derive.urls import url_date
from pipeline.settings import Settings


def check_feeds(settings: Settings, feeds: list[Feed]) -> list[dict[str, Any]]:
    """Return {feed_id, url, health, newest, entry_count, error} for each feed, in order.

    `health` is alive, stale, empty, not_a_feed, or the word of what stopped the fetch.
    """
    return asyncio.run(_check_all(settings, feeds))


async def _check_all(settings: Settings, feeds: list[Feed]) -> list[dict[str, Any]]:
    # As politely as a run, into an archive that is thrown away.
    with TemporaryDirectory() as folder:
        facts = {"user_agent": settings.user_agent}
        with ArchiveWriter(Path(folder), new_run_id(utc_now()), facts) as archive:
            async with Session(settings, archive, lambda _: (None, None), utc_now, Hosts.of_feeds(feeds)) as session:
                return await asyncio.gather(*(_check(settings, session, feed) for feed in feeds))


async def _check(settings: Settings, session: Session, feed: Feed) -> dict[str, Any]:
    attempt = await session.ask(feed.url, Aim("feed", feed.feed_id))
    facts = {"feed_id": feed.feed_id, "url": feed.url, "newest": None, "entry_count": 0, "error": attempt.error}
    if attempt.outcome != "ok" or attempt.capture is None:
        return facts | {"health": attempt.outcome}
    try:
        entries = await entries_of(settings, attempt.capture, feed.kind)
    except (FeedError, GivenUpError) as error:
        return facts | {"health": error.word, "error": str(error)}
    moments = [entry.published_at or _day(entry.url) for entry in entries]
    newest = max((moment for moment in moments if moment), default=None)
    stale = newest is not None and attempt.started_at - newest > timedelta(days=feed.stale_after_days)
    health = "stale" if stale else "alive" if entries else "empty"
    return facts | {"health": health, "newest": newest, "entry_count": len(entries)}


def _day(url: str | None) -> datetime | None:
    day = url_date(url) if url else None
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None
