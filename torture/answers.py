"""Hostile HTTP answers by name, and addresses that no run may ask."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from functools import cache

import brotli

from torture.markup import HOST


def answers() -> dict[str, Callable[[], Iterator[bytes]]]:
    """Whole HTTP answers, in pieces."""

    def encoded(names: str, body: bytes | Callable[[], bytes]) -> Callable[[], Iterator[bytes]]:
        def answer() -> Iterator[bytes]:
            packed = body if isinstance(body, bytes) else body()
            head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {names}\r\nContent-Length: {len(packed)}\r\n\r\n"
            yield head.encode()
            yield packed

        return answer

    def raw(*parts: bytes) -> Callable[[], Iterator[bytes]]:
        return lambda: iter(parts)

    ok = b"HTTP/1.1 200 OK\r\n"
    return {
        "gzip_bomb": encoded("gzip", _gzip_bomb),
        "deflate_bomb": encoded("deflate", _deflate_bomb),
        "brotli_bomb": encoded("br", _brotli_bomb),
        "gzip_in_gzip": encoded("gzip, gzip", lambda: gzip.compress(_gzip_bomb())),
        "gzip_in_brotli": encoded("gzip, br", lambda: brotli.compress(_gzip_bomb(), quality=1)),
        "gzip_100_times": encoded(", ".join(["gzip"] * 100), _gzip_bomb),
        "identity_many": encoded(", ".join(["identity"] * 9_999), b"x"),
        "gzip_that_is_none": encoded("gzip", b"<p>x</p>"),
        "gzip_cut": encoded("gzip", lambda: _gzip_bomb()[:1000]),
        "encoding_unknown": encoded("zstd", b"x"),
        "deflate_raw_bomb": encoded("deflate", lambda: _deflate_bomb()[2:-4]),
        "brotli_garbage": encoded("br", b"\xff" * 999),
        "gzip_members": encoded("gzip", gzip.compress(b"<p>x</p>") * 9_999),
        "gzip_empty": encoded("gzip", b""),
        "headers_huge": raw(ok + b"X: " + b"x" * 5_000_000 + b"\r\n\r\n"),
        "headers_many": raw(ok + b"X: y\r\n" * 200_000 + b"\r\n"),
        "header_bare_cr": raw(ok + b"X: a\rSet-Cookie: b\r\nContent-Length: 0\r\n\r\n"),
        "header_nul": raw(ok + b"X: \0\r\n\r\n"),
        "length_negative": raw(ok + b"Content-Length: -1\r\n\r\nx"),
        "length_huge": raw(ok + b"Content-Length: 999999999999\r\n\r\n<p>x"),
        "length_twice": raw(ok + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx"),
        "length_short": raw(ok + b"Content-Length: 1\r\n\r\n<p>xxxx"),
        "chunk_huge": raw(ok + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx"),
        "chunk_garbage": raw(ok + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
        "chunks_of_a_byte": lambda: _chunks(300_000),
        "chunks_and_length": raw(ok + b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
        "body_without_end": lambda: _endless(ok + b"\r\n"),
        "continues": raw(b"HTTP/1.1 100 Continue\r\n\r\n" * 9_999 + ok + b"\r\nx"),
        "status_999": raw(b"HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n"),
        "status_0": raw(b"HTTP/1.1 000 x\r\n\r\n"),
        "http_0_9": raw(b"<p>x</p>"),
        "http_2": raw(b"HTTP/2 200\r\n\r\nx"),
        "smtp": raw(b"220 mail ESMTP\r\n"),
        "nothing": raw(b""),
        "upgrade": raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
        "not_modified_unasked": raw(b"HTTP/1.1 304 x\r\n\r\n"),
        "redirect_to_itself": raw(b"HTTP/1.1 302 x\r\nLocation: ?\r\nContent-Length: 0\r\n\r\n"),
        "redirect_without_place": raw(b"HTTP/1.1 302 x\r\nContent-Length: 0\r\n\r\n"),
        "redirect_file": raw(b"HTTP/1.1 302 x\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n"),
        "redirect_loopback": raw(b"HTTP/1.1 302 x\r\nLocation: http://127.0.0.1:22/\r\nContent-Length: 0\r\n\r\n"),
        "redirect_metadata": raw(b"HTTP/1.1 302 x\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"),
        "redirect_broken": raw(b"HTTP/1.1 302 x\r\nLocation: http://[::1\r\nContent-Length: 0\r\n\r\n"),
        "retry_after_odd": raw(b"HTTP/1.1 503 x\r\nRetry-After: \xb2\r\nContent-Length: 0\r\n\r\n"),
        "cookie_huge": raw(ok + b"Set-Cookie: " + b"x" * 50_000 + b"\r\nContent-Length: 8\r\n\r\n<p>x</p>"),
        "etag_odd": raw(ok + b'ETag: "\'; DROP TABLE x;--"\r\nContent-Length: 8\r\n\r\n<p>x</p>'),
        "type_odd": raw(ok + b"Content-Type: " + b"a/b;" * 9_999 + b"\r\nContent-Length: 8\r\n\r\n<p>x</p>"),
    }


@cache
def _gzip_bomb() -> bytes:
    return gzip.compress(bytes(200_000_000), 1)


@cache
def _deflate_bomb() -> bytes:
    return zlib.compress(bytes(200_000_000), 1)


@cache
def _brotli_bomb() -> bytes:
    packer = brotli.Compressor(quality=1)
    return b"".join([*(packer.process(bytes(1_000_000)) for _ in range(200)), packer.finish()])


def _chunks(count: int) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    for _ in range(count // 1000):
        yield b"1\r\nx\r\n" * 1000
    yield b"0\r\n\r\n"


def _endless(head: bytes) -> Iterator[bytes]:
    yield head
    while True:
        yield b"<p>x</p>" * 10_000


def links() -> list[str]:
    """Addresses that no run may ask, as a feed writes them."""
    numbers = (
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0177.0.0.1",
        "0x7f000001",
        "0x7f.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0",
        "[::]",
        "127。0。0。1",
        "127．0．0．1",
        "127.0.0.1.",
        "169.254.169.254",
        "0xa9fea9fe",
        "2852039166",
        "10.0.0.1",
        "192.168.0.1",
        "172.16.0.1",
        "100.64.0.1",
        "224.0.0.1",
        "[fe80::1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[fd00:ec2::254]",
        "localhost",
        "metadata.google.internal",
        "evil.example.net",
        f"{HOST}.evil.net",
        HOST.replace("news", "evilnews"),
        f"user:pw@{HOST}",
        f"{HOST}:22",
        f"{HOST}:0",
        f"{HOST}:65536",
        f"{HOST}%00.evil.net",
        f"{HOST}%2eevil.net",
        f"x\\@{HOST}@evil.net",
        f"{HOST}#@evil.net:1",
    )
    schemes = (
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "gopher://127.0.0.1:70/",
        "data:text/html,x",
        "javascript:alert(1)",
        "unix:///var/run/docker.sock",
        "dict://127.0.0.1/",
        "ldap://127.0.0.1/",
        "jar:http://x!/",
        "http://",
        "http:///etc/passwd",
        "http://[",
        "http://[::1",
        "mailto:a@b",
        "tel:1",
        "ws://127.0.0.1/",
    )
    return [*(f"http://{number}/{place}" for place, number in enumerate(numbers)), *schemes]
