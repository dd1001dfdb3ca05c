"""Checks and compiles the tables of a rule file; every mistake is a RuleError that says what to mend."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from pipeline.derive.arabic import fold
from pipeline.derive.lexicon import Lexicon
from pipeline.settings import SettingsError

SUBTYPES = {
    "conflict": {
        *("battle", "air_strike", "shelling", "bombing", "armed_attack", "abduction", "siege"),
        *("territory_change", "ceasefire_or_deal", "exchange"),
    },
    "evacuation": {
        *("deal_evacuation", "civilian_evacuation", "medical_evacuation"),
        *("nationals_evacuation", "disaster_evacuation"),
    },
    "displacement": {"flight", "displaced_people", "return"},
}
TRIGGERS = {"conflict", "disaster", "other"}
_WORDS = ("verbs", "nouns", "people", "groups")
ITEMS = ("rule", "veto", "cue", "cause", "concept")
KEYS: dict[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("id", "tag", "subtype", "trigger", "realis", "comment"), str),
    **dict.fromkeys(("any", "near", "not_near", "yields_to", "tags", "example", "counterexample"), list),
    **dict.fromkeys(("within", "not_within", "before", "after", "minimum"), int),
    **dict.fromkeys(("weight", "definite_weight"), (int, float)),
    **dict.fromkeys(("needs_cause", "sure", "tells_deal"), bool),
}
REPORTED = ("done", "under_way", "planned")
"""Realis of passages that tag a report."""
REALIS = (*REPORTED, "called_for", "denied", "past")


class RuleError(SettingsError):
    """A rule file is wrong; the message names the file, the rule and what to mend."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One way a passage reports a thing. `any`, `near` and `not_near` are terms of the lexicon.

    A passage is a hit of `any` with a hit of every `near` term at most `within` words away
    and no `not_near` term at most `not_within` words away, all in one sentence. Without a
    `trigger` the causes found in the report decide it. `definite_weight` replaces `weight`
    when the hit bears the article: "the attack" is often one told elsewhere. A rule that
    `needs_cause` says nothing in a report that names neither war nor disaster. What a rule
    finds counts for nothing where one of the subtypes that it `yields_to` is found: "soldiers
    killed" is an armed attack only as long as no battle is told. A `sure` rule tags where the model
    does not: its words together leave no doubt. Where the words of one that `tells_deal` name a deal, the report
    tells of that deal too.
    """

    id: str
    tag: str
    subtype: str
    trigger: str | None
    any: int
    near: tuple[int, ...]
    not_near: tuple[int, ...]
    within: int
    not_within: int
    weight: float
    definite_weight: float
    needs_cause: bool
    is_sure: bool
    tells_deal: bool
    yields_to: tuple[str, ...]
    realis: str | None
    comment: str
    example: tuple[str, ...]
    counterexample: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Veto:
    """Words that show a report to be about something else when `minimum` of them occur in it."""

    id: str
    tags: tuple[str, ...]
    any: int
    minimum: int
    comment: str
    example: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cue:
    """Words at most `before` words before, or `after` words after, a passage that set its realis."""

    id: str
    realis: str
    any: int
    before: int
    after: int
    tags: tuple[str, ...]
    comment: str
    example: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cause:
    """Words that tell what an evacuation or displacement was caused by, for rules that do not say."""

    id: str
    trigger: str
    any: int
    comment: str
    example: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Concept:
    """Words that speak of one thing; the tag model weighs which concepts share a sentence."""

    id: str
    any: int


@dataclass(frozen=True, slots=True)
class RuleFile:
    """One file as read: the name that messages call it by, its bytes and its tables."""

    name: str
    content: bytes
    table: Mapping[str, Any]


def parse(name: str, content: bytes) -> RuleFile:
    """The tables of one file, each section of the shape that its name asks for."""
    try:
        table = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RuleError(f"{name}: not TOML in UTF-8: {error}") from error
    if not is_words(table.get("off", [])):
        raise RuleError(f"{name}: off is a list of rule ids, above the first section of the file")
    unknown = set(table) - {*_WORDS, *ITEMS, "off"}
    if unknown:
        raise RuleError(f"{name}: unknown section {', '.join(sorted(unknown))}")
    for key, section in table.items():
        items = section if isinstance(section, list) else [section]
        is_right = isinstance(section, list) == (key in ITEMS) and all(isinstance(item, dict) for item in items)
        if key != "off" and not is_right:
            raise RuleError(f"{name}: write {key} as [{key}] if it holds words, as [[{key}]] if it is a rule")
    return RuleFile(name, content, table)


def add_words(lexicon: Lexicon, file: str, table: Mapping[str, Any]) -> None:
    """Add the inflected words of one file; forms of a word that has some already come on top of them."""
    for perfect, forms in table.get("verbs", {}).items():
        if not forms or not is_words(forms) or not _are_letters(perfect, *forms):
            raise RuleError(f"{file}: verb {perfect}: give [imperfect] or [imperfect, passive perfect]")
        lexicon.add_verb(perfect, forms)
    for section in ("nouns", "people"):
        for singular, plurals in table.get(section, {}).items():
            if not is_words(plurals) or not _are_letters(singular, *plurals):
                raise RuleError(f"{file}: {singular}: give its broken plurals as a list, empty if it has none")
            lexicon.add_noun(singular, plurals, has_sound_plural=section == "people")


def _are_letters(*words: str) -> bool:
    return all(len(fold(word).text) > 1 for word in words)


def is_words(value: object) -> TypeGuard[list[str]]:
    """Whether it is a list of texts that are not blank."""
    return isinstance(value, list) and all(isinstance(word, str) and word.strip() for word in value)


def read_rule(lexicon: Lexicon, file: str, item: Mapping[str, Any]) -> Rule:
    """One [[rule]], its words compiled to terms."""
    where = _checked(file, item, {"tag", "subtype", "weight", "any", "comment", "example", "counterexample"},
                     {"trigger", "near", "not_near", "within", "not_within", "realis", "definite_weight",
                      "needs_cause", "sure", "tells_deal", "yields_to"})  # fmt: skip
    if item["subtype"] not in SUBTYPES.get(item["tag"], set()):
        raise RuleError(f"{where}: no subtype {item['subtype']} of tag {item['tag']}")
    if unknown := set(item.get("yields_to", [])) - SUBTYPES[item["tag"]]:
        raise RuleError(f"{where}: yields_to names no subtype of {item['tag']}: {sorted(unknown)[0]}")
    if item["tag"] == "conflict" and "trigger" in item:
        raise RuleError(f"{where}: a conflict has no trigger")
    if item.get("trigger", "other") not in TRIGGERS or item.get("realis", "done") not in REALIS:
        raise RuleError(f"{where}: trigger is one of {sorted(TRIGGERS)}, realis one of {REALIS}")
    if not all(0 < weight <= 1 for weight in (item["weight"], item.get("definite_weight", 1))):
        raise RuleError(f"{where}: weight and definite_weight must be above 0 and at most 1")
    return Rule(
        id=item["id"],
        tag=item["tag"],
        subtype=item["subtype"],
        trigger=item.get("trigger"),
        any=_term(lexicon, where, "any", item["any"]),
        near=tuple(_term(lexicon, where, "near", words) for words in item.get("near", [])),
        not_near=(_term(lexicon, where, "not_near", item["not_near"]),) if "not_near" in item else (),
        within=item.get("within", 10),
        not_within=item.get("not_within", 6),
        weight=float(item["weight"]),
        definite_weight=float(item.get("definite_weight", item["weight"])),
        needs_cause=item.get("needs_cause", False),
        is_sure=item.get("sure", False),
        tells_deal=item.get("tells_deal", False),
        yields_to=tuple(item.get("yields_to", [])),
        realis=item.get("realis"),
        comment=item["comment"],
        example=tuple(item["example"]),
        counterexample=tuple(item["counterexample"]),
    )


def read_veto(lexicon: Lexicon, file: str, item: Mapping[str, Any]) -> Veto:
    """One [[veto]]."""
    where = _checked(file, item, {"tags", "any", "minimum", "comment", "example"}, set())
    any_ = _term(lexicon, where, "any", item["any"])
    return Veto(item["id"], _tags(where, item), any_, item["minimum"], item["comment"], tuple(item["example"]))


def read_cue(lexicon: Lexicon, file: str, item: Mapping[str, Any]) -> Cue:
    """One [[cue]]; without `tags` it speaks of all of them."""
    where = _checked(file, item, {"realis", "any", "comment", "example"}, {"before", "after", "tags"})
    if item["realis"] not in REALIS:
        raise RuleError(f"{where}: realis is one of {REALIS}")
    any_ = _term(lexicon, where, "any", item["any"])
    before, after = item.get("before", 0), item.get("after", 0)
    return Cue(item["id"], item["realis"], any_, before, after, _tags(where, item), item["comment"],
               tuple(item["example"]))  # fmt: skip


def read_cause(lexicon: Lexicon, file: str, item: Mapping[str, Any]) -> Cause:
    """One [[cause]]."""
    where = _checked(file, item, {"trigger", "any", "comment", "example"}, set())
    if item["trigger"] not in TRIGGERS:
        raise RuleError(f"{where}: trigger is one of {sorted(TRIGGERS)}")
    any_ = _term(lexicon, where, "any", item["any"])
    return Cause(item["id"], item["trigger"], any_, item["comment"], tuple(item["example"]))


def read_concept(lexicon: Lexicon, file: str, item: Mapping[str, Any]) -> Concept:
    """One [[concept]]."""
    where = _checked(file, item, {"any"}, set())
    return Concept(item["id"], _term(lexicon, where, "any", item["any"]))


def _tags(where: str, item: Mapping[str, Any]) -> tuple[str, ...]:
    tags = tuple(item.get("tags", SUBTYPES))
    if not set(tags) <= set(SUBTYPES):
        raise RuleError(f"{where}: tags are {sorted(SUBTYPES)}")
    return tags


def _checked(file: str, item: Mapping[str, Any], needed: set[str], allowed: set[str]) -> str:
    """Name of the rule for messages, once all its keys are there and none is unknown."""
    where = f"{file}: {item.get('id') or 'a rule without an id'}"
    missing = sorted(key for key in needed | {"id"} if not item.get(key))
    unknown = sorted(set(item) - needed - allowed - {"id"})
    if missing or unknown:
        raise RuleError(f"{where}: missing {missing}, unknown {unknown}")
    for key, value in item.items():
        if not isinstance(value, KEYS[key]):
            raise RuleError(f"{where}: {key} = {value!r} is of the wrong type")
    if not all(is_words(item.get(key, [])) for key in ("tags", "yields_to", "example", "counterexample")):
        raise RuleError(f"{where}: tags, yields_to, example and counterexample are lists of texts")
    return where


def _term(lexicon: Lexicon, where: str, key: str, words: object) -> int:
    if not words or not is_words(words):
        raise RuleError(f"{where}: {key} must be a list of words and phrases")
    try:
        return lexicon.add_term(words)
    except KeyError as error:
        raise RuleError(
            f"{where}: {key} names {error}, which is no group of any file and no term of many words"
        ) from error
    except RecursionError as error:
        raise RuleError(f"{where}: {key} names a group that holds itself") from error
