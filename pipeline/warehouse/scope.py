"""What a build looks at: everything that the archive says, or only what new WARC files can have changed."""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipeline.derive.rules import RuleSet
from pipeline.derive.stage import STAGED
from pipeline.literals import quoted
from pipeline.settings import Settings
from pipeline.warehouse.annotations import attach_annotations
from pipeline.warehouse.schema import SCHEMA_VERSION, create_tables, staged_name
from pipeline.warehouse.staging import ensure_staging, staged_database

_MEMORY_BYTES = 600_000_000
# What is kept in memory where no other process works beside; more is put aside on disk.
MEMORY_LIMIT = f"{_MEMORY_BYTES}B"
# A build of many articles needs more than that: sorting all bodies fails where too little of them fits in at a time.
_MOST_MEMORY_BYTES = 2_800_000_000


def attach_all(connection: duckdb.DuckDBPyConnection, settings: Settings, rules: RuleSet) -> None:
    """Attach what a build reads: rows of the archive (`staged`), annotations (`annotated`), the live snapshot (`live`).

    `live` has empty tables where there is no snapshot of this schema.
    """
    staged = staged_database(settings)
    ensure_staging(staged)
    limit = max(_MEMORY_BYTES, min(staged.stat().st_size // 2, _MOST_MEMORY_BYTES))
    connection.execute(f"SET memory_limit = '{limit}B'")
    connection.execute(f"ATTACH {quoted(str(staged))} AS staged (READ_ONLY)")
    attach_annotations(connection, settings, rules)
    _view(connection, "staged_annotations", "annotated")
    _attach_live(connection, settings.database)


def look_at_all(connection: duckdb.DuckDBPyConnection) -> None:
    """Make all rows of the archive readable as `staged_…`."""
    for table in STAGED:
        _view(connection, staged_name(table), "staged")
    connection.execute("CREATE TEMP VIEW read_files AS FROM staged.read_files")
    connection.execute("CREATE TEMP VIEW checked_runs AS SELECT DISTINCT run_id FROM staged.staged_runs")


def look_at_new(connection: duckdb.DuckDBPyConnection) -> None:
    """Make those rows readable as `staged_…` that decide on articles which files not in `live` speak of.

    All tables of an article are a function of the rows that name it, so nothing else can change. Of runs, feeds and
    issues, which are few, all are readable.
    """
    connection.execute(_NEW)


def _view(connection: duckdb.DuckDBPyConnection, name: str, database: str) -> None:
    columns = "* EXCLUDE (staged_from)"
    connection.execute(f"CREATE TEMP VIEW {name} AS SELECT {columns} FROM {database}.{name}")  # noqa: S608  (own names)


_NEW = """
CREATE TEMP VIEW read_files AS FROM staged.read_files;
CREATE TEMP VIEW staged_runs AS SELECT * EXCLUDE (staged_from) FROM staged.staged_runs;
CREATE TEMP VIEW staged_feeds AS SELECT * EXCLUDE (staged_from) FROM staged.staged_feeds;
CREATE TEMP VIEW staged_issues AS SELECT * EXCLUDE (staged_from) FROM staged.staged_issues;
CREATE TEMP VIEW staged_imported_files AS SELECT * EXCLUDE (staged_from) FROM staged.staged_imported_files;
CREATE TEMP TABLE new_files AS FROM read_files ANTI JOIN live.archive_files USING (warc_file);
CREATE TEMP TABLE checked_runs AS SELECT DISTINCT run_id FROM staged_runs WHERE warc_file IN (FROM new_files);
CREATE TEMP TABLE affected AS
    SELECT article_id FROM staged.staged_entries WHERE run_id IN (FROM checked_runs) AND article_id IS NOT NULL
    UNION
    SELECT article_id FROM staged.staged_pages WHERE run_id IN (FROM checked_runs)
    UNION
    SELECT article_id FROM staged.staged_fetches WHERE run_id IN (FROM checked_runs) AND article_id IS NOT NULL;
CREATE TEMP TABLE staged_pages AS
    SELECT * EXCLUDE (staged_from) FROM staged.staged_pages WHERE article_id IN (FROM affected);
CREATE TEMP TABLE staged_entries AS
    SELECT * EXCLUDE (staged_from) FROM staged.staged_entries
    WHERE article_id IN (FROM affected) OR (article_id IS NULL AND run_id IN (FROM checked_runs));
CREATE TEMP TABLE staged_fetches AS
    SELECT * EXCLUDE (staged_from) FROM staged.staged_fetches
    WHERE article_id IN (FROM affected) OR (article_id IS NULL AND run_id IN (FROM checked_runs));
CREATE TEMP TABLE staged_captures AS
    SELECT * EXCLUDE (staged_from) FROM staged.staged_captures
    WHERE capture_id IN (
        SELECT capture_id FROM staged_fetches WHERE capture_id IS NOT NULL
        UNION SELECT capture_id FROM staged_pages
        UNION SELECT capture_id FROM staged_entries);
"""


def _attach_live(connection: duckdb.DuckDBPyConnection, database: Path) -> None:
    if database.exists():
        connection.execute(f"ATTACH {quoted(str(database))} AS live (READ_ONLY)")
        row = connection.execute("SELECT schema_version FROM live.snapshot").fetchone()
        if row == (SCHEMA_VERSION,):
            return
        connection.execute("DETACH live")
    connection.execute("ATTACH ':memory:' AS live")
    own = connection.execute("SELECT current_database()").fetchone()
    connection.execute("USE live")
    create_tables(connection)
    connection.execute(f'USE "{own[0] if own else ""}"')
