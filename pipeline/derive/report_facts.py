"""The facts of a report's text: casualties, movements with their places, counts and actors, all with their words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.derive.actors import ActorMention, find_actors, load_actors
from pipeline.derive.casualties import find_casualties
from pipeline.derive.clues import Clues, find_clues
from pipeline.derive.counts import find_counts, proclitic
from pipeline.derive.evacuations import Known, find_movements
from pipeline.derive.event_dates import date_near
from pipeline.derive.facts import (
    DESTINATION,
    EVACUATED,
    ORIGIN,
    PARTY,
    Evacuation,
    MovedActor,
    MovedCount,
    MovedPlace,
    Toll,
)
from pipeline.derive.gazetteer import Gazetteer
from pipeline.derive.match import Reading
from pipeline.derive.movement_status import Told
from pipeline.derive.movements import Movement
from pipeline.derive.place_slots import with_slots
from pipeline.derive.places import PlaceMention, find_places

_BRACKETED = re.compile(r"\( ?[\d.,٬]+ ?\)")

Span = Callable[[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Names:
    """Places and actors that a text names, in reading order, and what else its words can be in a fact."""

    places: list[PlaceMention]
    actors: list[ActorMention]
    clues: Clues


@dataclass(frozen=True, slots=True)
class TextFacts:
    """Facts of one text, with spans that count from its beginning."""

    casualties: tuple[Toll, ...]
    evacuations: tuple[Evacuation, ...]


def find_names(
    text: str, reading: Reading, gazetteer: Gazetteer, dateline_place: str | None, *, has_movements: bool = False
) -> Names:
    """Places and actors of a text that `reading` is of; the place of the dateline tells homonyms apart.

    Where a text `has_movements`, what stands whence or whither of one is a place though no list has it.
    """
    clues = reading.clues or find_clues(reading.words, gazetteer)
    places = find_places(text, reading, gazetteer, dateline_place, clues.places)
    if has_movements:
        places = with_slots(text, reading, clues, places)
    return Names(places, find_actors(reading, load_actors(), clues.actors), clues)


def facts_of(
    text: str,
    base: int,
    reading: Reading,
    names: Names,
    told: Sequence[Told],
    labels: Sequence[tuple[str, str]],
    realis_at: Callable[[int], str],
    on: date | None,
) -> TextFacts:
    """Facts of the text text[base:], which `reading` and `names` are of; their spans count from 0 of `text`.

    `told` are the passages that tell of an evacuation, `labels` subtype and trigger of the tags for one, the strongest
    first.
    Movements are told of the body only: a title repeats them.
    """
    clues = names.clues
    # Half of all reports tell neither of harm nor of movements: what is counted in them is of no fact.
    tag = labels[0] if labels else None
    has_counts = bool(told or tag or clues.harm)
    counts = find_counts(reading, clues=clues) if has_counts else []
    casualties = find_casualties(reading, counts, on, clues) if has_counts else []
    known = Known(reading, clues, told, tag, counts, casualties, names.places, names.actors, realis_at,
                  is_of_deal=any(subtype == "deal_evacuation" for subtype, _ in labels))  # fmt: skip
    movements = find_movements(known)

    def span(first: int, last: int) -> tuple[int, int]:
        """Of a figure, without what is attached to its first word."""
        start = reading.words.offsets[first] + proclitic(reading.words.words[first])
        start, end = reading.folded.span(start, reading.words.end(last - 1))
        return _with_brackets(text, base + start, base + end)

    evacuations = []
    for movement in movements:
        heads = [movement.head, *movement.told_at]
        day = next((day for head in heads if (day := date_near(reading, *head, on, clues))), None)
        evacuations.append(_evacuation(movement, text, base, span, names.places, day))
    tolls = [
        Toll(c.kind, c.low, c.high, c.qualifier, *span(c.first, c.last), text[slice(*span(c.first, c.last))])
        for c in casualties
        if c.is_news
    ]
    return TextFacts(tuple(tolls), tuple(evacuations))


def _with_brackets(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of a figure with the brackets around its digits: "( 7 ) حالات", "(15)"."""
    first = start - 1 if text[start - 1 : start] != " " else start - 2
    bracketed = _BRACKETED.match(text, first) if first >= 0 else None
    return (first, max(end, bracketed.end())) if bracketed else (start, end)


def _evacuation(
    movement: Movement, text: str, base: int, span: Span, places: Sequence[PlaceMention], on: date | None
) -> Evacuation:
    start, end = span(*movement.head)
    moved = [(ORIGIN, number) for number in movement.origins] + [(DESTINATION, n) for n in movement.destinations]
    actors = [(PARTY, actor) for actor in movement.parties] + [(EVACUATED, actor) for actor in movement.evacuated]
    return Evacuation(
        status=movement.status,
        subtype=movement.subtype,
        trigger=movement.trigger,
        is_under_deal=movement.is_under_deal,
        on=on,
        field="body",
        start=start,
        end=end,
        text=text[start:end],
        places=tuple(_place(role, places[number], base, text) for role, number in moved),
        counts=tuple(
            MovedCount(
                c.unit or "people",
                int(c.low),
                int(c.high),
                c.qualifier,
                *span(c.first, c.last),
                text[slice(*span(c.first, c.last))],
            )
            for c in sorted(movement.counts, key=lambda c: c.first)
        ),
        actors=tuple(
            MovedActor(role, a.actor_id, base + a.start, base + a.end, text[base + a.start : base + a.end])
            for role, a in actors
        ),
    )


def _place(role: str, mention: PlaceMention, base: int, text: str) -> MovedPlace:
    start, end = base + mention.start, base + mention.end
    return MovedPlace(role, mention.name, mention.place, "body", start, end, text[start:end])
