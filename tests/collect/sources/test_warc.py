from __future__ import annotations

import gzip
import io
import tracemalloc
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.collect.feeds import Feed
from pipeline.collect.found import Found, Item, PassedOver, Unread
from pipeline.collect.http_message import parse_response
from pipeline.collect.sources.wanted import Wanted
from pipeline.collect.sources.warc import WarcSource
from tests.collect.warcs import http_answer, warc_record, zipped

NOW = datetime(2026, 11, 24, tzinfo=UTC)
URL = "http://arabic.news.example/2018-03/29/c_137072890.htm"
FEED = "https://arabic.news.example/rss/world.xml"
PAGE = "<html><p>خرجت آخر حافلة</p></html>".encode()
FEEDS = [Feed("world", "العالم", "http://www.xinhuanet.example/arabic/rss/world.xml", "rss", 3)]
MOMENT = datetime(2018, 3, 29, 10, tzinfo=UTC)


def read(tmp_path: Path, data: bytes, *patterns: str, name: str = "x.warc.gz") -> list[Item]:
    path = tmp_path / name
    path.write_bytes(data)
    source = WarcSource([str(path)], Wanted(FEEDS, patterns), NOW)
    (item,) = source.inputs()
    items = list(source.read(item))
    assert items == list(source.read(item))
    assert all(0 <= one.read_bytes <= item.size_bytes for one in items)
    return items


def words(items: list[Item]) -> list[str]:
    """Found as `purpose:outcome`, passed over as its reason, unread as "!"."""
    told = []
    for item in items:
        if isinstance(item, Found):
            told.append(f"{item.purpose}:{item.outcome}")
        else:
            told.append(item.reason if isinstance(item, PassedOver) else "!")
    return told


def test_response_is_found_verbatim_with_its_place(tmp_path: Path) -> None:
    first, block = warc_record("http://h.example/", http_answer(b"<p>")), http_answer(PAGE)
    items = read(tmp_path, zipped(first, warc_record(URL, block)))
    assert words(items) == ["other_url", "article:ok"]
    assert items[1] == Found(
        f"x.warc.gz@{len(zipped(first))}", URL, MOMENT, "article", block, read_bytes=items[1].read_bytes
    )
    (one,) = read(tmp_path, gzip.compress(first + warc_record(URL, block)))[1:]
    assert one.origin == f"x.warc.gz@0+{len(first)}"
    (one,) = read(tmp_path, first + warc_record(URL, block), name="x.warc")[1:]
    assert one.origin == f"x.warc@{len(first)}"


def test_feed_is_found_under_an_address_it_had_with_its_id_and_kind(tmp_path: Path) -> None:
    (item,) = read(tmp_path, zipped(warc_record(FEED, http_answer(b"<rss/>", content_type="text/xml"))))
    assert isinstance(item, Found)
    assert (item.url, item.purpose, item.feed_id, item.feed_kind) == (FEED, "feed", "world", "rss")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # warcio leaves its buffers open
def test_file_that_another_tool_wrote_is_read(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True)
    writer.write_record(writer.create_warcinfo_record("x.warc.gz", {"software": "t"}))
    sent = StatusAndHeaders("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(PAGE)))], "HTTP/1.1")
    record = writer.create_warc_record(
        URL, "response", io.BytesIO(PAGE), http_headers=sent, warc_headers_dict={"WARC-Date": "2018-03-29T10:00:00Z"}
    )
    asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "arabic.news.example")], is_http_request=True)
    writer.write_request_response_pair(writer.create_warc_record(URL, "request", http_headers=asked), record)
    writer.write_record(
        writer.create_revisit_record(
            URL, "sha1:X", URL, "2018-03-29T10:00:00Z", warc_headers_dict={"WARC-Date": "2018-04-01T00:00:00Z"}
        )
    )
    items = read(tmp_path, buffer.getvalue())
    assert sorted(words(items)) == ["article:not_modified", "article:ok", "other_record", "other_record"]
    found = [item for item in items if isinstance(item, Found)]
    assert parse_response(found[0].content, 10_000)[2] == PAGE
    assert (found[1].content, found[1].captured_at) == (b"", datetime(2018, 4, 1, tzinfo=UTC))


@pytest.mark.parametrize("kind", ["request", "metadata", "warcinfo", "conversion", "continuation", "something"])
def test_other_records_are_passed_over(tmp_path: Path, kind: str) -> None:
    assert words(read(tmp_path, zipped(warc_record(URL, http_answer(PAGE), kind=kind)))) == ["other_record"]


