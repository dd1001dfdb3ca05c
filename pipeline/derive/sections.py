"""Section pages (`/world/index.htm`) to the articles that they list."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import html

from pipeline.capture import Capture
from pipeline.derive.markup import parse_html
from pipeline.derive.urls import canonical_url, clean_url, is_article_url, registered_domain

_DATE = re.compile(
    r"(?<!\d)(?:\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?"
    r"|\d{1,2}:\d{2}(?::\d{2})?\s+\d{1,2}[-/.]\d{1,2}[-/.]\d{4})(?!\d)"
)
_NEAR = 4  # levels above a link at which its list item can still stand


@dataclass(frozen=True, slots=True)
class SectionItem:
    """One listed article: absolute URL, title, and the date as written beside it, if any."""

    url: str
    title: str
    date_text: str | None


def section_items(capture: Capture) -> list[SectionItem]:
    """The articles of the page's own site that it links, in page order, each once; [] without any.

    Own site means the same registered domain (`arabic.news.cn` lists `www.xinhuanet.com` too,
    the same publisher's old one). The title is the first text of a link to the article: the
    link round a picture comes first and has none.
    """
    tree = parse_html(capture)
    if tree is None:
        return []
    links = _article_links(tree, capture.url)
    told_by = _articles_below(links)
    found: dict[str, SectionItem] = {}
    for link, url, article in links:
        known = found.get(article)
        title = " ".join(link.text_content().split())
        if known is None:
            found[article] = SectionItem(url, title, _date_near(link, told_by))
        elif title and not known.title:
            found[article] = SectionItem(known.url, title, known.date_text or _date_near(link, told_by))
    return list(found.values())


def _article_links(tree: html.HtmlElement, page_url: str) -> list[tuple[html.HtmlElement, str, str]]:
    base = tree.xpath("string(//base/@href)") or ""
    base_url = clean_url(base, page_url) or page_url
    site = registered_domain(page_url)
    links = []
    for link in tree.iter("a"):
        url = clean_url(link.get("href") or "", base_url)
        if url and is_article_url(url) and registered_domain(url) == site:
            links.append((link, url, canonical_url(url)))
    return links


def _articles_below(links: list[tuple[html.HtmlElement, str, str]]) -> dict[html.HtmlElement, set[str]]:
    """For the near ancestors of each link, which articles are linked from inside them."""
    below: dict[html.HtmlElement, set[str]] = {}
    for link, _, article in links:
        for ancestor in list(link.iterancestors())[:_NEAR]:
            below.setdefault(ancestor, set()).add(article)
    return below


def _date_near(link: html.HtmlElement, below: dict[html.HtmlElement, set[str]]) -> str | None:
    """The date in the widest near ancestor that speaks of this article alone."""
    nearest = link
    for ancestor in list(link.iterancestors())[:_NEAR]:
        if len(below[ancestor]) > 1 or ancestor.tag == "body":
            break
        nearest = ancestor
    match = _DATE.search(" ".join(nearest.itertext()))
    return " ".join(match[0].split()) if match else None
