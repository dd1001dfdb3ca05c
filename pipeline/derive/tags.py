"""What a report is about: conflict, evacuation, displacement, each with the passages that say so."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import NamedTuple

from pipeline.derive.actors import Actor, load_actors
from pipeline.derive.arabic import fold
from pipeline.derive.dateline import Dateline
from pipeline.derive.facts import Evacuation, Toll
from pipeline.derive.findings import Evidence, Field, Found, find_passages
from pipeline.derive.match import Passage, Reading
from pipeline.derive.movement_status import Told
from pipeline.derive.movement_words import DEALS
from pipeline.derive.place_list import Place
from pipeline.derive.realis import realis_of
from pipeline.derive.report_facts import Names, facts_of, find_names
from pipeline.derive.rule_files import REPORTED
from pipeline.derive.rules import RuleSet
from pipeline.derive.tag_scores import Verdict, judge

_ENOUGH = 0.5  # a rule that must not tag alone weighs less
_MOST_EVIDENCE = 20  # a text that repeats itself for a megabyte proves nothing more

_LEAD = 4  # sentences
_DEAL = "ceasefire_or_deal"
_TRIGGERS = {"deal_evacuation": "conflict", "disaster_evacuation": "disaster"}  # where the subtype says it


@dataclass(frozen=True, slots=True)
class Tag:
    """A label on a report. `score` is 0.5 to 1; evidence stands in reading order, body first."""

    tag: str
    subtype: str
    trigger: str | None
    score: float
    evidence: tuple[Evidence, ...]


class Mention(NamedTuple):
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


def tag_report(title: str, body: str, published: date | None, rules: RuleSet) -> Tagged:
    """Tag one report: at most one Tag per tag, subtype and trigger, in a fixed order.

    `published` tells history from news; without it the dateline's day does, and without
    both no passage is `past` by its date. Any text gives an answer, in time linear in
    its length. A passage that is called for, denied or past is a mention, never a tag.
    """
    findings = find_passages(title, body, published, rules)
    fields, dateline, on = findings.fields, findings.dateline, findings.on
    reported = [f for f in findings.found if f.evidence.realis in REPORTED]
    if rules.tag_model is None:
        tags = _tags(reported)
    else:
        verdicts = judge(findings, rules)
        verdicts = [verdict for verdict in verdicts if verdict.tag not in _forbidden(findings.vetoes, rules)]
        given = {verdict.tag for verdict in verdicts}
        own_say = [f for f in reported if f.evidence.rule_id in rules.added]
        own_say += [f for f in reported if _is_sure(f, given, fields[0], rules)]
        weighed = [f for f in findings.weighed if f.evidence.realis in REPORTED]
        tags = _judged(verdicts, weighed, own_say, fields, findings.usual, rules)
    hint = dateline.place if dateline else None
    told = _told(findings.found)
    has_movements = bool(told) or any(tag.tag == "evacuation" for tag in tags)
    names = [
        find_names(
            field.text[field.base :],
            field.reading,
            rules.gazetteer,
            hint,
            has_movements=has_movements and field.name == "body",
        )
        for field in fields
    ]
    realis_at = _realis_at(fields[0].reading, rules, on)
    facts = facts_of(body, fields[0].base, fields[0].reading, names[0], told, _evacuations(tags), realis_at, on)
    named = [mention for field, names_of in zip(fields, names, strict=True) for mention in _named(field, names_of)]
    places = {m.place.place_id: m.place for names_of in names for m in names_of.places if m.place}
    actors = dict.fromkeys(m.actor_id for names_of in names for m in names_of.actors)
    return Tagged(
        tags,
        (*_mentions(findings.found), *named),
        facts.casualties,
        dateline,
        facts.evacuations,
        tuple(places.values()),
        tuple(map(load_actors().actor, actors)),
    )


def _is_sure(found: Found, given: Collection[str], body: Field, rules: RuleSet) -> bool:
    """Whether a sure rule of ours tags, where the model does not: what a report is about stands near its beginning."""
    if found.evidence.rule_id not in rules.alone - rules.added or found.label[0] in given:
        return False
    starts = body.reading.words.sentences[:_LEAD]
    return found.evidence.field == "title" or len(starts) < _LEAD or found.core[0] < starts[-1]


def _named(field: Field, names: Names) -> Iterator[Mention]:
    """Places and actors of a field, in reading order of each kind."""
    spans = [("place", m.start, m.end, m.place.place_id if m.place else "") for m in names.places]
    spans += [("actor", m.start, m.end, m.actor_id) for m in names.actors]
    for kind, start, end, key in spans:
        first, last = field.base + start, field.base + end
        yield Mention(kind, field.name, first, last, field.text[first:last], key, "")


def _evacuations(tags: Iterable[Tag]) -> list[tuple[str, str]]:
    """Subtype and trigger of the tags for an evacuation, the strongest first."""
    mine = sorted((t for t in tags if t.tag == "evacuation"), key=lambda t: -t.score)
    return [(t.subtype, t.trigger or "other") for t in mine]


def _told(found: Iterable[Found]) -> list[Told]:
    """The passages of the body that tell of an evacuation."""
    return [
        Told(f.core, f.evidence.realis, f.label[1], f.label[2] or "other")
        for f in found
        if f.label[0] == "evacuation" and f.evidence.field == "body"
    ]


def _realis_at(reading: Reading, rules: RuleSet, on: date | None) -> Callable[[int], str]:
    rule = next(rule for rule in rules.rules if rule.tag == "evacuation" and rule.realis is None)

    def realis_at(at: int) -> str:
        word = Passage(rule, (at, at + 1), (at, at + 1), rule.weight)
        return realis_of(word, reading, rules, on, denied_in_clause=True)

    return realis_at


def _forbidden(spoken: Iterable[str], rules: RuleSet) -> set[str]:
    """The tags that a user's vetoes forbid: the model learnt what our own mean, of theirs it knows nothing."""
    mine = rules.added.intersection(spoken)
    return {tag for veto in rules.vetoes if veto.id in mine for tag in veto.tags}


