"""`make eval`: score Marsad on real data; exits with 1 when a figure falls below its floor."""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import tomllib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path

from rich.console import Console
from rich.table import Table

from evals.data import MissingDataError, data_folder
from evals.marked import marked
from evals.movements import movements
from evals.numbers import numbers
from evals.part import Measure, Part, Run, show
from evals.places import places
from evals.reading import feeds, pages, urls
from evals.searching import searching
from evals.tagging import tags
from evals.whole_day import daily_flow

FLOORS = Path(__file__).with_name("floors.toml")
PARTS: dict[str, tuple[str, Run]] = {
    "urls": ("Addresses", urls),
    "feeds": ("Feeds of others", feeds),
    "pages": ("Pages of others", pages),
    "tags": ("Tags", tags),
    "numbers": ("Numbers and dates", numbers),
    "marked": ("Tags on reports marked by hand", marked),
    "places": ("Places", places),
    "movements": ("Movements on reports marked by hand", movements),
    "search": ("Full-text search", searching),
    "flow": ("The daily flow on a real day, over HTTP", daily_flow),
}


def main() -> int:
    """Run the parts, print their tables, hold the measures against the floors."""
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    parser.add_argument("shared", type=Path, help="folder that holds data/")
    parser.add_argument("--part", choices=PARTS, action="append", help="only this part (may be repeated)")
    parser.add_argument("--json", type=Path, help="write all tables and measures to this file too")
    parser.add_argument("--pin", action="store_true", help="print floors for what is reached now, and judge nothing")
    arguments = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 140)
    try:
        folder = data_folder(arguments.shared)
    except MissingDataError as error:
        print(f"make eval: {error}", file=sys.stderr)
        return 2
    found: dict[str, Part] = {}
    for name, part in _run(list(arguments.part or PARTS), folder):
        found[name] = part
        show(console, PARTS[name][0], part)
    measures = [measure for part in found.values() for measure in part.measures]
    if arguments.json:
        arguments.json.write_text(json.dumps({k: asdict(v) for k, v in found.items()}, ensure_ascii=False, indent=1))
    if arguments.pin:
        for measure in measures:
            print(f'"{measure.name}" = {math.floor(measure.value * 1000) / 1000}')
        return 0
    return _judge(console, measures, is_whole=not arguments.part)


def _run(names: list[str], folder: Path) -> Iterator[tuple[str, Part]]:
    """Run parts side by side, as many as there are cores; yield them in their order."""
    cores = len(os.sched_getaffinity(0))
    with ProcessPoolExecutor(min(cores, len(names)), mp_context=get_context("spawn")) as processes:
        # The last parts first: they take longest.
        running = {name: processes.submit(PARTS[name][1], folder) for name in reversed(names)}
        for name in names:
            print(f"{PARTS[name][0]} …", file=sys.stderr, flush=True)
            yield name, running[name].result()


def _judge(console: Console, measures: list[Measure], *, is_whole: bool) -> int:
    floors = tomllib.loads(FLOORS.read_text(encoding="utf-8"))
    if is_whole and (unmeasured := set(floors) - {measure.name for measure in measures}):
        raise LookupError(f"floors without a measure: {', '.join(sorted(unmeasured))}")
    table = Table("measure", "items", "value", "floor", "", title="Measures and floors", title_justify="left")
    failed = 0
    for measure in measures:
        floor = floors[measure.name]
        is_good = measure.value >= floor
        failed += not is_good
        table.add_row(
            measure.name, str(measure.items), f"{measure.value:.4f}", str(floor), "ok" if is_good else "[red]FAIL[/red]"
        )
    console.print(table)
    console.print(f"{len(measures) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