def test_resource_is_a_document_of_its_own(tmp_path: Path) -> None:
    page = warc_record(URL, PAGE, kind="resource", content_type="text/html; charset=utf-8")
    feed = warc_record(FEED, b"<rss/>", kind="resource", content_type="application/rss+xml")
    image = warc_record(URL, b"\xff\xd8", kind="resource", content_type="image/jpeg")
    items = read(tmp_path, zipped(page, feed, image))
    assert words(items) == ["article:ok", "feed:ok", "other_type"]
    assert isinstance(items[0], Found)
    assert (items[0].content, items[0].content_type) == (PAGE, "text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("status", "content_type", "word"),
    [
        ("200 OK", "text/html", "article:ok"),
        ("200 OK", "", "article:ok"),
        ("200 OK", "application/xhtml+xml", "article:ok"),
        ("200 OK", "image/png", "other_type"),
        ("200 OK", "application/json", "other_type"),
        ("404 Not Found", "text/html", "article:ok"),
        ("410 Gone", "text/plain", "article:ok"),
        ("301 Moved Permanently", "", "article:ok"),
        ("304 Not Modified", "", "article:not_modified"),
        ("403 Forbidden", "text/html", "other_status"),
        ("502 Bad Gateway", "text/html", "other_status"),
        ("206 Partial Content", "text/html", "other_status"),
    ],
)
def test_answers_that_tell_something_are_found(tmp_path: Path, status: str, content_type: str, word: str) -> None:
    assert words(read(tmp_path, zipped(warc_record(URL, http_answer(PAGE, status, content_type))))) == [word]


def test_pattern_finds_html_pages_and_nothing_else(tmp_path: Path) -> None:
    records = (
        warc_record("http://paper.example/1.html", http_answer(PAGE)),
        warc_record("http://paper.example/1.png", http_answer(b"\x89PNG", content_type="image/png")),
        warc_record(URL, http_answer(PAGE)),
    )
    assert words(read(tmp_path, zipped(*records), "paper.example/*")) == ["article:ok", "other_type", "other_url"]


def test_chunks_stay_as_they_were_sent(tmp_path: Path) -> None:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n"
    block %= (len(PAGE), PAGE)
    (item,) = read(tmp_path, zipped(warc_record(URL, block)))
    assert isinstance(item, Found)
    assert (item.content, item.content_type) == (block, None)


@pytest.mark.parametrize(
    "headers",
    [
        b"Transfer-Encoding: chunked\r\n",
        b"Content-Encoding: gzip\r\nContent-Length: 20\r\n",
        b"Content-Encoding: br\r\nContent-Length: 20\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n",
    ],
)
def test_body_that_the_crawler_unpacked_under_headers_that_deny_it_is_a_document(
    tmp_path: Path, headers: bytes
) -> None:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n" + headers + b"\r\n" + PAGE
    (item,) = read(tmp_path, zipped(warc_record(URL, block)))
    assert isinstance(item, Found)
    assert (item.content, item.content_type) == (PAGE, "text/html; charset=utf-8")


def test_answer_of_http_2_is_a_document(tmp_path: Path) -> None:
    (item,) = read(tmp_path, zipped(warc_record(URL, b"HTTP/2 200\r\ncontent-type: text/html\r\n\r\n" + PAGE)))
    assert isinstance(item, Found)
    assert (item.content, item.content_type) == (PAGE, "text/html")


def test_compressed_body_stays_as_it_was_sent(tmp_path: Path) -> None:
    packed = gzip.compress(PAGE)
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + packed
    (item,) = read(tmp_path, zipped(warc_record(URL, block)))
    assert isinstance(item, Found)
    assert (item.content, item.content_type) == (block, None)


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("2018-03-29T10:00:00.123456Z", MOMENT.replace(microsecond=123456)),
        ("2018-03-29T10:00:00.5Z", MOMENT.replace(microsecond=500000)),
        ("2018-03-29T12:00:00+02:00", MOMENT),
        ("20180329100000", MOMENT),
        ("2018-03-29", MOMENT.replace(hour=0)),
    ],
)
def test_dates_of_old_and_new_tools_are_read(tmp_path: Path, date: str, moment: datetime) -> None:
    (item,) = read(tmp_path, zipped(warc_record(URL, http_answer(PAGE), date=date)))
    assert isinstance(item, Found)
    assert item.captured_at == moment


