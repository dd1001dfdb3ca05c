"""The tag model: a sum of weights, one a feature and output, read from text files that a person can review."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import exp, sqrt
from pathlib import Path
from sys import intern

from pipeline.derive.rule_files import Concept
from pipeline.derive.signals import Signals, mask_names

FOLDER = Path(__file__).parent / "weights"
_MASK_MEMO = 20_000  # of each kind and model; a row of the subtypes takes 600 bytes

Row = tuple[float, ...]


def features(signals: Signals, concepts: Sequence[Concept]) -> dict[str, float]:
    """Every feature of a report by name and value: what the model is trained on, and what `Model.scores` sums."""
    values = {f"number {name}": value for name, value in signals.numbers.items()}
    values |= dict.fromkeys((f"word {stem}" for stem in signals.stems), 1 / sqrt(max(1, len(signals.stems))))
    share = 1 / sqrt(signals.sentences)
    for mask in signals.masks.values():
        for name in mask_names(mask, concepts):
            key = f"sentence {name}"
            values[key] = values.get(key, 0.0) + share
    for mask in signals.opening:
        values |= dict.fromkeys((f"opening {name}" for name in mask_names(mask, concepts)), 1.0)
    return values


class _Masks(dict[int, Row]):
    """Summed weights of the concepts of one sentence, for the masks met so far."""

    def __init__(self, kind: str, model: Model) -> None:
        self.kind, self.model = kind, model

    def __missing__(self, mask: int) -> Row:
        if len(self) >= _MASK_MEMO:
            self.clear()
        names = (f"{self.kind} {name}" for name in mask_names(mask, self.model.concepts))
        self[mask] = row = self.model.total(names)
        return row


@dataclass
class Model:
    """Weights of each feature for `outputs`, and their biases; made by `read_model`.

    An output is likely when its sum is above 0. The biases hold the threshold, so the
    probabilities are those of a model that weighs both mistakes alike.
    """

    outputs: tuple[str, ...]
    biases: Row
    weights: dict[str, Row]
    concepts: tuple[Concept, ...]
    words: dict[str, Row] = field(init=False)
    numbers: dict[str, Row] = field(init=False)

    def __post_init__(self) -> None:
        self.words = {intern(name[5:]): row for name, row in self.weights.items() if name.startswith("word ")}
        self.numbers = {name[7:]: row for name, row in self.weights.items() if name.startswith("number ")}
        self._memos()

    def _memos(self) -> None:
        self._sentences, self._openings = _Masks("sentence", self), _Masks("opening", self)

    def __getstate__(self) -> dict[str, object]:
        return {key: value for key, value in self.__dict__.items() if key not in ("_sentences", "_openings")}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)
        self._memos()

    def total(self, names: Iterable[str]) -> Row:
        """Sum of the weights of features by their full names."""
        return self._sum(row for name in names if (row := self.weights.get(name)))

    def _sum(self, rows: Iterable[Row]) -> Row:
        listed = list(rows)
        return tuple(map(sum, zip(*listed, strict=True))) if listed else (0.0,) * len(self.outputs)

    def sums(self, signals: Signals) -> Row:
        """The sum of each output for one report."""
        words = self._sum(filter(None, map(self.words.get, signals.stems)))
        sentences = self._sum(map(self._sentences.__getitem__, signals.masks.values()))
        openings = self._opening(signals.opening)
        numbers = [
            (value, row) for name, value in signals.numbers.items() if (row := self.numbers.get(name)) is not None
        ]
        by_word, by_sentence = 1 / sqrt(max(1, len(signals.stems))), 1 / sqrt(signals.sentences)
        return tuple(
            bias + word * by_word + sentence * by_sentence + opening + sum(value * row[at] for value, row in numbers)
            for at, (bias, word, sentence, opening) in enumerate(
                zip(self.biases, words, sentences, openings, strict=True)
            )
        )

    def _opening(self, masks: tuple[int, ...]) -> Row:
        """A concept that opens both title and body counts once, and so do two that share both."""
        if len(masks) < 2 or masks[0] == masks[1]:
            return self._openings[masks[0] if masks else 0]
        body, title = masks
        rows = self._openings[body], self._openings[title], self._openings[body & title]
        return tuple([one + other - twice for one, other, twice in zip(*rows, strict=True)])

    def probabilities(self, signals: Signals) -> dict[str, float]:
        """Probability of each output."""
        return {name: _squash(value) for name, value in zip(self.outputs, self.sums(signals), strict=True)}

    def sentence(self, output: str, stems: Iterable[str], mask: int) -> float:
        """What the words and concepts of one sentence weigh for an output, for telling sentences from each other."""
        at = self.outputs.index(output)
        distinct = set(stems)
        weighed = sum(row[at] for stem in distinct if (row := self.words.get(stem)))
        return weighed / sqrt(max(1, len(distinct))) + (self._sentences[mask][at] if mask else 0.0)


def _squash(value: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, value))))


def read_model(data: bytes, concepts: Sequence[Concept]) -> Model:
    """A model from its file: lines `feature<TAB>output=weight ...`; lines with # are comments, `bias` is no feature."""
    lines = list(_lines(data))
    outputs = tuple(name for name, weights in lines if name == "bias" for name in weights)
    rows = {name: tuple(weights.get(output, 0.0) for output in outputs) for name, weights in lines}
    return Model(outputs, rows.pop("bias"), rows, tuple(concepts))


def _lines(data: bytes) -> Iterator[tuple[str, dict[str, float]]]:
    for line in data.decode().split("\n"):
        if line and not line.startswith("#"):
            name, _, weights = line.partition("\t")
            yield name, {key: float(value) for key, _, value in (pair.partition("=") for pair in weights.split())}
