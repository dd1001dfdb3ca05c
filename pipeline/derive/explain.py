"""Why a report has its tags: what fired, what the model weighed, and what kept words of a rule from becoming a tag.

Apart from the fast path, and by asking it again: passages are looked for once more with the
vetoes and the `not_near` words of all rules taken away, and what appears then was held back
by them. So this cannot drift from what `tag_report` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from pipeline.derive.findings import Evidence, Findings, find_passages
from pipeline.derive.firing_words import MOST_WORDS, forbidden, hits_around, near_words, words_of
from pipeline.derive.marked_spans import FieldReading, Span, evacuation_spans, fact_spans
from pipeline.derive.match import Passage, passages
from pipeline.derive.realis import realis_of
from pipeline.derive.rule_files import REPORTED, SUBTYPES
from pipeline.derive.rules import Rule, RuleSet, Veto, model_rules
from pipeline.derive.tags import Tagged, tag_report
from pipeline.derive.weighed import Weighed, weigh

_Key = tuple[str, str, int, int]  # rule, field, start, end


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What kept a passage from tagging.

    kind: `veto` (by its id), `not_near`, `needs_cause`, a realis (by the ids of its cues,
    or by an old date), `yields_to` (by the rules that told it), `model` (by the tag or
    subtype that it finds unlikely, with its probability as `score`) or `weak` (no sentence
    adds up to enough). Where there is a model, the last and `yields_to` befall a user's
    rules only. `words` are those of the text that did it, as far as words did.
    """

    kind: str
    by: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Firing:
    """A passage that has all the words that a rule asks for; it tells of its tag without `obstacles`.

    Or a sentence that the model gave a tag for, by one of `model_rules`, with the tag's score as its weight.
    """

    rule: Rule
    field: str
    start: int
    end: int
    text: str
    core: Span
    near: tuple[Span, ...]
    weight: float
    realis: str
    obstacles: tuple[Obstacle, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """A report with its tags, the rules that fired, those that were held back, and all marked words.

    `weighed` holds the tags, and the subtypes that were given or found unlikely; none without a model.
    """

    title: str
    body: str
    tagged: Tagged
    firings: tuple[Firing, ...]
    spans: tuple[Span, ...]
    weighed: tuple[Weighed, ...]
    rules: RuleSet

    @property
    def fired(self) -> tuple[Firing, ...]:
        """In reading order, the body first."""
        return tuple(f for f in self.firings if not f.obstacles)

    @property
    def vetoed(self) -> tuple[Firing, ...]:
        """In reading order, the body first."""
        return tuple(f for f in self.firings if f.obstacles)


def explain(title: str, body: str, published: date | None, rules: RuleSet) -> Explained:
    """Tag a report and say why; takes several times as long as tag_report, in time linear in the text."""
    tagged = tag_report(title, body, published, rules)
    findings = find_passages(title, body, published, rules)
    weighed = weigh(findings, rules)
    explainer = _Explainer((title, body, published), rules, findings, tagged, weighed)
    found = [*explainer.firings(), *_of_model(tagged, rules)]
    firings = tuple(sorted(found, key=lambda f: (f.field, f.start, f.end, f.rule.id)))
    facts = fact_spans(tagged, explainer.fields[0], findings.on)
    spans = [*_rule_spans(firings), *facts, *evacuation_spans(tagged.evacuations)]
    spans.sort(key=lambda s: (s.field, s.start, s.end))
    told = {tag.subtype for tag in tagged.tags} | {by for f in firings for o in f.obstacles for by in o.by}
    weighed = tuple(w for w in weighed if w.output in told or w.output in SUBTYPES)
    return Explained(title, body, tagged, firings, tuple(dict.fromkeys(spans)), weighed, rules)


def _of_model(tagged: Tagged, rules: RuleSet) -> Iterator[Firing]:
    """The sentences that the model gave tags for."""
    entries = {rule.id: rule for rule in model_rules(rules)}
    for tag in tagged.tags:
        for e in tag.evidence:
            if rule := entries.get(e.rule_id):
                core = Span("sentence", e.field, e.start, e.end, e.text, e.rule_id)
                yield Firing(rule, e.field, e.start, e.end, e.text, core, (), tag.score, e.realis, ())


class _Explainer:
    """The tagging of one report with and without each kind of obstacle; what no passage asks for is not run."""

    def __init__(self, report: tuple[str, str, date | None], rules: RuleSet, findings: Findings,
                 tagged: Tagged, weighed: Iterable[Weighed]) -> None:  # fmt: skip
        self.report, self.rules, self.on = report, rules, findings.on
        self.fields = [FieldReading(field.name, field.text, field.base, field.reading) for field in findings.fields]
        self.evidence = _evidence(tagged)
        self.given = {(tag.tag, tag.subtype) for tag in tagged.tags}
        self.likely = {each.output: each.likely for each in weighed}
        self.labels = {_key(found.evidence): found.label[:2] for found in findings.found}
        self.open_rules = tuple(replace(rule, not_near=()) for rule in rules.rules)
        self.vetoes = list(self._vetoes())
        self.cues = [(cue, replace(rules, cues=(cue,))) for cue in rules.cues]

    @cached_property
    def caused(self) -> set[_Key]:
        """What is found when no veto and no `not_near` word counts."""
        found = find_passages(*self.report, replace(self.rules, rules=self.open_rules, vetoes=())).found
        return {_key(f.evidence) for f in found}

    @cached_property
    def unyielding(self) -> set[_Key]:
        """What tags when no rule yields to another."""
        firm = tuple(replace(rule, yields_to=()) for rule in self.rules.rules)
        return _evidence(tag_report(*self.report, replace(self.rules, rules=firm)))

    def _vetoes(self) -> Iterator[tuple[Veto, tuple[str, ...]]]:
        for veto in self.rules.vetoes:
            hits = [(field, field.reading.hits.get(veto.any, [])) for field in self.fields]
            if sum(len(found) for _, found in hits) >= veto.minimum:
                words = dict.fromkeys(word for field, found in hits for word in words_of(field, found))
                yield veto, tuple(words)[:MOST_WORDS]

    def firings(self) -> list[Firing]:
        firings = [self._firing(field, passage, is_near)
                   for field in self.fields
                   for passage, is_near in self._passages(field)]  # fmt: skip
        return [self._judged(firing, firings) for firing in firings]

    def _passages(self, field: FieldReading) -> Iterator[tuple[Passage, bool]]:
        """Every passage that needs nothing but its words, and whether a `not_near` word forbids it."""
        found = list(passages(field.reading, replace(self.rules, rules=self.open_rules)))
        ids = {passage.rule.id for passage in found}
        own = {rule.id: rule for rule in self.rules.rules if rule.id in ids}
        kept = {(p.rule.id, p.core) for p in passages(field.reading, replace(self.rules, rules=tuple(own.values())))}
        for passage in found:
            yield replace(passage, rule=own[passage.rule.id]), (passage.rule.id, passage.core) not in kept

    def _firing(self, field: FieldReading, passage: Passage, is_near: bool) -> Firing:
        rule = passage.rule
        whole = field.span("", passage.whole, rule.id)
        obstacles = [Obstacle("veto", (veto.id,), words) for veto, words in self.vetoes if rule.tag in veto.tags]
        if is_near:
            obstacles.append(Obstacle("not_near", (), forbidden(field, passage)))
        if rule.needs_cause and (rule.id, field.name, whole.start, whole.end) not in self.caused:
            obstacles.append(Obstacle("needs_cause"))
        realis = realis_of(passage, field.reading, self.rules, self.on)
        if realis not in REPORTED:
            obstacles.append(self._unreported(field, passage, realis))
        near = tuple(field.span("near", hit, rule.id) for hit in near_words(field.reading, passage))
        return Firing(rule, field.name, whole.start, whole.end, whole.text, field.span("core", passage.core, rule.id),
                      near, passage.weight, realis, tuple(obstacles))  # fmt: skip

    def _unreported(self, field: FieldReading, passage: Passage, realis: str) -> Obstacle:
        cues = [
            cue
            for cue, alone in self.cues
            if cue.realis == realis and realis_of(passage, field.reading, alone, None) == realis
        ]
        words = dict.fromkeys(
            word
            for cue in cues
            for word in words_of(field, hits_around(field.reading, cue.any, passage.core, cue.before, cue.after))
        )
        # Nothing but a date makes a passage `past` where no cue does; a rule may say its realis itself.
        by = tuple(cue.id for cue in cues) or (
            (passage.rule.id,) if passage.rule.realis == realis else ("an old date",)
        )
        return Obstacle(realis, by, tuple(words)[:MOST_WORDS])

    def _judged(self, firing: Firing, firings: list[Firing]) -> Firing:
        """With what all passages together decide: whether it yields, and whether it is enough."""
        key = firing.rule.id, firing.field, firing.start, firing.end
        if firing.obstacles or key in self.evidence:
            return firing
        tag, subtype = self.labels.get(key, (firing.rule.tag, firing.rule.subtype))
        is_for_model = self.likely and firing.rule.id not in self.rules.alone
        if firing.rule.yields_to and not is_for_model and key in self.unyielding:
            told = (f.rule for f in firings if not f.obstacles and f.rule.tag == tag)
            by = dict.fromkeys(rule.id for rule in told if not rule.yields_to and rule.subtype in firing.rule.yields_to)
            return replace(firing, obstacles=(Obstacle("yields_to", tuple(by)),))
        if (tag, subtype) in self.given:
            return firing  # a tag names its first passages only
        if not is_for_model:
            return replace(firing, obstacles=(Obstacle("weak"),))
        by_model = tag if tag not in {given for given, _ in self.given} else subtype
        return replace(firing, obstacles=(Obstacle("model", (by_model,), score=self.likely[by_model]),))


def _key(evidence: Evidence) -> _Key:
    return evidence.rule_id, evidence.field, evidence.start, evidence.end


def _evidence(tagged: Tagged) -> set[_Key]:
    return {_key(e) for tag in tagged.tags for e in tag.evidence}


def _rule_spans(firings: Iterable[Firing]) -> Iterator[Span]:
    for firing in firings:
        if firing.obstacles:
            yield replace(firing.core, kind="vetoed")
        else:
            yield firing.core
            yield from firing.near
