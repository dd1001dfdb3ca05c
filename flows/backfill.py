"""The flow that reads old material in: WARC files, saved feeds and pages, tables, the Wayback Machine."""

from __future__ import annotations

from datetime import date
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.daily import settings_of
from flows.hooks import HOOKS, begin, end
from pipeline.collect.collect import utc_now
from pipeline.collect.feeds import Feed, load_feeds
from pipeline.collect.found import Source
from pipeline.collect.sources import source_of
from pipeline.collect.wayback import Span
from pipeline.derive.rules import rules_for
from pipeline.derive.urls import place_of
from pipeline.report.backfilled import backfill_facts
from pipeline.report.progress import shown_progress
from pipeline.settings import Settings, SettingsError
from pipeline.warehouse.backfill import Backfilled
from pipeline.warehouse.backfill import backfill as backfilled
from pipeline.warehouse.backfill_wayback import backfill_wayback, fetch_missing

WAYS = ("no", "wayback", "live")


@task(name="backfill", cache_policy=NO_CACHE)
def backfill_task(settings: Settings, source: Source, run_id: str) -> Backfilled:
    """Archive what is new in a source, derive, check and swap in a snapshot."""
    with shown_progress() as progress:
        return backfilled(settings, source, load_feeds(settings.feeds), rules_for(settings), utc_now, progress, run_id)


@task(name="wayback", cache_policy=NO_CACHE)
def wayback_task(settings: Settings, feeds: list[Feed], span: Span, most: int | None, run_id: str) -> Backfilled:
    """Fetch old captures of feeds and of the articles that they name, derive, check and swap in a snapshot."""
    with shown_progress() as progress:
        return backfill_wayback(settings, feeds, span, rules_for(settings), utc_now, progress, most, run_id)


@task(name="fetch missing", cache_policy=NO_CACHE)
def fetch_task(settings: Settings, way: str, most: int | None, run_id: str) -> Backfilled:
    """Fetch articles that archived feeds name and that the archive has no page of."""
    with shown_progress() as progress:
        return fetch_missing(settings, way, rules_for(settings), utc_now, progress, most, run_id)


@flow(name="backfill", validate_parameters=False, **HOOKS)
def backfill(
    kind: str,
    paths: list[str] | None = None,
    options: dict[str, Any] | None = None,
    fetch: str = "no",
    most: int | None = None,
    allow_changes: bool = False,
) -> dict[str, Any]:
    """Read old material in with the settings of the environment.

    `kind` is warc, feeds, pages or table, `paths` are files and folders on the worker's machine, `options` those of
    `marsad backfill KIND`; or `kind` is wayback and `options` are {feeds, from, to}. Then at most `most` articles that
    archived feeds name and the archive lacks are fetched as `fetch` says: no, wayback or live. With
    `allow_changes` rows may get lost and many tags change.

    Returns what `pipeline.report.backfilled.backfill_facts` does, and the same of the fetching under `fetched`. Raises
    SettingsError, BusyError, BlockedError.
    """
    settings = settings_of(allow_changes)
    run_id = begin(settings)
    if kind == "wayback":
        feeds, span = asked_of_wayback(load_feeds(settings.feeds), options or {})
        done = wayback_task(settings, feeds, span, most, run_id)
    else:
        done = backfill_task(settings, source_of(kind, paths or [], load_feeds(settings.feeds), options or {}), run_id)
    facts = backfill_facts(settings.database, done)
    if known_way(fetch) != "no":
        facts["fetched"] = backfill_facts(settings.database, fetch_task(settings, fetch, most, begin(settings)))
    end(settings, facts)
    return facts


def known_way(fetch: str) -> str:
    """`fetch`, where it is one of WAYS. Raises SettingsError."""
    if fetch not in WAYS:
        raise SettingsError(f"{fetch!r} is no way to fetch what is missing; there are {', '.join(WAYS)}.")
    return fetch


def asked_of_wayback(feeds: list[Feed], options: dict[str, Any]) -> tuple[list[Feed], Span]:
    """The configured feeds and the span that are asked for: `feeds` are ids or URLs, all where there are none.

    Raises SettingsError for a feed that the feeds file does not have, and for what is no span of days.
    """
    wanted = options.get("feeds") or [feed.feed_id for feed in feeds]
    found = []
    for name in wanted:
        feed = next((feed for feed in feeds if name in (feed.feed_id, feed.url) or _is_at(feed, name)), None)
        if feed is None:
            raise SettingsError(f"--feed {name}: no feed of the feeds file has this id or URL; add it there first.")
        found.append(feed)
    try:
        span = Span(date.fromisoformat(options["from"]), date.fromisoformat(options["to"]))
    except (KeyError, ValueError) as error:
        raise SettingsError("Say from which day to which: --from 2017-08-01 --to 2017-08-31.") from error
    if span.begin > span.end:
        raise SettingsError(f"--from {span.begin} is after --to {span.end}.")
    return found, span


def _is_at(feed: Feed, name: str) -> bool:
    return "://" in name and place_of(name) == place_of(feed.url)
