"""Words that say what happened to counted people, from lexicons/casualties.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from pipeline.derive.arabic import fold
from pipeline.derive.inflect import IMPERFECT, NOUN, PERFECT, imperfect_cores, noun_cores, perfect_cores, readings

OTHER, FREED = "other", "freed"

_FILE = Path(__file__).parent / "lexicons" / "casualties.toml"


@dataclass(frozen=True, slots=True)
class Fate:
    """What a word says of the people counted near it: `kind` is a table of casualties.toml.

    `is_person` for nouns that name the people themselves (قتلى, جرحى), which speak of a number
    only next to it or in a total; `is_verb` and the lemma, folded.
    """

    kind: str
    lemma: str
    is_verb: bool
    is_person: bool


_PERSONS = frozenset(
    fold("ضحية قتيل شهيد غريق جريح مصاب مفقود أسير رهينة مختطف مخطوف").text.split(),
)


def _load() -> tuple[dict[str, dict[str, Fate]], dict[str, str], dict[str, str]]:
    cores: dict[str, dict[str, Fate]] = {PERFECT: {}, IMPERFECT: {}, NOUN: {}}
    after: dict[str, str] = {}
    noun_kinds: dict[str, str] = {}
    with _FILE.open("rb") as file:
        tables = tomllib.load(file)
    for kind, table in tables.items():
        for entry in table["nouns"]:
            singular, *plurals = entry.split()
            fate = Fate(kind, fold(singular).text, is_verb=False, is_person=fold(singular).text in _PERSONS)
            if kind not in (OTHER, FREED):
                noun_kinds[fate.lemma] = kind
            has_sound_plural = fate.is_person and singular.startswith("م")
            cores[NOUN].update(dict.fromkeys(noun_cores(singular, tuple(plurals), has_sound_plural), fate))
        for entry in table["verbs"]:
            perfect, imperfect, *passives = entry.split()
            fate = Fate(kind, fold(perfect).text, is_verb=True, is_person=False)
            cores[IMPERFECT].update(dict.fromkeys(imperfect_cores(imperfect), fate))
            for form in (perfect, *passives):
                cores[PERFECT].update(dict.fromkeys(perfect_cores(form), fate))
        after.update((fold(word).text, kind) for word in table["after"])
    return cores, after, noun_kinds


_CORES, AFTER, NOUN_KINDS = _load()

# Whose is told by a pronoun, after others of whom is told what happened: "رجل وزوجته", "وجرح سائقهما", "وطفلاها".
_THEIRS = ("ه", "ها", "هما", "هم")
_KIN_WORDS = (
    "طفلت ابن ابنت زوج زوجت والد والدت شقيق شقيقت سائق حارس مرافق نجل رضيع رضيعت حفيد حفيدت جنين مساعد مترجم مصور أخت",
    "طفلا طفلي طفلتا طفلتي ابنا ابني ابنتا ابنتي ولدا ولدي شقيقا شقيقي حارسا أخوا أخوي حفيدا شقيقتا شقيقتي",
)
KIN = {
    clitic + fold(stem).text + whose: number
    for number, stems in enumerate(_KIN_WORDS, 1)
    for stem in stems.split()
    for whose in _THEIRS
    for clitic in ("", "و")
}
"""Words for one or two people of the family or staff of somebody told before, with their number."""


def fate_of(word: str) -> Fate | None:
    """What a folded word says of people near it, None for most words."""
    for kind, cores in _CORES.items():
        for core in readings(word, kind):
            if core in cores:
                return cores[core]
    return None
