"""A row of somebody's table of articles to the parts of an article."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

from pipeline.capture import Capture
from pipeline.derive.articles import Page, PageError, check_length
from pipeline.derive.dates import parse_feed_date, plausible
from pipeline.derive.language import language_of
from pipeline.derive.urls import url_date

ROW_TYPE = "application/vnd.marsad.row+json"
"""Content type of a row: a JSON object with the texts title, body, url, published, captured, author, section."""

_EPOCH = re.compile(r"(\d{9,10})(\d{3})?(?:\.\d+)?", re.ASCII)


def is_row(capture: Capture) -> bool:
    """Whether a capture is a row of a table rather than a page."""
    return (capture.header("content-type") or "").partition(";")[0].strip() == ROW_TYPE


def extract_row(capture: Capture) -> Page:
    """Return the parts of an article that a row holds, as `extract_page` does for a page.

    Letters and marks of the text stay, white space is folded, a line is a paragraph. Its date is that of its column
    (`meta_at`), None where that is not possible. Raises PageError when it is no row or has no text.
    """
    try:
        row = json.loads(capture.body)
    except (ValueError, RecursionError) as error:
        raise PageError("unreadable", f"{capture.url} is not the JSON of a row: {error}.") from error
    if not isinstance(row, dict):
        raise PageError("unreadable", f"{capture.url} is not the JSON object of a row.")
    text = {name: value for name, value in row.items() if isinstance(value, str)}
    body = "\n".join(filter(None, (_folded(line) for line in text.get("body", "").splitlines())))
    if not body:
        raise PageError("no_text", f"{capture.url} has no text in its row.")
    check_length(body, capture.url)
    return Page(
        title=_folded(text.get("title", "")) or None,
        body=body,
        section=_folded(text.get("section", "")) or None,
        author=_folded(text.get("author", "")) or None,
        editor=None,
        image_urls=(),
        stamp_at=None,
        meta_at=plausible(row_date(text.get("published", "")), capture.fetched_at),
        url_on=url_date(capture.url),
        template="table",
        page_urls=(),
        canonical_link=None,
        language=language_of(body),
    )


def row_date(text: str) -> datetime | None:
    """Aware UTC for a date in a column: epoch seconds or milliseconds, or as feeds write them."""
    if match := _EPOCH.fullmatch(text.strip()):
        return datetime.fromtimestamp(int(match[1]) + int(match[2] or 0) / 1000, UTC)
    return parse_feed_date(text)


def _folded(text: str) -> str:
    return " ".join(text.split())
