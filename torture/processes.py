"""The processes that a run has started."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def children(pid: int, called: str = "") -> Iterator[int]:
    """The processes that a process started and that have `called` in their command line."""
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):  # the thread, or the child, has ended meanwhile
            for child in thread.read_text(encoding="ascii").split():
                if called.encode() in Path(f"/proc/{child}/cmdline").read_bytes():
                    yield int(child)
