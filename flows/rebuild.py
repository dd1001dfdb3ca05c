"""The flow that makes the snapshot again from what is stored: after a change of rules, or of the code."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.daily import settings_of
from flows.hooks import HOOKS, begin, end
from pipeline.collect.collect import utc_now
from pipeline.derive.rules import rules_for
from pipeline.report.progress import shown_progress
from pipeline.settings import Settings, SettingsError
from pipeline.warehouse.rebuild import Rebuilt
from pipeline.warehouse.rebuild import rebuild as rebuilt


@task(name="rebuild", cache_policy=NO_CACHE)
def rebuild_task(
    settings: Settings, tags_only: bool, month: date | None, is_candidate: bool, is_repair: bool
) -> Rebuilt:
    """Read captures again unless only tags are wanted, tag, check and swap in a snapshot."""
    with shown_progress() as progress:
        rules, now = rules_for(settings), utc_now()
        return rebuilt(
            settings,
            rules,
            now,
            progress,
            tags_only=tags_only,
            month=month,
            is_candidate=is_candidate,
            is_repair=is_repair,
        )


@flow(name="rebuild", validate_parameters=False, **HOOKS)
def rebuild(
    tags_only: bool = False,
    month: str | None = None,
    allow_changes: bool = False,
    is_candidate: bool = False,
    is_repair: bool = False,
) -> dict[str, Any]:
    """Make the snapshot again with the settings of the environment; nothing is fetched.

    `month` is `YYYY-MM`: what was captured or published in it is read and tagged again in any case. With
    `allow_changes` rows may get lost and many tags change; with `is_candidate` nothing is published, only built;
    with `is_repair` what is damaged and can be made again is made again.

    Returns {snapshot_id, files_read, texts_tagged, changes}. Raises what
    `pipeline.warehouse.rebuild.rebuild` does.
    """
    settings = settings_of(allow_changes)
    begin(settings)
    done = rebuild_task(settings, tags_only, month_of(month), is_candidate, is_repair)
    facts = {
        "snapshot_id": done.published.snapshot_id,
        "files_read": done.files_read,
        "texts_tagged": done.published.texts_tagged,
        "changes": [asdict(change) for change in done.changes],
    }
    end(settings, facts)
    return facts


def month_of(text: str | None) -> date | None:
    """The first day of a month written `YYYY-MM`. Raises SettingsError."""
    if text is None:
        return None
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise SettingsError(f"{text!r} is no month: write it as 2017-08.") from error


if __name__ == "__main__":
    rebuild()
