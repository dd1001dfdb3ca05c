"""Progress of long work on standard error: a bar for a person, lines for a log."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from pipeline.collect.collect import Progress as Report
from pipeline.logs import LOG, is_json

LINE_EVERY_S = 10.0


@contextmanager
def shown_progress() -> Iterator[Report]:
    """Give a function that shows how far a stage is; nothing is left behind on a terminal."""
    console = Console(stderr=True)
    if is_json() or not console.is_terminal:
        yield _Lines()
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        tasks = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(stage)
            progress.update(tasks[stage], completed=done, total=total)

        yield show


class _Rate(ProgressColumn):
    """How many a second."""

    def render(self, task: Task) -> Text:
        """As text, empty while it is not known."""
        return Text(f"{task.speed:,.0f}/s" if task.speed else "")


class _Lines:
    """One line when a stage ends, and one every ten seconds with its rate and the time that is left."""

    def __init__(self) -> None:
        self._last = time.monotonic()
        self._begun: dict[str, float] = {}
        self._told: tuple[str, int, int] | None = None

    def __call__(self, stage: str, done: int, total: int) -> None:
        moment = time.monotonic()
        begun = self._begun.setdefault(stage, moment)
        if not total or (stage, done, total) == self._told:
            return
        if done == total or moment - self._last >= LINE_EVERY_S:
            self._last, self._told = moment, (stage, done, total)
            rate = done / (moment - begun) if moment > begun else 0.0
            left = f", {rate:.0f} a second, {_span((total - done) / rate)} left" if rate and done < total else ""
            facts = {"stage": stage, "done": done, "total": total, "per_s": round(rate, 1)}
            LOG.info(f"{stage}: {done} of {total}{left}", extra={"fields": facts})


def _span(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{seconds:.0f} s" if seconds < 90 else f"{minutes} min" if minutes < 90 else f"{minutes / 60:.1f} h"
