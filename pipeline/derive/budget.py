"""What one document may cost: computing time and memory, kept by the kernel, in a process that can be lost."""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

KEY_BYTES = 64


@dataclass(frozen=True, slots=True)
class Budget:
    """Seconds of computing, whatever else the machine does, and bytes of memory, for one document."""

    cpu_s: float
    memory_bytes: int

    def __str__(self) -> str:
        return f"{self.cpu_s:g} s of computing and {self.memory_bytes // 1_000_000:,} MB"


class TooCostlyError(Exception):
    """A document that cannot be read within its budget; nothing of it was read."""

    word = "too_costly"


class Mark(Protocol):
    """KEY_BYTES of memory that outlive this process: which document it reads."""

    def __setitem__(self, where: slice, value: bytes, /) -> None:
        """Write to it."""


class _Watch:
    """What this process keeps its documents to; `given_up` has those that ended a process before, with the reason."""

    def __init__(self, mark: Mark, budget: Budget, given_up: Mapping[str, str]) -> None:
        self.mark, self.budget, self.given_up = mark, budget, given_up


_watch: list[_Watch] = []  # one in a reading process; elsewhere a person waits, who can interrupt
_base_bytes: list[int] = []


def watch(mark: Mark, budget: Budget, given_up: Mapping[str, str]) -> None:
    """Keep each document that this process reads from now on to `budget`; the process ends where one takes longer."""
    _watch[:] = [_Watch(mark, budget, given_up)]
    _base_bytes[:] = _base_bytes or [_data_bytes()]
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (_base_bytes[0] + budget.memory_bytes, most))


@contextmanager
def document(key: str) -> Iterator[None]:
    """Read one document, known by `key`. Raises TooCostlyError where it is known to be too costly, or needs too much.

    Time is the kernel's to keep: a regular expression or a parser written in C lets no exception in, so the timer
    ends the process, and the one that gave the work finds `key` in the mark.
    """
    watched = _watch[0] if _watch else None
    if watched is None:
        yield
        return
    if key in watched.given_up:
        raise TooCostlyError(watched.given_up[key])
    watched.mark[0:KEY_BYTES] = key.encode().ljust(KEY_BYTES, b"\0")
    signal.setitimer(signal.ITIMER_PROF, watched.budget.cpu_s)
    try:
        yield
    except MemoryError:
        raise TooCostlyError(f"It needs more than {watched.budget} to be read, and was left alone.") from None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        watched.mark[0:KEY_BYTES] = bytes(KEY_BYTES)


def _data_bytes() -> int:
    """What this process has of its own, as RLIMIT_DATA counts it."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    line = next(line for line in status.splitlines() if line.startswith("VmData:"))
    return int(line.split()[1]) * 1024
