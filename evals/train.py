"""Train the tag model on the halves of the labelled texts that may be trained on, and write its weights.

python -m evals.train SHARED
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from evals.data import data_folder
from evals.kinship import Kinship
from evals.texts import Text, load_texts
from pipeline.derive.linear import FOLDER, features
from pipeline.derive.rule_files import SUBTYPES
from pipeline.derive.rules import load_rules
from pipeline.derive.tags import signals_of

FOLDS = 5
_STRENGTH = {"tags": 1.0, "subtypes": 0.5}  # inverse of the penalty on large weights
_SCALE = {"word": 1.0, "sentence": 0.3, "opening": 0.3, "number": 1.0}  # how freely each kind of feature may speak
_KIN = 3.0  # the same for what words have in common with their like
_RAREST = 3  # a feature of fewer texts is chance
# Sentences of assaults are few beside those that are none, floods many and alike; wire reports are what is read daily.
_WEIGHTS = {"assault yes": 3.0, "assault difficult no": 0.7, "own": 2.0, "rule": 2.0, "floods": 0.5}
_MOST = {"tags": (8000, 1500), "subtypes": (4000, 2000)}  # words, other features
_PLACES = 2
_LEAST = {"tags": 0.02, "subtypes": 0.1}  # what a word must weigh for an output to be written

Values = dict[str, float]
Matrix = NDArray[np.float64]


class Design:
    """The features of texts as a matrix: named columns, then what the words have in common with their like."""

    def __init__(self, rows: Sequence[Values], kinship: Kinship) -> None:
        counts = Counter(name for row in rows for name in row)
        self.names = sorted(name for name, count in counts.items() if count >= _RAREST)
        self.at = {name: column for column, name in enumerate(self.names)}
        self.scale = np.array([_SCALE[name.split(" ")[0]] for name in self.names])
        self.rare = {n[5:]: _rarity(c, len(rows)) for n, c in counts.items() if n.startswith("word ")}
        for name, column in self.at.items():
            if name.startswith("word "):
                self.scale[column] *= np.log((1 + len(rows)) / (1 + counts[name])) + 1
        self.kinship = kinship

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
        return hstack([named, csr_matrix(kin * _KIN)]).tocsr()

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
        kin = coefficients[len(self.names) :] * _KIN
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
        self.name, self.texts, self.rows = name, texts, rows
        self.weights = np.array([_WEIGHTS.get(text.kind, 1.0) for text in texts])
        self.folds = np.array([text.fold for text in texts])
        self.outputs: dict[str, tuple[NDArray[np.bool_], NDArray[np.bool_]]] = {}
        pick: Callable[[Text, str, str], tuple[bool, bool]] = _tag if name == "tags" else _subtype
        for tag, subtypes in SUBTYPES.items():
            for output in [tag] if name == "tags" else sorted(subtypes):
                pairs = [pick(text, tag, output) for text in texts]
                self.outputs[output] = np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs])

    def train(self, kinship: Kinship, among: NDArray[np.bool_]) -> tuple[Design, dict[str, tuple[Matrix, float]]]:
        """Fit every output on the texts of `among` that decide on it."""
        design = Design([row for row, use in zip(self.rows, among, strict=True) if use], kinship)
        matrix = design.matrix(self.rows)
        fitted = {}
        for output, (known, wanted) in self.outputs.items():
            use = known & among
            fitted[output] = fit(matrix[use], wanted[use], self.weights[use], _STRENGTH[self.name])
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
        """The sum from which an output is likely: where F1 on our own reports and on the articles is best."""
        judges = np.array([text.kind in ("own", "real") for text in self.texts])
        return {
            output: best_threshold(sums[output][known & judges], wanted[known & judges])
            for output, (known, wanted) in self.outputs.items()
        }


def best_threshold(sums: Matrix, wanted: NDArray[np.bool_]) -> float:
    """The middle of the range of thresholds whose F1 is within 0.005 of the best."""
    steps = np.arange(-2.5, 1.5, 0.05)
    scores = []
    for step in steps:
        given = sums >= step
        scores.append(2 * (given & wanted).sum() / max(1, given.sum() + wanted.sum()))
    good = steps[np.array(scores) >= max(scores) - 0.005]
    return float(good.mean())


def _tag(text: Text, tag: str, output: str) -> tuple[bool, bool]:
    return tag in text.known, any(label[0] == output for label in text.labels)


def _subtype(text: Text, tag: str, output: str) -> tuple[bool, bool]:
    mine = {subtype for name, subtype in text.labels if name == tag}
    return bool(mine) and "" not in mine and text.kind != "strikes", output in mine


def write(path: Path, weights: dict[str, dict[str, float]], biases: dict[str, float], often: dict[str, float]) -> int:
    """Write one model: the features that matter most, sorted, one a line; returns how many.

    What matters is the weight and how often it speaks: cut by weight alone, the rare words
    that kinship makes extreme push out the common ones that carry the sum.
    """
    outputs = list(biases)
    names = {name for by_name in weights.values() for name in by_name}
    matter = {n: max(abs(weights[o].get(n, 0.0)) for o in outputs) * often.get(n, 1e-4) ** 0.5 for n in names}
    kept: list[str] = []
    for is_word, most in zip((True, False), _MOST[path.stem], strict=True):
        some = [name for name in names if name.startswith("word ") == is_word]
        kept += sorted(some, key=lambda name: (-matter[name], name))[:most]
    lines = [
        f"# Weights of the {path.stem} model, written by `python -m evals.train SHARED`; see evals/README.md.",
        _line("bias", biases),
    ]
    least = _LEAST[path.stem]
    found = (
        _line(name, {o: w for o in outputs if abs(w := weights[o].get(name, 0.0)) >= least}) for name in sorted(kept)
    )
    lines += [line for line in found if "=" in line]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(lines) - 2


def frequencies(rows: Sequence[Values], kinship: Kinship) -> dict[str, float]:
    """Share of texts with each feature; of a word, what its rank in the corpus lets expect, where that is more."""
    counts = Counter(name for row in rows for name in row)
    often = {name: count / len(rows) for name, count in counts.items()}
    for rank, word in enumerate(kinship.words):
        name = f"word {word}"
        often[name] = max(often.get(name, 0.0), 3 / (rank + 20))
    return often


def _line(name: str, values: dict[str, float]) -> str:
    kept = [(output, round(value, _PLACES)) for output, value in values.items()]
    return f"{name}\t" + " ".join(f"{output}={value:g}" for output, value in kept if value)


def main() -> None:
    """Train both models, print what they reach on texts of other folds, write the weights."""
    parser = argparse.ArgumentParser(prog="python -m evals.train", description=__doc__)
    parser.add_argument("shared", type=Path, help="folder that holds data/")
    folder = data_folder(parser.parse_args().shared)
    rules = load_rules()
    texts = [text for text in load_texts(folder, rules) if text.is_tune]
    kinship = Kinship.learn(folder)
    rows = [features(signals_of(t.title, t.body, t.on, rules), rules.concepts) for t in texts]
    often = frequencies(rows, kinship)
    for name in ("tags", "subtypes"):
        task = Task(name, texts, rows)
        sums = task.out_of_fold(kinship)
        thresholds = task.thresholds(sums)
        _print(task, sums, thresholds)
        design, fitted = task.train(kinship, np.ones(len(texts), dtype=bool))
        weights = {output: design.weights(coefficients) for output, (coefficients, _) in fitted.items()}
        biases = {output: round(bias - thresholds[output], 3) for output, (_, bias) in fitted.items()}
        print(f"{write(FOLDER / f'{name}.tsv', weights, biases, often)} features of {name}")


def _print(task: Task, sums: dict[str, Matrix], thresholds: dict[str, float]) -> None:
    kinds = np.array([text.kind for text in task.texts])
    for output, (known, wanted) in task.outputs.items():
        given = sums[output] >= thresholds[output]
        parts = []
        for kind in sorted(set(kinds)):
            here = known & (kinds == kind)
            if here.any():
                right, found, there = (given & wanted & here).sum(), (given & here).sum(), (wanted & here).sum()
                f1 = 2 * right / max(1, found + there)
                parts.append(f"{kind} {f1:.2f}" if there else f"{kind} {found}/{here.sum()} false")
        print(f"{output} from {thresholds[output]:.2f}: {', '.join(parts)}", flush=True)


if __name__ == "__main__":
    main()
