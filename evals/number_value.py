"""Values of isolated expressions: numbers with the fractions and signs that counts do not need, percents, ordinals.

The grammar is that of find_numbers (NumberReader); no fact is read through these functions.
"""

from __future__ import annotations

import re

from pipeline.derive.arabic import Words, fold, split_words
from pipeline.derive.digits import Value, plain
from pipeline.derive.number_parse import NumberReader
from pipeline.derive.number_words import DIGITS, TOKENS, UNIT, fold_words, ordinal_at

# "نصف" to "عشر", their duals and plurals. خمس, سبع, تسع and عشر alone are numbers, after a number fractions.
_FRACTIONS = {
    form: 1 / denominator
    for denominator, forms in {
        2: "نصف نص النصف أنصاف",
        3: "ثلث الثلث أثلاث",
        4: "ربع الربع أرباع",
        5: "خمس أخماس",
        6: "سدس السدس أسداس",
        7: "سبع أسباع",
        8: "ثمن الثمن أثمان",
        9: "تسع أتساع",
        10: "عشر أعشار",
    }.items()
    for form in fold_words(forms)
}
_DUALS = dict.fromkeys(fold_words("ثلثان ثلثين ثلثا ثلثي"), 2 / 3)
_DUALS |= dict.fromkeys(fold_words("خمسان خمسا خمسي"), 2 / 5)
_PLURALS = fold_words("أثلاث أرباع أخماس أسداس أسباع أثمان أتساع أعشار")
_SIGN = re.compile(r"\s*(?:([-−])\s*(?=[\d.٫])|(?:سالب|ناقص)\s+)")
_RATIO = re.compile(r"\s+(?:(?:جزء|اجزاء)\s+)?(?:من|علي|في)\s+|\s+جزء\s+من\s+")
_SLASHED = re.compile(r"(?:(\d{1,9}) )?(\d{1,9})/(\d{1,9})(?: (\d{1,9}))?")
_POINT = re.compile(r"\s+فاصله\s+")
_POWER = re.compile(r"(\d{1,9}(?:[.,٫]\d{1,9})?)([e^])([+-]?\d{1,2})")
_LONGEST = 300  # letters; no number in words is longer, and its parts are read one in the other
_HIGHEST_POWER = 30  # nine digits to a higher one leave the range of floats
_PERCENT = re.compile(r"\A(?:بال(?:ميه|مايه)|نسبه) | *[%٪؉]\Z| (?:بال|في ال)(?:ميه|مايه)\Z")
_LEADING_POINT = re.compile(r"[.٫,](\d{1,15})")


def parse_number(text: str) -> float | None:
    """The value of a text that is one number and nothing else, or None.

    Digits of all kinds with separators and scales, number words in every gender and case,
    fractions (ثلاثة أخماس, 2 1/4, واحد من عشرة), signs and decimals (فاصلة). An alone خمس is
    five and a lone ألفا two thousand; qualifiers and vague orders have no value.
    """
    if len(text) > _LONGEST:
        return None
    folded = fold(text).text.strip().rstrip(" .!؟?")
    sign = _SIGN.match(folded)
    value = _value(folded[sign.end() :] if sign else folded)
    return None if value is None else plain(-value if sign else value)


def _value(text: str) -> Value | None:
    slashed = _SLASHED.fullmatch(text)
    if slashed:
        return _slashed(*slashed.groups())
    power = _POWER.fullmatch(text)
    if power:
        return _power(float(re.sub("[,٫]", ".", power[1])), power[2], int(power[3]))
    pointed = _LEADING_POINT.fullmatch(text)
    if pointed:
        return float("0." + pointed[1])
    text = text.removeprefix("جزء من ") if not text.startswith("جزء من ") else "واحد من " + text[len("جزء من ") :]
    for pattern, join in ((_POINT, _with_decimals), (_RATIO, _divided)):
        parts = pattern.split(text, maxsplit=1)
        if len(parts) == 2:
            left, right = _value(parts[0]), _value(parts[1])
            return None if left is None or right is None else join(left, right)
    return _words_value(text)


def _slashed(whole: str | None, above: str, below: str, after: str | None) -> Value | None:
    if int(below) == 0:
        return None
    return int(whole or after or 0) + int(above) / int(below)


