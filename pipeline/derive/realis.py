"""Did it happen? done, under_way, planned, called_for, denied or past, from the words around."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from pipeline.derive.counted_nouns import THINGS
from pipeline.derive.lexicon import Hit
from pipeline.derive.match import Passage, Reading, has_hit
from pipeline.derive.months import MONTH_STARTS, make_date, month_at, near_hint
from pipeline.derive.number_words import fold_words
from pipeline.derive.rules import Cue, RuleSet

_OLD = timedelta(days=30)
_YEAR_REACH = 10  # words between what happened and its year: "الذين اختطفوا مع ... في عام 2014"
_SINCE_REACH = 4  # "منذ" before "28 مارس 2015": it began then and goes on
_YEAR_WORDS = fold_words("عام العام سنة السنة في منذ") | MONTH_STARTS
# The stronger word wins: "لم تنفذ خطة الإجلاء" is denied, though a plan is named.
_STRENGTH = ("denied", "past", "called_for", "planned", "under_way")


def realis_of(
    passage: Passage, reading: Reading, rules: RuleSet, on: date | None, *, denied_in_clause: bool = False
) -> str:
    """Realis of a passage in a report of day `on`; without a day, dates in the text say nothing.

    With `denied_in_clause` a negation counts in the clause of the passage only: "لم تهدأ منذ الفجر، حمل قطار 500 شخص".
    """
    tag, core = passage.rule.tag, passage.core
    sentence = reading.words.sentence(core[0])
    clause = reading.words.clause(core[0]) if denied_in_clause else sentence
    found = {
        cue.realis
        for cue in rules.cues
        if (hits := reading.hits.get(cue.any))
        and tag in cue.tags
        and _speaks(cue, core, hits, *(clause if cue.realis == "denied" else sentence))
    }
    if on and "done" not in found and _is_history(core, reading, on):
        found.add("past")
    if passage.rule.realis == "planned":
        found.discard("called_for")  # who is urged to obey an order was given one
    return next((realis for realis in _STRENGTH if realis in found), passage.rule.realis or "done")


def _speaks(cue: Cue, core: Hit, hits: Sequence[Hit], low: int, high: int) -> bool:
    return (cue.before > 0 and has_hit(hits, max(low, core[0] - cue.before), core[0])) or (
        cue.after > 0 and has_hit(hits, core[1], min(high, core[1] + cue.after))
    )


def _is_history(core: Hit, reading: Reading, on: date) -> bool:
    """An old date stands near, or ended the sentence before in the same paragraph.

    The second sentence of a history seldom repeats the year: "الجنود المختطفين في عام
    2014. اتضح أن الجنود قتلوا على يد داعش."
    """
    words = reading.words
    low, high = words.sentence(core[0])
    dates = list(_dates(reading, max(low, core[0] - _YEAR_REACH), min(high, core[1] + _YEAR_REACH), on))
    if dates:
        return max(dates) < on - _OLD
    if low == 0 or "\n" in reading.folded.text[words.end(low - 1) : words.offsets[low]]:
        return False
    before = list(_dates(reading, max(0, low - _YEAR_REACH), low, on))
    return bool(before) and max(before) < on - _OLD


def _dates(reading: Reading, low: int, high: int, on: date) -> Iterator[date]:
    """The last day that each year, month or day named in words [low, high) can mean.

    A span "since" a date gives the last day of all: it is not over. What counts somebody is no year (1908 أشخاص).
    """
    words, nouns = reading.words.words, reading.clues.nouns if reading.clues else {}
    at = low
    while at < high:
        is_figure = words[at].isdecimal()
        if is_figure and (noun := nouns.get(at + 1)) and noun.unit != THINGS and words[at - 1] not in _YEAR_WORDS:
            at += 1
            continue
        if words[at] not in MONTH_STARTS and not is_figure:
            at += 1
            continue
        month = month_at(words, at)
        when, size = _month_date(words, at, *month, on) if month else (_year_end(words[at]), 1)
        if when:
            yield date.max if "منذ" in words[max(low, at - _SINCE_REACH) : at] else when
        at += size


def _year_end(word: str) -> date | None:
    is_year = len(word) == 4 and word.isdecimal() and 1900 <= int(word) <= 2100
    return date(int(word), 12, 31) if is_year else None


def _month_date(words: list[str], at: int, month: int, size: int, on: date) -> tuple[date | None, int]:
    """The date that the month name at `at` is part of, and the words that it takes from there on.

    A bare month name says nothing: مارس also means "practised" and آب "returned".
    """
    again = month_at(words, at + size)  # "مايو (ايار) 2003"
    if again and again[0] == month:
        size += again[1]
    following = words[at + size] if at + size < len(words) else ""
    before = words[at - 1] if at else ""
    day = int(before) if before.isdecimal() and len(before) < 3 else None
    year = _year_end(following)
    if year:
        exact = make_date(year.year, month, day) if day else None
        return exact or _month_end(year.year, month), size + 1
    if following == "الماضي":
        return _month_end(on.year if month < on.month else on.year - 1, month), size + 1
    return (near_hint(month, day, on) if day else None), size


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
