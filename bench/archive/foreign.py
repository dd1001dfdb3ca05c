"""Pages that an archive of the site holds beside its Arabic articles: to be passed over, each for another reason."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from random import Random

from bench.archive.frames import render_unknown
from bench.archive.plan import Kind, Page
from bench.archive.texts import english_text
from pipeline.capture import Capture
from samples.quirks import NOT_FOUND_PAGE
from samples.render import render
from samples.site import ROBOTS
from samples.texts import Article

_HTML = "text/html; charset=utf-8"
_CSS = ".nav{{float:right;width:{0}px}}.nav li{{display:inline;margin:0 {1}px}}.list a{{color:#{2:06x}}}\n"
_JS = 'var box{0}=document.getElementById("b{0}");if(box{0}){{box{0}.style.width="{1}px";}}\n'


def foreign_page(rng: Random, kind: Kind, number: int, near: Article, at: datetime) -> Page:
    """A page of that kind, captured with the article that is near it; `number` makes its address its own."""
    path = near.url.rsplit("/", 1)[0]
    match kind:
        case "image":
            picture = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + rng.randbytes(4_000 + int(rng.random() * 16_000))
            return _page(kind, f"{path}/{number}n.jpg", at, 200, "image/jpeg", picture)
        case "stylesheet":
            rules = "".join(_CSS.format(rng.randrange(900), rng.randrange(30), rng.getrandbits(24)) for _ in range(60))
            return _page(kind, f"http://arabic.news.example/css/{number}.css", at, 200, "text/css", rules.encode())
        case "script":
            lines = "".join(_JS.format(rng.randrange(9_000), rng.randrange(900)) for _ in range(80))
            return _page(kind, f"http://arabic.news.example/js/{number}.js", at, 200, "text/javascript", lines.encode())
        case "english":
            text = english_text(rng, near.published.date())
            url = f"http://english.news.example/{near.published:%Y-%m/%d}/c_{500_000_000 + number}.htm"
            page = render(Article(text.title, text.body, near.published, "english", url, language="en"))
            return _page(kind, url, at, 200, _HTML, page)
        case "other_host":
            url = f"http://blog.example/{near.published:%Y/%m}/post-{number}/"
            return _page(kind, url, at, 200, _HTML, render_unknown(rng, near, ()))
        case "robots":
            return _page(kind, f"http://host{number}.news.example/robots.txt", at, 200, "text/plain", ROBOTS)
        case "not_found":
            url = f"http://arabic.news.example/{near.published:%Y-%m/%d}/c_{600_000_000 + number}.htm"
            return _page(kind, url, at, 404, _HTML, NOT_FOUND_PAGE)
        case "redirect":
            url = f"http://www.xinhuanet.example/arabic/old/{number}.htm"
            return _page(kind, url, at, 301, _HTML, b"", ("Location", near.url))
    raise ValueError(f"{kind} is no kind of foreign page")


def _page(
    kind: Kind, url: str, at: datetime, status: int, content_type: str, body: bytes, *more: tuple[str, str]
) -> Page:
    date = format_datetime(at.astimezone(UTC), usegmt=True)
    headers = (("Server", "nginx"), ("Date", date), ("Content-Type", content_type), *more)
    return Page(kind, Capture(url, at, status, headers, body))
