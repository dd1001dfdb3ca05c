"""Whom a run may ask: the sites of its feeds, and hosts that the feeds file names beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import httpx

from pipeline.collect.feeds import Feed
from pipeline.derive.urls import registered_domain

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Hosts:
    """`sites` are registered domains, of which every host may be asked at the usual ports; `origins` hosts with a port.

    What one feed names may stand on the site of another: the newsroom's feeds name each other's articles.
    """

    sites: frozenset[str]
    origins: frozenset[tuple[str, int]]

    @classmethod
    def of_feeds(cls, feeds: Iterable[Feed]) -> Self:
        """The hosts of feeds: their sites, under all the names of their publishers, and those under `hosts`."""
        sites, origins = set(), set()
        for feed in feeds:
            url = httpx.URL(feed.url)
            origins.add(_origin(url))
            if not _is_number(_origin(url)[0]):
                sites.add(registered_domain(feed.url))
            for host in feed.hosts:
                named = httpx.URL(f"http://{host}")
                ports = _PORTS.values() if named.port is None else (named.port,)
                origins |= {(_origin(named)[0], port) for port in ports}
        return cls(frozenset(sites), frozenset(origins))

    @classmethod
    def of_address(cls, address: str) -> Self:
        """One host alone."""
        return cls(frozenset(), frozenset({_origin(httpx.URL(address))}))

    def refusal(self, target: httpx.URL) -> str | None:
        """Why `target` is not asked, in a sentence; None for one that may be."""
        host, port = _origin(target)
        usual = _PORTS[target.scheme]
        if port != usual and (port in _PORTS.values() or (host, port) not in self.origins):
            return f"{host} is not asked at port {port}: no feed has it"
        if (host, port) in self.origins:
            return None
        if not _is_number(host) and registered_domain(f"http://{host}/") in self.sites:
            return None
        return f"{host} is on the site of no feed; to fetch from there, name it under `hosts` of a feed"


def _origin(url: httpx.URL) -> tuple[str, int]:
    return url.raw_host.decode("ascii").rstrip("."), _PORTS[url.scheme] if url.port is None else url.port


def _is_number(host: str) -> bool:
    """Whether a host is an address, in whatever notation: its last part is a number, and no top-level domain is one."""
    last = host.rpartition(".")[2]
    return ":" in host or last.isdigit() or last.startswith("0x")
