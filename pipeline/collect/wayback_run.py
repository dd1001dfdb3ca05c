"""What a backfill asks the Wayback Machine for: captures of feeds, then captures of the articles that those name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.capture import Capture
from pipeline.collect.archive import Aim
from pipeline.collect.cdx import Listed, Query
from pipeline.collect.collect import Progress
from pipeline.collect.feeds import Feed
from pipeline.collect.homes import homes, same_place
from pipeline.collect.named import Named, best_captures, by_article, groups
from pipeline.collect.read import entries_of
from pipeline.collect.reading import Tally
from pipeline.collect.wayback import Span, Wayback
from pipeline.derive.budget import GivenUpError
from pipeline.derive.entries import FeedError
from pipeline.derive.urls import article_id, canonical_url, page_number
from pipeline.settings import Settings


async def new_feed_captures(
    wayback: Wayback, feeds: list[Feed], span: Span, tally: Tally, progress: Progress
) -> list[tuple[Feed, list[Listed]]]:
    """List the captures of each feed that are to be fetched, oldest first: for each digest, those to choose from.

    Looks under every address that a feed has had. Bytes that a run was given before are not wanted again.
    """
    begin, end = span.timestamps()
    asked = [(feed, Query(url, begin=begin, end=end)) for feed in feeds for url in homes(feed.url)]
    listed: dict[str, list[Listed]] = {feed.feed_id: [] for feed in feeds}
    for number, (feed, query) in enumerate(asked):
        progress("lists of feed captures", number, len(asked))
        listed[feed.feed_id] += await wayback.listing(query)
    progress("lists of feed captures", len(asked), len(asked))
    found = []
    for feed in feeds:
        captures = sorted(listed[feed.feed_id], key=lambda capture: (capture.timestamp, capture.url))
        given = {capture.digest for capture in captures if wayback.was_given(capture)}
        tally.found += len(captures)
        tally.known += sum(wayback.was_given(capture) is not None for capture in captures)
        wanted = [capture for capture in captures if wayback.was_given(capture) is None]
        unchanged = [capture for capture in wanted if capture.digest in given]
        pass_over(tally, "unchanged", [capture.url for capture in unchanged])
        found.append((feed, [capture for capture in wanted if capture.digest not in given]))
    return found


async def fetch_feeds(
    wayback: Wayback, found: list[tuple[Feed, list[Listed]]], tally: Tally, progress: Progress
) -> list[Named]:
    """Fetch the first capture of each distinct state of each feed; return the articles that they name."""
    total, done = sum(len(captures) for _, captures in found), 0
    named: list[Named] = []
    for feed, captures in found:
        given: set[str] = set()
        for listed in captures:
            progress("feed captures", done, total)
            done += 1
            if listed.digest in given:
                pass_over(tally, "unchanged", [listed.url])
                continue
            capture = await wayback.fetch(listed, Aim("feed", feed.feed_id, feed.kind))
            _count(tally, listed, capture)
            if capture is not None:
                given.add(listed.digest)
                named += await _named(wayback.settings, feed, capture)
    progress("feed captures", total, total)
    return named


async def fetch_articles(
    wayback: Wayback, articles: Iterable[Named], most: int | None, tally: Tally, progress: Progress
) -> None:
    """Fetch one capture of each article, of every page, at most `most` articles.

    Looks under the address that the feed gave, then, for those without a capture there, under the present one.
    """
    waiting = {article.article_id: article for article in articles}
    fetched = 0
    total = min(len(waiting), most if most is not None else len(waiting))
    for tried, spelling in enumerate((_as_given, canonical_url)):
        rest = [
            article for article in waiting.values() if not tried or not same_place(article.url, spelling(article.url))
        ]
        for group in groups(rest, spelling):
            if fetched >= total:
                break
            listed = by_article(await wayback.listing(group.query))
            for article in group.articles:
                captures = best_captures(listed.get(article.article_id, ()), article.at)
                if not captures or fetched >= total:
                    continue
                progress("articles", fetched, total)
                del waiting[article.article_id]
                fetched += 1
                await _fetch_pages(wayback, article, captures, tally)
    progress("articles", total, total)
    word = "over_limit" if fetched >= total and most is not None else "no_capture"
    pass_over(tally, word, [article.url for article in waiting.values()])


async def _fetch_pages(wayback: Wayback, article: Named, captures: list[Listed], tally: Tally) -> None:
    canonical = canonical_url(article.url)
    for listed in captures:
        tally.found += 1
        if wayback.was_given(listed) is not None:
            tally.known += 1
            continue
        aim = Aim("article", article.feed_id, None, canonical, page_number(listed.url))
        _count(tally, listed, await wayback.fetch(listed, aim))


async def _named(settings: Settings, feed: Feed, capture: Capture) -> list[Named]:
    try:
        entries = await entries_of(settings, capture, feed.kind)
    except (FeedError, GivenUpError):
        return []  # derive meets the same capture, and records the word
    return [
        Named(article_id(entry.url), entry.url, entry.published_at or capture.fetched_at, feed.feed_id)
        for entry in entries
        if entry.url
    ]


def _as_given(url: str) -> str:
    return url


def _count(tally: Tally, listed: Listed, capture: Capture | None) -> None:
    if capture is None:
        pass_over(tally, "not_got", [listed.url])
        return
    tally.new += 1
    tally.examples.setdefault("new", listed.url)


def pass_over(tally: Tally, word: str, urls: Sequence[str]) -> None:
    """Count what is not fetched, under a fixed word, with an example."""
    if urls:
        tally.passed_over[word] += len(urls)
        tally.examples.setdefault(word, urls[0])
