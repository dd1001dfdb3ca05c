"""The archive: WARC/1.1 files that hold every attempt.

One file a daily run. Each attempt is up to three records, written in one go: `metadata` (the
attempt as JSON), `request` and `response`. The metadata come first and name the response,
so a file cut off in the middle still tells which response is missing. What others captured
(see `imports`) stands in files of the same kind, without a request.
"""

from __future__ import annotations

import io
import json
import uuid
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from fastwarc.warc import WarcRecord, WarcRecordType
from isal import igzip

from pipeline.capture import Capture
from pipeline.collect.http_message import without_secrets
from pipeline.durable import make_folder, sync

if TYPE_CHECKING:
    # What reads an archive does not depend on what fetches: parts stay valid when only that changes.
    from pipeline.collect.fetch import Attempt

_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Aim:
    """What a fetch is for: `purpose` is `feed`, `article`, `robots` or `index` (a list of captures of others).

    `feed_kind` tells how a feed is to be read. `article_url` is the canonical URL of the article that the
    page belongs to, whatever page or redirect of it is asked for; `page_no` counts from 1. `memento` is the
    address of somebody else's capture, where that is asked for: the answer, after redirects, is then to be
    read as what that capture says (see `memento`).
    """

    purpose: str
    feed_id: str | None = None
    feed_kind: str | None = None
    article_url: str | None = None
    page_no: int = 1
    memento: str | None = None


@dataclass(frozen=True, slots=True)
class Fetch:
    """One attempt as the archive tells it: a row of the table `fetches`.

    `origin` tells where somebody else's capture was found; it is None for an attempt of our own at the source.
    """

    fetch_id: str
    run_id: str
    aim: Aim
    url: str
    attempt: int
    started_at: datetime
    duration_ms: int
    outcome: str
    status: int | None
    error: str | None
    response_bytes: int
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class Archived:
    """A fetch with its capture (None where there was no readable response) and where it stands."""

    fetch: Fetch
    capture: Capture | None
    warc_offset: int | None


@dataclass(frozen=True, slots=True)
class Damage:
    """A stretch of a WARC file that cannot be read: from `offset`, with a sentence saying why."""

    offset: int
    message: str


@dataclass(frozen=True, slots=True)
class RunRecord:
    """What a run said of itself: `state` is `started` or `ended`, `facts` its JSON object."""

    state: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class UnreadRecord:
    """A stretch of imported material that could not be read: where it stands there, with a sentence saying why."""

    run_id: str
    origin: str
    message: str


# `asdict` copies what it finds, which takes longer than all else that is done with an attempt here.
_FETCH, _AIM = tuple(field.name for field in fields(Fetch)), tuple(field.name for field in fields(Aim))


class ArchiveWriter:
    """Appends one run's attempts to a WARC file of its own; made durable on closing."""

    def __init__(self, folder: Path, run_id: str, facts: dict[str, Any]) -> None:
        self.run_id = run_id
        # The run id begins with its time: names sort in the order of the runs.
        self.path = folder / run_id[:4] / f"marsad-{run_id}.warc.gz"
        make_folder(self.path.parent)
        self._file = self.path.open("xb")
        self._count = 0
        self._append([info_record(self.path.name, facts["user_agent"]), fact_record("run:started", facts)])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        sync(self.path)
        sync(self.path.parent)

    def end(self, facts: dict[str, Any]) -> None:
        """Record that the run collected all that it planned, with its own counts."""
        self._append([fact_record("run:ended", facts)])

    def add(self, attempt: Attempt, aim: Aim, number: int) -> Fetch:
        """Append one attempt, the `number`-th at its URL, and return it as a row."""
        self._count += 1
        fetch = Fetch(
            fetch_id=f"{self.run_id}/{self._count:06d}",
            run_id=self.run_id,
            aim=aim,
            url=attempt.url,
            attempt=number,
            started_at=attempt.started_at.astimezone(UTC),
            duration_ms=attempt.duration_ms,
            outcome=attempt.outcome,
            status=attempt.status,
            error=attempt.error,
            response_bytes=len(attempt.response),
            origin=aim.memento,
        )
        metadata = fetch_record(fetch)
        records = [metadata]
        if attempt.response:
            response = new_record(
                WarcRecordType.response, without_secrets(attempt.response), "application/http; msgtype=response"
            )
            if attempt.capture is None:
                response.headers["WARC-Truncated"] = "unspecified"
            request = new_record(
                WarcRecordType.request, without_secrets(attempt.request), "application/http; msgtype=request"
            )
            for record in (metadata, request):
                record.headers["WARC-Concurrent-To"] = response.headers["WARC-Record-ID"]
            records += [request, response]
        dated(records, attempt.url, fetch.started_at)
        self._append(records)
        return fetch

    def unread(self, origin: str, message: str) -> None:
        """Record a stretch of somebody else's material that cannot be read."""
        self._append([fact_record("unread", {"run_id": self.run_id, "origin": origin, "message": message})])

    def _append(self, records: list[WarcRecord]) -> None:
        self._file.write(b"".join(members(records)))
        # Out of the process at once: a killed run must lose nothing that it fetched.
        self._file.flush()


def info_record(name: str, user_agent: str) -> WarcRecord:
    """The record that a file begins with."""
    lines = {"software": user_agent, "format": "WARC File Format 1.1", "robots": "obey"}
    text = "".join(f"{key}: {value}\r\n" for key, value in lines.items())
    info = new_record(WarcRecordType.warcinfo, text.encode(), "application/warc-fields")
    info.headers["WARC-Filename"] = name
    return info


def fact_record(name: str, facts: dict[str, Any]) -> WarcRecord:
    """A record of facts that are about no response: `run:started`, `run:ended`, `unread`."""
    record = new_record(WarcRecordType.metadata, json.dumps(facts, ensure_ascii=False).encode(), _JSON)
    record.headers["WARC-Target-URI"] = f"urn:marsad:{name}"
    return record


def fetch_record(fetch: Fetch) -> WarcRecord:
    """The record that tells of an attempt."""
    facts = {name: getattr(fetch, name) for name in _FETCH} | {
        "aim": {name: getattr(fetch.aim, name) for name in _AIM},
        "started_at": fetch.started_at.isoformat(),
    }
    return new_record(WarcRecordType.metadata, json.dumps(facts, ensure_ascii=False).encode(), _JSON)


def dated(records: list[WarcRecord], url: str, moment: datetime) -> None:
    """Say of records of one attempt what was asked for, and when."""
    for record in records:
        record.headers["WARC-Target-URI"] = url
        record.headers["WARC-Date"] = moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def members(records: list[WarcRecord]) -> list[bytes]:
    """Records as they stand in a file: one gzip member each."""
    packed = []
    for record in records:
        plain = io.BytesIO()
        record.write(plain, checksum_data=True)
        # Ten times as fast as zlib's default and a tenth larger: packing would be a third of a backfill.
        packed.append(igzip.compress(plain.getvalue(), 2, mtime=0))
    return packed


def new_record(kind: WarcRecordType, content: bytes, content_type: str) -> WarcRecord:
    """A record with an id of its own."""
    record = WarcRecord()
    record.init_headers(record_type=kind, record_urn=f"uuid:{uuid.uuid4()}".encode())
    record.headers["Content-Type"] = content_type
    record.set_bytes_content(content)
    return record
