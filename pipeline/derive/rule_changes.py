"""Which texts two rule sets may read differently: after a change of a few rules no others need be tagged again."""

from __future__ import annotations

from dataclasses import fields

from pipeline.derive.arabic import fold, split_words
from pipeline.derive.rules import Concept, Item, RuleSet

_Key = tuple[str, ...]  # a term as its alternatives are written, the same in both rule sets
_Told = tuple[object, ...]
_Meaning = tuple[frozenset[str], frozenset[_Key], frozenset[tuple[object, _Key]]]

_UNTOLD = ("any", "near", "not_near", "comment", "example", "counterexample")
_MEMO_SIZE = 500_000


class Changed:
    """Whether texts hold a word that one of two rule sets reads differently from the other.

    All that rules say of a text follows from which of their terms its words are, and an item says nothing of a text
    without a hit of its `any`. So a text is read alike where no word of it can be the `any` of an item that only one of
    them has, and every word is in the same terms of the items that both have. Words are compared, not phrases: what may
    differ is told too often and never too seldom.
    """

    def __init__(self, old: RuleSet, new: RuleSet) -> None:
        items = [_items(rules) for rules in (old, new)]
        both = {key for key, told in items[0].items() if items[1].get(key) == told}
        self._sides = [_Side(rules, both) for rules in (old, new)]
        self._known: dict[str, bool] = {}
        order = [[key for key in side if key in items[0] and key in items[1]] for side in items]
        triggers = [tuple(dict.fromkeys(cause.trigger for cause in rules.causes)) for rules in (old, new)]
        models = [rules.tag_model is None for rules in (old, new)]
        # The order decides between equals.
        self.is_every_text = any(one != other for one, other in (order, triggers, models))

    def touches(self, *texts: str | None) -> bool:
        """Whether the texts of one report may be read differently; linear in their length."""
        return self.is_every_text or any(
            self._known[word] if word in self._known else self._is_changed(word)
            for text in texts
            if text
            for word in split_words(fold(text).text).words
        )

    def _is_changed(self, word: str) -> bool:
        (is_old, before), (is_new, after) = (side.read(word) for side in self._sides)
        if len(self._known) >= _MEMO_SIZE:
            self._known.clear()
        self._known[word] = changed = is_old or is_new or before != after
        return changed


class _Side:
    """One of the two rule sets; `both` are the ids of the items that it has in common with the other."""

    def __init__(self, rules: RuleSet, both: set[str]) -> None:
        self._lexicon = rules.lexicon
        self._keys = {number: key for key, number in rules.lexicon.terms.items()}
        items = (*rules.items, *rules.concepts)
        self._own = {item.any for item in items if item.id not in both}
        self._common = {term for item in items if item.id in both for term in _terms(item)}
        # Of a word that follows in a phrase, what it can be there counts too.
        tails = (tail for tails in rules.lexicon.phrases.values() for tail in tails)
        self._following = {lemma for rest, term in tails if term in self._common for lemmas in rest for lemma in lemmas}

    def read(self, word: str) -> tuple[bool, _Meaning | None]:
        """Whether a word can be the `any` of an item that the other has not, and what it is in those of both."""
        reading = self._lexicon.read(word)
        if reading is None:
            return False, None
        phrases = {(rest, term) for tails in reading.phrases.values() for rest, term in tails}
        terms = {*reading.terms, *(term for _, term in phrases)}
        lemmas = reading.lemmas & self._following
        singles = frozenset(self._keys[term] for term in reading.terms if term in self._common)
        begun = frozenset((rest, self._keys[term]) for rest, term in phrases if term in self._common)
        return not terms.isdisjoint(self._own), (lemmas, singles, begun) if lemmas or singles or begun else None


def _items(rules: RuleSet) -> dict[str, _Told]:
    """By id, in their order: all that an item says."""
    keys = {number: key for key, number in rules.lexicon.terms.items()}
    told: dict[str, _Told] = {}
    items: tuple[Item | Concept, ...] = (*rules.items, *rules.concepts)
    for item in items:
        written = tuple(getattr(item, one.name) for one in fields(item) if one.name not in _UNTOLD)
        beside = tuple(tuple(keys[term] for term in getattr(item, name, ())) for name in ("near", "not_near"))
        told[item.id] = type(item), keys[item.any], written, beside, item.id in rules.added
    return told


def _terms(item: Item | Concept) -> tuple[int, ...]:
    return item.any, *getattr(item, "near", ()), *getattr(item, "not_near", ())
