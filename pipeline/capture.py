"""One HTTP response as it was received: the unit that everything downstream is derived from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Capture:
    """One response to one request.

    `url` is the URL that was asked for, after redirects (each hop is a capture of its
    own). `fetched_at` is aware, in UTC. `body` has its content encoding (gzip, br)
    undone and is otherwise the bytes that were sent, in whatever charset.
    """

    url: str
    fetched_at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def body_sha256(self) -> str:
        """Hex digest of the decoded body."""
        return hashlib.sha256(self.body).hexdigest()

    @property
    def capture_id(self) -> str:
        """24 hex digits that depend only on URL, time of fetching, status and body.

        The same response found twice (in the archive and in somebody's WARC) is one
        capture, whatever file it stands in.
        """
        key = f"{self.url}\n{self.fetched_at.astimezone(UTC).isoformat()}\n{self.status}\n{self.body_sha256}"
        return hashlib.sha256(key.encode()).hexdigest()[:24]

    def header(self, name: str) -> str | None:
        """The first header of that name (any case), or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)
