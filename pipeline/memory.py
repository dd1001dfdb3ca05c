"""How much memory this process may take, kept by the kernel."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager

_PAGE_BYTES = resource.getpagesize()


def own_bytes() -> int:
    """What this process has of its own, as RLIMIT_DATA counts it, and its stack."""
    with open("/proc/self/statm", "rb", buffering=0) as file:  # noqa: PTH123  (once a document: Path takes twice as long)
        return int(file.read(256).split()[5]) * _PAGE_BYTES


@contextmanager
def at_most(more: int) -> Iterator[None]:
    """Refuse this process more than `more` bytes beyond what it has, while the block runs.

    What asks for more gets a MemoryError, or what a library makes of it.
    """
    before, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = own_bytes() + more
    resource.setrlimit(resource.RLIMIT_DATA, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (before, hard))
