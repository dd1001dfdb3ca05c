"""What a page says of itself outside its text: title, time of publication, author."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from lxml import etree, html

from pipeline.derive.dates import parse_feed_date
from pipeline.derive.markup import plain_text, strings, text_of
from pipeline.derive.outline import Outline

# " - Xinhua | English.news.cn", "_Arabic.news.cn", "-新华网"
_SITE_NAME = re.compile(
    r"\s*[-_|–—]+\s*(?:xinhua\b|新华|شينخوا|(?:[a-z]+\s*\.\s*)?(?:news|xinhuanet|people)\s*\.\s*[a-z]{2,}).*$",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_TITLE = 1000
_DATE_NAMES = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "publishdate",
    "publish_date",
    "pubdate",
    "publication_date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date",
    "date",
)
# A bare <time> is as often a neighbour's in a list; these say that they are the page's own.
_OWN_TIME = etree.XPath(
    "//time[@datetime][@itemprop='datePublished' or @pubdate]/@datetime"
    " | //article//time[@datetime][not(ancestor::aside or ancestor::nav or ancestor::li)]/@datetime"
)
_TITLE_IDS = frozenset({"title", "Title"})
_TITLE_ID = etree.XPath("/descendant::*/@id[.='title' or .='Title']/..")


def meta_values(tree: html.HtmlElement) -> dict[str, str]:
    """First content of each meta element, by its property, name or itemprop in lower case."""
    values: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        content = " ".join((meta.get("content") or "").split())
        if name and content:
            values.setdefault(name.strip().lower(), content)
    return values


def page_title(page: Outline, meta: dict[str, str]) -> str | None:
    """The title of a page whose layout names no place for it; None without any.

    In this order: og:title, the only h1, an element called title, the head's title. A site's
    name behind it goes.
    """
    title = next((text for text in _titles(page, meta) if text), None)
    return _SITE_NAME.sub("", plain_text(title[:_LONGEST_TITLE])) or None if title else None


def published_at(tree: html.HtmlElement, meta: dict[str, str]) -> datetime | None:
    """The time of publication by meta elements, JSON-LD or the article's own <time>, as aware UTC.

    Never from text: a page with a sidebar holds other articles' dates.
    """
    raw = [meta[name] for name in _DATE_NAMES if name in meta]
    raw += [date for date in (_field(item, "datePublished") for item in _linked_data(tree)) if date]
    if next(tree.iter("time"), None) is not None:
        raw += strings(_OWN_TIME, tree)
    return next((moment for moment in map(parse_feed_date, raw) if moment), None)


def author_of(meta: dict[str, str]) -> str | None:
    """The author by meta elements; a profile's URL is no name."""
    names = (meta.get(name) for name in ("author", "article:author", "dc.creator"))
    return next((name for name in names if name and not name.startswith("http")), None)


def _titles(page: Outline, meta: dict[str, str]) -> Iterator[str | None]:
    yield meta.get("og:title")
    headings = [text for text in map(text_of, page.tree.iter("h1")) if text]
    yield headings[0] if len(headings) == 1 else None
    if not _TITLE_IDS.isdisjoint(page.ids):
        yield next((text for text in map(text_of, page.find(_TITLE_ID)) if text), None)
    head = page.tree.find(".//head/title")
    yield text_of(head) if head is not None else None


def _linked_data(tree: html.HtmlElement) -> list[dict[str, Any]]:
    """The JSON-LD objects of a page: at the top, in a list or in an @graph."""
    found: list[dict[str, Any]] = []
    for script in tree.iter("script"):  # the outline has left only these
        try:
            data = json.loads(script.text or "")
        except (ValueError, RecursionError):  # pages write broken JSON, and hostile ones nest it
            continue
        top = data if isinstance(data, list) else [data]
        for item in top:
            if isinstance(item, dict):
                graph = item.get("@graph")
                found += [item, *(graph if isinstance(graph, list) else [])]
    return [item for item in found if isinstance(item, dict)]


def _field(item: dict[str, Any], name: str) -> str | None:
    value = item.get(name)
    return value if isinstance(value, str) else None
