"""One pass over a sentence: which of its counts are casualties, by the words that say what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.derive.casualty_words import AFTER, NOUN_KINDS, OTHER, Fate
from pipeline.derive.counted_nouns import NATIONS, NOUNS, Noun
from pipeline.derive.counts import Count
from pipeline.derive.digits import Value
from pipeline.derive.match import Reading
from pipeline.derive.number_words import fold_words
from pipeline.derive.qualifiers import EXACT

KILLED, WOUNDED, MISSING, CAPTURED = "killed", "wounded", "missing", "captured"

_REACH = 8  # words from what happened to how many: "مقتل قائد اللواء في الغارة أمس وخمسة من جنوده"
_PERSON_REACH = 2  # the same from a noun that names the people: "القتلى الـ12"
_TOTAL_REACH = 25  # the same in a total: "حصيلة قتلى المعارك التي تدور في مدينة درنة بين … إلى 11 شخصا"
_AFTER_REACH = 8  # words from how many to what happened: "12 شخصا بينهم طفلان لقوا مصرعهم"
_PART_REACH = 20  # words from a figure to a part of it: "بينهم"
_NEXT_REACH = 6  # words from a figure to one that و joins to it: "خمسة جنود في الكمين وثلاثة مدنيين"
_MOVE_REACH = 8  # words from a movement to the wounded that it moves
_EXCHANGE_REACH = 30  # words from an exchange to the detained that it frees
_END_REACH = 15  # words from لقي to مصرعهم
_HIGHEST = 1_000_000  # no casualties of a report's own event; wars of history have them

_PARTS = fold_words("بينهم بينها وبينهم وبينها منهم ومنهم ضمنهم بينهن منها ومنها بينهما فيهم")
_TOTALS = fold_words("عدد وعدد أعداد حصيلة وحصيلة الحصيلة عداد")
_NOT = fold_words(
    "لم لن لا دون بدون ولم ولن ولا عدم نفى نفت ينفي تنفي محاولة محاولات مخطط تهديد يهدد هدد هددت باحتمال تحسبا"
)
_EXCHANGES = fold_words("تبادل مبادلة التبادل المبادلة صفقة الصفقة")
_MOVES = fold_words(
    "نقل إجلاء أجلى إخلاء أخلى أقل حمل وصل وصول إخراج خروج خرج غادر مغادرة ترحيل استقبل استقبال دخول دخل"
)
_DETAINED = fold_words("معتقل سجين محتجز موقوف")
_WEAK = fold_words("قضى خسر حصد لقي")  # these kill only where people are counted: "قضى 12 عاما"
_INDIVIDUALS = fold_words("قيادي مسؤول ولد حالة إصابة وفاة معتقل شهيد ضحية")  # named persons, or other words
_ABOUT_THEM = ("وا", "هم", "هن", "هما", "فن", "لن")  # endings of a verb that speaks of the counted
_ANOTHER = fold_words("آخر أخرى")
_ONE_OF = fold_words("أحد إحدى وأحد وإحدى")
_NOT_DEFINITE = fold_words("إلى التي الذي الذين اللذين اللتين اليوم الليلة")
_TIMES = [[word] for word in fold_words("أمس اليوم مساء صباح فجر ليل")]
_SUBJECT_AFTER = fold_words("قتل وقتل أصيب وأصيب جرح وجرح استشهد واستشهد توفي وتوفي بينهم وبينهم")
_SUBJECT_BEFORE = fold_words("قتل أصيب جرح استشهد توفي لقي قتلت أصيبت خطف اختطف فقد")
_PEOPLE = frozenset({"people", "civilians", "fighters", "wounded", NATIONS})


@dataclass(frozen=True, slots=True)
class Casualty:
    """How many were killed, wounded, missing or captured: words [first, last) of the reading."""

    kind: str
    low: Value
    high: Value
    qualifier: str
    first: int
    last: int


class SentencePass:
    """The pass over words [low, high); `counts` are those of the sentence by their first word.

    What it remembers: the last word that said what happened, how far it speaks, and the
    casualties so far, which parts ("بينهم") and joined figures continue.
    """

    def __init__(
        self, reading: Reading, fates: Sequence[Fate | None], low: int, high: int, counts: Mapping[int, Count]
    ) -> None:
        self.reading, self.words, self.fates, self.counts = reading, reading.words.words, fates, counts
        self.low, self.high = low, high
        self.found: list[Casualty] = []
        self.fate: Fate | None = None
        self.since = low  # the word after the last one that said what happened
        self.until = low  # it speaks of figures up to this word

    def casualties(self) -> list[Casualty]:
        """The casualties of the sentence in reading order."""
        at = self.low
        while at < self.high:
            count, fate = self.counts.get(at), self.fates[at]
            if count:
                kind = self._kind_of(count)
                if kind:
                    self._add(kind, count.low, count.high, count.qualifier, count.first, count.last)
                at = max(count.last, at + 1)
            elif fate:
                self._hear(at, fate)
                at += 1
            else:
                at = self._one(at)
        return self.found

    def _add(self, kind: str, low: Value, high: Value, qualifier: str, first: int, last: int) -> None:
        self.found.append(Casualty(kind, low, high, qualifier, first, last))
        self.fate = None

    def _hear(self, at: int, fate: Fate) -> None:
        """A word that says what happened, unless it is negated or only names people."""
        word = self.words[at]
        is_total = not _TOTALS.isdisjoint(self.words[max(self.low, at - 3) : at])
        is_one_person = fate.is_person and word.endswith(fate.lemma) and not is_total
        is_family = fate.lemma == "اسر" and word.endswith(("ه", "ها", "هم", "هن", "هما"))  # أسرهم, أسرته
        if is_family or (is_one_person and fate.lemma != "ضحيه"):
            return
        if fate.lemma == "لقي" and not self._meets_death(at):
            return
        if fate.kind != OTHER and not _NOT.isdisjoint(self.words[max(self.low, at - 3) : at]):
            self.fate = None
            return
        reach = _PERSON_REACH if fate.is_person and fate.lemma != "ضحيه" else _REACH
        if fate.is_verb and fate.kind != OTHER and self._is_subject(at):
            self._add(fate.kind, 1, 1, EXACT, at - 1, at)
        self.fate, self.since = (None if fate.kind == OTHER else fate), at + 1
        self.until = at + 1 + (_TOTAL_REACH if is_total else reach)

    def _is_subject(self, at: int) -> bool:
        """One person before a verb that says so: "إن شخصا قتل"."""
        noun = NOUNS[self.words[at - 1]] if at > self.low and self.words[at] in _SUBJECT_BEFORE else None
        is_free = not self.found or self.found[-1].last < at
        return noun is not None and is_free and at - 1 not in self.counts and _is_one(noun, self.words[at - 1])

    def _meets_death(self, at: int) -> bool:
        """لقي is "met with": only with death as its object does it kill."""
        behind = self.words[at + 1 : min(self.high, at + _END_REACH)]
        return any(word.startswith(("مصرع", "حتف", "الموت", "ربه")) for word in behind)

    def _kind_of(self, count: Count) -> str | None:
        own = _own_kind(count)
        if count.low >= _HIGHEST or (own == WOUNDED and self._is_moved(count)):
            return None
        if own and (own == CAPTURED or count.noun != "مصاب"):
            return own
        if count.unit in ("vehicles", "households") or self._is_age_or_year(count):
            return None
        if count.noun in _DETAINED:
            return CAPTURED if self._is_exchange(count) else None
        if count.unit is None and not count.is_bare and self.words[count.last - 1].endswith("ات"):
            return None  # unknown nouns in ات are things: أربع محاولات
        if self.fate and count.first <= self.until and (count.unit or self.fate.lemma not in _WEAK):
            return self.fate.kind
        return own or self._inherited(count) or self._said_after(count)

    def _is_age_or_year(self, count: Count) -> bool:
        """A bare number in brackets after a name, or a bare 2015."""
        gap = self.reading.folded.text[self.reading.words.end(count.core - 1) : self.reading.words.offsets[count.core]]
        before = max(self.low, count.core - 1)
        is_told = self.fates[before] is not None or self.words[before] in _TOTALS | _NOT_DEFINITE
        is_bracketed = count.core > self.low and "(" in gap and not is_told
        return count.is_bare and (is_bracketed or 1900 <= count.low <= 2100)

    def _is_moved(self, count: Count) -> bool:
        """Wounded who are carried: a count of the evacuation, if it is one, and no new casualty."""
        behind = range(count.last, min(self.high, count.last + 2))
        if any(self.words[at].startswith(("س", "وس")) and _moves(self.fates[at]) for at in behind):
            return True
        before = [fate for fate in self.fates[max(self.low, count.first - _MOVE_REACH) : count.first] if fate]
        is_to_hospital = any("مستشفي" in self.words[at] for at in behind)
        return bool(before) and _moves(before[-1]) and not is_to_hospital

    def _is_exchange(self, count: Count) -> bool:
        low, high = max(self.low, count.first - _EXCHANGE_REACH), min(self.high, count.last + _EXCHANGE_REACH)
        has_captives = any(fate and fate.kind == CAPTURED and fate.is_person for fate in self.fates[low:high])
        return has_captives or not _EXCHANGES.isdisjoint(self.words[low:high])

    def _inherited(self, count: Count) -> str | None:
        """The kind of the figure before, for a part of it ("بينهم 3 أطفال") or one that و joins to it."""
        if not self.found or count.first - self.found[-1].last > _PART_REACH:
            return None
        last = self.found[-1]
        between = self.words[last.last : count.first]
        if not _PARTS.isdisjoint(between[-3:]) and not any(self.fates[max(0, count.first - 2) : count.first]):
            return last.kind
        joins = self.words[count.core].startswith("و") or between[-1:] == ["و"]
        is_near = len(between) <= _NEXT_REACH and all(
            fate is None or fate.kind == last.kind for fate in self.fates[last.last : count.first]
        )
        return last.kind if joins and is_near and (count.unit or count.is_bare) else None

    def _said_after(self, count: Count) -> str | None:
        """What the words after a count say: "12 شخصا لقوا مصرعهم", "إلى أربعين عدد القتلى"."""
        for at in range(count.last, min(self.high, count.last + _AFTER_REACH)):
            word, fate = self.words[at], self.fates[at]
            if word in AFTER:
                return AFTER[word]
            if fate and fate.is_person and self.words[at - 1] in _TOTALS and count.is_bare:
                return fate.kind
            is_weak = fate is not None and fate.lemma in _WEAK and not word.endswith("وا")
            if fate and fate.is_verb and fate.kind != OTHER and not is_weak and word.endswith(_ABOUT_THEM):
                return fate.kind
            is_other_count = at in self.counts and self.words[at - 1] not in _PARTS
            if is_other_count or (fate and fate.kind == OTHER):
                return None
        return None

    def _one(self, at: int) -> int:
        """The word to go on at after a person told without a number at `at`: "مقتل جندي", "أصيب رجلا شرطة"."""
        kind = self._kind_of_one(at)
        if kind is None:
            return at + 1
        word = self.words[at]
        if word in _ANOTHER and self.fate:
            self._add(kind, 1, 1, EXACT, at, at + 1)
            return at + 1
        if word in _ONE_OF:
            noun = NOUNS[self.words[at + 1]] if at + 1 < self.high and at + 1 not in self.counts else None
            if noun and noun.unit in _PEOPLE and not noun.is_singular:
                self._add(kind, 1, 1, EXACT, at, at + 2)
                return at + 2
            return at + 1
        noun = NOUNS[word]
        if noun is None or not _is_one(noun, word) or self._is_title(at):
            return at + 1
        number = 2 if word.endswith(noun.singular + "ا") and self._is_subject_of_phrase(at) else 1
        end = at + 1
        following = NOUNS[self.words[end]] if end < self.high else None
        end += bool(following and following.unit == NATIONS and not following.definite)
        self._add(kind, number, number, EXACT, at, end)
        return end

    def _kind_of_one(self, at: int) -> str | None:
        """What happened to a person named right here: just said, or joined to the casualty before."""
        if self.fate and (at <= self.since or self.words[self.since : at] in _TIMES):
            return self.fate.kind
        if not self.found or self.found[-1].kind not in (KILLED, WOUNDED):
            return None
        last = self.found[-1]
        is_joined = self.fate is None and last.last == at and self.words[at].startswith("و")
        is_part = at - last.last <= _PART_REACH and self.words[at - 1] in _PARTS
        return last.kind if is_joined or is_part else None

    def _is_subject_of_phrase(self, at: int) -> bool:
        """After a passive verb "رجلا شرطة" can only be the dual before a genitive."""
        following = self.words[at + 1] if at + 1 < self.high else ""
        is_genitive = bool(following) and not following.startswith("ال") and not following.endswith("ا")
        return self.words[at - 1] in _SUBJECT_AFTER and is_genitive and not _is_nation(following)

    def _is_title(self, at: int) -> bool:
        """Before a definite word a noun names somebody: قائد الشرطة, and before a number it is counted."""
        if at + 1 >= self.high:
            return False
        gap = self.reading.folded.text[self.reading.words.end(at) : self.reading.words.offsets[at + 1]]
        following = self.words[at + 1]
        is_definite = following.startswith("ال") and following not in _NOT_DEFINITE
        return not gap.strip() and (is_definite or at + 1 in self.counts)


def _moves(fate: Fate | None) -> bool:
    return fate is not None and fate.lemma in _MOVES


def _is_nation(word: str) -> bool:
    noun = NOUNS[word]
    return noun is not None and noun.unit == NATIONS


def _is_one(noun: Noun, word: str) -> bool:
    if not noun.is_singular or noun.definite or noun.unit not in _PEOPLE or noun.singular in _INDIVIDUALS:
        return False
    is_country = noun.unit == NATIONS and word.endswith("ا")  # كرواتيا
    return not is_country and word.removeprefix("و").startswith(noun.singular[:3])


def _own_kind(count: Count) -> str | None:
    """The kind that the counted noun says itself: 30 قتيلا, 17 إصابة."""
    return NOUN_KINDS.get(count.noun) if count.noun else None
