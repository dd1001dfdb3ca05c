"""Old feeds and articles from a Wayback Machine on loopback, whatever it answers and wherever the run is killed."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline.collect.cdx import Query
from pipeline.collect.collect import utc_now
from pipeline.collect.feeds import Feed, load_feeds
from pipeline.collect.wayback import Span
from pipeline.derive.rules import load_rules
from pipeline.settings import Settings
from pipeline.warehouse.backfill import Backfilled
from pipeline.warehouse.backfill_wayback import backfill_wayback, expect_wayback, fetch_missing
from samples.resource import Key, Resource
from samples.site import sample_site
from tests.support import SAMPLE_FEEDS, raw_server, read_request, rows, run_pipeline, settings_for, silent
from tests.wayback_server import BASE, HOST, Kept, WaybackServer

SITE = sample_site(1)
ARABIC = "http://arabic.news.example"
WORLD = f"{ARABIC}/rss/world.xml"
MIDEAST = "http://www.xinhuanet.example/arabic/rss/mideast.xml"
DEAL = f"{ARABIC}/2017-08/29/c_136562140.htm"
TWO_PAGES = f"{ARABIC}/2018-06/04/c_137228407"
FEEDS = [feed for feed in load_feeds(SAMPLE_FEEDS) if feed.url in (WORLD, MIDEAST)]
SPAN = Span(date(2018, 1, 1), date(2019, 12, 31))
RULES = load_rules()
TOLD = """
    SELECT articles.url, status, revisions.title, text_sha256, page_count, published_at, published_source,
           first_fetched_at, first_seen_at
    FROM articles LEFT JOIN revisions USING (article_id) ORDER BY ALL"""
NAMED = "SELECT feed_id, url, title, seen_at, outcome FROM entries ORDER BY ALL"

KILLED = """
import os, signal, sys
from datetime import date
from pathlib import Path
from pipeline.collect.collect import utc_now
from pipeline.collect.feeds import load_feeds
from pipeline.collect.wayback import Span
from pipeline.derive.rules import load_rules
from pipeline.settings import Settings
from pipeline.warehouse.backfill_wayback import backfill_wayback

home, feeds, port, stage, number = sys.argv[1:]

def progress(name, done, total):
    if name == stage and done == int(number):
        os.kill(os.getpid(), signal.SIGKILL)

