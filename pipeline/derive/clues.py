"""The words that facts are found at, looked up once for all that reads them: numbers, dates, movements, places …"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.derive.actors import Start, load_actors
from pipeline.derive.arabic import Words
from pipeline.derive.casualty_words import FATES, Fate
from pipeline.derive.counted_nouns import NOUNS, Noun
from pipeline.derive.gazetteer import Gazetteer
from pipeline.derive.movement_words import DEALS, MOVES, Move
from pipeline.derive.number_words import TOKENS, Token
from pipeline.derive.place_reading import Word, words_of
from pipeline.derive.relative_days import DAY_STARTS

_MEMO_SIZE = 300_000


@dataclass(frozen=True, slots=True)
class Clues:
    """What the words of a text can be in a fact, by word; most words are in none of these.

    tokens: parts of numbers; nouns: what numbers count; fates: what happened to the counted;
    moves: what movement a word tells; deals: words that name a deal, days: words that a date or a named
    day can begin at; places and actors: words that a name can begin at. All in order.
    """

    tokens: Mapping[int, Token]
    nouns: Mapping[int, Noun]
    fates: Mapping[int, Fate]
    moves: Mapping[int, Move]
    deals: Sequence[int]
    days: Sequence[int]
    places: Sequence[tuple[int, Word]]
    actors: Sequence[tuple[int, Sequence[Start]]]


_Clue = tuple[Token | None, Noun | None, Fate | None, Move | None, bool, bool, Word | None, Sequence[Start]]


class _Memo(dict[str, _Clue | None]):
    def __init__(self, gazetteer: Gazetteer | None) -> None:
        self.place_words = words_of(gazetteer) if gazetteer is not None else None
        self.actors = load_actors()

    def __missing__(self, word: str) -> _Clue | None:
        if len(self) >= _MEMO_SIZE:
            self.clear()
        place = self.place_words.read(word) if self.place_words is not None else None
        starts = self.actors.starts(word)
        clue = TOKENS[word], NOUNS[word], FATES[word], MOVES[word], word in DEALS, word in DAY_STARTS, place, starts
        self[word] = found = clue if any(clue) else None
        return found


@lru_cache(maxsize=8)
def _memo_of(gazetteer: Gazetteer | None) -> _Memo:
    return _Memo(gazetteer)


def find_clues(words: Words, gazetteer: Gazetteer | None = None) -> Clues:
    """One look-up for every word of a text; linear in its length. Without a gazetteer there are no places.

    find_numbers, find_counts, find_casualties and find_dates do this themselves
    when they are given none: whoever calls several of them on a text saves most of their time by sharing it.
    """
    # Most words are no clue; a comprehension passes over them in half the time of the loop.
    found = [(at, clue) for at, clue in enumerate(map(_memo_of(gazetteer).__getitem__, words.words)) if clue]
    tokens: dict[int, Token] = {}
    nouns: dict[int, Noun] = {}
    fates: dict[int, Fate] = {}
    moves: dict[int, Move] = {}
    deals: list[int] = []
    days: list[int] = []
    places: list[tuple[int, Word]] = []
    actors: list[tuple[int, Sequence[Start]]] = []
    for at, (token, noun, fate, move, is_deal, is_day, place, starts) in found:
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
        if place:
            places.append((at, place))
        if starts:
            actors.append((at, starts))
    return Clues(tokens, nouns, fates, moves, deals, days, places, actors)
