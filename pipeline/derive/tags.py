"""What a report is about: conflict, evacuation, displacement, each with the passages that say so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from pipeline.derive.actors import Actor, load_actors
from pipeline.derive.dateline import Dateline, parse_dateline
from pipeline.derive.evacuations import Told
from pipeline.derive.facts import DESTINATION, ORIGIN, PARTY, Evacuation, MovedActor, MovedPlace, Toll
from pipeline.derive.lexicon import Hit
from pipeline.derive.match import Passage, Reading, nearest, passages, read
from pipeline.derive.place_list import Place
from pipeline.derive.realis import REPORTED, realis_of
from pipeline.derive.report_facts import Names, facts_of, find_names
from pipeline.derive.rules import RuleSet

_ENOUGH = 0.5  # a rule that must not tag alone weighs less
_CAUSE_REACH = 25  # words: about the length of a sentence
_MOST_EVIDENCE = 20  # a text that repeats itself for a megabyte proves nothing more

Label = tuple[str, str, str | None]  # tag, subtype, trigger


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that a rule matched: `text` is [start, end) of the title or body as published."""

    field: str
    start: int
    end: int
    text: str
    rule_id: str
    realis: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A label on a report. `score` is 0.5 to 1; evidence stands in reading order, body first."""

    tag: str
    subtype: str
    trigger: str | None
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of the title or body that names something; `id` is its normal form or rule."""

    kind: str
    field: str
    start: int
    end: int
    text: str
    id: str
    realis: str


