"""Beside others: a plain alternation of regular expressions, and spaCy's PhraseMatcher, on the same lists."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

from bench.clock import seconds
from bench.run import Run
from bench.tagging import tag_all
from evals.part import Cell, Part, Sheet
from pipeline.derive.actors import load_actors
from pipeline.derive.arabic import fold, split_words
from pipeline.derive.clues import clues_of
from pipeline.derive.gazetteer import load_gazetteer
from pipeline.derive.rules import load_rules

_FEW = 20  # reports: the alternation takes some hundred times as long for each


def phrases() -> list[str]:
    """Folded words and phrases of the rules, names of places and of actors, the longest first.

    All inflected forms of the rules' words, but neither clitics nor the phrases that groups make: both would be
    a million entries that the others had to be given and Marsad has not.
    """
    lexicon = load_rules().lexicon
    found = {core for cores in lexicon.cores.values() for core in cores}
    found.update(fold(text.lstrip("=")).text for term in lexicon.terms for text in term if not {"{", "#"} & set(text))
    found.update(fold(place.name).text for place in load_gazetteer().places)
    found.update(load_actors().names)
    return sorted((text for text in found if len(text) > 1), key=lambda text: (-len(text), text))


def others(run: Run) -> Part:
    """Reports a second of each on the same folded texts; Marsad's whole tagging, and its look-ups alone."""
    reports = run.main
    listed = phrases()
    folded = [fold(report.body).text for report in reports]
    rows: list[tuple[Cell, ...]] = []
    tag_all(reports)
    whole = len(reports) / seconds(lambda: tag_all(reports), run.rounds)

    def row(name: str, speed: float, load: float | None) -> None:
        rows.append((name, round(speed, 1), round(whole / speed, 1), load if load is None else round(load, 2)))

    row("Marsad: tags with all facts", whole, None)
    row("Marsad: words found only", len(reports) / seconds(lambda: _find(folded), run.rounds), None)
    made: list[Any] = []
    load = seconds(lambda: made.append(_alternation(listed)), 1)
    few = folded[:_FEW]
    row("regular expression", len(few) / seconds(lambda: [made[0].findall(text) for text in few], 3), load)
    part = Part([Sheet(f"On the same list of {len(listed):,} words and phrases", _COLUMNS, rows)])
    if find_spec("spacy") is None:
        part.notes.append("spaCy is not installed, so its PhraseMatcher is not measured: pip install 'marsad[bench]'.")
        return part
    spacies: list[tuple[Callable[[str], Any], Callable[[Any], Any]]] = []
    load = seconds(lambda: spacies.append(_phrase_matcher(listed)), 1)
    tokenize, match = spacies[0]
    row("spaCy: tokenizer and PhraseMatcher", len(folded) / seconds(lambda: _match(folded, tokenize, match), 3), load)
    docs = [tokenize(text) for text in folded]
    row("spaCy: PhraseMatcher alone", len(folded) / seconds(lambda: [match(doc) for doc in docs], 3), load)
    return part


_COLUMNS = ("what", "reports a second", "Marsad's tagging is so many times as fast", "seconds to build")


def _find(texts: list[str]) -> None:
    rules = load_rules()
    for text in texts:
        words = split_words(text)
        known = rules.vocabulary.look_up(words.words)
        rules.lexicon.find(words, known.readings)
        clues_of(known.clues)


def _alternation(listed: list[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, listed))})\b")


def _phrase_matcher(listed: list[str]) -> tuple[Callable[[str], Any], Callable[[Any], Any]]:
    import spacy
    from spacy.matcher import PhraseMatcher

    nlp = spacy.blank("ar")
    matcher = PhraseMatcher(nlp.vocab)
    matcher.add("listed", [nlp.make_doc(text) for text in listed])
    return nlp.make_doc, matcher


def _match(texts: list[str], tokenize: Callable[[str], Any], match: Callable[[Any], Any]) -> None:
    for text in texts:
        match(tokenize(text))
