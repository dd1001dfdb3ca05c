"""The feeds of the sample site: the same items in each form that the source has been seen in."""

from __future__ import annotations

import html
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from posixpath import relpath
from urllib.parse import urlsplit

FEEDS = Path(__file__).with_name("feeds.toml")


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a feed; dates are aware. `guid` empty for none."""

    title: str
    url: str
    published: datetime
    updated: datetime
    summary: str = ""
    guid: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """One row of feeds.toml."""

    id: str
    title: str
    url: str
    kind: str
    stale_after_days: int | None = None


def load_feeds(path: Path = FEEDS) -> tuple[Feed, ...]:
    """The feeds listed in feeds.toml, in file order."""
    return tuple(Feed(**row) for row in tomllib.loads(path.read_text("utf-8"))["feed"])


def rss(feed: Feed, items: Sequence[Item]) -> bytes:
    """RSS 2.0 as the standard has it; a corrected item carries its new pubDate."""
    rows = "".join(
        f"<item>\n<title>{html.escape(item.title, quote=False)}</title>\n"
        f"<link>{html.escape(item.url, quote=False)}</link>\n"
        f"<description>{html.escape(item.summary, quote=False)}</description>\n"
        f'<guid isPermaLink="false">{html.escape(item.guid or item.url, quote=False)}</guid>\n'
        f"<pubDate>{format_datetime(item.updated.astimezone(UTC), usegmt=True)}</pubDate>\n</item>\n"
        for item in items
    )
    built = f"<lastBuildDate>{format_datetime(_newest(items), usegmt=True)}</lastBuildDate>\n" if items else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0">\n<channel>\n'
        f"<title>{html.escape(feed.title)}</title>\n<link>{_front(feed.url)}</link>\n"
        f"<description>{html.escape(feed.title)}</description>\n<language>ar</language>\n{built}{rows}"
        "</channel>\n</rss>\n"
    ).encode()


def chinese_rss(feed: Feed, items: Sequence[Item]) -> bytes:
    """RSS as the Chinese edition wrote it.

    No pubDate and no guid: the date is bare text between link and description. Every link
    stands in literal quotes, every third title inside an <a> of its own.
    """
    rows = "".join(
        f"<item>\n<title><![CDATA[{_marked_up(item) if number % 3 == 0 else item.title}]]></title>\n"
        f'<link>"{html.escape(item.url, quote=False)}"</link>\n'
        f"{item.updated.astimezone(UTC):%a,%d-%b-%Y %H:%M:%S} GMT\n"
        f"<description><![CDATA[{item.summary}]]></description>\n</item>\n"
        for number, item in enumerate(items, start=1)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<?xml-stylesheet type="text/xsl" href="rss.xsl"?>\n'
        f'<rss version="2.0">\n<channel>\n<title>{html.escape(feed.title)}</title>\n'
        f"<image>\n<title>شينخوا</title>\n<link>{_front(feed.url)}</link>\n<url>{_front(feed.url)}logo.gif</url>\n"
        f"</image>\n<description>{html.escape(feed.title)}</description>\n<link>{_front(feed.url)}</link>\n"
        f"<language>zh-cn</language>\n<generator>XinhuaNet</generator>\n<ttl>5</ttl>\n{rows}</channel>\n</rss>\n"
    ).encode()


def atom(feed: Feed, items: Sequence[Item]) -> bytes:
    """Atom 1.0; a corrected item keeps `published` and has a later `updated`."""
    rows = "".join(
        f"<entry>\n<title>{html.escape(item.title)}</title>\n"
        f'<link rel="alternate" type="text/html" href="{html.escape(item.url)}"/>\n'
        f"<id>{html.escape(item.guid or item.url)}</id>\n"
        f"<published>{item.published.isoformat()}</published>\n"
        f"<updated>{item.updated.isoformat()}</updated>\n"
        f"<summary>{html.escape(item.summary)}</summary>\n</entry>\n"
        for item in items
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ar">\n'
        f'<title>{html.escape(feed.title)}</title>\n<link rel="self" href="{feed.url}"/>\n<id>{feed.url}</id>\n'
        f"<updated>{_newest(items).isoformat()}</updated>\n{rows}</feed>\n"
    ).encode()


def section_page(feed: Feed, items: Sequence[Item]) -> bytes:
    """A section's index: list items with relative `../` links, among navigation and pictures.

    The newest article stands twice, as a picture and as a line, as front pages have it.
    """
    folder = urlsplit(feed.url).path.rsplit("/", 1)[0]
    links = [(html.escape(relpath(urlsplit(item.url).path, folder)), html.escape(item.title), item) for item in items]
    rows = "\n".join(
        f'<li><a href="{url}">{title}</a><span class="date">{item.updated:%Y-%m-%d %H:%M:%S}</span></li>'
        for url, title, item in links
    )
    first = links[0][0]
    return (
        '<!DOCTYPE html>\n<html dir="rtl" lang="ar">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{html.escape(feed.title)}_Arabic.news.cn</title>\n</head>\n<body>\n"
        '<ul class="nav"><li><a href="../index.htm">الرئيسية</a></li><li><a href="../china/index.htm">الصين</a></li>'
        '<li><a href="index.htm">العالم</a></li><li><a href="../mobile/index.htm">الجوال</a></li></ul>\n'
        f'<div class="focus"><a href="{first}"><img src="../2026-03/10/139382114_1n.jpg" alt=""></a></div>\n'
        f'<div class="list"><ul>\n{rows}\n</ul></div>\n'
        '<div class="footer"><a href="javascript:void(0)">اتصل بنا</a></div>\n</body>\n</html>\n'
    ).encode()


FORMS: dict[str, Callable[[Feed, Sequence[Item]], bytes]] = {
    "arabic_world": rss,
    "arabic_mideast": chinese_rss,
    "world_atom": atom,
    "www_latest": rss,
    "people_reprints": rss,
    "world_index": section_page,
    "frozen_world": rss,
    "empty_science": rss,
}


def _marked_up(item: Item) -> str:
    return f'<a href="{item.url}" target="_blank">{item.title}</a>'


def _newest(items: Sequence[Item]) -> datetime:
    return max(item.updated for item in items).astimezone(UTC)


def _front(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"
