"""The Wayback Machine as a source: its lists of captures, and the captures, each asked for once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from pipeline.capture import Capture
from pipeline.collect.archive import Aim, ArchiveWriter
from pipeline.collect.archive_reader import read_body
from pipeline.collect.cdx import Listed, Listing, ListingError, Query, read_listing
from pipeline.collect.fetch import OUTCOMES, Attempt
from pipeline.collect.found import Unread
from pipeline.collect.http_message import MessageError
from pipeline.collect.memento import memento_url, original
from pipeline.collect.reading import Tally
from pipeline.collect.session import Session
from pipeline.settings import Settings

# So many answers that fail one after the other say that it does not work today.
MOST_FAILURES = 5
# Words after which every other question would end the same.
_HOPELESS = frozenset({"rate_limited", "robots", "robots_unreachable", "not_allowed", "dns", "tls", "refused"})


class WaybackStopError(Exception):
    """The Wayback Machine answers no more; the message says how that showed."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days, in UTC, both inclusive."""

    begin: date
    end: date

    def timestamps(self) -> tuple[str, str]:
        """Its first and its last second, as the Wayback Machine writes times."""
        return f"{self.begin:%Y%m%d}000000", f"{self.end:%Y%m%d}235959"

    def __contains__(self, moment: datetime) -> bool:
        return self.begin <= moment.astimezone(UTC).date() <= self.end


@dataclass(frozen=True, slots=True)
class Answered:
    """What runs before were told: by address whether a capture was given, and where in the archive a list stands.

    A capture whose fetching failed is not among them and is asked for again.
    """

    mementos: dict[str, bool] = field(default_factory=dict)
    listings: dict[str, tuple[Path, int]] = field(default_factory=dict)


class Wayback:
    """Asks the Wayback Machine through a session; counts in `tally` what it could not read."""

    def __init__(
        self, settings: Settings, session: Session, archive: ArchiveWriter, answered: Answered, tally: Tally
    ) -> None:
        self.settings, self._session, self._archive = settings, session, archive
        self._answered, self._tally = answered, tally
        self._failures = 0

    async def listing(self, query: Query) -> list[Listed]:
        """All captures that `query` is answered with, in order of time, each once.

        An answer that runs before have got is read in the archive, but for a list of a span, which may have grown.
        One that is no list becomes an issue, and what came before it counts. Raises WaybackStopError.
        """
        captures: dict[tuple[str, str], Listed] = {}
        resume_key = None
        while True:
            address = query.address(self.settings.wayback, resume_key)
            archived = self._archived(address) if query.begin is None else None
            listing = archived or await self._asked(address)
            if listing is None:
                break
            captures |= {(capture.timestamp, capture.url): capture for capture in listing.captures}
            if listing.resume_key is None or listing.resume_key == resume_key:
                break
            resume_key = listing.resume_key
        return [captures[key] for key in sorted(captures)]

    def was_given(self, listed: Listed) -> bool | None:
        """Whether this capture was given when it was asked for; None for one that was never answered."""
        return self._answered.mementos.get(self._address(listed))

    async def fetch(self, listed: Listed, aim: Aim) -> Capture | None:
        """Fetch a capture into the archive; None where it is not given or cannot be read.

        Raises WaybackStopError.
        """
        address = self._address(listed)
        attempt = await self._session.ask(address, replace(aim, memento=address))
        self._watch(attempt)
        if attempt.capture is None or attempt.outcome != "ok":
            return None
        try:
            return original(attempt.capture, self.settings.max_body_bytes)
        except MessageError:
            return None  # derive meets the same answer and records why

    def _address(self, listed: Listed) -> str:
        return memento_url(self.settings.wayback, listed.timestamp, listed.url)

    def _archived(self, address: str) -> Listing | None:
        place = self._answered.listings.get(address)
        try:
            return read_listing(read_body(*place, self.settings.max_body_bytes), address) if place else None
        except (OSError, MessageError, ListingError):
            return None

    async def _asked(self, address: str) -> Listing | None:
        attempt = await self._session.ask(address, Aim("index"))
        self._watch(attempt)
        if attempt.capture is None or attempt.outcome != "ok":
            self._tally.passed_over["list_not_got"] += 1
            self._tally.examples.setdefault("list_not_got", f"{address} ({attempt.outcome})")
            return None
        try:
            listing = read_listing(attempt.capture.body, address)
        except ListingError as error:
            self._note(Unread(address, str(error)))
            return None
        for unread in listing.unread:
            self._note(unread)
        return listing

    def _watch(self, attempt: Attempt) -> None:
        self._failures = self._failures + 1 if OUTCOMES[attempt.outcome] == "failed" else 0
        if attempt.outcome in _HOPELESS or self._failures >= MOST_FAILURES:
            raise WaybackStopError(
                f"{self.settings.wayback} does not answer ({attempt.outcome}: {attempt.error or attempt.status}). "
                "What was fetched is kept; start the same command again later, and it goes on."
            )

    def _note(self, unread: Unread) -> None:
        self._archive.unread(unread.origin, unread.message)
        self._tally.note_unread(unread)
