"""Which texts hold the words that a person typed: the one place where the explorer looks into texts."""

from __future__ import annotations

import re

from pipeline.derive.arabic import fold

# Every letter that folds to the letter before the colon, and signs that fold to nothing.
_SPELT = {
    "ا": "اأإآٱٲٳ",
    "و": "وؤ",
    "ي": "يئىیے",
    "ه": "هةۀہە",
    "ك": "كکڪگ",
    **{str(digit): f"{digit}{chr(0x660 + digit)}{chr(0x6F0 + digit)}" for digit in range(10)},
}
_SIGNS = "[\u0610-\u061a\u064b-\u065f\u0670\u0640\u200c-\u200f]*"
MATCHING = """
SELECT revision_id, 1.0 AS score
FROM live.revisions
WHERE rowid IN (SELECT no FROM narrowed)
  AND len(list_filter(
      $patterns, lambda pattern: NOT regexp_matches(coalesce(title, '') || chr(10) || body, pattern))) = 0
"""


def matching(text: str) -> tuple[str, dict[str, object]]:
    """SQL whose rows are revision_id and score of the current texts that hold all words of `text`, and its parameters.

    A higher score fits better. Words between quotation marks stand together. Spelling variants of Arabic letters and
    vowel signs make no difference. Tables of the snapshot are called `live.…` in it; `narrowed` holds as `no` the
    rowid of each text that all other filters leave, for a way of searching that would else read every text.
    """
    phrases = [phrase or word for phrase, word in re.findall(r'["«“](.+?)["»”]|([^\s"«»“”]+)', text)]
    return MATCHING, {"patterns": [_pattern(phrase) for phrase in phrases]}


def _pattern(phrase: str) -> str:
    words = fold(phrase).text.split()
    return r"\s+".join("".join(_letter(letter) + _SIGNS for letter in word) for word in words)


def _letter(letter: str) -> str:
    if letter in _SPELT:
        return f"[{_SPELT[letter]}]"
    return f"(?i:{re.escape(letter)})" if letter.isascii() else re.escape(letter)
