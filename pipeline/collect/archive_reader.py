"""The archive read back: every attempt of a WARC file of ours, and what is damaged in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.capture import Capture
from pipeline.collect.archive import Aim, Archived, Damage, Fetch, RunRecord, UnreadRecord
from pipeline.collect.http_message import MessageError, parse_response
from pipeline.collect.memento import original
from pipeline.collect.warc_records import WarcFlaw, WarcRecord, is_intact, read_records

_MOST_BLOCK_BYTES = 2_000_000_000  # above what settings allow for a response


def read_archive(path: Path, max_body_bytes: int) -> Iterator[Archived | RunRecord | UnreadRecord | Damage]:
    """Yield what one WARC file of ours holds, in the order it was written.

    A response that is missing or cut short gives an Archived without capture and a Damage.
    """
    waiting: tuple[Fetch, str] | None = None
    for offset, record in _records(path):
        if isinstance(record, Damage):
            yield record
            continue
        kind, content = record.headers.get("warc-type"), record.block or b""
        if kind == "metadata":
            if waiting:
                yield from _torn(waiting[0], offset)
                waiting = None
            facts = json.loads(content)
            uri = record.headers.get("warc-target-uri", "")
            if uri.startswith("urn:marsad:run:"):
                yield RunRecord(uri.rpartition(":")[2], facts)
                continue
            if uri == "urn:marsad:unread":
                yield UnreadRecord(**facts)
                continue
            fetch = _fetch(facts)
            if response_id := record.headers.get("warc-concurrent-to"):
                waiting = fetch, response_id
            else:
                yield Archived(fetch, None, None)
        elif waiting and record.headers.get("warc-record-id") == waiting[1]:
            fetch, waiting = waiting[0], None
            if kind == "response":
                yield _archived(fetch, content, offset, max_body_bytes)
            else:
                headers = (("content-type", record.headers.get("content-type", "")),)
                yield Archived(fetch, Capture(fetch.url, fetch.started_at, 200, headers, content), offset)
    if waiting:
        yield from _torn(waiting[0], path.stat().st_size)


def read_body(path: Path, offset: int, max_body_bytes: int) -> bytes:
    """The body of the capture that stands at `offset` of a WARC file of ours, as `captures` tells it.

    Raises MessageError where it cannot be read, OSError where the file is gone.
    """
    with path.open("rb") as file:
        file.seek(offset)
        record = next(read_records(file.read, _MOST_BLOCK_BYTES))
    if isinstance(record, WarcFlaw) or record.block is None:
        raise MessageError("protocol", f"{path.name}: the record at byte {offset} is damaged or cut short")
    # A page that came in as a file is a record without the head of an answer.
    is_response = record.headers.get("warc-type") == "response"
    return parse_response(record.block, max_body_bytes)[2] if is_response else record.block


def _fetch(facts: dict[str, Any]) -> Fetch:
    started_at = datetime.fromisoformat(facts["started_at"])
    return Fetch(**facts | {"started_at": started_at, "aim": Aim(**facts["aim"])})


def _archived(fetch: Fetch, raw: bytes, offset: int, max_body_bytes: int) -> Archived:
    if fetch.error:
        return Archived(fetch, None, offset)
    try:
        capture = Capture(fetch.url, fetch.started_at, *parse_response(raw, max_body_bytes))
        if fetch.aim.memento:
            capture = original(capture, max_body_bytes)
    except MessageError as error:
        return Archived(replace(fetch, outcome=error.word, error=str(error)), None, offset)
    return Archived(fetch, capture, offset)


def _torn(fetch: Fetch, offset: int) -> Iterator[Archived | Damage]:
    message = f"the response to {fetch.url} is missing or cut short"
    yield Archived(replace(fetch, outcome="torn", error=message), None, None)
    yield Damage(offset, message)


def _records(path: Path) -> Iterator[tuple[int, WarcRecord | Damage]]:
    """Yield each record that has the digest it was written with; one that was cut off anywhere has not."""
    with path.open("rb") as file:
        for record in read_records(file.read, _MOST_BLOCK_BYTES):
            if isinstance(record, WarcFlaw):
                yield record.offset, Damage(record.offset, f"{path.name}@{record.offset}: {record.message}")
            elif is_intact(record):
                yield record.offset, record
            else:
                message = f"{path.name}: the record at byte {record.offset} is damaged or cut short"
                yield record.offset, Damage(record.offset, message)
