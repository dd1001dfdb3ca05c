"""What a single word can be among places: a name, the first word of names, a sign, a link, an adjective."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.derive.gazetteer import ARAB, Gazetteer, Place
from pipeline.derive.place_words import FUNCTION_WORDS, NOT_NAMES, SIGNS, SURE_HEADS, TOWN_WORDS, cut_clitics

# How sure a name is of a place, without what stands around it.
KNOWN, LIKELY, VILLAGE, COMMON, NO_PLACE = 3, 2, 1, 0, -1
_LIKELY_POPULATION, _LARGE = 5_000, 500_000
_SHORT = 3  # letters; shorter names, and foreign ones of words of three, are words (آن, بشأن, سي إن)
_ADJECTIVE_ENDS = ("ه", "ي", "ين", "ون")
_MEMO_SIZE = 20_000
_LONGEST = 30


class _Single(NamedTuple):
    clitic: str
    options: Sequence[Place]
    level: int


class _Long(NamedTuple):
    clitic: str
    core: str
    size: int
    seconds: set[str] | None  # None: any; كفر نبل may stand in the list as كفرنبل


class Word(NamedTuple):
    """What a folded word can be among places: a name, the first word of longer names, "town", an adjective.

    `seconds` are the words that can follow in one of `longs`, None for any. `needs_sign` says that `single`
    counts beside some sign only, `is_sign` that the word can be such a sign itself.
    """

    single: _Single | None
    longs: tuple[_Long, ...]
    seconds: frozenset[str] | None
    needs_sign: bool
    is_town: bool
    is_sign: bool
    country: str | None


class PlaceWords(dict[str, Word | None]):
    """Memo of what each word met so far can be; None, as for most words, when it is nothing.

    Prepositions and other signs are none: they are looked up beside a name only (place_words.SIGNS).
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer

    def __missing__(self, word: str) -> Word | None:
        if len(self) >= _MEMO_SIZE:
            self.clear()
        self[word] = found = self.read(word)
        return found

    def read(self, word: str) -> Word | None:
        """What a word can be, not remembered."""
        if len(word) > _LONGEST or word.isascii():
            return None
        cut = cut_clitics(word)
        country = self.gazetteer.country_of(word) if word.endswith(_ADJECTIVE_ENDS) else None
        is_name = not any(core in FUNCTION_WORDS for _, core in cut)
        single = self._single(cut) if is_name else None
        if country and single and single.clitic and all(place.kind != "country" for place in single.options):
            single = None  # فلبيني is "a Filipino"
        longs = tuple(self._longs(cut)) if is_name or (cut and cut[-1][1].startswith("ال")) else ()  # المملكة المتحدة
        is_town = any(core in TOWN_WORDS for _, core in cut)
        if not (single or longs or is_town or country):
            return None
        any_second = any(long.seconds is None for long in longs)
        seconds = None if any_second else frozenset().union(*(long.seconds or () for long in longs))
        needs_sign = single is not None and single.level <= VILLAGE and not single.clitic.endswith(("ب", "ل"))
        return Word(single, longs, seconds, needs_sign, is_town, SIGNS[word] is not None, country)

    def _single(self, cut: Sequence[tuple[str, str]]) -> _Single | None:
        """The name that the word is; without a clitic unless that is a mere village."""
        best: _Single | None = None
        for clitic, core in cut:
            options = self.gazetteer.named(core)
            level = level_of(core, 1, clitic, options, self.gazetteer)
            if level > NO_PLACE and (best is None or best.level == VILLAGE < level):
                best = _Single(clitic, options, level)
        return best

    def _longs(self, cut: Sequence[tuple[str, str]]) -> Iterator[_Long]:
        gazetteer = self.gazetteer
        for clitic, core in cut:
            if gazetteer.sizes.get(core, 1) > 1:
                seconds = None if core in SURE_HEADS else gazetteer.seconds.get(core)
                yield _Long(clitic, core, gazetteer.sizes[core], seconds)


@lru_cache(maxsize=8)
def words_of(gazetteer: Gazetteer) -> PlaceWords:
    """The memo of a gazetteer, kept beside it so that the gazetteer itself never changes and pickles small."""
    return PlaceWords(gazetteer)


def level_of(key: str, size: int, clitic: str, options: Sequence[Place], gazetteer: Gazetteer) -> int:
    """How sure a name of `size` words is of a place without any sign around it."""
    if not options or key in NOT_NAMES:
        return NO_PLACE
    is_large = any(place.kind in ("country", "province") for place in options)
    if clitic and (len(key) < _SHORT or (len(key) == _SHORT and not is_large)):
        return COMMON  # باب is no "in Ibb", لقاح not "for Qah"
    if key in gazetteer.signed:
        return LIKELY
    if len(key) < _SHORT:
        return NO_PLACE
    if key in gazetteer.common:
        return COMMON
    if key in gazetteer.adjectives:
        return LIKELY  # سورية is a country and an adjective
    is_near = any(place.country in ARAB or place.kind != "city" for place in options)
    is_short = len(key) <= _SHORT * size or (len(key) == _SHORT + 1 and max(p.population for p in options) < _LARGE)
    if not is_near and is_short and (clitic or size > 1):
        return COMMON  # باولو is no "in Oulu"
    if any(place.is_known for place in options) or (size > 1 and is_near and key.startswith(SURE_HEADS)):
        return KNOWN
    is_likely = any(
        place.population >= _LIKELY_POPULATION or size > 1 or (place.kind == "listed" and len(key) > _SHORT)
        for place in options
        if place.country in ARAB or place.kind == "listed"
    )
    return LIKELY if is_likely else VILLAGE
