"""What a feed, a page or a server names can be anything: no request goes where no feed's reader has to go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from pipeline.collect.addresses import is_public
from pipeline.collect.archive import Aim, ArchiveWriter
from pipeline.collect.collect import utc_now
from pipeline.collect.feeds import Feed
from pipeline.collect.fetch import Attempt
from pipeline.collect.hosts import Hosts
from pipeline.collect.session import Session
from pipeline.settings import Settings
from tests.collect.wire import Wire, wire
from tests.support import fetched, raw_server, read_request

SITE = "arabic.news.example"
FEED = Feed("a", "A", f"http://{SITE}/rss.xml", "rss", 7, ("cdn.example.org",))
PUBLIC = "93.184.216.34"


def words(text: str) -> list[str]:
    return text.split()


NOT_PUBLIC = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.127.255.254",
    "127.0.0.1",
    "127.8.8.8",
    "169.254.1.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.8",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "198.18.0.1",
    "198.19.255.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::10.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::7f00:1",
    "100::1",
    "2001::1",
    "2001:0:7f00:1::",
    "2001:db8::1",
    "2001:10::1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::",
    "2002:5db8:d822::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "febf::1",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
]

NOTATIONS = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "2130706433",
    "017700000001",
    "0177.0.0.1",
    "0x7f000001",
    "0x7f.0.0.1",
    "0x7F.1",
    "0177.0x0.0.1",
    "127.0.0.1.",
    "127。0。0。1",
    "127．0．0．1",
    "127｡0｡0｡1",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:0:0:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "0",
    "0.0.0.0",
    "[::]",
    "169.254.169.254",
    "2852039166",
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    "[::ffff:169.254.169.254]",
    "[fd00:ec2::254]",
    "10.0.0.1",
    "167772161",
    "192.168.1.1",
    "3232235777",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "[fe80::1]",
    "[ff02::1]",
]


def asked(url: str, folder: Path, settings: Settings) -> Attempt:
    """Ask in a session of a run whose only feed is FEED."""

    async def ask(archive: ArchiveWriter) -> Attempt:
        async with Session(settings, archive, lambda _: (None, None), utc_now, Hosts.of_feeds([FEED])) as session:
            return await session.ask(url, Aim("article"))

    with ArchiveWriter(folder, "20260310T020000Z-abcdef", {"user_agent": "Marsad"}) as archive:
        return asyncio.run(ask(archive))


def quick(**changes: object) -> Settings:
    return Settings(**{"host_delay_s": 0, "max_attempts": 1, "retry_wait_s": 0} | changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_address_that_is_not_on_the_public_internet_is_known(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "1.1.1.1", "2606:2800:220:1::1", "::ffff:1.1.1.1", "64:ff9b::101:101"])
def test_address_on_the_public_internet_is_known(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", NOTATIONS)
def test_no_notation_of_an_address_leads_to_it(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    with wire(monkeypatch) as watched:
        attempt = fetched(f"http://{host}/", quick())
    assert attempt.outcome == "not_allowed"
    assert (watched.reached, watched.stopped) == ([], [])


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_name_with_such_an_address_is_not_connected_to(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    for answers in ([address], [PUBLIC, address], [address, PUBLIC]):
        with wire(monkeypatch, {SITE: [answers]}) as watched:
            attempt = fetched(f"https://{SITE}/", quick())
        assert attempt.outcome == "not_allowed"
        assert address in str(attempt.error)
        assert (watched.reached, watched.stopped) == ([], [])


def test_address_that_was_checked_is_the_one_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    with wire(monkeypatch, {SITE: [[PUBLIC], ["127.0.0.1"]]}) as watched:
        attempt = fetched(f"http://{SITE}/", quick())
    assert watched.looked_up == [SITE]  # once: a second look-up would be answered with loopback
    assert watched.stopped == [(PUBLIC, 80)]
    assert attempt.outcome == "refused"


def test_name_that_answers_with_loopback_later_is_refused_then(monkeypatch: pytest.MonkeyPatch) -> None:
    with wire(monkeypatch, {SITE: [[PUBLIC], ["127.0.0.1"]]}) as watched:
        outcomes = [fetched(f"http://{SITE}/", quick()).outcome for _ in range(2)]
    assert outcomes == ["refused", "not_allowed"]
    assert (watched.reached, watched.stopped) == ([], [(PUBLIC, 80)])


@pytest.mark.parametrize("variable", ["http_proxy", "HTTPS_PROXY", "ALL_PROXY"])
def test_proxy_of_the_environment_is_no_way_round(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "http://127.0.0.1:9")
    with wire(monkeypatch, {SITE: [[PUBLIC]]}) as watched:
        fetched(f"http://{SITE}/", quick())
    assert (watched.reached, watched.stopped) == ([], [(PUBLIC, 80)])


OUTSIDE = [
    "http://evil.example.net/",
    "http://news.example.evil.net/",
    "http://evilnews.example/",
    f"http://evil.net\\@{SITE}@evil.net/",
    f"http://{SITE}.evil.net/",
    f"http://{SITE}%2eevil.net/",
    f"http://{SITE}%00.evil.net/",
    f"http://{SITE}\\@evil.net/",
    f"http://evil.net\\@{SITE}/",
    f"http://user:password@{SITE}/",
    f"http://{SITE}:password@evil.net/",
    f"http://@{SITE}:22/",
    f"http://{SITE}:22/",
    f"http://{SITE}:8080/",
    f"http://{SITE}:443/",
    f"https://{SITE}:80/",
    f"http://{SITE}:0/",
    f"http://{SITE}:99999/",
    f"http://{SITE}:65536/",
    f"ftp://{SITE}/",
    f"gopher://{SITE}:70/_x",
    "file:///etc/passwd",
    "data:text/html,x",
    "javascript:alert(1)",
    f"unix:///var/run/docker.sock/{SITE}",
    f"ws://{SITE}/",
    f"http:/{SITE}/",
    f"//{SITE}/",
    "http:///etc/passwd",
    "http://localhost/",
    "http://metadata.google.internal/",
    "http://127.0.0.1/",
    "http://[::1]/",
    "http://2130706433/",
    "http://example/",
    "http://cdn.example.org:8443/",
    "http://x.cdn.example.org/",
    "",
    " ",
    "http://",
    "http://\r\nHost: evil.net/",
    f"http://{SITE}/\r\nX: y",
]


@pytest.mark.parametrize("url", OUTSIDE)
def test_address_outside_the_feeds_sites_is_recorded_and_nobody_is_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str
) -> None:
    with wire(monkeypatch, {}) as watched:
        attempt = asked(url, tmp_path, quick())
    assert attempt.outcome == "not_allowed"
    assert attempt.error
    assert (watched.looked_up, watched.reached, watched.stopped) == ([], [], [])


@pytest.mark.parametrize(
    "url",
    [
        f"http://{SITE}/a", f"https://{SITE}/a", f"http://{SITE}:80/a", f"https://{SITE}:443/a", f"HTTP://{SITE.upper()}/a",
        f"http://{SITE}./a", "http://www.news.example/a", "http://news.example/a", "http://www.xinhuanet.example/a",
        "http://cdn.example.org/a", "https://cdn.example.org/a",
    ],
)  # fmt: skip
def test_sites_of_the_feeds_and_hosts_named_beside_them_may_be_asked(url: str) -> None:
    assert Hosts.of_feeds([FEED]).refusal(httpx.URL(url)) is None


def test_feed_at_an_address_or_port_opens_that_one_alone() -> None:
    hosts = Hosts.of_feeds([Feed("a", "A", "http://10.0.0.1:8080/rss", "rss", 7)])
    assert hosts.refusal(httpx.URL("http://10.0.0.1:8080/x")) is None
    for url in ("http://10.0.0.1/", "http://10.0.0.2:8080/", "http://9.9.0.1/", "http://10.0.0.1:8081/"):
        assert hosts.refusal(httpx.URL(url))


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://[::1]:{port}/", "http://2130706433:{port}/",
        "http://evil.example.net/", "//evil.example.net/", "https://169.254.169.254/latest/meta-data/",
        "http://user:pw@arabic.news.example/", "file:///etc/passwd", "http://arabic.news.example:{port}/",
        "http://evil.example.net\\@arabic.news.example@evil.example.net/",
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/a", "/robots.txt"])
def test_redirect_goes_nowhere_that_a_link_would_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, location: str, path: str
) -> None:
    asked_for: list[bytes] = []

    def answer(port: list[int]) -> Callable[..., None]:
        def serve(connection: object) -> None:
            request = read_request(connection)  # type: ignore[arg-type]
            asked_for.append(request.split(b"\r\n", 1)[0].split()[1])
            if request.split()[1] == path.encode():
                where = location.format(port=port[0])
                head = f"HTTP/1.1 302 Found\r\nLocation: {where}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            else:
                head = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            connection.sendall(head.encode())  # type: ignore[attr-defined]

        return serve

    ports: list[int] = []
    with raw_server(answer(ports)) as port:
        ports.append(port)
        with wire(monkeypatch) as watched:
            attempt = asked(f"http://{SITE}/a", tmp_path, quick(connect_to=((SITE, "127.0.0.1", port),)))
    assert attempt.outcome == ("not_allowed" if path == "/a" else "robots_unreachable")
    assert asked_for == ([b"/robots.txt", b"/a"] if path == "/a" else [b"/robots.txt"])
    assert watched.stopped == []
    assert set(watched.reached) <= {("127.0.0.1", port)}
    assert watched.looked_up == []


def test_setting_is_the_only_way_to_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    with raw_server(lambda connection: connection.sendall(_answer(connection))) as port:
        with wire(monkeypatch, {SITE: [["127.0.0.1"]]}) as watched:
            assert fetched(f"http://{SITE}/", quick()).outcome == "not_allowed"
            assert fetched(f"http://{SITE}:{port}/", quick()).outcome == "not_allowed"
            assert watched.reached == []
            assert fetched(f"http://{SITE}/", quick(connect_to=((SITE, "127.0.0.1", port),))).outcome == "ok"
        assert watched.reached == [("127.0.0.1", port)]


def _answer(connection: object) -> bytes:
    read_request(connection)  # type: ignore[arg-type]
    return b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


def test_watch_would_see_a_packet_that_left(monkeypatch: pytest.MonkeyPatch) -> None:
    async def connect() -> None:
        await asyncio.open_connection(PUBLIC, 80)

    watched: Wire
    with wire(monkeypatch) as watched, pytest.raises(OSError, match="outside this machine"):
        asyncio.run(connect())
    assert watched.stopped == [(PUBLIC, 80)]
