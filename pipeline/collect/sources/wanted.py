"""Which addresses of old material are wanted, and as what."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from pipeline.collect.feeds import Feed
from pipeline.derive.urls import canonical_url, clean_url, is_article_url, place_of
from pipeline.settings import SettingsError


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a URL is wanted as; a feed with the id and kind that feeds.toml gives it."""

    purpose: str
    feed_id: str | None = None
    feed_kind: str | None = None


_ARTICLE = Purpose("article")


class Wanted:
    """The configured feeds, and all known shapes of article URLs or, where patterns are given, what fits one of them.

    A feed is known under any scheme and any host that its publisher had. A pattern is a URL in which `*` stands for
    anything; without a scheme it fits both http and https. Letters outside ASCII fit as they are and percent-encoded.
    """

    def __init__(self, feeds: Iterable[Feed], patterns: Iterable[str] = ()) -> None:
        self.patterns = tuple(patterns)
        self._by_id = {feed.feed_id: (feed.url, Purpose("feed", feed.feed_id, feed.kind)) for feed in feeds}
        self._feeds = {place_of(url): purpose for url, purpose in self._by_id.values()}
        # Most URLs of a large file end like no feed, and canonicalising them takes longer than reading their records.
        self._names = frozenset(map(_last_name, self._feeds))
        self._shapes = [_shape(pattern) for pattern in self.patterns]

    def feed(self, feed_id: str) -> tuple[str, Purpose] | None:
        """URL and purpose of a configured feed; None for an id that no feed has."""
        return self._by_id.get(feed_id)

    def purpose(self, url: str) -> Purpose | None:
        """What the URL is wanted as; None where it is not wanted."""
        if _last_name(url) in self._names and (feed := self._feeds.get(place_of(url))):
            return feed
        if not self._shapes:
            return _ARTICLE if is_article_url(url) else None
        cleaned = clean_url(url)
        if cleaned is None:
            return None
        spellings = [cleaned]
        if "%" in cleaned:
            spellings.append(unquote(cleaned))
        if not cleaned.isascii():
            spellings.append(canonical_url(cleaned))
        return _ARTICLE if any(shape.fullmatch(spelling) for shape in self._shapes for spelling in spellings) else None

    def options(self) -> dict[str, str]:
        """What was asked for: the patterns, and the feeds as they are configured."""
        feeds = " ".join(f"{purpose.feed_id}={place}" for place, purpose in sorted(self._feeds.items()))
        return {"urls": " ".join(sorted(self.patterns)), "feeds": feeds}


def _last_name(url: str) -> str:
    """The last name in the path of a URL, percent-encoding undone."""
    name = url.partition("#")[0].partition("?")[0].rstrip("/ ").rpartition("/")[2]
    return unquote(name) if "%" in name else name


def _shape(pattern: str) -> re.Pattern[str]:
    if not pattern.strip() or any(sign.isspace() for sign in pattern.strip()):
        raise SettingsError(
            f"--url {pattern!r} is no pattern; write a URL with * for anything, such as 'arabic.people.com.cn/*'."
        )
    scheme, colons, rest = pattern.strip().rpartition("://")
    begin = f"{_any(scheme)}://" if colons else "https?://"
    return re.compile(begin + _any(rest), re.IGNORECASE)


def _any(pattern: str) -> str:
    return ".*".join(re.escape(part) for part in pattern.split("*"))
