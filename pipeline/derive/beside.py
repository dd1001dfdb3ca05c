"""What stands beside an article's text: its editor, pictures, section and other pages."""

from __future__ import annotations

import re
from functools import cache

from lxml import etree

from pipeline.derive.body import editor_line
from pipeline.derive.markup import strings, text_of
from pipeline.derive.outline import Outline
from pipeline.derive.urls import canonical_url, clean_url, is_article_url, page_number

# One of these is in every label of an editor's line.
_EDITOR_HINTS = ("编", "محرر", "تحرير", "ditor")
_EDITOR_LINE_LENGTH = 100
_CRUMBS_HINTS = ("position", "crumb", "header-nav", "path")
_CRUMBS_CLASS = re.compile(r"(?:^|[\s-])(?:position|crumbs?|breadcrumbs?|header-nav|path)(?:$|\s)")
_CANONICAL = etree.XPath("/descendant::link/@rel[.='canonical']/../@href", smart_strings=False)
_PAGE_AND_TYPE = re.compile(r"(?:[_-]\d{1,3})?\.html?.*")
_LINKS = etree.XPath("/descendant::a/@href", smart_strings=False)


def editor_of(page: Outline) -> str | None:
    """The editor's name: it stands in a short line of its own, inside or below the text."""
    hints = tuple(hint for hint in _EDITOR_HINTS if hint in page.text)
    for element in page.find(_texts_with(hints)) if hints else ():
        own = (element.text, *(child.tail for child in element))
        for line in (*(" ".join((text or "").split()) for text in own), text_of(element)):
            if len(line) < _EDITOR_LINE_LENGTH and (name := editor_line(line)):
                return name
    return None


def image_urls(sources: list[str], page_url: str) -> tuple[str, ...]:
    """Absolute URLs of pictures, each once, in page order."""
    urls = (clean_url(source, page_url) for source in sources)
    return tuple(dict.fromkeys(url for url in urls if url))


def section_of(page: Outline) -> str | None:
    """The last link of the breadcrumbs but the first, which is the front page; None without one."""
    classes = " ".join(page.classes)
    hints = tuple(hint for hint in _CRUMBS_HINTS if hint in classes)
    for crumbs in page.find(_classes_with(hints)) if hints else ():
        if _CRUMBS_CLASS.search(crumbs.get("class", "")):
            names = [name for name in map(text_of, crumbs.iter("a")) if name]
            return names[-1] if len(names) > 1 else None
    return None


def other_pages(page: Outline, page_url: str) -> tuple[str, ...]:
    """Absolute URLs of the other pages of this article that the page links, by page number.

    Only known article paths have pages. A link is looked at when it may lead to the article's own
    folder and has its file name in it: to canonicalise a link takes longer than to read a paragraph.
    """
    folder, file = page_url.partition("?")[0].rsplit("/", 2)[-2:]
    stem = _PAGE_AND_TYPE.sub("", file)
    links = [link for link in strings(_LINKS, page.tree) if stem in link and _may_be_in(folder, link)]
    if not links or not is_article_url(page_url):
        return ()
    article, here = canonical_url(page_url), page_number(page_url)
    pages: dict[int, str] = {}
    for link in dict.fromkeys(links):
        url = clean_url(link, page_url)
        if url and canonical_url(url) == article and page_number(url) != here:
            pages.setdefault(page_number(url), url)
    return tuple(pages[number] for number in sorted(pages))


def canonical_link(page: Outline, page_url: str) -> str | None:
    """The absolute URL that the page calls canonical, or None."""
    links = strings(_CANONICAL, page.tree)
    return clean_url(links[0], page_url) if links else None


def _may_be_in(folder: str, link: str) -> bool:
    """Whether a link may lead to a file of a folder of that name; the pages of an article stand in one.

    Half of the source's articles are all called c.html, each in a folder of its own.
    """
    if "/" not in link:
        return ":" not in link  # javascript:void(0)
    return folder in link or "/." in link or link.startswith(".")


@cache
def _texts_with(words: tuple[str, ...]) -> etree.XPath:
    """Elements in the body that have one of the words in a text of their own."""
    has = " or ".join(f"contains(., '{word}')" for word in words)
    return etree.XPath(f"/descendant::body/descendant::*/text()[{has}]/..")


@cache
def _classes_with(words: tuple[str, ...]) -> etree.XPath:
    """Elements that have one of the words somewhere in their class attribute."""
    has = " or ".join(f"contains(., '{word}')" for word in words)
    return etree.XPath(f"/descendant::*/@class[{has}]/..")
