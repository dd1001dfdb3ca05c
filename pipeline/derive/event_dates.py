"""Days that a text names: dates in both month traditions, weekdays, relative days."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from datetime import date

from pipeline.derive.clues import Clues, find_clues
from pipeline.derive.match import Reading
from pipeline.derive.month_dates import DayMention, day_of_month, is_last, month_date, numeric_date
from pipeline.derive.month_days import NUMBERED, CountedDay, counted_on, numbered_month
from pipeline.derive.months import make_date, month_at
from pipeline.derive.number_parse import NumberReader
from pipeline.derive.number_words import DIGITS, TOKENS, fold_words, ordinal_at
from pipeline.derive.relative_days import (
    BARE_WEEKDAYS,
    CURRENT,
    RELATIVE,
    WEEKDAYS,
    relative_on,
    week_of,
    week_step,
    weekday_on,
)

_NEAR = 40  # words between a fact and its day
_AND_THAT_IS = fold_words("الموافق المصادف الواقع في فيه بتاريخ يوم")
_DAY_WORDS = RELATIVE.union(WEEKDAYS)


def find_dates(reading: Reading, anchor: date | None, clues: Clues | None = None) -> list[DayMention]:
    """Every single day that a text names, in reading order; spans never overlap.

    Relative days, weekdays and dates without a year are told from `anchor`, the day of the
    dateline or publication, and are left out without one. A date without a year is the one
    nearest to the anchor, a weekday the latest up to it unless the text points ahead. Weeks,
    months and years name no day.
    """
    clues = clues or find_clues(reading.words)
    reader = NumberReader(reading.folded.text, reading.words, clues.tokens)
    return _mentions(reader, clues.days, clues.tokens, anchor)


def date_near(reading: Reading, first: int, last: int, on: date | None, clues: Clues | None = None) -> date | None:
    """The day told nearest to words [first, last) of a reading in their sentence, or None where it names none.

    A day in the same clause goes before a nearer one in another, and one told before the words
    before one as far after them. `on` is the report's day, as for find_dates. Days more than
    40 words off are not looked at, so that the cost does not grow with the sentence: it may be
    asked for every fact of a report when `clues` are given.
    """
    words = reading.words
    clues = clues or find_clues(words)
    reader = NumberReader(reading.folded.text, words, clues.tokens)
    start, end = words.sentence(first)
    low, high = max(start, first - _NEAR), min(end, last + _NEAR)
    days = clues.days[bisect_left(clues.days, low) : bisect_left(clues.days, high)]
    found = _mentions(reader, days, (at for at in range(low, high) if at in clues.tokens), on)
    clause, clause_end = words.clause(first)

    def distance(mention: DayMention) -> tuple[bool, int, bool]:
        is_outside = mention.last <= clause or mention.first >= max(clause_end, last)
        return is_outside, max(first - mention.last, mention.first - last, 0), mention.first >= last

    nearest = min(found, key=distance, default=None)
    return nearest.on if nearest else None


def _mentions(
    reader: NumberReader, days: Iterable[int], numbers: Iterable[int], anchor: date | None
) -> list[DayMention]:
    """What the words at `days` name, and the dates in digits that begin at `numbers`."""
    found = [mention for at in days if (mention := _at(reader, at, anchor))]
    found.extend(mention for at in numbers if (mention := numeric_date(reader, at)))
    return _without_overlaps(reader.words.words, sorted(found, key=lambda m: (m.first, -m.last)))


def _without_overlaps(words: list[str], mentions: list[DayMention]) -> list[DayMention]:
    """The longer of two that overlap, and one for a weekday or relative day with its date: الجمعة 15 شباط."""
    found: list[DayMention] = []
    for mention in mentions:
        if found and mention.first < found[-1].last:
            if mention.last - mention.first > found[-1].last - found[-1].first:
                found[-1] = mention
        elif found and _is_beside(words, found[-1].last, mention.first) and _is_same(words, found[-1], mention):
            found[-1] = DayMention(mention.on, found[-1].first, mention.last)
        else:
            found.append(mention)
    return found


def _is_beside(words: list[str], end: int, start: int) -> bool:
    """الاثنين الموافق 18 شباط, الاثنين الواقع في 18 شباط"""
    return start - end <= 1 or (start - end <= 3 and _AND_THAT_IS.issuperset(words[end:start]))


def _is_same(words: list[str], one: DayMention, other: DayMention) -> bool:
    """Whether two neighbours are one day told twice; a weekday that contradicts its date is an error in print."""
    is_weekday = words[one.first] in WEEKDAYS and one.last - one.first == 1
    return one.on == other.on or (is_weekday and words[other.first] not in _DAY_WORDS)


def _at(reader: NumberReader, at: int, anchor: date | None) -> DayMention | None:
    words = reader.words.words
    month = month_at(words, at) or (numbered_month(words, at) if words[at] in NUMBERED else None)
    if month:
        return month_date(reader, at, *month, anchor)
    if anchor is None:
        return None
    if words[at] in WEEKDAYS:
        return _weekday(reader, at, anchor)
    if words[at] in RELATIVE:
        relative = relative_on(reader, at, anchor)
        return DayMention(*relative) if relative else None
    if words[at] == "الاسبوع":
        step = week_step(words[at : at + 2]) if at and words[at - 1] in BARE_WEEKDAYS else None
        return (
            None if step is None else DayMention(_in_week(anchor, step, BARE_WEEKDAYS[words[at - 1]]), at - 1, at + 2)
        )
    return day_of_month(reader, at, anchor)


def _weekday(reader: NumberReader, at: int, anchor: date) -> DayMention | None:
    """A weekday, with a day of the month after it where they agree (الخميس 21) or its place in the month."""
    words = reader.words.words
    day = _day_after(reader, at + 1)
    if day:
        near = (make_date(anchor.year + (m - 1) // 12, (m - 1) % 12 + 1, day[0]) for m in _months_around(anchor))
        fitting = [on for on in near if on and on.weekday() == WEEKDAYS[words[at]]]
        if fitting:
            return DayMention(min(fitting, key=lambda on: abs((on - anchor).days)), at, day[1])
    nth = ordinal_at(words, at + 1) if at + 1 < len(words) and words[at + 1].startswith("ال") else None
    if nth and nth[0] <= 5 and not _is_clock(words[at + 1]):
        on = counted_on(CountedDay(WEEKDAYS[words[at]], nth[0], at, may_be_date=True), anchor.year, anchor.month)
        return DayMention(on, at, at + 2) if on else None
    week = week_of(words, at)
    if week:
        step, first, last = week
        return DayMention(_in_week(anchor, step, WEEKDAYS[words[at]]), first, last)
    latest, size = weekday_on(words, at, anchor)
    return DayMention(latest, at, at + size)


def _in_week(anchor: date, step: int, weekday: int) -> date:
    monday = anchor.toordinal() - anchor.weekday() + 7 * step
    return date.fromordinal(min(max(1, monday + weekday), date.max.toordinal()))


def _months_around(anchor: date) -> range:
    return range(anchor.month - 1, anchor.month + 2)


def _day_after(reader: NumberReader, at: int) -> tuple[int, int] | None:
    """(day of the month, word after it) at a word that ends its sentence part."""
    words = reader.words.words
    is_in = words[at : at + 1] == ["في"]
    at += is_in
    if at >= len(words) or reader.gap(at).strip():
        return None
    token = TOKENS[words[at]]
    is_digits = token is not None and token.kind == DIGITS and len(words[at]) <= 2
    following = words[at + 1] if at + 1 < len(words) else ""
    ends = is_last(reader, at + 1) or following in CURRENT or following == "مع"
    if is_digits and token and ends and 1 <= token.value <= 31:
        return int(token.value), at + 1
    ordinal = ordinal_at(words, at)
    if ordinal and ordinal[0] <= 31:
        return (ordinal[0], at + ordinal[1]) if ordinal[0] > 10 or (is_in and not _is_clock(words[at])) else None
    number = reader.read(at) if is_in and token else None
    is_day = number is not None and 1 <= number.low == number.high <= 31 and is_last(reader, number.end)
    return (int(number.low), number.end) if number and is_day else None


def _is_clock(ordinal: str) -> bool:
    """السبت في الثالثة is an hour, الأحد الثاني a day."""
    return ordinal.endswith(("ه", "ولي"))
