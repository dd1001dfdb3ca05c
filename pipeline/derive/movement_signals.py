"""What the tag model sees of movements: who moves, how many, whence and whither, whatever the verb and the place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.derive.clues import Clues
from pipeline.derive.counted_nouns import NATIONS
from pipeline.derive.match import Reading
from pipeline.derive.movement_heads import heads_of
from pipeline.derive.movement_words import ARRIVE, EVACUATE, GOODS, TAKE, Move
from pipeline.derive.number_words import fold_words

_BEFORE, _BEHIND = 10, 16  # words around a movement in which its people and places are looked for
_PLACE_REACH = 4  # words from a preposition to the place: "إلى مدرسة في حي الزهور"
_FIGURE_REACH = 2  # words from a figure to whom it counts: "300 من المدنيين"
_FROM, _TO = fold_words("من ومن عن"), fold_words("إلى وإلى باتجاه نحو صوب في")
_PEOPLE = frozenset({"people", "civilians", "households", NATIONS})
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
    for at, move in list(clues.moves.items())[:_MOST]:
        by_sentence.setdefault(words.sentence(at), {})[at] = move
    for span, moves in by_sentence.items():
        heads = heads_of(words.words, clues, span, moves, (), "")
        for at, move in heads.items():
            if move.kind != GOODS:
                yield _features(words.words, clues, span, at, move)


def _features(words: Sequence[str], clues: Clues, span: tuple[int, int], at: int, move: Move) -> set[str]:
    group = _GROUPS.get(move.kind, "gone")
    low, high = max(span[0], at - _BEFORE), min(span[1], at + _BEHIND)
    units = {noun.unit: i for i in range(low, high) if (noun := clues.nouns.get(i))}
    counted = {unit for unit, i in units.items() if _is_counted(clues, i)}
    told = {"people"} if not _PEOPLE.isdisjoint(units) else set()
    told |= {unit for unit in ("fighters", "wounded", "vehicles") if unit in units}
    if not _PEOPLE.isdisjoint(counted):
        told.add("counted")
    if _is_placed(words, clues, _FROM, low, high):
        told.add("from")
    if _is_placed(words, clues, _TO, low, high):
        told.add("to")
    if "counted" in told and not told.isdisjoint(("from", "to")):
        told.add("whole")
    return {group, *(f"{group} {name}" for name in told)}


def _is_counted(clues: Clues, at: int) -> bool:
    return clues.nouns[at].is_dual or any(at - back in clues.tokens for back in range(1, _FIGURE_REACH + 1))


def _is_placed(words: Sequence[str], clues: Clues, prepositions: frozenset[str], low: int, high: int) -> bool:
    return any(
        words[i] in prepositions and any(near in clues.places for near in range(i + 1, min(high, i + _PLACE_REACH)))
        for i in range(low, high)
    )
