"""Weekdays and relative days: which day they mean in a report of a given day."""

from __future__ import annotations

from datetime import date
from itertools import product

from pipeline.derive.months import MONTH_STARTS
from pipeline.derive.number_parse import NumberReader
from pipeline.derive.number_words import fold_words

_CLITICS = ("", "و", "ب", "ل", "ف")
_NAMES = ("اثنين", "ثلاثاء ثلاثا", "أربعاء أربعا", "خميس", "جمعة", "سبت", "أحد")

WEEKDAYS = {
    clitic + article + name: day
    for day, names in enumerate(map(fold_words, _NAMES))
    for name in names
    for clitic, article in (*product(_CLITICS, ("ال",)), ("", "لل"))
}
"""Folded weekday with the article, clitics before it, to date.weekday()."""

BARE_WEEKDAYS = {name: day for day, names in enumerate(map(fold_words, _NAMES)) for name in names}
"""Folded weekday without the article: أول جمعة."""

PAST = fold_words("الماضي الماضية الفائت المنصرم السابق الأخير الأسبق")
NEXT = fold_words("المقبل المقبلة القادم القادمة القابل")
CURRENT = fold_words("الجاري الجارية الحالي الحالية")

_TODAY = fold_words("اليوم الليلة")
_YESTERDAY = fold_words("أمس الأمس بالأمس البارحة وأمس امبارح مبارح")
_TOMORROW = fold_words("غدا غد الغد بكرة بكرا")
_BASES = dict.fromkeys(_TODAY | {"الان"}, 0) | dict.fromkeys(_YESTERDAY, -1) | dict.fromkeys(_TOMORROW, 1)
_OTHER_DAYS = PAST | fold_words("نفسه ذاته نفسها")  # "in the same day" is said of another one
_UNITS = {"يوم": 1, "يوما": 1, "ايام": 1, "يومين": 2, "اسبوع": 7, "اسبوعا": 7, "اسابيع": 7, "اسبوعين": 14}
_FUTURE = fold_words("سوف المقرر المتوقع المنتظر يعتزم تعتزم المزمع المرتقب بحلول")
_FUTURE_REACH = 10
_AGO = frozenset({"قبل", "منذ"})

RELATIVE = _TODAY | _YESTERDAY | _TOMORROW | fold_words("الآن قبل وقبل بعد وبعد منذ")

DAY_STARTS = MONTH_STARTS | WEEKDAYS.keys() | RELATIVE | CURRENT | {"الشهر", "شهر", "بشهر", "الاسبوع"}
"""Folded words that a date or a named day can begin at (the month of a date, not its day)."""


def weekday_on(words: list[str], at: int, anchor: date) -> tuple[date, int]:
    """(day, words used) of the weekday at `at`: the latest one up to the anchor, as news is told."""
    weekday = WEEKDAYS[words[at]]
    back = (anchor.weekday() - weekday) % 7
    following = words[at + 1] if at + 1 < len(words) else ""
    if following in ("قبل", "بعد") and at + 2 < len(words):  # الجمعة قبل الماضية, الثلاثاء بعد المقبل
        if following == "قبل" and words[at + 2] in PAST:
            return _shift(anchor, -(back or 7) - 7), 3
        if following == "بعد" and words[at + 2] in NEXT:
            return _shift(anchor, 14 - back), 3
    if following in PAST:
        return _shift(anchor, -(back or 7)), 2
    if following in NEXT:
        return _shift(anchor, 7 - back), 2
    is_future = not _FUTURE.isdisjoint(words[max(0, at - _FUTURE_REACH) : at])
    return _shift(anchor, (7 - back) % 7 if is_future else -back), 1


def week_of(words: list[str], at: int) -> tuple[int, int, int] | None:
    """(weeks ahead, first word, word after) where a week is named beside the weekday at `at`.

    الأسبوع الماضي الأحد, الجمعة من الأسبوع المقبل, الجمعة هذا الأسبوع; weeks begin on Monday as in ISO.
    """
    after = at + 2 if words[at + 1 : at + 2] == ["من"] else at + 1
    before = at - 3 if at >= 3 and words[at - 1] == "يوم" else at - 2
    this = at - 2 if at >= 2 and words[at - 1] == "يوم" else at - 1
    if this >= 0 and words[this] in ("هذا", "هذه"):
        return 0, this, at + 1
    for week, first, last in ((after, at, after + 2), (before, before, at + 1)):
        step = week_step(words[week : week + 2]) if week >= 0 else None
        if step is not None:
            return step, first, last
    return None


