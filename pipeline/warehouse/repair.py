"""Clears away what is damaged and can be made again, so that a rebuild makes it again."""

from __future__ import annotations

from contextlib import suppress

from pipeline.collect.collect import Progress
from pipeline.settings import Settings
from pipeline.warehouse.doctor import Fault, find_faults, of_words
from pipeline.warehouse.history import save_history
from pipeline.warehouse.lake import LakeError
from pipeline.warehouse.remove import remove_database
from pipeline.warehouse.restore import restore_database
from pipeline.warehouse.staging import staged_database


def clear_damage(settings: Settings, progress: Progress) -> list[Fault]:
    """Remove damaged files that a rebuild makes again, and return the faults found; the caller holds the home's lock.

    A damaged snapshot is first put back from the lake where that is whole: what a rebuild may lose is compared with it.
    What cannot be made again stays, under the name `….damaged`.
    """
    faults = find_faults(settings, progress)
    for fault in of_words(faults, "derived_damaged", "search_damaged"):
        remove_database(fault.file)
    if of_words(faults, "archive_torn"):
        # All of it, not the rows of that file: a capture that stands in two files is known by one of them only.
        remove_database(staged_database(settings))
    is_live_lost = bool(of_words(faults, "live_damaged", "live_missing"))
    if is_live_lost:
        if settings.database.exists():
            settings.database.replace(settings.database.with_name(f"{settings.database.name}.damaged"))
        if settings.lake.exists() and not of_words(faults, "lake_damaged"):
            with suppress(LakeError):  # of another schema: then all comes from the archive
                restore_database(settings)
    for fault in of_words(faults, "history_damaged"):
        fault.file.replace(fault.file.with_name(f"{fault.file.name}.damaged"))
    save_history(settings)  # what the snapshot tells of publications that have no file any more
    return faults
