"""What old material costs on the way from WARC files to the warehouse; `python -m bench.backfill` at any size."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from bench.archive.plan import Plan
from bench.archive.write import Output, write_archive
from bench.baseline import trafilatura_rate
from bench.machine import machine
from bench.run import Run
from evals.part import Cell, Part, Sheet, show

DAY = 200
COLUMNS = ("work", "seconds", "peak MB of all processes", "")


def backfill(run: Run) -> Part:
    """A small archive; how the figures grow is for `python -m bench.backfill`."""
    with tempfile.TemporaryDirectory() as folder:
        return measured(Path(folder), 150 if run.is_quick else 3_000, is_quick=run.is_quick)


def measured(folder: Path, articles: int, *, is_quick: bool = False, times: int = 1) -> Part:
    """Make an archive of that many articles in `folder`, take it through every job, and tell what that took.

    With `times` what was read and tagged is then multiplied, and the jobs after that are done with so many articles.
    """
    part = Part()
    home, old, day = folder / "home", folder / "known", folder / "day"
    write_archive(old, Plan(articles=articles), Output())
    write_archive(day, Plan(DAY if not is_quick else 20, seed=2, begin="2024-12-30", end="2024-12-31"), Output())
    whole = _job("backfill", home, old)
    rate = whole["captures"] / whole["seconds"]
    theirs = trafilatura_rate(old, 60 if is_quick else 400)
    rows: list[tuple[Cell, ...]] = [
        _row("WARC to published warehouse", whole, f"{rate:.0f} captures a second, {rate / theirs:.1f} × trafilatura"),
    ]
    part.share("backfill.known_times", rate / theirs, 1)
    large = folder / "large"
    if times > 1:
        _job("multiply", home, large, times)
    rows.append(_day(folder, home, day))
    if not is_quick:
        rows += _prefects(folder, old, day)
    jobs = {job: _job(job, home) for job in ("retag", "retag_all", "rebuild")}
    for job, name in (("retag", "one rule changed"), ("retag_all", "tagging code changed")):
        told, faster = jobs[job], jobs["rebuild"]["seconds"] / jobs[job]["seconds"]
        word = f"{told['texts']} texts, {faster:.1f} × as fast as a whole rebuild"
        rows.append(_row(f"rebuild --tags-only, {name}", told, word))
    rows.append(_row("rebuild", jobs["rebuild"], f"{jobs['rebuild']['texts']} texts"))
    rows += _readers(home)
    if not is_quick:
        unknown = folder / "unknown"
        write_archive(unknown, Plan(articles=min(articles, 3_000), unknown=1.0, foreign=0.0), Output())
        found = _job("backfill", folder / "unknown_home", unknown)
        ratio = found["captures"] / found["seconds"] / trafilatura_rate(unknown, 200)
        rows.append(_row("the same, unknown layouts", found, f"{ratio:.1f} × trafilatura"))
        part.share("backfill.unknown_times", ratio, 1)
    title = f"{articles:,} articles, {len(os.sched_getaffinity(0))} cores"
    part.sheets.append(Sheet(title, COLUMNS, rows))
    if times > 1:
        built = _job("rebuild_read", large)
        title = f"{times} × as many, read and tagged before"
        texts = [_row("build, check, stories, lake", built, f"{built['texts']:,} articles"), _day(folder, large, day)]
        part.sheets.append(Sheet(title, COLUMNS, texts + _readers(large)))
    part.notes.append(f"trafilatura with metadata, one process: {theirs:.0f} pages a second.")
    return part


def _day(folder: Path, home: Path, day: Path) -> tuple[Cell, ...]:
    """A day's captures into what is there."""
    copied = _copy_seconds(home / "marsad.duckdb", folder / "copy.duckdb")
    added = _job("backfill", home, day)
    return _row(f"{added['captures']} captures of a day more", added, f"a copy of the file takes {copied:.2f} s")


def _prefects(folder: Path, old: Path, day: Path) -> list[tuple[Cell, ...]]:
    """The same through Prefect, and a day alone, by which what is fixed can be told from what grows."""
    rows = []
    for name, source in (("the day alone", day), ("WARC to published warehouse", old)):
        told = _job("backfill_flow", folder / f"flow_{source.name}", source)
        share = told["prefect_cpu"] / told["job_cpu"]
        word = f"{told['around_seconds']:.1f} s around the job; while it works {share:.1%} of its processor time"
        rows.append(_row(f"{name}, through Prefect", told, word))
    return rows


def _readers(home: Path) -> list[tuple[Cell, ...]]:
    asked = _job("queries", home)
    return [
        _row("rebuild --from-lake", _job("restore", home), ""),
        *((f"query: {name}", None, None, f"{ms:.1f} ms warm") for name, ms in asked["ms"].items()),
    ]


def _row(name: str, told: dict[str, Any], word: str) -> tuple[Cell, ...]:
    return name, round(told["seconds"], 2), round(told["peak_mb"]), word


def _job(job: str, home: Path, *more: Path | int) -> dict[str, Any]:
    """Do a job in a process of its own; what it tells, with the most memory that it and its children held at once."""
    command = [sys.executable, "-m", "bench.archive_job", job, str(home), *map(str, more)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        watch = _Watch(process.pid)
        watch.start()
        out, _ = process.communicate()
        watch.is_over.set()
        watch.join()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}.")
    return {**json.loads(out), "peak_mb": watch.peak_bytes / 1e6}


class _Watch(threading.Thread):
    """Looks at the memory of a process and its children, ten times a second (Linux)."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self._root = root
        self.peak_bytes = 0
        self.is_over = threading.Event()

    def run(self) -> None:
        """Keep the largest sum of what is theirs alone and their share of what they have in common."""
        while not self.is_over.wait(0.1):
            self.peak_bytes = max(self.peak_bytes, sum(map(_held, _family(self._root))))


def _family(root: int) -> list[int]:
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text(encoding="utf-8").rpartition(")")[2].split()[1])
        except OSError:
            continue  # gone meanwhile
    family = [root]
    for pid in family:
        family += [child for child, parent in parents.items() if parent == pid]
    return family


def _held(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def _copy_seconds(source: Path, target: Path) -> float:
    begun = time.monotonic()
    target.write_bytes(source.read_bytes())
    taken = time.monotonic() - begun
    target.unlink()
    return taken


def main() -> None:
    """Measure an archive of the size that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench.backfill", description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000, help="size of the archive that is made")
    parser.add_argument("--times", type=int, default=1, help="multiply what was read, for the jobs that come after")
    parser.add_argument("--folder", type=Path, help="new folder to work in, kept; a temporary one where none is named")
    arguments = parser.parse_args()
    print(f"{datetime.now(UTC):%Y-%m-%d} · {machine()} · Python {platform.python_version()}")
    if arguments.folder:
        arguments.folder.mkdir(parents=True)
        show(Console(width=140), "Old material", measured(arguments.folder, arguments.articles, times=arguments.times))
        return
    with tempfile.TemporaryDirectory() as folder:
        show(Console(width=140), "Old material", measured(Path(folder), arguments.articles, times=arguments.times))


if __name__ == "__main__":
    main()