def week_step(pair: list[str]) -> int | None:
    """Weeks ahead of a named week: الأسبوع الماضي -1, هذا الأسبوع 0; None when the two words name none."""
    if pair == ["هذا", "الاسبوع"]:
        return 0
    return _step(pair[1]) if len(pair) == 2 and pair[0] == "الاسبوع" else None


def _step(word: str) -> int | None:
    return -1 if word in PAST else 1 if word in NEXT else 0 if word in CURRENT else None


def relative_on(reader: NumberReader, at: int, anchor: date) -> tuple[date, int, int] | None:
    """(day, first word, word after) of what begins at `at`: أمس, أول من أمس, بعد غد, قبل ثلاثة أيام."""
    words = reader.words.words
    following = words[at + 1] if at + 1 < len(words) else ""
    before = words[max(0, at - 3) : at]
    if words[at] in _BASES and before[-1:] == ["من"] and (counted := _counted_from(reader, at - 1)):
        days, first = counted
        return _shift(anchor, days + _BASES[words[at]]), first, at + 1
    if words[at] == "الان":
        return None
    if words[at] in _TODAY:
        return _today(words, at, following, anchor)
    if words[at] in _YESTERDAY:
        if following == "الاول":
            return _shift(anchor, -2), at, at + 2
        extra = 2 if before[-2:] == ["اول", "من"] else 1 if before[-1:] in (["اول"], ["قبل"]) else 0
        extra = 2 if before[-2:] == ["قبل", "يوم"] else extra
        return _shift(anchor, -2 if extra else -1), at - extra, at + 1
    if words[at] in _TOMORROW:
        is_after = before[-1:] == ["بعد"]
        return _shift(anchor, 2 if is_after else 1), at - is_after, at + 1
    return _ago(reader, at, anchor)


def _counted_from(reader: NumberReader, end: int) -> tuple[int, int] | None:
    """(days, first word) of a time that ends before word `end`: أسبوعين من الآن, أربعة أيام من أمس."""
    words = reader.words.words
    unit = _UNITS.get(words[end - 1]) if end else None
    if unit is None:
        return None
    if words[end - 1].endswith("ين"):
        return unit, end - 1
    number = reader.read(end - 2) if end > 1 else None
    if number is None or number.end != end - 1 or number.is_vague or not 0 < number.low * unit < 100:
        return None
    if _AGO.intersection(words[max(0, end - 6) : end - 2]):
        return None  # منذ شهر و21 يوما من الآن
    return int(number.low) * unit, end - 2


def _today(words: list[str], at: int, following: str, anchor: date) -> tuple[date, int, int] | None:
    if words[at] == "الليله":
        is_last = following in PAST
        return _shift(anchor, -1 if is_last else 0), at, at + (2 if is_last else 1)
    is_other = following in _OTHER_DAYS or (
        following.startswith("ال") and following not in WEEKDAYS and following not in ("الي", "التي")
    )
    return None if is_other else (anchor, at, at + 1)


def _ago(reader: NumberReader, at: int, anchor: date) -> tuple[date, int, int] | None:
    """قبل يومين, منذ أسبوع, بعد ثلاثة أيام من اليوم; months and years name no day."""
    words = reader.words.words
    sign = 1 if words[at].endswith("بعد") else -1
    if at + 1 >= len(words):
        return None
    if words[at + 1] in _UNITS:
        days, end = _UNITS[words[at + 1]], at + 2
    else:
        number = reader.read(at + 1)
        if number is None or number.is_vague or number.end >= len(words) or words[number.end] not in _UNITS:
            return None
        days, end = int(number.low) * _UNITS[words[number.end]], number.end + 1
    if not 0 < days < 100:
        return None
    if words[end : end + 1] == ["من"] and end + 1 < len(words) and words[end + 1] in _BASES:
        return _shift(anchor, sign * days + _BASES[words[end + 1]]), at, end + 2
    return _shift(anchor, sign * days), at, end


def _shift(anchor: date, days: int) -> date:
    """A day some days off; at the calendar's ends the end itself."""
    return date.fromordinal(min(max(anchor.toordinal() + days, 1), date.max.toordinal()))
