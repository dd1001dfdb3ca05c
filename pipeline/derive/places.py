"""Which words of a text name places, and which places they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.derive.gazetteer import Gazetteer, Place
from pipeline.derive.match import Reading
from pipeline.derive.place_choice import Context, choose
from pipeline.derive.place_names import AGAINST, FAIR, NONE, STRONG, Name, names_in
from pipeline.derive.place_reading import KNOWN, LIKELY, VILLAGE, words_of

__all__ = ["PlaceMention", "find_places"]


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place that a text names: words [first, last) of the reading, [start, end) of the published text.

    `name` is as published, without clitics. `place` is None when only a word such as "town" says that
    it is one, or when homonyms cannot be told apart. `kind` is that of the place, or `unknown`.
    `lead` is the word where what belongs to the name begins (مدينة, شمال شرق). `part_of` is the
    index in the list of the mention that only says where this one lies: دير الزور for
    البوكمال in "مدينة البوكمال بريف دير الزور".
    """

    first: int
    last: int
    start: int
    end: int
    name: str
    place: Place | None
    kind: str
    lead: int
    part_of: int | None


def find_places(text: str, reading: Reading, gazetteer: Gazetteer, hint: str | None = None) -> list[PlaceMention]:
    """Places that a text names, in reading order; `reading` is of this very text.

    `hint` is the place of the dateline, as published. A village, or a name that is a word of the
    language too, counts only with a sign: "town" before it, or a preposition and other places
    of the neighbourhood. Homonyms are told apart by what the text names around them.
    Demonyms are no places. Linear in the length of the text.
    """
    read = map(words_of(gazetteer).__getitem__, reading.words.words)
    found = [(at, word) for at, word in enumerate(read) if word]
    names = names_in(reading.folded.text, reading.words, found, gazetteer)
    if not names:
        return []
    context = Context(gazetteer, hint, [word.country for _, word in found if word.country])
    accepted: list[Name] = []
    doubtful: list[Name] = []
    for name in names:
        if name.level == KNOWN and name.sign > AGAINST:
            context.note(name.options)
            accepted.append(name)
        elif name.sign > NONE or (name.level == LIKELY and name.sign == NONE):
            doubtful.append(name)
    accepted += [name for name in doubtful if _is_place(name, context)]
    accepted.sort(key=lambda name: name.first)
    for name in accepted:
        container = name.inside.options if name.inside else ()
        name.place = choose(name.options, name.role, container, context) if name.options else None
    return _mentions(text, reading, accepted)


def _is_place(name: Name, context: Context) -> bool:
    """Whether a small town, a village or a common word is a place here."""
    if name.sign == STRONG:
        return True
    if name.sign > NONE and (name.level == LIKELY or (name.level == VILLAGE and name.sign == FAIR)):
        return not context.neighbours or any(place.country in context.votes for place in name.options)
    return any(context.is_near(place) for place in name.options)


def _mentions(text: str, reading: Reading, names: Sequence[Name]) -> list[PlaceMention]:
    numbers = {id(name): at for at, name in enumerate(names)}
    words = reading.words
    mentions = []
    for name in names:
        start, end = reading.folded.span(words.offsets[name.first] + len(name.clitic), words.end(name.last - 1))
        published = text[start:end]
        if name.clitic.endswith("ل") and words.words[name.first].startswith(name.clitic + "ل"):
            published = "ا" + published  # للرقة is ل and الرقة
        kind = name.place.kind if name.place else "unknown"
        part_of = numbers.get(id(name.inside)) if name.inside else None
        mentions.append(
            PlaceMention(name.first, name.last, start, end, published, name.place, kind, name.lead, part_of)
        )
    return mentions
