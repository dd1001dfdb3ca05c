from __future__ import annotations

import asyncio
import itertools
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.collect.archive import Aim, Archived, ArchiveWriter
from pipeline.collect.archive_reader import read_archive
from pipeline.collect.collect import utc_now
from pipeline.collect.fetch import Attempt
from pipeline.collect.hosts import Hosts
from pipeline.collect.session import Session
from samples.resource import Resource
from samples.server import SampleServer
from tests.support import settings_for

HOST = "arabic.news.example"
ALLOWED = Hosts(frozenset({"news.example"}), frozenset())
PAGE = Resource("خبر".encode(), "text/html; charset=utf-8")


def ask(
    tmp_path: Path,
    resources: dict[tuple[str, str], Resource],
    *paths: str,
    max_attempts: int = 3,
    site_time_s: float = 60.0,
) -> Asked:
    """Ask for the paths one after the other in one session."""
    with SampleServer(resources, site=None) as server:
        settings = replace(settings_for(server, tmp_path, max_attempts=max_attempts), site_time_s=site_time_s)

        async def run(archive: ArchiveWriter) -> list[Attempt]:
            async with Session(settings, archive, lambda _: (None, None), utc_now, ALLOWED) as session:
                return [await session.ask(f"http://{HOST}{path}", Aim("article")) for path in paths]

        with ArchiveWriter(tmp_path, "20260310T020000Z-abcdef", {"user_agent": "Marsad"}) as archive:
            attempts = asyncio.run(run(archive))
        recorded = [record for record in read_archive(archive.path, 1_000_000) if isinstance(record, Archived)]
    return Asked(attempts, recorded, [request.path for request in server.requests])


class Asked:
    def __init__(self, attempts: list[Attempt], recorded: list[Archived], paths: list[str]) -> None:
        self.outcomes = [attempt.outcome for attempt in attempts]
        self.recorded = [(record.fetch.url.removeprefix(f"http://{HOST}"), record.fetch.outcome) for record in recorded]
        self.numbers = [record.fetch.attempt for record in recorded]
        self.paths = paths


def redirect(location: str) -> Resource:
    return Resource(b"", "text/html", status=302, headers=(("Location", location),))


def test_robots_is_asked_once_and_first(tmp_path: Path) -> None:
    asked = ask(tmp_path, {(HOST, "/a"): PAGE, (HOST, "/b"): PAGE}, "/a", "/b")
    assert asked.paths == ["/robots.txt", "/a", "/b"]
    assert asked.outcomes == ["ok", "ok"]


def test_what_robots_forbids_is_recorded_and_never_asked(tmp_path: Path) -> None:
    robots = Resource(b"User-agent: *\nDisallow: /private/\n", "text/plain")
    asked = ask(tmp_path, {(HOST, "/robots.txt"): robots, (HOST, "/private/a"): PAGE}, "/private/a")
    assert asked.paths == ["/robots.txt"]
    assert asked.recorded == [("/robots.txt", "ok"), ("/private/a", "robots")]


def test_robots_that_names_us_is_obeyed(tmp_path: Path) -> None:
    robots = Resource(b"User-agent: marsad\nDisallow: /\n\nUser-agent: *\nAllow: /\n", "text/plain")
    asked = ask(tmp_path, {(HOST, "/robots.txt"): robots, (HOST, "/a"): PAGE}, "/a")
    assert asked.outcomes == ["robots"]


def test_host_whose_robots_fails_is_left_alone(tmp_path: Path) -> None:
    robots = Resource(b"", "text/plain", status=500)
    asked = ask(tmp_path, {(HOST, "/robots.txt"): robots, (HOST, "/a"): PAGE}, "/a", max_attempts=2)
    assert asked.outcomes == ["robots_unreachable"]
    assert asked.paths == ["/robots.txt", "/robots.txt"]


def test_page_reached_by_redirects_keeps_every_hop(tmp_path: Path) -> None:
    resources = {(HOST, "/a"): redirect("/b"), (HOST, "/b"): redirect("c?d=1"), (HOST, "/c"): PAGE}
    asked = ask(tmp_path, resources, "/a")
    assert asked.outcomes == ["ok"]
    assert asked.recorded[1:] == [("/a", "redirect"), ("/b", "redirect"), ("/c?d=1", "ok")]


def test_redirect_to_an_address_that_no_record_could_name_ends_there(tmp_path: Path) -> None:
    asked = ask(tmp_path, {(HOST, "/a"): redirect("/" + "b" * 60_000), (HOST, "/b"): PAGE}, "/a", "/b")
    assert asked.outcomes == ["not_allowed", "ok"]
    assert asked.recorded[1:] == [("/a", "redirect"), ("/a", "not_allowed"), ("/b", "ok")]


def test_redirects_in_a_circle_end(tmp_path: Path) -> None:
    asked = ask(tmp_path, {(HOST, "/a"): redirect("/b"), (HOST, "/b"): redirect("/a")}, "/a")
    assert asked.outcomes == ["redirect_loop"]
    assert len(asked.paths) == 7


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://a.example/x", "http://user:pw@a.example/"])
def test_redirect_to_what_is_not_fetched_ends_there(tmp_path: Path, location: str) -> None:
    asked = ask(tmp_path, {(HOST, "/a"): redirect(location)}, "/a")
    assert asked.outcomes == ["not_allowed"]
    assert asked.paths[:2] == ["/robots.txt", "/a"]


