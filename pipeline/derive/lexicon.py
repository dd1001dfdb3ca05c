"""The words that rules are written in: which rule terms a word or phrase of a text stands for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from pipeline.derive.arabic import Words, fold
from pipeline.derive.counted_nouns import THINGS, noun_of
from pipeline.derive.inflect import (
    EXACT,
    FIXED,
    IMPERFECT,
    NOUN,
    PERFECT,
    imperfect_cores,
    noun_cores,
    perfect_cores,
    readings,
)
from pipeline.derive.number_words import TOKENS

NUMBER = "#"  # in a rule: any word of digits
FIGURE = "@number"  # in a rule: any word that is part of a number, digits or not
WHOM = "@"  # in a rule, before a table of units.toml: any noun of it (@nations); @people are those of all but fighters
_PEOPLE = frozenset({"civilians", "households", "wounded", "nations"})
_MANY = {FIGURE, *(WHOM + unit for unit in (*_PEOPLE, "people", "fighters", "vehicles"))}
_KINDS = (PERFECT, IMPERFECT, NOUN, FIXED, EXACT)

Hit = tuple[int, int]  # [first, last) words
_Phrase = tuple[frozenset[str], ...]  # the lemmas that each of its words can be
_Tail = tuple[_Phrase, int]  # a phrase without its first word, and the term that it stands for


@dataclass(frozen=True, slots=True)
class WordReading:
    """What a written word can be: lemmas, the terms they alone are, the phrases they begin.

    Phrases stand under each lemma that their second word can be: most words that begin
    some phrase are followed by no word of one, and that must cost one look-up.
    """

    lemmas: frozenset[str]
    terms: tuple[int, ...]
    phrases: dict[str, list[_Tail]]


@dataclass(eq=False)  # compared and hashed as itself: what was read with it is kept beside it
class Lexicon:
    """Lemmas with their written forms, and numbered terms made of lemmas and phrases.

    A term is a set of alternatives: `إجلاء` (a lemma, found in every form and with
    clitics), `وقف إطلاق النار` (words in a row), `{armed}` (a named group) or `#` (digits).
    A word that has no entry in [verbs], [nouns] or [people] stands for itself, with و ف
    ب ل ك before it and nothing else: enough for names and the fixed parts of phrases. An
    inflected form is such a word too: to find its lemma from it would make طالبان of طالب.
    With `=` before it a word is found only exactly so. `@number` is any part of a number, `@people` and the like any
    noun of units.toml.
    """

    cores: dict[str, dict[str, set[str]]] = field(default_factory=lambda: {kind: {} for kind in _KINDS})
    lemmas: set[str] = field(default_factory=set)
    groups: dict[str, list[str]] = field(default_factory=dict)
    terms: dict[tuple[str, ...], int] = field(default_factory=dict)
    singles: dict[str, list[int]] = field(default_factory=dict)
    phrases: dict[str, list[_Tail]] = field(default_factory=dict)

    used: set[str] = field(default_factory=lambda: {NUMBER})  # terms of many words

    def __post_init__(self) -> None:
        self._readings: dict[frozenset[str], WordReading] = {}

    def add_verb(self, perfect: str, forms: Sequence[str]) -> None:
        """Add a verb under its perfect: `forms` is its imperfect and, where spelt apart, its passive."""
        imperfect, *passives = forms
        self._add(IMPERFECT, perfect, imperfect_cores(imperfect))
        for form in (perfect, *passives):
            self._add(PERFECT, perfect, perfect_cores(form))

    def add_noun(self, singular: str, plurals: Sequence[str], has_sound_plural: bool) -> None:
        """Add a noun, adjective or participle under its singular, with its broken plurals."""
        self._add(NOUN, singular, noun_cores(singular, tuple(plurals), has_sound_plural))

    def _add(self, kind: str, lemma: str, cores: Iterable[str]) -> None:
        self.lemmas.add(lemma)
        for core in cores:
            self.cores[kind].setdefault(core, set()).add(lemma)

    def add_term(self, alternatives: Iterable[str]) -> int:
        """Number of the term that any of the alternatives stands for, the same for the same alternatives.

        Raises KeyError with the name of a group or @ term that does not exist, RecursionError for
        a group that holds itself.
        """
        key = tuple(alternatives)
        if key in self.terms:
            return self.terms[key]
        number = self.terms[key] = len(self.terms)
        for phrase in dict.fromkeys(p for text in key for p in self._expand(text)):
            first, rest = phrase[0], phrase[1:]
            for lemma in sorted(first):
                if rest:
                    self.phrases.setdefault(lemma, []).append((rest, number))
                elif number not in self.singles.setdefault(lemma, []):
                    self.singles[lemma].append(number)
        self._readings.clear()
        return number

    def _expand(self, text: str) -> list[_Phrase]:
        """A pattern as phrases; a group inside a phrase is one set of words plus its own phrases."""
        choices: list[list[_Phrase]] = []
        for part in text.split():
            if not part.startswith("{"):
                choices.append([(frozenset([self._lemma(part)]),)])
                continue
            phrases = [p for member in self.groups[part.strip("{}")] for p in self._expand(member)]
            single = frozenset().union(*(p[0] for p in phrases if len(p) == 1))
            choices.append([p for p in phrases if len(p) > 1] + ([(single,)] if single else []))
        return [tuple(word for part in parts for word in part) for parts in product(*choices)]

    def _lemma(self, word: str) -> str:
        if word.startswith(WHOM) and word not in _MANY:
            raise KeyError(word)
        if word in _MANY:
            self.used.add(word)
        if word in self.lemmas or word == NUMBER or word in _MANY:
            return word
        kind, form = (EXACT, fold(word[1:]).text) if word.startswith("=") else (FIXED, fold(word).text)
        lemma = f"{kind} {form}"  # no lemma of the files holds a space
        self.cores[kind].setdefault(form, set()).add(lemma)
        return lemma

    def read(self, word: str) -> WordReading | None:
        """What one folded word can stand for; None, as for most words, when it is in no term.

        All words of the same lemmas share one answer.
        """
        found = self.used.intersection(_special(word))
        for kind, cores in self.cores.items():
            for core in readings(word, kind):
                found |= cores.get(core, set())
        return self.reading(frozenset(found)) if found else None

    def reading(self, lemmas: frozenset[str]) -> WordReading:
        """What a word can stand for that can be these lemmas, all in the lexicon."""
        if lemmas not in self._readings:
            self._readings[lemmas] = self._reading(lemmas)
        return self._readings[lemmas]

    def _reading(self, found: frozenset[str]) -> WordReading:
        terms = sorted({term for lemma in found for term in self.singles.get(lemma, ())})
        phrases: dict[str, list[_Tail]] = {}
        for tail in dict.fromkeys(tail for lemma in sorted(found) for tail in self.phrases.get(lemma, ())):
            for second in tail[0][0]:
                phrases.setdefault(second, []).append(tail)
        return WordReading(found, tuple(terms), phrases)

    def find(self, words: Words, read: Sequence[WordReading | None]) -> Mapping[int, list[Hit]]:
        """Where each term occurs, in reading order; a phrase never crosses a sentence break.

        `read` is what each of the words can stand for.
        """
        hits: defaultdict[int, list[Hit]] = defaultdict(list)
        last = len(read) - 1
        for at, reading in enumerate(read):
            if reading is None:
                continue
            if reading.terms:
                hit = at, at + 1
                for term in reading.terms:
                    hits[term].append(hit)
            if not reading.phrases or at == last or (following := read[at + 1]) is None:
                continue
            if reading.phrases.keys().isdisjoint(following.lemmas):
                continue
            tails = (tail for lemma in sorted(following.lemmas) for tail in reading.phrases.get(lemma, ()))
            for rest, term in dict.fromkeys(tails):
                if _continues(rest, read[at + 1 : at + 1 + len(rest)]) and words.sentence(at)[1] > at + len(rest):
                    hits[term].append((at, at + 1 + len(rest)))
        return hits


def _special(word: str) -> Iterator[str]:
    """The terms of many words that a word stands for: a number, what people are called."""
    if word.isdigit():
        yield NUMBER
    if TOKENS[word]:
        yield FIGURE
    noun = noun_of(word)
    if noun and noun.unit != THINGS:
        yield WHOM + noun.unit
        if noun.unit in _PEOPLE:
            yield WHOM + "people"


def _continues(rest: _Phrase, read: Sequence[WordReading | None]) -> bool:
    return len(rest) == len(read) and all(
        reading is not None and not lemmas.isdisjoint(reading.lemmas)
        for lemmas, reading in zip(rest, read, strict=True)
    )
