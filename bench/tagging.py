"""Tags with all facts: reports a second on one core, and what loading takes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from statistics import median

from bench.clock import timed
from bench.run import Run
from bench.texts import Report
from evals.part import Cell, Part, Sheet
from pipeline.derive.rules import load_rules
from pipeline.derive.tags import tag_report
from pipeline.warehouse.annotating import settle

_LOADED = ("modules", "rules", "gazetteer", "actors")


def tag_all(reports: Sequence[Report]) -> None:
    """Tag reports with their facts."""
    rules = load_rules()
    for report in reports:
        tag_report(report.title, report.body, report.on, rules)


def tagging(run: Run) -> Part:
    """Newspaper articles and our own reports; cold in a fresh process, warm from the second time on."""
    part = Part()
    load_rules().vocabulary.look_up([""])
    settle()  # as in the processes that annotate
    rows: list[tuple[Cell, ...]] = []
    loads: list[dict[str, float]] = []
    for name, reports in run.reports.items():
        fresh = [_fresh(reports) for _ in range(run.fresh_rounds)]
        loads += fresh
        tag_all(reports)
        cold = len(reports) / median(took["cold"] for took in fresh)
        times = timed(lambda reports=reports: tag_all(reports), run.rounds)  # type: ignore[misc]
        warm, best = len(reports) / median(times), len(reports) / min(times)
        letters = sum(len(report.title + report.body) for report in reports) / len(reports)
        rows.append((name, len(reports), round(letters), round(cold), round(warm), round(best)))
        if not part.measures:
            part.share("tagging.warm_per_second", warm, 1)
    columns = ("reports of 2,048 bytes", "reports", "letters each", "memos empty at first", "warm", "fastest round")
    part.sheets.append(Sheet("Tags with all facts: reports a second of processor time, one core", columns, rows))
    took = [(name, round(median(load[name] for load in loads), 3)) for name in _LOADED]
    total = median(sum(load[name] for name in _LOADED) for load in loads)
    part.share("loading.seconds", total, 1)
    part.sheets.append(Sheet("Loading in a fresh process", ("what", "seconds"), [*took, ("all", round(total, 3))]))
    part.notes.append("`modules` are the imports of tagging, with the word lists of numbers, casualties and movements.")
    return part


def _fresh(reports: Sequence[Report]) -> dict[str, float]:
    told = json.dumps([(report.title, report.body, report.on.isoformat()) for report in reports])
    command = [sys.executable, "-m", "bench.fresh"]
    done = subprocess.run(command, input=told, capture_output=True, text=True, check=True)
    took: dict[str, float] = json.loads(done.stdout)
    return took
