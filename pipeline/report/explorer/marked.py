"""A text in pieces, each with the kinds of the spans that cover it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

KINDS = ("conflict", "evacuation", "displacement", "count", "casualty", "place", "actor", "held")
"""Kinds of marks. Where several cover a letter, the earlier one's colour wins."""
Mark = tuple[int, int, str, str]
"""[start, end) in code points, kind, and what to say of it."""
Piece = tuple[str, tuple[Mark, ...]]


def pieces(text: str, marks: Iterable[Mark], start: int = 0) -> Iterator[Piece]:
    """The text cut wherever a mark begins or ends, each piece with its marks, the one whose colour wins first.

    `start` is where the text begins in the one that the marks count in. Joined, the pieces are the text.
    """
    end = start + len(text)
    inside = [mark for mark in marks if mark[0] < end and mark[1] > start]
    bounds = sorted({start, end, *(min(max(at, start), end) for mark in inside for at in mark[:2])})
    begins = sorted(inside)
    active: list[Mark] = []
    for first, last in pairwise(bounds):
        active = [mark for mark in active if mark[1] > first]
        while begins and begins[0][0] <= first:
            active.append(begins.pop(0))
        covering = tuple(sorted(active, key=lambda mark: (KINDS.index(mark[2]), mark[1] - mark[0])))
        yield text[first - start : last - start], covering
