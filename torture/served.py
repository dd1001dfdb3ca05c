"""The Prefect server of a run killed in mid-run, at random moments: the commands as an operator runs them."""

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

from pipeline.collect.collect import utc_now
from samples.environment import environment
from torture.ground import Ground, run_backfill, run_daily
from torture.processes import children
from torture.scene import HANGS_AFTER_S, BrokenPromiseError, Fault, Scene

# The longest that the server lives: it takes some of it to start.
_WITHIN_S = 12.0
_ENDINGS = (0, 1, 3)


def faults(ground: Ground, counts: dict[str, int], seed: int) -> Iterator[Fault]:
    """So many faults of each family as `counts` says."""
    chance = random.Random(f"{seed} served")
    for work in ("daily", "backfill"):
        family = f"kill -9 of the Prefect server at a random moment, {work}"
        for number in range(counts[family]):
            after_s = chance.uniform(0, _WITHIN_S)
            yield Fault(
                family, f"{number + 1}: of {work} after {after_s:.3f} s", partial(_unserved, work=work, after_s=after_s)
            )


def _unserved(scene: Scene, work: str, after_s: float) -> None:
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
