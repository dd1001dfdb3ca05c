from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.collect.feeds import Feed
from pipeline.collect.found import Found, Item, Unread
from pipeline.collect.sources.feeds import FeedsSource
from pipeline.collect.sources.moments import moment_in_name
from pipeline.collect.sources.wanted import Wanted
from pipeline.settings import SettingsError

NOW = datetime(2026, 11, 24, tzinfo=UTC)
FEEDS = [
    Feed("world", "العالم", "http://www.xinhuanet.example/arabic/rss/world.xml", "rss", 3),
    Feed("world_page", "العالم", "http://arabic.news.example/world/index.htm", "section", 3),
]
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>العالم</title>HEAD
<image><link>http://arabic.news.example/rss/world.xml</link><pubDate>Tue, 01 Jan 2008 00:00:00 GMT</pubDate></image>
<item><title>خبر</title><link>http://arabic.news.example/rss/world.xml</link>
<pubDate>Mon, 28 Aug 2017 01:00:00 GMT</pubDate></item></channel></rss>"""
DATED = "<lastBuildDate>Mon, 28 Aug 2017 03:17:00 GMT</lastBuildDate>"
MOMENT = datetime(2017, 8, 28, 3, 17, tzinfo=UTC)


def rss(head: str = "") -> bytes:
    return RSS.replace("HEAD", head).encode()


def read(
    path: Path | str, feed_id: str | None = None, saved_at: datetime | None = None, feeds: list[Feed] = FEEDS
) -> list[Item]:
    source = FeedsSource([str(path)], Wanted(feeds), NOW, feed_id, saved_at)
    return [found for item in source.inputs() for found in source.read(item)]


def one(tmp_path: Path, data: bytes, name: str = "world/20170828T031700Z.xml", **options: object) -> Item:
    path = tmp_path / "saved" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    (item,) = read(tmp_path / "saved", **options)  # type: ignore[arg-type]
    return item


def test_feed_is_known_by_its_folder_and_its_time_by_its_name(tmp_path: Path) -> None:
    item = one(tmp_path, rss())
    name = "saved/world/20170828T031700Z.xml"
    assert item == Found(
        name, FEEDS[0].url, MOMENT, "feed", rss(), "application/xml", "world", "rss", read_bytes=len(rss())
    )


def test_folder_may_be_further_up_and_the_nearest_counts(tmp_path: Path) -> None:
    item = one(tmp_path, rss(), "world_page/world/2017/20170828.xml")
    assert isinstance(item, Found)
    assert item.feed_id == "world"


def test_file_named_itself_is_known_by_the_folder_it_lies_in(tmp_path: Path) -> None:
    (tmp_path / "world").mkdir()
    (tmp_path / "world" / "20170828.xml").write_bytes(rss())
    (item,) = read(tmp_path / "world" / "20170828.xml")
    assert isinstance(item, Found)
    assert item.feed_id == "world"


def test_option_goes_before_the_folder(tmp_path: Path) -> None:
    other = [*FEEDS, Feed("other", "o", "http://other.example/rss", "rss", 3)]
    item = one(tmp_path, rss(), feed_id="other", feeds=other)
    assert isinstance(item, Found)
    assert item.feed_id == "other"


@pytest.mark.parametrize(
    "link",
    [
        '<atom:link rel="self" href="http://arabic.news.example/rss/world.xml"/>',
        '<atom:link href="https://www.xinhuanet.example/arabic/rss/world.xml" rel="self" />',
        "<link>http://arabic.xinhuanet.example/rss/world.xml</link>",
    ],
)
def test_feed_is_known_by_its_own_address(tmp_path: Path, link: str) -> None:
    item = one(tmp_path, rss(link), "20170828.xml")
    assert isinstance(item, Found)
    assert item.feed_id == "world"


def test_address_of_an_item_or_image_is_not_the_feeds(tmp_path: Path) -> None:
    item = one(tmp_path, rss("<link>http://arabic.news.example/</link>"), "20170828.xml")
    assert isinstance(item, Unread)
    assert "--feed" in item.message


def test_feed_id_that_is_none_is_refused() -> None:
    with pytest.raises(SettingsError, match="--feed nosuch"):
        FeedsSource(["x"], Wanted(FEEDS), NOW, "nosuch")


@pytest.mark.parametrize(
    "head",
    [
        DATED,
        "<pubDate>Mon, 28 Aug 2017 03:17:00 GMT</pubDate>",
        "<pubDate>Fri, 01 Jan 2016 00:00:00 GMT</pubDate>" + DATED,
        "<lastBuildDate>never</lastBuildDate><pubDate>Mon, 28 Aug 2017 11:17:00 +0800</pubDate>",
        "<lastBuildDate>Thu, 01 Jan 1970 00:00:00 GMT</lastBuildDate><pubDate>2017-08-28 11:17:00</pubDate>",
    ],
)
def test_time_stands_in_the_header_where_the_name_has_none(tmp_path: Path, head: str) -> None:
    item = one(tmp_path, rss(head), "world/feed.xml", saved_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert isinstance(item, Found)
    assert item.captured_at == MOMENT


def test_time_of_atom_is_the_feeds_and_not_an_entrys(tmp_path: Path) -> None:
    atom = b"""<feed xmlns="http://www.w3.org/2005/Atom"><author><updated>2001-01-01T00:00:00Z</updated></author>
    <updated>2017-08-28T03:17:00Z</updated><entry><updated>2016-01-01T00:00:00Z</updated></entry></feed>"""
    item = one(tmp_path, atom, "world/feed.atom")
    assert isinstance(item, Found)
    assert item.captured_at == MOMENT


def test_name_goes_before_header_and_header_before_option(tmp_path: Path) -> None:
    item = one(tmp_path, rss(DATED), "world/20180101.xml", saved_at=NOW)
    assert isinstance(item, Found)
    assert item.captured_at == datetime(2018, 1, 1, tzinfo=UTC)
    (tmp_path / "saved/world/20180101.xml").unlink()
    item = one(tmp_path, rss(), "world/feed.xml", saved_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert isinstance(item, Found)
    assert item.captured_at == datetime(2020, 1, 1, tzinfo=UTC)


def test_file_without_any_time_is_unread_though_the_file_system_has_one(tmp_path: Path) -> None:
    item = one(tmp_path, rss(), "world/feed.xml")
    assert isinstance(item, Unread)
    assert "--saved-at" in item.message


def test_packed_file_and_other_charset_and_broken_xml_are_read(tmp_path: Path) -> None:
    assert isinstance(one(tmp_path, gzip.compress(rss()), "world/20170828.xml.gz"), Found)
    (tmp_path / "saved/world/20170828.xml.gz").unlink()
    wide = rss(DATED).decode().replace('encoding="utf-8"', 'encoding="utf-16"').encode("utf-16")
    item = one(tmp_path, wide, "world/feed.xml")
    assert isinstance(item, Found)
    assert (item.captured_at, item.content) == (MOMENT, wide)
    item = one(
        tmp_path,
        rss(DATED).replace(b"xmlns:atom", b"xmlnsatom").replace(b"<item>", b"<a:b:c/><item>"),
        "world/feed.xml",
    )
    assert isinstance(item, Found)
    assert item.captured_at == MOMENT
    item = one(tmp_path, rss(DATED + "<title>a & b <br></title>"), "world/feed.xml")
    assert isinstance(item, Found)
    assert item.captured_at == MOMENT


def test_section_page_is_a_feed_of_its_kind_and_no_rss(tmp_path: Path) -> None:
    page = "<html><a href='../2018-03/29/c_137072890.htm'>خبر</a></html>".encode()
    item = one(tmp_path, page, "world_page/20170828.html")
    assert isinstance(item, Found)
    assert (item.content_type, item.feed_kind, item.url) == ("text/html", "section", FEEDS[1].url)
    (tmp_path / "saved/world_page/20170828.html").unlink()
    item = one(tmp_path, page, "world/20170828.html")
    assert isinstance(item, Unread)
    assert "no RSS" in item.message


def test_damaged_and_empty_files_are_unread(tmp_path: Path) -> None:
    assert isinstance(one(tmp_path, gzip.compress(rss())[:-9], "world/20170828.xml.gz"), Unread)
    (tmp_path / "saved/world/20170828.xml.gz").unlink()
    assert isinstance(one(tmp_path, b""), Unread)


def test_options_hold_what_was_said() -> None:
    first = FeedsSource(["x"], Wanted(FEEDS), NOW, "world", NOW).options()
    assert first["feed"] == "world"
    assert first["saved_at"] == "2026-11-24T00:00:00+00:00"
    assert first != FeedsSource(["x"], Wanted(FEEDS), NOW).options()


@pytest.mark.parametrize(
    ("name", "moment"),
    [
        ("20170828T031700Z.xml", MOMENT),
        ("world-2017-08-28_03-17.xml", MOMENT),
        ("world_2017.08.28 03.17.00.xml", MOMENT),
        ("201708280317.xml", MOMENT),
        ("2017-08-28T03:17:05Z", MOMENT.replace(second=5)),
        ("rss20170828.xml.gz", MOMENT.replace(hour=0, minute=0)),
        ("20170828-2.xml", MOMENT.replace(hour=0, minute=0)),
        ("1503890220.xml", MOMENT),
        ("1503890220123.xml", MOMENT),
        ("part3_20170828.xml", MOMENT.replace(hour=0, minute=0)),
        ("20171332.xml", None),
        ("20310101.xml", None),
        ("19700101.xml", None),
        ("2017082.xml", None),
        ("120170828.xml", None),
        ("world.xml", None),
    ],
)
def test_time_in_a_name(name: str, moment: datetime | None) -> None:
    assert moment_in_name(name, NOW) == moment
