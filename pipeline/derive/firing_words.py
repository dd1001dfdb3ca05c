"""The words of a text that a rule found or stumbled over, for telling why it fired or did not."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import islice

from pipeline.derive.lexicon import Hit
from pipeline.derive.marked_spans import FieldReading
from pipeline.derive.match import Passage, Reading, nearest

MOST_WORDS = 5
"""Words told of what held a passage back; more say nothing more."""


def near_words(reading: Reading, passage: Passage) -> list[Hit]:
    """The hits that stood near a passage because its rule asked for them."""
    rule, core = passage.rule, passage.core
    low, high = _window(reading, core, rule.within, rule.within)
    hits = (nearest(reading.hits.get(term, ()), core, low, high) for term in rule.near)
    return [hit for hit in hits if hit]


def forbidden(field: FieldReading, passage: Passage) -> tuple[str, ...]:
    """The words beside a passage that its rule must not have there."""
    rule, core = passage.rule, passage.core
    return tuple(
        word
        for term in rule.not_near
        for word in words_of(field, hits_around(field.reading, term, core, rule.not_within, rule.not_within))
    )


def hits_around(reading: Reading, term: int, core: Hit, before: int, after: int) -> Iterator[Hit]:
    """Hits of a term at most so many words before or after a passage, in its sentence."""
    low, high = _window(reading, core, before, after)
    hits = reading.hits.get(term, [])
    for at in range(bisect_left(hits, (low, 0)), bisect_left(hits, (high, 0))):
        if hits[at][1] <= high:
            yield hits[at]


def _window(reading: Reading, core: Hit, before: int, after: int) -> Hit:
    low, high = reading.words.sentence(core[0])
    return max(low, core[0] - before), min(high, core[1] + after)


def words_of(field: FieldReading, hits: Iterable[Hit]) -> tuple[str, ...]:
    """The first of some hits as published, each once."""
    return tuple(dict.fromkeys(field.span("", hit, "").text for hit in islice(hits, MOST_WORDS)))
