"""Captures that the Wayback Machine keeps: where they stand, and what an answer from there says of the original."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from pipeline.capture import Capture
from pipeline.collect.http_message import MessageError, decode_body

_ORIGINAL = re.compile(r"/\d{4,14}id_/(?P<url>.+)", re.DOTALL)
_HEADER = "x-archive-orig-"
_GZIP = b"\x1f\x8b\x08"
_DEFAULT_PORTS = {"http": 80, "https": 443}


def memento_url(base: str, timestamp: str, url: str) -> str:
    """Where the capture of `url` at `timestamp` (14 digits) stands as it was received, no link in it rewritten."""
    return f"{base}/web/{timestamp}id_/{url}"


def original(capture: Capture, max_body_bytes: int) -> Capture:
    """What was captured, from an answer of the Wayback Machine: its own address, the time it is of, its headers.

    The Wayback Machine answers with the capture that is nearest to the time asked for, so both come from the answer.
    What is no capture, such as "not found here" and "ask later", is returned as it is. Raises MessageError for a page
    that is neither: a notice of maintenance would otherwise become an article's text.
    """
    said_at = capture.header("memento-datetime")
    if said_at is None:
        if capture.status == 200:
            raise MessageError("protocol", f"the answer of {capture.url} is no capture: it has no Memento-Datetime")
        return capture
    match = _ORIGINAL.search(capture.url)
    if match is None:
        raise MessageError("protocol", f"{capture.url} is not where captures stand as they were received")
    try:
        captured_at = parsedate_to_datetime(said_at)
    except (ValueError, TypeError, OverflowError, IndexError) as error:
        raise MessageError("protocol", f"{capture.url} is of {said_at!r}, which is no time") from error
    captured_at = captured_at if captured_at.tzinfo else captured_at.replace(tzinfo=UTC)
    body = capture.body
    # Its Content-Encoding can be empty although the capture, and with it the body, is compressed.
    if body.startswith(_GZIP):
        body = decode_body(body, "gzip", max_body_bytes)
    headers = [(name[len(_HEADER) :], value) for name, value in capture.headers if name.lower().startswith(_HEADER)]
    if not any(name.lower() == "content-type" for name, _ in headers):
        headers += [(name, value) for name, value in capture.headers if name.lower() == "content-type"]
    url = captured_address(match["url"]) or match["url"]
    return Capture(url, captured_at.astimezone(UTC), capture.status, tuple(headers), body)


def captured_address(text: str) -> str | None:
    """An address as lists of captures write it, without default port and fragment; None for one that is none.

    Crawlers have written `http://host:80/`, and have followed `mailto:` and `data:` as if they were pages.
    """
    try:
        parts = urlsplit(text.strip())
        port = parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in _DEFAULT_PORTS or not parts.hostname or "@" in parts.netloc:
        return None
    netloc = parts.netloc.rpartition(":")[0] if port == _DEFAULT_PORTS[parts.scheme.lower()] else parts.netloc
    return parts._replace(netloc=netloc, fragment="").geturl()


def moment_of(timestamp: str) -> datetime | None:
    """The time that 14 digits tell, aware, in UTC; None for digits that are no time, which lists do hold."""
    if not re.fullmatch(r"\d{14}", timestamp):
        return None
    try:
        return datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
