"""What a run did, for people: the row of `run_summary`, the tagged reports, a Markdown page."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from pipeline.report.arabic_terminal import harmless

OUTCOMES = (
    "new",
    "revised",
    "unchanged",
    "known",
    "duplicate",
    "missing",
    "refused",
    "failed",
    "unreadable",
    "no_link",
    "not_fetched",
)


def run_summary(database: Path, run_id: str | None = None) -> dict[str, Any]:
    """Return one row of the view `run_summary` as a dict: the run given, or the last one; {} without runs."""
    with duckdb.connect(str(database), read_only=True) as connection:
        result = connection.execute(
            "FROM run_summary WHERE $run IS NULL OR run_id = $run ORDER BY run_id DESC LIMIT 1", {"run": run_id}
        )
        row = result.fetchone()
        return dict(zip((column[0] for column in result.description), row, strict=True)) if row else {}


def tagged_reports(database: Path, run_id: str | None = None, limit: int = 1_000) -> list[dict[str, Any]]:
    """Return the tagged reports, newest first; with a run, only those whose text that run brought.

    Keys: published_at, title, labels (pairs of tag and subtype), evidence (the words), url, revision_no.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        result = connection.execute(
            """SELECT reports.published_at, reports.title, labels, reports.evidence, reports.url, reports.revision_no
               FROM reports
               JOIN revisions USING (revision_id)
               JOIN (SELECT revision_id, list(DISTINCT (tag, subtype) ORDER BY (tag, subtype)) AS labels
                     FROM tags GROUP BY revision_id) USING (revision_id)
               WHERE $run IS NULL OR revisions.run_id = $run
               ORDER BY reports.published_at DESC, reports.revision_id LIMIT $limit""",
            {"run": run_id, "limit": limit},
        )
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def told_movements(database: Path, limit: int, run_id: str | None = None) -> list[tuple[Any, ...]]:
    """Return the movements told, those of most people first; with a run, only by the texts that it brought.

    Columns: moved_on, people_low, people_high, origins, destinations, evidence, title.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(
            """SELECT moved_on, people_low, people_high, origins, destinations, evidence, evacuation_reports.title
               FROM evacuation_reports
               JOIN revisions USING (revision_id)
               WHERE $run IS NULL OR revisions.run_id = $run
               ORDER BY people_high DESC NULLS LAST, evacuation_id LIMIT $limit""",
            {"run": run_id, "limit": limit},
        ).fetchall()


def people_told(low: int | None, high: int | None) -> str:
    """`700` or `200 to 999`; empty where no figure is told."""
    return "" if low is None else str(low) if low == high else f"{low} to {high}"


def entry_outcomes(summary: dict[str, Any]) -> str:
    """`3 new, 1 revised, 40 known`: what became of the entries of a run, in words."""
    parts = [f"{summary[f'{word}_count']} {word}" for word in OUTCOMES if summary.get(f"{word}_count")]
    return ", ".join(parts) or "none"


def run_markdown(database: Path, run_id: str) -> str:
    """Return the page that a run leaves in Prefect: numbers, feeds, new reports, issues."""
    summary = run_summary(database, run_id)
    with duckdb.connect(str(database), read_only=True) as connection:
        feeds = connection.execute(
            "SELECT feed_id, health, newest_published_at, entry_count FROM feed_health ORDER BY health, feed_id"
        ).fetchall()
        issues = connection.execute(
            "SELECT word, subject, message FROM issues WHERE run_id = $run OR run_id IS NULL ORDER BY word, subject",
            {"run": run_id},
        ).fetchall()
    reports = tagged_reports(database, run_id, limit=50)
    movements = told_movements(database, 50, run_id)
    lines = [
        f"# Daily run {run_id}",
        "",
        f"{summary['status']} · {summary['attempt_count']} requests ({summary['not_modified_count']} not modified) · "
        f"{summary['new_article_count']} new articles, {summary['revised_article_count']} revised · "
        f"{summary['seen_entry_count']} entries: {entry_outcomes(summary)}",
        "",
        f"## New or revised reports with a tag: {len(reports)}",
        "",
        *_table(("Published (UTC)", "Title", "Tags", "Words"), [_report_cells(report) for report in reports]),
        "",
        f"## Movements that they tell of: {len(movements)}",
        "",
        *_table(("Day", "People", "From", "To", "Words", "Title"), [_movement_cells(*told) for told in movements]),
        "",
        "## Feeds",
        "",
        *_table(("Feed", "Health", "Newest entry (UTC)", "Entries"), [tuple(map(_cell, feed)) for feed in feeds]),
        "",
        f"## Issues: {len(issues)}",
        "",
        *_table(("Kind", "Subject", "What to do"), [tuple(map(_cell, issue)) for issue in issues]),
    ]
    return "\n".join(lines) + "\n"


def _report_cells(report: dict[str, Any]) -> tuple[str, ...]:
    words = list(dict.fromkeys(report["evidence"] or ()))[:3]
    return tuple(
        map(
            _cell,
            (
                report["published_at"],
                report["title"],
                ", ".join(subtype for _, subtype in report["labels"]),
                " · ".join(words),
            ),
        )
    )


def _movement_cells(
    moved_on: date | None,
    low: int | None,
    high: int | None,
    origins: list[str] | None,
    destinations: list[str] | None,
    evidence: list[str],
    title: str | None,
) -> tuple[str, ...]:
    words = " · ".join(dict.fromkeys(evidence[:3]))
    places = (", ".join(names or ()) for names in (origins, destinations))
    return tuple(map(_cell, (moved_on, people_told(low, high), *places, words, title)))


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    if not rows:
        return ["None."]
    lines = [head, tuple("---" for _ in head), *rows]
    return ["| " + " | ".join(line) + " |" for line in lines]


def _cell(value: object) -> str:
    """Text for one cell: no markup of a title may break out of its table."""
    text = f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str("" if value is None else value)
    for sign in "\\`*_{}[]<>|#~":
        text = text.replace(sign, "\\" + sign)
    return harmless(" ".join(text.split()))
