"""Rule files of two layers: the project's own, and on top of them a user's, which may replace and leave out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pipeline.derive.lexicon import Lexicon
from pipeline.derive.rule_files import ITEMS, RuleError, RuleFile, is_words

Entries = dict[str, tuple[str, str, Mapping[str, Any]]]
"""By id: rule, veto, cue or cause; the name of its file; its keys as written."""

_ID = re.compile(r"[A-Za-z0-9_.-]+")


def read_added(paths: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    """Path and content of the files that paths of files and folders stand for, those of a folder by name.

    Raises RuleError for what cannot be read and for a folder without .toml files.
    """
    for path in paths:
        try:
            found = sorted(path.glob("*.toml")) if path.is_dir() else [path]
            if not found:
                raise RuleError(f"{path}: the folder holds no .toml file")
            for file in found:
                yield str(file), file.read_bytes()
        except OSError as error:
            raise RuleError(f"{path} cannot be read: {error.strerror}") from error


def add_groups(lexicon: Lexicon, files: Sequence[RuleFile]) -> None:
    """Add the groups of files of one layer; a group may name groups of any file, looked up later.

    A group of an earlier layer is replaced; among the members of the new one, its own
    name stands for what it held until then.
    """
    seen: set[str] = set()
    for file in files:
        for group, members in file.table.get("groups", {}).items():
            if group in seen or not members or not is_words(members):
                raise RuleError(f"{file.name}: group {group}: give it once, as a list of words")
            seen.add(group)
            before = lexicon.groups.get(group, [f"{{{group}}}"])
            lexicon.groups[group] = [
                word for member in members for word in (before if member == f"{{{group}}}" else [member])
            ]


def leave_out(items: Entries, files: Sequence[RuleFile]) -> None:
    """Drop what the files of one layer switch off of the layers before."""
    known = list(items)
    for file in files:
        for key in file.table.get("off", []):
            if key not in known:
                hint = "".join(f"; is it {near}?" for near in get_close_matches(key, known, 1))
                raise RuleError(f"{file.name}: off names {key!r}, which is no rule of the project{hint}")
            items.pop(key, None)


def put(items: Entries, files: Sequence[RuleFile]) -> frozenset[str]:
    """Put the items of one layer of files in, each in the place of the one that had its id; gives their ids."""
    seen: dict[str, str] = {}
    for file in files:
        for section in ITEMS:
            for item in file.table.get(section, []):
                key = _item_id(file.name, item)
                if key in seen:
                    raise RuleError(f"{file.name}: rule id used twice: {key} stands in {seen[key]} too")
                seen[key] = file.name
                items[key] = section, file.name, item
    return frozenset(seen)


def _item_id(file: str, item: Mapping[str, Any]) -> str:
    """The id of a [[rule]], [[veto]], [[cue]] or [[cause]]."""
    key = item.get("id")
    if not isinstance(key, str) or not _ID.fullmatch(key):
        raise RuleError(f"{file}: a rule without an id of letters, digits, . _ and -: id = {key!r}")
    return key
