"""The words that facts are found at, looked up once for numbers, counts, casualties, movements and dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.derive.arabic import Words
from pipeline.derive.casualty_words import FATES, Fate
from pipeline.derive.counted_nouns import NOUNS, Noun
from pipeline.derive.movement_words import DEALS, MOVES, Move
from pipeline.derive.number_words import TOKENS, Token
from pipeline.derive.relative_days import DAY_STARTS

_MEMO_SIZE = 300_000


@dataclass(frozen=True, slots=True)
class Clues:
    """What the words of a text can be in a fact, by word; most words are in none of these.

    tokens: parts of numbers; nouns: what numbers count; fates: what happened to the counted;
    moves: what movement a word tells; deals: words that name a deal, days: words that a date or a named
    day can begin at, both in order.
    """

    tokens: Mapping[int, Token]
    nouns: Mapping[int, Noun]
    fates: Mapping[int, Fate]
    moves: Mapping[int, Move]
    deals: list[int]
    days: list[int]


_Clue = tuple[Token | None, Noun | None, Fate | None, Move | None, bool, bool]


class _Memo(dict[str, _Clue | None]):
    def __missing__(self, word: str) -> _Clue | None:
        if len(self) >= _MEMO_SIZE:
            self.clear()
        clue = TOKENS[word], NOUNS[word], FATES[word], MOVES[word], word in DEALS, word in DAY_STARTS
        self[word] = found = clue if any(clue) else None
        return found


_CLUES = _Memo()


def find_clues(words: Words) -> Clues:
    """One look-up for every word of a text; linear in its length.

    find_numbers, find_counts, find_casualties and find_dates do this themselves when they are
    given none: whoever calls several of them on a text saves most of their time by sharing it.
    """
    tokens: dict[int, Token] = {}
    nouns: dict[int, Noun] = {}
    fates: dict[int, Fate] = {}
    moves: dict[int, Move] = {}
    deals: list[int] = []
    days: list[int] = []
    # Four of five words are no clue; a comprehension passes over them in half the time of the loop.
    found = [(at, clue) for at, clue in enumerate(map(_CLUES.__getitem__, words.words)) if clue]
    for at, (token, noun, fate, move, is_deal, is_day) in found:
        if token:
            tokens[at] = token
        if noun:
            nouns[at] = noun
        if fate:
            fates[at] = fate
        if move:
            moves[at] = move
        if is_deal:
            deals.append(at)
        if is_day:
            days.append(at)
    return Clues(tokens, nouns, fates, moves, deals, days)
