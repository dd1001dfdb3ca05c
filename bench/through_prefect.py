"""What Prefect takes of a backfill: before and after the job, and of the processor while the job works (Linux)."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flows.run import prepare_prefect
from pipeline.settings import Settings

_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def through_prefect(settings: Settings, path: str) -> dict[str, Any]:
    """Run the flow `backfill` over WARC files with a server of its own, as `marsad backfill warc` does.

    Returns `around_seconds`, what the flow takes beside its job, and processor seconds while the job works: `job_cpu`,
    and `prefect_cpu` of Prefect's server and of its threads in this process.
    """
    os.environ |= {"MARSAD_HOME": str(settings.home), "MARSAD_FEEDS": str(settings.feeds)}
    begun = time.monotonic()
    prepare_prefect(settings)
    # Prefect reads the variables set above when it is imported.
    from flows import backfill as flow

    names, told = vars(flow), dict[str, Any]()
    job = names["backfilled"]

    def watched(*given: Any) -> Any:
        # Threads and processes that are there before the job are Prefect's: the job brings its own.
        threads, servers = _cpu_of(_threads()), _cpu_of(_children())
        started, whole = time.monotonic(), sum(os.times()[:4])
        done = job(*given)
        within, beside = _more(threads), _more(servers)
        told.update(
            job_seconds=time.monotonic() - started,
            job_cpu=sum(os.times()[:4]) - whole - within,
            prefect_cpu=within + beside,
            captures=done.tally.new,
        )
        return done

    names["backfilled"] = watched
    flow.backfill("warc", [path])
    return {**told, "around_seconds": time.monotonic() - begun - told["job_seconds"]}


def _threads() -> list[Path]:
    """The other threads of this process."""
    own = str(threading.get_native_id())
    return [place / "stat" for place in Path("/proc/self/task").iterdir() if place.name != own]


def _children() -> list[Path]:
    """The processes that this one has started."""
    lists = (place / "children" for place in Path("/proc/self/task").iterdir())
    return [Path("/proc") / child / "stat" for path in lists for child in path.read_text(encoding="ascii").split()]


def _cpu_of(stats: Iterable[Path]) -> dict[Path, float]:
    """Seconds of processor that threads or processes have taken; those that are over are left out."""
    taken = {}
    for path in stats:
        try:
            fields = path.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        taken[path] = (int(fields[11]) + int(fields[12])) / _TICKS_A_SECOND
    return taken


def _more(before: dict[Path, float]) -> float:
    """What they have taken since then; what one took that ended meanwhile is not known."""
    return sum(seconds - before[path] for path, seconds in _cpu_of(before).items())
