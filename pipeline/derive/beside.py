"""What stands beside an article's text: its editor, pictures, section and other pages."""

from __future__ import annotations

import re

from lxml import etree, html

from pipeline.derive.body import editor_line
from pipeline.derive.markup import elements, strings, text_of
from pipeline.derive.urls import canonical_url, clean_url, is_article_url, page_number

_EDITOR_HINTS = etree.XPath(
    "//body//*[not(self::script)][text()[contains(., '编') or contains(., 'محرر') or contains(., 'تحرير')"
    " or contains(., 'ditor')]]"
)
_EDITOR_LINE_LENGTH = 100
_CRUMBS = etree.XPath(
    "//*[contains(@class, 'position') or contains(@class, 'crumb') or contains(@class, 'header-nav')"
    " or contains(@class, 'path')]"
)
_CRUMBS_CLASS = re.compile(r"(?:^|[\s-])(?:position|crumbs?|breadcrumbs?|header-nav|path)(?:$|\s)")
_CANONICAL = etree.XPath("//link[@rel='canonical']/@href")


def editor_of(tree: html.HtmlElement) -> str | None:
    """The editor's name: it stands in a short line of its own, inside or below the text."""
    for element in elements(_EDITOR_HINTS, tree):
        own = (element.text, *(child.tail for child in element))
        for line in (*(" ".join((text or "").split()) for text in own), text_of(element)):
            if len(line) < _EDITOR_LINE_LENGTH and (name := editor_line(line)):
                return name
    return None


def image_urls(sources: list[str], page_url: str) -> tuple[str, ...]:
    """Absolute URLs of pictures, each once, in page order."""
    urls = (clean_url(source, page_url) for source in sources)
    return tuple(dict.fromkeys(url for url in urls if url))


def section_of(tree: html.HtmlElement) -> str | None:
    """The last link of the breadcrumbs but the first, which is the front page; None without one."""
    for crumbs in elements(_CRUMBS, tree):
        if _CRUMBS_CLASS.search(crumbs.get("class", "")):
            names = [name for name in map(text_of, crumbs.iter("a")) if name]
            return names[-1] if len(names) > 1 else None
    return None


def other_pages(tree: html.HtmlElement, page_url: str) -> tuple[str, ...]:
    """Absolute URLs of the other pages of this article that the page links, by page number.

    Only known article paths have pages. A link is looked at when it has the article's own file
    name in it: canonicalising all links of a page takes longer than its text.
    """
    if not is_article_url(page_url):
        return ()
    article, here = canonical_url(page_url), page_number(page_url)
    stem = article.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    pages: dict[int, str] = {}
    for link in tree.iter("a"):
        if stem in (link.get("href") or ""):
            url = clean_url(link.get("href", ""), page_url)
            if url and canonical_url(url) == article and page_number(url) != here:
                pages.setdefault(page_number(url), url)
    return tuple(pages[number] for number in sorted(pages))


def canonical_link(tree: html.HtmlElement, page_url: str) -> str | None:
    """The absolute URL that the page calls canonical, or None."""
    links = strings(_CANONICAL, tree)
    return clean_url(links[0], page_url) if links else None
