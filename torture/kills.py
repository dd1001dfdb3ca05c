"""Runs that end in the middle: killed at each kind of step, at random moments, by a power cut, beside each other."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial

from torture.ground import Ground, do_work, in_child, read_rows
from torture.processes import children
from torture.scene import BrokenPromiseError, Fault, Scene
from torture.trip import Trip, cut, cut_after_noting, die

# The longest that a run of the small site may take from its start to the moment it is killed at random.
_RANDOM_WITHIN_S = {"daily": 1.6, "backfill": 1.6}


def faults(ground: Ground, counts: dict[str, int], seed: int) -> Iterator[Fault]:
    """So many faults of each family as `counts` says, spread evenly over the steps of a run."""
    chance = random.Random(f"{seed} kills")
    for work in ("daily", "backfill"):
        steps = steps_of(ground, work)
        for at in _spread(len(steps), counts[f"kill -9 at a step, {work}"]):
            start = "first" if at % 4 else "empty"
            name = f"{work} from {start} at step {at} ({steps[at - 1]})"
            yield Fault(f"kill -9 at a step, {work}", name, partial(_killed, work=work, at=at), start)
        for number in range(counts[f"kill -9 at a random moment, {work}"]):
            after_s = chance.uniform(0, _RANDOM_WITHIN_S[work])
            yield Fault(
                f"kill -9 at a random moment, {work}",
                f"{number + 1}: of {work} after {after_s:.3f} s",
                partial(_killed_after, work=work, after_s=after_s),
            )
        # From the first step at which there is one: the process that reads documents stands by to the end.
        for at in _spread(len(steps) - 16, counts[f"kill -9 of a working process at a step, {work}"]):
            yield Fault(
                f"kill -9 of a working process at a step, {work}",
                f"{work} at step {at + 16} ({steps[at + 15]})",
                partial(_robbed, work=work, at=at + 16),
            )
        for number in range(counts[f"kill -9 of a working process at a random moment, {work}"]):
            after_s = chance.uniform(0, _RANDOM_WITHIN_S[work])
            yield Fault(
                f"kill -9 of a working process at a random moment, {work}",
                f"{number + 1}: of {work} after {after_s:.3f} s",
                partial(_robbed_after, work=work, after_s=after_s),
            )
        for at in _spread(len(steps), counts[f"power cut, {work}"]):
            name = f"{work} at step {at} ({steps[at - 1]})"
            yield Fault(f"power cut, {work}", name, partial(_cut_off, work=work, at=at))
    for number in range(counts["two runs at once"]):
        yield Fault("two runs at once", f"{number + 1}", _two_at_once)
    for number in range(counts["a run started while another was killed"]):
        after_s = chance.uniform(0.1, 1.2)
        yield Fault(
            "a run started while another was killed",
            f"{number + 1}: after {after_s:.3f} s",
            partial(_started_beside, after_s=after_s),
        )


def steps_of(ground: Ground, work: str) -> list[str]:
    """The names of the steps that an undisturbed run makes."""
    if work in ground.steps:
        return ground.steps[work]
    reader, writer = os.pipe()
    home = ground.folder / "first"

    def counted() -> None:
        copy = ground.folder / f"steps-{work}"
        shutil.copytree(home, copy, symlinks=True)
        trip = Trip(0, die)
        trip.install()
        do_work(work, ground, copy)
        os.write(writer, " ".join(trip.steps).encode())

    in_child(counted)
    os.close(writer)
    with open(reader, encoding="ascii") as pipe:  # noqa: PTH123  (a descriptor)
        ground.steps[work] = pipe.read().split()
    return ground.steps[work]


def _spread(most: int, count: int) -> list[int]:
    """`count` numbers from 1 to `most`, evenly apart."""
    return [1 + (most - 1) * number // max(1, count - 1) for number in range(count)]


def _killed(scene: Scene, work: str, at: int) -> None:
    def run() -> None:
        Trip(at, die).install()
        do_work(work, scene.ground, scene.home)

    scene.do(run)
    scene.must_be_sound()
    scene.must_end_well(work)


def _killed_after(scene: Scene, work: str, after_s: float) -> None:
    pid = scene.start(lambda: do_work(work, scene.ground, scene.home))
    time.sleep(after_s)
    os.kill(pid, signal.SIGKILL)
    scene.end(pid)
    scene.must_be_sound()
    scene.must_end_well(work)


def _robbed(scene: Scene, work: str, at: int) -> None:
    def run() -> None:
        Trip(at, lambda _: kill_workers(os.getpid())).install()
        do_work(work, scene.ground, scene.home)

    scene.must_be_done(run)
    scene.must_be_sound()
    scene.must_end_well(work)


def _robbed_after(scene: Scene, work: str, after_s: float) -> None:
    pid = scene.start(lambda: do_work(work, scene.ground, scene.home))
    time.sleep(after_s)
    kill_workers(pid)
    if scene.end(pid):
        raise BrokenPromiseError("crashed", scene.said)
    scene.must_be_sound()
    scene.must_end_well(work)


def kill_workers(pid: int) -> None:
    """Kill the processes that a process has started."""
    for child in children(pid):
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


def _cut_off(scene: Scene, work: str, at: int) -> None:
    journal = scene.home.with_suffix(".journal")

    def run() -> None:
        Trip(at, cut_after_noting(journal)).install()
        do_work(work, scene.ground, scene.home)

    scene.do(run)
    if journal.exists():
        cut(scene.home, scene.before, journal, lambda: scene.chance.random() < 0.7)
    scene.must_be_sound()
    scene.must_end_well(work)


def _two_at_once(scene: Scene) -> None:
    pids = [scene.start(lambda: do_work("daily", scene.ground, scene.home)) for _ in range(2)]
    codes = sorted(scene.end(pid) for pid in pids)
    if codes[0] != 0:
        raise BrokenPromiseError("crashed", f"of two runs none was done: {codes}")
    scene.must_be_sound()
    scene.must_end_well()


def _started_beside(scene: Scene, after_s: float) -> None:
    first = scene.start(lambda: do_work("daily", scene.ground, scene.home))
    time.sleep(after_s)
    second = scene.start(lambda: do_work("backfill", scene.ground, scene.home))
    os.kill(first, signal.SIGKILL)
    third = scene.start(lambda: do_work("daily", scene.ground, scene.home))
    for pid in (first, second, third):
        scene.end(pid)
    scene.must_be_sound()
    # Whatever got in, a daily run and a backfill after it must end in both of their rows.
    scene.do(lambda: do_work("backfill", scene.ground, scene.home))
    scene.must_be_done(lambda: do_work("daily", scene.ground, scene.home))
    scene.must_be_sound()
    found = read_rows(scene.home / "marsad.duckdb")["tags"]
    wanted = scene.ground.wanted["first", "daily"]["tags"] | scene.ground.wanted["empty", "backfill"]["tags"]
    if wanted - found:
        raise BrokenPromiseError("lost", f"{len(wanted - found)} tags")
