"""Which tags and subtypes a report gets: the rules give evidence, the model weighs it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pipeline.derive.findings import Findings, signals_of
from pipeline.derive.linear import Model
from pipeline.derive.match import Reading
from pipeline.derive.rule_files import REPORTED, SUBTYPES
from pipeline.derive.rules import RuleSet
from pipeline.derive.signals import Find, Signals

_LIKELY = 0.5
_LIKELY_UNPROVEN = 0.6  # a subtype that no rule proves
_LIKELY_BARE = 0.79  # conflict without a rule in a text without a title; of such texts no other tag was learnt
_LIKELY_SENTENCE = 0.56  # the same in a sentence on its own
_SHORT = 2, 80  # sentences and distinct words of a text without a title that the model of short texts weighs
Sentence = tuple[str, int]  # field, first word


@dataclass(frozen=True, slots=True)
class Verdict:
    """A label the model gives. `sentence` is where it stands when no passage of a rule proves it."""

    tag: str
    subtype: str
    score: float
    sentence: Sentence | None


def judge(findings: Findings, rules: RuleSet) -> list[Verdict]:
    """Verdicts on one report, with a score of 0.5 to 1.

    There is none for a tag whose passages are all called for, denied or past, however likely its words make it.
    """
    if rules.tag_model is None or rules.subtype_model is None or rules.short_model is None:
        raise ValueError("these rules have no model")
    fields, found, usual = findings.readings, findings.finds, findings.usual
    signals = signals_of(findings, rules)
    verdicts: list[Verdict] = []
    subtypes: dict[str, float] = {}
    likelihoods = rules.tag_model.probabilities(signals)
    is_short = _is_short(signals)
    if is_short:
        # Half the say each: the model of short texts knows sentences, the other one the rules' passages in them.
        short = rules.short_model.probabilities(signals)
        likelihoods |= {tag: (likelihoods[tag] + likely) / 2 for tag, likely in short.items()}
    for tag, likely in likelihoods.items():
        if likely < _LIKELY:
            continue
        spoken = _Spoken(tag, fields, found, signals)
        at = spoken.best(rules.tag_model, tag)
        if not spoken.reported and (at is None or spoken.barred or _is_bare(tag, likely, found, signals, is_short)):
            continue
        subtypes = subtypes or rules.subtype_model.probabilities(signals)
        if usual == "disaster" and "civilian_evacuation" not in spoken.reported:
            # People brought out of a flood are no civilians out of fighting.
            subtypes["disaster_evacuation"] = max(subtypes["disaster_evacuation"], subtypes["civilian_evacuation"])
            subtypes["civilian_evacuation"] = 0.0
        for name in _chosen(tag, subtypes, spoken.reported.keys(), is_short):
            score = round(max(_LIKELY, min(likely, subtypes[name])), 3)
            where = None
            if name not in spoken.reported:
                where = spoken.best(rules.subtype_model, name) or at or min(spoken.reported.values())
            verdicts.append(Verdict(tag, name, score, where))
    return verdicts


def _is_bare(tag: str, likely: float, found: Sequence[Find], signals: Signals, is_short: bool) -> bool:
    """Whether a tag that no rule proves is not likely enough in a text without a title: a word alone proves nothing.

    A sentence that a rule reads as something else needs as much as a longer text.
    """
    if signals.numbers["title"]:
        return False
    is_told = any(item[0] != tag and item[5] in REPORTED for item in found)
    return tag != "conflict" or likely < (_LIKELY_SENTENCE if is_short and not is_told else _LIKELY_BARE)


def _is_short(signals: Signals) -> bool:
    """Whether a text is a sentence or title on its own; `sentences` counts the empty title too."""
    return not signals.numbers["title"] and signals.sentences <= _SHORT[0] + 1 and len(signals.stems) <= _SHORT[1]


def _chosen(tag: str, likely: dict[str, float], proven: Collection[str], is_short: bool) -> list[str]:
    """Subtypes that are likely, more so where no rule proves them; failing all, the likeliest that is proven.

    A sentence on its own tells one thing where no rule says more.
    """
    if is_short and not proven:
        return [max(sorted(SUBTYPES[tag]), key=likely.__getitem__)]
    chosen = [s for s in sorted(SUBTYPES[tag]) if likely[s] >= (_LIKELY if s in proven else _LIKELY_UNPROVEN)]
    return chosen or [max(sorted(proven or SUBTYPES[tag]), key=likely.__getitem__)]


class _Spoken:
    """The sentences that may prove a tag: not those (`barred`) whose passages of it are all unreported."""

    def __init__(
        self, tag: str, fields: Sequence[tuple[str, Reading]], found: Sequence[Find], signals: Signals
    ) -> None:
        mine = [item for item in found if item[0] == tag]
        self.reported = {item[1]: item[3] for item in reversed(mine) if item[5] in REPORTED}
        reported = {item[3] for item in mine if item[5] in REPORTED}
        self.barred = {item[3] for item in mine} - reported
        self.readings = dict(fields)
        self.masks = signals.masks

    def best(self, model: Model, output: str) -> Sentence | None:
        """The sentence that weighs most for an output, if any weighs for it at all."""
        weighed = [
            (model.sentence(output, self.readings[key[0]].stems[slice(*self.span(key))], mask), key)
            for key, mask in self.masks.items()
            if key not in self.barred
        ]
        weight, sentence = max(weighed, default=(0.0, ("", 0)))
        return sentence if weight > 0 else None

    def span(self, sentence: Sentence) -> tuple[int, int]:
        """[first, last) words of a sentence."""
        return self.readings[sentence[0]].words.sentence(sentence[1])
