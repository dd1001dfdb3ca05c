"""Where the rules match in a text: hits of terms, and the passages that they make up."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.derive.arabic import Folded, Words, fold, split_words
from pipeline.derive.clues import Clues, clues_of
from pipeline.derive.lexicon import Hit
from pipeline.derive.rules import Rule, RuleSet

_ARTICLES = tuple(before + article for before in ("", "و", "ف") for article in ("ال", "بال", "كال", "لل"))


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with the hits of all terms; `hits` maps a term to its [first, last) words in order.

    `stems` has one for each word. Without `clues`, whoever needs them finds them anew.
    """

    folded: Folded
    words: Words
    hits: Mapping[int, list[Hit]]
    stems: Sequence[str] = ()
    clues: Clues | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A match of a rule: `core` are the words of `any`, `whole` reaches over the `near` words too."""

    rule: Rule
    core: Hit
    whole: Hit
    weight: float


def read(text: str, rules: RuleSet) -> Reading:
    """Fold a text, split it into words and look all of them up; linear in its length."""
    folded = fold(text)
    words = split_words(folded.text)
    known = rules.vocabulary.look_up(words.words)
    return Reading(folded, words, rules.lexicon.find(words, known.readings), known.stems, clues_of(known.clues))


def passages(reading: Reading, rules: RuleSet) -> Iterator[Passage]:
    """Every match of every rule, rule by rule; whoever needs another order sorts them."""
    for rule in rules.begun(reading.hits.keys()):
        for core in reading.hits[rule.any]:
            whole = _match(reading, rule, core)
            if whole:
                is_definite = reading.words.words[core[0]].startswith(_ARTICLES)
                yield Passage(rule, core, whole, rule.definite_weight if is_definite else rule.weight)


def _match(reading: Reading, rule: Rule, core: Hit) -> Hit | None:
    if not rule.near and not rule.not_near:
        return core
    low, high = reading.words.sentence(core[0])
    first, last = core
    for term in rule.near:
        window = max(low, core[0] - rule.within), min(high, core[1] + rule.within)
        near = nearest(reading.hits.get(term, ()), core, *window)
        if near is None:
            return None
        first, last = min(first, near[0]), max(last, near[1])
    low, high = max(low, core[0] - rule.not_within), min(high, core[1] + rule.not_within)
    if any(has_hit(reading.hits.get(term, ()), low, high) for term in rule.not_near):
        return None
    return first, last


def nearest(hits: Sequence[Hit], core: Hit, low: int, high: int) -> Hit | None:
    """The hit nearest to `core` inside [low, high) that does not overlap it."""
    best: tuple[int, Hit] | None = None
    for at in range(bisect_left(hits, (low, 0)), len(hits)):
        hit = hits[at]
        if hit[0] >= high:
            break
        distance = max(core[0] - hit[1], hit[0] - core[1])
        if hit[1] <= high and distance >= 0 and (best is None or distance < best[0]):
            best = distance, hit
    return best[1] if best else None


def has_hit(hits: Sequence[Hit], low: int, high: int) -> bool:
    """Whether some hit lies inside [low, high)."""
    for at in range(bisect_left(hits, (low, 0)), len(hits)):
        if hits[at][0] >= high:
            return False
        if hits[at][1] <= high:
            return True
    return False
