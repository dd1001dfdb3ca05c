"""Which words of a text name places, and which places they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipeline.derive.gazetteer import Gazetteer, Place
from pipeline.derive.match import Reading
from pipeline.derive.place_choice import Context, choose
from pipeline.derive.place_names import AGAINST, FAIR, NONE, STRONG, Name, names_in
from pipeline.derive.place_reading import COMMON, KNOWN, LIKELY, VILLAGE, Word, words_of
from pipeline.derive.place_words import TOWN

__all__ = ["PlaceMention", "find_places"]


class PlaceMention(NamedTuple):
    """A place that a text names: words [first, last) of the reading, [start, end) of the published text.

    `name` is as published, without clitics; in للرقة, whose article lacks its alef, it is الرقة and
    the span that of لرقة. `place` is None when only a word such as "town" says that it is one, or
    when homonyms cannot be told apart. `kind` is that of the place, or `unknown`.

    `lead` is the word where the phrase of the name begins: مدينة in "إلى مدينة البوكمال", شمال in
    "شمال شرق مدينة حلب"; what governs the name (من, إلى, نحو) stands at `lead - 1`, or is a clitic
    of the word `lead`. A head that is part of a known name (مخيم اليرموك, جرود قارة) belongs to the name.
    Names that are joined (مدينتي الرستن وتلبيسة) each have a lead of their own.

    `part_of` is the index in the list of the mention that only says where this one lies: دير الزور
    for البوكمال in "مدينة البوكمال بريف محافظة دير الزور". It may come before ("حلب - الأتارب") and
    may lie in another one itself; the mentions that no `part_of` names are the most specific ones.
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


def find_places(
    text: str,
    reading: Reading,
    gazetteer: Gazetteer,
    hint: str | None = None,
    starts: Mapping[int, Word] | None = None,
) -> list[PlaceMention]:
    """Places that a text names, in reading order; `reading` is of this very text.

    `hint` is the place of the dateline, as published, `starts` the words that can begin a name or stand before
    one, where they are known already. A village, or a name that is a word of the
    language too, counts only with a sign: "town" before it, or a preposition and other places
    of the neighbourhood. Homonyms are told apart by what the text names around them.
    Demonyms are no places. Linear in the length of the text.
    """
    if starts is None:
        read = map(words_of(gazetteer).__getitem__, reading.words.words)
        starts = {at: word for at, word in enumerate(read) if word is not None}
    names = names_in(reading.folded.text, reading.words, starts.items(), gazetteer)
    if not names:
        return []
    context = Context(gazetteer, hint, [word.country for word in starts.values() if word.country])
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
    chosen: dict[tuple[int, str | None, int], Place | None] = {}  # a report repeats its names
    for name in accepted:
        if len(name.options) < 2:
            name.place = name.options[0] if name.options else None
            continue
        container = name.inside.options if name.inside else ()
        key = id(name.options), name.role, id(container)
        if key not in chosen:
            chosen[key] = choose(name.options, name.role, container, context)
        name.place = chosen[key]
    # A common word of which nobody can say which village it is, is none ("مديرية أمن").
    return _mentions(text, reading, [name for name in accepted if name.place or name.level > COMMON])


def _is_place(name: Name, context: Context) -> bool:
    """Whether a small town, a village or a common word is a place here."""
    if name.sign == STRONG:
        # "the towns of the south" is no province of that name.
        return name.level > COMMON or name.role != TOWN or any(place.kind != "province" for place in name.options)
    if not name.options:
        return name.sign == FAIR  # after "island" or "port" too an unknown name is one
    if name.inside and name.level >= VILLAGE and name.sign > NONE:
        around = {place.country for place in name.inside.options}
        if any(place.country in around for place in name.options):
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
