"""Whether a movement took place: from the passage that its word stands in, and from the form of the verb."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.derive.arabic import Words
from pipeline.derive.lexicon import Hit
from pipeline.derive.movement_words import Move

_AROUND = 3  # passages on each side of a word that are looked at
_REALIS = ("denied", "past", "called_for", "planned", "under_way", "done")  # what says most first
_PERSONS = ("ي", "ت", "ن")
_FUTURE = ("س", "وس", "فس")


@dataclass(frozen=True, slots=True)
class Told:
    """A passage that tells of an evacuation: its words, realis, subtype and trigger."""

    core: Hit
    realis: str
    subtype: str
    trigger: str


def told_at(told: Sequence[Told], at: int) -> tuple[Told | None, Told | None]:
    """(the passage that a word stands in, the nearest one); of several the one that says most of its realis."""
    after = bisect_left(told, at, key=lambda passage: passage.core[0])
    around = told[max(0, after - _AROUND) : after + _AROUND]
    inside = [passage for passage in around if passage.core[0] <= at < passage.core[1]]
    own = min(inside, key=lambda passage: _REALIS.index(passage.realis), default=None)
    return own, own or min(around, key=lambda passage: abs(passage.core[0] - at), default=None)


def tense(words: Words, at: int, move: Move | None) -> str:
    """What the form of a verb says: سيغادرون is planned, تنقل at the beginning of a clause under way."""
    if move is None or not move.is_verb:
        return "done"
    word = words.words[at]
    is_imperfect = word.lstrip("وفس")[:1] in _PERSONS and not word.lstrip("وفس").startswith(move.lemma[:2])
    if is_imperfect and (word.startswith(_FUTURE) or (at and words.words[at - 1] == "سوف")):
        return "planned"
    return "under_way" if is_imperfect and words.clause(at)[0] == at else "done"
