"""The rule set: all rule files together, compiled once, with the version that every tag names."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.derive.gazetteer import Gazetteer, load_gazetteer
from pipeline.derive.lexicon import Lexicon
from pipeline.derive.rule_files import (
    Cause,
    Cue,
    Rule,
    RuleError,
    Veto,
    add_words,
    parse,
    read_cause,
    read_cue,
    read_rule,
    read_veto,
)
from pipeline.derive.rule_layers import Entries, add_groups, leave_out, put, read_added
from pipeline.settings import Settings

__all__ = ["Cause", "Cue", "Item", "Rule", "RuleError", "RuleSet", "Veto", "load_rules", "rules_for"]

_FOLDER = Path(__file__).parent / "rules"
_READERS: dict[str, Callable[[Lexicon, str, Mapping[str, Any]], Item]] = {
    "rule": read_rule,
    "veto": read_veto,
    "cue": read_cue,
    "cause": read_cause,
}

Item = Rule | Veto | Cue | Cause


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Compiled rules. `version` is 12 hex digits that change with any byte of the rule files or the user's places.

    `sources` maps the id of each item to the file that it comes from.
    """

    version: str
    lexicon: Lexicon
    rules: tuple[Rule, ...]
    vetoes: tuple[Veto, ...]
    cues: tuple[Cue, ...]
    causes: tuple[Cause, ...]
    sources: Mapping[str, str]
    gazetteer_files: tuple[Path, ...]

    @property
    def gazetteer(self) -> Gazetteer:
        """The project's places and those of the user's files; read once a process."""
        return load_gazetteer(self.gazetteer_files)

    @property
    def items(self) -> tuple[Item, ...]:
        """All rules, vetoes, cues and causes."""
        return (*self.rules, *self.vetoes, *self.cues, *self.causes)


def load_rules(
    paths: Sequence[Path] | None = None, added: Sequence[Path] = (), gazetteer: Sequence[Path] = ()
) -> RuleSet:
    """Read rule files: the project's own, when no `paths` are given, and what a user adds to them.

    A file may hold [verbs], [nouns], [people], [groups], [[rule]], [[veto]], [[cue]] and
    [[cause]]; words and groups of one file serve all others. Each of `added` is a file or
    a folder of .toml files: an item there takes the place of the one that has its id, a
    group that of the group of its name, and `off` lists ids that are left out. Raises
    RuleError, which names the file, the rule and what to mend. The own rules alone are
    read once a process; with `added` every call reads all files again. `gazetteer` are files of
    a user's places, see load_gazetteer.
    """
    if paths is None and not added and not gazetteer:
        return _load_own()
    own = sorted(_FOLDER.glob("*.toml")) if paths is None else paths
    return _load(tuple(own), tuple(added), tuple(gazetteer))


def rules_for(settings: Settings) -> RuleSet:
    """The rules, with those and the places that the settings name. Raises SettingsError."""
    return load_rules(added=settings.rules, gazetteer=settings.gazetteer)


@lru_cache(maxsize=1)
def _load_own() -> RuleSet:
    return _load(tuple(sorted(_FOLDER.glob("*.toml"))), (), ())


def _load(own: tuple[Path, ...], added: tuple[Path, ...], gazetteer: tuple[Path, ...]) -> RuleSet:
    if gazetteer:
        load_gazetteer(gazetteer)  # a wrong file is told before anything else is done
    layers = [
        [parse(path.name, path.read_bytes()) for path in own],
        # A user's file is named by its path: it may stand anywhere, under a name of ours too.
        [parse(name, content) for name, content in read_added(added)],
    ]
    lexicon = Lexicon()
    items: Entries = {}
    for files in layers:
        for file in files:
            add_words(lexicon, file.name, file.table)
        add_groups(lexicon, files)
        leave_out(items, files)
        put(items, files)
    read: dict[str, list[Any]] = {section: [] for section in _READERS}
    for section, name, item in items.values():
        read[section].append(_READERS[section](lexicon, name, item))
    contents = [file.content for files in layers for file in files] + [path.read_bytes() for path in gazetteer]
    version = hashlib.sha256(b"\0".join(contents)).hexdigest()[:12]
    return RuleSet(
        version,
        lexicon,
        tuple(read["rule"]),
        tuple(read["veto"]),
        tuple(read["cue"]),
        tuple(read["cause"]),
        {key: name for key, (_, name, _) in items.items()},
        gazetteer,
    )
