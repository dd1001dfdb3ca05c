"""The nouns that numbers count, from lexicons/units.toml: what a folded word after a number is."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.derive.arabic import fold
from pipeline.derive.inflect import NOUN, noun_cores, readings

THINGS, NATIONS = "things", "nations"

_FILE = Path(__file__).parent / "lexicons" / "units.toml"
_PRONOUNS = ("ه", "ها", "هم", "هن", "هما")


@dataclass(frozen=True, slots=True)
class Noun:
    """What a written word can be: `unit` is a table of units.toml, `singular` its entry.

    `is_singular` and `is_dual` hold for forms that can be nothing else; `definite` with the
    article or a pronoun, `is_bare` without clitics but the article. Digits that run into the noun
    are skipped (15حوثيا).
    """

    unit: str
    singular: str
    is_singular: bool
    is_dual: bool
    definite: bool
    is_bare: bool


# Of these a form in ه is feminine, of others it may be "his": سائقه.
_FEMININE = frozenset({NATIONS, "fighters", "civilians"})
# The same letters are a name: no dual of طالب, nor of أب.
_NAMES = frozenset({"طالبان", "ابين", "ابان", "والدين"})  # "and religion"
# Of these "my" is commoner than a dual before its genitive: زوجتي.
_OWN = frozenset(fold(word).text for word in ["والدة", "زوجة", "ابنة", "طفلة", "شقيقة", "إصابة"])
_JOINED = ("و", "ف", "ب", "ل")


def _load() -> dict[str, tuple[str, str, bool, bool]]:
    cores: dict[str, tuple[str, str, bool, bool]] = {}
    with _FILE.open("rb") as file:
        tables = tomllib.load(file)
    for unit, table in tables.items():
        for has_sound_plural, entries in ((False, table["nouns"]), (True, table.get("sound", ()))):
            for entry in entries:
                singular, *plurals = entry.split()
                _add(cores, unit, singular, plurals, has_sound_plural)
    return cores


def _add(
    cores: dict[str, tuple[str, str, bool, bool]], unit: str, singular: str, plurals: list[str], has_sound: bool
) -> None:
    base = fold(singular).text
    stem = base[:-1] + "ت" if base.endswith("ه") else base
    duals = {stem + "ان", stem + "تان"} if has_sound else {stem + "ان", stem + "ين", base + "تان", base + "تين"}
    if base.endswith("ه"):
        duals |= {stem + "ا"}  # before the noun that owns it: طائرتا نقل, حالتا وفاة
        duals |= {stem + "ي"} if base not in _OWN else set()
    singles = {base, base + "ا"} | ({base + "ه"} if unit in _FEMININE else set())
    for core in noun_cores(singular, tuple(plurals), has_sound):
        if core.endswith("ه") and core != base and cores.get(core, ("", ""))[1] == core:
            continue  # what is listed by itself (ممرضة) is no form of another noun (ممرض)
        cores[core] = (unit, base, core in singles, core in duals)


_CORES = _load()


def noun_of(word: str) -> Noun | None:
    """The counted noun that a folded word is, None for other words."""
    word = word.lstrip("0123456789")
    if word in _NAMES or (word[:1] in _JOINED and word[1:] in _NAMES):
        return None
    for core in readings(word, NOUN):
        if core in _CORES:
            unit, singular, is_singular, is_dual = _CORES[core]
            at = word.find(core)
            definite = word[:at].endswith(("ال", "لل")) or word[at + len(core) :] in _PRONOUNS
            return Noun(unit, singular, is_singular, is_dual, definite, word[:at] in ("", "ال"))
    return None


def is_joined_noun(nouns: Mapping[int, Noun], words: Sequence[str], noun_at: int, at: int) -> bool:
    """Whether و joins a second counted noun of the same form: 162 طالبا ومقيما, 61 حافلة وسيارة."""
    one, other = nouns[noun_at], nouns.get(at)
    if other is None or not words[at].startswith("و") or not (one.is_singular and other.is_singular):
        return False
    is_alike = words[noun_at][-1] == words[at][-1] and words[at][-1] in ("ا", "ه")
    return is_alike and not other.definite and (one.unit == "vehicles") == (other.unit == "vehicles")
