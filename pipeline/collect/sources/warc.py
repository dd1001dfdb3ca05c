"""WARC files of others: .warc, .warc.gz, and .wacz, which is a zip of them."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from pipeline.collect.found import Found, Input, Item, PassedOver, Unread
from pipeline.collect.sources.files import inputs_of
from pipeline.collect.sources.wanted import Purpose, Wanted
from pipeline.collect.warc_records import WarcFlaw, WarcRecord, is_intact, read_records
from pipeline.derive.dates import plausible

_SUFFIXES = (".warc", ".warc.gz", ".wacz")
_MOST_BLOCK_BYTES = 64_000_000
_STATUS = re.compile(rb"HTTP/(\d(?:\.\d)?) +(\d{3})")
_CHUNK = re.compile(rb"[0-9a-fA-F]{1,8}[ \t]*(?:;[^\r\n]{0,99})?\r\n")
_DIGITS = re.compile(r"^(\d{8})(\d{6})", re.ASCII)
_MISSING = (301, 302, 303, 307, 308, 404, 410)


class WarcSource:
    """Responses, revisits and resources of WARC files whose URL is wanted."""

    kind = "warc"

    def __init__(self, paths: Iterable[str], wanted: Wanted, now: datetime) -> None:
        self._paths, self._wanted, self._now = tuple(paths), wanted, now

    def inputs(self) -> list[Input]:
        """Every file; raises SettingsError for a path that leads to none."""
        return inputs_of(self._paths, _SUFFIXES)

    def options(self) -> dict[str, str]:
        """The addresses that are wanted."""
        return self._wanted.options()

    def read(self, item: Input) -> Iterator[Item]:
        """One item a record, one Unread a stretch that is none."""
        try:
            with item.path.open("rb") as file:
                if file.read(4) == b"PK\x03\x04":
                    with zipfile.ZipFile(file) as wacz:
                        for name in sorted(wacz.namelist()):
                            if name.lower().endswith((".warc", ".warc.gz")):
                                yield from self._packed(item, wacz, name, file.tell)
                else:
                    file.seek(0)
                    yield from self._records(item.name, file.read, file.tell)
        except (OSError, zipfile.BadZipFile) as error:
            yield Unread(item.name, f"{item.name} cannot be read: {error}", item.size_bytes)

    def _packed(self, item: Input, wacz: zipfile.ZipFile, name: str, tell: Callable[[], int]) -> Iterator[Item]:
        """The records of one file of a zip, read from within it."""
        origin = f"{item.name}/{name}"
        try:
            with wacz.open(name) as file:
                yield from self._records(origin, file.read, tell)
        except (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
            yield Unread(origin, f"{name} in {item.name} cannot be read to its end: {error}", tell())

    def _records(self, name: str, read: Callable[[int], bytes], tell: Callable[[], int]) -> Iterator[Item]:
        for record in read_records(read, _MOST_BLOCK_BYTES):
            origin = f"{name}@{record.offset}" + (f"+{record.inside}" if record.inside else "")
            if isinstance(record, WarcFlaw):
                yield Unread(origin, f"{record.message}.", tell())
                continue
            found = self._item(record)
            if isinstance(found, str):
                yield PassedOver(origin, found, tell())
            elif isinstance(found, _Bad):
                yield Unread(origin, found.message, tell())
            else:
                url, moment, purpose, content = found
                yield Found(
                    origin,
                    url,
                    moment,
                    purpose.purpose,
                    content.data,
                    content.content_type,
                    purpose.feed_id,
                    purpose.feed_kind,
                    content.outcome,
                    tell(),
                )

    def _item(self, record: WarcRecord) -> tuple[str, datetime, Purpose, _Content] | str | _Bad:
        """What a record gives: its parts, the word that it is passed over with, or what is wrong with it."""
        headers = record.headers
        kind = headers.get("warc-type", "").lower()
        if kind not in ("response", "revisit", "resource"):
            return "other_record"
        url = headers.get("warc-target-uri", "").strip("<>")
        purpose = self._wanted.purpose(url)
        if purpose is None:
            return "other_url"
        block = record.block
        if block is None:
            return _Bad(f"the record of {url} is longer than {_MOST_BLOCK_BYTES:,} bytes.")
        if is_intact(record) is False:
            return _Bad(f"the record of {url} does not have the digest it was written with: it was damaged since.")
        content = _content(kind, headers.get("content-type", ""), block, purpose)
        if isinstance(content, str):
            return content
        if kind != "revisit" and (headers.get("warc-truncated") or headers.get("warc-segment-number")):
            return _Bad(f"the record of {url} holds only a part of the response, as its WARC headers say.")
        moment = _moment(headers.get("warc-date", ""))
        if plausible(moment, self._now) is None or moment is None:
            told = headers.get("warc-date")
            return _Bad(f"the record of {url} does not tell when it was made (WARC-Date: {told}).")
        return url, moment, purpose, content


@dataclass(frozen=True, slots=True)
class _Content:
    data: bytes
    content_type: str | None = None
    outcome: str = "ok"


@dataclass(frozen=True, slots=True)
class _Bad:
    message: str


def _content(kind: str, record_type: str, block: bytes, purpose: Purpose) -> _Content | str:
    """What a record holds, as a Found has it, or the word that it is passed over with."""
    if kind == "revisit":
        return _Content(b"", outcome="not_modified")
    if kind == "resource":
        return _Content(block, record_type) if _is_type(record_type, block, purpose) else "other_type"
    match = _STATUS.match(block)
    if match is None:
        return "other_type"  # a DNS answer, or a protocol that is not HTTP
    head, _, body = block.partition(b"\r\n\r\n")
    headers = _http_headers(head)
    status = int(match[2])
    if status == 304:
        return _Content(b"", outcome="not_modified")
    if status in _MISSING:
        return _Content(block)
    if status != 200:
        return "other_status"
    content_type = headers.get("content-type", "")
    if not _is_type(content_type, body, purpose):
        return "other_type"
    if match[1] in (b"1.0", b"1.1") and _has_body_as_sent(headers, body):
        return _Content(block)
    return _Content(body, content_type or "text/html")


def _http_headers(head: bytes) -> dict[str, str]:
    lines = (line.partition(":") for line in head.decode("latin-1").split("\r\n")[1:])
    return {name.strip().lower(): value.strip() for name, _, value in lines}


def _has_body_as_sent(headers: dict[str, str], body: bytes) -> bool:
    """False where the crawler undid chunks or compression and left the headers that tell of them.

    Such a message breaks HTTP; the files of CC-NEWS of some years are full of them.
    """
    if "chunked" in headers.get("transfer-encoding", "").lower() and not _CHUNK.match(body):
        return False
    is_chunked = "chunked" in headers.get("transfer-encoding", "").lower()
    encoding = headers.get("content-encoding", "").lower()
    if not is_chunked and encoding in ("gzip", "x-gzip"):
        return body.startswith(b"\x1f\x8b")
    return not (encoding in ("br", "deflate") and not is_chunked and body.lstrip()[:1] == b"<")


def _is_type(content_type: str, body: bytes, purpose: Purpose) -> bool:
    """Whether it can be what is wanted: an HTML page, for a feed XML too; servers that tell no type are believed."""
    word = content_type.partition(";")[0].strip().lower()
    if purpose.feed_kind == "rss":
        return not word.startswith(("image/", "audio/", "video/", "font/")) and word != "application/pdf"
    if word in ("text/html", "application/xhtml+xml"):
        return True
    return word in ("", "text/plain", "application/octet-stream", "unk") and b"<" in body[:1000]


def _moment(text: str) -> datetime | None:
    """A WARC-Date: ISO 8601 in UTC, of older tools also 14 digits."""
    try:
        moment = datetime.fromisoformat(_DIGITS.sub(r"\1T\2", text))
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
