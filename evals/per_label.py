"""Precision and recall of each tag and each subtype alone: what a sum over all of them hides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from evals.part import Cell

Labels = set[tuple[str, ...]]
Pair = tuple[Labels, Labels]  # found, marked


def label_rows(name: str, split: str, pairs: Sequence[Pair], plain: Sequence[Pair]) -> list[tuple[Cell, ...]]:
    """Rows (set, half, label, marked, precision, recall, F1, F1 of a plain word list), tags before subtypes.

    `pairs` hold (tag, subtype); `plain` what a word list found, (tag,) only. A label that neither is found
    nor marked has no row.
    """
    rows: list[tuple[Cell, ...]] = []
    for size in (1, 2):
        counts = _counts(pairs, size)
        word_list = _counts(plain, size) if size == 1 else {}
        for label in sorted(counts):
            right, found, marked = counts[label]
            rows.append(
                (name, split, "/".join(label), marked, *_scores(right, found, marked),
                 _scores(*word_list.get(label, (0, 0, marked)))[2] if size == 1 else None)
            )  # fmt: skip
    return rows


def _counts(pairs: Sequence[Pair], size: int) -> dict[tuple[str, ...], tuple[int, int, int]]:
    right: Counter[tuple[str, ...]] = Counter()
    found: Counter[tuple[str, ...]] = Counter()
    marked: Counter[tuple[str, ...]] = Counter()
    for given, wanted in pairs:
        ours, theirs = {label[:size] for label in given}, {label[:size] for label in wanted}
        right.update(ours & theirs)
        found.update(ours)
        marked.update(theirs)
    return {label: (right[label], found[label], marked[label]) for label in found | marked}


def _scores(right: int, found: int, marked: int) -> tuple[float | None, float | None, float]:
    """Precision, recall and F1; None where there is nothing to divide by."""
    precision = round(right / found, 3) if found else None
    recall = round(right / marked, 3) if marked else None
    return precision, recall, round(2 * right / (found + marked), 3) if found + marked else 0.0
