"""The feeds to poll, as `feeds.toml` names them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from pipeline.settings import SettingsError

KINDS = ("rss", "section")
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+(:[1-9][0-9]{0,4})?")
_KEYS = {"id", "title", "url", "kind", "stale_after_days", "hosts"}


@dataclass(frozen=True, slots=True)
class Feed:
    """A polled URL. `kind` is `rss` (RSS, RDF or Atom) or `section` (a page that lists articles).

    `hosts` are hosts outside the feed's own site from which its articles may be fetched.
    """

    feed_id: str
    title: str
    url: str
    kind: str
    stale_after_days: int
    hosts: tuple[str, ...] = ()


def load_feeds(path: Path) -> list[Feed]:
    """Return the feeds of a TOML file, in its order.

    Raises SettingsError with file and line for anything that is not a complete,
    unambiguous list: a feed that is dropped silently is a gap nobody sees.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read as a feeds file: {error}") from error
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: is not valid TOML: {error}") from error
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.strip() == "[[feed]]"]
    tables = document.get("feed")
    if set(document) != {"feed"} or not isinstance(tables, list) or len(tables) != len(lines):
        raise SettingsError(f"{path}:1: must hold [[feed]] tables and nothing else")
    feeds: list[Feed] = []
    for line, table in zip(lines, tables, strict=True):
        feed = _feed(table, f"{path}:{line}")
        for other in feeds:
            if feed.feed_id == other.feed_id or feed.url == other.url:
                raise SettingsError(f"{path}:{line}: feed {feed.feed_id!r} repeats the id or URL of {other.feed_id!r}")
        feeds.append(feed)
    return feeds


def _feed(table: dict[str, Any], where: str) -> Feed:
    if unknown := set(table) - _KEYS:
        raise SettingsError(f"{where}: unknown key {sorted(unknown)[0]!r}; a feed has {', '.join(sorted(_KEYS))}")
    for key in ("id", "title", "url", "kind"):
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise SettingsError(f"{where}: a feed needs a text for {key!r}")
    if not re.fullmatch(r"[a-z0-9_]{1,60}", table["id"]):
        raise SettingsError(f"{where}: id {table['id']!r} must be made of a-z, 0-9 and _")
    if table["kind"] not in KINDS:
        raise SettingsError(f"{where}: kind {table['kind']!r} must be one of {', '.join(KINDS)}")
    try:
        url = httpx.URL(table["url"])
    except httpx.InvalidURL as error:
        raise SettingsError(f"{where}: url {table['url']!r} cannot be read: {error}") from error
    if url.userinfo:  # it would stand in the archive, in tables and in messages, this one too
        raise SettingsError(f"{where}: the url of feed {table['id']!r} carries a user name; such feeds are not polled")
    if url.scheme not in ("http", "https") or not url.host:
        raise SettingsError(f"{where}: url {table['url']!r} must begin with http:// or https:// and name a host")
    days = table.get("stale_after_days", 7)
    if not isinstance(days, int) or isinstance(days, bool) or days < 1:
        raise SettingsError(f"{where}: stale_after_days must be a whole number of days, 1 or more")
    hosts = table.get("hosts", [])
    if not isinstance(hosts, list) or not all(isinstance(host, str) and _HOST.fullmatch(host) for host in hosts):
        raise SettingsError(f'{where}: hosts must be a list of host names such as ["cdn.example.org"]')
    return Feed(table["id"], table["title"], table["url"], table["kind"], days, tuple(hosts))
