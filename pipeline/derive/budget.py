"""What one document may cost: computing time and memory, kept by the kernel, in a process that can be lost."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from pipeline.memory import at_most

KEY_BYTES = 64


@dataclass(frozen=True, slots=True)
class Budget:
    """Seconds of computing, whatever else the machine does, and bytes of memory, for one document."""

    cpu_s: float
    memory_bytes: int

    def __str__(self) -> str:
        return f"{self.cpu_s:g} s of computing and {self.memory_bytes // 1_000_000:,} MB"


class GivenUpError(Exception):
    """A document of which nothing was read. `word` is `too_costly`, or `crashed` for one that broke what reads it."""

    def __init__(self, word: str, sentence: str) -> None:
        super().__init__(word, sentence)  # both, or it could not cross to another process
        self.word = word

    def __str__(self) -> str:
        return str(self.args[1])


GIVEN_UP = ("too_costly", "crashed")
Reason = tuple[str, str]
"""The word and the sentence of a GivenUpError."""


class Mark(Protocol):
    """KEY_BYTES of memory that outlive this process: which document it reads."""

    def __setitem__(self, where: slice, value: bytes, /) -> None:
        """Write to it."""


class _Watch:
    """What this process keeps its documents to; `given_up` has those that ended a process before, with the reason."""

    def __init__(self, mark: Mark, budget: Budget, given_up: Mapping[str, Reason]) -> None:
        self.mark, self.budget, self.given_up = mark, budget, given_up


_watch: list[_Watch] = []  # one in a reading process; elsewhere a person waits, who can interrupt


def watch(mark: Mark, budget: Budget, given_up: Mapping[str, Reason]) -> None:
    """Keep each document that this process reads from now on to `budget`; the process ends where one takes longer."""
    _watch[:] = [_Watch(mark, budget, given_up)]


@contextmanager
def document(key: str) -> Iterator[None]:
    """Read one document, known by `key`. Raises GivenUpError where it is known to be too costly, or needs too much.

    So it does for an error that nobody foresaw: a mistake of ours with one page must not stop every run from now on.
    Errors that say what is wrong with the document have a `word`, and pass. Where no budget is kept, in tests and on
    the command line, all errors come as they are.

    Time is the kernel's to keep: a regular expression or a parser written in C lets no exception in, so the timer
    ends the process, and the one that gave the work finds `key` in the mark.
    """
    watched = _watch[0] if _watch else None
    if watched is None:
        yield
        return
    if key in watched.given_up:
        raise GivenUpError(*watched.given_up[key])
    watched.mark[0:KEY_BYTES] = key.encode().ljust(KEY_BYTES, b"\0")
    signal.setitimer(signal.ITIMER_PROF, watched.budget.cpu_s)
    try:
        # Beyond what there is: the rows of the documents before it are not its doing.
        with at_most(watched.budget.memory_bytes):
            yield
    except MemoryError:
        raise GivenUpError("too_costly", f"needs more than {watched.budget} to be read, and was left unread") from None
    except Exception as error:
        if hasattr(error, "word"):
            raise
        told = f"{type(error).__name__}: {error}"
        raise GivenUpError(
            "crashed", f"breaks Marsad's reader ({told}), and was left unread; please report it"
        ) from error
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        watched.mark[0:KEY_BYTES] = bytes(KEY_BYTES)
