"""The flow that makes the snapshot again from what is stored: after a change of rules, or of the code."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.daily import note_failure
from pipeline.collect.collect import utc_now
from pipeline.derive.rules import rules_for
from pipeline.report.progress import shown_progress
from pipeline.settings import Settings, from_environment
from pipeline.warehouse.rebuild import Rebuilt
from pipeline.warehouse.rebuild import rebuild as rebuilt


@task(name="rebuild", cache_policy=NO_CACHE)
def rebuild_task(settings: Settings, tags_only: bool) -> Rebuilt:
    """Read captures again unless only tags are wanted, tag, check and swap in a snapshot."""
    with shown_progress() as progress:
        return rebuilt(settings, rules_for(settings), utc_now(), progress, tags_only=tags_only)


@flow(name="rebuild", on_failure=[note_failure], on_crashed=[note_failure], validate_parameters=False)
def rebuild(tags_only: bool = False) -> dict[str, Any]:
    """Make the snapshot again with the settings of the environment; nothing is fetched.

    Returns {snapshot_id, files_read, texts_tagged, changes}. Raises what
    `pipeline.warehouse.rebuild.rebuild` does.
    """
    settings = from_environment()
    done = rebuild_task(settings, tags_only)
    _forget_failure(settings)
    return {
        "snapshot_id": done.published.snapshot_id,
        "files_read": done.files_read,
        "texts_tagged": done.published.texts_tagged,
        "changes": [asdict(change) for change in done.changes],
    }


def _forget_failure(settings: Settings) -> None:
    """Take back the word of a failed rebuild; that a daily run failed is still to be known."""
    note = settings.home / "last_failure.json"
    if note.exists() and json.loads(note.read_text(encoding="utf-8")).get("flow") == "rebuild":
        note.unlink()


if __name__ == "__main__":
    rebuild()
