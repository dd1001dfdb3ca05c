"""One run's collecting: poll the feeds, ask for the articles that are due, archive every answer."""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from pipeline.collect.archive import Aim, ArchiveWriter
from pipeline.collect.feeds import Feed
from pipeline.collect.fetch import Attempt
from pipeline.collect.hosts import Hosts
from pipeline.collect.known import Known
from pipeline.collect.read import entries_of, further_pages
from pipeline.collect.session import Session
from pipeline.derive.budget import GIVEN_UP, GivenUpError
from pipeline.derive.entries import Entry, FeedError
from pipeline.derive.urls import article_id, canonical_url, page_number
from pipeline.settings import VERSION, Settings

MAX_PAGES = 20
T = TypeVar("T")


class Progress(Protocol):
    """Told how far a stage is: `done` of `total` things named by `stage`."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show it to whoever waits."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What a run collected: numbers of attempts by outcome, of entries, and of articles asked for.

    `entry_count` is None where a feed cost too much to read: derive may still read it.
    """

    run_id: str
    outcomes: Counter[str]
    entry_count: int | None
    article_count: int
    feeds_answered: int

    @property
    def fetch_count(self) -> int:
        """All attempts of the run."""
        return self.outcomes.total()


def utc_now() -> datetime:
    """The present, aware, in UTC."""
    return datetime.now(UTC)


def new_run_id(now: datetime) -> str:
    """`20261123T091500Z-` and six random hex digits: sorts by time, unique on one machine and many."""
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"


def collect(
    settings: Settings,
    feeds: list[Feed],
    progress: Progress,
    now: Callable[[], datetime] = utc_now,
    run_id: str | None = None,
) -> Collected:
    """Poll `feeds` and fetch what is due into a new WARC file; return the run's own counts.

    The run is called `run_id`, as `new_run_id` gives one, where its caller has named it already.
    Never raises for what a server does. The counts are written to the archive too, so that
    derive can be checked against them.
    """
    run_id = run_id or new_run_id(now())
    facts = {
        "run_id": run_id,
        "kind": "daily",
        "at": now().isoformat(),
        "marsad_version": VERSION,
        "user_agent": settings.user_agent,
        "feeds": [asdict(feed) for feed in feeds],
    }
    with Known(settings.database) as known, ArchiveWriter(settings.archive, run_id, facts) as archive:
        collected = asyncio.run(_collect(settings, feeds, known, archive, progress, now))
        ended = {"run_id": run_id, "at": now().isoformat(), "fetch_count": collected.fetch_count}
        archive.end(ended | {"entry_count": collected.entry_count})
    return collected


@dataclass(frozen=True, slots=True)
class Target:
    """An article to ask for: its id, the URL to ask at, the feed that named it."""

    article_id: str
    url: str
    feed_id: str | None


async def _collect(
    settings: Settings,
    feeds: list[Feed],
    known: Known,
    archive: ArchiveWriter,
    progress: Progress,
    now: Callable[[], datetime],
) -> Collected:
    async with Session(settings, archive, known.validators, now, Hosts.of_feeds(feeds)) as session:
        polled = await all_of(progress, "feeds", [_poll(settings, session, feed) for feed in feeds])
        moment = now().astimezone(UTC).replace(tzinfo=None)
        read = [(feed, told) for feed, told in zip(feeds, polled, strict=True) if isinstance(told, list)]
        words = [told for told in polled if isinstance(told, str)]
        targets = _targets(known, read, moment)
        await all_of(progress, "articles", [ask_article(settings, session, known, target) for target in targets])
        return Collected(
            run_id=archive.run_id,
            outcomes=session.outcomes,
            entry_count=None if not set(GIVEN_UP).isdisjoint(words) else sum(len(entries) for _, entries in read),
            article_count=len(targets),
            feeds_answered=len(read),
        )


async def _poll(settings: Settings, session: Session, feed: Feed) -> list[Entry] | str:
    """Return the entries of the feed, none for an unchanged one, or the word of what is wrong with its answer."""
    attempt = await session.ask(feed.url, Aim("feed", feed.feed_id, feed.kind))
    if attempt.outcome == "not_modified":
        return []
    if attempt.outcome != "ok" or attempt.capture is None:
        return attempt.outcome
    try:
        return await entries_of(settings, attempt.capture, feed.kind)
    except (FeedError, GivenUpError) as error:
        # Derive meets the same capture, and records the word and an issue.
        return error.word


def _targets(known: Known, polled: list[tuple[Feed, list[Entry]]], now: datetime) -> list[Target]:
    """Return the articles to ask for, each once: those due by age, then new and changed ones."""
    targets = {state.article_id: Target(state.article_id, state.url, None) for state in known.due(now)}
    named = [(feed, entry, article_id(entry.url)) for feed, entries in polled for entry in entries if entry.url]
    states = known.states({identity for _, _, identity in named})
    for feed, entry, identity in named:
        state = states.get(identity)
        is_new = state is None or not state.was_asked
        if is_new or known.has_changed(feed.feed_id, identity, entry.title, entry.published_raw):
            targets[identity] = targets.get(identity) or Target(identity, entry.url or "", feed.feed_id)
    return list(targets.values())


async def ask_article(settings: Settings, session: Session, known: Known, target: Target) -> Attempt:
    """Ask for the first page, then for every further page that it links or that is known; return the first attempt."""
    canonical = canonical_url(target.url)
    attempt = await session.ask(target.url, Aim("article", target.feed_id, None, canonical))
    if attempt.outcome == "not_modified":
        pages = known.further_pages(target.article_id)
    else:
        capture = attempt.capture if attempt.outcome == "ok" else None
        pages = await further_pages(settings, capture) if capture else []
    for url in pages[: MAX_PAGES - 1]:
        await session.ask(url, Aim("article", target.feed_id, None, canonical, page_number(url)))
    return attempt


async def all_of(progress: Progress, stage: str, work: list[Coroutine[Any, Any, T]]) -> list[T]:
    """Run all at once (hosts take turns in the session), telling the progress; results in order."""
    done = 0
    progress(stage, done, len(work))

    async def one(coroutine: Coroutine[Any, Any, T]) -> T:
        nonlocal done
        result = await coroutine
        done += 1
        progress(stage, done, len(work))
        return result

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(coroutine)) for coroutine in work]
    return [task.result() for task in tasks]
