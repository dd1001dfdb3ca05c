"""Which figures of one movement add up, and which are parts of another figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.derive.arabic import fold, split_words
from pipeline.derive.facts import MovedCount
from pipeline.derive.number_words import fold_words

_APART = ("households", "vehicles")  # add up with their like only; all other units are people
_OF_THEM = fold_words("منهم ومنهم منهن منها ومنها بينهم وبينهم بينهن بينها وبينها ضمنهم ضمنها عدادهم")
# So opens a sentence about some of those counted before: "وشمل العدد 112 شخصا", "وبين هؤلاء".
_AMONG = fold_words("وشمل شمل ويشمل وتشمل وضم ويضم ومن من وبين بين")
_THEM = fold_words("العدد المجموع الإجمالي هؤلاء")
_OPENING = 3  # words
_TOGETHER_WITH = fold_words("إضافة بالإضافة وإضافة فضلا وفضلا علاوة وعلاوة جانب مع ومع برفقة رفقة")
_REACH = 5  # words between "among them" or "together with" and its figure: "من بينهم أيضا ما يقارب"
_FAR = 300  # letters: longer than what stands between joined figures, and keeps the cost linear
_NEW, _SUMMAND, _PART = "new", "summand", "part"


def sum_numbers(body: str, counts: Sequence[MovedCount]) -> list[int | None]:
    """For each figure of one movement the number of the sum that it belongs to, None for a part of another.

    Figures that one sentence joins by "and" add up ("300 مقاتل و400 من عائلاتهم"); one that
    "among them" introduces is a part of the figure before it, and so are those joined to it and those of a sentence
    that opens so ("وشمل العدد 112"), whichever movement tells the whole. All
    others are told on their own: they repeat, correct or divide, and nobody may add them up.
    """
    numbers: list[int | None] = [None] * len(counts)
    used = 0
    for apart in (*_APART, None):
        of_kind = [i for i, count in enumerate(counts) if (count.unit if count.unit in _APART else None) == apart]
        of_kind.sort(key=lambda i: (counts[i].start, counts[i].end))
        for index, link in zip(of_kind, _links(body, [counts[i] for i in of_kind]), strict=True):
            used += link == _NEW
            numbers[index] = None if link == _PART else used
    return numbers


def _links(body: str, counts: Sequence[MovedCount]) -> Iterator[str]:
    """How each figure, in the order of the text, goes with the one before it."""
    last, end = _NEW, 0
    for at, count in enumerate(counts):
        link = _link(body[end : count.start], count.text) if at else _NEW
        if link == _NEW and _is_share(body[max(0, count.start - _FAR) : count.start]):
            link = _PART
        # What is joined to a part is a part, too.
        last = last if link == _SUMMAND and last == _PART else link
        yield last
        end = max(end, count.end)


def _is_share(before: str) -> bool:
    words = split_words(fold(before).text)
    at = words.sentences[-1] if words.sentences else 0
    opening = [word for word in words.words[at:] if word][:_OPENING]
    return not _AMONG.isdisjoint(opening) and not _THEM.isdisjoint(opening)


def _link(between: str, text: str) -> str:
    if len(between) > _FAR:
        return _NEW
    gap = split_words(fold(between).text)
    if gap.sentences:
        return _NEW
    near = [word for word in gap.words if word][-_REACH:]
    own = fold(text).text
    if not _OF_THEM.isdisjoint((*near, *own.split())):
        return _PART
    is_joined = near[-1:] == ["و"] or (own.startswith("و") and not own.startswith("واحد"))
    return _SUMMAND if is_joined or not _TOGETHER_WITH.isdisjoint(near) else _NEW
