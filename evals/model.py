"""The tag model while it is trained: features of texts as a matrix, outputs fitted on it, thresholds chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from evals.kinship import Kinship
from evals.texts import Text
from pipeline.derive.rule_files import SUBTYPES

FOLDS = 5
_RAREST = 3  # a feature of fewer texts is chance
STEPS = np.arange(-2.5, 2.5, 0.05)  # thresholds that are tried


@dataclass(frozen=True, slots=True)
class How:
    """How one model is trained and written.

    `strength` is the inverse of the penalty on large weights, `scale` how freely each kind of
    feature may speak, `kin` the same for what words have in common with their like; `weights`
    are those of each kind of text, 1 where none is given. Of words and of other features
    the `most` that matter are written, with weights of `least` or more.
    """

    strength: float
    scale: Mapping[str, float]
    kin: float
    weights: Mapping[str, float]
    most: tuple[int, int]
    least: float


_SCALE = {"word": 1.0, "sentence": 0.3, "opening": 0.3, "number": 1.0}
# Sentences of assaults are few beside those that are none, floods many and alike; wire reports are what is read daily.
_WEIGHTS = {"assault yes": 3.0, "assault difficult no": 0.7, "own": 2.0, "rule": 2.0, "floods": 0.5}
# Sentences over which their readers differed teach a model nothing; titles of others keep it to what news it is for.
_SHORT = {"assault yes": 6.0, "assault difficult no": 0.0, "assault easy no": 1.0, "rule": 0.3}
_OTHERS = ("strikes", "floods", "title yes", "title no", "opening no")
HOW = {
    "tags": How(1.0, _SCALE, 3.0, _WEIGHTS, (8000, 1500), 0.02),
    "subtypes": How(0.5, _SCALE, 3.0, _WEIGHTS, (4000, 2000), 0.1),
    "short": How(
        2.0,
        {"word": 0.18, "sentence": 0.2, "opening": 0.2, "number": 0.66},
        0.65,
        _SHORT | dict.fromkeys(_OTHERS, 0.1),
        (8000, 1500),
        0.02,
    ),
}

Values = dict[str, float]
Matrix = NDArray[np.float64]


class Design:
    """The features of texts as a matrix: named columns, then what the words have in common with their like."""

    def __init__(self, rows: Sequence[Values], kinship: Kinship, how: How) -> None:
        counts = Counter(name for row in rows for name in row)
        self.names = sorted(name for name, count in counts.items() if count >= _RAREST)
        self.at = {name: column for column, name in enumerate(self.names)}
        self.scale = np.array([how.scale[name.split(" ")[0]] for name in self.names])
        self.rare = {n[5:]: _rarity(c, len(rows)) for n, c in counts.items() if n.startswith("word ")}
        for name, column in self.at.items():
            if name.startswith("word "):
                self.scale[column] *= np.log((1 + len(rows)) / (1 + counts[name])) + 1
        self.kinship, self.kin = kinship, how.kin

    def matrix(self, rows: Sequence[Values]) -> csr_matrix:
        """One line a text."""
        cells = [
            (line, self.at[name], value)
            for line, row in enumerate(rows)
            for name, value in row.items()
            if name in self.at
        ]
        lines, columns, values = zip(*cells, strict=True)
        named = csr_matrix((values, (lines, columns)), shape=(len(rows), len(self.names))).multiply(self.scale)
        kin = np.array([self._kin(row) for row in rows])
        return hstack([named, csr_matrix(kin * self.kin)]).tocsr()

    def _kin(self, row: Values) -> Matrix:
        total = np.zeros(self.kinship.size)
        for name, value in row.items():
            if name.startswith("word ") and (vector := self.kinship.vector(name[5:])) is not None:
                total += vector * value * self.rare.get(name[5:], 1.0)
        return total

    def weights(self, coefficients: Matrix) -> dict[str, float]:
        """Weight of each feature; a word's holds what its like say of it, so that unseen words speak too."""
        own = coefficients[: len(self.names)] * self.scale
        weights = dict(zip(self.names, own.tolist(), strict=True))
        kin = coefficients[len(self.names) :] * self.kin
        for word in self.kinship.words:
            vector = self.kinship.vector(word)
            if vector is not None:
                name = f"word {word}"
                weights[name] = weights.get(name, 0.0) + float(vector @ kin) * self.rare.get(word, 1.0)
        return weights


def _rarity(count: int, texts: int) -> float:
    return float(min(1.0, np.log(texts / (1 + count)) / 5))


