"""Where a text can name places, and the signs around those words that it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.derive.arabic import Words
from pipeline.derive.gazetteer import Gazetteer
from pipeline.derive.place_list import Place, distance_km
from pipeline.derive.place_reading import KNOWN, LIKELY, NO_PLACE, VILLAGE, Word, level_of, words_of
from pipeline.derive.place_words import AREA, DIRECTION, PREPOSITION, PROVINCE, SIGNS, TITLE, TOWN, unknown_name

# How sure the words before a name are of a place.
STRONG, FAIR, SOME, NONE, AGAINST = 3, 2, 1, 0, -1
_SIGNS = {TOWN: STRONG, PROVINCE: STRONG, AREA: FAIR, DIRECTION: FAIR, PREPOSITION: SOME, TITLE: AGAINST}
_LEADS = (TOWN, PROVINCE, AREA, DIRECTION)
_NEIGHBOUR_KM = 60.0
_MOST_OPTIONS = 10
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


def names_in(text: str, words: Words, found: Sequence[tuple[int, Word]], gazetteer: Gazetteer) -> list[Name]:
    """Names from left to right, the longest first, with role, sign and what they lie in; they never overlap.

    `text` is the folded text that `words` are of, `found` what can begin a name or stand before one. A hashtag
    names a place only as a whole (#ريف_حلب, not #حلب_نيوز).
    """
    names: list[Name] = []
    free = 0
    for at, word in found:
        if at < free:
            continue
        name = _name(at, word, words, gazetteer)
        if name:
            free = name.last
            if name.level > NO_PLACE:
                _add(name, names, words)
        elif word.is_town and at + 1 < len(words.words):
            free = max(free, _add_unknown(at + 1, names, words, gazetteer))
    if "_" in text or "@" in text:
        names = [name for name in names if _stands_alone(name, text, words)]
    return names


def _name(at: int, word: Word, words: Words, gazetteer: Gazetteer) -> Name | None:
    """The longest name that begins at a word."""
    following = words.words[at + 1] if at + 1 < len(words.words) else ""
    if word.longs and (word.seconds is None or following in word.seconds):
        name = _longest(at, word, words, gazetteer)
    elif word.single:
        clitic, options, level = word.single
        name = Name(at, at + 1, clitic, options, level)
    else:
        return None
    if name is None:
        return None
    if word.is_town and NO_PLACE < name.level < KNOWN:
        return None  # a user's list may say "مدينة حمص": the name is what follows
    if name.last == at + 1 and SIGNS[words.words[at]] and not _follows_town(at, words):
        return None  # "وادي" and "مركز" are also the names of towns
    return name


def _follows_town(at: int, words: Words) -> bool:
    return at > 0 and _role(words.words[at - 1]) in (TOWN, PROVINCE)


def _role(word: str) -> str | None:
    sign = SIGNS[word]
    return sign.role if sign else None


def _stands_alone(name: Name, text: str, words: Words) -> bool:
    start, end = words.offsets[name.lead], words.end(name.last - 1)
    return text[start - 1 : start] not in ("_", "@") and text[end : end + 1] != "_"


def _longest(at: int, word: Word, words: Words, gazetteer: Gazetteer) -> Name | None:
    best: Name | None = None
    for clitic, core, size, seconds in word.longs:
        following = words.words[at + 1] if at + 1 < len(words.words) else ""
        if seconds is not None and following not in seconds:
            continue
        for last in range(min(at + size, words.clause(at)[1]), at + 1, -1):
            key = core + "".join(words.words[at + 1 : last])
            if key in gazetteer.nothing:
                return Name(at, last, clitic, (), NO_PLACE)
            level = level_of(key, last - at, clitic, gazetteer.named(key), gazetteer) if key in gazetteer.names else -1
            if level > NO_PLACE:
                if best is None or last > best.last:
                    best = Name(at, last, clitic, gazetteer.named(key), level)
                break
    if best is None and word.single:
        clitic, options, level = word.single
        return Name(at, at + 1, clitic, options, level)
    return best


def _add_unknown(at: int, names: list[Name], words: Words, gazetteer: Gazetteer) -> int:
    """Add what follows "town" and is in no list; the word after it, or `at` when nothing is added."""
    word = words_of(gazetteer)[words.words[at]]
    if _role(words.words[at]) or (word and _longest(at, word, words, gazetteer)):
        return at
    size = unknown_name(words.words, at, words.clause(at - 1)[1])
    if size:
        _add(Name(at, at + size, "", (), VILLAGE), names, words)
    return at + size


def _add(name: Name, names: list[Name], words: Words) -> None:
    before = names[-1] if names else None
    _weigh(name, before, words)
    if before and before.last + _GAP >= name.first and _is_inside(before, name, words):
        _put_inside(names, name)
    elif before and before.last == name.first and _opens(before, name):
        name.inside = before
    names.append(name)


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


def _weigh(name: Name, before: Name | None, words: Words) -> None:
    """Role and sign of a name from the words before it, or from the name that it is joined to."""
    low = words.clause(name.first)[0]
    name.lead = name.first
    if "ب" in name.clitic or "ل" in name.clitic:
        name.sign = SOME
    elif name.first > low and not name.clitic:
        name.role = _role(words.words[name.first - 1])
        name.sign = _SIGNS.get(name.role or "", NONE)
        while name.lead > low and _role(words.words[name.lead - 1]) in _LEADS:
            name.lead -= 1
    if name.sign != NONE:
        return
    if before and before.last == name.first:
        is_joined = name.clitic.startswith("و") or name.first == low
        if is_joined or _are_neighbours(before.options, name.options):
            name.role, name.sign = before.role if is_joined else None, max(before.sign, SOME)
    elif (name.first == 0 and name.last > 1) or words.clause(name.first) == (name.first, name.last):
        name.sign = SOME  # a title opens with the place, or names it apart: "ريف حماة - حربنفسه: آثار الدمار"


def _is_province(name: Name) -> bool:
    return any(place.kind == "province" for place in name.options)


def _are_neighbours(some: Sequence[Place], others: Sequence[Place]) -> bool:
    """Whether two names that stand side by side lie side by side: "ريف حلب عنجارة"."""
    return any(
        one.country == other.country and one.kind != "country" and distance_km(one, other) < _NEIGHBOUR_KM
        for one in some[:_MOST_OPTIONS]
        for other in others[:_MOST_OPTIONS]
    )


def _is_inside(name: Name, around: Name, words: Words) -> bool:
    """Whether the second name says where the first lies: "X بريف Y", "X في شمال Y", "X، Y"."""
    gap = around.first - name.last
    if around.clitic.startswith("و") or words.sentence(name.last - 1)[1] <= around.first:
        return False
    if gap:
        between = map(SIGNS.__getitem__, words.words[name.last : around.first])
        return all(sign is not None and sign.is_link for sign in between)
    return "ب" in around.clitic or any(place.kind in ("province", "country") for place in around.options)
