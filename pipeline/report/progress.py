"""Progress of long work on standard error: a bar for a person, lines for a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from pipeline.collect.collect import Progress as Report

LINE_EVERY_S = 10.0


@contextmanager
def shown_progress() -> Iterator[Report]:
    """Give a function that shows how far a stage is; nothing is left behind on a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Lines()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        tasks = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(stage)
            progress.update(tasks[stage], completed=done, total=total)

        yield show


class _Lines:
    """One line when a stage begins to have work, one when it ends, and one every ten seconds."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self, stage: str, done: int, total: int) -> None:
        moment = time.monotonic()
        if total and (done == total or moment - self._last >= LINE_EVERY_S):
            self._last = moment
            sys.stderr.write(f"{stage}: {done} of {total}\n")
            sys.stderr.flush()
