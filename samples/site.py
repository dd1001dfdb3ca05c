"""The sample site: what stands at each host and path, in each phase."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from urllib.parse import urlsplit

from samples import feeds, quirks
from samples.feeds import Feed, Item
from samples.render import FORMS, Link, page_count, page_url, render
from samples.resource import Key, Resource, Site
from samples.texts import NEWSROOM, Article, load_articles

PHASES = (1, 2)
# The hour at which each phase is polled, an hour apart, for whoever wants a clock that goes with the dates.
CLOCK = {
    1: datetime(2026, 3, 10, 10, 0, tzinfo=NEWSROOM),
    2: datetime(2026, 3, 10, 11, 0, tzinfo=NEWSROOM),
}
ROBOTS = b"User-agent: *\nDisallow: /internal/\n"
RELATED = 4


@cache
def sample_site(phase: int = 1) -> Site:
    """All resources of the sample site by (host, path): articles, feeds, robots.txt and the quirks.

    The same phase gives the same bytes. Phase 2 is an hour after phase 1: one article is
    corrected, one is new, and the feeds that name them have changed; all else is identical.
    """
    if phase not in PHASES:
        raise ValueError(f"the sample site has phases {PHASES}, not {phase}")
    everything = load_articles()
    articles = [article.in_phase(phase) for article in everything if article.phase <= phase]
    # Lists beside the text name phase 1's titles only: a correction elsewhere must not change
    # this page, or nothing would ever be answered with 304.
    pages = article_pages(articles, pool=[article for article in everything if article.phase == 1])
    rows = feed_pages(articles)
    robots = {(host, "/robots.txt"): _robots() for host in {key[0] for key in [*pages, *rows]}}
    return {**pages, **rows, **robots, **quirks.resources(pages)}


def article_pages(articles: Sequence[Article], pool: Sequence[Article] = ()) -> Site:
    """The pages of those articles, each under its URL, a second page under `…_2.htm`.

    `pool` are the articles that fill the related lists (the articles themselves if empty), each
    page naming those that stand after its own. Any Article will do: other people's texts are
    wrapped in the source's templates in this way. There is no robots.txt among the pages.
    """
    links = [Link(article.title, article.url, article.published) for article in pool or articles]
    places = {link.url: place for place, link in enumerate(links)}
    site: dict[Key, Resource] = {}
    for article in articles:
        place = places.get(article.url, -1)
        related = [
            link
            for link in (links[place + 1 : place + 1 + RELATED] + links[:RELATED])[:RELATED]
            if link.url != article.url
        ]
        for page in range(1, page_count(article) + 1):
            body = render(article, related=related, page=page)
            site[key_of(page_url(article.url, page))] = Resource(
                body, FORMS[article.template].content_type, last_modified=article.changed_at
            )
    return site


def feed_pages(articles: Sequence[Article]) -> Site:
    """Every feed of feeds.toml, with the articles that name it and its quirks, newest first."""
    site: dict[Key, Resource] = {}
    for feed in feeds.load_feeds():
        if feed.id not in feeds.FORMS:
            continue
        own = [item_of(article) for article in articles if feed.id in article.feeds]
        items = sorted([*own, *quirks.items(feed.id)], key=lambda item: item.updated, reverse=True)
        site[key_of(feed.url)] = _feed(feed, items)
    return site


def key_of(url: str) -> Key:
    """The (host, path) under which a URL is served, the query left out."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.path


def item_of(article: Article) -> Item:
    """The feed item of an article, as every feed gives it."""
    return Item(
        title=article.title,
        url=article.url,
        published=article.published,
        updated=article.changed_at,
        summary=article.body[0],
    )


def _feed(feed: Feed, items: Sequence[Item]) -> Resource:
    kind = {"section": "text/html", "rss": "text/xml"}[feed.kind]
    changed = max((item.updated for item in items), default=CLOCK[1])
    return Resource(feeds.FORMS[feed.id](feed, items), f"{kind}; charset=utf-8", last_modified=changed)


def _robots() -> Resource:
    return Resource(ROBOTS, "text/plain", last_modified=datetime(2017, 1, 1, tzinfo=NEWSROOM))