def _judged(
    verdicts: list[Verdict],
    found: list[Found],
    own_say: list[Found],
    fields: Sequence[Field],
    usual: str,
    rules: RuleSet,
) -> tuple[Tag, ...]:
    """Tags of the model's verdicts: with the rules' passages where some prove them, else with a sentence.

    `own_say` are the passages of a user's rules and of sure ones: these tag by themselves where the
    model gives no such label, for it never saw their like.
    """
    tags = []
    for verdict in verdicts:
        members = [f for f in found if f.label[:2] == (verdict.tag, verdict.subtype)]
        for trigger in dict.fromkeys(f.label[2] for f in members):
            evidence = _evidence([f for f in members if f.label[2] == trigger])
            tags.append(Tag(verdict.tag, verdict.subtype, trigger, verdict.score, evidence))
        if verdict.sentence:
            trigger = None if verdict.tag == "conflict" else _TRIGGERS.get(verdict.subtype, usual)
            evidence = (_sentence(verdict, verdict.sentence, fields),)
            tags.append(Tag(verdict.tag, verdict.subtype, trigger, verdict.score, evidence))
    given = {(verdict.tag, verdict.subtype) for verdict in verdicts}
    tags += _tags([f for f in own_say if not given & {(f.label[0], s) for s in (f.label[1], *f.yields_to)}])
    tags += _deals(tags, rules)
    return tuple(sorted(tags, key=lambda tag: (tag.tag, tag.subtype, tag.trigger or "")))


def _deals(tags: Sequence[Tag], rules: RuleSet) -> list[Tag]:
    """The deal itself, where the words of a rule that tells of one name it: it is between armed parties."""
    if not tags or any(tag.subtype == _DEAL for tag in tags):
        return []
    telling = {rule.id for rule in rules.rules if rule.tells_deal}
    told = [
        tag
        for tag in tags
        if any(e.rule_id in telling and not DEALS.isdisjoint(fold(e.text).text.split()) for e in tag.evidence)
    ]
    return [replace(tag, tag="conflict", subtype=_DEAL, trigger=None) for tag in told[:1]]


def _sentence(verdict: Verdict, sentence: tuple[str, int], fields: Sequence[Field]) -> Evidence:
    """The words of a sentence as evidence; empty words at the ends of a text are no part of it."""
    field = next(f for f in fields if f.name == sentence[0])
    words = field.reading.words
    first, last = words.sentence(sentence[1])
    kept = [at for at in range(first, last) if words.words[at]]
    start, end = field.span(kept[0], kept[-1] + 1)
    return Evidence(field.name, start, end, field.text[start:end], f"model.{verdict.tag}.{verdict.subtype}", "done")


def _tags(found: list[Found]) -> tuple[Tag, ...]:
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


def _score(found: Iterable[Found]) -> float:
    """Chance that not all sentences err, each counted once by its heaviest rule."""
    heaviest: dict[tuple[str, int], float] = {}
    for item in found:
        heaviest[item.sentence] = max(item.weight, heaviest.get(item.sentence, 0.0))
    doubt = 1.0
    for weight in heaviest.values():
        doubt *= 1.0 - weight
    return round(1.0 - doubt, 3)


def _evidence(found: list[Found]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(f.evidence for f in found))[:_MOST_EVIDENCE]


def _mentions(found: list[Found]) -> tuple[Mention, ...]:
    """Every matched passage, the unreported too: they show why a report has no tag."""
    return tuple(
        dict.fromkeys(
            Mention(f.label[0], e.field, e.start, e.end, e.text, e.rule_id, e.realis)
            for f in found
            for e in (f.evidence,)
        )
    )
