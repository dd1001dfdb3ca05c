"""One pass over a sentence: which of its counts are casualties, by the words that say what happened."""

from __future__ import annotations

from dataclasses import replace

from pipeline.derive.casualty_context import (
    CAPTURED,
    DEATHS,
    FIGHTERS_ONLY,
    NEXT_REACH,
    PARTS,
    TOTALS,
    WEAK,
    is_family,
)
from pipeline.derive.casualty_person import (
    ANOTHER_OR_ONE,
    KILLED,
    PART_REACH,
    PEOPLE,
    REACH,
    WOUNDED,
    Casualty,
    PersonPass,
)
from pipeline.derive.casualty_words import AFTER, FREED, NOUN_KINDS, OTHER, Fate
from pipeline.derive.counts import OTHERS, Count
from pipeline.derive.number_words import fold_words
from pipeline.derive.qualifiers import EXACT

_PERSON_REACH = 2  # words from a noun that names the fallen to how many: "القتلى الـ12"
_TOTAL_REACH = 25  # words from a total to how many: "حصيلة قتلى المعارك التي تدور في مدينة درنة بين … إلى 11 شخصا"
_HIGHEST = 1_000_000  # no casualties of a report's own event; wars of history have them

_NOT = fold_words(
    "لم لن لا دون بدون ولم ولن ولا عدم نفى نفت ينفي تنفي محاولة محاولات مخطط تهديد يهدد هدد هددت باحتمال تحسبا"
)
_DETAINED = fold_words("معتقل سجين محتجز موقوف")
_INJURED = fold_words("مصاب مصابا مصابين مصابون جريحا جرحى")
_CARRIED = fold_words("جريح مصاب")
_OF_THEM = fold_words("منهم منهن منها")
_WERE = fold_words("كان كانوا كانت وكان وكانوا")
_TRACE = "اثر"  # "فقد أثر 12 صيادا"
_CASE = "قضيت"
_EXCEPT = fold_words("باستثناء عدا سوى إلا")
_FALLEN = fold_words("سقوط وسقوط بسقوط وقوع سقط وسقط")
_FALLEN_ONE = fold_words("قتيل قتيلا شهيد شهيدا جريح جريحا وجريح وجريحا")


class SentencePass(PersonPass):
    """The whole pass: figures, by the words that say what happened, and persons."""

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
        is_one = at + 1 < self.high and at + 1 not in self.counts and self.words[at + 1] in ANOTHER_OR_ONE
        return self._one(at + 1) if is_one else at + 1

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
        reach = _PERSON_REACH if is_near else 0 if is_lost else REACH
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

    def _kind_of(self, count: Count) -> str | None:
        own = _own_kind(count)
        if count.is_bare and count.first > self.low and self.words[count.first - 1] in _EXCEPT:
            return None  # "جميعهم باستثناء واحد"
        if count.unit in PEOPLE and self.sentence.takes_lives(count.first):
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
        if not self.found or count.first - self.found[-1].last > PART_REACH:
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


def _own_kind(count: Count) -> str | None:
    """The kind that the counted noun says itself: 30 قتيلا, 17 إصابة."""
    return NOUN_KINDS.get(count.noun) if count.noun else None
