"""Hostile texts of growing size: the time for each kilobyte must not grow."""

from __future__ import annotations

from bench.clock import seconds
from bench.run import Run
from bench.texts import HOSTILE, hostile
from evals.part import Cell, Part, Sheet
from pipeline.derive.rules import load_rules
from pipeline.derive.tags import tag_report

_KB = 1_000


def linear(run: Run) -> Part:
    """Tags with all facts of 10 KB, 100 KB and, unless the run is quick, 1 MB."""
    rules = load_rules()
    sizes = (10 * _KB, 100 * _KB) if run.is_quick else (10 * _KB, 100 * _KB, 1000 * _KB)
    part = Part()
    rows: list[tuple[Cell, ...]] = []
    worst = 0.0
    for name, piece in HOSTILE.items():
        each = []
        for size in sizes:
            text = hostile(piece, size)
            taken = seconds(lambda text=text: tag_report("", text, None, rules), 3)  # type: ignore[misc]
            each.append(taken / size * _KB * 1e6)
        ratio = each[-1] / each[0]
        worst = max(worst, ratio)
        rows.append((name, *(round(time) for time in each), round(ratio, 2)))
    names = tuple(f"{size // _KB} KB: µs a KB" for size in sizes)
    part.sheets.append(Sheet("Hostile texts, one sentence each", ("text", *names, "largest to smallest"), rows))
    part.share("linear.worst_ratio", worst, 1)
    return part
