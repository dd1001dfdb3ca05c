"""Lists of what the Wayback Machine has captured (its CDX server): how to ask for one, and what it says.

https://github.com/internetarchive/wayback/blob/master/wayback-cdx-server/README.md
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from pipeline.collect.found import Unread
from pipeline.collect.memento import captured_address, moment_of

# Lines that one answer may have; more come with a key to go on with.
LINES_AT_ONCE = 3_000
_FIELDS = ("timestamp", "original", "mimetype", "statuscode", "digest")


@dataclass(frozen=True, slots=True)
class Query:
    """Captures of one URL, whatever its scheme and `www.`, or of all that begin with it.

    `begin` and `end` are times of 14 digits, both inclusive, or None.
    """

    url: str
    is_prefix: bool = False
    begin: str | None = None
    end: str | None = None

    def address(self, base: str, resume_key: str | None = None) -> str:
        """Where to ask for it; with the key that an answer gave, for what comes after that answer."""
        words = [("url", self.url), ("matchType", "prefix" if self.is_prefix else "exact"), ("output", "json")]
        words += [("fl", ",".join(_FIELDS)), ("filter", "statuscode:200")]
        words += [(name, value) for name, value in (("from", self.begin), ("to", self.end)) if value]
        words += [("limit", str(LINES_AT_ONCE)), ("showResumeKey", "true")]
        words += [("resumeKey", resume_key)] if resume_key else []
        return f"{base}/cdx/search/cdx?{urlencode(words)}"


@dataclass(frozen=True, slots=True)
class Listed:
    """One capture: `timestamp` has 14 digits and is that of `captured_at`; equal digests are equal bytes."""

    url: str
    timestamp: str
    captured_at: datetime
    digest: str


@dataclass(frozen=True, slots=True)
class Listing:
    """One answer: its captures in its order, its lines that cannot be read, and the key of the next answer if any."""

    captures: list[Listed]
    unread: list[Unread]
    resume_key: str | None


class ListingError(Exception):
    """An answer that is no list of captures; the message says what it is."""


def read_listing(body: bytes, address: str) -> Listing:
    """Return what an answer of `address` says. A line that cannot be read costs the others nothing.

    Raises ListingError for a body that is no list, one that breaks off for example: what stands in it is then asked
    for again, since nobody knows what is lacking.
    """
    if not body.strip():
        return Listing([], [], None)
    try:
        lines = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ListingError(f"{address} did not answer with a list of captures: {error}") from error
    if not isinstance(lines, list):
        raise ListingError(f"{address} did not answer with a list of captures, but with {body[:60]!r}")
    resume_key = None
    if len(lines) > 1 and lines[-2] == [] and isinstance(lines[-1], list) and len(lines[-1]) == 1:
        resume_key = str(lines[-1][0])
        lines = lines[:-2]
    captures, unread = [], []
    names = lines[0] if lines else list(_FIELDS)
    if not isinstance(names, list) or not set(_FIELDS) <= {str(name) for name in names}:
        raise ListingError(f"{address} answered with a list whose first line is {names!r}, not the names of its fields")
    for number, line in enumerate(lines[1:], 1):
        listed = _listed(dict(zip(names, line, strict=False))) if isinstance(line, list) else None
        if isinstance(listed, Listed):
            captures.append(listed)
        elif listed is None:
            told = json.dumps(line, ensure_ascii=False)[:300]
            unread.append(Unread(f"{address}#{number}", f"the line names no capture of a web page: {told}"))
    return Listing(captures, unread, resume_key)


def _listed(fields: dict[str, Any]) -> Listed | bool | None:
    """The capture that a line names; False for one that is not wanted, None for a line that cannot be read."""
    if any(not isinstance(fields.get(name), str) for name in _FIELDS):
        return None
    captured_at, url = moment_of(fields["timestamp"]), captured_address(fields["original"])
    if captured_at is None or url is None:
        return None
    if fields["statuscode"] != "200" or fields["mimetype"] == "warc/revisit":
        return False  # from a server that does not filter; what a revisit says again was captured before it
    return Listed(url, fields["timestamp"], captured_at, fields["digest"])
