"""The flow that reads old material in: WARC files, saved feeds and pages, tables."""

from __future__ import annotations

from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.daily import forget_failure, note_failure
from pipeline.collect.collect import utc_now
from pipeline.collect.feeds import load_feeds
from pipeline.collect.found import Source
from pipeline.collect.sources import source_of
from pipeline.derive.rules import rules_for
from pipeline.report.backfilled import backfill_facts
from pipeline.report.progress import shown_progress
from pipeline.settings import Settings, from_environment
from pipeline.warehouse.backfill import Backfilled
from pipeline.warehouse.backfill import backfill as backfilled


@task(name="backfill", cache_policy=NO_CACHE)
def backfill_task(settings: Settings, source: Source) -> Backfilled:
    """Archive what is new in a source, derive, check and swap in a snapshot."""
    with shown_progress() as progress:
        return backfilled(settings, source, load_feeds(settings.feeds), rules_for(settings), utc_now, progress)


@flow(name="backfill", on_failure=[note_failure], on_crashed=[note_failure], validate_parameters=False)
def backfill(kind: str, paths: list[str], options: dict[str, Any] | None = None) -> dict[str, Any]:
    """Read old material in with the settings of the environment.

    `kind` is warc, feeds, pages or table, `paths` are files and folders on the worker's machine, `options` those of
    `marsad backfill KIND`. Returns what `pipeline.report.backfilled.backfill_facts` does. Raises SettingsError,
    BusyError, BlockedError.
    """
    settings = from_environment()
    source = source_of(kind, paths, load_feeds(settings.feeds), options or {})
    done = backfill_task(settings, source)
    forget_failure(settings, "backfill")
    return backfill_facts(settings.database, done)
