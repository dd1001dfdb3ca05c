"""Disks that are full, homes that may not be written, files that are damaged."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import struct
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from pipeline.collect.collect import utc_now
from pipeline.warehouse.rebuild import rebuild
from torture.ground import Ground, do_work, silent
from torture.kills import steps_of
from torture.scene import DONE, BrokenPromiseError, Fault, Scene
from torture.trip import WRITES, Trip, full

NOBODY = 65534
Damage = Callable[[bytes, random.Random], bytes]


def _newer(data: bytes, _: random.Random) -> bytes:
    """A DuckDB file that says it was written by a version of the far future."""
    return data[:12] + struct.pack("<Q", 9999) + data[20:]


def _flipped(data: bytes, _: random.Random) -> bytes:
    """Bytes turned round: some in each 64 KB of the middle, for a DuckDB file has blocks that nothing uses."""
    turned = bytearray(data)
    for at in range(len(data) // 3, 2 * len(data) // 3, 1 << 16):
        turned[at : at + 256] = bytes(byte ^ 255 for byte in data[at : at + 256])
    return bytes(turned)


WAYS: dict[str, Damage] = {
    "cut in half": lambda data, _: data[: len(data) // 2],
    "bytes turned round": _flipped,
    "empty": lambda *_: b"",
    "other bytes": lambda data, chance: chance.randbytes(len(data)),
}
# What is damaged: the files that a pattern finds, of which one is taken, and the word by which doctor must know it.
TARGETS = {
    "snapshot": ("marsad.duckdb", "live_damaged"),
    "rows of the archive": ("derived/staged-*.duckdb", "derived_damaged"),
    "annotations": ("derived/annotations/*.duckdb", "derived_damaged"),
    "Parquet file of texts": ("lakes/*/revisions/*/*.parquet", "lake_damaged"),
    "Parquet file of tags": ("lakes/*/tags/*/*.parquet", "lake_damaged"),
    "Parquet file of the snapshot": ("lakes/*/snapshot/*.parquet", "lake_missing"),
    "search index": ("search.duckdb", "search_damaged"),
    "history": ("history/*.parquet", "history_damaged"),
    "WARC member": ("archive/*/*.warc.gz", "archive_torn"),
}


def faults(ground: Ground, counts: dict[str, int], seed: int) -> Iterator[Fault]:
    """So many faults of each family as `counts` says."""
    chance = random.Random(f"{seed} disks")
    for work in ("daily", "backfill"):
        family = f"disk full at a write, {work}"
        writes = [name for name in steps_of(ground, work) if name in WRITES]
        count = counts[family]
        for number in range(count):
            at = 1 + (len(writes) - 1) * number // max(1, count - 1)
            name = f"{work} at write {at} ({writes[at - 1]})"
            yield Fault(family, name, partial(_full_at, work=work, at=at))
    for number in range(counts["no file may grow larger"]):
        limit = int(2 ** chance.uniform(9, 22))
        name = f"{number + 1}: than {limit:,} bytes"
        yield Fault("no file may grow larger", name, partial(_limited, limit=limit))
    for number in range(counts["file system full"] if may_mount() else 0):
        size = int(2 ** chance.uniform(16, 23))
        name = f"{number + 1}: {size:,} bytes free"
        yield Fault("file system full", name, partial(_on_full_disk, size=size))
    for work in ("daily", "backfill")[: counts["read-only file system"] if may_mount() else 0]:
        yield Fault("read-only file system", work, partial(_read_only, work=work))
    for place in ("", "archive", "archive/2026", "lakes", "history", "derived", "marsad.duckdb", "lock")[
        : counts["permissions lost"]
    ]:
        yield Fault("permissions lost", place or "the home", partial(_kept_out, place=place))
    made = 0
    for target, (pattern, word) in TARGETS.items():
        ways = dict(WAYS) | ({"newer version": _newer} if pattern.endswith("duckdb") else {}) | {"gone": None}
        for way, damage in ways.items():
            if way == "bytes turned round" and target in ("annotations", "search index"):
                continue  # the file is mostly free space: the stretches may be none that is used
            if way in ("gone",) and target in ("rows of the archive", "annotations", "history"):
                continue  # made again by the next run, which is no fault
            made += 1
            if made <= counts["a damaged file"]:
                expected = _GONE.get(target, word) if damage is None else word
                yield Fault(
                    "a damaged file",
                    f"{target}: {way}",
                    partial(_damaged, pattern=pattern, damage=damage, word=expected),
                )


_GONE = {"snapshot": "live_missing", "search index": "search_missing", "WARC member": "archive_missing"}


def may_mount() -> bool:
    """Whether this process may mount a file system of its own."""
    with tempfile.TemporaryDirectory() as folder:
        return os.geteuid() == 0 and _mount(Path(folder), 1 << 16) and _unmount(Path(folder))


def _mount(place: Path, size: int) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def _unmount(place: Path) -> bool:
    return subprocess.run(["umount", "-l", str(place)], check=False, capture_output=True).returncode == 0


def _full_at(scene: Scene, work: str, at: int) -> None:
    def run() -> None:
        Trip(at, full, WRITES).install()
        do_work(work, scene.ground, scene.home)

    scene.do(run)
    scene.must_be_sound()
    scene.must_end_well(work)


def _limited(scene: Scene, limit: int) -> None:
    def run() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        do_work("daily", scene.ground, scene.home)

    scene.do(run)
    scene.must_be_sound()
    scene.must_end_well()


@contextmanager
def _on_its_own(scene: Scene, free: int) -> Iterator[None]:
    """The home of a scene on a file system of its own, with so many bytes free, and back again."""
    aside, saved = scene.home.with_suffix(".aside"), scene.home.with_suffix(".saved")
    scene.home.rename(aside)
    scene.home.mkdir()
    used = sum(path.stat().st_size for path in aside.rglob("*") if path.is_file())
    if not _mount(scene.home, used + (2 << 20) + free):
        raise BrokenPromiseError("crashed", "the file system cannot be mounted")
    try:
        shutil.copytree(aside, scene.home, symlinks=True, dirs_exist_ok=True)
        yield
        shutil.copytree(scene.home, saved, symlinks=True)
    finally:
        _unmount(scene.home)
    shutil.rmtree(aside)
    scene.home.rmdir()
    saved.rename(scene.home)


def _on_full_disk(scene: Scene, size: int) -> None:
    with _on_its_own(scene, size):
        free = shutil.disk_usage(scene.home).free
        (scene.home / "filler").write_bytes(bytes(max(0, free - size)))
        scene.do(lambda: do_work("daily", scene.ground, scene.home))
        scene.must_be_sound()
        (scene.home / "filler").unlink()
    scene.must_end_well()


def _read_only(scene: Scene, work: str) -> None:
    with _on_its_own(scene, 1 << 26):
        subprocess.run(["mount", "-o", "remount,ro", str(scene.home)], check=True)
        if scene.do(lambda: do_work(work, scene.ground, scene.home)) == DONE:
            raise BrokenPromiseError("torn", "a run said that it was done on a read-only file system")
        scene.must_be_sound()
        ((word, command),) = scene.faults()
        if word != "read_only" or command is None:
            raise BrokenPromiseError("torn", f"doctor tells of {word}, with {command}")
        subprocess.run(command, shell=True, check=True)
        scene.must_end_well(work)


def _as_nobody(work: Callable[[], object]) -> Callable[[], object]:
    """The same, done by a user who is not root: root needs no permission."""

    def run() -> None:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        work()

    return run


def _kept_out(scene: Scene, place: str) -> None:
    if os.geteuid() == 0:
        for path in (scene.home, *scene.home.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    kept = scene.home / place
    kept.chmod(0)
    code = scene.do(_as_nobody(lambda: do_work("daily", scene.ground, scene.home)))

    def ask() -> None:
        scene.home.with_suffix(".told").write_text(repr(scene.faults()), encoding="utf-8")

    scene.home.with_suffix(".told").touch()
    scene.home.with_suffix(".told").chmod(0o666)
    scene.must_be_done(_as_nobody(ask))
    told = eval(scene.home.with_suffix(".told").read_text(encoding="utf-8"))  # noqa: S307  (our own words)
    if [word for word, _ in told] != ["no_permission"]:
        raise BrokenPromiseError("torn", f"doctor tells {told} of a home without permission on {place!r}, run: {code}")
    command = str(told[0][1])
    scene.do(_as_nobody(lambda: subprocess.run(command, shell=True, check=True)))
    scene.must_be_sound()
    scene.must_end_well()


def _damaged(scene: Scene, pattern: str, damage: Damage | None, word: str) -> None:
    path = sorted(scene.home.glob(pattern))[0]
    data = path.read_bytes()
    path.unlink()
    if damage is not None:
        path.write_bytes(damage(data, scene.chance))
    told = scene.faults()
    if word not in {name for name, _ in told}:
        raise BrokenPromiseError("torn", f"doctor does not tell of {word}, but {told}")
    # An ordinary run that meets the damage ends well or with a sentence.
    scene.do(lambda: do_work("daily", scene.ground, scene.home))
    commands = {command for _, command in scene.faults()}
    if commands:
        allowed = any("--allow-changes" in str(command) for command in commands)
        settings = scene.ground.settings(scene.home, allow_changes=allowed)
        scene.must_be_done(lambda: rebuild(settings, scene.ground.rules, utc_now(), silent, is_repair=True))
        if left := scene.faults():
            raise BrokenPromiseError("torn", f"after {commands} doctor still tells of {left}")
    if not word.startswith("archive_"):
        scene.must_end_well()
        return
    # What only that file told, an earlier title for one, is gone with it; what the source still has is not.
    scene.must_be_done(lambda: do_work("daily", scene.ground, scene.home))
    scene.must_be_sound()
    scene.must_have("SELECT DISTINCT title, body FROM revisions WHERE is_current")
