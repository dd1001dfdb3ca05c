"""Pages to WARC/1.1 files, one gzip member a record, as crawlers write them; whole or damaged."""

from __future__ import annotations

import base64
import hashlib
import uuid
import zlib
from datetime import datetime
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Self

from pipeline.capture import Capture

DAMAGE = ("cut", "flipped", "length_short", "length_long", "http_length")
"""How a response is spoilt: its gzip member cut off, a byte of it flipped, the record's Content-Length too small
or too large, the HTTP message's Content-Length larger than what is there. Whoever checks block digests and whole
HTTP messages can use none of them; whoever does not still finds the whole page in `length_long`."""

_LEVEL = 1
_CHUNK = 16_384
_REASONS = {200: "OK", 301: "Moved Permanently", 404: "Not Found"}
_HTTP = "application/http; msgtype=response"


class WarcFile:
    """One file under way, begun at the time `at`; `records` and `bytes` say what is in it so far."""

    def __init__(self, path: Path, seed: int, at: datetime) -> None:
        self.path = path
        self.records = 0
        self.bytes = 0
        self._rng = Random(seed)
        self._file = path.open("wb")
        info = b"software: marsad bench.archive\r\nformat: WARC File Format 1.1\r\n"
        headers = [("WARC-Filename", path.name), ("Content-Type", "application/warc-fields")]
        self._append(self._record("warcinfo", at, headers, info))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, capture: Capture, damage: str | None = None) -> int:
        """Append a response, spoilt in that way of DAMAGE if any is named; return the offset of its record."""
        block, payload = _response(self._rng, capture, damage == "http_length")
        headers = [*_target(capture), ("WARC-Payload-Digest", _digest(payload)), ("Content-Type", _HTTP)]
        stretch = {"length_short": -97, "length_long": 131}.get(damage or "", 0)
        return self._append(self._record("response", capture.fetched_at, headers, block, stretch), damage)

    def add_revisit(self, capture: Capture) -> int:
        """Append a record that says that the page was found unchanged a day later."""
        head, _, payload = _response(self._rng, capture, is_too_long=False)[0].partition(b"\r\n\r\n")
        profile = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
        headers = [
            *_target(capture),
            ("WARC-Profile", profile),
            ("WARC-Payload-Digest", _digest(payload)),
            ("WARC-Refers-To-Target-URI", capture.url),
            ("WARC-Refers-To-Date", _warc_date(capture.fetched_at)),
            ("Content-Type", _HTTP),
        ]
        return self._append(self._record("revisit", capture.fetched_at, headers, head + b"\r\n\r\n"))

    def add_metadata(self, capture: Capture) -> int:
        """Append what a crawler notes of how it found the page."""
        fields = (
            f"via: {capture.url.rsplit('/', 1)[0]}/\r\nhopsFromSeed: L\r\nfetchTimeMs: {self._rng.randrange(900)}\r\n"
        )
        headers = [*_target(capture), ("Content-Type", "application/warc-fields")]
        return self._append(self._record("metadata", capture.fetched_at, headers, fields.encode()))

    def _record(self, kind: str, at: datetime, headers: list[tuple[str, str]], block: bytes, stretch: int = 0) -> bytes:
        record_id = uuid.UUID(int=self._rng.getrandbits(128), version=4)
        first = [("WARC-Type", kind), ("WARC-Record-ID", f"<urn:uuid:{record_id}>"), ("WARC-Date", _warc_date(at))]
        last = [("WARC-Block-Digest", _digest(block)), ("Content-Length", str(len(block) + stretch))]
        lines = "".join(f"{name}: {value}\r\n" for name, value in (*first, *headers, *last))
        return f"WARC/1.1\r\n{lines}\r\n".encode() + block + b"\r\n\r\n"

    def _append(self, record: bytes, damage: str | None = None) -> int:
        packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, 31)
        member = packer.compress(record) + packer.flush()
        if damage == "cut":
            member = member[: int(len(member) * (0.2 + 0.7 * self._rng.random()))]
        elif damage == "flipped":
            at = int(len(member) * (0.3 + 0.5 * self._rng.random()))
            member = member[:at] + bytes([member[at] ^ 0x55]) + member[at + 1 :]
        offset = self.bytes
        self._file.write(member)
        self.records += 1
        self.bytes += len(member)
        return offset


def _response(rng: Random, capture: Capture, is_too_long: bool) -> tuple[bytes, bytes]:
    """The HTTP message and its payload as sent: most plain, some in chunks, some compressed."""
    body = capture.body
    how = 0.0 if is_too_long or not body else rng.random()
    more: list[tuple[str, str]] = []
    if how > 0.85:
        packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, 31)
        body = packer.compress(body) + packer.flush()
        more.append(("Content-Encoding", "gzip"))
    if 0.7 < how <= 0.85:
        body = _chunked(body)
        more.append(("Transfer-Encoding", "chunked"))
    else:
        more.append(("Content-Length", str(len(body) + 4_096 * is_too_long)))
    lines = "".join(f"{name}: {value}\r\n" for name, value in (*capture.headers, *more))
    status = f"HTTP/1.1 {capture.status} {_REASONS[capture.status]}"
    return f"{status}\r\n{lines}Connection: close\r\n\r\n".encode() + body, body


def _chunked(body: bytes) -> bytes:
    parts = (body[at : at + _CHUNK] for at in range(0, len(body), _CHUNK))
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def _target(capture: Capture) -> list[tuple[str, str]]:
    # 192.0.2.0/24 is reserved for examples.
    return [("WARC-Target-URI", capture.url), ("WARC-IP-Address", "192.0.2.7")]


def _digest(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


def _warc_date(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
