"""The daily flow: collect, derive, publish. Few coarse tasks; retries live in the collector."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from prefect import State, flow, task
from prefect.artifacts import create_link_artifact, create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.exceptions import TerminationSignal

from flows.hooks import HOOKS, announce, begin, end
from pipeline.collect.collect import Collected, collect, utc_now
from pipeline.collect.feeds import Feed, load_feeds
from pipeline.derive.rules import rules_for
from pipeline.report.brief.write import write_brief
from pipeline.report.progress import shown_progress
from pipeline.report.summary import run_markdown, run_summary
from pipeline.report.watches.run import check_watches, run_watches
from pipeline.settings import Settings, from_environment
from pipeline.warehouse.publish import BlockedError, Published, has_unpublished_answers, publish, sole_writer
from pipeline.warehouse.staging import derive_pending


class NoAnswerError(Exception):
    """No feed gave an answer: the network is down, or every feed is dead. Nothing was published."""


def settings_of(allow_changes: bool) -> Settings:
    """The settings of the environment, for a run that a person allowed to change what block checks guard."""
    settings = from_environment()
    return replace(settings, allow_changes=True) if allow_changes else settings


@contextmanager
def bare_termination() -> Iterator[None]:
    """Let the signal that ends a cancelled run out of the group of requests that it interrupts.

    Prefect knows it only bare: in an exception group, a run that a person cancelled counts as crashed.
    """
    try:
        yield
    except BaseExceptionGroup as group:
        if group.subgroup(TerminationSignal):
            raise TerminationSignal(signal.SIGTERM) from group
        raise


@task(name="collect", cache_policy=NO_CACHE)
def collect_task(settings: Settings, feeds: list[Feed], run_id: str) -> Collected:
    """Poll the feeds and fetch what is due into a new WARC file."""
    with shown_progress() as progress, bare_termination():
        return collect(settings, feeds, progress, run_id=run_id)


@task(name="derive", cache_policy=NO_CACHE)
def derive_task(settings: Settings) -> int:
    """Make rows of the WARC files that have none yet."""
    with shown_progress() as progress:
        return derive_pending(settings, progress)


@task(name="publish", cache_policy=NO_CACHE)
def publish_task(settings: Settings) -> Published:
    """Build, check and swap in a snapshot."""
    with shown_progress() as progress:
        return publish(settings, rules_for(settings), utc_now(), progress)


@task(name="brief", cache_policy=NO_CACHE)
def brief_task(settings: Settings) -> Path:
    """Write the brief of the day, and leave a link to it."""
    path = write_brief(settings).resolve()
    # A browser follows no link from a server to a file: the path is there to be copied.
    create_link_artifact(key="daily-brief", link=path.as_uri(), link_text=str(path), description="The brief of the day")
    return path


@task(name="watches", cache_policy=NO_CACHE)
def watches_task(settings: Settings) -> str | None:
    """Renew the feeds of the watches and tell what is new; return what failed of it."""
    outcomes = run_watches(settings, utc_now())
    return " ".join(outcome.failure for outcome in outcomes if outcome.failure) or None


@flow(name="daily", validate_parameters=False, **HOOKS)
def daily(allow_changes: bool = False) -> dict[str, Any]:
    """Run the daily job with the settings of the environment, of which `allow_changes` may also be set here.

    Returns the run's row of `run_summary`, under `stages_s` the seconds that each stage took, the file of the `brief`,
    under `brief_failure` why there is none, and under `watch_failure` what could not be watched or told.

    Raises BusyError when another run holds the home, NoAnswerError when no feed answered,
    BlockedError when a block check failed: in all three the live snapshot stays as it was.
    """
    settings = settings_of(allow_changes)
    feeds = load_feeds(settings.feeds)
    rules_for(settings)  # a wrong file stops the run before it fetches or writes anything
    check_watches(settings)
    run_id = begin(settings)
    with sole_writer(settings):
        announce(settings)
        derive_task(settings)
        if has_unpublished_answers(settings):
            # A run before this one was killed after it had fetched: its captures count. While a block check refuses
            # them, what feeds name today must still be fetched today; the end of this run says what was refused.
            with suppress(BlockedError):
                publish_task(settings)
        clock = [time.monotonic()]
        collected = collect_task(settings, feeds, run_id)
        clock.append(time.monotonic())
        if collected.feeds_answered == 0:
            raise NoAnswerError(
                f"None of the {len(feeds)} feeds gave an answer; nothing was published and the snapshot stays. "
                "`marsad feeds check` tells why."
            )
        derive_task(settings)
        clock.append(time.monotonic())
        published = publish_task(settings)
        clock.append(time.monotonic())
        summary = run_summary(settings.database, collected.run_id)
    # The snapshot is live: a brief that fails is told, and the run is good.
    brief: State[Path] = brief_task(settings, return_state=True)
    clock.append(time.monotonic())
    # What is watched has its own note of what was told: the next run makes up for what failed.
    watched: State[str | None] = watches_task(settings, return_state=True)
    clock.append(time.monotonic())
    durations = [round(later - earlier, 2) for earlier, later in pairwise(clock)]
    create_markdown_artifact(
        key="daily-summary",
        markdown=run_markdown(settings.database, collected.run_id),
        description=f"Run {collected.run_id}, snapshot {published.snapshot_id}",
    )
    told = {"brief": None if brief.is_failed() else str(brief.result()), "brief_failure": None}
    failed = watched.result(raise_on_failure=False)
    told["watch_failure"] = str(failed) if failed else None
    if brief.is_failed():
        told["brief_failure"] = str(brief.result(raise_on_failure=False))
    stages = ("collect", "derive", "publish", "brief", "watches")
    summary |= told | {"stages_s": dict(zip(stages, durations, strict=True))}
    end(settings, {"snapshot_id": published.snapshot_id, **summary})
    return summary


if __name__ == "__main__":
    daily()
