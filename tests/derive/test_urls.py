from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.derive.urls import (
    article_id,
    canonical_url,
    clean_url,
    is_article_url,
    page_number,
    registered_domain,
    url_date,
)

ARTICLE = "http://arabic.news.cn/2018-06/04/c_137228407.htm"
HASH_ARTICLE = "http://arabic.news.cn/20240314/41be848f1b7d40e2a7a39813a071c4a5/c.html"


@pytest.mark.parametrize(
    "spelling",
    [
        "https://arabic.news.cn/2018-06/04/c_137228407.htm",
        "HTTP://ARABIC.News.CN/2018-06/04/c_137228407.htm",
        "http://arabic.news.cn:80/2018-06/04/c_137228407.htm",
        "https://arabic.news.cn:443/2018-06/04/c_137228407.htm",
        "http://arabic.news.cn//2018-06//04/c_137228407.htm",
        "http://arabic.news.cn/world/../2018-06/04/./c_137228407.htm",
        "http://arabic.news.cn/2018-06/04/c_137228407.htm?f=2&from=timeline",
        "http://arabic.news.cn/2018-06/04/c_137228407.htm#comment",
        "http://arabic.news.cn/2018-06/04/c_137228407_2.htm",
        "http://arabic.news.cn/2018-06/04/c_137228407_13.htm?x=1",
        "http://arabic.xinhuanet.com/2018-06/04/c_137228407.htm",
        "http://www.xinhuanet.com/arabic/2018-06/04/c_137228407.htm",
        "http://news.xinhuanet.com/arabic/2018-06/04/c_137228407.htm",
        "http://xinhuanet.com/arabic/2018-06/04/c_137228407.htm",
        ' "http://arabic.news.cn/2018-06/04/c_137228407.htm"\n',
        "http://reader@arabic.news.cn./2018-06/04/c_137228407.htm",
    ],
)
def test_every_spelling_of_an_article_is_one_article(spelling: str) -> None:
    assert canonical_url(spelling) == ARTICLE
    assert article_id(spelling) == article_id(ARTICLE)


def test_article_id_is_24_hex_digits_and_tells_articles_apart() -> None:
    assert len(article_id(ARTICLE)) == 24
    assert int(article_id(ARTICLE), 16) >= 0
    assert article_id(ARTICLE) != article_id("http://arabic.news.cn/2018-06/04/c_137228408.htm")


def test_two_editions_of_one_number_stay_two_articles() -> None:
    english = "http://www.xinhuanet.com/english/2018-06/04/c_137228407.htm"
    assert canonical_url(english) == "http://english.news.cn/2018-06/04/c_137228407.htm"
    assert canonical_url("http://www.xinhuanet.com/politics/2020-02/19/c_1125598009.htm") == (
        "http://www.news.cn/politics/2020-02/19/c_1125598009.htm"
    )


def test_peoples_daily_old_host_has_its_present_name() -> None:
    assert canonical_url("http://arabic.peopledaily.com.cn/n3/2019/0914/c31662-9614670.html") == (
        "http://arabic.people.com.cn/n3/2019/0914/c31662-9614670.html"
    )


def test_only_articles_are_moved_to_the_present_host() -> None:
    feed = "http://www.xinhuanet.com/arabic/rss/world.xml"
    assert canonical_url(feed) == feed
    assert canonical_url("http://news.xinhuanet.com/arabic/index.htm") == "http://news.xinhuanet.com/arabic/index.htm"


def test_sample_site_has_the_same_history_of_hosts() -> None:
    old = "https://www.xinhuanet.example/arabic/2018-06/04/c_137228407_2.htm?f=1"
    assert canonical_url(old) == "http://arabic.news.example/2018-06/04/c_137228407.htm"


def test_unknown_host_keeps_the_query_that_may_be_its_identity() -> None:
    url = "https://Example.org/story.php?id=7&utm_source=rss&lang=ar&fbclid=abc#top"
    assert canonical_url(url) == "http://example.org/story.php?id=7&lang=ar"
    assert canonical_url("http://example.org:8080/a") == "http://example.org:8080/a"
    assert canonical_url("http://example.org/a_2.htm") == "http://example.org/a_2.htm"


def test_arabic_slug_has_one_spelling() -> None:
    encoded = "http://example.org/%d8%ae%d8%a8%d8%b1"
    assert canonical_url("http://example.org/خبر") == canonical_url(encoded) == "http://example.org/%D8%AE%D8%A8%D8%B1"


