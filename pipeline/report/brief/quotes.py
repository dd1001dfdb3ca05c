"""Quotes the sentences of a text that prove something, with the words marked that say it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from typing import Any

from pipeline.derive.arabic import fold, split_words

Span = tuple[int, int, str]  # [start, end) in code points, and the kind of mark

# Where several cover a letter, the later one's colour wins.
KINDS = ("actor", "place", "conflict", "displacement", "evacuation", "casualty", "count")
_MOST_SENTENCES = 3
_MOST_LETTERS = 420  # of one sentence: some pages give their whole text without a full stop


def sentence_bounds(text: str) -> list[tuple[int, int]]:
    """[start, end) of the sentences of a text, as tagging divides it, without the spaces around them."""
    folded = fold(text)
    words = split_words(folded.text)
    starts = [0, *(folded.span(words.offsets[word], words.offsets[word] + 1)[0] for word in words.sentences), len(text)]
    bounds = []
    for start, end in pairwise(starts):
        sentence = text[start:end]
        left = len(sentence) - len(sentence.lstrip())
        if kept := sentence.strip():
            bounds.append((start + left, start + left + len(kept)))
    return bounds


def quoted(text: str, needed: Iterable[Span], proof: Iterable[Span], marks: Sequence[Span]) -> list[dict[str, Any]]:
    """The sentences that hold a span of `needed`, and of those with one of `proof` as many as make three in all.

    Each is a dict of start and end (code points of the text), `is_cut`, `follows` (nothing was left out before it) and
    parts, pairs of words and kind of mark; the parts joined are the text from start to end.
    """
    bounds = sentence_bounds(text)
    by_sentence: dict[int, list[Span]] = {}
    for is_needed, spans in ((True, needed), (False, proof)):
        for span in sorted(spans):
            number = bisect_right(bounds, (span[0], len(text))) - 1
            if number in by_sentence or is_needed or len(by_sentence) < _MOST_SENTENCES:
                by_sentence.setdefault(number, []).append(span)
    quotes = []
    for number, spans in sorted(by_sentence.items()):
        start, end = bounds[max(number, 0)]
        first, stop = _shortened(text, start, end, spans)
        quotes.append(
            {
                "start": first,
                "end": stop,
                "is_cut": (first, stop) != (start, end),
                "follows": number <= 0 or number - 1 in by_sentence,
                "parts": _parts(text, first, stop, marks),
            }
        )
    return quotes


def _shortened(text: str, start: int, end: int, spans: list[Span]) -> tuple[int, int]:
    """The part of a long sentence around its first spans, those that are needed before others, cut at spaces."""
    if end - start <= _MOST_LETTERS:
        return start, end
    left, right = spans[0][0], spans[0][1]
    for span in spans:
        if span[1] - left <= _MOST_LETTERS:
            right = max(right, span[1])
    room = max(0, _MOST_LETTERS - (right - left)) // 2
    first, stop = max(start, left - room), min(end, right + room)
    if first > start:
        first = text.find(" ", first, left) + 1 or first
    if stop < end:
        stop = max(text.rfind(" ", right, stop), right)
    return first, stop


def _parts(text: str, start: int, end: int, marks: Sequence[Span]) -> list[tuple[str, str | None]]:
    kinds: list[str | None] = [None] * (end - start)
    for first, last, kind in sorted(marks, key=lambda mark: KINDS.index(mark[2])):
        for at in range(max(first, start), min(last, end)):
            kinds[at - start] = kind
    parts: list[tuple[str, str | None]] = []
    at = start
    for held, run in groupby(kinds):
        size = len(list(run))
        parts.append((text[at : at + size], held))
        at += size
    return parts
