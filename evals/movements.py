"""Movements of people on the reports marked by hand: whence, whither, how many, whether it happened, under a deal."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from evals.data import json_lines
from evals.labelled.draw import articles
from evals.part import Cell, Part, Sheet
from pipeline.derive.arabic import fold
from pipeline.derive.facts import DESTINATION, ORIGIN
from pipeline.derive.rules import load_rules
from pipeline.derive.tags import tag_report

_LABELLED = Path(__file__).with_name("labelled")
# Left out when names are compared: the guideline keeps them only where a name needs them.
_GENERIC = frozenset(
    fold(
        "مدينة مدينتي بلدة بلدتي قرية حي أحياء منطقة ولاية محافظة جزيرة مقاطعة قطاع إقليم ريف شمال جنوب شرق غرب"
    ).text.split()
)
_OPEN = frozenset({"tune", "train"})  # halves that rules are written with
_PLAIN = {
    ORIGIN: re.compile(r"(?<!\w)من ((?:مدينة |بلدة |حي |قرية )?\w+)"),
    DESTINATION: re.compile(r"(?<!\w)إلى ((?:مدينة |بلدة )?\w+)"),
}
_PLAIN_COUNT = re.compile(r"(\d+) (\w+)")
_PLAIN_UNITS = {
    **dict.fromkeys(("شخص", "شخصا"), "people"),
    **dict.fromkeys(("مدني", "مدنيا"), "civilians"),
    **dict.fromkeys(("مسلح", "مسلحا"), "fighters"),
    **dict.fromkeys(("عائلة", "أسرة"), "households"),
    "جريحا": "wounded",
    "حافلة": "vehicles",
}

Figures = Counter[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of the movements of one report: place names by role, and figures that must be equal."""

    places: dict[str, list[str]]
    figures: dict[str, Figures]


@dataclass(frozen=True, slots=True)
class Marked:
    """A report with what a reader found in it; `split` is tune, train, test or fresh."""

    key: str
    title: str
    body: str
    on: date
    split: str
    told: Told


def movements(folder: Path) -> Part:
    """Precision, recall and F1 of each fact by set and half, beside a plain search, and how far two readers agree."""
    part = Part()
    own, fresh, blind, later, varied, apart = (
        list(_own(f"{name}_reports")) for name in ("own", "fresh", "blind", "later", "varied", "apart")
    )
    real = list(_real(folder, "real_articles_a", "movement_articles"))
    tuning = list(_real(folder, "movement_tuning_articles"))
    sets = [
        ("own", "tune", own),
        ("own", "test", own),
        ("fresh", "fresh", fresh),
        ("blind", "tune", blind),
        ("blind", "test", blind),
        ("later", "tune", later),
        ("later", "test", later),
        ("apart", "test", apart),
        ("real", "tune", real),
        ("real", "test", real),
        ("tuning articles", "tune", tuning),
        ("varied", "train", varied),
        ("apart", "train", apart),
    ]
    rows: list[tuple[Cell, ...]] = []
    for name, split, reports in sets:
        half = [report for report in reports if report.split == split]
        ours, plain = _scores(half, _found), _scores(half, _plainly)
        for fact, scores in ours.items():
            rows.append((name, split, fact, *(round(score, 3) for score in scores), round(plain[fact][2], 3)))
        if split not in _OPEN:
            for fact, scores in ours.items():
                part.share(f"movements.{name}_{fact}_f1", scores[3] * len(half), len(half))
    columns = ("set", "half", "fact", "marked", "precision", "recall", "F1", "F1 of a plain search")
    part.sheets.append(Sheet("Movements on reports marked by hand", columns, [(*r[:3], *r[3:]) for r in rows]))
    part.sheets.append(
        Sheet(
            "Agreement of the two readers",
            ("set", "fact", "F1"),
            [
                *_agreement("own", own, "own_reports_b"),
                *_agreement("fresh", fresh, "fresh_reports_b"),
                *_agreement("blind", blind, "blind_reports_b"),
            ],
        )
    )
    part.notes.append(
        "A place counts as right when its name is that of the label without words such as town; naming the region "
        "around it too is no error. Counts: unit, bounds and qualifier; spans: start and end."
    )
    return part


def _own(name: str) -> Iterator[Marked]:
    for row in json_lines(_LABELLED / f"{name}.jsonl"):
        on = date.fromisoformat(row["published"][:10])
        yield Marked(row["id"], row["title"], row["body"], on, row["split"], _labels(row))


