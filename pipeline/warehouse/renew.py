"""Makes the next snapshot out of the live one where little has changed: a day's articles into a million."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import duckdb

from pipeline.collect.collect import Progress
from pipeline.derive.rules import RuleSet
from pipeline.settings import Settings
from pipeline.warehouse.build import Built, check, check_whole, detach_all, fill, run_sql, sign
from pipeline.warehouse.schema import SCHEMA_VERSION, SQL, create_tables
from pipeline.warehouse.scope import attach_all, look_at_new
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
        texts_tagged = fill(connection, rules, progress)
        failures = check(connection)
        connection.execute(f"USE {own}")
        run_sql(connection, SQL / "build" / "90_merge.sql")
        failures += check_whole(connection)
        sign(connection, settings, rules, built_at)
        connection.execute("DETACH delta")
        detach_all(connection)
    return Built(failures, texts_tagged)


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
