"""How much memory this process may take, kept by the kernel."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def own_bytes() -> int:
    """What this process has of its own, as RLIMIT_DATA counts it."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    line = next(line for line in status.splitlines() if line.startswith("VmData:"))
    return int(line.split()[1]) * 1024


def set_most_bytes(most: int) -> int:
    """Refuse this process more than `most` bytes of its own; return what was the most before.

    What asks for more gets a MemoryError, or what a library makes of it.
    """
    before, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    return before


@contextmanager
def at_most(more: int) -> Iterator[None]:
    """Refuse this process more than `more` bytes beyond what it has, while the block runs."""
    before = set_most_bytes(own_bytes() + more)
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (before, resource.getrlimit(resource.RLIMIT_DATA)[1]))
