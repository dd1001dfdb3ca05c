"""An archive of a million out of one of ten thousand, at the stage where pages are read and texts are tagged.

What comes after (the SQL build, stories, checks, lake, renewal, queries) then works on a million articles, without the
hour that reading and tagging them takes. Each copy has ids and a text of its own, and is some days younger.
"""

from __future__ import annotations

import os

import duckdb

from pipeline.derive.rules import RuleSet
from pipeline.literals import quoted
from pipeline.settings import Settings
from pipeline.warehouse.annotations import annotations_database
from pipeline.warehouse.staging import staged_database

# Copies of one text are to be stories of their own.
DAYS_APART = 3
_COPIED = ("staged_fetches", "staged_captures", "staged_pages")
_IDS = frozenset({"fetch_id", "capture_id", "article_id"})
_TIMES = frozenset({"started_at", "fetched_at", "stamp_at", "meta_at"})
_DAYS = frozenset({"url_on", "published_on", "dateline_date"})
_REVISION = "left(sha256({article} || sha256(coalesce(title, '') || chr(10) || {body})), 24)"


def multiply(settings: Settings, target: Settings, rules: RuleSet, times: int) -> None:
    """Fill the new home of `target` with what `settings` holds, so many times. The archive is linked, not copied."""
    for path in settings.archive.glob("**/*.warc.gz"):
        linked = target.archive / path.relative_to(settings.archive)
        linked.parent.mkdir(parents=True, exist_ok=True)
        os.link(path, linked)
    for name in (staged_database, lambda home: annotations_database(home, rules)):
        copy = name(target)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(name(settings).read_bytes())
    with duckdb.connect(str(annotations_database(target, rules))) as connection:
        connection.execute(f"ATTACH {quoted(str(staged_database(settings)))} AS staged (READ_ONLY)")
        connection.execute(_annotations(connection), {"times": times})
    with duckdb.connect(str(staged_database(target))) as connection:
        for table in _COPIED:
            columns = ", ".join(map(_column, _columns(connection, table)))
            connection.execute(
                f"INSERT INTO {table} BY NAME SELECT {columns} FROM {table}, range(1, $times) AS copies (n)",  # noqa: S608
                {"times": times},
            )


def _annotations(connection: duckdb.DuckDBPyConnection) -> str:
    columns = [name for name in _columns(connection, "staged_annotations") if name != "revision_id"]
    first = _REVISION.format(article="article_id", body="body")
    copied = _REVISION.format(article=_copied("article_id"), body="body || chr(10) || n")
    return f"""INSERT INTO staged_annotations BY NAME
        WITH texts AS (
            SELECT DISTINCT article_id, title, body, {first} AS revision_id FROM staged.staged_pages WHERE page_no = 1)
        SELECT {copied} AS revision_id, {", ".join(map(_column, columns))}
        FROM staged_annotations JOIN texts USING (revision_id), range(1, $times) AS copies (n)"""  # noqa: S608


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    return [row[0] for row in connection.execute(f"DESCRIBE {table}").fetchall()]


def _column(name: str) -> str:
    if name in _IDS:
        return f"{_copied(name)} AS {name}"
    if name in _TIMES:
        return f"{name} + to_days(CAST(n * {DAYS_APART} AS INTEGER)) AS {name}"
    if name in _DAYS:
        return f"{name} + CAST(n * {DAYS_APART} AS INTEGER) AS {name}"
    if name in ("url", "canonical_url"):
        return f"{name} || '?copy=' || n AS {name}"
    return "body || chr(10) || n AS body" if name == "body" else f'"{name}"'


def _copied(name: str) -> str:
    """SQL for the id that a copy has: 24 hex digits, empty where the first has none."""
    return f"left(sha256({name} || '/' || n), 24)"
