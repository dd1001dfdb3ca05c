"""What the warehouse said when: each publication, and from which to which of them a report stood as it stood.

Old code and rules are gone, so this cannot be made again from captures. It lives in the home's folder `history`, one
Parquet file a publication, with what that one changed: a first row with the facts of the publication and no article,
then a row for each report that was added or changed, and one for each that was withdrawn (`is_withdrawn`). The file is
written from the live snapshot, right after that went live or, after a crash in between, before the next one is made. So
a publication that never went live leaves no trace, and one that did is not lost.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb

from pipeline.durable import make_folder, replace
from pipeline.literals import quoted
from pipeline.settings import VERSION, Settings
from pipeline.warehouse.schema import SCHEMA_VERSION, SQL, run_sql
from pipeline.warehouse.versions import EXTRACTOR_VERSION


def history_files(settings: Settings) -> list[Path]:
    """The files of history, oldest publication first."""
    return sorted(settings.history.glob("[0-9]*.parquet"))


def load_history(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Fill the empty tables of history in the current database from the home's files."""
    if not history_files(settings):
        return
    files = quoted(str(settings.history / "[0-9]*.parquet"))
    connection.execute(f"CREATE TEMP VIEW history_files AS FROM read_parquet({files}, union_by_name = true)")
    run_sql(connection, SQL / "build" / "40_history_files.sql")
    connection.execute("DROP VIEW history_files")


def add_publication(
    connection: duckdb.DuckDBPyConnection, snapshot_id: str, rules_version: str, built_at: datetime
) -> set[int]:
    """Enter the present publication into history: reports `standing` against those that stood of articles `compared`.

    Publishing the same snapshot once more is no publication. Returns the years of the rows that were changed.
    """
    ((last, last_id),) = connection.execute(
        "SELECT max(publication_no), arg_max(snapshot_id, publication_no) FROM publications"
    ).fetchall()
    if last_id == snapshot_id:
        return set()
    number = (last or 0) + 1
    run_sql(
        connection,
        SQL / "build" / "50_history.sql",
        {
            "publication_no": number,
            "built_at": built_at,
            "snapshot_id": snapshot_id,
            "marsad_version": VERSION,
            "rules_version": rules_version,
            "extractor_version": EXTRACTOR_VERSION,
        },
    )
    years = connection.execute(
        "SELECT DISTINCT year(from_at) FROM report_history WHERE from_publication = $no OR until_publication = $no",
        {"no": number},
    ).fetchall()
    return {year for (year,) in years}


def save_history(settings: Settings) -> None:
    """Write the file of every publication that the live snapshot tells of and that has none yet."""
    if not settings.database.exists():
        return
    make_folder(settings.history)
    with duckdb.connect(str(settings.database), read_only=True) as connection:
        if connection.execute("SELECT schema_version FROM snapshot").fetchone() != (SCHEMA_VERSION,):
            return
        for number, snapshot_id in connection.execute(
            "SELECT publication_no, snapshot_id FROM publications ORDER BY ALL"
        ).fetchall():
            path = settings.history / f"{number:06}-{snapshot_id}.parquet"
            if path.exists():
                continue
            unfinished = path.with_name(f".{path.name}.unfinished")
            query = _CHANGES.format(number=int(number))
            connection.execute(f"COPY ({query}) TO {quoted(str(unfinished))} (FORMAT parquet, COMPRESSION zstd)")
            replace(unfinished, path)


_CHANGES = """
WITH opened AS (FROM report_history WHERE from_publication = {number})
SELECT *, CAST(NULL AS VARCHAR) AS article_id FROM publications WHERE publication_no = {number}
UNION ALL BY NAME
SELECT
    from_publication AS publication_no,
    * EXCLUDE (
        report_history_id, rules_version, extractor_version, from_publication, from_at, until_publication, until_at),
    false AS is_withdrawn
FROM opened
UNION ALL BY NAME
SELECT until_publication AS publication_no, article_id, true AS is_withdrawn
FROM report_history ANTI JOIN opened USING (article_id)
WHERE until_publication = {number}
"""
