"""The public JSON shape of a tagged report."""

from __future__ import annotations

from typing import Any

from pipeline.derive.dateline import Dateline
from pipeline.derive.facts import DESTINATION, ORIGIN, PARTY, Evacuation, MovedActor, MovedPlace
from pipeline.derive.tags import Tagged


def as_json(tagged: Tagged) -> dict[str, Any]:
    """Tags, mentions, evacuations, casualties and dateline of a report; keys are kept between versions."""
    return {
        "tags": [
            {
                "tag": tag.tag,
                "subtype": tag.subtype,
                "trigger": tag.trigger,
                "score": tag.score,
                "evidence": [
                    {"start": e.start, "end": e.end, "text": e.text, "rule_id": e.rule_id, "field": e.field}
                    for e in tag.evidence
                ],
            }
            for tag in tagged.tags
        ],
        "mentions": [
            {
                "kind": m.kind,
                "start": m.start,
                "end": m.end,
                "text": m.text,
                "id": m.id,
                "realis": m.realis,
                "field": m.field,
            }
            for m in tagged.mentions
        ],
        "evacuations": [_evacuation_json(evacuation) for evacuation in tagged.evacuations],
        "casualties": [
            {"kind": c.kind, "low": c.low, "high": c.high, "qualifier": c.qualifier, "start": c.start, "end": c.end}
            for c in tagged.casualties
        ],
        "dateline": _dateline_json(tagged.dateline),
    }


def _evacuation_json(evacuation: Evacuation) -> dict[str, Any]:
    return {
        "status": evacuation.status,
        "trigger": evacuation.trigger,
        "under_deal": evacuation.is_under_deal,
        "date": evacuation.on.isoformat() if evacuation.on else None,
        ORIGIN: [_place_json(place) for place in evacuation.places if place.role == ORIGIN],
        DESTINATION: [_place_json(place) for place in evacuation.places if place.role == DESTINATION],
        "counts": [
            {"unit": c.unit, "low": c.low, "high": c.high, "qualifier": c.qualifier, "start": c.start, "end": c.end}
            for c in evacuation.counts
        ],
        "subtype": evacuation.subtype,
        "parties": [_actor_json(actor) for actor in evacuation.actors if actor.role == PARTY],
        "evacuated": [_actor_json(actor) for actor in evacuation.actors if actor.role != PARTY],
        "start": evacuation.start,
        "end": evacuation.end,
        "text": evacuation.text,
    }


def _place_json(moved: MovedPlace) -> dict[str, Any]:
    place = moved.place
    known = {"place_id": place.place_id, "lat": place.lat, "lon": place.lon} if place else {}
    empty = {"place_id": None, "lat": None, "lon": None}
    return {"name": moved.name, **(known or empty), "start": moved.start, "end": moved.end, "field": moved.field}


def _actor_json(actor: MovedActor) -> dict[str, Any]:
    return {"id": actor.actor_id, "text": actor.text, "start": actor.start, "end": actor.end}


def _dateline_json(dateline: Dateline | None) -> dict[str, str] | None:
    if dateline is None:
        return None
    return {"place": dateline.place, "date": dateline.on.isoformat(), "agency": dateline.agency}
