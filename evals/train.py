"""Train the tag model on the halves of the labelled texts that may be trained on, and write its weights.

python -m evals.train SHARED [--mean conflict …]
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np

from evals.data import data_folder
from evals.kinship import Kinship
from evals.model import HOW, STEPS, Matrix, Task, Values
from evals.texts import Text, load_texts, short_texts
from pipeline.derive.findings import find_passages, signals_of
from pipeline.derive.linear import FOLDER, features
from pipeline.derive.rules import RuleSet, load_rules

_PLACES = 2


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


def write_mean(path: Path, before: str, outputs: Collection[str]) -> None:
    """Write for some outputs the mean of the weights in a file and of those before; what one lacks is 0 in it.

    Two trainings differ by chance; where they differ, their mean errs less than either.
    """
    new, old = _read(path.read_text(encoding="utf-8")), _read(before)
    names = ["bias", *sorted(old.keys() | new.keys() - {"bias"})]
    lines = [path.read_text(encoding="utf-8").splitlines()[0]]
    for name in dict.fromkeys(names):
        values = new.get(name, {})
        means = {o: (old.get(name, {}).get(o, 0.0) + values.get(o, 0.0)) / 2 for o in new["bias"] if o in outputs}
        kept = {o: m for o in new["bias"] if (m := means.get(o, values.get(o, 0.0)))}
        kept = {o: m for o, m in kept.items() if name == "bias" or abs(m) >= HOW[path.stem].least}
        if "=" in (line := _line(name, kept)):
            lines.append(line)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _read(text: str) -> dict[str, dict[str, float]]:
    named = (line.split("\t") for line in text.splitlines() if "\t" in line)
    return {name: {o: float(w) for o, w in (pair.split("=") for pair in pairs.split())} for name, pairs in named}


def frequencies(rows: Sequence[Values], kinship: Kinship) -> dict[str, float]:
    """Share of texts with each feature; of a word, what its rank in the corpus lets expect, where that is more."""
    counts = Counter(name for row in rows for name in row)
    often = {name: count / len(rows) for name, count in counts.items()}
    for rank, word in enumerate(kinship.words):
        name = f"word {word}"
        often[name] = max(often.get(name, 0.0), 3 / (rank + 20))
    return often


def _line(name: str, values: dict[str, float]) -> str:
    """A feature with the outputs that it weighs for; the bias names all outputs, for that tells which there are."""
    kept = [(output, round(value, _PLACES)) for output, value in values.items()]
    return f"{name}\t" + " ".join(f"{output}={value:g}" for output, value in kept if value or name == "bias")


def main() -> None:
    """Train the models, print what they reach on texts of other folds, write the weights."""
    parser = argparse.ArgumentParser(prog="python -m evals.train", description=__doc__)
    parser.add_argument("shared", type=Path, help="folder that holds data/")
    parser.add_argument(
        "--mean", nargs="*", default=[], metavar="OUTPUT", help="write for these the mean of new and standing weights"
    )
    arguments = parser.parse_args()
    folder = data_folder(arguments.shared)
    before = {path: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.tsv"))} if arguments.mean else {}
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
    easy, every = task.assault_f1(task.out_of_fold(kinship)["conflict"], is_tune=False)[:, threshold <= STEPS][:, 0]
    for path, text in before.items():
        write_mean(path, text, arguments.mean)
    print(f"all sentences of assaults, five folds: {easy:.3f} against easy no, {every:.3f} against all no")


def _rows(texts: Sequence[Text], rules: RuleSet) -> list[Values]:
    return [features(signals_of(find_passages(t.title, t.body, t.on, rules), rules), rules.concepts) for t in texts]


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
        easy, every = task.assault_f1(sums["conflict"])[:, thresholds["conflict"] <= STEPS][:, 0]
        print(f"sentences of assaults: {easy:.3f} against easy no, {every:.3f} against all no")


if __name__ == "__main__":
    main()
