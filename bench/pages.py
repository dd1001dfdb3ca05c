"""Pages that are timed: our own articles in each template, and a public benchmark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from evals.data import MissingDataError
from evals.saved import SavedPage
from pipeline.capture import Capture
from samples.render import FORMS, Link, render
from samples.texts import Article, load_articles

_RELATED = 8
_SEEN = datetime(2026, 3, 10, tzinfo=UTC)


def own_pages() -> dict[str, list[Capture]]:
    """Every own article in Arabic in every template, eight others beside it; by template."""
    articles = [article for article in load_articles() if article.language == "ar"]
    return {template: [_page(article, template, articles) for article in articles] for template in FORMS}


def endless_pages() -> Iterator[Capture]:
    """Own articles in every template over and over, each time with other numbers in title and text."""
    articles = [article for article in load_articles() if article.language == "ar"]
    for number in count(1):
        for article in articles:
            for template in FORMS:
                body = tuple(f"{text} ({number * 7919 % 10_007})" for text in article.body)
                changed = replace(article, title=f"{article.title} {number}", body=body, page_break=0)
                yield _page(changed, template, articles)


def benchmark_folder(shared: Path) -> Path:
    """The folder data/ with the pages of the public benchmark; raise MissingDataError when they are not there."""
    path = shared / "data" / "pages" / "aeb" / "ground-truth.json"
    if not path.exists():
        raise MissingDataError(
            f"{path} is missing: set the variable SHARED to the folder that holds data/, "
            "as in `make bench SHARED=/path/to/folder`, or `make bench QUICK=1` to do without."
        )
    return shared / "data"


def capture_of(page: SavedPage) -> Capture:
    """A saved page as if it had been fetched."""
    return Capture(page.url, _SEEN, 200, (("Content-Type", "text/html; charset=utf-8"),), page.html)


def _page(article: Article, template: str, others: list[Article]) -> Capture:
    related = [Link(other.title, other.url, other.published) for other in others if other is not article][:_RELATED]
    kind = (("Content-Type", FORMS[template].content_type),)
    return Capture(article.url, _SEEN, 200, kind, render(article, template, related=related))
