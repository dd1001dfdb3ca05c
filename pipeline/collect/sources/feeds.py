"""Feeds that somebody saved as files: which feed it is, and when it was saved."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from lxml import etree

from pipeline.collect.found import Found, Input, Item, Unread
from pipeline.collect.sources.files import inputs_of, read_small
from pipeline.collect.sources.moments import moment_in_name
from pipeline.collect.sources.wanted import Purpose, Wanted
from pipeline.derive.charset import decode
from pipeline.derive.dates import parse_feed_date, plausible
from pipeline.derive.urls import clean_url
from pipeline.settings import SettingsError

_SUFFIXES = tuple(f".{kind}{packed}" for kind in ("xml", "rss", "rdf", "atom", "htm", "html") for packed in ("", ".gz"))
_MOST_BYTES = 20_000_000
_FEED = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf|channel)\b", re.IGNORECASE)
_HEAD_BYTES = 200_000
_DATES = ("lastBuildDate", "updated", "pubDate", "date", "modified")  # the first of these that a head has


class FeedsSource:
    """Saved RSS, RDF and Atom files, and saved section pages."""

    kind = "feeds"

    def __init__(
        self,
        paths: Iterable[str],
        wanted: Wanted,
        now: datetime,
        feed_id: str | None = None,
        saved_at: datetime | None = None,
    ) -> None:
        self._paths, self._wanted, self._now = tuple(paths), wanted, now
        self._feed_id, self._saved_at = feed_id, saved_at
        if feed_id is not None and wanted.feed(feed_id) is None:
            raise SettingsError(
                f"--feed {feed_id}: no feed of the feeds file has this id; `marsad feeds check` lists them."
            )

    def inputs(self) -> list[Input]:
        """Every file; raises SettingsError for a path that leads to none."""
        return inputs_of(self._paths, _SUFFIXES)

    def options(self) -> dict[str, str]:
        """The feeds, and what was said of all files."""
        saved_at = self._saved_at.isoformat() if self._saved_at else ""
        return self._wanted.options() | {"feed": self._feed_id or "", "saved_at": saved_at}

    def read(self, item: Input) -> Iterator[Item]:
        """The feed that a file holds, or why it cannot be told which or from when."""
        data = read_small(item.path, _MOST_BYTES)
        found = f"{item.name} {data}." if isinstance(data, str) else self._found(item, data)
        yield Unread(item.name, found, item.size_bytes) if isinstance(found, str) else found

    def _found(self, item: Input, data: bytes) -> Found | str:
        text = decode(data[:_HEAD_BYTES], None)
        is_xml = bool(_FEED.search(text))
        head = _head(data) if is_xml else _Head((), ())
        known = self._feed(item, head)
        if known is None:
            return (
                f"{item.name}: nothing tells which feed this is; name it with --feed ID, or put the file into a"
                " folder that is named like a feed of the feeds file."
            )
        url, purpose = known
        if not is_xml and purpose.feed_kind == "rss":
            return f"{item.name} is no RSS, RDF or Atom, as feed {purpose.feed_id} is."
        moment = moment_in_name(PurePosixPath(item.name).name, self._now) or head.moment(self._now) or self._saved_at
        if moment is None:
            return f"{item.name}: neither name nor header tells when it was saved; say so with --saved-at."
        kind = "application/xml" if is_xml else "text/html"
        return Found(
            item.name, url, moment, "feed", data, kind, purpose.feed_id, purpose.feed_kind, read_bytes=item.size_bytes
        )

    def _feed(self, item: Input, head: _Head) -> tuple[str, Purpose] | None:
        """The configured feed by option, else by folder, the nearest first, else by the feed's own address."""
        folders = (item.path.absolute().parent.name, *reversed(PurePosixPath(item.name).parts[:-1]))
        for feed_id in folders if self._feed_id is None else (self._feed_id,):
            if feed_id and (known := self._wanted.feed(feed_id)):
                return known
        for link in head.links:
            purpose = self._wanted.purpose(link)
            if purpose and purpose.feed_id:
                return self._wanted.feed(purpose.feed_id)
        return None


@dataclass(frozen=True, slots=True)
class _Head:
    """What a feed says of itself before its items: its addresses, its own first, and its dates by name."""

    links: tuple[str, ...]
    dates: tuple[tuple[str, str], ...]

    def moment(self, now: datetime) -> datetime | None:
        by_name = dict(reversed(self.dates))
        found = (plausible(parse_feed_date(by_name[name]), now) for name in _DATES if name in by_name)
        return next((moment for moment in found if moment), None)


def _head(data: bytes) -> _Head:
    parser = etree.XMLPullParser(
        ("start", "end"), recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    own: list[str] = []
    links: list[str] = []
    dates: list[tuple[str, str]] = []
    within: list[str] = []
    try:
        parser.feed(data[:_HEAD_BYTES])
        for event, element in parser.read_events():
            if not isinstance(element, etree._Element):
                continue
            # QName refuses what recovering makes of broken prefixes.
            name = str(element.tag).rpartition("}")[2].rpartition(":")[2]
            if name in ("item", "entry"):
                break
            if event == "start":
                within.append(name)
                continue
            within.pop()
            if not within or within[-1] not in ("channel", "feed"):
                continue
            text = " ".join((element.text or "").split())
            link = clean_url(element.get("href") or text) if name == "link" else None
            if link:
                (own if element.get("rel") == "self" else links).append(link)
            elif name in _DATES and text:
                dates.append((name, text))
    except etree.XMLSyntaxError:
        pass  # what stood before it was read
    return _Head((*own, *links), tuple(dates))
