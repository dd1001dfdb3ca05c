"""The rule set: all rule files together, compiled once, with the version that every tag names."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

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

__all__ = ["Cause", "Cue", "Rule", "RuleError", "RuleSet", "Veto", "load_rules"]

_FOLDER = Path(__file__).parent / "rules"


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Compiled rules. `version` is 12 hex digits that change with any byte of the rule files."""

    version: str
    lexicon: Lexicon
    rules: tuple[Rule, ...]
    vetoes: tuple[Veto, ...]
    cues: tuple[Cue, ...]
    causes: tuple[Cause, ...]


def load_rules(paths: Sequence[Path] | None = None) -> RuleSet:
    """Read rule files: the project's own, once a process, when no paths are given.

    A file may hold [verbs], [nouns], [people], [groups], [[rule]], [[veto]], [[cue]] and
    [[cause]]; words and groups of one file serve all others. Raises RuleError, which
    names the file, the rule and what to mend.
    """
    return _load(tuple(paths)) if paths is not None else _load_own()


@lru_cache(maxsize=1)
def _load_own() -> RuleSet:
    return _load(tuple(sorted(_FOLDER.glob("*.toml"))))


def _load(paths: tuple[Path, ...]) -> RuleSet:
    texts = [path.read_bytes() for path in paths]
    tables = [(path.name, parse(path, text)) for path, text in zip(paths, texts, strict=True)]
    lexicon = Lexicon()
    for name, table in tables:
        add_words(lexicon, name, table)
    rules = [read_rule(lexicon, name, item) for name, table in tables for item in table.get("rule", [])]
    vetoes = [read_veto(lexicon, name, item) for name, table in tables for item in table.get("veto", [])]
    cues = [read_cue(lexicon, name, item) for name, table in tables for item in table.get("cue", [])]
    causes = [read_cause(lexicon, name, item) for name, table in tables for item in table.get("cause", [])]
    ids = [*(r.id for r in rules), *(v.id for v in vetoes), *(c.id for c in cues), *(c.id for c in causes)]
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        raise RuleError(f"{', '.join(p.name for p in paths)}: rule id used twice: {', '.join(twice)}")
    version = hashlib.sha256(b"\0".join(texts)).hexdigest()[:12]
    return RuleSet(version, lexicon, tuple(rules), tuple(vetoes), tuple(cues), tuple(causes))
