"""The words of a report that say something: each as a span with its kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from pipeline.derive.clues import find_clues
from pipeline.derive.counts import find_counts
from pipeline.derive.event_dates import find_dates
from pipeline.derive.facts import Evacuation
from pipeline.derive.lexicon import Hit
from pipeline.derive.match import Reading
from pipeline.derive.tags import Tagged


@dataclass(frozen=True, slots=True)
class Span:
    """[start, end) of the title or body as published, with what it is.

    kind: core (what a rule speaks of), near (what had to stand near it), vetoed (a core that
    gave no tag), sentence (where the model found a tag that no rule did), place, actor, count,
    casualty, date or dateline. id: the rule, place, actor, unit, kind of casualty or ISO day.
    """

    kind: str
    field: str
    start: int
    end: int
    text: str
    id: str


@dataclass(frozen=True, slots=True)
class FieldReading:
    """A title or body with its reading, which begins at `base` of the published text."""

    name: str
    text: str
    base: int
    reading: Reading

    def span(self, kind: str, hit: Hit, key: str) -> Span:
        """The span of [first, last) words."""
        words = self.reading.words
        start, end = self.reading.folded.span(words.offsets[hit[0]], words.end(hit[1] - 1))
        start, end = self.base + start, self.base + end
        return Span(kind, self.name, start, end, self.text[start:end], key)


def fact_spans(tagged: Tagged, body: FieldReading, on: date | None) -> Iterator[Span]:
    """Dateline, places, actors, casualties, counts and dates; the last two of the body only."""
    if tagged.dateline:
        start, end = tagged.dateline.start, tagged.dateline.end
        yield Span("dateline", "body", start, end, body.text[start:end], tagged.dateline.on.isoformat())
    for mention in tagged.mentions:
        if mention.kind in ("place", "actor"):
            yield Span(mention.kind, mention.field, mention.start, mention.end, mention.text, mention.id)
    for toll in tagged.casualties:
        yield Span("casualty", "body", toll.start, toll.end, toll.text, toll.kind)
    clues = find_clues(body.reading.words)
    for count in find_counts(body.reading, clues=clues):
        if count.unit:
            yield body.span("count", (count.first, count.last), count.unit)
    for day in find_dates(body.reading, on, clues):
        yield body.span("date", (day.first, day.last), day.on.isoformat())


def evacuation_spans(evacuations: Iterable[Evacuation]) -> Iterator[Span]:
    """The words that tell where people went from and to, how many, and who had a part in it."""
    for movement in evacuations:
        for place in movement.places:
            name = f"{place.role} {place.place.place_id if place.place else place.name}"
            yield Span("place", place.field, place.start, place.end, place.text, name)
        for count in movement.counts:
            yield Span("count", "body", count.start, count.end, count.text, count.unit)
        for actor in movement.actors:
            yield Span("actor", "body", actor.start, actor.end, actor.text, f"{actor.role} {actor.actor_id}")
