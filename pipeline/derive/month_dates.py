"""Dates with a month: 28 أغسطس 2017, الخامس من آب/أغسطس, 20 من الشهر الماضي, 22/4/2016."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from pipeline.derive.month_days import CountedDay, counted_before, counted_on
from pipeline.derive.months import make_date, month_at
from pipeline.derive.number_parse import NumberReader
from pipeline.derive.number_words import DIGITS, TENS, TOKENS, UNIT, fold_words, ordinal_at
from pipeline.derive.relative_days import CURRENT, NEXT, PAST, WEEKDAYS

YEAR_WORDS = fold_words("عام العام سنة السنة لعام لسنة")
_JOINS = frozenset("/-.")
_EARLIEST_YEAR = 1800


class DayMention(NamedTuple):
    """A day that words [first, last) of a reading name."""

    on: date
    first: int
    last: int


def month_date(reader: NumberReader, at: int, month: int, size: int, anchor: date | None) -> DayMention | None:
    """The date that the month name at `at` is part of."""
    words = reader.words.words
    end = at + size
    again = month_at(words, end)  # آب/أغسطس, مايو (أيار)
    if again and again[0] == month:
        end += again[1]
    elif at and (earlier := _month_ending(words, at)) and earlier == month:
        return None  # told by the name before
    is_near = not reader.gap(at).strip(" /-.")
    counted = counted_before(words, at) if is_near else None
    if counted:
        return _counted(reader, counted, month, end, anchor)
    day = _day_before(reader, at) if is_near else None
    if day is None:
        after = _day_behind(reader, end) if end < len(words) and size == 1 else None
        if after is None:
            return None
        day, end = (after[0], at), after[1]
    year = _year(reader, end, anchor)
    if year:
        exact = make_date(year[0], month, day[0])
        return DayMention(exact, day[1], year[1]) if exact else None
    return _without_year(words, month, day, end, anchor) if anchor else None


def day_of_month(reader: NumberReader, at: int, anchor: date) -> DayMention | None:
    """20 من الشهر الجاري, الخامس من الشهر الماضي, 27 الجاري, أول جمعة من هذا الشهر."""
    words = reader.words.words
    is_this = at > 0 and words[at - 1] == "هذا"
    end = at - 1 if is_this else at
    pointer_at = at if is_this or words[at] != "الشهر" else at + 1
    pointer = words[pointer_at] if pointer_at < len(words) else ""
    step = -1 if pointer in PAST else 1 if pointer in NEXT else 0
    if not (step or is_this or pointer in CURRENT):
        return None
    months = anchor.year * 12 + anchor.month - 1 + step
    year, month = months // 12, months % 12 + 1
    counted = counted_before(words, end)
    if counted:
        on, first = counted_on(counted, year, month), counted.first
    else:
        day = _day_before(reader, end)
        on, first = (make_date(year, month, day[0]), day[1]) if day else (None, at)
    return DayMention(on, first, pointer_at + 1) if on else None


def numeric_date(reader: NumberReader, at: int) -> DayMention | None:
    """2016/02/22, 22-4-2016 and 22.4.2016; of two numbers up to 12 the first is the day, as Arabic papers write."""
    words = reader.words.words
    if not words[at].isdigit() or at + 2 >= len(words):
        return None
    join = reader.gap(at + 1)
    if (
        join not in _JOINS
        or reader.gap(at + 2) != join
        or (at and reader.gap(at) in _JOINS and words[at - 1].isdigit())
    ):
        return None
    if at + 3 < len(words) and reader.gap(at + 3) in _JOINS and words[at + 3].isdigit():
        return None
    parts = words[at], words[at + 1], words[at + 2].rstrip("م")
    if not all(part.isascii() and part.isdigit() and len(part) in (1, 2, 4) for part in parts):
        return None
    one, two, three = map(int, parts)
    if one >= _EARLIEST_YEAR:
        on = make_date(one, two, three)
    elif three >= _EARLIEST_YEAR:  # before it lie Hijri years; 18-9-15 has three readings
        on = make_date(three, two, one) or make_date(three, one, two)
    else:
        on = None
    return DayMention(on, at, at + 3) if on else None


def year_after(reader: NumberReader, at: int) -> tuple[int, int] | None:
    """(year, word after it): 2016, من عام 2016, ألفين وثمانية عشر."""
    words = reader.words.words
    start = at
    if words[start : start + 1] == ["في"] and YEAR_WORDS.intersection(words[start + 1 : start + 2]):
        start += 1
    while start < len(words) and start < at + 2 and (words[start] == "من" or words[start] in YEAR_WORDS):
        start += 1
    if start >= len(words) or reader.gap(start).strip(" ،,/-.)"):
        return None
    number = reader.read(start) if TOKENS[words[start]] else None
    is_year = number is not None and number.low == number.high and 1300 <= number.low <= 2100
    return (int(number.low), number.end) if is_year and number else None


def is_last(reader: NumberReader, end: int) -> bool:
    """Whether the sentence part ends before word `end`, so that no noun follows that would be counted."""
    words = reader.words.words
    if end >= len(words) or not words[end]:
        return True
    gap = reader.gap(end)
    return bool(gap.strip()) and not (words[end][0].isdigit() and gap == gap.strip())  # 2.60, 20/6/1436


def _day_before(reader: NumberReader, at: int) -> tuple[int, int] | None:
    """(day of the month, its first word) of the day that ends just before word `at`."""
    words = reader.words.words
    end = at - 1 if at and words[at - 1] == "شهر" else at
    end = end - 1 if end and words[end - 1] == "من" else end
    for first in range(max(0, end - 3), end):
        ordinal = ordinal_at(words, first)
        if ordinal and first + ordinal[1] == end and ordinal[0] <= 31:
            return ordinal[0], first
    for first in range(max(0, end - 3), end):
        token = TOKENS[words[first]]
        if token is None or token.kind not in (DIGITS, UNIT, TENS) or len(words[first]) > 10:
            continue
        number = reader.read(first)
        if number and number.end == end and number.low == int(number.low) and 1 <= number.low <= 31:
            return int(number.low), first
    return None


def _day_behind(reader: NumberReader, at: int) -> tuple[int, int] | None:
    """(day, word after it) of a day behind its month: مايو الحادي عشر; يناير 12، 2016."""
    words = reader.words.words
    ordinal = ordinal_at(words, at)
    if ordinal:
        return (ordinal[0], at + ordinal[1]) if words[at].startswith("ال") else None
    if not words[at].isdigit():
        number = reader.token(at) and reader.read(at)
        is_whole = number and number.low == number.high and 1 <= number.low <= 31 and number.low == int(number.low)
        return (int(number.low), number.end) if number and is_whole and is_last(reader, number.end) else None
    is_day = words[at].isdigit() and len(words[at]) <= 2 and not reader.gap(at).strip(" -/")
    return (int(words[at]), at + 1) if is_day and is_last(reader, at + 1) else None


def _counted(reader: NumberReader, counted: CountedDay, month: int, end: int, anchor: date | None) -> DayMention | None:
    """الثلاثاء الثالث من سبتمبر 2014; without a year the nearest, of those whose third is a Tuesday before others."""
    year = _year(reader, end, anchor)
    if year:
        exact = counted_on(counted, year[0], month)
        return DayMention(exact, counted.first, year[1]) if exact else None
    if anchor is None:
        return None
    near = [on for y in range(anchor.year - 1, anchor.year + 2) if (on := counted_on(counted, y, month))]
    if counted.may_be_date:
        near = [on for on in near if on.day == counted.nth] or near
    nearest = min(near, key=lambda on: abs((on - anchor).days), default=None)
    return DayMention(nearest, counted.first, end) if nearest else None


def _without_year(words: list[str], month: int, day: tuple[int, int], end: int, anchor: date) -> DayMention | None:
    years = range(max(anchor.year - 1, 1), min(anchor.year + 1, 9999) + 1)
    days = [on for year in years if (on := make_date(year, month, day[0]))]
    following = words[end] if end < len(words) else ""
    if following in PAST:
        days, end = [on for on in days if on <= anchor][-1:], end + 1
    elif following in NEXT:
        days, end = [on for on in days if on >= anchor][:1], end + 1
    weekday = next((WEEKDAYS[w] for w in words[max(0, day[1] - 2) : day[1]] if w in WEEKDAYS), None)
    days = [on for on in days if on.weekday() == weekday] or days
    nearest = min(days, key=lambda on: abs((on - anchor).days), default=None)
    return DayMention(nearest, day[1], end) if nearest else None


def _year(reader: NumberReader, at: int, anchor: date | None) -> tuple[int, int] | None:
    """(year, word after it) of a year that is told, or pointed at: من العام الماضي."""
    year = year_after(reader, at)
    if year or anchor is None:
        return year
    words = reader.words.words
    start = at + 1 if words[at : at + 1] == ["من"] else at
    if start + 1 >= len(words) or words[start] not in YEAR_WORDS or reader.gap(start).strip():
        return None
    pointer = words[start + 1]
    step = -1 if pointer in PAST else 1 if pointer in NEXT else 0
    return (anchor.year + step, start + 2) if step or pointer in CURRENT else None


def _month_ending(words: list[str], end: int) -> int | None:
    for size in (1, 2):
        month = month_at(words, end - size) if end >= size else None
        if month and month[1] == size:
            return month[0]
    return None
