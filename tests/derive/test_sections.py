from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.capture import Capture
from pipeline.derive.entries import Entry, FeedError, parse_entries

PAGE_URL = "http://arabic.news.example/world/index.htm"
SEEN = datetime(2024, 3, 15, tzinfo=UTC)
HASH = "41be848f1b7d40e2a7a39813a071c4a5"


def listed(body: str, url: str = PAGE_URL) -> list[Entry]:
    page = f"<html><head><title>العالم</title></head><body>{body}</body></html>"
    return parse_entries(Capture(url, SEEN, 200, (("Content-Type", "text/html"),), page.encode()), "section")


def test_relative_links_are_listed_in_page_order_with_titles() -> None:
    entries = listed(
        f'<ul><li><a href="../20240314/{HASH}/c.html">إجلاء  المرضى</a></li>'
        '<li><a href="../2022-02/21/c_1310481775.htm">هدنة جديدة</a></li></ul>'
    )
    assert [(entry.position, entry.url, entry.title) for entry in entries] == [
        (0, f"http://arabic.news.example/20240314/{HASH}/c.html", "إجلاء المرضى"),
        (1, "http://arabic.news.example/2022-02/21/c_1310481775.htm", "هدنة جديدة"),
    ]
    assert all(entry.guid is None and entry.published_at is None for entry in entries)


def test_picture_link_and_title_link_of_one_article_are_one_entry() -> None:
    [entry] = listed(
        f'<div><a href="../20240314/{HASH}/c.html"><img src="a.jpg"></a>'
        f'<h3><a href="/20240314/{HASH}/c.html?f=1">إجلاء المرضى</a></h3>'
        f'<a href="/20240314/{HASH}/c_2.html">التفاصيل</a></div>'
    )
    assert entry.title == "إجلاء المرضى"
    assert entry.url == f"http://arabic.news.example/20240314/{HASH}/c.html"


def test_date_beside_its_own_title_is_taken_and_no_neighbours() -> None:
    entries = listed(
        '<ul><li><a href="/2024-03/14/c_1310000001.htm">أ</a><span>2024-03-14 22:05:11</span></li>'
        '<li><a href="/2024-03/14/c_1310000002.htm">ب</a></li>'
        '<li><div><a href="/2024-03/14/c_1310000003.htm">ج</a></div><i>02:04:38 14-03-2024</i></li></ul>'
    )
    assert [entry.published_at for entry in entries] == [
        datetime(2024, 3, 14, 14, 5, 11, tzinfo=UTC),
        None,
        datetime(2024, 3, 13, 18, 4, 38, tzinfo=UTC),
    ]
    assert entries[0].published_raw == "2024-03-14 22:05:11"


def test_other_sites_pictures_and_lists_are_not_listed() -> None:
    entries = listed(
        '<a href="http://arabic.people.example/31662/8042604.html">غيرنا</a>'
        '<a href="/world/index.htm">العالم</a><a href="/2020-09/21/139382114_1n.jpg">صورة</a>'
        '<a href="javascript:void(0)">شارك</a><a>بلا رابط</a><a href="http://[">خلل</a>'
        '<a href="http://english.news.example/2024-03/14/c_1310000001.htm">same site</a>'
        '<a href="http://www.xinhuanet.example/arabic/2024-03/14/c_1310000002.htm">العنوان القديم</a>'
    )
    assert [entry.title for entry in entries] == ["same site", "العنوان القديم"]


def test_base_element_moves_relative_links() -> None:
    page = '<base href="/"><a href="2024-03/14/c_1310000001.htm">أ</a>'
    assert listed(page)[0].url == "http://arabic.news.example/2024-03/14/c_1310000001.htm"


@pytest.mark.parametrize("body", ["<h1>404</h1>", "<div>" * 90_000, '<a href="/world/index.htm">العالم</a>'])
def test_page_without_an_article_link_is_no_feed(body: str) -> None:
    with pytest.raises(FeedError) as caught:
        listed(body)
    assert caught.value.word == "not_a_feed"


def test_empty_section_page_says_so() -> None:
    with pytest.raises(FeedError) as caught:
        parse_entries(Capture(PAGE_URL, SEEN, 200, (), b""), "section")
    assert caught.value.word == "empty_body"
