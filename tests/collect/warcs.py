"""WARC records in every shape, byte by byte: no library writes the broken ones."""

from __future__ import annotations

import base64
import gzip
import hashlib
import uuid
from collections.abc import Iterable

DATE = "2018-03-29T10:00:00Z"


def warc_record(
    url: str,
    block: bytes,
    kind: str = "response",
    date: str | None = DATE,
    content_type: str = "application/http; msgtype=response",
    length: int | str | None = None,
    digest: str | None = "sha1",
    extra: Iterable[str] = (),
) -> bytes:
    """One record; `digest` is an algorithm for a right one, a text with a colon for that text, None for none."""
    lines = [
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, url)}>",
        f"WARC-Target-URI: {url}",
        f"Content-Type: {content_type}",
        f"Content-Length: {len(block) if length is None else length}",
        *([f"WARC-Date: {date}"] if date is not None else []),
        *extra,
    ]
    if digest is not None:
        lines.append(f"WARC-Block-Digest: {digest if ':' in digest else digest_of(block, digest)}")
    return "\r\n".join(["WARC/1.0", *lines, "", ""]).encode() + block + b"\r\n\r\n"


def digest_of(block: bytes, algorithm: str, as_hex: bool = False) -> str:
    """As `sha1:BASE32` or `sha1:hex`."""
    digest = hashlib.new(algorithm, block)
    return f"{algorithm}:{digest.hexdigest() if as_hex else base64.b32encode(digest.digest()).decode()}"


def http_answer(body: bytes, status: str = "200 OK", content_type: str = "text/html; charset=utf-8") -> bytes:
    """An HTTP response with its length."""
    return f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def zipped(*records: bytes) -> bytes:
    """Each record in a gzip member of its own."""
    return b"".join(gzip.compress(record, 6, mtime=0) for record in records)
