"""What is fuzzed: each target takes bytes, and must end, within memory, in a result or in an error that has a word."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache

from pipeline.capture import Capture
from pipeline.collect.cdx import ListingError, read_listing
from pipeline.collect.http_message import MessageError, parse_response
from pipeline.collect.warc_records import read_records
from pipeline.derive.annotate import annotate
from pipeline.derive.arabic import fold, split_words
from pipeline.derive.articles import PageError, extract_page
from pipeline.derive.dates import parse_feed_date, parse_stamp
from pipeline.derive.entries import FeedError, parse_entries
from pipeline.derive.numbers import find_numbers
from pipeline.derive.rows import ROW_TYPE, extract_row
from pipeline.derive.rules import RuleSet, load_rules
from pipeline.derive.urls import article_id, canonical_url, clean_url, page_number, url_date
from pipeline.report.arabic_terminal import shown
from pipeline.report.forms import spreadsheet_cell
from pipeline.search.terms import terms_of

_SEEN = datetime(2018, 6, 5, tzinfo=UTC)
_URL = "http://arabic.news.example/2018-06/04/c_137228407.htm"


def feed(data: bytes) -> None:
    """A feed: each entry has a title, a place in order and, if any, an http address."""
    _entries(data, "rss")


def section(data: bytes) -> None:
    """A page that lists articles."""
    _entries(data, "section")


def _entries(data: bytes, kind: str) -> None:
    try:
        entries = parse_entries(_capture(data, "application/xml"), kind)
    except FeedError as error:
        assert error.word
        return
    assert [entry.position for entry in entries] == list(range(len(entries)))
    assert all(entry.url is None or entry.url.lower().startswith(("http://", "https://")) for entry in entries)


def page(data: bytes) -> None:
    """An article's page, as bytes and as markup in a known layout."""
    head = b'<div class="h-time">2018-06-04 10:00:00</div><div id="p-detail">'
    for body in (data, head + data):
        try:
            read = extract_page(_capture(body, "text/html"))
        except PageError as error:
            assert error.word
            continue
        assert read.body.strip()
        read.body.encode()


def row(data: bytes) -> None:
    """A row of a table."""
    try:
        extract_row(_capture(data, ROW_TYPE))
    except PageError as error:
        assert error.word


def response(data: bytes) -> None:
    """An HTTP response, whole and as the body of one."""
    for raw in (data, b"HTTP/1.1 200 OK\r\n" + data):
        try:
            _, _, body = parse_response(raw, 100_000)
        except MessageError as error:
            assert error.word
            continue
        assert len(body) <= max(len(raw), 100_000)


def warc(data: bytes) -> None:
    """A WARC file, in any pieces."""
    for raw in (data, b"WARC/1.0\r\n" + data):
        list(read_records(io.BytesIO(raw).read, 100_000))


def listing(data: bytes) -> None:
    """A list of captures."""
    try:
        read_listing(data, _URL)
    except ListingError:
        return


def dates(data: bytes) -> None:
    """A date of a feed or a stamp of a page: aware UTC or None."""
    text = data.decode("utf-8", "replace")
    for moment in (parse_feed_date(text), parse_stamp(text)):
        assert moment is None or moment.tzinfo is UTC


def urls(data: bytes) -> None:
    """An address: one spelling, and that of the spelling is itself."""
    text = data.decode("utf-8", "replace")
    for url in (text, f"http://arabic.news.example/{text}", f"http://{text}/"):
        clean_url(url, _URL)
        once = canonical_url(url)
        assert canonical_url(once) == once
        assert article_id(once) == article_id(url)
        assert page_number(url) >= 1
        url_date(url)


def numbers(data: bytes) -> None:
    """Numbers in words and figures: spans select their words."""
    folded = fold(data.decode("utf-8", "replace"))
    words = split_words(folded.text)
    for found in find_numbers(folded.text, words):
        assert 0 <= found.first < found.last <= len(words.words)


def words(data: bytes) -> None:
    """Text for the search index: a term for each word, none of them empty."""
    assert all(terms_of(data.decode("utf-8", "replace")))


def tags(data: bytes) -> None:
    """A text of an article: all that is marked selects its words."""
    title, _, body = data.decode("utf-8", "replace").partition("\n")
    told = annotate("x", title, body, date(2018, 6, 4), _rules())
    texts = {"title": title, "body": body}
    for mention in (*told["mentions"], *(e for tag in told["tags"] for e in tag["evidence"])):
        assert texts[mention["field"]][mention["start_char"] : mention["end_char"]] == mention["text"]


def terminal(data: bytes) -> None:
    """Text on a terminal and in a spreadsheet: nothing steers the one, nothing runs in the other."""
    text = data.decode("utf-8", "replace")
    for mode in ("visual", "logical"):
        assert all(sign.isprintable() or sign == "\n" for sign in shown(text, mode))
    cell = str(spreadsheet_cell(text))
    assert not cell.startswith(("=", "@", "\t", "\r")) or cell.isdigit()


def _capture(data: bytes, kind: str) -> Capture:
    return Capture(_URL, _SEEN, 200, (("content-type", kind),), data)


@cache
def _rules() -> RuleSet:
    return load_rules()


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target
    for target in (feed, section, page, row, response, warc, listing, dates, urls, numbers, words, tags, terminal)
}
