"""Which words keep the same company in the newspaper corpus, so that a word of no labelled text is weighed too."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.utils.extmath import randomized_svd

from evals.data import json_lines
from evals.labelled.draw import articles
from pipeline.derive.arabic import fold, split_words
from pipeline.derive.signals import stem_of

_LABELLED = Path(__file__).with_name("labelled")
_SIZE = 150
_MOST_WORDS = 30_000
_RAREST = 8
_WINDOW, _STEP = 14, 10  # words; windows overlap, and none crosses a sentence break


class Kinship:
    """A vector of unit length for each common stem; near vectors are words with the same company."""

    def __init__(self, words: list[str], vectors: NDArray[np.float64]) -> None:
        self.words = words
        self.size = vectors.shape[1]
        self._vectors = dict(zip(words, vectors, strict=True))

    def vector(self, word: str) -> NDArray[np.float64] | None:
        """The vector of a stem; None where the corpus has it too seldom."""
        return self._vectors.get(word)

    @classmethod
    def learn(cls, folder: Path) -> Kinship:
        """Count the company of words in all articles but those of the unseen half and their reprints."""
        windows = _windows(folder)
        counts = Counter(word for window in windows for word in window)
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))  # ties too must stand the same each time
        words = [word for word, count in ranked[:_MOST_WORDS] if count >= _RAREST]
        at = {word: column for column, word in enumerate(words)}
        columns = [[at[word] for word in sorted(window) if word in at] for window in windows]
        ends = np.cumsum([0, *map(len, columns)])
        flat = np.array([column for line in columns for column in line])
        seen = csr_matrix((np.ones(len(flat), np.float32), flat, ends), shape=(len(windows), len(words)))
        together = (seen.T @ seen).tocoo()
        apart = together.row != together.col
        row, column, count = together.row[apart], together.col[apart], together.data[apart]
        often = np.bincount(row, count, len(words))
        chance = often**0.75 / (often**0.75).sum()
        surprise = np.log(count / often[row] / chance[column])
        kept = surprise > 0
        table = csr_matrix(
            (surprise[kept], (row[kept], column[kept])), shape=(len(words), len(words)), dtype=np.float32
        )
        left, strength, _ = randomized_svd(table, n_components=_SIZE, n_iter=3, random_state=0)
        vectors = np.asarray(left * np.sqrt(strength), np.float64)
        return cls(words, vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9))


def _windows(folder: Path) -> list[set[str]]:
    unseen = {r["id"] for r in json_lines(_LABELLED / "real_articles_a.jsonl") if r["split"] == "test"}
    every = list(articles(folder / "corpus" / "saudinewsnet"))
    known = {_opening(content) for key, _, content in every if key in unseen}
    windows = []
    for _, title, content in every:
        if _opening(content) in known:
            continue
        known.add(_opening(content))
        words = split_words(fold(f"{title}\n{content}").text)
        stems = [stem_of(word) for word in words.words]
        breaks = [0, *words.sentences, len(stems)]
        for start, end in itertools.pairwise(breaks):
            sentence = [stem for stem in stems[start:end] if stem]
            windows += [set(sentence[at : at + _WINDOW]) for at in range(0, len(sentence), _STEP)]
    return windows


def _opening(content: str) -> str:
    return re.sub(r"\W", "", content)[:100]
