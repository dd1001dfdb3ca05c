"""Old feeds and articles from the Wayback Machine into the archive and the warehouse, in any order, resumable."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from pipeline.collect.archive import ArchiveWriter
from pipeline.collect.cdx import Listed
from pipeline.collect.collect import Progress, Target, all_of, ask_article, new_run_id
from pipeline.collect.feeds import Feed, load_feeds
from pipeline.collect.hosts import Hosts
from pipeline.collect.known import Known
from pipeline.collect.reading import Tally
from pipeline.collect.session import Session
from pipeline.collect.wayback import Span, Wayback, WaybackStopError
from pipeline.collect.wayback_run import fetch_articles, fetch_feeds, new_feed_captures, pass_over
from pipeline.derive.rules import RuleSet
from pipeline.settings import VERSION, Settings
from pipeline.warehouse.backfill import Backfilled, is_stale
from pipeline.warehouse.expect import Expected
from pipeline.warehouse.publish import publish, sole_writer
from pipeline.warehouse.staging import derive_pending, staging
from pipeline.warehouse.wanted import answered, named_by, wanted

Ask = Callable[["Asking"], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Asking:
    """What a run asks with, what it knows, and where it counts."""

    session: Session
    archive: ArchiveWriter
    known: Known
    staged: duckdb.DuckDBPyConnection
    tally: Tally


def backfill_wayback(
    settings: Settings,
    feeds: list[Feed],
    span: Span,
    rules: RuleSet,
    now: Callable[[], datetime],
    progress: Progress,
    most: int | None = None,
    run_id: str | None = None,
) -> Backfilled:
    """Fetch what the Wayback Machine has of `feeds` in `span`, and of at most `most` articles that they name.

    An article is named by a capture of one of these feeds in the span, fetched now or before, or saved as a file. One
    that has a page in the archive is not looked for. Killed anywhere and called again, it goes on: no capture that was
    answered is asked for again. Where the Wayback Machine stops answering, the run ends in order and says so under
    `not_asked`. Holds the home's lock all the time. Raises BusyError, BlockedError.
    """

    async def ask(asking: Asking) -> None:
        wayback = _wayback(settings, asking, now())
        new = await new_feed_captures(wayback, feeds, span, asking.tally, progress)
        named = await fetch_feeds(wayback, new, asking.tally, progress)
        named += named_by(asking.staged, [feed.feed_id for feed in feeds], span)
        articles = wanted(asking.staged, named, settings.wayback)
        await fetch_articles(wayback, articles, most, asking.tally, progress)

    source = {"kind": "wayback", "at": settings.wayback, "from": span.begin.isoformat(), "to": span.end.isoformat()}
    hosts = Hosts.of_address(settings.wayback)
    return _run(settings, feeds, source, ask, hosts, rules, now, progress, run_id)


def fetch_missing(
    settings: Settings,
    way: str,
    rules: RuleSet,
    now: Callable[[], datetime],
    progress: Progress,
    most: int | None = None,
    run_id: str | None = None,
) -> Backfilled:
    """Fetch at most `most` of the articles that archived feeds name and that the archive has no page of.

    `way` is `wayback`, or `live`: where the source has them today, as a daily run would. One that this way has led to
    an answer before, if only "not found", is not asked for again. Holds the home's lock all the time. Raises
    BusyError, BlockedError.
    """

    async def ask(asking: Asking) -> None:
        named = named_by(asking.staged)
        if way == "wayback":
            articles = wanted(asking.staged, named, settings.wayback)
            await fetch_articles(_wayback(settings, asking, now()), articles, most, asking.tally, progress)
            return
        articles = wanted(asking.staged, named, None)
        asking.tally.found += len(articles)
        pass_over(asking.tally, "over_limit", [article.url for article in articles[most:]] if most is not None else [])
        targets = [Target(article.article_id, article.url, article.feed_id) for article in articles[:most]]
        work = [ask_article(settings, asking.session, asking.known, target) for target in targets]
        for attempt in await all_of(progress, "articles", work):
            if attempt.outcome == "ok":
                asking.tally.new += 1
                asking.tally.examples.setdefault("new", attempt.url)
            else:
                pass_over(asking.tally, "not_got", [attempt.url])

    # Archived feeds are somebody else's word: the feeds file says which sites are asked.
    is_live = way == "live"
    allowed = Hosts.of_feeds(load_feeds(settings.feeds)) if is_live else Hosts.of_address(settings.wayback)
    return _run(settings, [], {"kind": way, "articles": "missing"}, ask, allowed, rules, now, progress, run_id)


def expect_wayback(
    settings: Settings, feeds: list[Feed], span: Span, now: Callable[[], datetime], progress: Progress
) -> Expected:
    """What `backfill_wayback` would bring, from lists of captures alone, which are asked for and not kept.

    `tally.new` counts captures of feeds, and `days` are those of them. Which articles they name nobody knows before
    they are fetched: `articles` counts those that are named by what is archived already. Raises BusyError.
    """
    tally = Tally("wayback")
    with sole_writer(settings), tempfile.TemporaryDirectory() as folder:
        derive_pending(settings, progress)
        captures: list[Listed] = []

        async def ask(asking: Asking) -> None:
            new = await new_feed_captures(_wayback(settings, asking, now()), feeds, span, tally, progress)
            for _, listed in new:
                captures.extend({capture.digest: capture for capture in reversed(listed)}.values())

        facts = _facts(settings, feeds, {"kind": "wayback"}, now())
        with staging(settings) as staged:
            asyncio.run(
                _asked(settings, Path(folder), facts, staged, tally, ask, Hosts.of_address(settings.wayback), now)
            )
            named = named_by(staged, [feed.feed_id for feed in feeds], span)
            articles = wanted(staged, named, settings.wayback)
    tally.new = len(captures)
    if captures:
        tally.examples["new"] = captures[0].url
    return Expected(tally, len(articles), sorted({capture.captured_at.date() for capture in captures}))


def _run(
    settings: Settings,
    feeds: list[Feed],
    source: dict[str, str],
    ask: Ask,
    allowed: Hosts,
    rules: RuleSet,
    now: Callable[[], datetime],
    progress: Progress,
    run_id: str | None,
) -> Backfilled:
    with sole_writer(settings):
        derive_pending(settings, progress)
        facts = _facts(settings, feeds, source, now(), run_id)
        tally = Tally(source["kind"])
        with staging(settings) as staged:
            asyncio.run(_asked(settings, settings.archive, facts, staged, tally, ask, allowed, now))
        derive_pending(settings, progress)
        published = publish(settings, rules, now(), progress) if is_stale(settings, rules) else None
    return Backfilled(str(facts["run_id"]), tally, published)


async def _asked(
    settings: Settings,
    folder: Path,
    facts: dict[str, Any],
    staged: duckdb.DuckDBPyConnection,
    tally: Tally,
    ask: Ask,
    allowed: Hosts,
    now: Callable[[], datetime],
) -> None:
    """Ask into a new WARC file below `folder`; that the Wayback Machine stopped answering is told in the tally."""
    with Known(settings.database) as known, ArchiveWriter(folder, facts["run_id"], facts) as archive:
        async with Session(settings, archive, known.validators, now, allowed) as session:
            try:
                await ask(Asking(session, archive, known, staged, tally))
            except WaybackStopError as error:
                pass_over(tally, "not_asked", [str(error)])
        ended = {"run_id": facts["run_id"], "at": now().isoformat(), "fetch_count": session.outcomes.total()}
        archive.end(ended | {"entry_count": None})


def _wayback(settings: Settings, asking: Asking, now: datetime) -> Wayback:
    return Wayback(settings, asking.session, asking.archive, answered(settings, asking.staged, now), asking.tally)


def _facts(
    settings: Settings, feeds: list[Feed], source: dict[str, str], now: datetime, run_id: str | None = None
) -> dict[str, Any]:
    return {
        "run_id": run_id or new_run_id(now),
        "kind": "backfill",
        "at": now.isoformat(),
        "marsad_version": VERSION,
        "user_agent": settings.user_agent,
        "feeds": [asdict(feed) for feed in feeds],
        "source": source,
    }
