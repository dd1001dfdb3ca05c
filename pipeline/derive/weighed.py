"""What the tag model weighed in a report: the features that spoke most for and against each of its outputs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from pipeline.derive.findings import Findings, signals_of
from pipeline.derive.linear import Model, features
from pipeline.derive.rules import RuleSet

_MOST = 8  # features on each side; hundreds of words weigh next to nothing


@dataclass(frozen=True, slots=True)
class Weighed:
    """A tag or subtype with the probability that the model gives it.

    `pro` and `con` hold features by their names in the weight files, each with its weight
    times its value, heaviest first. They are the heaviest only: all features together
    and `bias` are the logarithm of the odds.
    """

    output: str
    likely: float
    bias: float
    pro: tuple[tuple[str, float], ...]
    con: tuple[tuple[str, float], ...]


def weigh(findings: Findings, rules: RuleSet, most: int = _MOST) -> tuple[Weighed, ...]:
    """Every tag, then every subtype, in the order of the weight files; nothing for rules without a model.

    `most` features are told on each side.
    """
    if rules.tag_model is None or rules.subtype_model is None:
        return ()
    signals = signals_of(findings, rules)
    values = features(signals, rules.concepts)
    return tuple(
        _weighed(output, likely, model, values, most)
        for model in (rules.tag_model, rules.subtype_model)
        for output, likely in model.probabilities(signals).items()
    )


def _weighed(output: str, likely: float, model: Model, values: dict[str, float], most: int) -> Weighed:
    at = model.outputs.index(output)
    shares = [(name, row[at] * value) for name, value in values.items() if (row := model.weights.get(name))]
    return Weighed(output, round(likely, 4), model.biases[at], *heaviest(shares, most))


def heaviest(
    shares: Collection[tuple[str, float]], most: int
) -> tuple[tuple[tuple[str, float], ...], tuple[tuple[str, float], ...]]:
    """The `most` features that weigh most for and those that weigh most against; equal ones by name."""
    ordered = sorted(((name, round(share, 3)) for name, share in shares), key=lambda pair: (pair[1], pair[0]))
    pro = tuple(pair for pair in reversed(ordered[-most:]) if pair[1] > 0)
    return pro, tuple(pair for pair in ordered[:most] if pair[1] < 0)
