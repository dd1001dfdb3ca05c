"""Train the tag model on the halves of the labelled texts that may be trained on, and write its weights.

python -m evals.train SHARED
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from evals.data import data_folder
from evals.kinship import Kinship
from evals.texts import Text, load_texts, short_texts
from pipeline.derive.linear import FOLDER, features
from pipeline.derive.rule_files import SUBTYPES
from pipeline.derive.rules import RuleSet, load_rules
from pipeline.derive.tags import signals_of

FOLDS = 5
_RAREST = 3  # a feature of fewer texts is chance
_PLACES = 2
_STEPS = np.arange(-2.5, 2.5, 0.05)  # thresholds that are tried


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
        """F1 of each threshold of _STEPS on sentences of assaults: a line against the easy no, one against all no."""
        yes, easy, difficult = (
            sums[[t.kind == f"assault {kind}" and (t.is_tune or not is_tune) for t in self.texts]]
            for kind in ("yes", "easy no", "difficult no")
        )
        return np.array([_f1s(yes, easy), _f1s(yes, np.concatenate([easy, difficult]))])


def _f1s(yes: Matrix, no: Matrix) -> Matrix:
    hits, false = ((some[:, None] >= _STEPS).sum(axis=0) for some in (yes, no))
    return np.asarray(2 * hits / (len(yes) + hits + false))


def best_threshold(sums: Matrix, wanted: NDArray[np.bool_]) -> float:
    """The steadiest of the thresholds for one output."""
    return _steadiest(_f1s(sums[wanted], sums[~wanted]))


def _steadiest(scores: Matrix) -> float:
    """The middle of the range of thresholds whose F1, or mean F1, is within 0.005 of the best."""
    means = scores.reshape(-1, len(_STEPS)).mean(axis=0)
    return float(_STEPS[means >= means.max() - 0.005].mean())


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
    for is_word, most in zip((True, False), HOW[path.stem].most, strict=True):
        some = [name for name in names if name.startswith("word ") == is_word]
        kept += sorted(some, key=lambda name: (-matter[name], name))[:most]
    lines = [
        f"# Weights of the {path.stem} model, written by `python -m evals.train SHARED`; see evals/README.md.",
        _line("bias", biases),
    ]
    least = HOW[path.stem].least
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
    """Train the models, print what they reach on texts of other folds, write the weights."""
    parser = argparse.ArgumentParser(prog="python -m evals.train", description=__doc__)
    parser.add_argument("shared", type=Path, help="folder that holds data/")
    folder = data_folder(parser.parse_args().shared)
    rules = load_rules()
    texts = load_texts(folder, rules)
    kinship = Kinship.learn(folder)
    tune = [text for text in texts if text.is_tune]
    rows = _rows(tune, rules)
    for name in ("tags", "subtypes"):
        _train(Task(name, tune, rows), kinship)
    short = list(short_texts(texts))
    rows = _rows(short, rules)
    known = [(text, row) for text, row in zip(short, rows, strict=True) if text.is_tune]
    threshold = _train(Task("short", [text for text, _ in known], [row for _, row in known]), kinship)["conflict"]
    known = [p for p in zip(short, rows, strict=True) if p[0].is_tune or p[0].kind.startswith("assault")]
    task = Task("short", [text for text, _ in known], [row for _, row in known])
    easy, every = task.assault_f1(task.out_of_fold(kinship)["conflict"], is_tune=False)[:, threshold <= _STEPS][:, 0]
    print(f"all sentences of assaults, five folds: {easy:.3f} against easy no, {every:.3f} against all no")


def _rows(texts: Sequence[Text], rules: RuleSet) -> list[Values]:
    return [features(signals_of(t.title, t.body, t.on, rules), rules.concepts) for t in texts]


def _train(task: Task, kinship: Kinship) -> dict[str, float]:
    """Train and write one model; returns its thresholds."""
    sums = task.out_of_fold(kinship)
    thresholds = task.thresholds(sums)
    _print(task, sums, thresholds)
    design, fitted = task.train(kinship, np.ones(len(task.texts), dtype=bool))
    weights = {output: design.weights(coefficients) for output, (coefficients, _) in fitted.items()}
    biases = {output: round(bias - thresholds[output], 3) for output, (_, bias) in fitted.items()}
    written = write(FOLDER / f"{task.name}.tsv", weights, biases, frequencies(task.rows, kinship))
    print(f"{written} features of {task.name}", flush=True)
    return thresholds


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
    if task.name == "short":
        easy, every = task.assault_f1(sums["conflict"])[:, thresholds["conflict"] <= _STEPS][:, 0]
        print(f"sentences of assaults: {easy:.3f} against easy no, {every:.3f} against all no")


if __name__ == "__main__":
    main()
