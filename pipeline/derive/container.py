"""Where the text stands on a page whose layout names no container."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree, html

from pipeline.derive.body import INLINE, editor_line
from pipeline.derive.markup import elements

_FOOTER = re.compile(r"(?:^|[\s_-])(?:bottom|copyright|foot(?:er)?)", re.IGNORECASE)
_TEXT_HOME = "[self::article or self::div or self::font or self::p or self::section or self::span or self::td]"
_HOMES = etree.XPath(f"descendant-or-self::*{_TEXT_HOME}")
_HOMES_BELOW = etree.XPath(f"descendant::*{_TEXT_HOME} | following::*{_TEXT_HOME}")


def heaviest_container(tree: html.HtmlElement, below: html.HtmlElement | None) -> html.HtmlElement | None:
    """The element whose own paragraphs and lines hold most of the text outside links, or None.

    Only what follows `below` in page order counts (the stamp: layouts have it between title and
    text), and no footer, so that an urgent report of one line still outweighs its frame. None
    when no element holds half: then the page is no article in one container.
    """
    weights: dict[html.HtmlElement, int] = {}
    footers: dict[html.HtmlElement, bool] = {}
    for element in elements(_HOMES if below is None else _HOMES_BELOW, tree if below is None else below):
        size = _loose_text(element)
        home = element.getparent() if element.tag == "p" else element
        if size and home is not None and not _is_footer(element, footers):
            weights[home] = weights.get(home, 0) + size
    if not weights:
        return None
    best = max(weights, key=lambda element: weights[element])
    return best if weights[best] * 2 > sum(weights.values()) else None


def _loose_text(element: html.HtmlElement) -> int:
    """Characters that stand in the element itself or in inline markup of it, links aside; 0 for an editor's line."""
    if element.tag == "p" and len(element):
        text = element.text_content().strip()
        linked = sum(len(link.text_content()) for link in element.iter("a"))
    else:
        tails = (child.tail or "" for child in element if child.tag in ("br", *INLINE))
        text, linked = " ".join([element.text or "", *tails]).strip(), 0
    return 0 if editor_line(text) else len(text) - linked


def _is_footer(element: html.HtmlElement | None, known: dict[html.HtmlElement, bool]) -> bool:
    """Whether the element is a footer or not shown, or stands in one that is; what is found out becomes `known`."""
    if element is None:
        return False
    if element not in known:
        known[element] = _is_frame(
            element.get("class", ""), element.get("id", ""), element.get("style", "")
        ) or _is_footer(element.getparent(), known)
    return known[element]


@lru_cache(maxsize=4096)
def _is_frame(classes: str, name: str, style: str) -> bool:
    return _FOOTER.search(f"{classes} {name}") is not None or "display:none" in style.replace(" ", "")