def _power(base: float, operator: str, exponent: int) -> Value | None:
    if operator == "e":
        return base * 10.0**exponent
    return base**exponent if base and abs(exponent) <= _HIGHEST_POWER else None


def _with_decimals(whole: Value, decimals: Value) -> Value | None:
    """واحد فاصلة خمسة; "ثلاثة من مئة" after the point is already below one."""
    return whole + decimals if decimals < 1 else whole + decimals / 10 ** len(str(decimals))


def _divided(above: Value, below: Value) -> Value | None:
    return above / below if below else None


def _words_value(text: str) -> Value | None:
    words = split_words(text)
    if not words.words[0]:
        return None
    reader = NumberReader(text, words)
    return _with_last_part(reader) or _number_and_part(reader, words)


def _with_last_part(reader: NumberReader) -> Value | None:
    """مئة وثلاثة أرباع: the last three counts quarters and is no part of 103."""
    words = reader.words.words
    for at in range(max(1, len(words) - 3), len(words)):
        token = TOKENS[words[-2]] if len(words) > 2 else None
        numerator = reader.read(at + (words[at] == "و")) if words[at].startswith("و") and token else None
        if numerator and token and token.kind == UNIT and numerator.high < 10 and words[-1] in _PLURALS:
            part = _part(reader, at)
            whole = _words_value(reader.text[: reader.words.end(at - 1)])
            if part and whole is not None and part[1] == len(words):
                return whole + part[0]
    return None


def _number_and_part(reader: NumberReader, words: Words) -> Value | None:
    number = reader.read(0)
    if number is None or number.is_vague:
        part = _part(reader, 0)
        return part[0] if part and part[1] == len(words.words) else None
    value, end = number.low, number.end
    if end < len(words.words):
        multiplied = words.words[end]
        if multiplied in _FRACTIONS and end + 1 == len(words.words):
            return value * _FRACTIONS[multiplied]  # خمسة أثمان
        part = _part(reader, end)
        if part is None or part[1] != len(words.words) or not multiplied.startswith("و"):
            return None
        value += part[0]
    return value


def _part(reader: NumberReader, at: int) -> tuple[Value, int] | None:
    """(fraction, word after it) at a word: نصف, وثلثان, وثلاثة أخماس."""
    words = reader.words.words
    start = at + 1 if words[at] == "و" and at + 1 < len(words) else at
    word = words[start] if start > at else words[at].removeprefix("و") if at else words[at]
    if word in _DUALS:
        return _DUALS[word], start + 1
    if word in _FRACTIONS:
        return _FRACTIONS[word], start + 1
    number = reader.read(start) if start < len(words) else None
    if number and number.end < len(words) and words[number.end] in _FRACTIONS:
        return number.low * _FRACTIONS[words[number.end]], number.end + 1
    return None


def parse_percent(text: str) -> float | None:
    """The figure of a text that is one percentage and nothing else: 30%, ثلاثون بالمئة, بالمئة 20, نسبة 5; or None."""
    if len(text) > _LONGEST:
        return None
    folded = fold(text).text.strip().rstrip(" .!؟?")
    bare = _PERCENT.sub("", folded, count=1)
    return parse_number(bare) if bare != folded else None


def parse_ordinal(text: str) -> int | None:
    """The place that a text names when it is one ordinal and nothing else: الثاني, الحادي عشر, العشرون; or None.

    From twenty on Arabic says the number itself with the article, and many write الواحد والعشرون so.
    """
    if len(text) > _LONGEST:
        return None
    folded = fold(text).text.strip()
    words = split_words(folded)
    ordinal = ordinal_at(words.words, 0)
    if ordinal:
        return ordinal[0] if ordinal[1] == len(words.words) else None
    token = TOKENS[words.words[0]]
    number = NumberReader(folded, words).read(0) if token and token.definite and token.kind != DIGITS else None
    if number is None or number.is_vague or number.low != int(number.low):
        return None
    rest = ordinal_at(words.words, number.end) if number.end < len(words.words) else None
    end = number.end + (rest[1] if rest else 0)  # المئة والخامس والعشرون
    return int(number.low) + (rest[0] if rest else 0) if end == len(words.words) else None
