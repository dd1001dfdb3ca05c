"""The sample server, over real HTTP on loopback."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

import httpx
import pytest

from samples.feeds import load_feeds
from samples.quirks import FAILS_ONCE, FORBIDDEN, GONE, MISSING, REDIRECT, REDIRECT_TARGET, SPELLED_TWICE
from samples.resource import Key, Resource
from samples.server import SampleServer
from samples.site import key_of, sample_site
from samples.texts import load_articles

WORLD = key_of("http://arabic.news.example/rss/world.xml")


@pytest.fixture
def server() -> Iterator[SampleServer]:
    with SampleServer() as running:
        yield running


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False) as open_client:
        yield open_client


def get(client: httpx.Client, server: SampleServer, key: Key, **headers: str) -> httpx.Response:
    host, path = key
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(f"http://127.0.0.1:{server.port}{path}", headers={"Host": host, **names})


def test_every_feed_and_article_is_served_with_its_bytes(server: SampleServer, client: httpx.Client) -> None:
    keys = [key_of(feed.url) for feed in load_feeds()]
    keys += [key_of(article.url) for article in load_articles() if article.phase == 1]
    for key in keys:
        if key == FAILS_ONCE:
            continue
        response = get(client, server, key)
        assert response.status_code == 200
        assert response.content == sample_site(1)[key].body


def test_hosts_are_told_apart_by_name_whatever_the_port_or_case(server: SampleServer, client: httpx.Client) -> None:
    host, path = WORLD
    assert get(client, server, ("www.xinhuanet.example", "/arabic/rss/world.xml")).status_code == 200
    assert get(client, server, ("www.xinhuanet.example", path)).status_code == 404
    assert get(client, server, (f"{host.upper()}:{server.port}", path)).status_code == 200


def test_second_poll_with_etags_is_304_everywhere(server: SampleServer, client: httpx.Client) -> None:
    get(client, server, FAILS_ONCE)
    for key, resource in sample_site(1).items():
        if resource.status != 200:
            continue
        first = get(client, server, key)
        again = get(client, server, key, If_None_Match=first.headers["ETag"])
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]


def test_last_modified_alone_is_enough_for_304_and_older_copies_get_200(
    server: SampleServer, client: httpx.Client
) -> None:
    stamp = get(client, server, WORLD).headers["Last-Modified"]
    assert parsedate_to_datetime(stamp) == sample_site(1)[WORLD].last_modified
    assert get(client, server, WORLD, If_Modified_Since=stamp).status_code == 304
    older = "Sat, 01 Jan 2000 00:00:00 GMT"
    assert get(client, server, WORLD, If_Modified_Since=older).status_code == 200


def test_wrong_etag_wins_over_a_matching_date(server: SampleServer, client: httpx.Client) -> None:
    stamp = get(client, server, WORLD).headers["Last-Modified"]
    assert get(client, server, WORLD, If_None_Match='"other"', If_Modified_Since=stamp).status_code == 200


def test_body_is_compressed_only_for_who_accepts_it(server: SampleServer, client: httpx.Client) -> None:
    plain = get(client, server, WORLD, Accept_Encoding="identity")
    packed = get(client, server, WORLD, Accept_Encoding="gzip")
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) < int(plain.headers["Content-Length"])
    assert packed.content == plain.content
    assert packed.headers["ETag"] == f"W/{plain.headers['ETag']}"


def test_robots_forbids_one_folder_on_every_host(server: SampleServer, client: httpx.Client) -> None:
    for host in {host for host, _ in sample_site(1)}:
        body = get(client, server, (host, "/robots.txt")).text
        assert "Disallow: /internal/" in body
        assert "Crawl-delay" not in body
    assert FORBIDDEN[1].startswith("/internal/")


def test_phase_can_be_set_while_the_server_runs(server: SampleServer, client: httpx.Client) -> None:
    article = next(article for article in load_articles() if article.correction)
    first = get(client, server, key_of(article.url))
    server.phase = 2
    second = get(client, server, key_of(article.url), If_None_Match=first.headers["ETag"])
    assert second.status_code == 200
    assert article.in_phase(2).title in second.text
    assert get(client, server, WORLD).content == sample_site(2)[WORLD].body


def test_broken_pages_answer_as_they_are_listed(server: SampleServer, client: httpx.Client) -> None:
    assert get(client, server, MISSING).status_code == 404
    assert get(client, server, GONE).status_code == 410
    moved = get(client, server, REDIRECT)
    assert moved.status_code == 301
    assert key_of(moved.headers["Location"]) == REDIRECT_TARGET
    assert get(client, server, REDIRECT_TARGET).status_code == 200


def test_busy_page_answers_at_the_second_asking(server: SampleServer, client: httpx.Client) -> None:
    busy = get(client, server, FAILS_ONCE)
    assert (busy.status_code, busy.headers["Retry-After"]) == (503, "0")
    assert get(client, server, FAILS_ONCE).status_code == 200


def test_double_slash_and_query_lead_to_the_same_page(server: SampleServer, client: httpx.Client) -> None:
    host, path = SPELLED_TWICE
    plain = get(client, server, SPELLED_TWICE)
    assert get(client, server, (host, f"/{path}?utm_source=rss")).content == plain.content


def test_own_resources_lie_over_the_site_and_may_have_a_query(client: httpx.Client) -> None:
    odd = {
        ("odd.example", "/feed"): Resource(b"\xff\xfe", "application/octet-stream"),
        ("odd.example", "/feed?page=2"): Resource(b"two", "text/plain", headers=(("X-Odd", "yes"),)),
        WORLD: Resource(b"", status=500),
    }
    with SampleServer(odd) as server:
        assert get(client, server, ("odd.example", "/feed")).content == b"\xff\xfe"
        second = get(client, server, ("odd.example", "/feed?page=2"))
        assert (second.text, second.headers["X-Odd"]) == ("two", "yes")
        assert get(client, server, WORLD).status_code == 500
        assert get(client, server, SPELLED_TWICE).status_code == 200


def test_own_resources_can_stand_alone(client: httpx.Client) -> None:
    with SampleServer({("odd.example", "/a"): Resource(b"a")}, site=None) as server:
        assert get(client, server, ("odd.example", "/a")).content == b"a"
        assert get(client, server, WORLD).status_code == 404


def test_requests_are_logged_with_host_status_and_validators(server: SampleServer, client: httpx.Client) -> None:
    tag = get(client, server, WORLD, User_Agent="reader/1").headers["ETag"]
    get(client, server, WORLD, User_Agent="reader/1", If_None_Match=tag)
    assert [(r.host, r.path, r.status) for r in server.requests] == [(*WORLD, 200), (*WORLD, 304)]
    assert server.requests[1].headers["if-none-match"] == tag
    assert server.requests[1].headers["user-agent"] == "reader/1"


def test_server_ends_while_a_client_keeps_its_connection_open(client: httpx.Client) -> None:
    before = threading.active_count()
    with SampleServer() as server:
        get(client, server, WORLD)
    assert threading.active_count() == before
    with pytest.raises(httpx.TransportError):
        get(client, server, WORLD)


def test_one_connection_serves_many_requests(server: SampleServer) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as line, line.makefile("rb") as answers:
        for _ in range(2):
            line.sendall(f"GET {WORLD[1]} HTTP/1.1\r\nHost: {WORLD[0]}\r\nAccept-Encoding: gzip\r\n\r\n".encode())
            head = {}
            assert answers.readline().startswith(b"HTTP/1.1 200")
            while line_read := answers.readline().strip():
                name, _, value = line_read.decode().partition(": ")
                head[name] = value
            assert gzip.decompress(answers.read(int(head["Content-Length"]))) == sample_site(1)[WORLD].body
