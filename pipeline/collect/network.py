"""The socket layer: decides which addresses may be reached and keeps the bytes that crossed it."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterable
from typing import Any

import httpcore
from httpcore import SOCKET_OPTION, AsyncNetworkBackend, AsyncNetworkStream

from pipeline.collect.addresses import is_public
from pipeline.collect.http_message import MessageError


class AddressRefusedError(Exception):
    """The host's address is not on the public internet, and no setting allows it."""


class RecordingStream(AsyncNetworkStream):
    """A connection that remembers what was sent and received since `forget`.

    A WARC must hold the response verbatim, chunk sizes and header spelling included;
    an HTTP client has parsed those away by the time it hands a response over.
    """

    def __init__(self, inner: AsyncNetworkStream, most_bytes: int) -> None:
        self._inner, self._most_bytes = inner, most_bytes
        self.sent = bytearray()
        self.received = bytearray()

    def forget(self) -> None:
        """Start the record of a new exchange on a connection that is kept alive."""
        self.sent, self.received = bytearray(), bytearray()

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read as httpcore asks, and keep the bytes. Raises MessageError for more of them than may be.

        Here, and not where the body is read: interim answers and headers need no body to go on for ever.
        """
        data = await self._inner.read(max_bytes, timeout)
        self.received += data
        if len(self.received) > self._most_bytes:
            raise MessageError("too_large", f"the response is larger than {self._most_bytes} bytes")
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write as httpcore asks, and keep the bytes."""
        if self.received:
            self.forget()
        self.sent += buffer
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        """Close the connection."""
        await self._inner.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> AsyncNetworkStream:
        """Return a stream that records the plain text inside the encrypted connection."""
        return RecordingStream(await self._inner.start_tls(ssl_context, server_hostname, timeout), self._most_bytes)

    def get_extra_info(self, info: str) -> Any:
        """Answer httpcore's questions about the socket."""
        return self._inner.get_extra_info(info)


class GuardedBackend(AsyncNetworkBackend):
    """Resolves a host once, refuses addresses that are not public, connects to the one it checked.

    `connect_to` maps a host (or `*`) to an address and port that are used instead, without
    a look-up: the way to a mirror, and the only way to loopback.
    """

    def __init__(self, connect_to: tuple[tuple[str, str, int], ...], most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._targets = {host: (address, port) for host, address, port in connect_to}
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> AsyncNetworkStream:
        """Connect to the first public address of the host; raises AddressRefusedError when it has none."""
        address, port = self._targets.get(host.lower()) or self._targets.get("*") or (None, port)
        address = address or await public_address(host, port)
        stream = await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
        return RecordingStream(stream, self._most_bytes)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002
        socket_options: Iterable[SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> AsyncNetworkStream:
        """No feed lives behind a local socket."""
        raise AddressRefusedError(f"{path}: local sockets are never fetched from")

    async def sleep(self, seconds: float) -> None:
        """Wait between connection attempts."""
        await asyncio.sleep(seconds)


async def public_address(host: str, port: int) -> str:
    """Return the first address of `host`, provided every one of them is public.

    Raises AddressRefusedError, or socket.gaierror when the name has no address. A host with
    one private address among public ones is refused: that mix is how rebinding looks.
    """
    rows = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(row[4][0]) for row in rows]
    for address in addresses:
        if not is_public(address):
            raise AddressRefusedError(f"{host} has the address {address}, which is not on the public internet")
    return addresses[0]
