"""What one WARC file says, as rows: every capture read on its own, before files meet each other."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from pipeline.capture import Capture
from pipeline.collect.archive import Archived, Damage, RunRecord, UnreadRecord
from pipeline.derive.articles import PageError, extract_page
from pipeline.derive.budget import GivenUpError, document
from pipeline.derive.entries import FeedError, parse_entries
from pipeline.derive.rows import extract_row, is_row
from pipeline.derive.urls import article_id, canonical_url, page_number

Row = dict[str, Any]
_FEED = ("feed_id", "title", "url", "kind", "stale_after_days")
STAGED = ("runs", "fetches", "captures", "issues", "imported_files", "staged_feeds", "staged_entries", "staged_pages")


def stage(records: Iterable[Archived | RunRecord | UnreadRecord | Damage], warc_file: str) -> dict[str, list[Row]]:
    """Return the rows of each staged table for the records of one WARC file.

    A feed or page that cannot be read gives a word on its capture and a sentence on its
    fetch; it never raises, because one bad page must not cost the others of its file.
    """
    rows: dict[str, list[Row]] = {table: [] for table in STAGED}
    for record in records:
        if isinstance(record, RunRecord):
            _stage_run(rows, record, warc_file)
        elif isinstance(record, UnreadRecord):
            rows["issues"].append(_issue("import_unreadable", record.origin, record.message))
        elif isinstance(record, Damage):
            message = f"{record.message}. The other records of the file were read."
            rows["issues"].append(_issue("archive_damage", f"{warc_file}@{record.offset}", message))
        else:
            _stage_fetch(rows, record, warc_file)
    return rows


def _stage_run(rows: dict[str, list[Row]], record: RunRecord, warc_file: str) -> None:
    facts = record.facts
    if record.state == "ended":
        for run in rows["runs"]:
            if run["run_id"] == facts["run_id"]:
                run |= {"status": "completed", "ended_at": _utc(datetime.fromisoformat(facts["at"]))}
                run |= {"fetch_count": facts["fetch_count"], "entry_count": facts["entry_count"]}
        rows["imported_files"] += [{"run_id": facts["run_id"], **file} for file in facts.get("files", ())]
        return
    rows["runs"].append(
        {
            "run_id": facts["run_id"],
            "kind": facts["kind"],
            "started_at": _utc(datetime.fromisoformat(facts["at"])),
            "ended_at": None,
            "status": "interrupted",
            "marsad_version": facts["marsad_version"],
            "feed_count": len(facts["feeds"]),
            "fetch_count": None,
            "entry_count": None,
            "warc_file": warc_file,
        }
    )
    rows["staged_feeds"] += [
        {"run_id": facts["run_id"], **{name: feed[name] for name in _FEED}} for feed in facts["feeds"]
    ]


def _stage_fetch(rows: dict[str, list[Row]], archived: Archived, warc_file: str) -> None:
    fetch, capture = archived.fetch, archived.capture
    read_as, read_word, read_error, entry_count = "nothing", None, None, None
    if capture is not None and fetch.outcome == "ok":
        try:
            if fetch.aim.purpose == "feed":
                read_as, entry_count = "feed", _stage_entries(rows, archived, capture)
            elif fetch.aim.purpose == "article":
                read_as = "page"
                _stage_page(rows, archived, capture)
            else:
                read_as = fetch.aim.purpose
        except (FeedError, PageError, GivenUpError) as error:
            read_as, read_word, read_error = "failed", error.word, str(error)
    is_unread_feed = read_word is not None and fetch.aim.purpose == "feed"
    rows["fetches"].append(
        {
            "fetch_id": fetch.fetch_id,
            "run_id": fetch.run_id,
            "purpose": fetch.aim.purpose,
            "feed_id": fetch.aim.feed_id,
            "article_id": article_id(fetch.aim.article_url) if fetch.aim.article_url else None,
            "page_no": fetch.aim.page_no,
            "url": fetch.url,
            "attempt": fetch.attempt,
            "started_at": _utc(fetch.started_at),
            "duration_ms": fetch.duration_ms,
            "outcome": read_word if is_unread_feed else fetch.outcome,
            "status": fetch.status,
            "error": fetch.error or read_error,
            "response_bytes": fetch.response_bytes,
            "origin": fetch.origin,
            "capture_id": capture.capture_id if capture else None,
        }
    )
    if capture is not None:
        rows["captures"].append(
            {
                "capture_id": capture.capture_id,
                "run_id": fetch.run_id,
                "url": capture.url,
                "fetched_at": _utc(capture.fetched_at),
                "status": capture.status,
                "content_type": capture.header("content-type"),
                "etag": capture.header("etag"),
                "last_modified": capture.header("last-modified"),
                "body_bytes": len(capture.body),
                "body_sha256": capture.body_sha256,
                "warc_file": warc_file,
                "warc_offset": archived.warc_offset,
                "read_as": read_as,
                "read_word": read_word,
                "entry_count": entry_count,
            }
        )


def _stage_entries(rows: dict[str, list[Row]], archived: Archived, capture: Capture) -> int:
    """Add one row per item of the feed; return how many items it holds."""
    aim = archived.fetch.aim
    with document(capture.capture_id):
        entries = parse_entries(capture, aim.feed_kind or "rss")
    for entry in entries:
        rows["staged_entries"].append(
            {
                "entry_id": f"{capture.capture_id}/{entry.position:05d}",
                "capture_id": capture.capture_id,
                "run_id": archived.fetch.run_id,
                "feed_id": aim.feed_id,
                "position": entry.position,
                "url": entry.url,
                "article_id": article_id(entry.url) if entry.url else None,
                "canonical_url": canonical_url(entry.url) if entry.url else None,
                "guid": entry.guid,
                "title": entry.title,
                "summary": entry.summary,
                "published_at": _utc(entry.published_at),
                "published_raw": entry.published_raw,
                "updated_at": _utc(entry.updated_at),
                "seen_at": _utc(capture.fetched_at),
            }
        )
    return len(entries)


def _stage_page(rows: dict[str, list[Row]], archived: Archived, capture: Capture) -> None:
    with document(capture.capture_id):
        page = extract_row(capture) if is_row(capture) else extract_page(capture)
    # The article that was asked for, also when a redirect led to another address.
    canonical = archived.fetch.aim.article_url or canonical_url(capture.url)
    rows["staged_pages"].append(
        {
            "capture_id": capture.capture_id,
            "run_id": archived.fetch.run_id,
            "url": capture.url,
            "fetched_at": _utc(capture.fetched_at),
            "article_id": article_id(canonical),
            "canonical_url": canonical,
            "page_no": archived.fetch.aim.page_no,
            "page_links": sorted({number for url in page.page_urls if (number := page_number(url)) > 1}),
            "title": page.title,
            "body": page.body,
            "section": page.section,
            "author": page.author,
            "editor": page.editor,
            "image_urls": list(page.image_urls),
            "stamp_at": _utc(page.stamp_at),
            "meta_at": _utc(page.meta_at),
            "url_on": page.url_on,
            "template": page.template,
        }
    )


def _issue(word: str, subject: str, message: str) -> Row:
    key = hashlib.sha256(f"{word}\n{subject}\n{message}".encode()).hexdigest()[:24]
    return {"issue_id": key, "run_id": None, "word": word, "subject": subject, "message": message}


def _utc(moment: datetime | None) -> datetime | None:
    """The tables hold UTC without a zone: no SQL tool shifts it to its own."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment else None
