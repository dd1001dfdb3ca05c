"""Parts of one movement put together: what contradicts is another movement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.derive.actors import ActorMention
from pipeline.derive.counts import Count
from pipeline.derive.lexicon import Hit
from pipeline.derive.place_list import distance_km
from pipeline.derive.places import PlaceMention
from pipeline.derive.rule_files import REPORTED

MOST_FACTS = 40  # places and counts of one movement, and movements of one text: more is noise
_SAME_KM = 8.0  # a town and the area that bears its name

_LARGE = ("country", "province")
Around = set[tuple[str, str]]
"""Pairs (place, the one that the text says it lies in), by id."""


@dataclass(slots=True)
class Movement:
    """A movement while it is gathered: places by index of mention, all else by word.

    `is_sure` where a passage or the form of the verb gives the status: other parts take that of the movement
    that they join. `locations` are places that the people were at where only "in" says so: origins where no
    other is told. `before` are places named before the movement, for one that has none of those either. `told_at`
    are the heads of the parts that joined it.
    """

    head: Hit
    sentence: Hit
    status: str
    subtype: str
    trigger: str
    is_sure: bool = True
    is_under_deal: bool = False
    origins: list[int] = field(default_factory=list)
    destinations: list[int] = field(default_factory=list)
    locations: list[int] = field(default_factory=list)
    before: list[int] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    parties: list[ActorMention] = field(default_factory=list)
    evacuated: list[ActorMention] = field(default_factory=list)
    told_at: list[Hit] = field(default_factory=list)

    @property
    def has_facts(self) -> bool:
        """Whether it tells more than that people moved."""
        return bool(self.counts or self.origins or self.destinations)

    @property
    def is_reported(self) -> bool:
        """Whether it took place, goes on or is planned."""
        return self.status in REPORTED


def add_part(movements: list[Movement], part: Movement, places: Sequence[PlaceMention], around: Around) -> None:
    """Join a part to the latest movement that it does not contradict, or begin a new one with it.

    A part without places and figures goes to one of its own kind where there is one.
    """
    same = [movement for movement in reversed(movements) if _is_same(movement, part, places, around)]
    of_kind = [movement for movement in same if movement.subtype == part.subtype or part.has_facts]
    if same:
        _join((of_kind or same)[0], part)
    elif len(movements) < MOST_FACTS:
        movements.append(part)


def _is_same(movement: Movement, part: Movement, places: Sequence[PlaceMention], around: Around) -> bool:
    if movement.is_reported != part.is_reported or (not part.is_reported and movement.status != part.status):
        return False
    is_later = part.status == "planned" != movement.status
    if is_later and any(count.core > part.head[0] for count in part.counts):
        return False
    return _agree(movement.origins, part.origins, places, around) and _agree(
        movement.destinations, part.destinations, places, around
    )


def _agree(some: Sequence[int], others: Sequence[int], places: Sequence[PlaceMention], around: Around) -> bool:
    if not some or not others:
        return True
    return any(_is_near(places[one], places[other], around) for one in some for other in others)


def _is_near(one: PlaceMention, other: PlaceMention, around: Around) -> bool:
    if one.place is None or other.place is None:
        return one.name == other.name
    if one.place.place_id == other.place.place_id or _lies_in(one, other, around) or _lies_in(other, one, around):
        return True
    is_large = one.place.kind in _LARGE or other.place.kind in _LARGE
    return not is_large and distance_km(one.place, other.place) < _SAME_KM


def _contains(one: PlaceMention, other: PlaceMention) -> bool:
    """Whether the first is the country or province that the second lies in."""
    if one.place is None or other.place is None or one.place.country != other.place.country:
        return False
    if one.place.kind == "country":
        return other.place.kind != "country"
    return one.place.kind == "province" and other.place.kind != "province" and other.place.admin == one.place.name


def _join(movement: Movement, part: Movement) -> None:
    if part.is_sure and movement.status == "planned" != part.status and part.is_reported and part.has_facts:
        movement.status = part.status
    movement.is_under_deal |= part.is_under_deal
    if part.status == movement.status and len(movement.told_at) < MOST_FACTS:
        movement.told_at.append(part.head)
    for name in ("origins", "destinations", "locations", "counts", "evacuated"):
        joined = [*getattr(movement, name), *getattr(part, name)]
        setattr(movement, name, joined[:MOST_FACTS])


def finish(
    movements: Sequence[Movement], places: Sequence[PlaceMention], around: Around, parties: Sequence[ActorMention]
) -> list[Movement]:
    """The movements that are worth a row, each place once and only the most specific, figures only where reported."""
    reported = [movement for movement in movements if movement.is_reported]
    found = [m for m in movements if m.is_reported or _adds(m, reported, places, around)]
    led_to = {places[number].name for movement in found for number in movement.destinations}
    for movement in found:
        before = _joined_last([number for number in movement.before if places[number].name not in led_to], places)
        movement.origins = _specific(movement.origins or movement.locations or before, places, around)
        movement.destinations = _specific(movement.destinations, places, around)
        _part_roles(movement, places)
        movement.is_under_deal |= movement.subtype == "deal_evacuation"
        movement.parties = list(parties) if movement.is_under_deal else []
        movement.counts = movement.counts if movement.is_reported else []
        movement.evacuated = list({actor.actor_id: actor for actor in reversed(movement.evacuated)}.values())[::-1]
    return found


def _joined_last(numbers: Sequence[int], places: Sequence[PlaceMention]) -> list[int]:
    """The last of some places with those before it that و joins it to: "قدسيا والهامة"."""
    first = len(numbers) - 1
    while first > 0 and places[numbers[first]].lead == places[numbers[first - 1]].last:
        first -= 1
    return list(numbers[max(0, first) :])


def _adds(movement: Movement, reported: Sequence[Movement], places: Sequence[PlaceMention], around: Around) -> bool:
    """Whether one that did not happen tells more than those that did."""
    own = movement.origins or movement.locations or movement.destinations
    if not reported:
        return True
    return bool(own) and not any(
        _agree(movement.origins or movement.locations, other.origins or other.locations, places, around)
        and _agree(movement.destinations, other.destinations, places, around)
        and (not movement.origins or other.origins or other.locations)
        for other in reported
    )


def containers(places: Sequence[PlaceMention]) -> Around:
    """(place, the one that the text says it lies in), by id."""
    pairs = set()
    for mention in places:
        around = places[mention.part_of] if mention.part_of is not None else None
        if around and around.place and mention.place:
            pairs.add((mention.place.place_id, around.place.place_id))
    return pairs


def _specific(numbers: Iterable[int], places: Sequence[PlaceMention], around: Around) -> list[int]:
    """Each place once, in reading order, without those that another one lies in."""
    once: dict[str, int] = {}
    for number in sorted(numbers):
        once.setdefault(_key(places[number]), number)
    kept = list(once.values())
    return [n for n in kept if not any(_lies_in(places[other], places[n], around) for other in kept if other != n)]


def _lies_in(one: PlaceMention, other: PlaceMention, around: Around) -> bool:
    if _contains(other, one):
        return True
    return one.place is not None and other.place is not None and (one.place.place_id, other.place.place_id) in around


def _part_roles(movement: Movement, places: Sequence[PlaceMention]) -> None:
    """Leave a place that both began and ended the movement in the role that it was told in first."""
    first: dict[str, int] = {}
    for number in sorted([*movement.origins, *movement.destinations]):
        first.setdefault(_key(places[number]), number)
    movement.origins = [number for number in movement.origins if first[_key(places[number])] == number]
    movement.destinations = [number for number in movement.destinations if first[_key(places[number])] == number]


def _key(mention: PlaceMention) -> str:
    return mention.place.place_id if mention.place else mention.name
