"""Ends, or fails, a process at a chosen step of what it writes: each call that changes files or asks DuckDB is one."""

from __future__ import annotations

import errno
import io
import json
import os
import signal
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

_CALLS = ("fsync", "replace", "rename", "link", "symlink", "mkdir", "unlink", "rmdir", "utime", "sendfile")
_QUERIES = ("execute", "executemany", "begin", "commit", "register", "close")
# Steps at which a full disk can be met.
WRITES = ("write", "fsync", "mkdir", "symlink", "link", "replace", "rename", "sendfile")


class Trip:
    """Counts the steps of this process and acts at the one numbered `at`, from 1; 0 acts at none.

    `steps` are their names. `synced` and `names` tell what a power cut would leave: inodes whose bytes, and names in
    folders that have been made durable.
    """

    def __init__(self, at: int, act: Callable[[Trip], None], only: tuple[str, ...] = ()) -> None:
        self._at = at
        self._act = act
        self._only = only
        self.steps: list[str] = []
        self.synced: set[int] = set()
        self.names: dict[str, int] = {}

    def install(self) -> None:
        """Watch from now on, for as long as this process lives."""
        for name in _CALLS:
            setattr(os, name, self._watched(name, getattr(os, name)))
        for name in _QUERIES:
            setattr(
                duckdb.DuckDBPyConnection,
                name,
                self._watched(f"duckdb.{name}", getattr(duckdb.DuckDBPyConnection, name)),
            )
        opened = Path.open
        trip = self

        def open_watched(path: Path, mode: str = "r", *given: Any, **named: Any) -> Any:
            if mode not in ("xb", "wb"):
                return opened(path, mode, *given, **named)
            return io.BufferedWriter(_Watched(trip, path, mode))

        Path.open = open_watched  # type: ignore[assignment, method-assign]

    def step(self, name: str) -> None:
        """One step is about to be made."""
        if self._only and name not in self._only:
            return
        self.steps.append(name)
        if len(self.steps) == self._at:
            self._act(self)

    @property
    def is_next(self) -> bool:
        """Whether the next step is the one."""
        return len(self.steps) + 1 == self._at

    def _watched(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*given: Any, **named: Any) -> Any:
            self.step(name)
            result = call(*given, **named)
            if name == "fsync":
                self._note_sync(given[0])
            return result

        return watched

    def _note_sync(self, descriptor: int) -> None:
        facts = os.fstat(descriptor)
        if stat.S_ISDIR(facts.st_mode):
            # By the folder's inode: it may be renamed, with all names in it.
            for entry in os.scandir(f"/proc/self/fd/{descriptor}"):
                self.names[f"{facts.st_ino}/{entry.name}"] = entry.inode()
        else:
            self.synced.add(facts.st_ino)


class _Watched(io.FileIO):
    """A file whose writes are steps; one that ends or fails leaves half of what was to be written."""

    def __init__(self, trip: Trip, path: Path, mode: str) -> None:
        self._trip = trip
        self._is_halved = False
        super().__init__(path, mode)

    def write(self, data: Any) -> int:
        if self._trip.is_next and not self._is_halved:
            # As a disk does that fills up: what fits is written and told, and then nothing more.
            self._is_halved = True
            return super().write(memoryview(data)[: len(data) // 2])
        self._trip.step("write")
        self._trip.synced.discard(os.fstat(self.fileno()).st_ino)
        return super().write(data)


def die(_: Trip) -> None:
    """End as by `kill -9`."""
    os.kill(os.getpid(), signal.SIGKILL)


def full(_: Trip) -> None:
    """Fail as on a full disk."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def cut_after_noting(journal: Path) -> Callable[[Trip], None]:
    """End as by a power cut: what is durable is noted first, for `cut` to take away the rest."""

    def act(trip: Trip) -> None:
        with open(journal, "w", encoding="utf-8") as file:  # noqa: PTH123  (Path.open is watched)
            json.dump({"synced": sorted(trip.synced), "names": trip.names}, file)
        die(trip)

    return act


def cut(home: Path, before: Path, journal: Path, is_lost: Callable[[], bool]) -> None:
    """Leave of a home what a power cut may leave, where `before` is what stood there when the process began.

    Of what was not made durable each thing is lost or not as `is_lost` says: a new name goes, a replaced one leads to
    the old file again, bytes are cut off. DuckDB's own files below `derived` are left to DuckDB.
    """
    noted = json.loads(journal.read_text(encoding="utf-8"))
    synced = set(noted["synced"])
    for path in sorted(home.rglob("*")):
        inside = path.relative_to(home)
        if not os.path.lexists(path) or inside.parts[0] in ("derived", "lock"):
            continue
        facts, old = path.lstat(), before / inside
        name = f"{path.parent.stat().st_ino}/{path.name}"
        if noted["names"].get(name) == facts.st_ino or (os.path.lexists(old) and _is_same(path, old)):
            if stat.S_ISREG(facts.st_mode) and facts.st_ino not in synced and not _is_old(path, before) and is_lost():
                with path.open("r+b") as file:
                    file.truncate(facts.st_size // 2)
        elif is_lost():
            _put_back(path, old)


def _is_same(path: Path, old: Path) -> bool:
    if path.is_symlink() or old.is_symlink():
        return path.is_symlink() and old.is_symlink() and path.readlink() == old.readlink()
    return path.is_dir() or path.read_bytes() == old.read_bytes()


def _is_old(path: Path, before: Path) -> bool:
    """Whether a file of these bytes was there before: linked into a new lake, it is as durable as it was."""
    data = path.read_bytes()
    return any(old.stat().st_size == len(data) and old.read_bytes() == data for old in before.rglob(path.name))


def _put_back(path: Path, old: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        for part in sorted(path.rglob("*"), reverse=True):
            part.rmdir() if part.is_dir() and not part.is_symlink() else part.unlink()
        path.rmdir()
        return
    path.unlink()
    if old.is_symlink():
        path.symlink_to(old.readlink())
    elif old.exists():
        path.write_bytes(old.read_bytes())
