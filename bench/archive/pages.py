"""The stream of captured pages: articles in the order they were published, what follows each, and foreign pages."""

from __future__ import annotations

import heapq
import math
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from random import Random

from bench.archive.foreign import foreign_page
from bench.archive.frames import render_unknown
from bench.archive.plan import FOREIGN, Page, Plan
from bench.archive.texts import Text, corrected, slightly_edited, text_of
from pipeline.capture import Capture
from samples.render import FORMS, SECTIONS, Link, render
from samples.texts import NEWSROOM, Article

_RELATED = 6
_SECTIONS = tuple(SECTIONS)
_EDITORS = ("تشن لي", "وانغ شين", "ليو يانغ", "سامر الحداد", "منى درويش")
# Each template with the first year in which pages were made with it, and shares where two stood side by side.
_ERAS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (2003, ("old_2012",)),
    (2014, ("arabic_2018_b",)),
    (2018, ("arabic_2018_a", "arabic_2018_a", "arabic_2018_b", "xinhuanet_2019")),
    (2021, ("arabic_2018_a", "arabic_2022", "xinhuanet_2019")),
    (2022, ("arabic_2022",)),
    (2023, ("arabic_2022", "arabic_2022", "news_2023")),
    (2024, ("arabic_2022", "news_2023", "news_2025")),
)
_C_HTM_YEAR, _HASH_YEAR, _N3_YEAR = 2017, 2022, 2013
_MOST_DELAY_S = 12 * 86_400


def pages(plan: Plan) -> Iterator[Page]:
    """Yield every page of an archive; the same plan gives the same pages, in constant memory.

    Articles come in order of publication; a correction or a copy comes after its original, when
    the stream has reached its time.
    """
    waiting: list[tuple[datetime, int, Page]] = []
    recent: deque[Link] = deque(maxlen=_RELATED)
    first, last = (datetime.fromisoformat(day).replace(tzinfo=NEWSROOM) for day in (plan.begin, plan.end))
    span = last - first
    made = 0
    for number in range(plan.articles):
        rng = Random((plan.seed << 40) + number)
        published = (first + span * ((number + rng.random()) / plan.articles)).replace(microsecond=0)
        while waiting and waiting[0][0] <= published:
            yield heapq.heappop(waiting)[2]
        text = text_of(rng, published)
        article, layout = _article(rng, number, published, text, plan)
        page = Page("article", _capture(rng, article, layout, tuple(recent), published), article, layout)
        later = list(_later(rng, plan, number, page, text, tuple(recent)))
        yield replace(page, is_single=not later)
        for place, follower in enumerate(later):
            heapq.heappush(waiting, (follower.capture.fetched_at, number * 2 + place, follower))
        recent.append(Link(article.title, article.url, published))
        while made < round((number + 1) * plan.foreign):
            yield foreign_page(rng, FOREIGN[made % len(FOREIGN)], made, article, page.capture.fetched_at)
            made += 1
    while waiting:
        yield heapq.heappop(waiting)[2]


def _article(rng: Random, number: int, published: datetime, text: Text, plan: Plan) -> tuple[Article, str]:
    template = rng.choice(next(names for year, names in reversed(_ERAS) if published.year >= year))
    layout = "unknown" if rng.random() < plan.unknown else template
    section = "mideast" if text.is_conflict else rng.choice(_SECTIONS)
    url = _url(rng, number, published)
    article = Article(text.title, text.body, published, template, url, section=section, editor=rng.choice(_EDITORS))
    return article, layout


def _url(rng: Random, number: int, published: datetime) -> str:
    """An article's address as it was in its year; the number makes it the only one of its kind."""
    if published.year >= _HASH_YEAR:
        return f"http://arabic.news.example/{published:%Y%m%d}/{rng.getrandbits(64):016x}{number:016x}/c.html"
    if published.year >= _C_HTM_YEAR:
        return f"http://arabic.news.example/{published:%Y-%m/%d}/c_{136_000_000 + number}.htm"
    return f"http://news.xinhuanet.example/arabic/{published:%Y-%m/%d}/content_{100_000 + number}.htm"


def _reprint_url(number: int, published: datetime) -> str:
    if published.year >= _N3_YEAR:
        return f"http://arabic.people.example/n3/{published:%Y/%m%d}/c31662-{9_000_000 + number}.html"
    return f"http://arabic.people.example/31662/{1_000_000 + number}.html"


def _later(rng: Random, plan: Plan, number: int, page: Page, text: Text, related: tuple[Link, ...]) -> Iterator[Page]:
    """The correction and the copy of an article, as far as it has them."""
    article = page.article
    assert article is not None  # noqa: S101  an article's page has one
    if rng.random() < plan.corrections:
        changed = corrected(rng, text, article.published.date())
        at = page.capture.fetched_at + timedelta(seconds=3_600 + int(rng.random() * 3 * 86_400))
        newer = replace(article, title=changed.title, body=changed.body)
        yield Page("correction", _captured_at(rng, newer, page.layout, related, at), newer, page.layout)
    if rng.random() < plan.copies:
        copied = slightly_edited(rng, text)
        published = article.published + timedelta(seconds=600 + int(rng.random() * 1.9 * 86_400))
        is_reprint = rng.random() < 0.5
        template = "people" if is_reprint else article.template
        # Above all numbers of originals, so that no copy takes the address of an article.
        url = _reprint_url(number, published) if is_reprint else _url(rng, plan.articles + number, published)
        other = Article(
            copied.title,
            copied.body,
            published,
            template,
            url,
            section=article.section,
            editor=article.editor,
            reprint_of=article.url,
        )
        layout = template if is_reprint or page.layout != "unknown" else "unknown"
        yield Page("copy", _capture(rng, other, layout, related, published), other, layout)


def _capture(rng: Random, article: Article, layout: str, related: tuple[Link, ...], published: datetime) -> Capture:
    """The page as a crawler found it, minutes to days after its publication, most within hours."""
    delay = min(_MOST_DELAY_S, max(300, int(rng.lognormvariate(math.log(6 * 3_600), 1.6))))
    return _captured_at(rng, article, layout, related, published + timedelta(seconds=delay))


def _captured_at(rng: Random, article: Article, layout: str, related: tuple[Link, ...], at: datetime) -> Capture:
    if layout == "unknown":
        body, content_type = render_unknown(rng, article, related), "text/html; charset=UTF-8"
    else:
        body, content_type = render(article, layout, related=related), FORMS[layout].content_type
    headers = (
        ("Server", "nginx"),
        ("Date", format_datetime(at.astimezone(UTC), usegmt=True)),
        ("Content-Type", content_type),
        ("Last-Modified", format_datetime(article.published.astimezone(UTC), usegmt=True)),
        ("Vary", "Accept-Encoding"),
        ("X-Cache", rng.choice(("HIT from cache-01", "MISS from cache-02"))),
    )
    return Capture(article.url, at.astimezone(UTC), 200, headers, body)
