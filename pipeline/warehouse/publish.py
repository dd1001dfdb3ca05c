"""Makes a new snapshot live in one rename, or not at all."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from pipeline.collect.collect import Progress
from pipeline.collect.known import Known
from pipeline.derive.rules import RuleSet
from pipeline.durable import make_folder, replace, sync
from pipeline.search.index import renew_index
from pipeline.settings import Settings
from pipeline.warehouse.annotations import remove_old_annotations
from pipeline.warehouse.build import CheckFailure, build, snapshot_id
from pipeline.warehouse.history import save_history
from pipeline.warehouse.lake import export_lake, remove_old_lakes
from pipeline.warehouse.remove import remove_database
from pipeline.warehouse.renew import renew
from pipeline.warehouse.staging import staging


class BusyError(Exception):
    """Another run holds the home; the message says since when and what to do."""


class BlockedError(Exception):
    """Block checks found rows that must not be published; the live snapshot stays as it was.

    Where a person may want what they found, the snapshot stands as `candidate` beside the live one, to be compared.
    """

    def __init__(self, failures: list[CheckFailure]) -> None:
        self.failures = failures
        self.can_be_allowed = all(failure.can_be_allowed for failure in failures)
        way_on = (
            "\n`marsad diff live candidate` shows what would change. If it is meant to, run again with --allow-changes."
        )
        lines = [f"  {failure.check}: {failure.subject}: {failure.message}" for failure in failures[:10]]
        more = f"\n  and {len(failures) - 10} more" if len(failures) > 10 else ""
        super().__init__(
            f"Nothing was published: {len(failures)} rows failed a block check.\n"
            + "\n".join(lines)
            + more
            + way_on * self.can_be_allowed
        )


@dataclass(frozen=True, slots=True)
class Published:
    """A snapshot: its id, its file, row counts by table, and how many texts had to be tagged.

    The file is the live one, or the candidate that was only to be looked at.
    """

    snapshot_id: str
    database: Path
    rows: dict[str, int]
    texts_tagged: int


@contextmanager
def sole_writer(settings: Settings) -> Iterator[None]:
    """Hold the home for one run. Raises BusyError at once where another run holds it.

    The lock is the kernel's: it is gone with the process, however that ends.
    """
    make_folder(settings.home)
    with (settings.home / "lock").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            holder = file.read().strip() or "another process"
            raise BusyError(f"{settings.home} is in use by {holder}. Wait for it to end, then run again.") from error
        file.truncate(0)
        file.write(f"process {os.getpid()} since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC")
        file.flush()
        yield


def publish(
    settings: Settings,
    rules: RuleSet,
    now: datetime,
    progress: Progress,
    *,
    is_anew: bool = False,
    is_candidate: bool = False,
) -> Published:
    """Build, check and swap in a snapshot of everything that the archive holds.

    Where little is new it is made out of the live one, with the same rows, unless `is_anew`.
    Raises BlockedError and leaves the live snapshot alone when a block check fails, unless what failed is a change that
    the settings allow. Readers that have the old file open keep reading it; new connections get the new one. With
    `is_candidate` it is only built and checked, and left as `candidate`.
    """
    unfinished = settings.home / ".marsad.duckdb.unfinished"
    remove_database(unfinished)
    save_history(settings)  # of a publication that went live and was killed before it had a file
    built_at = now.astimezone(UTC).replace(tzinfo=None)
    built = None if is_anew else renew(settings, rules, unfinished, built_at, progress)
    if built is None:
        built = build(settings, rules, unfinished, built_at, progress)
    failures = [one for one in built.failures if not (one.can_be_allowed and settings.allow_changes)]
    if is_candidate or (failures and BlockedError(failures).can_be_allowed):
        replace(unfinished, settings.candidate)
    if failures:
        remove_database(unfinished)
        raise BlockedError(failures)
    identity = snapshot_id(settings, rules)
    if is_candidate:
        return Published(identity, settings.candidate, _row_counts(settings.candidate), built.texts_tagged)
    lake = export_lake(settings, unfinished, identity, built.touched)
    # The lake first: whoever finds the new DuckDB file finds its lake too.
    link = settings.home / ".lake.unfinished"
    link.unlink(missing_ok=True)
    link.symlink_to(lake.relative_to(settings.home))
    link.replace(settings.lake)
    sync(settings.home)
    put_live(settings, unfinished)
    save_history(settings)
    renew_index(settings, progress)
    remove_database(settings.candidate)  # it was compared with what is no longer live
    remove_old_lakes(settings)
    remove_old_annotations(settings)
    return Published(identity, settings.database, _row_counts(settings.database), built.texts_tagged)


def put_live(settings: Settings, unfinished: Path) -> None:
    """Make a finished DuckDB file the live one, durably."""
    replace(unfinished, settings.database)


def has_unpublished_answers(settings: Settings) -> bool:
    """Whether the archive holds answers of a run that the live snapshot does not know."""
    with Known(settings.database) as known:
        runs = known.run_ids()
    with staging(settings) as connection:
        answered = connection.execute(
            "SELECT DISTINCT run_id FROM staged_fetches WHERE outcome = 'ok' AND purpose <> 'robots'"
        ).fetchall()
    return any(run_id not in runs for (run_id,) in answered)


def _row_counts(database: Path) -> dict[str, int]:
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            "SELECT table_name, estimated_size FROM duckdb_tables() ORDER BY table_oid"
        ).fetchall()
    return dict(rows)
