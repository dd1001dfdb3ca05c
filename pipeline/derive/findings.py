"""Where the rules match in a report: passages with their label, realis and words, as published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pipeline.derive.dateline import Dateline, parse_dateline
from pipeline.derive.lexicon import Hit
from pipeline.derive.match import Passage, Reading, nearest, passages, read
from pipeline.derive.movement_signals import movement_numbers
from pipeline.derive.realis import realis_of
from pipeline.derive.rule_files import REPORTED
from pipeline.derive.rules import RuleSet
from pipeline.derive.signals import Find, Signals, read_signals

_CAUSE_REACH = 25  # words: about the length of a sentence

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
class Found:
    """A passage that a rule matched, with the sentence (field, first word) that it stands in."""

    label: Label
    core: Hit
    weight: float
    sentence: tuple[str, int]
    evidence: Evidence
    yields_to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """Title or body: `reading` is of text[base:]."""

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
        """The words of a passage."""
        start, end = self.span(*passage.whole)
        return Evidence(self.name, start, end, self.text[start:end], passage.rule.id, realis)


@dataclass(frozen=True, slots=True)
class Findings:
    """What the rules find in a report: body first. `vetoes` are the ids of those that spoke, `usual` is the cause
    that the report names most often, `on` its day, `weighed` are those passages that the tag model has learnt to weigh:
    all but the ones of our sure rules that are newer than its weights.
    """

    fields: tuple[Field, Field]
    found: list[Found]
    vetoes: list[str]
    usual: str
    dateline: Dateline | None
    on: date | None
    weighed: list[Found]

    @property
    def readings(self) -> list[tuple[str, Reading]]:
        """Each field's name and reading."""
        return [(field.name, field.reading) for field in self.fields]

    @property
    def finds(self) -> list[Find]:
        """The passages as the tag model sees them."""
        return [
            (f.label[0], f.label[1], f.weight, f.sentence, f.evidence.rule_id, f.evidence.realis) for f in self.weighed
        ]


def signals_of(findings: Findings, rules: RuleSet) -> Signals:
    """What the tag model sees of a report."""
    moved = movement_numbers(findings.readings, findings.usual)
    return read_signals(findings.readings, findings.finds, findings.vetoes, moved, rules.flags)


def find_passages(title: str, body: str, published: date | None, rules: RuleSet) -> Findings:
    """Every passage of every rule, in reading order, body first; none of a tag that a veto speaks against.

    `published` tells history from news; without it the dateline's day does. Linear in the length of the text.
    """
    dateline = parse_dateline(body, published)
    base = dateline.end if dateline else 0
    fields = Field("body", body, base, read(body[base:], rules)), Field("title", title, 0, read(title, rules))
    on = dateline.on if dateline else published
    vetoes = [v for v in rules.vetoes if sum(len(f.reading.hits.get(v.any, ())) for f in fields) >= v.minimum]
    usual = _usual_trigger(fields, rules)
    found = _unyielding(list(_found(fields, rules, on, {tag for veto in vetoes for tag in veto.tags}, usual)), rules)
    found.sort(key=lambda f: (f.evidence.field, f.evidence.start, f.evidence.end, f.evidence.rule_id))
    weighed = [item for item in found if item.evidence.rule_id not in rules.unlearnt]
    return Findings(fields, found, [veto.id for veto in vetoes], usual, dateline, on, weighed)


def _unyielding(found: list[Found], rules: RuleSet) -> list[Found]:
    """Without what rules that the model has not learnt find where a subtype that they yield to is told."""
    doubted = [f for f in found if f.yields_to and f.evidence.rule_id in rules.unlearnt]
    if not doubted:
        return found
    told = {f.label[1] for f in found if f.evidence.realis in REPORTED and f not in doubted}
    return [f for f in found if f not in doubted or told.isdisjoint(f.yields_to)]


def _found(
    fields: tuple[Field, Field], rules: RuleSet, on: date | None, vetoed: set[str], usual: str
) -> Iterator[Found]:
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
            yield Found(label, passage.core, passage.weight, sentence, evidence, passage.rule.yields_to)


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


def _usual_trigger(fields: tuple[Field, Field], rules: RuleSet) -> str:
    """The cause that the whole report names most often."""
    counts = {cause.trigger: 0 for cause in rules.causes}
    for cause in rules.causes:
        counts[cause.trigger] += sum(len(f.reading.hits.get(cause.any, ())) for f in fields)
    trigger, count = max(counts.items(), key=lambda item: item[1], default=("other", 0))
    return trigger if count else "other"
