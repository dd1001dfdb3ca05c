"""Tags on the reports that were read and marked by hand, beside a plain list of words; half of them unseen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from evals.data import json_lines
from evals.labelled.draw import articles
from evals.part import Cell, Part, Sheet
from evals.per_label import Labels, Pair, label_rows
from evals.tagging import Tagger, by_keywords
from pipeline.derive.rules import load_rules
from pipeline.derive.tags import tag_report

_LABELLED = Path(__file__).with_name("labelled")
Figure = tuple[str, int, int, str]  # kind, low, high, qualifier


@dataclass(frozen=True, slots=True)
class Marked:
    """One report with the labels (tag, subtype) that a reader gave it."""

    title: str
    body: str
    on: date
    labels: Labels
    casualties: Counter[Figure]
    split: str


def marked(folder: Path) -> Part:
    """F1 by tag and by subtype, on the half that rules were written with, on the other, on the set never opened."""
    part = Part()
    own = {name: list(_own(f"{name}_reports")) for name in ("own", "fresh", "blind", "later", "varied", "apart")}
    sets = own | {"real": list(_real(folder))}
    rows: list[tuple[Cell, ...]] = []
    for name, reports in sets.items():
        for split, half in _parts(reports):
            for level, size in (("tag", 1), ("subtype", 2)):
                ours = _scores(half, size)
                plain = _scores(half, 1, by_keywords) if size == 1 else None
                rows.append((name, split, len(half), level, *ours, plain[2] if plain else None))
                if split != "tune":
                    part.share(f"marked.{name}_{level}_f1", ours[2] * len(half), len(half))
    part.sheets.append(Sheet("Agreement of the two readers", ("set", "reports", "level", "F1"), _agreement()))
    for name, reports in sets.items():
        for split, half in _parts(reports):
            ours = _casualty_scores(half)
            rows.append((name, split, len(half), "casualties", *ours, None))
            if split != "tune":
                part.share(f"marked.{name}_casualties_f1", ours[2] * len(half), len(half))
    part.sheets.append(_by_label(sets))
    columns = ("set", "half", "reports", "level", "precision", "recall", "F1", "F1 of a plain word list")
    part.sheets.append(Sheet("Reports marked by hand", columns, rows))
    return part


def _by_label(sets: dict[str, list[Marked]]) -> Sheet:
    """Each tag and subtype on the halves that no rule was written with."""
    rows: list[tuple[Cell, ...]] = []
    for name, reports in sets.items():
        half = [report for report in reports if report.split in ("test", "fresh")]
        ours: list[Pair] = [(_found(report), report.labels) for report in half]
        plain: list[Pair] = [
            ({(tag,) for tag in by_keywords(report.title, report.body)}, report.labels) for report in half
        ]
        rows += label_rows(name, "test", ours, plain)
    columns = ("set", "half", "label", "marked", "precision", "recall", "F1", "F1 of a plain word list")
    return Sheet("Each tag and subtype, unseen half", columns, rows)


def _found(report: Marked) -> Labels:
    return {(tag.tag, tag.subtype) for tag in tag_report(report.title, report.body, report.on, load_rules()).tags}


def _parts(reports: list[Marked]) -> list[tuple[str, list[Marked]]]:
    """The half that rules were written with, the unseen half; a set that was never opened is one part."""
    parts = [(split, [report for report in reports if report.split == split]) for split in ("tune", "test", "fresh")]
    return [(split, some) for split, some in parts if some]


def _agreement() -> list[tuple[Cell, ...]]:
    """F1 of reader B against reader A, each on their own: what no tagger can be expected to pass."""
    rows: list[tuple[Cell, ...]] = []
    for name, first, second in (
        ("own", "own_reports.jsonl", "own_reports_b.jsonl"),
        ("blind", "blind_reports.jsonl", "blind_reports_b.jsonl"),
        ("real", "real_articles_a.jsonl", "real_articles_b.jsonl"),
    ):
        ours = {row["id"]: _labels(row["tags"]) for row in json_lines(_LABELLED / first)}
        theirs = {row["id"]: _labels(row["tags"]) for row in json_lines(_LABELLED / second)}
        both = sorted(ours.keys() & theirs.keys())
        for level, size in (("tag", 1), ("subtype", 2)):
            pairs = [({a[:size] for a in ours[key]}, {b[:size] for b in theirs[key]}) for key in both]
            right = sum(len(a & b) for a, b in pairs)
            rows.append((name, len(both), level, round(2 * right / sum(len(a) + len(b) for a, b in pairs), 3)))
    return rows


def _own(name: str) -> Iterator[Marked]:
    for row in json_lines(_LABELLED / f"{name}.jsonl"):
        on = date.fromisoformat(row["published"][:10])
        yield Marked(row["title"], row["body"], on, _labels(row["tags"]), _figures(row), row["split"])


def _real(folder: Path) -> Iterator[Marked]:
    labels = {row["id"]: row for row in json_lines(_LABELLED / "real_articles_a.jsonl")}
    for article_id, title, content in articles(folder / "corpus" / "saudinewsnet"):
        if row := labels.get(article_id):
            yield Marked(
                title, content, date.fromisoformat(article_id[:10]), _labels(row["tags"]), _figures(row), row["split"]
            )


def _figures(row: dict[str, Any]) -> Counter[Figure]:
    return Counter((c["kind"], c["low"], c["high"], c["qualifier"]) for c in row["casualties"])


def _labels(rows: list[list[str]]) -> Labels:
    return {(row[0], row[1]) for row in rows}


def _casualty_scores(reports: list[Marked]) -> tuple[float, float, float]:
    """Precision, recall and F1 of the figures of casualties: kind, bounds and qualifier must all be right."""
    counts: Counter[str] = Counter()
    for report in reports:
        tagged = tag_report(report.title, report.body, report.on, load_rules())
        found = Counter((c.kind, int(c.low), int(c.high), c.qualifier) for c in tagged.casualties)
        right = (found & report.casualties).total()
        counts.update(right=right, given=found.total(), wanted=report.casualties.total())
    return _f1(counts)


def _f1(counts: Counter[str]) -> tuple[float, float, float]:
    precision, recall = counts["right"] / counts["given"], counts["right"] / counts["wanted"]
    return round(precision, 3), round(recall, 3), round(2 * precision * recall / (precision + recall), 3)


def _scores(reports: list[Marked], size: int, tagger: Tagger | None = None) -> tuple[float, float, float]:
    """Precision, recall and F1 over all labels cut to `size` parts."""
    counts: Counter[str] = Counter()
    for report in reports:
        if tagger:
            found: Labels = {(tag,) for tag in tagger(report.title, report.body)}
        else:
            found = {label[:size] for label in _found(report)}
        wanted = {label[:size] for label in report.labels}
        counts.update(right=len(found & wanted), given=len(found), wanted=len(wanted))
    return _f1(counts)
