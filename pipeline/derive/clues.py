"""The words that facts are found at, looked up once for all that reads them: numbers, dates, movements, places …"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from pipeline.derive.actors import Start, load_actors
from pipeline.derive.arabic import Words
from pipeline.derive.casualty_words import AFTER, OTHER, Fate, fate_of
from pipeline.derive.counted_nouns import Noun, noun_of
from pipeline.derive.gazetteer import Gazetteer
from pipeline.derive.movement_words import DEALS, Move, move_of
from pipeline.derive.number_words import TOKENS, Token
from pipeline.derive.place_reading import Word, words_of
from pipeline.derive.relative_days import DAY_STARTS

_LONGEST = 60  # letters: longer words are in no list


@dataclass(frozen=True, slots=True)
class Clues:
    """What the words of a text can be in a fact, by word; most words are in none of these.

    tokens: parts of numbers; nouns: what numbers count; fates: what happened to the counted;
    moves: what movement a word tells; deals: words that name a deal, days: words that a date or a named
    day can begin at; harm: words without any of which nobody is said to be killed, wounded, missing or
    captured; places and actors: words that a name can begin at. All in order.
    """

    tokens: Mapping[int, Token]
    nouns: Mapping[int, Noun]
    fates: Mapping[int, Fate]
    moves: Mapping[int, Move]
    deals: Sequence[int]
    days: Sequence[int]
    harm: Sequence[int]
    places: Mapping[int, Word]
    actors: Mapping[int, Sequence[Start]]


_FIELDS = len(fields(Clues))
Clue = tuple[tuple[int, Any], ...]
"""What a word can be: (field of Clues, value)."""


def read_clue(word: str, gazetteer: Gazetteer | None) -> Clue | None:
    """What one folded word can be in a fact; None, as for most words, when it is nothing."""
    if len(word) > _LONGEST:
        return None
    fate = fate_of(word)
    is_harm = word in AFTER or (fate is not None and fate.kind != OTHER)
    values = (
        *(TOKENS[word], noun_of(word), fate, move_of(word)),
        *(word in DEALS, word in DAY_STARTS, is_harm),
        *(words_of(gazetteer).read(word) if gazetteer else None, load_actors().starts(word)),
    )
    return tuple((at, value) for at, value in enumerate(values) if value) or None


def find_clues(words: Words, gazetteer: Gazetteer | None = None) -> Clues:
    """What every word of a text can be; linear in its length. Without a gazetteer there are no places.

    find_numbers, find_counts, find_casualties and find_dates do this themselves when they are given none. Slow, since
    nothing is remembered: what `match.read` gives has the clues of its words from the vocabulary of the rules.
    """
    return clues_of([read_clue(word, gazetteer) for word in words.words])


def clues_of(read: Sequence[Clue | None]) -> Clues:
    """The clues of a text, where it is known what each of its words can be."""
    told: tuple[dict[int, Any], ...] = tuple({} for _ in range(_FIELDS))
    for at, clue in enumerate(read):
        if clue:
            for number, value in clue:
                told[number][at] = value
    tokens, nouns, fates, moves, deals, days, harm, places, actors = told
    return Clues(tokens, nouns, fates, moves, list(deals), list(days), list(harm), places, actors)