def _real(folder: Path, *files: str) -> Iterator[Marked]:
    rows = {row["id"]: row for name in files for row in json_lines(_LABELLED / f"{name}.jsonl")}
    for key, title, content in articles(folder / "corpus" / "saudinewsnet"):
        if row := rows.get(key):
            yield Marked(key, title, content, date.fromisoformat(key[:10]), row["split"], _labels(row))


def _labels(row: dict[str, Any]) -> Told:
    told = row["evacuations"]
    counts = [count for movement in told for count in movement["counts"]]
    return Told(
        {
            role: list(dict.fromkeys(name for movement in told for name in movement[role]))
            for role in (ORIGIN, DESTINATION)
        },
        {
            "counts": Counter((c["unit"], c["low"], c["high"], c["qualifier"]) for c in counts),
            "count_spans": Counter((c["start"], c["end"]) for c in counts if "start" in c),
            "status": Counter((movement["status"],) for movement in told),
            "deal": Counter(("deal",) for movement in told if movement["under_deal"]),
        },
    )


def _found(report: Marked) -> Told:
    """What Marsad finds."""
    tagged = tag_report(report.title, report.body, report.on, load_rules())
    counts = [count for movement in tagged.evacuations for count in movement.counts]
    places = [place for movement in tagged.evacuations for place in movement.places]
    return Told(
        {role: list(dict.fromkeys(p.name for p in places if p.role == role)) for role in (ORIGIN, DESTINATION)},
        {
            "counts": Counter((c.unit, c.low, c.high, c.qualifier) for c in counts),
            "count_spans": Counter((c.start, c.end) for c in counts),
            "status": Counter((movement.status,) for movement in tagged.evacuations),
            "deal": Counter(("deal",) for movement in tagged.evacuations if movement.is_under_deal),
        },
    )


def _plainly(report: Marked) -> Told:
    """What a search finds in the reports that hold a word of evacuation: من X, إلى Y, digits and a noun."""
    is_told = re.search("إجلاء|إخلاء|أجل[تى]|أخل[تى]|حافل", report.title + report.body)
    body = report.body if is_told else ""
    found = [(match, _PLAIN_UNITS.get(match[2])) for match in _PLAIN_COUNT.finditer(body)]
    counts = [(match, unit) for match, unit in found if unit]
    return Told(
        {role: list(dict.fromkeys(pattern.findall(body))) for role, pattern in _PLAIN.items()},
        {
            "counts": Counter((unit, int(match[1]), int(match[1]), "exact") for match, unit in counts),
            "count_spans": Counter(match.span() for match, _ in counts),
            "status": Counter([("done",)] if body else []),
            "deal": Counter([("deal",)] if "اتفاق" in body else []),
        },
    )


def _scores(reports: Sequence[Marked], find: Callable[[Marked], Told]) -> dict[str, tuple[float, ...]]:
    """(marked, precision, recall, F1) by fact over all reports."""
    return _compare((find(report), report.told) for report in reports)


def _compare(pairs: Iterable[tuple[Told, Told]]) -> dict[str, tuple[float, ...]]:
    sums: dict[str, Counter[str]] = {}
    for found, wanted in pairs:
        for role, names in wanted.places.items():
            right = _same_names(found.places[role], names)
            sums.setdefault(role, Counter()).update(right=right, found=len(found.places[role]), wanted=len(names))
        for fact, figures in wanted.figures.items():
            right = (found.figures[fact] & figures).total()
            sums.setdefault(fact, Counter()).update(
                right=right, found=found.figures[fact].total(), wanted=figures.total()
            )
    return {fact: (count["wanted"], *_f1(count)) for fact, count in sums.items()}


def _f1(count: Counter[str]) -> tuple[float, float, float]:
    precision = count["right"] / max(1, count["found"])
    recall = count["right"] / max(1, count["wanted"])
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def _same_names(found: Sequence[str], wanted: Sequence[str]) -> int:
    left = list(map(_plain_name, wanted))
    right = 0
    for name in map(_plain_name, found):
        match = next(
            (other for other in left if name == other or f" {name} " in f" {other} " or f" {other} " in f" {name} "),
            None,
        )
        if match is not None:
            left.remove(match)
            right += 1
    return right


def _plain_name(name: str) -> str:
    words = fold(name).text.split()
    while len(words) > 1 and words[0] in _GENERIC:
        words = words[1:]
    return " ".join(words)


def _agreement(name: str, reports: Sequence[Marked], other: str) -> list[tuple[Cell, ...]]:
    theirs = {row["id"]: _labels(row) for row in json_lines(_LABELLED / f"{other}.jsonl")}
    found = _compare((theirs[report.key], report.told) for report in reports if report.key in theirs)
    # The second reader of the own reports gave no spans.
    return [(name, fact, round(scores[3], 3)) for fact, scores in found.items() if scores[1]]
