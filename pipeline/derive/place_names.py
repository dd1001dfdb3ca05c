"""Where a text can name places, and the signs around those words that it does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.derive.arabic import Words, fold
from pipeline.derive.gazetteer import Gazetteer
from pipeline.derive.place_list import Place, distance_km
from pipeline.derive.place_reading import COMMON, KNOWN, LIKELY, NO_PLACE, VILLAGE, Word, level_of, words_of
from pipeline.derive.place_words import (
    AREA,
    DIRECTION,
    PREPOSITION,
    PROVINCE,
    SIGNS,
    TITLE,
    TOWN,
    head_clitic,
    joined_name,
    looks_foreign,
    unknown_name,
)

# How sure the words before a name are of a place.
STRONG, FAIR, SOME, NONE, AGAINST = 3, 2, 1, 0, -1
_SURE = {TOWN: STRONG, PROVINCE: STRONG, AREA: FAIR, DIRECTION: FAIR, PREPOSITION: SOME, TITLE: AGAINST, None: NONE}
_LEADS = (TOWN, PROVINCE, AREA, DIRECTION)
_NEIGHBOUR_KM = 60.0
_MOST_OPTIONS = 10
_ARTICLES = ("ال", "لل", "بال", "وال", "فال", "ولل")
_WAYS = frozenset(fold("من ومن إلى وإلى نحو صوب باتجاه").text.split())
_GAP = 3  # words between a place and what it lies in: "في شمال شرق X"


@dataclass(slots=True, eq=False)
class Name:
    """Words [first, last) that can name a place; `options` is empty for what only "town" before it names."""

    first: int
    last: int
    clitic: str
    options: Sequence[Place]
    level: int
    role: str | None = None
    sign: int = NONE
    lead: int = 0
    inside: Name | None = None
    place: Place | None = None


def names_in(text: str, words: Words, found: Iterable[tuple[int, Word]], gazetteer: Gazetteer) -> list[Name]:
    """Names from left to right, the longest first, with role, sign and what they lie in; they never overlap.

    `text` is the folded text that `words` are of, `found` what can begin a name or stand before one. A hashtag
    names a place only as a whole (#ريف_حلب, not #حلب_نيوز).
    """
    names = _Finder(words, gazetteer).find(found)
    if "_" in text or "@" in text:
        return [name for name in names if _stands_alone(name, text, words)]
    return names


def _stands_alone(name: Name, text: str, words: Words) -> bool:
    start, end = words.offsets[name.lead], words.end(name.last - 1)
    return text[start - 1 : start] not in ("_", "@") and text[end : end + 1] != "_"


def _role(word: str) -> str | None:
    sign = SIGNS[word]
    return sign.role if sign else None


class _Finder:
    """One pass over the words of a text."""

    def __init__(self, words: Words, gazetteer: Gazetteer) -> None:
        self.words = words
        self.texts = words.words
        self.starts = {0, len(self.texts), *words.clauses}
        self.gazetteer = gazetteer
        self.names: list[Name] = []

    def find(self, found: Iterable[tuple[int, Word]]) -> list[Name]:
        free, last, texts = 0, len(self.texts) - 1, self.texts
        for at, word in found:
            if at < free:
                continue
            single, longs, seconds, needs_sign, is_town, is_sign, country = word
            name = None
            if longs and at < last and (seconds is None or texts[at + 1] in seconds):
                name = self._longest(at, word)
            elif single and not (needs_sign and self._lacks_sign(at)) and not (country and self._is_adjective(at)):
                name = Name(at, at + 1, *single)
            if name and not (is_sign and self._is_head(name, is_town)):
                free = name.last
                if name.level > NO_PLACE:
                    if name.level == KNOWN:
                        self._unknown_inside(name)
                    self._add(name)
                    if free <= last and texts[free][:1] == "و":
                        free = self._joined(name)
            elif is_town and at < last:
                free = max(free, self._unknown(at + 1))
        return self.names

    def _lacks_sign(self, at: int) -> bool:
        """Whether nothing speaks for a place: most villages and common words are met so, and must cost little."""
        sign = SIGNS[self.texts[at - 1]] if at else None
        if not at or (sign and sign.role not in (None, TITLE)):
            return False
        if self.names and self.names[-1].last == at:
            return False
        return at not in self.starts or at + 1 not in self.starts

    def _is_adjective(self, at: int) -> bool:
        """Whether a word that is a country and its adjective follows what it describes: "الحكومة السعودية"."""
        if at in self.starts or not self.texts[at].startswith("ال"):
            return False
        before = self.texts[at - 1]
        return before.startswith(_ARTICLES) and not SIGNS[before]  # وإلى begins so too

    def _is_head(self, name: Name, is_town: bool) -> bool:
        """Whether the word is "town" or the like here, though it is the name of a town too (وادي, مركز, مدينة حمص)."""
        if is_town and NO_PLACE < name.level < KNOWN:
            return True
        if name.last > name.first + 1:
            return False
        return not name.first or _role(self.texts[name.first - 1]) not in (TOWN, PROVINCE)

    def _longest(self, at: int, word: Word) -> Name | None:
        best: Name | None = None
        gazetteer, texts = self.gazetteer, self.texts
        end = self.words.clause(at)[1]
        end -= not texts[end - 1]  # a full stop that ends the text is followed by an empty word
        for clitic, core, size, seconds in word.longs:
            if seconds is not None and texts[at + 1] not in seconds:
                continue
            for last in range(min(at + size, end), at + 1, -1):
                key = core + "".join(texts[at + 1 : last])
                if key in gazetteer.nothing:
                    return Name(at, last, clitic, (), NO_PLACE)
                if key not in gazetteer.names:
                    continue
                level = level_of(key, last - at, clitic, gazetteer.named(key), gazetteer)
                if level > NO_PLACE:
                    if best is None or last > best.last:
                        best = Name(at, last, clitic, gazetteer.named(key), level)
                    break
        return Name(at, at + 1, *word.single) if best is None and word.single else best

    def _unknown(self, at: int) -> int:
        """Add what follows "town" and is in no list; the word after it, or `at` when nothing is added."""
        word = words_of(self.gazetteer)[self.texts[at]]
        if _role(self.texts[at]) not in (None, TITLE) or (word and (word.single or self._begins(at, word))):
            return at
        size = unknown_name(self.texts, at, self.words.clause(at - 1)[1])
        if size:
            return self._joined(self._add(Name(at, at + size, "", (), VILLAGE)))
        return at

    def _unknown_inside(self, around: Name) -> None:
        """Add a name that no list has, between a preposition of way and what it lies in: "إلى عنتيبي في أوغندا"."""
        texts, at = self.texts, around.first - 1
        is_inside = around.clitic == "ب"
        while at > 0 and not is_inside and _role(texts[at]) in (PROVINCE, DIRECTION) and head_clitic(texts[at]) == "":
            at -= 1
        if not is_inside and at > 0:
            is_inside = texts[at] == "في" or head_clitic(texts[at]) == "ب"
            at -= 1
        if not is_inside or at < 1 or texts[at - 1] not in _WAYS or at in self.starts or around.first in self.starts:
            return
        if self.names and self.names[-1].last > at:
            return
        word = words_of(self.gazetteer)[texts[at]]
        if not _role(texts[at]) and not (word and word.single) and looks_foreign(texts[at]):
            self._add(Name(at, at + 1, "", (), VILLAGE)).sign = STRONG

    def _joined(self, name: Name) -> int:
        """Add the unknown second name of "the two towns of"; the word after it, or after the first."""
        at = name.last
        size = joined_name(self.texts, at, self.texts[name.first - 1]) if name.first and at not in self.starts else 0
        if not size:
            return at
        word = words_of(self.gazetteer)[self.texts[at]]
        known = self._longest(at, word) if word and word.longs and at + 1 < len(self.texts) else None
        is_single = word is not None and word.single is not None and word.single.level > COMMON
        if (known and known.last > at + 1) or (size == 1 and is_single):
            return at
        self._add(Name(at, at + size, "و", (), VILLAGE))
        return at + size

    def _add(self, name: Name) -> Name:
        self._weigh(name, self.names[-1] if self.names else None)
        self.names.append(name)
        return name

    def _begins(self, at: int, word: Word) -> bool:
        return bool(word.longs) and at + 1 < len(self.texts) and self._longest(at, word) is not None

    def _weigh(self, name: Name, before: Name | None) -> None:
        """Role and sign of a name from the words before it, or from the name that it is joined to."""
        first, texts, starts = name.first, self.texts, self.starts
        name.lead = first
        is_start = first in starts
        if "ب" in name.clitic or "ل" in name.clitic:
            name.sign = SOME
        elif not is_start and not name.clitic:
            name.role = _role(texts[first - 1])
            name.sign = _SURE[name.role]
            while name.lead not in starts and _role(texts[name.lead - 1]) in _LEADS:
                name.lead -= 1
        if name.sign == NONE:
            if before and before.last == first:
                is_joined = name.clitic.startswith("و") or is_start
                if is_joined or _are_neighbours(before.options, name.options):
                    name.role, name.sign = before.role if is_joined else None, max(before.sign, SOME)
            elif is_start and (name.last in starts or (first == 0 and name.last > 1)):
                name.sign = SOME  # a title opens with the place, or names it apart: "ريف حماة - حربنفسه: آثار الدمار"
        if before and first - before.last <= _GAP:
            if self._is_inside(before, name):
                _put_inside(self.names, name)
            elif before.last == first and _opens(before, name):
                name.inside = before

    def _is_inside(self, name: Name, around: Name) -> bool:
        """Whether the second name says where the first lies: "X بريف Y", "X في شمال Y", "X، Y"."""
        if around.clitic.startswith("و"):
            return False
        between = self.texts[name.last : around.first]
        if between:
            is_told = all(sign is not None and sign.is_link for sign in map(SIGNS.__getitem__, between))
        else:
            is_told = "ب" in around.clitic or any(place.kind in ("province", "country") for place in around.options)
        return is_told and self.words.sentence(name.last - 1)[1] > around.first


def _opens(province: Name, name: Name) -> bool:
    """Whether a province stands before its town as in a title: "حلب - الأتارب"."""
    if not _is_province(province) or _is_province(name) or name.clitic.startswith("و"):
        return False
    return _are_neighbours(province.options, name.options)


def _put_inside(names: Sequence[Name], around: Name) -> None:
    """The last name lies in `around`, and so do those that it is joined to: "الرستن وتلبيسة بريف حمص"."""
    for at in range(len(names) - 1, -1, -1):
        name = names[at]
        name.inside = around
        name.sign = max(name.sign, FAIR if name.level >= LIKELY else NONE)
        is_joined = at and names[at - 1].last == name.first and name.clitic.startswith("و")
        if not is_joined or names[at - 1].inside:
            return


def _is_province(name: Name) -> bool:
    return any(place.kind == "province" for place in name.options)


def _are_neighbours(some: Sequence[Place], others: Sequence[Place]) -> bool:
    """Whether two names that stand side by side lie side by side: "ريف حلب عنجارة"."""
    return any(
        one.country == other.country and one.kind != "country" and distance_km(one, other) < _NEIGHBOUR_KM
        for one in some[:_MOST_OPTIONS]
        for other in others[:_MOST_OPTIONS]
    )
