"""What a failure of the machine means, in a sentence: a full disk, lost permissions, a damaged file."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor

import duckdb

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_KEPT = "Nothing was published; the snapshot and what was fetched are kept."


def why_failed(error: BaseException) -> str | None:
    """Say what stopped a command and what to do; None for what is no failure of the machine, but of the code."""
    sentences = [_sentence(leaf) for leaf in _leaves(error)]
    return next((sentence for sentence in sentences if sentence), None) if all(sentences) else None


def _leaves(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for part in error.exceptions:
            yield from _leaves(part)
    else:
        yield error


def _sentence(error: BaseException) -> str | None:
    if isinstance(error, BrokenExecutor):
        return f"A worker process was killed, for lack of memory perhaps. {_KEPT} Run the same command again."
    if isinstance(error, OSError):
        what = f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error)
        if error.errno in _FULL:
            return _full(what)
        return f"{what}. {_KEPT} `marsad doctor` tells what is wrong with the home."
    if isinstance(error, duckdb.Error):
        what = str(error).splitlines()[0]
        if any(sign in what for sign in ("No space left", "Disk quota", "File too large", "Could not write")):
            return _full(what)
        return f"{what} {_KEPT} `marsad doctor` finds what is damaged and names the command that mends it."
    return None


def _full(what: str) -> str:
    return f"The disk is full ({what}). {_KEPT} Free some space, then run the same command again."
