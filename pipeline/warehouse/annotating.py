"""The work of a process that only annotates: DuckDB and what fetches and reads pages would take 60 MB more in each."""

from __future__ import annotations

import gc
from datetime import date

import pyarrow as pa

from pipeline.derive.annotate import annotate
from pipeline.derive.rules import RuleSet
from pipeline.warehouse.arrow import arrow_table

Text = tuple[str, str | None, str, date | None]  # revision_id, title, body, published_on

# New objects before the collector looks for cycles: of some 5 MB. Python's own 700 are a third of what a report makes.
_BETWEEN_COLLECTIONS = 50_000

_given: list[tuple[RuleSet, pa.Schema]] = []


def prepare(rules: RuleSet, schema: pa.Schema) -> None:
    """Take the rules and the columns of `staged_annotations` for all that `annotated` will make in this process."""
    rules.vocabulary.look_up([""])  # reads the places
    _given[:] = [(rules, schema)]


def prepare_apart(rules: RuleSet, schema: pa.Schema) -> None:
    """The same in a process of its own."""
    prepare(rules, schema)
    settle()


def settle() -> None:
    """Tell the collector that what is loaded now lives as long as the process: its search for cycles took up to a
    seventh of the time of tagging.

    Only for a process that does one thing to its end: cycles that are garbage already are never freed.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_BETWEEN_COLLECTIONS)


def annotated(batch: list[Text]) -> pa.Table:
    """The rows of a batch."""
    rules, schema = _given[0]
    rows = [annotate(key, title, body, on, rules) for key, title, body, on in batch]
    return arrow_table("staged_annotations", schema, rows)
