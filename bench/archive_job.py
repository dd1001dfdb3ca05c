"""One job of the archivist in a process of its own: `python -m bench.archive_job JOB HOME [PATH]`.

Writes as JSON the seconds that it took by the clock, and what it counted.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import duckdb

from bench.multiply import multiply
from bench.through_prefect import through_prefect
from pipeline.collect.collect import utc_now
from pipeline.collect.feeds import load_feeds
from pipeline.collect.sources import source_of
from pipeline.derive.rules import load_rules
from pipeline.settings import Settings
from pipeline.warehouse.backfill import backfill
from pipeline.warehouse.publish import publish, sole_writer
from pipeline.warehouse.rebuild import rebuild, restore

FEEDS = Path(__file__).resolve().parents[1] / "samples" / "feeds.toml"
# What an analyst asks, each of which is to be answered at once.
QUERIES = {
    "month × subtype": """SELECT date_trunc('month', published_at) AS month, subtype, count(*) AS report_count
        FROM tags JOIN revisions USING (revision_id) WHERE is_current GROUP BY ALL""",
    "evacuations from a place in a year": """SELECT evacuation_id, revision_id FROM evacuation_places
        JOIN revisions USING (revision_id)
        WHERE role = 'origin' AND name = 'حلب' AND published_at >= '2016-01-01' AND published_at < '2017-01-01'""",
    "full row by id": """FROM revisions
        WHERE revision_id = (SELECT revision_id FROM tags ORDER BY revision_id LIMIT 1)""",
    "reports of the last week": """SELECT article_id, title, subtype FROM tags JOIN revisions USING (revision_id)
        WHERE is_current AND published_at > (SELECT max(published_at) FROM revisions) - INTERVAL 7 DAY""",
}


def main() -> None:
    """Do the job, print what it took."""
    job, settings = sys.argv[1], Settings(home=Path(sys.argv[2]), feeds=FEEDS)
    begun = time.monotonic()
    told = JOBS[job](settings, *sys.argv[3:])
    json.dump({"seconds": time.monotonic() - begun, **told}, sys.stdout)


def _silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def _backfill(settings: Settings, path: str) -> dict[str, Any]:
    feeds = load_feeds(settings.feeds)
    done = backfill(settings, source_of("warc", [path], feeds, {"urls": ["*"]} if "unknown" in path else {}), feeds,
                    load_rules(), utc_now, _silent)  # fmt: skip
    return {"captures": done.tally.new}


def _rebuild(settings: Settings) -> dict[str, Any]:
    for path in settings.derived.glob("**/*.duckdb"):
        path.unlink()  # as after a change of the code: every capture is read again
    return {"texts": rebuild(settings, load_rules(), utc_now(), _silent).published.texts_tagged}


def _multiply(settings: Settings, home: str, times: str) -> dict[str, Any]:
    multiply(settings, Settings(home=Path(home), feeds=FEEDS), load_rules(), int(times))
    return {}


def _rebuild_read(settings: Settings) -> dict[str, Any]:
    with sole_writer(settings):
        published = publish(settings, load_rules(), utc_now(), _silent, is_anew=True)
    return {"texts": published.rows["articles"]}


def _retag(settings: Settings) -> dict[str, Any]:
    """Tag with one rule of ours left out, which concerns a fifth of the generated texts."""
    added = settings.home / "retag.toml"
    added.write_text('off = ["conflict.shelling.bombard"]\n', encoding="utf-8")
    allowed = replace(settings, allow_changes=True)
    rules = load_rules(added=[added])
    return {"texts": rebuild(allowed, rules, utc_now(), _silent, tags_only=True).published.texts_tagged}


def _retag_all(settings: Settings) -> dict[str, Any]:
    for path in settings.derived.glob("annotations/*.duckdb"):
        path.unlink()  # as after a change of the tagging code
    return {"texts": rebuild(settings, load_rules(), utc_now(), _silent, tags_only=True).published.texts_tagged}


def _restore(settings: Settings) -> dict[str, Any]:
    return {"snapshot": restore(settings)}


def _queries(settings: Settings) -> dict[str, Any]:
    told = {}
    with duckdb.connect(str(settings.database), read_only=True) as connection:
        for name, query in QUERIES.items():
            times = []
            for _ in range(6):
                begun = time.monotonic()
                connection.execute(query).fetchall()
                times.append(time.monotonic() - begun)
            told[name] = median(times[1:]) * 1000
    return {"ms": told}


JOBS: dict[str, Callable[..., dict[str, Any]]] = {
    "backfill": _backfill,
    "backfill_flow": through_prefect,
    "rebuild": _rebuild,
    "rebuild_read": _rebuild_read,
    "multiply": _multiply,
    "retag": _retag,
    "retag_all": _retag_all,
    "restore": _restore,
    "queries": _queries,
}

if __name__ == "__main__":
    main()
