"""The smallest site that has all that a fault could lose: feeds, articles, a second page, a correction."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from samples.feeds import Feed, rss
from samples.resource import Resource, Site
from samples.site import ROBOTS, article_pages, item_of, key_of
from samples.texts import load_articles

HOST = "arabic.news.example"
SLUGS = ("quake-new-in-phase-2", "flood-corrected", "airstrike-hodeidah", "long-two-pages-yarmouk", "return-arsal")
_FEEDS = tuple(
    Feed(name, name, f"http://{HOST}/rss/{name}.xml", "rss", stale_after_days=36500) for name in ("world", "region")
)


@cache
def small_site(phase: int) -> Site:
    """Five articles in two feeds, all on one host; in phase 2 one is corrected and one is new."""
    chosen = [article for article in load_articles() if article.slug in SLUGS and article.phase <= phase]
    articles = [article.in_phase(phase) for article in chosen]
    items = sorted(map(item_of, articles), key=lambda item: item.updated, reverse=True)
    site = dict(article_pages(articles, pool=articles[:1]))
    for number, feed in enumerate(_FEEDS):
        site[key_of(feed.url)] = Resource(rss(feed, items[number:]), "text/xml; charset=utf-8")
    for host in {host for host, _ in site}:
        site[host, "/robots.txt"] = Resource(ROBOTS, "text/plain")
    return site


def write_feeds(path: Path) -> None:
    """Write the feeds file that names the site's feeds."""
    rows = (
        f'[[feed]]\nid = "{feed.id}"\ntitle = "{feed.title}"\nurl = "{feed.url}"\nkind = "rss"\n'
        f"stale_after_days = {feed.stale_after_days}\n"
        for feed in _FEEDS
    )
    path.write_text("\n".join(rows), encoding="utf-8")
