"""One day of real newspaper articles as a site: wrapped in every template, named by feeds of every form."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from urllib.parse import urlsplit

from evals.data import Report, newspaper_day
from evals.saved import SavedPage, saved_pages
from samples import feeds as forms
from samples.feeds import Feed, Item
from samples.render import FORMS
from samples.resource import Key, Resource
from samples.site import article_pages, item_of, key_of
from samples.texts import NEWSROOM, Article

DAY = "2015-07-23"  # 1,318 articles, two of them without a title and 16 without text
FEED_SIZE = 60
_LONG = 6  # paragraphs from which every second article is put on two pages

# The shapes that the sample site's own articles have, by template.
_URLS = {
    "arabic_2018_a": "http://arabic.news.example/{on:%Y-%m/%d}/c_1{number:08d}.htm",
    "arabic_2018_b": "http://arabic.news.example/{on:%Y-%m/%d}/c_1{number:08d}.htm",
    "arabic_2022": "http://arabic.news.example/{on:%Y%m%d}/{digest}/c.html",
    "english": "http://english.news.example/{on:%Y%m%d}/{digest}/c.html",
    "news_2023": "http://www.news.example/world/{on:%Y-%m/%d}/c_11{number:08d}.htm",
    "news_2025": "http://www.news.example/world/{on:%Y%m%d}/{digest}/c.html",
    "xinhuanet_2019": "http://www.xinhuanet.example/world/{on:%Y-%m/%d}/c_11{number:08d}.htm",
    "old_2012": "http://www.xinhuanet.example/arabic/{on:%Y-%m/%d}/content_{number:07d}.htm",
    "people": "http://arabic.people.example/n3/{on:%Y/%m%d}/c31662-{number:08d}.html",
}
_FORMS = {
    "rss": (forms.rss, "rss", "xml", "text/xml; charset=utf-8"),
    "chinese": (forms.chinese_rss, "rss", "xml", "text/xml; charset=utf-8"),
    "atom": (forms.atom, "rss", "atom", "application/atom+xml; charset=utf-8"),
    "section": (forms.section_page, "section", "htm", "text/html; charset=utf-8"),
}


@dataclass(frozen=True, slots=True)
class ServedFeed:
    """A feed that is served. `item_count` is counted from what was put in, not by any parser of ours."""

    feed: Feed
    form: str
    item_count: int


@dataclass(slots=True)
class Day:
    """Everything that is served, and what is known of it beforehand."""

    articles: list[Article] = field(default_factory=list)
    saved: list[SavedPage] = field(default_factory=list)
    feeds: list[ServedFeed] = field(default_factory=list)
    resources: dict[Key, Resource] = field(default_factory=dict)

    def serve_feed(self, feed: Feed, form: str, item_count: int, body: bytes, content_type: str) -> None:
        """Put a feed under its URL."""
        self.resources[key_of(feed.url)] = Resource(body, content_type)
        self.feeds.append(ServedFeed(feed, form, item_count))


def real_day(folder: Path) -> Day:
    """The day's newspaper articles, the saved pages and the real feeds, ready to be served.

    The same data gives the same bytes. Articles without text are wrapped too: a page without a
    text must end as unreadable, not with a list beside the gap for a text.
    """
    reports = newspaper_day(folder, DAY)
    day = Day(articles=[_article(number, report) for number, report in enumerate(reports)])
    day.resources.update(article_pages(day.articles))
    _serve_article_feeds(day)
    _serve_saved_pages(day, folder)
    _serve_real_feeds(day, folder)
    return day


def feeds_toml(day: Day) -> str:
    """The day's feeds in the product's own format."""
    # The saved pages stand on the hosts that they were saved from.
    others = {"saved_pages": sorted({str(urlsplit(page.url).hostname) for page in day.saved})}
    return "\n".join(
        f'[[feed]]\nid = "{served.feed.id}"\ntitle = "{served.feed.title}"\nurl = "{served.feed.url}"\n'
        f'kind = "{served.feed.kind}"\nstale_after_days = 36500\n'
        f"hosts = {json.dumps(others.get(served.feed.id, []))}\n"
        for served in day.feeds
    )


def _article(number: int, report: Report) -> Article:
    template = list(FORMS)[number % len(FORMS)]
    url = _URLS[template].format(
        on=report.published, number=number, digest=sha256(str(number).encode()).hexdigest()[:32]
    )
    lines = len(report.paragraphs)
    return Article(
        title=report.title,
        body=report.paragraphs,
        published=report.published.replace(tzinfo=NEWSROOM),
        template=template,
        url=url,
        page_break=lines // 2 if lines >= _LONG and number % 2 else 0,
    )


def _serve_article_feeds(day: Day) -> None:
    """Feeds of each host in all forms in turn, and one RSS feed a host that names some articles again."""
    by_host = sorted(day.articles, key=_host)
    for host, group in groupby(by_host, key=_host):
        articles = sorted(group, key=lambda article: article.published, reverse=True)
        name = host.split(".")[0] + host.split(".")[1]
        for number, start in enumerate(range(0, len(articles), FEED_SIZE)):
            form = list(_FORMS)[number % len(_FORMS)]
            _serve_items(day, f"{name}_{number}", host, form, articles[start : start + FEED_SIZE])
        _serve_items(day, f"{name}_latest", host, "rss", articles[::10])


def _serve_items(day: Day, feed_id: str, host: str, form: str, articles: Sequence[Article]) -> None:
    write, kind, suffix, content_type = _FORMS[form]
    feed = Feed(feed_id, feed_id, f"http://{host}/lists/{feed_id}.{suffix}", kind)
    body = write(feed, [_item(article) for article in articles])
    day.serve_feed(feed, form, len(articles), body, content_type)


def _item(article: Article) -> Item:
    return item_of(article if article.body else replace(article, body=("",)))


def _host(article: Article) -> str:
    return urlsplit(article.url).hostname or ""


def _serve_saved_pages(day: Day, folder: Path) -> None:
    day.saved = saved_pages(folder)
    at = day.articles[0].published
    items = [Item(title=page.name, url=page.url, published=at, updated=at) for page in day.saved]
    for page in day.saved:
        # No charset in the header: the saved pages say their own, as their servers left it to them.
        day.resources[key_of(page.url)] = Resource(page.html, "text/html")
    feed = Feed("saved_pages", "saved_pages", "http://saved.example/rss.xml", "rss")
    day.serve_feed(feed, "rss", len(items), forms.rss(feed, items), "text/xml; charset=utf-8")


def _serve_real_feeds(day: Day, folder: Path) -> None:
    for number, path in enumerate(sorted((folder / "feeds" / "miniflux").iterdir())):
        body = path.read_bytes()
        feed = Feed(f"real_{number}", path.stem, f"http://real.example/{number}.xml", "rss")
        day.serve_feed(feed, "as found", len(re.findall(rb"<(?:item|entry)[\s>]", body)), body, "application/xml")