@pytest.mark.parametrize(
    "text", ["", "mailto:a@b.example", "javascript:void(0)", "http://", "http://[bad", "http://a:b/"]
)
def test_what_is_no_web_address_is_no_url_and_no_article(text: str) -> None:
    assert clean_url(text) is None
    assert canonical_url(f" {text} ") == text
    assert not is_article_url(text)
    assert url_date(text) is None
    assert page_number(text) == 1
    assert registered_domain(text) == ""


def test_address_that_no_record_could_name_is_none() -> None:
    assert clean_url("http://arabic.news.cn/" + "a" * 7_000) is not None
    assert clean_url("http://arabic.news.cn/" + "a" * 8_000) is None


def test_relative_link_resolves_against_its_page() -> None:
    page = "http://arabic.news.cn/world/index.htm"
    assert clean_url("../2018-06/04/c_137228407.htm", page) == ARTICLE
    assert clean_url("javascript:void(0)", page) is None
    assert [clean_url(link, page) for link in ("http://", "https:", "//")] == [None, None, None]
    assert clean_url("/", page) == "http://arabic.news.cn/"


@given(st.text(max_size=60))
def test_canonical_form_is_its_own_canonical_form(tail: str) -> None:
    once = canonical_url("http://arabic.news.cn/" + tail)
    assert canonical_url(once) == once


@pytest.mark.parametrize(
    ("url", "page"),
    [
        (ARTICLE, 1),
        ("http://arabic.news.cn/2018-06/04/c_137228407_2.htm", 2),
        ("https://arabic.news.cn/20240314/41be848f1b7d40e2a7a39813a071c4a5/c_3.html", 3),
        ("http://arabic.people.com.cn/n3/2024/0318/c31662-20146073-2.html", 2),
        ("http://arabic.people.com.cn/n3/2024/0318/c31662-20146073.html", 1),
        ("http://example.org/c_2.htm", 1),
    ],
)
def test_page_number_is_read_from_article_paths(url: str, page: int) -> None:
    assert page_number(url) == page


@pytest.mark.parametrize(
    "url",
    [
        "http://arabic.news.cn/2018-03/29/c_137072890.htm",
        "http://arabic.news.cn/2022-02/21/c_1310481775.htm",
        HASH_ARTICLE,
        "http://www.xinhuanet.com/english/africa/20220119/0269103db3e043b983d4260f79fc9550/c.html",
        "http://www.xinhuanet.com/english/asiapacific/2021-05/19/c_139956251.htm",
        "http://news.xinhuanet.com/english/2008-04/09/content_7945866.htm",
        "http://arabic.people.com.cn/31662/8042604.html",
        "http://arabic.peopledaily.com.cn/n3/2019/0914/c31662-9614670.html",
        "http://arabic.news.example/2018-03/29/c_137072890.htm",
        "http://arabic.people.example/31662/8042604.html",
    ],
)
def test_article_paths_are_articles(url: str) -> None:
    assert is_article_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://arabic.news.cn/20230108/d9726203bb25432db1c5ee38f7a33314/644d1b3828ef4e2da5d8e289fe44d75f.jpg",
        "https://arabic.news.cn/2020-09/21/139382114_16005812413691n.jpg",
        "http://arabic.news.cn/world/index.htm",
        "http://arabic.news.cn/mobile/index.htm",
        "http://arabic.people.com.cn/31662/index.html",
        "http://shop.example.org/31662/8042604.html",
    ],
)
def test_images_and_lists_are_no_articles(url: str) -> None:
    assert not is_article_url(url)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        (ARTICLE, date(2018, 6, 4)),
        (HASH_ARTICLE, date(2024, 3, 14)),
        ("http://arabic.people.com.cn/n3/2024/0318/c31662-20146073.html", date(2024, 3, 18)),
        ("http://example.org/2024/02/29/slug", date(2024, 2, 29)),
        ("http://example.org/2023/02/29/slug", None),
        ("http://arabic.news.cn/2018-13/04/c_137228407.htm", None),
        ("http://example.org/2018-05/c.htm", None),
        ("http://arabic.people.com.cn/31662/8042604.html", None),
        ("http://example.org/12345678/", None),
        ("http://example.org/1812/06/24/war", None),
    ],
)
def test_url_date_needs_a_full_and_real_day(url: str, day: date | None) -> None:
    assert url_date(url) == day
