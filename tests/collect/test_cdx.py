from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.collect.cdx import ListingError, Query, read_listing

HEAD = ["timestamp", "original", "mimetype", "statuscode", "digest"]
GOOD = ["20180529140511", "http://arabic.news.example:80/rss/world.xml", "text/xml", "200", "ABC"]


def test_query_tells_all_that_is_asked_for() -> None:
    query = Query("http://arabic.news.example/a?b=1&c=2", True, "20180101000000", "20181231235959")
    words = parse_qs(urlsplit(query.address("https://web.archive.org", "key 1!")).query)
    assert words["url"] == ["http://arabic.news.example/a?b=1&c=2"]
    assert words["resumeKey"] == ["key 1!"]
    assert (words["matchType"], words["from"], words["to"]) == (["prefix"], ["20180101000000"], ["20181231235959"])


def test_list_gives_its_captures_and_the_key_to_go_on_with() -> None:
    listing = read_listing(json.dumps([HEAD, GOOD, [], ["news,arabic 2018"]]).encode(), "at")
    assert [(capture.url, capture.timestamp) for capture in listing.captures] == [
        ("http://arabic.news.example/rss/world.xml", "20180529140511")
    ]
    assert listing.resume_key == "news,arabic 2018"


@pytest.mark.parametrize("body", [b"", b"\n", b"[]", json.dumps([HEAD]).encode()])
def test_nothing_captured_is_an_empty_list(body: bytes) -> None:
    listing = read_listing(body, "at")
    assert (listing.captures, listing.unread, listing.resume_key) == ([], [], None)


def test_columns_are_known_by_their_names() -> None:
    body = json.dumps([[*reversed(HEAD), "more"], [*reversed(GOOD), "x"]]).encode()
    assert [capture.digest for capture in read_listing(body, "at").captures] == ["ABC"]


@pytest.mark.parametrize(
    "bad",
    [
        ["20180500000000", *GOOD[1:]],
        ["20180529140511", "mailto:desk@news.example", *GOOD[2:]],
        GOOD[:3],
        [20180529140511, *GOOD[1:]],
        "text",
        None,
        {},
    ],
)
def test_line_that_cannot_be_read_is_told_and_costs_the_others_nothing(bad: object) -> None:
    listing = read_listing(json.dumps([HEAD, bad, GOOD]).encode(), "at")
    assert len(listing.captures) == 1
    assert [unread.origin for unread in listing.unread] == ["at#1"]


@pytest.mark.parametrize("line", [[*GOOD[:3], "404", "ABC"], [*GOOD[:2], "warc/revisit", "-", "ABC"]])
def test_what_was_not_asked_for_is_passed_over(line: list[str]) -> None:
    listing = read_listing(json.dumps([HEAD, line]).encode(), "at")
    assert (listing.captures, listing.unread) == ([], [])


@pytest.mark.parametrize(
    "body", [b"<html>Service Unavailable</html>", json.dumps([HEAD, GOOD]).encode()[:-5], b'{"a": 1}', b"[[1, 2], []]"]
)
def test_what_is_no_list_is_refused(body: bytes) -> None:
    with pytest.raises(ListingError):
        read_listing(body, "at")


@given(st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.lists(inner), max_leaves=20))
def test_whatever_comes_is_a_list_or_is_refused(document: object) -> None:
    body = json.dumps([HEAD, document] if not isinstance(document, list) else document).encode()
    try:
        read_listing(body, "at")
    except ListingError:
        return


def test_list_that_is_nested_without_end_is_none() -> None:
    with pytest.raises(ListingError):
        read_listing(b"[" * 100_000, "http://web.archive.example/cdx")
