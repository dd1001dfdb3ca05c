from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import struct
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import httpcore
import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pipeline.collect.collect import utc_now
from pipeline.collect.fetch import OUTCOMES, TEMPORARY, Attempt, Fetcher, classify
from pipeline.collect.network import AddressRefusedError, public_address
from pipeline.settings import Settings
from tests.support import fetched, raw_server, read_request


def get(port: int, url: str = "http://arabic.news.example/", **changes: float) -> Attempt:
    settings = Settings(
        connect_to=(("*", "127.0.0.1", port),),
        total_timeout_s=changes.pop("total", 5.0),
        read_timeout_s=changes.pop("read", 5.0),
        max_body_bytes=2_000,
    )

    return fetched(url, settings)


def sends(*parts: bytes) -> Callable[[socket.socket], None]:
    def answer(connection: socket.socket) -> None:
        read_request(connection)
        for part in parts:
            connection.sendall(part)

    return answer


def sends_and_stalls(data: bytes) -> Callable[[socket.socket], None]:
    def answer(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(data)
        connection.recv(1)

    return answer


def resets(connection: socket.socket) -> None:
    read_request(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def trickles(connection: socket.socket) -> None:
    read_request(connection)
    connection.settimeout(0.02)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    while True:
        connection.sendall(b"x")
        try:
            if not connection.recv(1):
                return
        except TimeoutError:
            continue


def test_bytes_are_kept_as_they_crossed_the_socket() -> None:
    raw = b"HTTP/1.1 200 Fine\r\nx-Odd:  1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    with raw_server(sends(raw)) as port:
        attempt = get(port)
    assert attempt.response == raw
    assert attempt.request.startswith(b"GET / HTTP/1.1\r\nHost: arabic.news.example\r\nUser-Agent: Marsad/")
    assert attempt.capture is not None
    assert (attempt.outcome, attempt.capture.body, attempt.capture.header("X-odd")) == ("ok", b"abc", "1")


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (sends(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab"), "ok"),
        (sends(b"HTTP/1.1 304 Not Modified\r\n\r\n"), "protocol"),
        (sends(b"HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n"), "redirect"),
        (sends(b"HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n"), "forbidden"),
        (sends(b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"), "forbidden"),
        (sends(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"), "not_found"),
        (sends(b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"), "gone"),
        (sends(b"HTTP/1.1 418 Teapot\r\nContent-Length: 0\r\n\r\n"), "client_error"),
        (sends(b"HTTP/1.1 429 Slow\r\nContent-Length: 0\r\n\r\n"), "rate_limited"),
        (sends(b"HTTP/1.1 503 Later\r\nContent-Length: 0\r\n\r\n"), "server_error"),
        (sends(b""), "protocol"),
        (sends(b"220 smtp.example ESMTP\r\n"), "protocol"),
        (sends(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"), "protocol"),
        (sends(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), "protocol"),
        (sends(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nab"), "bad_encoding"),
        (sends(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + b"x" * 9999), "too_large"),
        (sends(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 9999), "too_large"),
        (sends(b"HTTP/1.1 100 Continue\r\n\r\n" * 9999), "too_large"),
        (sends(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 9999), "too_large"),
        (resets, "reset"),
    ],
)
def test_every_answer_has_its_word(answer: Callable[[socket.socket], None], word: str) -> None:
    with raw_server(answer) as port:
        attempt = get(port)
    assert attempt.outcome == word
    assert (attempt.capture is None) == (attempt.error is not None)
    assert attempt.outcome in OUTCOMES


def test_gzip_bomb_is_too_large() -> None:
    bomb = gzip.compress(bytes(10_000_000))[:1_900]
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)
    with raw_server(sends(head + bomb)) as port:
        assert get(port).outcome == "too_large"


@pytest.mark.parametrize("data", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\na"])
def test_server_that_stops_talking_is_left_after_the_read_timeout(data: bytes) -> None:
    with raw_server(sends_and_stalls(data)) as port:
        assert get(port, read=0.1).outcome == "timeout"


def test_byte_at_a_time_ends_with_the_time_for_the_whole() -> None:
    with raw_server(trickles) as port:
        assert get(port, total=0.3, read=5.0).outcome == "timeout"


def test_nobody_listening_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert get(port).outcome == "refused"


def test_plain_answer_to_a_tls_greeting_is_tls() -> None:
    with raw_server(lambda connection: connection.sendall(b"HTTP/1.1 400 Bad\r\n\r\n")) as port:
        assert get(port, "https://arabic.news.example/").outcome == "tls"


@pytest.mark.parametrize(
    ("name", "days"), [("arabic.news.example", 9), ("arabic.news.example", -9), ("other.example", 9)]
)
@pytest.mark.parametrize("is_trusted", [False, True])
def test_certificate_that_does_not_hold_is_tls(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, days: int, is_trusted: bool
) -> None:
    file = certificate(tmp_path, name, days)
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    asked = []

    def answer(connection: socket.socket) -> None:
        with suppress(OSError), context.wrap_socket(connection, server_side=True) as secure:
            asked.append(read_request(secure))
            secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    with raw_server(answer) as port:
        found = get(port, "https://arabic.news.example/").outcome
    # Only one that somebody trusted signed, for this name and this day, is asked anything.
    is_good = is_trusted and name == "arabic.news.example" and days > 0
    assert (found, bool(asked)) == (("ok", True) if is_good else ("tls", False))


def certificate(folder: Path, name: str, days: int) -> Path:
    """A certificate that signs itself, valid for 30 days until in so many days, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    ends = utc_now() + timedelta(days=days)
    made = x509.CertificateBuilder(
        subject, subject, key.public_key(), x509.random_serial_number(), ends - timedelta(30), ends
    )
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    file = folder / "certificate.pem"
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(secret + made.sign(key, hashes.SHA256()).public_bytes(pem))
    return file


@pytest.mark.parametrize(
    "url", ["ftp://a.example/", "file:///etc/passwd", "http://", "http://user:pw@a.example/", "http://[::1/", "x"]
)
def test_url_that_is_not_fetched_is_not_allowed(url: str) -> None:
    assert get(1, url).outcome == "not_allowed"


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "::1", "fe80::1", "::ffff:127.0.0.1",
     "0.0.0.0", "224.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "100.64.0.1"],
)  # fmt: skip
def test_address_that_is_not_public_is_refused_before_connecting(host: str) -> None:
    with pytest.raises(AddressRefusedError):
        asyncio.run(public_address(host, 80))


def test_loopback_is_not_reached_without_the_setting() -> None:
    asked: list[socket.socket] = []
    with raw_server(asked.append) as port:
        fetcher = Fetcher(Settings(), utc_now)

        async def ask() -> Attempt:
            try:
                return await fetcher.get(f"http://127.0.0.1:{port}/")
            finally:
                await fetcher.aclose()

        assert asyncio.run(ask()).outcome == "not_allowed"
    assert asked == []


def test_name_without_address_is_dns() -> None:
    error = httpcore.ConnectError()
    error.__cause__ = socket.gaierror(-2, "Name or service not known")
    assert classify(error) == "dns"
    assert classify(httpx.InvalidURL("x")) == "not_allowed"


def test_every_temporary_word_is_a_failure_to_answer() -> None:
    assert {OUTCOMES[word] for word in TEMPORARY} == {"failed"}
