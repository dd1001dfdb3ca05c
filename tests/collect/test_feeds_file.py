from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.collect.feeds import load_feeds
from pipeline.settings import DEFAULT_FEEDS, SettingsError

GOOD = '[[feed]]\nid = "a"\ntitle = "A"\nurl = "http://a.example/rss"\nkind = "rss"\n'


def test_default_feeds_are_xinhuas() -> None:
    assert {feed.kind for feed in load_feeds(DEFAULT_FEEDS)} == {"rss", "section"}


def test_feeds_keep_the_order_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(GOOD + GOOD.replace('"a"', '"b"').replace("a.example", "b.example") + "stale_after_days = 2\n")
    assert [(feed.feed_id, feed.stale_after_days) for feed in load_feeds(path)] == [("a", 7), ("b", 2)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "must hold"),
        ("[[feed]\n", "not valid TOML.*line 1"),
        (GOOD + "\n" + GOOD, r":7: feed 'a' repeats"),
        (GOOD.replace('kind = "rss"', 'kind = "html"'), r":1: kind 'html'"),
        (GOOD.replace("http://", "ftp://"), r":1: url"),
        (GOOD.replace("http://a.example/rss", "http:///rss"), r":1: url"),
        (GOOD.replace("http://a.example/rss", "http://[::1"), r":1: url"),
        (GOOD.replace("a.example", "me:secret@a.example"), r":1: the url of feed 'a' carries a user name"),
        (GOOD + 'hosts = "b.example"\n', r":1: hosts"),
        (GOOD + 'hosts = ["http://b.example/"]\n', r":1: hosts"),
        (GOOD + 'hosts = ["me@b.example"]\n', r":1: hosts"),
        (GOOD.replace('id = "a"', 'id = "a/../b"'), r":1: id"),
        (GOOD.replace('title = "A"\n', ""), r":1: a feed needs a text for 'title'"),
        (GOOD.replace('"A"', "3"), r"'title'"),
        ("\n\n" + GOOD + 'colour = "red"\n', r":3: unknown key 'colour'"),
        (GOOD + "stale_after_days = 0\n", "stale_after_days"),
        (GOOD + "stale_after_days = true\n", "stale_after_days"),
        ("feed = 3\n", "must hold"),
        ('name = "x"\n' + GOOD, "must hold"),
    ],
)
def test_wrong_file_is_refused_with_file_and_line(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(text)
    with pytest.raises(SettingsError, match=says) as caught:
        load_feeds(path)
    assert str(path) in str(caught.value)


def test_file_that_is_not_there_or_not_utf8_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load_feeds(tmp_path / "none.toml")
    path = tmp_path / "latin.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_feeds(path)


def test_password_in_a_feeds_address_is_not_told_again(tmp_path: Path) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(GOOD.replace("a.example", "me:secret@a.example"))
    with pytest.raises(SettingsError) as caught:
        load_feeds(path)
    assert "secret" not in str(caught.value)


def test_hosts_beside_the_feeds_own_site_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(GOOD + 'hosts = ["cdn.b.example", "b.example:8080"]\n')
    assert load_feeds(path)[0].hosts == ("cdn.b.example", "b.example:8080")
