"""A capture of a feed to its entries."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import feedparser
from lxml import etree

from pipeline.capture import Capture
from pipeline.derive.charset import charset_of, decode
from pipeline.derive.dates import parse_feed_date, plausible
from pipeline.derive.limits import MOST_ENTRIES, MOST_FEED_TAGS, excess
from pipeline.derive.markup import plain_text
from pipeline.derive.sections import section_items
from pipeline.derive.urls import clean_url


@dataclass(frozen=True, slots=True)
class Entry:
    """One item in one capture of a feed.

    `position` counts from 0 in feed order. `url` is absolute, None when the item has none.
    Times are aware UTC, None when absent, unreadable or impossible; `published_raw` is what
    the feed wrote.
    """

    position: int
    url: str | None
    guid: str | None
    title: str
    summary: str
    published_at: datetime | None
    published_raw: str | None
    updated_at: datetime | None


class FeedError(Exception):
    """The capture is not a feed. `word` is `empty_body`, `not_a_feed` or `unreadable`."""

    def __init__(self, word: str, sentence: str) -> None:
        super().__init__(word, sentence)  # both, or it could not cross to another process
        self.word = word

    def __str__(self) -> str:
        return str(self.args[1])


def parse_entries(capture: Capture, kind: str) -> list[Entry]:
    """Return one Entry per item, in feed order; `kind` is "rss" (RSS, RDF, Atom) or "section".

    Raises FeedError when the body is not a feed, or a section page has no link to an article.
    feedparser calls an HTML error page bozo=False with no entries; only its empty `version`
    shows it, and [] must never mean "could not read".
    """
    if not capture.body.strip(b" \t\r\n\0"):
        raise FeedError("empty_body", f"{capture.url} answered {capture.status} with an empty body.")
    if too_much := excess(capture.body, MOST_FEED_TAGS):
        raise FeedError("unreadable", f"{capture.url} is too large for a feed: {too_much}.")
    entries = _section_entries(capture) if kind == "section" else _feed_entries(capture)
    if len(entries) > MOST_ENTRIES:
        raise FeedError("unreadable", f"{capture.url} is too large for a feed: {len(entries):,} items.")
    return entries


def _section_entries(capture: Capture) -> list[Entry]:
    items = section_items(capture)
    if not items:
        raise FeedError(
            "not_a_feed",
            f"{capture.url} has no link to an article of its own site; open it and correct the feed's URL.",
        )
    return [
        Entry(
            position=position,
            url=item.url,
            guid=None,
            title=item.title,
            summary="",
            published_at=_moment(item.date_text, capture),
            published_raw=item.date_text,
            updated_at=None,
        )
        for position, item in enumerate(items)
    ]


def _feed_entries(capture: Capture) -> list[Entry]:
    parsed = _parsed(capture)
    if not parsed.version:
        raise FeedError(
            "not_a_feed",
            f"{capture.url} is no RSS, RDF or Atom feed; open it and correct the feed's URL or kind.",
        )
    items: list[dict[str, Any]] = parsed.entries
    bare_dates = _bare_dates(capture) if any("published" not in item for item in items) else []
    if len(bare_dates) != len(items):  # two parsers see a broken feed differently: better no date
        bare_dates = [None] * len(items)
    is_atom = parsed.version.startswith("atom")
    pairs = enumerate(zip(items, bare_dates, strict=True))
    return [_entry(position, item, bare, is_atom, capture) for position, (item, bare) in pairs]


def _parsed(capture: Capture) -> Any:
    """The body through feedparser, always from a stream: it opens a str or bytes that names a file or URL."""
    try:
        return feedparser.parse(
            io.BytesIO(capture.body),
            response_headers=_headers(capture),
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except (AssertionError, LookupError, RecursionError, ValueError) as error:
        raise FeedError(
            "unreadable",
            f"{capture.url} broke the feed parser ({type(error).__name__}); look at the archived response.",
        ) from error


def _headers(capture: Capture) -> dict[str, str]:
    """The content type for feedparser, with the charset that decodes.

    By RFC 3023 feedparser believes HTTP before the document, and a server's default of
    iso-8859-1 decodes anything. Marked and two-byte encodings it finds by itself. There is no
    content-location: with it feedparser resolves a link in literal quotes to nonsense.
    """
    content_type = capture.header("content-type")
    if b"\0" in capture.body[:64] or capture.body.startswith((b"\xef\xbb\xbf", b"\xfe\xff", b"\xff\xfe")):
        return {"content-type": content_type} if content_type else {}
    return {"content-type": f"application/xml; charset={charset_of(capture.body, content_type)}"}


def _entry(position: int, item: dict[str, Any], bare: str | None, is_atom: bool, capture: Capture) -> Entry:
    published_raw = _field(item, "published") or _field(item, "created") or bare
    if published_raw is None and not is_atom:  # dc:date of RSS, which feedparser files as updated
        published_raw = _field(item, "updated")
    return Entry(
        position=position,
        url=clean_url(_field(item, "link") or "", capture.url),
        guid=_field(item, "id"),
        title=plain_text(_field(item, "title") or ""),
        summary=plain_text(_field(item, "summary") or ""),
        published_at=_moment(published_raw, capture),
        published_raw=published_raw,
        updated_at=_moment(_field(item, "updated"), capture),
    )


def _field(item: dict[str, Any], name: str) -> str | None:
    """A text field as the feed has it; dict.get, as feedparser's own gives `published` for `updated`."""
    value = dict.get(item, name)
    return value.strip() or None if isinstance(value, str) else None


def _moment(raw: str | None, capture: Capture) -> datetime | None:
    """By our own reading alone: feedparser's makes 1 November 2004 of `2004년 05월 28일` and morning of `11:31 PM`."""
    return plausible(parse_feed_date(raw or ""), capture.fetched_at)


def _bare_dates(capture: Capture) -> list[str | None]:
    """Per item, the date that stands as bare text between its elements, where feedparser loses it."""
    document = decode(capture.body, capture.header("content-type")).encode()
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(document, parser)
    except etree.XMLSyntaxError:
        return []
    if root is None:
        return []
    return [_bare_date(item) for item in root.iter("{*}item", "{*}entry")]


def _bare_date(item: etree._Element) -> str | None:
    texts = [item.text, *(child.tail for child in item)]
    return next((text.strip() for text in texts if text and parse_feed_date(text)), None)
