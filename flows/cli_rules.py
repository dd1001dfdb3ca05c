"""The commands `marsad rules`: see, explain and test the rules that tag."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli_common import FAILED, USAGE, Arabic, ArabicOption, JsonFlag, fail, read_settings, usable
from pipeline.report.console import Console, print_json

if TYPE_CHECKING:
    from pipeline.derive.rules import RuleSet

rules_app = typer.Typer(no_args_is_help=True, help="The rules that tag, with those of `MARSAD_RULES`.")


class Kind(StrEnum):
    """What an entry of a rule file can be, and what the model gives by itself."""

    RULE = "rule"
    VETO = "veto"
    CUE = "cue"
    CAUSE = "cause"
    MODEL = "model"


class Tag(StrEnum):
    """The tags that rules give."""

    CONFLICT = "conflict"
    EVACUATION = "evacuation"
    DISPLACEMENT = "displacement"


@rules_app.command("list")
def rules_list(
    tag: Annotated[Tag | None, typer.Option(help="Only what has a say in this tag.")] = None,
    kind: Annotated[Kind | None, typer.Option(help="Only entries of this kind.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """List the rules in force: what they say, how much they weigh, which file they come from.

    Examples: `marsad rules list --tag evacuation`, `marsad rules list --kind veto --json`
    """
    from pipeline.report.rules import print_list, rule_rows

    rows = rule_rows(_rules(), tag.value if tag else None, kind.value if kind else None)
    if as_json:
        print_json(rows)
    else:
        print_list(Console(), rows)


@rules_app.command("test")
def rules_test(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Rule files, or folders of them, to try beside those in force.")
    ] = None,
    as_json: JsonFlag = False,
    arabic: ArabicOption = Arabic.AUTO,
) -> None:
    """Read the examples and counterexamples of all rules; exit code 1 when one does not do what its rule says.

    Examples: `marsad rules test`, `marsad rules test my_rules.toml`
    """
    from pipeline.report.rules import print_proof, prove

    proof = prove(_rules(*(files or ())))
    if as_json:
        print_json(proof)
    else:
        print_proof(Console(), proof, arabic.value)
    raise typer.Exit(FAILED if proof["failures"] else 0)


@rules_app.command("explain")
def rules_explain(
    rule: Annotated[str, typer.Argument(metavar="ID", help="Id of a rule, veto, cue or cause, or one of the model.")],
    arabic: ArabicOption = Arabic.AUTO,
) -> None:
    """Show one rule: its words with all groups spelt out, and its examples with the words that match.

    Of an id of the model, what weighs most for its subtype and against.

    Examples: `marsad rules explain evac.deal.fighters_leave`, `marsad rules explain model.conflict.battle`
    """
    from pipeline.derive.rules import model_rules
    from pipeline.report.rules import print_model_rule, print_rule, similar_ids

    rules = _rules()
    of_model = next((entry for entry in model_rules(rules) if entry.id == rule), None)
    if of_model is not None:
        print_model_rule(Console(), of_model, rules, arabic.value)
        return
    item = next((item for item in rules.items if item.id == rule), None)
    if item is None:
        hint = "".join(f" Is it {near}?" for near in similar_ids(rules, rule))
        fail(f"there is no rule {rule}; `marsad rules list` shows all.{hint}", USAGE)
    print_rule(Console(), item, rules, arabic.value)


def _rules(*files: Path) -> RuleSet:
    from pipeline.derive.rules import load_rules

    settings = read_settings()
    return usable(lambda: load_rules(added=(*settings.rules, *files), gazetteer=settings.gazetteer))
