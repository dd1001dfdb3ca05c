"""The archive read back: every attempt of a WARC file of ours, and what is damaged in it."""

from __future__ import annotations

import base64
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from fastwarc.warc import ArchiveIterator, WarcRecordType

from pipeline.capture import Capture
from pipeline.collect.archive import Aim, Archived, Damage, Fetch, RunRecord, UnreadRecord
from pipeline.collect.http_message import MessageError, parse_response

_GZIP_MEMBER = b"\x1f\x8b\x08"


def read_archive(path: Path, max_body_bytes: int) -> Iterator[Archived | RunRecord | UnreadRecord | Damage]:
    """Yield what one WARC file of ours holds, in the order it was written.

    A response that is missing or cut short gives an Archived without capture and a Damage.
    """
    waiting: tuple[Fetch, str] | None = None
    for offset, record, content in _records(path):
        if isinstance(content, Damage):
            yield content
            continue
        if record.record_type == WarcRecordType.metadata:
            if waiting:
                yield from _torn(waiting[0], offset)
                waiting = None
            facts = json.loads(content)
            uri = record.headers.get("WARC-Target-URI") or ""
            if uri.startswith("urn:marsad:run:"):
                yield RunRecord(uri.rpartition(":")[2], facts)
                continue
            if uri == "urn:marsad:unread":
                yield UnreadRecord(**facts)
                continue
            fetch = _fetch(facts)
            if response_id := record.headers.get("WARC-Concurrent-To"):
                waiting = fetch, response_id
            else:
                yield Archived(fetch, None, None)
        elif waiting and record.headers["WARC-Record-ID"] == waiting[1]:
            fetch, waiting = waiting[0], None
            if record.record_type == WarcRecordType.response:
                yield _archived(fetch, content, offset, max_body_bytes)
            else:
                headers = (("content-type", record.headers["Content-Type"] or ""),)
                yield Archived(fetch, Capture(fetch.url, fetch.started_at, 200, headers, content), offset)
    if waiting:
        yield from _torn(waiting[0], path.stat().st_size)


def _fetch(facts: dict[str, Any]) -> Fetch:
    started_at = datetime.fromisoformat(facts["started_at"])
    return Fetch(**facts | {"started_at": started_at, "aim": Aim(**facts["aim"])})


def _archived(fetch: Fetch, raw: bytes, offset: int, max_body_bytes: int) -> Archived:
    if fetch.error:
        return Archived(fetch, None, offset)
    try:
        status, headers, body = parse_response(raw, max_body_bytes)
    except MessageError as error:
        return Archived(replace(fetch, outcome=error.word, error=str(error)), None, offset)
    return Archived(fetch, Capture(fetch.url, fetch.started_at, status, headers, body), offset)


def _torn(fetch: Fetch, offset: int) -> Iterator[Archived | Damage]:
    message = f"the response to {fetch.url} is missing or cut short"
    yield Archived(replace(fetch, outcome="torn", error=message), None, None)
    yield Damage(offset, message)


def _records(path: Path) -> Iterator[tuple[int, Any, bytes | Damage]]:
    """Yield (offset, record, block); after damage, go on at the next gzip member."""
    data = path.read_bytes()
    begin = 0
    while 0 <= begin < len(data):
        last = begin
        try:
            for record in ArchiveIterator(io.BytesIO(memoryview(data)[begin:]), parse_http=False):
                last = begin + record.stream_pos
                block = record.reader.read()
                # A record cut off anywhere, in its head too, cannot have the right digest.
                if record.headers.get("WARC-Block-Digest") == _block_digest(block):
                    yield last, record, block
                else:
                    yield last, record, Damage(last, f"{path.name}: the record at byte {last} is damaged or cut short")
            return
        except OSError as error:
            yield last, None, Damage(last, f"{path.name}: cannot be read after byte {last}: {error}")
        begin = data.find(_GZIP_MEMBER, last + 1)


def _block_digest(block: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(block, usedforsecurity=False).digest()).decode()
