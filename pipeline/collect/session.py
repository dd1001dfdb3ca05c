"""Polite asking: robots.txt, one request at a time a host, retries and redirects, all recorded."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import inf
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

import httpx
from protego import Protego

from pipeline.collect.archive import Aim, ArchiveWriter
from pipeline.collect.fetch import TEMPORARY, Attempt, Fetcher, fetch_target
from pipeline.collect.hosts import Hosts
from pipeline.derive.urls import LONGEST_URL, registered_domain
from pipeline.settings import Settings

MAX_REDIRECTS = 5
MAX_HOSTS_AT_ONCE = 16
_MOST_ROBOTS_BYTES = 512_000  # what RFC 9309 asks for at least


@dataclass(slots=True)
class _Host:
    """One host's turn: held while it is asked, when it may be asked again, the least and the longest wait for it."""

    delay_s: float
    longest_wait_s: float
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0


class Session:
    """All the asking of one run; every attempt goes to the archive before anyone looks at it."""

    def __init__(
        self,
        settings: Settings,
        archive: ArchiveWriter,
        validators: Callable[[str], tuple[str | None, str | None]],
        now: Callable[[], datetime],
        allowed: Hosts,
    ) -> None:
        self._settings = settings
        self._allowed = allowed
        self._archive = archive
        self._validators = validators
        self._now = now
        self._fetcher = Fetcher(settings, now)
        self._hosts: dict[bytes, _Host] = {}
        self._robots: dict[str, asyncio.Task[Protego | str]] = {}
        self._spent_s: defaultdict[str, float] = defaultdict(float)
        self._at_once = asyncio.Semaphore(MAX_HOSTS_AT_ONCE)
        self.outcomes: Counter[str] = Counter()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._robots.values():
            task.cancel()
        await self._fetcher.aclose()

    async def ask(self, url: str, aim: Aim) -> Attempt:
        """Return the last attempt at `url`, redirects followed; every attempt made is archived."""
        for _ in range(MAX_REDIRECTS + 1):
            attempt = await self._ask_with_retries(url, aim)
            location = attempt.capture.header("location") if attempt.capture else None
            if attempt.outcome != "redirect" or not location:
                return attempt
            try:
                following = urljoin(url, location)
            except ValueError as error:
                return self._record(self._unasked(url, "not_allowed", f"redirects to no address: {error}"), aim, 1)
            if len(following) > LONGEST_URL:
                why = f"redirects to an address of {len(following):,} signs"
                return self._record(self._unasked(url, "not_allowed", why), aim, 1)
            url = following
        return self._record(self._unasked(url, "redirect_loop", f"more than {MAX_REDIRECTS} redirects"), aim, 1)

    async def _ask_with_retries(self, url: str, aim: Aim) -> Attempt:
        if refusal := await self._refusal(url, aim):
            return self._record(self._unasked(url, *refusal), aim, 1)
        for number in range(1, self._settings.max_attempts + 1):
            attempt, wait_s = await self._ask_once(url, aim, number)
            if attempt.outcome not in TEMPORARY or wait_s > self._settings.max_retry_wait_s:
                break
            if number < self._settings.max_attempts:
                await asyncio.sleep(wait_s)
        return attempt

    async def _ask_once(self, url: str, aim: Aim, number: int) -> tuple[Attempt, float]:
        """Ask when it is the host's turn; return the attempt and the wait before a next one, in seconds."""
        host, site = self._host(url), registered_domain(url)
        async with host.lock:
            wait_s = host.free_at - time.monotonic()
            if wait_s > host.longest_wait_s:
                resting = self._unasked(url, "rate_limited", f"the host asked to be left alone for {wait_s:.0f} s more")
                return self._record(resting, aim, number), wait_s
            if not self._is_wayback(url) and self._spent_s[site] > self._settings.site_time_s:
                spent = f"{site} has taken {self._spent_s[site]:.0f} s of this run; the next one goes on"
                return self._record(self._unasked(url, "rate_limited", spent), aim, number), inf
            began_at = time.monotonic()
            await asyncio.sleep(max(0.0, wait_s))
            async with self._at_once:
                attempt = await self._fetcher.get(url, *self._validators(url))
            self._spent_s[site] += time.monotonic() - began_at
            retry_after_s = _retry_after_s(attempt, self._now()) if attempt.outcome in TEMPORARY else None
            host.free_at = time.monotonic() + max(host.delay_s, retry_after_s or 0.0)
        backoff_s = self._settings.retry_wait_s * 2 ** (number - 1)
        return self._record(attempt, aim, number), backoff_s if retry_after_s is None else retry_after_s

    def _host(self, url: str) -> _Host:
        target = fetch_target(url)
        delay_s = self._settings.wayback_delay_s if self._is_wayback(url) else self._settings.host_delay_s
        # A Crawl-delay in robots.txt is obeyed and buys nobody a longer wait: then the host rests until the next run.
        return self._hosts.setdefault(target.netloc, _Host(delay_s, max(self._settings.max_retry_wait_s, delay_s)))

    def _is_wayback(self, url: str) -> bool:
        return fetch_target(url).netloc == fetch_target(self._settings.wayback).netloc

    async def _refusal(self, url: str, aim: Aim) -> tuple[str, str] | None:
        """Return (word, sentence) when `url` is none to fetch or robots.txt keeps us out, else None."""
        try:
            target = fetch_target(url)
        except httpx.InvalidURL as error:
            return "not_allowed", str(error)
        if outside := self._allowed.refusal(target):
            return "not_allowed", outside
        if aim.purpose == "robots":
            return None
        # By the parser that decides where the request goes: two of them may see two hosts in one address.
        origin = f"{target.scheme}://{target.netloc.decode('ascii')}"
        if origin not in self._robots:
            self._robots[origin] = asyncio.create_task(self._read_robots(origin))
        robots = await self._robots[origin]
        if isinstance(robots, str):
            return "robots_unreachable", f"{origin}/robots.txt could not be read ({robots}), so nothing else is asked"
        if not robots.can_fetch(str(target), self._settings.user_agent):
            return "robots", f"{origin}/robots.txt does not allow it"
        return None

    async def _read_robots(self, origin: str) -> Protego | str:
        """Return the host's rules, or the word of the failure: RFC 9309 forbids going on without an answer."""
        attempt = await self.ask(f"{origin}/robots.txt", Aim("robots"))
        if attempt.capture is None or attempt.outcome in ("server_error", "rate_limited"):
            return attempt.outcome
        # Any other refusal to show robots.txt means that there are no rules (RFC 9309, 2.3.1.3).
        body = attempt.capture.body[:_MOST_ROBOTS_BYTES] if attempt.outcome == "ok" else b""
        text = body.decode("utf-8", "replace")
        robots = Protego.parse(text)
        host = self._host(origin)
        host.delay_s = max(host.delay_s, robots.crawl_delay(self._settings.user_agent) or 0.0)
        return robots

    def _unasked(self, url: str, word: str, sentence: str) -> Attempt:
        return Attempt(url, self._now(), 0, word, None, sentence, b"", b"", None)

    def _record(self, attempt: Attempt, aim: Aim, number: int) -> Attempt:
        self._archive.add(attempt, aim, number)
        self.outcomes[attempt.outcome] += 1
        return attempt


def _retry_after_s(attempt: Attempt, now: datetime) -> float | None:
    """Seconds that the server asks to wait, from either form of Retry-After (RFC 9110, 10.2.3)."""
    value = attempt.capture.header("retry-after") if attempt.capture else None
    if value is None:
        return None
    if re.fullmatch(r"\s*\d{1,9}\s*", value, re.ASCII):
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
