"""Quotes the sentences of a text that prove something, with the words marked that say it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from pipeline.derive.arabic import fold, split_words

Span = tuple[int, int, str]  # [start, end) in code points, and the kind of mark

# Where several cover a letter, the later one's colour wins.
KINDS = ("actor", "place", "conflict", "displacement", "evacuation", "casualty", "count")
_MOST_LETTERS = 420  # of one sentence: some pages give their whole text without a full stop


def sentence_bounds(text: str) -> list[tuple[int, int]]:
    """[start, end) of the sentences of a text, as tagging divides it, without the spaces around them."""
    folded = fold(text)
    words = split_words(folded.text)
    starts = [0, *(folded.span(words.offsets[word], words.offsets[word] + 1)[0] for word in words.sentences), len(text)]
    bounds = []
    for start, end in zip(starts, starts[1:], strict=False):
        sentence = text[start:end]
        left = len(sentence) - len(sentence.lstrip())
        if kept := sentence.strip():
            bounds.append((start + left, start + left + len(kept)))
    return bounds


def quoted(text: str, proof: Iterable[Span], marks: Sequence[Span], most: int = 3) -> list[dict[str, Any]]:
    """The first `most` sentences that hold a span of `proof`, with every span of `marks` in them.

    Each is a dict of start and end (code points of the text), `is_cut`, `follows` (nothing was left out before it) and
    parts, pairs of words and kind; the parts joined are the text from start to end.
    """
    ends = list(proof)
    quotes: list[dict[str, Any]] = []
    last = -1
    for number, (start, end) in enumerate(sentence_bounds(text)):
        inside = [span for span in ends if start <= span[0] < end]
        if not inside:
            continue
        if len(quotes) == most:
            break
        first, stop = _shortened(text, start, end, inside)
        quotes.append(
            {
                "start": first,
                "end": stop,
                "is_cut": (first, stop) != (start, end),
                "follows": number == last + 1,
                "parts": _parts(text, first, stop, marks),
            }
        )
        last = number
    return quotes


def _shortened(text: str, start: int, end: int, spans: list[Span]) -> tuple[int, int]:
    """The part of a long sentence around its spans, cut at spaces."""
    if end - start <= _MOST_LETTERS:
        return start, end
    first = max(start, min(span[0] for span in spans) - 80)
    stop = min(end, max(first + _MOST_LETTERS, spans[0][1]))
    if first > start:
        first = text.find(" ", first, first + 40) + 1 or first
    if stop < end:
        cut = text.rfind(" ", first, stop)
        stop = cut if cut > spans[0][1] else stop
    return first, stop


def _parts(text: str, start: int, end: int, marks: Sequence[Span]) -> list[tuple[str, str | None]]:
    kinds: list[str | None] = [None] * (end - start)
    for first, last, kind in sorted(marks, key=lambda mark: KINDS.index(mark[2])):
        for at in range(max(first, start), min(last, end)):
            kinds[at - start] = kind
    parts = []
    at = start
    for kind, run in groupby(kinds):
        size = len(list(run))
        parts.append((text[at : at + size], kind))
        at += size
    return parts
