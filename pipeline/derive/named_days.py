"""How long ago a passage says that things happened: the days, months and years that it names."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from pipeline.derive.month_dates import YEAR_WORDS, month_date, year_after
from pipeline.derive.months import MONTH_STARTS, make_date, month_at
from pipeline.derive.number_parse import NumberReader
from pipeline.derive.relative_days import PAST

_SINCE_REACH = 8  # words from "منذ" to its date


def named_days(reader: NumberReader, low: int, high: int, on: date) -> list[date]:
    """The last day that each year, month or day named in words [low, high) can mean.

    A span "since" a date gives the last day of all: it is not over.
    """
    words = reader.words.words
    found: list[date] = []
    for at in range(low, high):
        when = _last_day(reader, at, on)
        if when:
            found.append(date.max if "منذ" in words[max(low, at - _SINCE_REACH) : at] else when)
    return found


def _last_day(reader: NumberReader, at: int, on: date) -> date | None:
    words = reader.words.words
    month = month_at(words, at) if words[at] in MONTH_STARTS else None
    if month:
        mention = month_date(reader, at, *month, on)
        year = year_after(reader, at + month[1])
        following = words[at + month[1]] if at + month[1] < len(words) else ""
        if mention or year:
            return mention.on if mention else _month_end(year[0], month[0]) if year else None
        return _month_end(on.year - (month[0] >= on.month), month[0]) if following in PAST else None
    year_at = words[at - 1] if at else ""
    if year_at in YEAR_WORDS and (year := year_after(reader, at)):
        return make_date(year[0], 12, 31)
    return None


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
