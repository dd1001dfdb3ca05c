from __future__ import annotations

import pytest

from pipeline.collect.feeds import Feed
from pipeline.collect.sources.wanted import Purpose, Wanted
from pipeline.settings import SettingsError

FEEDS = [
    Feed("world", "العالم", "http://www.xinhuanet.example/arabic/rss/world.xml", "rss", 3),
    Feed("page", "العالم", "http://arabic.news.example:8080/world/index.htm?a=1", "section", 3),
]
ARTICLE = "http://arabic.news.example/2018-03/29/c_137072890.htm"


@pytest.mark.parametrize(
    "url",
    [
        "http://www.xinhuanet.example/arabic/rss/world.xml",
        "https://www.xinhuanet.example/arabic/rss/world.xml",
        "http://arabic.xinhuanet.example/rss/world.xml",
        "https://arabic.news.example/rss/world.xml#x",
        "http://WWW.XINHUANET.example:80/arabic/rss/world.xml?utm_source=x",
    ],
)
def test_feed_is_known_under_each_address_it_had(url: str) -> None:
    assert Wanted(FEEDS).purpose(url) == Purpose("feed", "world", "rss")


def test_what_is_neither_feed_nor_article_is_not_wanted() -> None:
    wanted = Wanted(FEEDS)
    assert wanted.purpose("http://arabic.news.example:8080/world/index.htm?a=1") == Purpose("feed", "page", "section")
    assert wanted.purpose("http://arabic.news.example/world/index.htm") is None
    assert wanted.purpose("http://arabic.news.example/rss/other.xml") is None
    assert wanted.purpose("dns:arabic.news.example") is None
    assert wanted.purpose("") is None


def test_articles_are_known_by_their_shape() -> None:
    assert Wanted(FEEDS).purpose(ARTICLE) == Purpose("article")
    assert Wanted(FEEDS).purpose(ARTICLE.replace(".htm", "_2.htm?f=x")) == Purpose("article")


def test_patterns_take_the_place_of_the_shapes_and_leave_the_feeds() -> None:
    wanted = Wanted(FEEDS, ["paper.example/*.html", "https://only.example/?id=*"])
    assert wanted.purpose("http://paper.example/a/1.html") == Purpose("article")
    assert wanted.purpose("https://PAPER.example/1.html") == Purpose("article")
    assert wanted.purpose("http://other.example/paper.example/1.html") is None
    assert wanted.purpose("http://paper.example/1.php") is None
    assert wanted.purpose("https://only.example/?id=7") == Purpose("article")
    assert wanted.purpose("http://other.example/xid=7") is None
    assert wanted.purpose(ARTICLE) is None
    assert wanted.purpose("http://arabic.news.example/rss/world.xml") == Purpose("feed", "world", "rss")


def test_pattern_with_arabic_letters_fits_both_spellings() -> None:
    for pattern in ("paper.example/مقال/*", "paper.example/%D9%85%D9%82%D8%A7%D9%84/*"):
        assert Wanted([], [pattern]).purpose("http://paper.example/%D9%85%D9%82%D8%A7%D9%84/1") == Purpose("article")
    assert Wanted([], ["paper.example/مقال/*"]).purpose("http://paper.example/مقال/1") == Purpose("article")


@pytest.mark.parametrize("pattern", ["", "  ", "a b"])
def test_pattern_that_is_none_is_refused(pattern: str) -> None:
    with pytest.raises(SettingsError, match="no pattern"):
        Wanted([], [pattern])


def test_options_tell_what_decides() -> None:
    assert Wanted(FEEDS).options() != Wanted(FEEDS[:1]).options()
    assert Wanted([], ["a", "b"]).options() == Wanted([], ["b", "a"]).options() != Wanted([], ["a"]).options()
