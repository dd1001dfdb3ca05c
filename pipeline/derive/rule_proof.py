"""Rules prove themselves: what their examples and counterexamples make fire, against what they should."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pipeline.derive.rule_files import SUBTYPES
from pipeline.derive.rules import Cue, Item, Rule, RuleSet, Veto
from pipeline.derive.tags import Mention, tag_report

DAY = date(2017, 8, 28)
"""The day that examples are read on."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that did not do what its rule says; `fired` holds ids of rules with the realis they told."""

    id: str
    kind: str  # example or counterexample
    text: str
    wanted: str
    fired: tuple[str, ...]


def failures(item: Item, rules: RuleSet) -> Iterator[Failure]:
    """Read each example of a rule, veto, cue or cause by a rule set and give those that fail.

    A rule finds its examples, whatever their realis, and not its counterexamples. A veto
    leaves its tags nothing, a cue gives its realis, a cause its trigger.
    """
    for text in item.example:
        yield from _failure(item, rules, text, "example")
    for text in item.counterexample if isinstance(item, Rule) else ():
        yield from _failure(item, rules, text, "counterexample")


def _failure(item: Item, rules: RuleSet, text: str, kind: str) -> Iterator[Failure]:
    tagged = tag_report("", text, DAY, rules)
    told = [mention for mention in tagged.mentions if mention.kind in SUBTYPES]
    if isinstance(item, Rule):
        is_right = (item.id in {mention.id for mention in told}) == (kind == "example")
        wanted = f"{item.id} fires" if kind == "example" else f"{item.id} does not fire"
    elif isinstance(item, Veto):
        is_right = not any(mention.kind in item.tags for mention in told)
        wanted = f"nothing tells of {', '.join(item.tags)}"
    elif isinstance(item, Cue):
        is_right, wanted = item.realis in {mention.realis for mention in told}, f"something is {item.realis}"
    else:
        is_right = item.trigger in {tag.trigger for tag in tagged.tags}
        wanted = f"a tag has the trigger {item.trigger}"
    if not is_right:
        yield Failure(item.id, kind, text, wanted, _fired(told))


def _fired(told: list[Mention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{mention.id} ({mention.realis})" for mention in told))
