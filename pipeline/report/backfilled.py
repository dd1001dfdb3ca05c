"""What a backfill brought, or would bring: numbers with an example each, and where to look."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console

from pipeline.collect.reading import Tally
from pipeline.warehouse.backfill import Backfilled
from pipeline.warehouse.expect import Expected

# What is counted, and what a person reads it as. `where` is where to look for all of it.
_WORDS = {
    "added": ("articles added", "marsad sql \"FROM revisions WHERE run_id = '{run_id}' AND revision_no = 1\""),
    "changed": ("articles with a new text", "marsad sql \"FROM revisions WHERE run_id = '{run_id}'\""),
    "unchanged": ("pages whose text was known", "marsad sql \"FROM captures WHERE run_id = '{run_id}'\""),
    "duplicate": ("captures that the archive had already", ""),
    "without_text": (
        "pages without a text",
        "marsad sql \"FROM captures WHERE run_id = '{run_id}' AND read_as = 'failed'\"",
    ),
    "unreadable": ("places that could not be read", "marsad sql \"FROM issues WHERE word = 'import_unreadable'\""),
    "files_known": ("files read to their end before", 'marsad sql "FROM imported_files"'),
}


def backfill_facts(database: Path, done: Backfilled) -> dict[str, Any]:
    """Return {run_id, snapshot_id, source, found, captures, counts, passed_over, examples} of a backfill.

    `counts` has `added` and `changed` articles, `unchanged` pages, `duplicate` captures, pages `without_text`,
    `unreadable` places and `files_known`; `examples` has one of each that is not zero.
    """
    tally = done.tally
    counts, examples = _of_run(database, done.run_id) if done.run_id else ({}, {})
    counts = {"added": 0, "changed": 0, "unchanged": 0, "without_text": 0} | counts | _of_tally(tally)
    examples |= _examples(tally)
    return {
        "run_id": done.run_id,
        "snapshot_id": done.published.snapshot_id if done.published else None,
        "source": tally.kind,
        "files": tally.files,
        "found": tally.found,
        "captures": tally.new,
        "counts": {word: counts[word] for word in _WORDS},
        "passed_over": dict(tally.passed_over),
        "examples": {word: example for word, example in examples.items() if example},
    }


def expected_facts(expected: Expected) -> dict[str, Any]:
    """Return what a dry run tells: {source, found, captures, articles, days, first_day, last_day, counts, …}."""
    tally = expected.tally
    return {
        "source": tally.kind,
        "files": tally.files,
        "found": tally.found,
        "captures": tally.new,
        "articles": expected.articles,
        "days": len(expected.days),
        "first_day": min(expected.days).isoformat() if expected.days else None,
        "last_day": max(expected.days).isoformat() if expected.days else None,
        "counts": _of_tally(tally),
        "passed_over": dict(tally.passed_over),
        "examples": _examples(tally),
    }


def print_backfill(console: Console, facts: dict[str, Any]) -> None:
    """Print the facts of a backfill, or of a dry run, for a person."""
    if "articles" in facts:
        span = f", {facts['first_day']} to {facts['last_day']}" if facts["days"] else ""
        console.print(
            f"Would add {facts['captures']} captures of {facts['articles']} new articles on {facts['days']} days{span}."
            " Nothing was written.",
            **_PLAIN,
        )
    elif facts["run_id"] is None:
        console.print("Nothing new: every capture is in the archive already.", **_PLAIN)
    else:
        console.print(
            f"Run {facts['run_id']}: {facts['captures']} captures archived, snapshot {facts['snapshot_id']}.", **_PLAIN
        )
    for word, (label, where) in _WORDS.items():
        if count := facts["counts"].get(word):
            _print_line(console, count, label, facts["examples"].get(word))
            if where and facts.get("run_id"):
                console.print(f"           all: {where.format(run_id=facts['run_id'])}", **_PLAIN)
    for reason, count in sorted(facts["passed_over"].items()):
        _print_line(console, count, f"passed over: {reason}", facts["examples"].get(reason))


# What comes from a file is printed as it is, on one line however long.
_PLAIN: dict[str, Any] = {"highlight": False, "markup": False, "soft_wrap": True}


def _print_line(console: Console, count: int, label: str, example: str | None) -> None:
    told = "".join(sign if sign.isprintable() else " " for sign in example or "")
    console.print(f"{count:>9,}  {label}{', such as ' + told if told else ''}", **_PLAIN)


def _of_tally(tally: Tally) -> dict[str, int]:
    return {"duplicate": tally.known, "unreadable": tally.unread, "files_known": tally.files_known}


def _examples(tally: Tally) -> dict[str, str]:
    names = {"known": "duplicate", "unread": "unreadable"}
    return {names.get(word, word): example for word, example in tally.examples.items() if word != "new"}


def _of_run(database: Path, run_id: str) -> tuple[dict[str, int], dict[str, str]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(_OF_RUN, {"run_id": run_id}).fetchall()
    return {word: count for word, count, _ in rows}, {word: example for word, _, example in rows}


_OF_RUN = """
WITH brought AS (
    SELECT article_id, revision_id, run_id, run_id = min(run_id) OVER (PARTITION BY article_id) AS is_first
    FROM revisions
),
own AS (SELECT * FROM brought JOIN articles USING (article_id) WHERE run_id = $run_id),
pages AS (
    SELECT captures.capture_id, captures.url, captures.read_as, captures.read_word, fetches.page_no
    FROM captures JOIN fetches USING (capture_id)
    WHERE captures.run_id = $run_id AND fetches.purpose = 'article'
)
SELECT 'added', count(DISTINCT article_id), min(url) FROM own WHERE is_first
UNION ALL
SELECT 'changed', count(*), min(url)
FROM (
    SELECT article_id, any_value(url) AS url FROM own GROUP BY article_id HAVING NOT bool_or(is_first) OR count(*) > 1
)
UNION ALL
SELECT 'unchanged', greatest(0, count(*) - (SELECT count(*) FROM own)),
       min(url) FILTER (capture_id NOT IN (SELECT capture_id FROM revisions WHERE run_id = $run_id))
FROM pages WHERE read_as = 'page' AND page_no = 1
UNION ALL
SELECT 'without_text', count(*), min(url || ': ' || read_word) FROM pages WHERE read_as = 'failed'
"""
