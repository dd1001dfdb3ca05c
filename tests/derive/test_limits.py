"""Documents that no newsroom writes are turned away by what stands in them, whatever the machine."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from pipeline.capture import Capture
from pipeline.derive.articles import PageError, extract_page
from pipeline.derive.entries import FeedError, parse_entries
from pipeline.derive.rows import ROW_TYPE, extract_row

SEEN = datetime(2018, 6, 5, tzinfo=UTC)
ITEM = "<item><title>x</title><link>http://arabic.news.example/1</link></item>"
ATTRIBUTES = " ".join(f"a{number}='1'" for number in range(100_000))


def capture(body: str, kind: str = "text/html") -> Capture:
    return Capture("http://arabic.news.example/c.htm", SEEN, 200, (("content-type", kind),), body.encode())


def rss(items: str, doctype: str = "") -> Capture:
    return capture(f'<?xml version="1.0"?>{doctype}<rss version="2.0"><channel>{items}</channel></rss>', "text/xml")


@pytest.mark.parametrize(
    "body",
    [f"<p {ATTRIBUTES}>نص</p>", f"<p>{'نص ' * 400_000}</p>", "<p>نص</p>" * 50_000, f"<p>{'x' * 10_000_000}</p>"],
    ids=["attributes", "text", "tags", "bytes"],
)
def test_page_that_is_no_article_is_unreadable(body: str) -> None:
    with pytest.raises(PageError, match="too large for an article") as caught:
        extract_page(capture(body))
    assert caught.value.word == "unreadable"


@pytest.mark.parametrize(
    "items",
    [f"<item {ATTRIBUTES}/>", ITEM * 5_001, "<a/>" * 100_000, f"<item><title>{'x' * 10_000_000}</title></item>"],
    ids=["attributes", "items", "tags", "bytes"],
)
def test_feed_that_is_none_of_a_newsroom_is_unreadable(items: str) -> None:
    with pytest.raises(FeedError, match="too large for a feed") as caught:
        parse_entries(rss(items), "rss")
    assert caught.value.word == "unreadable"


def test_what_is_just_within_the_limits_is_read() -> None:
    assert len(parse_entries(rss(ITEM * 5_000), "rss")) == 5_000
    assert len(extract_page(capture(f"<p>{'نص ' * 300_000}</p>")).body) > 800_000


def test_row_with_a_book_in_it_is_unreadable() -> None:
    with pytest.raises(PageError, match="too large for an article"):
        extract_row(capture(json.dumps({"body": "نص " * 400_000}), ROW_TYPE))


def test_entities_of_a_feed_are_neither_expanded_nor_looked_up() -> None:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}<!ENTITY f SYSTEM "file:///etc/hostname">]>'
    [entry] = parse_entries(rss("<item><title>&a11; &f;</title></item>", doctype), "rss")
    assert len(entry.title) < 20
    assert "ha" not in entry.title
