"""The demo: the real daily flow against the sample site, served on loopback."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from flows.run import prepare_prefect
from pipeline.report.console import Console
from pipeline.report.picture import draw_reports
from pipeline.report.summary import entry_outcomes, tagged_reports, told_movements
from pipeline.report.tables import print_movements, print_reports
from pipeline.settings import from_environment
from samples.server import SampleServer

_MOVEMENTS = 12
SAMPLE_FEEDS = Path(__file__).resolve().parents[1] / "samples" / "feeds.toml"


def run_demo(home: Path, picture: Path | None, arabic: str) -> None:
    """Run the flow `daily` twice, an hour of the sample site's time apart; once when it has run before.

    Prints what it does, the tagged reports, the largest movements, and how to go on.
    """
    console = Console()
    seen = (home / "marsad.duckdb").exists()
    with SampleServer(phase=2 if seen else 1) as server:
        os.environ |= {
            "MARSAD_HOME": str(home),
            "MARSAD_FEEDS": str(SAMPLE_FEEDS),
            # Everything goes to the sample site: a demo never leaves this machine.
            "MARSAD_CONNECT_TO": f"*=127.0.0.1:{server.port}",
            # Nor does it tell anybody of feeds in trouble that were made to be.
            "MARSAD_HEARTBEAT": "",
            "MARSAD_NOTIFY": "",
            "MARSAD_HOST_DELAY_S": "0",
            "MARSAD_RETRY_WAIT_S": "0.1",
        }
        settings = from_environment()
        prepare_prefect(settings)
        console.print(f"Sample site on 127.0.0.1:{server.port}. Starting Prefect; this takes some seconds …")
        from flows.daily import daily

        summary = daily()
        runs = [("Polled again" if seen else "First poll", summary)]
        if not seen:
            server.phase = 2
            summary = daily()
            runs.append(("Polled an hour later, one report corrected and one new", summary))
    reports = tagged_reports(settings.database)
    print_reports(console, reports, arabic)
    console.print(f"[bold]{len(reports)} tagged reports.[/bold] Who left which place for where, most people first:")
    print_movements(console, told_movements(settings.database, _MOVEMENTS), arabic)
    for what, run in runs:
        _print_run(console, what, run)
    if picture:
        picture.write_text(draw_reports(reports), encoding="utf-8")
        console.print(f"Picture: {picture}")
    if not (summary["new_article_count"] or summary["revised_article_count"]):
        console.print("[bold]Nothing new:[/bold] every feed answered 304 or unchanged, no article was due.")
    console.print(
        f"\nDuckDB file: [bold]{settings.database.resolve()}[/bold] (open it with any SQL tool)", soft_wrap=True
    )
    where = summary["brief"] or f"not written: {summary['brief_failure']}"
    console.print(f"The day on one page: [bold]{where}[/bold] (open it in a browser)", soft_wrap=True)
    console.print("Two queries to try:")
    prefix = f"  MARSAD_HOME={home} .venv/bin/marsad sql "
    for query in (
        "SELECT moved_on, people_high, origins, destinations, evidence FROM evacuation_reports",
        "FROM daily_counts",
    ):
        console.print(f'{prefix}"{query}"', markup=False, highlight=False, soft_wrap=True)


def _print_run(console: Console, what: str, summary: dict[str, Any]) -> None:
    console.print(
        f"[bold]{what}:[/bold] {summary['attempt_count']} requests ({summary['not_modified_count']} answered 304), "
        f"{summary['seen_entry_count']} entries: {entry_outcomes(summary)}",
        soft_wrap=True,
    )
