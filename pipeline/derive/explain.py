"""Why a report has its tags: what fired, and what kept words of a rule from becoming a tag.

Apart from the fast path, and by asking it again: a report is tagged once more with the
vetoes or the `not_near` words of all rules taken away, and what appears then was held back
by them. So this cannot drift from what `tag_report` does.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import islice

from pipeline.derive.lexicon import Hit
from pipeline.derive.marked_spans import FieldReading, Span, evacuation_spans, fact_spans
from pipeline.derive.match import Passage, Reading, nearest, passages, read
from pipeline.derive.realis import realis_of
from pipeline.derive.rule_files import REPORTED
from pipeline.derive.rules import Rule, RuleSet, Veto
from pipeline.derive.tags import Tagged, tag_report

_MOST_WORDS = 5  # of those that held a passage back; more say nothing more

_Key = tuple[str, str, int, int]  # rule, field, start, end


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What kept a passage from tagging.

    kind: `veto` (by its id), `not_near`, `needs_cause`, a realis (by the ids of its cues,
    or by an old date), `yields_to` (by the rules that told it) or `weak` (no sentence
    adds up to enough). `words` are those of the text that did it, as far as words did.
    """

    kind: str
    by: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Firing:
    """A passage that has all the words that a rule asks for; it tells of its tag without `obstacles`."""

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
    """A report with its tags, the rules that fired, those that were held back, and all marked words."""

    title: str
    body: str
    tagged: Tagged
    firings: tuple[Firing, ...]
    spans: tuple[Span, ...]
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
    base = tagged.dateline.end if tagged.dateline else 0
    fields = [
        FieldReading("body", body, base, read(body[base:], rules)),
        FieldReading("title", title, 0, read(title, rules)),
    ]
    on = tagged.dateline.on if tagged.dateline else published
    found = _Explainer((title, body, published), rules, fields, tagged).firings()
    firings = tuple(sorted(found, key=lambda f: (f.field, f.start, f.end, f.rule.id)))
    spans = [*_rule_spans(firings), *fact_spans(tagged, fields[0], on), *evacuation_spans(tagged.evacuations)]
    spans.sort(key=lambda s: (s.field, s.start, s.end))
    return Explained(title, body, tagged, firings, tuple(dict.fromkeys(spans)), rules)


class _Explainer:
    """The tagging of one report with and without each kind of obstacle; what no passage asks for is not run."""

    def __init__(self, report: tuple[str, str, date | None], rules: RuleSet, fields: list[FieldReading],
                 tagged: Tagged) -> None:  # fmt: skip
        self.report, self.rules, self.fields = report, rules, fields
        self.on = tagged.dateline.on if tagged.dateline else report[2]
        self.evidence = _evidence(tagged)
        self.labels = {(tag.tag, tag.subtype) for tag in tagged.tags}
        self.open_rules = tuple(replace(rule, not_near=()) for rule in rules.rules)
        self.vetoes = list(self._vetoes())
        self.cues = [(cue, replace(rules, cues=(cue,))) for cue in rules.cues]

    @cached_property
    def caused(self) -> set[_Key]:
        """What is found when no veto and no `not_near` word counts."""
        found = tag_report(*self.report, replace(self.rules, rules=self.open_rules, vetoes=()))
        return {(m.id, m.field, m.start, m.end) for m in found.mentions}

    @cached_property
    def unyielding(self) -> set[_Key]:
        """What tags when no rule yields to another."""
        firm = tuple(replace(rule, yields_to=()) for rule in self.rules.rules)
        return _evidence(tag_report(*self.report, replace(self.rules, rules=firm)))

    def _vetoes(self) -> Iterator[tuple[Veto, tuple[str, ...]]]:
        for veto in self.rules.vetoes:
            hits = [(field, field.reading.hits.get(veto.any, [])) for field in self.fields]
            if sum(len(found) for _, found in hits) >= veto.minimum:
                words = dict.fromkeys(word for field, found in hits for word in _words(field, found))
                yield veto, tuple(words)[:_MOST_WORDS]

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
            obstacles.append(Obstacle("not_near", (), _forbidden(field, passage)))
        if rule.needs_cause and (rule.id, field.name, whole.start, whole.end) not in self.caused:
            obstacles.append(Obstacle("needs_cause"))
        realis = realis_of(passage, field.reading, self.rules, self.on)
        if realis not in REPORTED:
            obstacles.append(self._unreported(field, passage, realis))
        near = tuple(field.span("near", hit, rule.id) for hit in _near(field.reading, passage))
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
            for word in _words(field, _hits_around(field.reading, cue.any, passage.core, cue.before, cue.after))
        )
        # Nothing but a date makes a passage `past` where no cue does; a rule may say its realis itself.
        by = tuple(cue.id for cue in cues) or (
            (passage.rule.id,) if passage.rule.realis == realis else ("an old date",)
        )
        return Obstacle(realis, by, tuple(words)[:_MOST_WORDS])

    def _judged(self, firing: Firing, firings: list[Firing]) -> Firing:
        """With what all passages together decide: whether it yields, and whether it is enough."""
        key = firing.rule.id, firing.field, firing.start, firing.end
        if firing.obstacles or key in self.evidence:
            return firing
        if firing.rule.yields_to and key in self.unyielding:
            told = tuple(dict.fromkeys(
                f.rule.id for f in firings
                if not f.obstacles and not f.rule.yields_to and f.rule.tag == firing.rule.tag
                and f.rule.subtype in firing.rule.yields_to
            ))  # fmt: skip
            return replace(firing, obstacles=(Obstacle("yields_to", told),))
        if (firing.rule.tag, firing.rule.subtype) in self.labels:
            return firing  # a tag names its first passages only
        return replace(firing, obstacles=(Obstacle("weak"),))


def _evidence(tagged: Tagged) -> set[_Key]:
    return {(e.rule_id, e.field, e.start, e.end) for tag in tagged.tags for e in tag.evidence}


def _near(reading: Reading, passage: Passage) -> list[Hit]:
    rule, core = passage.rule, passage.core
    low, high = _window(reading, core, rule.within, rule.within)
    hits = (nearest(reading.hits.get(term, ()), core, low, high) for term in rule.near)
    return [hit for hit in hits if hit]


def _forbidden(field: FieldReading, passage: Passage) -> tuple[str, ...]:
    rule, core = passage.rule, passage.core
    return tuple(
        word
        for term in rule.not_near
        for word in _words(field, _hits_around(field.reading, term, core, rule.not_within, rule.not_within))
    )


def _hits_around(reading: Reading, term: int, core: Hit, before: int, after: int) -> Iterator[Hit]:
    low, high = _window(reading, core, before, after)
    hits = reading.hits.get(term, [])
    for at in range(bisect_left(hits, (low, 0)), bisect_left(hits, (high, 0))):
        if hits[at][1] <= high:
            yield hits[at]


def _window(reading: Reading, core: Hit, before: int, after: int) -> Hit:
    low, high = reading.words.sentence(core[0])
    return max(low, core[0] - before), min(high, core[1] + after)


def _words(field: FieldReading, hits: Iterable[Hit]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(field.span("", hit, "").text for hit in islice(hits, _MOST_WORDS)))


def _rule_spans(firings: Iterable[Firing]) -> Iterator[Span]:
    for firing in firings:
        if firing.obstacles:
            yield replace(firing.core, kind="vetoed")
        else:
            yield firing.core
            yield from firing.near
