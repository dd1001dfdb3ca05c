"""Facts that a report tells, each with the span of the words that tell it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipeline.derive.place_list import Place

ORIGIN, DESTINATION = "origin", "destination"
PARTY, EVACUATED = "party", "evacuated"


@dataclass(frozen=True, slots=True)
class MovedPlace:
    """Where a movement began or led to: `role` is origin or destination.

    `text` is [start, end) of the field as published, `name` the same without clitics. `place` is None for
    a name that no gazetteer holds, or whose homonyms cannot be told apart.
    """

    role: str
    name: str
    place: Place | None
    field: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class MovedCount:
    """How many moved: `unit` is people, civilians, fighters, households, wounded, nationals or vehicles.

    low and high are equal but for ranges and vague orders; `text` is [start, end) of the body.
    """

    unit: str
    low: int
    high: int
    qualifier: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class MovedActor:
    """Who had a part in a movement: `role` is party (to its deal) or evacuated; `text` is [start, end) of the body."""

    role: str
    actor_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Evacuation:
    """One movement of people out of danger, as a report tells it.

    `status` is a realis: done, under_way, planned, called_for, denied or past; only the first three
    have counts. `subtype` and `trigger` are those of the tag. `on` is the day of the movement where
    the text tells one. `text`, [start, end) of `field`, are the words that tell of the movement.
    """

    status: str
    subtype: str
    trigger: str
    is_under_deal: bool
    on: date | None
    field: str
    start: int
    end: int
    text: str
    places: tuple[MovedPlace, ...]
    counts: tuple[MovedCount, ...]
    actors: tuple[MovedActor, ...]


@dataclass(frozen=True, slots=True)
class Toll:
    """People killed, wounded, missing or captured, as one span of the body says; see Casualty."""

    kind: str
    low: float
    high: float
    qualifier: str
    start: int
    end: int
    text: str
