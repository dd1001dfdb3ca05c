"""The rules for a reader: as a list, tested by their examples, and one of them, or of the model's, spelt out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, fields
from difflib import get_close_matches
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.derive.explain import explain
from pipeline.derive.lexicon import Lexicon
from pipeline.derive.marked_spans import FieldReading
from pipeline.derive.match import read
from pipeline.derive.rule_proof import DAY, failures
from pipeline.derive.rules import MODEL_FILE, Cause, Cue, Item, Rule, RuleSet, Veto, model_rules
from pipeline.derive.weighed import heaviest
from pipeline.report.arabic_terminal import harmless, is_right_to_left, shown, shown_mode
from pipeline.report.marked_text import Mark, print_marked

_MOST_FEATURES = 8  # of a kind and side
_FEATURES = {
    "number": "what the rules find",
    "opening": "concepts of title or first sentence",
    "sentence": "concepts of a sentence",
    "word": "words, without their endings",
}
_KINDS: dict[type[Item], str] = {Rule: "rule", Veto: "veto", Cue: "cue", Cause: "cause"}


def rule_rows(rules: RuleSet, tag: str | None, kind: str | None) -> list[dict[str, Any]]:
    """One row an entry of the rule files, in their order; a veto, cue or cause has a say in each of its `tags`.

    Then those of kind `model`, which stand with tags that no rule found. Keys: id, kind, tags,
    subtype, trigger, realis, weight, comment, file; None for what a kind has not.
    """
    rows = []
    for item in (*rules.items, *model_rules(rules)):
        is_model = item.id not in rules.sources
        tags = (item.tag,) if isinstance(item, Rule) else getattr(item, "tags", ("evacuation", "displacement"))
        row = {
            "id": item.id,
            "kind": "model" if is_model else _KINDS[type(item)],
            "tags": list(tags),
            "subtype": getattr(item, "subtype", None),
            "trigger": getattr(item, "trigger", None),
            "realis": getattr(item, "realis", None),
            "weight": None if is_model else getattr(item, "weight", None),
            "comment": item.comment,
            "file": rules.sources.get(item.id, MODEL_FILE),
        }
        if (tag is None or tag in tags) and kind in (None, row["kind"]):
            rows.append(row)
    return rows


def print_list(console: Console, rows: list[dict[str, Any]]) -> None:
    """Print the rows as a table."""
    table = Table()
    for name in ("id", "kind", "says", "weight", "file", "comment"):
        table.add_column(name, overflow="fold")
    for row in rows:
        tags = "/".join([*(row["tags"] if len(row["tags"]) < 3 else ["all"]), *filter(None, [row["subtype"]])])
        says = " ".join([tags, *(f"({row[key]})" for key in ("trigger", "realis") if row[key])])
        weight = f"{row['weight']:.2f}" if row["weight"] else ""
        cells = row["id"], row["kind"], says, weight, row["file"], row["comment"]
        table.add_row(*(Text(harmless(cell).replace("\n", " ")) for cell in cells))
    console.print(table)
    console.print(f"{len(rows)} entries")


def prove(rules: RuleSet) -> dict[str, Any]:
    """How many entries and examples there are, and which examples fail: `failures` is empty when all is well."""
    failed = [failure for item in rules.items for failure in failures(item, rules)]
    return {
        "rules_version": rules.version,
        "entry_count": len(rules.items),
        "example_count": sum(len(item.example) + len(getattr(item, "counterexample", ())) for item in rules.items),
        "failures": [asdict(failure) | {"file": rules.sources[failure.id]} for failure in failed],
    }


def print_proof(console: Console, proof: dict[str, Any], arabic: str) -> None:
    """Print each failure with what fired instead, and a line that sums up."""
    for failure in proof["failures"]:
        fired = ", ".join(failure["fired"]) or "nothing"
        head = f"{failure['file']}: {failure['id']}: {failure['kind']}: {failure['wanted']}, but {fired} fired:"
        console.print(Text(harmless(head)), soft_wrap=True)
        print_marked(console, failure["text"], (), arabic)
    console.print(f"{proof['entry_count']} entries, {proof['example_count']} examples, {len(proof['failures'])} failed")


def similar_ids(rules: RuleSet, wanted: str) -> list[str]:
    """At most one id that looks like the wanted one."""
    return get_close_matches(wanted, [item.id for item in (*rules.items, *model_rules(rules))], 1)


def print_rule(console: Console, item: Item, rules: RuleSet, arabic: str) -> None:
    """Print one rule: its keys, its words with groups spelt out, its examples with the words that match marked."""
    console.print(Text(f"{item.id}  ({_KINDS[type(item)]}, {rules.sources[item.id]})", "bold"), soft_wrap=True)
    console.print(Text(harmless(item.comment)), soft_wrap=True)
    for field in fields(item):
        value = getattr(item, field.name)
        if field.name in ("id", "comment", "example", "counterexample") or value in (None, (), ""):
            continue
        for text in _values(field.name, value, rules.lexicon):
            if is_right_to_left(text):
                console.print(Text(f"{field.name}:", "bold"))
                print_marked(console, text, (), arabic)
            else:
                console.print(Text.assemble((f"{field.name}: ", "bold"), harmless(text)), soft_wrap=True)
    for kind in ("example", "counterexample"):
        for text in getattr(item, kind, ()):
            console.print(Text(f"{kind}:", "bold"))
            print_marked(console, text, _marks(item, text, rules), arabic)


def print_model_rule(console: Console, rule: Rule, rules: RuleSet, arabic: str) -> None:
    """Print what an id of the model says, and which features of each kind weigh most for and against its subtype."""
    console.print(Text(f"{rule.id}  (model, {MODEL_FILE})", "bold"), soft_wrap=True)
    console.print(Text(rule.comment), soft_wrap=True)
    model = rules.subtype_model
    if model is None:
        return
    at, mode = model.outputs.index(rule.subtype), shown_mode(arabic, console.is_terminal)
    table = Table()
    for column in ("feature", "for", "against"):
        table.add_column(column, overflow="fold")
    for kind, meaning in _FEATURES.items():
        shares = [(name.removeprefix(f"{kind} "), row[at]) for name, row in model.weights.items()
                  if name.startswith(f"{kind} ")]  # fmt: skip
        sides = ("\n".join(f"{shown(name, mode)} {share:+.2f}" for name, share in side)
                 for side in heaviest(shares, _MOST_FEATURES))  # fmt: skip
        table.add_row(meaning, *map(Text, sides), end_section=True)
    console.print(table)


def _values(name: str, value: Any, lexicon: Lexicon) -> Iterator[str]:
    terms = (value,) if name == "any" else value if name in ("near", "not_near") else None
    if terms is None:
        yield " ".join(value) if isinstance(value, tuple) else str(value)
        return
    by_number = {number: words for words, number in lexicon.terms.items()}
    for term in terms:
        yield "، ".join(word for text in by_number[term] for word in _spelt_out(text, lexicon))


def _spelt_out(text: str, lexicon: Lexicon) -> list[str]:
    """A pattern without groups: those that stand alone member by member, those in a phrase in brackets."""
    if text.startswith("{") and text.endswith("}") and " " not in text:
        return [word for member in lexicon.groups[text.strip("{}")] for word in _spelt_out(member, lexicon)]
    parts = (f"({' | '.join(_spelt_out(part, lexicon))})" if part.startswith("{") else part for part in text.split())
    return [" ".join(parts)]


def _marks(item: Item, text: str, rules: RuleSet) -> list[Mark]:
    if not isinstance(item, Rule):
        body = FieldReading("body", text, 0, read(text, rules))
        spans = [body.span("matched", hit, item.id) for hit in body.reading.hits.get(item.any, ())]
        return [(span.start, span.end, span.kind) for span in spans]
    spans = [s for s in explain("", text, DAY, rules).spans if s.id == item.id and s.kind in ("core", "near", "vetoed")]
    return [(s.start, s.end, item.tag if s.kind == "core" else s.kind) for s in spans]
