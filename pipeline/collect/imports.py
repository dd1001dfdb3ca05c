"""Captures of others into the archive: WARC files of ours that hold what a source found, each capture once.

A segment is one file. It appears under its name complete and durable, or not at all: what it is made from
is still there, so a run that is killed loses nothing by it.
"""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC
from heapq import merge
from pathlib import Path
from typing import Any

from fastwarc.warc import WarcRecord, WarcRecordType

from pipeline.capture import Capture
from pipeline.collect.archive import (
    Aim,
    Archived,
    Fetch,
    RunRecord,
    UnreadRecord,
    dated,
    fact_record,
    fetch_record,
    info_record,
    members,
    new_record,
)
from pipeline.collect.fetch import status_word
from pipeline.collect.found import Found, Unread
from pipeline.collect.http_message import MessageError, parse_response, without_secrets
from pipeline.derive.urls import canonical_url, page_number
from pipeline.durable import make_folder, replace

# A set takes ten times the memory of an array, and an array is slow to add to.
_MOST_LATER = 50_000


@dataclass(frozen=True, slots=True)
class Batch:
    """What a segment is made from: number `number` of the run that `facts` tell of, from 1."""

    number: int
    items: Sequence[Found | Unread]


@dataclass(frozen=True, slots=True)
class Segment:
    """What became of a batch: the file, None where nothing was new, and where things were found.

    `known` are origins of captures that were known before or came twice in the batch; `keys` are of what was archived.
    """

    path: Path | None
    new: list[str]
    known: list[str]
    unread: list[Unread]
    keys: list[str]


Record = Archived | RunRecord | UnreadRecord


class KnownKeys:
    """Keys of captures that the archive holds, for looking up: 8 bytes each, sorted, in a file that processes share.

    The process that hands out the work adds to the file what a run brings (`add_keys`); the others `look_again`.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._keys = array("Q", path.read_bytes())
        self._later: set[int] = set()
        self._read = len(self._keys)

    def __contains__(self, key: str) -> bool:
        wanted = int(key[:16], 16)
        at = bisect_left(self._keys, wanted)
        return wanted in self._later or (at < len(self._keys) and self._keys[at] == wanted)

    def look_again(self) -> None:
        """Know what was added to the file since."""
        with self._path.open("rb") as file:
            file.seek(8 * self._read)
            added = array("Q", file.read())
        self._read += len(added)
        self._later.update(added)
        if len(self._later) > _MOST_LATER:
            self._keys, self._later = array("Q", merge(self._keys, sorted(self._later))), set()


def add_keys(path: Path, keys: Iterable[str]) -> None:
    """Add keys to a file of known ones, whole to whoever reads it meanwhile."""
    with path.open("ab", buffering=0) as file:
        file.write(array("Q", (int(key[:16], 16) for key in keys)).tobytes())


def write_segment(
    archive: Path, facts: dict[str, Any], batch: Batch, known: KnownKeys, max_body_bytes: int
) -> tuple[Segment, list[Record]]:
    """Archive the captures of a batch that are not known yet, in a file of their own.

    Returns what became of the batch, and the records of the file as `read_archive` would give them. `facts` are of
    the run, as its first record has them. A response that cannot be read becomes an Unread.
    """
    path = segment_path(archive, facts["run_id"], batch.number)
    parts = members([info_record(path.name, facts["user_agent"]), fact_record("run:started", facts)])
    size = sum(map(len, parts))
    records: list[Record] = [RunRecord("started", facts)]
    new: list[str] = []
    double: list[str] = []
    unread: list[Unread] = []
    seen: set[str] = set()

    def add(record: Record, written: list[bytes]) -> None:
        nonlocal size
        records.append(record)
        parts.extend(written)
        size += sum(map(len, written))

    for item in batch.items:
        if isinstance(item, Unread):
            unread.append(item)
            continue
        try:
            key, outcome, capture = _read(item, max_body_bytes)
        except MessageError as error:
            unread.append(Unread(item.origin, f"the response of {item.url} cannot be read: {error}"))
            continue
        if key in seen or key in known:
            double.append(item.origin)
            continue
        seen.add(key)
        new.append(item.origin)
        fetch = _fetch(facts["run_id"], item, key, outcome, capture)
        written = members(_records(fetch, item))
        add(Archived(fetch, capture, size + len(written[0]) if capture else None), written)
    for word in unread:
        if (key := unread_key(word)) not in seen and key not in known:
            seen.add(key)
            told = {"run_id": facts["run_id"], "origin": word.origin, "message": word.message}
            add(UnreadRecord(**told), members([fact_record("unread", told)]))
    segment = Segment(path if seen else None, new, double, unread, sorted(seen))
    if not seen:
        return segment, []
    write_whole(path, parts)
    return segment, records


def write_end(archive: Path, facts: dict[str, Any], number: int, ended: dict[str, Any]) -> Path:
    """Archive that a run has read all that it was given; return the file, which comes after all its segments."""
    path = segment_path(archive, facts["run_id"], number)
    head = [info_record(path.name, facts["user_agent"]), fact_record("run:started", facts)]
    write_whole(path, members([*head, fact_record("run:ended", ended)]))
    return path


def segment_path(archive: Path, run_id: str, number: int) -> Path:
    """Where a segment stands: names sort in the order of the runs, and of the segments of a run."""
    return archive / run_id[:4] / f"marsad-{run_id}-{number:06d}.warc.gz"


def unread_key(item: Unread) -> str:
    """24 hex digits that tell one unreadable stretch from another."""
    return hashlib.sha256(f"unread\n{item.origin}\n{item.message}".encode()).hexdigest()[:24]


def found_key(item: Found, max_body_bytes: int) -> str:
    """24 hex digits that tell one capture from another, whatever file it was found in.

    Raises MessageError for a response that cannot be read.
    """
    return _read(item, max_body_bytes)[0]


def write_whole(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file that is under its name complete and durable, or not at all."""
    make_folder(path.parent)
    unfinished = path.with_name(f".{path.name}.unfinished")
    with unfinished.open("wb") as file:
        file.writelines(parts)
    replace(unfinished, path)


