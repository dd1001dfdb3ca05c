"""The language of a text: script shares first, a classifier only where the script is not enough."""

from __future__ import annotations

import re
from copy import copy
from functools import cache
from typing import Any

_SAMPLE = 1000  # code points; the classifier takes time for each, and more of them change nothing
_SHORTEST = 20  # letters; below it a headline fragment is called by chance

_ARABIC_SCRIPT = re.compile(r"[ء-يٮ-ۓەۮۯۺ-ۿݐ-ݿ]+")
# Letters Arabic does not have. Persian, Urdu, Pashto and Kurdish text has 3 to 15 in a hundred;
# Arabic news has some in foreign names (پوتين، غورباتشوڤ).
_FOREIGN_TO_ARABIC = re.compile(r"[ٱ-ۓەۮۯۺ-ۿݐ-ݿ]+")
_FOREIGN_SHARE = 0.015
# The classifier's Kurdish is the Latin-written kind; it calls Sorani Persian.
_SORANI = re.compile(r"[ەڕڵێۆ]+")
_UYGHUR = re.compile(r"[ۇۈڭې]")
_SORANI_SHARE = 0.08
_SCRIPTS = {
    "zh": re.compile(r"[\u4e00-\u9fff]+"),
    "ja": re.compile(r"[\u3040-\u30ff]+"),
    "ko": re.compile(r"[\uac00-\ud7af]+"),
    "he": re.compile(r"[\u05d0-\u05ea]+"),
}
_LETTERS = re.compile(r"[^\W\d_]+")
_ARABIC_SCRIPT_LANGUAGES = ("ar", "fa", "ur", "ps", "ug")


def language_of(text: str) -> str:
    """ISO 639-1 code of the main language, "und" for fewer than 20 letters.

    Arabic is decided by letters alone when those that Arabic lacks are rare; the classifier
    (0.5 s to load, once a process) is asked for Persian, Urdu, Pashto and Uyghur, and
    for scripts that many languages share. Its languages outside ISO 639-1 come out as "und".
    """
    sample = text[:_SAMPLE]
    arabic = _amount(_ARABIC_SCRIPT, sample)
    if arabic > _SHORTEST and arabic * 2 > len(sample):  # so it is more than half of the letters, too
        return _of_arabic_script(sample, arabic)
    letters = _amount(_LETTERS, sample)
    if letters < _SHORTEST:
        return "und"
    if arabic * 2 > letters:
        return _of_arabic_script(sample, arabic)
    shares = {code: _amount(script, sample) for code, script in _SCRIPTS.items()}
    if shares["ja"] * 10 > letters:
        return "ja"  # kana decide: Japanese also has Han letters, Chinese has no kana
    code = max(shares, key=lambda name: shares[name])
    if shares[code] * 2 > letters:
        return code
    return _classified(sample, None)


def _of_arabic_script(sample: str, letters: int) -> str:
    if _amount(_FOREIGN_TO_ARABIC, sample) < _FOREIGN_SHARE * letters:
        return "ar"
    if _amount(_SORANI, sample) > _SORANI_SHARE * letters and not _UYGHUR.search(sample):
        return "ku"
    return _classified(sample, _ARABIC_SCRIPT_LANGUAGES)


def _amount(letters: re.Pattern[str], sample: str) -> int:
    """How many characters a pattern of runs matches. Taking runs out is four times as fast as finding each letter."""
    return len(sample) - len(letters.sub("", sample))


def _classified(sample: str, languages: tuple[str, ...] | None) -> str:
    code: str = _identifier(languages).classify(sample)[0]
    return code if len(code) == 2 else "und"


@cache
def _identifier(languages: tuple[str, ...] | None) -> Any:
    # Our own instance: py3langid's module functions share one whose languages anybody may change.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    if languages is None:
        return LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier = copy(_identifier(None))  # what it has learnt takes 80 MB; only what it may answer is its own
    identifier.set_languages(languages)
    return identifier
