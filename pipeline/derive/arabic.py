"""Folding of Arabic letters for matching, and words and sentence breaks of the folded text."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

_LETTERS = str.maketrans("أإآٱٲٳؤئىةکیگڪے", "ااااااويي" + "هكيككي")
_MARK_RANGES = [(0x0610, 0x061A), (0x064B, 0x065F), (0x06D6, 0x06DC), (0x06DF, 0x06E4), (0x06E7, 0x06E8)]
_MARK_RANGES += [(0x06EA, 0x06ED), (0x0670, 0x0670), (0x0640, 0x0640), (0x08D3, 0x08E1), (0x08E3, 0x08FF)]
# Vowel signs, Quranic marks and tatweel: each belongs to the letter before it.
_MARKS = frozenset(chr(point) for low, high in _MARK_RANGES for point in range(low, high + 1))


def _fold_char(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cs":  # a lone surrogate from a broken feed has no normal form; it survives as it is
        return char
    if char in _MARKS or (category == "Cf" and char not in "\u0600\u0601\u0602\u0603"):
        return ""
    if category == "Nd":
        return str(unicodedata.digit(char))
    plain = unicodedata.normalize("NFKC", char)
    kept = "".join(c for c in plain if c not in _MARKS)
    if kept != plain and not kept.strip():
        return ""  # presentation forms of vowel signs decompose to a space and the sign
    return "".join(_fold_char(c) for c in kept) if len(kept) > 1 else kept.translate(_LETTERS)


class _Forms(dict[str, str]):
    """What every character met so far folds to."""

    def __missing__(self, char: str) -> str:
        self[char] = form = _fold_char(char)
        return form


_FORMS = _Forms()
# Arabic text is letters, these seven among them, spaces and a few signs: replacing letter by letter and looking for
# anything else takes a tenth of the time of str.translate, which looks every character up.
_COMMON = tuple((letter, _fold_char(letter)) for letter in "أإآؤئىة")
_PLAIN = "".join(char for char in map(chr, (*range(0x80), *range(0x600, 0x700))) if _fold_char(char) == char) + "«»–—“”"
_OTHER = re.compile(f"[^{re.escape(_PLAIN)}]")


@dataclass(frozen=True, slots=True)
class Folded:
    """Text folded for matching, with the way back to the published text.

    Only characters that did not fold one to one are remembered: after each, the
    offsets in both texts (`folded_at`, `source_at`) and whether it is a vowel sign.
    All three are empty for most texts.
    """

    text: str
    folded_at: tuple[int, ...] = ()
    source_at: tuple[int, ...] = ()
    marks: tuple[bool, ...] = ()

    def _source(self, at: int) -> int:
        after = bisect_right(self.folded_at, at)
        source = self.source_at[after - 1] + at - self.folded_at[after - 1] if after else at
        # Inside the letters of one expanded ligature, all of them stand at the ligature.
        return min(source, self.source_at[after] - 1) if after < len(self.source_at) else source

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Published [start, end) of folded [start, end); vowel signs stay with their letter."""
        if not self.folded_at:
            return start, end
        first = self._source(start)
        if start >= end:
            return first, first
        stop = self._source(end - 1) + 1
        following = bisect_right(self.source_at, stop)
        while following < len(self.marks) and self.marks[following] and self.source_at[following] == stop + 1:
            stop += 1
            following += 1
        return first, stop


def fold(text: str) -> Folded:
    """Fold letters that Arabic writers interchange; never changes what is stored.

    Hamza carriers, ى, ة, Persian letters and digits become one form; vowel signs,
    tatweel, zero-width and bidi controls disappear; presentation forms are resolved
    per character. Any Unicode is accepted, lone surrogates included.
    """
    for letter, form in _COMMON:
        text = text.replace(letter, form)
    parts: list[str] = []
    folded_at: list[int] = []
    source_at: list[int] = []
    marks: list[bool] = []
    shift = done = 0
    for found in _OTHER.finditer(text):
        char, after = found.group(), found.end()
        form = _FORMS[char]
        parts += text[done : after - 1], form
        done = after
        if len(form) != 1:
            shift += len(form) - 1
            folded_at.append(after + shift)
            source_at.append(after)
            marks.append(char in _MARKS)
    if not parts:
        return Folded(text)
    parts.append(text[done:])
    return Folded("".join(parts), tuple(folded_at), tuple(source_at), tuple(marks))


_BETWEEN = re.compile(r"([\W_][\W_]*)")  # not [\W_]+: what begins with a class is searched for a tenth faster
_SENTENCE = re.compile(r"[!?؟\n\r…*]|\.(?=\s|$)|\. *[\"»)]")
_CLAUSE = re.compile(r"[،,؛;:()«»\"\[\]–—|]|(?<=\s)-|-(?=\s)")


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a folded text: `words[i]` stands at [offsets[i], offsets[i] + len(words[i])).

    `sentences` and `clauses` hold the index of the first word of each sentence and
    clause after the first; a sentence break is a clause break too.
    """

    words: list[str]
    offsets: list[int]
    sentences: list[int]
    clauses: list[int]

    def sentence(self, word: int) -> tuple[int, int]:
        """[first, last) words of the sentence around a word."""
        breaks = self.sentences
        at = bisect_right(breaks, word)
        return (breaks[at - 1] if at else 0), (breaks[at] if at < len(breaks) else len(self.words))

    def clause(self, word: int) -> tuple[int, int]:
        """[first, last) words of the clause around a word."""
        at = bisect_right(self.clauses, word)
        return (self.clauses[at - 1] if at else 0), (self.clauses[at] if at < len(self.clauses) else len(self.words))

    def end(self, word: int) -> int:
        """Offset just after a word."""
        return self.offsets[word] + len(self.words[word])


@lru_cache(maxsize=4096)
def _breaks(between: str) -> tuple[bool, bool]:
    is_sentence = _SENTENCE.search(between) is not None
    return is_sentence or _CLAUSE.search(between) is not None, is_sentence


def split_words(folded: str) -> Words:
    """Split into words; cost is linear and almost all of it in C.

    The first or last word is empty when the text begins or ends with punctuation.
    A full stop between two words without a space ends a sentence (scraped text
    loses spaces) unless it stands between digits or single letters (2.5, ا.ف.ب).
    """
    parts = _BETWEEN.split(folded)
    offsets = list(accumulate(map(len, parts), initial=0))
    words = parts[::2]
    sentences: list[int] = []
    clauses: list[int] = []
    for at, between in enumerate(parts[1::2]):
        if between == " ":
            continue
        if between == ".":
            tight = len(words[at]) < 2 or len(words[at + 1]) < 2 or words[at + 1][0].isdigit()
            is_sentence = is_clause = not tight
        else:
            is_clause, is_sentence = _breaks(between)
        if is_clause:
            clauses.append(at + 1)
        if is_sentence:
            sentences.append(at + 1)
    return Words(words, offsets[:-1:2], sentences, clauses)
