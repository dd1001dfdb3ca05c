"""A capture of an article page to its parts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime

from lxml import html

from pipeline.capture import Capture
from pipeline.derive.beside import canonical_link, editor_of, image_urls, other_pages, section_of
from pipeline.derive.body import (
    article_of,
    article_paragraphs,
    general_paragraphs,
    without_frame,
)
from pipeline.derive.container import heaviest_container
from pipeline.derive.dates import parse_stamp, plausible
from pipeline.derive.language import language_of
from pipeline.derive.limits import MOST_PAGE_TAGS, MOST_TEXT, excess
from pipeline.derive.markup import parse_html, text_of
from pipeline.derive.metadata import author_of, meta_values, page_title, published_at
from pipeline.derive.outline import Outline, outline_of
from pipeline.derive.templates import Template, template_of
from pipeline.derive.urls import url_date

_NOT_HTML = re.compile(rb"\s*(?:%PDF|\x89PNG|GIF8|\xff\xd8\xff|PK\x03\x04|[{\[])")


@dataclass(frozen=True, slots=True)
class Page:
    """What one page of an article holds.

    `body` is its paragraphs joined by newlines, letters and marks as published, white space
    folded. `stamp_at` is the newsroom's stamp on a known layout, `meta_at` what the page's
    metadata says, both aware UTC and both possible (1997 to two days after the capture);
    `url_on` is the newsroom's day in the URL. `template` is a name of `templates.py` or
    "general". `page_urls` are the other pages of the same article that this one links, in
    page order. `language` is ISO 639-1, "und" when the text is too short to tell.
    """

    title: str | None
    body: str
    section: str | None
    author: str | None
    editor: str | None
    image_urls: tuple[str, ...]
    stamp_at: datetime | None
    meta_at: datetime | None
    url_on: date | None
    template: str
    page_urls: tuple[str, ...]
    canonical_link: str | None
    language: str


class PageError(Exception):
    """No article in the capture. `word` is `empty_body`, `not_html`, `unreadable` or `no_text`."""

    def __init__(self, word: str, sentence: str) -> None:
        super().__init__(word, sentence)  # both, or it could not cross to another process
        self.word = word

    def __str__(self) -> str:
        return str(self.args[1])


def extract_page(capture: Capture) -> Page:
    """Return the parts of an article page; raise PageError when there is no text of one in it.

    The body comes from the container that the layout is known for, by trafilatura on that
    subtree; on unknown layouts by trafilatura on the whole page. trafilatura's date is not
    asked for: it takes any date it finds, a sidebar's too.
    """
    page = outline_of(_tree(capture))
    template = template_of(page)
    meta = meta_values(page.tree)
    title = _template_title(page, template) or page_title(page, meta)
    stamped, stamp = _stamped(page, template)
    container = _container(page, template, stamped)
    article = article_of(container) if container is not None else None
    sources = _image_sources(article, meta)
    parts = Page(
        title=title,
        body="",
        section=meta.get("article:section") or section_of(page),
        author=author_of(meta),
        editor=editor_of(page),
        image_urls=image_urls(sources, capture.url),
        stamp_at=plausible(stamp, capture.fetched_at),
        meta_at=plausible(published_at(page.tree, meta), capture.fetched_at),
        url_on=url_date(capture.url),
        template=template.name if template else "general",
        page_urls=other_pages(page, capture.url),
        canonical_link=canonical_link(page, capture.url),
        language="und",
    )
    body = "\n".join(without_frame(_paragraphs(page.tree, article), title))
    if not body:
        raise PageError("no_text", f"{capture.url} has no article text; see whether it is an article at all.")
    check_length(body, capture.url)
    return replace(parts, body=body, language=language_of(body))


def check_length(text: str, url: str) -> None:
    """Raise PageError for a text that is longer than any article."""
    if len(text) > MOST_TEXT:
        raise PageError("unreadable", f"{url} is too large for an article: {len(text):,} characters of text.")


def _tree(capture: Capture) -> html.HtmlElement:
    body = capture.body
    if not body.strip():
        raise PageError("empty_body", f"{capture.url} answered {capture.status} with an empty body.")
    if _NOT_HTML.match(body) or b"<" not in body:
        kind = capture.header("content-type") or "no content type"
        raise PageError("not_html", f"{capture.url} is not an HTML page ({kind}).")
    if too_much := excess(body, MOST_PAGE_TAGS):
        raise PageError("unreadable", f"{capture.url} is too large for an article: {too_much}.")
    tree = parse_html(capture)
    if tree is None:
        raise PageError("unreadable", f"{capture.url} is nested too deep, or has no element, for the HTML parser.")
    return tree


def _template_title(page: Outline, template: Template | None) -> str | None:
    found = (element for path in (template.title if template else ()) for element in page.find(path))
    return next((text for text in map(text_of, found) if text), None)


def _stamped(page: Outline, template: Template | None) -> tuple[html.HtmlElement | None, datetime | None]:
    """The element that holds the newsroom's stamp, and the stamp."""
    for path in template.stamp if template else ():
        for element in page.find(path):
            if stamp := parse_stamp(text_of(element)):
                return element, stamp
    return None, None


def _container(page: Outline, template: Template | None, stamped: html.HtmlElement | None) -> html.HtmlElement | None:
    """The layout's container with most text, else the heaviest element.

    What holds the page's heading is a wrapper that has the container's name by chance
    (`id="content"`), so it is sought inside that one.
    """
    if template is None:
        return None
    named = [element for path in template.body for element in page.find(path)]
    sizes = {element: len(text) for element in named if (text := element.text_content()).strip()}
    if not sizes:
        # The layout's own container without a word: the page has no text, and its menus are none.
        return named[0] if named else heaviest_container(page.tree, stamped)
    best = max(sizes, key=lambda element: sizes[element])
    return heaviest_container(best, None) if next(best.iter("h1"), None) is not None else best


def _paragraphs(tree: html.HtmlElement, article: html.HtmlElement | None) -> list[str]:
    if article is None:
        return general_paragraphs(tree)
    return article_paragraphs(article) or (general_paragraphs(tree) if article.text_content().strip() else [])


def _image_sources(article: html.HtmlElement | None, meta: dict[str, str]) -> list[str]:
    if article is None:
        return [meta["og:image"]] if "og:image" in meta else []
    return [image.get("data-src") or image.get("src") or "" for image in article.iter("img")]