def test_temporary_failure_is_asked_again_and_both_attempts_are_recorded(tmp_path: Path) -> None:
    later = Resource(b"", "text/html", status=503, headers=(("Retry-After", "0"),))
    page = Resource(PAGE.body, PAGE.content_type, first=later)
    asked = ask(tmp_path, {(HOST, "/a"): page}, "/a")
    assert asked.outcomes == ["ok"]
    assert asked.recorded[1:] == [("/a", "server_error"), ("/a", "ok")]
    assert asked.numbers[1:] == [1, 2]


def test_failure_that_lasts_is_given_up_after_the_set_number_of_attempts(tmp_path: Path) -> None:
    asked = ask(tmp_path, {(HOST, "/a"): Resource(b"", "text/html", status=500)}, "/a", max_attempts=3)
    assert asked.outcomes == ["server_error"]
    assert asked.paths.count("/a") == 3


def test_answer_is_not_asked_again(tmp_path: Path) -> None:
    asked = ask(tmp_path, {}, "/a")
    assert asked.outcomes == ["not_found"]
    assert asked.paths.count("/a") == 1


@pytest.mark.parametrize("wait", ["3600", f"{datetime(2099, 1, 1, tzinfo=UTC):%a, %d %b %Y %H:%M:%S GMT}"])
def test_host_that_asks_for_a_long_rest_gets_it(tmp_path: Path, wait: str) -> None:
    busy = Resource(b"", "text/html", status=429, headers=(("Retry-After", wait),))
    asked = ask(tmp_path, {(HOST, "/a"): busy, (HOST, "/b"): PAGE}, "/a", "/b")
    assert asked.outcomes == ["rate_limited", "rate_limited"]
    assert asked.paths == ["/robots.txt", "/a"]


def test_crawl_delay_longer_than_the_own_delay_is_kept(tmp_path: Path) -> None:
    robots = Resource(b"User-agent: *\nCrawl-delay: 0.2\n", "text/plain")
    resources = {(HOST, "/robots.txt"): robots, (HOST, "/a"): PAGE, (HOST, "/b"): PAGE, (HOST, "/c"): PAGE}
    with SampleServer(resources, site=None) as server:
        settings = replace(settings_for(server, tmp_path), max_retry_wait_s=5.0)
        with ArchiveWriter(tmp_path, "20260310T020000Z-abcdef", {"user_agent": "Marsad"}) as archive:

            async def run() -> list[datetime]:
                async with Session(settings, archive, lambda _: (None, None), utc_now, ALLOWED) as session:
                    asks = [session.ask(f"http://{HOST}/{name}", Aim("article")) for name in "abc"]
                    return sorted(attempt.started_at for attempt in await asyncio.gather(*asks))

            moments = asyncio.run(run())
    # Not a measure of speed: the host's wish is a lower bound that must hold.
    assert all((later - earlier).total_seconds() >= 0.2 for earlier, later in itertools.pairwise(moments))


@pytest.mark.parametrize("delay", ["100000", "1e300"])
def test_host_that_asks_for_days_between_two_pages_rests_until_the_next_run(tmp_path: Path, delay: str) -> None:
    robots = Resource(f"User-agent: *\nCrawl-delay: {delay}\n".encode(), "text/plain")
    asked = ask(tmp_path, {(HOST, "/robots.txt"): robots, (HOST, "/a"): PAGE}, "/a", "/b")
    assert asked.outcomes == ["ok", "rate_limited"]


def test_site_that_takes_all_the_time_is_left_until_the_next_run(tmp_path: Path) -> None:
    asked = ask(tmp_path, {(HOST, "/a"): PAGE, (HOST, "/b"): PAGE}, "/a", "/b", site_time_s=0.0)
    assert asked.outcomes == ["rate_limited"] * 2
    assert asked.paths == ["/robots.txt"]


@pytest.mark.parametrize("wait", ["\u00b2", "9" * 400, "Mon, 99 Foo 99999 99:99:99", "-1", "1e9", "nan"])
def test_wait_that_is_none_is_no_wait(tmp_path: Path, wait: str) -> None:
    busy = Resource(b"", "text/html", status=503, headers=(("Retry-After", wait),))
    assert ask(tmp_path, {(HOST, "/a"): busy}, "/a", max_attempts=2).outcomes == ["server_error"]


@pytest.mark.parametrize("location", ["http://[::1", "http://[", "//[x", "http://a\u00ff/", "\u00a0"])
def test_redirect_to_what_is_no_address_ends_there(tmp_path: Path, location: str) -> None:
    asked = ask(tmp_path, {(HOST, "/a"): redirect(location), (HOST, "/b"): PAGE}, "/a", "/b")
    assert asked.outcomes[0] in ("not_allowed", "not_found")
    assert asked.outcomes[1] == "ok"
