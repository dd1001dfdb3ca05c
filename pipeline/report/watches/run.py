"""Asks every watch of the live snapshot, writes its feed, and tells its new matches to those who want to know."""

from __future__ import annotations

import fcntl
import logging
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from pipeline.logs import event
from pipeline.report.explorer.snapshot import SnapshotError, Snapshots
from pipeline.report.notes import read_note, write_note
from pipeline.report.signals import SendError, check_notify, send_notice
from pipeline.report.watches.feed import atom_feed
from pipeline.report.watches.matches import Match, WatchError, facts, matches
from pipeline.report.watches.watch_list import Watch, load_watches
from pipeline.settings import Settings, SettingsError

MOST_ENTRIES = 100
"""Of a feed; older ones drop out of it."""
_AT_FIRST = 20  # entries of a new watch, so that its reader sees what it will bring
_MOST_LINES = 20  # of a notice


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one watch. `failure` is empty, or says why it could not be asked or who was not told."""

    id: str
    match_count: int
    new_count: int
    is_sent: bool
    feed: str
    failure: str = ""


def check_watches(settings: Settings) -> list[Watch]:
    """The watches of the settings. Raises SettingsError for a file or an address that cannot be used."""
    watches = load_watches(settings.watches, settings.notify)
    for watch in watches:
        check_notify(replace(settings, notify=watch.notify))
    return watches


def run_watches(settings: Settings, now: datetime) -> list[Outcome]:
    """Ask each watch, add what is new to its feed and send it; one that fails leaves the others alone.

    A match is told once: what is new is noted before it is sent, and taken off the note when it was taken. What was
    not taken is sent by the next run. A run that is killed between a receiver's answer and the note sends that notice
    once more; the feed never has an entry twice.

    Raises SettingsError for a file that cannot be used.
    """
    outcomes = []
    watches = check_watches(settings)
    if not watches:
        return []
    snapshots = Snapshots(settings)
    with _alone(settings.watched):
        for watch in watches:
            try:
                outcomes.append(_run(settings, snapshots, watch, now))
            except WatchError as error:
                outcomes.append(Outcome(watch.id, 0, 0, is_sent=False, feed="", failure=str(error)))
            except (SnapshotError, duckdb.Error, OSError) as error:
                why = f"The watch {watch.id}: {error}"
                outcomes.append(Outcome(watch.id, 0, 0, is_sent=False, feed="", failure=why))
            if outcomes[-1].failure:
                event(outcomes[-1].failure, logging.WARNING)
            else:
                event("watch asked", **asdict(outcomes[-1]))
    return outcomes


def new_matches(settings: Settings, watch: Watch) -> tuple[int, list[dict[str, Any]]]:
    """How many reports fit a watch, and the newest of them; nothing is noted, written or sent.

    Raises WatchError or SnapshotError.
    """
    with matches(Snapshots(settings), settings, watch) as (cursor, found):
        return len(found), list(_entries(cursor, found[:_AT_FIRST], datetime.now(UTC)).values())


def _run(settings: Settings, snapshots: Snapshots, watch: Watch, now: datetime) -> Outcome:
    note_path, feed_path = settings.watched / f"{watch.id}.json", settings.watched / f"{watch.id}.xml"
    note = _note(note_path, watch, now)
    with matches(snapshots, settings, watch) as (cursor, found):
        if note["known"] is None:
            # What fits a watch that is new, or was changed, is no news.
            fresh, listed = [], found[:_AT_FIRST]
            note["known"] = {}
        else:
            stories = set(note["known"].values())
            fresh = [match for match in found if match.article not in note["known"] and match.story not in stories]
            listed = fresh
        told = _entries(cursor, [*listed, *_corrected(note["entries"], found)], now)
    news = [told.pop(match.article) for match in listed]
    entries = news + [told.get(entry["article"], entry) for entry in note["entries"]]
    note["untold"] = [*(news if fresh else ()), *note["untold"]] if watch.notify else []
    note["known"] |= {match.article: match.story for match in found}
    if entries != note["entries"]:
        note |= {"entries": entries[:MOST_ENTRIES], "updated_at": _stamp(now)}
    write_note(note_path, note)
    _replace(feed_path, atom_feed(watch, note["feed_id"], note["updated_at"], note["entries"]))
    if not note["untold"]:
        return Outcome(watch.id, len(found), len(fresh), is_sent=False, feed=str(feed_path))
    try:
        send_notice(replace(settings, notify=watch.notify), *_words(watch, note["untold"]))
    except (SendError, SettingsError) as error:
        why = f"The watch {watch.id}: {error}; the next run sends it."
        return Outcome(watch.id, len(found), len(fresh), is_sent=False, feed=str(feed_path), failure=why)
    write_note(note_path, note | {"untold": []})
    return Outcome(watch.id, len(found), len(fresh), is_sent=True, feed=str(feed_path))


def _note(path: Path, watch: Watch, now: datetime) -> dict[str, Any]:
    """What is known of a watch: `known` is None, for all its matches, where it is new or looks for something else."""
    kept = read_note(path) or {}
    anew: dict[str, Any] = {
        "feed_id": f"urn:uuid:{uuid.uuid4()}",
        "updated_at": _stamp(now),
        "looks_for": watch.described(),
        "known": None,
        "entries": [],
        "untold": [],
    }
    if set(kept) != set(anew):
        return anew
    return kept if kept["looks_for"] == anew["looks_for"] else anew | {"feed_id": kept["feed_id"]}


def _entries(cursor: duckdb.DuckDBPyConnection, found: list[Match], now: datetime) -> dict[str, dict[str, Any]]:
    """An entry of a feed for each of the matches, by its article."""
    if not found:
        return {}
    return {
        row["article_id"]: {
            "article": row["article_id"],
            "revision": row["revision_id"],
            "title": row["title"] or row["url"],
            "url": row["url"],
            "published_at": _stamp(row["published_at"]) if row["published_at"] else None,
            "updated_at": _stamp(now),
            **{name: row[name] for name in ("tags", "subtypes", "evidence", "places", "actors")},
        }
        for row in facts(cursor, [match.article for match in found])
    }


def _corrected(entries: list[dict[str, Any]], found: list[Match]) -> list[Match]:
    """Those of the matches whose entry tells of an earlier text."""
    told = {entry["article"]: entry["revision"] for entry in entries}
    return [match for match in found if match.revision != told.get(match.article, match.revision)]


def _words(watch: Watch, untold: list[dict[str, Any]]) -> tuple[str, str]:
    """Title and text of a notice."""
    lines = [f"{(told['published_at'] or '')[:10]} {told['title']}\n{told['url']}" for told in untold[:_MOST_LINES]]
    if len(untold) > _MOST_LINES:
        lines.append(f"… and {len(untold) - _MOST_LINES} more")
    return f"Marsad: {watch.title}: {len(untold)} new", "\n\n".join(lines)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder, so that a run by hand and one of the schedule tell nothing twice."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _replace(path: Path, content: bytes) -> None:
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    unfinished.write_bytes(content)
    unfinished.replace(path)


def _stamp(moment: datetime) -> str:
    return moment.replace(microsecond=0, tzinfo=None).isoformat() + "Z"
