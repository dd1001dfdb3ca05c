"""The archived pages of a text as one page of HTML, below the sentences with the words that were found in them."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import lxml.html

from pipeline.collect.archive_reader import read_body
from pipeline.collect.http_message import MessageError
from pipeline.derive.charset import decode
from pipeline.report.explorer.marked import pieces
from pipeline.report.source import SourceError
from pipeline.settings import Settings

Facts = dict[str, Any]

_TEMPLATE = Path(__file__).with_name("source_page.html")
# What acts, loads or leads away by itself; the policy and the sandbox of the frame hold what is forgotten here.
_ACTIVE = ("script", "link", "meta", "base", "iframe", "frame", "frameset", "object", "embed", "applet", "form")
_PAGE = """<section aria-label="صفحة {page_no}">
<p class="told" dir="ltr">{told}</p>
<iframe title="الصفحة المؤرشفة {page_no}" sandbox="" srcdoc="{page}"></iframe>
</section>"""


def archived_page(settings: Settings, facts: Facts) -> str:
    """HTML that runs nothing and asks nobody for anything, whatever the archived pages hold.

    Raises SourceError.
    """
    return _TEMPLATE.read_text(encoding="utf-8").format(
        title=escape(facts["title"]),
        sentences="\n".join(map(_sentence, facts["sentences"])) or "<p>لا كلمات موسومة فيها.</p>",
        pages="\n".join(_framed(settings, capture) for capture in facts["captures"]),
    )


def _sentence(sentence: Facts) -> str:
    marks = [(start, end, kind, kind) for start, end, kind in sentence["words"]]
    return (
        f'<p dir="auto">{"".join(_piece(*piece) for piece in pieces(sentence["text"], marks, sentence["start"]))}</p>'
    )


def _piece(text: str, marks: tuple[tuple[int, int, str, str], ...]) -> str:
    if not marks:
        return escape(text)
    kinds = " ".join(dict.fromkeys(mark[2] for mark in marks))
    return f'<mark class="{marks[0][2]}" title="{kinds}">{escape(text)}</mark>'


def _framed(settings: Settings, capture: Facts) -> str:
    path = settings.archive / capture["warc_file"]
    try:
        body = read_body(path, capture["warc_offset"], settings.max_body_bytes)
    except OSError as error:
        raise SourceError(
            f"{path} cannot be read ({error.strerror}): bring it back from a copy; "
            "`marsad doctor` tells what else is gone."
        ) from error
    except MessageError as error:
        raise SourceError(f"{error}: `marsad doctor` tells what else is damaged, and what mends it.") from error
    where = f"{capture['warc_file']}@{capture['warc_offset']}"
    told = f"{capture['url']} · {capture['fetched_at']:%Y-%m-%d %H:%M} UTC · {where}"
    page = _harmless(decode(body, capture["content_type"]))
    return _PAGE.format(page_no=capture["page_no"], told=escape(told), page=escape(page))


def _harmless(page: str) -> str:
    """The page without what acts; as text where it is no HTML."""
    try:
        tree = lxml.html.document_fromstring(page.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    except lxml.etree.ParserError:
        return f"<pre>{escape(page)}</pre>"
    lxml.etree.strip_elements(tree, *_ACTIVE, with_tail=False)
    # Its style sheets, which may have said so, are gone; a direction that the page itself names stays.
    if "dir" not in tree.attrib:
        tree.set("dir", "rtl")
    return str(lxml.html.tostring(tree, encoding="unicode"))
