"""The whole daily flow over HTTP on input that nobody here wrote."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from evals.data import folded
from evals.day import DAY, Day, feeds_toml, real_day
from evals.part import Cell, Part, Sheet
from pipeline.derive.urls import canonical_url
from samples.environment import environment
from samples.server import SampleServer


def daily_flow(folder: Path) -> Part:
    """Serve the day, run `marsad daily` twice in processes of their own, compare the tables with what was served."""
    day = real_day(folder)
    part = Part()
    with tempfile.TemporaryDirectory() as place, SampleServer(day.resources, site=None) as server:
        home = Path(place) / "home"
        feeds = Path(place) / "feeds.toml"
        feeds.write_text(feeds_toml(day), encoding="utf-8")
        first = _run(home, feeds, server.port)
        with duckdb.connect(str(home / "marsad.duckdb"), read_only=True) as connection:
            _outcomes(part, day, connection)
            _articles(part, day, connection)
            _tags(part, connection)
        second = _run(home, feeds, server.port)
    stages = [(stage, seconds, second["stages_s"][stage]) for stage, seconds in first["stages_s"].items()]
    part.sheets.append(Sheet("Seconds by stage, as the flow took them", ("stage", "first run", "second run"), stages))
    part.notes.append(
        f"Second run: {second['new_article_count']} new, {second['revised_article_count']} revised; "
        f"{second['not_modified_count']} of {second['attempt_count']} requests were answered 304, "
        "the others are robots.txt and links of real feeds that the loopback server cannot answer."
    )
    part.share(
        "flow.second_run_adds_nothing", int(second["new_article_count"] + second["revised_article_count"] == 0), 1
    )
    return part


def _run(home: Path, feeds: Path, port: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "flows.cli", "daily", "--json"]
    done = subprocess.run(command, env=environment(home, feeds, port), stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode not in (0, 3):
        raise RuntimeError(f"marsad daily ended with code {done.returncode}")
    facts: dict[str, Any] = json.loads(done.stdout)
    return facts


def _outcomes(part: Part, day: Day, connection: duckdb.DuckDBPyConnection) -> None:
    """Nothing is lost: every item that was put into a feed is an entry with one outcome."""
    found = Counter(dict(connection.execute("SELECT feed_id, count(*) FROM entries GROUP BY 1").fetchall()))
    outcomes = connection.execute("SELECT outcome, count(*) FROM entries GROUP BY 1 ORDER BY 2 DESC").fetchall()
    part.sheets.append(Sheet("Entries by outcome", ("outcome", "entries"), outcomes))
    served = {feed.feed.id: feed.item_count for feed in day.feeds}
    lost = {feed: (count, found[feed]) for feed, count in served.items() if found[feed] != count}
    part.notes.append(f"{sum(served.values())} items served in {len(served)} feeds, {found.total()} entries stored.")
    part.notes += [f"{feed}: {count} served, {stored} stored" for feed, (count, stored) in lost.items()]
    part.share("flow.feeds_without_loss", len(served) - len(lost), len(served))
    part.share("flow.entries_with_outcome", sum(count for _, count in outcomes), sum(served.values()))


def _articles(part: Part, day: Day, connection: duckdb.DuckDBPyConnection) -> None:
    """Texts, titles and times as given, by template."""
    rows = connection.execute(
        """SELECT canonical_url, title, body, published_at FROM revisions JOIN articles USING (article_id)
           WHERE is_current"""
    ).fetchall()
    stored = {url: (title, body, published) for url, title, body, published in rows}
    by_template: dict[str, Counter[str]] = {}
    with_text = [article for article in day.articles if article.body]
    for article in with_text:
        counts = by_template.setdefault(article.template, Counter())
        counts["articles"] += 1
        title, body, published = stored.get(canonical_url(article.url), (None, None, None))
        is_equal = body is not None and body.split() == " ".join(article.body).split()
        counts["text"] += is_equal
        counts["title"] += folded(title or "") == article.title or not article.title
        counts["time"] += published is not None and _minute(published.replace(tzinfo=UTC)) == _minute(article.published)
        if not is_equal:
            part.notes.append(f"text differs: {article.template} {article.url}")
    columns = ("articles", "text", "title", "time")
    sheet: list[tuple[Cell, ...]] = [
        (name, *(counts[column] for column in columns)) for name, counts in sorted(by_template.items())
    ]
    part.sheets.append(Sheet(f"Articles of {DAY} recovered exactly, by template", ("template", *columns), sheet))
    total: Counter[str] = sum(by_template.values(), Counter())
    for column in columns[1:]:
        part.share(f"flow.{column}_as_given", total[column], total["articles"])
    part.share("flow.articles_read", sum(canonical_url(a.url) in stored for a in with_text), len(with_text))
    part.share("flow.saved_pages_read", sum(canonical_url(p.url) in stored for p in day.saved), len(day.saved))
    empty = [article for article in day.articles if not article.body]
    part.share("flow.pages_without_text_give_none", sum(canonical_url(a.url) not in stored for a in empty), len(empty))


def _minute(moment: datetime) -> int:
    """One template has no seconds in its stamp."""
    return int(moment.timestamp()) // 60


def _tags(part: Part, connection: duckdb.DuckDBPyConnection) -> None:
    rows = connection.execute(
        """SELECT tag, subtype, coalesce(trigger, ''), count(DISTINCT revision_id) FROM tags
           GROUP BY ALL ORDER BY ALL"""
    ).fetchall()
    part.sheets.append(Sheet("Tags of the day", ("tag", "subtype", "trigger", "reports"), rows))