@dataclass(frozen=True, slots=True)
class Tagged:
    """All that the rules say of one report.

    `places` and `actors` are those that a mention or an evacuation refers to.
    """

    tags: tuple[Tag, ...]
    mentions: tuple[Mention, ...]
    casualties: tuple[Toll, ...]
    dateline: Dateline | None
    evacuations: tuple[Evacuation, ...] = ()
    places: tuple[Place, ...] = ()
    actors: tuple[Actor, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    label: Label
    core: Hit
    weight: float
    sentence: tuple[str, int]
    evidence: Evidence
    yields_to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    text: str
    base: int
    reading: Reading

    def span(self, first: int, last: int) -> tuple[int, int]:
        """[start, end) in the published text of words [first, last)."""
        words = self.reading.words
        start, end = self.reading.folded.span(words.offsets[first], words.end(last - 1))
        return self.base + start, self.base + end

    def evidence(self, passage: Passage, realis: str) -> Evidence:
        start, end = self.span(*passage.whole)
        return Evidence(self.name, start, end, self.text[start:end], passage.rule.id, realis)


def tag_report(title: str, body: str, published: date | None, rules: RuleSet) -> Tagged:
    """Tag one report: at most one Tag per tag, subtype and trigger, in a fixed order.

    `published` tells history from news; without it the dateline's day does, and without
    both no passage is `past` by its date. Any text gives an answer, in time linear in
    its length. A passage that is called for, denied or past is a mention, never a tag.
    """
    dateline = parse_dateline(body, published)
    base = dateline.end if dateline else 0
    fields = [_Field("body", body, base, read(body[base:], rules)), _Field("title", title, 0, read(title, rules))]
    on = dateline.on if dateline else published
    found = list(_found(fields, rules, on))
    found.sort(key=lambda f: (f.evidence.field, f.evidence.start, f.evidence.end, f.evidence.rule_id))
    reported = [f for f in found if f.evidence.realis in REPORTED]
    tags = _tags(reported)
    hint = dateline.place if dateline else None
    names = [find_names(field.text[field.base :], field.reading, rules.gazetteer, hint) for field in fields]
    realis_at = _realis_at(fields[0].reading, rules, on)
    facts = facts_of(body, base, fields[0].reading, names[0], _told(found), _strongest(tags), realis_at, on)
    named = [mention for field, names_of in zip(fields, names, strict=True) for mention in _named(field, names_of)]
    places = {m.place.place_id: m.place for names_of in names for m in names_of.places if m.place}
    actors = dict.fromkeys(m.actor_id for names_of in names for m in names_of.actors)
    return Tagged(
        tags,
        (*_mentions(found), *named),
        facts.casualties,
        dateline,
        facts.evacuations,
        tuple(places.values()),
        tuple(map(load_actors().actor, actors)),
    )


def _named(field: _Field, names: Names) -> Iterator[Mention]:
    """Places and actors of a field, in reading order of each kind."""
    spans = [("place", m.start, m.end, m.place.place_id if m.place else "") for m in names.places]
    spans += [("actor", m.start, m.end, m.actor_id) for m in names.actors]
    for kind, start, end, key in spans:
        first, last = field.base + start, field.base + end
        yield Mention(kind, field.name, first, last, field.text[first:last], key, "")


def _strongest(tags: Iterable[Tag]) -> tuple[str, str] | None:
    """Subtype and trigger of the strongest tag for an evacuation."""
    strongest = max((t for t in tags if t.tag == "evacuation"), key=lambda t: t.score, default=None)
    return (strongest.subtype, strongest.trigger or "other") if strongest else None


def _told(found: Iterable[_Found]) -> list[Told]:
    """The passages of the body that tell of an evacuation."""
    return [
        Told(f.core, f.evidence.realis, f.label[1], f.label[2] or "other")
        for f in found
        if f.label[0] == "evacuation" and f.evidence.field == "body"
    ]


def _realis_at(reading: Reading, rules: RuleSet, on: date | None) -> Callable[[int], str]:
    rule = next(rule for rule in rules.rules if rule.tag == "evacuation" and rule.realis is None)
    return lambda at: realis_of(Passage(rule, (at, at + 1), (at, at + 1), rule.weight), reading, rules, on)


def _found(fields: list[_Field], rules: RuleSet, on: date | None) -> Iterator[_Found]:
    vetoed = {
        tag
        for veto in rules.vetoes
        if sum(len(f.reading.hits.get(veto.any, ())) for f in fields) >= veto.minimum
        for tag in veto.tags
    }
    usual = _usual_trigger(fields, rules)
    for field in fields:
        for passage in passages(field.reading, rules):
            if passage.rule.tag in vetoed:
                continue
            label = _label(passage, field.reading, rules, usual)
            if passage.rule.needs_cause and label[2] == "other":
                continue
            realis = realis_of(passage, field.reading, rules, on)
            sentence = field.name, field.reading.words.sentence(passage.core[0])[0]
            evidence = field.evidence(passage, realis)
            yield _Found(label, passage.core, passage.weight, sentence, evidence, passage.rule.yields_to)


def _label(passage: Passage, reading: Reading, rules: RuleSet, usual: str) -> Label:
    """Tag, subtype and trigger; people brought out of a flood are no civilians out of fighting."""
    rule = passage.rule
    if rule.tag == "conflict":
        return rule.tag, rule.subtype, None
    trigger = rule.trigger or _near_trigger(passage, reading, rules) or usual
    if rule.subtype == "civilian_evacuation" and trigger == "disaster":
        return rule.tag, "disaster_evacuation", trigger
    return rule.tag, rule.subtype, trigger


def _near_trigger(passage: Passage, reading: Reading, rules: RuleSet) -> str | None:
    """The cause that is named nearest to the passage in its sentence."""
    low, high = reading.words.sentence(passage.core[0])
    low, high = max(low, passage.core[0] - _CAUSE_REACH), min(high, passage.core[1] + _CAUSE_REACH)
    hits = [(nearest(reading.hits.get(c.any, ()), passage.core, low, high), c.trigger) for c in rules.causes]
    at = passage.core[0]
    return min(((abs(hit[0] - at), trigger) for hit, trigger in hits if hit), default=(0, None))[1]


def _usual_trigger(fields: list[_Field], rules: RuleSet) -> str:
    """The cause that the whole report names most often."""
    counts = {cause.trigger: 0 for cause in rules.causes}
    for cause in rules.causes:
        counts[cause.trigger] += sum(len(f.reading.hits.get(cause.any, ())) for f in fields)
    trigger, count = max(counts.items(), key=lambda item: item[1], default=("other", 0))
    return trigger if count else "other"


def _tags(found: list[_Found]) -> tuple[Tag, ...]:
    tags = []
    firm = {f.label[:2] for f in found if not f.yields_to}
    found = [f for f in found if not any((f.label[0], subtype) in firm for subtype in f.yields_to)]
    by_label = sorted(found, key=lambda f: (f.label[0], f.label[1], f.label[2] or ""))
    for label, group in groupby(by_label, key=lambda f: f.label):
        members = list(group)
        score = _score(members)
        if score >= _ENOUGH:
            tags.append(Tag(label[0], label[1], label[2], score, _evidence(members)))
    return tuple(tags)


def _score(found: Iterable[_Found]) -> float:
    """Chance that not all sentences err, each counted once by its heaviest rule."""
    heaviest: dict[tuple[str, int], float] = {}
    for item in found:
        heaviest[item.sentence] = max(item.weight, heaviest.get(item.sentence, 0.0))
    doubt = 1.0
    for weight in heaviest.values():
        doubt *= 1.0 - weight
    return round(1.0 - doubt, 3)


def _evidence(found: list[_Found]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(f.evidence for f in found))[:_MOST_EVIDENCE]


def _mentions(found: list[_Found]) -> tuple[Mention, ...]:
    """Every matched passage, the unreported too: they show why a report has no tag."""
    return tuple(
        dict.fromkeys(
            Mention(f.label[0], e.field, e.start, e.end, e.text, e.rule_id, e.realis)
            for f in found
            for e in (f.evidence,)
        )
    )


def as_json(tagged: Tagged) -> dict[str, Any]:
    """The public JSON shape, kept between versions; lists of facts are filled by later versions."""
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
