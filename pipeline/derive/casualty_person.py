"""The state of a pass over a sentence, and the casualties told without a number: "مقتل جندي", "زوجته", "ورابع"."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.derive.casualty_context import PAIR, PARTS, Sentence
from pipeline.derive.casualty_words import KIN, Fate
from pipeline.derive.counted_nouns import NATIONS, Noun
from pipeline.derive.digits import Value
from pipeline.derive.number_words import fold_words
from pipeline.derive.qualifiers import EXACT, qualifier_after

KILLED, WOUNDED = "killed", "wounded"
REACH = 8  # words from what happened to how many: "مقتل قائد اللواء في الغارة أمس وخمسة من جنوده"
PART_REACH = 20  # words from a figure to a part of it: "بينهم"
# No single person is told by these without a number: named persons, and other words.
_INDIVIDUALS = fold_words("قيادي مسؤول ولد حالة إصابة وفاة معتقل شهيد ضحية رفيق صديق رهينة ابن ابنة نجل والد والدة")
_ANOTHER = fold_words("آخر أخرى ثالث ثالثة ثالثا رابع رابعة رابعا خامس خامسا سادس سادسا سابع")
_TWO_MORE = fold_words("آخران أخريان")
_ONE_OF = fold_words("أحد إحدى وأحد وإحدى")
ANOTHER_OR_ONE = _ANOTHER | _ONE_OF | _TWO_MORE
_WITHIN = fold_words("في فيه فيها فيهما أثناء خلال أثناءها خلالها")
_WITHIN_REACH = 3  # words from "قتل" to whom, with where or when between: "قتل أثناء المطاردة عنصر"
_TIMES = [[word] for word in fold_words("أمس اليوم مساء صباح فجر ليل")]
_SUBJECT_BEFORE = fold_words("قتل أصيب جرح استشهد توفي لقي قتلت أصيبت خطف اختطف فقد قضى قضت أردي لقيت توفيت استشهدت")
PEOPLE = frozenset({"people", "civilians", "fighters", "wounded", NATIONS})


@dataclass(frozen=True, slots=True)
class Casualty:
    """How many were killed, wounded, missing or captured: words [first, last) of the reading.

    Of what is told as history, in a court or of a disease `is_news` is False.
    """

    kind: str
    low: Value
    high: Value
    qualifier: str
    first: int
    last: int
    is_news: bool = True


class PersonPass:
    """A pass over a sentence, word by word: what it remembers, and how it hears of persons without a number.

    Remembered are the last word that said what happened, how far it speaks, and the casualties so far, which parts
    ("بينهم") and joined figures continue. Those set free are captives only in a report that `has_captives`.
    """

    def __init__(
        self,
        sentence: Sentence,
        has_captives: bool,
    ) -> None:
        self.sentence, self.words = sentence, sentence.words
        self.fates, self.nouns, self.counts = sentence.fates, sentence.nouns, sentence.counts
        self.low, self.high = sentence.low, sentence.high
        self.has_captives = has_captives
        self.found: list[Casualty] = []
        self.fate: Fate | None = None
        self.since = self.low  # the word after the last one that said what happened
        self.until = self.low  # it speaks of figures up to this word

    def _add(self, kind: str, low: Value, high: Value, qualifier: str, first: int, last: int) -> None:
        self.found.append(Casualty(kind, low, high, qualifier, first, last))
        self.fate = None

    def _hear_subject(self, at: int, kind: str) -> None:
        """Those right before a verb that tells of them: "إن شخصا قتل", "أحد حراسه قتل", "بائعة شاي أصيبت", and two:
        "إن أخويها قتلا".
        """
        before = self.words[max(self.low, at - 2) : at]
        if self._is_subject(at):
            self._add(kind, 1, 1, EXACT, at - 1, at)
        elif before and KIN.get(before[-1]) == PAIR and self.words[at].endswith("ا"):
            self._add(kind, PAIR, PAIR, EXACT, at - 1, at)
        elif (
            len(before) == PAIR
            and self.words[at] in _SUBJECT_BEFORE
            and not {at - 2, at - 1, at + 1} & self.counts.keys()
        ):
            noun, last = self.nouns.get(at - 2), self.nouns.get(at - 1)
            is_one_of = before[0] in _ONE_OF and last is not None and last.unit in PEOPLE and not last.is_singular
            # Whom the verb is of is a woman, or the next word would be its object: "باع شاي".
            is_seller = (
                noun is not None
                and before[0].endswith("ه")
                and self.words[at].endswith("ت")
                and not before[1].startswith("ال")
                and last is None
                and _is_one(noun, before[0])
            )
            if is_one_of or is_seller:
                self._add(kind, 1, 1, EXACT, at - 2, at)

    def _is_subject(self, at: int) -> bool:
        """One person before a verb that says so: "إن شخصا قتل"."""
        if at == self.low or self.words[at] not in _SUBJECT_BEFORE:
            return False
        noun = self.nouns.get(at - 1)
        is_free = not self.found or self.found[-1].last < at
        return (
            noun is not None
            and noun.unit != NATIONS
            and is_free
            and not {at - 1, at + 1} & self.counts.keys()
            and _is_one(noun, self.words[at - 1])
        )

    def _one(self, at: int) -> int:
        """The word to go on at after a person told without a number at `at`: "مقتل جندي", "أصيب رجلا شرطة"."""
        kind = self._kind_of_one(at)
        if kind is None:
            return at + 1
        word = self.words[at]
        if word in _ANOTHER and self.fate:
            self._add(kind, 1, 1, EXACT, at, at + 1)
            return at + 1
        if word in _TWO_MORE and self.fate:
            self._add(kind, 2, 2, EXACT, at, at + 1)
            return at + 1
        if word in _ONE_OF:
            noun = self.nouns.get(at + 1) if at + 1 < self.high and at + 1 not in self.counts else None
            if noun and noun.unit in PEOPLE and not noun.is_singular:
                self._add(kind, 1, 1, EXACT, at, at + 2)
                return at + 2
            return at + 1
        if word in KIN and self._is_after_others(at):
            self._add(kind, KIN[word], KIN[word], EXACT, at, at + 1)
            return at + 1
        noun = self.nouns.get(at) if self.fate is None or self.fate.lemma != "بحث" else None
        if noun is None or not _is_one(noun, word) or self.sentence.is_before(at):
            return at + 1
        if self.sentence.is_title(at) or self._is_killer(at):
            return at + 1
        number = 2 if word.endswith(noun.singular + "ا") and self.sentence.is_dual_phrase(at) else 1
        end = at + number
        following = self.nouns.get(end) if end < self.high else None
        end += bool(following and following.unit == NATIONS and not following.definite)
        qualifier, end = qualifier_after(self.words, end, self.high) or (EXACT, end)
        self._add(kind, number, number, qualifier, at, end)
        return end

    def _is_after_others(self, at: int) -> bool:
        """Whether "his wife" or "their driver" comes after others that the sentence counts."""
        return bool(self.found) and self.found[-1].last <= at and at - self.found[-1].last <= REACH

    def _kind_of_one(self, at: int) -> str | None:
        """What happened to a person named right here: just said, or joined to the casualty before."""
        if self.sentence.takes_lives(at):
            return KILLED
        is_shot = self.fate is not None and self.fate.lemma == "اردي" and at <= self.until and self.words[at][-1] == "ا"
        is_next = at <= self.since or self.words[self.since : at] in _TIMES or self._is_within(at)
        if self.fate and (is_shot or is_next):
            is_apart = self.words[at].startswith("و") and not self._is_own_waw(at)
            return None if is_apart else self.fate.kind
        if not self.found or self.found[-1].kind not in (KILLED, WOUNDED):
            return None
        last = self.found[-1]
        is_joined = self.fate is None and last.last == at and self.words[at].startswith("و")
        is_part = at - last.last <= PART_REACH and self.words[at - 1] in PARTS
        return last.kind if is_joined or is_part else None

    def _is_within(self, at: int) -> bool:
        """Whether nothing but where or when stands between what happened and word `at`."""
        between = self.words[self.since : at]
        is_short = 0 < len(between) <= _WITHIN_REACH and between[0] in _WITHIN and at <= self.until
        # "قتل في هجوم نفذه مسلح": a verb of its own
        return is_short and not any(word.endswith(("ه", "ها")) and word not in _WITHIN for word in between[1:])

    def _is_own_waw(self, at: int) -> bool:
        """Whether the و of a word is its own: والد, ولد."""
        noun = self.nouns.get(at)
        return noun is not None and self.words[at].startswith(noun.singular[:3])

    def _is_killer(self, at: int) -> bool:
        """Whether a figure follows as the object: "قتل مهاجم انتحاري 47 شخصا"."""
        if self.fate is None or not self.fate.is_verb:
            return False
        near = next((i for i in range(at + 1, min(self.high, at + 4)) if i in self.counts or i in self.fates), at)
        return near in self.counts and not self.words[self.counts[near].core].startswith("و")


def _is_one(noun: Noun, word: str) -> bool:
    if not noun.is_singular or noun.definite or noun.unit not in PEOPLE or noun.singular in _INDIVIDUALS:
        return False
    is_country = noun.unit == NATIONS and word.endswith("ا")  # كرواتيا
    return not is_country and (word.startswith(noun.singular[:3]) or word[1:].startswith(noun.singular[:3]))
