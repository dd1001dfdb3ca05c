"""What a word is looked up as: folded, without the clitics and endings that Arabic writes on to it.

The same rule stands in the index as macros of SQL, made from what stands here, so that any SQL tool asks as we do.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from pipeline.derive.arabic import fold

# Patterns that Python's `re` and DuckDB's RE2 read alike.
WORD = r"[\p{L}\p{N}_]+"
STEM = (
    r"^(?:[وف]?(?:[بك]?ال|لل)|و)?"  # and, so; with, like, for; the
    r"([\p{L}\p{N}_]{3,}?)"
    r"(?:هما|كما|ها|هم|هن|نا|كم|ون|ين|ان|ات|وا|[هيتاو])*$"  # pronouns; dual, plural, feminine, nisba
)
_IRREGULAR = Path(__file__).with_name("irregular.tsv")
# Words that stand in most texts and tell nothing of any.
COMMON = (
    "من في على إلى عن مع بعد قبل بين خلال عند منذ حتى حول ضد دون أن إن أنه إنه أنها إنها التي الذي الذين هذا هذه ذلك تلك "
    "هو هي هم كان كانت ما لا لم لن قد كما أو ثم أي كل غير و عليه فيه فيها به بها له لها وقد وفي ومن وعلى وهو وهي قال وقال"
)
_word = re.compile(r"\w+")
_stem = re.compile(STEM.replace(r"[\p{L}\p{N}_]", r"\w"))
# What SQL folds: Arabic with its signs and presentation forms, Latin with marks, and the controls of bidi text.
_FOLDED = (
    *range(0xA0, 0x250), *range(0x600, 0x700), *range(0x750, 0x780), *range(0x8A0, 0x900),
    *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0x2066, 0x2070),
    *range(0xFB50, 0xFDFE), *range(0xFE70, 0xFF00), *range(0xFF10, 0xFF5B),
)  # fmt: skip


@cache
def irregular() -> dict[str, str]:
    """Terms of the folded words that the rule would cut wrongly: وزير is no "and" + زير."""
    lines = _IRREGULAR.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if not line.startswith("#"))  # type: ignore[misc]


def terms_of(text: str) -> tuple[str, ...]:
    """The terms of a text, in its order. Over-long runs of letters are cut to what a query can hold too."""
    known = irregular()
    return tuple(known.get(word) or _stem.sub(r"\1", word) for word in _word.findall(fold(text.lower()).text))


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
    single, several, gone = [], [], []
    for char in map(chr, _FOLDED):
        form = fold(char.lower()).text
        if form != char.lower():
            (single if len(form) == 1 else several if form else gone).append((char.lower(), form))
    expression = f"lower({text})"
    for char, form in several:
        if "\ufef5" <= char <= "\ufefc":  # lam and alef in one sign; other signs of several letters are no news text
            expression = f"replace({expression}, '{char}', '{form}')"
    before = "".join(char for char, _ in single + gone)
    after = "".join(form for _, form in single)
    return f"translate({expression}, {_quoted(before)}, {_quoted(after)})"


def common_in_sql() -> str:
    """The folded common words as literals of SQL."""
    return ", ".join(_quoted(fold(word).text) for word in COMMON.split())


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
