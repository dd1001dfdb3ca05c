"""Reads from one snapshot what a brief tells of some days."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from pipeline.report.brief.corrections import corrected_sentences
from pipeline.report.brief.excerpt import attached, copy_told
from pipeline.report.brief.quotes import quoted
from pipeline.warehouse.schema import SCHEMA_VERSION, SQL, run_sql

QUERIES = SQL / "brief"
TOLLS = ("killed", "wounded", "missing", "captured")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Most:
    """How many rows of each kind a page shows; the page says how many there are."""

    reports: int = 120
    evacuations: int = 120
    stories: int = 40


EVERYTHING = Most(*[10**9] * 3)


class BriefError(Exception):
    """A brief that cannot be made; the message says why and what to do."""


def read_brief(database: Path, first: date | None = None, last: date | None = None, most: Most | None = None) -> Row:
    """Return the facts of the days `first` to `last` (UTC); without days, of the day of the last daily run.

    All is read from the file as it was when it was opened: a snapshot that is swapped meanwhile changes nothing.
    Keys: `days`, `snapshot`, `totals`, `reports`, `evacuations`, `conflicts` (rows of reports that are shown),
    `conflict_places`, `timeline`, `stories`, `feeds`. Each report and movement has its `quotes`, see `quoted`.

    Raises BriefError for a file that is no snapshot of this version.
    """
    most = most or Most()
    try:
        with attached(database) as connection:
            snapshot = _snapshot(connection, database)
            first, last = _days(connection, first, last)
            return {"days": {"first": first, "last": last}, "snapshot": snapshot} | _facts(
                connection, {"first": first, "last": last}, most
            )
    except duckdb.Error as error:
        raise BriefError(f"{database} could not be read: {error}. `marsad rebuild` makes it again.") from error


def _snapshot(connection: duckdb.DuckDBPyConnection, database: Path) -> Row:
    found = _rows(connection, "FROM live.snapshot")
    if not found or found[0]["schema_version"] != SCHEMA_VERSION:
        raise BriefError(f"{database} was made by another version of Marsad: `marsad rebuild` makes it anew.")
    return found[0]


def _days(connection: duckdb.DuckDBPyConnection, first: date | None, last: date | None) -> tuple[date, date]:
    if first and last:
        return first, last
    ((latest, built),) = connection.execute(
        """SELECT (SELECT CAST(max(started_at) AS DATE) FROM live.runs WHERE kind = 'daily'),
                  (SELECT CAST(built_at AS DATE) FROM live.snapshot)"""
    ).fetchall()
    day = latest or built
    return first or last or day, last or max(first or day, day)


def _facts(connection: duckdb.DuckDBPyConnection, days: Row, most: Most) -> Row:
    run_sql(connection, QUERIES / "10_texts.sql", days)
    copy_told(connection)
    run_sql(connection, QUERIES / "20_reports.sql")
    reports = _rows(connection, "FROM brief_reports ORDER BY rank LIMIT $most", {"most": most.reports})
    evacuations = _asked(connection, "evacuations", {"most": most.evacuations})
    conflicts = _asked(connection, "conflicts", {"most": most.reports})
    bodies = _bodies(connection, [*reports, *evacuations])
    for row in reports:
        row["quotes"] = bodies.of_report(row)
    for row in evacuations:
        row["quotes"] = bodies.of_movement(row)
    return {
        "totals": _asked(connection, "totals", days)[0] | {"movements": evacuations[0]["total"] if evacuations else 0},
        "reports": reports,
        "evacuations": evacuations,
        "conflicts": conflicts,
        "conflict_places": _asked(connection, "conflict_places"),
        "timeline": _asked(connection, "timeline", {"last": days["last"]}),
        "stories": _stories(_asked(connection, "stories", {"most": most.stories})),
        "feeds": _rows(connection, "FROM live.feed_health ORDER BY health = 'alive', health, feed_id"),
    }


@dataclass(frozen=True, slots=True)
class _Bodies:
    """Titles, bodies and spans of the texts that are shown, by revision."""

    texts: dict[str, dict[str, str]]
    spans: dict[str, list[Row]]

    def of_report(self, row: Row) -> list[Row]:
        """The sentences that prove the tags of a report, and with them those of its toll."""
        spans = self.spans[row["revision_id"]]
        told = {f"{kind} {toll['low']} {toll['high']}" for kind in TOLLS if (toll := row[kind])}
        tolls = {
            span["figure"]: span for span in reversed(spans) if span["kind"] == "casualty" and span["figure"] in told
        }
        return self._quoted(row["revision_id"], list(tolls.values()), [s for s in spans if s["kind"] in row["tags"]])

    def of_movement(self, row: Row) -> list[Row]:
        """The sentences that tell of one movement and its figures, and with them those of its places."""
        told = [s for s in self.spans[row["revision_id"]] if s["evacuation_id"] == row["evacuation_id"]]
        needed = [s for s in told if s["kind"] == "evacuation" or s["figure"] is not None]
        return self._quoted(row["revision_id"], needed, told)

    def _quoted(self, revision_id: str, needed: list[Row], proof: list[Row]) -> list[Row]:
        """From the body; from the title only where nothing of it stands there."""
        for field in ("body", "title"):
            must, may, marks = (
                [(span["start_char"], span["end_char"], span["kind"]) for span in spans if span["field"] == field]
                for spans in (needed, proof, self.spans[revision_id])
            )
            if must or may:
                text = self.texts[revision_id][field]
                return [{"field": field} | quote for quote in quoted(text, must, may, marks)]
        return []


def _bodies(connection: duckdb.DuckDBPyConnection, rows: list[Row]) -> _Bodies:
    ids = {"revision_ids": sorted({row["revision_id"] for row in rows})}
    texts = connection.execute(
        """SELECT revision_id, coalesce(title, ''), body FROM revisions
           WHERE revision_id IN (SELECT unnest($revision_ids))""",
        ids,
    ).fetchall()
    spans: dict[str, list[Row]] = defaultdict(list)
    for span in _asked(connection, "spans", ids):
        spans[span["revision_id"]].append(span)
    return _Bodies({key: {"title": title, "body": body} for key, title, body in texts}, spans)


def _stories(rows: list[Row]) -> list[Row]:
    """One dict a story, with its `articles`; a corrected one has the sentences that came and went."""
    stories: dict[str, Row] = {}
    for row in rows:
        story = stories.setdefault(row["story_id"], {"story_id": row["story_id"], "articles": []})
        body, old_body = row.pop("body"), row.pop("old_body")
        if old_body is not None:
            row["correction"] = corrected_sentences(old_body, body)
        story["articles"].append(row)
    return list(stories.values())


def _asked(connection: duckdb.DuckDBPyConnection, name: str, parameters: Row | None = None) -> list[Row]:
    return _rows(connection, (QUERIES / f"{name}.sql").read_text(encoding="utf-8"), parameters)


def _rows(connection: duckdb.DuckDBPyConnection, query: str, parameters: Row | None = None) -> list[Row]:
    result = connection.execute(query, parameters)
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
