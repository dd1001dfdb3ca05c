"""Builds a snapshot from what the archive says: a DuckDB file that nobody reads yet."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from pipeline.collect.collect import Progress
from pipeline.collect.fetch import OUTCOMES
from pipeline.derive.rules import RuleSet, model_rules
from pipeline.settings import VERSION, Settings
from pipeline.warehouse.annotating import Text
from pipeline.warehouse.annotations import annotate_texts, take_over
from pipeline.warehouse.english_names import english_names
from pipeline.warehouse.history import add_publication, load_history
from pipeline.warehouse.lake import Touched
from pipeline.warehouse.schema import (
    SCHEMA_VERSION,
    SQL,
    create_indexes,
    create_tables,
    create_views,
    keys,
    run_sql,
    to_arrow,
)
from pipeline.warehouse.scope import attach_all, look_at_all
from pipeline.warehouse.staging import MEMORY_LIMIT_BESIDE, archive_files
from pipeline.warehouse.stories import tell_stories
from pipeline.warehouse.versions import EXTRACTOR_VERSION, code_version


@dataclass(frozen=True, slots=True)
class CheckFailure:
    """One row that a block check returned; `can_be_allowed` where a person may want just that change."""

    check: str
    subject: str
    message: str
    can_be_allowed: bool = False


@dataclass(frozen=True, slots=True)
class Built:
    """How a build ended: what the block checks found, empty when it is sound, and the texts it had to tag.

    `touched` names the years in which tables differ from those of the live snapshot; None when all was built.
    """

    failures: list[CheckFailure]
    texts_tagged: int
    touched: Touched


def snapshot_id(settings: Settings, rules: RuleSet) -> str:
    """12 hex digits over what the snapshot is made from: archive files, code and rules."""
    digest = hashlib.sha256(f"{SCHEMA_VERSION} {code_version()} {rules.version}".encode())
    for path in archive_files(settings):
        digest.update(f"{path.name} {path.stat().st_size}\n".encode())
    return digest.hexdigest()[:12]


def build(settings: Settings, rules: RuleSet, target: Path, built_at: datetime, progress: Progress) -> Built:
    """Fill a new DuckDB file at `target` with all that the archive says; sound when no block check found a row."""
    with duckdb.connect(str(target)) as connection:
        create_tables(connection)
        attach_all(connection, settings, rules)
        look_at_all(connection)
        texts_tagged = fill(connection, settings, rules, progress)
        tell_stories(connection)
        create_views(connection)
        run_sql(connection, SQL / "build" / "30_standing.sql")
        load_history(connection, settings)
        connection.execute("CREATE TEMP VIEW compared AS SELECT article_id FROM report_history")
        add_publication(connection, snapshot_id(settings, rules), rules.version, built_at)
        failures = check(connection) + check_whole(connection) + _block(connection, "block_change", can_be_allowed=True)
        sign(connection, settings, rules, built_at)
        create_indexes(connection)
        detach_all(connection)
    return Built(failures, texts_tagged, None)


def fill(connection: duckdb.DuckDBPyConnection, settings: Settings, rules: RuleSet, progress: Progress) -> int:
    """Fill the empty tables of the current database from the staged rows in view; return how many texts were tagged."""
    run_sql(connection, SQL / "build" / "10_texts.sql")
    texts_tagged = _annotate(connection, settings, rules, progress)
    connection.executemany("INSERT INTO outcomes VALUES (?, ?)", list(OUTCOMES.items()))
    _insert_rules(connection, rules)
    versions = {"extractor_version": EXTRACTOR_VERSION, "rules_version": rules.version}
    connection.register("english_names", english_names())
    run_sql(connection, SQL / "build" / "20_tables.sql", versions)
    connection.unregister("english_names")
    _warn(connection, "warn")
    return texts_tagged


def check(connection: duckdb.DuckDBPyConnection) -> list[CheckFailure]:
    """Run the block checks that hold for any set of articles on the current database."""
    return _doubled_keys(connection) + _block(connection, "block")


def check_whole(connection: duckdb.DuckDBPyConnection) -> list[CheckFailure]:
    """Run the checks, warning ones too, that look at all articles at once."""
    _warn(connection, "warn_whole")
    return _block(connection, "block_whole") + _block(connection, "block_loss", can_be_allowed=True)


def sign(connection: duckdb.DuckDBPyConnection, settings: Settings, rules: RuleSet, built_at: datetime) -> None:
    """Say in the snapshot what it is and what made it."""
    identity = snapshot_id(settings, rules)
    ((count, first, last),) = connection.execute(
        """SELECT count(*), CAST(min(published_at) AS DATE), CAST(max(published_at) AS DATE)
           FROM revisions WHERE is_current"""
    ).fetchall()
    days = f", published {first} to {last}" if first else ""
    connection.execute("DELETE FROM snapshot")
    connection.execute(
        "INSERT INTO snapshot VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            identity,
            SCHEMA_VERSION,
            VERSION,
            rules.version,
            EXTRACTOR_VERSION,
            code_version(),
            built_at,
            f"Marsad {VERSION}, snapshot {identity} of {built_at:%Y-%m-%d %H:%M} UTC: {count:,} articles{days}.",
        ],
    )


def detach_all(connection: duckdb.DuckDBPyConnection) -> None:
    """Let go of all that was read, and put all that was written into the file."""
    for name in ("live", "staged", "annotated"):
        connection.execute(f"DETACH {name}")
    connection.execute("CHECKPOINT")


def _annotate(connection: duckdb.DuckDBPyConnection, settings: Settings, rules: RuleSet, progress: Progress) -> int:
    """Annotate the texts that these rules, or others that read them alike, have not read yet; return how many."""
    connection.execute(
        """CREATE TEMP TABLE unread AS
           SELECT revision_id, title, body, published_on
           FROM distinct_texts AS texts
           JOIN whole_pages USING (capture_id, article_id)
           WHERE NOT EXISTS (
               FROM staged_annotations AS done
               WHERE done.revision_id = texts.revision_id AND done.published_on IS NOT DISTINCT FROM texts.published_on)
           ORDER BY texts.fetched_at, revision_id"""
    )
    take_over(connection, settings, rules, progress)
    total = connection.table("unread").shape[0]
    ((limit,),) = connection.execute("SELECT current_setting('memory_limit')").fetchall()
    connection.execute(f"SET memory_limit = '{MEMORY_LIMIT_BESIDE}'")
    # Temporary tables are the connection's own, so it reads, and its cursor writes.
    reader, writer = connection.execute("FROM unread"), connection.cursor()

    def some(size: int) -> list[Text]:
        return reader.fetchmany(size)

    def add(rows: pa.Table) -> None:
        writer.register("annotated_rows", rows)
        writer.execute("INSERT INTO annotated.staged_annotations BY NAME FROM annotated_rows")
        writer.unregister("annotated_rows")

    annotate_texts(rules, some, add, total, progress)
    connection.execute(f"DROP TABLE unread; SET memory_limit = '{limit}'")
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


def _warn(connection: duckdb.DuckDBPyConnection, folder: str) -> None:
    """Turn the rows of the warn checks into issues; the name of a check is the issue's word."""
    for path in sorted((SQL / "checks" / folder).glob("*.sql")):
        query = path.read_text(encoding="utf-8").rstrip().removesuffix(";")
        connection.execute(
            f"""INSERT INTO issues BY NAME
                SELECT left(sha256(concat_ws(chr(10), run_id, '{path.stem}', subject, message)), 24) AS issue_id,
                       run_id, '{path.stem}' AS word, subject, message
                FROM ({query}) ORDER BY issue_id"""  # noqa: S608  (a file of the project)
        )


def _block(connection: duckdb.DuckDBPyConnection, folder: str, *, can_be_allowed: bool = False) -> list[CheckFailure]:
    failures = []
    for path in sorted((SQL / "checks" / folder).glob("*.sql")):
        rows = connection.execute(path.read_text(encoding="utf-8")).fetchall()
        failures += [CheckFailure(path.stem, str(subject), str(message), can_be_allowed) for subject, message in rows]
    return failures


def _doubled_keys(connection: duckdb.DuckDBPyConnection) -> list[CheckFailure]:
    """Keys that stand twice: the snapshot has no indexes that would have refused them."""
    failures = []
    for table, key in keys().items():
        rows = connection.execute(
            f"SELECT {key} FROM {table} GROUP BY {key} HAVING count(*) > 1"  # noqa: S608  (names of the schema)
        ).fetchall()
        failures += [CheckFailure("keys_are_unique", f"{table}.{key}", f"{value} stands twice") for (value,) in rows]
    return failures
