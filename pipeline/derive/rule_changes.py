"""Which texts two rule sets may read differently: after a change of a few rules no others need be tagged again."""

from __future__ import annotations

from dataclasses import fields

from pipeline.derive.arabic import fold, split_words
from pipeline.derive.lexicon import WordReading
from pipeline.derive.rules import Concept, Item, RuleSet

_Need = tuple[int, int]  # a rule set, and a term that an item of it alone needs
_Key = tuple[str, ...]  # a term as its alternatives are written, the same in both rule sets
_Told = tuple[object, ...]
_Meaning = tuple[frozenset[str], frozenset[_Key], frozenset[tuple[object, _Key]]]
_Said = tuple[frozenset[_Need], _Meaning | None]
_Form = tuple[str, str]  # a kind of form and its letters

_UNTOLD = ("any", "near", "not_near", "comment", "example", "counterexample")
_MEMO_SIZE = 500_000
_NOTHING: _Said = frozenset(), None
# Strings that are looked for in each text before its words are read; with more of them, reading is as fast.
_MOST_SIGNS = 200


class Changed:
    """Whether texts hold a word that one of two rule sets reads differently from the other.

    All that rules say of a text follows from which of their terms its words are, and an item says nothing of a text
    without a hit of its `any` and of each of its `near`. So a text is read alike where no item that only one of them
    has finds words for all of these, and every word is in the same terms of the items that both have. Words are
    compared, not phrases: what may differ is told too often and never too seldom.

    What a word can be is the sum of what the forms that stand in it can be. So the words of a text are looked at only
    where it holds one of the `signs`: forms that differ, and those of the `any` of an item that only one set has.
    """

    def __init__(self, old: RuleSet, new: RuleSet) -> None:
        items = [_items(rules) for rules in (old, new)]
        both = {key for key, told in items[0].items() if items[1].get(key) == told}
        self._sides = [_Side(number, rules, both) for number, rules in enumerate((old, new))]
        self._needs = [need for side in self._sides for need in side.needs]
        self._signs = _signs(*self._sides)
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
        folded = [fold(text).text for text in texts if text]
        if not any(sign in text for text in folded for sign in self._signs):
            return False
        for text in folded:
            for word in split_words(text).words:
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
        self._triggers = {(number, item.any) for item in own}
        self._told: dict[frozenset[str], _Said] = {}
        self._common = {term for item in items if item.id in both for term in _terms(item)}
        # Of a word that follows in a phrase, what it can be there counts too.
        tails = (tail for tails in rules.lexicon.phrases.values() for tail in tails)
        self._following = {lemma for rest, term in tails if term in self._common for lemmas in rest for lemma in lemmas}

    def read(self, word: str) -> _Said:
        """What a word can be of what an item needs that the other has not, and what it is in those of both."""
        reading = self._lexicon.read(word)
        return self._said(reading) if reading else _NOTHING

    def forms(self) -> dict[_Form, tuple[_Meaning | None, bool]]:
        """What each form is in the items of both, and whether it can be the `any` of one that the other has not.

        Words of many kinds, numbers for one, have no letters in common: they stand as a form without any.
        """
        lexicon = self._lexicon
        forms = [((kind, core), lemmas) for kind, cores in lexicon.cores.items() for core, lemmas in cores.items()]
        forms += [((lemma, ""), {lemma}) for lemma in lexicon.used]
        told = {form: self._said(lexicon.reading(frozenset(lemmas))) for form, lemmas in forms}
        return {form: (meaning, not needs.isdisjoint(self._triggers)) for form, (needs, meaning) in told.items()}

    def _said(self, reading: WordReading) -> _Said:
        if reading.lemmas not in self._told:
            phrases = {(rest, term) for tails in reading.phrases.values() for rest, term in tails}
            terms = {*reading.terms, *(term for _, term in phrases)}
            lemmas = reading.lemmas & self._following
            singles = frozenset(self._keys[term] for term in reading.terms if term in self._common)
            begun = frozenset((rest, self._keys[term]) for rest, term in phrases if term in self._common)
            needs = frozenset(self._own.intersection((self._number, term) for term in terms))
            self._told[reading.lemmas] = needs, (lemmas, singles, begun) if lemmas or singles or begun else None
        return self._told[reading.lemmas]


def _signs(one: _Side, other: _Side) -> list[str]:
    """Strings of which one at least stands in each folded text that may be read differently; "" stands in all."""
    nothing = None, False
    before, after = one.forms(), other.forms()
    pairs = ((form[1], before.get(form, nothing), after.get(form, nothing)) for form in before.keys() | after.keys())
    letters = {core for core, old, new in pairs if old != new or old[1]}
    signs: list[str] = []
    for core in sorted(letters, key=len):
        if not any(sign in core for sign in signs):
            signs.append(core)
    return signs if len(signs) <= _MOST_SIGNS else [""]


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
