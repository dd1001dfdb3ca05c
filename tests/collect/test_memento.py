from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from pipeline.capture import Capture
from pipeline.collect.http_message import MessageError
from pipeline.collect.memento import captured_address, memento_url, moment_of, original

NOW = datetime(2026, 11, 24, tzinfo=UTC)
SAID = ("Memento-Datetime", "Tue, 29 May 2018 14:05:11 GMT")
ADDRESS = memento_url("https://web.archive.org", "20180529140511", "http://arabic.news.example/2018-05/29/c_1.htm?f=1")


def answer(
    *headers: tuple[str, str], status: int = 200, body: bytes = "خبر".encode(), address: str = ADDRESS
) -> Capture:
    return Capture(address, NOW, status, headers, body)


def test_capture_has_address_time_and_headers_of_the_original() -> None:
    headers = (
        SAID,
        ("ETag", '"of-the-archive"'),
        ("x-archive-orig-etag", '"of-the-source"'),
        ("Content-Type", "text/html"),
    )
    capture = original(answer(*headers), 1000)
    assert capture.url == "http://arabic.news.example/2018-05/29/c_1.htm?f=1"
    assert capture.fetched_at == datetime(2018, 5, 29, 14, 5, 11, tzinfo=UTC)
    assert (capture.header("etag"), capture.header("content-type")) == ('"of-the-source"', "text/html")
    assert capture.body == "خبر".encode()


def test_capture_found_in_another_way_is_the_same_capture() -> None:
    same = Capture(
        "http://arabic.news.example/2018-05/29/c_1.htm?f=1",
        datetime(2018, 5, 29, 14, 5, 11, tzinfo=UTC),
        200,
        (),
        "خبر".encode(),
    )
    assert original(answer(SAID), 1000).capture_id == same.capture_id


def test_body_that_is_still_compressed_is_unpacked() -> None:
    assert original(answer(SAID, body=gzip.compress("خبر".encode())), 1000).body == "خبر".encode()
    with pytest.raises(MessageError, match="unpacks to more"):
        original(answer(SAID, body=gzip.compress(bytes(5000))), 1000)


def test_what_is_no_capture_stays_an_answer_of_the_archive() -> None:
    missing = answer(status=404)
    assert original(missing, 1000) == missing


@pytest.mark.parametrize(
    ("capture", "why"),
    [
        (answer(), "no Memento-Datetime"),
        (answer(("Memento-Datetime", "yesterday")), "no time"),
        (answer(SAID, address="https://web.archive.org/web/20180529140511/http://arabic.news.example/"), "received"),
    ],
)
def test_page_that_is_no_capture_is_never_taken_for_one(capture: Capture, why: str) -> None:
    with pytest.raises(MessageError, match=why):
        original(capture, 1000)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("http://www.news.example:80/a?b=1#c", "http://www.news.example/a?b=1"),
        ("https://www.news.example:443/a", "https://www.news.example/a"),
        ("http://www.news.example:8080/a", "http://www.news.example:8080/a"),
        ("http://mailto:desk@news.example/", None),
        ("http://data:image/png;base64,AF34", None),
        ("ftp://news.example/a", None),
        ("news.example/a", None),
    ],
)
def test_address_of_a_list_is_a_web_address_or_none(written: str, meant: str | None) -> None:
    assert captured_address(written) == meant


@pytest.mark.parametrize("digits", ["20180500000000", "2018", "20180231000000", "x" * 14, ""])
def test_digits_that_are_no_time_give_none(digits: str) -> None:
    assert moment_of(digits) is None