@pytest.mark.parametrize(
    "date", [None, "", "yesterday", "1970-01-01T00:00:00Z", "2031-01-01T00:00:00Z", "2018-13-01T00:00:00Z"]
)
def test_record_without_a_possible_date_is_unread(tmp_path: Path, date: str | None) -> None:
    (item,) = read(tmp_path, zipped(warc_record(URL, http_answer(PAGE), date=date)))
    assert isinstance(item, Unread)
    assert "WARC-Date" in item.message
    assert URL in item.message


def test_wrong_digest_is_unread_and_no_digest_is_fine(tmp_path: Path) -> None:
    block = http_answer(PAGE)
    records = (
        warc_record(URL, block, digest="sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        warc_record(URL, block, digest=None),
        warc_record(URL, block, digest="sha256"),
    )
    items = read(tmp_path, zipped(*records))
    assert words(items) == ["!", "article:ok", "article:ok"]
    assert isinstance(items[0], Unread)
    assert "digest" in items[0].message


@pytest.mark.parametrize("header", ["WARC-Truncated: length", "WARC-Segment-Number: 1"])
def test_response_that_is_only_a_part_is_unread(tmp_path: Path, header: str) -> None:
    assert words(read(tmp_path, zipped(warc_record(URL, http_answer(PAGE), extra=[header])))) == ["!"]


def test_url_in_angle_brackets_is_read(tmp_path: Path) -> None:
    record = warc_record(f"<{URL}>", http_answer(PAGE))
    (item,) = read(tmp_path, zipped(record))
    assert isinstance(item, Found)
    assert item.url == URL


def test_damage_is_one_unread_with_its_place_and_the_rest_is_found(tmp_path: Path) -> None:
    good = zipped(warc_record(URL, http_answer(PAGE)))
    items = read(
        tmp_path, good + b"junk" * 20 + good + zipped(warc_record(URL, http_answer(PAGE), length=5)) + good[:-20]
    )
    assert words(items) == ["article:ok", "!", "article:ok", "!", "!"]
    assert [item.origin for item in items if isinstance(item, Unread)] == [
        f"x.warc.gz@{len(good)}",
        f"x.warc.gz@{2 * len(good) + 80}",
        items[4].origin,
    ]


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_wacz_is_read_from_within(tmp_path: Path, compression: int) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as wacz:
        wacz.writestr("datapackage.json", "{}")
        wacz.writestr("archive/b.warc.gz", zipped(warc_record(URL, http_answer(PAGE))))
        wacz.writestr("archive/a.warc", warc_record(URL, http_answer(PAGE)))
    items = read(tmp_path, buffer.getvalue(), name="x.wacz")
    assert [item.origin for item in items] == ["x.wacz/archive/a.warc@0", "x.wacz/archive/b.warc.gz@0"]
    assert words(items) == ["article:ok", "article:ok"]


def test_wacz_with_one_damaged_file_gives_the_other(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as wacz:
        wacz.writestr("archive/a.warc", warc_record(URL, http_answer(PAGE)))
        wacz.writestr("archive/b.warc", warc_record(URL, http_answer(PAGE)))
    data = bytearray(buffer.getvalue())
    data[data.find(PAGE) + 9] ^= 1
    items = read(tmp_path, bytes(data), name="x.wacz")
    assert "!" in words(items)
    assert [item.origin for item in items if isinstance(item, Found)] == ["x.wacz/archive/b.warc@0"]
    (item,) = read(tmp_path, buffer.getvalue()[:-30], name="x.wacz")
    assert isinstance(item, Unread)
    assert "cannot be read" in item.message


def test_file_of_very_many_records_is_read_in_little_memory(tmp_path: Path) -> None:
    record = zipped(warc_record("http://h.example/", b"x", kind="metadata", digest=None))
    path = tmp_path / "x.warc.gz"
    path.write_bytes(record * 20_000)
    source = WarcSource([str(path)], Wanted(FEEDS), NOW)
    (item,) = source.inputs()
    tracemalloc.start()
    count = sum(1 for _ in source.read(item))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 20_000
    assert peak < 4_000_000 < item.size_bytes


def test_options_change_with_what_is_wanted() -> None:
    assert WarcSource(["x"], Wanted(FEEDS), NOW).options() != WarcSource(["x"], Wanted(FEEDS, ["a"]), NOW).options()