settings = Settings(
    home=Path(home), host_delay_s=0, retry_wait_s=0, max_retry_wait_s=0, wayback="http://web.archive.example",
    wayback_delay_s=0, connect_to=(("*", "127.0.0.1", int(port)),),
)
chosen = [feed for feed in load_feeds(Path(feeds)) if feed.feed_id in ("arabic_world", "arabic_mideast")]
span = Span(date(2018, 1, 1), date(2019, 12, 31))
backfill_wayback(settings, chosen, span, load_rules(), utc_now, progress)
"""


def page(url: str, timestamp: str, **other: Any) -> Kept:
    """A capture of what the sample site has there."""
    host, _, path = url.partition("://")[2].partition("/")
    resource = SITE[host, f"/{path}"]
    return Kept(timestamp, url, resource.body, resource.content_type, **other)


def holdings() -> list[Kept]:
    """Two feeds, one of them twice the same, and three articles, one of two pages and one that moved."""
    return [
        page(WORLD, "20180605000000"),
        page(WORLD, "20180606000000"),
        page(MIDEAST, "20180607000000"),
        page(DEAL, "20170830000000"),
        page(DEAL, "20190101000000"),
        page(f"{TWO_PAGES}.htm", "20180605010000"),
        page(f"{TWO_PAGES}_2.htm", "20180605010100"),
        page("http://www.xinhuanet.example/world/2019-07/22/c_1124783340.htm", "20200101000000"),
    ]


def run(settings: Settings, feeds: list[Feed] = FEEDS, most: int | None = None) -> Backfilled:
    return backfill_wayback(settings, feeds, SPAN, RULES, utc_now, silent, most)


def backfilled(home: Path, server: WaybackServer, **options: Any) -> tuple[Settings, Backfilled]:
    settings = settings_for(server, home)
    return settings, run(settings, **options)


def status_of(settings: Settings, url: str) -> str:
    ((status,),) = rows(settings.database, f"SELECT status FROM articles WHERE url = '{url}'")
    return str(status)


def test_feeds_of_the_span_and_their_articles_come_in_at_the_time_of_their_capture(tmp_path: Path) -> None:
    with WaybackServer(holdings()) as server:
        settings, ended = backfilled(tmp_path, server)
    told = {row[0]: row for row in rows(settings.database, TOLD) if row[1] == "read"}
    assert len(told) == 3
    assert str(told[DEAL][7]) == "2017-08-30 00:00:00"
    assert told[f"{TWO_PAGES}.htm"][4] == 2
    assert ended.tally.kind == "wayback"
    assert (ended.tally.new, ended.tally.passed_over["unchanged"]) == (6, 1)
    seen = rows(settings.database, "SELECT DISTINCT feed_id, seen_at::VARCHAR FROM entries ORDER BY ALL")
    assert seen == [("arabic_mideast", "2018-06-07 00:00:00"), ("arabic_world", "2018-06-05 00:00:00")]
    assert rows(settings.database, "SELECT kind, status FROM runs") == [("backfill", "completed")]


def test_fetch_is_our_own_attempt_and_says_where_the_capture_stands(tmp_path: Path) -> None:
    with WaybackServer(holdings()) as server:
        settings, _ = backfilled(tmp_path, server)
    query = f"""SELECT fetches.url, origin, captures.url, fetched_at::VARCHAR, started_at > '2020-01-01', etag
                FROM fetches JOIN captures USING (capture_id) WHERE captures.url = '{DEAL}'"""
    address = f"{BASE}/web/20170830000000id_/{DEAL}"
    assert rows(settings.database, query) == [(address, address, DEAL, "2017-08-30 00:00:00", True, '"of-the-source"')]


def test_nothing_is_asked_for_twice(tmp_path: Path) -> None:
    with WaybackServer(holdings()) as server:
        settings, _ = backfilled(tmp_path, server)
        asked = len(server.asked("/web/")), len(server.asked("/cdx/"))
        before = rows(settings.database, TOLD)
        again = run(settings)
        assert len(server.asked("/web/")) == asked[0]
        # Lists of a span of feeds may have grown; those of articles are read in the archive.
        assert all("&from=" in path for path in server.asked("/cdx/")[asked[1] :])
    assert again.tally.new == 0
    assert rows(settings.database, TOLD) == before


def test_feed_is_found_under_an_address_that_it_had(tmp_path: Path) -> None:
    body = SITE["arabic.news.example", "/rss/world.xml"].body
    with WaybackServer(
        [Kept("20180605000000", "http://www.xinhuanet.example:80/arabic/rss/world.xml", body)]
    ) as server:
        settings, ended = backfilled(tmp_path, server)
    assert ended.tally.new == 1
    assert rows(settings.database, "SELECT DISTINCT feed_id FROM entries") == [("arabic_world",)]


def test_article_that_moved_is_looked_up_under_its_present_address_too(tmp_path: Path) -> None:
    former = "http://www.xinhuanet.example/arabic/2017-08/29/c_136562140.htm"
    feed = SITE["arabic.news.example", "/rss/world.xml"].body.replace(DEAL.encode(), former.encode())
    kept = [Kept("20180605000000", WORLD, feed, "text/xml"), page(DEAL, "20180610000000")]
    with WaybackServer(kept) as server:
        settings, _ = backfilled(tmp_path, server)
    assert status_of(settings, former) == "read"


def test_long_list_comes_in_several_answers(tmp_path: Path) -> None:
    bodies = [SITE["arabic.news.example", "/rss/world.xml"].body + b"\n" * number for number in range(7)]
    kept = [Kept(f"2018060{number + 1}000000", WORLD, body, "text/xml") for number, body in enumerate(bodies)]
    with WaybackServer(kept, lines_at_once=3) as server:
        _, ended = backfilled(tmp_path, server)
        assert sum("resumeKey=" in path for path in server.asked("/cdx/")) == 2
    assert (ended.tally.found, ended.tally.new) == (7, 7)


def test_capture_that_leads_to_another_time_is_of_that_time(tmp_path: Path) -> None:
    kept = [*holdings()[:1], page(DEAL, "20180701000000", is_playable=False), page(DEAL, "20180820000000", status=200)]
    with WaybackServer(kept) as server:
        settings, _ = backfilled(tmp_path, server)
        # The list names July; the capture that is given is of August, by way of a redirect.
        assert f"/web/20180701000000id_/{DEAL}" in server.asked("/web/")
        asked = len(server.asked("/web/"))
        run(settings)
        assert len(server.asked("/web/")) == asked
    fetched = rows(settings.database, "SELECT first_fetched_at::VARCHAR FROM revisions")
    assert fetched == [("2018-08-20 00:00:00",)]


def test_busy_server_is_asked_again_as_late_as_it_wishes(tmp_path: Path) -> None:
    address = f"/web/20180605000000id_/{WORLD}"
    for word, busy in (
        ("rate_limited", Resource(b"", status=429, headers=(("Retry-After", "0"),))),
        ("server_error", Resource(b"", status=503)),
    ):
        with WaybackServer(holdings()) as server:
            given = server.answer(HOST, address)
            server._given[HOST, address] = server._extra[HOST, address] = Resource(
                given.body, given.content_type, headers=given.headers, first=busy
            )
            server.phase = 1
            settings, ended = backfilled(tmp_path / word, server)
        assert ended.tally.new == 6
        assert (word, 1) in rows(settings.database, "SELECT outcome, count(*) FROM fetches GROUP BY outcome")


def test_server_that_wants_to_be_left_alone_is_and_the_run_goes_on_another_day(tmp_path: Path) -> None:
    address = f"/web/20180607000000id_/{MIDEAST}"
    rest = {(HOST, address): Resource(b"", status=429, headers=(("Retry-After", "86400"),))}
    with WaybackServer(holdings(), rest) as server:
        settings, ended = backfilled(tmp_path, server)
        # The second feed is refused, so nothing else is asked.
        assert server.asked("/")[-1] == address
    assert "start the same command again" in ended.tally.examples["not_asked"]
    assert rows(settings.database, "SELECT status FROM runs") == [("completed",)]
    assert rows(settings.database, "SELECT DISTINCT feed_id FROM entries") == [("arabic_world",)]
    with WaybackServer(holdings()) as server:
        run(settings_for(server, tmp_path))
        assert f"/web/20180605000000id_/{WORLD}" not in server.asked("/")
    assert len([row for row in rows(settings.database, TOLD) if row[1] == "read"]) == 3


def test_what_robots_keeps_us_from_ends_the_run_with_a_sentence(tmp_path: Path) -> None:
    robots = {(HOST, "/robots.txt"): Resource(b"User-agent: *\nDisallow: /web/\n", "text/plain")}
    with WaybackServer(holdings(), robots) as server:
        _, ended = backfilled(tmp_path, server)
        assert server.asked("/web/") == []
    assert "robots.txt" in ended.tally.examples["not_asked"]


def test_capture_that_is_listed_and_not_there_is_told_and_not_asked_for_again(tmp_path: Path) -> None:
    kept = [*holdings()[:1], page(DEAL, "20180701000000", is_playable=False)]
    with WaybackServer(kept) as server:
        settings, ended = backfilled(tmp_path, server)
        run(settings)
        assert len(server.asked("/web/20180701")) == 1
    assert ended.tally.passed_over["not_got"] == 1
    assert status_of(settings, DEAL) == "missing"


def test_article_without_capture_is_recorded_as_not_fetched(tmp_path: Path) -> None:
    with WaybackServer(holdings()[:1]) as server:
        settings, ended = backfilled(tmp_path, server)
    assert rows(settings.database, "SELECT DISTINCT outcome FROM entries") == [("not_fetched",)]
    assert rows(settings.database, "SELECT DISTINCT status FROM articles") == [("pending",)]
    assert ended.tally.passed_over["no_capture"] == 25


def test_page_of_the_archive_itself_never_becomes_a_text(tmp_path: Path) -> None:
    notice = {(HOST, f"/web/20170830000000id_/{DEAL}"): Resource("الموقع قيد الصيانة".encode())}
    with WaybackServer(holdings(), notice) as server:
        settings, _ = backfilled(tmp_path, server)
    assert status_of(settings, DEAL) == "failed"
    with WaybackServer(holdings()) as server:
        run(settings_for(server, tmp_path))
    assert status_of(settings, DEAL) == "read"


def test_lines_that_cannot_be_read_become_issues_and_cost_nothing_else(tmp_path: Path) -> None:
    with WaybackServer(holdings()) as server:
        server.extra_lines = [["20180500000000", WORLD, "text/xml", "200", "A"], 7]
        settings, ended = backfilled(tmp_path, server)
    assert ended.tally.new == 6
    told = rows(settings.database, "SELECT subject FROM issues WHERE word = 'import_unreadable'")
    assert told
    assert all("/cdx/search/cdx?" in subject for (subject,) in told)


@pytest.mark.parametrize("garbage", [b"<html>Bad Gateway</html>", b'[["timestamp","original"', b'{"error": 1}'])
def test_garbage_instead_of_a_list_is_an_issue_and_is_asked_for_again(tmp_path: Path, garbage: bytes) -> None:
    target = Query(TWO_PAGES, is_prefix=True).address("")
    with WaybackServer(holdings(), {(HOST, target): Resource(garbage, "application/json")}) as server:
        settings, _ = backfilled(tmp_path, server)
    assert len(rows(settings.database, "SELECT * FROM issues WHERE word = 'import_unreadable'")) == 1
    assert status_of(settings, f"{TWO_PAGES}.htm") == "pending"
    with WaybackServer(holdings()) as server:
        run(settings_for(server, tmp_path))
    assert status_of(settings, f"{TWO_PAGES}.htm") == "read"


def test_body_that_breaks_off_is_no_text_and_is_asked_for_again(tmp_path: Path) -> None:
    def answer(connection: socket.socket) -> None:
        request = read_request(connection)
        if not request.startswith(b"GET /web/2017"):
            return
        head = b"HTTP/1.1 200 OK\r\nMemento-Datetime: Wed, 30 Aug 2017 00:00:00 GMT\r\nContent-Length: 90000\r\n\r\n"
        connection.sendall(head + b"<html>")

    with WaybackServer(holdings()[:1]) as server:
        settings, _ = backfilled(tmp_path, server)
    with raw_server(answer) as port, WaybackServer(holdings()) as server:
        where = (("*", "127.0.0.1", server.port), (HOST, "127.0.0.1", port))
        ended = run(replace(settings_for(server, tmp_path), connect_to=where))
    assert "not_asked" in ended.tally.passed_over
    assert status_of(settings, DEAL) != "read"


def test_limit_counts_articles_and_the_next_run_takes_the_next(tmp_path: Path) -> None:
    with WaybackServer(holdings()) as server:
        settings, ended = backfilled(tmp_path, server, most=1)
        assert ended.tally.passed_over["over_limit"] == 35
        assert len([row for row in rows(settings.database, TOLD) if row[1] == "read"]) == 1
        run(settings, most=1)
        assert len([row for row in rows(settings.database, TOLD) if row[1] == "read"]) == 2
        run(settings)
        assert max(Counter(server.asked("/web/")).values()) == 1
    assert len([row for row in rows(settings.database, TOLD) if row[1] == "read"]) == 3


@pytest.mark.parametrize(
    ("stage", "number"),
    [
        ("lists of feed captures", 3),
        ("feed captures", 0),
        ("feed captures", 1),
        ("articles", 0),
        ("articles", 1),
        ("articles", 2),
        ("archive files", 1),
    ],
)
def test_killed_anywhere_and_started_again_ends_with_the_same_tables(tmp_path: Path, stage: str, number: int) -> None:
    with WaybackServer(holdings()) as server:
        whole, _ = backfilled(tmp_path / "whole", server)
    with WaybackServer(holdings()) as server:
        settings = settings_for(server, tmp_path / "killed")
        words = [str(settings.home), str(SAMPLE_FEEDS), str(server.port), stage, str(number)]
        killed = subprocess.run([sys.executable, "-c", KILLED, *words], check=False)
        assert killed.returncode == -signal.SIGKILL
        run(settings)
        assert Counter(server.asked("/web/")).most_common(1)[0][1] == 1
    for query in (TOLD, NAMED):
        assert rows(settings.database, query) == rows(whole.database, query)


def test_list_alone_says_what_a_run_would_bring(tmp_path: Path) -> None:
    with WaybackServer(holdings()) as server:
        settings = settings_for(server, tmp_path)
        expected = expect_wayback(settings, FEEDS, SPAN, utc_now, silent)
        assert server.asked("/web/") == []
    assert (expected.tally.found, expected.tally.new) == (3, 2)
    assert expected.days == [date(2018, 6, 5), date(2018, 6, 7)]
    assert list(settings.archive.glob("**/*.warc.gz")) == []
    assert not settings.database.exists()


def live(*urls: str) -> dict[Key, Resource]:
    places = [tuple(url.partition("://")[2].partition("/")[::2]) for url in urls]
    return {(host, f"/{path}"): SITE[host, f"/{path}"] for host, path in places}


def test_articles_that_are_missing_are_fetched_live_where_that_is_asked_for(tmp_path: Path) -> None:
    with WaybackServer(holdings()[:1], live(DEAL, f"{TWO_PAGES}.htm", f"{TWO_PAGES}_2.htm")) as server:
        settings, _ = backfilled(tmp_path, server)
        ended = fetch_missing(settings, "live", RULES, utc_now, silent)
        asked = [request.path for request in server.requests if request.host == "arabic.news.example"]
        fetch_missing(settings, "live", RULES, utc_now, silent)
        assert [request.path for request in server.requests if request.host == "arabic.news.example"] == asked
    assert (ended.tally.new, ended.tally.passed_over["not_got"]) == (2, 23)
    assert status_of(settings, DEAL) == "read"
    assert dict(rows(settings.database, "SELECT status, count(*) FROM articles GROUP BY status")) == {
        "read": 2,
        "missing": 23,
    }


def test_live_fetching_keeps_to_the_sites_of_the_feeds_file_and_asks_again_once_it_names_more(tmp_path: Path) -> None:
    feeds = tmp_path / "feeds.toml"
    other = '[[feed]]\nid = "a"\ntitle = "x"\nurl = "http://elsewhere.example/rss"\nkind = "rss"\n'
    with WaybackServer(holdings()[:1], live(DEAL)) as server:
        settings, _ = backfilled(tmp_path, server)
        asked = len(server.requests)
        feeds.write_text(other)
        outside = replace(settings, feeds=feeds)
        assert fetch_missing(outside, "live", RULES, utc_now, silent).tally.new == 0
        assert len(server.requests) == asked
        assert status_of(settings, DEAL) == "refused"
        feeds.write_text(f'{other}hosts = ["arabic.news.example"]\n')
        assert fetch_missing(outside, "live", RULES, utc_now, silent).tally.new == 1
        assert status_of(settings, DEAL) == "read"


def test_archive_that_redirects_elsewhere_leads_nowhere(tmp_path: Path) -> None:
    with WaybackServer(holdings()) as server:
        server.answer = lambda host, target: Resource(  # type: ignore[method-assign]
            b"", status=302, headers=(("Location", "http://arabic.news.example/index.htm"),)
        )
        settings = settings_for(server, tmp_path)
        backfill_wayback(settings, FEEDS, SPAN, RULES, utc_now, silent)
        assert {request.host for request in server.requests} == {HOST}


def test_articles_that_are_missing_are_fetched_from_the_archive_where_that_is_asked_for(tmp_path: Path) -> None:
    with WaybackServer(holdings()[:1]) as server:
        backfilled(tmp_path, server)
    with WaybackServer(holdings()) as server:
        settings = settings_for(server, tmp_path)
        ended = fetch_missing(settings, "wayback", RULES, utc_now, silent, 1)
        assert ended.tally.new == 0  # that they had no capture was said a moment ago
        assert server.asked("/") == []


def test_daily_run_sends_no_tag_of_an_old_capture_and_asks_for_no_page_of_the_archive(tmp_path: Path) -> None:
    urls = [WORLD, f"{TWO_PAGES}.htm", f"{TWO_PAGES}_2.htm"]
    with WaybackServer(holdings(), live(*urls)) as server:
        settings, _ = backfilled(tmp_path, server)
        asked = len(server.asked("/"))
        run_pipeline(settings)
        assert len(server.asked("/")) == asked
        polled = [request for request in server.requests if f"http://{request.host}{request.path}" == WORLD]
        assert [(request.status, "if-none-match" in request.headers) for request in polled] == [(200, False)]
    # The archive answered for this feed; its source did not.
    health = rows(settings.database, "SELECT health, last_answer_at FROM feed_health WHERE feed_id = 'arabic_mideast'")
    assert health == [("not_found", None)]
