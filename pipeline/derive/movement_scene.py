"""What people left where no word says so: the scene of a fire or an attack, or the last place told before."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from pipeline.derive.arabic import Words
from pipeline.derive.number_words import fold_words
from pipeline.derive.places import PlaceMention

Placing = tuple[int, PlaceMention]
"""A place with its index of mention."""

_FEW = 3  # places before a movement that it may have left
_TO, _TO_REACH = fold_words("إلى وإلى نحو باتجاه صوب"), 3
_WATERS = fold_words("نهر بحيرة بركان لبركان مضيق سد طريق خليج بحر بنهر ببحيرة")
_REACH = 12  # words from what happened to its place: "حريق شب في شقة بالدور الثاني في عمارة سكنية بحي X"
_EVENTS = fold_words(
    "حريق الحريق حريقا حرائق نشب اندلع اندلاع اشتعل اشتعال احتراق انهيار انهارت انهار سيول السيول فيضان فيضانات انفجار"
    " انفجر زلزال الزلزال هزة بركان إعصار تسرب غرق غرقت محتجزين محتجزون احتجزوا احتجاز احتجز حاصرتهم حوصروا علقوا"
    " عالقين سقوط سقطت قذيفة قذائف مقذوف مقذوفات قصف غارة غارات تفجير التفجير هجوم الهجوم هجوما حادث الحادث"
)
_ATTACHED = ("و", "ب", "ل", "ف")


def scenes(words: Words, places: Iterable[Placing]) -> Iterator[Placing]:
    """Those of some places before which, in the same clause, a word says that something happened there."""
    for number, mention in places:
        low = max(words.clause(mention.lead)[0], mention.lead - _REACH)
        if any(word in _EVENTS or _is_attached(word) for word in words.words[low : mention.lead]) and may_be_left(
            words, mention
        ):
            yield number, mention


def _is_attached(word: str) -> bool:
    return word.startswith(_ATTACHED) and word[1:] in _EVENTS


def place_before(
    words: Words, at: int, own: Sequence[Placing], scene: Sequence[Placing], before: Sequence[Placing]
) -> list[int]:
    """The last places told before a movement at word `at`, by index.

    They stand in its own sentence, or are the scene of what happened, or stand in the sentence before.
    """
    end, since = (bisect_left(places, at, key=_first) for places in (own, scene))
    told = own[max(0, end - _FEW) : end] or scene[max(0, since - _FEW) : since] or before[-_FEW:]
    return [number for number, mention in told if mention.kind != "country" and may_be_left(words, mention)]


def may_be_left(words: Words, mention: PlaceMention) -> bool:
    """Whether people can have left a place: nobody leaves a river or volcano, nor a place behind "to"."""
    before = words.words[max(words.clause(mention.lead)[0], mention.lead - _TO_REACH) : mention.lead]
    return _TO.isdisjoint(before) and _WATERS.isdisjoint([*before[-1:], words.words[mention.lead]])


def _first(place: Placing) -> int:
    return place[1].first
