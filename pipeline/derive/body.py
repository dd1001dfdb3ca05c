"""From a page's tree to the paragraphs of its article."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from copy import copy
from functools import lru_cache
from itertools import chain

from lxml import etree, html
from trafilatura import bare_extraction
from trafilatura.main_extractor import handle_textelem
from trafilatura.settings import MIN_DUPLICATE_LENGTH, TAG_CATALOG, Document, Extractor

from pipeline.derive.markup import elements

# Pages without text are told by PageError; trafilatura would say so again, on standard error.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

INLINE = ("a", "abbr", "b", "big", "em", "font", "i", "small", "span", "strong", "sub", "sup", "u")
_NOT_TEXT = ("audio", "button", "figcaption", "form", "iframe", "ins", "noscript", "script", "select", "style")
# What trafilatura takes out of a page too, but only after it has copied the page and searched it
# several times: without it that takes three quarters of the time.
_VOID = ("area", "embed", "img", "input", "link", "meta", "param", "source", "track")
_CHROME = (
    *("aside", "audio", "button", "canvas", "footer", "iframe", "map", "menu", "nav", "noscript", "object", "picture"),
    *("select", "svg", "textarea", "video"),
)
# Class and id names of what stands inside the containers of the known layouts and is not the text.
_BESIDE_TEXT = re.compile(
    r"(?:^|[\s_-])(?:advise|articleEdit|bianji|bookList|caption|currpage|edit(?:or)?|lb|nextpage|p-jc|p-tags|"
    r"pag(?:er|es|ination|elist|ing)|print|recommend\w*|related?\w*|relevant|share\w*|standard_lb|tiyi\w*|"
    r"tags?|tools?|xgxw|zan-wap)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NAMED = etree.XPath("descendant::*[@class or @id]")
_SHARE = 0.5  # of the container's text: what holds more is the article, whatever its class says
_BLOCKS = frozenset({"code", "head", "item", "lb", "list", "p", "quote", "row", "table"})

# Attributes of a paragraph by which trafilatura drops nothing, but for a style that hides.
_HARMLESS = frozenset({"align", "dir", "lang", "style"})
_TAGS = set(TAG_CATALOG)
# Comments are no text, and are looked for in the whole page; the format that is usual here makes
# a text of its own. Deduplication would be between all pages of the process.
_OPTIONS = Extractor(output_format="txt", fast=True, comments=False, dedup=False)

_EDITOR_LABEL = r"责任编辑|责编|编辑|المحررة?|محرر|تحرير|editors?"
_EDITOR_LINE = re.compile(
    rf"(?:【纠错】)?[\s(（\[【]*(?:{_EDITOR_LABEL})\s*[:：]\s*(?P<name>[^:：]{{2,60}}?)[\s)）\]】.]*", re.IGNORECASE
)
_PAGE_LINKS = re.compile(
    r"(?:[\s\[\]()|<>«»·-]|\d{1,3}(?!\d)|الصفحة|السابقة?|التالية?|الأولى|الأخيرة|上一页|下一页|首页|尾页|next|previous|page)+",
    re.IGNORECASE,
)


def editor_line(text: str) -> str | None:
    """The name in a line such as `【责任编辑:张樵苏】` or `(المحرر: تشن لي)`; None for any other line."""
    match = _EDITOR_LINE.fullmatch(text)
    return match["name"].strip() if match else None


def article_of(container: html.HtmlElement) -> html.HtmlElement:
    """A copy of a container as an <article>, without what stands beside the text in it."""
    article = copy(container)
    article.tag, article.tail = "article", None
    article.attrib.clear()
    for element in list(article.iter(*_NOT_TEXT)):
        element.drop_tree()
    limit = len(article.text_content()) * _SHARE
    for element in elements(_NAMED, article):
        if _is_beside(element.get("class", ""), element.get("id", "")) and len(element.text_content()) < limit:
            element.drop_tree()
    for caption in _captions(article):
        caption.drop_tree()
    return article


def article_paragraphs(article: html.HtmlElement) -> list[str]:
    """Paragraphs of an element from `article_of`, by trafilatura; it loses its inline markup.

    Links become text first: in an article's own container they are, and trafilatura would
    take a paragraph of links for a menu. Where nothing but paragraphs is left, there is nothing
    to choose, and only its reading of a paragraph is used, in a sixth of the time.
    """
    etree.strip_tags(article, *INLINE)
    for home in dict.fromkeys([article, *(line_break.getparent() for line_break in article.iter("br"))]):
        if home.tag != "p":
            _wrap_loose_lines(home)
    if all(map(_is_plain, article)):
        return _plain_paragraphs(article)
    page, body = html.Element("html"), html.Element("body")
    page.append(body)
    body.append(article)
    return _extracted(page)


def general_paragraphs(tree: html.HtmlElement) -> list[str]:
    """Paragraphs of a page of unknown layout, found by trafilatura on the whole tree, which loses menus and media."""
    etree.strip_elements(tree, *_VOID, with_tail=False)
    limit = len(tree.text_content()) * _SHARE
    for element in list(tree.iter(*_CHROME)):
        if len(element.text_content()) < limit:  # one that nobody closed holds the article too
            element.drop_tree()
    return _extracted(tree)


def without_frame(paragraphs: list[str], title: str | None) -> list[str]:
    """Paragraphs without the title repeated at the top, links to other pages, and the editor's line."""
    kept = [text for text in paragraphs if not _PAGE_LINKS.fullmatch(text) and editor_line(text) is None]
    while kept and title and kept[0] == title:
        kept = kept[1:]
    return kept


