"""What goes wrong on the sample site: dead, moved, forbidden and failing pages, and where feeds name them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from samples.feeds import Item
from samples.resource import Key, Resource, Site

SPELLED_TWICE = ("arabic.news.example", "/2018-05/29/c_137215577.htm")
FAILS_ONCE = ("www.news.example", "/world/2023-04/29/c_1129579406.htm")
REDIRECT = ("www.news.example", "/world/2019-08/29/c_1124936611.htm")
REDIRECT_TARGET = ("www.xinhuanet.example", "/world/2019-08/29/c_1124936611.htm")
GONE = ("www.news.example", "/world/2023-02/11/c_1211901177.htm")
MISSING = ("arabic.news.example", "/20260309/0d1e2f3a4b5c6d7e8f90a1b2c3d4e5f6/c.html")
FORBIDDEN = ("arabic.news.example", "/internal/20260308/5f0c7a1e9b3d4826a7c5e1f2d3b4a596/c.html")
MOVED_FEED = ("www.xinhuanet.example", "/arabic/rss/culture.xml")

NOT_FOUND_PAGE = (
    '<!DOCTYPE html>\n<html dir="rtl" lang="ar">\n<head>\n<meta charset="utf-8">\n<title>404</title>\n</head>\n'
    "<body>\n<h1>عذرا، الصفحة المطلوبة غير موجودة</h1>\n<p>ربما نقلت الصفحة أو حذفت.</p>\n"
    '<p><a href="/index.htm">العودة إلى الصفحة الأولى</a></p>\n</body>\n</html>\n'
).encode()


def resources(pages: Site) -> Site:
    """The odd resources; `pages` are the article pages, of which one is made to fail once."""
    site: dict[Key, Resource] = {
        MOVED_FEED: Resource(NOT_FOUND_PAGE),
        GONE: Resource(NOT_FOUND_PAGE, status=410),
        REDIRECT: Resource(b"", status=301, headers=(("Location", _url(REDIRECT_TARGET)),)),
        # Served to whoever asks, so that a reader that ignores robots.txt shows in the request log.
        FORBIDDEN: Resource(NOT_FOUND_PAGE),
    }
    busy = Resource(b"busy\n", "text/plain", status=503, headers=(("Retry-After", "0"),))
    return site | {FAILS_ONCE: replace(pages[FAILS_ONCE], first=busy)}


def items(feed_id: str) -> list[Item]:
    """The items of that feed that stand for no article of their own."""
    host, path = SPELLED_TWICE
    spelled = f"HTTP://{host.title()}:80/{path}?utm_source=rss&utm_medium=feed#comment"
    return {
        "arabic_world": [
            _item("صفحة حذفت بعد نشرها في قائمة الأخبار", _url(MISSING), "2026-03-09T08:00:00+08:00"),
            _item("صفحة داخلية لا يسمح بجلبها", _url(FORBIDDEN), "2026-03-08T08:00:00+08:00"),
        ],
        "www_latest": [
            _item("خبر سحب من الموقع", _url(GONE), "2023-02-11T09:30:00+08:00"),
            _item("خبر انتقل إلى عنوان آخر", _url(REDIRECT), "2019-08-29T16:20:00+08:00"),
            _item("خبر كتب عنوانه بطريقة أخرى", spelled, "2018-05-29T22:05:11+08:00"),
        ],
    }.get(feed_id, [])


def _item(title: str, url: str, stamp: str) -> Item:
    at = datetime.fromisoformat(stamp)
    return Item(title=title, url=url, published=at, updated=at)


def _url(key: Key) -> str:
    return f"http://{key[0]}{key[1]}"
