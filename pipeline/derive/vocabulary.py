"""What each written word can be, in the rules, in facts and to the model: one look-up a word for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pipeline.derive.clues import Clue, read_clue
from pipeline.derive.gazetteer import load_gazetteer
from pipeline.derive.lexicon import Lexicon, WordReading
from pipeline.derive.signals import stem_of

# Words of each of the two generations: together some 30 MB, and the words of ten thousand reports.
_MEMO_SIZE = 60_000


class KnownWords(NamedTuple):
    """What the words of a text can be, one item a word in each: the stem that the model weighs, what the word can be
    in a term of the rules, and what in a fact. Most words are None in the last two.
    """

    stems: Sequence[str]
    readings: Sequence[WordReading | None]
    clues: Sequence[Clue | None]


_Word = tuple[str, WordReading | None, Clue | None]


class Vocabulary(dict[str, _Word]):
    """The words met of late. Where there are too many, those that did not come again are forgotten."""

    def __init__(self, lexicon: Lexicon, gazetteer: Sequence[Path]) -> None:
        self._lexicon = lexicon
        self._gazetteer = load_gazetteer(gazetteer)
        self._before: dict[str, _Word] = {}

    def __missing__(self, word: str) -> _Word:
        found = self._before.get(word)
        if found is None:
            found = stem_of(word), self._lexicon.read(word), read_clue(word, self._gazetteer)
        if len(self) >= _MEMO_SIZE:
            self._before = self.copy()
            self.clear()
        self[word] = found
        return found

    def look_up(self, words: Sequence[str]) -> KnownWords:
        """All words of a text; linear in their number."""
        return KnownWords(*zip(*map(self.__getitem__, words), strict=True))


@lru_cache(maxsize=8)
def vocabulary_of(lexicon: Lexicon, gazetteer: tuple[Path, ...]) -> Vocabulary:
    """The words of these rules and places, kept beside them so that they never change and pickle small."""
    return Vocabulary(lexicon, gazetteer)
