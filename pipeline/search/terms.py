"""What a word is looked up as: folded, without the clitics and endings that Arabic writes on to it.

The same rule stands in the index as macros of SQL, made from what stands here, so that any SQL tool asks as we do.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from pipeline.derive.arabic import fold

# Patterns that Python's `re` and DuckDB's RE2 read alike. The endings are told in one way only (هما is هم and ا), and
# Python never goes back into them: else a laugh that somebody writes, هاهاهاها and so on, would take for ever. What is
# read by all but the first is a word already, so any sign will do: to read a class of Unicode's costs a query 3 ms.
WORD = r"[\p{L}\p{N}_]+"
STEM = (
    r"^(?:[وف]?(?:[بك]?ال|لل)|و)?"  # and, so; with, like, for; the
    r"(.{3,}?)"
    r"(?:هم|هن|نا|كم|ون|ين|ان|[هيتاو])*$"  # pronouns; dual, plural, feminine, nisba
)
# A longer run of letters is no word, and stands for itself: to look for its ending takes the square of its length.
LONGEST = 64
KNOWN = Path(__file__).with_name("known.tsv")
# Words that stand in most texts and tell nothing of any.
COMMON = (
    "من في على إلى عن مع بعد قبل بين خلال عند منذ حتى حول ضد دون أن إن أنه إنه أنها إنها التي الذي الذين هذا هذه ذلك "
    "تلك هو هي هم كان كانت ما لا لم لن قد كما أو ثم أي كل غير و عليه فيه فيها به بها له لها وقد وفي ومن وعلى وهو وهي "
    "قال وقال"
)
BEHIND_AND = r"^[وف](.{3,})$"
BEHIND_PREPOSITION = r"^[وف]?[بلك](.{3,})$"
_word = re.compile(r"\w+")
_stem, _behind_and, _behind_preposition = (
    re.compile(pattern) for pattern in (STEM.replace(")*$", ")*+$"), BEHIND_AND, BEHIND_PREPOSITION)
)
# What SQL folds: Arabic with its signs and presentation forms, Latin with marks, and the controls of bidi text.
_FOLDED = (
    *range(0xA0, 0x250), *range(0x600, 0x700), *range(0x750, 0x780), *range(0x8A0, 0x900),
    *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0x2066, 0x2070),
    *range(0xFB50, 0xFDFE), *range(0xFE70, 0xFF00), *range(0xFF10, 0xFF5B),
)  # fmt: skip


@cache
def common_terms() -> tuple[str, ...]:
    """The terms of the common words. Two in a row are found as a pair too: each alone stands in nearly every text."""
    return tuple(sorted({term for word in COMMON.split() for term in terms_of(word)}))


@cache
def known() -> dict[str, str]:
    """Terms of the frequent words: وزير is no "and" + زير, and the plural قتلى is looked up as قتيل."""
    rows = (line.split("\t") for line in KNOWN.read_text(encoding="utf-8").splitlines()[1:])
    return {row[0]: row[-1] if len(row) > 1 else regular(row[0]) for row in rows}


def terms_of(text: str) -> tuple[str, ...]:
    """The terms of a text, in its order."""
    return tuple(map(_term, words_of(text)))


def words_of(text: str) -> list[str]:
    """The folded words of a text, in its order."""
    return _word.findall(fold(text.lower()).text)


def _term(word: str) -> str:
    """That of the word if it is known, else that of the known word behind "and" or a preposition, else by the rule."""
    words = known()
    for reading in (word, _behind_and.sub(r"\1", word), _behind_preposition.sub(r"\1", word)):
        if reading in words:
            return words[reading]
    return regular(word)


def regular(word: str) -> str:
    """The term of a folded word by the rule alone."""
    return _stem.sub(r"\1", word) if len(word) <= LONGEST else word


class Terms(dict[str, tuple[int, ...]]):
    """Numbers of the terms of each run of letters between spaces met so far; `names` are the terms in that order."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, int] = {}

    def __missing__(self, written: str) -> tuple[int, ...]:
        names = self.names
        self[written] = found = tuple(names.setdefault(term, len(names)) for term in terms_of(written))
        return found


def folded_in_sql(text: str) -> str:
    """The expression of SQL that folds the expression `text` as `fold` does."""
    single: list[tuple[str, str]] = []
    several: dict[str, str] = {}
    gone: list[tuple[str, str]] = []
    for char in map(chr, _FOLDED):
        form = fold(char.lower()).text
        if form == char.lower():
            continue
        if len(form) < 2:
            (single if form else gone).append((char.lower(), form))
        # Lam and alef in one sign; of other signs of several letters only those of the Arabic block are news text.
        elif "\ufef5" <= char <= "\ufefc" or char < "\u0700":
            # One sign stands for all of its form: each `replace` costs a query a tenth of a millisecond.
            sign = several.setdefault(form, char.lower())
            if char.lower() != sign:
                single.append((char.lower(), sign))
    before = "".join(char for char, _ in single + gone)
    after = "".join(form for _, form in single)
    expression = f"translate(lower({text}), {_quoted(before)}, {_quoted(after)})"
    for form, sign in several.items():
        expression = f"replace({expression}, '{sign}', '{form}')"
    return expression


def common_in_sql() -> str:
    """The folded common words as literals of SQL."""
    return ", ".join(_quoted(fold(word).text) for word in COMMON.split())


def common_terms_in_sql() -> str:
    """Their terms as literals of SQL."""
    return ", ".join(map(_quoted, common_terms()))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