def _read(item: Found, max_body_bytes: int) -> tuple[str, str, Capture | None]:
    """Return (key, outcome, capture) of what was found; a revisit has no capture."""
    moment = item.captured_at.astimezone(UTC)
    if item.outcome == "not_modified":
        key = hashlib.sha256(f"not_modified\n{item.url}\n{moment.isoformat()}".encode()).hexdigest()[:24]
        return key, "not_modified", None
    if item.content_type is not None:
        capture = Capture(item.url, moment, 200, (("content-type", item.content_type),), item.content)
    else:
        capture = Capture(item.url, moment, *parse_response(item.content, max_body_bytes))
    return capture.capture_id, status_word(capture.status), capture


def _fetch(run_id: str, item: Found, key: str, outcome: str, capture: Capture | None) -> Fetch:
    is_article = item.purpose == "article"
    aim = Aim(
        item.purpose,
        item.feed_id,
        item.feed_kind,
        canonical_url(item.url) if is_article else None,
        page_number(item.url) if is_article else 1,
    )
    return Fetch(
        fetch_id=key,
        run_id=run_id,
        aim=aim,
        url=item.url,
        attempt=1,
        started_at=item.captured_at.astimezone(UTC),
        duration_ms=0,
        outcome=outcome,
        status=capture.status if capture else 304,
        error=None,
        response_bytes=len(item.content),
        origin=item.origin,
    )


def _records(fetch: Fetch, item: Found) -> list[WarcRecord]:
    metadata = fetch_record(fetch)
    records = [metadata]
    if item.outcome != "not_modified":
        kind = WarcRecordType.response if item.content_type is None else WarcRecordType.resource
        kept = without_secrets(item.content) if item.content_type is None else item.content
        content = new_record(kind, kept, item.content_type or "application/http; msgtype=response")
        metadata.headers["WARC-Concurrent-To"] = content.headers["WARC-Record-ID"]
        records.append(content)
    dated(records, item.url, fetch.started_at)
    return records
