"""Makes the next snapshot out of the live one where little has changed: a day's articles into a million."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import duckdb

from pipeline.collect.collect import Progress
from pipeline.derive.rules import RuleSet
from pipeline.settings import Settings
from pipeline.warehouse.build import Built, check, check_whole, detach_all, fill, sign, snapshot_id
from pipeline.warehouse.history import add_publication
from pipeline.warehouse.lake import year_of
from pipeline.warehouse.schema import SCHEMA_VERSION, SQL, arrow_schema, create_tables, published_tables, run_sql
from pipeline.warehouse.scope import attach_all, look_at_new
from pipeline.warehouse.stories import renew_stories
from pipeline.warehouse.versions import code_version

# Above this share of all articles, building everything anew is as fast and leaves a tidier file.
LARGEST_SHARE = 0.2


def renew(settings: Settings, rules: RuleSet, target: Path, built_at: datetime, progress: Progress) -> Built | None:
    """Fill `target` with a copy of the live snapshot in which what new WARC files speak of is made anew.

    It has the same rows as `build` would give. Returns None, and leaves no file, where everything has to be built: no
    live snapshot, other code or rules, files of the archive that are gone, or too much that is new.
    """
    if not _is_of_these(settings.database, rules):
        return None
    shutil.copyfile(settings.database, target)
    with duckdb.connect(str(target)) as connection:
        own = f'"{connection.execute("SELECT current_database()").fetchall()[0][0]}"'
        attach_all(connection, settings, rules)
        look_at_new(connection)
        if not _is_little(connection):
            connection.close()
            target.unlink()
            return None
        connection.execute("ATTACH ':memory:' AS delta")
        connection.execute("USE delta")
        create_tables(connection)
        texts_tagged = fill(connection, settings, rules, progress)
        failures = check(connection)
        run_sql(connection, SQL / "views" / "reports.sql")
        run_sql(connection, SQL / "build" / "30_standing.sql")
        connection.execute(f"USE {own}")
        touched = _touched(connection)
        run_sql(connection, SQL / "build" / "90_merge.sql")
        for table, years in renew_stories(connection).items():
            touched[table] |= years
        connection.execute("CREATE TEMP VIEW compared AS FROM affected")
        identity = snapshot_id(settings, rules)
        touched["report_history"] = add_publication(connection, identity, rules.version, built_at)
        failures += check_whole(connection)
        sign(connection, settings, rules, built_at)
        connection.execute("DETACH delta")
        detach_all(connection)
    return Built(failures, texts_tagged, touched)


def _touched(connection: duckdb.DuckDBPyConnection) -> dict[str, set[int]]:
    """The years of the rows that the affected articles have, and had, in each table that is parted by year."""
    touched = {}
    for table in published_tables():
        year = year_of(table)
        if year is None or table == "report_history":
            continue
        columns = arrow_schema(table).names
        found: set[int] = set()
        for side in ("live", "delta"):
            of_text = f"JOIN {side}.revisions AS revisions USING (revision_id)" if "revision_id" in columns else ""
            source = f"{side}.{table} AS {table} {of_text if table != 'revisions' else ''}"
            is_owned = "article_id" in columns or of_text
            where = "" if side == "delta" else "WHERE article_id IN (FROM affected)" if is_owned else "WHERE false"
            rows = connection.execute(f"SELECT DISTINCT {year} FROM {source} {where}").fetchall()  # noqa: S608
            found |= {number for (number,) in rows}
        touched[table] = found
    return touched


def _is_of_these(database: Path, rules: RuleSet) -> bool:
    """Whether a snapshot stands there that this code and these rules made."""
    if not database.exists():
        return False
    with duckdb.connect(str(database), read_only=True) as connection:
        (version,) = connection.execute("SELECT schema_version FROM snapshot").fetchall()[0]
        if version != SCHEMA_VERSION:
            return False
        made_by = connection.execute("SELECT code_version, rules_version FROM snapshot").fetchall()
    return made_by == [(code_version(), rules.version)]


def _is_little(connection: duckdb.DuckDBPyConnection) -> bool:
    ((gone, changed, total),) = connection.execute(
        """SELECT (SELECT count(*) FROM live.archive_files ANTI JOIN read_files USING (warc_file)),
                  (SELECT count(*) FROM affected), (SELECT count(*) FROM live.articles)"""
    ).fetchall()
    return bool(gone == 0 and changed <= total * LARGEST_SHARE)
