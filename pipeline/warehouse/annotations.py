"""Annotations of texts: made once for each text, rule set and version of the code, by several processes if many."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date
from multiprocessing import get_context, parent_process
from pathlib import Path

import pyarrow.parquet as pq

from pipeline.derive.annotate import annotate
from pipeline.derive.rules import RuleSet
from pipeline.settings import Settings
from pipeline.warehouse.schema import to_arrow
from pipeline.warehouse.versions import annotation_version

# Texts annotated between two writes: what a killed run has to do again at most, for each process.
BATCH = 1_000
# Below this, one process is done before others have started and read their rules.
WORTH_PROCESSES = 6_000
# Rule sets whose annotations are kept: going back to yesterday's rules costs nothing.
KEPT = 3

Text = tuple[str, str | None, str, date | None]  # revision_id, title, body, published_on


def annotation_files(settings: Settings, rules: RuleSet) -> list[str]:
    """The Parquet files of all that these rules and this code have annotated."""
    return [str(path) for path in sorted(_folder(settings, rules).glob("*.parquet"))]


def annotate_texts(
    settings: Settings,
    rules: RuleSet,
    some: Callable[[int], list[Text]],
    total: int,
    progress: Callable[[str, int, int], None],
    worth_processes: int = WORTH_PROCESSES,
) -> None:
    """Annotate `total` texts; `some` gives the next ones, at most so many, and none at the end.

    From `worth_processes` texts on, one process a core does it. Each batch is a file that
    appears under its name complete or not at all.
    """
    folder = _folder(settings, rules)
    folder.mkdir(parents=True, exist_ok=True)
    os.utime(folder)  # in use: among those that are kept
    progress("texts tagged", 0, total)
    done = 0
    with _doers(folder, rules, os.cpu_count() or 1 if total >= worth_processes else 1) as do:
        for finished in do(iter(lambda: some(BATCH), [])):
            done += finished
            progress("texts tagged", done, total)


def remove_old_annotations(settings: Settings) -> None:
    """Delete the annotations of all rule sets and versions of the code but those used last."""
    folders = sorted(settings.derived.glob("annotations/*"), key=lambda folder: folder.stat().st_mtime, reverse=True)
    for folder in folders[KEPT:]:
        shutil.rmtree(folder)


def _folder(settings: Settings, rules: RuleSet) -> Path:
    return settings.derived / "annotations" / f"{rules.version}-{annotation_version()}"


Do = Callable[[Iterator[list[Text]]], Iterator[int]]


@contextmanager
def _doers(folder: Path, rules: RuleSet, processes: int) -> Iterator[Do]:
    """Give a function that writes the annotations of batches and yields the size of each that is done."""
    if processes == 1:
        yield lambda batches: (_write(folder, batch, rules) for batch in batches)
        return
    # Spawned, not forked: a fork would take DuckDB's threads by surprise and hold the home's lock after our death.
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, context, _start_worker, (folder, rules)) as pool:
        yield lambda batches: _by_pool(pool, batches, 2 * processes)
        pool.shutdown(cancel_futures=True)


def _by_pool(pool: ProcessPoolExecutor, batches: Iterator[list[Text]], most_waiting: int) -> Iterator[int]:
    waiting: deque[Future[int]] = deque()
    for batch in batches:
        waiting.append(pool.submit(_work, batch))
        if len(waiting) >= most_waiting:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


_worker: list[tuple[Path, RuleSet]] = []


def _start_worker(folder: Path, rules: RuleSet) -> None:
    _worker.append((folder, rules))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A parent that was killed cannot tell its workers, and they would wait for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(batch: list[Text]) -> int:
    folder, rules = _worker[0]
    return _write(folder, batch, rules)


def _write(folder: Path, batch: list[Text], rules: RuleSet) -> int:
    """Annotate a batch into a file of its own; return its size."""
    rows = [annotate(key, title, body, on, rules) for key, title, body, on in batch]
    name = hashlib.sha256("".join(key for key, *_ in batch).encode()).hexdigest()[:24]
    unfinished = folder / f".{name}.unfinished"
    pq.write_table(to_arrow("staged_annotations", rows), unfinished, compression="zstd")
    unfinished.replace(folder / f"{name}.parquet")
    return len(batch)
