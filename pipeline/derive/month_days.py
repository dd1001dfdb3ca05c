"""Days of a month that are counted (أول جمعة من يوليو, الثلاثاء الثالث, آخر يوم) and months told by number (شهر 3)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import NamedTuple

from pipeline.derive.months import make_date
from pipeline.derive.number_words import DIGITS, ORDINAL, TEN, TOKENS, UNIT, fold_words, ordinal_at
from pipeline.derive.relative_days import BARE_WEEKDAYS, WEEKDAYS

NUMBERED = frozenset({"شهر", "بشهر", "الشهر"})
_LAST = fold_words("آخر أخير أخيرة")


class CountedDay(NamedTuple):
    """The nth weekday of a month, or its nth day where `weekday` is None; -1 is the last. `first` is its first word.

    `may_be_date`: "الثلاثاء الثالث من" can be a Tuesday that is the third of the month.
    """

    weekday: int | None
    nth: int
    first: int
    may_be_date: bool = False


def numbered_month(words: list[str], at: int) -> tuple[int, int] | None:
    """(month, words used) of a month told by its number: شهر 3, شهر عشرة, الشهر التاسع."""
    if at + 1 >= len(words):
        return None
    if words[at] == "الشهر":
        ordinal = ordinal_at(words, at + 1) if words[at + 1].startswith("ال") else None
        return (ordinal[0], 1 + ordinal[1]) if ordinal and ordinal[0] <= 12 else None
    token = TOKENS[words[at + 1]]
    is_plain = token is not None and token.kind in (DIGITS, UNIT, TEN) and not (token.joined or token.governed)
    return (int(token.value), 2) if token and is_plain and 1 <= token.value <= 12 else None


def counted_before(words: list[str], at: int) -> CountedDay | None:
    """The counted day that belongs to the month at word `at`."""
    end = at - 1 if at and words[at - 1] in ("شهر", "بشهر") else at
    if end and words[end - 1] in ("من", "في"):
        end -= 1
    if end < 2:
        return None
    last, before = words[end - 1], words[end - 2]
    if last == "يوم" or last in BARE_WEEKDAYS:
        first = end - 3 if last != "يوم" and before == "يوم" and end > 2 else end - 2
        nth = _nth(words[first])
        return CountedDay(BARE_WEEKDAYS.get(last), nth, first) if nth else None
    nth = _nth(last[2:]) if last.startswith("ال") else 0
    if before in WEEKDAYS:
        return CountedDay(WEEKDAYS[before], nth, end - 2, may_be_date=True) if nth else None
    return CountedDay(None, nth, end - 2) if before == "اليوم" and nth < 0 else None


def _nth(word: str) -> int:
    """1 to 5, -1 for the last, 0 for none."""
    token = TOKENS[word]
    if token and token.kind == ORDINAL and token.value <= 5 and not token.definite:
        return int(token.value)
    return -1 if word in _LAST else 0


def counted_on(counted: CountedDay, year: int, month: int) -> date | None:
    """The day, or None when the month has none such; the date before the place where it may be either."""
    if not 1 <= year <= 9999:
        return None
    size = monthrange(year, month)[1]
    if counted.weekday is None:
        return date(year, month, counted.nth if counted.nth > 0 else size)
    if counted.nth < 0:
        back = (date(year, month, size).weekday() - counted.weekday) % 7
        return date(year, month, size - back)
    if counted.may_be_date and (told := date(year, month, counted.nth)).weekday() == counted.weekday:
        return told
    start = (counted.weekday - date(year, month, 1).weekday()) % 7
    return make_date(year, month, 1 + start + 7 * (counted.nth - 1))
