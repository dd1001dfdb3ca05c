"""What derive makes of one page or one text, as JSON: for trying things out and for scripts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pipeline.capture import Capture
from pipeline.collect.collect import utc_now
from pipeline.collect.fetch import Attempt, Fetcher
from pipeline.derive.articles import PageError, extract_page
from pipeline.derive.dateline import parse_dateline
from pipeline.derive.rules import RuleSet
from pipeline.derive.tagged_json import as_json
from pipeline.derive.tags import tag_report
from pipeline.derive.urls import article_id, canonical_url
from pipeline.report.console import json_text
from pipeline.settings import Settings


class SingleError(Exception):
    """A page or text that cannot be used; the message says why."""


def read_page(settings: Settings, page: str, url: str | None) -> Capture:
    """Return the capture of a saved page, or fetch it when `page` is an address.

    Raises SingleError. A fetched page is not archived.
    """
    if page.startswith(("http://", "https://")):
        attempt = asyncio.run(_fetch(settings, page))
        if attempt.capture is None or attempt.outcome != "ok":
            raise SingleError(f"{page} cannot be fetched: {attempt.error or attempt.outcome}.")
        return attempt.capture
    try:
        body = Path(page).read_bytes()
    except OSError as error:
        raise SingleError(f"{page} cannot be read: {error.strerror}.") from error
    return Capture(url or Path(page).resolve().as_uri(), utc_now(), 200, (), body)


async def _fetch(settings: Settings, url: str) -> Attempt:
    fetcher = Fetcher(settings, utc_now)
    try:
        return await fetcher.get(url)
    finally:
        await fetcher.aclose()


def page_facts(capture: Capture) -> dict[str, Any]:
    """Return title, body, published_at (ISO 8601, UTC), published_source, dateline, section, ids and template.

    Raises SingleError when the page cannot be read.
    """
    try:
        page = extract_page(capture)
    except PageError as error:
        raise SingleError(str(error)) from error
    hint = page.stamp_at.date() if page.stamp_at else page.url_on
    dateline = parse_dateline(page.body, hint)
    candidates = (
        ("stamp", page.stamp_at),
        ("url", _midnight(page.url_on)),
        ("dateline", _midnight(dateline.on if dateline else None)),
        ("meta", page.meta_at),
    )
    source, moment = next(((name, value) for name, value in candidates if value), (None, None))
    return {
        "title": page.title,
        "body": page.body,
        "published_at": moment.isoformat() if moment else None,
        "published_source": source,
        "dateline": {"place": dateline.place, "date": dateline.on.isoformat(), "agency": dateline.agency}
        if dateline
        else None,
        "section": page.section,
        "canonical_url": canonical_url(capture.url),
        "article_id": article_id(capture.url),
        "template": page.template,
    }


def text_facts(title: str, body: str, published: str | None, rules: RuleSet) -> dict[str, Any]:
    """Return tags, mentions, evacuations, casualties and dateline of one text.

    Offsets count code points of the field that they name. Raises SingleError for a day
    that is none.
    """
    return as_json(tag_report(title, body, day_of(published), rules))


def plain_lines(facts: dict[str, Any]) -> Iterator[str]:
    """What text_facts returned, a line for people for each tag, movement and casualty figure."""
    for label in facts["tags"]:
        words = " · ".join(dict.fromkeys(evidence["text"] for evidence in label["evidence"]))
        trigger = f" ({label['trigger']})" if label["trigger"] else ""
        yield f"{label['tag']}/{label['subtype']}{trigger}  {label['score']:.2f}  {words}"
    if not facts["tags"]:
        yield "no tags"
    for moved in facts["evacuations"]:
        origin, destination = (
            ", ".join(place["name"] for place in moved[key]) or "?" for key in ("origin", "destination")
        )
        counts = ", ".join(f"{_figure(count)} {count['unit']}" for count in moved["counts"])
        deal = " under a deal" if moved["under_deal"] else ""
        parties = " · ".join(actor["text"] for actor in moved["parties"])
        parts = (f"movement {moved['status']}{deal}", moved["date"], f"{origin} → {destination}", counts, parties)
        yield "  ".join(part for part in parts if part)
    for toll in facts["casualties"]:
        yield f"{toll['kind']} {_figure(toll)}"


def _figure(count: dict[str, Any]) -> str:
    bounds = f"{count['low']}" if count["low"] == count["high"] else f"{count['low']}–{count['high']}"
    return bounds if count["qualifier"] == "exact" else f"{count['qualifier'].replace('_', ' ')} {bounds}"


def tagged_lines(lines: Iterable[str], rules: RuleSet) -> Iterator[str]:
    """Yield one JSON line for each line {"id","title","body","published"}; an empty line gives none.

    Raises SingleError with the number of a line that is no such object.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
            facts = text_facts(item.get("title") or "", item["body"] or "", item.get("published"), rules)
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise SingleError(f"line {number} is no object with id and body: {error}.") from error
        except SingleError as error:
            raise SingleError(f"line {number}: {error}") from error
        yield json_text({"id": item.get("id"), **facts}, indent=None)


def day_of(text: str | None) -> date | None:
    """The day that an ISO date or time names; None for none. Raises SingleError."""
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise SingleError(f"{text!r} is no day of the form YYYY-MM-DD.") from error


def _midnight(day: date | None) -> datetime | None:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None
