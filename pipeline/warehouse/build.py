"""Builds a snapshot from the derived parts: a DuckDB file that nobody reads yet."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from pipeline.collect.fetch import OUTCOMES
from pipeline.derive.rules import RuleSet, model_rules
from pipeline.derive.stage import STAGED
from pipeline.settings import VERSION, Settings
from pipeline.warehouse.annotations import Text, annotate_texts, annotation_files
from pipeline.warehouse.parts import archive_files, parts_of
from pipeline.warehouse.schema import SCHEMA_VERSION, SQL, arrow_schema, create_tables, create_views, to_arrow
from pipeline.warehouse.versions import EXTRACTOR_VERSION, annotation_version, extraction_version, tables_version


@dataclass(frozen=True, slots=True)
class CheckFailure:
    """One row that a block check returned."""

    check: str
    subject: str
    message: str


@dataclass(frozen=True, slots=True)
class Built:
    """How a build ended: what the block checks found, empty when it is sound, and the texts it had to tag."""

    failures: list[CheckFailure]
    texts_tagged: int


def snapshot_id(settings: Settings, rules: RuleSet) -> str:
    """12 hex digits over what the snapshot is made from: archive files, code and rules."""
    versions = (extraction_version(), annotation_version(), tables_version(), rules.version)
    digest = hashlib.sha256(f"{SCHEMA_VERSION} {' '.join(versions)}".encode())
    for path in archive_files(settings):
        digest.update(f"{path.name} {path.stat().st_size}\n".encode())
    return digest.hexdigest()[:12]


def build(
    settings: Settings,
    rules: RuleSet,
    target: Path,
    built_at: datetime,
    progress: Callable[[str, int, int], None],
) -> Built:
    """Fill a new DuckDB file at `target`; it is sound when the block checks found nothing."""
    with duckdb.connect(str(target)) as connection:
        create_tables(connection)
        _attach_live(connection, settings.database)
        for table in STAGED:
            _stage(connection, table, parts_of(settings, table))
        _run_sql(connection, SQL / "build" / "10_texts.sql")
        texts_tagged = _annotate(connection, settings, rules, progress)
        connection.executemany("INSERT INTO outcomes VALUES (?, ?)", list(OUTCOMES.items()))
        _insert_rules(connection, rules)
        versions = {"extractor_version": EXTRACTOR_VERSION, "rules_version": rules.version}
        _run_sql(connection, SQL / "build" / "20_tables.sql", versions)
        create_views(connection)
        _warn(connection)
        connection.execute(
            "INSERT INTO snapshot VALUES (?, ?, ?, ?, ?, ?)",
            [snapshot_id(settings, rules), SCHEMA_VERSION, VERSION, rules.version, EXTRACTOR_VERSION, built_at],
        )
        failures = _block(connection)
        connection.execute("DETACH live")
        connection.execute("CHECKPOINT")
    return Built(failures, texts_tagged)


def _attach_live(connection: duckdb.DuckDBPyConnection, database: Path) -> None:
    """Attach the live snapshot as `live`, or empty tables where there is none of this schema."""
    if database.exists():
        connection.execute(f"ATTACH {_literal(str(database))} AS live (READ_ONLY)")
        row = connection.execute("SELECT schema_version FROM live.snapshot").fetchone()
        if row == (SCHEMA_VERSION,):
            return
        connection.execute("DETACH live")
    connection.execute("ATTACH ':memory:' AS live")
    own = connection.execute("SELECT current_database()").fetchone()
    connection.execute("USE live")
    create_tables(connection)
    connection.execute(f'USE "{own[0] if own else ""}"')


def _stage(connection: duckdb.DuckDBPyConnection, table: str, files: list[str]) -> None:
    """Make the parts of a table readable as `staged_…`, without copying them."""
    name = table if table.startswith("staged_") else f"staged_{table}"
    if files:
        source = f"read_parquet([{', '.join(_literal(path) for path in files)}])"
    else:
        source = f"{name}_without_rows"
        connection.register("no_rows", arrow_schema(table).empty_table())
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {source} AS FROM no_rows")
        connection.unregister("no_rows")
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS FROM {source}")


def _annotate(
    connection: duckdb.DuckDBPyConnection, settings: Settings, rules: RuleSet, progress: Callable[[str, int, int], None]
) -> int:
    """Annotate the texts that these rules and this code have not read yet; stage all annotations, return how many."""
    _stage(connection, "staged_annotations", annotation_files(settings, rules))
    connection.execute(
        """CREATE TEMP TABLE unread AS
           SELECT revision_id, title, body, published_on FROM distinct_texts AS texts
           WHERE NOT EXISTS (
               FROM staged_annotations AS done
               WHERE done.revision_id = texts.revision_id AND done.published_on IS NOT DISTINCT FROM texts.published_on)
           ORDER BY fetched_at, revision_id"""
    )
    total = connection.table("unread").shape[0]
    cursor = connection.execute("FROM unread")

    def some(size: int) -> list[Text]:
        return cursor.fetchmany(size)

    annotate_texts(settings, rules, some, total, progress)
    _stage(connection, "staged_annotations", annotation_files(settings, rules))
    return total


def _insert_rules(connection: duckdb.DuckDBPyConnection, rules: RuleSet) -> None:
    rows = [
        {
            "rule_id": rule.id,
            "rules_version": rules.version,
            "tag": rule.tag,
            "subtype": rule.subtype,
            "trigger": rule.trigger,
            "weight": rule.weight,
            "comment": rule.comment,
            "examples": list(rule.example),
        }
        for rule in (*rules.rules, *model_rules(rules))
    ]
    connection.register("rule_rows", to_arrow("rules", rows))
    connection.execute("INSERT INTO rules BY NAME FROM rule_rows ORDER BY rule_id")
    connection.unregister("rule_rows")


def _warn(connection: duckdb.DuckDBPyConnection) -> None:
    """Turn the rows of the warn checks into issues; the name of a check is the issue's word."""
    for path in sorted((SQL / "checks" / "warn").glob("*.sql")):
        query = path.read_text(encoding="utf-8").rstrip().removesuffix(";")
        connection.execute(
            f"""INSERT INTO issues BY NAME
                SELECT left(sha256(concat_ws(chr(10), run_id, '{path.stem}', subject, message)), 24) AS issue_id,
                       run_id, '{path.stem}' AS word, subject, message
                FROM ({query}) ORDER BY issue_id"""  # noqa: S608  (a file of the project)
        )


def _block(connection: duckdb.DuckDBPyConnection) -> list[CheckFailure]:
    failures = []
    for path in sorted((SQL / "checks" / "block").glob("*.sql")):
        rows = connection.execute(path.read_text(encoding="utf-8")).fetchall()
        failures += [CheckFailure(path.stem, str(subject), str(message)) for subject, message in rows]
    return failures


def _run_sql(connection: duckdb.DuckDBPyConnection, path: Path, parameters: dict[str, str] | None = None) -> None:
    """Run the statements of a file one by one, each with those of the parameters that it names."""
    for statement in duckdb.extract_statements(path.read_text(encoding="utf-8")):
        named = {name: value for name, value in (parameters or {}).items() if name in statement.named_parameters}
        connection.execute(statement, named or None)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
