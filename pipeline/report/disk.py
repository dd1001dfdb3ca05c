"""What the home holds on disk: sizes, how they grow, how old the archive is, whether a run goes on."""

from __future__ import annotations

import json
import shutil
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from pipeline.settings import Settings
from pipeline.warehouse.staging import archive_files, relative_name

# Parts of the home that grow, and the names that they have in it; the rest is small.
PARTS = {
    "archive": ("archive",),
    "history": ("history",),
    "derived": ("derived",),
    "lakes": ("lakes",),
    "database": ("marsad.duckdb",),
    "prefect": ("prefect", "prefect-server"),
}
GROWTH_OVER = timedelta(days=30)
_LEAST_GROWTH = timedelta(days=3)  # one run more or less says nothing of a month
_NOTES = "sizes.jsonl"
_MOST_NOTES = 400


def read_disk(settings: Settings, now: datetime) -> dict[str, Any]:
    """Return {bytes: {part: bytes}, free_bytes, growth} of the home; growth is None while too little is known.

    growth is {since, bytes_per_day: {part: bytes}, days_until_full}; days_until_full is None where nothing grows.
    """
    sizes = _sizes(settings.home)
    free = shutil.disk_usage(settings.home).free
    return {"bytes": sizes, "free_bytes": free, "growth": _growth(settings.home, sizes, free, now)}


def note_sizes(settings: Settings, now: datetime) -> None:
    """Keep today's sizes, one line a day, for what `read_disk` says of growth. Raises OSError."""
    path = settings.home / _NOTES
    line = {"at": now.isoformat(), "bytes": _sizes(settings.home)}
    days = groupby([*_notes(path), line], key=lambda note: note["at"][:10])
    last_of_day = [list(notes)[-1] for _, notes in days][-_MOST_NOTES:]
    unfinished = settings.home / f".{_NOTES}.unfinished"
    unfinished.write_text("".join(json.dumps(note) + "\n" for note in last_of_day), encoding="utf-8")
    unfinished.replace(path)


def read_archive_names(settings: Settings, published: list[str] | None) -> dict[str, Any]:
    """Return {file_count, first_run_id, last_run_id, unpublished} as the names of the archive's files tell it.

    `unpublished` are the runs of which files are not among `published`, the names that the live snapshot was made from;
    none where that is not known.
    """
    files, known = archive_files(settings), set(published or ())
    left = [path for path in files if published is not None and relative_name(settings, path) not in known]
    runs = [_run_id(path) for path in files]
    return {
        "file_count": len(files),
        "first_run_id": min(runs, default=None),
        "last_run_id": max(runs, default=None),
        "unpublished": sorted({_run_id(path) for path in left}),
    }


def running(settings: Settings) -> str | None:
    """What the run that holds the home says of itself; None where none does, or where the system does not tell.

    The kernel is asked who holds the lock. Trying the lock would tell it too, and for that moment
    a run that starts would find the home in use.
    """
    lock, locks = settings.home / "lock", Path("/proc/locks")
    if not (lock.exists() and locks.exists()):
        return None
    # Not the device: of a layered or a btrfs file system the kernel's list names another one than stat does.
    inode = f":{lock.stat().st_ino} "
    is_held = any(" FLOCK " in line and inode in line for line in locks.read_text().splitlines())
    return (lock.read_text(encoding="utf-8").strip() or "another process") if is_held else None


def _run_id(path: Path) -> str:
    """`marsad-20170828T031700Z-a1b2c3-0001.warc.gz` is a file of run `20170828T031700Z-a1b2c3`."""
    return "-".join(path.name.removesuffix(".warc.gz").split("-")[1:3])


def _sizes(home: Path) -> dict[str, int]:
    seen: set[int] = set()
    return {part: sum(_bytes(home / name, seen) for name in names) for part, names in PARTS.items()}


def _bytes(path: Path, seen: set[int]) -> int:
    """Bytes on disk below a path, each file once whatever names it has; files that vanish meanwhile do not count."""
    try:
        found = path.lstat()
        if path.is_dir() and not path.is_symlink():
            return sum(_bytes(child, seen) for child in path.iterdir())
    except FileNotFoundError:
        return 0
    if found.st_ino in seen:
        return 0
    seen.add(found.st_ino)
    return found.st_blocks * 512


def _notes(path: Path) -> list[dict[str, Any]]:
    notes = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            note = json.loads(line)
            if datetime.fromisoformat(note["at"]).tzinfo and isinstance(note["bytes"], dict):
                notes.append(note)
        except (ValueError, TypeError, KeyError):
            continue  # torn or no note: the other days still tell
    return notes


def _growth(home: Path, sizes: dict[str, int], free: int, now: datetime) -> dict[str, Any] | None:
    past = [(datetime.fromisoformat(note["at"]), note["bytes"]) for note in _notes(home / _NOTES)]
    usable = [(at, was) for at, was in past if _LEAST_GROWTH <= now - at <= GROWTH_OVER]
    if not usable:
        return None
    at, was = min(usable, key=lambda note: note[0])
    days = (now - at) / timedelta(days=1)
    per_day = {part: round((size - was.get(part, 0)) / days) for part, size in sizes.items()}
    total = sum(per_day.values())
    return {
        "since": at.isoformat(),
        "bytes_per_day": per_day,
        "days_until_full": round(free / total) if total > 0 else None,
    }
