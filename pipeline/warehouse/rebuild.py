"""Makes the snapshot again from what is stored: all of it, or the tags alone. Nothing is fetched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from pipeline.collect.collect import Progress
from pipeline.derive.rules import RuleSet
from pipeline.settings import Settings
from pipeline.warehouse.annotations import forget_annotations
from pipeline.warehouse.publish import Published, publish, sole_writer
from pipeline.warehouse.repair import clear_damage
from pipeline.warehouse.restore import restore_database
from pipeline.warehouse.staging import archive_files, derive_pending, forget_month, pending_files

Labelled = tuple[str, str]  # tag and subtype, or "movement" and subtype


class NothingToRebuildError(Exception):
    """There is nothing to make a snapshot from; the message says which command comes first."""


@dataclass(frozen=True, slots=True)
class Change:
    """How many tags of a subtype, or reported movements of one, current texts have and what came and went.

    `what` is a tag, or `movement`.
    """

    what: str
    subtype: str
    before: int
    after: int
    added: int
    withdrawn: int


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The new snapshot, the WARC files that were read again, and what changed against the snapshot before."""

    published: Published
    files_read: int
    changes: list[Change]


def restore(settings: Settings) -> str:
    """Put the DuckDB file back as the live lake has it, nothing read or tagged again; return the snapshot's id.

    Holds the home's lock. Raises BusyError, and LakeError where the lake is not whole or of another schema.
    """
    with sole_writer(settings):
        return restore_database(settings)


def rebuild(
    settings: Settings,
    rules: RuleSet,
    now: datetime,
    progress: Progress,
    *,
    tags_only: bool = False,
    month: date | None = None,
    is_candidate: bool = False,
    is_repair: bool = False,
) -> Rebuilt:
    """Publish a snapshot of the stored captures as the present code and rules read them.

    With `tags_only` stored texts are tagged again where rules or tagging code changed, and no capture is read. With
    `month`, the first day of one, its captures are read again and its texts tagged again, whether anything changed or
    not. With `is_candidate` the snapshot is built beside the live one, to be compared, and not published. With
    `is_repair` everything in the home is read first, and what is damaged and can be made again is. Holds the home's
    lock. Raises BusyError, BlockedError, and NothingToRebuildError; in all three the live snapshot stays as it was.
    """
    with sole_writer(settings):
        if is_repair:
            clear_damage(settings, progress)
        ready(settings, tags_only=tags_only)
        before = _told(settings.database)
        if month:
            forget_annotations(settings, rules, month)
            if not tags_only:
                forget_month(settings, month)
        files_read = 0 if tags_only else derive_pending(settings, progress)
        published = publish(settings, rules, now, progress, is_anew=True, is_candidate=is_candidate)
        return Rebuilt(published, files_read, _changes(before, _told(published.database)))


def ready(settings: Settings, *, tags_only: bool) -> None:
    """Raise NothingToRebuildError where there is nothing to rebuild; touches nothing."""
    files = archive_files(settings)
    if not files or (tags_only and not settings.database.exists()):
        raise NothingToRebuildError(f"There is no snapshot in {settings.home} yet: run `marsad daily` first.")
    pending = pending_files(settings)
    if tags_only and pending:
        raise NothingToRebuildError(
            f"{len(pending)} of {len(files)} files of the archive have not been read by this version of Marsad: "
            "run `marsad rebuild` without --tags-only; it reads them and tags, too."
        )


def _told(database: Path) -> dict[Labelled, set[tuple[object, ...]]]:
    """Tags and reported movements of current texts, by kind; nothing for a snapshot that cannot tell them."""
    told: dict[Labelled, set[tuple[object, ...]]] = {}
    if not database.exists():
        return told
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        for table, query in _QUERIES.items():
            if table in tables:
                for what, subtype, *key in connection.execute(query).fetchall():
                    told.setdefault((what, subtype), set()).add(tuple(key))
    return told


_QUERIES = {
    "tags": """SELECT tag, subtype, tag_id FROM tags JOIN revisions USING (revision_id) WHERE is_current""",
    # Not by evacuation_id: a movement whose words are cut differently is still the same one.
    "evacuations": """SELECT 'movement', subtype, revision_id, row_number() OVER (PARTITION BY revision_id, subtype)
                      FROM evacuations JOIN revisions USING (revision_id)
                      WHERE is_current AND status IN ('done', 'under_way', 'planned')""",
}


def _changes(
    before: dict[Labelled, set[tuple[object, ...]]], after: dict[Labelled, set[tuple[object, ...]]]
) -> list[Change]:
    found = []
    for what, subtype in sorted(before.keys() | after.keys()):
        old, new = before.get((what, subtype), set()), after.get((what, subtype), set())
        found.append(Change(what, subtype, len(old), len(new), len(new - old), len(old - new)))
    return found
