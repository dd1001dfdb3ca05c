"""What the text of a revision says, as the row that is stored: language, dateline, tags, facts, mentions."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from datetime import date
from typing import Any

from pipeline.derive.dateline import Dateline
from pipeline.derive.facts import Evacuation, MovedCount
from pipeline.derive.language import language_of
from pipeline.derive.rules import RuleSet
from pipeline.derive.signature import signature
from pipeline.derive.sums import sum_numbers
from pipeline.derive.tags import Mention, Tagged, tag_report

_NAMED = ("place", "actor")  # kinds of mentions; all other mentions are passages that a rule matched
_SENTENCE_END = re.compile(r"[!?؟\n\r…]|\.(?!\S)")

Row = dict[str, Any]


def annotate(revision_id: str, title: str | None, body: str, published_on: date | None, rules: RuleSet) -> Row:
    """Return the row of `staged_annotations` for one text.

    Only Arabic is tagged: the rules know no other language, and folded Persian looks like it.
    """
    language = language_of(body)
    tagged = tag_report(title or "", body, published_on, rules)
    if language not in ("ar", "und"):
        tagged = Tagged((), (), (), tagged.dateline)
    facts = annotation(tagged, title or "", body)
    return {"revision_id": revision_id, "published_on": published_on, "language": language, **facts}


def annotation(tagged: Tagged, title: str, body: str) -> Row:
    """What a tagged text gives to its row of `staged_annotations`."""
    sentence = _sentences(title, body)
    evidence = {(e.field, e.start, e.end, e.rule_id, e.realis) for tag in tagged.tags for e in tag.evidence}
    return {
        **_dateline(tagged.dateline),
        "signature": signature(title, body),
        "tags": [
            {
                "tag": tag.tag,
                "subtype": tag.subtype,
                "trigger": tag.trigger,
                "score": tag.score,
                "evidence": [
                    {
                        "field": e.field,
                        "start_char": e.start,
                        "end_char": e.end,
                        "text": e.text,
                        "rule_id": e.rule_id,
                        "realis": e.realis,
                        "sentence_no": sentence(e.field, e.start),
                    }
                    for e in tag.evidence
                ],
            }
            for tag in tagged.tags
        ],
        "mentions": [
            _mention(mention, sentence)
            for mention in tagged.mentions
            if mention.kind in _NAMED
            or (mention.field, mention.start, mention.end, mention.id, mention.realis) not in evidence
        ],
        "casualties": [
            {
                "kind": toll.kind,
                "low": toll.low,
                "high": toll.high,
                "qualifier": toll.qualifier,
                "start_char": toll.start,
                "end_char": toll.end,
                "text": toll.text,
            }
            for toll in tagged.casualties
        ],
        "evacuations": [_evacuation(evacuation, body) for evacuation in tagged.evacuations],
        "places": [
            {
                "place_id": place.place_id,
                "name": place.name,
                "kind": place.kind,
                "country": place.country or None,
                "admin": place.admin or None,
                "lat": place.lat,
                "lon": place.lon,
                "population": place.population or None,
            }
            for place in tagged.places
        ],
        "actors": [
            {
                "actor_id": actor.actor_id,
                "name": actor.name,
                "kind": actor.kind,
                "country": actor.country or None,
                "wikidata_id": actor.wikidata or None,
            }
            for actor in tagged.actors
        ],
    }


def _dateline(dateline: Dateline | None) -> Row:
    return {
        "dateline_place": dateline.place if dateline else None,
        "dateline_date": dateline.on if dateline else None,
        "dateline_agency": dateline.agency if dateline else None,
    }


def _mention(mention: Mention, sentence: Callable[[str, int], int]) -> Row:
    kind = mention.kind if mention.kind in _NAMED else "trigger"
    return {
        "kind": kind,
        "field": mention.field,
        "start_char": mention.start,
        "end_char": mention.end,
        "text": mention.text,
        "rule_id": mention.id if kind == "trigger" else None,
        "place_id": mention.id or None if kind == "place" else None,
        "actor_id": mention.id or None if kind == "actor" else None,
        "realis": mention.realis or None,
        "sentence_no": sentence(mention.field, mention.start),
    }


def _evacuation(told: Evacuation, body: str) -> Row:
    sums = sum_numbers(body, told.counts)
    return {
        "status": told.status,
        "subtype": told.subtype,
        "trigger": told.trigger,
        "is_under_deal": told.is_under_deal,
        "moved_on": told.on,
        "field": told.field,
        "start_char": told.start,
        "end_char": told.end,
        "text": told.text,
        "places": [
            {
                "role": place.role,
                "name": place.name,
                "place_id": place.place.place_id if place.place else None,
                "field": place.field,
                "start_char": place.start,
                "end_char": place.end,
                "text": place.text,
            }
            for place in told.places
        ],
        "counts": [_count(count, number) for count, number in zip(told.counts, sums, strict=True)],
        "actors": [
            {
                "role": actor.role,
                "actor_id": actor.actor_id,
                "start_char": actor.start,
                "end_char": actor.end,
                "text": actor.text,
            }
            for actor in told.actors
        ],
    }


def _count(count: MovedCount, sum_no: int | None) -> Row:
    return {
        "unit": count.unit,
        "low": count.low,
        "high": count.high,
        "qualifier": count.qualifier,
        "sum_no": sum_no,
        "start_char": count.start,
        "end_char": count.end,
        "text": count.text,
    }


def _sentences(title: str, body: str) -> Callable[[str, int], int]:
    """Give a function from field and offset to the number of the sentence, from 0."""
    texts = {"title": title, "body": body}
    ends: dict[str, list[int]] = {}

    def sentence(field: str, start: int) -> int:
        if field not in ends:  # many texts have nothing to be numbered
            ends[field] = [m.end() for m in _SENTENCE_END.finditer(texts[field])]
        return bisect_right(ends[field], start)

    return sentence
