"""Which of several places of one name a text means, from what else it names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log10

from pipeline.derive.gazetteer import Gazetteer
from pipeline.derive.place_list import Place, distance_km
from pipeline.derive.place_words import PROVINCE, TOWN, split_name

_NEAR_KM, _SAME_KM, _FAR_KM = 60.0, 25.0, 150.0
_FAR_LAT = 1.4  # degrees, more than _FAR_KM
_MOST_NEIGHBOURS = 40  # a report names fewer; a megabyte of names must not cost their square
_DATELINE_VOTES, _ADJECTIVE_VOTES, _COUNTRY_VOTES = 3.0, 0.5, 2.0
_CLEAR = 0.5  # of a score in which an admin word, a container or the country weigh 2 and more


class Context:
    """What a text speaks of: votes for countries, and the places that are beyond doubt."""

    def __init__(self, gazetteer: Gazetteer, hint: str | None, adjectives: Iterable[str]) -> None:
        self.votes: dict[str, float] = {}
        self.neighbours: list[Place] = []
        self.provinces: set[tuple[str, str]] = set()
        self._added: set[str] = set()
        for country in adjectives:
            self._vote(country, _ADJECTIVE_VOTES)
        for name in hint.split("/") if hint else ():
            options = [place for place in gazetteer.named(split_name(name)) if place.is_known]
            if options:
                best = max(options, key=lambda place: (place.kind == "country", place.population))
                self._vote(best.country, _DATELINE_VOTES)
                self._add(best)

    def note(self, options: Sequence[Place]) -> None:
        """Count a name as context where all that it can mean lies in one country."""
        first = options[0]
        if len(options) > 1 and any(place.country != first.country for place in options):
            return
        self._vote(first.country, _COUNTRY_VOTES if first.kind == "country" else 1.0)
        self._add(first if len(options) == 1 else max(options, key=lambda place: (place.is_known, place.population)))

    def _vote(self, country: str, votes: float) -> None:
        self.votes[country] = self.votes.get(country, 0.0) + votes

    def _add(self, place: Place) -> None:
        if place.kind == "country" or place.place_id in self._added:
            return
        self._added.add(place.place_id)
        if place.admin:
            self.provinces.add((place.country, place.admin))
        if len(self.neighbours) < _MOST_NEIGHBOURS:
            self.neighbours.append(place)

    def is_near(self, place: Place) -> bool:
        """Whether another place of its neighbourhood, or its province, is named; large places need their country."""
        if place.kind in ("province", "area"):
            return self.votes.get(place.country, 0.0) >= max(self.votes.values(), default=1.0)
        return (place.country, place.admin) in self.provinces or any(
            other is not place and other.country == place.country and distance_km(place, other) < _NEAR_KM
            for other in self.neighbours
        )

    def weight(self, place: Place) -> float:
        """How well a place fits what the text speaks of: 0 to 5."""
        votes = self.votes.get(place.country, 0.0)
        share = votes / max(self.votes.values()) if votes else 0.0
        lat = place.lat
        near = [other for other in self.neighbours if -_FAR_LAT < other.lat - lat < _FAR_LAT and other is not place]
        nearest = min((distance_km(place, other) for other in near), default=_FAR_KM)
        in_province = (place.country, place.admin) in self.provinces
        return 2.5 * share + 1.5 * max(0.0, 1 - nearest / _FAR_KM) + in_province


def choose(options: Sequence[Place], role: str | None, container: Sequence[Place], context: Context) -> Place | None:
    """The place that is meant, or None when two that lie apart are as likely.

    `role` is that of the word before the name, `container` what the name of the place that it
    lies in can mean.
    """
    if len(options) == 1:
        return options[0]
    ranked = sorted(((_score(place, role, container, context), at) for at, place in enumerate(options)), reverse=True)
    best, first = ranked[0][0], options[ranked[0][1]]
    rivals = [options[other] for score, other in ranked[1:] if best - score < _CLEAR]
    if not first.is_known and any(distance_km(first, rival) > _SAME_KM for rival in rivals):
        return None
    return first


def _score(place: Place, role: str | None, container: Sequence[Place], context: Context) -> float:
    score = context.weight(place) + (2.0 if place.is_known else 0.0) + log10(place.population + 1) / 3
    if place.kind == "country":
        score += -4.0 if role in (TOWN, PROVINCE) else 3.5
    elif place.kind == "province":
        score += 4.0 if role == PROVINCE else -1.0
    elif role == TOWN:
        score += 2.0
    for around in container:
        if around.country == place.country:
            score += 2.0
            if around.kind != "country":
                score += 3.0 if around.admin and around.admin == place.admin else 0.0
                score += 3.0 * max(0.0, 1 - distance_km(around, place) / _FAR_KM)
            break
    return score
