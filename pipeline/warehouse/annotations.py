"""Annotations of texts: made once for each text, rule set and version of the code, by several processes if many."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from pipeline.collect.collect import Progress
from pipeline.derive.rule_changes import Changed
from pipeline.derive.rules import RuleSet, reread
from pipeline.literals import quoted
from pipeline.settings import Settings
from pipeline.warehouse.annotating import Text, annotated, prepare, prepare_apart
from pipeline.warehouse.processes import cores, several
from pipeline.warehouse.schema import arrow_schema
from pipeline.warehouse.staging import ensure_staging
from pipeline.warehouse.versions import annotation_version

# Texts annotated between two writes: what a killed run has to do again at most, for each process.
BATCH = 1_000
_SHARES = 3  # batches of each process, where they are few: none waits long for the last of another
# Below this, one process is done before others have started and read their rules.
WORTH_PROCESSES = 1_500
_PLACES = "places"  # a user's, among the files that a rule set was made of
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


def take_over(connection: duckdb.DuckDBPyConnection, settings: Settings, rules: RuleSet, progress: Progress) -> None:
    """Take over what the rules before say of the texts in `unread` that these rules read alike, and drop those there.

    Done once for a rule set, before it annotates anything, so that a change of a few rules costs the texts that it is
    about. Nothing is taken over from rules with other places or weights.
    """
    if not rules.files or connection.execute("FROM annotated.staged_rule_files LIMIT 1").fetchone():
        return
    own = annotations_database(settings, rules)
    others = [path for path in own.parent.glob(f"*-{annotation_version()}.duckdb") if path != own]
    last = max(others, key=lambda path: path.stat().st_mtime, default=None)
    if last and _is_attached(connection, last):
        before = connection.execute("SELECT kind, name, content FROM before.staged_rule_files").fetchall()
        if before and [row for row in before if row[0] == _PLACES] == _places(rules):
            files = [(kind, name, content.encode()) for kind, name, content in before if kind != _PLACES]
            _take_alike(connection, Changed(reread(files, rules.gazetteer_files), rules), progress)
        connection.execute("DETACH before")
    told = [(kind, name, content.decode()) for kind, name, content in rules.files] + _places(rules)
    connection.executemany("INSERT INTO annotated.staged_rule_files VALUES (?, ?, ?, NULL)", told)


def _is_attached(connection: duckdb.DuckDBPyConnection, path: Path) -> bool:
    """Attach a file as `before`; not one that was torn: it only saves time."""
    try:
        connection.execute(f"ATTACH {quoted(str(path))} AS before (READ_ONLY)")
    except duckdb.Error:
        return False
    return True


def _places(rules: RuleSet) -> list[tuple[str, str, str]]:
    return [(_PLACES, str(path), hashlib.sha256(path.read_bytes()).hexdigest()) for path in rules.gazetteer_files]


def _take_alike(connection: duckdb.DuckDBPyConnection, changed: Changed, progress: Progress) -> None:
    if changed.is_every_text:
        return
    ((total,),) = connection.execute("SELECT count(*) FROM unread").fetchall()
    progress("texts compared with the rules before", 0, total)
    reader, alike, done = connection.execute("SELECT revision_id, title, body FROM unread"), [], 0
    while texts := reader.fetchmany(BATCH):
        alike.append(pa.array([key for key, title, body in texts if not changed.touches(title, body)], pa.string()))
        done += len(texts)
        progress("texts compared with the rules before", done, total)
    connection.register("alike", pa.table({"revision_id": pa.chunked_array(alike, pa.string())}))
    connection.execute(
        """INSERT INTO annotated.staged_annotations
           SELECT old.* FROM before.staged_annotations AS old
           SEMI JOIN alike USING (revision_id)
           SEMI JOIN unread ON old.revision_id = unread.revision_id
                           AND old.published_on IS NOT DISTINCT FROM unread.published_on"""
    )
    connection.unregister("alike")
    connection.execute(
        """DELETE FROM unread USING annotated.staged_annotations AS done
           WHERE done.revision_id = unread.revision_id
             AND done.published_on IS NOT DISTINCT FROM unread.published_on"""
    )


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
    size = min(BATCH, 1 + total // (_SHARES * processes))
    with several(processes, None, ready, rules, arrow_schema("staged_annotations")) as spread:
        for rows in spread(annotated, iter(lambda: some(size), [])):
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
