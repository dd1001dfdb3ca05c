"""Numbers and dates on the test specifications of two other projects, every case that is missed with its reason."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evals.number_cases import Case, date_cases, digest, number_cases
from evals.part import Cell, Part, Sheet

_REASONS = Path(__file__).with_name("number_reasons.toml")


def numbers(folder: Path) -> Part:
    """Exact values of numbers, ranges, percentages, ordinals and calendar days."""
    part = Part()
    data = folder / "numbers"
    groups = {"numbers": list(number_cases(data)), "dates": list(date_cases(data))}
    for name, cases in groups.items():
        inside = [case for case in cases if not case.out_of_scope]
        part.share(f"numbers.{name}_exact", sum(case.is_right for case in inside), len(inside))
        other = [case for case in inside if case.split == "test"]
        part.share(f"numbers.{name}_exact_other_half", sum(case.is_right for case in other), len(other))
    every = [case for cases in groups.values() for case in cases]
    scored = [case for case in every if not case.out_of_scope]
    known = tomllib.loads(_REASONS.read_text("utf-8"))
    missed = [(case, reason(case.text, known)) for case in scored if not case.is_right]
    columns = ("set", "half", "text", "wanted", "found", "reason")
    rows = [(c.source, c.split, c.text, str(c.wanted), str(c.found), why) for c, why in missed]
    part.sheets += [
        Sheet("Exact values", ("set", "scored as", "tune", "of", "test", "of", "share of all"), list(_rows(scored))),
        Sheet("Cases out of scope", ("set", "why", "cases", "one of them"), _outside(every)),
        Sheet("Missed cases by reason", ("reason", "cases", "one of them"), _by_reason(missed)),
        Sheet("Missed cases", columns, rows),
    ]
    return part


def reason(text: str, known: dict[str, Any]) -> str:
    """Why a case is missed: the sentence that number_reasons.toml gives for the hash of its text."""
    code = known["cases"].get(digest(text)[:10])
    return str(known["reasons"][code]) if code else "not looked into"


def _rows(scored: list[Case]) -> Iterator[tuple[Cell, ...]]:
    sets: defaultdict[tuple[str, str], list[Case]] = defaultdict(list)
    for case in scored:
        sets[case.source, case.scored_as].append(case)
    for (source, scored_as), cases in sets.items():
        halves: list[Cell] = []
        for split in ("tune", "test"):
            half = [case.is_right for case in cases if case.split == split]
            halves += [sum(half), len(half)]
        yield source, scored_as, *halves, round(sum(case.is_right for case in cases) / len(cases), 3)


def _by_reason(missed: list[tuple[Case, str]]) -> list[tuple[Cell, ...]]:
    counts = Counter(why for _, why in missed)
    example = {why: case.text for case, why in reversed(missed)}
    return [(why, count, example[why]) for why, count in counts.most_common()]


def _outside(every: list[Case]) -> list[tuple[Cell, ...]]:
    outside = [case for case in every if case.out_of_scope]
    counts = Counter((case.source, case.out_of_scope) for case in outside)
    example = {(case.source, case.out_of_scope): case.text for case in reversed(outside)}
    return [(*key, count, example[key]) for key, count in sorted(counts.items())]
