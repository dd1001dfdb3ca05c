"""The archive: WARC/1.1 files that hold every attempt.

One file a run. Each attempt is up to three records, written in one go: `metadata` (the
attempt as JSON), `request` and `response`. The metadata come first and name the response,
so a file cut off in the middle still tells which response is missing.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import uuid
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from fastwarc.warc import WarcRecord, WarcRecordType

from pipeline.capture import Capture

if TYPE_CHECKING:
    # What reads an archive does not depend on what fetches: parts stay valid when only that changes.
    from pipeline.collect.fetch import Attempt

_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Aim:
    """What a fetch is for: `purpose` is `feed`, `article` or `robots`.

    `feed_kind` tells how a feed is to be read. `article_url` is the canonical URL of the article that the
    page belongs to, whatever page or redirect of it is asked for; `page_no` counts from 1.
    """

    purpose: str
    feed_id: str | None = None
    feed_kind: str | None = None
    article_url: str | None = None
    page_no: int = 1


@dataclass(frozen=True, slots=True)
class Fetch:
    """One attempt as the archive tells it: a row of the table `fetches`."""

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


class ArchiveWriter:
    """Appends one run's attempts to a WARC file of its own; made durable on closing."""

    def __init__(self, folder: Path, run_id: str, facts: dict[str, Any]) -> None:
        self.run_id = run_id
        # The run id begins with its time: names sort in the order of the runs.
        self.path = folder / run_id[:4] / f"marsad-{run_id}.warc.gz"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self.path.open("xb")
        self._count = 0
        lines = {"software": facts["user_agent"], "format": "WARC File Format 1.1", "robots": "obey"}
        text = "".join(f"{key}: {value}\r\n" for key, value in lines.items())
        info = _record(WarcRecordType.warcinfo, text.encode(), "application/warc-fields")
        info.headers["WARC-Filename"] = self.path.name
        self._append([info, self._run_record("started", facts)])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        # The new name is durable only once its folder is.
        folder = os.open(self.path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)

    def end(self, facts: dict[str, Any]) -> None:
        """Record that the run collected all that it planned, with its own counts."""
        self._append([self._run_record("ended", facts)])

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
        )
        facts = asdict(fetch) | {"started_at": fetch.started_at.isoformat()}
        metadata = _record(WarcRecordType.metadata, json.dumps(facts, ensure_ascii=False).encode(), _JSON)
        records = [metadata]
        if attempt.response:
            response = _record(WarcRecordType.response, attempt.response, "application/http; msgtype=response")
            if attempt.capture is None:
                response.headers["WARC-Truncated"] = "unspecified"
            request = _record(WarcRecordType.request, attempt.request, "application/http; msgtype=request")
            for record in (metadata, request):
                record.headers["WARC-Concurrent-To"] = response.headers["WARC-Record-ID"]
            records += [request, response]
        for record in records:
            record.headers["WARC-Target-URI"] = attempt.url
            record.headers["WARC-Date"] = _warc_date(fetch.started_at)
        self._append(records)
        return fetch

    def _run_record(self, state: str, facts: dict[str, Any]) -> WarcRecord:
        record = _record(WarcRecordType.metadata, json.dumps(facts, ensure_ascii=False).encode(), _JSON)
        record.headers["WARC-Target-URI"] = f"urn:marsad:run:{state}"
        return record

    def _append(self, records: list[WarcRecord]) -> None:
        members = []
        for record in records:
            plain = io.BytesIO()
            record.write(plain, checksum_data=True)
            members.append(gzip.compress(plain.getvalue(), 6, mtime=0))
        self._file.write(b"".join(members))
        # Out of the process at once: a killed run must lose nothing that it fetched.
        self._file.flush()


def _record(kind: WarcRecordType, content: bytes, content_type: str) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(record_type=kind, record_urn=f"uuid:{uuid.uuid4()}".encode())
    record.headers["Content-Type"] = content_type
    record.set_bytes_content(content)
    return record


def _warc_date(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
