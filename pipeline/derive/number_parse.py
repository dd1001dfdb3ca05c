"""The grammar of numbers: digits with separators, number words, scales and vague orders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pipeline.derive.arabic import Words
from pipeline.derive.digits import Value, digits_value, links, plain
from pipeline.derive.number_words import (
    DIGITS,
    FEW,
    HUNDRED,
    HUNDREDS,
    ORDER,
    ORDINAL,
    PAIR,
    PART,
    PLURAL,
    SCALE,
    TEN,
    TENS,
    TOKENS,
    UNIT,
    Token,
    fold_words,
)

_LONGEST_CHAIN = 8
_HIGHEST = 10**15  # "مليون مليون مليون …" must not grow without end
# Alone before a noun these are duals in the construct (ألفا جندي: 2,000), after a number its scale.
_CONSTRUCT_OR_SCALE = frozenset({"الفا", "مليونا", "مليارا"})
# What can follow a number and is no noun that it counts.
PARTICLES = fold_words(
    "في من على علي إلى الي عن مع بعد قبل خلال منذ حتى حتي اثر جراء فيما بينما بين ثم او بل كما وفق حسب لدى لدي"
)


class Number(NamedTuple):
    """A number that begins at a word; `end` is the word after it.

    low < high only for vague orders. `scale` is the last scale word (1 without one).
    """

    low: Value
    high: Value
    end: int
    scale: int = 1
    is_vague: bool = False


class NumberReader:
    """Reads the numbers of one text. `gaps` between words decide what belongs together: 12.500, but not 12. 500."""

    def __init__(self, text: str, words: Words, tokens: Mapping[int, Token] | None = None) -> None:
        self.text = text
        self.words = words
        self.count = len(words.words)
        if tokens is None:
            tokens = {at: token for at, word in enumerate(words.words) if (token := TOKENS[word])}
        self.tokens = tokens

    def gap(self, at: int) -> str:
        """The text between word `at` and the word before it."""
        if at >= self.count:
            return ""
        words = self.words
        return self.text[words.offsets[at - 1] + len(words.words[at - 1]) : words.offsets[at]]

    def token(self, at: int) -> Token | None:
        """The token at a word that only spaces part from the word before it."""
        token = self.tokens.get(at)
        return token if token and not self.gap(at).strip() else None

    def joined(self, at: int) -> tuple[Token | None, int]:
        """The token that و joins to the word before, and where it stands (و may stand alone)."""
        if at + 1 < self.count and self.words.words[at] == "و" and not self.gap(at).strip():
            return self.token(at + 1), at + 1
        token = self.token(at)
        return (token, at) if token and (token.joined or self._is_and_one(at)) else (None, at)

    def _is_and_one(self, at: int) -> bool:
        """وأحد folds to واحد; before عشر or tens it can only be the former."""
        following = self.token(at + 1) if self.words.words[at] == "واحد" else None
        return following is not None and (following.kind == TEN or (following.kind == TENS and following.joined))

    def read(self, at: int) -> Number | None:
        """The number that begins at word `at`, or None."""
        token = self.tokens.get(at)
        if token is None or token.kind == ORDINAL:
            return None
        if token.kind in (FEW, ORDER, PLURAL):
            return self._vague(at, token)
        if token.kind == PART:
            return self._part_of_scale(at, token.value)
        return self._sum(at)

    def _sum(self, at: int) -> Number | None:
        """Groups with falling scales joined by و: مليون ومئتا ألف وخمسون."""
        found = self._group(at)
        while found and found.scale > 1:
            token, start = self.joined(found.end)
            if token is None:
                break
            if token.kind == PART:
                return self._with_part(found, start, token.value)
            if token.kind in (FEW, ORDER, PLURAL, ORDINAL):
                break
            group = self._group(start)
            if group is None or group.high >= found.scale or group.high != int(group.high):
                break
            total = found.low + group.low
            found = Number(total, total, group.end, group.scale)
        return found

    def _with_part(self, found: Number, at: int, part: Value) -> Number:
        """مليون ونصف, مليون ونصف المليون."""
        value = plain(found.low + part * found.scale)
        repeated = self.token(at + 1)
        again = repeated and repeated.kind == SCALE and repeated.definite and repeated.value == found.scale
        return Number(value, value, at + (2 if again else 1), found.scale)

    def _part_of_scale(self, at: int, part: Value) -> Number | None:
        """نصف مليون, ربع المليون."""
        scale = self.token(at + 1)
        if scale is None or scale.kind != SCALE or scale.joined or scale.governed:
            return None
        value = plain(part * scale.value)
        return Number(value, value, at + 2, int(scale.value))

    def _group(self, at: int) -> Number | None:
        token = self.tokens.get(at)
        if token is None:
            return None
        if token.kind == PAIR:
            return Number(token.value, token.value, at + 1, int(token.value) // 2)
        if token.kind == SCALE:
            value = token.value * (2 if self._is_construct(at) else 1)
            found: Number | None = Number(value, value, at + 1, int(token.value))
        else:
            found = self._below_thousand(at, token)
        return found and self._scaled(found)

    def _scaled(self, found: Number) -> Number:
        """A number times the scales right after it: 12 ألفا, ثلاثة آلاف, مئة ألف مليون."""
        while (token := self.token(found.end)) and token.kind in (SCALE, PLURAL):
            if token.joined or token.governed or found.low > _HIGHEST:
                break
            value = plain(found.low * token.value)
            found = Number(value, value, found.end + 1, int(token.value))
        return found

    def _is_construct(self, at: int) -> bool:
        """ألفا is 2,000 only when a noun follows; one cut out of its sentence is read so too."""
        if self.words.words[at].removeprefix("و") not in _CONSTRUCT_OR_SCALE:
            return False
        if at + 1 >= self.count:
            return at == 0
        following = self.words.words[at + 1]
        is_noun = bool(following) and not following.startswith("و") and following not in PARTICLES
        return is_noun and not self.gap(at + 1).strip()

    def _below_thousand(self, at: int, token: Token) -> Number | None:
        if token.kind == DIGITS:
            # Most digits stand alone; what could belong to them would be a token too.
            is_alone = at + 1 not in self.tokens
            return Number(token.value, token.value, at + 1) if is_alone else self._digits(at)
        if token.kind in (HUNDRED, HUNDREDS):
            return self._after_hundreds(int(token.value), at + 1)
        if token.kind == UNIT:
            return self._unit(at, token)
        return Number(token.value, token.value, at + 1) if token.kind in (TEN, TENS, PAIR) else None

    def _unit(self, at: int, token: Token) -> Number | None:
        value, end = token.value, at + 1
        following = self.token(end)
        if following and not following.joined and not following.governed:
            if following.kind == TEN and not following.definite:
                return Number(10 + value, 10 + value, end + 1)
            if following.kind == HUNDRED and not following.definite and value > 1:
                return self._after_hundreds(int(value) * 100, end + 1)
        tens, start = self.joined(end)
        if tens and tens.kind == TENS and tens.definite == token.definite:
            value, end = value + tens.value, start + 1
        elif self._is_no_number(at, token):
            return None
        found = Number(value, value, end)
        return self._times_hundred(found) if value > 20 else found

    def _is_no_number(self, at: int, token: Token) -> bool:
        """Alone, أحد is "one of" or Sunday, and الاثنين is Monday."""
        word = self.words.words[at]
        return (token.value == 1 and "واحد" not in word) or (token.value == 2 and token.definite)

    def _after_hundreds(self, value: int, end: int) -> Number:
        token, start = self.joined(end)
        if token and token.kind in (UNIT, TEN, TENS, PAIR, DIGITS):
            rest = self._below_thousand(start, token)
            if rest and rest.high < 100 and rest.high == int(rest.high):
                return Number(value + rest.low, value + rest.low, rest.end)
        return Number(value, value, end)

    def _times_hundred(self, found: Number) -> Number:
        token = self.token(found.end)
        if token is None or token.kind != HUNDRED or token.joined or token.definite or token.governed:
            return found
        return self._after_hundreds(int(found.low * 100), found.end + 1)

    def _digits(self, at: int) -> Number | None:
        digits = self.words.words[at].lstrip("وبلكفا")
        token = self.tokens.get(at)
        if not digits.isdigit() and token:
            return Number(token.value, token.value, at + 1)  # a noun or scale runs into them: 15حوثيا
        parts, gaps, end = [digits], [], at + 1
        while end < self.count and len(parts) < _LONGEST_CHAIN:
            gap, word = self.gap(end), self.words.words[end]
            if len(gap) != 1 or not (word.isascii() and word.isdigit()) or not links(gap, parts, word):
                break
            parts.append(word)
            gaps.append(gap)
            end += 1
        is_before_scale = (following := self.token(end)) is not None and following.kind in (SCALE, PLURAL)
        value = digits_value(parts, gaps, is_before_scale)
        return None if value is None else self._times_hundred(Number(value, value, end))

    def _vague(self, at: int, token: Token) -> Number:
        low, high, end, scale = token.value * 2, token.value * 10 - 1, at + 1, 1
        if token.kind == FEW:
            low, high = 3, 9
        if token.kind == PLURAL:
            scale = int(token.value)
        while low < _HIGHEST and (following := self._order_after(end)) is not None:
            value, end = following
            if value == 10 and token.kind == FEW and self.words.words[end - 1].startswith("عشر") and low == 3:
                is_teen = self.words.words[end - 1] != "عشرات"
                low, high = (13, 19) if is_teen else (30, 99)
            else:
                low, high, scale = low * value, (high + 1) * value - 1, int(value)
        return Number(low, high, end, scale, is_vague=True)

    def _order_after(self, at: int) -> tuple[Value, int] | None:
        """The order or scale that multiplies: عشرات الآلاف, بضع مئات, عشرات من الآلاف."""
        start = at + 1 if at < self.count and self.words.words[at] == "من" else at
        token = self.token(start)
        if token is None or token.joined or token.governed or (start > at and not token.definite):
            return None
        kinds = (PLURAL, SCALE) if start > at else (PLURAL, SCALE, ORDER, TEN)
        return (token.value, start + 1) if token.kind in kinds else None
