"""`make bench`: how fast Marsad is; exits with 1 when a figure misses its goal."""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.backfill import backfill
from bench.explorer import explorer
from bench.extraction import extraction
from bench.linear import linear
from bench.machine import machine
from bench.others import others
from bench.pages import benchmark_folder
from bench.run import Run
from bench.searching import searching
from bench.stages import stages
from bench.tagging import tagging
from bench.texts import newspaper_reports, own_reports
from evals.data import MissingDataError
from evals.part import Measure, Part, show

SECTIONS: dict[str, tuple[str, Callable[[Run], Part]]] = {
    "tagging": ("Tagging and loading", tagging),
    "stages": ("Stages", stages),
    "others": ("Beside others", others),
    "linear": ("Linear in the length of the text", linear),
    "extraction": ("Article pages", extraction),
    "backfill": ("Old material", backfill),
    "search": ("Full-text search", searching),
    "explorer": ("Explorer", explorer),
}
LEAST = {
    "tagging.warm_per_second": 2_000.0,
    "backfill.known_times": 10.0,
    "backfill.unknown_times": 2.5,
    "extraction.known_times": 8.0,
    "extraction.unknown_times": 2.0,
    "extraction.word_f1.marsad": 0.948,
}
MOST = {
    "explorer.slowest_ms": 300.0,
    "loading.seconds": 1.0,
    "search.slowest_query_seconds": 0.3,
    "linear.worst_ratio": 2.0,
}


def main() -> int:
    """Run the sections, print their tables, hold the figures against the goals."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("shared", type=Path, nargs="?", help="folder that holds data/; not read by a quick run")
    parser.add_argument("--section", choices=SECTIONS, action="append", help="only this section (may be repeated)")
    parser.add_argument("--json", type=Path, help="write all tables and figures to this file too")
    parser.add_argument("--quick", action="store_true", help="our own reports only, fewer rounds, nothing judged")
    arguments = parser.parse_args()
    if not arguments.quick and arguments.shared is None:
        parser.error("name the folder that holds data/, or give --quick")
    console = Console(width=None if sys.stdout.isatty() else 140)
    try:
        reports, data = {"own reports": own_reports()}, None
        if not arguments.quick:
            reports = {"newspaper articles": newspaper_reports(arguments.shared), **reports}
            data = benchmark_folder(arguments.shared)
    except MissingDataError as error:
        print(f"make bench: {error}", file=sys.stderr)
        return 2
    run = Run(reports, arguments.quick, data)
    where = {"date": datetime.now(UTC).date().isoformat(), "machine": machine(), "python": platform.python_version()}
    console.print(" · ".join(where.values()), highlight=False)
    found: dict[str, Part] = {}
    for name in arguments.section or SECTIONS:
        title, section = SECTIONS[name]
        print(f"{title} …", file=sys.stderr, flush=True)
        found[name] = section(run)
        show(console, title, found[name])
    if arguments.json:
        told = {**where, "quick": run.is_quick, "sections": {name: asdict(part) for name, part in found.items()}}
        arguments.json.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    measures = [measure for part in found.values() for measure in part.measures]
    return 0 if run.is_quick else _judge(console, measures)


def _judge(console: Console, measures: list[Measure]) -> int:
    table = Table("figure", "value", "goal", "", title="Goals", title_justify="left")
    failed = 0
    for measure in measures:
        least, most = LEAST.get(measure.name, 0.0), MOST.get(measure.name, float("inf"))
        is_good = least <= measure.value <= most
        failed += not is_good
        goal = f"at least {least:g}" if measure.name in LEAST else f"at most {most:g}"
        table.add_row(measure.name, f"{measure.value:.2f}", goal, "ok" if is_good else "[red]MISSED[/red]")
    console.print(table)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
