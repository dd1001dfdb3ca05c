"""Numbers in Arabic text: exact ones, ranges, vague orders, and the words that qualify them."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.derive.arabic import Words
from pipeline.derive.clues import Clues
from pipeline.derive.digits import Value, plain
from pipeline.derive.months import MONTH_STARTS, MONTHS, month_at
from pipeline.derive.number_parse import PARTICLES, Number, NumberReader
from pipeline.derive.number_words import DIGITS, ORDINAL, fold_words, ordinal_at
from pipeline.derive.qualifiers import EXACT, LESS_THAN, MORE_THAN, VAGUE, qualifier_after, qualifier_before

_DASHES = frozenset("-–—~")
_RANGE_WORDS = frozenset({"الي", "حتي", "او"})
_BETWEEN = frozenset({"بين", "وبين", "مابين", "ومابين", "ببين"})
# A figure that moves from one value to another is no range: "ارتفع العدد من 5 إلى 20".
_MOVES = fold_words("ارتفع ارتفعت ارتفاع وارتفع وارتفعت وارتفاع انخفض انخفضت انخفاض زاد زادت زيادة تراجع تراجعت")
_MOVE_REACH = 8  # words from the verb to its figure: "ارتفع عدد قتلى الزلزال في البلاد من 5 إلى 20"


def _words(text: str) -> frozenset[str]:
    """The words with ل, ب and و before them too."""
    return frozenset(before + word for word in fold_words(text) for before in ("", "و", "ب", "ل"))


# A number right after one of these is a label, a time of day or an age.
_LABELS = _words(
    "الساعة للساعة الساعات رقم الرقم المادة مادة القرار قرار البند الفقرة الفصل المرسوم القانون الصفحة صفحة"
    " عمره عمرها عمر العمر أعمارهم أعمارهن بعمر اللواء الفرقة الكتيبة الفوج لواء فرقة كتيبة فوج غراد"
    " كوفيد نسبة النسبة نسبته نسبتها سالب ناقص"
)
_YEARS = _words("عام العام سنة السنة عامي أعوام صيف شتاء خريف ربيع موسم مطلع نهاية منذ")
_MONTH_ENDS = frozenset(name.split()[-1] for name in MONTHS)
_PERCENT = frozenset({"بالميه", "بالمايه"})
_HUNDRED = frozenset({"الميه", "المايه", "ميه", "مايه"})
_SIGNS = {">": MORE_THAN, ">=": MORE_THAN, "≥": MORE_THAN, "<": LESS_THAN, "<=": LESS_THAN, "≤": LESS_THAN}
_SIGN_ENDS = frozenset(sign[-1] for sign in _SIGNS)
_LINKS = frozenset({"/", ":", ".", ",", "-", "\\"})
_ERAS = frozenset({"م", "ه", "هجريه", "ميلاديه", "هجري", "ميلادي"})


class Quantity(NamedTuple):
    """A number in a text: words [first, last) with its qualifier, [core_first, core_last) without.

    low and high are equal but for ranges and vague orders ("عشرات": 20–99).
    """

    first: int
    last: int
    low: Value
    high: Value
    qualifier: str
    core_first: int
    core_last: int


def find_numbers(text: str, words: Words, clues: Clues | None = None) -> list[Quantity]:
    """Every number of a folded text that can count something, in reading order; they never overlap.

    Left out are percentages, times of day, dates, years, ages, ordinals, scores, telephone
    numbers and labels ("القرار 1701"). What a number counts is not looked at: money and
    distances come out too.
    """
    reader = NumberReader(text, words, clues.tokens if clues else None)
    found: list[Quantity] = []
    at = 0
    for start, token in reader.tokens.items():
        if start < at:
            continue
        if token.kind == ORDINAL:
            at = start + (ordinal_at(words.words, start) or (0, 1))[1]
            continue
        number = reader.read(start)
        if number is None:
            at = _after_chain(reader, start)
            continue
        at, quantity = _quantity(reader, start, number, at)
        if quantity:
            bounded = _bounded(words.words, found[-1], quantity) if found else None
            found[-1:] = [bounded] if bounded else [*found[-1:], quantity]
    return found


def _bounded(words: list[str], one: Quantity, other: Quantity) -> Quantity | None:
    """The range between two bounds told side by side: أكثر من 20 وأقل من 35."""
    if {one.qualifier, other.qualifier} != {MORE_THAN, LESS_THAN}:
        return None
    low, high = (one.low, other.high) if one.qualifier == MORE_THAN else (other.low, one.high)
    between = words[one.last : other.first]
    is_beside = between == ["و"] or (not between and words[other.first].startswith("و"))
    if not is_beside or low >= high:
        return None
    return Quantity(one.first, other.last, low, high, EXACT, one.core_first, other.core_last)


def _quantity(reader: NumberReader, start: int, number: Number, free: int) -> tuple[int, Quantity | None]:
    """(word to go on at, the quantity that begins at `start` or None when it counts nothing)."""
    words = reader.words.words
    low, high = reader.words.sentence(start)
    first, found = _range(reader, start, number, max(low, free))
    end = found.end
    skip = _not_counting(reader, start, end, low)
    if skip or found.low < 0:
        return max(skip, end), None
    is_joined = first == start and reader.tokens[start].joined  # "39 شخصا على الأقل و17": that is the first's
    before = None if is_joined else qualifier_before(words, first, max(low, free))
    after = None if before else qualifier_after(words, end, high)
    qualifier, last = EXACT, end
    if before:
        qualifier, first = before
    elif after:
        qualifier, last = after
    if found.is_vague:
        qualifier = VAGUE  # an order stays vague: "أكثر من مئات" bounds nothing
    elif qualifier == EXACT:
        qualifier = _sign_before(reader, start) or EXACT
    return last, Quantity(first, last, plain(found.low), plain(found.high), qualifier, start, end)


def _sign_before(reader: NumberReader, start: int) -> str | None:
    """The bound of a sign that stands apart, as in "القتلى >30"; one without a space before it is left of markup."""
    if reader.text[reader.words.offsets[start] - 1 : reader.words.offsets[start]] not in _SIGN_ENDS:
        return None
    gap = reader.gap(start)
    return _SIGNS.get(gap.strip()) if gap[:1].isspace() else None


def _range(reader: NumberReader, start: int, number: Number, free: int) -> tuple[int, Number]:
    """(first word, number) of the range that begins at `start`, or the number itself."""
    words = reader.words.words
    between = start > free and words[start - 1] in _BETWEEN
    second_at = _second_at(reader, start, number, between)
    second = reader.read(second_at) if second_at and not number.is_vague else None
    if second is None or second.is_vague:
        return start, number
    low = number.low
    if number.scale == 1 < second.scale and low < 1000 and low * second.scale < second.high:
        low = low * second.scale  # بين 40 و50 ألفا
    if low >= second.high:
        return start, number
    if between:
        with_ma = start - 1 > free and words[start - 2] in ("ما", "وما", "لما", "بما")
        return start - (2 if with_ma else 1), Number(low, second.high, second.end, second.scale)
    if start > free and words[start - 1] == "من" and _MOVES.intersection(words[max(0, start - _MOVE_REACH) : start]):
        return start, number
    return start, Number(low, second.high, second.end, second.scale)


def _second_at(reader: NumberReader, start: int, number: Number, between: bool) -> int | None:
    """Where the second number of a range would begin."""
    words, end = reader.words.words, number.end
    if end >= len(words):
        return None
    gap = reader.gap(end)
    if gap.strip() in _DASHES:
        is_date = reader.gap(start).strip() in _DASHES if start else False
        after = reader.gap(end + 1).strip()
        is_digits = words[end].isdigit() and words[end - 1].isdigit()
        return None if is_date or (after[:1] in _DASHES and after) or not is_digits else end
    if gap.strip():
        return None
    if between:
        token, at = reader.joined(end)
        return at if token else None
    if words[end] in _RANGE_WORDS and end + 1 < len(words) and not reader.gap(end + 1).strip():
        return end + 1
    return None


def _not_counting(reader: NumberReader, start: int, end: int, low: int) -> int:
    """The word to go on at when words [start, end) are a percentage, date, year, label or score; 0 if not."""
    words = reader.words.words
    before = words[start - 1] if start > low else ""
    after = words[end] if end < len(words) else ""
    gap = reader.gap(end) if end < len(words) else reader.text[reader.words.end(end - 1) :][:2]
    if (gap.lstrip()[:1] in ("%", "٪", "؉") and gap.strip()) or after in _PERCENT:
        return end + (1 if after in _PERCENT else 0)
    if after == "في" and end + 1 < len(words) and words[end + 1] in _HUNDRED:
        return end + 2
    if before in _PERCENT or words[start] in _PERCENT or (gap[:1] == ":" and after.isdigit()):
        return end
    if _is_date(reader, start, end) or (before in _LABELS and reader.gap(start).strip() in ("", ":", "-")):
        return end
    if after in _ERAS or (before in _YEARS and _is_year(reader, start, end)):
        return end
    if before == "في" and reader.tokens[start].kind == DIGITS and _is_year(reader, start, end) and _ends(reader, end):
        return end
    if after.isdigit() and "+" in reader.gap(start):
        return _after_chain(reader, start, _LINKS | {" "})  # +963 11 222 3333
    if (gap in _DASHES and after.isdigit()) or (start and reader.gap(start) in _DASHES and words[start - 1].isdigit()):
        return end  # a score or a dated number: a range would have taken both
    return 0


def _is_date(reader: NumberReader, start: int, end: int) -> bool:
    words = reader.words.words
    before, after = words[start - 1] if start else "", words[end] if end < len(words) else ""
    if after != "من" and after not in MONTH_STARTS and before not in _MONTH_ENDS:
        return False
    number = words[start].lstrip("وبلكفا")
    if end < len(words) and not reader.gap(end).strip(" /-.") and len(number) < 3 and month_at(words, end):
        return True
    if end + 1 < len(words) and words[end] == "من" and (month_at(words, end + 1) or words[end + 1] == "شهر"):
        return number.isdigit() and len(number) < 3
    is_after_month = any(start >= size and (month_at(words, start - size) or (0, 0))[1] == size for size in (1, 2))
    return is_after_month and (_is_year(reader, start, end) or len(number) < 3)


def _is_year(reader: NumberReader, start: int, end: int) -> bool:
    """Four bare digits between 1900 and 2100, or a year in words."""
    token = reader.tokens.get(start)
    if token is None or end - start > 1:
        number = reader.read(start)
        return number is not None and 1900 <= number.high <= 2100
    return token.kind == DIGITS and 1900 <= token.value <= 2100


def _ends(reader: NumberReader, end: int) -> bool:
    """Whether no noun can follow that a number would count: في 2018، but not في 2018 قرية."""
    words = reader.words.words
    return end >= len(words) or words[end] in PARTICLES or not words[end] or bool(reader.gap(end).strip())


def _after_chain(reader: NumberReader, start: int, links: frozenset[str] = _LINKS) -> int:
    """The word after digits that are linked but no number: an address, a date, a time of day."""
    words, end = reader.words.words, start + 1
    while end < len(words) and reader.gap(end) in links and words[end].isdigit():
        end += 1
    return end
