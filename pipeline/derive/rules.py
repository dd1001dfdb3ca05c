"""The rule set: all rule files together, compiled once, with the version that every tag names."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, KeysView, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.derive.gazetteer import Gazetteer, load_gazetteer
from pipeline.derive.lexicon import Lexicon
from pipeline.derive.linear import FOLDER as WEIGHTS
from pipeline.derive.linear import Model, read_model
from pipeline.derive.rule_files import (
    SUBTYPES,
    Cause,
    Concept,
    Cue,
    Rule,
    RuleError,
    Veto,
    add_words,
    parse,
    read_cause,
    read_concept,
    read_cue,
    read_rule,
    read_veto,
)
from pipeline.derive.rule_layers import Entries, add_groups, leave_out, put, read_added
from pipeline.derive.signals import flags_of
from pipeline.derive.vocabulary import Vocabulary, vocabulary_of
from pipeline.settings import Settings

__all__ = [
    "MODEL_FILE",
    "Cause",
    "Concept",
    "Cue",
    "Item",
    "Rule",
    "RuleError",
    "RuleSet",
    "Veto",
    "load_rules",
    "model_rules",
    "rules_for",
]

_FOLDER = Path(__file__).parent / "rules"
MODEL_FILE = "subtypes.tsv"
"""The file that holds the weights of what `model_rules` lists."""
_WEIGHTS = ("tags.tsv", MODEL_FILE, "short.tsv")
_READERS: dict[str, Callable[[Lexicon, str, Mapping[str, Any]], Item | Concept]] = {
    "rule": read_rule,
    "veto": read_veto,
    "cue": read_cue,
    "cause": read_cause,
    "concept": read_concept,
}

Item = Rule | Veto | Cue | Cause
File = tuple[str, str, bytes]
"""What a file is to the rules (`own`, `added`), its name, its content."""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Compiled rules. `version` is 12 hex digits that change with any byte of the rule files, weights or places.

    The models weigh what the rules find; a rule set without the project's own rules has none
    and tags by its rules alone. `sources` maps the id of each item to the file that it comes from,
    `added` are the ids of a user's, `alone` those of rules that tag where the model does not: a user's and the sure.
    `files` are what the project's own, with what a user adds, was read from, for `reread`.
    """

    version: str
    lexicon: Lexicon
    rules: tuple[Rule, ...]
    vetoes: tuple[Veto, ...]
    cues: tuple[Cue, ...]
    causes: tuple[Cause, ...]
    concepts: tuple[Concept, ...]
    flags: Mapping[int, int]  # bits of the concepts that a term stands for
    sources: Mapping[str, str]
    added: frozenset[str]
    alone: frozenset[str]
    unlearnt: frozenset[str]  # of our own sure rules those that the weights do not know
    files: tuple[File, ...]
    gazetteer_files: tuple[Path, ...]
    tag_model: Model | None
    subtype_model: Model | None
    short_model: Model | None  # of conflict in one or two sentences without a title
    _by_any: Mapping[int, tuple[Rule, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_any: dict[int, tuple[Rule, ...]] = {}
        for rule in self.rules:
            by_any[rule.any] = (*by_any.get(rule.any, ()), rule)
        object.__setattr__(self, "_by_any", by_any)

    def begun(self, terms: KeysView[int]) -> list[Rule]:
        """The rules whose words are among these terms: most rules say nothing of a text."""
        return [rule for term in sorted(terms & self._by_any.keys()) for rule in self._by_any[term]]

    @property
    def gazetteer(self) -> Gazetteer:
        """The project's places and those of the user's files; read once a process."""
        return load_gazetteer(self.gazetteer_files)

    @property
    def vocabulary(self) -> Vocabulary:
        """What words are to these rules and places, of those met of late."""
        return vocabulary_of(self.lexicon, self.gazetteer_files)

    @property
    def items(self) -> tuple[Item, ...]:
        """All rules, vetoes, cues and causes."""
        return (*self.rules, *self.vetoes, *self.cues, *self.causes)


def load_rules(
    paths: Sequence[Path] | None = None, added: Sequence[Path] = (), gazetteer: Sequence[Path] = ()
) -> RuleSet:
    """Read rule files: the project's own, when no `paths` are given, and what a user adds to them.

    A file may hold [verbs], [nouns], [people], [groups], [[rule]], [[veto]], [[cue]],
    [[cause]] and [[concept]]; words and groups of one file serve all others. Each of `added` is a file or
    a folder of .toml files: an item there takes the place of the one that has its id, a
    group that of the group of its name, and `off` lists ids that are left out. Raises
    RuleError, which names the file, the rule and what to mend. The own rules alone are
    read once a process; with `added` every call reads all files again. `gazetteer` are files of
    a user's places, see load_gazetteer.
    """
    if paths is None and not added and not gazetteer:
        return _load_own()
    return _load(_read(_own_files() if paths is None else paths, added), tuple(gazetteer), is_own=paths is None)


def reread(files: Sequence[File], gazetteer: Sequence[Path]) -> RuleSet:
    """The project's rules as they were when a rule set had these `files`; with the weights and places of now."""
    return _load(tuple(files), tuple(gazetteer), is_own=True)


def rules_for(settings: Settings) -> RuleSet:
    """The rules, with those and the places that the settings name. Raises SettingsError."""
    return load_rules(added=settings.rules, gazetteer=settings.gazetteer)


def _own_files() -> list[Path]:
    return sorted(_FOLDER.glob("*.toml"))


@lru_cache(maxsize=1)
def _load_own() -> RuleSet:
    return _load(_read(_own_files(), ()), (), is_own=True)


def _read(own: Sequence[Path], added: Sequence[Path]) -> tuple[File, ...]:
    # A user's file is named by its path: it may stand anywhere, under a name of ours too.
    return (
        *(("own", path.name, path.read_bytes()) for path in own),
        *(("added", name, content) for name, content in read_added(added)),
    )


def _load(sources: tuple[File, ...], gazetteer: tuple[Path, ...], *, is_own: bool) -> RuleSet:
    if gazetteer:
        load_gazetteer(gazetteer)  # a wrong file is told before anything else is done
    layers = [[parse(name, content) for kind, name, content in sources if kind == layer] for layer in ("own", "added")]
    lexicon = Lexicon()
    items: Entries = {}
    for files in layers:
        for file in files:
            add_words(lexicon, file.name, file.table)
        add_groups(lexicon, files)
        leave_out(items, files)
        mine = put(items, files)  # in the end those of the last layer, the user's
    read: dict[str, list[Any]] = {section: [] for section in _READERS}
    for section, name, item in items.values():
        read[section].append(_READERS[section](lexicon, name, item))
    # The weights are those of the project's own rules, whatever a user adds to them.
    weights = [(WEIGHTS / name).read_bytes() for name in _WEIGHTS] if is_own else []
    contents = [file.content for files in layers for file in files]
    contents += [path.read_bytes() for path in gazetteer] + weights
    version = hashlib.sha256(b"\0".join(contents)).hexdigest()[:12]
    models = [read_model(data, read["concept"]) for data in weights]
    sure = {rule.id for rule in read["rule"] if rule.is_sure}
    learnt = models[0].numbers if models else {}
    return RuleSet(
        version,
        lexicon,
        tuple(read["rule"]),
        tuple(read["veto"]),
        tuple(read["cue"]),
        tuple(read["cause"]),
        tuple(read["concept"]),
        flags_of(read["concept"]),
        {key: name for key, (_, name, _) in items.items()},
        mine,
        mine | sure,
        frozenset(key for key in sure - mine if f"rule {key}" not in learnt),
        sources if is_own else (),
        gazetteer,
        *models,
        *(() if weights else [None] * len(_WEIGHTS)),
    )


def model_rules(rules: RuleSet) -> list[Rule]:
    """What the table of rules says of labels that the model gives without a rule: one entry a subtype."""
    if rules.tag_model is None:
        return []
    return [
        Rule(
            id=f"model.{tag}.{subtype}",
            tag=tag,
            subtype=subtype,
            trigger=None,
            any=-1,
            near=(),
            not_near=(),
            within=0,
            not_within=0,
            weight=0.5,
            definite_weight=0.5,
            needs_cause=False,
            is_sure=False,
            tells_deal=False,
            yields_to=(),
            realis=None,
            comment="No rule matched, but the report's words weigh for it; the sentence is the one that weighs most.",
            example=(),
            counterexample=(),
        )
        for tag, subtypes in SUBTYPES.items()
        for subtype in sorted(subtypes)
    ]
