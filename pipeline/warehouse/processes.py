"""Several processes for work that one core would take long for."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from typing import Any, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")

# Jobs that wait for each process: enough that none stands idle, few enough that results do not pile up.
_WAITING = 2
# New objects before the collector looks for cycles: of some 5 MB. Python's own 700 are a third of what a report makes.
_BETWEEN_COLLECTIONS = 50_000


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0))


@contextmanager
def several(
    processes: int, prepare: Callable[..., None], *given: Any
) -> Iterator[Callable[[Callable[[Given], Made], Iterable[Given]], Iterator[Made]]]:
    """Give a function that maps work over jobs and yields the results in the order of the jobs.

    `prepare(*given)` is called once in each process, and with one process in this one. Jobs are taken only as fast as
    they are done.
    """
    if processes == 1:
        prepare(*given)
        yield lambda work, jobs: (work(job) for job in jobs)
        return
    # Spawned, not forked: a fork would take DuckDB's threads by surprise and hold the home's lock after our death.
    with ProcessPoolExecutor(processes, get_context("spawn"), _start, (prepare, *given)) as pool:
        yield lambda work, jobs: _mapped(pool, work, jobs, _WAITING * processes)
        pool.shutdown(cancel_futures=True)


def settle() -> None:
    """Tell the collector that what is loaded now lives as long as the process: its search for cycles took up to a
    seventh of the time of tagging.

    Only for a process that does one thing to its end: cycles that are garbage already are never freed.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_BETWEEN_COLLECTIONS)


def _mapped(
    pool: ProcessPoolExecutor, work: Callable[[Given], Made], jobs: Iterable[Given], most_waiting: int
) -> Iterator[Made]:
    waiting: deque[Future[Made]] = deque()
    for job in jobs:
        waiting.append(pool.submit(work, job))
        if len(waiting) >= most_waiting:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _start(prepare: Callable[..., None], *given: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    threading.Thread(target=_end_with_parent, daemon=True).start()
    prepare(*given)
    settle()


def _end_with_parent() -> None:
    """A parent that was killed cannot tell its workers, and they would wait for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
