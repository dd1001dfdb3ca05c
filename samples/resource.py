"""What a server gives for one path."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Resource:
    """One answer: body as published (not compressed), Content-Type, status and further headers.

    `last_modified` is aware, or None for no such header. `first` is answered instead to the
    first request that a server gets for it: a page that fails once.
    """

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    last_modified: datetime | None = None
    first: Resource | None = None

    @property
    def etag(self) -> str:
        """Strong entity tag from the content, with its quotes."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


Site = Mapping[Key, Resource]
