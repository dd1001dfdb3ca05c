"""One pass over a sentence: which of its counts are casualties, by the words that say what happened."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.derive.casualty_context import (
    CAPTURED,
    DEATHS,
    FIGHTERS_ONLY,
    NEXT_REACH,
    PAIR,
    PARTS,
    TOTALS,
    WEAK,
    Sentence,
    is_family,
)
from pipeline.derive.casualty_words import AFTER, FREED, KIN, NOUN_KINDS, OTHER, Fate
from pipeline.derive.counted_nouns import NATIONS, Noun
from pipeline.derive.counts import OTHERS, Count
from pipeline.derive.digits import Value
from pipeline.derive.number_words import fold_words
from pipeline.derive.qualifiers import EXACT, qualifier_after

KILLED, WOUNDED = "killed", "wounded"

_REACH = 8  # words from what happened to how many: "مقتل قائد اللواء في الغارة أمس وخمسة من جنوده"
_PERSON_REACH = 2  # the same from a noun that names the people: "القتلى الـ12"
_TOTAL_REACH = 25  # the same in a total: "حصيلة قتلى المعارك التي تدور في مدينة درنة بين … إلى 11 شخصا"
_PART_REACH = 20  # words from a figure to a part of it: "بينهم"
_HIGHEST = 1_000_000  # no casualties of a report's own event; wars of history have them

_NOT = fold_words(
    "لم لن لا دون بدون ولم ولن ولا عدم نفى نفت ينفي تنفي محاولة محاولات مخطط تهديد يهدد هدد هددت باحتمال تحسبا"
)
_DETAINED = fold_words("معتقل سجين محتجز موقوف")
_INJURED = fold_words("مصاب مصابا مصابين مصابون جريحا جرحى")
_CARRIED = fold_words("جريح مصاب")
# No single person is told by these without a number: named persons, and other words.
_INDIVIDUALS = fold_words("قيادي مسؤول ولد حالة إصابة وفاة معتقل شهيد ضحية رفيق صديق رهينة ابن ابنة نجل والد والدة")
_ANOTHER = fold_words("آخر أخرى ثالث ثالثة ثالثا رابع رابعة رابعا خامس خامسا سادس سادسا سابع")
_TWO_MORE = fold_words("آخران أخريان")
_OF_THEM = fold_words("منهم منهن منها")
_ONE_OF = fold_words("أحد إحدى وأحد وإحدى")
_ANOTHER_OR_ONE = _ANOTHER | _ONE_OF | _TWO_MORE
_WERE = fold_words("كان كانوا كانت وكان وكانوا")
_WITHIN = fold_words("في فيه فيها فيهما أثناء خلال أثناءها خلالها")
_WITHIN_REACH = 3  # words from "قتل" to whom, with where or when between: "قتل أثناء المطاردة عنصر"
_TRACE = "اثر"  # "فقد أثر 12 صيادا"
_CASE = "قضيت"
_EXCEPT = fold_words("باستثناء عدا سوى إلا")
_FALLEN = fold_words("سقوط وسقوط بسقوط وقوع سقط وسقط")
_FALLEN_ONE = fold_words("قتيل قتيلا شهيد شهيدا جريح جريحا وجريح وجريحا")
_TIMES = [[word] for word in fold_words("أمس اليوم مساء صباح فجر ليل")]
_SUBJECT_BEFORE = fold_words("قتل أصيب جرح استشهد توفي لقي قتلت أصيبت خطف اختطف فقد قضى قضت أردي لقيت توفيت استشهدت")
_PEOPLE = frozenset({"people", "civilians", "fighters", "wounded", NATIONS})


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


class SentencePass:
    """The pass over a sentence, word by word.

    What it remembers: the last word that said what happened, how far it speaks, and the
    casualties so far, which parts ("بينهم") and joined figures continue. Those set free are
    captives only in a report that `has_captives`.
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

    def casualties(self) -> list[Casualty]:
        """The casualties of the sentence in reading order."""
        free = self.low
        for at in self.sentence.stops:
            if at >= free:
                free = self._read(at)
        return self.found

    def _read(self, at: int) -> int:
        """Take in what stands at word `at`; the word to go on at."""
        count, fate = self.counts.get(at), self.fates.get(at)
        if count:
            kind = self._kind_of(count)
            if kind:
                self._add(kind, count.low, count.high, count.qualifier, count.first, count.last)
            return max(count.last, at + 1)
        if fate is None:
            return self._one(at)
        self._hear(at, fate)
        is_one = at + 1 < self.high and at + 1 not in self.counts and self.words[at + 1] in _ANOTHER_OR_ONE
        return self._one(at + 1) if is_one else at + 1

    def _add(self, kind: str, low: Value, high: Value, qualifier: str, first: int, last: int) -> None:
        self.found.append(Casualty(kind, low, high, qualifier, first, last))
        self.fate = None

    def _hear(self, at: int, fate: Fate) -> None:
        """A word that says what happened, unless it is negated or only names people."""
        word = self.words[at]
        is_total = not TOTALS.isdisjoint(self.words[max(self.low, at - 3) : at])
        is_one_person = fate.is_person and word.endswith(fate.lemma) and not is_total
        if word in _FALLEN_ONE and self._is_one_fallen(at):
            self._add(fate.kind, 1, 1, EXACT, at, at + 1)
            return
        if is_family(word, fate) or (is_one_person and fate.lemma != "ضحيه"):
            return
        if fate.lemma in DEATHS and not self.sentence.meets_death(at, fate.lemma):
            return
        if fate.lemma == "سقوط" and not self.sentence.falls_dead(at):
            return
        if fate.lemma == "سقط" and not self.sentence.falls_fighting(at):
            return
        if fate.lemma == "قضاء" and not self.sentence.is_upon(at):
            return  # the judges, or a district
        if fate.kind == OTHER and not fate.is_verb and self.fate and at == self.since and word.startswith("ال"):
            return  # "ضحايا التفجير": of what they died
        if fate.lemma == "قضي" and (word.removeprefix("و")[0] in "يت" or _CASE in word):
            return  # "stipulates": تقضي الخطة بصرف الرواتب; "his case": قضيته
        if fate.kind == CAPTURED and self.sentence.is_trap(at):
            return
        if self._is_of_both(at, fate):
            self.fate = None  # "مقتل وإصابة 44 شخصا": nobody says how many of each
            return
        if fate.kind != OTHER and not _NOT.isdisjoint(self.words[max(self.low, at - 3) : at]):
            self.fate = None
            return
        if fate.lemma == "فقد" and not word.removeprefix("و").startswith("فقد"):
            return  # تفقد, "inspects"
        if fate.kind == FREED and self.has_captives and not self.sentence.is_trap(at):
            fate = replace(fate, kind=CAPTURED)
        is_near = fate.is_person and fate.lemma != "ضحيه"
        is_lost = fate.lemma == "فقد" and self.words[at + 1 : at + 2] != [_TRACE]  # فقد also opens any sentence
        reach = _PERSON_REACH if is_near else 0 if is_lost else _REACH
        if fate.is_verb and fate.kind not in (OTHER, FREED):
            self._hear_subject(at, fate.kind)
        self.fate, self.since = (None if fate.kind in (OTHER, FREED) else fate), at + 1
        self.until = at + 1 + (_TOTAL_REACH if is_total else reach)

    def _is_one_fallen(self, at: int) -> bool:
        """Whether a single dead or wounded one is counted: "سقوط شهيد", "قتيل وثلاثة جرحى"."""
        if self.words[at - 1] in _FALLEN and at > self.low:
            return True
        following = self.counts.get(at + 1)
        is_own = following is not None and _own_kind(following) is not None
        is_joined = (
            is_own and self.words[at + 1].startswith("و") and following is not None and following.first == at + 1
        )
        is_last = self.words[at].startswith("و") and bool(self.found) and self.found[-1].last == at
        return is_joined or is_last

    def _is_of_both(self, at: int, fate: Fate) -> bool:
        """Whether و joins the word to the one before, which told of no figure yet."""
        kinds = {fate.kind, self.fate.kind} if self.fate else set()
        is_joined = self.since == at and self.words[at].startswith("و") and self.words[at - 1] not in AFTER
        is_open = (not self.found or self.found[-1].last < at - 1) and not self.words[at - 1].endswith("وا")
        return kinds == {KILLED, WOUNDED} and is_joined and is_open

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
            is_one_of = before[0] in _ONE_OF and last is not None and last.unit in _PEOPLE and not last.is_singular
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

    def _kind_of(self, count: Count) -> str | None:
        own = _own_kind(count)
        if count.is_bare and count.first > self.low and self.words[count.first - 1] in _EXCEPT:
            return None  # "جميعهم باستثناء واحد"
        if count.unit in _PEOPLE and self.sentence.takes_lives(count.first):
            return KILLED
        if (told := self.sentence.said_at_once(count)) is not None:
            return told
        if own and self.sentence.is_of_others_too(count, own):
            return None
        if count.low >= _HIGHEST or (count.noun in _CARRIED and self.sentence.is_moved(count)):
            return None
        if own and (own == CAPTURED or count.noun != "مصاب"):
            # جريحين فارقا الحياة, "أعدم الخاطفون ست رهائن"
            is_dead = own == WOUNDED and self.sentence.said_after(count) == KILLED
            is_dead |= self._is_killed(count) and (own == CAPTURED or self._meets_death())
            return KILLED if is_dead else own
        if count.unit in ("vehicles", "households") or self.sentence.is_age_or_year(count):
            return None
        if count.unit and self.words[count.last : count.last + 1] and self.words[count.last] in _INJURED:
            return WOUNDED  # 27 شخصا مصابا
        if count.noun in _DETAINED:
            return CAPTURED if self.sentence.is_exchange(count) else None
        if count.unit is None and not count.is_bare and self.words[count.last - 1].endswith("ات"):
            return None  # unknown nouns in ات are things: أربع محاولات
        if self.fate and count.first <= self.until and self._speaks_of(self.fate, count):
            is_life = self.fate.lemma == "فقد" and self.sentence.loses_life(count)
            return KILLED if is_life else self.fate.kind
        return own or self._inherited(count) or self.sentence.said_after(count)

    def _is_killed(self, count: Count) -> bool:
        """Whether a word that kills speaks of the count."""
        return self.fate is not None and self.fate.kind == KILLED and count.first <= self.until

    def _meets_death(self) -> bool:
        """Whether the word is one that nobody survives, "فارق جريحان الحياة": others tell of others."""
        return self.fate is not None and self.fate.lemma in DEATHS

    def _speaks_of(self, fate: Fate, count: Count) -> bool:
        if fate.lemma in FIGHTERS_ONLY:
            return count.unit == "fighters"
        if fate.lemma == "بحث":  # "البحث عن 12 صيادا", but not for gunmen
            return count.unit in ("people", "civilians") and "عن" in self.words[self.since : count.first]
        if count.is_bare and not _WERE.isdisjoint(self.words[self.since : count.first]):
            return False  # "أصيب في كتفه، وكان المهاجمون نحو ستين"
        is_active = fate.lemma == "اغتال" and self.words[self.since - 1].endswith("ال")
        if is_active and count.unit == "fighters" and count.first == self.since:
            return False  # whom "اغتال مسلحان زعيما" names first are the killers
        if fate.lemma == "اردي" and count.unit == "fighters" and self.words[count.first].endswith("ان"):
            return False  # "أردى مسلحان حارسا": the dual of a subject
        is_joined = bool(self.found) and self.words[self.since - 1].startswith("و")  # "قتل 21 وفقد ثمانية"
        return count.unit is not None or fate.lemma not in WEAK or is_joined or self.words[count.last - 1] in OTHERS

    def _inherited(self, count: Count) -> str | None:
        """The kind of the figure before, for a part of it ("بينهم 3 أطفال") or one that و joins to it."""
        if not self.found or count.first - self.found[-1].last > _PART_REACH:
            return None
        last = self.found[-1]
        between = self.words[last.last : count.first]
        if not PARTS.isdisjoint(between[-3:]) and not self.sentence.fates_in(
            max(last.last, count.first - 2), count.first
        ):
            return last.kind
        if count.is_bare and self.words[count.last - 1] in _OF_THEM:
            return last.kind
        joins = self.words[count.core].startswith("و") or between[-1:] == ["و"]
        is_near = len(between) <= NEXT_REACH and all(
            fate.kind == last.kind for fate in self.sentence.fates_in(last.last, count.first)
        )
        return last.kind if joins and is_near and (count.unit or count.is_bare) else None

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
            if noun and noun.unit in _PEOPLE and not noun.is_singular:
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
        return bool(self.found) and self.found[-1].last <= at and at - self.found[-1].last <= _REACH

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
        is_part = at - last.last <= _PART_REACH and self.words[at - 1] in PARTS
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
    if not noun.is_singular or noun.definite or noun.unit not in _PEOPLE or noun.singular in _INDIVIDUALS:
        return False
    is_country = noun.unit == NATIONS and word.endswith("ا")  # كرواتيا
    return not is_country and (word.startswith(noun.singular[:3]) or word[1:].startswith(noun.singular[:3]))


def _own_kind(count: Count) -> str | None:
    """The kind that the counted noun says itself: 30 قتيلا, 17 إصابة."""
    return NOUN_KINDS.get(count.noun) if count.noun else None
