"""Which texts two rule sets may read differently: after a change of a few rules no others need be tagged again."""

from __future__ import annotations

from dataclasses import fields

from pipeline.derive.arabic import fold, split_words
from pipeline.derive.rules import Concept, Item, RuleSet

_Need = tuple[int, int]  # a rule set, and a term that an item of it alone needs
_Key = tuple[str, ...]  # a term as its alternatives are written, the same in both rule sets
_Told = tuple[object, ...]
_Meaning = tuple[frozenset[str], frozenset[_Key], frozenset[tuple[object, _Key]]]

_UNTOLD = ("any", "near", "not_near", "comment", "example", "counterexample")
_MEMO_SIZE = 500_000


class Changed:
    """Whether texts hold a word that one of two rule sets reads differently from the other.

    All that rules say of a text follows from which of their terms its words are, and an item says nothing of a text
    without a hit of its `any` and of each of its `near`. So a text is read alike where no item that only one of them
    has finds words for all of these, and every word is in the same terms of the items that both have. Words are
    compared, not phrases: what may differ is told too often and never too seldom.
    """

    def __init__(self, old: RuleSet, new: RuleSet) -> None:
        items = [_items(rules) for rules in (old, new)]
        both = {key for key, told in items[0].items() if items[1].get(key) == told}
        self._sides = [_Side(number, rules, both) for number, rules in enumerate((old, new))]
        self._needs = [need for side in self._sides for need in side.needs]
        self._known: dict[str, frozenset[_Need] | None] = {}  # None: a word that both read differently
        order = [[key for key in side if key in items[0] and key in items[1]] for side in items]
        triggers = [tuple(dict.fromkeys(cause.trigger for cause in rules.causes)) for rules in (old, new)]
        models = [rules.tag_model is None for rules in (old, new)]
        # The order decides between equals.
        self.is_every_text = any(one != other for one, other in (order, triggers, models))

    def touches(self, *texts: str | None) -> bool:
        """Whether the texts of one report may be read differently; linear in their length."""
        if self.is_every_text:
            return True
        met: set[_Need] = set()
        for text in texts:
            for word in split_words(fold(text).text).words if text else ():
                needs = self._known[word] if word in self._known else self._read(word)
                if needs is None:
                    return True
                met |= needs
        return any(need <= met for need in self._needs)

    def _read(self, word: str) -> frozenset[_Need] | None:
        (one, before), (other, after) = (side.read(word) for side in self._sides)
        if len(self._known) >= _MEMO_SIZE:
            self._known.clear()
        self._known[word] = needs = one | other if before == after else None
        return needs


class _Side:
    """One of the two rule sets, by number; `both` are the ids of the items that it has in common with the other.

    `needs` are the terms that each of its other items needs.
    """

    def __init__(self, number: int, rules: RuleSet, both: set[str]) -> None:
        self._lexicon = rules.lexicon
        self._keys = {number: key for key, number in rules.lexicon.terms.items()}
        items = (*rules.items, *rules.concepts)
        own = [item for item in items if item.id not in both]
        self._number = number
        self.needs = [frozenset((number, term) for term in (item.any, *getattr(item, "near", ()))) for item in own]
        self._own = {need for needs in self.needs for need in needs}
        self._common = {term for item in items if item.id in both for term in _terms(item)}
        # Of a word that follows in a phrase, what it can be there counts too.
        tails = (tail for tails in rules.lexicon.phrases.values() for tail in tails)
        self._following = {lemma for rest, term in tails if term in self._common for lemmas in rest for lemma in lemmas}

    def read(self, word: str) -> tuple[frozenset[_Need], _Meaning | None]:
        """What a word can be of what an item needs that the other has not, and what it is in those of both."""
        reading = self._lexicon.read(word)
        if reading is None:
            return frozenset(), None
        phrases = {(rest, term) for tails in reading.phrases.values() for rest, term in tails}
        terms = {*reading.terms, *(term for _, term in phrases)}
        lemmas = reading.lemmas & self._following
        singles = frozenset(self._keys[term] for term in reading.terms if term in self._common)
        begun = frozenset((rest, self._keys[term]) for rest, term in phrases if term in self._common)
        needs = self._own.intersection((self._number, term) for term in terms)
        return frozenset(needs), (lemmas, singles, begun) if lemmas or singles or begun else None


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
