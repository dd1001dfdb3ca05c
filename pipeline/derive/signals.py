"""What the tag model sees of a report: its words, the concepts that share a sentence, what the rules found."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log1p
from sys import intern
from typing import TYPE_CHECKING

from pipeline.derive.rule_files import REPORTED, Concept

if TYPE_CHECKING:
    from pipeline.derive.match import Reading  # which reads the rule set, which reads the model

_LONGEST_WORD = 24
_MANY = 5  # sentences in which a tag's rules match: more prove no more
_ARTICLES = ("بال", "كال", "ال", "لل")
_ENDINGS = ("هما", "ها", "هم", "ات", "ان", "ون", "ين", "وا", "يه", "ه", "ت", "ا", "ي")


def stem_of(word: str) -> str:
    """A folded word without its commonest clitics and endings: coarse, and enough to weigh words together."""
    return intern(_stem(word))  # so are the words of the model: equal ones need no comparing


def _stem(word: str) -> str:
    if not word or len(word) > _LONGEST_WORD:
        return ""
    if word.isdigit():
        return "#"
    if word[0] in "وف" and len(word) > 4:
        word = word[1:]
    article = next((a for a in _ARTICLES if word.startswith(a) and len(word) >= len(a) + 3), "")
    word = word[len(article) :]
    ending = next((e for e in _ENDINGS if word.endswith(e) and len(word) >= len(e) + 3), "")
    return word[: len(word) - len(ending)]


Find = tuple[str, str, float, tuple[str, int], str, str]
"""Tag, subtype, weight, (field, first word of the sentence), rule and realis of a passage that a rule found."""


@dataclass(frozen=True, slots=True)
class Signals:
    """`stems` are distinct; a mask has one bit for each concept of its sentence, in the order of the rule set.

    `opening` are the masks of the title and of the first sentence of the body: what a
    report is about stands there. `numbers` are named figures from the rules' passages.
    """

    stems: frozenset[str]
    masks: dict[tuple[str, int], int]
    opening: tuple[int, ...]
    sentences: int
    numbers: dict[str, float]


def read_signals(
    fields: Sequence[tuple[str, Reading]],
    found: Sequence[Find],
    vetoes: Iterable[str],
    moved: dict[str, float],
    flags: Mapping[int, int],
) -> Signals:
    """Signals of the fields of one report, named `body` and `title`; linear in their length.

    `moved` are the figures of its movements, `flags` has the bits of the concepts that each term stands for.
    """
    stems: set[str] = set()
    masks: dict[tuple[str, int], int] = {}
    opening = []
    sentences = 0
    for name, reading in fields:
        words = reading.words
        stems.update(reading.stems)
        sentences += len(words.sentences) + 1
        at = _masks(reading, flags)
        masks.update(((name, start), mask) for start, mask in at.items())
        if at:
            first = min(at)
            opening.append(at[first])
    stems.discard("")
    numbers = _numbers(fields, found, vetoes, sentences) | moved
    return Signals(frozenset(stems), masks, tuple(opening), sentences, numbers)


def flags_of(concepts: Sequence[Concept]) -> dict[int, int]:
    """The bits of the concepts that each term stands for."""
    flags: dict[int, int] = {}
    for bit, concept in enumerate(concepts):
        flags[concept.any] = flags.get(concept.any, 0) | 1 << bit
    return flags


def _masks(reading: Reading, flags: Mapping[int, int]) -> dict[int, int]:
    """Concepts of each sentence that has any, under its first word."""
    breaks = reading.words.sentences
    masks: dict[int, int] = {}
    for term in reading.hits.keys() & flags.keys():
        flag = flags[term]
        for first, _ in reading.hits[term]:
            at = bisect_right(breaks, first)
            start = breaks[at - 1] if at else 0
            masks[start] = masks.get(start, 0) | flag
    return masks


def mask_names(mask: int, concepts: Sequence[Concept]) -> list[str]:
    """Names of the features of one sentence: each concept, and each two of them."""
    names = [concept.id for bit, concept in enumerate(concepts) if mask >> bit & 1]
    return names + [f"{a}&{b}" for a, b in combinations(names, 2)]


def _numbers(
    fields: Sequence[tuple[str, Reading]], found: Sequence[Find], vetoes: Iterable[str], sentences: int
) -> dict[str, float]:
    numbers = dict.fromkeys((f"veto {veto}" for veto in vetoes), 1.0)
    numbers["length"] = log1p(sentences) / 4
    numbers["title"] = float(any(name == "title" and len(reading.words.words) > 1 for name, reading in fields))
    body = next(reading.words.sentences for name, reading in fields if name == "body")
    opening = body[1] if len(body) > 1 else 1 << 60
    heaviest: dict[str, dict[tuple[str, int], float]] = {}
    for tag, subtype, weight, sentence, rule, realis in found:
        if realis not in REPORTED:
            numbers[f"{tag} {realis}"] = min(1.0, numbers.get(f"{tag} {realis}", 0.0) + 1 / 3)
            continue
        numbers[f"rule {rule}"] = 0.5
        numbers[f"{subtype} max"] = max(weight, numbers.get(f"{subtype} max", 0.0))
        at = heaviest.setdefault(tag, {})
        at[sentence] = max(weight, at.get(sentence, 0.0))
    for tag, weights in heaviest.items():
        doubt = 1.0
        for weight in weights.values():
            doubt *= 1.0 - weight
        numbers |= {
            f"{tag} score": 1.0 - doubt,
            f"{tag} max": max(weights.values()),
            f"{tag} title": max((w for (field, _), w in weights.items() if field == "title"), default=0.0),
            f"{tag} opening": max(
                (w for (field, at), w in weights.items() if field == "body" and at < opening), default=0.0
            ),
            f"{tag} share": len(weights) / sentences,
            f"{tag} often": min(1.0, len(weights) / _MANY),
        }
    return numbers
