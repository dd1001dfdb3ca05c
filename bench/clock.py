"""Processor time, which other programs of a busy machine disturb least."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median


def seconds(work: Callable[[], object], rounds: int) -> float:
    """Median processor time of `rounds` runs of some work."""
    return median(timed(work, rounds))


def timed(work: Callable[[], object], rounds: int) -> list[float]:
    """Processor time of each of `rounds` runs of some work."""
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return taken
