"""A Wayback Machine on loopback: it lists and gives captures as web.archive.org does, as far as that is documented."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import parse_qs, urlsplit

from samples.resource import Key, Resource
from samples.server import SampleServer

BASE = "http://web.archive.example"
HOST = "web.archive.example"
FIELDS = ("timestamp", "original", "mimetype", "statuscode", "digest")


@dataclass(frozen=True, slots=True)
class Kept:
    """One capture that it has. `is_playable` is false for one that it lists and gives the nearest other of."""

    timestamp: str
    url: str
    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    is_playable: bool = True
    headers: tuple[tuple[str, str], ...] = ()

    def line(self) -> list[str]:
        """Its line in a list of captures."""
        digest = hashlib.sha256(self.body).hexdigest()[:32].upper()
        return [self.timestamp, self.url, self.content_type.split(";")[0], str(self.status), digest]


class WaybackServer(SampleServer):
    """Serves `kept` under HOST, and from `resources` the sources, or what stands in for an answer of its own."""

    def __init__(
        self, kept: Iterable[Kept], resources: Mapping[Key, Resource] | None = None, *, lines_at_once: int = 3000
    ) -> None:
        super().__init__(resources, site=None)
        self.kept = sorted(kept, key=lambda kept: (place(kept.url), kept.timestamp))
        self.extra_lines: list[object] = []
        self._lines_at_once = lines_at_once
        self._given = dict(resources or {})

    def answer(self, host: str, target: str) -> Resource:
        """An answer of the Wayback Machine, or of a source."""
        if host.rsplit(":", 1)[0] != HOST or (HOST, target) in self._given:
            return super().answer(host, target)
        if target.startswith("/cdx/"):
            return self._list(parse_qs(urlsplit(target).query))
        if target.startswith("/web/"):
            timestamp, _, url = target.removeprefix("/web/").partition("id_/")
            return self._give(timestamp, url)
        return super().answer(host, target)

    def asked(self, begin: str) -> list[str]:
        """Paths below HOST that were asked for and begin so, in order."""
        return [request.path for request in self.requests if request.host == HOST and request.path.startswith(begin)]

    def _list(self, words: dict[str, list[str]]) -> Resource:
        wanted, is_prefix = place(words["url"][0]), words["matchType"] == ["prefix"]
        begin, end = words.get("from", ["0"])[0], words.get("to", ["9"])[0]
        fits = [
            kept
            for kept in self.kept
            if (place(kept.url).startswith(wanted) if is_prefix else place(kept.url) == wanted)
            and begin <= kept.timestamp <= end
            and kept.status == 200
        ]
        at = int(words.get("resumeKey", ["0"])[0])
        last = at + min(int(words["limit"][0]), self._lines_at_once)
        lines: list[object] = [list(FIELDS), *(kept.line() for kept in fits[at:last]), *self.extra_lines]
        lines += [[], [str(last)]] if last < len(fits) else []
        return Resource(json.dumps(lines if fits else []).encode(), "application/json")

    def _give(self, timestamp: str, url: str) -> Resource:
        of_url = [kept for kept in self.kept if place(kept.url) == place(url) and kept.is_playable]
        if not of_url:
            return Resource(b"<p>The Wayback Machine has not archived that URL.</p>", status=404)
        nearest = min(of_url, key=lambda kept: abs(int(kept.timestamp) - int(timestamp)))
        if nearest.timestamp != timestamp:
            return Resource(b"", status=302, headers=(("Location", f"/web/{nearest.timestamp}id_/{nearest.url}"),))
        moment = datetime.strptime(nearest.timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        headers = (
            ("Memento-Datetime", format_datetime(moment, usegmt=True)),
            ("X-Archive-Orig-Content-Type", nearest.content_type),
            ("X-Archive-Orig-ETag", '"of-the-source"'),
            *nearest.headers,
        )
        return Resource(nearest.body, nearest.content_type, nearest.status, headers)


def place(url: str) -> str:
    """What it looks a URL up by: without scheme, `www.` and the default port."""
    return url.partition("://")[2].removeprefix("www.").replace(":80/", "/")
