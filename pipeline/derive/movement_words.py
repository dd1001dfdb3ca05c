"""Words of movement, from lexicons/movements.toml: who leaves, who is carried, who arrives."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from pipeline.derive.arabic import fold
from pipeline.derive.inflect import IMPERFECT, NOUN, PERFECT, imperfect_cores, noun_cores, perfect_cores, readings

EVACUATE, TAKE, LEAVE, GO, ARRIVE = "evacuate", "take", "leave", "go", "arrive"
GOODS = "goods"  # a movement of aid, arms or reinforcements; no table has this kind

_FILE = Path(__file__).parent / "lexicons" / "movements.toml"


@dataclass(frozen=True, slots=True)
class Move:
    """What a word says of movement: `kind` is a table of movements.toml, `lemma` is folded.

    A weak word moves people only where a rule found an evacuation.
    """

    kind: str
    lemma: str
    is_verb: bool
    is_weak: bool


def _load() -> dict[str, dict[str, Move]]:
    cores: dict[str, dict[str, Move]] = {PERFECT: {}, IMPERFECT: {}, NOUN: {}}
    with _FILE.open("rb") as file:
        tables = tomllib.load(file)
    for kind, table in tables.items():
        entries = [(entry.split(), False, True) for entry in table["verbs"]]
        entries += [(entry.split(), False, False) for entry in table["nouns"]]
        entries += [(entry.split(), True, " " in entry) for entry in table["weak"]]
        for forms, is_weak, is_verb in entries:
            _add(cores, Move(kind, fold(forms[0]).text, is_verb, is_weak), forms)
    return cores


def _add(cores: dict[str, dict[str, Move]], move: Move, forms: list[str]) -> None:
    """Words of earlier tables win: يخرج is "goes out" before it is "takes out"."""
    added: dict[str, list[str]] = {PERFECT: [], IMPERFECT: [], NOUN: []}
    if move.is_verb:
        perfect, imperfect, *passives = forms
        added[IMPERFECT] = list(imperfect_cores(imperfect))
        added[PERFECT] = [core for form in (perfect, *passives) for core in perfect_cores(form)]
    else:
        added[NOUN] = list(noun_cores(forms[0], tuple(forms[1:])))
    for kind, words in added.items():
        for word in words:
            cores[kind].setdefault(word, move)


_CORES = _load()
# The same letters are other words: "without" is خلو, "a man's" رحل ...
_OTHERS = frozenset(
    fold(
        "إيواء الإيواء وإيواء والإيواء بإيواء لإيواء للإيواء تبعد يبعد وتبعد ويبعد"
        " سائرا صعدة وصعدة سيارة يصلح يصلي وصلة الحملة حملة حملات الحملات المرور والمرور للمرور"
        " عبر وعبر فعبر بقصد"
        " رحلة ورحلة برحلة لرحلة رحلته رحلتها رحلتهم رحلتهما رحلتنا رحلات ورحلات رحلاته رحلاتها"
    ).text.split()
)


_BEFORE_DEAL = tuple(map("".join, product(("", "و", "ف"), ("", "ب", "ل", "ال", "بال", "لل"))))
DEALS = (
    frozenset(
        clitics + word
        for clitics in _BEFORE_DEAL
        for word in fold("اتفاق اتفاقا اتفاقية صفقة تسوية مصالحة تفاهم تفاهمات اتفاقات وثيقة").text.split()
    )
    | frozenset(fold("بموجب وبموجب بمقتضى وبمقتضى").text.split())
    | frozenset(fold("اتفقت اتفق اتفقا اتفقوا توصل توصلت توصلوا").text.split())
)
"""Folded words that name a deal, with what is attached to them."""


_HOSPITALS = tuple(fold("مستشفى مشفى مستشفيات مشافي").text.split())


def is_hospital(word: str) -> bool:
    """Whether a folded word is a hospital, with whatever is attached before it."""
    return word.endswith(_HOSPITALS)


def move_of(word: str) -> Move | None:
    """What a folded word says of movement, None for most words."""
    if word in _OTHERS:
        return None
    for kind, cores in _CORES.items():
        for core in readings(word, kind):
            if core in cores:
                return cores[core]
    return None
