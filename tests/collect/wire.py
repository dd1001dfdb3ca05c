"""The standard library's own way to the network, watched: what is asked of the resolver, where sockets go.

An audit hook of the interpreter sees every look-up and every connection, whatever library makes it, and stops all that
would leave the machine. It cannot be taken out again, so there is one, which listens to the wire that is open.
"""

from __future__ import annotations

import ipaddress
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

_open: list[Wire] = []


class Wire:
    """Answers look-ups from a table, each list of answers once, the last for ever; notes all that is tried."""

    def __init__(self, names: dict[str, list[list[str]]]) -> None:
        self._names = names
        self.looked_up: list[str] = []
        self.reached: list[tuple[str, int]] = []
        """Addresses on loopback that a connection was made to."""
        self.stopped: list[tuple[str, int]] = []
        """All others: the attempt alone is known, no packet left."""

    def getaddrinfo(self, host: str, port: int, *_: object, **__: object) -> list[Any]:
        """Stand in for socket.getaddrinfo; numeric hosts are read as the C library reads them."""
        self.looked_up.append(host)
        if host in self._names:
            answers = self._names[host]
            found = answers.pop(0) if len(answers) > 1 else answers[0]
        else:
            found = [_numeric(host)]
        family = {address: socket.AF_INET6 if ":" in address else socket.AF_INET for address in found}
        return [(family[address], socket.SOCK_STREAM, 6, "", (address, port)) for address in found]


def _numeric(host: str) -> str:
    try:
        return socket.inet_ntoa(socket.inet_aton(host.rstrip(".")))  # decimal, octal, hex and short forms too
    except OSError:
        try:
            return str(ipaddress.ip_address(host))
        except ValueError:
            raise socket.gaierror(socket.EAI_NONAME, "no such name") from None


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if event not in ("socket.connect", "socket.sendto", "socket.sendmsg") or not _open:
        return
    address = args[1]
    if not isinstance(address, tuple):
        return
    if ipaddress.ip_address(str(address[0]).partition("%")[0]).is_loopback:
        _open[0].reached.append(address[:2])
        return
    _open[0].stopped.append(address[:2])
    raise ConnectionRefusedError(f"{address} is outside this machine")


sys.addaudithook(_hook)


@contextmanager
def wire(monkeypatch: pytest.MonkeyPatch, names: dict[str, list[list[str]]] | None = None) -> Iterator[Wire]:
    """Watch the network while the block runs; `names` are host names with the answers that they give in turn."""
    watched = Wire(names or {})
    monkeypatch.setattr(socket, "getaddrinfo", watched.getaddrinfo)
    _open.append(watched)
    try:
        yield watched
    finally:
        _open.clear()
