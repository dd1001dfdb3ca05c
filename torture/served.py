"""The Prefect server of a run killed in mid-run, at steps and random moments: the commands as an operator runs them."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from itertools import cycle
from pathlib import Path

from pipeline.collect.collect import utc_now
from samples.environment import environment
from torture.ground import Ground, run_backfill, run_daily
from torture.processes import children
from torture.scene import HANGS_AFTER_S, BrokenPromiseError, Fault, Scene

# The longest that the server lives: it takes some of it to start.
_WITHIN_S = 12.0
_ENDINGS = (0, 1, 3)
# A line of progress tells the end of a stage, where the next one begins.
_STAGES = {
    "daily": ("feeds", "articles", "archive files", "texts tagged", "texts indexed"),
    "backfill": ("warc, KB read", "texts tagged", "texts indexed"),
}


def faults(ground: Ground, counts: dict[str, int], seed: int) -> Iterator[Fault]:
    """So many faults of each family as `counts` says."""
    chance = random.Random(f"{seed} served")
    for work, stages in _STAGES.items():
        family = f"kill -9 of the Prefect server at a step, {work}"
        for number, stage in zip(range(counts[family]), cycle(stages), strict=False):
            yield Fault(family, f"{number + 1}: of {work} after {stage}", partial(_unserved, work=work, stage=stage))
        family = f"kill -9 of the Prefect server at a random moment, {work}"
        for number in range(counts[family]):
            after_s = chance.uniform(0, _WITHIN_S)
            yield Fault(
                family, f"{number + 1}: of {work} after {after_s:.3f} s", partial(_unserved, work=work, after_s=after_s)
            )


def _unserved(scene: Scene, work: str, after_s: float = 0, stage: str = "") -> None:
    ground = scene.ground
    words = ["daily"] if work == "daily" else ["backfill", "warc", *ground.old_files]
    env = environment(scene.home, ground.folder / "feeds.toml", ground.ports[2]) | {
        "PREFECT_CLIENT_MAX_RETRIES": "0",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "40",
    }
    said = scene.home.with_suffix(".said")
    with said.open("wb") as file:
        process = subprocess.Popen([sys.executable, "-m", "flows.cli", *words], env=env, stdout=file, stderr=file)
        server = _server_of(process)
        if stage:
            _until_said(process, said, f"{stage}: ")
        else:
            time.sleep(after_s)
        with suppress(ProcessLookupError):
            os.kill(server, signal.SIGKILL)
        try:
            code = process.wait(HANGS_AFTER_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise BrokenPromiseError("hung", f"no end after {HANGS_AFTER_S} s") from None
    told = said.read_text(encoding="utf-8", errors="replace")
    scene.endings.append(f"code {code}")
    if code not in _ENDINGS or "Traceback" in told.rpartition("marsad: ")[2]:
        raise BrokenPromiseError("crashed", f"code {code}: {told[-1500:]}")
    scene.must_be_sound()
    settings = ground.settings(scene.home)
    if work == "backfill":
        scene.must_be_done(lambda: run_backfill(settings, ground.rules, ground.old_files))
    else:
        scene.must_be_done(lambda: run_daily(settings, ground.rules, utc_now()))
    scene.must_be_sound()
    scene.must_have("SELECT DISTINCT title, body FROM revisions WHERE is_current", work)
    scene.must_have("SELECT DISTINCT revision_id, tag, subtype FROM tags", work)


def _server_of(process: subprocess.Popen[bytes]) -> int:
    """The process of the server, once there is one."""
    deadline = time.monotonic() + HANGS_AFTER_S
    while process.poll() is None and time.monotonic() < deadline:
        for server in children(process.pid, "prefect.server"):
            return server
        time.sleep(0.02)
    raise BrokenPromiseError("crashed", "the run started no server")


def _until_said(process: subprocess.Popen[bytes], said: Path, words: str) -> None:
    """Wait for a line of progress."""
    deadline = time.monotonic() + HANGS_AFTER_S
    while words not in said.read_text(encoding="utf-8", errors="replace"):
        if process.poll() is not None or time.monotonic() > deadline:
            raise BrokenPromiseError("crashed", f"the run never said {words!r}")
        time.sleep(0.02)
