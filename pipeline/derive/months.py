"""Month names as Arabic newsrooms write them, and dates said with them."""

from __future__ import annotations

from datetime import date

from pipeline.derive.arabic import fold

# Egypt and the wires, Levant and Iraq, Algeria and Tunisia, Morocco; CLDR plus spellings met in news.
_NAMES = (
    ("يناير", "كانون الثاني", "كانون ثان", "كانون ثاني", "جانفي"),
    ("فبراير", "شباط", "فيفري"),
    ("مارس", "آذار", "مارث"),
    ("أبريل", "إبريل", "نيسان", "أفريل"),
    ("مايو", "أيار", "ماي", "نوار"),
    ("يونيو", "يونيه", "حزيران", "جوان"),
    ("يوليو", "يوليه", "تموز", "جويلية", "يوليوز"),
    ("أغسطس", "أوغسطس", "آب", "أوت", "غشت"),
    ("سبتمبر", "أيلول", "شتنبر"),
    ("أكتوبر", "أوكتوبر", "تشرين الأول", "تشرين أول"),
    ("نوفمبر", "تشرين الثاني", "تشرين ثان", "تشرين ثاني", "نونبر"),
    ("ديسمبر", "ديسيمبر", "كانون الأول", "كانون أول", "دجنبر"),
)

MONTHS: dict[str, int] = {fold(name).text: number for number, names in enumerate(_NAMES, 1) for name in names}
"""Folded name to month number; names of two words hold one space."""

MONTH_STARTS = frozenset(name.split()[0] for name in MONTHS)
"""Folded words that such a name begins with."""


def month_at(words: list[str], at: int) -> tuple[int, int] | None:
    """(month, words used) of the name that begins at folded word `at`, the longer name first."""
    if at >= len(words) or words[at] not in MONTH_STARTS:
        return None
    for size in (2, 1):
        month = MONTHS.get(" ".join(words[at : at + size]))
        if month and at + size <= len(words):
            return month, size
    return None


def make_date(year: int, month: int, day: int) -> date | None:
    """The date, or None when the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def near_hint(month: int, day: int, hint: date) -> date | None:
    """The latest such day that is at most two days after the hint.

    A newsroom's clock may run ahead of the feed's by a day; without the two days
    1 January told on 31 December would fall a year back. 29 February looks back to
    the last leap year.
    """
    found = (make_date(year, month, day) for year in range(hint.year + 1, hint.year - 9, -1))
    return next((when for when in found if when and (when - hint).days <= 2), None)
