"""Other processes: for documents, which may have to be killed, and for work that one core would take long for."""

from __future__ import annotations

import asyncio
import atexit
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from pipeline.derive.budget import Budget
from pipeline.settings import Settings
from pipeline.warehouse.worker import Worker

Given = TypeVar("Given")
Made = TypeVar("Made")

# Jobs that wait for each process: enough that none stands idle, few enough that results do not pile up.
_WAITING = 2

# The worker that stands by: to start one takes as long as to read two hundred pages. Of several that worked at once
# none does: large work is over then, and what a worker keeps of it would take memory from all that comes after.
_idle: list[Worker] = []
_lock, _one_at_a_time = threading.Lock(), threading.Lock()


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0))


def budget_of(settings: Settings) -> Budget:
    """What a document may cost."""
    return Budget(settings.document_cpu_s, settings.document_memory_bytes)


@contextmanager
def several(
    processes: int, budget: Budget | None, prepare: Callable[..., None], *given: Any
) -> Iterator[Callable[[Callable[[Given], Made], Iterable[Given]], Iterator[Made]]]:
    """Give a function that maps work over jobs in other processes and yields the results in the order of the jobs.

    `prepare(*given)` is called once in each process. Jobs are taken only as fast as they are done. A document that
    takes more than `budget` is left out and costs the others nothing (see `Worker`). Where no budget is to be kept, one
    process is this one.
    """
    if budget is None and processes == 1:
        prepare(*given)
        yield lambda work, jobs: (work(job) for job in jobs)
        return
    workers = [_taken() for _ in range(processes)]
    for worker in workers:
        worker.prepare(prepare, *given)
    free = deque(workers)  # a thread takes one and puts it back: there are as many of both

    def run(work: Callable[[Given], Made], job: Given) -> Made:
        worker = free.popleft()
        try:
            return worker.run(work, job, budget)
        finally:
            free.append(worker)

    with ThreadPoolExecutor(processes) as threads:
        try:
            yield lambda work, jobs: _mapped(threads, run, work, jobs, _WAITING * processes)
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            for worker in workers:
                worker.stop()
            raise
    for worker in workers:
        if processes == 1:
            _put_back(worker)
        else:
            worker.close()


async def read_apart(work: Callable[[Given], Made], job: Given, budget: Budget) -> Made:
    """Return `work(job)`, done in another process while this one goes on; one job at a time."""

    def run() -> Made:
        with _one_at_a_time:
            worker = _taken()
            try:
                return worker.run(work, job, budget)
            finally:
                _put_back(worker)

    return await asyncio.to_thread(run)


def _taken() -> Worker:
    with _lock:
        return _idle.pop() if _idle else Worker()


def _put_back(worker: Worker) -> None:
    worker.prepare(_nothing)
    with _lock:
        if not _idle:
            _idle.append(worker)
            return
    worker.close()


# A fork would talk into the pipes of its parent's workers.
os.register_at_fork(after_in_child=_idle.clear)


@atexit.register
def _close_idle() -> None:
    while _idle:
        _idle.pop().close()


def _nothing() -> None:
    """What a worker that stands by has to know."""


def _mapped(
    threads: ThreadPoolExecutor,
    run: Callable[[Callable[[Given], Made], Given], Made],
    work: Callable[[Given], Made],
    jobs: Iterable[Given],
    most_waiting: int,
) -> Iterator[Made]:
    waiting: deque[Future[Made]] = deque()
    for job in jobs:
        waiting.append(threads.submit(run, work, job))
        if len(waiting) >= most_waiting:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()
