"""Where the time of a report goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bench.clock import seconds
from bench.run import Run
from bench.tagging import tag_all
from bench.texts import Report
from evals.part import Cell, Part, Sheet
from pipeline.derive.actors import ActorMention, find_actors, load_actors
from pipeline.derive.arabic import Folded, Words, fold, split_words
from pipeline.derive.casualties import Casualty, find_casualties
from pipeline.derive.clues import Clues, clues_of
from pipeline.derive.counts import Count, find_counts
from pipeline.derive.dateline import parse_dateline
from pipeline.derive.evacuations import Known, find_movements
from pipeline.derive.gazetteer import load_gazetteer
from pipeline.derive.match import Reading, passages
from pipeline.derive.movement_signals import movement_numbers
from pipeline.derive.places import PlaceMention, find_places
from pipeline.derive.rules import load_rules
from pipeline.derive.signals import read_signals
from pipeline.derive.tags import tag_report
from pipeline.derive.vocabulary import KnownWords

_FEW = 300


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A report with what each stage is given by the ones before it."""

    report: Report
    folded: Folded
    words: Words
    known: KnownWords
    reading: Reading
    clues: Clues
    counts: list[Count]
    casualties: list[Casualty]
    places: list[PlaceMention]
    actors: list[ActorMention]
    evacuation: tuple[str, str] | None


def stages(run: Run) -> Part:
    """Each stage by itself on the bodies, warm; what is left of the whole is said too."""
    rules, gazetteer, actors = load_rules(), load_gazetteer(), load_actors()
    # So few that what is prepared for them stays in the processor's caches, as it does when reports come one by one.
    reports = run.main[:_FEW]
    prepared = [_prepare(report) for report in reports]
    told = [item for item in prepared if item.evacuation]
    work: dict[str, Callable[[_Prepared], object]] = {
        "dateline": lambda p: parse_dateline(p.report.body, p.report.on),
        "fold letters": lambda p: fold(p.report.body),
        "split words": lambda p: split_words(p.folded.text),
        "look words up": lambda p: rules.vocabulary.look_up(p.words.words),
        "find terms of rules": lambda p: rules.lexicon.find(p.words, p.known.readings),
        "match rules": lambda p: list(passages(p.reading, rules)),
        "weigh by the model": lambda p: _weigh(p.reading),
        "gather clues of facts": lambda p: clues_of(p.known.clues),
        "counts": lambda p: find_counts(p.reading, clues=p.clues),
        "casualties": lambda p: find_casualties(p.reading, p.counts, p.report.on, p.clues),
        "places": lambda p: find_places(p.report.body, p.reading, gazetteer, None, p.clues.places),
        "actors": lambda p: find_actors(p.reading, actors, p.clues.actors),
    }
    count = len(prepared)
    took = {
        name: seconds(lambda stage=stage: [stage(item) for item in prepared], run.rounds)  # type: ignore[misc]
        for name, stage in work.items()
    }
    took[f"movements (of {len(told)} reports)"] = seconds(lambda: [_movements(item) for item in told], run.rounds)
    whole = seconds(lambda: tag_all(reports), run.rounds)
    took["titles, realis, scores, spans and all else"] = whole - sum(took.values())
    rows: list[tuple[Cell, ...]] = [
        (name, round(time / count * 1e6, 1), round(time / whole, 3)) for name, time in {**took, "whole": whole}.items()
    ]
    return Part([Sheet("Where the time goes, memos warm", ("stage", "µs a report", "share"), rows)])


def _prepare(report: Report) -> _Prepared:
    rules, gazetteer = load_rules(), load_gazetteer()
    folded = fold(report.body)
    words = split_words(folded.text)
    known = rules.vocabulary.look_up(words.words)
    clues = clues_of(known.clues)
    reading = Reading(folded, words, rules.lexicon.find(words, known.readings), known.stems, clues)
    counts = find_counts(reading, clues=clues)
    tags = tag_report(report.title, report.body, report.on, rules).tags
    return _Prepared(
        report,
        folded,
        words,
        known,
        reading,
        clues,
        counts,
        find_casualties(reading, counts, report.on, clues),
        find_places(report.body, reading, gazetteer, None, clues.places),
        find_actors(reading, load_actors(), clues.actors),
        next(((tag.subtype, tag.trigger or "other") for tag in tags if tag.tag == "evacuation"), None),
    )


def _weigh(reading: Reading) -> object:
    rules = load_rules()
    signals = read_signals([("body", reading)], (), (), movement_numbers([("body", reading)], "other"), rules.flags)
    return rules.tag_model.probabilities(signals) if rules.tag_model else None


def _movements(p: _Prepared) -> object:
    known = Known(p.reading, p.clues, (), p.evacuation, p.counts, p.casualties, p.places, p.actors, lambda _: "done")
    return find_movements(known)
