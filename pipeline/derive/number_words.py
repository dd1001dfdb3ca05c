"""Arabic number words: what one folded word means in a number, and ordinals."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from pipeline.derive.arabic import fold

UNIT, TEN, TENS, HUNDRED, HUNDREDS = "unit", "ten", "tens", "hundred", "hundreds"
SCALE, PAIR, PLURAL, DIGITS = "scale", "pair", "plural", "digits"
FEW, ORDER, PART, ORDINAL = "few", "order", "part", "ordinal"

_MEMO_SIZE = 20_000  # words around numbers; the vocabulary remembers what all others are
_LONGEST_DIGITS = 15  # longer is a telephone or account number, and int() refuses thousands of digits


def fold_words(text: str) -> frozenset[str]:
    """The folded words of a list written as one string."""
    return frozenset(fold(text).text.split())


@dataclass(frozen=True, slots=True)
class Token:
    """What one word means in a number.

    kind: UNIT 1–9, TEN (10, and the second half of 11–19), TENS 20–90, HUNDRED, HUNDREDS (200, 300 …),
    SCALE (ألف, مليون), PAIR (ألفان), PLURAL (آلاف: a scale after a number, an order alone), DIGITS,
    FEW (بضع), ORDER (عشرات), PART (نصف), ORDINAL. `joined` with و, `definite` with the article,
    `governed` by ب or ل.
    """

    kind: str
    value: int | float
    joined: bool = False
    definite: bool = False
    governed: bool = False


_UNITS = {
    1: "واحد واحدة واحدا أحد إحدى",
    2: "اثنان اثنين اثنا اثني اثنى اثنتان اثنتين اثنتا اثنتي اثنتى ثنتان ثنتين",
    3: "ثلاث ثلاثة ثلاثا",
    4: "أربع أربعة أربعا",
    5: "خمس خمسة خمسا",
    6: "ست ستة ستا",
    7: "سبع سبعة سبعا",
    8: "ثمان ثماني ثمانية ثمانيا",
    9: "تسع تسعة تسعا",
}
_STEMS = {3: "ثلاث", 4: "أربع", 5: "خمس", 6: "ست", 7: "سبع", 8: "ثمان", 9: "تسع"}
_HUNDRED = ("مئة", "مائة")
_SCALES = {  # singular, dual, plural, value
    1_000: ("ألف", "ألفان ألفين ألفي", "آلاف ألوف"),
    1_000_000: ("مليون", "مليونان مليونين مليوني", "ملايين"),
    1_000_000_000: ("مليار", "ملياران مليارين ملياري", "مليارات"),
    1_000_000_000_000: ("تريليون", "تريليونان تريليونين", "تريليونات"),
    12: ("دزينة", "دزينتان دزينتين", "دزينات"),
}
_SAME_SCALE = {"بليون": "مليار", "بلايين": "مليارات", "ترليون": "تريليون", "ترليونات": "تريليونات"}
_SAME_SCALE |= {"دستة": "دزينة", "دستات": "دزينات"}
_PARTS = {0.5: "نصف", 1 / 3: "ثلث", 2 / 3: "ثلثا ثلثي ثلثان ثلثين", 0.25: "ربع"}
_ORDINALS = {
    1: "أول أولى حادي حادية",
    2: "ثاني ثانية ثان",
    3: "ثالث ثالثة",
    4: "رابع رابعة",
    5: "خامس خامسة",
    6: "سادس سادسة",
    7: "سابع سابعة",
    8: "ثامن ثامنة",
    9: "تاسع تاسعة",
    10: "عاشر عاشرة",
}


def _table() -> dict[str, tuple[str, int | float]]:
    table: dict[str, tuple[str, int | float]] = {}

    def add(kind: str, value: int | float, forms: Iterable[str]) -> None:
        table.update((fold(form).text, (kind, value)) for form in forms)

    for value, forms in _UNITS.items():
        add(UNIT, value, forms.split())
    add(TENS, 0, ("صفر",))
    add(TEN, 10, ("عشر", "عشرة", "عشرا"))
    add(TENS, 20, ("عشرون", "عشرين"))
    for value, stem in _STEMS.items():
        add(TENS, value * 10, (stem + "ون", stem + "ين"))
        add(HUNDREDS, value * 100, map("".join, product((stem, stem + "ي") if value == 8 else (stem,), _HUNDRED)))
    add(HUNDRED, 100, _HUNDRED)
    add(HUNDREDS, 200, (stem + ending for stem in ("مئت", "مائت") for ending in ("ان", "ين", "ا", "ي")))
    for value, (one, two, many) in _SCALES.items():
        add(SCALE, value, (one, one + "ا"))
        add(PAIR, value * 2, two.split())
        add(PLURAL, value, many.split())
    for other, usual in _SAME_SCALE.items():
        table[fold(other).text] = table[fold(usual).text]
    add(FEW, 3, ("بضع", "بضعة"))
    add(ORDER, 10, ("عشرات",))
    add(ORDER, 100, ("مئات",))
    for part, forms in _PARTS.items():
        add(PART, part, forms.split())
    for value, forms in _ORDINALS.items():
        add(ORDINAL, value, forms.split())
    return table


_TABLE = _table()
# The same letters are an everyday word: "I am not".
_NOT_NUMBERS = frozenset({"لست", "ولست"})
# What can be attached before a number word: the letters, and which of و, a preposition and the article they are.
_CLITICS = {
    w + p + a: (w, p, a)
    for w in ("", "و")
    for a in ("", "ال", "لل")
    for p in ("", "ب", "ل")
    if (w or a or p) and not (p and a == "لل")
}
_CLITIC_LETTERS = frozenset(before[0] for before in _CLITICS)
_DIGITS = re.compile(r"(و?)([بلكف]?)(ال|لل|)([0-9]+)([^\W\d_]*)")


class _Memo(dict[str, Token | None]):
    def __missing__(self, word: str) -> Token | None:
        if len(self) >= _MEMO_SIZE:
            self.clear()
        self[word] = token = _read(word)
        return token


TOKENS = _Memo()
"""Token of a folded word, None for most words."""


def _read(word: str) -> Token | None:
    if word in _TABLE:
        return Token(*_TABLE[word])
    if word.isdigit() and word.isascii():
        return Token(DIGITS, int(word)) if len(word) <= _LONGEST_DIGITS else None
    if word in _NOT_NUMBERS or not 2 < len(word) < 24:
        return None
    digits = _DIGITS.fullmatch(word)
    if digits:
        joined, governed, article, core, glued = digits.groups()
        kind, scale = _TABLE.get(glued, ("", 1))  # 15ألف
        if len(core) > _LONGEST_DIGITS or (glued and glued.isascii()):
            return None
        return _token(DIGITS, int(core) * (scale if kind in (SCALE, PLURAL) else 1), joined, governed, article)
    return _cut(word)


def _cut(word: str) -> Token | None:
    """The number word left when clitics are cut off, the fewest first: ألف begins like the article."""
    if word[0] in _CLITIC_LETTERS:
        for before, clitics in _CLITICS.items():
            if word.startswith(before) and word[len(before) :] in _TABLE:
                return _token(*_TABLE[word[len(before) :]], *clitics)
    return None


def _token(kind: str, value: int | float, joined: str, governed: str, article: str) -> Token:
    return Token(kind, value, bool(joined), bool(article), bool(governed) or article == "لل")


def ordinal_at(words: list[str], at: int) -> tuple[int, int] | None:
    """(value, words used) of an ordinal that begins at folded word `at`: الثاني, الحادي عشر, الخامس والعشرين."""
    token = TOKENS[words[at]]
    if token is None or token.kind != ORDINAL:
        return None
    value = int(token.value)
    following = TOKENS[words[at + 1]] if at + 1 < len(words) else None
    if following and following.kind == TEN and not following.joined and value < 10:
        return 10 + value, 2
    size = 2
    if at + 2 < len(words) and words[at + 1] == "و":
        following, size = TOKENS[words[at + 2]], 3
    is_joined = following is not None and (following.joined or size == 3)
    if following and following.kind == TENS and is_joined and following.definite == token.definite:
        return int(following.value) + value, size
    return value, 1
