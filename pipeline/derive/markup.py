"""HTML bytes to a tree, and markup to one line of text."""

from __future__ import annotations

import re
from html import unescape
from typing import cast

from lxml import etree, html

from pipeline.capture import Capture
from pipeline.derive.charset import as_utf8

_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))
_NO_LETTERS = ("\ufffe".encode(), "\uffff".encode())
_CONTROL_REFERENCES = re.compile(
    rb"&#(?:0*(?:[0-8]|1[12]|1[4-9]|2[0-9]|3[01]|6553[45])|x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef]))(?:;|(?![0-9a-f]))",
    re.IGNORECASE,
)
# After these the parser gives what it has, as if it were all.
_CUT = (etree.ErrorTypes.ERR_RESOURCE_LIMIT, etree.ErrorTypes.ERR_NO_MEMORY)
_TAG = re.compile(r"<(?:[a-zA-Z/!?][^<>]*)>")


def plain_text(markup: str) -> str:
    """Tags stripped, entities decoded, white space folded; letters and marks stay as they are.

    Twice, because feeds escape twice: the second round finds what the first one decoded. A
    bare `<` that opens no tag ("x < y") stays.
    """
    for _ in range(2):
        markup = unescape(_TAG.sub("", markup))
    return " ".join(_TAG.sub("", markup).split())


def parse_html(capture: Capture) -> html.HtmlElement | None:
    """The tree of an HTML capture in the charset that decodes; None when it cannot be read whole.

    huge_tree stays off: libxml2 then stops at 256 levels or 10 MB of one text, which keeps
    100,000 nested tags from overflowing the stack of everything that walks the tree. What
    stands behind that point is lost with no more than a line in the parser's log, so such a
    document counts as unreadable rather than as shorter than it is.
    """
    # What no XML can hold lxml reads and refuses to write: one such sign in a paragraph would break its extraction.
    body = as_utf8(capture.body, capture.header("content-type")).translate(None, _CONTROLS)
    for sign in _NO_LETTERS:
        body = body.replace(sign, b"")
    if b"&#" in body:
        body = _CONTROL_REFERENCES.sub(b"", body)
    parser = html.HTMLParser(
        encoding="utf-8", huge_tree=False, remove_comments=True, remove_pis=True, collect_ids=False
    )
    try:
        tree = html.document_fromstring(body, parser=parser)
    except etree.ParserError:  # no element at all
        return None
    is_cut = any(error.type in _CUT for error in parser.error_log)
    return None if is_cut else tree


def elements(path: etree.XPath, tree: html.HtmlElement) -> list[html.HtmlElement]:
    """The elements that a path finds, in page order."""
    return cast("list[html.HtmlElement]", path(tree))


def strings(path: etree.XPath, tree: html.HtmlElement) -> list[str]:
    """The attributes or texts that a path finds, in page order."""
    return cast("list[str]", path(tree))


def text_of(element: html.HtmlElement) -> str:
    """All text of an element on one line, pieces kept apart: `<em>11</em>/<em>17</em>` is "11 / 17"."""
    return " ".join(" ".join(element.itertext()).split())
