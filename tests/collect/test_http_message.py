from __future__ import annotations

import gzip
import zlib

import brotli
import pytest

from pipeline.collect.http_message import MessageError, parse_response, without_secrets

LIMIT = 10_000
TEXT = "نقل مئات المسلحين".encode()


def gzipped(body: bytes) -> bytes:
    """Without the time in it: these bytes are names of tests, and those must be the same in every process of a run."""
    return gzip.compress(body, mtime=0)


def response(body: bytes, *headers: str) -> bytes:
    head = "".join(f"{line}\r\n" for line in ("HTTP/1.1 200 OK", f"Content-Length: {len(body)}", *headers))
    return head.encode() + b"\r\n" + body


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("identity", TEXT),
        ("gzip", gzipped(TEXT)),
        ("x-gzip", gzipped(TEXT)),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", zlib.compress(TEXT, wbits=-15)),
        ("br", brotli.compress(TEXT)),
        ("gzip, br", brotli.compress(gzipped(TEXT))),
    ],
)
def test_content_encodings_are_undone(encoding: str, body: bytes) -> None:
    status, headers, text = parse_response(response(body, f"Content-Encoding: {encoding}"), LIMIT)
    assert (status, text) == (200, TEXT)
    assert ("Content-Encoding", encoding) in headers


def test_chunks_are_joined() -> None:
    raw = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    assert parse_response(raw, LIMIT)[2] == b"abcde"


def test_body_without_length_ends_with_the_connection() -> None:
    assert parse_response(b"HTTP/1.0 200 OK\r\n\r\nabc", LIMIT)[2] == b"abc"


def test_not_modified_has_no_body() -> None:
    assert parse_response(b'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\n', LIMIT)[::2] == (304, b"")


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        (b"", "protocol"),
        (b"not http at all", "protocol"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "protocol"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", "protocol"),
        (response(TEXT, "Content-Encoding: gzip"), "bad_encoding"),
        (response(gzipped(TEXT)[:-9], "Content-Encoding: gzip"), "bad_encoding"),
        (response(brotli.compress(TEXT)[:-3], "Content-Encoding: br"), "bad_encoding"),
        (response(TEXT, "Content-Encoding: zstd"), "bad_encoding"),
        (response(gzipped(b"0" * 1_000_000), "Content-Encoding: gzip"), "too_large"),
        (response(brotli.compress(b"0" * 1_000_000), "Content-Encoding: br"), "too_large"),
    ],
)
def test_response_that_cannot_be_read_has_its_word(raw: bytes, word: str) -> None:
    with pytest.raises(MessageError) as caught:
        parse_response(raw, LIMIT)
    assert caught.value.word == word


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        (
            b"HTTP/1.1 200 OK\r\nSet-Cookie: a=secret\r\nX: y\r\n\r\nSet-Cookie: text\r\n",
            b"HTTP/1.1 200 OK\r\nX: y\r\n\r\nSet-Cookie: text\r\n",
        ),
        (
            b"HTTP/1.1 200 OK\r\nX: y\r\nSET-COOKIE : a=secret;\r\n b=secret\r\n\r\nbody",
            b"HTTP/1.1 200 OK\r\nX: y\r\n\r\nbody",
        ),
        (b"HTTP/1.1 200 OK\nset-cookie2:secret\nX: y\n\nbody", b"HTTP/1.1 200 OK\nX: y\n\nbody"),
        (
            b"GET / HTTP/1.1\r\nHost: a\r\nCookie: secret\r\nAuthorization: Basic secret\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        ),
        (b"HTTP/1.1 200 OK\r\nProxy-Authorization: secret", b"HTTP/1.1 200 OK\r\n"),
        (
            b"HTTP/1.1 100 C\r\nSet-Cookie: secret\r\n\r\nHTTP/1.1 200 OK\r\nSet-Cookie: secret\r\n\r\nx",
            b"HTTP/1.1 100 C\r\n\r\nHTTP/1.1 200 OK\r\n\r\nx",
        ),
        (b"HTTP/1.1 200 OK\r\nX-Cookie: y\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Cookie: y\r\n\r\n"),
        (b"", b""),
    ],
    ids=str,
)
def test_cookies_and_credentials_are_not_kept_and_all_else_is(message: bytes, kept: bytes) -> None:
    assert without_secrets(message) == kept
