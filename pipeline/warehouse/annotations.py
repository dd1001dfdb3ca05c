"""Annotations of texts: made once for each text, rule set and version of the code, by several processes if many."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from pipeline.collect.collect import Progress
from pipeline.derive.rules import RuleSet
from pipeline.literals import quoted
from pipeline.settings import Settings
from pipeline.warehouse.annotating import Text, annotated, prepare, prepare_apart
from pipeline.warehouse.processes import cores, several
from pipeline.warehouse.schema import arrow_schema
from pipeline.warehouse.staging import ensure_staging
from pipeline.warehouse.versions import annotation_version

# Texts annotated between two writes: what a killed run has to do again at most, for each process.
BATCH = 1_000
# Below this, one process is done before others have started and read their rules.
WORTH_PROCESSES = 6_000
# Rule sets whose annotations are kept: going back to yesterday's rules costs nothing.
KEPT = 3


def annotations_database(settings: Settings, rules: RuleSet) -> Path:
    """The DuckDB file with all that these rules and this code have annotated. It can be deleted at any time."""
    return settings.derived / "annotations" / f"{rules.version}-{annotation_version()}.duckdb"


def attach_annotations(connection: duckdb.DuckDBPyConnection, settings: Settings, rules: RuleSet) -> None:
    """Attach that file as `annotated`, to be written to, made anew where there is none or it cannot be read."""
    path = annotations_database(settings, rules)
    ensure_staging(path)
    os.utime(path)  # in use: among those that are kept
    connection.execute(f"ATTACH {quoted(str(path))} AS annotated")


def annotate_texts(
    rules: RuleSet,
    some: Callable[[int], list[Text]],
    add: Callable[[pa.Table], None],
    total: int,
    progress: Progress,
    worth_processes: int = WORTH_PROCESSES,
) -> None:
    """Annotate `total` texts; `some` gives the next ones, at most so many, and none at the end.

    `add` is given the rows of `staged_annotations` of each batch. From `worth_processes` texts on, one process a core
    makes them.
    """
    progress("texts tagged", 0, total)
    done = 0
    processes = cores() if total >= worth_processes else 1
    ready = prepare if processes == 1 else prepare_apart
    with several(processes, None, ready, rules, arrow_schema("staged_annotations")) as spread:
        for rows in spread(annotated, iter(lambda: some(BATCH), [])):
            add(rows)
            done += rows.num_rows
            progress("texts tagged", done, total)


def forget_annotations(settings: Settings, rules: RuleSet, first_day: date) -> None:
    """Forget what these rules say of the texts published in a month, so that they are tagged again."""
    with duckdb.connect() as connection:
        attach_annotations(connection, settings, rules)
        connection.execute(
            "DELETE FROM annotated.staged_annotations WHERE date_trunc('month', published_on) = ?", [first_day]
        )


def remove_old_annotations(settings: Settings) -> None:
    """Delete the annotations of all rule sets and versions of the code but those used last."""
    files = sorted(settings.derived.glob("annotations/*.duckdb"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in files[KEPT:]:
        path.unlink()
