"""A sentence with its counts and what is said around them: questions that need no memory of the words before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.derive.arabic import Words
from pipeline.derive.casualty_words import AFTER, FREED, OTHER, Fate
from pipeline.derive.counted_nouns import NATIONS, Noun
from pipeline.derive.counts import Count
from pipeline.derive.movement_words import Move, is_hospital
from pipeline.derive.number_words import fold_words

CAPTURED = "captured"

AFTER_REACH = 8  # words from how many to what happened: "12 شخصا بينهم طفلان لقوا مصرعهم"
# Bodies are drawn out and borders crossed too: these say of no wounded that they were brought away.
_OF_ANYTHING = frozenset({"سحب", "عبر", "عبور", "قصد", "افرغ", "افراغ"})
_MOVE_REACH = 9  # words from a movement to the wounded that it moves
_EXCHANGE_REACH = 30  # words from an exchange to the detained that it frees
_FALL_REACH = 8  # words from سقوط to وإصابة, and from سقط to the fallen
_AND_WOUNDED = fold_words("وإصابة وجرح")
_END_REACH = 15  # words from لقي to مصرعهم
# Verbs that kill with one of these as their object, and only so.
DEATHS = {
    "اتي": ("حياه",),
    "لقي": ("مصرع", "حتف", "الموت", "ربه"),
    "فارق": ("الحياه",),
    "لفظ": ("انفاس",),
    "كلف": ("حياه", "ارواح"),
}
_BEFORE = "امام"
_MOSQUES = ("مسجد", "المسجد", "جامع", "الجامع", "وخطيب", "مصلي")
PAIR = 2
_SURE_ENDS = ("وا", "ين", "ون")
_MISSING = [["في", "عداد"], ["ضمن", "عداد"]]
_TO = "الي"
_CARRY, _CARRY_REACH = "نقل", 2
_TREATED_REACH = 5
_HURTS = fold_words("جروح حروق كسور إصابات اختناق طلقات شظايا جروحا كسورا حروقا")
_OF = fold_words("من يعانون لديهم بهم")
_LIFE = fold_words("بحياة حياة")
_TAKES = fold_words("كلف كلفت وكلفت وكلف يكلف أودى أودت وأودى وأودت فأودى يودي تودي أتى أتت وأتى وأتت فأتى")
_TAKE_REACH = 20  # words from أودت to whose lives it took
_FALL_IN = fold_words("في خلال جراء إثر نتيجة أثناء")
_EXCHANGES = fold_words("تبادل مبادلة التبادل المبادلة صفقة الصفقة")
_MOVES = fold_words("دخول دخل")
_ABOARD = fold_words("عليها وعليها عليه وعليه الركاب ركابها ركابه")  # "طائرة وعليها خمسون جريحا"
_ABOARD_REACH = 2
_ABOUT_THEM = ("وا", "هم", "هن", "هما", "فن", "لن")  # endings of a verb that speaks of the counted
# Where nobody took them, fire, water or a lift holds people: "محتجزين داخل شقة", "احتجزوا بعقبة".
_TRAPS = fold_words(
    "شقة الشقة مصعد المصعد حريق الحريق النيران سيل السيل سيول السيول مياه المياه واد وادي الوادي بئر البئر مركبة"
    " المركبة مركبات مركبته سيارة السيارة سيارات سيارتهم ثلوج الثلوج عقبة العقبة أنقاض الأنقاض منجم المنجم نفق النفق"
    " كهف الكهف مركبتهم مركباتهم أمطار الأمطار الدخان عمارة العمارة"
)
_TRAP_REACH = 10
_NOT_DEFINITE = fold_words("إلى التي الذي الذين اللذين اللتين اليوم الليلة")
_SUBJECT_AFTER = fold_words("لقي ولقي قتل وقتل أصيب وأصيب جرح وجرح استشهد واستشهد توفي وتوفي بينهم وبينهم")
PARTS = fold_words("بينهم بينها وبينهم وبينها منهم ومنهم ضمنهم بينهن منها ومنها بينهما فيهم")
TOTALS = fold_words("عدد وعدد أعداد حصيلة وحصيلة الحصيلة عداد")
WEAK = fold_words("قضى خسر حصد لقي فقد")  # these kill only where people are counted: "قضى 12 عاما"
FIGHTERS_ONLY = fold_words("تحييد حيد قضاء")  # "القضاء على 17 إرهابيا": of others it is said of nobody's death
_UPON = "علي"
_LOST_LIFE = ("حيات", "ارواح")
_LIFE_REACH = 4
NEXT_REACH = 6  # words from a figure to one that و joins to it: "خمسة جنود في الكمين وثلاثة مدنيين"


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words [low, high) of a folded text; fates, nouns and counts by the word where they begin.

    `stops` are the words of the sentence that one of them begins at, in order.
    """

    text: str
    split: Words
    low: int
    high: int
    fates: Mapping[int, Fate]
    moves: Mapping[int, Move]
    nouns: Mapping[int, Noun]
    counts: Mapping[int, Count]
    stops: Sequence[int]

    @property
    def words(self) -> list[str]:
        """The words of the whole text."""
        return self.split.words

    def fates_in(self, low: int, high: int) -> list[Fate]:
        """What words [low, high) say, in order; ضمنهم has the letters of a verb and only names a part."""
        return [self.fates[at] for at in range(low, high) if at in self.fates and self.words[at] not in PARTS]

    def meets_death(self, at: int, lemma: str) -> bool:
        """لقي is "met with", فارق is "parted from": only with death or life as their object do they kill."""
        behind = self.words[at + 1 : min(self.high, at + _END_REACH)]
        return any(word.startswith(DEATHS[lemma]) for word in behind)

    def takes_lives(self, at: int) -> bool:
        """Whether a word far before, too, kills whom word `at` names: "أودت … بحياة 40 شخصا", "أتى … على حياة تسعة"."""
        if at == self.low or self.words[at - 1] not in _LIFE:
            return False
        return not _TAKES.isdisjoint(self.words[max(self.low, at - _TAKE_REACH) : at])

    def loses_life(self, count: Count) -> bool:
        """Whether those of whom فقد tells lost their lives: "فقد ثمانية من الجنود حياتهم"."""
        behind = self.words[count.last : min(self.high, count.last + _LIFE_REACH)]
        return any(word.startswith(_LOST_LIFE) for word in behind)

    def is_upon(self, at: int) -> bool:
        """Whether "upon" follows: القضاء على is "putting an end to"."""
        return at + 1 < self.high and self.words[at + 1] == _UPON

    def falls_fighting(self, at: int) -> bool:
        """Whether سقط kills: civilians or troops who fall, not a town or a shell near them."""
        is_open = at + 1 in self.counts or (at + 1 < self.high and self.words[at + 1] in _FALL_IN)
        near = next((self.counts[i] for i in range(at + 1, min(self.high, at + _FALL_REACH)) if i in self.counts), None)
        return is_open and near is not None and near.unit in ("civilians", "fighters")

    def is_before(self, at: int) -> bool:
        """Whether the word is أمام, "before", and no imam."""
        following = self.words[at + 1] if at + 1 < self.high else ""
        return self.words[at] == _BEFORE and not following.startswith(_MOSQUES)

    def is_age_or_year(self, count: Count) -> bool:
        """A bare number in brackets after a name, or a bare 2015."""
        gap = self.text[self.split.end(count.core - 1) : self.split.offsets[count.core]]
        before = max(self.low, count.core - 1)
        is_told = before in self.fates or self.words[before] in TOTALS | _NOT_DEFINITE
        is_bracketed = count.core > self.low and "(" in gap and not is_told
        return count.is_bare and (is_bracketed or 1900 <= count.low <= 2100)

    def is_moved(self, count: Count) -> bool:
        """Wounded who are carried: a count of the evacuation, if it is one, and no new casualty."""
        behind = range(count.last, min(self.high, count.last + 2))
        if any(at in self.moves and self.words[at].startswith(("س", "وس")) for at in behind):
            return True
        if any(at in self.moves and self.words[at].endswith("هم") for at in behind):
            return True
        if any("مستشفي" in self.words[at] and self.words[at - 1] != "من" for at in behind):
            return False
        for at in range(count.first - 1, max(self.low, count.first - _MOVE_REACH) - 1, -1):
            if self.words[at].startswith("متن"):  # "على متنها"
                return True
            if self.words[at] in _ABOARD and count.first - at <= _ABOARD_REACH:
                return True
            if "مستشفي" in self.words[at] and self.words[at - 1] == "الي":
                return False  # "نقل إلى المستشفى 22 مصابا"
            if at in self.moves and self.moves[at].lemma not in _OF_ANYTHING:
                if self.moves[at].lemma == "استقبل" and any(map(is_hospital, self.words[at + 1 : count.first])):
                    return False  # the hospital that took them in tells how many they are
                return not self.moves[at].is_weak or self.moves[at].lemma in _MOVES
            fate = self.fates.get(at)
            if fate and fate.kind != OTHER and not (fate.is_person and at - 1 in self.moves):
                return False  # but "إجلاء المصابين وعددهم 27 شخصا" names whom it moves
        return False

    def is_of_others_too(self, count: Count, kind: str) -> bool:
        """Whether the figure is of the dead and the wounded together: "عشرات القتلى والجرحى"."""
        following = self.fates.get(count.last) if count.last < self.high else None
        is_joined = following is not None and following.is_person and self.words[count.last].startswith("و")
        return is_joined and following is not None and following.kind not in (kind, OTHER)

    def is_exchange(self, count: Count) -> bool:
        """Whether captives or an exchange are told of near the count."""
        low, high = max(self.low, count.first - _EXCHANGE_REACH), min(self.high, count.last + _EXCHANGE_REACH)
        has_captives = any(fate.kind == CAPTURED and fate.is_person for fate in self.fates_in(low, high))
        return has_captives or not _EXCHANGES.isdisjoint(self.words[low:high])

    def is_trap(self, at: int) -> bool:
        """Whether no captor but fire, water or a wreck holds those of whom word `at` says that they are held."""
        low, high = max(self.low, at - _TRAP_REACH), min(self.high, at + _TRAP_REACH)
        is_taken = any(i in self.nouns and self.nouns[i].unit == "fighters" for i in range(low, high))
        return not is_taken and any(w in _TRAPS or w[1:] in _TRAPS for w in self.words[low:high])

    def falls_dead(self, at: int) -> bool:
        """سقوط kills civilians and troops, and others where some are wounded: "سقوط 11 مواطنا وإصابة 33 آخرين"."""
        near = next((self.counts[i] for i in range(at + 1, min(self.high, at + 3)) if i in self.counts), None)
        is_of_war = near is not None and near.unit in ("civilians", "fighters")
        return is_of_war or not _AND_WOUNDED.isdisjoint(self.words[at + 1 : min(self.high, at + _FALL_REACH)])

    def said_after(self, count: Count) -> str | None:
        """What the words after a count say: "12 شخصا لقوا مصرعهم", "إلى أربعين عدد القتلى"."""
        for at in range(count.last, min(self.high, count.last + AFTER_REACH)):
            word, fate = self.words[at], self.fates.get(at)
            if word in AFTER:
                return None if AFTER[word] == CAPTURED and self.is_trap(at) else AFTER[word]
            if fate and fate.is_person and self.words[at - 1] in TOTALS and count.is_bare:
                return fate.kind
            if fate and fate.lemma in DEATHS and not self.meets_death(at, fate.lemma):
                continue  # أتوا, "they came"
            is_weak = fate is not None and (fate.lemma in WEAK or fate.kind == FREED) and not word.endswith("وا")
            if (
                fate
                and fate.is_verb
                and fate.kind != OTHER
                and not is_weak
                and not is_family(word, fate)
                and (word.endswith(_ABOUT_THEM) or (count.high == PAIR and word.endswith("ا")))
            ):
                return None if fate.kind == CAPTURED and self.is_trap(at) else fate.kind
            is_next = word.startswith("و") and at - count.last < NEXT_REACH
            is_other_count = at in self.counts and not is_next and self.words[at - 1] not in PARTS
            is_told = fate is not None and fate.is_verb and word[0] in "يت"  # of what they were doing: "يحملون أسلحة"
            if is_other_count or (fate and fate.kind == OTHER and not is_told):
                return None
        return None

    def said_at_once(self, count: Count) -> str | None:
        """What the word right behind a count says, whatever was told before: "292 شخصا مفقودين", "وبقاء 41 في عداد
        المفقودين", "نقل أربعة من زملائه إلى المستشفى".
        """
        behind = self.words[count.last : min(self.high, count.last + _TREATED_REACH)]
        kind = AFTER.get(behind[0]) if behind else None
        if kind is not None and behind[0].endswith(_SURE_ENDS):
            return None if kind == CAPTURED and self.is_trap(count.last) else kind
        if behind[:2] in _MISSING:
            return "missing"
        if (count.unit is None and not count.is_bare) or count.unit not in (None, "people", "civilians", "fighters"):
            return None
        before = range(max(self.low, count.first - _CARRY_REACH), count.first)
        is_carried = any(at in self.moves and self.moves[at].lemma == _CARRY for at in before)
        is_treated = any(behind[i] in _HURTS and behind[i - 1] in _OF for i in range(1, len(behind)))
        return "wounded" if is_treated or (is_carried and behind[:1] == [_TO] and is_hospital(behind[1])) else None

    def is_dual_phrase(self, at: int) -> bool:
        """After a passive verb "رجلا شرطة" can only be the dual before a genitive."""
        following = self.words[at + 1] if at + 1 < self.high else ""
        is_genitive = bool(following) and not following.startswith("ال") and not following.endswith("ا")
        return self.words[at - 1] in _SUBJECT_AFTER and is_genitive and not self.is_nation(at + 1)

    def is_nation(self, at: int) -> bool:
        """Whether a word is an adjective of a nation."""
        noun = self.nouns.get(at)
        return noun is not None and noun.unit == NATIONS

    def is_title(self, at: int) -> bool:
        """Before a definite word a noun names somebody: قائد الشرطة, and before a number it is counted."""
        if at + 1 >= self.high:
            return False
        gap = self.text[self.split.end(at) : self.split.offsets[at + 1]]
        following = self.words[at + 1]
        is_definite = following.startswith("ال") and following not in _NOT_DEFINITE
        if self.is_nation(at + 1):
            is_definite = self.nouns[at + 1].definite  # ألماني bears no article
        is_counted = at + 1 in self.counts and not following.startswith("و")
        return not gap.strip() and (is_definite or is_counted)


def is_family(word: str, fate: Fate) -> bool:
    """Whether the word is "their families" (أسرهم), which has the letters of "captured them"."""
    return fate.lemma == "اسر" and word.endswith(("ه", "ها", "هم", "هن", "هما"))
