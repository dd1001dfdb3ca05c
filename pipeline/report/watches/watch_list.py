"""Reads watches.toml, the list of what a person wants to be told of."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.report.explorer.choice import MOST_LETTERS, SCOPES
from pipeline.settings import Secret, SettingsError

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_FILTERS = ("tag", "subtype", "place", "actor", "text", "sql")


@dataclass(frozen=True, slots=True)
class Watch:
    """One `[[watch]]`: a report is a match when it fits all that is set. `tag` is what the explorer knows as such."""

    id: str
    title: str
    tag: str = ""
    subtype: str = ""
    place: str = ""
    actor: str = ""
    text: str = ""
    sql: str = ""
    notify: tuple[Secret, ...] = field(default=(), repr=False)

    def described(self) -> str:
        """What it looks for, in one line."""
        return ", ".join(f"{name} {' '.join(told.split())}" for name in _FILTERS if (told := getattr(self, name)))


def load_watches(path: Path | None, notify: tuple[Secret, ...] = ()) -> list[Watch]:
    """The watches of a file, none without one; `notify = true` there stands for the addresses `notify`.

    Raises SettingsError, which names the watch and what is wrong with it, never the addresses.
    """
    if path is None:
        return []
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"The watches {path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"The watches {path} are not TOML: {error}.") from error
    listed = tables.get("watch")
    if set(tables) != {"watch"} or not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise SettingsError(f"{path} must hold tables [[watch]] and nothing else.")
    watches = [_watch(f"{path}, watch {number}", one, notify) for number, one in enumerate(listed, 1)]
    ids = [watch.id for watch in watches]
    if twice := sorted({one for one in ids if ids.count(one) > 1}):
        raise SettingsError(f"{path}: two watches have the id {twice[0]}; each names a feed of its own.")
    return watches


def _watch(where: str, told: dict[str, Any], notify: tuple[Secret, ...]) -> Watch:
    if unknown := sorted(set(told) - {"id", "title", "notify", *_FILTERS}):
        raise SettingsError(f"{where}: there is no key {unknown[0]}; there are id, title, notify, {_named(_FILTERS)}.")
    for name in ("id", "title", *_FILTERS):
        value = told.get(name, "")
        if not isinstance(value, str) or (name in told and not value.strip()):
            raise SettingsError(f"{where}: {name} must be a text.")
    name = str(told.get("id", ""))
    if not _ID.fullmatch(name):
        raise SettingsError(
            f"{where}: id names its feed: small Latin letters, digits, - and _, such as qalamoun-deals."
        )
    if not any(told.get(key) for key in _FILTERS):
        raise SettingsError(f"{where} ({name}) looks for nothing: set one or more of {_named(_FILTERS)}.")
    if told.get("tag", "all") not in SCOPES:
        raise SettingsError(f"{where} ({name}): tag is one of {_named(SCOPES)}.")
    if len(told.get("text", "")) > MOST_LETTERS:
        raise SettingsError(f"{where} ({name}): text has more than {MOST_LETTERS} letters.")
    # With SQL, what the query gives is meant, tagged or not.
    tag = told.get("tag", "all" if "sql" in told else "reports")
    texts = {key: told[key] for key in ("subtype", "place", "actor", "text", "sql") if key in told}
    addresses = _addresses(f"{where} ({name})", told.get("notify", False), notify)
    return Watch(name, told.get("title", name), tag, **texts, notify=addresses)


def _addresses(where: str, told: Any, notify: tuple[Secret, ...]) -> tuple[Secret, ...]:
    if told is True and not notify:
        raise SettingsError(f"{where}: notify = true stands for MARSAD_NOTIFY, which is not set.")
    if isinstance(told, bool):
        return notify if told else ()
    if not isinstance(told, list) or not all(isinstance(url, str) and "://" in url for url in told):
        raise SettingsError(f"{where}: notify is true, for MARSAD_NOTIFY, or a list of Apprise URLs.")
    return tuple(map(Secret, told))


def _named(words: tuple[str, ...]) -> str:
    return ", ".join(words)
