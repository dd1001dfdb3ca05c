"""Words that say how exact a number is, before it (نحو, ما لا يقل عن) or after it (على الأقل, تقريبا)."""

from __future__ import annotations

from itertools import product

from pipeline.derive.arabic import fold
from pipeline.derive.number_words import TOKENS

EXACT, ABOUT, MORE_THAN, LESS_THAN, VAGUE = "exact", "about", "more_than", "less_than", "vague"

_OVER = "على عن"
# Alternatives of one place are parted by "/", "-" leaves a place out.
_BEFORE = {
    ABOUT: (
        "نحو/حوالي/حوالى/قرابة/زهاء/بنحو/بحوالي/بقرابة/بزهاء/تقريبا/حدود",
        "-/ما/بما يقارب/يناهز/تناهز/قارب/ناهز",
        "-/ما/بما يقرب/يقترب/تقرب من",
        "قريبا/قريب/نحوا/بالقرب من",
        "في/بحدود حدود",
    ),
    MORE_THAN: (
        "أكثر/بأكثر/لأكثر/أزيد/بأزيد/أكبر/أعلى من",
        "أكثر/أكبر/أعلى -/من أو يساوي/تساوي",
        "على الأقل",
        "كحد/بحد أدنى",
        "يساوي/تساوي أو أكثر/أكبر/أعلى من",
        f"-/ما/بما يزيد/تزيد/زاد/زادت/يربو/تربو/ينيف/نيف {_OVER.replace(' ', '/')}",
        f"-/ما/مما/بما لا/لم/لن يقل/تقل {_OVER.replace(' ', '/')}",
        "ليس/وليس/ليسوا/لا أقل من",
        "-/ما/بما يفوق/تفوق/فاق/فاقت/يتجاوز/تتجاوز/تجاوز/تجاوزت/يتعدى/تتعدى/تخطى/تخطت/يتخطى",
        "فوق",
    ),
    LESS_THAN: (
        "أقل/بأقل/أدنى/أصغر من",
        "أقل/أدنى/أصغر -/من أو يساوي/تساوي",
        "على الأكثر",
        "كحد/بحد أقصى",
        "يساوي/تساوي أو أقل/أدنى/أصغر من",
        f"-/ما/بما لا/لم/لن يزيد/تزيد/يزد/تزد {_OVER.replace(' ', '/')}",
        "-/ما/بما لا/لم/لن يتجاوز/تتجاوز/يتعدى/تتعدى/يفوق/تفوق",
        "ليس/وليس/ليسوا/لا أكثر من",
        "-/ما يصل/تصل/يصلون إلى",
        "دون/حتى/تحت",
    ),
}
_AFTER = {
    ABOUT: ("تقريبا", "أو نحو ذلك", "على وجه التقريب"),
    MORE_THAN: (
        "على الأقل/الأقل",
        "على أقل تقدير",
        "أو أكثر/يزيد/أكبر",
        "فأكثر/فما/وأكثر",
        "فما/وما فوق",
        "كحد/بحد أدنى",
        "ونيف",
        "على أدنى تقدير",
    ),
    LESS_THAN: ("على الأكثر", "على أكثر تقدير", "كحد/بحد أقصى", "أو أقل/أصغر/أدنى", "فأقل", "فما/وما دون"),
}


def _phrases(patterns: dict[str, tuple[str, ...]]) -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {}
    for qualifier, phrases in patterns.items():
        for phrase in phrases:
            for choice in product(*(place.split("/") for place in phrase.split())):
                found[tuple(fold(word).text for word in choice if word != "-")] = qualifier
    return found


BEFORE = _phrases(_BEFORE)
AFTER = _phrases(_AFTER)
QUALIFIER_STARTS = frozenset(phrase[0] for phrase in BEFORE)
_ENDS = frozenset(phrase[-1] for phrase in BEFORE)
_STARTS = frozenset(phrase[0] for phrase in AFTER)
_THEIR_NUMBER = frozenset({"عددهم", "عددها", "عددهن"})  # "لا يتجاوز عددهم 30"
_NUMBER_OF = frozenset({"عدد", "حصيله"})
_LONGEST = max(map(len, (*BEFORE, *AFTER)))


def qualifier_before(words: list[str], at: int, low: int) -> tuple[str, int] | None:
    """(qualifier, its first word) of the longest phrase that ends just before word `at`, not before `low`.

    Of a verb before whose number it is ("تجاوز عدد القتلى 100") the first word is `at`: what stands between says more.
    """
    if at - 2 > low and words[at - 2] in _NUMBER_OF and words[at - 1].startswith("ال"):
        found = qualifier_before(words, at - 2, low)
        return (found[0], at) if found else None
    if at > low and words[at - 1] in _THEIR_NUMBER:
        at -= 1
    if at <= low or words[at - 1].removeprefix("و") not in _ENDS:
        return None
    for start in range(max(low, at - _LONGEST), at):
        first = words[start]
        for opening in (first, first[1:] if first[:1] in "وف" else first):
            qualifier = BEFORE.get((opening, *words[start + 1 : at]))
            if qualifier:
                return qualifier, start
    return None


def qualifier_after(words: list[str], at: int, high: int) -> tuple[str, int] | None:
    """(qualifier, the word after it) of the longest phrase that begins at word `at`, before `high`."""
    if at >= high or words[at] not in _STARTS:
        return None
    for end in range(min(high, at + _LONGEST), at, -1):
        qualifier = AFTER.get(tuple(words[at:end]))
        if qualifier and not _opens_another(words, end, high):
            return qualifier, end
    return None


def _opens_another(words: list[str], end: int, high: int) -> bool:
    """500 أو أكثر من 450: what ends in من belongs to the number after it."""
    return end + 1 < high and words[end] == "من" and TOKENS[words[end + 1]] is not None
