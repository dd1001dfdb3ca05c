"""The work of a process that only annotates: DuckDB and what fetches and reads pages would take 60 MB more in each."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from pipeline.derive.annotate import annotate
from pipeline.derive.rules import RuleSet
from pipeline.warehouse.arrow import arrow_table

Text = tuple[str, str | None, str, date | None]  # revision_id, title, body, published_on

_given: list[tuple[RuleSet, pa.Schema]] = []


def prepare(rules: RuleSet, schema: pa.Schema) -> None:
    """Take the rules and the columns of `staged_annotations` for all that `annotated` will make in this process."""
    rules.vocabulary.look_up([""])  # reads the places
    _given[:] = [(rules, schema)]


def annotated(batch: list[Text]) -> pa.Table:
    """The rows of a batch."""
    rules, schema = _given[0]
    rows = [annotate(key, title, body, on, rules) for key, title, body, on in batch]
    return arrow_table("staged_annotations", schema, rows)