def fit(matrix: csr_matrix, wanted: NDArray[np.bool_], weights: Matrix, strength: float) -> tuple[Matrix, float]:
    """Coefficients and bias of one output."""
    model = LogisticRegression(C=strength, max_iter=1000, solver="liblinear", random_state=0)
    model.fit(matrix, wanted, sample_weight=weights)
    return model.coef_[0], float(model.intercept_[0])


class Task:
    """One model: its outputs, which texts decide on each, and what they say."""

    def __init__(self, name: str, texts: list[Text], rows: list[Values]) -> None:
        self.name, self.texts, self.rows, self.how = name, texts, rows, HOW[name]
        self.weights = np.array([self.how.weights.get(text.kind, 1.0) for text in texts])
        self.folds = np.array([text.fold for text in texts])
        self.outputs: dict[str, tuple[NDArray[np.bool_], NDArray[np.bool_]]] = {}
        pick: Callable[[Text, str, str], tuple[bool, bool]] = _subtype if name == "subtypes" else _tag
        for tag, subtypes in SUBTYPES.items():
            if name == "short" and tag != "conflict":
                continue
            for output in sorted(subtypes) if name == "subtypes" else [tag]:
                pairs = [pick(text, tag, output) for text in texts]
                self.outputs[output] = np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs])

    def train(self, kinship: Kinship, among: NDArray[np.bool_]) -> tuple[Design, dict[str, tuple[Matrix, float]]]:
        """Fit every output on the texts of `among` that decide on it."""
        design = Design([row for row, use in zip(self.rows, among, strict=True) if use], kinship, self.how)
        matrix = design.matrix(self.rows)
        fitted = {}
        for output, (known, wanted) in self.outputs.items():
            use = known & among & (self.weights > 0)
            fitted[output] = fit(matrix[use], wanted[use], self.weights[use], self.how.strength)
        return design, fitted

    def out_of_fold(self, kinship: Kinship) -> dict[str, Matrix]:
        """Sum of each output for each text, by a model that has not seen its group."""
        sums = {output: np.zeros(len(self.texts)) for output in self.outputs}
        for fold in range(FOLDS):
            here = self.folds == fold
            design, fitted = self.train(kinship, ~here)
            matrix = design.matrix([row for row, use in zip(self.rows, here, strict=True) if use])
            for output, (coefficients, bias) in fitted.items():
                sums[output][here] = matrix @ coefficients + bias
        return sums

    def thresholds(self, sums: dict[str, Matrix]) -> dict[str, float]:
        """The sum from which an output is likely: where F1 on our own reports and on the articles is best.

        Of the model of short texts, where it is best on the sentences of assaults against both kinds of others.
        """
        if self.name == "short":
            return {output: _steadiest(self.assault_f1(sums[output])) for output in self.outputs}
        judges = np.array([text.kind in ("own", "real") for text in self.texts])
        return {
            output: best_threshold(sums[output][known & judges], wanted[known & judges])
            for output, (known, wanted) in self.outputs.items()
        }

    def assault_f1(self, sums: Matrix, is_tune: bool = True) -> Matrix:
        """F1 of each threshold of STEPS on sentences of assaults: a line against the easy no, one against all no."""
        yes, easy, difficult = (
            sums[[t.kind == f"assault {kind}" and (t.is_tune or not is_tune) for t in self.texts]]
            for kind in ("yes", "easy no", "difficult no")
        )
        return np.array([_f1s(yes, easy), _f1s(yes, np.concatenate([easy, difficult]))])


def _f1s(yes: Matrix, no: Matrix) -> Matrix:
    hits, false = ((some[:, None] >= STEPS).sum(axis=0) for some in (yes, no))
    return np.asarray(2 * hits / (len(yes) + hits + false))


def best_threshold(sums: Matrix, wanted: NDArray[np.bool_]) -> float:
    """The steadiest of the thresholds for one output."""
    return _steadiest(_f1s(sums[wanted], sums[~wanted]))


def _steadiest(scores: Matrix) -> float:
    """The middle of the range of thresholds whose F1, or mean F1, is within 0.005 of the best."""
    means = scores.reshape(-1, len(STEPS)).mean(axis=0)
    return float(STEPS[means >= means.max() - 0.005].mean())


def _tag(text: Text, tag: str, output: str) -> tuple[bool, bool]:
    return tag in text.known, any(label[0] == output for label in text.labels)


def _subtype(text: Text, tag: str, output: str) -> tuple[bool, bool]:
    mine = {subtype for name, subtype in text.labels if name == tag}
    return bool(mine) and "" not in mine and text.kind != "strikes", output in mine
