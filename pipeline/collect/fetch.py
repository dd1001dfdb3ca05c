"""One HTTP request and what became of it, told in a fixed vocabulary."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpcore
import httpx

from pipeline.capture import Capture
from pipeline.collect.http_message import MessageError, parse_response
from pipeline.collect.network import AddressRefusedError, GuardedBackend, RecordingStream
from pipeline.settings import Settings

# Every word that a fetch can end with, and what that means for the article that was asked for.
OUTCOMES = {
    "ok": "read",
    "not_modified": "read",
    "redirect": "failed",
    "not_found": "missing",
    "gone": "missing",
    "client_error": "missing",
    "robots": "refused",
    "not_allowed": "refused",
    "too_large": "refused",
    "forbidden": "failed",
    "rate_limited": "failed",
    "server_error": "failed",
    "dns": "failed",
    "refused": "failed",
    "reset": "failed",
    "timeout": "failed",
    "tls": "failed",
    "protocol": "failed",
    "bad_encoding": "failed",
    "redirect_loop": "failed",
    "robots_unreachable": "failed",
    "torn": "failed",
    # Words of feeds that answered and could not be read, given by derive.
    "empty_body": "unreadable",
    "not_a_feed": "unreadable",
    "unreadable": "unreadable",
    "too_costly": "unreadable",
    "crashed": "unreadable",
}
# Words for which asking again within the run makes sense.
TEMPORARY = frozenset({"dns", "refused", "reset", "timeout", "protocol", "rate_limited", "server_error"})
_STATUS_WORDS = {
    304: "not_modified",
    401: "forbidden",
    403: "forbidden",
    404: "not_found",
    410: "gone",
    429: "rate_limited",
}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request: `outcome` is `ok`, `not_modified`, `redirect` or the word of a failure.

    `request` and `response` are the bytes that crossed the socket; `capture` is the
    response read, or None where there was none that could be read.
    """

    url: str
    started_at: datetime
    duration_ms: int
    outcome: str
    status: int | None
    error: str | None
    request: bytes
    response: bytes
    capture: Capture | None


class Fetcher:
    """An HTTP client that never follows, never retries and never raises for what a server does."""

    def __init__(self, settings: Settings, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._now = now
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=ssl.create_default_context(),
            network_backend=GuardedBackend(settings.connect_to, settings.max_body_bytes),
            max_connections=32,
            keepalive_expiry=30.0,
        )

    async def aclose(self) -> None:
        """Close all connections."""
        await self._pool.aclose()

    async def get(self, url: str, etag: str | None = None, last_modified: str | None = None) -> Attempt:
        """Ask once for `url`, conditionally where a validator of an earlier answer is given."""
        started_at, clock = self._now(), time.monotonic()
        exchange = _Exchange()
        status, error, capture = None, None, None
        try:
            target = fetch_target(url)
            async with asyncio.timeout(self._settings.total_timeout_s):
                await self._exchange(target, etag, last_modified, exchange)
            status, headers, body = parse_response(exchange.received, self._settings.max_body_bytes)
            if status == 304 and not (etag or last_modified):
                # Taken for "as before", it would be an article that was read and has no text: no snapshot holds that.
                raise MessageError("protocol", "the answer is 304, and nothing was asked conditionally")
            capture = Capture(url, started_at.astimezone(UTC), status, headers, body)
            outcome = status_word(status)
        except _FETCH_ERRORS as exception:
            outcome, error = classify(exception), str(exception) or type(exception).__name__
        elapsed_ms = round((time.monotonic() - clock) * 1000)
        return Attempt(url, started_at, elapsed_ms, outcome, status, error, exchange.sent, exchange.received, capture)

    async def _exchange(self, url: httpx.URL, etag: str | None, modified: str | None, exchange: _Exchange) -> None:
        settings = self._settings
        headers = [
            ("Host", url.netloc.decode("ascii")),
            ("User-Agent", settings.user_agent),
            (
                "Accept",
                "text/html, application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.1",
            ),
            ("Accept-Language", "ar"),
            ("Accept-Encoding", "gzip, br"),
        ]
        headers += [("If-None-Match", etag)] if etag else []
        headers += [("If-Modified-Since", modified)] if modified else []
        timeouts: dict[str, Any] = {
            "connect": settings.connect_timeout_s,
            "read": settings.read_timeout_s,
            "write": settings.read_timeout_s,
            "pool": settings.total_timeout_s,
        }
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        async with self._pool.stream("GET", target, headers=headers, extensions={"timeout": timeouts}) as response:
            stream = response.extensions["network_stream"]
            assert isinstance(stream, RecordingStream)  # noqa: S101  (the backend makes no other)
            exchange.stream = stream
            async for _ in response.aiter_stream():
                pass  # the stream keeps what it reads


class _Exchange:
    """What crossed the socket, still at hand when the exchange ended in an exception."""

    stream: RecordingStream | None = None

    @property
    def sent(self) -> bytes:
        return bytes(self.stream.sent) if self.stream else b""

    @property
    def received(self) -> bytes:
        return bytes(self.stream.received) if self.stream else b""


_FETCH_ERRORS = (
    OSError,
    TimeoutError,
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    httpx.InvalidURL,
    AddressRefusedError,
    MessageError,
)


def classify(error: BaseException) -> str:
    """Return the fixed word for what stopped a fetch; the chain of causes tells DNS and TLS apart."""
    chain: list[BaseException] = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) is not None:
        chain.append(cause)
    for link in chain:
        if isinstance(link, MessageError):
            return link.word
        if isinstance(link, AddressRefusedError | httpx.InvalidURL | httpcore.UnsupportedProtocol):
            return "not_allowed"
        if isinstance(link, socket.gaierror):
            return "dns"
        if isinstance(link, ssl.SSLError):
            return "tls"
        if isinstance(link, ConnectionRefusedError):
            return "refused"
    if any(isinstance(link, TimeoutError | httpcore.TimeoutException) for link in chain):
        return "timeout"
    return "protocol" if isinstance(error, httpcore.ProtocolError) else "reset"


def status_word(status: int) -> str:
    """The outcome that an HTTP status is."""
    if 200 <= status < 300:
        return "ok"
    if status in _STATUS_WORDS:
        return _STATUS_WORDS[status]
    if 300 <= status < 400:
        return "redirect"
    return "server_error" if status >= 500 else "client_error"


def fetch_target(url: str) -> httpx.URL:
    """Return the URL as it is asked for; raises httpx.InvalidURL, with a sentence, for one that never is."""
    parsed = httpx.URL(url.strip()).copy_with(fragment=None)
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise httpx.InvalidURL(f"{url!r} is not an http address with a host")
    if parsed.userinfo:
        raise httpx.InvalidURL("addresses that carry a user name are not fetched")
    return parsed
