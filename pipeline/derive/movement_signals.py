"""What the tag model sees of movements: who moves, how many, whence and whither, whatever the verb and the place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice

from pipeline.derive.clues import Clues
from pipeline.derive.counted_nouns import NATIONS
from pipeline.derive.match import Reading
from pipeline.derive.movement_heads import heads_of
from pipeline.derive.movement_words import ARRIVE, EVACUATE, GOODS, TAKE, Move
from pipeline.derive.number_words import fold_words

_BEFORE, _BEHIND = 10, 16  # words around a movement in which its people and places are looked for
_PLACE_REACH = 4  # words from a preposition to the place: "إلى مدرسة في حي الزهور"
_FIGURE_REACH = 2  # words from a figure to whom it counts: "300 من المدنيين"
_WAYS = dict.fromkeys(fold_words("من ومن عن"), "from") | dict.fromkeys(fold_words("إلى وإلى باتجاه نحو صوب في"), "to")
_PEOPLE = frozenset({"people", "civilians", "households", NATIONS})
_OTHERS = frozenset({"fighters", "wounded", "vehicles"})
_MOST = 40  # movements of one text: more prove no more
_GROUPS = {EVACUATE: "carried", TAKE: "carried", ARRIVE: "arrived"}


def movement_numbers(readings: Sequence[tuple[str, Reading]], usual: str) -> dict[str, float]:
    """Named figures, 1 each, of the fields of one report; `usual` is the cause that it names most often.

    Linear in the length of the text.
    """
    told: set[str] = set()
    for _, reading in readings:
        if reading.clues:
            for features in _movements(reading, reading.clues):
                told |= features
    told |= {f"{name} {usual}" for name in told}
    return dict.fromkeys((f"moves {name}" for name in told), 1.0)


def _movements(reading: Reading, clues: Clues) -> Iterator[set[str]]:
    words = reading.words
    by_sentence: dict[tuple[int, int], dict[int, Move]] = {}
    for at, move in islice(clues.moves.items(), _MOST):
        by_sentence.setdefault(words.sentence(at), {})[at] = move
    around: _Around | None = None
    for span, moves in by_sentence.items():
        heads = heads_of(words.words, clues, span, moves, (), "")
        around = around or (_Around(words.words, clues) if heads else None)
        for at, move in heads.items():
            if around and move.kind != GOODS:
                yield around.features(span, at, move)


class _Around:
    """Who and which places stand around the movements of one text."""

    def __init__(self, words: Sequence[str], clues: Clues) -> None:
        self.words, self.clues = words, clues
        self.nouns = list(clues.nouns)

    def features(self, span: tuple[int, int], at: int, move: Move) -> set[str]:
        """What is told around a movement at word `at` of a sentence."""
        nouns, words = self.clues.nouns, self.words
        low, high = max(span[0], at - _BEFORE), min(span[1], at + _BEHIND)
        near = self.nouns[bisect_left(self.nouns, low) : bisect_left(self.nouns, high)]
        units = {nouns[i].unit: i for i in near}
        told = {"people"} if not _PEOPLE.isdisjoint(units) else set()
        told.update(_OTHERS.intersection(units))
        if any(unit in _PEOPLE and self._is_counted(i) for unit, i in units.items()):
            told.add("counted")
        told.update(_WAYS[words[i]] for i in range(low, high) if words[i] in _WAYS and self._has_place(i, high))
        if "counted" in told and not told.isdisjoint(("from", "to")):
            told.add("whole")
        group = _GROUPS.get(move.kind, "gone")
        return {group, *(f"{group} {name}" for name in told)}

    def _is_counted(self, at: int) -> bool:
        tokens = self.clues.tokens
        return self.clues.nouns[at].is_dual or any(at - back in tokens for back in range(1, _FIGURE_REACH + 1))

    def _has_place(self, at: int, high: int) -> bool:
        return any(near in self.clues.places for near in range(at + 1, min(high, at + _PLACE_REACH)))
