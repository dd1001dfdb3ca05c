"""Injects faults by the hundred and tells what became of the tables: `python -m torture --seconds 600 --seed 1`.

Exit code 0 where nothing was lost, nothing torn and nothing hung, else 1.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from torture import clocks, disks, kills, network, served
from torture.ground import Ground, prepare
from torture.readers import read_while_publishing
from torture.scene import Fault, play
from torture.table import markdown, summary

# How many faults of each family a whole run injects.
COUNTS = {
    "kill -9 at a step, daily": 60,
    "kill -9 at a step, backfill": 40,
    "kill -9 at a random moment, daily": 50,
    "kill -9 at a random moment, backfill": 50,
    "kill -9 of a working process at a step, daily": 20,
    "kill -9 of a working process at a step, backfill": 16,
    "kill -9 of a working process at a random moment, daily": 16,
    "kill -9 of a working process at a random moment, backfill": 16,
    "kill -9 of the Prefect server at a step, daily": 10,
    "kill -9 of the Prefect server at a step, backfill": 6,
    "kill -9 of the Prefect server at a random moment, daily": 14,
    "kill -9 of the Prefect server at a random moment, backfill": 10,
    "power cut, daily": 36,
    "power cut, backfill": 24,
    "two runs at once": 6,
    "a run started while another was killed": 8,
    "disk full at a write, daily": 30,
    "disk full at a write, backfill": 16,
    "no file may grow larger": 16,
    "file system full": 16,
    "read-only file system": 2,
    "permissions lost": 8,
    "a damaged file": 45,
    "every server answers wrongly": 32,
    "articles answer wrongly": 32,
    "the clock steps": 11,
    "days without a run": 4,
}
PUBLICATIONS, QUERIES_A_SECOND = 50, 100


def main() -> int:
    """Run the faults that the arguments ask for."""
    parser = argparse.ArgumentParser(prog="python -m torture", description=__doc__)
    parser.add_argument("--seconds", type=int, default=3600, help="start no further fault after so long")
    parser.add_argument("--seed", type=int, default=1, help="of what is left to chance")
    parser.add_argument("--share", type=float, default=1.0, help="of the faults of each family, 1 for all")
    parser.add_argument("--family", help="only families whose name has this in it")
    parser.add_argument("--without", help="no family whose name has this in it")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), help="faults at a time")
    parser.add_argument("--publications", type=int, default=PUBLICATIONS, help="made while readers read; 0 for none")
    parser.add_argument("--json", type=Path, help="write every fault and what became of it to this file")
    parser.add_argument("--markdown", type=Path, help="write the table of faults to this file")
    options = parser.parse_args()
    counts = {name: max(1, round(count * options.share)) for name, count in COUNTS.items()}
    if options.family:
        counts = {name: count if options.family in name else 0 for name, count in counts.items()}
    if options.without:
        counts = {name: 0 if options.without in name else count for name, count in counts.items()}
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="torture-", dir=_fast_folder()))
    folder.chmod(0o755)  # some faults are met by a user who is not root
    servers: list[int] = []
    try:
        ground, servers = prepare(folder)
        chosen = [
            fault
            for module in (kills, served, disks, network, clocks)
            for fault in module.faults(ground, counts, options.seed)
        ]
        # Each family has its share, wherever the time ends.
        random.Random(options.seed).shuffle(chosen)
        results = [*_played(ground, chosen, options)]
        read = read_while_publishing(ground, options.publications, QUERIES_A_SECOND) if options.publications else None
    finally:
        for pid in servers:
            os.kill(pid, signal.SIGKILL)
        shutil.rmtree(folder, ignore_errors=True)
    told = summary(results, read, options.seed, time.monotonic() - began)
    if options.json:
        options.json.write_text(json.dumps(told | {"faults": results}, ensure_ascii=False, indent=1), encoding="utf-8")
    if options.markdown:
        options.markdown.write_text(markdown(told), encoding="utf-8")
    print(markdown(told))
    return 0 if told["is_good"] else 1


def _played(ground: Ground, faults: list[Fault], options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Play the faults, some at a time, each in a process of its own; yield what became of each."""
    deadline = time.monotonic() + options.seconds
    (ground.folder / "played").mkdir()
    waiting, running = list(reversed(faults)), dict[int, Path]()
    done = 0
    while waiting or running:
        while waiting and len(running) < options.jobs and time.monotonic() < deadline:
            fault = waiting.pop()
            told = ground.folder / f"told-{len(waiting)}.json"
            pid = os.fork()
            if pid == 0:
                code = 1
                try:
                    told.write_text(json.dumps(play(ground, fault, options.seed)), encoding="utf-8")
                    code = 0
                finally:
                    os._exit(code)
            running[pid] = told
        if not running:
            break
        pid, _ = os.wait()
        if pid in running:
            done += 1
            result = json.loads(running.pop(pid).read_text(encoding="utf-8"))
            if sys.stderr.isatty() or result["broken"]:
                print(f"{done} of {len(faults)}: {_line(result)}", file=sys.stderr, flush=True)
            yield result


def _line(result: dict[str, Any]) -> str:
    how = f"{result['broken']}: {result['why']}" if result["broken"] else "well"
    return f"{result['family']}: {result['name']}: {how}"


def _fast_folder() -> str | None:
    """Memory, where there is a file system of it: the faults are ours, the disk need not wear."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108


if __name__ == "__main__":
    sys.exit(main())
