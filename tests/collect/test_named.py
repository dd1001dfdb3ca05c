from __future__ import annotations

from datetime import UTC, datetime

from pipeline.collect.cdx import Listed, Query
from pipeline.collect.homes import homes
from pipeline.collect.memento import moment_of
from pipeline.collect.named import Named, best_captures, by_article, groups
from pipeline.derive.urls import article_id

SITE = "http://arabic.news.example"


def named(url: str, day: int = 1) -> Named:
    return Named(article_id(url), url, datetime(2018, 6, day, tzinfo=UTC), "world")


def listed(timestamp: str, url: str) -> Listed:
    moment = moment_of(timestamp)
    assert moment
    return Listed(url, timestamp, moment, timestamp)


def as_given(url: str) -> str:
    return url


def test_articles_of_one_day_are_looked_up_in_one_list() -> None:
    articles = [
        named(f"{SITE}/2018-06/04/c_137228407.htm", 4),
        named(f"{SITE}/2018-06/04/c_137228500.htm", 4),
        named(f"{SITE}/20240314/41be848f1b7d40e2a7a39813a071c4a5/c.html", 5),
        named(f"{SITE}/20240314/51be848f1b7d40e2a7a39813a071c4a5/c.html", 5),
    ]
    assert [group.query for group in groups(articles, as_given)] == [
        Query(f"{SITE}/2018-06/04/", is_prefix=True),
        Query(f"{SITE}/20240314/", is_prefix=True),
    ]


def test_article_alone_is_looked_up_with_its_further_pages() -> None:
    queries = [group.query for group in groups([named(f"{SITE}/2018-06/04/c_137228407.htm?f=1")], as_given)]
    assert queries == [Query(f"{SITE}/2018-06/04/c_137228407", is_prefix=True)]


def test_page_of_unknown_shape_is_looked_up_by_its_address() -> None:
    assert [group.query for group in groups([named(f"{SITE}/show?id=7")], as_given)] == [Query(f"{SITE}/show?id=7")]


def test_first_capture_after_the_naming_is_chosen_else_the_last_before() -> None:
    url = f"{SITE}/2018-06/04/c_137228407.htm"
    captures = [listed(f"201806{day}000000", url) for day in ("01", "03", "09", "20")]
    assert [best.timestamp for best in best_captures(captures, datetime(2018, 6, 4, tzinfo=UTC))] == ["20180609000000"]
    assert [best.timestamp for best in best_captures(captures, datetime(2019, 1, 1, tzinfo=UTC))] == ["20180620000000"]


def test_first_page_is_fetched_last() -> None:
    url = f"{SITE}/2018-06/04/c_137228407"
    captures = [
        listed("20180605000000", f"{url}.htm"),
        listed("20180604000000", f"{url}_2.htm"),
        listed("20180606000000", f"{url}_2.htm"),
    ]
    best = best_captures(captures, datetime(2018, 6, 4, tzinfo=UTC))
    assert [(one.url[-6:], one.timestamp) for one in best] == [
        ("_2.htm", "20180606000000"),
        ("07.htm", "20180605000000"),
    ]
    assert best_captures(captures[1:], datetime(2018, 6, 4, tzinfo=UTC)) == []


def test_captures_are_told_apart_by_the_article_that_they_are_of() -> None:
    spellings = [
        "http://www.xinhuanet.example/arabic/2018-06/04/c_137228407.htm",
        f"{SITE}/2018-06/04/c_137228407_2.htm",
    ]
    other = f"{SITE}/2018-06/04/c_1372284070.htm"
    found = by_article(listed("20180605000000", url) for url in [*spellings, other])
    assert sorted(len(captures) for captures in found.values()) == [1, 2]


def test_feed_has_stood_under_every_name_of_its_publisher() -> None:
    found = homes("http://www.xinhuanet.example/arabic/rss/world.xml")
    assert found[0] == "http://www.xinhuanet.example/arabic/rss/world.xml"
    assert set(found[1:]) == {
        "http://arabic.news.example/rss/world.xml",
        "http://arabic.xinhuanet.example/rss/world.xml",
        "http://www.news.example/arabic/rss/world.xml",
        "http://news.xinhuanet.example/arabic/rss/world.xml",
    }
    assert homes("http://sub.peopledaily.com.cn/a.xml?b=1") == [
        "http://sub.peopledaily.com.cn/a.xml?b=1",
        "http://sub.people.com.cn/a.xml?b=1",
    ]


def test_feed_of_another_publisher_stands_where_it_stands() -> None:
    for url in ("https://example.org/feed", "http://www.xinhuanet.example:8080/arabic/rss/world.xml"):
        assert homes(url) == [url]