@lru_cache(maxsize=4096)
def _is_beside(classes: str, name: str) -> bool:
    return _BESIDE_TEXT.search(f"{classes} {name}") is not None


def _captions(article: html.HtmlElement) -> list[html.HtmlElement]:
    """Paragraphs below a picture that are set in another colour as a whole (2019 pages)."""
    if next(article.iter("img"), None) is None:
        return []
    found = []
    for paragraph in article.iter("p"):
        above = paragraph.getprevious()
        is_picture = above is not None and not above.text_content().strip() and above.find(".//img") is not None
        parts = list(paragraph)
        if is_picture and len(parts) == 1 and parts[0].tag == "font" and parts[0].get("color"):
            outside = (paragraph.text or "") + (parts[0].tail or "")
            found += [paragraph] if not outside.strip() else []
    return found


def _is_plain(element: html.HtmlElement) -> bool:
    """Whether this is a paragraph of text that no rule of trafilatura drops for its attributes."""
    if element.tag != "p" or any(child.tag != "br" or len(child) for child in element):
        return False
    return all(name in _HARMLESS and "none" not in value and "hidden" not in value for name, value in element.items())


def _plain_paragraphs(article: html.HtmlElement) -> list[str]:
    """trafilatura's reading of a container that holds plain paragraphs only.

    Each goes through the function that `bare_extraction` reads a paragraph by, after the same
    renaming of <br>, and a long one that repeats the one before is left out, as there. What
    that spends its time on is finding the container, which is known here.
    """
    kept: list[list[str]] = [[]]
    for paragraph in article:
        for line_break in paragraph:
            line_break.tag = "lb"
        read = handle_textelem(paragraph, _TAGS, _OPTIONS)
        if read is not None:
            lines = _lines(read)
            if lines != kept[-1] or sum(map(len, lines)) <= MIN_DUPLICATE_LENGTH:
                kept.append(lines)
    return list(chain.from_iterable(kept))


def _wrap_loose_lines(home: html.HtmlElement) -> None:
    """Text that stands in no paragraph, between line breaks, becomes paragraphs.

    trafilatura runs the lines of a container that has breaks and no <p> into one.
    """
    kept = [_paragraph(home.text)]
    for child in list(home):
        tail, child.tail = child.tail, None
        kept += [None if child.tag == "br" else child, _paragraph(tail)]
    home.text = None
    home[:] = [child for child in kept if child is not None]


def _paragraph(text: str | None) -> html.HtmlElement | None:
    if not text or not text.strip():
        return None
    paragraph = html.Element("p")
    paragraph.text = text
    return paragraph


def _extracted(tree: html.HtmlElement) -> list[str]:
    """trafilatura's choice of text, read from its tree.

    Its own plain text is not used: it drops zero-width and direction marks, decodes entities a
    second time, and writes list and table marks that were never published.
    """
    document = bare_extraction(tree, options=_OPTIONS)
    return _lines(document.body) if isinstance(document, Document) else []  # None: nothing found


def _lines(element: etree._Element) -> list[str]:
    if not len(element):
        return [" ".join(element.text.split())] if element.text else []
    lines = "".join(_pieces(element)).split("\n")
    return [line for line in (" ".join(line.split()) for line in lines) if line]


def _pieces(element: etree._Element) -> Iterator[str]:
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if node.tag in _BLOCKS:
            yield "\n"
        if event == "start":
            yield _one_line(node.text)
        elif node is not element:
            yield " " if node.tag == "cell" else ""
            yield _one_line(node.tail)


def _one_line(text: str | None) -> str:
    return text.replace("\n", " ") if text else ""
