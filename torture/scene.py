"""One fault: a home of its own, a process that meets the fault, and what must hold afterwards."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from pipeline.report.failure import why_failed
from pipeline.warehouse.doctor import find_faults, unreadable
from pipeline.warehouse.lake import LakeError, lake_version
from pipeline.warehouse.publish import BlockedError, BusyError
from torture.ground import Ground, NothingAnsweredError, do_work, read_rows, silent

HANGS_AFTER_S = 120
DONE, FAILED, CRASHED = 0, 1, 70


class BrokenPromiseError(Exception):
    """Something that must hold does not; `word` is lost, torn, hung or crashed."""

    def __init__(self, word: str, what: str) -> None:
        self.word = word
        super().__init__(what)


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault to inject: its family, its name, the play that is given a scene, and the home that it begins with."""

    family: str
    name: str
    play: Callable[[Scene], None]
    start: str = "first"


@dataclass(slots=True)
class Scene:
    """Where one fault is played."""

    ground: Ground
    fault: Fault
    home: Path
    chance: random.Random
    endings: list[str] = field(default_factory=list)

    @property
    def before(self) -> Path:
        """The home that this one is a copy of."""
        return self.ground.folder / self.fault.start

    def start(self, work: Callable[[], object]) -> int:
        """Do something in a process of its own; the process."""
        pid = os.fork()
        if pid:
            return pid
        code = CRASHED
        said = os.open(self.home.parent / f"{self.home.name}.err", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        try:
            work()
            code = DONE
        except BaseException as error:  # whatever it is, the process ends here and says so
            is_told = isinstance(error, BusyError | BlockedError | NothingAnsweredError) or why_failed(error)
            code = FAILED if is_told else CRASHED
            # Straight into the file, and little: there may be no room for it.
            with suppress(OSError):
                os.write(said, traceback.format_exc().encode()[-1500:])
        finally:
            os._exit(code)

    def end(self, pid: int) -> int:
        """Wait for a process; its exit code, the signal as a negative number. Raises BrokenPromiseError for a hang."""
        deadline = time.monotonic() + HANGS_AFTER_S
        while True:
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                break
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                raise BrokenPromiseError("hung", f"no end after {HANGS_AFTER_S} s")
            time.sleep(0.005)
        code = os.waitstatus_to_exitcode(status)
        words = {DONE: "done", FAILED: "failed with a sentence", -signal.SIGKILL: "killed"}
        self.endings.append(words.get(code, f"code {code}"))
        if code not in words:
            raise BrokenPromiseError("crashed", self.said)
        return code

    def do(self, work: Callable[[], object]) -> int:
        """Do something in a process of its own and wait for it."""
        return self.end(self.start(work))

    @property
    def said(self) -> str:
        """What the last process wrote to standard error."""
        return (self.home.parent / f"{self.home.name}.err").read_text(encoding="utf-8")[-1500:]

    def must_be_done(self, work: Callable[[], object]) -> None:
        """Do something in a process of its own; raise BrokenPromiseError where it fails, with a sentence or without."""
        if self.do(work) != DONE:
            raise BrokenPromiseError("crashed", self.said)

    def must_be_sound(self) -> None:
        """Raise BrokenPromiseError where the snapshot that was live, or a newer one, cannot be read whole now."""
        database, lake = self.home / "marsad.duckdb", self.home / "lake"
        if not database.exists():
            if (self.before / "marsad.duckdb").exists():
                raise BrokenPromiseError("torn", "the snapshot is gone")
            return
        if reason := unreadable(database):
            raise BrokenPromiseError("torn", reason)
        try:
            lake_version(lake)
        except LakeError as error:
            raise BrokenPromiseError("torn", str(error)) from error
        with duckdb.connect(str(database), read_only=True) as connection:
            known = connection.execute("FROM archive_files").fetchall()
        gone = [name for (name,) in known if not (self.home / "archive" / name).exists()]
        if gone:
            raise BrokenPromiseError("lost", f"the snapshot speaks of {gone}, and the archive does not have them")

    def must_end_well(self, work: str = "daily", **changes: Any) -> None:
        """Run once more; raise BrokenPromiseError where the tables are not those of an undisturbed home."""
        self.must_be_done(lambda: do_work(work, self.ground, self.home, **changes))
        self.must_be_sound()
        found, wanted = read_rows(self.home / "marsad.duckdb"), self.ground.wanted[self.fault.start, work]
        for table, rows in wanted.items():
            if rows != found[table]:
                differ = sorted(rows ^ found[table])[:2]
                word = "lost" if rows - found[table] else "torn"
                raise BrokenPromiseError(word, f"{table}: {len(rows - found[table])} rows lost, e.g. {differ}")

    def must_have(self, query: str, work: str = "daily") -> None:
        """Raise BrokenPromiseError where the home lacks rows that the query gives on an undisturbed one."""

        def rows(database: str) -> set[tuple[object, ...]]:
            with duckdb.connect(database, read_only=True) as connection:
                return set(connection.execute(query).fetchall())

        wanted = rows(str(self.ground.folder / f"wanted-first-{work}" / "marsad.duckdb"))
        if missing := wanted - rows(str(self.home / "marsad.duckdb")):
            raise BrokenPromiseError("lost", f"{len(missing)} rows that an undisturbed home has: {query}")

    def faults(self) -> list[tuple[str, str | None]]:
        """What `marsad doctor` tells of the home: (word, command)."""
        found = find_faults(self.ground.settings(self.home), silent)
        return [(one.word, one.command) for one in found if one.word != "disk_full"]


def play(ground: Ground, fault: Fault, seed: int) -> dict[str, Any]:
    """Play a fault in a home of its own; return what became of it."""
    number = os.getpid()
    home = ground.folder / "played" / f"{number}"
    shutil.copytree(ground.folder / fault.start, home, symlinks=True)
    scene = Scene(ground, fault, home, random.Random(f"{seed} {fault.family} {fault.name}"))
    began, broken, why = time.monotonic(), "", ""
    try:
        fault.play(scene)
    except BrokenPromiseError as error:
        broken, why = error.word, str(error)
    except Exception:
        broken, why = "crashed", traceback.format_exc()
    shutil.rmtree(home, ignore_errors=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "family": fault.family,
        "name": fault.name,
        "endings": scene.endings,
        "broken": broken,
        "why": why,
        "seconds": round(time.monotonic() - began, 2),
        "cpu_s": round(used.ru_utime + used.ru_stime, 2),
    }
