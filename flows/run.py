"""Runs the daily flow from the command line, with a Prefect server of its own where none is set."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
from httpx import TransportError

from flows.cli_common import FAILED, tell
from flows.left_servers import end_left_servers
from pipeline.collect.feeds import load_feeds
from pipeline.collect.sources import source_of
from pipeline.derive.rules import rules_for
from pipeline.report.signals import check_notify
from pipeline.report.summary import run_summary
from pipeline.report.watches.run import check_watches
from pipeline.settings import Settings
from pipeline.warehouse.publish import BlockedError, BusyError
from pipeline.warehouse.rebuild import NothingToRebuildError, ready


class RunFailedError(Exception):
    """The run failed and published nothing; the message is for the operator."""


def run_daily(settings: Settings, *, allow_changes: bool) -> tuple[dict[str, Any], int]:
    """Run the flow `daily` in this process; return its row of `run_summary` and the number of its issues.

    Raises SettingsError, of rule files too, before anything is touched, RunFailedError when nothing was published.
    """
    load_feeds(settings.feeds)
    rules_for(settings)
    check_notify(settings)
    check_watches(settings)
    prepare_prefect(settings)
    # Importing Prefect takes a second or two and reads the variables set above.
    from flows.daily import NoAnswerError, daily

    try:
        with _served(settings, "daily"):
            summary = daily(allow_changes)
    except (NoAnswerError, BusyError, BlockedError) as error:
        raise RunFailedError(str(error)) from error
    return summary, issue_count(settings.database, summary["run_id"])


def run_rebuild(
    settings: Settings, *, tags_only: bool, month: str | None, allow_changes: bool, is_candidate: bool, is_repair: bool
) -> tuple[dict[str, Any], int]:
    """Run the flow `rebuild` in this process; return what it returns and the number of issues that are open.

    Raises RuleError before anything is touched, RunFailedError when nothing was published.
    """
    rules_for(settings)
    try:
        if not is_repair:
            ready(settings, tags_only=tags_only)
        prepare_prefect(settings)
        from flows.rebuild import month_of, rebuild

        month_of(month)
        with _served(settings, "rebuild"):
            summary = rebuild(tags_only, month, allow_changes, is_candidate, is_repair)
    except (NothingToRebuildError, BusyError, BlockedError) as error:
        raise RunFailedError(str(error)) from error
    return summary, issue_count(settings.database, run_summary(settings.database)["run_id"])


def run_backfill(
    settings: Settings,
    kind: str,
    paths: list[str],
    options: dict[str, Any],
    fetch: str,
    most: int | None,
    *,
    allow_changes: bool,
) -> tuple[dict[str, Any], int]:
    """Run the flow `backfill` in this process; return what it returns and the number of issues of its run.

    Raises SettingsError, of rule files and of what is to be read too, before anything is touched, RunFailedError when
    nothing was published.
    """
    rules_for(settings)
    feeds = load_feeds(settings.feeds)
    if kind != "wayback":
        source_of(kind, paths, feeds, options).inputs()
    prepare_prefect(settings)
    from flows.backfill import asked_of_wayback, backfill, known_way

    known_way(fetch)
    if kind == "wayback":
        asked_of_wayback(feeds, options)
    try:
        with _served(settings, "backfill"):
            facts = backfill(kind, paths, options, fetch, most, allow_changes)
    except (BusyError, BlockedError) as error:
        raise RunFailedError(str(error)) from error
    runs = [told["run_id"] for told in (facts, facts.get("fetched", {})) if told.get("run_id")]
    return facts, sum(issue_count(settings.database, run_id) for run_id in runs)


@contextmanager
def _served(settings: Settings, flow: str) -> Iterator[None]:
    """End the process with a sentence where Prefect's server is lost: Prefect's own hooks need the server."""
    try:
        yield
    except (TransportError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and "ephemeral Prefect API server" not in str(error):
            raise
        from flows.hooks import tell_failure

        what = next(iter(str(error).splitlines()), type(error).__name__)
        why = (
            f"Prefect's server ended, or cannot be reached ({what}). What was fetched is kept, and the snapshot "
            "that is live stays. Run the same command again."
        )
        tell_failure(settings, flow, ("", ""), "Crashed", why)
        tell(why, FAILED)
        # Not by an exception: at the end of the process Prefect would wait seven seconds for each of its events that
        # the server did not take, and complain of each.
        os._exit(FAILED)


def prepare_prefect(settings: Settings) -> None:
    """Keep Prefect's own state in the home, its log out of the way and its usage report at home; end left servers.

    Whatever the operator has set stays.
    """
    home = settings.home.resolve() / "prefect"
    # Prefect makes the last folder of this path and none above it.
    home.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PREFECT_HOME", str(home))
    end_left_servers(Path(os.environ["PREFECT_HOME"]))
    if settings.log == "json":
        os.environ.setdefault("PREFECT_LOGGING_SETTINGS_PATH", str(Path(__file__).with_name("logging.yml")))
    # What a run has to say of a failure it says itself, in one sentence instead of a traceback.
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
    os.environ.setdefault("PREFECT_SERVER_LOGGING_LEVEL", "ERROR")
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")
    os.environ.setdefault("DO_NOT_TRACK", "1")


def issue_count(database: Path, run_id: str | None = None) -> int:
    """Number of issues of a run and of those that belong to none; of all runs without an id."""
    with duckdb.connect(str(database), read_only=True) as connection:
        row = connection.execute(
            "SELECT count(*) FROM issues WHERE $run IS NULL OR run_id = $run OR run_id IS NULL", {"run": run_id}
        ).fetchone()
    return int(row[0]) if row else 0
